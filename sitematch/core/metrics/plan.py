"""Metrics of the zoning plan: how far it has come, what it allows, and when building may start."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics.entries import stated_boolean, stated_number
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin

STAGE: Final = Metric(
    "plan_stage",
    Kind.CATEGORY,
    None,
    Origin.STATED,
    Group.PLAN,
    Text("Planskede", "Plan stage"),
    Text(
        "Hur långt detaljplanen har kommit, från ingen plan till laga kraft.",
        "How far the zoning plan has come, from no plan to one in force.",
    ),
    Text("I vilket skede är detaljplanen för området?", "Which stage has the zoning plan of the site reached?"),
    changeable=True,
    categories=("none", "planbesked", "samrad", "granskning", "antagen", "laga_kraft"),
    category_labels=(
        Text("ingen plan", "no plan"),
        Text("planbesked", "planning notice"),
        Text("samråd", "consultation"),
        Text("granskning", "review"),
        Text("antagen", "adopted"),
        Text("laga kraft", "in force"),
    ),
)

USE: Final = Metric(
    "plan_use",
    Kind.SET,
    None,
    Origin.STATED,
    Group.PLAN,
    Text("Tillåten användning", "Permitted use"),
    Text(
        "Vad detaljplanen tillåter marken att användas till; flera användningar kan gälla samtidigt.",
        "What the zoning plan permits the land to be used for; several uses may apply at once.",
    ),
    Text(
        "Vilken användning tillåter detaljplanen för området?",
        "Which uses does the zoning plan permit on the site?",
    ),
    changeable=True,
    categories=(
        "industry",
        "logistics",
        "office",
        "retail",
        "visitor",
        "public",
        "housing",
        "mixed",
        "utilities",
        "other",
    ),
    category_labels=(
        Text("industri", "industry"),
        Text("logistik", "logistics"),
        Text("kontor", "office"),
        Text("handel", "retail"),
        Text("besöksnäring", "visitor"),
        Text("samhällsservice", "public services"),
        Text("bostäder", "housing"),
        Text("blandad", "mixed"),
        Text("tekniska anläggningar", "utilities"),
        Text("annan", "other"),
    ),
)

PLAN: Final = (
    STAGE,
    USE,
    stated_boolean(
        "plan_appealed",
        Group.PLAN,
        ("Planen överklagad", "Plan appealed"),
        (
            "Om beslutet att anta detaljplanen är överklagat.",
            "Whether the decision to adopt the zoning plan is under appeal.",
        ),
        ("Är detaljplanen överklagad?", "Is the zoning plan under appeal?"),
    ),
    stated_number(
        "building_right_m2",
        "m²",
        Group.PLAN,
        ("Byggrätt", "Building right"),
        (
            "Den bruttoarea som detaljplanen tillåter.",
            "The gross floor area that the zoning plan permits.",
        ),
        (
            "Hur stor bruttoarea (m²) tillåter detaljplanen?",
            "How much gross floor area (m²) does the zoning plan permit?",
        ),
    ),
    stated_number(
        "max_height_m",
        "m",
        Group.PLAN,
        ("Högsta byggnadshöjd", "Greatest building height"),
        ("Den högsta byggnadshöjd som tillåts.", "The greatest building height that is permitted."),
        (
            "Vilken högsta byggnadshöjd (m) tillåts inom området?",
            "What is the greatest building height (m) permitted on the site?",
        ),
    ),
    stated_number(
        "ready_months",
        "months",
        Group.PLAN,
        ("Tid till byggstart", "Time until building may start"),
        (
            "Månader tills bygget får börja, med gata och ledningar framdragna till tomtgränsen.",
            "Months until building may start, with street and mains at the boundary.",
        ),
        (
            "Om hur många månader kan bygget börja, med gata och ledningar framdragna till tomtgränsen?",
            "In how many months may building start, with street and mains at the boundary?",
        ),
    ),
)

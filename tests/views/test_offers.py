"""What it would take and sites put together, in words and in every file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from sitematch.core.evidence import Lang
from sitematch.core.matching import MatchResult
from sitematch.core.matching.result import AssembledSites, JoinedFit, Status
from sitematch.views.backdrop import prepare_backdrop
from sitematch.views.explain import words_of
from sitematch.views.html_file import render_html
from sitematch.views.map import render_map
from sitematch.views.map_joined import apart, joined_shapes
from sitematch.views.offers import offers_told
from sitematch.views.pdf_file import render_pdf
from sitematch.views.svg_map import render_svg
from sitematch.views.table import render_table
from sitematch.views.xlsx_file import render_xlsx
from tests.core.matching.build import Offer, requirement, run
from tests.core.matching.offers.joined_build import parcel, run_joined
from tests.views.hostile import NAMES
from tests.views.read_back import page, pdf_text, sheets, squeezed
from tests.views.samples import sites_of, small_region

LAND = {"id": "land", "metric": "area_ha", "must": {"min": 20}}
PLAN = {"id": "plan", "metric": "plan_stage", "must": {"one_of": ["antagen", "laga_kraft"]}}
PORT = {"id": "port", "metric": "drive_min", "to": "port", "must": {"max": 60}}
POWER = {"id": "power", "metric": "power_mw", "must": {"min": 50}}
EITHER = {
    "id": "either",
    "any": [{"metric": "rail_siding", "must": True}, {"metric": "drive_min", "to": "port", "must": {"max": 30}}],
}


def said(result: MatchResult, lang: Lang = "en") -> list[str]:
    lines = [" ".join(each.said) for each in words_of(result, lang).takes]
    return [re.sub(r"[\u00a0\u202f]", " ", line) for line in lines]


def of(criteria: Sequence[dict[str, Any]], *sites: Offer, lang: Lang = "en") -> list[str]:
    return said(run(requirement(criteria), sites), lang)


def both(criteria: Sequence[dict[str, Any]], *sites: Offer) -> tuple[str, str]:
    (english,), (swedish,) = of(criteria, *sites), of(criteria, *sites, lang="sv")
    return english, swedish


def test_what_can_be_changed_is_told_with_by_how_much_and_into_what() -> None:
    site = Offer("0583-a", {"area_ha": 12.0, "plan_stage": "samrad"})
    assert both([LAND, PLAN, POWER], site) == (
        "Motala: Site 0583-a would take area: 8 ha more (20 ha instead of 12 ha); plan stage: adopted or in force "
        "instead of consultation. Not known besides: power.",
        "Motala: för Site 0583-a skulle det krävas areal: 8 ha mer (20 ha i stället för 12 ha); planskede: antagen "
        "eller laga kraft i stället för samråd. Dessutom inte känt: eleffekt.",
    )


def test_what_rules_out_every_site_and_cannot_be_changed_is_told_for_all_municipalities_in_one() -> None:
    sites = [
        Offer(f"{code}-{n}", {"drive_min:port": 61.0 + n, "power_mw": 1.0}, code=code)
        for code in ("0581", "0583")
        for n in (1, 2)
    ]
    assert both([PORT, POWER], *sites) == (
        "No site in Norrköping or Motala can qualify: at every one, the drive to the nearest port is over 60 min. That "
        "cannot be changed.",
        "Inget område i Norrköping eller Motala kan uppfylla kraven: överallt gäller att körtiden till närmaste hamn "
        "är över 60 min. Det går inte att ändra.",
    )


def test_where_the_nearest_cannot_be_changed_another_is_told() -> None:
    near = Offer("0583-1", {"power_mw": 150.0, "drive_min:port": 61.0, "plan_stage": "antagen"})
    far = Offer("0583-2", {"power_mw": 20.0, "drive_min:port": 30.0, "plan_stage": "none"})
    assert of([POWER, PORT, PLAN], near, far) == [
        "Motala: Site 0583-1 comes nearest, but there, the drive to the nearest port is over 60 min. That cannot be "
        "changed. Site 0583-2 would take power: 30 MW more (50 MW instead of 20 MW); plan stage: adopted or in force "
        "instead of no plan."
    ]


def test_where_each_site_fails_something_else_that_cannot_be_changed() -> None:
    slope = {"id": "slope", "metric": "slope_pct", "must": {"max": 3}}
    one = Offer("0583-1", {"drive_min:port": 61.0, "slope_pct": 1.0})
    other = Offer("0583-2", {"drive_min:port": 30.0, "slope_pct": 9.0})
    assert of([PORT, slope], one, other) == [
        "Motala: Site 0583-1 comes nearest, but there, the drive to the nearest port is over 60 min. That cannot be "
        "changed. At each of the other sites there, something else cannot be changed."
    ]


def test_of_an_either_or_only_what_anyone_can_bring_about_is_told() -> None:
    values = {"rail_siding": False, "drive_min:port": 50.0}
    assert of([EITHER], Offer("0583-1", values)) == ["Motala: Site 0583-1 would take rail siding."]
    more = {**EITHER, "any": [*EITHER["any"], {"metric": "power_mw", "must": {"min": 5}}]}
    assert of([more], Offer("0583-1", {**values, "power_mw": 1.0})) == [
        "Motala: Site 0583-1 would take either rail siding or power (at least 5 MW)."
    ]
    two = {**more, "at_least": 2}
    assert of([two], Offer("0583-1", {**values, "power_mw": 9.0})) == [
        "Motala: Site 0583-1 would take at least 2 of rail siding, the drive to the nearest port (at most 30 min) and "
        "power (at least 5 MW)."
    ]


def test_an_either_or_that_nobody_can_bring_about() -> None:
    port, slope = (
        {"metric": "drive_min", "to": "port", "must": {"max": 30}},
        {"metric": "slope_pct", "must": {"max": 2}},
    )
    english, swedish = both(
        [{"id": "either", "any": [port, slope]}], Offer("0583-1", {"drive_min:port": 50.0, "slope_pct": 5.0})
    )
    assert english.startswith("No site in Motala can qualify: at every one, none of these can be had: the drive to the")
    assert "inget av detta går att få: körtiden till närmaste hamn (högst 30 min) eller lutning (högst 2 %)" in swedish


def test_an_interval_and_a_restriction() -> None:
    nature = {"id": "nature", "metric": "natura2000", "must": {"one_of": ["none", "possible"]}}
    assert of([POWER], Offer("0583-1", {"power_mw": (10.0, 30.0)})) == [
        "Motala: Site 0583-1 would take power: 20 MW more (50 MW instead of 10–30 MW)."
    ]
    assert of([nature], Offer("0583-1", {"natura2000": "confirmed"})) == [
        "No site in Motala can qualify: at every one, Natura 2000 is confirmed. That cannot be changed."
    ]
    flood = {"id": "flood", "metric": "attribute", "name": "flood_risk", "must": {"one_of": ["none"]}}
    _, swedish = both([flood], Offer("0583-1", {"flood_risk": "possible"}))
    assert swedish.endswith("överallt gäller att översvämningsrisk är möjlig eller bekräftad. Det går inte att ändra.")


def test_a_yes_and_the_room_for_a_plant_need_no_figures_of_a_bound() -> None:
    rail = {"id": "rail", "metric": "rail_siding", "must": True}
    assert of([rail], Offer("0583-1", {"rail_siding": False})) == ["Motala: Site 0583-1 would take rail siding."]
    appealed = {"id": "appeal", "metric": "plan_appealed", "must": False}
    assert of([appealed], Offer("0583-1", {"plan_appealed": True})) == [
        "Motala: Site 0583-1 would take appeal against the zoning plan: no instead of yes."
    ]
    room = {"id": "room", "metric": "footprint_fit", "length_m": 150, "width_m": 30, "must": {"min": 1}}
    (told,) = said(run_joined(requirement([room]), [parcel("a", (0, 0), 12.0)]))
    assert re.fullmatch(
        r"Motala: Site 0583-a would take room for a plant of 150 × 30 m \(now 0\.\d+ times .*\)\.", told
    )


def neighbours(*, plan: str = "antagen") -> MatchResult:
    parcels = [
        parcel("a", (0, 0), 12.0, owner_count=2.0, plan_stage=plan),
        parcel("b", (1, 0), 9.0, owner_count=1.0, plan_stage="antagen"),
    ]
    return run_joined(requirement([LAND, PLAN], assembly={}), parcels)


def test_neighbours_that_are_enough_together_are_told_beside() -> None:
    (told,) = said(neighbours())
    assert told.endswith("Put together, Site 0583-a and Site 0583-b would be in the list as they are.")
    (told,) = [line.replace("\u00a0", " ") for line in words_of(neighbours(), "en").joined]
    assert told == "Site 0583-a and Site 0583-b (Motala): 21 ha together, 3 owners, qualifies."


def test_neighbours_that_still_need_something_are_told_with_it() -> None:
    (told,) = said(neighbours(plan="samrad"))
    assert told.startswith("Motala: Site 0583-b would take area: 11 ha more")
    assert neighbours(plan="samrad").assemblies == ()


def test_an_assembly_is_told_with_what_is_unknown_its_points_and_its_room() -> None:
    fit = JoinedFit(450.0, 250.0, 1.2, 1.201, 12.0, None)
    one = AssembledSites(
        ("1-a", "1-b"),
        ("A", "B"),
        ("0583",),
        ("Motala",),
        21.0,
        None,
        Status.OPEN,
        ("plan",),
        50.0,
        40.0,
        60.0,
        True,
        (fit,),
    )
    (told,) = words_of(replace(neighbours(), assemblies=(one,)), "en").joined
    assert told.replace("\u00a0", " ") == (
        "A and B (Motala): 21 ha together, open. Not known: plan stage. "
        "Room for a plant of 450 × 250 m: 1.2 times that size. 50.0 points of 100, 40–60 by what is unknown."
    )


def files(result: MatchResult, lang: Lang) -> tuple[str, str, str]:
    """The terminal's table, the PDF's text, and the page."""
    sites, backdrop = sites_of(result), prepare_backdrop(small_region())
    return (
        render_table(result, lang),
        pdf_text(render_pdf(result, sites, backdrop, lang)),
        render_html(result, sites, backdrop, lang),
    )


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_every_file_says_the_same(lang: Lang) -> None:
    result = neighbours()
    titles = offers_told(words_of(result, lang), lang)
    assert [len(told) for _, told in titles] == [1, 1]
    table, printed, shown = files(result, lang)
    sections = [squeezed(one.text) for one in page(shown).all("section")]
    for title, (line,) in titles:
        assert f"{title}\n  {line}" in table
        assert squeezed(title) in printed
        assert squeezed(line) in printed
        assert any(squeezed(title) in text and squeezed(line) in text for text in sections)
    assert squeezed("Streckade linjer" if lang == "sv" else "Dashed lines") in printed


def test_the_workbook_has_a_row_for_every_change_and_every_set() -> None:
    together = replace(
        neighbours(), would_take=(*neighbours().would_take, *run(requirement([PORT, POWER]), FAR).would_take)
    )
    book = sheets(render_xlsx(together, small_region(), "en"))
    (joined,) = book["Put together"]
    assert (joined["Sites"], joined["Number of sites"], joined["Area, ha"]) == ("Site 0583-a, Site 0583-b", 2, 21)
    assert (joined["Number of landowners"], joined["Status"], joined["Site ids"]) == (
        3,
        "● qualifies",
        "0583-a, 0583-b",
    )
    rows = book["What it would take"]
    assert [(row["Which"], row["Site"], row["Can be changed"]) for row in rows] == [
        ("nearest", "Site 0583-a", "yes"),
        ("put together", "Site 0583-a, Site 0583-b", None),
        ("nearest", "Site 0581-1", "no"),
        ("nearest that can be changed", "Site 0581-2", "yes"),
    ]
    assert [(row["Has"], row["Would take"], row["Gap"], row["Unit"]) for row in rows] == [
        (12, 20, 8, "ha"),
        (None, None, None, None),
        (61, 60, 1, "min"),
        (20, 50, 30, "MW"),
    ]


FAR = [
    Offer("0581-1", {"drive_min:port": 61.0, "power_mw": 60.0}, code="0581"),
    Offer("0581-2", {"drive_min:port": 30.0, "power_mw": 20.0}, code="0581"),
]


@pytest.mark.parametrize("name", [name for name in NAMES if "<" in name])
def test_no_name_is_more_than_a_name(name: str) -> None:
    result = neighbours()
    (row,), (one,) = result.would_take, result.assemblies
    assert row.assembly is not None
    spoilt = replace(
        result,
        would_take=(
            replace(
                row,
                municipality=name,
                nearest=replace(row.nearest, name=name),
                assembly=replace(row.assembly, names=(name, name)),
            ),
        ),
        assemblies=(replace(one, names=(name, name), municipalities=(name,)),),
    )
    _, printed, shown = files(spoilt, "en")
    assert name not in shown
    assert squeezed("Put together, ") in printed
    assert render_xlsx(spoilt, small_region(), "en")


def parcels_in_a_square() -> MatchResult:
    """Two sets of neighbours that share no site, and one that shares one with each."""
    at = {"a": (0, 0), "b": (1, 0), "c": (0, 1), "d": (1, 1)}
    return run_joined(requirement([LAND], assembly={}), [parcel(name, place, 12.0) for name, place in at.items()])


def test_the_map_draws_a_line_around_sets_that_share_no_site() -> None:
    result = parcels_in_a_square()
    assert len(result.assemblies) == 6
    assert [one.site_ids for one in apart(result)] == [("0583-a", "0583-b"), ("0583-c", "0583-d")]
    sites, backdrop = sites_of(result), prepare_backdrop(small_region())
    assert len(joined_shapes(result, sites)) == 2
    gone = sites.take([row for row, site_id in enumerate(sites.ids) if site_id != "0583-d"])
    assert len(joined_shapes(result, gone)) == 1
    shown = render_map(result, sites, backdrop, "sv")
    assert "sitematch.joined" in shown.split("sitematch.start")[0]
    (layer,) = [one for one in page(shown).all("input") if one.attributes.get("data-layer") == "joined"]
    assert "checked" in layer.attributes
    assert render_svg(result, sites, backdrop, "sv").count("stroke-dasharray") == 2


def test_a_map_without_such_sets_has_no_layer_for_them() -> None:
    result = run(requirement([LAND]), [Offer("0583-1", {"area_ha": 12.0})])
    shown = render_map(result, sites_of(result), prepare_backdrop(small_region()), "en")
    assert 'data-layer="joined"' not in shown
    assert "sitematch.joined" not in shown.replace("return { municipality, road, joined", "")


def test_the_card_of_a_near_miss_says_what_it_would_take_and_with_whom() -> None:
    offers = words_of(neighbours(), "en").offers
    assert [line.replace("\u00a0", " ") for line in offers["0583-a"]] == [
        "It would take area: 8 ha more (20 ha instead of 12 ha).",
        "Together with Site 0583-b: 21 ha, qualifies.",
    ]
    assert len(offers["0583-b"]) == 1
    shown = page(render_map(neighbours(), sites_of(neighbours()), prepare_backdrop(small_region()), "en"))
    assert [one.text for one in shown.all("ul", "takes")[0].all("li")][
        1
    ] == "Together with Site 0583-b: 21 ha, qualifies."


def test_a_site_that_cannot_be_changed_is_told_nothing() -> None:
    result = run(requirement([PORT]), [Offer("0583-1", {"drive_min:port": 90.0})])
    assert words_of(result, "en").offers == {}


def test_of_many_sets_only_the_first_are_told_of_a_site() -> None:
    assert [len(lines) for lines in words_of(parcels_in_a_square(), "en").offers.values()] == [3, 2, 2, 2]


def test_a_long_list_is_cut_with_a_mark() -> None:
    words = replace(words_of(neighbours(), "en"), joined=tuple("abcdef"))
    ((_, joined), _) = offers_told(words, "en", most_joined=4)
    assert joined == ["a", "b", "c", "d", "and 2 more"]


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    result = run(requirement([LAND]), [Offer("0583-1", {"area_ha": 30.0})])
    assert offers_told(words_of(result, "en"), "en") == []

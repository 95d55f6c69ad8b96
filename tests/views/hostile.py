"""A match and a region whose every text tries to run or to break the page it stands in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sitematch.core.evidence import Method, Source
from sitematch.core.matching.result import MatchResult, OpenQuestion
from sitematch.core.region.model import Region
from sitematch.core.sites.columns import Via
from tests.views.samples import REQUIREMENT, small_match, small_region

NAMES = (
    "</script><script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "`${alert(1)}`",
    "'\"><svg onload=alert(1)>",
    "</title></style><script>alert(1)</script>",
    "{{ 7 * 7 }} {% raw %} \u2028 \u2029 <!-- ]]>",
    "<iframe src='javascript:alert(1)'></iframe>",
)


def hostile_match() -> MatchResult:
    """The small match, with one of the names in every place where a text of others stands."""
    result = small_match()
    requirement: dict[str, Any] = {**REQUIREMENT, "name": NAMES[0]}
    criteria = [dict(criterion) for criterion in requirement["criteria"]]
    criteria[-1]["name"] = NAMES[1]
    criteria[2]["to"] = {"name": NAMES[2], "lon": 15.0, "lat": 58.0}
    requirement["criteria"] = criteria

    def spoilt(site: Any, i: int) -> Any:
        name = NAMES[i % len(NAMES)]
        outcomes = tuple(
            replace(
                one,
                source=Source(name, name, Method.STATED),
                via=Via("x", name),
                value=name if one.metric == "attribute" else one.value,
                reason=name if one.value is None else None,
                unit=name if one.unit else None,
            )
            for one in site.criteria
        )
        asked = tuple(OpenQuestion(q.id, q.metric, name, q.swing) for q in getattr(site, "open_questions", ()))
        more = {"open_questions": asked} if hasattr(site, "open_questions") else {}
        return replace(site, name=name, municipality=name, availability=name, criteria=outcomes, **more)

    ranked = tuple(spoilt(site, i) for i, site in enumerate(result.ranked))
    near_misses = tuple(spoilt(site, i + 3) for i, site in enumerate(result.near_misses))
    return replace(result, ranked=ranked, near_misses=near_misses, requirement=requirement, created_at=NAMES[5])


def hostile_region() -> Region:
    """The small region, with such names on everything that a map writes."""
    region = small_region()
    facilities = replace(region.facilities, names=NAMES[:4], classes=("port", NAMES[4], NAMES[1], NAMES[0]))
    towns = replace(region.localities, names=NAMES[:3], rural=np.zeros(3, dtype=bool))
    return replace(
        region,
        name=NAMES[4],
        facilities=facilities,
        localities=towns,
        municipalities=replace(region.municipalities, names=NAMES[3:6]),
        sources={key: Source(NAMES[1], NAMES[0], Method.STATED) for key in region.sources},
    )


TEXTS = (
    *NAMES,
    '=HYPERLINK("http://evil.example/","x")',
    "+1-1@SUM(A1)",
    "a\x00b\x07c\x1b[31md\x7fe\ufffef",
    "\u202egnirts\u200f a \u2066b",
    '#read("/etc/passwd") *x* $ [ ] _y_ <z> @w \\\\ `c`',
    "_x0041_ &lt;b&gt; &amp; \ud800 ]]>",
    "W" * 40_000,
    "日本 😀 عربي",
    "\t\r\n a\n\nb\t",
    "",
    "   ",
)
"""What a text of others may be: markup, formulas, control characters, marks that turn the line, long, empty."""


def everywhere(text: str) -> MatchResult:
    """The small match with one text in every place where a text of others stands."""
    result = small_match()

    def spoilt(site: Any) -> Any:
        outcomes = tuple(
            replace(
                one,
                source=Source(text, text, Method.STATED),
                via=Via("x", text),
                value=text if one.metric == "attribute" else one.value,
                reason=text if one.value is None else None,
            )
            for one in site.criteria
        )
        asked = tuple(replace(question, ask=text) for question in getattr(site, "open_questions", ()))
        more = {"open_questions": asked} if hasattr(site, "open_questions") else {}
        return replace(site, name=text, municipality=text, availability=text, criteria=outcomes, **more)

    criteria = [dict(criterion) for criterion in REQUIREMENT["criteria"]]
    criteria[-1] |= {"name": text, "must": {"one_of": [text, "BK1"]}}
    criteria[2]["to"] = {"name": text, "lon": 15.0, "lat": 58.0}
    return replace(
        result,
        requirement={**REQUIREMENT, "name": {"sv": text, "en": text}, "criteria": criteria},
        ranked=tuple(map(spoilt, result.ranked)),
        near_misses=tuple(map(spoilt, result.near_misses)),
        warnings=(text,),
        created_at=text,
    )


def region_everywhere(text: str) -> Region:
    """The small region with one text on everything that has a name."""
    region = small_region()
    return replace(
        region,
        name=text,
        facilities=replace(region.facilities, names=(text,) * 4, classes=("port", text, text + "b", "airport")),
        localities=replace(region.localities, names=(text,) * 3, rural=np.zeros(3, dtype=bool)),
        municipalities=replace(region.municipalities, names=(text,) * 3),
        sources={key: Source(text, text, Method.STATED) for key in region.sources},
    )

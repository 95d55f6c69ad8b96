"""No site, one, five thousand; a requirement without values; no source anywhere: every file says what holds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from sitematch.core.matching.result import MatchResult
from sitematch.core.sites.sites import Sites
from sitematch.views.backdrop import prepare_backdrop
from sitematch.views.csv_file import render_csv
from sitematch.views.geojson_file import render_geojson
from sitematch.views.html_file import render_html
from sitematch.views.kml_file import render_kml
from sitematch.views.map import render_map
from sitematch.views.pdf_file import render_pdf
from sitematch.views.table import render_table
from sitematch.views.xlsx_file import render_xlsx
from tests.views.read_back import page, pdf_text, sheets, squeezed
from tests.views.samples import REQUIREMENT, match_of, near_miss, ranked, sites_of, small_match, small_region

BACKDROP = prepare_backdrop(small_region())


def xlsx(result: MatchResult) -> str:
    rows = [list(row.values()) for sheet in sheets(render_xlsx(result, small_region(), "en")).values() for row in sheet]
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


def kml(result: MatchResult) -> str:
    return " ".join(ET.fromstring(render_kml(result, side_by_side(result), "en")).itertext())


READERS: dict[str, Callable[[MatchResult], str]] = {
    "table": lambda result: render_table(result, "en"),
    "xlsx": xlsx,
    "pdf": lambda result: pdf_text(render_pdf(result, side_by_side(result), BACKDROP, "en")),
    "kml": kml,
    "html": lambda result: read_page(render_html(result, side_by_side(result), BACKDROP, "en")),
    "map": lambda result: read_page(render_map(result, side_by_side(result), BACKDROP, "en")),
}
"""What people read, as text."""


def read_page(text: str) -> str:
    (body,) = page(text).all("body")
    body.children = [part for part in body.children if isinstance(part, str) or part.name != "script"]
    return body.text


def said(form: str, result: MatchResult) -> str:
    return squeezed(READERS[form](result))


def side_by_side(result: MatchResult) -> Sites:
    """Their outlines in a grid over the three municipalities."""
    rows = [row.site_id for row in (*result.ranked, *result.near_misses)]
    return sites_of(
        result, {row: (485_000 + 1_500 * (i % 70), 6_471_000 + 600 * (i // 70)) for i, row in enumerate(rows)}
    )


def many(count: int) -> MatchResult:
    """So many sites, a tenth of them ranked, each with one figure."""
    bare: dict[str, Any] = {"open_questions": (), "criteria": ranked(1, "a", "A").criteria[:1]}
    some = count // 10
    sites = tuple(ranked(i + 1, f"s{i}", f"Plats {i + 1}.", **bare) for i in range(some))
    misses = tuple(near_miss(f"m{i}", f"Bortfall {i + 1}.", criteria=bare["criteria"]) for i in range(count - some))
    return match_of(sites, misses, requirement={**REQUIREMENT, "criteria": REQUIREMENT["criteria"][:2]})


@pytest.mark.parametrize("form", [form for form in READERS if form != "kml"])
def test_without_a_ranked_site_there_is_no_list_and_still_what_lacks(form: str) -> None:
    result = match_of((), (near_miss("a", "Åtvid östra"),))
    text = said(form, result)
    for words in ("No site is in the list.", "Åtvid östra", "88 ha"):
        assert squeezed(words) in text, words


@pytest.mark.parametrize("form", READERS)
def test_one_site_is_all(form: str) -> None:
    result = match_of((ranked(1, "a", "Sörby norra"),), ())
    text = said(form, result)
    for words in ("Sörby norra", "qualifies"):
        assert squeezed(words) in text, words


@pytest.mark.parametrize("form", READERS)
def test_of_five_thousand_sites_every_file_says_how_many_there_are(form: str) -> None:
    text = said(form, many(5_000))
    assert "Plats1." in text
    if form in ("xlsx", "table"):
        assert "Plats500." in text
        assert "Bortfall4500." in text
    elif form == "kml":
        assert "Plats500." in text
    else:
        assert form == "map" or "of500rankedsitesarehere" in text or "of500areshown" in text
        assert "of4500nearmissesarehere" in text or "of4500areshown" in text


@pytest.mark.parametrize("form", READERS)
def test_without_values_nobody_has_a_score(form: str) -> None:
    def bare(site: Any) -> Any:
        outcomes = tuple(replace(one, points_low=None, points_high=None, weight=None) for one in site.criteria)
        more = {"first_share": None} if hasattr(site, "first_share") else {}
        return replace(site, score=None, score_low=None, score_high=None, criteria=outcomes, **more)

    whole = small_match()
    criteria = [{k: v for k, v in one.items() if k not in ("value", "weight")} for one in REQUIREMENT["criteria"]]
    result = replace(
        whole,
        requirement={**REQUIREMENT, "criteria": criteria},
        ranked=tuple(map(bare, whole.ranked)),
        near_misses=tuple(map(bare, whole.near_misses)),
    )
    told = READERS[form](result)
    assert "Sörbynorra" in squeezed(told)
    assert not re.search(r"\b(None|NaN|nan)\b", told)
    for words in ("pointsof100", *(() if form in ("xlsx", "table") else ("Firstin",))):
        assert words not in squeezed(told), words


@pytest.mark.parametrize("form", READERS)
def test_without_a_source_no_file_invents_one(form: str) -> None:
    def silent(site: Any) -> Any:
        return replace(site, criteria=tuple(replace(one, source=None) for one in site.criteria))

    whole = small_match()
    result = replace(whole, ranked=tuple(map(silent, whole.ranked)), near_misses=tuple(map(silent, whole.near_misses)))
    assert ("Motalakommun" in said(form, whole)) == (form != "table")
    text = said(form, result)
    assert "Motalakommun" not in text
    assert "Sörbynorra" in text
    assert '"land.source": null' in render_geojson(result, sites_of(result))
    assert "None" not in render_csv(result)
    assert json.loads(render_geojson(result, sites_of(result)))["features"]

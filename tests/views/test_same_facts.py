"""Every form of one match, read back, says the same: names, ranks, scores, statuses, verdicts, sources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyogrio
import pytest

from sitematch.core.evidence import Source
from sitematch.core.matching.result import NearMiss, RankedSite, Status
from sitematch.service.desk import Desk
from sitematch.service.files import file_of
from sitematch.service.forms import Outcome, table
from sitematch.service.maps import map_file
from sitematch.service.matches import Stamp, make_match
from sitematch.service.presets import find_requirement
from sitematch.views.words import method_word, score_text, source_text, status_text, verdict_word
from sitematch.wiring import open_desk
from tests.views.read_back import Element, page, pdf_text, sheets, squeezed

PRESETS = ("holiday-resort", "logistics-terminal")
LANG = "sv"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return open_desk({"SITEMATCH_HOME": str(tmp_path_factory.mktemp("home"))}, lang=LANG)


@pytest.fixture(scope="module", params=PRESETS)
def outcome(request: pytest.FixtureRequest, desk: Desk) -> Outcome:
    requirement = find_requirement(request.param, desk.pack, desk.region)
    stamp = Stamp("a" * 20, "2026-11-24T09:05:00Z")
    result = make_match(requirement, desk.published, desk.region, kept=desk.kept, stamp=stamp, lang=LANG)
    assert len(result.ranked) > 3
    assert len(result.near_misses) > 3
    return Outcome(result, desk.published, desk.region, LANG)


def everyone(outcome: Outcome) -> Iterator[RankedSite | NearMiss]:
    yield from outcome.result.ranked
    yield from outcome.result.near_misses


def code_of(source: Source | None) -> str:
    return "" if source is None else ", ".join(part for part in (source.name, source.date, source.method.value) if part)


def status_of(site: RankedSite | NearMiss) -> Status:
    return site.status if isinstance(site, RankedSite) else Status.FAILS


def test_json(outcome: Outcome, desk: Desk) -> None:
    document = json.loads(file_of(outcome, desk, "json"))
    for row, site in zip([*document["ranked"], *document["near_misses"]], everyone(outcome), strict=True):
        assert (row["name"], row["score"], row.get("rank")) == (site.name, site.score, getattr(site, "rank", None))
        said = [(one["verdict"], one["source"] and one["source"]["name"]) for one in row["criteria"]]
        assert said == [(one.verdict, one.source and one.source.name) for one in site.criteria]


def test_csv(outcome: Outcome, desk: Desk) -> None:
    rows = csv.DictReader(io.StringIO(file_of(outcome, desk, "csv").decode()))
    for row, site in zip(rows, everyone(outcome), strict=True):
        assert (row["name"], float(row["score"])) == (site.name, site.score)
        assert (row["rank"], row["status"]) == (str(getattr(site, "rank", "")), status_of(site))
        for one in site.criteria:
            assert (row[f"{one.id}.verdict"], row[f"{one.id}.source"]) == (one.verdict or "", code_of(one.source))


def test_geojson(outcome: Outcome, desk: Desk) -> None:
    features = json.loads(file_of(outcome, desk, "geojson"))["features"]
    for feature, site in zip(features, everyone(outcome), strict=True):
        row = feature["properties"]
        assert (row["name"], row["score"], row["status"]) == (site.name, site.score, status_of(site))
        assert row["rank"] == getattr(site, "rank", None)
        for one in site.criteria:
            said = (row[f"{one.id}.verdict"], row[f"{one.id}.source"] or "")
            assert said == (one.verdict, code_of(one.source))


def test_kml(outcome: Outcome, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "sites.kml"
    path.write_bytes(file_of(outcome, desk, "kml"))
    rows = pyogrio.read_dataframe(path).to_dict("records")
    for row, site in zip(rows, outcome.result.ranked, strict=True):
        assert (row["Name"], row["rank"], row["status"]) == (site.name, site.rank, site.status)
        assert row["score"] == pytest.approx(site.score, abs=1e-9)
        for one in site.criteria:
            said = [
                cell if isinstance(cell, str) else "" for cell in (row[f"{one.id}.verdict"], row[f"{one.id}.source"])
            ]
            assert said == [one.verdict or "", code_of(one.source)]


def test_xlsx(outcome: Outcome, desk: Desk) -> None:
    book = sheets(file_of(outcome, desk, "xlsx"))
    for row, site in zip(book["Lista"], outcome.result.ranked, strict=True):
        assert (row["Plats"], row["Område"], row["Status"]) == (site.rank, site.name, status_text(site.status, LANG))
        assert row["Poäng"] == pytest.approx(site.score, abs=1e-12)
    figures = ((site, one) for site in everyone(outcome) for one in site.criteria)
    for row, (site, one) in zip(book["Kriterier per område"], figures, strict=True):
        assert (row["Områdets id"], row["Kriteriets id"]) == (site.site_id, one.id)
        assert row["Utfall"] == (verdict_word(one.verdict, LANG) if one.verdict else None)
        source = one.source
        said = (source.name, source.date, method_word(source.method, LANG)) if source else (None, None, None)
        assert (row["Källa"], row["Datum"], row["Metod"]) == said
    lacking = [(site.name, short.id) for site in outcome.result.near_misses for short in site.shortfalls]
    assert [(row["Område"], row["Kriteriets id"]) for row in book["Faller bort"]] == lacking


def test_pdf(outcome: Outcome, desk: Desk) -> None:
    text = pdf_text(file_of(outcome, desk, "pdf"))
    place = 0
    for site in outcome.result.ranked:
        assert site.score is not None
        place = text.index(squeezed(f"{site.rank} {site.name}"), place)
        row = text[place : place + 400]
        assert squeezed(status_text(site.status, LANG)) in row
        assert squeezed(score_text(site.score, LANG)) in row
    for site in outcome.result.ranked[:20]:
        for one in site.criteria:
            assert one.source is None or squeezed(source_text(one.source, LANG)) in text
    for miss in outcome.result.near_misses[:100]:
        assert squeezed(miss.name) in text


def test_table(outcome: Outcome) -> None:
    lines = table(outcome, colour=False).splitlines()
    for site in outcome.result.ranked:
        assert site.score is not None
        (line,) = [
            one for one in lines if one.strip().startswith(f"{site.rank} ") and status_text(site.status, LANG) in one
        ]
        assert site.name in line
        assert score_text(site.score, LANG) in line
    misses = [one for one in lines if one.startswith(status_text(Status.FAILS, LANG))]
    assert all(site.name in line for site, line in zip(outcome.result.near_misses, misses, strict=True))


def rows_of(shown: Element) -> dict[str, Element]:
    return {cast(str, one.attributes["data-site"]): one for one in shown.all("li", "site")}


@pytest.mark.parametrize("form", ["html", "map"])
def test_pages(form: str, outcome: Outcome, desk: Desk) -> None:
    text = file_of(outcome, desk, "html").decode() if form == "html" else map_file(outcome, desk)
    rows = rows_of(page(text))
    assert list(rows) == [site.site_id for site in everyone(outcome)]
    for site in everyone(outcome):
        row = rows[site.site_id]
        assert site.name in row.text
        card = row.all("div", "card")[0]
        assert site.score is not None
        assert f"{score_text(site.score, LANG)} poäng av 100" in card.text.replace("\u00a0", " ")
        if isinstance(site, RankedSite):
            assert row.all("span", "badge")[0].text == str(site.rank)
            assert status_text(site.status, LANG) in row.text
        notes = card.all("p", "notes")[0].text
        for line, one in zip(card.all("tbody")[0].all("tr"), site.criteria, strict=True):
            verdict = line.all("td")[1].all("b")
            assert [word.text[2:] for word in verdict] == ([verdict_word(one.verdict, LANG)] if one.verdict else [])
            assert one.source is None or " ".join(source_text(one.source, LANG).split()) in notes


def test_figures_are_the_same_numbers_everywhere(outcome: Outcome, desk: Desk) -> None:
    document = json.loads(file_of(outcome, desk, "json"))
    ends = ("value_low", "value_high", "points_low", "points_high", "weight")
    told: list[list[Any]] = [
        [one[end] for end in ends] for row in [*document["ranked"], *document["near_misses"]] for one in row["criteria"]
    ]
    headings = ("Värde, lägst", "Värde, högst", "Poäng, lägst", "Poäng, högst", "Vikt")
    rows = sheets(file_of(outcome, desk, "xlsx"))["Kriterier per område"]
    shown = [[row[heading] for heading in headings] for row in rows]
    np.testing.assert_allclose(np.array(shown, dtype=float), np.array(told, dtype=float), rtol=1e-12)

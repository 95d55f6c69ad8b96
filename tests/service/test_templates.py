"""The form for sites: filled in, it is read as it was meant, without a word."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyogrio import raw

from sitematch.core.evidence import Lang
from sitematch.core.metrics import CATALOGUE
from sitematch.core.region.model import Region
from sitematch.intake import SiteFile
from sitematch.intake.examples import EXAMPLE_NAME
from sitematch.intake.headings import meanings_of
from sitematch.intake.meanings import BASE_COLUMNS, METRIC_COLUMNS, PLACE_COLUMNS
from sitematch.service.templates import SITE_FORMS, site_form
from sitematch.views.form_book import LONGEST_HINT, LONGEST_LIST
from sitematch.views.template_columns import FormColumn, Kind, form_columns
from sitematch.views.template_gpkg import LAYER
from tests.examples import examples
from tests.intake.forms import workbooks_in_this_process
from tests.intake.world import CODES, EAST, NAMES, NORTH, REGION, TODAY, codes, counts, issues, read, region, value

LANGS: tuple[Lang, ...] = ("sv", "en")


@pytest.fixture(scope="module", autouse=True)
def in_this_process() -> Iterator[None]:
    with workbooks_in_this_process():
        yield


BOTH = [(form, lang) for form in SITE_FORMS for lang in LANGS]


def form(kind: str, lang: Lang, where: Region = REGION) -> SiteFile:
    return SiteFile(f"sites.{kind}", site_form(where, lang, TODAY, kind))


def headings(lang: Lang) -> list[str]:
    return [column.heading.in_(lang) for column in form_columns()]


# The form itself


def test_it_has_every_column_of_ours() -> None:
    assert {column.name for column in form_columns()} == {*BASE_COLUMNS, *PLACE_COLUMNS, *METRIC_COLUMNS}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("column", form_columns(), ids=lambda column: column.name)
def test_headings_mean_their_column_and_nothing_else(column: FormColumn, lang: Lang) -> None:
    (meaning,) = meanings_of(column.heading.in_(lang))

    assert meaning.column == column.name
    assert meaning.strict or column.name == "crs"


@pytest.mark.parametrize(("kind", "lang"), BOTH)
@pytest.mark.parametrize("where", [REGION, region([])], ids=["with municipalities", "without"])
def test_as_it_comes_it_holds_no_site_and_gives_no_issue(kind: str, lang: Lang, where: Region) -> None:
    if not where.municipalities.codes:
        one = np.array([15.5]), np.array([58.4])
        where = replace(where, localities=replace(where.localities, lon=one[0], lat=one[1]))
    upload = read(form(kind, lang, where), where=where)

    assert counts(upload) == (0, 0, 0, 0)
    assert not issues(upload)


@pytest.mark.parametrize(("kind", "lang"), BOTH)
def test_the_same_day_gives_the_same_bytes(kind: str, lang: Lang) -> None:
    assert form(kind, lang).content == form(kind, lang).content


@pytest.mark.parametrize("lang", LANGS)
def test_the_workbook_has_lists_ranges_and_an_explanation(lang: Lang) -> None:
    book = load_workbook(io.BytesIO(form("xlsx", lang).content))
    page, explained = book.worksheets[0], book.worksheets[1]
    rules = {next(iter(rule.sqref.ranges)).bounds[0]: rule for rule in page.data_validations.dataValidation}
    told = {str(row[0].value): [str(cell.value or "") for cell in row] for row in explained.iter_rows(min_row=6)}

    assert [cell.value for cell in page[1]] == headings(lang)
    assert page.freeze_panes == "C2"
    for place, column in enumerate(form_columns(), start=1):
        rule, shown = rules[place], told[column.heading.in_(lang)]
        assert column.help.in_(lang) in shown[1]
        assert len(rule.prompt) <= LONGEST_HINT
        for choice in column.choices:
            assert choice.in_(lang) in shown[2]
        if column.choices:
            assert rule.type == "list"
            assert rule.formula1 == f'"{",".join(choice.in_(lang) for choice in column.choices)}"'
        if column.low is not None:
            assert rule.type == "decimal"
    assert f'"{",".join(NAMES)}"' in {rule.formula1 for rule in rules.values()}
    assert rules[1 + headings(lang).index(CATALOGUE["slope_pct"].label.in_(lang) + " (%)")].formula2 == "100.0"


def test_long_lists_stand_on_a_sheet_of_their_own_that_is_passed_over() -> None:
    boxes = [shapely.box(EAST + i * 5_000, NORTH, EAST + (i + 1) * 5_000, NORTH + 5_000) for i in range(40)]
    names = tuple(f"Kommun nummer {i}" for i in range(40))
    many = replace(
        REGION,
        municipalities=replace(
            REGION.municipalities,
            codes=tuple(f"{i:04d}" for i in range(40)),
            names=names,
            load_outlines=lambda: np.array(boxes, dtype=object),
        ),
    )
    file = form("xlsx", "sv", many)
    book = load_workbook(io.BytesIO(file.content))
    (rule,) = [r for r in book.worksheets[0].data_validations.dataValidation if "!" in (r.formula1 or "")]

    assert len(",".join(names)) > LONGEST_LIST
    assert rule.formula1 == "'Listor'!$A$2:$A$41"
    assert [cell.value for cell in book["Listor"]["A"]][1:] == list(names)
    assert book["Listor"].sheet_state == "hidden"
    assert not issues(read(file, where=many))


def test_the_swedish_csv_is_one_that_excel_opens_in_columns() -> None:
    content = form("csv", "sv").content

    assert content.startswith(b"\xef\xbb\xbfId;Namn;")
    assert b"12,5;" in content
    assert form("csv", "en").content.startswith(b"\xef\xbb\xbfId,Name,")


@pytest.mark.parametrize("lang", LANGS)
def test_the_layer_is_typed_named_and_in_epsg_3006(lang: Lang, tmp_path: Path) -> None:
    content = form("gpkg", lang).content
    path = tmp_path / "sites.gpkg"
    path.write_bytes(content)
    info, _, _, _ = raw.read(path)
    types = dict(zip(info["fields"], info["ogr_types"], strict=True))
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        aliases = dict(database.execute("SELECT column_name, name FROM gpkg_data_columns"))
        stages = dict(
            database.execute(
                "SELECT value, description FROM gpkg_data_column_constraints WHERE constraint_name = 'plan_stage'"
            )
        )
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT table_name FROM gpkg_contents").fetchone() == (LAYER.in_(lang),)

    stage = CATALOGUE["plan_stage"]
    assert (info["crs"], info["geometry_type"]) == ("EPSG:3006", "MultiPolygon")
    assert (types["power_mw"], types["source_date"], types["name"]) == ("OFTReal", "OFTDate", "OFTString")
    assert aliases["power_mw"] == {"sv": "Eleffekt (MW)", "en": "Power (MW)"}[lang]
    assert set(aliases) == set(types)
    assert stages == {c: w.in_(lang) for c, w in zip(stage.categories, stage.category_labels, strict=True)}


# Filled in


numbers = st.floats(0.01, 90).map(lambda x: round(x, 3))


def cells_of(column: FormColumn) -> st.SearchStrategy[tuple[Any, Any]]:
    """What is typed (as its place in the list, or a number), and what it has to be read as."""
    if column.kind is Kind.NUMBER:
        return numbers.map(lambda x: (x, x))
    if column.kind is Kind.SET:
        chosen = st.lists(st.sampled_from(range(len(column.codes))), min_size=1, max_size=4, unique=True)
        return chosen.map(lambda c: (tuple(c), tuple(sorted(column.codes[i] for i in c))))
    meant = (True, False) if column.yes_no else column.codes
    return st.sampled_from(range(len(column.codes))).map(lambda i: ((i,), meant[i]))


METRICS = tuple(column for column in form_columns() if column.name in METRIC_COLUMNS and column.name != "area_ha")
rows = st.fixed_dictionaries({}, optional={column.name: cells_of(column) for column in METRICS})


def typed(column: FormColumn, cell: Any, lang: Lang) -> Any:
    """A cell as a person fills it in."""
    return "|".join(column.choices[i].in_(lang) for i in cell) if isinstance(cell, tuple) else cell


def lines_of(filled: list[dict[str, Any]], lang: Lang) -> list[list[Any]]:
    """The rows of the form, each site in a place of its own."""
    found = []
    for number, row in enumerate(filled):
        own = {
            "id": f"0{number}-1",
            "name": f"Område {number}",
            "municipality_code": NAMES[0],
            "lon": 15.6 + number / 100,
            "lat": 58.4,
            "area_ha": 12.5,
            "source_date": "2026-05-01",
        }
        cells = {c.name: typed(c, row[c.name][0], lang) for c in METRICS if c.name in row}
        found.append([{**own, **cells}.get(column.name) for column in form_columns()])
    return found


def fill_xlsx(content: bytes, lines: list[list[Any]]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for at, line in enumerate(lines, start=3):
        for place, cell in enumerate(line, start=1):
            book.worksheets[0].cell(at, place).value = cell
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill_csv(content: bytes, lines: list[list[Any]], lang: Lang) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if lang == "sv" else ",", lineterminator="\r\n")
    for line in lines:
        texts = ["" if cell is None else str(cell) for cell in line]
        decimal = "," if lang == "sv" else "."
        writer.writerow(
            [t.replace(".", decimal) if isinstance(c, float) else t for c, t in zip(line, texts, strict=True)]
        )
    return content + out.getvalue().encode()


@settings(max_examples=examples(15))
@given(st.lists(rows, min_size=1, max_size=3), st.sampled_from(["xlsx", "csv"]), st.sampled_from(LANGS))
def test_sites_written_into_the_form_are_read_back(filled: list[dict[str, Any]], kind: str, lang: Lang) -> None:
    empty, lines = form(kind, lang), lines_of(filled, lang)
    content = fill_xlsx(empty.content, lines) if kind == "xlsx" else fill_csv(empty.content, lines, lang)
    upload = read(SiteFile(empty.name, content))

    assert counts(upload) == (len(filled), len(filled), 0, 0)
    assert set(codes(upload)) <= {"value.suspicious"}  # what is drawn at will may be unlikely
    for place, row in enumerate(filled):
        assert upload.sites.ids[place] == f"{CODES[0]}-0{place}-1"
        for column in METRICS:
            assert value(upload.sites, column.name, place) == (row[column.name][1] if column.name in row else None)


@pytest.mark.parametrize("lang", LANGS)
def test_a_layer_drawn_in_the_form_is_read_back(lang: Lang, tmp_path: Path) -> None:
    content = form("gpkg", lang).content
    path = tmp_path / "sites.gpkg"
    path.write_bytes(content)
    info, _, shapes, fields = raw.read(path)
    moved = shapely.transform(shapely.from_wkb(shapes), lambda xy: xy + 600)
    own = [np.array(["a"], dtype=object) if name == "id" else d for name, d in zip(info["fields"], fields, strict=True)]
    layer = {"driver": "GPKG", "layer": LAYER.in_(lang), "append": True}
    wkb = shapely.to_wkb(moved, flavor="iso")
    raw.write(path, wkb, own, list(info["fields"]), geometry_type="MultiPolygon", crs="EPSG:3006", **layer)
    upload = read(SiteFile("sites.gpkg", path.read_bytes()))

    assert counts(upload) == (1, 1, 0, 0)
    assert not issues(upload)
    for column in form_columns():
        if column.name in METRIC_COLUMNS and column.name != "area_ha":
            assert value(upload.sites, column.name) == _example_value(column), column.name


def _example_value(column: FormColumn) -> Any:
    cell = column.example
    if not column.codes:
        return cell
    by_word = {choice.en: code for choice, code in zip(column.choices, column.codes, strict=True)}
    found = [by_word[word] for word in cell.en.split("|")]  # type: ignore[union-attr]
    if column.yes_no:
        return found == ["true"]
    return tuple(sorted(found)) if column.kind is Kind.SET else found[0]


@pytest.mark.parametrize(("kind", "lang"), [(k, v) for k, v in BOTH if k != "gpkg"])
def test_the_example_under_another_name_is_a_site_without_an_issue(kind: str, lang: Lang) -> None:
    file = form(kind, lang)
    if kind == "csv":
        content = file.content.replace(EXAMPLE_NAME.in_(lang).encode(), b"Ekbacken").replace(b'"Ekbacken"', b"Ekbacken")
    else:
        book = load_workbook(io.BytesIO(file.content))
        book.worksheets[0]["B2"] = "Ekbacken"
        out = io.BytesIO()
        book.save(out)
        content = out.getvalue()
    upload = read(SiteFile(file.name, content))

    assert counts(upload) == (1, 1, 0, 0)
    assert not issues(upload)
    assert upload.sites.names == ("Ekbacken",)

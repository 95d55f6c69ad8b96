"""Workbooks as municipalities make them, and as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook

from sitematch.errors import SiteFileRefused
from sitematch.intake import Limits, SiteFile
from tests.examples import examples
from tests.intake.world import codes, counts, in_degrees, issues, read, square, value, wkt


def saved(book: Workbook, name: str = "sites.xlsx") -> SiteFile:
    buffer = io.BytesIO()
    book.save(buffer)
    return SiteFile(name, buffer.getvalue())


def xlsx(*lines: Sequence[Any], **sheets: Iterable[Sequence[Any]]) -> SiteFile:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    for title, others in sheets.items():
        sheet = book.create_sheet(title)
        for line in others:
            sheet.append(line)
    return saved(book)


def remade(file: SiteFile, change: dict[str, Any], add: dict[str, bytes] | None = None) -> SiteFile:
    """The workbook with the bytes of some members changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.content)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change[name](part) if name in change else part)
        for name, part in (add or {}).items():
            new.writestr(name, part)
    return SiteFile(file.name, buffer.getvalue())


SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = ("id", "namn", "wkt", "effekt (MW)")


def site(name: Any = "Ek", power: Any = 12, at: int = 5000, own_id: Any = "a") -> tuple[Any, ...]:
    return (own_id, name, wkt(in_degrees(square(at))), power)


def refusal(file: SiteFile, **options: Any) -> SiteFileRefused:
    with pytest.raises(SiteFileRefused) as caught:
        read(file, **options)
    assert "\n" not in str(caught.value)
    return caught.value


def test_typed_cells_are_read_as_they_are_typed() -> None:
    file = xlsx(
        ("id", "namn", "lon", "lat", "area_ha", "effekt (MW)", "industrispår", "source_date", "slope_pct"),
        (7, "Ek", 15.6, 58.4, 12.5, 12, True, date(2026, 5, 1), 3),
        ("8", "Al", 15.61, 58.41, "ca 4", "10–14", "nej", datetime(2026, 5, 1), 4),
    )
    upload = read(file)
    assert upload.sites.ids == ("0511-7", "0511-8") or len(upload.sites.ids) == 2
    assert value(upload.sites, "power_mw", 0) == 12
    assert value(upload.sites, "power_mw", 1) == (10, 14)
    assert value(upload.sites, "rail_siding", 0) is True
    assert value(upload.sites, "area_ha", 0) == 12.5
    assert {source.date for source in upload.sites.sources} == {"2026-05-01"}


def test_a_percentage_counts_as_it_is_seen() -> None:
    book = Workbook()
    book.active.append(("id", "wkt", "slope_pct"))
    book.active.append(("a", wkt(), 0.07))
    book.active["C2"].number_format = "0.0%"
    assert value(read(saved(book)).sites, "slope_pct") == 7


def test_title_lines_blank_lines_and_columns_without_heading() -> None:
    upload = read(
        xlsx(("Lediga tomter 2026",), (), HEADINGS, (), site(), (), (*site(at=7000, own_id="b"), None, "obs"))
    )
    assert counts(upload) == (2, 2, 0, 0)
    assert [(issue.row, issue.column) for issue in issues(upload, "column.unknown")] == [(None, "column 6")]
    assert upload.sites.others["column 6"] == (None, "obs")


def test_headings_merged_over_two_lines() -> None:
    book = Workbook()
    for line in (("id", "namn", "Läge", None, "area_ha"), (None, None, "lon", "lat", None), ("a", "Ek", 15.6, 58.4, 3)):
        book.active.append(line)
    for cells in ("A1:A2", "B1:B2", "C1:D1", "E1:E2"):
        book.active.merge_cells(cells)
    upload = read(saved(book))
    assert counts(upload) == (1, 1, 0, 0)
    assert upload.sites.names == ("Ek",)
    assert value(upload.sites, "area_ha") == 3


def test_of_several_sheets_the_one_with_most_known_headings_is_read_and_the_others_named() -> None:
    file = xlsx(("Om filen",), ("Kontakt", "x"), ("Eva", "y"), Tomter=[HEADINGS, site()], Tom=[])
    upload = read(file)
    assert upload.sites.names == ("Ek",)
    [issue] = issues(upload, "value.suspicious")
    assert (issue.row, issue.column) == (None, None)
    assert "Tomter" in issue.message
    assert "Sheet" in issue.message
    assert "Tom," not in issue.message


def test_a_list_beside_the_layer() -> None:
    layer, beside = xlsx(HEADINGS, site(power=None)), xlsx(("id", "power_mw"), ("a", 18))
    upload = read(SiteFile("layer.xlsx", layer.content), SiteFile("list.xlsx", beside.content))
    assert value(upload.sites, "power_mw") == 18


def test_formulas_count_by_their_stored_results() -> None:
    with_result = remade(
        xlsx(HEADINGS, site(power=99)),
        {SHEET: lambda xml: xml.replace(b"<v>99</v>", b"<f>3*33</f><v>99</v>")},
    )
    assert value(read(with_result).sites, "power_mw") == 99
    without = read(xlsx(HEADINGS, site(power="=3*33")))
    [issue] = issues(without, "value.not_a_number")
    assert (issue.row, issue.column) == (1, "effekt (MW)")
    assert "#NOT CALCULATED!" in issue.message


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?"])
def test_errors_of_the_spreadsheet_are_faults(error: str) -> None:
    upload = read(xlsx(HEADINGS, site(power=error), site(name=error, at=7000, own_id="b")))
    assert [(issue.row, issue.column, issue.code) for issue in upload.report.issues] == [
        (1, "effekt (MW)", "value.not_a_number"),
        (2, "namn", "value.not_allowed"),
    ]
    assert counts(upload) == (2, 0, 0, 2)


def test_coordinates_in_columns_as_in_csv() -> None:
    ring = square()
    text = f"POLYGON (({', '.join(f'{x} {y}' for x, y in ring)}))"
    assert counts(read(xlsx(("id", "wkt", "crs"), ("a", text, 3006)))) == (1, 1, 0, 0)
    upload = read(xlsx(("id", "lon", "lat"), ("a", 15.6, "väst"), ("b", None, None)))
    assert codes(upload) == ["geometry.missing", "value.not_a_number"]


def test_whole_files_that_are_refused() -> None:
    good = xlsx(HEADINGS, site(), site(at=7000, own_id="b"))
    assert refusal(xlsx()).code == "file.empty"
    assert refusal(xlsx(HEADINGS)).code == "file.empty"
    assert refusal(xlsx(("what", "ever"), (1, 2))).code == "file.unreadable"
    assert refusal(good, limits=Limits(rows=1)).code == "file.too_large"
    assert refusal(good, limits=Limits(columns=3)).code == "file.too_large"
    assert refusal(good, limits=Limits(vertices=4)).code == "file.too_large"
    assert refusal(good, limits=Limits(unpacked_mb=0.001)).code == "file.too_large"
    assert refusal(xlsx(("id", "wkt", "crs"), ("a", wkt(), "EPSG:2154"))).code == "crs.unsupported"
    assert refusal(xlsx(("id", "wkt"), ("a", "POLYGON ((1000 1000, 2000 1000, 2000 2000, 1000 1000))"))).code == (
        "crs.missing"
    )


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_that_was_cut_off(cut: float) -> None:
    content = xlsx(HEADINGS, site()).content
    assert refusal(SiteFile("a.xlsx", content[: int(len(content) * cut)])).code == "file.unreadable"


def test_every_damaged_part_is_refused_in_one_line_or_read() -> None:
    good = xlsx(HEADINGS, site())
    wrecks = (b"", b"<a>", b"\xff\xfe\x00", b'<?xml version="1.0"?><worksheet/>')
    for place, name in enumerate(zipfile.ZipFile(io.BytesIO(good.content)).namelist()):
        for broken in wrecks if examples(1) > 1 else (wrecks[place % len(wrecks)],):
            file = remade(good, {name: lambda part, broken=broken: broken})
            try:
                read(file)
            except SiteFileRefused as error:
                assert error.code in ("file.unreadable", "file.empty")
                assert "\n" not in str(error)


def test_a_bomb_is_told_by_the_directory_of_the_archive() -> None:
    bomb = remade(xlsx(HEADINGS, site()), {}, {"xl/media/x.xml": b" " * (30 << 20)})
    assert len(bomb.content) < 100_000
    assert refusal(bomb).code == "file.too_large"


def test_entities_are_refused() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    for encoding in ("utf-8", "utf-16"):
        for part in (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"):
            file = remade(
                xlsx(HEADINGS, site()), {part: lambda xml, e=encoding: (laughs + xml).decode("latin-1").encode(e)}
            )
            assert refusal(file).code == "file.unreadable"


def test_lines_and_columns_far_out_do_not_take_for_ever() -> None:
    far = remade(xlsx(HEADINGS, site()), {SHEET: lambda xml: xml.replace(b'<row r="2"', b'<row r="999999999999"')})
    assert refusal(far).code == "file.too_large"
    wide = remade(xlsx(HEADINGS, site()), {SHEET: lambda xml: xml.replace(b'r="D2"', b'r="XFD2"')})
    assert refusal(wide).code == "file.too_large"
    large = remade(xlsx(HEADINGS, site()), {SHEET: lambda xml: xml.replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')})
    assert counts(read(large)) == (1, 1, 0, 0)


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/x", "C:/x", "xl\\..\\..\\x"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    assert refusal(remade(xlsx(HEADINGS, site()), {}, {name: b"x"})).code == "file.unreadable"


def test_links_and_passwords_are_refused() -> None:
    good = xlsx(HEADINGS, site())
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO(good.content)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert refusal(SiteFile("a.xlsx", buffer.getvalue())).code == "file.unreadable"
    place = good.content.index(b"PK\x01\x02") + 8
    locked = good.content[:place] + b"\x01" + good.content[place + 1 :]
    assert refusal(SiteFile("a.xlsx", locked)).code == "file.unreadable"


@pytest.mark.parametrize("member", ["xl/workbook.bin", "word/document.xml", "content.xml", "doc.kml", "a.txt"])
def test_other_archives_are_not_read(member: str) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(member, "x")
    assert refusal(SiteFile("a.xlsx", buffer.getvalue())).code == "file.driver_not_allowed"

"""The user's own file back with its faults marked, and read again as if it were not."""

from __future__ import annotations

import csv as library
import io
import json
import zipfile
from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font

from sitematch.errors import SiteFileRefused, WrongUse
from sitematch.intake import IntakeOptions, Report, SiteFile, annotate
from sitematch.intake.marks import check_target
from tests.examples import examples
from tests.intake.layers import altered, gpkg, parts, script, shp, zipped
from tests.intake.world import TODAY, csv, feature, geojson, in_degrees, issues, read, row, square, wkt

SV = IntakeOptions(lang="sv", today=TODAY)


def cells(content: bytes, encoding: str = "utf-8", sign: str = ";") -> list[list[str]]:
    return list(library.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=sign))


def marked(file: SiteFile, lang: str = "en", **options) -> SiteFile:
    """The file annotated, and held to read as before: in either language, and marked a second time."""
    asked = IntakeOptions(today=TODAY, lang=lang, **options)
    first = read(file, lang=lang, **options)
    content = annotate([file], first.report, asked)
    again = SiteFile(file.name, content)
    assert read(again, lang=lang, **options).report == first.report
    assert read(again, lang=lang, **options).sites.ids == first.sites.ids
    other = "sv" if lang == "en" else "en"
    told = read(file, lang=other, **options).report
    twice = SiteFile(file.name, annotate([again], told, replace(asked, lang=other)))
    assert read(twice, lang=lang, **options).report == first.report
    return again


# --- CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_comes_back_as_it_was_with_one_column_more(encoding: str, end: str) -> None:
    there = wkt(in_degrees(square(9000)))
    text = f'Lediga tomter;;\n\nid;"Effekt (MW)";Övrigt;wkt\n1;ca tolv;"a\nb";{wkt()}\n2;12;å;{there}\n3\n'
    file = SiteFile("a.csv", text.replace("\n", end).encode(encoding))
    content = marked(file).content
    before, after = (list(io.StringIO(b.decode(encoding), newline="")) for b in (file.content, content))
    assert all(line.rstrip("\r\n") in other or line.strip() == "" for line, other in zip(before, after, strict=True))
    rows = cells(content, encoding)
    assert rows[0] == ["Lediga tomter", "", ""]
    assert rows[2][4].startswith("error | [column.unknown] Övrigt: ")
    assert rows[3] == [
        *("1", "ca tolv", f"a{end}b", wkt()),
        "[value.not_a_number] Effekt (MW): 'ca tolv' is not a number; write 12",
    ]
    assert rows[4][4:] == [""]
    assert "geometry.missing" in rows[5][4]
    assert {len(line) for line in rows[2:]} == {5}


def test_the_column_speaks_the_readers_language() -> None:
    file = csv(f"id;power_mw;wkt\n1;x;{wkt()}\n")
    assert cells(marked(file, "sv").content)[0][-1] == "fel"
    assert cells(marked(file, "sv").content)[1][-1].endswith(
        "”x” är inget tal; skriv bara talet, eller lämna cellen tom om det inte är känt"
    )


def test_a_column_of_that_name_with_other_content_is_the_users() -> None:
    file = csv(f"id;error;power_mw;wkt\n1;none so far;x;{wkt()}\n")
    rows = cells(marked(file).content)
    assert rows[0][:5] == ["id", "error", "power_mw", "wkt", rows[0][4]]
    assert rows[0][4].startswith("error (2) | [column.unknown]")
    assert rows[1][1] == "none so far"


def test_a_row_with_too_many_cells_is_still_one() -> None:
    file = csv(f"id;power_mw;wkt\n1;12;{wkt()};;stray\n2;x;{wkt(in_degrees(square(9000)))}\n")
    rows = cells(marked(file).content)
    assert "value.not_allowed" in rows[1][5]
    assert rows[1][4] == "stray"


def test_headings_that_only_the_caller_knows_are_found_again() -> None:
    file = csv(f"Titel\nnr x;kalla den;form\n1;A;{wkt()}\n2;B;\n")
    rows = cells(marked(file, columns={"kalla den": "name", "form": "wkt"}).content)
    assert rows[1][3].startswith("error")
    assert "geometry.missing" in rows[3][3]


def test_separators_of_lines_inside_cells_are_no_lines() -> None:
    file = csv(f"id;foo;power_mw;wkt\n1;a\u2028b\x0cc;x;{wkt()}\n2;;y;{wkt(in_degrees(square(9000)))}\n")
    rows = cells(marked(file).content)
    assert ["'x'" in rows[1][4], "'y'" in rows[2][4]] == [True, True]


texts = st.text(
    alphabet=st.sampled_from(["=", "@", "+", "-", '"', ";", "\n", "'", "x", "1", "å", "[", "]"]), max_size=5
)


@settings(deadline=None, max_examples=examples(40))
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_any_cells_read_as_before(pairs, end: str) -> None:
    buffer = io.StringIO()
    writer = library.writer(buffer, delimiter=";", lineterminator=end)
    writer.writerow(["id", "namn", "power_mw", "wkt"])
    for place, (name, power) in enumerate(pairs):
        writer.writerow([place, name, power, wkt(in_degrees(square(900 * place)))])
    file = csv(buffer.getvalue())
    rows = cells(marked(file).content)
    assert [line[:4] for line in rows] == cells(file.content)


# --- GeoJSON


def test_a_geojson_comes_back_with_one_property_more() -> None:
    file = geojson(row(1, power_mw="x", foo={"a": 1}), row(2), feature({"id": 3}, None), name="a.geojson", extra=[1.0])
    found, before = json.loads(marked(file).content), json.loads(file.content)
    for feature_, old in zip(found["features"], before["features"], strict=True):
        fault = feature_["properties"].pop("error", None)
        assert (fault is None) == (old["properties"]["id"] == "s2")
        assert feature_ == old
    assert "column.unknown" in found.pop("error")
    assert found == before


# --- Excel


def workbook(*lines, title: str = "Områden") -> Workbook:
    book = Workbook()
    book.active.title = title
    for line in lines:
        book.active.append(line)
    return book


def saved(book: Workbook) -> SiteFile:
    buffer = io.BytesIO()
    book.save(buffer)
    return SiteFile("a.xlsx", buffer.getvalue())


def opened(file: SiteFile, **how):
    return load_workbook(io.BytesIO(file.content), **how)


def test_a_workbook_comes_back_with_its_faulty_cells_coloured() -> None:
    there = wkt(in_degrees(square(9000)))
    book = workbook(
        ["Lediga tomter"], [], ["id", "Effekt (MW)", "skick", "wkt"], [1, "ca tolv", "bra", wkt()], [2, 12, None, there]
    )
    book.active["A3"].font = Font(name="Arial", italic=True)
    book.active["B4"].comment = Comment("ring nätbolaget", "Eva")
    book.active.merge_cells("A1:D1")
    book.active.freeze_panes = "A4"
    book.create_sheet("Anteckningar").append(["=1+1", "hej"])
    sheet = opened(marked(saved(book), "sv")).worksheets[0]
    assert [cell.value for cell in sheet[3]] == ["id", "Effekt (MW)", "skick", "wkt", "fel"]
    assert sheet["E4"].value == "[value.not_a_number] Effekt (MW): ”ca tolv” är inget tal; skriv 12"
    assert sheet["B4"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["B4"].comment.text == "ring nätbolaget\nsitematch:\n”ca tolv” är inget tal; skriv 12"
    assert sheet["C3"].fill.fgColor.rgb == "FFFFEB9C"
    assert "sitematch:" in sheet["C3"].comment.text
    assert sheet["B5"].fill.fill_type is None
    assert (sheet["A3"].font.name, sheet["A3"].font.italic, sheet.freeze_panes) == ("Arial", True, "A4")
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert opened(marked(saved(book), "sv")).sheetnames == ["Områden", "Anteckningar"]


def test_a_fault_in_merged_cells_is_marked_where_they_are_seen() -> None:
    lines = [["id", "okänd rubrik", "Mark", "wkt"], [None, None, "areal (ha)", None], [1, "x", "y", wkt()], [2]]
    book = workbook(*lines)
    for area in ("A1:A2", "B1:B2", "D1:D2", "C3:C4"):
        book.active.merge_cells(area)
    sheet = opened(marked(saved(book))).active
    assert "'y' is not a number" in sheet["C3"].comment.text
    assert "heading is not known" in sheet["B1"].comment.text
    assert sheet["E2"].value == "error"
    assert "geometry.missing" in sheet["E4"].value


def test_sheets_that_are_charts_stay() -> None:
    book = workbook(["id", "power_mw", "wkt"], [1, "x", wkt()])
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Diagram", index=0).add_chart(chart)
    book.create_sheet("Efter").append(["=1+1"])
    back = opened(marked(saved(book)))
    assert back.sheetnames == ["Diagram", "Områden", "Efter"]
    assert back["Områden"]["B2"].comment is not None


def test_marking_twice_leaves_one_column_and_one_comment() -> None:
    file = saved(workbook(["id", "power_mw", "wkt"], [1, "x", wkt()]))
    once = marked(file)
    twice = marked(once, "sv")
    sheet = opened(twice).active
    assert [cell.value for cell in sheet[1]] == ["id", "power_mw", "wkt", "fel"]
    assert sheet["B2"].comment.text.count("sitematch:") == 1


def test_formulas_stay_with_their_results() -> None:
    file = saved(workbook(["id", "power_mw", "namn", "wkt"], [1, "=6*2", '="A&"&"B"', wkt()], [2, "x", "=1=1", None]))
    changed = {}
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        for name in archive.namelist():
            changed[name] = archive.read(name)
    sheet = changed["xl/worksheets/sheet1.xml"].decode()
    for formula, kind, result in (
        ("6*2", "", "12"),
        ('"A&amp;"&amp;"B"', ' t="str"', "A&amp;B"),
        ("1=1", ' t="b"', "1"),
    ):
        start = sheet.index(f"<f>{formula}</f>")
        sheet = (
            sheet[: start - 1]
            + f"{kind}>"
            + sheet[start:].replace("<v></v>", f"<v>{result}</v>", 1).replace("<v />", f"<v>{result}</v>", 1)
        )
    changed["xl/worksheets/sheet1.xml"] = sheet.encode()
    calculated = zipped(changed, "a.xlsx")
    assert opened(calculated, data_only=True).active["B2"].value == 12
    back = marked(calculated)
    values, formulas = opened(back, data_only=True).active, opened(back).active
    assert [values["B2"].value, values["C2"].value, values["C3"].value] == [12, "A&B", True]
    assert [formulas["B2"].value, formulas["C2"].value] == ["=6*2", '="A&"&"B"']


def test_text_that_looks_like_a_formula_stays_text() -> None:
    book = workbook(["id", "namn", "power_mw", "wkt"], [1, "x", "y", wkt()])
    for place, text in (("B2", "=HYPERLINK(1)"), ("C2", "@SUM(1)")):
        book.active[place].value = text
        book.active[place].data_type = "s"
    sheet = opened(marked(saved(book))).active
    assert [sheet[place].data_type for place in ("B2", "C2", "E2")] == ["s", "s", "s"]


def test_a_cell_of_ours_never_begins_a_formula() -> None:
    book = workbook(["id", "power_mw", "wkt"], [1, "y", wkt()])
    book.active["B2"].value, book.active["B2"].data_type = "=cmd|' /C calc'!A0", "s"
    sheet = opened(marked(saved(book))).active
    assert sheet["D2"].data_type == "s"
    assert sheet["D2"].value.startswith("[value.not_a_number]")


# --- layers

SQUARES = [shapely.Polygon(square(900 * place)) for place in range(3)]
ROWS = [{"id": f"s{place}", "effekt_mw": text, "namn": "Å"} for place, text in enumerate(["12", "ca tolv", "4"])]


def column(file: SiteFile, sql: str) -> list:
    found = []
    altered(file, lambda database: found.extend(database.execute(sql).fetchall()))
    return found


def test_a_geopackage_comes_back_with_a_column_more() -> None:
    file = gpkg(SQUARES, ROWS, layer="tomter")
    back = marked(file, "sv")
    assert column(back, "SELECT fid, fel FROM tomter") == [
        (1, None),
        (2, "[value.not_a_number] effekt_mw: ”ca tolv” är inget tal; skriv 12"),
        (3, None),
    ]
    kinds = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
    assert column(back, kinds) == column(file, kinds) != []
    assert column(back, "SELECT fid, geom FROM tomter") == column(file, "SELECT fid, geom FROM tomter")


def test_a_write_ahead_log_and_gaps_in_the_keys_are_no_hindrance() -> None:
    def change(database) -> None:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        database.execute("DELETE FROM sites WHERE fid = 1")

    file = gpkg(SQUARES, ROWS, change=change)
    assert [issue.line for issue in issues(read(file))] == [2]
    logged = SiteFile(file.name, file.content[:18] + b"\x02\x02" + file.content[20:])
    assert column(marked(logged), "SELECT fid FROM sites WHERE error IS NOT NULL") == [(2,)]


def test_no_trigger_runs_while_a_geopackage_is_marked() -> None:
    trigger = "CREATE TRIGGER rtree_x AFTER UPDATE ON sites BEGIN DELETE FROM sites; END"
    back = marked(gpkg(SQUARES, ROWS, change=script(trigger)))
    assert column(back, "SELECT count(*) FROM sites") == [(3,)]
    assert column(back, "SELECT sql FROM sqlite_master WHERE name = 'rtree_x'") == [(trigger,)]


@pytest.mark.parametrize("encoding", ["UTF-8", "CP1252"])
def test_a_shapefile_comes_back_with_a_column_more(encoding: str) -> None:
    members = {f"skikt/{name}": part for name, part in parts(SQUARES, ROWS, encoding=encoding).items()}
    members["skikt/readme.txt"] = b"hej"
    file = zipped(members)
    back = marked(file, "sv")
    assert read(back).sites.names == ("Å", "Å")
    with zipfile.ZipFile(io.BytesIO(back.content)) as archive:
        assert set(archive.namelist()) == set(members)
        dbf = archive.read("skikt/sites.dbf")
        assert {name: archive.read(name) for name in members if not name.endswith((".dbf", ".cpg"))} == {
            name: part for name, part in members.items() if not name.endswith((".dbf", ".cpg"))
        }
    text = "[value.not_a_number] effekt_mw: ”ca tolv” är inget tal; skriv 12"
    assert text.encode(encoding) in dbf


def test_a_long_text_is_cut_between_signs() -> None:
    wide = [{f"å{place}": "x" for place in range(9)} | {"power_mw": "x"} for _ in SQUARES]
    report = read(shp(SQUARES, wide)).report
    long = replace(report.issues[-1], message="é" * 300)
    content = annotate([shp(SQUARES, wide)], replace(report, issues=(long,)), SV)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        dbf = archive.read("sites.dbf")
    cell = dbf[:-1][-254:].decode("utf-8")
    assert cell.endswith(("é...", "é... "))
    assert len(cell.encode()) == 254


def test_a_shapefile_without_room_is_refused() -> None:
    wide = [{f"c{place:03}": 1 for place in range(255)} for _ in SQUARES]
    file = shp(SQUARES, wide)
    with pytest.raises(SiteFileRefused, match="no room for another column"):
        annotate([file], read(file).report)


# --- which file, under which name


def test_several_files_come_back_in_a_zip_archive() -> None:
    files = [geojson(row(1, power_mw="x")), csv("id;power_kv\ns1;y\n", name="lista.csv")]
    upload = read(*files)
    content = annotate(files, upload.report, IntakeOptions(today=TODAY))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["sites.geojson", "lista.csv"]
        back = [SiteFile(name, archive.read(name)) for name in archive.namelist()]
    assert read(*back).report == upload.report
    assert b"value.not_a_number" in back[1].content


def test_files_of_one_name_both_come_back() -> None:
    files = [geojson(row(1)), geojson(row(2))]
    with zipfile.ZipFile(io.BytesIO(annotate(files, read(*files).report))) as archive:
        assert archive.namelist() == ["sites.geojson", "2-sites.geojson"]


def test_findings_of_files_of_one_name_are_told_apart() -> None:
    files = [csv("id;power_mw\na;x\n"), csv("id;power_mw\nb;y\n", name="Sites.csv")]
    upload = read(*files)
    assert upload.report.file == "sites.csv, 2-Sites.csv"
    assert [(issue.file, issue.value) for issue in issues(upload, "value.not_a_number")] == [
        ("sites.csv", "x"),
        ("2-Sites.csv", "y"),
    ]
    with zipfile.ZipFile(io.BytesIO(annotate(files, upload.report))) as archive:
        first, second = (archive.read(name).decode() for name in archive.namelist())
    assert "'x' is not" in first and "'y' is not" not in first
    assert "'y' is not" in second and "'x' is not" not in second


@pytest.mark.parametrize(
    ("files", "target", "wanted"),
    [
        ([csv("id\n1\n")], "a.xlsx", ".csv"),
        ([geojson(row(1))], "a.csv", ".geojson"),
        ([saved(workbook(["id"], [1]))], "a.csv", ".xlsx"),
        ([shp(SQUARES, ROWS)], "a.shp", ".zip"),
        ([gpkg(SQUARES, ROWS)], "a", ".gpkg"),
        ([geojson(row(1)), geojson(row(2))], "a.geojson", ".zip"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_a_name_of_another_format_is_refused_with_the_right_ending(files, target: str, wanted: str) -> None:
    with pytest.raises(WrongUse, match=f"ends in {wanted}"):
        check_target(files, target, "en")
    check_target(files, f"a{wanted}", "en")


def test_a_report_without_faults_gives_an_empty_column() -> None:
    file = csv(f"id;wkt\n1;{wkt()}\n")
    content = annotate([file], Report("a", 1, 1, 0, 0, ()))
    assert [line[-1] for line in cells(content)] == ["error", ""]
    assert read(SiteFile(file.name, content)).report == read(file).report

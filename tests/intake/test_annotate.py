from __future__ import annotations

import csv as library
import io
import json

import pytest

from sitematch.errors import WrongUse
from sitematch.intake import SiteFile, annotate
from tests.intake.world import csv, feature, geojson, in_degrees, read, row, square, wkt


def cells(content: bytes, encoding: str = "utf-8", sign: str = ";") -> list[list[str]]:
    return list(library.reader(io.StringIO(content.decode(encoding), newline=""), delimiter=sign))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_comes_back_as_it_was_with_two_columns_more(encoding: str, end: str) -> None:
    there = wkt(in_degrees(square(9000)))
    text = f'Lediga tomter;;\n\nid;"Effekt (MW)";Övrigt;wkt\n1;ca tolv;"a\nb";{wkt()}\n2;12;å;{there}\n3\n'
    file = SiteFile("a.csv", text.replace("\n", end).encode(encoding))
    marked = annotate([file], read(file).report)
    before, after = (list(io.StringIO(b.decode(encoding), newline="")) for b in (file.content, marked))
    assert all(line.rstrip("\r\n") in other or line.strip() == "" for line, other in zip(before, after, strict=True))
    rows = cells(marked, encoding)
    assert rows[0] == ["Lediga tomter", "", ""]
    assert rows[2][-2:][0] == "sitematch_faults"
    assert rows[3][:3] == ["1", "ca tolv", f"a{end}b"]
    assert rows[3][4:] == ["[value.not_a_number] Effekt (MW): 'ca tolv' is not a number", "write 12"]
    assert rows[4][4:] == ["", ""]
    assert "geometry.missing" in rows[5][4]
    assert {len(line) for line in rows[2:]} == {6}


def test_a_marked_csv_reads_as_before() -> None:
    file = csv(f"id;power_mw;foo;wkt\n1;x;1;{wkt()}\n2;12;2;{wkt(in_degrees(square(9000)))}\n")
    first = read(file)
    again = read(SiteFile(file.name, annotate([file], first.report)))
    assert again.report == first.report


def test_a_geojson_comes_back_with_two_properties_more() -> None:
    file = geojson(row(1, power_mw="x", foo={"a": 1}), row(2), feature({"id": 3}, None), name="a.geojson", extra=[1.0])
    report = read(file).report
    marked, before = json.loads(annotate([file], report)), json.loads(file.content)
    for feature_, old in zip(marked["features"], before["features"], strict=True):
        faults = feature_["properties"].pop("sitematch_faults", None)
        mends = feature_["properties"].pop("sitematch_mends", None)
        assert (faults is None) == (mends is None) == (old["properties"]["id"] == "s2")
        assert feature_ == old
    assert "column.unknown" in marked.pop("sitematch_faults")
    assert marked.pop("sitematch_mends")
    assert marked == before
    assert read(SiteFile("a.geojson", annotate([file], report))).report == report


def test_headings_that_only_the_caller_knows_are_found_again() -> None:
    file = csv(f"Titel\nnr x;kalla den;form\n1;A;{wkt()}\n2;B;\n")
    columns = {"kalla den": "name", "form": "wkt"}
    marked = cells(annotate([file], read(file, columns=columns).report, columns))
    assert marked[1][3] == "sitematch_faults"
    assert "geometry.missing" in marked[3][3]


def test_only_one_file_is_written_back() -> None:
    files = [geojson(row(1)), geojson(row(2), name="b.geojson")]
    with pytest.raises(WrongUse, match="one file"):
        annotate(files, read(*files).report)

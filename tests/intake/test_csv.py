from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from sitematch.intake import SiteFile
from tests.examples import examples
from tests.intake.world import codes, counts, csv, in_degrees, issues, polygon, read, square, value, wkt

TEXT = "id;namn;kontakt;effekt (MW);wkt\n1;Sörby – norra;Åsa Öst;12,5;{wkt}\n"


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", codecs.BOM_UTF8),
        ("cp1252", b""),
        ("utf-16-le", codecs.BOM_UTF16_LE),
        ("utf-16-be", codecs.BOM_UTF16_BE),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, mark: bytes, end: str) -> None:
    text = TEXT.format(wkt=wkt()).replace("\n", end)
    upload = read(SiteFile("a.csv", mark + text.encode(encoding)))
    assert upload.sites.names == ("Sörby – norra",)
    assert upload.sites.contacts == ("Åsa Öst",)
    assert value(upload.sites, "power_mw") == 12.5
    assert issues(upload) == []


@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_separators(sign: str) -> None:
    lines = [["id", "namn", "plan_use", "wkt"], ["1", '"a;b,c"', '"J, Z"', f'"{wkt()}"']]
    upload = read(csv("\n".join(sign.join(line) for line in lines)))
    assert upload.sites.names == ("a;b,c",)
    assert issues(upload) == []


def test_title_lines_empty_lines_and_trailing_blanks() -> None:
    titles = "Lediga tomter i Norrby;;;\n\nUppdaterad av Eva;;;\n"
    there = wkt(in_degrees(square(9000)))
    text = f"{titles} id ;Namn ;wkt; \n1;A;{wkt()};\n;;;\n\n2; B ;{there};\n"
    upload = read(csv(text))
    assert upload.sites.names == ("A", "B")
    assert counts(upload) == (2, 2, 0, 0)


def test_a_table_without_known_headings_in_its_titles() -> None:
    upload = read(csv(f"Titel\nnr x;kalla den;form\n1;A;{wkt()}\n"), columns={"kalla den": "name", "form": "wkt"})
    assert upload.sites.names == ("A",)


def test_quotes_line_breaks_and_entities() -> None:
    text = f'id;namn;kontakt;wkt\n1;"Sörby ""norra""\nområdet";"Eva &amp; Bo &#229;";"{wkt()}"\n'
    upload = read(csv(text))
    assert upload.sites.names == ('Sörby "norra" området',)
    assert upload.sites.contacts == ("Eva & Bo å",)


def test_short_rows_are_filled_up() -> None:
    upload = read(csv(f"id;wkt;namn;power_mw\n1;{wkt()}\n"))
    assert counts(upload) == (1, 1, 0, 0)


def test_headings_that_repeat_or_are_empty() -> None:
    upload = read(csv(f"id;namn;namn;;wkt\n1;A;B;C;{wkt()}\n"))
    assert upload.sites.names == ("A",)
    assert upload.sites.others == {"namn (2)": ("B",), "column 4": ("C",)}


def test_geometry_as_wkt_in_its_forms() -> None:
    ring = ", ".join(f"{x:.7f} {y:.7f}" for x, y in in_degrees(square()))
    open_ring = ring.rpartition(",")[0]
    forms = [
        f"POLYGON (({ring}))",
        f"polygon(({ring}))",
        f"MULTIPOLYGON ((({ring})))",
        f"SRID=4326;POLYGON (({ring}))",
        "POLYGON Z ((" + ", ".join(f"{x:.7f} {y:.7f} 9" for x, y in in_degrees(square())) + "))",
        f"GEOMETRYCOLLECTION (POLYGON (({ring})))",
        f"POLYGON (({open_ring}))",
        f"MULTIPOLYGON ((({open_ring})))",
    ]
    for form in forms:
        upload = read(csv(f'id;wkt\n1;"{form}"\n'))
        assert len(upload.sites) == 1, form
        assert value(upload.sites, "area_ha") == approx(25.02, rel=1e-3)
        assert not upload.sites.outlines[0].has_z


@pytest.mark.parametrize("sign", [" ", "(", "1 ", ",", "SRID=", "POLYGON "])
def test_no_outline_takes_long_to_refuse_however_it_is_written(sign: str) -> None:
    upload = read(csv(f'id;wkt\n1;"POLYGON {sign * 100_000}x"\n'))
    assert codes(upload) == ["geometry.invalid"]


def test_geometry_as_geojson_text() -> None:
    import json

    text = json.dumps(polygon()).replace('"', '""')
    assert len(read(csv(f'id;wkt\n1;"{text}"\n')).sites) == 1


@pytest.mark.parametrize(
    "cell",
    [
        "POLYGON ((1 2, 3",
        "POLYGON ((a b, c d))",
        "{}",
        "{x",
        "CIRCLE (1 2)",
        "POLYGON ((inf 1, 2 2, 3 3, inf 1))",
        "POLYGON ((inf 1, 2 2, 3 3, 4 4))",
        "CURVEPOLYGON (CIRCULARSTRING (0 0, 4 0, 4 4, 0 4, 0 0))",
        "TIN (((0 0 0, 0 0 1, 0 1 0, 0 0 0)))",
    ],
)
def test_wkt_that_cannot_be_read(cell: str) -> None:
    upload = read(csv(f'id;wkt\n1;"{cell}"\n2;{wkt()}\n'))
    assert counts(upload) == (2, 1, 0, 1)
    assert codes(upload) == ["geometry.invalid"]


@pytest.mark.parametrize("headings", ["lon;lat", "Longitude;Latitude", "X;Y", "GeoX;GeoY", "long;latitud"])
def test_points_with_an_area(headings: str) -> None:
    lon, lat = in_degrees(square())[0]
    upload = read(csv(f"id;{headings};area_ha\n1;{lon};{str(lat).replace('.', ',')};12\n2;{lon};;12\n"))
    assert upload.sites.outlines[0].geom_type == "Point"
    assert value(upload.sites, "area_ha") == 12
    assert upload.sites.columns["area_ha"].sources[0].method == "stated"
    assert upload.sites.columns["elongation"].reasons == ("no_outline",)
    assert codes(upload) == ["geometry.missing"]


def test_latitude_before_longitude_is_no_matter() -> None:
    lon, lat = in_degrees(square())[0]
    upload = read(csv(f"id;GeoY;GeoX;Hectares\n1;{lat};{lon};0,9\n"))
    assert upload.sites.municipality_codes == ("0511",)


def test_wkt_wins_over_a_point_where_both_stand() -> None:
    upload = read(csv(f"id;lon;lat;wkt;area_ha\n1;15.9;58.4;{wkt()};25\n2;15.9;58.4;;25\n"))
    assert [outline.geom_type for outline in upload.sites.outlines] == ["Polygon", "Point"]


def test_marks_of_an_earlier_check_are_passed_over() -> None:
    upload = read(csv(f"id;wkt;sitematch_faults;sitematch_mends\n1;{wkt()};x;y\n"))
    assert (issues(upload), dict(upload.sites.others)) == ([], {})


@settings(deadline=None, max_examples=examples(150))
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    from sitematch.errors import SiteFileRefused

    for name in ("a.csv", "a.geojson", "a"):
        try:
            read(SiteFile(name, content))
        except SiteFileRefused as refused:
            assert refused.code.partition(".")[0] in ("file", "crs")


@settings(deadline=None, max_examples=examples(100))
@given(
    st.lists(st.lists(st.text(st.characters(exclude_characters="\0"), max_size=12), min_size=3, max_size=3), max_size=5)
)
def test_any_cells_are_read_or_refused_in_words(rows: list[list[str]]) -> None:
    import csv as library
    import io

    buffer = io.StringIO()
    library.writer(buffer, delimiter=";").writerows([["id", "wkt", "power_mw"], *rows, ["ok", wkt(), "12"]])
    report = read(SiteFile("a.csv", buffer.getvalue().encode("utf-8", "replace"))).report
    assert report.rows == report.accepted + report.refused >= 1


def test_a_first_heading_may_begin_as_an_archive_does() -> None:
    assert counts(read(csv(f"PK;id;wkt\n1;a;{wkt()}\n"))) == (1, 1, 0, 0)

"""The same content gives the same sites in whichever format it comes."""

from __future__ import annotations

import csv as library
import io

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.region.projection import geometries_to_degrees, transformer
from sitematch.intake import SiteFile
from sitematch.intake.formats import READERS, format_of
from sitematch.store.site_layers import sites_to_bytes
from tests.examples import examples
from tests.intake.layers import gpkg, shp
from tests.intake.test_xlsx import xlsx
from tests.intake.world import EAST, NORTH, csv, feature, geojson, read, value

words = st.text(alphabet="abcåäö ÅÄÖé&1-", min_size=1, max_size=12).map(lambda text: f"x{text.strip()}x")
row = st.fixed_dictionaries(
    {
        "id": st.integers(1, 10**6).map(str),
        "namn": words,
        "power_mw": st.one_of(st.none(), st.integers(0, 900), st.floats(0, 900).map(lambda number: round(number, 3))),
        "plan_stage": st.sampled_from([None, "laga kraft", "samråd", "okänt"]),
        "ready_mont": st.sampled_from([None, "6", "12–18"]),
        "övrigt": st.one_of(st.none(), words),
        "side": st.integers(30, 700),
    }
)
tables = st.lists(row, min_size=1, max_size=4, unique_by=lambda cells: cells["id"])
HEADINGS = ("id", "namn", "power_mw", "plan_stage", "ready_mont", "övrigt")


def as_files(rows: list[dict]):
    plane = np.array(
        [
            shapely.box(x := EAST + 2000 + place * 900, NORTH + 3000, x + cells["side"], NORTH + 3000 + cells["side"])
            for place, cells in enumerate(rows)
        ],
        dtype=object,
    )
    degrees = geometries_to_degrees(plane)
    full = ["ready_months" if heading == "ready_mont" else heading for heading in HEADINGS]
    cells = [[cells[heading] for heading in HEADINGS] for cells in rows]
    yield geojson(
        *(
            feature(dict(zip(full, line, strict=True)), shapely.geometry.mapping(shape))
            for line, shape in zip(cells, degrees, strict=True)
        )
    )
    lines = [[*line, shapely.to_wkt(shape, rounding_precision=12)] for line, shape in zip(cells, degrees, strict=True)]
    text = io.StringIO()
    library.writer(text, delimiter=";").writerows([[*full, "wkt"], *lines])
    yield csv(text.getvalue())
    yield xlsx((*full, "wkt"), *lines)
    typed = [
        {
            heading: float("nan") if heading == "power_mw" and line[at] is None else line[at]
            for at, heading in enumerate(full)
        }
        for line in cells
    ]
    yield gpkg(plane, typed)
    yield shp(plane, [{h: line[h if h in line else "ready_months"] for h in HEADINGS} for line in typed])


@settings(deadline=None, max_examples=examples(3))
@given(tables)
def test_the_same_content_in_all_formats_gives_the_same_sites(rows: list[dict]) -> None:
    files = list(as_files(rows))
    assert [format_of(file, "en") for file in files] == list(READERS)
    first, *others = [read(file, municipality="0511") for file in files]
    for other in others:
        assert other.sites.ids == first.sites.ids
        assert other.sites.names == first.sites.names
        assert other.sites.others == first.sites.others
        for name in ("power_mw", "plan_stage", "ready_months"):
            for place in range(len(first.sites)):
                assert value(other.sites, name, place) == value(first.sites, name, place)
        apart = shapely.hausdorff_distance(other.sites.outlines, first.sites.outlines)
        assert apart.max() < 0.001
        told = [
            [(issue.row, issue.column, issue.code) for issue in upload.report.issues if issue.column != "ready_mont"]
            for upload in (first, other)
        ]
        assert told[0] == told[1]


SYSTEMS = (3006, 3009, 3010, 3021, 4326, 4258, 25833)
ACROSS_DATUMS_M = 0.01
"""There and back between data, shifted by small angles, is no better."""
ENCODINGS = (("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"))
SWEDISH = {"id": "id", "name": "namn", "power_mw": "effekt (MW)", "plan_stage": "planskede", "fibre": "fiber"}
STAGES = {"laga_kraft": "Laga kraft", "samrad": "samråd", "antagen": "antagen"}
site_row = st.tuples(
    words,
    st.integers(0, 900).map(lambda tenths: tenths / 8),
    st.sampled_from(sorted(STAGES)),
    st.booleans(),
    st.integers(30, 700),
)


def swedish(cells: tuple, place: int) -> list:
    name, power, stage, fibre, _ = cells
    return [f"s{place}", name, f"{power}".replace(".", ","), STAGES[stage], "ja" if fibre else "nej"]


def english(cells: tuple, place: int) -> list:
    name, power, stage, fibre, _ = cells
    return [f"s{place}", name, power, stage, "yes" if fibre else "no"]


def as_text(lines: list[list], encoding: str, sign: str) -> SiteFile:
    text = io.StringIO()
    library.writer(text, delimiter=sign).writerows(lines)
    return SiteFile("sites", text.getvalue().encode(encoding))


@settings(deadline=None, max_examples=examples(2))
@given(st.lists(site_row, min_size=1, max_size=3), st.sampled_from(SYSTEMS))
def test_systems_encodings_and_languages_change_nothing(rows: list[tuple], epsg: int) -> None:
    sides = [
        shapely.box(EAST + 2000 + 900 * i, NORTH + 3000, EAST + 2000 + 900 * i + cells[-1], NORTH + 3400)
        for i, cells in enumerate(rows)
    ]
    plane = np.array(sides, dtype=object)
    degrees, elsewhere = geometries_to_degrees(plane), plane
    if epsg != 3006:
        elsewhere = shapely.transform(plane, lambda xy: np.column_stack(transformer(3006, epsg).transform(*xy.T)))

    def lines(of, headings, shapes):
        texts = [shapely.to_wkt(shape, rounding_precision=17) for shape in shapes]
        return [
            [*headings, "wkt"],
            *([*of(cells, i), text] for i, (cells, text) in enumerate(zip(rows, texts, strict=True))),
        ]

    typed = [dict(zip(SWEDISH, english(cells, i), strict=True)) for i, cells in enumerate(rows)]
    first = SiteFile(
        "sites",
        geojson(*(feature(r, shapely.geometry.mapping(s)) for r, s in zip(typed, degrees, strict=True))).content,
    )
    alike = [
        as_text(lines(of, h, degrees), encoding, sign)
        for encoding, sign in ENCODINGS
        for of, h in ((swedish, SWEDISH.values()), (english, SWEDISH))
    ]
    alike.append(SiteFile("sites", xlsx(*lines(swedish, list(SWEDISH.values()), degrees)).content))
    alike.append(SiteFile("sites", gpkg(degrees, typed, crs="EPSG:4326").content))
    near = [SiteFile("sites", make(elsewhere, typed, crs=f"EPSG:{epsg}").content) for make in (gpkg, shp)]
    kept = sites_to_bytes(read(first, municipality="0511").sites)
    for file in alike:
        assert sites_to_bytes(read(file, municipality="0511").sites) == kept
    for file in near:
        sites = read(file, municipality="0511").sites
        assert shapely.hausdorff_distance(sites.outlines, plane).max() < (ACROSS_DATUMS_M if epsg == 3021 else 0.001)
        assert sites.ids == tuple(f"0511-s{place}" for place in range(len(rows)))
        assert sites.names == tuple(cells[0] for cells in rows)
        assert [value(sites, "power_mw", i) for i in range(len(rows))] == [cells[1] for cells in rows]
        assert [value(sites, "plan_stage", i) for i in range(len(rows))] == [cells[2] for cells in rows]

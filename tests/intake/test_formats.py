"""The same content gives the same sites in whichever format it comes."""

from __future__ import annotations

import csv as library
import io

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.region.projection import geometries_to_degrees
from sitematch.intake.formats import READERS, format_of
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


@settings(deadline=None, max_examples=examples(6))
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

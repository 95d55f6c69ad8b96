from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.region.projection import geometries_to_plane
from sitematch.views.csv_file import render_csv
from sitematch.views.geojson_file import render_geojson
from sitematch.views.json_file import render_json
from tests.examples import examples
from tests.views.samples import match_of, ranked, renamed, sites_of, small_match


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_begins_with_the_promised_columns() -> None:
    heading = render_csv(small_match()).splitlines()[0].split(",")
    assert heading[:6] == ["rank", "site_id", "name", "municipality", "status", "score"]
    assert len(heading) == len(set(heading))


def test_the_csv_has_ranked_sites_then_near_misses_without_a_rank() -> None:
    rows = rows_of(render_csv(small_match()))
    assert [(r["rank"], r["site_id"], r["status"]) for r in rows] == [
        ("1", "0583-1", "qualifies"),
        ("2", "0583-2", "open"),
        ("3", "0580-7", "open"),
        ("", "0561-1", "fails"),
        ("", "0561-2", "fails"),
    ]
    assert [r["demo"] for r in rows] == ["false", "false", "true", "false", "true"]
    assert rows[1]["availability"] == "reserved"


def test_the_csv_keeps_numbers_intervals_and_sets() -> None:
    rows = rows_of(render_csv(small_match()))
    assert float(rows[0]["score"]) == 58.642
    assert (rows[0]["land.value"], rows[0]["land.verdict"], rows[0]["land.points"]) == ("132.14", "meets", "32.14")
    assert rows[1]["power.value"] == "[40.0, 80.0]"
    assert rows[1]["junction.value"] == ""
    assert rows[0]["plan.value"] == "industry|logistics"


def test_the_csv_says_who_says_each_figure() -> None:
    rows = rows_of(render_csv(small_match()))
    assert rows[0]["land.source"] == "Motala kommun, 2024-03-01, stated"
    assert rows[0]["junction.source"] == "vägnät, 2026-11-24, derived"
    assert rows[1]["junction.source"] == ""


@settings(deadline=None, max_examples=examples(100))
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_no_text_in_the_csv_runs_as_a_formula_and_all_is_kept(name: str) -> None:
    (row,) = rows_of(render_csv(match_of((ranked(1, "a", name),), ())))
    assert row["name"].removeprefix("'") == name.removeprefix("'")
    assert row["name"][0] not in "=+-@\t\r\n\0"


def test_a_negative_number_is_no_formula() -> None:
    (row,) = rows_of(render_csv(match_of((replace(ranked(1, "a", "A"), score=-1.5),), ())))
    assert row["score"] == "-1.5"


def test_numbers_of_numpy_are_written_as_numbers() -> None:
    (row,) = rows_of(render_csv(match_of((replace(ranked(1, "a", "A"), score=np.float64(1.5)),), ())))
    assert row["score"] == "1.5"


def test_the_geojson_has_each_site_where_it_is() -> None:
    result = small_match()
    sites = sites_of(result)
    document = json.loads(render_geojson(result, sites))
    assert [f["properties"]["rank"] for f in document["features"]] == [1, 2, 3, None, None]
    assert [f["properties"]["status"] for f in document["features"]][:2] == ["qualifies", "open"]
    assert document["features"][2]["properties"]["demo"] is True
    shapes = np.array([shapely.from_geojson(json.dumps(f["geometry"])) for f in document["features"]], dtype=object)
    assert np.all(shapely.hausdorff_distance(geometries_to_plane(shapes), sites.outlines) < 0.02)
    assert all(shapely.is_ccw(shapely.get_exterior_ring(shape)) for shape in shapes)


def test_a_site_that_has_gone_since_has_no_geometry() -> None:
    result = small_match()
    document = json.loads(render_geojson(result, sites_of(result).take([1, 2, 3, 4])))
    assert document["features"][0]["geometry"] is None
    assert document["features"][1]["geometry"]["type"] == "Polygon"


def test_an_empty_match_is_an_empty_collection() -> None:
    result = match_of((), ())
    assert json.loads(render_geojson(result, sites_of(result)))["features"] == []
    assert rows_of(render_csv(result)) == []


def test_a_hostile_name_stays_text_in_every_file() -> None:
    result = renamed(small_match(), ['</script>"\n,\u2028;'])
    assert rows_of(render_csv(result))[0]["name"] == '</script>"\n,\u2028;'
    assert json.loads(render_geojson(result, sites_of(result)))["features"][0]["properties"]["name"].startswith("</sc")


def test_json_is_stable_and_knows_no_nan() -> None:
    document = {"b": 1, "a": ["å", 0.1]}
    assert render_json(document) == render_json(dict(document))
    assert json.loads(render_json(document)) == document
    with pytest.raises(ValueError, match="JSON"):
        render_json({"a": float("nan")})

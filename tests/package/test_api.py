"""The names that Python code may use, and that they do what the commands do."""

from __future__ import annotations

import html
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas
import pytest
import shapely

import sitematch
from sitematch.cli.app import run
from sitematch.core.matching import from_document
from sitematch.service.frames import PARTS, file_of_frame
from tests.docs.pages import page

NAMES = [
    "IntakeOptions",
    "Match",
    "SitematchError",
    "SitematchWarning",
    "__version__",
    "check",
    "match",
    "presets",
    "read_document",
]
REQUIREMENT = """\
schema: sitematch.requirement/1
id: shed
criteria:
  - {id: land, metric: area_ha, must: {min: 20}, value: [[20, 0], [60, 100]], weight: 2}
  - {id: power, metric: power_mw, must: {min: 5}, value: [[5, 0], [20, 100]], weight: 1}
  - {id: junction, metric: drive_min, to: motorway_junction, value: [[5, 100], [40, 0]], weight: 1}
"""
SQUARE = shapely.box(533_000, 6_474_000, 533_600, 6_474_500)  # 30 ha in Linköping, EPSG:3006


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def reader(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who has set nothing but the home."""
    for variable in ("REGION", "LANG", "PLACE_URL", "TILES_URL"):
        monkeypatch.delenv(f"SITEMATCH_{variable}", raising=False)
    monkeypatch.setenv("SITEMATCH_HOME", str(home))


@pytest.fixture
def frame() -> Any:
    cells = {
        "id": ["ek", "alm", "ask"],
        "name": ["Ekbacken", "Almby", "Asklund"],
        "power_mw": [12.0, np.nan, 1.0],
        "plan_use": [["industry", "logistics"], ("office",), None],
        "source_date": pandas.to_datetime(["2026-03-01", None, "2026-01-15"]),
    }
    shapes = [SQUARE, shapely.affinity.translate(SQUARE, 2_000), shapely.affinity.translate(SQUARE, 4_000)]
    return geopandas.GeoDataFrame(cells, geometry=shapes, crs=3006)


# The names


def test_public_names() -> None:
    assert sitematch.__all__ == NAMES
    assert set(NAMES) <= set(dir(sitematch))
    assert all(getattr(sitematch, name) is not None for name in NAMES)
    with pytest.raises(AttributeError, match="no attribute 'mtach'"):
        _ = sitematch.mtach


def test_every_name_has_its_paragraph() -> None:
    text = page("python.md").text
    of_match = [name for name in (*vars(sitematch.Match), *sitematch.Match.__annotations__) if not name.startswith("_")]
    wanted = [f"| `{name}" for name in NAMES if name not in ("Match", "__version__")] + [f"| `.{n}" for n in of_match]

    assert len(of_match) == 6
    assert [start for start in wanted if start not in text] == []


def test_importing_is_cheap() -> None:
    code = "import sys; before = set(sys.modules); import sitematch; print(*sorted(set(sys.modules) - before))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert [name for name in loaded if name.startswith("sitematch")] == ["sitematch"]
    assert {"numpy", "shapely", "pandas", "geopandas", "folium", "typer"} & set(loaded) == set()


# What goes in


def test_preset_gives_what_the_command_gives(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "battery-plant", "--format", "json", "--draws", "50", "--seed", "3", "--lang", "sv"]) == 0
    printed = json.loads(capsys.readouterr().out)

    document = sitematch.match("battery-plant", lang="sv", draws=50, seed=3).document

    assert {**document, "id": "", "created_at": ""} == {**printed, "id": "", "created_at": ""}
    assert from_document(document).run_hash == printed["run_hash"]


def test_top_shortens_what_is_shown_and_not_the_result() -> None:
    whole = sitematch.match("battery-plant", draws=5)
    short = sitematch.match("battery-plant", draws=5, top=2)
    assert len(short.result.ranked) == len(whole.result.ranked) > 2
    assert short.document["ranked"] == whole.document["ranked"][:2]
    assert short.document["near_misses"] == whole.document["near_misses"]
    assert len(short.to_geodataframe()) == 2 + len(short.result.near_misses)


def test_requirement_in_every_form(tmp_path: Path) -> None:
    path = tmp_path / "shed.yaml"
    path.write_text(REQUIREMENT, encoding="utf-8")
    read = sitematch.read_document(REQUIREMENT)
    book = tmp_path / "shed.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SITEMATCH_HOME", str(tmp_path))
        assert run(["template", "--requirement", "--preset", str(path), "-o", str(book)]) == 0

    forms = [path, str(path), read, read.tree, book]
    assert len({sitematch.match(form).result.run_hash for form in forms}) == 1


def test_numbers_of_numpy_are_numbers() -> None:
    document = sitematch.read_document(REQUIREMENT).tree
    document["criteria"][0]["must"]["min"] = np.int64(20)
    document["criteria"][0]["value"] = np.array([[20, 0], [60, 100]])

    assert (
        sitematch.match(document).result.run_hash
        == sitematch.match(sitematch.read_document(REQUIREMENT)).result.run_hash
    )


def test_faults_of_a_text_say_their_line() -> None:
    document = sitematch.read_document(REQUIREMENT.replace("power_mw", "power_mv"))

    with pytest.raises(sitematch.SitematchError, match=r"criterion 'power', line 5.*did you mean 'power_mw'"):
        sitematch.match(document)


@pytest.mark.parametrize(
    ("asked", "options", "told"),
    [
        ("batery-plant", {}, "did you mean 'battery-plant'"),
        (5, {}, "not int"),
        (REQUIREMENT, {}, r"match\(read_document\(text\)\)"),
        ({"schema": object()}, {}, "plain values"),
        ("battery-plant", {"lang": "de"}, "sv or en"),
        ("battery-plant", {"region": "nowhere"}, "ostergotland"),
        ("battery-plant", {"draws": 0}, "from 1 to 1,000,000"),
        ("battery-plant", {"sites": []}, "an empty list"),
        ("battery-plant", {"sites": pandas.DataFrame({"a": [1]})}, "not DataFrame"),
        ("battery-plant", {"sites": "nowhere.csv"}, "nowhere.csv"),
    ],
)
def test_wrong_use_is_told(asked: Any, options: dict[str, Any], told: str) -> None:
    with pytest.raises(sitematch.SitematchError, match=told):
        sitematch.match(asked, **options)


def test_presets_are_those_of_the_region(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["presets", "--format", "json"]) == 0

    assert list(sitematch.presets()) == [row["id"] for row in json.loads(capsys.readouterr().out)["items"]]


# GeoDataFrames in


def test_frame_is_read_as_its_file_would_be(frame: Any, tmp_path: Path) -> None:
    path = tmp_path / "sites.geojson"
    path.write_bytes(file_of_frame(frame).content)
    of_frame = sitematch.match(sitematch.read_document(REQUIREMENT), frame)
    of_file = sitematch.match(sitematch.read_document(REQUIREMENT), [path])

    assert of_frame.result.run_hash == of_file.result.run_hash
    assert of_frame.result.counts.considered == 3
    assert [site.site_id for site in of_frame.result.ranked] == ["0580-ek", "0580-alm"]
    assert of_frame.result.near_misses[0].shortfalls[0].gap == pytest.approx(4.0)


@pytest.mark.parametrize("crs", [3006, 3009, 3010, 4326, 3857, "OGC:CRS84"])
def test_frame_in_any_system_gives_the_same_places(frame: Any, crs: Any) -> None:
    moved = sitematch.match(sitematch.read_document(REQUIREMENT), frame.to_crs(crs)).to_geodataframe()
    there = sitematch.match(sitematch.read_document(REQUIREMENT), frame).to_geodataframe()

    assert moved["site_id"].tolist() == there["site_id"].tolist()
    assert moved.geometry.hausdorff_distance(there.geometry).max() < 0.01
    assert moved["score"].to_numpy() == pytest.approx(there["score"].to_numpy(), abs=1e-3)


def test_cells_of_pandas_are_cells(frame: Any) -> None:
    features = json.loads(file_of_frame(frame).content)["features"]

    assert features[0]["properties"] == {
        "id": "ek",
        "name": "Ekbacken",
        "power_mw": 12.0,
        "plan_use": ["industry", "logistics"],
        "source_date": "2026-03-01",
    }
    assert features[1]["properties"]["power_mw"] is features[1]["properties"]["source_date"] is None


def test_named_index_is_a_column(frame: Any) -> None:
    assert file_of_frame(frame.set_index("id")).content == file_of_frame(frame).content


def test_refused_rows_are_warned_of_and_in_the_report(frame: Any) -> None:
    frame["power_mw"] = ["12", "ca tolv", "1"]
    frame.loc[2, "geometry"] = None

    with pytest.warns(sitematch.SitematchWarning, match=r"2 of 3 rows are refused.*row 2, power_mw.*row 3"):
        made = sitematch.match(sitematch.read_document(REQUIREMENT), frame)

    assert made.report == sitematch.check(frame)
    assert {issue.row for issue in made.report.issues if issue.severity == "error"} == {2, 3}
    assert [site.site_id for site in made.result.ranked] == ["0580-ek"]


def test_column_that_no_site_has_is_warned_of(frame: Any) -> None:
    document = sitematch.read_document(REQUIREMENT).tree
    document["criteria"].append(
        {"id": "road", "metric": "attribute", "name": "road_class", "must": {"one_of": ["BK1"]}}
    )

    with pytest.warns(sitematch.SitematchWarning, match="road_class"):
        sitematch.match(document, frame)


def test_reading_is_as_the_options_of_the_command(frame: Any) -> None:
    reading = sitematch.IntakeOptions(municipality="0580", columns={"effekt": "power_mw"}, set={"ownership": "private"})
    renamed = frame.rename(columns={"power_mw": "effekt"})

    made = sitematch.match(sitematch.read_document(REQUIREMENT), renamed, reading=reading).to_geodataframe()

    assert made.set_index("site_id").loc["0580-ek", "power.value"] == 12
    with pytest.raises(sitematch.SitematchError, match="no_such"):
        sitematch.check(renamed, reading=sitematch.IntakeOptions(columns={"effekt": "no_such"}))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda frame: geopandas.GeoDataFrame({"a": [1]}), "no geometry"),
        (lambda frame: frame.rename(columns={"name": "id"}), "two columns are called 'id'"),
        (lambda frame: frame.rename_axis("id"), "'id' is the name of a column and of the index"),
        (lambda frame: frame.to_crs("+proj=laea +lat_0=58 +lon_0=15"), r"to_crs\(3006\)"),
        (lambda frame: frame.to_crs(2154), r"crs\.unsupported"),
        (lambda frame: frame.head(0), r"file\.empty"),
    ],
)
def test_frame_that_cannot_be_is_refused(frame: Any, spoil: Any, told: str) -> None:
    with pytest.raises(sitematch.SitematchError, match=told):
        sitematch.check(spoil(frame))


# What comes out


def test_frame_holds_every_site_with_its_figures(frame: Any) -> None:
    made = sitematch.match(sitematch.read_document(REQUIREMENT), frame)
    rows = made.to_geodataframe()

    assert rows.crs.to_epsg() == 3006
    assert made.to_geodataframe(4326).geometry.bounds.max().max() < 60
    assert rows["rank"].tolist() == [1, 2, pandas.NA]
    assert rows["status"].tolist() == ["qualifies", "open", "fails"]
    for row, site in zip(rows.to_dict("records"), (*made.result.ranked, *made.result.near_misses), strict=True):
        assert (row["site_id"], row["score"]) == (site.site_id, site.score)
        for outcome in site.criteria:
            for part in PARTS:
                value, there = row[f"{outcome.id}.{part}"], getattr(outcome, part)
                assert value == there if there is not None else pandas.isna(value), (outcome.id, part)
    assert rows.set_index("site_id").loc["0580-ek"].geometry.equals_exact(SQUARE, 0.01, normalize=True)


def test_frame_of_no_site_has_its_columns(frame: Any) -> None:
    frame["availability"] = "sold"

    rows = sitematch.match(sitematch.read_document(REQUIREMENT), frame).to_geodataframe()

    assert len(rows) == 0
    assert {"rank", "land.value", "geometry"} <= set(rows.columns)


def test_notebook_shows_the_map_in_a_closed_frame() -> None:
    made = sitematch.match("holiday-resort", lang="sv")

    shown = made._repr_html_()
    before, _, after = shown.partition('srcdoc="')
    assert "<iframe" in before
    assert html.unescape(after.partition('"')[0]) == made.map()
    assert 'sandbox="allow-scripts"' in after
    assert made.map().startswith("<!DOCTYPE html>")


def test_table_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["match", "holiday-resort", "--lang", "en"]) == 0

    assert sitematch.match("holiday-resort").table() == capsys.readouterr().out
    assert repr(sitematch.match("holiday-resort")).startswith("<Match holiday-resort in ostergotland: ")

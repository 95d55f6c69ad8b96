"""`sitematch match`: the main job, as its user runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command

REQUIREMENT = """
schema: sitematch.requirement/1
id: small
criteria:
  - {id: land, metric: area_ha, must: {min: 5}, value: [[5, 0], [50, 100]], weight: 3}
  - {id: junction, metric: drive_min, to: motorway_junction, value: [[5, 100], [60, 0]], weight: 1}
"""


@pytest.fixture
def requirement(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(REQUIREMENT, encoding="utf-8")
    return path


def site(name: str, lon: float, **properties: object) -> dict[str, object]:
    """A square of about 25 ha near Linköping."""
    west, south, east, north = lon, 58.40, lon + 0.0085, 58.4045
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"id": name, "name": name, **properties},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def write_sites(path: Path, *features: dict[str, object]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features)}), encoding="utf-8")
    return path


def test_the_worked_example_ranks_motala_among_the_leaders(sitematch: Command, tmp_path: Path) -> None:
    page = tmp_path / "m.html"
    ran = sitematch("match", "holiday-resort", "--map", page, "--format", "json")
    result = json.loads(ran.out)
    assert ran.status == 0
    assert "Motala" in [row["municipality"] for row in result["ranked"][:3]]
    assert all(row["demo"] for row in result["ranked"] + result["near_misses"])
    assert "<title>" in page.read_text(encoding="utf-8")


def test_every_form_lists_the_same_sites_in_the_same_order(sitematch: Command, tmp_path: Path) -> None:
    result = json.loads(sitematch("match", "battery-plant", "--format", "json").out)
    ranked = [row["site_id"] for row in result["ranked"]]
    misses = [row["site_id"] for row in result["near_misses"]]
    rows = list(csv.DictReader(io.StringIO(sitematch("match", "battery-plant", "--format", "csv").out)))
    features = json.loads(sitematch("match", "battery-plant", "--format", "geojson").out)["features"]
    table = sitematch("match", "battery-plant").out
    assert [row["site_id"] for row in rows if row["rank"]] == ranked
    assert [row["site_id"] for row in rows if not row["rank"]] == misses
    assert [f["properties"]["site_id"] for f in features if f["properties"]["rank"] is not None] == ranked
    places = [table.index(row["name"]) for row in result["ranked"]]
    assert places == sorted(places)
    assert all(f["properties"]["demo"] for f in features)


def test_the_same_run_gives_the_same_bytes_but_for_id_and_time(sitematch: Command) -> None:
    first, second = (json.loads(sitematch("match", "data-centre", "--format", "json").out) for _ in range(2))
    assert first.pop("id") != second.pop("id")
    del first["created_at"], second["created_at"]
    assert first == second


def test_top_cuts_the_ranked_only(sitematch: Command) -> None:
    whole = json.loads(sitematch("match", "light-manufacturing", "--format", "json").out)
    cut = json.loads(sitematch("match", "light-manufacturing", "--format", "json", "--top", "2").out)
    assert cut["ranked"] == whole["ranked"][:2]
    assert cut["near_misses"] == whole["near_misses"]
    assert cut["counts"] == whole["counts"]


def test_draws_and_seed_are_written_into_the_requirement(sitematch: Command) -> None:
    ran = sitematch("match", "data-centre", "--format", "json", "--draws", "100", "--seed", "7")
    result = json.loads(ran.out)
    assert result["requirement"]["robustness"]["draws"] == 100
    assert result["requirement"]["robustness"]["seed"] == 7
    assert result["robustness"]["draws"] == 100


def test_files_of_ones_own_are_matched_and_refused_rows_named(
    sitematch: Command, requirement: Path, tmp_path: Path
) -> None:
    sites = write_sites(tmp_path / "own.geojson", site("good", 15.60), site("bad", 15.65, power_mw="ca tolv"))
    ran = sitematch("match", requirement, "--sites", sites, "--format", "json")
    result = json.loads(ran.out)
    assert ran.status == 0
    assert [row["name"] for row in result["ranked"]] == ["good"]
    assert result["ranked"][0]["demo"] is False
    assert "ca tolv" in ran.err


def test_a_site_for_the_municipality_alone_is_matched_when_its_file_is_given(
    sitematch: Command, requirement: Path, tmp_path: Path
) -> None:
    sites = write_sites(tmp_path / "own.geojson", site("secret", 15.60, visibility="municipality"))
    result = json.loads(sitematch("match", requirement, "--sites", sites, "--format", "json").out)
    assert result["counts"]["considered"] == 1


def test_a_column_that_no_site_has_is_warned_of_once(sitematch: Command, tmp_path: Path) -> None:
    asked = tmp_path / "road.yaml"
    asked.write_text(
        REQUIREMENT + "  - {id: road, metric: attribute, name: rod_class, must: {one_of: [BK1]}}\n", encoding="utf-8"
    )
    ran = sitematch("match", asked, "--sites", write_sites(tmp_path / "s.geojson", site("a", 15.6)), "--format", "json")
    (warning,) = json.loads(ran.out)["warnings"]
    assert "rod_class" in warning and ran.err.count("rod_class") == 1


def test_all_failing_is_no_error(sitematch: Command, tmp_path: Path) -> None:
    hard = tmp_path / "hard.yaml"
    hard.write_text(REQUIREMENT.replace("min: 5", "min: 5000"), encoding="utf-8")
    ran = sitematch("match", hard, "--format", "json")
    assert ran.status == 0
    assert json.loads(ran.out)["ranked"] == []
    assert "No site is in the list: each fails a bound" in ran.err


def test_an_empty_list_says_why(sitematch: Command, requirement: Path, tmp_path: Path) -> None:
    sold = write_sites(tmp_path / "sold.geojson", site("a", 15.60, availability="sold"))
    ran = sitematch("match", requirement, "--sites", sold, "--format", "json")
    assert json.loads(ran.out)["counts"]["left_out"] == 1
    assert "No site is in the list: all are sold (left out: 1)." in ran.err
    far = write_sites(tmp_path / "far.geojson", site("a", 15.60, visibility="nobody"))
    ran = sitematch("match", requirement, "--sites", far, "--format", "json", "--lang", "sv")
    assert "Inget område finns i listan: det finns inget område att pröva." in ran.err


def test_the_requirement_comes_by_standard_input_too(
    sitematch: Command, requirement: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stdin:
        buffer = io.BytesIO(REQUIREMENT.encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    by_pipe = json.loads(sitematch("match", "-", "--format", "json").out)
    by_file = json.loads(sitematch("match", requirement, "--format", "json").out)
    assert by_pipe["run_hash"] == by_file["run_hash"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["match", "holiday-resrot"], "did you mean 'holiday-resort'?"),
        (["match", "missing.yaml"], "missing.yaml: cannot be read (No such file or directory)"),
        (["match", "holiday-resort", "--region", "nowhere"], "'nowhere': no region of that id"),
        (["match", "holiday-resort", "--format", "docx"], "docx"),
        (["match", "holiday-resort", "--draws", "0"], "draws"),
        (["match", "holiday-resort", "--sites", "missing.geojson"], "file.unreadable: missing.geojson"),
        (["match", "holiday-resort", "-o", "missing/out.json"], "missing/out.json: cannot be written"),
        (["match", "holiday-resort", "--columns", "yta", "--sites", "a.csv"], "yta"),
        (["match", "holiday-resort", "--crs", "EPSG:3009"], "give --sites too"),
        (["mtach"], "mtach"),
    ],
)
def test_wrong_use_is_one_line_and_exit_2(sitematch: Command, words: list[str], told: str) -> None:
    ran = sitematch(*words)
    assert ran.status == 2
    assert ran.out == ""
    assert told in ran.err
    assert ran.err.count("\n") == 1


def test_every_fault_of_a_requirement_is_told_at_once(sitematch: Command, tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(REQUIREMENT.replace("area_ha", "aera_ha").replace("weight: 1", "weight: -1"), encoding="utf-8")
    ran = sitematch("match", path)
    assert ran.status == 2
    assert "criterion 'land', line 5" in ran.err
    assert "did you mean 'area_ha'?" in ran.err
    assert "criterion 'junction', line 6" in ran.err
    assert ran.err.count("\n") == 1


def test_swedish_is_spoken_when_asked(sitematch: Command) -> None:
    ran = sitematch("match", "holiday-resort", "--lang", "sv")
    assert "Semesteranläggning" in ran.out
    assert "uppfyller kraven" in ran.out

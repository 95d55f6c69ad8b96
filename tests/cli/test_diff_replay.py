"""`sitematch diff` and `sitematch replay`: what changed between two results, and whether one comes out again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sitematch.packs import embedded_folder
from sitematch.service.records import MatchWish, make_and_keep
from sitematch.wiring import open_desk
from tests.cli.conftest import Command, Ran
from tests.cli.test_match import REQUIREMENT, site, write_sites

HOSTILE = "\x1b[2J=1+1\u202e"


@pytest.fixture
def offered(tmp_path: Path) -> Path:
    return write_sites(
        tmp_path / "sites.geojson", site("ek", 15.60, municipality_code="0580"), site("alm", 15.70, area_ha=25)
    )


@pytest.fixture
def made(sitematch: Command, tmp_path: Path, offered: Path) -> Callable[..., Path]:
    """Makes a result over the sites, as a file."""

    def make(name: str = "a", *options: str, requirement: str = REQUIREMENT, sites: Path = offered) -> Path:
        asked, result = tmp_path / f"{name}.yaml", tmp_path / f"{name}.json"
        asked.write_text(requirement, encoding="utf-8")
        ran = sitematch("match", asked, "--sites", sites, "--format", "json", "-o", result, "--draws", "20", *options)
        assert ran.status == 0, ran.err
        return result

    return make


def changed(path: Path, change: Callable[[dict[str, Any]], Any]) -> Path:
    """The document of a file with something in it changed, in another file."""
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    other = path.with_name(f"changed-{path.name}")
    other.write_text(json.dumps(document), encoding="utf-8")
    return other


# --- diff


def test_nothing_changed(sitematch: Command, made: Callable[..., Path]) -> None:
    one, other = made("a"), made("b")
    ran = sitematch("diff", one, other, "--format", "json")
    document = json.loads(ran.out)
    assert (ran.status, document["changes"], document["causes"]) == (0, [], [])
    assert sitematch("diff", one, other).out == "No rank changed.\n"


def test_a_bound_that_was_raised(sitematch: Command, made: Callable[..., Path], tmp_path: Path) -> None:
    one, other = made("a"), made("b", requirement=REQUIREMENT.replace("min: 5", "min: 40"))
    ran = sitematch("diff", one, other, "--format", "json", "-o", tmp_path / "d.json")
    document = json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))
    assert ran.status == 0
    row = document["changes"][0]
    assert [(row["rank_from"], row["rank_to"]) for row in document["changes"]] == [(1, None), (2, None)]
    assert set(row) >= {"site_id", "rank_from", "rank_to", "because"}
    assert "land (area)" in row["because"]
    assert "now fails" in row["because"]
    assert row["reasons"][0]["verdict_to"] == "fails"
    assert document["causes"][0]["text"].startswith("What is asked changed: land (area) (at least 5\u00a0ha, then")
    table = sitematch("diff", one, other, "--lang", "sv").out
    assert "så att området nu faller bort" in table
    assert "Därför att" in table


def test_what_others_wrote_stays_text(sitematch: Command, made: Callable[..., Path]) -> None:
    one = made("a")
    other = changed(one, lambda d: d["ranked"].reverse() or [r.update(rank=3 - r["rank"]) for r in d["ranked"]])
    hostile = changed(other, lambda d: [r.update(name=HOSTILE) for r in d["ranked"]])
    assert "\x1b" not in sitematch("diff", one, hostile).out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is not JSON"),
        (b"{", "line 1, column 2: is not JSON"),
        (b"[]", "is no result of a match"),
        (b"\xff\xfe", "is not UTF-8"),
        (b'{"schema": "sitematch.requirement/1"}', "'sitematch.requirement/1'"),
        (b'{"schema": "sitematch.match/2"}', "'sitematch.match/2'"),
        (b'{"a": NaN}', "NaN is not a number"),
        (rb'{"a": "\ud800"}', "half of a character"),
        (b'{"a": 1e999}', "1e999 is too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is too large"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"schema": "sitematch.match/1"}', "id: is missing"),
    ],
)
def test_no_result_is_one_line_and_2(
    sitematch: Command, made: Callable[..., Path], tmp_path: Path, content: bytes, said: str
) -> None:
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    for words in (("diff", made(), bad), ("diff", bad, bad), ("replay", bad)):
        _refused(sitematch(*words), "bad.json", said)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.pop("ranked"), "ranked: is missing"),
        (lambda d: d["ranked"].append(d["ranked"][0]), "stands there twice"),
        (lambda d: d["near_misses"].append(d["ranked"][0]), "near_misses"),
        (lambda d: d["ranked"][0].update(rank="1"), "ranked[0].rank: is not a whole number"),
        (lambda d: d["ranked"][0].update(name=7), "ranked[0].name: is not text"),
        (lambda d: d["ranked"][0]["criteria"][0].update(points_low="x"), "ranked[0].criteria[0].points_low"),
        (lambda d: d["ranked"][0]["criteria"][0].update(source=[]), "criteria[0].source"),
        (lambda d: d["requirement"].update(criteria={}), "requirement.criteria: is not a list"),
        (lambda d: d["counts"].update(open=-1), "counts.open"),
        (lambda d: d.update(inputs=3), "inputs"),
        (lambda d: d["inputs"].update(region_hashes=None), "holds what no result holds"),
        (lambda d: d["ranked"][0]["criteria"][0].update(weight=1e308), "holds what no result holds"),
    ],
)
def test_a_result_with_something_wrong_in_it(
    sitematch: Command, made: Callable[..., Path], change: Callable[[dict[str, Any]], Any], said: str
) -> None:
    one = made()
    _refused(sitematch("diff", one, changed(one, change)), "changed-a.json", said)


def test_values_that_no_result_holds_are_told_in_a_line(sitematch: Command, made: Callable[..., Path]) -> None:
    one = made()
    for value in ({"a": 1}, [[]], [{}]):
        other = changed(one, lambda d, v=value: d["ranked"][0].update(rank=9) or _set(d, v))
        ran = sitematch("diff", one, other)
        assert ran.status in (0, 2)
        assert len(ran.err.splitlines()) == (ran.status == 2)


def _set(document: dict[str, Any], value: Any) -> None:
    document["ranked"][0]["criteria"][0].update(value=value, verdict=value, unit=value, source={"name": value})
    document["requirement"]["criteria"][0].update(metric=value)


def _refused(ran: Ran, *said: str) -> None:
    assert (ran.status, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert "Traceback" not in ran.err
    for part in said:
        assert part in ran.err


def test_a_file_that_is_not_there(sitematch: Command, made: Callable[..., Path], tmp_path: Path) -> None:
    _refused(sitematch("diff", made(), tmp_path / "none.json"), "none.json", "cannot be read")
    _refused(sitematch("diff", tmp_path, made()), "cannot be read")
    _refused(sitematch("replay", "a" * 20), "none of that id")


# --- replay


@pytest.mark.parametrize("options", [(), ("--lang", "sv"), ("--top", "1"), ("--seed", "7")])
def test_it_comes_out_the_same(
    sitematch: Command, made: Callable[..., Path], offered: Path, options: tuple[str, ...]
) -> None:
    result = made("a", *options)
    ran = sitematch("replay", result, "--sites", offered, "--format", "json")
    document = json.loads(ran.out)
    assert (ran.status, document["same"]) == (0, True), document
    assert document["run_hash"]["from"] == document["run_hash"]["to"]
    assert document["because"] == document["changes"] == document["differs"] == []
    assert sitematch("replay", result, "--sites", offered).out.startswith("The result comes out the same (run ")


def test_the_same_sites_in_a_file_of_another_name(sitematch: Command, made: Callable[..., Path], offered: Path) -> None:
    result, moved = made(), offered.with_name("moved.geojson")
    assert '"name": "sites.geojson"' in result.read_text(encoding="utf-8")
    moved.write_bytes(offered.read_bytes())
    assert sitematch("replay", result, "--sites", moved).status == 0
    forged = changed(result, lambda d: d["ranked"][0]["criteria"][1]["source"].update(name="somebody"))
    assert sitematch("replay", forged, "--sites", moved).status == 1


def test_over_the_published_sites(sitematch: Command, tmp_path: Path) -> None:
    result = tmp_path / "r.json"
    assert sitematch("match", "data-centre", "--draws", "20", "--format", "json", "-o", result).status == 0
    assert sitematch("replay", result).status == 0


@pytest.mark.parametrize(
    ("change", "kind", "differs"),
    [
        (lambda d: d["ranked"][0].update(score=99.0), "file", "ranked[0].score"),
        (lambda d: d.update(run_hash="0" * 64), "file", "run_hash"),
        (lambda d: d.update(engine="0.0.1"), "engine", "engine"),
        (lambda d: d["requirement"]["criteria"][0].update(weight=1), "requirement", "run_hash"),
        (lambda d: d.update(inputs={}, run_hash="0" * 64), "unknown", "run_hash"),
        (lambda d: d["inputs"]["region_hashes"].update(roads="0" * 64), "region", "inputs.region_hashes.roads"),
        (lambda d: d.update(more=1), "file", "more"),
    ],
)
def test_what_was_changed_is_named(
    sitematch: Command,
    made: Callable[..., Path],
    offered: Path,
    change: Callable[[dict[str, Any]], Any],
    kind: str,
    differs: str,
) -> None:
    result = changed(made(), change)
    ran = sitematch("replay", result, "--sites", offered, "--format", "json")
    document = json.loads(ran.out)
    assert (ran.status, document["same"]) == (1, False)
    assert [row["kind"] for row in document["because"]] == [kind]
    assert document["because"][0]["text"]
    assert differs in document["differs"]
    assert "comes out otherwise" in sitematch("replay", result, "--sites", offered).out


def test_other_sites_are_told_by_their_figures(sitematch: Command, made: Callable[..., Path], tmp_path: Path) -> None:
    result = made()
    moved = write_sites(tmp_path / "moved.geojson", site("ek", 15.60, municipality_code="0580"), site("new", 15.90))
    ran = sitematch("replay", result, "--sites", moved, "--format", "json")
    document = json.loads(ran.out)
    (sites,) = document["because"]
    assert (ran.status, sites["kind"], len(sites["new"]), len(sites["gone"])) == (1, "sites", 1, 1)
    assert {row["rank_from"] is None for row in document["changes"]} == {True, False}


def test_sites_that_differ_in_what_is_not_asked(sitematch: Command, made: Callable[..., Path], tmp_path: Path) -> None:
    result = made()
    same = write_sites(
        tmp_path / "noted.geojson",
        site("ek", 15.60, municipality_code="0580", note="new"),
        site("alm", 15.70, area_ha=25),
    )
    document = json.loads(sitematch("replay", result, "--sites", same, "--format", "json").out)
    assert [row["text"] for row in document["because"]] == [
        "The sites differ in what the requirement does not ask about."
    ]
    assert document["changes"] == []


def test_another_region_says_which_of_its_parts_changed(
    sitematch: Command, made: Callable[..., Path], offered: Path, tmp_path: Path
) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(embedded_folder(), pack)
    links = pack / "road_links.csv"
    *others, last = links.read_text(encoding="utf-8").splitlines(keepends=True)
    links.write_text("".join(others), encoding="utf-8")
    assert last.strip()
    result = made()
    ran = sitematch("replay", result, "--sites", offered, "--region", pack, "--format", "json")
    document = json.loads(ran.out)
    assert ran.status == 1
    assert [(row["kind"], row["part"]) for row in document["because"]] == [("region", "roads")]
    assert document["because"][0]["text"] == "The region's roads changed."


def test_a_requirement_that_its_region_does_not_know(
    sitematch: Command, made: Callable[..., Path], offered: Path
) -> None:
    result = changed(made(), lambda d: d["requirement"]["criteria"][1].update(to="spaceport"))
    _refused(sitematch("replay", result, "--sites", offered), "changed-a.json: requirement", "spaceport")


def test_options_of_files_need_files(sitematch: Command, made: Callable[..., Path]) -> None:
    _refused(sitematch("replay", made(), "--crs", "EPSG:3006"), "--sites")


def test_a_kept_match_has_its_sites_with_it(sitematch: Command, home: Path) -> None:
    desk = open_desk({"SITEMATCH_HOME": str(home)}, lang="sv")
    kept = make_and_keep(desk, MatchWish(lang="sv", preset="data-centre", draws=20, top=3))
    ran = sitematch("replay", kept["id"], "--format", "json")
    assert (ran.status, json.loads(ran.out)["same"]) == (0, True)

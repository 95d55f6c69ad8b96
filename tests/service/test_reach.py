"""Reach as a match asks for it: computed once, kept, and the same when looked up."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitematch.core.arrays import GeometryArray
from sitematch.core.evidence import Method, Source
from sitematch.core.metrics.metric import Kind
from sitematch.core.region.model import Region
from sitematch.core.requirement.model import Between, Measure, Place
from sitematch.core.sites.columns import Column, NumberColumn, Via
from sitematch.core.sites.sites import Sites, Visibility
from sitematch.service import kept_rows
from sitematch.service import reach as service
from sitematch.service.reach import reach_columns, reach_of_point
from sitematch.store.kept import Kept
from tests.core.reach.cases import ROAD, box
from tests.core.reach.oracle import Link, Outline, World
from tests.core.reach.regions import Facility, Village, degrees, outlines, region_of
from tests.core.reach.worlds import facilities, outlines_of_sites, villages, worlds
from tests.examples import examples

REGION = region_of(
    ROAD,
    [
        Facility("p", "port", (9000.0, 0.0), (("draft_m", "12"),)),
        Facility("q", "port", (6000.0, 0.0)),
        Facility("s", "attraction", (4000.0, 0.0)),
    ],
    [Village("v", (2000.0, 0.0)), Village("w", (7000.0, 0.0), workforce=float("nan"))],
)
LON, LAT = (float(values[0]) for values in degrees([(8000.0, 0.0)]))
MEASURES = [
    Measure("drive_min", Kind.NUMBER, to="port"),
    Measure("drive_min", Kind.NUMBER, to="port", where=(("draft_m", Between(min=10)),)),
    Measure("drive_min", Kind.NUMBER, to=Place("Ours", LON, LAT)),
    Measure("drive_min", Kind.NUMBER, to="airport"),
    Measure("distance_km", Kind.NUMBER, to="locality"),
    Measure("population", Kind.NUMBER, within_min=45),
    Measure("workforce", Kind.NUMBER, within_min=1.5),
    Measure("jobs", Kind.NUMBER, within_min=3),
    Measure("attractions", Kind.NUMBER, within_min=200),
]
SITES: dict[str, Outline] = {"c": (5000.0, 0.0), "a": box(1000, 100, 2000, 500), "b": (5000.0, 30_000.0)}


def sites_of(shapes: dict[str, Outline]) -> Sites:
    n = len(shapes)
    return Sites(
        ids=tuple(shapes),
        names=tuple(shapes),
        municipality_codes=(None,) * n,
        visibilities=(Visibility.PUBLIC,) * n,
        demo=(False,) * n,
        properties=(None,) * n,
        contacts=(None,) * n,
        sources=(Source("Sites", None, Method.STATED),) * n,
        outlines=outlines(*shapes.values()),
        columns={},
        others={},
    )


def rows(columns: dict[Measure, Column], ids: tuple[str, ...]) -> dict[str, list[object]]:
    """What the columns say, by site."""
    found: dict[str, list[object]] = {id_: [] for id_ in ids}
    for column in columns.values():
        assert isinstance(column, NumberColumn)
        for row, id_ in enumerate(ids):
            ends = (float(column.low[row]), float(column.high[row]))
            found[id_].append((ends, column.reasons[row], column.via[row], column.sources[row]))
    return found


def ask(region: Region, shapes: dict[str, Outline], kept: Kept) -> dict[str, list[object]]:
    return rows(reach_columns(region, sites_of(shapes), MEASURES, kept), tuple(shapes))


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each computation that is really made."""
    made: list[str] = []
    table, special = service.reach_table, service.special_columns

    def noted_table(*arguments: object) -> object:
        made.append("table")
        return table(*arguments)  # type: ignore[arg-type]

    def noted_special(region: Region, spots: object, measures: list[Measure], *prepared: object) -> object:
        made.extend(["special"] * len(measures))
        return special(region, spots, measures, *prepared)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "reach_table", noted_table)
    monkeypatch.setattr(service, "special_columns", noted_special)
    return made


def test_kept_equals_fresh_and_is_not_computed_again(tmp_path: Path, searched: list[str]) -> None:
    fresh = ask(REGION, SITES, Kept(None))
    first = ask(REGION, SITES, Kept(tmp_path))
    assert searched == ["table", "special", "special", "special"] * 2
    searched.clear()
    assert ask(REGION, SITES, Kept(tmp_path)) == first == fresh
    assert searched == []


def test_the_order_of_the_sites_is_kept_and_asks_for_nothing_new(tmp_path: Path, searched: list[str]) -> None:
    first = ask(REGION, SITES, Kept(tmp_path))
    searched.clear()
    turned = dict(sorted(SITES.items()))
    assert ask(REGION, turned, Kept(tmp_path)) == first
    assert searched == []


def test_another_outline_or_region_is_computed_anew(tmp_path: Path, searched: list[str]) -> None:
    kept = Kept(tmp_path)
    ask(REGION, SITES, kept)
    moved = {**SITES, "c": (5001.0, 0.0)}
    changed = replace(REGION, content_hash="1" * 64)
    slower = replace(region_of(replace(ROAD, links=(Link("B", "A", 10, 60),))), content_hash=REGION.content_hash)
    for region, shapes in ((REGION, moved), (changed, SITES), (slower, SITES)):
        searched.clear()
        ask(region, shapes, kept)
        assert "table" in searched


NODES = {"A": (0.0, 100.0), "B": (4000.0, 100.0), "C": (0.0, -100.0), "D": (4000.0, -100.0)}


def test_links_in_another_order_are_computed_anew_where_their_nodes_are_too(tmp_path: Path) -> None:
    """As near to both roads a site takes the first; nodes and links turned alike, all numbers stay as they were."""
    north, south = Link("A", "B", 4, 60), Link("C", "D", 4, 60)
    swapped = {id_: NODES[id_] for id_ in "CDAB"}
    ports = [Facility("n", "port", NODES["B"]), Facility("s", "port", NODES["D"])]
    for world, via in ((World(NODES, (north, south)), "n"), (World(swapped, (south, north)), "s")):
        ((_, _, port, _),) = asked(region_of(world, ports), Kept(tmp_path))
        assert port is not None
        assert port.id == via


def test_shapes_in_another_order_are_computed_anew(tmp_path: Path) -> None:
    """Two roads between the same nodes, one straight and one a long way round."""
    ends = {"A": (-2000.0, 100.0), "B": (2000.0, 100.0)}
    straight = Link("A", "B", 4, 60)
    bent = Link("A", "B", 4, 60, bends=((-2000.0, -100.0), (500.0, -100.0), (500.0, -3000.0), (2000.0, -3000.0)))
    ports = [Facility("b", "port", ends["B"])]
    minutes = []
    for links in ((straight, bent), (bent, straight)):
        region = region_of(World(ends, links), ports)
        minutes.append(asked(region, Kept(tmp_path)))
        assert minutes[-1] == asked(region, Kept(None))
    assert minutes[0] != minutes[1]


def asked(region: Region, kept: Kept) -> list[tuple[object, object, Via | None, object]]:
    (column,) = reach_columns(region, sites_of({"s": (0.0, 0.0)}), MEASURES[:1], kept).values()
    assert isinstance(column, NumberColumn)
    return [(float(column.low[0]), column.reasons[0], column.via[0], column.sources[0])]


def test_of_a_layer_in_which_one_is_new_one_is_computed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, computed = Kept(tmp_path), []
    table, special = service.reach_table, service.special_columns

    def noted_table(region: Region, spots: GeometryArray, *prepared: object) -> object:
        computed.append(len(spots))
        return table(region, spots, *prepared)  # type: ignore[arg-type]

    def noted_special(region: Region, spots: GeometryArray, measures: list[Measure], *prepared: object) -> object:
        computed.append(len(spots))
        return special(region, spots, measures, *prepared)  # type: ignore[arg-type]

    monkeypatch.setattr(service, "reach_table", noted_table)
    monkeypatch.setattr(service, "special_columns", noted_special)
    ask(REGION, SITES, kept)
    assert computed == [3, 3]  # all special measures at once
    computed.clear()
    more = {"d": (2500.0, 800.0), **SITES, "e": SITES["a"]}
    found = ask(REGION, more, kept)
    assert computed == [1, 1]
    assert found == ask(REGION, more, Kept(None))
    computed.clear()
    ask(REGION, {"x": SITES["b"]}, kept)
    assert computed == []


@settings(deadline=None, max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(worlds(), st.lists(st.lists(outlines_of_sites(), max_size=3), min_size=2, max_size=3), facilities(), villages())
def test_site_by_site_gives_what_all_at_once_gives(
    tmp_path: Path, world: World, uploads: list[list[Outline]], ports: list[Facility], places: list[Village]
) -> None:
    region, kept = region_of(world, ports, places), Kept(tmp_path / uuid4().hex)
    everything: dict[str, Outline] = {}
    for number, shapes in enumerate(uploads):
        everything |= {f"s{number}-{i}": shape for i, shape in enumerate(shapes)}
        told = bytes_of(reach_columns(region, sites_of(everything), MEASURES, kept))
        assert told == bytes_of(reach_columns(region, sites_of(everything), MEASURES, Kept(None)))


def bytes_of(columns: dict[Measure, Column]) -> list[object]:
    """Everything that columns say, figures to the bit."""
    found: list[object] = []
    for column in columns.values():
        assert isinstance(column, NumberColumn)
        found += [column.low.tobytes(), column.high.tobytes(), column.reasons, column.via, column.sources]
    return found


def test_of_too_many_outlines_those_asked_for_stay(
    tmp_path: Path, searched: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_rows, "MOST_ROWS", 2)
    kept = Kept(tmp_path)
    ask(REGION, SITES, kept)
    ask(REGION, {"d": (2500.0, 800.0), "e": (2600.0, 800.0), "c": SITES["c"]}, kept)
    ask(REGION, {"f": (2700.0, 800.0)}, kept)
    searched.clear()
    ask(REGION, {"f": (2700.0, 800.0)}, kept)
    assert searched == []
    ask(REGION, SITES, kept)
    assert "table" in searched


def test_adding_a_site_changes_no_other(tmp_path: Path) -> None:
    before = ask(REGION, SITES, Kept(tmp_path))
    after = ask(REGION, {"0": (100.0, 100.0), **SITES}, Kept(tmp_path))
    assert {id_: after[id_] for id_ in SITES} == before


def test_damaged_files_are_computed_anew(tmp_path: Path, searched: list[str]) -> None:
    first = ask(REGION, SITES, Kept(tmp_path))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 4
    for path in files:
        path.write_bytes(path.read_bytes()[:-3])
    searched.clear()
    assert ask(REGION, SITES, Kept(tmp_path)) == first
    assert len(searched) == 4


def test_other_metrics_are_left_to_others() -> None:
    area = Measure("area_ha", Kind.NUMBER)
    assert reach_columns(REGION, sites_of(SITES), [area], Kept(None)) == {}
    assert list(reach_columns(REGION, sites_of(SITES), [area, MEASURES[0]], Kept(None))) == [MEASURES[0]]


def test_no_site_at_all(tmp_path: Path) -> None:
    for _ in range(2):
        columns = reach_columns(REGION, sites_of({}), MEASURES, Kept(tmp_path))
        assert [len(column.reasons) for column in columns.values()] == [0] * len(MEASURES)


def test_a_point() -> None:
    found = reach_of_point(REGION, LON, LAT)
    port = next(facility for facility in found.facilities if facility.class_ == "port")
    assert (port.minutes, port.id) == (pytest.approx(1.0), "p")


LOOK_UP = """
import sys
from pathlib import Path
import numpy as np, shapely
from sitematch.core.evidence import Method, Source
from sitematch.core.metrics.metric import Kind
from sitematch.core.region.model import Access, Facilities, Localities, Municipalities, Region, Roads
from sitematch.core.requirement.model import Between, Measure
from sitematch.core.sites.sites import Sites, Visibility
from sitematch.service.reach import reach_columns
from sitematch.store.kept import Kept

one, none, spot = np.array([0]), np.array([False]), np.array([shapely.Point(540000, 6475000)])
lon, lat = np.array([15.6, 15.8]), np.array([58.4, 58.4])
roads = Roads(("a", "b"), lon, lat, one, one + 1, np.array([12.0]), np.array([60.0]), none, none, ("",), (None,))
ports = Facilities(("p",), ("port",), ("P",), lon[:1], lat[:1], {"draft_m": ("12",)})
people = Localities(("v",), ("V",), lon[1:], lat[1:], none, (None,), lat[1:], lat[1:], {}, None, {})
nowhere = Municipalities((), (), lambda: spot)
region = Region("r", "R", "en", Access(), 90, roads, ports, people, nowhere, {}, "0" * 64)
source = Source("S", None, Method.STATED)
sites = Sites(("s",), ("s",), (None,), (Visibility.PUBLIC,), (False,), (None,), (None,), (source,), spot, {}, {})
deep = (("draft_m", Between(min=10)),)
measures = [
    Measure("drive_min", Kind.NUMBER, to="port"),
    Measure("drive_min", Kind.NUMBER, to="port", where=deep),
    Measure("workforce", Kind.NUMBER, within_min=45),
    Measure("workforce", Kind.NUMBER, within_min=45.5),
]
columns = reach_columns(region, sites, measures, Kept(Path(sys.argv[1])))
assert [column.unknown.tolist() for column in columns.values()] == [[False]] * 4
print(*(name for name in ("scipy", "pyproj", "pandas", "geopandas") if name in sys.modules))
"""


def test_what_is_kept_costs_no_search_and_no_projection(tmp_path: Path) -> None:
    def imported() -> list[str]:
        command = [sys.executable, "-c", LOOK_UP, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert imported() == ["scipy", "pyproj"]  # for the first time
    assert imported() == []

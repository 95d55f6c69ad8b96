"""What a region pack holds, and what in it is doubtful though it can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sitematch.core.arrays import BoolArray, FloatArray, IntArray
from sitematch.core.reach.joining import join, points
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.region.model import LOCALITY_CLASS, RURAL_KIND, STANDARD_CLASSES, Region, Roads
from sitematch.core.region.projection import plane_scale
from sitematch.errors import RegionRefused
from sitematch.service.presets import read_presets
from sitematch.service.sites import demo_sites
from sitematch.store.kept import Kept
from sitematch.units import METRES_PER_KM

MOST_NAMED: Final = 5
"""So many of a kind are named in a warning, the others counted."""
FAR_FROM_OUTLINE_M: Final = 3_000.0
MOST_SCALE: Final = 1.02
"""EPSG:3006 stretches so much 21 degrees from its meridian at 55° N: less than the detour of a leg is known to."""
SHORTER_THAN_STRAIGHT: Final = 0.9
"""A link under nine tenths of the straight line between its nodes: a slip, not the accuracy of coordinates."""


@dataclass(frozen=True, slots=True)
class MunicipalityPeople:
    """The people of one municipality, None for those of none of the region's, and how many join no road."""

    code: str | None
    name: str | None
    population: float
    off_network: float


@dataclass(frozen=True, slots=True)
class RegionReport:
    """A checked pack: what it holds, by kind, and warnings. Populations are persons."""

    id: str
    name: str
    folder: str
    content_hash: str
    nodes: int
    links: int
    motorway_links: int
    components: int
    facilities: dict[str, int]
    localities: int
    rural_points: int
    population: float
    off_network: float
    municipalities: tuple[MunicipalityPeople, ...]
    presets: int
    demo_sites: int
    warnings: tuple[str, ...]

    @property
    def off_network_share(self) -> float:
        """The share of the people who live too far from a road to count anywhere; 0 where there are none."""
        return self.off_network / self.population if self.population else 0.0

    def to_document(self) -> dict[str, Any]:
        """The report as plain values."""
        return asdict(self) | {
            "off_network_share": self.off_network_share,
            "municipalities": [asdict(row) for row in self.municipalities],
            "warnings": list(self.warnings),
        }

    def rows(self) -> list[tuple[str, str]]:
        """The report as lines of what and how much, for reading."""
        rows = [
            ("region", f"{self.id} ({self.name})"),
            ("folder", self.folder),
            ("content", self.content_hash),
            ("road nodes", f"{self.nodes:,}"),
            ("road links", f"{self.links:,}, of them {self.motorway_links:,} of motorways"),
            ("parts of the network", f"{self.components:,}"),
            ("localities", f"{self.localities:,} and {self.rural_points:,} rural points"),
            ("people", f"{self.population:,.0f}"),
            ("people too far from a road", f"{self.off_network:,.0f} ({self.off_network_share:.1%})"),
        ]
        rows += [(f"facilities: {name}", f"{number:,}") for name, number in self.facilities.items()]
        for row in self.municipalities:
            label = f"people: {row.code} {row.name}" if row.code else "people: elsewhere"
            rows.append((label, f"{row.population:,.0f}, {row.off_network:,.0f} too far from a road"))
        rows += [("presets", f"{self.presets:,}"), ("demo sites", f"{self.demo_sites:,}")]
        return rows + [("warning", text) for text in self.warnings]


@dataclass(frozen=True, slots=True)
class _Network:
    """How the roads hang together and who joins them. ``part``: of each node, numbered by falling size."""

    part: IntArray
    one_way_trapped: int
    people_join: BoolArray
    facilities_join: BoolArray


def report_on(region: Region, folder: Path) -> RegionReport:
    """The report on a region that was read from a folder."""
    people, roads, network = region.localities, region.roads, _network(region)
    off = people.population * ~network.people_join
    presets = read_presets(folder, region)
    offered, site_warnings = _demo_sites(region, folder)
    preset_warnings = [f"a preset is refused: {fault}" for fault in presets.faults]
    return RegionReport(
        id=region.id,
        name=region.name,
        folder=str(folder),
        content_hash=region.content_hash,
        nodes=len(roads.node_ids) if roads else 0,
        links=len(roads.km) if roads else 0,
        motorway_links=int(roads.motorway.sum()) if roads else 0,
        components=int(network.part.max(initial=-1)) + 1,
        facilities=dict(sorted(Counter(region.facilities.classes).items())),
        localities=int((~people.rural).sum()),
        rural_points=int(people.rural.sum()),
        population=float(people.population.sum()),
        off_network=float(off.sum()),
        municipalities=tuple(_by_municipality(region, off)),
        presets=len(presets.read) + len(presets.faults),
        demo_sites=offered,
        warnings=(*_warnings(region, network), *preset_warnings, *site_warnings),
    )


def _by_municipality(region: Region, off: FloatArray) -> Iterator[MunicipalityPeople]:
    own = region.municipalities
    codes = [code if code in own.codes else None for code in region.localities.municipality_codes]
    for code in (*own.codes, None):
        rows = np.array([found == code for found in codes], dtype=bool)
        population = float(region.localities.population[rows].sum())
        yield MunicipalityPeople(code, own.name_of(code), population, float(off[rows].sum()))


def _network(region: Region) -> _Network:
    people, facilities = region.localities, region.facilities
    if region.roads is None:
        none = np.zeros(0, dtype=np.int64)
        return _Network(none, 0, np.zeros(len(people.ids), dtype=bool), np.zeros(len(facilities.ids), dtype=bool))
    graph = RoadGraph.of(region.roads, region.access)
    part, trapped = _parts(region.roads)
    return _Network(part, trapped, join(graph, points(people.xy)).joined, join(graph, points(facilities.xy)).joined)


def _parts(roads: Roads) -> tuple[IntArray, int]:
    """The connected part of each node, the largest first, and how many of its nodes one-way links shut off."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    size, both = len(roads.node_ids), ~roads.oneway
    tails = np.concatenate([roads.from_node, roads.to_node[both]])
    heads = np.concatenate([roads.to_node, roads.from_node[both]])
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(size, size)).tocsr()
    weak = _by_size(connected_components(graph, directed=False)[1])
    strong = _by_size(connected_components(graph, directed=True, connection="strong")[1][weak == 0])
    return weak, int((strong != 0).sum())


def _by_size(labels: NDArray[np.integer[Any]]) -> IntArray:
    """Labels numbered anew, the most frequent 0."""
    rank = np.argsort(np.argsort(-np.bincount(labels), kind="stable"), kind="stable")
    numbered: IntArray = rank[labels].astype(np.int64)
    return numbered


def _warnings(region: Region, network: _Network) -> Iterator[str]:
    if region.roads is None:
        yield "the pack has no roads: every reach is unknown until they are imported"
    else:
        yield from _road_warnings(region.roads, network)
        yield from _joining_warnings(region, network)
    yield from _facility_warnings(region)
    yield from _people_warnings(region)


def _road_warnings(roads: Roads, network: _Network) -> Iterator[str]:
    apart = [roads.node_ids[i] for i in np.flatnonzero(network.part > 0).tolist()]
    if apart:
        yield f"{len(apart)} nodes hang together with no other part of the network than their own: {_named(apart)}"
    if network.one_way_trapped:
        yield f"{network.one_way_trapped} nodes of the largest part cannot be both left and reached, by one-way links"
    scale = float(np.median(plane_scale(roads.node_lon, roads.node_lat)))
    if scale > MOST_SCALE:
        yield (
            f"the roads lie so far from 15° E that straight lines come out {scale - 1:.0%} too long: "
            "distances, and the legs between sites and roads"
        )
    if roads.motorway.all():
        yield "every link is a motorway, which is entered at nodes only: nothing can join the roads"
    straight_km = shapely.length(shapely.linestrings(roads.node_xy[np.stack([roads.from_node, roads.to_node], 1)]))
    short = np.flatnonzero(roads.km < SHORTER_THAN_STRAIGHT * straight_km / METRES_PER_KM)
    names = [f"{roads.node_ids[roads.from_node[i]]} – {roads.node_ids[roads.to_node[i]]}" for i in short]
    if names:
        yield f"{len(names)} links are stated shorter than the straight line between their nodes: {_named(names)}"


def _joining_warnings(region: Region, network: _Network) -> Iterator[str]:
    people, limit = region.localities, f"{region.access.max_km:g} km"
    off = np.flatnonzero(~network.people_join & (people.population > 0)).tolist()
    lost = [people.names[i] or people.ids[i] for i in off]
    if lost:
        yield f"{len(lost)} places with people lie over {limit} from a road and never count: {_named(lost)}"
    far = [region.facilities.ids[i] for i in np.flatnonzero(~network.facilities_join)]
    if far:
        yield f"{len(far)} facilities lie over {limit} from a road and never count: {_named(far)}"


def _facility_warnings(region: Region) -> Iterator[str]:
    found = set(region.facilities.classes)
    for name in sorted(found - set(STANDARD_CLASSES)):
        near = get_close_matches(name, STANDARD_CLASSES, n=1, cutoff=0.8)
        if near:
            yield f"facilities of class {name!r}: did you mean {near[0]!r}?"
    lacking = [name for name in STANDARD_CLASSES if name not in found and name != LOCALITY_CLASS]
    if lacking:
        yield f"no facility of {', '.join(lacking)}: their minutes are unknown everywhere"


def _people_warnings(region: Region) -> Iterator[str]:
    people, own = region.localities, region.municipalities
    if not len(people.ids):
        yield "the pack has no people: population and workforce are unknown everywhere until they are imported"
    kinds = {kind for kind in people.attributes.get("kind", ()) if kind.lower() != RURAL_KIND}
    for kind in get_close_matches(RURAL_KIND, sorted(kinds)):
        yield f"places of kind {kind!r} count as localities: did you mean {RURAL_KIND!r}?"
    if np.isnan(people.workforce[people.population > 0]).any():
        yield "the workforce of some places is unknown: state it, or a share under [workforce] in region.toml"
    if people.jobs is None:
        yield "localities have no column of jobs: the metric jobs is unknown everywhere"
    if not own.codes:
        yield "the pack has no municipalities: no place can be told to which it belongs"
        return
    place = {code: i for i, code in enumerate(own.codes)}
    rows = [i for i, code in enumerate(people.municipality_codes) if code in place]
    outlines = own.outlines[[place[str(people.municipality_codes[i])] for i in rows]]
    off_m = shapely.distance(shapely.points(people.xy[rows]), outlines)
    strayed = [people.names[rows[i]] or people.ids[rows[i]] for i in np.flatnonzero(off_m > FAR_FROM_OUTLINE_M)]
    if strayed:
        yield f"{len(strayed)} places lie over 3 km outside their municipality's outline: {_named(strayed)}"


def _demo_sites(region: Region, folder: Path) -> tuple[int, tuple[str, ...]]:
    """How many demo sites the pack offers, and a warning if they are refused."""
    try:
        return len(demo_sites(region, folder, Kept(None))), ()
    except RegionRefused as error:
        return 0, (f"the demo sites are refused: {error}",)


def _named(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")

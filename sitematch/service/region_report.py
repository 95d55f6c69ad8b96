"""What a region pack holds, and what in it is doubtful though it can be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.evidence import Lang
from sitematch.core.reach.joining import join, points
from sitematch.core.reach.roadgraph import RoadGraph
from sitematch.core.region.model import Region, Roads
from sitematch.errors import RegionRefused
from sitematch.service.presets import read_presets
from sitematch.service.region_warnings import Joined, warnings_of
from sitematch.service.sites import demo_sites
from sitematch.store.kept import Kept
from sitematch.texts import Translate, translator


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


def report_on(region: Region, folder: Path, lang: Lang = "en") -> RegionReport:
    """The report on a region that was read from a folder; its warnings are in the language ``lang``."""
    say = translator(lang)
    people, roads, network = region.localities, region.roads, _network(region)
    off = people.population * ~network.people_join
    presets = read_presets(folder, region)
    offered, site_warnings = _demo_sites(region, folder, say)
    preset_warnings = [say("a preset is refused: {fault}").format(fault=fault) for fault in presets.faults]
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
        warnings=(*warnings_of(region, network, say), *preset_warnings, *site_warnings),
    )


def _by_municipality(region: Region, off: FloatArray) -> Iterator[MunicipalityPeople]:
    own = region.municipalities
    codes = [code if code in own.codes else None for code in region.localities.municipality_codes]
    for code in (*own.codes, None):
        rows = np.array([found == code for found in codes], dtype=bool)
        population = float(region.localities.population[rows].sum())
        yield MunicipalityPeople(code, own.name_of(code), population, float(off[rows].sum()))


def _network(region: Region) -> Joined:
    people, facilities = region.localities, region.facilities
    if region.roads is None:
        none = np.zeros(0, dtype=np.int64)
        return Joined(none, 0, np.zeros(len(people.ids), dtype=bool), np.zeros(len(facilities.ids), dtype=bool))
    graph = RoadGraph.of(region.roads, region.access)
    part, trapped = _parts(region.roads)
    return Joined(part, trapped, join(graph, points(people.xy)).joined, join(graph, points(facilities.xy)).joined)


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


def _demo_sites(region: Region, folder: Path, say: Translate) -> tuple[int, tuple[str, ...]]:
    """How many demo sites the pack offers, and a warning if they are refused."""
    try:
        return len(demo_sites(region, folder, Kept(None))), ()
    except RegionRefused as error:
        return 0, (say("the demo sites are refused: {error}").format(error=error),)

"""What a region is: roads, people, facilities, municipalities, and how sites join its roads.

A region is read whole but projected late: coordinates are kept in degrees as given, and what costs
(projection, outlines) is made when first asked for, so that a match over kept reach never pays for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray, IntArray
from sitematch.core.evidence import Source
from sitematch.core.region.blocks import Blocks
from sitematch.core.region.lines import Lines, straight_or_bent
from sitematch.core.region.projection import degrees_to_plane, geometries_to_plane
from sitematch.units import DECISECONDS_PER_HOUR

STANDARD_CLASSES = (
    "motorway_junction",
    "rail_station",
    "rail_terminal",
    "port",
    "airport",
    "university",
    "hospital",
    "substation",
    "attraction",
    "locality",
)
"""The facility classes that every requirement may name; a pack may add more."""

LOCALITY_CLASS = "locality"
RURAL_KIND = "rural"
LOCALITY_POPULATION = "locality_population"
"""The column of a locality whose people are counted elsewhere, in cells: how many they are."""


@dataclass(frozen=True, slots=True)
class Access:
    """The leg between a site and the road: straight line × ``detour`` at ``kmh``, at most ``max_km`` long."""

    detour: float = 1.3
    kmh: float = 30.0
    max_km: float = 10.0


@dataclass(frozen=True, eq=False, slots=True)
class Plane:
    """What is made of a network for EPSG:3006: ``node_xy``, shape (n, 2), the links' lines from → to.

    ``blocks``: where the pieces of links that may be entered lie, for a network so large that it pays.
    """

    node_xy: FloatArray
    lines: Lines
    blocks: Blocks | None = None


@dataclass(frozen=True, eq=False)
class Roads:
    """A road network, as nodes in degrees and links between them.

    ``from_node`` and ``to_node`` index the nodes, shape (m,). ``oneway`` links are driven from → to only;
    ``motorway`` links are entered at nodes only. ``wkt`` holds a LINESTRING in degrees where a link is not straight,
    else "" or None. ``made``: what was made of it before. ``listing``: a digest of the links in their order, on which
    it depends which of equally near ones is entered; none where it has to be told from the links themselves.
    """

    node_ids: Sequence[str]
    node_lon: FloatArray
    node_lat: FloatArray
    from_node: IntArray
    to_node: IntArray
    km: FloatArray
    speed_kmh: FloatArray
    oneway: BoolArray
    motorway: BoolArray
    road: Sequence[str]
    wkt: Sequence[str | None]
    speed_factor: float = 1.0
    made: Plane | None = None
    listing: str | None = None

    @cached_property
    def node_xy(self) -> FloatArray:
        """Nodes in EPSG:3006, shape (n, 2)."""
        return self.made.node_xy if self.made else degrees_to_plane(self.node_lon, self.node_lat)

    @cached_property
    def drawn(self) -> Lines:
        """Links as lines in EPSG:3006, from → to."""
        return self.made.lines if self.made else Lines.of(self._drawn())

    @cached_property
    def lines(self) -> GeometryArray:
        """Links as LineStrings in EPSG:3006, from → to, shape (m,)."""
        return self.drawn.geometries()

    @cached_property
    def bends(self) -> tuple[IntArray, GeometryArray]:
        """The rows of the links that are not straight, and their shapes in degrees; None for what is no WKT."""
        rows = np.array([i for i, wkt in enumerate(self.wkt) if wkt], dtype=np.int64)
        with np.errstate(all="ignore"):  # a coordinate such as 1e999 is for those who check to tell
            shapes = shapely.from_wkt([self.wkt[i] for i in rows], on_invalid="ignore")
        return rows, np.asarray(shapes, dtype=object)

    def _drawn(self) -> GeometryArray:
        ends = np.stack([self.node_xy[self.from_node], self.node_xy[self.to_node]], axis=1)
        rows, shapes = self.bends
        return straight_or_bent(ends, rows, geometries_to_plane(shapes))

    @property
    def time_ds(self) -> FloatArray:
        """Unrounded deciseconds to drive each link, shape (m,)."""
        return self.km / (self.speed_kmh * self.speed_factor) * DECISECONDS_PER_HOUR


@dataclass(frozen=True, eq=False)
class Facilities:
    """Facilities with their class. ``attributes``: any further column of the pack, cells as text, "" where unknown."""

    ids: tuple[str, ...]
    classes: tuple[str, ...]
    names: tuple[str, ...]
    lon: FloatArray
    lat: FloatArray
    attributes: Mapping[str, tuple[str, ...]]

    @cached_property
    def xy(self) -> FloatArray:
        """EPSG:3006, shape (n, 2)."""
        return degrees_to_plane(self.lon, self.lat)


@dataclass(frozen=True, eq=False)
class Localities:
    """Where people live. ``rural`` points are people spread over the countryside, never a facility.

    ``workforce``: NaN where unknown (blank, and the pack has no share). ``groups``: ``workforce_<group>``
    columns by group, ``jobs``: None where the pack has no such column. ``municipality_codes``: None
    where no municipality could be told. ``attributes``: every column as text, for ``where``.
    """

    ids: Sequence[str]
    names: Sequence[str]
    lon: FloatArray
    lat: FloatArray
    rural: BoolArray
    municipality_codes: tuple[str | None, ...]
    population: FloatArray
    workforce: FloatArray
    groups: Mapping[str, FloatArray]
    jobs: FloatArray | None
    attributes: Mapping[str, Sequence[str]]

    @cached_property
    def residents(self) -> FloatArray:
        """The people of each place, of a locality also those who are counted in cells, shape (n,)."""
        if LOCALITY_POPULATION not in self.attributes:
            return self.population
        own = np.array([float(cell or "nan") for cell in self.attributes[LOCALITY_POPULATION]], dtype=np.float64)
        return np.where(np.isnan(own), self.population, own)

    @cached_property
    def xy(self) -> FloatArray:
        """EPSG:3006, shape (n, 2)."""
        return degrees_to_plane(self.lon, self.lat)


@dataclass(frozen=True, eq=False)
class Municipalities:
    """The municipalities of the region. ``outlines`` are made on first use, EPSG:3006, in the order of ``codes``."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    load_outlines: Callable[[], GeometryArray]

    @cached_property
    def outlines(self) -> GeometryArray:
        """Polygons or MultiPolygons in EPSG:3006, shape (n,)."""
        return self.load_outlines()

    def name_of(self, code: str | None) -> str | None:
        """The municipality's name, None for a code that is not of this region."""
        return dict(zip(self.codes, self.names, strict=True)).get(code) if code else None


@dataclass(frozen=True, eq=False)
class Region:
    """A whole region pack as values.

    ``roads`` is None for a pack whose roads are not imported yet: every reach is unknown then.
    ``sources`` has an entry for ``roads``, ``people``, ``facilities`` and ``municipalities``.
    ``content_hash`` depends on the values of the pack only, not on the order of rows or the folder; ``content_hashes``
    are those of its parts: roads, people, facilities, municipalities and the settings, as ``region``.
    """

    id: str
    name: str
    lang: str
    access: Access
    horizon_min: int
    roads: Roads | None
    facilities: Facilities
    localities: Localities
    municipalities: Municipalities
    sources: Mapping[str, Source]
    content_hash: str
    content_hashes: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def classes(self) -> frozenset[str]:
        """The facility classes a requirement may name here."""
        return frozenset(STANDARD_CLASSES) | frozenset(self.facilities.classes)

    @property
    def workforce_groups(self) -> frozenset[str]:
        """The groups that ``workforce`` may be asked for."""
        return frozenset(self.localities.groups)

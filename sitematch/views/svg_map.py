"""The map of a match as a picture: the backdrop and the sites of the interactive map, drawn once, as SVG for paper."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite, Status
from sitematch.core.region.projection import geometries_to_degrees
from sitematch.core.sites.sites import Sites
from sitematch.texts import translator
from sitematch.views.backdrop import Backdrop
from sitematch.views.map_joined import joined_shapes
from sitematch.views.plain_text import printed_text
from sitematch.views.shapes import thin_geometries
from sitematch.views.svg_room import Box, Room, around

WIDTH: Final = 620.0
MOST_HEIGHT: Final = 740.0
MARGIN: Final = 20.0
BADGE: Final = 11.0
MOST_RANKED: Final = 300
MOST_NEAR_MISSES: Final = 200
NAMED_FROM: Final = 10_000
EARTH_KM: Final = 6371.0
_ROUND_KM: Final = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200)
_FONT: Final = "Libertinus Serif, serif"
_COLOURS: Final = {Status.QUALIFIES: "#0b5560", Status.OPEN: "#a85a00", Status.FAILS: "#68727a"}
_MOST_OF_A_NAME: Final = 40
_CHARACTER_EM: Final = 0.5

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class View:
    """From degrees to the picture, by Mercator's projection: shapes keep their angles."""

    west: float
    north: float
    scale: float
    height: float

    def xy(self, at: Sequence[float]) -> Point:
        """Where a longitude and latitude lie in the picture."""
        return MARGIN + (at[0] - self.west) * self.scale, MARGIN + (self.north - _mercator(at[1])) * self.scale


@dataclass(frozen=True, slots=True)
class _Drawn:
    site: RankedSite | NearMiss
    status: Status
    geometry: dict[str, Any]
    at: Point


def render_svg(result: MatchResult, sites: Sites, backdrop: Backdrop, lang: Lang) -> str:
    """The picture, ``WIDTH`` wide; the same inputs give the same bytes.

    The first ranked sites stand by number, near misses as rings; names stand where there is room. Sites that are no
    longer among ``sites`` are left out.
    """
    drawn = _drawn(result, sites)
    view = _view(backdrop, [one.at for one in drawn])
    size = {"width": f"{WIDTH:g}", "height": f"{view.height:g}", "viewBox": f"0 0 {WIDTH:g} {view.height:g}"}
    root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "lang": lang, "font-family": _FONT, **size})
    ET.SubElement(root, "title").text = translator(lang)("Map of the sites")
    _ground(root, backdrop, view)
    for one in reversed(drawn):
        colour = _COLOURS[one.status]
        _path(root, one.geometry, view, fill=colour, stroke=colour, fill_opacity="0.35", stroke_width="1.5")
    for shape in joined_shapes(result, sites):
        _path(root, shape, view, fill="none", stroke="#1d2326", stroke_width="1.25", stroke_dasharray="4 3")
    room = Room(WIDTH, view.height)
    _marks(root, drawn, view, room)
    _scale(root, view, room)
    _names(root, backdrop, view, room)
    return ET.tostring(root, encoding="unicode") + "\n"


def _mercator(lat: float) -> float:
    """Latitude in degrees of longitude, as Mercator stretches it."""
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))


def _latitude(mercator: float) -> float:
    return math.degrees(2 * math.atan(math.exp(math.radians(mercator))) - math.pi / 2)


def _drawn(result: MatchResult, sites: Sites) -> list[_Drawn]:
    """Ranked sites, the first first, then near misses: what of them has an outline."""
    rows = {site_id: row for row, site_id in enumerate(sites.ids)}
    everyone: list[RankedSite | NearMiss] = [*result.ranked[:MOST_RANKED], *result.near_misses[:MOST_NEAR_MISSES]]
    there = [site for site in everyone if site.site_id in rows]
    outlines = sites.outlines[np.array([rows[site.site_id] for site in there], dtype=np.int64)]
    points = shapely.get_coordinates(geometries_to_degrees(shapely.point_on_surface(outlines)))
    return [
        _Drawn(site, site.status if isinstance(site, RankedSite) else Status.FAILS, shape, (float(x), float(y)))
        for site, shape, (x, y) in zip(there, thin_geometries(outlines), points, strict=True)
    ]


def _view(backdrop: Backdrop, points: Sequence[Point]) -> View:
    """The region and every site, as large as the picture allows."""
    west, south, east, north = backdrop.bounds
    lons, lats = [west, east, *(at[0] for at in points)], [south, north, *(at[1] for at in points)]
    west, east, low, high = min(lons), max(lons), _mercator(min(lats)), _mercator(max(lats))
    wide, tall = max(east - west, 1e-6), max(high - low, 1e-6)
    scale = min((WIDTH - 2 * MARGIN) / wide, (MOST_HEIGHT - 2 * MARGIN) / tall)
    spare = (WIDTH - 2 * MARGIN) / scale - wide
    return View(west - spare / 2, high, scale, round(tall * scale + 2 * MARGIN))


def _ground(root: ET.Element, backdrop: Backdrop, view: View) -> None:
    ET.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#e9ecec"})
    for one in backdrop.municipalities:
        _path(root, one["geometry"], view, fill="#fbfaf6", stroke="#b5b1a4", stroke_width="1.25")
    for kind, colour, width in (("large", "#d3b98c", "1.5"), ("motorway", "#c08a4a", "3")):
        if kind in backdrop.roads:
            _path(root, backdrop.roads[kind], view, fill="none", stroke=colour, stroke_width=width)


def _path(root: ET.Element, geometry: dict[str, Any], view: View, **look: str) -> None:
    """A polygon or line; a point has its mark alone."""
    closed = geometry["type"] in ("Polygon", "MultiPolygon")
    lines = (" L".join("{:.1f} {:.1f}".format(*view.xy(at)) for at in line) for line in _lines(geometry["coordinates"]))
    steps = " ".join(f"M{line}{' Z' if closed else ''}" for line in lines)
    if steps:
        attributes = {name.replace("_", "-"): value for name, value in look.items()}
        ET.SubElement(root, "path", {"d": steps, "stroke-linejoin": "round", "fill-rule": "evenodd", **attributes})


def _lines(coordinates: Any) -> Iterable[Any]:
    """The rings or lines in GeoJSON coordinates of any depth."""
    if not coordinates or isinstance(coordinates[0], int | float):
        return
    if isinstance(coordinates[0][0], int | float):
        yield coordinates
        return
    for part in coordinates:
        yield from _lines(part)


def _marks(root: ET.Element, drawn: Sequence[_Drawn], view: View, room: Room) -> None:
    """Numbers first where they belong, else led to from beside; near misses as rings, under the numbers."""
    spots = []
    for one in drawn:
        x, y = view.xy(one.at)
        if isinstance(one.site, RankedSite):
            spots.append((one, (x, y), room.settle(x, y, BADGE + 2)))
    for one in reversed(drawn):
        if not isinstance(one.site, RankedSite):
            x, y = view.xy(one.at)
            ring = {"r": "5", "fill": "#fff", "stroke": _COLOURS[Status.FAILS], "stroke-width": "2"}
            ET.SubElement(root, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", **ring})
            room.take(around(x, y, 6))
    for one, (x, y), spot in reversed(spots):
        if spot is None:
            dot = {"r": "5", "fill": _COLOURS[one.status], "stroke": "#fff"}
            ET.SubElement(root, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", **dot})
        else:
            _badge(root, one, (x, y), spot)


def _badge(root: ET.Element, one: _Drawn, at: Point, spot: Point) -> None:
    colour, (x, y) = _COLOURS[one.status], spot
    if spot != at:
        ends = {"x1": f"{at[0]:.1f}", "y1": f"{at[1]:.1f}", "x2": f"{x:.1f}", "y2": f"{y:.1f}"}
        ET.SubElement(root, "line", {**ends, "stroke": colour, "stroke-width": "1.5"})
    known = one.status is Status.QUALIFIES
    disc = {"fill": colour if known else "#fff", "stroke": "#fff" if known else colour, "stroke-width": "2"}
    ET.SubElement(root, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": f"{BADGE:g}", **disc})
    if not known:
        half = f"M{x:.1f} {y - BADGE:.1f} A{BADGE:g} {BADGE:g} 0 0 0 {x:.1f} {y + BADGE:.1f} Z"
        ET.SubElement(root, "path", {"d": half, "fill": "#f6c88d"})
    rank = str(getattr(one.site, "rank", ""))
    size = 14 if len(rank) < 3 else 11
    _text(root, rank, (x, y + size * 0.33), size, fill="#fff" if known else "#1d2326", bold=True)


def _scale(root: ET.Element, view: View, room: Room) -> None:
    """A bar of a round number of kilometres, as long as they are in the middle of the picture."""
    lat = _latitude(view.north - (view.height / 2 - MARGIN) / view.scale)
    km = view.scale * math.degrees(1 / (EARTH_KM * math.cos(math.radians(lat))))
    length = max((round_km for round_km in _ROUND_KM if round_km * km <= WIDTH / 4), default=_ROUND_KM[0])
    x, y = MARGIN, view.height - MARGIN
    if room.take_if_free((x, y - 24, x + length * km, y + 4)):
        bar = f"M{x:.1f} {y - 6:.1f} V{y:.1f} H{x + length * km:.1f} V{y - 6:.1f}"
        ET.SubElement(root, "path", {"d": bar, "fill": "none", "stroke": "#333c42", "stroke-width": "1.5"})
        _text(root, f"{length:g} km", (x + length * km / 2, y - 8), 14, fill="#333c42", halo=True)


def _names(root: ET.Element, backdrop: Backdrop, view: View, room: Room) -> None:
    """Towns that orient, then municipalities, each where it covers nothing; a municipality's seat names it already."""
    seats = {one["name"] for one in backdrop.municipalities}
    told = set()
    for town in backdrop.towns:
        if town["name"] in seats or town["population"] >= NAMED_FROM:
            x, y = view.xy(town["at"])
            spot = _beside(room, printed_text(town["name"], _MOST_OF_A_NAME), x, y)
            if spot is not None:
                ET.SubElement(root, "circle", {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "2.5", "fill": "#54606a"})
                _text(root, printed_text(town["name"], _MOST_OF_A_NAME), spot, 15, fill="#333c42", halo=True)
                told.add(town["name"])
    for one in backdrop.municipalities:
        name = printed_text(one["name"], _MOST_OF_A_NAME)
        if one["name"] not in told:
            spots = (view.xy(at) for at in one["spots"])
            spot = next((at for at in spots if room.take_if_free(_box(name, at[0], at[1], 16))), None)
            if spot is not None:
                _text(root, name, (spot[0], spot[1] + 5), 16, fill="#6b6557", halo=True)
    for road in backdrop.road_names:
        spots = (view.xy(at) for at in road["spots"])
        name = printed_text(road["name"], _MOST_OF_A_NAME)
        spot = next((at for at in spots if room.take_if_free(_box(name, at[0], at[1], 14))), None)
        if spot is not None:
            _text(root, name, (spot[0], spot[1] + 4), 13, fill="#7d4f12", halo=True)


def _beside(room: Room, name: str, x: float, y: float) -> Point | None:
    """Where a town's name may stand: to the right, the left, above, below."""
    half = len(name) * 15 * _CHARACTER_EM / 2
    for step in ((half + 7, 0.0), (-half - 7, 0.0), (0.0, -14.0), (0.0, 14.0)):
        if room.take_if_free(_box(name, x + step[0], y + step[1], 15)):
            room.take(around(x, y, 4))
            return x + step[0], y + step[1] + 5
    return None


def _box(name: str, x: float, y: float, size: float) -> Box:
    half = len(name) * size * _CHARACTER_EM / 2 + 2
    return x - half, y - size / 2, x + half, y + size / 2


def _text(
    root: ET.Element, text: str, at: Point, size: float, *, fill: str, bold: bool = False, halo: bool = False
) -> None:
    look = {"text-anchor": "middle", "font-size": f"{size:g}", "fill": fill}
    if bold:
        look["font-weight"] = "700"
    if halo:
        look |= {"stroke": "#fbfaf6", "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}
    ET.SubElement(root, "text", {"x": f"{at[0]:.1f}", "y": f"{at[1]:.1f}", **look}).text = text

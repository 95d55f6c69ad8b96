"""The municipalities of the region as areas: which one a site is in, and how far it lies outside."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, FloatArray, GeometryArray
from sitematch.core.region.model import Municipalities, Region

NEAR_M: Final = 3_000.0
"""How far outside its municipality a site may lie: the outlines are no more accurate."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The outlines of a region's municipalities in EPSG:3006; without any, every place is as good."""

    region_name: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    outlines: GeometryArray

    @cached_property
    def whole(self) -> shapely.Geometry:
        """The region as one area."""
        union = shapely.union_all(self.outlines)
        shapely.prepare(union)
        return union

    def area_of(self, code: str | None) -> shapely.Geometry:
        """The outline of one municipality, else of the region."""
        return self.outlines[self.codes.index(code)] if code in self.codes else self.whole

    def title_of(self, code: str | None) -> str:
        """The name of one municipality, else of the region."""
        return self.names[self.codes.index(code)] if code in self.codes else self.region_name

    def near(self, geometries: GeometryArray, code: str | None) -> BoolArray:
        """Which geometries lie in the municipality (the region, without one) or near it, shape (n,)."""
        if not self.codes:
            return np.ones(len(geometries), dtype=bool)
        near = self._touching(geometries, code)
        near[~near] = shapely.dwithin(geometries[~near], self.area_of(code), NEAR_M)
        return near

    def metres_outside(self, geometries: GeometryArray, code: str) -> FloatArray:
        """How far the nearest part of each geometry lies outside a municipality, shape (n,)."""
        metres = np.zeros(len(geometries))
        apart = ~self._touching(geometries, code)
        metres[apart] = shapely.distance(geometries[apart], self.area_of(code))
        return metres

    def _touching(self, geometries: GeometryArray, code: str | None) -> BoolArray:
        area = self.area_of(code)
        shapely.prepare(area)
        touching: BoolArray = shapely.intersects(area, geometries)
        return touching

    def holding_each(self, geometries: GeometryArray) -> list[str | None]:
        """What ``holding`` says of each geometry; those well inside one municipality are told together."""
        found: list[str | None] = [None] * len(geometries)
        boxes: GeometryArray = np.asarray(shapely.box(*shapely.bounds(geometries).T), dtype=object)
        left = np.ones(len(geometries), dtype=bool)
        for code, outline in sorted(zip(self.codes, self.outlines, strict=True), key=lambda pair: str(pair[0])):
            shapely.prepare(outline)
            inside = np.flatnonzero(left)[shapely.contains_properly(outline, boxes[left])]
            left[inside] = False
            for row in inside.tolist():
                found[row] = code
        for row in np.flatnonzero(left).tolist():
            found[row] = self.holding(geometries[row])
        return found

    def holding(self, geometry: shapely.Geometry) -> str | None:
        """The municipality with most of a site's area, else the nearest within 3 km; of equal ones the smaller code."""
        if not self.codes:
            return None
        metres = shapely.distance(self.outlines, geometry)
        touched = np.flatnonzero(metres == 0)
        if len(touched) > 1:
            shared = shapely.area(shapely.intersection(self.outlines[touched], geometry))
            return min((-float(area), self.codes[row]) for area, row in zip(shared, touched, strict=True))[1]
        least, code = min(zip(metres.tolist(), self.codes, strict=True))
        return code if least <= NEAR_M else None


def ground_of(region: Region) -> Ground:
    """The region's municipalities; outlines are loaded only if there are any."""
    return ground_of_municipalities(region.name, region.municipalities)


def ground_of_municipalities(region_name: str, municipalities: Municipalities) -> Ground:
    """Municipalities as areas, their outlines made proper."""
    outlines = np.asarray(municipalities.outlines if municipalities.codes else [], dtype=object)
    proper: GeometryArray = np.asarray(shapely.make_valid(outlines), dtype=object)
    return Ground(region_name, municipalities.codes, municipalities.names, proper)


NOWHERE: Final = Ground("", (), (), np.empty(0, dtype=object))
"""A region without municipalities."""

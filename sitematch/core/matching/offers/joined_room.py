"""The room for a plant on several sites that are joined into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from sitematch.core.arrays import GeometryArray, IntArray
from sitematch.core.matching.offers.neighbours import GAP_ROUNDING_M
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.footprint_column import EXACT_ENOUGH

if TYPE_CHECKING:
    from sitematch.core.sites.footprint import Fit

MOST_FITS: Final = 1_000
"""So often is the room on joined outlines looked for in one match; each takes about a hundredth of a second."""
_ARC_SEGMENTS: Final = 16


@dataclass(eq=False, slots=True)
class JoinedRoom:
    """The fits on joined outlines, each looked for once, at most ``MOST_FITS`` in all.

    ``outlines``: those of n sites, EPSG:3006. ``max_gap_m``: gaps up to this are bridged. ``least``: by measure the
    scale that is demanded; what lies certainly below is found to be 0. ``spent``: whether a fit was wanted after the
    last was used up.
    """

    outlines: GeometryArray
    max_gap_m: float
    least: Mapping[Measure, float] = field(default_factory=dict)
    spent: bool = False
    _known: dict[tuple[tuple[int, ...], Measure], Fit] = field(default_factory=dict)

    def fit(self, members: IntArray, measure: Measure) -> Fit | None:
        """How large a rectangle fits on these sites as one; None where no more can be looked for."""
        key = (tuple(members.tolist()), measure)
        if key not in self._known:
            if len(self._known) >= MOST_FITS:
                self.spent = True
                return None
            self._known[key] = self._found(members, measure)
        return self._known[key]

    def _found(self, members: IntArray, measure: Measure) -> Fit:
        from sitematch.core.sites.footprint import Rectangle, site_fits

        assert measure.length_m is not None and measure.width_m is not None
        whole = np.array([joined_outline(self.outlines[members], self.max_gap_m)], dtype=object)
        more_than = self.least.get(measure, 0.0) / (1 + EXACT_ENOUGH)
        (found,) = site_fits(whole, Rectangle(measure.length_m, measure.width_m), more_than)
        assert found is not None
        return found


def joined_outline(outlines: Sequence[shapely.Geometry] | GeometryArray, max_gap_m: float) -> shapely.Geometry:
    """The union of outlines, closed by half of a gap: buffered out and in, in metres of EPSG:3006.

    Arcs are drawn as polygons, which would shave the corners: the union itself is put back.
    """
    union = shapely.union_all(outlines)
    reach_m = (max_gap_m + GAP_ROUNDING_M) / 2
    out = shapely.buffer(union, reach_m, quad_segs=_ARC_SEGMENTS)
    return shapely.union(shapely.buffer(out, -reach_m, quad_segs=_ARC_SEGMENTS), union)


def fit_ends(fit: Fit) -> tuple[float, float]:
    """A fit as the value of a site: its scale where that is exact enough, else from it to the bound above it."""
    return fit.scale, fit.scale if fit.at_most <= fit.scale * (1 + EXACT_ENOUGH) else fit.at_most

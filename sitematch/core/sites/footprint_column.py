"""The fit of a plant's footprint as a column: a number where it is exact enough, an interval where it is not."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, GeometryArray
from sitematch.core.evidence import Method
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import NumberColumn
from sitematch.core.sites.outline import NO_OUTLINE
from sitematch.core.sites.sites import Sites

EXACT_ENOUGH: Final = 0.005
"""A fit whose bound lies at most so far above it, relatively, is a number: the scale that is attained."""


def footprint_bounds(outlines: GeometryArray, measure: Measure) -> tuple[FloatArray, FloatArray]:
    """The attained scale and the bound above it at each outline in EPSG:3006, shapes (n,); NaN without an outline."""
    # what is kept needs only the column: the geometry is not imported for it
    from sitematch.core.sites.footprint import Rectangle, site_fits

    assert measure.length_m is not None and measure.width_m is not None
    fits = site_fits(outlines, Rectangle(measure.length_m, measure.width_m))
    scale = np.array([np.nan if fit is None else fit.scale for fit in fits], dtype=np.float64)
    at_most = np.array([np.nan if fit is None else fit.at_most for fit in fits], dtype=np.float64)
    return scale, at_most


def footprint_column(sites: Sites, scale: FloatArray, at_most: FloatArray) -> NumberColumn:
    """The column of what ``footprint_bounds`` gives: measured on the outline, unknown where there is only a point."""
    known = np.isfinite(scale)
    high = np.where(at_most <= scale * (1 + EXACT_ENOUGH), scale, at_most)
    measured = [
        replace(source, method=Method.DEMO if demo else Method.MEASURED)
        for source, demo in zip(sites.sources, sites.demo, strict=True)
    ]
    return NumberColumn(
        low=np.where(known, scale, -np.inf),
        high=np.where(known, high, np.inf),
        reasons=tuple(None if is_known else NO_OUTLINE for is_known in known),
        via=(None,) * len(sites),
        sources=tuple(source if is_known else None for source, is_known in zip(measured, known, strict=True)),
    )

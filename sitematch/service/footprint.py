"""How large a plant fits on sites: computed once for the same outlines and sides, and looked up from then on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely

from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import NumberColumn
from sitematch.core.sites.footprint_column import footprint_bounds, footprint_column
from sitematch.core.sites.sites import Sites
from sitematch.store.kept import Entry, Kept, key_of

if TYPE_CHECKING:
    from sitematch.core.sites.footprint import Fit, Rectangle

COMPUTING: Final = "1"
"""Changed with the way of computing, so that what an older one gave is not taken for what this would give."""
_KIND: Final = "footprints"


def footprint_columns(sites: Sites, measures: Sequence[Measure], kept: Kept) -> dict[Measure, NumberColumn]:
    """The column of each measure of ``footprint_fit``, in the order of the sites."""
    if not measures:
        return {}
    order = np.array(sorted(range(len(sites)), key=lambda row: sites.ids[row]), dtype=np.int64)
    outlines = sites.outlines[order]
    shapes = shapely.to_wkb(outlines).tolist()
    columns = {}
    for measure in dict.fromkeys(measures):
        key = key_of(COMPUTING, repr((measure.length_m, measure.width_m)), *shapes)
        entry = kept.get(_KIND, key)
        if entry is None:
            scale, at_most = footprint_bounds(outlines, measure)
            entry = Entry({"scale": scale, "at_most": at_most})
            kept.put(_KIND, key, entry)
        back = np.argsort(order)
        columns[measure] = footprint_column(sites, entry.arrays["scale"][back], entry.arrays["at_most"][back])
    return columns


def footprints_document(sites: Sites, rectangle: Rectangle) -> dict[str, Any]:
    """The largest rectangle on each site, in the order of the sites, with its outline in EPSG:4326."""
    from sitematch.core.sites.footprint import site_fits

    fits = site_fits(sites.outlines, rectangle)
    return {"sites": [_row(site_id, fit) for site_id, fit in zip(sites.ids, fits, strict=True)]}


def _row(site_id: str, fit: Fit | None) -> Mapping[str, Any]:
    from sitematch.core.region.projection import geometries_to_degrees
    from sitematch.core.sites.outline import NO_OUTLINE

    shape = None
    if fit is not None and fit.outline is not None:
        in_degrees = geometries_to_degrees(np.array([fit.outline], dtype=object))[0]
        shape = shapely.geometry.mapping(in_degrees)
    return {
        "site_id": site_id,
        "fit": None if fit is None else fit.scale,
        "fit_at_most": None if fit is None else fit.at_most,
        "angle_deg": None if fit is None else fit.angle_deg,
        "rectangle": shape,
        "reason": NO_OUTLINE if fit is None else None,
    }

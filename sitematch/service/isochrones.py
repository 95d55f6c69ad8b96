"""The areas from which points are reached in time, and who is counted for each."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.reach.isochrones import MOST_TIMES, Isochrone, isochrone_sources, isochrones, to_feature
from sitematch.core.reach.people_within import PeopleWithin, people_within
from sitematch.core.reach.places import outline_at
from sitematch.core.region.model import Region
from sitematch.errors import WrongUse
from sitematch.service.prepared_roads import prepared_of
from sitematch.store.kept import Kept

WITHIN_MIN: Final = (15.0, 30.0, 45.0, 60.0)
"""The minutes of the areas unless others are asked for."""
MOST_MIN: Final = 1_440.0
GEOJSON_TYPE: Final = "application/geo+json"


def parse_within(text: str, name: str) -> tuple[float, ...]:
    """Minutes that were written as ``15,30,45,60``, each once, the shortest first.

    Args:
        text: as it was given.
        name: the option or query that it was given as.

    Raises:
        WrongUse: no numbers, none above 0, or more or larger ones than are answered at a time.
    """
    minutes = {_minutes(part.strip(), text, name) for part in text.split(",")}
    if len(minutes) > MOST_TIMES:
        raise WrongUse(f"{name} {text!r}: {len(minutes)} times are too many; ask for {MOST_TIMES} at most at once")
    return tuple(sorted(minutes))


def isochrone_document(
    region: Region, lon: float, lat: float, within_min: tuple[float, ...], kept: Kept
) -> dict[str, Any]:
    """The areas from which a point in degrees is reached, as a GeoJSON FeatureCollection, the shortest time first.

    Raises:
        WrongUse: coordinates that are no degrees.
    """
    found = isochrones_of(region, outline_at(lon, lat)[0], within_min, kept)
    sources = [asdict(source) for source in isochrone_sources(region)]
    return {"type": "FeatureCollection", "features": [to_feature(one) for one in found], "sources": sources}


def isochrones_of(
    region: Region, outline: shapely.Geometry, within_min: tuple[float, ...], kept: Kept
) -> tuple[Isochrone, ...]:
    """The isochrones of one outline (EPSG:3006), the shortest time first."""
    outlines = np.array([outline], dtype=object)
    return isochrones(region, outlines, within_min, prepared_of(region, kept, searches=1))[0]


def people_of_point(
    region: Region, lon: float, lat: float, within_min: tuple[float, ...], kept: Kept
) -> tuple[PeopleWithin, ...]:
    """Who reaches a point in degrees within some minutes, the shortest first.

    Raises:
        WrongUse: coordinates that are no degrees.
    """
    return people_within(region, outline_at(lon, lat), within_min, prepared_of(region, kept, searches=1))[0]


def _minutes(part: str, text: str, name: str) -> float:
    try:
        minutes = float(part)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes <= MOST_MIN:
        wrong = f"{part!r} is no number of minutes above 0 and up to {MOST_MIN:g}" if part else "a number is missing"
        raise WrongUse(f"{name} {text!r}: {wrong}; write minutes with commas between: 15,30,45,60")
    return minutes

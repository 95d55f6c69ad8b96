"""What the modules of the map pass to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sitematch.views.cards import Card
from sitematch.views.map_areas import Areas

MOST_RANKED: Final = 1_000
MOST_NEAR_MISSES: Final = 1_000
MOST_SITES: Final = 1_000
"""Of both together, but that near misses are never fewer than ``LEAST_NEAR_MISSES`` for that."""
LEAST_NEAR_MISSES: Final = 50
MANY_SITES: Final = 300
"""With more, outlines are thinner, and only of the first so many all reasons and all unknowns are told."""


@dataclass(frozen=True, slots=True)
class MapOptions:
    """How a map is made.

    ``nonce``: for a map that is served: scripts and styles carry it, and the policy is the server's to send.
    Without it the file brings its own policy, by the hashes of its scripts and styles.
    ``tiles_url``: map tiles behind all else (``…/{z}/{x}/{y}.png``), with ``tiles_attribution``; none by default.
    ``place_url``: a link for each site to another map, with ``{lat}`` and ``{lon}``; none by default.
    ``framed``: for a map that stands inside a page which has heading, list and sources of its own: the map alone.
    ``full``: for a page that has the whole list written out, with the map within it.
    ``areas``: by site id, from where it is reached in time, as ``prepare_areas`` made it; of the first sites.
    ``most_ranked``, ``most_near_misses``: more sites than these are counted, not drawn; nor are near misses beyond
    ``MOST_SITES`` in all.
    """

    nonce: str | None = None
    tiles_url: str | None = None
    tiles_attribution: str = ""
    place_url: str | None = None
    framed: bool = False
    full: bool = False
    areas: Mapping[str, Areas] = field(default_factory=dict)
    most_ranked: int = MOST_RANKED
    most_near_misses: int = MOST_NEAR_MISSES


@dataclass(frozen=True, slots=True)
class DrawnSite:
    """A site as it goes on the map: its card, its thinned outline and where its mark stands, in degrees."""

    card: Card
    rank: int | None
    geometry: dict[str, Any]
    at: tuple[float, float]

"""What a match is told from outside, besides requirement, sites and their values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitematch.core.evidence import Lang


@dataclass(frozen=True, slots=True)
class MatchContext:
    """Where and by whom a match is made. ``id`` and ``created_at`` touch nothing else of the result.

    ``municipalities`` has names by code, ``region_hash`` is the hash of the region's content and ``region_hashes``
    those of its parts (roads, people …), ``engine`` the version of the product, ``warnings`` what was noticed before,
    in the language ``lang``.
    """

    region: str
    municipalities: Mapping[str, str]
    region_hash: str
    engine: str
    lang: Lang
    id: str
    created_at: str
    warnings: tuple[str, ...] = ()
    region_hashes: Mapping[str, str] = field(default_factory=dict)

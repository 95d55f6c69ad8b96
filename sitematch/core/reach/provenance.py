"""Where a reach comes from: the roads together with what is reached on them."""

from __future__ import annotations

from sitematch.core.evidence import Method, Source
from sitematch.core.region.model import Region

ROADS, PEOPLE, FACILITIES = "roads", "people", "facilities"


def derived_from(region: Region, *parts: str) -> Source:
    """One source for what follows from several: all their names, the oldest of their dates."""
    sources = [region.sources[part] for part in parts if part in region.sources]
    names = dict.fromkeys(source.name for source in sources) or {region.name: None}
    dates = [source.date for source in sources if source.date is not None]
    return Source("; ".join(names), min(dates, default=None), Method.DERIVED)

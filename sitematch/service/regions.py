"""The regions: which there are, reading one, and checking a pack."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sitematch.core.evidence import Lang
from sitematch.core.metrics import nearest
from sitematch.core.region.model import Region
from sitematch.errors import NotFound
from sitematch.packs import KnownPack, PackCache, known_packs, read_pack

if TYPE_CHECKING:
    from sitematch.service.region_report import RegionReport


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A known region, as it stands in a list. ``fault``: why its pack is refused, if it is."""

    id: str
    name: str
    folder: Path
    fault: str | None

    def to_document(self) -> dict[str, Any]:
        """The row as plain values."""
        return {"id": self.id, "name": self.name, "folder": str(self.folder), "fault": self.fault}


def list_regions(home: Path) -> tuple[RegionRow, ...]:
    """The embedded region and those in ``home/regions``, by id; a pack that is refused stands there with its fault."""
    return tuple(RegionRow(pack.id, pack.name, pack.folder, pack.fault) for pack in known_packs(home))


def find_pack(id_or_folder: str, home: Path) -> Path:
    """The folder of a region pack: that of a known id, else the folder of that name.

    Raises:
        NotFound: neither; says which ids there are.
    """
    known = {pack.id: pack for pack in known_packs(home)}
    if id_or_folder in known:
        return known[id_or_folder].folder
    if _is_folder(id_or_folder):
        return Path(id_or_folder)
    raise NotFound(_not_found(id_or_folder, known))


def load_region(id_or_folder: str, home: Path, cache: PackCache | None = None) -> Region:
    """A region by its id or its folder.

    Args:
        id_or_folder: an id of ``list_regions``, or the path of a pack.
        home: the user's folder, whose ``regions`` are known by id.
        cache: where the data of libraries is kept between runs.

    Raises:
        NotFound: no such id and no such folder.
        RegionRefused: the pack has faults.
    """
    return read_pack(find_pack(id_or_folder, home), cache)


def check_region(folder: Path, cache: PackCache | None = None, lang: Lang = "en") -> RegionReport:
    """What a pack holds and what is doubtful about it, in the language ``lang``; reads its outlines too.

    Raises:
        RegionRefused: the pack has faults.
    """
    from sitematch.service.region_report import report_on

    return report_on(read_pack(folder, cache), folder, lang)


def _is_folder(name: str) -> bool:
    try:
        return bool(name) and Path(name).is_dir()
    except (OSError, ValueError):  # no name that a folder could have
        return False


def _not_found(asked: str, known: dict[str, KnownPack]) -> str:
    near = nearest(asked, known)
    hint = f"did you mean {near!r}? " if near else ""
    return f"{asked!r}: no region of that id and no folder of that name; {hint}there are: {', '.join(known)}"

"""Where region packs lie: the one that comes along, and those in the user's home folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sitematch
from sitematch.errors import NotFound, RegionRefused
from sitematch.packs.faults import Faults
from sitematch.packs.manifest import MANIFEST, read_manifest

EMBEDDED: Final = "ostergotland"
HOME_FOLDER: Final = "regions"


@dataclass(frozen=True, slots=True)
class KnownPack:
    """A pack that can be named by its id. ``fault`` says why its ``region.toml`` is refused, if it is."""

    id: str
    name: str
    folder: Path
    fault: str | None = None


def embedded_folder() -> Path:
    """The pack of Östergötland that comes with the program: beside the package in a checkout, inside it in a wheel.

    Raises:
        NotFound: it is in neither place; the installation is not whole.
    """
    package = Path(sitematch.__file__).parent
    for data in (package / "_data", package.parent / "data"):
        if (data / EMBEDDED / MANIFEST).is_file():
            return data / EMBEDDED
    raise NotFound(f"{EMBEDDED}: the embedded region pack is missing beside {package}; install sitematch anew")


def known_packs(home: Path) -> tuple[KnownPack, ...]:
    """The packs that can be named by id, in the order of ids; one in ``home/regions`` wins over the embedded one.

    A pack whose ``region.toml`` is refused is listed by the name of its folder, with its fault.
    """
    regions = home / HOME_FOLDER
    own = sorted(path for path in regions.iterdir() if (path / MANIFEST).is_file()) if regions.is_dir() else []
    embedded = _known(embedded_folder())
    found: dict[str, KnownPack] = {}
    for pack in map(_known, own):
        other = found.get(pack.id)
        listed = _clashing(pack, other) if other else pack
        found[listed.id] = listed
    found.setdefault(embedded.id, embedded)
    return tuple(found[known] for known in sorted(found))


def _clashing(pack: KnownPack, other: KnownPack) -> KnownPack:
    fault = f"{pack.folder}: its id {pack.id!r} is that of {other.folder}, too; give it one of its own"
    return KnownPack(pack.folder.name, pack.name, pack.folder, fault)


def _known(folder: Path) -> KnownPack:
    faults = Faults()
    manifest = read_manifest(folder, faults)
    try:
        faults.refuse_any(folder)
    except RegionRefused as refused:
        return KnownPack(folder.name, folder.name, folder, fault=str(refused))
    return KnownPack(manifest.id, manifest.name, folder)

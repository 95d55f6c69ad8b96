"""Reading region packs: a folder of ``region.toml`` and CSV files as one ``Region`` of values."""

from sitematch.packs.cache import PackCache
from sitematch.packs.found import KnownPack, embedded_folder, known_packs
from sitematch.packs.read import read_pack

__all__ = ["KnownPack", "PackCache", "embedded_folder", "known_packs", "read_pack"]

"""What is kept between runs: opening the libraries takes longer than reading all the rest of a pack."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final, Protocol

from numpy.typing import NDArray

_LAYOUT: Final = "1"
"""Changed with the layout of what is kept, so that an older version's entries are never misread."""


class PackCache(Protocol):
    """Bytes kept by kind and key; what cannot be trusted counts as not kept."""

    def get_bytes(self, kind: str, key: str) -> bytes | None:
        """What is kept, None if nothing is."""

    def put_bytes(self, kind: str, key: str, data: bytes) -> None:
        """Keep bytes."""

    def get_mapped(self, kind: str, key: str) -> tuple[Mapping[str, NDArray[Any]], Mapping[str, Any]] | None:
        """Large arrays, read-only, and JSON values; None if none are kept."""

    def put_mapped(self, kind: str, key: str, arrays: Mapping[str, NDArray[Any]], meta: Mapping[str, Any]) -> None:
        """Keep large arrays and JSON values."""


def of_library(cache: PackCache | None, library: str, area: str, make: Callable[[], Any]) -> Any:
    """A library's data of an area as JSON values: as kept for its installed version, else made, and kept."""
    if cache is None:
        return make()
    from importlib.metadata import version

    key = sha256(f"{_LAYOUT} {library} {version(library)} {area}".encode()).hexdigest()
    kept = cache.get_bytes(library, key)
    if kept is not None:
        return json.loads(kept)
    made = make()
    cache.put_bytes(library, key, json.dumps(made).encode())
    return made

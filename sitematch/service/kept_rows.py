"""What was computed for outlines before, kept outline by outline: of a layer in which one is new, one is computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sitematch.core.arrays import GeometryArray, IntArray
from sitematch.store.kept import Entry, Kept

MOST_ROWS: Final = 20_000
"""So many outlines are remembered beside those that were asked for last."""
_KEYS: Final = "keys"
_KEY_BYTES: Final = 16

Keys = NDArray[np.bytes_]
"""Digests of outlines, shape (n,)."""


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Arrays with a row for each of n outlines, and what is the same for all; arrays of objects hold JSON values."""

    arrays: Mapping[str, NDArray[Any]]
    meta: Mapping[str, Any] = field(default_factory=dict)

    def take(self, rows: IntArray) -> Rows:
        """These rows."""
        return Rows({name: array[rows] for name, array in self.arrays.items()}, self.meta)

    def then(self, other: Rows) -> Rows:
        """These rows, and the others behind them."""
        return Rows({name: np.concatenate([a, other.arrays[name]]) for name, a in self.arrays.items()}, self.meta)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where rows are kept, under a key made of all that they depend on besides the outline.

    ``mapped``: in a file of which only the rows that are looked up are read; for many wide ones without objects.
    """

    kept: Kept
    kind: str
    key: str
    mapped: bool


def keys_of(outlines: GeometryArray) -> Keys:
    """A digest of each outline's coordinates, in their order; None has one, too."""
    shapes = (shape or b"" for shape in shapely.to_wkb(outlines).tolist())
    return np.array([blake2b(s, digest_size=_KEY_BYTES).digest() for s in shapes], dtype=f"S{_KEY_BYTES}")


@dataclass(frozen=True, eq=False, slots=True)
class LookUp:
    """What is kept of n outlines that were asked for; ``missing``: the places among the n of those to be computed."""

    shelf: Shelf
    missing: IntArray
    _asked: Keys
    _place: IntArray
    _known: Keys
    _rows: Rows | None

    @property
    def complete(self) -> bool:
        """Whether nothing has to be computed."""
        return self._rows is not None and not len(self.missing)

    def rows(self, computed: Rows | None = None) -> Rows:
        """The rows of all n, in their order; what was computed, the rows of ``missing``, is kept then."""
        known, rows = self._known, self._rows
        if computed is not None:
            fresh = self._asked[_places(self._asked, self._known) < 0]
            known, rows = _merged((known, rows), (fresh, computed), self._asked)
            _write(self.shelf, known, rows)
        assert rows is not None, "nothing is kept, and nothing was computed"
        return rows.take(_places(self._asked, known)[self._place])


def look_up(shelf: Shelf, keys: Keys) -> LookUp:
    """What is kept of n outlines, given by their keys."""
    asked, first, place = np.unique(keys, return_index=True, return_inverse=True)
    known, rows = _read(shelf) or (asked[:0], None)
    missing = first[_places(asked, known) < 0]
    return LookUp(shelf, missing, asked, place, known, rows)


def _places(asked: Keys, known: Keys) -> IntArray:
    """Where keys stand among sorted ones, -1 for those that do not."""
    if not len(known):
        return np.full(len(asked), -1)
    at = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where(known[at] == asked, at, -1)


def _merged(before: tuple[Keys, Rows | None], fresh: tuple[Keys, Rows], asked: Keys) -> tuple[Keys, Rows]:
    """Old rows and new ones in the order of their keys; of too many, those that were not asked for go."""
    (known, old), (keys, rows) = before, fresh
    if old is not None:
        known, rows = np.append(known, keys), old.then(rows)
    else:
        known = keys
    order = np.argsort(known, kind="stable")
    if len(known) > MOST_ROWS + len(asked):
        order = order[np.isin(known[order], asked)]
    return known[order], rows.take(order)


def _read(shelf: Shelf) -> tuple[Keys, Rows] | None:
    if shelf.mapped:
        mapped = shelf.kept.get_mapped(shelf.kind, shelf.key)
        entry = None if mapped is None else Entry(*mapped)
    else:
        entry = shelf.kept.get(shelf.kind, shelf.key)
    if entry is None:
        return None
    arrays: dict[str, NDArray[Any]] = {name: array for name, array in entry.arrays.items() if name != _KEYS}
    for name, values in entry.meta["objects"].items():
        arrays[name] = _objects(values)
    keys = np.ascontiguousarray(entry.arrays[_KEYS]).view(f"S{_KEY_BYTES}").ravel()
    return keys, Rows(arrays, entry.meta["meta"])


def _write(shelf: Shelf, keys: Keys, rows: Rows) -> None:
    objects = {name: array.tolist() for name, array in rows.arrays.items() if array.dtype == object}
    plain = {name: array for name, array in rows.arrays.items() if name not in objects}
    arrays = {_KEYS: np.frombuffer(keys.tobytes(), dtype=np.uint8).reshape(-1, _KEY_BYTES), **plain}
    meta = {"objects": objects, "meta": rows.meta}
    if shelf.mapped:
        shelf.kept.put_mapped(shelf.kind, shelf.key, arrays, meta)
    else:
        shelf.kept.put(shelf.kind, shelf.key, Entry(arrays, meta))


def _objects(values: list[Any]) -> NDArray[Any]:
    """An array of objects, of which lists are some."""
    made: NDArray[Any] = np.empty(len(values), dtype=object)
    made[:] = values
    return made

"""The hash of a road network's values: the same for the same nodes and links, in whatever order they came."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b, sha256
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sitematch.core.arrays import FloatArray, IntArray
from sitematch.core.region.model import Roads

_SHAPE_BYTES: Final = 16


def roads_hash(roads: Roads | None) -> str:
    """SHA-256 over the nodes and links of a network, but for its ``speed_factor``, as 64 hexadecimal digits.

    Nodes go in the order of their ids, links in that of their values: a million of them are sorted as columns.
    """
    digest = sha256(b"roads\n")
    if roads is None:
        return digest.hexdigest()
    ids = list(roads.node_ids)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__), dtype=np.int64)
    _add_texts(digest, (ids[node] for node in order.tolist()))
    for values in (roads.node_lon, roads.node_lat):
        digest.update(_plain(values[order]).tobytes())
    names = {name: place for place, name in enumerate(sorted(set(roads.road)))}
    _add_texts(digest, names)
    columns = _links(
        roads, np.argsort(order, kind="stable"), np.array([names[name] for name in roads.road], dtype="<i8")
    )
    rows = np.lexsort(columns)
    for column in columns:
        digest.update(column[rows].tobytes())
    return digest.hexdigest()


def _add_texts(digest: Any, texts: Iterable[str]) -> None:
    """Texts, and their lengths, so that no two lists of them give the same bytes."""
    encoded = [text.encode() for text in texts]
    digest.update(np.array([len(encoded), *map(len, encoded)], dtype="<i8").tobytes())
    digest.update(b"".join(encoded))


def _links(roads: Roads, rank: IntArray, road: IntArray) -> list[NDArray[Any]]:
    """The links as columns; ``rank``: of the nodes by their ids, ``road``: of the names."""
    numbers = [rank[roads.from_node].astype("<i8"), rank[roads.to_node].astype("<i8"), road]
    figures = [_plain(roads.km), _plain(roads.speed_kmh)]
    return [*numbers, *figures, roads.oneway.astype("|u1"), roads.motorway.astype("|u1"), *_shapes(roads)]


def _plain(values: FloatArray) -> NDArray[Any]:
    """As they are kept anywhere, -0.0 as 0.0."""
    return np.ascontiguousarray(values + 0.0, dtype="<f8")


def _shapes(roads: Roads) -> list[NDArray[Any]]:
    """A digest of each link's shape as two columns, 0 where it is straight."""
    rows, shapes = roads.bends
    digests = (blake2b(shape, digest_size=_SHAPE_BYTES).digest() for shape in shapely.to_wkb(shapes).tolist())
    found = np.zeros((len(roads.km), 2), dtype="<u8")
    found[rows] = np.frombuffer(b"".join(digests), dtype="<u8").reshape(-1, 2)
    return [np.ascontiguousarray(found[:, 0]), np.ascontiguousarray(found[:, 1])]

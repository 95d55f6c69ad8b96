"""Sites as bytes and back, exactly: a line that names the format, a line of JSON, then plain arrays.

Nothing in the bytes is ever executed. Numbers stand as little-endian floats of 64 bits, outlines as WKB.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from sitematch.core.evidence import FileSource, Method, Source
from sitematch.core.metrics.metric import Kind
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn, Via
from sitematch.core.sites.sites import Cell, Sites, Visibility
from sitematch.errors import Unreadable

_MAGIC: Final = b"sitematch sites 2\n"
_NUMBER: Final = "number"


def sites_to_bytes(sites: Sites) -> bytes:
    """The sites as bytes; the same sites give the same bytes."""
    writer = _Writer()
    wkb = [shapely.to_wkb(outline) for outline in sites.outlines]
    head: dict[str, Any] = {
        "ids": sites.ids,
        "names": sites.names,
        "municipality_codes": sites.municipality_codes,
        "visibilities": [str(visibility) for visibility in sites.visibilities],
        "demo": sites.demo,
        "properties": sites.properties,
        "contacts": sites.contacts,
        "row_sources": writer.sources(sites.sources),
        "outlines": [len(outline) for outline in wkb],
        "columns": [[name, *_described(column, writer)] for name, column in sites.columns.items()],
        "others": [[heading, [_plain(cell) for cell in cells]] for heading, cells in sites.others.items()],
    }
    head["known_sources"] = [
        [source.name, source.date, str(source.method), isinstance(source, FileSource)] for source in writer.known
    ]
    text = json.dumps(head, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return b"".join([_MAGIC, text, b"\n", *wkb, *writer.blocks])


def sites_from_bytes(data: bytes) -> Sites:
    """The sites that ``sites_to_bytes`` was given.

    Raises:
        Unreadable: the bytes are not of this format, or not whole.
    """
    if not data.startswith(_MAGIC):
        raise Unreadable("these are no kept sites of this version; read the site files again")
    end = data.find(b"\n", len(_MAGIC))
    try:
        return _sites(json.loads(data[len(_MAGIC) : end]), memoryview(data)[end + 1 :])
    except (ValueError, KeyError, IndexError, TypeError, shapely.errors.ShapelyError) as error:
        raise Unreadable(f"the kept sites are damaged ({type(error).__name__}); read the site files again") from error


def _sites(head: Mapping[str, Any], body: memoryview) -> Sites:
    known = [
        (FileSource if of_file else Source)(name, date, Method(method))
        for name, date, method, of_file in head["known_sources"]
    ]
    reader = _Reader(body, known, len(head["ids"]))
    wkb = [bytes(reader.take(length)) for length in head["outlines"]]
    outlines = np.empty(len(wkb), dtype=object)
    outlines[:] = shapely.from_wkb(wkb)
    return Sites(
        ids=tuple(head["ids"]),
        names=tuple(head["names"]),
        municipality_codes=tuple(head["municipality_codes"]),
        visibilities=tuple(Visibility(visibility) for visibility in head["visibilities"]),
        demo=tuple(head["demo"]),
        properties=tuple(head["properties"]),
        contacts=tuple(head["contacts"]),
        sources=tuple(known[place] for place in head["row_sources"]),
        outlines=outlines,
        columns={name: _column(described, reader) for name, *described in head["columns"]},
        others={heading: tuple(_cell(cell) for cell in cells) for heading, cells in head["others"]},
    )


def _described(column: Column, writer: _Writer) -> list[Any]:
    """Kind, reasons and sources of a column; then via of numbers, values of categories. Its numbers go behind."""
    kind = _NUMBER if isinstance(column, NumberColumn) else str(column.kind)
    described = [kind, list(column.reasons), writer.sources(column.sources)]
    if isinstance(column, NumberColumn):
        writer.add(column.low, "<f8")
        writer.add(column.high, "<f8")
        return [*described, [via and [via.id, via.name] for via in column.via]]
    writer.add(column.codes, "<i8")
    return [*described, column.values]


def _column(described: Sequence[Any], reader: _Reader) -> Column:
    kind, reasons, sources, last = described
    if kind == _NUMBER:
        low, high = reader.array("<f8"), reader.array("<f8")
        via = tuple(Via(*pair) if pair else None for pair in last)
        return NumberColumn(low, high, tuple(reasons), via, reader.sources(sources))
    values = tuple(tuple(members) for members in last)
    return CategoryColumn(Kind(kind), reader.array("<i8"), values, tuple(reasons), reader.sources(sources))


class _Writer:
    """Arrays one behind the other, and each source once."""

    def __init__(self) -> None:
        self.blocks: list[bytes] = []
        self.known: dict[Source, int] = {}

    def add(self, array: NDArray[Any], dtype: str) -> None:
        """Puts an array behind the others."""
        self.blocks.append(np.ascontiguousarray(array, dtype=dtype).tobytes())

    def sources(self, sources: Iterable[Source | None]) -> list[int | None]:
        """The places of sources among all of them."""
        return [None if source is None else self.known.setdefault(source, len(self.known)) for source in sources]


class _Reader:
    """Takes from the bytes what the writer put there, in the same order; n numbers an array."""

    def __init__(self, body: memoryview, known: Sequence[Source], n: int) -> None:
        self._body, self._known, self._n, self._at = body, known, n, 0

    def take(self, length: int) -> memoryview:
        """The next bytes."""
        self._at += length
        if self._at > len(self._body):
            raise ValueError("ends too early")
        return self._body[self._at - length : self._at]

    def array(self, dtype: str) -> NDArray[Any]:
        """The next array, shape (n,), a copy that can be written to."""
        kind = np.dtype(dtype)
        return np.frombuffer(self.take(self._n * kind.itemsize), dtype=kind).astype(kind.newbyteorder("="))

    def sources(self, places: Iterable[int | None]) -> tuple[Source | None, ...]:
        """The sources at these places."""
        return tuple(None if place is None else self._known[place] for place in places)


def _plain(cell: Cell) -> Any:
    return list(cell) if isinstance(cell, tuple) else cell


def _cell(plain: Any) -> Cell:
    return tuple(plain) if isinstance(plain, list) else plain

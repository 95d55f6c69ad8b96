"""Faults marked in GeoPackages and zipped Shapefiles: one column more in the layer that was read."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Final

from sitematch.core.evidence import Text
from sitematch.intake.child import Question, ask_child
from sitematch.intake.findings import refused
from sitematch.intake.layers_file import shapefiles_in
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.our_marks import free_heading, is_ours
from sitematch.intake.tables import RawTable
from sitematch.intake.wordings import UNREADABLE

CHILD: Final = Path(__file__).with_name("gpkg_marks_child.py")
DAMAGED: Final = Text("den är skadad", "it is damaged")
NO_ROOM: Final = Text("skiktet har inte plats för en kolumn till", "the layer has no room for another column")
WIDTH: Final = 254
"""A text of a Shapefile has no more bytes."""
MOST_FIELDS: Final = 255
MOST_RECORD_BYTES: Final = 65_535
_FIELD: Final = struct.Struct("<11sc4xBB14x")
_HEADER_BYTES: Final = 32
_UTF_8: Final = b"UTF-8"


def mark_geopackage(
    file: SiteFile, table: RawTable, heading: str, texts: Mapping[int, str], options: IntakeOptions
) -> bytes:
    """A column of text more in the layer that was read; ``texts`` by the key of a feature.

    Raises:
        SiteFileRefused: the database cannot be written to.
    """
    job = {"layer": table.part, "column": free_heading(heading, table.headings, "_{}"), "marks": dict(texts)}
    answer = ask_child(Question(CHILD, {".gpkg": file.content}, job, len(file.content), {}))
    content = answer.shapes[0] if len(answer.shapes) == 1 else None
    if "fault" in answer.values or content is None:
        raise refused(UNREADABLE, options.lang, file.name, why=DAMAGED)
    return content


def mark_zipped_shapefile(
    file: SiteFile, table: RawTable, heading: str, texts: Mapping[int, str], options: IntakeOptions
) -> bytes:
    """A column of text more in the Shapefile that was read, all else in the archive as it was.

    Texts are in the encoding of the others, in UTF-8 where all of these are plain, and are cut at 254 bytes.

    Args:
        texts: by the number of a record, from 1.

    Raises:
        SiteFileRefused: the table has no room for another column.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive, zipfile.ZipFile(buffer, "w") as written:
        parts = shapefiles_in(archive.namelist())[table.part or ""]
        dbf = archive.read(parts[".dbf"])
        declared = archive.read(parts[".cpg"]) if ".cpg" in parts else b""
        encoding = _encoding(dbf, declared)
        name = free_heading(heading, table.headings, "_{}")
        marked = _with_column(_without_ours(dbf, encoding), name, texts, encoding)
        if marked is None:
            raise refused(UNREADABLE, options.lang, file.name, why=NO_ROOM)
        for member in archive.infolist():
            content = archive.read(member)
            if member.filename == parts[".dbf"]:
                content = marked
            elif member.filename == parts.get(".cpg") and encoding == "utf-8":
                content = _UTF_8
            written.writestr(member, content, zipfile.ZIP_DEFLATED)
        if ".cpg" not in parts and encoding == "utf-8":
            written.writestr(str(PurePosixPath(parts[".dbf"]).with_suffix(".cpg")), _UTF_8)
    return buffer.getvalue()


def _encoding(dbf: bytes, declared: bytes) -> str:
    from sitematch.intake.gdal_child import encoding_of

    found = encoding_of(dbf, declared[:64].decode("ascii", "replace"))
    return "utf-8" if found == "ascii" else found


def _fields(dbf: bytes) -> list[tuple[str, int, int]]:
    """Name, place of its description and width of each column (dBase table file format)."""
    found = []
    at = _HEADER_BYTES
    while at + _HEADER_BYTES <= len(dbf) and dbf[at] != 0x0D:
        name = dbf[at : at + 11].split(b"\0")[0].decode("ascii", "replace")
        found.append((name, at, dbf[at + 16]))
        at += _HEADER_BYTES
    return found


def _rows(dbf: bytes) -> list[bytes]:
    count, first, size = struct.unpack_from("<IHH", dbf, 4)
    return [dbf[first + row * size : first + (row + 1) * size].ljust(size) for row in range(count)]


def _without_ours(dbf: bytes, encoding: str) -> bytes:
    """The table without the last column, where that is one of ours."""
    fields = _fields(dbf)
    if not fields:
        return dbf
    name, _, width = fields[-1]
    rows = _rows(dbf)
    if not is_ours(name, (row[-width:].decode(encoding, "replace").strip() for row in rows)):
        return dbf
    return _table(dbf, [dbf[at : at + _HEADER_BYTES] for _, at, _ in fields[:-1]], [row[:-width] for row in rows])


def _with_column(dbf: bytes, name: str, texts: Mapping[int, str], encoding: str) -> bytes | None:
    """The table with a column more; None where it has no room for one."""
    described = [dbf[at : at + _HEADER_BYTES] for _, at, _ in _fields(dbf)]
    rows = _rows(dbf)
    size = struct.unpack_from("<H", dbf, 10)[0] + WIDTH
    if len(described) >= MOST_FIELDS or size > MOST_RECORD_BYTES:
        return None
    cells = [_cut(texts.get(record, ""), encoding).ljust(WIDTH) for record in range(1, len(rows) + 1)]
    field = _FIELD.pack(name.encode("ascii")[:10], b"C", WIDTH, 0)
    return _table(dbf, [*described, field], [row + cell for row, cell in zip(rows, cells, strict=True)])


def _table(dbf: bytes, fields: list[bytes], rows: list[bytes]) -> bytes:
    size = len(rows[0]) if rows else 1
    first = _HEADER_BYTES * (len(fields) + 1) + 1
    head = dbf[:4] + struct.pack("<IHH", len(rows), first, size) + dbf[12:_HEADER_BYTES]
    return b"".join([head, *fields, b"\x0d", *rows, b"\x1a"])


def _cut(text: str, encoding: str) -> bytes:
    """As much of a text as a cell holds, never half a sign of it."""
    whole = text.encode(encoding, "replace")
    if len(whole) <= WIDTH:
        return whole
    end = "...".encode(encoding)
    return whole[: WIDTH - len(end)].decode(encoding, "ignore").encode(encoding) + end

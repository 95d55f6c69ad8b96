"""Reads one GeoPackage or Shapefile with GDAL, in a process of its own that can do nothing else.

Run as a script; imports nothing of the package but ``shut_in``, by its path. The job comes as JSON on stdin; the answer
goes to stdout: a line of JSON, then the geometries as WKB one after another. Whatever goes wrong ends in a line
``{"fault": …}`` or in nothing.
"""

from __future__ import annotations

import codecs
import json
import os
import runpy
import sqlite3
import struct
import sys
from contextlib import closing
from pathlib import Path
from typing import Any, Final

UNNEEDED: Final = ("geopandas", "pandas", "pyarrow", "pyproj", "shapely")
"""Not needed to read, and slow to load."""
PLAIN_TRIGGERS: Final = ("rtree_", "trigger_insert_feature_count_", "trigger_delete_feature_count_", "gpkg")
"""What triggers of a GeoPackage as the standard and GDAL make them begin with; none is ever run here."""
NOT_SITES: Final = ("layer_styles", "qgis_projects")
KEY_NAMES: Final = ("fid", "ogc_fid", "ogr_fid", "objectid", "rowid", "gid")
"""Primary keys of these names are counters; under another name the key is a column as any other."""
ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)
CURVES: Final = frozenset({8, 9, 10})
COLLECTIONS: Final = frozenset({7, 11, 12})
RAISED_BITS: Final = 0xC0000000
RAISED_THOUSANDS: Final = (1, 2, 3)
SHAPE_TYPE_AT: Final = 32
RAISED_SHAPES: Final = 10
"""Shapes with heights or measures have greater numbers (ESRI 1998, p. 4)."""
CHUNK: Final = 128
EMPTY_FLAG: Final = 0x10
AREAS: Final = frozenset(
    {"POLYGON", "MULTIPOLYGON", "CURVEPOLYGON", "MULTISURFACE", "SURFACE", "GEOMETRY", "GEOMETRYCOLLECTION"}
)
BYTES_AS_THEY_ARE: Final = "ISO-8859-1"
WINDOWS: Final = "cp1252"
ENCODINGS: Final = "encodings"


class Fault(Exception):
    """The file is not read; the argument says why."""


def main() -> None:
    """Shuts the process in, reads, answers."""
    job = json.load(sys.stdin)
    walls = runpy.run_path(job["shut_in"])
    walls["bound"](job, UNNEEDED)
    shapes: list[bytes | None] = []
    try:
        raw, data = gdal(job["driver"])
        answer = {"walls": walls["lock"]([str(Path.cwd()), *data])}
        found, shapes = read_gpkg(raw, job) if job["driver"] == "GPKG" else read_shapefile(raw, job)
        answer |= found
    except Fault as fault:
        answer, shapes = {"fault": str(fault)}, []
    except Exception:  # GDAL and SQLite raise whatever a damaged file leads to
        answer, shapes = {"fault": "damaged"}, []
    out = sys.stdout.buffer
    sizes = [-1 if shape is None else len(shape) for shape in shapes]
    out.write(json.dumps(answer | {"sizes": sizes}, separators=(",", ":")).encode())
    out.write(b"\n")
    for shape in shapes:
        out.write(shape or b"")
    out.flush()


def gdal(driver: str) -> tuple[Any, list[str]]:
    """GDAL's reader with one driver and no other, whatever the build has, and the folders of tables that it needs."""
    import pyogrio
    from pyogrio import raw

    others = set(pyogrio.list_drivers()) - {driver}
    if others:
        raise Fault("drivers:" + ",".join(sorted(others)))
    home = Path(pyogrio.__file__).parent
    return raw, [
        str(place) for place in (home / "proj_data", home / "gdal_data", Path(codecs.__file__).parent / ENCODINGS)
    ]


def read_gpkg(raw: Any, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes | None]]:
    """A layer of a GeoPackage, or what layers there are if there are several and none is named."""
    with closing(sqlite3.connect(f"file:{job['path']}?mode=ro&immutable=1", uri=True)) as database:
        database.execute("PRAGMA trusted_schema = OFF")
        refuse_code(database)
        layers = gpkg_layers(database)
        wanted = [layer for layer in layers if job["layer"] in (None, layer["name"])]
        if not wanted:
            raise Fault("empty")
        if len(wanted) > 1:
            return {"layers": wanted}, []
        layer = wanted[0]
        drawn, curved, raised = drawn_rows(database, layer)
    meta, fids, shapes, columns = raw.read(
        job["path"],
        layer=layer["name"],
        force_2d=True,
        return_fids=True,
        max_features=min(layer["rows"], job["rows"] + 1),
        IMMUTABLE="YES",
        LIST_ALL_TABLES="NO",
    )
    names, cells = [str(name) for name in meta["fields"]], [plain(c, meta, at) for at, c in enumerate(columns)]
    if layer["key"].lower() not in KEY_NAMES:
        names, cells = [layer["key"], *names], [[int(fid) for fid in fids], *cells]
    answer = {"names": names, "columns": cells, "count": len(fids), "crs": meta["crs"], "layer": layer["name"]}
    answer["fids"] = [int(fid) for fid in fids]
    answer["curved"] = [place for place, fid in enumerate(fids) if int(fid) in curved]
    answer["flattened"] = [place for place, fid in enumerate(fids) if int(fid) in raised]
    lost = [shape is None and int(fid) in drawn for shape, fid in zip(listed(shapes, len(fids)), fids, strict=True)]
    return answer, [b"" if gone else shape for gone, shape in zip(lost, listed(shapes, len(fids)), strict=True)]


def refuse_code(database: sqlite3.Connection) -> None:
    """Refuses a database that would have anything computed when it is read or written."""
    for kind, name, sql in database.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master"):
        words = sql.lower().split()
        if kind == "view" or (kind == "trigger" and not name.lower().startswith(PLAIN_TRIGGERS)):
            raise Fault("code")
        if kind == "table" and words[:2] == ["create", "virtual"] and "rtree" not in sql.lower().split("using")[-1]:
            raise Fault("code")
    if not database.execute("SELECT 1 FROM sqlite_master WHERE lower(name) = 'gpkg_contents'").fetchone():
        raise Fault("no_gpkg")


def gpkg_layers(database: sqlite3.Connection) -> list[dict[str, Any]]:
    """The layers and lists that have rows, each with its headings."""
    kinds = {}
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'gpkg_geometry_columns'").fetchone():
        found = database.execute("SELECT table_name, column_name, geometry_type_name FROM gpkg_geometry_columns")
        kinds = {table: (column, kind) for table, column, kind in found}
    layers = []
    for (name,) in database.execute(
        "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') ORDER BY rowid"
    ).fetchall():
        if name.lower() in NOT_SITES or name.lower().startswith("gpkg_"):
            continue
        info = database.execute(f"PRAGMA table_info({quoted(name)})").fetchall()
        rows = database.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0] if info else 0  # noqa: S608
        column, kind = kinds.get(name, (None, ""))
        key = next((field[1] for field in info if field[5]), "fid")
        if rows:
            headings = [field[1] for field in info if field[1] not in (column, key)]
            areas = str(kind).upper() in AREAS
            layers.append(
                {"name": name, "headings": headings, "rows": rows, "areas": areas, "column": column, "key": key}
            )
    return layers


def drawn_rows(database: sqlite3.Connection, layer: dict[str, Any]) -> tuple[set[int], set[int], set[int]]:
    """The keys of rows that have anything for a geometry, of those with arcs, and of those with heights or measures.

    Told by how each geometry begins.
    """
    if layer["column"] is None:
        return set(), set(), set()
    beginning = f"substr({quoted(layer['column'])}, 1, {CHUNK})"
    rows = database.execute(f"SELECT rowid, {beginning} FROM {quoted(layer['name'])}")  # noqa: S608 - quoted
    drawn, curved, raised = set(), set(), set()
    for key, blob in rows:
        if isinstance(blob, bytes) and not (len(blob) > 3 and blob[:2] == b"GP" and blob[3] & EMPTY_FLAG):
            drawn.add(key)
            if is_curved(blob):
                curved.add(key)
            if is_raised(blob):
                raised.add(key)
    return drawn, curved, raised


def is_curved(blob: bytes) -> bool:
    """Whether a geometry of a GeoPackage is, or begins with, a curve (OGC 12-128r17, 2.1.3)."""
    if len(blob) < 13 or blob[:2] != b"GP":
        return False
    start = wkb_start(blob)
    kind = wkb_kind(blob, start)
    while kind in COLLECTIONS:
        start += 9
        kind = wkb_kind(blob, start)
    return kind in CURVES


def is_raised(blob: bytes) -> bool:
    """Whether a geometry of a GeoPackage has heights or measures: by thousands (ISO 13249-3) or by high bits (EWKB)."""
    number = wkb_number(blob, wkb_start(blob)) if len(blob) >= 13 and blob[:2] == b"GP" else -1
    return number >= 0 and (number & RAISED_BITS != 0 or number % 0x20000000 // 1000 in RAISED_THOUSANDS)


def wkb_start(blob: bytes) -> int:
    """Where the WKB begins behind the header of a GeoPackage's geometry."""
    envelope = blob[3] >> 1 & 7
    return 8 + (ENVELOPE_BYTES[envelope] if envelope < len(ENVELOPE_BYTES) else 0)


def wkb_kind(blob: bytes, start: int) -> int:
    """The number of a WKB geometry's type without heights and measures; -1 where the blob has ended."""
    number = wkb_number(blob, start)
    return number if number < 0 else number % 0x20000000 % 1000


def wkb_number(blob: bytes, start: int) -> int:
    """The number of a WKB geometry's type as it is written; -1 where the blob has ended."""
    if len(blob) < start + 5:
        return -1
    return int(struct.unpack_from("<I" if blob[start] else ">I", blob, start + 1)[0])


def read_shapefile(raw: Any, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes | None]]:
    """A Shapefile, its texts in the encoding that it says, or that its bytes can only have."""
    meta, fids, shapes, columns = raw.read(
        job["path"], force_2d=True, return_fids=True, max_features=job["rows"] + 1, encoding=BYTES_AS_THEY_ARE
    )
    encoding = encoding_of(Path(job["path"]).with_suffix(".dbf").read_bytes(), job["encoding"])

    def text(cell: Any) -> Any:
        return cell.encode(BYTES_AS_THEY_ARE).decode(encoding, "replace") if isinstance(cell, str) else cell

    names = [text(str(name)) for name in meta["fields"]]
    cells = [[text(cell) for cell in plain(c, meta, at)] for at, c in enumerate(columns)]
    answer = {"names": names, "columns": cells, "count": len(fids), "crs": meta["crs"], "curved": []}
    answer["fids"] = [int(fid) + 1 for fid in fids]  # records are counted from 1 (ESRI 1998, p. 5)
    raised = shape_type(Path(job["path"])) > RAISED_SHAPES
    found = listed(shapes, len(fids))
    answer["flattened"] = [place for place, shape in enumerate(found) if raised and shape is not None]
    return answer, found


def shape_type(path: Path) -> int:
    """The number of the kind of shapes that a Shapefile says it has."""
    with path.open("rb") as file:
        return int(struct.unpack_from("<i", file.read(SHAPE_TYPE_AT + 4), SHAPE_TYPE_AT)[0])


def encoding_of(content: bytes, declared: str | None) -> str:
    """UTF-8 where the bytes are such that hardly anything else is; else what the file says, else as Windows wrote it.

    A text cut off within a sign leaves half of it, so that a few bytes may not fit.
    """
    if content.isascii():
        return "ascii"
    text = content[32:].decode("utf-8", "replace")
    lost = text.count("\ufffd")
    if sum(ord(sign) > 127 for sign in text) - lost > lost:
        return "utf-8"
    name = (declared or "").strip().lower().removeprefix("ansi ").removeprefix("ldid/")
    name = f"cp{name}" if name.isdigit() and not name.startswith("8859") else name.replace("88591", "8859-1")
    try:
        found = codecs.lookup(name).name
        content.decode(found, "replace")
        return found if b"Az09".decode(found) == "Az09" and found != "utf-8" else WINDOWS
    except (LookupError, ValueError, TypeError, OSError):  # names of no codec are looked for in folders that are shut
        return WINDOWS


def plain(column: Any, meta: dict[str, Any], at: int) -> list[Any]:
    """A column as JSON values: whole numbers stay whole beside empty cells, dates are ISO text."""
    whole, boolean = "int" in str(meta["dtypes"][at]), "Bool" in str(meta["ogr_subtypes"][at])
    return [cell_of(cell, whole, boolean) for cell in column]


def cell_of(cell: Any, whole: bool, boolean: bool) -> Any:
    """One cell as a JSON value; what has no such form is left out."""
    kind = type(cell).__name__
    if cell is None or kind in ("bytes", "ndarray"):
        return None
    if kind == "datetime64":
        text = str(cell)
        return None if text == "NaT" else text[:19].replace("T", " ").removesuffix(" 00:00:00")
    value = cell.item() if hasattr(cell, "item") else cell
    if isinstance(value, float):
        if value != value:
            return None
        if abs(value) == float("inf"):
            return str(value)
        value = int(value) if whole else value
    if boolean and isinstance(value, int):
        return bool(value)
    return value if isinstance(value, str | int | float) else str(value)


def listed(shapes: Any, count: int) -> list[bytes | None]:
    """The geometries, as many as there are rows."""
    return [None] * count if shapes is None else list(shapes)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


if __name__ == "__main__":
    os.umask(0o077)
    main()

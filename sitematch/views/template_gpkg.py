"""The form for sites as a GeoPackage: a layer of typed fields, with names in the language and lists of values."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any, Final

import numpy as np
import shapely

from sitematch.core.evidence import Lang, Text
from sitematch.core.region.projection import degrees_to_plane
from sitematch.units import EPSG_PLANE, M2_PER_HA
from sitematch.views.template_columns import EXAMPLE_HA, Cell, ExampleSite, FormColumn, Kind, example_row
from sitematch.views.template_xlsx import allowed_text

LAYER: Final = Text("omraden", "sites")
TITLE: Final = Text("Områden", "Sites")
NOT_FIELDS: Final = frozenset({"lon", "lat", "wkt", "crs", "area_ha"})
"""What the drawn outline says."""
_SCHEMA: Final = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"""
"""The tables of the GeoPackage standard's schema extension (OGC 12-128r18, annex F.9)."""
_ONCE: Final = (1).to_bytes(4, "big")
_EXTENSION: Final = ("gpkg_schema", "http://www.geopackage.org/spec121/#extension_schema", "read-write")


def render_template_gpkg(columns: Sequence[FormColumn], site: ExampleSite, lang: Lang) -> bytes:
    """The form as a GeoPackage in EPSG:3006 with the example drawn as a square."""
    from pyogrio import raw

    fields = [column for column in columns if column.name not in NOT_FIELDS]
    cells = example_row(fields, site, lang)
    data = [_array(column, _code(column, cell, lang)) for column, cell in zip(fields, cells, strict=True)]
    out = io.BytesIO()
    raw.write(
        out,
        np.array([shapely.to_wkb(_square(site), flavor="iso")], dtype=object),
        data,
        [column.name for column in fields],
        field_mask=[np.array([cell is None]) for cell in cells],
        geometry_type="MultiPolygon",
        crs=f"EPSG:{EPSG_PLANE}",
        driver="GPKG",
        layer=LAYER.in_(lang),
        layer_options={"IDENTIFIER": TITLE.in_(lang)},
    )
    return _described(out.getvalue(), fields, site, lang)


def _square(site: ExampleSite) -> shapely.MultiPolygon:
    east, north = degrees_to_plane(np.array([site.lon]), np.array([site.lat]))[0]
    half = (EXAMPLE_HA * M2_PER_HA) ** 0.5 / 2
    return shapely.MultiPolygon([shapely.box(east - half, north - half, east + half, north + half)])


def _code(column: FormColumn, cell: Cell, lang: Lang) -> Cell:
    """The example in our own words, so that it stands among the values of the list."""
    if not column.codes or cell is None:
        return cell
    by_word = {choice.in_(lang): code for choice, code in zip(column.choices, column.codes, strict=True)}
    codes = [by_word[word] for word in str(cell).split("|")]
    return codes[0] == "true" if column.yes_no else "|".join(codes)


def _array(column: FormColumn, cell: Cell) -> np.ndarray[Any, Any]:
    if column.yes_no:
        return np.array([bool(cell)])
    if column.kind is Kind.NUMBER:
        return np.array([np.nan if cell is None else cell], dtype=np.float64)
    if column.kind is Kind.DATE:
        return np.array([cell], dtype="datetime64[D]")
    return np.array([cell], dtype=object)


def _described(content: bytes, fields: Sequence[FormColumn], site: ExampleSite, lang: Lang) -> bytes:
    """The database with names, explanations and lists of values for its fields."""
    layer = LAYER.in_(lang)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        database.executescript(_SCHEMA)
        for row in _constraints(fields, lang):
            database.execute("INSERT INTO gpkg_data_column_constraints VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for column in fields:
            name = column.name if _is_bounded(column) else None
            help_ = f"{column.help.in_(lang)} {_first_up(allowed_text(column, lang))}."
            values = (layer, column.name, column.heading.in_(lang), column.heading.in_(lang), help_, None, name)
            database.execute("INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
            database.execute("INSERT INTO gpkg_extensions VALUES (?, NULL, ?, ?, ?)", (table, *_EXTENSION))
        database.execute("UPDATE gpkg_contents SET last_change = ?", (f"{site.date}T00:00:00.000Z",))
        database.commit()
        database.execute("VACUUM")
        return _without_counters(database.serialize())


def _without_counters(content: bytes) -> bytes:
    """The database as if written once: how often GDAL wrote hangs on the clock (file format of SQLite, 1.3.7)."""
    return content[:24] + _ONCE + content[28:92] + _ONCE + content[96:]


def _is_bounded(column: FormColumn) -> bool:
    return column.low is not None or (column.kind is Kind.CHOICE and bool(column.codes) and not column.yes_no)


def _constraints(fields: Sequence[FormColumn], lang: Lang) -> Iterator[tuple[Any, ...]]:
    for column in filter(_is_bounded, fields):
        if column.low is not None:
            yield (column.name, "range", None, column.low, not column.above, column.high, column.high is not None, None)
            continue
        words: Mapping[str, Text] = dict(zip(column.codes, column.choices, strict=True))
        for code, word in words.items():
            yield (column.name, "enum", code, None, None, None, None, word.in_(lang))


def _first_up(text: str) -> str:
    return text[:1].upper() + text[1:]

"""GeoPackage and zipped Shapefile as raw tables: one layer of them, the others named."""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.sites.words import fold, shown
from sitematch.intake.findings import Finding, refused
from sitematch.intake.gdal import ask_gdal, table_of
from sitematch.intake.headings import meanings_of
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.tables import RawTable, tidy_text
from sitematch.intake.wordings import OTHER_LAYERS, SHAPEFILE_PARTS, UNREADABLE
from sitematch.intake.zips import open_zip, read_member

SHP: Final = ".shp"
SHP_BEGINNING: Final = b"\x00\x00\x27\x0a"
NEEDED: Final = (SHP, ".shx", ".dbf")
USED: Final = (*NEEDED, ".prj", ".cpg")
NO_SHAPEFILE: Final = Text("filen .shp i den är ingen shapefil", "the .shp in it is no Shapefile")
TWICE: Final = Text("samma fil finns flera gånger i zip-arkivet", "the same file is several times in the zip archive")
LONGEST_TEXT: Final = 1 << 16
"""A `.prj` or `.cpg` is a line of text."""
_AREA_TYPES: Final = frozenset({5, 15, 25})
_TYPE_AT, _ROWS_AT, _FIELDS_AT, _FIELD_BYTES, _NAME_BYTES = 32, 4, 32, 32, 11


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer that has rows: what it has to say, and whether it can hold areas."""

    name: str
    headings: Sequence[str]
    rows: int
    areas: bool


def read_geopackage(file: SiteFile, options: IntakeOptions) -> RawTable:
    """The layer of areas with most known headings.

    Raises:
        SiteFileRefused: it cannot be read, has views or programs in it, is empty or too large.
    """
    answer = ask_gdal("GPKG", {".gpkg": file.content}, file, options)
    notes: tuple[Finding, ...] = ()
    if "layers" in answer.values:
        layers = [
            Layer(found["name"], found["headings"], found["rows"], found["areas"]) for found in answer.values["layers"]
        ]
        best = choose(layers, options.columns, short=False)
        notes = _noted(best, layers, file)
        answer = ask_gdal("GPKG", {".gpkg": file.content}, file, options, layer=best.name)
    return table_of(answer, file, options, notes)


def read_zipped_shapefile(file: SiteFile, options: IntakeOptions) -> RawTable:
    """The Shapefile of areas with most known headings, in whichever folder of the archive.

    Raises:
        SiteFileRefused: it cannot be read, lacks a part, is empty or too large.
    """
    with open_zip(file, options) as archive:
        found = shapefiles_in(archive.namelist())
        if len(archive.namelist()) != len(set(archive.namelist())):
            raise refused(UNREADABLE, options.lang, file.name, why=TWICE)
        whole = {stem: parts for stem, parts in found.items() if all(ending in parts for ending in NEEDED)}
        if not whole:
            stem, parts = next(iter(found.items()))
            lacking = next(ending for ending in NEEDED if ending not in parts)
            raise refused(SHAPEFILE_PARTS, options.lang, file.name, part=shown(tidy_text(f"{stem}{lacking}")))
        unpacked: dict[str, dict[str, bytes]] = {
            stem: {e: read_member(archive, parts[e], file, options) for e in USED if e in parts}
            for stem, parts in whole.items()
        }
    layers = [_shapefile_layer(stem, parts, file, options) for stem, parts in unpacked.items()]
    best = choose(layers, options.columns, short=True)
    chosen = unpacked[best.name]
    encoding = chosen.pop(".cpg", b"")[:64].decode("ascii", "replace")
    if len(chosen.get(".prj", b"")) > LONGEST_TEXT:
        del chosen[".prj"]
    answer = ask_gdal("ESRI Shapefile", chosen, file, options, encoding=encoding)
    return replace(table_of(answer, file, options, _noted(best, layers, file)), short_headings=True, part=best.name)


def shapefiles_in(names: Collection[str]) -> dict[str, dict[str, str]]:
    """The Shapefiles of an archive: the members by their endings in small letters, by path without ending.

    What macOS writes beside files is passed over.
    """
    found: dict[str, dict[str, str]] = {}
    for name in names:
        path = PurePosixPath(name.replace("\\", "/"))
        ending = path.suffix.lower()
        if ending in USED and "__MACOSX" not in path.parts and not path.name.startswith("._"):
            found.setdefault(str(path.with_suffix("")).lower(), {})[ending] = name
    return {stem: parts for stem, parts in found.items() if SHP in parts}


def choose(layers: Sequence[Layer], given: Collection[str], short: bool) -> Layer:
    """The layer to read: one of areas before others, then by known headings, then by rows; of equal ones the first."""
    also = {fold(heading) for heading in given}

    def known(layer: Layer) -> int:
        return sum(bool(meanings_of(heading, short)) or fold(heading) in also for heading in layer.headings)

    return max(layers, key=lambda layer: (layer.rows > 0, layer.areas, known(layer), layer.rows))


def _noted(best: Layer, layers: Sequence[Layer], file: SiteFile) -> tuple[Finding, ...]:
    others = ", ".join(shown(tidy_text(layer.name)) for layer in layers if layer is not best and layer.rows)
    values = (("layer", shown(tidy_text(best.name))), ("others", others))
    return (Finding(OTHER_LAYERS, file.name, values=values),) if others else ()


def _shapefile_layer(stem: str, parts: dict[str, bytes], file: SiteFile, options: IntakeOptions) -> Layer:
    """What the headers of a Shapefile say (ESRI 1998, p. 4; dBase table file format)."""
    shp, dbf = parts[SHP], parts[".dbf"]
    if not shp.startswith(SHP_BEGINNING) or len(shp) < _TYPE_AT + 4 or len(dbf) < _FIELDS_AT:
        raise refused(UNREADABLE, options.lang, file.name, why=NO_SHAPEFILE)
    headings = []
    at = _FIELDS_AT
    while at + _FIELD_BYTES <= len(dbf) and dbf[at] != 0x0D:
        headings.append(dbf[at : at + _NAME_BYTES].split(b"\0")[0].decode("utf-8", "replace"))
        at += _FIELD_BYTES
    kind = struct.unpack_from("<i", shp, _TYPE_AT)[0]
    return Layer(stem, headings, struct.unpack_from("<I", dbf, _ROWS_AT)[0], kind in _AREA_TYPES)

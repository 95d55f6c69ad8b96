"""Which reader a file gets, told by its first bytes, never by its name alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from sitematch.core.evidence import Lang, Text
from sitematch.intake.csv_file import read_csv
from sitematch.intake.findings import refused
from sitematch.intake.geojson_file import read_geojson
from sitematch.intake.layers_file import read_geopackage, read_zipped_shapefile, shapefiles_in
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.tables import RawTable
from sitematch.intake.wordings import DRIVER_NOT_ALLOWED, EMPTY, SHAPEFILE_ALONE, TOO_LARGE
from sitematch.intake.xlsx_file import read_xlsx
from sitematch.intake.zips import names_in_zip

Reader = Callable[[SiteFile, IntakeOptions], RawTable]

READERS: Final[Mapping[str, Reader]] = {
    "geojson": read_geojson,
    "csv": read_csv,
    "xlsx": read_xlsx,
    "gpkg": read_geopackage,
    "shp": read_zipped_shapefile,
}
"""A format is one entry: from bytes to a raw table."""
FOREIGN: Final = (
    (b"\xd0\xcf\x11\xe0", Text("en gammal Excelfil", "an old Excel file")),
    (b"%PDF", Text("en PDF", "a PDF")),
    (b"\x1f\x8b", Text("ett gzip-arkiv", "a gzip archive")),
    (b"PAR1", Text("Parquet", "Parquet")),
)
"""What files of other kinds begin with."""
SHAPEFILE_PARTS: Final = re.compile(
    rb"\x00\x00\x27\x0a|[\x03\x30\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f]|\s*(?:PROJCS|GEOGCS|COMPD_CS|LOCAL_CS)\[",
    re.DOTALL,
)
"""What the parts of a Shapefile begin with: `.shp` and `.shx`; `.dbf`, with the date of its last change; `.prj`."""
IN_ZIP: Final[Mapping[str, str | Text]] = {
    "xl/workbook.xml": "xlsx",
    "xl/workbook.bin": Text("en binär Excelfil (xlsb)", "a binary Excel file (xlsb)"),
    "word/document.xml": Text("ett Word-dokument", "a Word document"),
    "content.xml": Text("en OpenDocument-fil", "an OpenDocument file"),
    "doc.kml": Text("KMZ", "KMZ"),
}
"""What zip archives are told by: a member, and the format, or the kind of file that is not read."""
ANY_ZIP: Final = Text("ett zip-arkiv utan områden", "a zip archive without sites")
BYTES_PER_MB: Final = 1 << 20
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
SQLITE: Final = b"SQLite format 3\0"
_BLANK: Final = b" \t\r\n\xef\xbb\xbf\xff\xfe"


def format_of(file: SiteFile, lang: Lang) -> str:
    """The name of the file's format.

    Raises:
        SiteFileRefused: it is of a kind that is not read, or empty.
    """
    for beginning, kind in FOREIGN:
        if file.content.startswith(beginning):
            raise refused(DRIVER_NOT_ALLOWED, lang, file.name, kind=kind)
    if SHAPEFILE_PARTS.match(file.content):
        raise refused(SHAPEFILE_ALONE, lang, file.name)
    if file.content.startswith(SQLITE):
        return "gpkg"
    if file.content.startswith(ZIP):
        return _format_in_zip(file, lang)
    beginning = file.content[:4096].replace(b"\0", b"").lstrip(_BLANK)[:1]
    if not file.content.strip(_BLANK):
        raise refused(EMPTY, lang, file.name)
    if beginning == b"<":
        raise refused(DRIVER_NOT_ALLOWED, lang, file.name, kind=Text("XML (KML, GML, VRT …)", "XML (KML, GML, VRT …)"))
    suffix = PurePath(file.name).suffix.lower()
    if beginning == b"{" or suffix in (".geojson", ".json"):
        return "geojson"
    return "csv"


def _format_in_zip(file: SiteFile, lang: Lang) -> str:
    names = names_in_zip(file, lang)
    for member, found in IN_ZIP.items():
        if member in names:
            if isinstance(found, Text):
                raise refused(DRIVER_NOT_ALLOWED, lang, file.name, kind=found)
            return found
    if shapefiles_in(names):
        return "shp"
    raise refused(DRIVER_NOT_ALLOWED, lang, file.name, kind=ANY_ZIP)


def read_table(file: SiteFile, options: IntakeOptions) -> RawTable:
    """The file as a raw table with at least one row.

    Raises:
        SiteFileRefused: it cannot be read, is empty or too large.
    """
    size_mb, most_mb = len(file.content) / BYTES_PER_MB, options.limits.size_mb
    if size_mb > most_mb:
        raise refused(TOO_LARGE, options.lang, file.name, size=f"{size_mb:.0f}", limit=f"{most_mb:.0f}")
    table = READERS[format_of(file, options.lang)](file, options)
    if not table.rows:
        raise refused(EMPTY, options.lang, file.name)
    return table

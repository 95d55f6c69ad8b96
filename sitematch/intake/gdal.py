"""GDAL at arm's length: files are read in a child process, and only plain values come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from sitematch.core.evidence import Text
from sitematch.intake.child import TOO_HEAVY, Answer, Question, ask_child
from sitematch.intake.crs_names import SUPPORTED, epsg_of
from sitematch.intake.findings import Finding, Wording, refused
from sitematch.intake.options import IntakeOptions, SiteFile
from sitematch.intake.shapes import shapes_of_wkb
from sitematch.intake.tables import OUR_MARKS, RawTable, tidy_headings, tidy_text
from sitematch.intake.wordings import (
    DRIVER_NOT_ALLOWED,
    EMPTY,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    UNREADABLE,
)

Driver = Literal["GPKG", "ESRI Shapefile"]

LONGEST_CRS: Final = 20_000
CHILD: Final = Path(__file__).with_name("gdal_child.py")
DRIVERS: Final = (
    *("MEM", "PCIDSK", "PDS4", "VICAR", "PDF", "MBTiles", "EEDA", "OGCAPI", "GDALG", "ESRI Shapefile", "LVBAG"),
    *("MapInfo File", "S57", "DGN", "OGR_VRT", "CSV", "GML", "GPX", "LIBKML", "KML", "GeoJSON", "GeoJSONSeq"),
    *("ESRIJSON", "TopoJSON", "OGR_GMT", "GPKG", "SQLite", "WAsP", "OpenFileGDB", "DXF", "FlatGeobuf", "GeoRSS"),
    *("VFK", "PGDUMP", "OSM", "GPSBabel", "OGR_PDS", "WFS", "OAPIF", "EDIGEO", "Idrisi", "ODS", "XLSX", "Carto"),
    *("Elasticsearch", "AmigoCloud", "SXF", "Selafin", "JML", "PLSCENES", "CSW", "VDV", "MVT", "NGW", "MapML"),
    *("GTFS", "PMTiles", "JSONFG", "MiraMonVector", "ADBC", "AVCBin", "AVCE00", "AIVector", "HTTP"),
)
"""The vector drivers of GDAL 3.12; others that a build has are found by the child, which is then started again."""
DAMAGED: Final = Text("den är skadad", "it is damaged")
WITH_CODE: Final = Text("databasen har vyer eller program i sig", "the database has views or programs in it")
OTHER_DATABASE: Final = Text("en databas men inget GeoPackage", "a database, but no GeoPackage")


def ask_gdal(
    driver: Driver, parts: Mapping[str, bytes], file: SiteFile, options: IntakeOptions, **job: str | None
) -> Answer:
    """Has a file read by GDAL in a process that sees a copy of it under a name of our own.

    Args:
        driver: the one that is left to GDAL.
        parts: the file by its endings, the first of which is opened.
        job: further members of the job.

    Raises:
        SiteFileRefused: it cannot be read, has programs in it, or takes too much time or memory.
    """
    asked = {"driver": driver, "rows": options.limits.rows, "layer": None, "encoding": None, **job}
    weight = sum(map(len, parts.values()))
    others: set[str] = set()
    for _ in range(2):
        skipped = sorted({*DRIVERS, *others} - {driver})
        answer = ask_child(Question(CHILD, parts, asked, weight, _environment(skipped)))
        fault = str(answer.values.get("fault", ""))
        if not fault.startswith("drivers:"):
            break
        others = set(fault.removeprefix("drivers:").split(","))
    if fault:
        _refuse(fault, file, options)
    return answer


def _environment(skipped: Sequence[str]) -> dict[str, str]:
    return {
        "OGR_SKIP": ",".join(skipped),
        "PROJ_NETWORK": "OFF",
        "GDAL_NUM_THREADS": "1",
        "OGR_GPKG_NUM_THREADS": "1",
    }


def table_of(answer: Answer, file: SiteFile, options: IntakeOptions, notes: tuple[Finding, ...]) -> RawTable:
    """What GDAL read as a raw table.

    Raises:
        SiteFileRefused: it has too many rows or columns.
    """
    values, limits = answer.values, options.limits
    if values["count"] > limits.rows:
        raise refused(TOO_MANY_ROWS, options.lang, file.name, limit=limits.rows)
    if len(values["names"]) > limits.columns:
        raise refused(TOO_MANY_COLUMNS, options.lang, file.name, limit=limits.columns)
    headings = tidy_headings(values["names"])
    kept = [place for place, heading in enumerate(headings) if not heading.startswith(OUR_MARKS)]
    columns = [[tidy_text(c) or None if isinstance(c, str) else c for c in values["columns"][place]] for place in kept]
    names = tuple(headings[place] for place in kept)
    return RawTable(
        file=file.name,
        headings=names,
        rows=[dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]
        if columns
        else [{} for _ in range(values["count"])],
        shapes=shapes_of_wkb(answer.shapes, frozenset(values["curved"]), frozenset(values["flattened"])),
        declared_crs=declared_crs(values["crs"]),
        plain_degrees=False,
        notes=notes,
        lines=values["fids"],
        line_in="layer",
        part=values.get("layer"),
    )


def declared_crs(text: str | None) -> str | None:
    """The name of the system that GDAL found: of ours if it is one of ours in all but heights, None for undefined."""
    if not text or "undefined" in text[:60].lower():
        return None
    if epsg_of(text) in SUPPORTED or len(text) > LONGEST_CRS:
        return text[:LONGEST_CRS]
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(text)
        crs = (crs.sub_crs_list[0] if crs.is_compound else crs).to_2d()
        for epsg in SUPPORTED:
            if crs.equals(CRS.from_epsg(epsg), ignore_axis_order=True):
                return f"EPSG:{epsg}"
        found = crs.to_epsg(min_confidence=70)
    except CRSError:
        return text[:60]
    return f"EPSG:{found}" if found in SUPPORTED else tidy_text(crs.name) or "?"


def _refuse(fault: str, file: SiteFile, options: IntakeOptions) -> None:
    if fault == "empty":
        raise refused(EMPTY, options.lang, file.name)
    if fault == "no_gpkg":
        raise refused(DRIVER_NOT_ALLOWED, options.lang, file.name, kind=OTHER_DATABASE)
    wording: Wording = UNREADABLE
    why = {"heavy": TOO_HEAVY, "code": WITH_CODE}.get(fault, DAMAGED)
    raise refused(wording, options.lang, file.name, why=why)

"""Every text of intake, in English; the Swedish ones are in the catalogue. One entry is one thing that can be found."""

from __future__ import annotations

from functools import partial
from typing import Final

from sitematch.intake.findings import Severity, Wording

_error = partial(Wording, severity=Severity.ERROR)
_warning = partial(Wording, severity=Severity.WARNING)
_repaired = partial(Wording, severity=Severity.REPAIRED)

# The whole file
UNREADABLE: Final = _error(
    code="file.unreadable",
    message="the file cannot be read ({why})",
    fix="save it again from the program that it comes from, for example as GeoJSON, XLSX or CSV",
)
NOT_THERE: Final = _error(
    code="file.unreadable", message="the file cannot be opened ({why})", fix="check its name and that you may read it"
)
NOT_GEOJSON: Final = _error(
    code="file.unreadable",
    message="the file is JSON, but no GeoJSON: its type is {type}",
    fix="export the layer as GeoJSON (a FeatureCollection)",
)
DRIVER_NOT_ALLOWED: Final = _error(
    code="file.driver_not_allowed",
    message="the file is {kind}, which is not read",
    fix="save it as GeoJSON, GeoPackage, zipped Shapefile, XLSX or CSV",
)
SHAPEFILE_ALONE: Final = _error(
    code="file.driver_not_allowed",
    message="the file is only a part of a Shapefile",
    fix="zip all its files together (.shp, .shx, .dbf, .prj and .cpg) and give the zip archive",
)
TOO_LARGE: Final = _error(
    code="file.too_large", message="the file has {size} MB; at most {limit} are read", fix="split it into smaller files"
)
UNPACKED_TOO_LARGE: Final = _error(
    code="file.too_large",
    message="the file unpacks to {size} MB, which is too much",
    fix="leave out what is not about sites, or split it into smaller files",
)
TOO_MANY_ROWS: Final = _error(
    code="file.too_large", message="the file has more than {limit} rows", fix="split it into smaller files"
)
TOO_MANY_COLUMNS: Final = _error(
    code="file.too_large",
    message="the file has more than {limit} columns",
    fix="remove the columns that are not about sites",
)
TOO_MANY_VERTICES: Final = _error(
    code="file.too_large",
    message="the outline in row {row} has more than {limit} points",
    fix="simplify the outline and export it again",
)
EMPTY: Final = _error(
    code="file.empty", message="there is no row in the file", fix="check that the right layer was exported"
)
NO_HEADINGS: Final = _error(
    code="file.unreadable",
    message="none of the column headings is known",
    fix="put headings in the first line, for example id;name;wkt, or say what they mean with --columns",
)
CRS_MISSING: Final = _error(
    code="crs.missing",
    message="the file does not say which coordinate system it is in, and in none of those that are read "
    "do all its sites lie in the municipality, or in the region",
    fix="check the municipality, and ask who made the file for its system: give it with --crs, for example "
    "--crs EPSG:3006",
)
CRS_MISSING_SWAPPED: Final = _error(
    code="crs.missing",
    message="the file does not say in which coordinate system it is; north and east exchanged, it fits {candidates}",
    fix="add --swap-axes and give the coordinate system with --crs",
)
CRS_SEVERAL: Final = _error(
    code="crs.missing",
    message="the file does not say which coordinate system it is in; {candidates} are possible",
    fix="choose one of them with --crs",
)
CRS_UNSUPPORTED: Final = _error(
    code="crs.unsupported",
    message="the coordinate system {crs} is not read",
    fix="export the layer in SWEREF 99 TM (EPSG:3006), or say what it is in with --crs",
)

OTHER_SHEETS: Final = _warning(
    code="value.suspicious",
    message="the sheet {sheet} was read; others with rows were not: {others}",
    fix="nothing has to be done if that is the one with the sites; else save the other sheet as a file of its own",
)

OTHER_LAYERS: Final = _warning(
    code="value.suspicious",
    message="the layer {layer} was read; others with rows were not: {others}",
    fix="nothing has to be done if that is the one with the sites; else save the other layer as a file of its own",
)
SHAPEFILE_PARTS: Final = _error(
    code="file.unreadable",
    message="of the Shapefile in the zip archive, {part} is missing",
    fix="zip all its files together: .shp, .shx, .dbf, .prj and .cpg",
)

# Coordinates and outlines
AXIS_SWAPPED: Final = _error(
    code="crs.axis_swapped",
    message="north and east seem to have changed places (rows: {count}); exchanged, they lie in {place}",
    fix="have the axes swapped (--swap-axes) and read the file again",
)
GEOMETRY_MISSING: Final = _error(
    code="geometry.missing",
    message="the row has no outline, and no site of that id or property is known",
    fix="draw the site, or write the id of a site that is in the upload",
)
NO_SUCH_SITE: Final = _error(
    code="geometry.missing",
    message="the row has no outline, and no site {name} is known",
    fix="write the id or the property of a site that is in the upload, or draw the site",
)
NO_SUCH_SITE_BUT: Final = _error(
    code="geometry.missing",
    message="the row has no outline, and no site {name} is known",
    fix="write {near} if that one is meant, or draw the site",
)
GEOMETRY_OF_SEVERAL: Final = _error(
    code="geometry.missing",
    message="the row has no outline, and {name} stands for several sites",
    fix="write the id of the one that is meant",
)
GEOMETRY_OF_REFUSED: Final = _error(
    code="geometry.missing",
    message="the row has no outline, and the site that it names was refused",
    fix="mend that site first",
)
GEOMETRY_UNREADABLE: Final = _error(
    code="geometry.invalid",
    message="the outline cannot be read: its coordinates are not pairs of numbers, or wrongly nested",
    fix="draw the site again, or export it again from the map program",
)
FLATTENED: Final = "heights or measures of {count} rows were left out: sites are flat"
"""No fault."""
GEOMETRY_ARCS: Final = _error(
    code="geometry.invalid",
    message="the outline has arcs, which cannot be read from text",
    fix="save the layer as a GeoPackage, where arcs are read, or draw the outline with straight lines",
)
GEOMETRY_IMPOSSIBLE: Final = _error(
    code="geometry.invalid",
    message="the outline has coordinates that are not possible in {crs}, or lie in another part of the world",
    fix="check the coordinates of the row, and the coordinate system",
)
GEOMETRY_INVALID: Final = _error(
    code="geometry.invalid",
    message="the outline is not a proper area ({why}), and mending it would change its area by more than 1 %",
    fix="draw the outline again so that it does not cross itself",
)
GEOMETRY_MENDED: Final = _repaired(
    code="geometry.invalid",
    message="the outline was not a proper area ({why}); it was mended, which changed its area by {change} %",
    fix="check the outline on the map",
)
GEOMETRY_CLOSED: Final = _repaired(
    code="geometry.invalid",
    message="the outline was not closed; it was closed by a straight line",
    fix="check the outline on the map",
)
GEOMETRY_CURVED: Final = _repaired(
    code="geometry.invalid",
    message="the outline has arcs; they were drawn as many short straight lines",
    fix="check the outline on the map",
)
GEOMETRY_REDUCED: Final = _repaired(
    code="geometry.invalid",
    message="beside areas, the row also had points or lines; only the areas were kept",
    fix="check the outline on the map",
)
GEOMETRY_AS_POINT: Final = _repaired(
    code="geometry.invalid",
    message="the row is drawn as a line or as several points; the point nearest to its middle stands for it",
    fix="draw the outline of the site if its shape matters",
)
NOT_POLYGON: Final = _error(
    code="geometry.not_polygon",
    message="the site is a point or a line, and no area is stated",
    fix="draw its outline, or add a column area_ha with its area",
)
LEAVES_NO_AREA: Final = _error(
    code="geometry.not_polygon",
    message="the site is known as a point, and the row says that its area is not known; without an area it is no site",
    fix="write the area, or leave the cell empty, so that the stated one stays",
)
OUTSIDE_NEAR: Final = _warning(
    code="geometry.outside_municipality",
    message="the site lies {distance} km outside {municipality}",
    fix="check the site if that is not meant; the boundary used here is coarse",
)
OUTSIDE_FAR: Final = _error(
    code="geometry.outside_municipality",
    message="the site lies {distance} km outside {municipality}, in {actual}",
    fix="check its coordinates, the coordinate system (--crs) and the municipality",
)
OUTSIDE_ALL: Final = _error(
    code="geometry.outside_municipality",
    message="the site lies {distance} km outside {municipality}, and in no municipality of {region}",
    fix="check its coordinates, the coordinate system (--crs) and the municipality",
)
IN_NONE: Final = _warning(
    code="geometry.outside_municipality",
    message="the site lies in no municipality of {region}",
    fix="check its coordinates and the coordinate system (--crs) if it should",
)
TINY: Final = _warning(
    code="geometry.tiny", message="the site has only {area} m²", fix="check whether it is a left-over of drawing"
)
OVERLAP: Final = _warning(
    code="geometry.overlap",
    message="the site overlaps {others} by {area} m²",
    fix="check whether both are offered, and where the boundary runs",
)
OVERLAP_SEVERAL: Final = _warning(
    code="geometry.overlap",
    message="the site overlaps {others} and further ones; the largest overlap is {area} m²",
    fix="check whether all are offered, and where the boundaries run",
)
AREA_DIFFERS: Final = _warning(
    code="area.differs",
    message="the area is stated as {stated} ha, but the outline has {measured} ha; the outline counts",
    fix="correct the one that is wrong",
)

# Columns
COLUMN_UNKNOWN: Final = _warning(
    code="column.unknown",
    message="the heading is not known; the column is kept as it is",
    fix="nothing has to be done; if it is one of the known columns, say which with --columns '{column}=…'",
)
COLUMN_UNKNOWN_NEAR: Final = _warning(
    code="column.unknown",
    message="the heading is not known; the column is kept as it is",
    fix="if {near} is meant, say so with --columns '{column}={near}'",
)
COLUMN_AMBIGUOUS: Final = _warning(
    code="column.ambiguous",
    message="the heading may mean {meanings}, but not all of its cells can be read so; the column is kept as it is",
    fix="say what it is with --columns '{column}=…', or leave it",
)
COLUMN_TWICE: Final = _warning(
    code="column.ambiguous",
    message="another column is read as {meanings} already; this one is kept as it is",
    fix="remove one of the two, or say which counts with --columns",
)
COLUMN_UNIT: Final = _warning(
    code="column.unit",
    message="it cannot be told which unit the numbers are in; they are not used",
    fix="write the unit into the heading, or say it with --columns '{column}={example}'",
)

# Cells
TOO_MANY_CELLS: Final = _error(
    code="value.not_allowed",
    message="the row has more cells than there are headings, so that its cells may stand under the wrong ones",
    fix="put quotes around cells in which the separator occurs, such as decimal commas",
)
NOT_A_NUMBER: Final = _error(
    code="value.not_a_number",
    message="'{cell}' is not a number",
    fix="write only the number, or leave the cell empty if it is not known",
)
NOT_A_NUMBER_BUT: Final = _error(
    code="value.not_a_number", message="'{cell}' is not a number", fix="write {suggestion}"
)
BELOW_ZERO: Final = _error(
    code="value.out_of_range", message="'{cell}' is below 0", fix="write a number from 0 up, or leave the cell empty"
)
AREA_ZERO: Final = _error(
    code="value.out_of_range",
    message="'{cell}' is no possible area",
    fix="write an area above 0, or leave the cell empty",
)
ABOVE_100: Final = _error(
    code="value.out_of_range", message="'{cell}' is above 100 %", fix="write a slope from 0 to 100 per cent"
)
ENDS_REVERSED: Final = _error(
    code="value.out_of_range",
    message="'{cell}' begins with its larger end",
    fix="write the smaller number first, for example 12–15",
)
ERROR_OF_SHEET: Final = _error(
    code="value.not_allowed",
    message="'{cell}' is an error of the spreadsheet, no value",
    fix="correct the formula, or write the value itself",
)
NOT_YES_OR_NO: Final = _error(
    code="value.not_allowed", message="'{cell}' is neither yes nor no", fix="write yes or no, or leave the cell empty"
)
NOT_A_CATEGORY: Final = _error(
    code="value.not_allowed",
    message="'{cell}' is none of the words that can stand here",
    fix="write one of: {allowed}; or leave the cell empty",
)
NOT_A_DATE: Final = _error(
    code="value.not_allowed", message="'{cell}' is not a date", fix="write it as year-month-day, for example 2025-03-31"
)
NOT_A_CODE: Final = _error(
    code="value.not_allowed",
    message="'{cell}' is no municipality of {region}",
    fix="write its four digits, for example {example}",
)
OTHER_MUNICIPALITY: Final = _error(
    code="value.not_allowed",
    message="the row belongs to {theirs}, but the upload to {ours}",
    fix="remove the row, or let {theirs} upload it",
)
SUSPICIOUS: Final = _warning(
    code="value.suspicious",
    message="{number} {unit} is unusually much; it was taken as it is",
    fix="check the number and its unit",
)
SUSPICIOUS_LOW: Final = _warning(
    code="value.suspicious",
    message="{number} {unit} is unusually little; it was taken as it is",
    fix="check the number and its unit",
)
APPROXIMATE: Final = _warning(
    code="value.suspicious",
    message="'{cell}' was taken as {number}",
    fix="write the number itself, or an interval such as 10–15",
)
NOT_COUNTED: Final = _warning(
    code="value.suspicious",
    message="'{cell}' is a date, and without the row's source_date the months until then cannot be counted",
    fix="fill in source_date, or write the months",
)
LATER_THAN_TODAY: Final = _warning(
    code="value.suspicious", message="the date {date} is still to come", fix="check the date"
)
STALE: Final = _warning(
    code="date.stale",
    message="the row's figures are of {date}, more than five years old",
    fix="check that they still hold, and write the date of the check",
)

# Ids
ID_MISSING: Final = _warning(
    code="id.missing",
    message="rows without an id: {count}; one was made for each from its property, its name or its place",
    fix="add a column id with a short name for each site that never changes",
)
ID_FOUND: Final = _warning(
    code="id.missing",
    message="rows without an id: {count}; of these, {known} are sites known before, by their property, name or place; "
    "for the others one was made",
    fix="add a column id with a short name for each site that never changes",
)
ID_DUPLICATE: Final = _error(
    code="id.duplicate",
    message="the id '{id}' stands in several rows: {rows}",
    fix="give each site its own id",
)
ID_NAMED_TWICE: Final = _error(
    code="id.duplicate",
    message="several rows without an outline are about the same site, {id}: {rows}",
    fix="keep one row for each site",
)

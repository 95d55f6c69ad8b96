"""What is said of a file of people, in English; the Swedish is in the catalogue."""

from __future__ import annotations

from typing import Final

from sitematch.intake.findings import Severity, Wording


def _error(code: str, message: str, fix: str) -> Wording:
    return Wording(code=code, severity=Severity.ERROR, message=message, fix=fix)


def marked(text: str) -> str:
    """A text that is translated where it is shown."""
    return text


NO_POPULATION: Final = _error(
    "file.unreadable",
    marked("no column is known as the population; the columns are {headings}"),
    marked("say which one it is: --columns THEIRS=population"),
)
SEVERAL_MEANT: Final = _error(
    "file.unreadable",
    marked("several columns may be {ours}: {headings}"),
    marked("say which one it is: --columns THEIRS={ours}"),
)
NO_PLACE: Final = _error(
    "file.unreadable",
    marked("nothing says where the people live; the columns are {headings}"),
    marked("bring geometries, lon and lat, x and y, or Ruta, or say which columns these are with --columns"),
)
NOT_READ: Final = _error(
    "file.driver_not_allowed",
    marked("the file is {kind}, which is not read"),
    marked("save it as CSV, GeoPackage or Parquet"),
)
DAMAGED_PARQUET: Final = _error(
    "file.unreadable",
    marked("the Parquet file cannot be read ({why})"),
    marked("write it again from the program that it comes from"),
)
TOO_LARGE: Final = _error(
    "file.too_large", marked("the file unpacks to {size} MB, which is too much"), marked("split it into smaller files")
)
SEVERAL_LAYERS: Final = _error(
    "file.unreadable",
    marked("several layers have a population: {layers}"),
    marked("save the one with the people as a file of its own"),
)
NO_CELL_SIZE: Final = _error(
    "file.unreadable",
    marked("the ids in {column} do not tell how large a cell is"),
    marked("say it in metres, for example --cell 250"),
)
NOBODY: Final = _error(
    "file.empty", marked("nobody lives anywhere in it"), marked("check that the right column is read as the population")
)
FAR_OFF: Final = _error(
    "crs.missing",
    marked("read in {crs}, {share} of its {people} people live within {km} km of {region}"),
    marked("check the coordinate system, and give it with --crs"),
)
FAR_OFF_LIKELY: Final = _error(
    "crs.missing",
    marked("read in {crs}, {share} of its {people} people live near {region}; the numbers fit {likely}"),
    marked("give that with --crs {option}"),
)
FAR_OFF_SWAPPED: Final = _error(
    "crs.axis_swapped",
    marked("read in {crs}, {share} of its {people} people live near {region}; north and east exchanged, most do"),
    marked("add --swap-axes"),
)

NOT_A_NUMBER: Final = marked("{cell} is no number of persons; write a whole number, or leave the cell empty")
NO_COORDINATES: Final = marked("{people} people, but no place for them; give the row its coordinates, or remove it")
NOT_A_RUTA: Final = marked("{cell} is no id of a cell (easting and northing of its lower left corner); correct it")
NOT_A_SIZE: Final = marked("{cell} is no size of a cell in metres; write one such as 1000")
AND_MORE: Final = marked("and {count} more")

ROW: Final = marked("row")

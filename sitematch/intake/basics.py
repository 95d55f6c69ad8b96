"""Cells of the columns that every site has: names, codes, dates, who may see it."""

from __future__ import annotations

import re
from typing import Final

from sitematch.core.sites.cells import NOT_ALLOWED, CellFault, is_unknown, read_date
from sitematch.core.sites.sites import Visibility
from sitematch.core.sites.words import clean, fold, shown
from sitematch.intake.ground import Ground
from sitematch.intake.tables import RawCell

CODE_DIGITS: Final = 4
SHEET_ERROR: Final = "sheet_error"
"""The rule that a cell breaks in which a spreadsheet has written an error."""

_SHEET_ERROR: Final = re.compile(
    r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|NOT CALCULATED!|REFERENS!|SAKNAS!|VÄRDEFEL!|NAMN\?)"
)
_CODE: Final = re.compile(r"\d{3,4}")
_MUNICIPALITY: Final = re.compile(r"s?(?:kommun|municipality)$")
_VISIBILITIES: Final = {
    Visibility.PUBLIC: ("public", "publik", "offentlig", "öppen", "alla", "allmän"),
    Visibility.REGION: ("region", "regionen", "regional", "regionalt"),
    Visibility.MUNICIPALITY: ("municipality", "kommun", "kommunen", "kommunal", "kommunalt", "egen kommun", "intern"),
}
_BY_WORD: Final = {fold(word): visibility for visibility, words in _VISIBILITIES.items() for word in words}


def is_sheet_error(cell: RawCell) -> bool:
    """Whether a spreadsheet has written an error into the cell, or the formula in it was never calculated."""
    return isinstance(cell, str) and cell.startswith("#") and _SHEET_ERROR.fullmatch(cell) is not None


def read_basic(column: str, cell: RawCell, ground: Ground) -> str | CellFault | None:
    """A cell of one of ``BASE_COLUMNS`` as text in its standard form; None where it says nothing."""
    if is_unknown(cell):
        return None
    text = text_of(cell)
    if is_sheet_error(text):
        return CellFault(NOT_ALLOWED, shown(text), rule=SHEET_ERROR)
    if column == "source_date":
        return read_date(cell)
    if column == "municipality_code":
        return _code(text, ground) or CellFault(NOT_ALLOWED, shown(text))
    if column == "visibility":
        found = _BY_WORD.get(fold(text))
        return str(found) if found else CellFault(NOT_ALLOWED, shown(text))
    return clean(text) or None


def text_of(cell: RawCell) -> str:
    """A cell as one text: whole numbers without a point, the members of a list with ``|`` between them."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, tuple | list):
        return "|".join(text_of(member) for member in cell)
    return "" if cell is None else str(cell)


def _code(text: str, ground: Ground) -> str | None:
    """A municipality's code from its code (with or without the leading zero) or its name."""
    if _CODE.fullmatch(text):
        code = text.zfill(CODE_DIGITS)
        return code if code in ground.codes or not ground.codes else None
    by_name = {fold(name): code for code, name in zip(ground.codes, ground.names, strict=True)}
    name = fold(text)
    return by_name.get(name) or by_name.get(_MUNICIPALITY.sub("", name))

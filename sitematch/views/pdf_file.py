"""A match as a PDF to print and to send: set by typst from plain data, tagged so that it can be read aloud."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult
from sitematch.core.sites.sites import Sites
from sitematch.errors import OutputFailed
from sitematch.views.backdrop import Backdrop
from sitematch.views.dossier import dossier_of
from sitematch.views.svg_map import render_svg

if TYPE_CHECKING:
    from typst import PDFStandard

TEMPLATE: Final = Path(__file__).parent / "templates" / "shortlist.typ"
_UNDATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
_ACCESSIBLE: Final[PDFStandard] = "ua-1"


def render_pdf(result: MatchResult, sites: Sites, backdrop: Backdrop, lang: Lang) -> bytes:
    """The printed match, A4; the same inputs give the same bytes.

    Texts reach typst as data, never as source, and it works in an empty folder with the fonts that it brings. The
    file keeps to PDF/UA-1, but for texts in a script that these fonts lack, which that standard does not allow.

    Raises:
        OutputFailed: typst could not set it.
    """
    inputs = {
        "data": json.dumps(dossier_of(result, sites, backdrop, lang), ensure_ascii=False),
        "map": render_svg(result, sites, backdrop, lang),
    }
    return _compiled(TEMPLATE.read_bytes(), inputs, _day(result.created_at))


def _compiled(source: bytes, inputs: dict[str, str], day: datetime) -> bytes:
    import typst

    try:
        return _made(source, inputs, day, [_ACCESSIBLE])
    except typst.TypstError:
        try:
            return _made(source, inputs, day, [])
        except typst.TypstError as error:
            raise OutputFailed(f"the PDF cannot be set ({error}); take another form of the match") from None


def _made(source: bytes, inputs: dict[str, str], day: datetime, standards: list[PDFStandard]) -> bytes:
    from typst import Compiler

    with tempfile.TemporaryDirectory() as empty:
        compiler = Compiler(source, root=empty, ignore_system_fonts=True, sys_inputs=inputs)
        made = compiler.compile(format="pdf", timestamp=day, pdf_standards=standards)
    if not isinstance(made, bytes):
        raise OutputFailed("the PDF cannot be set: it came out empty; take another form of the match")
    return made


def _day(created_at: str) -> datetime:
    """The day of a match; the time of day would make every file different."""
    try:
        return datetime.strptime(created_at[:10], "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return _UNDATED

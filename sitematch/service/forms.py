"""In which forms a match is given out, and which view makes each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sitematch.core.evidence import Lang
from sitematch.core.matching import to_document
from sitematch.core.matching.result import MatchResult
from sitematch.core.sites.sites import Sites
from sitematch.errors import NotFound

if TYPE_CHECKING:
    from sitematch.core.region.model import Region

MEDIA_TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "kml": "application/vnd.google-earth.kml+xml",
}
"""What can be downloaded, and what each is."""

NO_TEXT = frozenset({"xlsx", "pdf"})
"""What no terminal can show."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A match with what its views need besides: the sites' outlines and the region behind them."""

    result: MatchResult
    sites: Sites
    region: Region
    lang: Lang
    top: int | None = None

    @property
    def shown(self) -> MatchResult:
        """The result with only as many of the ranked as were asked for, each of them made once."""
        return replace(self.result, ranked=tuple(self.result.ranked[: self.top]))


def table(outcome: Outcome, *, colour: bool, width: int | None = None) -> str:
    """The list for a terminal."""
    from sitematch.views.table import WIDTH, render_table

    return render_table(outcome.shown, outcome.lang, colour=colour, width=width or WIDTH)


def document(outcome: Outcome, form: str) -> str:
    """A match as ``json``, ``csv`` or ``geojson``.

    Raises:
        NotFound: there is no such form.
    """
    if form == "json":
        from sitematch.views.json_file import render_json

        return render_json(to_document(outcome.result, top=outcome.top))
    if form == "csv":
        from sitematch.views.csv_file import render_csv

        return render_csv(outcome.shown)
    if form == "geojson":
        from sitematch.views.geojson_file import render_geojson

        return render_geojson(outcome.shown, outcome.sites)
    raise no_such_form(form)


def no_such_form(form: str) -> NotFound:
    """The error for a form that a match is not given out in."""
    return NotFound(f"form {form!r}: there are {', '.join(MEDIA_TYPES)}")

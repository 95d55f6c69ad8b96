"""A match as a file, in any of its forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sitematch.service.desk import Desk
from sitematch.service.forms import Outcome, document, no_such_form
from sitematch.service.map_areas import areas_of
from sitematch.service.maps import backdrop_of

TEXT_DOCUMENTS: Final = ("json", "csv", "geojson")


def file_of(outcome: Outcome, desk: Desk, form: str) -> bytes:
    """The bytes of a match in one of the forms that are downloaded.

    Raises:
        NotFound: there is no such form.
        OutputFailed: the form needs what is not installed, or cannot be made.
    """
    if form in TEXT_DOCUMENTS:
        return document(outcome, form).encode(errors="replace")
    if form not in _MAKERS:
        raise no_such_form(form)
    return _MAKERS[form](outcome, desk)


def _xlsx(outcome: Outcome, desk: Desk) -> bytes:
    from sitematch.views.xlsx_file import render_xlsx

    return render_xlsx(outcome.shown, outcome.region, outcome.lang)


def _pdf(outcome: Outcome, desk: Desk) -> bytes:
    from sitematch.views.pdf_file import render_pdf

    return render_pdf(outcome.shown, outcome.sites, backdrop_of(outcome.region, desk.kept), outcome.lang)


def _kml(outcome: Outcome, desk: Desk) -> bytes:
    from sitematch.views.kml_file import render_kml

    return render_kml(outcome.shown, outcome.sites, outcome.lang)


def _html(outcome: Outcome, desk: Desk) -> bytes:
    from sitematch.views.html_file import render_html
    from sitematch.views.map_parts import MapOptions

    options = MapOptions(place_url=desk.settings.place_url, areas=areas_of(outcome, desk.kept))
    backdrop = backdrop_of(outcome.region, desk.kept)
    return render_html(outcome.shown, outcome.sites, backdrop, outcome.lang, options).encode(errors="replace")


_MAKERS: Final[Mapping[str, Callable[[Outcome, Desk], bytes]]] = {
    "xlsx": _xlsx,
    "pdf": _pdf,
    "kml": _kml,
    "html": _html,
}

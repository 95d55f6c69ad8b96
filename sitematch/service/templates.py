"""Forms to fill in: sites by a municipality, a requirement by a prospect."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sitematch.core.evidence import Lang, Text
from sitematch.core.region.model import STANDARD_CLASSES, Region
from sitematch.core.requirement import SCHEMA
from sitematch.service.presets import vocabulary_of
from sitematch.views.template_columns import ExampleSite, FormColumn, form_columns

if TYPE_CHECKING:
    from sitematch.core.requirement.model import Requirement

SITE_FORMS: Final = ("xlsx", "csv", "gpkg")
DEGREE_DIGITS: Final = 4
_STAGES: Final = {"none": 0, "planbesked": 20, "samrad": 40, "granskning": 60, "antagen": 80, "laga_kraft": 100}
_NEAR: Final = {"value": [[5, 100], [45, 0]], "weight": 15}
_PEOPLE: Final = {"value": [[20_000, 0], [150_000, 100]], "weight": 20}


def site_form(region: Region, lang: Lang, today: date, form: str) -> bytes:
    """The form for sites of a region in one language, as ``xlsx``, ``csv`` or ``gpkg``; the example is of today.

    The region says which municipalities there are, and where the example lies.
    """
    columns, site = _columns(region), _example(region, today)
    if form == "csv":
        from sitematch.views.template_csv import render_template_csv

        return render_template_csv(columns, site, lang).encode()
    if form == "gpkg":
        from sitematch.views.template_gpkg import render_template_gpkg

        return render_template_gpkg(columns, site, lang)
    from sitematch.views.template_xlsx import render_template_xlsx

    return render_template_xlsx(columns, site, lang)


def requirement_form(region: Region, lang: Lang, today: date, requirement: Requirement | None = None) -> bytes:
    """The form for a requirement as a workbook, filled in with ``requirement``, else with a few criteria to change.

    Raises:
        OutputFailed: the requirement has a list that no cell can hold.
    """
    from sitematch.core.requirement import parse_requirement
    from sitematch.views.requirement_form import Choices, render_requirement_form

    asked = requirement or parse_requirement(_to_begin_with(lang), vocabulary_of(region))
    classes = [name for name in STANDARD_CLASSES if name in region.classes]
    own = sorted(set(region.classes) - set(classes))
    choices = Choices((*classes, *own), sorted(region.workforce_groups))
    return render_requirement_form(asked, choices, lang, today.isoformat())


def _to_begin_with(lang: Lang) -> dict[str, Any]:
    """A short requirement that shows what a demand and a wish look like."""
    return {
        "schema": SCHEMA,
        "id": {"sv": "ny-etablering", "en": "new-establishment"}[lang],
        "name": {"sv": "Ny etablering", "en": "New establishment"}[lang],
        "jobs": 200,
        "criteria": [
            {"id": "land", "metric": "area_ha", "must": {"min": 5}, "value": [[5, 0], [15, 100]], "weight": 30},
            {"id": "use", "metric": "plan_use", "must": {"one_of": ["industry", "logistics", "mixed"]}},
            {"id": "plan", "metric": "plan_stage", "value": _STAGES, "weight": 15},
            {"id": "power", "metric": "power_mw", "must": {"min": 2}, "value": [[2, 0], [10, 100]], "weight": 20},
            {"id": "road", "metric": "drive_min", "to": "motorway_junction", "must": {"max": 45}, **_NEAR},
            {"id": "labour", "metric": "population", "within_min": 45, **_PEOPLE},
        ],
    }


def _columns(region: Region) -> tuple[FormColumn, ...]:
    """The columns, with the region's municipalities to choose from."""
    known = region.municipalities
    names = tuple(Text(name, name) for name in known.names)
    return tuple(
        replace(column, choices=names, codes=known.codes) if column.name == "municipality_code" else column
        for column in form_columns()
    )


def _example(region: Region, today: date) -> ExampleSite:
    lon, lat = _somewhere(region)
    names = region.municipalities.names
    return ExampleSite(
        municipality=names[0] if names else None,
        lon=round(lon, DEGREE_DIGITS),
        lat=round(lat, DEGREE_DIGITS),
        date=today.isoformat(),
    )


def _somewhere(region: Region) -> tuple[float, float]:
    """A place in the first municipality; where a region has none, in the middle of its people."""
    if region.municipalities.names:
        from sitematch.core.region.projection import geometries_to_degrees

        point = region.municipalities.outlines[0].point_on_surface()
        place = geometries_to_degrees(np.array([point], dtype=object))[0]
        return float(place.x), float(place.y)
    people = region.localities
    return float(np.median(people.lon)), float(np.median(people.lat))

"""Empty forms: what a municipality fills in with its sites."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

import numpy as np

from sitematch.core.evidence import Lang, Text
from sitematch.core.region.model import Region
from sitematch.views.template_columns import ExampleSite, FormColumn, form_columns

SITE_FORMS: Final = ("xlsx", "csv", "gpkg")
DEGREE_DIGITS: Final = 4


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

"""The map of a match, over a backdrop that is prepared once for each state of a region."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sitematch import __version__
from sitematch.core.region.model import Region
from sitematch.service.desk import Desk
from sitematch.service.forms import Outcome
from sitematch.service.map_areas import areas_of
from sitematch.store.kept import Kept, key_of

if TYPE_CHECKING:
    from sitematch.views.backdrop import Backdrop
    from sitematch.views.map_parts import MapOptions

_KIND = "backdrop"


def map_file(outcome: Outcome, desk: Desk) -> str:
    """The map as one HTML file that opens without a network: no tiles, whatever the settings say."""
    from sitematch.views.map_parts import MapOptions

    return _map(outcome, desk, MapOptions(place_url=desk.settings.place_url))


def map_page(outcome: Outcome, desk: Desk, nonce: str, *, framed: bool) -> str:
    """The map as a page to be served, its scripts and styles carrying a nonce; framed, it is the map alone."""
    from sitematch.views.map_parts import MapOptions

    settings = desk.settings
    tiles, place = settings.tiles_url, settings.place_url
    return _map(outcome, desk, MapOptions(nonce=nonce, tiles_url=tiles, place_url=place, framed=framed))


def _map(outcome: Outcome, desk: Desk, options: MapOptions) -> str:
    from sitematch.views.map import render_map

    options = replace(options, areas=areas_of(outcome, desk.kept))
    return render_map(outcome.shown, outcome.sites, backdrop_of(outcome.region, desk.kept), outcome.lang, options)


def backdrop_of(region: Region, kept: Kept) -> Backdrop:
    """What lies behind the sites of a region, prepared once for each state of it."""
    from sitematch.views.backdrop import backdrop_from, prepare_backdrop

    key = key_of(region.content_hash, __version__)
    content = kept.get_bytes(_KIND, key)
    if content is not None:
        backdrop = backdrop_from(json.loads(content))
        if backdrop is not None:
            return backdrop
    backdrop = prepare_backdrop(region)
    kept.put_bytes(_KIND, key, json.dumps(backdrop.to_document(), ensure_ascii=False).encode())
    return backdrop

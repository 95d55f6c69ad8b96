"""The pages: pick a preset, see its list and map, look at a site."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sitematch.core.evidence import Method, Source
from sitematch.errors import WrongUse
from sitematch.service.presets import list_presets
from sitematch.service.records import MatchWish, make_and_keep, outcome_of
from sitematch.service.site_lookup import site_by_id
from sitematch.service.site_reach import reach_of_site
from sitematch.views.words import source_text
from sitematch.web.bodies import read_form
from sitematch.web.match_page import asked_for, match_page
from sitematch.web.site_page import known_of, reach_figures, site_groups
from sitematch.web.templates import language_of, render

router = APIRouter(include_in_schema=False)


@router.get("/")
def home(request: Request) -> HTMLResponse:
    """Every preset with what it asks for, and a button that matches it."""
    desk, lang = request.app.state.desk, language_of(request)
    presets = [
        {
            "id": preset.id,
            "name": preset.name_in(lang),
            "jobs": preset.requirement.jobs,
            "asks": asked_for(preset.requirement.document, lang),
        }
        for preset in list_presets(desk.pack, desk.region)
    ]
    presets.sort(key=lambda preset: str(preset["name"]).casefold())
    page = render(request, "home.html", presets=presets, region=desk.region, sites=len(desk.published))
    return HTMLResponse(page)


@router.post("/matches")
async def make(request: Request) -> Response:
    """Match a preset, then show what came of it."""
    fields, lang = await read_form(request), language_of(request)
    if "preset" not in fields:
        raise WrongUse("preset: say which one, by its id")
    wish = MatchWish(lang=lang, preset=fields["preset"])
    document = await run_in_threadpool(make_and_keep, request.app.state.desk, wish)
    return RedirectResponse(f"/matches/{document['id']}?lang={lang}", status_code=303)


@router.get("/matches/{match_id}")
def show(request: Request, match_id: str) -> HTMLResponse:
    """A match: its list beside its map."""
    outcome = outcome_of(request.app.state.desk, match_id, language_of(request))
    return HTMLResponse(render(request, "match.html", **match_page(outcome)))


@router.get("/sites/{site_id}")
def site(request: Request, site_id: str) -> HTMLResponse:
    """A site: everything that is known of it, and what is not."""
    desk, lang = request.app.state.desk, language_of(request)
    row = site_by_id(desk, site_id)
    municipality = desk.region.municipalities.name_of(row["municipality_code"])
    groups = site_groups(row, lang)
    values = {"groups": groups, "known": known_of(groups), "reach": reach_figures(reach_of_site(desk, site_id), lang)}
    source = row["source"]
    said = source_text(Source(source["name"], source["date"], Method(source["method"])), lang)
    return HTMLResponse(render(request, "site.html", site=row, municipality=municipality, source=said, **values))

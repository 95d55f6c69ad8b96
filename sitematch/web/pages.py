"""The pages: pick a preset, see its list and map, look at a site."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sitematch.errors import WrongUse
from sitematch.service.presets import list_presets
from sitematch.service.records import MatchWish, make_and_keep, outcome_of
from sitematch.service.site_lookup import site_by_id
from sitematch.views.labels import criteria_labels, criterion_label, must_text, requirement_name
from sitematch.web.site_page import site_groups
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
            "asks": [_asked(criterion, lang) for criterion in preset.requirement.document["criteria"]],
        }
        for preset in list_presets(desk.pack, desk.region)
    ]
    page = render(request, "home.html", presets=presets, region=desk.region, sites=len(desk.published))
    return HTMLResponse(page)


def _asked(criterion: Any, lang: Any) -> str:
    bound = "" if "any" in criterion else must_text(criterion, lang)
    return ": ".join(part for part in (criterion_label(criterion, lang), bound) if part)


@router.post("/matches")
def make(request: Request, preset: Annotated[str, Form()]) -> Response:
    """Match a preset, then show what came of it."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise WrongUse("the form was sent from another site; open this page itself and send it again")
    lang = language_of(request)
    document = make_and_keep(request.app.state.desk, MatchWish(lang=lang, preset=preset))
    return RedirectResponse(f"/matches/{document['id']}?lang={lang}", status_code=303)


@router.get("/matches/{match_id}")
def show(request: Request, match_id: str) -> HTMLResponse:
    """A match: its list beside its map."""
    lang = language_of(request)
    outcome = outcome_of(request.app.state.desk, match_id, lang)
    page = render(
        request,
        "match.html",
        result=outcome.shown,
        name=requirement_name(outcome.result.requirement, lang),
        labels=criteria_labels(outcome.result.requirement, lang),
        region=outcome.region,
    )
    return HTMLResponse(page)


@router.get("/sites/{site_id}")
def site(request: Request, site_id: str) -> HTMLResponse:
    """A site: everything that is known of it, and what is not."""
    desk, lang = request.app.state.desk, language_of(request)
    row = site_by_id(desk, site_id)
    municipality = desk.region.municipalities.name_of(row["municipality_code"])
    page = render(request, "site.html", site=row, municipality=municipality, groups=site_groups(row, lang))
    return HTMLResponse(page)

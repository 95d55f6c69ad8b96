"""Matches over HTTP: made, given again, and given out as map and files."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, Response

from sitematch.service.forms import MEDIA_TYPES
from sitematch.service.records import MatchWish, exported, make_and_keep, map_of, recall
from sitematch.web.bodies import read_json_body
from sitematch.web.headers import map_policy
from sitematch.web.templates import language_of

router = APIRouter(prefix="/api/matches", tags=["matches"])

Top = Annotated[int | None, Query(ge=0, description="Only so many of the ranked sites.")]
Draws = Annotated[int | None, Query(ge=1, le=1_000_000, description="How many weightings to draw.")]
Framed = Annotated[bool, Query(description="The map alone, to stand inside a page that has the list.")]
Seed = Annotated[int | None, Query(ge=0, description="From which seed to draw them.")]


@router.post("", status_code=201)
async def make(request: Request, top: Top = None, draws: Draws = None, seed: Seed = None) -> Response:
    """Hold a requirement (a document, or ``{"preset": id}``) against the sites that the caller may see."""
    body = await read_json_body(request)
    wish = MatchWish(lang=language_of(request), body=body, top=top, draws=draws, seed=seed)
    document = await run_in_threadpool(make_and_keep, request.app.state.desk, wish)
    return JSONResponse(document, status_code=201, headers={"Location": f"/api/matches/{document['id']}"})


@router.get("/{name}.{form}")
def export(request: Request, name: str, form: str) -> Response:
    """A match as a file: JSON, CSV, GeoJSON, XLSX, PDF, HTML or KML."""
    content = exported(request.app.state.desk, name, form, language_of(request))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return Response(content, media_type=MEDIA_TYPES[form], headers=headers)


@router.get("/{name}/map")
def show_map(request: Request, name: str, framed: Framed = False) -> HTMLResponse:
    """The map of a match, as a page of its own."""
    desk, nonce = request.app.state.desk, secrets.token_urlsafe(16)
    page = map_of(desk, name, language_of(request), nonce, framed=framed)
    return HTMLResponse(page, headers={"Content-Security-Policy": map_policy(nonce, desk.settings.tiles_url)})


@router.get("/{name}")
def again(request: Request, name: str) -> JSONResponse:
    """The same match again."""
    return JSONResponse(recall(request.app.state.desk, name).shown)

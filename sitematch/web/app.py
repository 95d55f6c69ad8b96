"""The application: routes, errors, headers and static files put together."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from sitematch import __version__
from sitematch.service.desk import Desk
from sitematch.web import api_lookups, api_matches, headers, operations, pages, problems
from sitematch.web.head import with_head

STATIC = Path(__file__).parent / "static"


def create_app(desk: Desk) -> FastAPI:
    """The whole web application for one desk.

    The region and its sites are read at start: a refused pack stops the server, not the first visitor.
    """
    app = FastAPI(title="sitematch", version=__version__, docs_url=None, redoc_url=None, redirect_slashes=False)
    app.state.desk = desk
    _ = desk.region
    headers.install(app)
    app.add_middleware(with_head)
    problems.install(app)
    for module in (operations, api_lookups, api_matches, pages):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    return app

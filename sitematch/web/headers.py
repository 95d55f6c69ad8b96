"""What every answer carries: a request id, a content security policy without foreign scripts, nosniff."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.responses import Response

from sitematch.web.problems import unexpected

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)


def map_policy(nonce: str, tiles_url: str | None) -> str:
    """The policy of a map: its own inline scripts and styles by a nonce, and no request but for tiles, if any."""
    images = "data:"
    if tiles_url is not None:
        parts = urlsplit(tiles_url.replace("{s}", "*"))
        images += f" {parts.scheme}://{parts.netloc}"
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; img-src {images}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def install(app: FastAPI) -> None:
    """Put the headers on every answer of the application."""

    @app.middleware("http")
    async def _add(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        request.state.request_id = secrets.token_hex(8)
        try:
            answer = await call_next(request)
        except Exception as error:  # the last resort: nothing of the inside goes out
            answer = await unexpected(request, error)
        answer.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "same-origin"
        answer.headers["X-Request-Id"] = request.state.request_id
        if request.url.path.startswith("/static/"):
            answer.headers["Cache-Control"] = "public, max-age=3600"
        else:
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer

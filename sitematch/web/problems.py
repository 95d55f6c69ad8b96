"""Errors as `application/problem+json`: one table from class to status and code."""

from __future__ import annotations

import logging
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from sitematch import errors
from sitematch.texts import translator
from sitematch.views.words import marked
from sitematch.web.templates import language_of, render

STATUS: Final[dict[type[errors.SitematchError], tuple[int, str]]] = {
    errors.WrongUse: (400, "query.invalid"),
    errors.Unreadable: (400, "document.unreadable"),
    errors.RequirementRefused: (422, "requirement.refused"),
    errors.RegionRefused: (422, "region.refused"),
    errors.SiteFileRefused: (422, "site_file.refused"),
    errors.NotFound: (404, "not_found"),
    errors.OutputFailed: (500, "internal"),
}
_TITLES: Final = {
    400: "Bad request",
    403: "Forbidden",
    404: "Not found",
    405: "Method not allowed",
    413: "Content too large",
    415: "Unsupported media type",
    422: "Unprocessable content",
    500: "Internal error",
}
_CODES: Final = {
    403: "form.not_own",
    404: "not_found",
    405: "method.not_allowed",
    413: "body.too_large",
    415: "media_type.unsupported",
}
_WHAT_TO_DO: Final = {
    403: marked("The form was sent from another site. Open this page itself and send it again."),
    404: marked("The address may be mistyped, or what stood here may have been withdrawn."),
    500: marked(
        "The fault is ours, and it has been noted. Try again in a while; if it happens again, tell us this number:"
    ),
}
_log = logging.getLogger("sitematch.web")


def install(app: FastAPI) -> None:
    """Have every error of the application answered by this module."""
    app.add_exception_handler(errors.SitematchError, _own)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _query)


def problem(
    request: Request, status: int, code: str, detail: str, *, faults: list[dict[str, str]] | None = None
) -> Response:
    """The answer for one error: a page for people who asked for a page, else a problem document."""
    title = _TITLES.get(status, "Error")
    if _wants_page(request):
        page = render(request, "error.html", **_said(request, status, detail, faults or []))
        return HTMLResponse(page, status_code=status)
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": status, "detail": detail, "code": code}
    if faults is not None:
        body["errors"] = faults
    return JSONResponse(body, status_code=status, media_type="application/problem+json")


def _said(request: Request, status: int, detail: str, faults: list[dict[str, str]]) -> dict[str, Any]:
    """What an error page says: what to do in the reader's language, and the detail where there is more to it."""
    advice = _WHAT_TO_DO.get(status)
    if status == 500:
        detail = _request_id(request)
    elif advice is not None:
        detail = ""
    translated = translator(language_of(request))(advice) if advice else ""
    return {"status": status, "advice": translated, "detail": detail, "faults": faults}


def _request_id(request: Request) -> str:
    return str(getattr(request.state, "request_id", "-"))


def _wants_page(request: Request) -> bool:
    path = request.url.path
    return not path.startswith(("/api/", "/healthz", "/readyz")) and "text/html" in request.headers.get("accept", "")


async def _own(request: Request, error: Exception) -> Response:
    assert isinstance(error, errors.SitematchError)
    status, code = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if status >= 500:
        _log.error("request %s: %s", _request_id(request), error)
        return _internal(request)
    if isinstance(error, errors.SiteFileRefused):
        code = error.code
    faults = None
    if isinstance(error, errors.Refused):
        faults = [{"path": f.path, "message": f.message} for f in error.faults]
    return problem(request, status, code, str(error), faults=faults)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    answer = problem(request, status, _CODES.get(status, "request.refused"), str(error.detail))
    answer.headers.update(error.headers or {})
    allowed = answer.headers.get("allow")
    if allowed and "GET" in allowed.split(", "):
        answer.headers["allow"] = f"{allowed}, HEAD"
    return answer


async def _query(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = [{"path": ".".join(str(p) for p in e["loc"][1:]), "message": str(e["msg"])} for e in error.errors()]
    detail = "; ".join(f"{fault['path']}: {fault['message']}" for fault in faults)
    return problem(request, 400, "query.invalid", detail, faults=faults)


async def unexpected(request: Request, error: Exception) -> Response:
    """The answer to what nobody foresaw: a request id outside, the whole error in the log."""
    _log.error("request %s: %s", _request_id(request), type(error).__name__, exc_info=error)
    return _internal(request)


def _internal(request: Request) -> Response:
    detail = f"Something went wrong here; the log has it under {_request_id(request)}."
    return problem(request, 500, "internal", detail)

"""Reading a request's body: told what it is, and bounded before it is read."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs

from fastapi import HTTPException, Request

from sitematch.core.requirement.reading import MAX_BYTES

MOST_BYTES: Final = MAX_BYTES
MOST_FORM_BYTES: Final = 10_000
MOST_FIELDS: Final = 20


async def read_json_body(request: Request) -> bytes:
    """The body of a request that says it is JSON.

    Raises:
        HTTPException: 415 where the body says that it is something else, 413 where it is too long.
    """
    kind = _kind(request)
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "send the requirement as JSON, with content-type application/json")
    return await _bounded(request, MOST_BYTES, "a requirement is a page of text")


async def read_form(request: Request) -> dict[str, str]:
    """The fields of a form of a page, each by its last value.

    Raises:
        HTTPException: 403 where it was sent from another site, 415 where it is no form, 413 where it is too long,
            400 where it cannot be read.
    """
    _refuse_from_elsewhere(request)
    if _kind(request) != "application/x-www-form-urlencoded":
        raise HTTPException(415, "send the form with content-type application/x-www-form-urlencoded")
    content = await _bounded(request, MOST_FORM_BYTES, "the forms of these pages are shorter")
    try:
        fields = parse_qs(content.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise HTTPException(400, "the form cannot be read; send it from the page itself") from None
    return {name: values[-1] for name, values in fields.items()}


def _refuse_from_elsewhere(request: Request) -> None:
    """A browser says from where a form comes; what another site sends in a visitor's name is refused."""
    sent_from, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if sent_from is not None:
        own = sent_from in ("same-origin", "none")
    else:
        own = origin is None or origin.partition("://")[2] == request.headers.get("host")
    if not own:
        raise HTTPException(403, "the form was sent from another site; open this page itself and send it again")


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _bounded(request: Request, most_bytes: int, advice: str) -> bytes:
    too_long = HTTPException(413, f"over {most_bytes} bytes; {advice}")
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > most_bytes:
        raise too_long
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most_bytes:
            raise too_long
    return bytes(content)

"""Reading a request's body: told what it is, and bounded before it is read."""

from __future__ import annotations

from typing import Final

from fastapi import HTTPException, Request

MOST_BYTES: Final = 2_000_000


async def read_json_body(request: Request) -> bytes:
    """The body of a request that says it is JSON.

    Raises:
        HTTPException: 415 where the body says that it is something else, 413 where it is too long.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "send the requirement as JSON, with content-type application/json")
    too_long = HTTPException(413, f"over {MOST_BYTES} bytes; a requirement is a page of text")
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > MOST_BYTES:
        raise too_long
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > MOST_BYTES:
            raise too_long
    return bytes(content)

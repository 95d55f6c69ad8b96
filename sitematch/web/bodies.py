"""Reading a request's body: bounded before it is read, and JSON or refused."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn

from fastapi import HTTPException, Request

from sitematch.errors import Unreadable

MOST_BYTES: Final = 2_000_000


async def read_json(request: Request) -> Any:
    """The body as JSON values.

    Raises:
        HTTPException: 415 where the body says that it is something else, 413 where it is too long.
        Unreadable: it cannot be parsed; says where.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(415, "send the requirement as JSON, with content-type application/json")
    content = await _read(request)
    try:
        return json.loads(content, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(f"line {error.lineno}, column {error.colno}: no JSON ({error.msg})") from None
    except UnicodeDecodeError:
        raise Unreadable("the body is not UTF-8; send it in UTF-8") from None
    except (RecursionError, ValueError) as error:
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Unreadable(f"no JSON that can be read: {why}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


async def _read(request: Request) -> bytes:
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

"""Changes in ``region.toml`` that leave the rest of the text, comments included, as its author wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

Table = Mapping[str, str]


def with_table(text: str, name: str, values: Table) -> str:
    """The document with one table of texts replaced or added, all else as it was.

    Args:
        text: a valid TOML document.
        name: the table's dotted name, such as ``sources.people``.
        values: all that the table is to hold.
    """
    wanted = _merged(tomllib.loads(text), name.split("."), values)
    edited = _edited(text, name, values)
    return edited if _reads_as(edited, wanted) else _written(wanted)


def _merged(document: dict[str, Any], path: list[str], values: Table) -> dict[str, Any]:
    inner = document.get(path[0], {})
    return document | {path[0]: dict(values) if len(path) == 1 else _merged(inner, path[1:], values)}


def _edited(text: str, name: str, values: Table) -> str:
    """With the lines under the table's heading replaced, else with the table at the end."""
    lines = text.splitlines()
    heading = re.compile(r"\s*\[\s*" + r"\s*\.\s*".join(map(re.escape, name.split("."))) + r"\s*\]\s*(?:#.*)?")
    body = [f"{key} = {_quoted(value)}" for key, value in values.items()]
    start = next((place for place, line in enumerate(lines) if heading.fullmatch(line)), None)
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *gap, f"[{name}]", *body]) + "\n"
    end = next((place for place in range(start + 1, len(lines)) if lines[place].lstrip().startswith("[")), len(lines))
    # Comments and blank lines right above the next table belong to that one.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return "\n".join([*lines[: start + 1], *body, *lines[end:]]) + "\n"


def _reads_as(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        return tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        return False


def _written(document: Mapping[str, Any], prefix: str = "") -> str:
    """The document anew, where its own form (tables in one line, dotted keys) cannot be edited line by line."""
    plain = [f"{key} = {_value(value)}" for key, value in document.items() if not isinstance(value, dict)]
    heading = [f"[{prefix}]"] if prefix and plain else []
    text = "\n".join([*heading, *plain]) + "\n" if plain else ""
    for key, value in document.items():
        if isinstance(value, dict):
            inner = _written(value, f"{prefix}.{key}" if prefix else key)
            text += ("\n" if text else "") + inner
    return text


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return _quoted(value) if isinstance(value, str) else str(value)


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes are among its own, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

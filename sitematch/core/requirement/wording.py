"""Values and places in words, as they may stand in a message: short, on one line, and writable anywhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sitematch.core.requirement.tree import Path

LINE_BREAKS: Final = "\n\r\x85\u2028\u2029"
_SHOWN: Final = 60


def is_strange(char: str) -> bool:
    """Whether a character cannot be shown, or cannot be written as UTF-8."""
    return char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff" or char in "\u2028\u2029\ufffe\uffff"


def described(value: Any) -> str:
    """A value in words: what it is, and what it says if it is short."""
    if value is None or isinstance(value, (Mapping, list, tuple)):
        return kind_of(value)
    return f"{kind_of(value)} {shown(value)}"


def kind_of(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "the boolean"
    if isinstance(value, (int, float)):
        return "the number"
    if isinstance(value, str):
        return "the text"
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, (list, tuple)) else f"a {type(value).__name__}"


def shown(value: Any) -> str:
    """A single value as it may stand in a message: on one line, not too long."""
    written = repr(value) if isinstance(value, str) else value_text(value)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"


def value_text(value: Any) -> str:
    """A boolean, a number or nothing as JSON writes it."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**_SHOWN:
        return "enormous"
    return str(value)


def path_text(path: Path) -> str:
    """A path as machines read it: ``criteria[2].must.min``."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        else:
            written += ("." if written else "") + _clean(str(step))
    return written


def _clean(key: str) -> str:
    """A key without what cannot be shown, and not too long."""
    cleaned = "".join(f"\\u{ord(char):04x}" if is_strange(char) else char for char in key[: _SHOWN + 1])
    return cleaned if len(key) <= _SHOWN else f"{cleaned[:_SHOWN]}…"

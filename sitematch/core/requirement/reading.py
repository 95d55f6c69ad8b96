"""From the text of a requirement, YAML or JSON, to a tree of plain values."""

from __future__ import annotations

from typing import Final

from sitematch.core.requirement import json_text
from sitematch.core.requirement.tree import Document, compose, position_at, unreadable

MAX_BYTES: Final = 1_000_000
"""A thousand criteria take about 120,000 bytes."""

_BYTE_ORDER_MARK: Final = "\ufeff"
_ZIP: Final = b"PK\x03\x04"


def read_document(text: bytes | str, name: str | None = None, only_json: bool = False) -> Document:
    """The document that a text holds: UTF-8, YAML 1.2 or JSON.

    Args:
        text: the whole text.
        name: the file or preset, for messages; a name that ends with ``.json`` promises JSON.
        only_json: refuse what is YAML but not JSON, as in the body of a request.

    Raises:
        Unreadable: it cannot be parsed at all; names the line, the column and how to mend it.
    """
    decoded = _decoded(text, name).removeprefix(_BYTE_ORDER_MARK)
    if not decoded.strip():
        raise unreadable(name, None, "the text is empty; a requirement begins with `schema: sitematch.requirement/1`")
    promised = only_json or (name or "").lower().endswith(".json")
    if promised or _is_json(decoded):
        return compose(json_text.tokens_of(decoded, name), name)
    return _compose_yaml(decoded, name)


def _compose_yaml(text: str, name: str | None) -> Document:
    """The document of a YAML text, read to its end."""
    from sitematch.core.requirement.yaml_text import tokens_of

    tokens = tokens_of(text, name)
    document = compose(tokens, name)
    for _ in tokens:  # a second document, or garbage after the first, is only found by reading on
        pass
    return document


def _is_json(text: str) -> bool:
    """Whether to read the text as JSON: YAML in braces looks like it, but is not."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        return json_text.syntax_fault(text) is None
    except RecursionError:
        return True


def _decoded(text: bytes | str, name: str | None) -> str:
    if len(text) > MAX_BYTES:
        raise unreadable(name, None, f"larger than {MAX_BYTES:,} bytes; a requirement is not: is this another file?")
    if isinstance(text, str):
        return text
    if text.startswith(_ZIP):
        raise unreadable(name, None, "a ZIP or XLSX file, not text; write the requirement in YAML or JSON")
    if b"\0" in text:
        raise unreadable(name, None, "binary, or not UTF-8; save the requirement as UTF-8 text")
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        before = text[: error.start].decode("utf-8")
        position = position_at(before, len(before))
        message = f"not UTF-8 (byte 0x{text[error.start]:02X}); save the file as UTF-8"
        raise unreadable(name, position, message) from None

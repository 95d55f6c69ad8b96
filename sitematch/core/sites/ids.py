"""Ids of sites: ``CODE-id``, of ASCII letters, digits and ``-._~`` only, and back again."""

from __future__ import annotations

import re
from typing import Final

NO_MUNICIPALITY: Final = "0000"
"""Stands for the code of a site of which no municipality could be told."""
ESCAPE: Final = "~"

_PLAIN: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._")
_ESCAPED: Final = re.compile(r"~([0-9A-F]{2})")
_SITE_ID: Final = re.compile(r"(\d{4})-(.+)", re.DOTALL)


def escape_id(own_id: str) -> str:
    """A municipality's own id with every other sign as ``~`` and the two hex digits of each of its bytes in UTF-8."""
    if _PLAIN.issuperset(own_id):
        return own_id
    return "".join(sign if sign in _PLAIN else "".join(f"~{byte:02X}" for byte in sign.encode()) for sign in own_id)


def unescape_id(escaped: str) -> str:
    """The id that ``escape_id`` was given; what no escape stands for is taken as it is."""
    as_bytes = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), escaped).encode("latin-1", "replace")
    return as_bytes.decode("utf-8", "replace")


def site_id_of(code: str | None, own_id: str) -> str:
    """The id of a site throughout the product."""
    return f"{code or NO_MUNICIPALITY}-{escape_id(own_id)}"


def split_site_id(site_id: str) -> tuple[str | None, str] | None:
    """Municipality and own id of a site's id, None for what is no such id."""
    found = _SITE_ID.fullmatch(site_id)
    if not found:
        return None
    return None if found[1] == NO_MUNICIPALITY else found[1], unescape_id(found[2])

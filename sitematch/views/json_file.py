"""Documents as JSON text: the same document gives the same bytes, and not-a-number cannot get in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def render_json(document: Mapping[str, Any]) -> str:
    """A document of plain values, in its own order, readable and ending in a newline.

    Raises:
        ValueError: an infinite number or not-a-number, which JSON does not know.
    """
    return json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n"

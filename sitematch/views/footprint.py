"""How large a plant fits on each site, as a table for the terminal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sitematch.core.evidence import Lang, Text
from sitematch.views.table import NO_VALUE, render_rows
from sitematch.views.words import number, reason_text

_HEADINGS: Final = (
    Text("Område", "Site"),
    Text("Ryms i skala", "Fits at scale"),
    Text("Högst", "At most"),
    Text("Vinkel °", "Angle °"),
    Text("Okänt därför att", "Unknown because"),
)


def render_footprints(rows: Sequence[Mapping[str, Any]], lang: Lang, *, colour: bool = False) -> str:
    """A line a site: the scale that is attained, the bound above it, and the angle of the length from east."""
    cells = [
        [
            row["site_id"],
            # below 1 it does not fit, so 0.998 may not show as 1
            _figure(row["fit"], lang, math.floor),
            _figure(row["fit_at_most"], lang, math.ceil),
            _figure(row["angle_deg"], lang),
            reason_text(row["reason"], lang) if row["reason"] else "",
        ]
        for row in rows
    ]
    return render_rows([h.in_(lang) for h in _HEADINGS], cells, colour=colour, right=frozenset({1, 2, 3}))


def _figure(value: float | None, lang: Lang, whole: Callable[[float], int] = round) -> str:
    return NO_VALUE if value is None else number(whole(value * 100) / 100, lang)

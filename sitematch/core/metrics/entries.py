"""Short ways to write an entry of the catalogue."""

from __future__ import annotations

from typing import Final

from sitematch.core.evidence import Text
from sitematch.core.metrics.metric import Group, Kind, Metric, Origin

Words = tuple[str, str]
"""A text in Swedish and in English, in this order."""

CERTAINTIES: Final = ("none", "possible", "confirmed")
CERTAINTY_LABELS: Final = (Text("nej", "no"), Text("möjlig", "possible"), Text("bekräftad", "confirmed"))


def stated_number(name: str, unit: str, group: Group, *words: Words, changeable: bool = True) -> Metric:
    """A number that stands in a column of the site file; ``words`` are label, help and question."""
    label, help_, ask = (Text(*pair) for pair in words)
    return Metric(name, Kind.NUMBER, unit, Origin.STATED, group, label, help_, ask, changeable)


def stated_boolean(name: str, group: Group, *words: Words) -> Metric:
    """A yes or no of the site file; ``words`` are label, help and question."""
    label, help_, ask = (Text(*pair) for pair in words)
    return Metric(name, Kind.BOOLEAN, None, Origin.STATED, group, label, help_, ask, changeable=True)


def burden(name: str, *words: Words) -> Metric:
    """A restriction on the land that is ruled out, possible or confirmed; it cannot be changed at a given site."""
    label, help_, ask = (Text(*pair) for pair in words)
    return Metric(
        name,
        Kind.CATEGORY,
        None,
        Origin.STATED,
        Group.SURROUNDINGS,
        label,
        help_,
        ask,
        changeable=False,
        categories=CERTAINTIES,
        category_labels=CERTAINTY_LABELS,
    )

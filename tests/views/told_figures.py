"""Figures read back out of sentences, in either language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite

_DATE = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def plain(text: str, lang: str) -> str:
    """A sentence with its numbers as Python writes them."""
    if lang == "sv":
        text = re.sub(r"(?<=\d)\u00a0(?=\d{3})", "", text)
        text = re.sub(r"(?<=\d),(?=\d)", ".", text)
    else:
        text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    return text.replace("\u00a0", " ")


def figures(text: str) -> list[tuple[float, float]]:
    """Every number of a plain sentence with half of its last digit, dates left out."""
    found = _NUMBER.findall(_DATE.sub("", text))
    return [(float(one), 0.5 * 10.0 ** -len(one.partition(".")[2])) for one in found]


def close(stated: tuple[float, float], known: float) -> bool:
    """Whether a figure, as far as it is written out, is one that is known."""
    return abs(stated[0] - known) <= stated[1] * (1 + 1e-9) + 1e-9


def without_names(text: str, names: Iterable[str]) -> str:
    """A text without the names in it, which may have figures of their own."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def names_of(result: MatchResult) -> set[str]:
    """Every name that the sentences of a match may hold."""
    sites: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    names = {site.name for site in sites} | {one.via.name for site in sites for one in site.criteria if one.via}
    return {name for name in names if any(letter.isdigit() for letter in name)} | {"Natura 2000"}


def numbers_in(value: Any) -> list[float]:
    """Every number of a document."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [float(value)]
    if isinstance(value, dict):
        return [number for each in value.values() for number in numbers_in(each)]
    return [number for each in value for number in numbers_in(each)] if isinstance(value, list | tuple) else []


def figures_of(site: RankedSite | NearMiss) -> list[float]:
    """Every figure of one site, weights in per cent."""
    known: list[float] = []
    for one in site.criteria:
        known += [v for v in (one.value_low, one.value_high, one.points_low, one.points_high) if v is not None]
        known += [] if one.weight is None else [100 * one.weight]
    return known

"""What several files say of a match besides its sites: where they show fewer than there are, and the weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite
from sitematch.texts import translator
from sitematch.views.words import number


def shown_lines(result: MatchResult, ranked: int | None, near_misses: int | None, lang: Lang) -> list[str]:
    """What is said where a file shows only so many of the ranked or of the near misses; None where it shows none."""
    translate, counts = translator(lang), result.counts
    lines = []
    listed = counts.qualifies + counts.open
    if ranked is not None and ranked < listed:
        text = translate("The first {shown} of {there} ranked sites are here.")
        lines.append(text.format(shown=ranked, there=listed))
    if near_misses is not None and near_misses < counts.fails:
        text = translate("The first {shown} of {there} near misses are here.")
        lines.append(text.format(shown=near_misses, there=counts.fails))
    return lines


def weights_of(result: MatchResult) -> Mapping[str, float | None]:
    """The share of each criterion in the score, as every site of the match has it; empty without a site."""
    some: list[RankedSite | NearMiss] = [*result.ranked[:1], *result.near_misses[:1]]
    return {one.id: one.weight for one in some[0].criteria} if some else {}


def first_lines(lines: Sequence[str], most: int, lang: Lang) -> list[str]:
    """The first of some lines, and how many more there are."""
    more = len(lines) - most
    left = [translator(lang)("and {count} more").format(count=number(float(more), lang))] if more > 0 else []
    return [*lines[:most], *left]

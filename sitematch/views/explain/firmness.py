"""How firm the rank of a site is: over the weightings that were drawn, and over what the unknowns allow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sitematch.core.matching.result import CriterionOutcome, RankedSite
from sitematch.views.explain.speech import FEW_DRAWS, Speech, first_in
from sitematch.views.explain.topics import capital
from sitematch.views.explain.turns import of_another
from sitematch.views.explain.worth import valued
from sitematch.views.words import marked, number, percent

_TOLD_FROM: Final = 0.01
"""A weight has to lie so much higher to be worth telling."""


def firmness_of(site: RankedSite, speech: Speech) -> str | None:
    """How often it is first, which ranks it may take, and what would have to weigh more; None without any points."""
    if site.score is None or site.first_share is None:
        return None
    counts = speech.result.counts
    if counts.qualifies + counts.open == 1:
        return speech.translate("It is the only site in the list.")
    share = f"{capital(first_in(site.first_share, speech))}."
    said = [share, _ranks(site, speech), *_shift(site, speech), *of_another(site, speech)]
    return " ".join(said)


def _ranks(site: RankedSite, speech: Speech) -> str:
    """Which ranks the unknown points allow it, none of the open sites falling away."""
    moves, some_open = site.rank_low != site.rank_high, bool(speech.result.counts.open)
    form = marked("Rank {low}, however the unknowns turn out.")
    if some_open:
        form = marked("Rank {low}, however the unknowns turn out, if every open site stays listed.")
    if moves:
        form = marked("Rank {low} to {high}, depending on how the unknowns turn out.")
    if moves and some_open:
        form = marked("Rank {low} to {high}, depending on how the unknowns turn out, if every open site stays listed.")
    low, high = (number(float(rank), speech.lang) for rank in (site.rank_low, site.rank_high))
    return speech.translate(form).format(low=low, high=high)


def _shift(site: RankedSite, speech: Speech) -> list[str]:
    """Which weight is higher where a site that is not the first comes first."""
    share, robustness = site.first_share or 0.0, speech.result.robustness
    if speech.weighting == "none":  # the weights that were drawn have nothing to do with those given
        return []
    central = robustness.central_weights.get(site.site_id)
    if site.rank == 1 or not central or share * robustness.draws <= FEW_DRAWS:
        return []
    raised = max(valued(site), key=lambda one: _raise(one, central), default=None)
    if raised is None or _raise(raised, central) < _TOLD_FROM:
        return []
    text = speech.translate("Where it comes first, {topic} weighs {central} on average instead of {given}.")
    return [
        text.format(
            topic=speech.topic(raised),
            central=percent(central[raised.id], speech.lang),
            given=percent(raised.weight or 0.0, speech.lang),
        )
    ]


def _raise(one: CriterionOutcome, central: Mapping[str, float]) -> float:
    return central.get(one.id, 0.0) - (one.weight or 0.0)

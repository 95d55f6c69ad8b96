"""Weights that sum to one, from swing weights or from an order of importance."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sitematch.core.requirement.model import Criterion, Requirement


def normalised_weights(requirement: Requirement) -> dict[str, float]:
    """The weight of each criterion that has a value function, by id, in the document's order; they sum to one.

    Swing weights are divided by their sum. Ranks give rank-order-centroid weights. Empty without value functions.
    """
    valued = [
        criterion
        for criterion in requirement.criteria
        if isinstance(criterion, Criterion) and criterion.value is not None
    ]
    ids = [criterion.id for criterion in valued]
    ranks = [criterion.rank for criterion in valued if criterion.rank is not None]
    if ranks:
        return dict(zip(ids, rank_order_centroid(ranks), strict=True))
    weights = [criterion.weight for criterion in valued if criterion.weight is not None]
    total = math.fsum(weights)
    return {id_: weight / total for id_, weight in zip(ids, weights, strict=True)}


def rank_order_centroid(ranks: Sequence[float]) -> list[float]:
    """The centroid of all weights that keep an order (Barron & Barrett 1996).

    Of n criteria the one at place k, from 1, weighs 1/n × Σ 1/i over i = k … n. Criteria of equal rank take
    consecutive places and share the mean of their weights, so ranks 1, 1, 2 and 1, 1, 3 say the same.

    Args:
        ranks: one for each criterion, 1 for the most important.

    Returns:
        Weights in the order of ``ranks``; they sum to one.
    """
    n = len(ranks)
    at_place = [math.fsum(1 / i for i in range(place, n + 1)) / n for place in range(1, n + 1)]
    in_order = sorted(ranks)
    shares = {}
    for rank in set(ranks):
        start = in_order.index(rank)
        count = in_order.count(rank)
        shares[rank] = math.fsum(at_place[start : start + count]) / count
    return [shares[rank] for rank in ranks]

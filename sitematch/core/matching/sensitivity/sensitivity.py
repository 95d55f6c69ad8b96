"""What the first place hangs on: the smallest change of one weight, or of one figure, that gives it to another site.

Of the first site it is told what takes the place away, of the others at the top what would bring them there. All of it
is exact: scores are linear in a weight and piecewise linear in a figure, so that the place changes hands at a point
that can be solved for. Ties are settled as in the list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from sitematch.core.matching.scoring.assessment import Assessment
from sitematch.core.matching.scoring.scores import tie_order
from sitematch.core.matching.scoring.standings import Standings
from sitematch.core.matching.sensitivity.figures import figure_turns
from sitematch.core.matching.sensitivity.ground import FigureGround
from sitematch.core.matching.sensitivity.weights import ListAsArrays, WeightTurn, weight_turn
from sitematch.core.requirement.model import Measure
from sitematch.core.sites.columns import Column

LEADERS: Final = 5
"""Of so many sites at the top it is told."""


def sensitivity(
    assessments: Sequence[Assessment],
    columns: Mapping[Measure, Column],
    standings: Standings,
    shares: Mapping[str, float],
    ids: Sequence[str],
) -> tuple[Mapping[str, Any], ...]:
    """For each of the leading sites the weights and the figures that the first place hangs on, the smallest first.

    Args:
        assessments: every criterion, in the order of the document.
        columns: the values of each measure at all sites.
        standings: who stands where.
        shares: normalised weights by criterion id.
        ids: of all sites.

    Returns:
        Rows ``{site_id, rank, weights, figures}``. A weight is compared by its change, a figure by its change in
        parts of itself (of 0: the change itself), a category or boolean by 1. Both lists are empty where nothing of
        the kind can change who is first.
    """
    listed = _as_arrays(standings)
    names = [ids[row] for row in standings.rows[standings.ranked[:LEADERS]]]
    by_weight = _by_weight(assessments, standings, shares, listed, len(names))
    rows = []
    for place, name in enumerate(names):
        # what a figure of the first site loses goes to the second, whatever it is
        rival = (1 if place == 0 else 0) if len(listed.scores) > 1 else None
        receiver = name if place else (names[1] if rival else None)
        ground = FigureGround.of(assessments, columns, standings, shares, place, rival)
        weights = [
            {**one, "first": ids[standings.rows[standings.ranked[turn.first]]]} for one, turn in by_weight[place]
        ]
        figures = [{**row, "first": receiver} for row in figure_turns(ground, loses=place == 0)]
        rows.append(
            {
                "site_id": name,
                "rank": place + 1,
                "weights": sorted(weights, key=lambda row: abs(row["change"])),
                "figures": sorted(figures, key=_relative),
            }
        )
    return tuple(rows)


def _as_arrays(standings: Standings) -> ListAsArrays:
    ranked = standings.ranked
    unknown = standings.unknown[ranked]
    in_order = np.argsort(ranked)  # ``tie_order`` takes the sites by id
    places = np.empty(len(ranked), dtype=np.int64)
    places[in_order[tie_order(unknown[in_order])]] = np.arange(len(ranked))
    scores = np.zeros(len(ranked)) if standings.scores is None else standings.scores.middle[ranked]
    return ListAsArrays(scores, places)


def _by_weight(
    assessments: Sequence[Assessment],
    standings: Standings,
    shares: Mapping[str, float],
    listed: ListAsArrays,
    leaders: int,
) -> list[list[tuple[dict[str, Any], WeightTurn]]]:
    """For each leader the turns of every weight, one column of points in memory at a time."""
    found: list[list[tuple[dict[str, Any], WeightTurn]]] = [[] for _ in range(leaders)]
    rows = standings.rows[standings.ranked]
    for each in assessments:
        if each.points is None or len(shares) < 2:
            continue
        points, share = (each.points.low[rows] + each.points.high[rows]) / 2, shares[each.id]
        for place in range(leaders):
            turn = weight_turn(listed, points, share, place)
            if turn is not None:
                row = {
                    "id": each.id,
                    "metric": each.metric,
                    "from": share,
                    "to": share + turn.change,
                    "change": turn.change,
                    "direction": "up" if turn.up else "down",
                    "beyond": turn.beyond,
                }
                found[place].append((row, turn))
    return found


def _relative(row: Mapping[str, Any]) -> float:
    change, start = row["change"], row["from"]
    return 1.0 if change is None else abs(change) / (abs(start) or 1.0)

"""Why one site has another rank by what concerns itself: its figures, what is asked for, and what that weighs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sitematch.core.matching.difference.causes import (
    Sides,
    asks_the_same,
    is_by_reach,
    outcome_pairs,
    same_share,
    says_the_same,
)

Row = Mapping[str, Any]


def own_reasons(was: Row | None, now: Row | None, sides: Sides) -> list[dict[str, Any]]:
    """The reasons in the site itself, what moved its score or its place in the list most first.

    Returns:
        Rows with a ``kind``: ``new`` or ``gone`` (not among the sites of one result), ``not_shown`` (a shortened result
        does not tell), ``data`` (another figure), ``region`` (another figure, for the region's data changed), ``reach``
        (another figure of reach, for the region's data or the site's place changed), ``requirement``, ``engine`` (other
        points for the same figure). ``points`` is what the score gained by it, None where it cannot be told apart;
        ``verdict_from`` and ``verdict_to`` stand where the verdict changed.
    """
    if was is None or now is None:
        return [_absent(was, sides)]
    reasons = [*_added_or_removed(was, now)]
    for before, after in outcome_pairs(was, now):
        reasons += _of_criterion(before, after, sides)
    moving = [row for row in reasons if row["points"] != 0.0 or "verdict_to" in row]
    return sorted(moving, key=_weight)


def _absent(was: Row | None, sides: Sides) -> dict[str, Any]:
    side = sides.before if was is None else sides.after
    if not side.shows_all:
        return {"kind": "not_shown", "result": "from" if was is None else "to"}
    return {"kind": "new" if was is None else "gone"}


def _added_or_removed(was: Row, now: Row) -> Iterator[dict[str, Any]]:
    before, after = ({one["id"]: one for one in row["criteria"]} for row in (was, now))
    for id_, one in before.items():
        if id_ not in after:
            yield _reason("requirement", one, None, -_worth(one, one), what="removed")
    for id_, one in after.items():
        if id_ not in before:
            yield _reason("requirement", None, one, _worth(one, one), what="added")


def _of_criterion(was: Row, now: Row, sides: Sides) -> Iterator[dict[str, Any]]:
    """What changed on a criterion that both results have."""
    before, after = (side.criteria.get(now["id"], {}) for side in (sides.before, sides.after))
    asked, told = asks_the_same(before, after), says_the_same(was, now)
    moved = _worth(now, now) - _worth(was, now)
    if not told and was["metric"] == now["metric"]:
        kind = _kind_of_data(now, sides)
        yield _reason(kind, was, now, moved if asked else None)
    if not asked:
        yield _reason("requirement", was, now, moved, what="changed")
    if asked and told and (moved or was.get("verdict") != now.get("verdict")):
        yield _reason("engine", was, now, moved)
    if not same_share(was.get("weight"), now.get("weight")):
        yield _reason("requirement", was, now, _worth(was, now) - _worth(was, was), what="weight", verdicts=False)


def _kind_of_data(now: Row, sides: Sides) -> str:
    by_reach = is_by_reach(str(now["metric"])) or now["metric"] == "any"
    if not by_reach or sides.same_region:
        return "data"
    return "region" if sides.same_region is False else "reach"


def _reason(
    kind: str, was: Row | None, now: Row | None, points: float | None, *, verdicts: bool = True, **more: str
) -> dict[str, Any]:
    one: Row = now or was or {}
    row: dict[str, Any] = {"kind": kind, "id": one["id"], "metric": one["metric"], **more, "points": points}
    row["from"], row["to"] = _told(was), _told(now)
    before, after = (None if each is None else each.get("verdict") for each in (was, now))
    if verdicts and before != after:
        row["verdict_from"], row["verdict_to"] = before, after
    return row


def _told(one: Row | None) -> dict[str, Any] | None:
    """What a site has of a criterion, and who says so."""
    if one is None:
        return None
    keys = (
        "value",
        "value_low",
        "value_high",
        "unit",
        "via",
        "reason",
        "source",
        "points_low",
        "points_high",
        "weight",
    )
    return {key: one.get(key) for key in keys}


def _middle(one: Row) -> float | None:
    low, high = one.get("points_low"), one.get("points_high")
    return None if low is None or high is None else (low + high) / 2


def _worth(points: Row, weight: Row) -> float:
    """The points of one outcome at the weight of another; 0 where either is missing."""
    middle, share = _middle(points), weight.get("weight")
    return 0.0 if middle is None or share is None else float(share * middle)


def _weight(row: Row) -> tuple[int, float]:
    """What took a site into the list or out of it comes first, then what moved the score most."""
    fails = "fails" in (row.get("verdict_from"), row.get("verdict_to"))
    return 0 if fails else 1, -abs(row["points"] or 0.0)

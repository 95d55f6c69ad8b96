"""What differs between two results as a whole: program, region, requirement, sites, and how much of them is shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sitematch.core.metrics.catalogue import CATALOGUE
from sitematch.core.metrics.metric import Origin

Row = Mapping[str, Any]

_WEIGHING: Final = frozenset({"weight", "rank"})
_SAME_SHARE: Final = 1e-12
HASHES: Final = "region_hashes"


@dataclass(frozen=True, eq=False, slots=True)
class Listed:
    """A result document, its sites by id (ranked and near misses), the ranks of the listed ones, its criteria by id."""

    document: Row
    rows: Mapping[str, Row]
    ranks: Mapping[str, int]
    criteria: Mapping[str, Row]

    @classmethod
    def of(cls, document: Row) -> Listed:
        """What a result document lists."""
        ranked, misses = document["ranked"], document["near_misses"]
        rows = {row["site_id"]: row for row in (*ranked, *misses)}
        criteria = {str(criterion["id"]): criterion for criterion in document["requirement"]["criteria"]}
        return cls(document, rows, {row["site_id"]: row["rank"] for row in ranked}, criteria)

    @property
    def shows_all(self) -> bool:
        """Whether every considered site is in it: a long one may be shortened."""
        counts = self.document["counts"]
        return bool(len(self.rows) >= counts["qualifies"] + counts["open"] + counts["fails"])


@dataclass(frozen=True, eq=False, slots=True)
class Sides:
    """The two results that are compared."""

    before: Listed
    after: Listed

    @property
    def same_region(self) -> bool | None:
        """Whether the data of the region are the same; None where one of the results does not tell."""
        if self.before.document["region"] != self.after.document["region"]:
            return False
        hashes = [side.document.get("inputs", {}).get("region_hash") for side in (self.before, self.after)]
        return None if None in hashes else hashes[0] == hashes[1]


def causes(sides: Sides) -> list[dict[str, Any]]:
    """All that differs, as rows with a ``kind``."""
    return [*_engine(sides), *_region(sides), *_requirement(sides), *_sites(sides), *_shown(sides)]


def asks_the_same(before: Row, after: Row) -> bool:
    """Whether two criteria ask for the same, whatever their weights."""
    return _without_weight(before) == _without_weight(after)


def outcome_pairs(was: Row, now: Row) -> Iterator[tuple[Row, Row]]:
    """The outcomes of one site on each criterion that both results have."""
    there = {one["id"]: one for one in was["criteria"]}
    yield from ((there[one["id"]], one) for one in now["criteria"] if one["id"] in there)


def is_by_reach(metric: str) -> bool:
    """Whether a metric is read from the region's roads, people and facilities."""
    return metric in CATALOGUE and CATALOGUE[metric].origin is Origin.REACH


def says_the_same(was: Row, now: Row) -> bool:
    """Whether a site has the same of a criterion, for all that is known of it."""
    return all(was.get(key) == now.get(key) for key in ("value", "value_low", "value_high"))


def same_share(was: float | None, now: float | None) -> bool:
    """Whether two normalised weights are one."""
    return was == now or (was is not None and now is not None and abs(was - now) <= _SAME_SHARE)


def _engine(sides: Sides) -> Iterator[dict[str, Any]]:
    before, after = sides.before.document["engine"], sides.after.document["engine"]
    if before != after:
        yield {"kind": "engine", "from": before, "to": after}


def _region(sides: Sides) -> Iterator[dict[str, Any]]:
    before, after = sides.before.document, sides.after.document
    if before["region"] != after["region"]:
        yield {"kind": "region", "part": "id", "from": before["region"], "to": after["region"]}
        return
    was, now = (document.get("inputs", {}).get(HASHES, {}) for document in (before, after))
    parts = [part for part in was if part in now and was[part] != now[part]]
    yield from ({"kind": "region", "part": part, "from": was[part], "to": now[part]} for part in parts)
    if not parts and sides.same_region is False:
        yield {"kind": "region", "part": None, "from": None, "to": None}


def _requirement(sides: Sides) -> Iterator[dict[str, Any]]:
    before, after = sides.before.document["requirement"], sides.after.document["requirement"]
    if before.get("id") != after.get("id"):
        yield {"kind": "requirement", "what": "id", "id": None, "from": before.get("id"), "to": after.get("id")}
    was, now = sides.before.criteria, sides.after.criteria
    for id_ in dict.fromkeys([*was, *now]):
        if id_ not in now:
            yield {"kind": "requirement", "what": "removed", "id": id_, "from": was[id_], "to": None}
        elif id_ not in was:
            yield {"kind": "requirement", "what": "added", "id": id_, "from": None, "to": now[id_]}
        elif not asks_the_same(was[id_], now[id_]):
            yield {"kind": "requirement", "what": "changed", "id": id_, "from": was[id_], "to": now[id_]}
    yield from _weights(sides)
    for key in ("robustness", "assembly"):
        if before.get(key) != after.get(key):
            yield {"kind": "requirement", "what": key, "id": None, "from": before.get(key), "to": after.get(key)}


def _weights(sides: Sides) -> Iterator[dict[str, Any]]:
    """Which normalised weights differ, of criteria that both ask for, as the sites have them."""
    was, now = (_shares(side) for side in (sides.before, sides.after))
    for id_ in was:
        if id_ in now and not same_share(was[id_], now[id_]):
            yield {"kind": "requirement", "what": "weight", "id": id_, "from": was[id_], "to": now[id_]}


def _shares(side: Listed) -> dict[str, float | None]:
    some = next(iter(side.rows.values()), None)
    return {one["id"]: one.get("weight") for one in some["criteria"]} if some else {}


def _sites(sides: Sides) -> Iterator[dict[str, Any]]:
    before, after = sides.before.rows, sides.after.rows
    new = [site_id for site_id in after if site_id not in before and sides.before.shows_all]
    gone = [site_id for site_id in before if site_id not in after and sides.after.shows_all]
    changed = [
        site_id for site_id in after if site_id in before and _has_other_figures(before[site_id], after[site_id])
    ]
    if new or gone or changed:
        yield {"kind": "sites", "new": new, "gone": gone, "changed": changed}


def _has_other_figures(was: Row, now: Row) -> bool:
    pairs = outcome_pairs(was, now)
    return any(not says_the_same(one, other) for one, other in pairs if one["metric"] == other["metric"])


def _shown(sides: Sides) -> Iterator[dict[str, Any]]:
    for name, side in (("from", sides.before), ("to", sides.after)):
        counts = side.document["counts"]
        listed = counts["qualifies"] + counts["open"]
        if len(side.ranks) < listed:
            yield {"kind": "shown", "result": name, "shown": len(side.ranks), "there": listed}


def _without_weight(criterion: Row) -> dict[str, Any]:
    return {key: value for key, value in criterion.items() if key not in _WEIGHING}

"""The same match of the million by what people use: scikit-criteria, DuckDB, and NumPy as one writes it by hand.

Each is written as its own users would write it well: filters first, then points, then the weighted sum. Unknown values
are the widest interval for them too, and over an interval a value function is searched at its ends and at the knots
within. DuckDB gives all that we give: counts, and the three scores of the best. The others are let off the statuses,
and the least and most of scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from sitematch.core.requirement.model import Between, Criterion, OneOf, PiecewiseLinear, Requirement
from sitematch.core.sites.columns import CategoryColumn, Column, NumberColumn

Listed = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]
"""Rows of the sites that fail nothing, and their scores."""
Told = tuple[tuple[int, ...], list[int], np.ndarray[Any, Any]]
"""How many sites there are, qualify, are open, fail; the rows of the best, and their least, middle and most score."""
_DECISECONDS = 600


def criteria_of(requirement: Requirement, columns: Mapping[Any, Column]) -> list[tuple[Criterion, Column]]:
    """The criteria in the order of their ids, each with its column."""
    single = [each for each in requirement.criteria if isinstance(each, Criterion)]
    return [(each, columns[each.measure]) for each in sorted(single, key=lambda each: each.id)]


def by_scikit_criteria(criteria: Sequence[tuple[Criterion, Column]]) -> Listed:
    """Its matrix of all sites, its filters, points by NumPy, which it leaves to its user, its weighted sum model."""
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.preprocessing.filters import FilterGE, FilterIn, FilterLE

    named = _named_columns(criteria)
    least, most, allowed = _bounds(criteria)
    matrix = skcriteria.mkdm(np.stack(list(named.values()), axis=1), [max] * len(named), criteria=list(named))
    for chosen in (FilterGE(least), FilterLE(most), FilterIn(allowed)):
        matrix = chosen.transform(matrix)
    left = matrix.matrix
    rows = np.array([int(name[1:]) for name in left.index])
    points, weights = [], []
    for criterion, column in criteria:
        if criterion.value is not None and criterion.weight is not None:
            low, high = _points(criterion, column, [left[name].to_numpy() for name in _names(criterion, column)])
            points.append((low + high) / 2)
            weights.append(criterion.weight)
    valued = skcriteria.mkdm(np.stack(points, axis=1), [max] * len(points), weights=weights)
    return rows, WeightedSumModel().evaluate(valued).e_.score / sum(weights)


def by_numpy(criteria: Sequence[tuple[Criterion, Column]]) -> Listed:
    """Filters, points and sum in NumPy."""
    named = _named_columns(criteria)
    least, most, allowed = _bounds(criteria)
    holds = np.ones(len(next(iter(named.values()))), dtype=bool)
    for name, bound in least.items():
        holds &= named[name] >= bound
    for name, bound in most.items():
        holds &= named[name] <= bound
    for name, codes in allowed.items():
        holds &= np.isin(named[name], codes)
    rows, summed, total = np.flatnonzero(holds), 0.0, 0.0
    for criterion, column in criteria:
        if criterion.value is not None and criterion.weight is not None:
            low, high = _points(criterion, column, [named[name][rows] for name in _names(criterion, column)])
            summed = summed + criterion.weight * ((low + high) / 2)
            total += criterion.weight
    return rows, np.asarray(summed) / total


def best(listed: Listed, top: int) -> list[int]:
    """The rows of the ``top`` best."""
    rows, scores = listed
    some = np.argpartition(-scores, top)[:top]
    return [int(row) for row in rows[some[np.argsort(-scores[some], kind="stable")]]]


def _names(criterion: Criterion, column: Column) -> list[str]:
    if isinstance(column, CategoryColumn):
        return [f"{criterion.id}_code"]
    ends = [f"{criterion.id}_low"] if column.low is column.high else [f"{criterion.id}_low", f"{criterion.id}_high"]
    return [f"{criterion.id}_ds", *ends] if criterion.measure.metric == "drive_min" else ends


def _named_columns(criteria: Sequence[tuple[Criterion, Column]]) -> dict[str, Any]:
    """The arrays by name; minutes, which are compared in whole deciseconds, twice."""
    named: dict[str, Any] = {}
    for criterion, column in criteria:
        for name in _names(criterion, column):
            if isinstance(column, CategoryColumn):
                named[name] = column.codes
            elif name.endswith("_ds"):
                named[name] = np.floor(column.low * _DECISECONDS + 0.5)
            else:
                named[name] = column.low if name.endswith("_low") else column.high
    return named


def _bounds(criteria: Sequence[tuple[Criterion, Column]]) -> tuple[dict[str, float], dict[str, float], dict[str, Any]]:
    """What columns have to be at least, at most, and one of, for a site that does not surely fail."""
    least, most, allowed = {}, {}, {}
    for criterion, column in criteria:
        bound, names = criterion.must, _names(criterion, column)
        scale = _DECISECONDS if names[0].endswith("_ds") else 1
        if isinstance(bound, Between):
            if bound.min is not None:
                least[names[0] if scale > 1 else names[-1]] = bound.min * scale
            if bound.max is not None:
                most[names[0]] = bound.max * scale
        elif isinstance(bound, OneOf) and isinstance(column, CategoryColumn):
            listed = [code for code, (name,) in enumerate(column.values) if name in bound.members]
            allowed[names[0]] = [-1, *listed]
    return least, most, allowed


def _points(criterion: Criterion, column: Column, arrays: Sequence[Any]) -> tuple[Any, Any]:
    """The least and the most points."""
    if isinstance(criterion.value, PiecewiseLinear):
        x, heights = criterion.value.x, criterion.value.points
        start, end = arrays[-2:] if isinstance(column, NumberColumn) and column.low is not column.high else (None, None)
        if start is None:
            points = np.interp(arrays[-1], x, heights)
            return points, points
        ends = np.interp(start, x, heights), np.interp(end, x, heights)
        low, high = np.minimum(*ends), np.maximum(*ends)
        for knot, height in zip(x, heights, strict=True):
            within = (start < knot) & (knot < end)
            low[within] = np.minimum(low[within], height)
            high[within] = np.maximum(high[within], height)
        return low, high
    assert criterion.value is not None and isinstance(column, CategoryColumn)
    points = dict(criterion.value.points)
    codes = arrays[0].astype(np.int64)
    low, high = (np.array([*(points[name] for (name,) in column.values), of(points.values())]) for of in (min, max))
    return low[codes], high[codes]


class Duck:
    """The million in a table of DuckDB, and the match as one query."""

    def __init__(self, criteria: Sequence[tuple[Criterion, Column]], threads: int) -> None:
        import duckdb
        import pandas

        named = _named_columns(criteria)
        named = {name: values for name, values in named.items() if not name.endswith("_ds")}
        self._connection = duckdb.connect()
        self._connection.execute(f"SET threads = {threads}")
        frame = pandas.DataFrame({"row": np.arange(len(next(iter(named.values())))), **named})
        self._connection.register("frame", frame)
        self._connection.execute("CREATE TABLE sites AS SELECT * FROM frame")
        self._connection.unregister("frame")
        total = sum(each.weight for each, _ in criteria if each.weight is not None)
        valued = [each for each in criteria if each[0].value is not None]
        low, high, middle = (" + ".join(_sql_points(*each, of) for each in valued) for of in ("low", "high", "middle"))
        musts = [each for each in criteria if each[0].must is not None]
        holds = " AND ".join(f"NOT ({_sql_fails(*each)})" for each in musts)
        unknown = " + ".join(f"({_sql_unknown(*each)})::INTEGER" for each in musts)
        scores = f"({middle}) / {total!r} AS score, ({low}) / {total!r} AS low, ({high}) / {total!r} AS high"
        self._scores = f"SELECT row, {scores}, {unknown} AS unknown FROM sites WHERE {holds}"  # noqa: S608
        self._counts = (
            f"SELECT count(*), count(*) FILTER ({holds}), count(*) FILTER ({holds} AND ({unknown}) = 0) "  # noqa: S608
            "FROM sites"
        )

    def best(self, top: int) -> Told:
        """The counts, and the rows and scores of the ``top`` best."""
        every, listed, qualifies = self._connection.execute(self._counts).fetchone()
        order = f"ORDER BY score DESC, unknown, row LIMIT {top}"
        found = self._connection.execute(f"{self._scores} {order}").fetchnumpy()
        counts = (every, qualifies, listed - qualifies, every - listed)
        return counts, [int(row) for row in found["row"]], np.stack([found[each] for each in ("low", "score", "high")])

    def listed(self) -> Listed:
        """All that fail nothing."""
        found = self._connection.execute(f"{self._scores} ORDER BY row").fetchnumpy()
        return found["row"], found["score"]


def _sql_compared(criterion: Criterion, column: Column) -> tuple[str, str, str, str]:
    """The ends of a number and of its bound as they are compared."""
    bound, names = criterion.must, _names(criterion, column)
    assert isinstance(bound, Between)
    low, high, scale = names[0], names[-1], 1
    if low.endswith("_ds"):
        low = high = f"floor({names[1]} * {_DECISECONDS} + 0.5)"
        scale = _DECISECONDS
    least = "'-infinity'" if bound.min is None else repr(bound.min * scale)
    most = "'infinity'" if bound.max is None else repr(bound.max * scale)
    return low, high, least, most


def _sql_fails(criterion: Criterion, column: Column) -> str:
    if isinstance(column, CategoryColumn):
        codes = ", ".join(str(code) for code in _bounds([(criterion, column)])[2][f"{criterion.id}_code"])
        return f"{criterion.id}_code NOT IN ({codes})"
    bound = criterion.must
    assert isinstance(bound, Between)
    low, high, least, most = _sql_compared(criterion, column)
    parts = [f"{high} < {least}"] if bound.min is not None else []
    return " OR ".join([*parts, f"{low} > {most}"] if bound.max is not None else parts)


def _sql_unknown(criterion: Criterion, column: Column) -> str:
    """Whether a must is unknown at a site that does not fail it."""
    if isinstance(column, CategoryColumn):
        return f"{criterion.id}_code = -1"
    bound = criterion.must
    assert isinstance(bound, Between)
    low, high, least, most = _sql_compared(criterion, column)
    parts = [f"{low} < {least}"] if bound.min is not None else []
    return " OR ".join([*parts, f"{high} > {most}"] if bound.max is not None else parts)


def _sql_points(criterion: Criterion, column: Column, of: str) -> str:
    """Weight × the least, the most or the middle of the points."""
    function, names = criterion.value, _names(criterion, column)
    if isinstance(function, PiecewiseLinear):
        end = _sql_piecewise(names[-1], function)
        if isinstance(column, NumberColumn) and column.low is column.high:
            return f"{criterion.weight!r} * {end}"
        start = _sql_piecewise(names[-2], function)
        inside = [
            f"CASE WHEN {names[-2]} < {knot!r} AND {knot!r} < {names[-1]} THEN {height!r} END"
            for knot, height in zip(function.x, function.points, strict=True)
        ]
        every = ", ".join([start, end, *inside])
        form = {"low": "least({0})", "high": "greatest({0})", "middle": "((least({0}) + greatest({0})) / 2)"}[of]
        return f"{criterion.weight!r} * {form.format(every)}"
    assert function is not None and isinstance(column, CategoryColumn)
    points = dict(function.points)
    low, high = min(points.values()), max(points.values())
    unknown = {"low": low, "high": high, "middle": (low + high) / 2}[of]
    cases = " ".join(f"WHEN {code} THEN {points[member]!r}" for code, (member,) in enumerate(column.values))
    return f"{criterion.weight!r} * CASE {names[0]} {cases} ELSE {unknown!r} END"


def _sql_piecewise(x: str, function: PiecewiseLinear) -> str:
    knots = list(zip(function.x, function.points, strict=True))
    cases = [f"WHEN {x} <= {knots[0][0]!r} THEN {knots[0][1]!r}"]
    for (left, bottom), (right, top) in pairwise(knots):
        slope = (top - bottom) / (right - left)
        cases.append(f"WHEN {x} <= {right!r} THEN {bottom!r} + ({x} - {left!r}) * {slope!r}")
    return f"CASE {' '.join(cases)} ELSE {knots[-1][1]!r} END"

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from sitematch.core.arrays import IntArray
from sitematch.core.matching.offers import minimal_sets as searching
from sitematch.core.matching.offers.minimal_sets import Judge, Judged, losable, minimal_sets
from sitematch.core.matching.offers.neighbours import Neighbours, neighbours, neighbours_of
from sitematch.core.matching.offers.some_sets import some_sets
from tests.core.matching.offers.joined_oracle import hang_together
from tests.examples import examples

Pairs = frozenset[tuple[int, int]]
Sets = set[tuple[int, ...]]


def beside(pairs: Pairs, n: int) -> Neighbours:
    both = sorted(pairs | {(j, i) for i, j in pairs})
    one, other = (np.array(ends, dtype=np.int64) for ends in zip(*both, strict=True)) if both else (EMPTY, EMPTY)
    return neighbours_of(one, other, n)


EMPTY = np.zeros(0, dtype=np.int64)


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> tuple[int, Pairs]:
    n = draw(st.integers(2, most))
    pairs = draw(st.sets(st.sampled_from(list(combinations(range(n), 2))), max_size=2 * n))
    return n, frozenset(pairs)


def close(pairs: Pairs, i: int, j: int) -> bool:
    return (min(i, j), max(i, j)) in pairs


def connected(members: tuple[int, ...], pairs: Pairs) -> bool:
    return hang_together(members, lambda i, j: close(pairs, i, j))


def judge_of(weights: list[int], least: int, most: int) -> Judge:
    def judge(sets: IntArray) -> Judged:
        total = np.array(weights)[sets].sum(axis=1)
        return Judged((total >= least) & (total <= most), total > most)

    return judge


def by_trying(n: int, pairs: Pairs, largest: int, weights: list[int], least: int, most: int) -> Sets:
    found: list[tuple[int, ...]] = []
    members = [i for i in range(n) if weights[i] < least]
    for size in range(2, largest + 1):
        for some in combinations(members, size):
            if any(set(one) < set(some) for one in found) or not connected(some, pairs):
                continue
            if least <= sum(weights[i] for i in some) <= most:
                found.append(some)
    return set(found)


def listed(sets: tuple[IntArray, ...]) -> list[tuple[int, ...]]:
    return [tuple(row) for some in sets for row in some.tolist()]


@settings(max_examples=examples(150), deadline=None)
@given(graphs(), st.data())
def test_they_are_what_trying_every_set_finds_each_once(graph: tuple[int, Pairs], data: st.DataObject) -> None:
    n, pairs = graph
    weights = data.draw(st.lists(st.integers(1, 6), min_size=n, max_size=n))
    least, room, largest = data.draw(st.integers(3, 12)), data.draw(st.integers(0, 8)), data.draw(st.integers(2, n))
    members = np.array([i for i in range(n) if weights[i] < least], dtype=np.int64)
    found = minimal_sets(beside(pairs, n), members, largest, judge_of(weights, least, least + room))
    assert not len(found.left)
    sets = listed(found.sets)
    assert len(sets) == len(set(sets))
    assert set(sets) == by_trying(n, pairs, largest, weights, least, least + room)
    if room == 8:  # wide enough that of two sets, one within the other, every one between passes
        for one in some_sets(
            beside(pairs, n), members, np.array(weights, float), largest, judge_of(weights, least, 99)
        ):
            assert one in by_trying(n, pairs, largest, weights, least, 99)


@settings(max_examples=examples(100), deadline=None)
@given(graphs(7))
def test_what_a_set_can_lose(graph: tuple[int, Pairs]) -> None:
    n, pairs = graph
    for size in range(2, n + 1):
        sets = [some for some in combinations(range(n), size) if connected(some, pairs)]
        if sets:
            expected = [sum(connected(tuple(j for j in some if j != i), pairs) for i in some) for some in sets]
            assert losable(beside(pairs, n), np.array(sets)).tolist() == expected


@settings(max_examples=examples(50), deadline=None)
@given(graphs())
def test_neighbours_and_who_hangs_together(graph: tuple[int, Pairs]) -> None:
    n, pairs = graph
    made = beside(pairs, n)
    for i in range(n):
        assert made.of(i).tolist() == [j for j in range(n) if close(pairs, i, j)]
        reached = [j for j in range(n) if j == i or _reaches(i, j, pairs, n)]
        assert made.group[i] == min(reached)
    one, other = np.divmod(np.arange(n * n), n)
    assert made.are(one, other).tolist() == [close(pairs, int(i), int(j)) for i, j in zip(one, other, strict=True)]


def _reaches(i: int, j: int, pairs: Pairs, n: int) -> bool:
    reached, edge = {i}, [i]
    while edge:
        site = edge.pop()
        fresh = [k for k in range(n) if close(pairs, site, k) and k not in reached]
        reached.update(fresh)
        edge += fresh
    return j in reached


def test_outlines_are_neighbours_by_the_gap_between_them() -> None:
    outlines = np.array(
        [
            shapely.box(0, 0, 10, 10),
            shapely.box(10, 0, 20, 10),  # touches
            shapely.box(50, 0, 60, 10),  # 30 m off
            shapely.MultiPolygon([shapely.box(90.5, 0, 99, 10), shapely.box(200, 0, 210, 10)]),  # 30.5 m off
            shapely.box(205, 5, 215, 15),  # overlaps a part
            shapely.Point(5, 5),
            shapely.Polygon(),
        ],
        dtype=object,
    )
    made = neighbours(outlines, 30.0)
    assert [made.of(i).tolist() for i in range(7)] == [[1], [0, 2], [1], [4], [3], [], []]
    assert neighbours(outlines, 31.0).of(2).tolist() == [1, 3]
    assert neighbours(outlines, 0.0).of(1).tolist() == [0]
    assert neighbours(outlines[:0], 30.0).group.tolist() == []


def test_groups_that_need_too_much_are_left_and_the_small_ones_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_CELLS", 300)
    crowd = frozenset(combinations(range(10), 2))
    pairs = crowd | {(10, 11), (11, 12)}
    found = minimal_sets(beside(pairs, 13), np.arange(13), 4, judge_of([1] * 13, 3, 99))
    assert found.left.tolist() == [0]
    assert listed(found.sets) == [(10, 11, 12)]
    monkeypatch.setattr(searching, "MOST_CELLS", 10_000)
    assert len(listed(minimal_sets(beside(pairs, 13), np.arange(13), 4, judge_of([1] * 13, 3, 99)).sets)) == 120 + 1


def test_a_group_whose_sets_cannot_all_be_told_minimal_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "MOST_STEPS", 10)
    crowd = frozenset(combinations(range(5), 2)) | {(4, 5)}
    weights = [3, 1, 1, 1, 1, 1]
    found = minimal_sets(beside(crowd, 6), np.arange(6), 5, judge_of(weights, 4, 99))
    assert found.left.tolist() == [0]
    assert set(listed(found.sets)) <= by_trying(6, crowd, 5, weights, 4, 99)

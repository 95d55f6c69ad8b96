"""The networks that reach is measured on, and that what is compared there is the same question."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.contest import Rival, contest
from benchmarks.reach import Setting
from benchmarks.reach_networks import road_network
from benchmarks.reach_rivals import HORIZON_MIN, by_minute, extended, scipy_curves
from sitematch.core.reach.curves import POPULATION, curves
from sitematch.core.reach.network import RegionNetwork
from sitematch.core.region.model import Roads


@pytest.fixture(scope="module")
def roads() -> Roads:
    return road_network(4_000)


def test_a_network_looks_like_roads(roads: Roads) -> None:
    n, both = len(roads.node_ids), ~roads.oneway
    tails = np.concatenate([roads.from_node, roads.to_node[both]])
    heads = np.concatenate([roads.to_node, roads.from_node[both]])
    graph = coo_array((np.ones(len(tails)), (tails, heads)), shape=(n, n)).tocsr()
    degree = np.bincount(np.concatenate([roads.from_node, roads.to_node]), minlength=n)

    assert 2.2 < len(tails) / n < 2.4
    assert connected_components(graph, connection="strong")[0] == 1
    assert 0.1 < (degree == 1).mean() < 0.3
    assert (degree > 6).mean() < 0.002
    assert set(np.unique(roads.speed_kmh)) == {30, 40, 50, 60, 80, 110}
    assert roads.oneway[roads.motorway].all()
    assert 0.03 < roads.oneway.mean() < 0.15


def test_the_same_network_each_time_and_neighbours_have_near_numbers(roads: Roads) -> None:
    again = road_network(4_000)

    assert all(np.array_equal(getattr(roads, name), getattr(again, name)) for name in ("node_lon", "km", "from_node"))
    assert np.median(np.abs(roads.from_node - roads.to_node)) < 40


def test_sites_and_places_as_nodes_of_their_own_have_the_same_drives(roads: Roads) -> None:
    setting = Setting.of(roads, sites=40)
    ext = extended(setting.graph, setting.people, setting.sites)
    rival = scipy_curves(ext.matrix(reverse=True), ext, setting.region.localities.population)

    network = RegionNetwork(setting.region, setting.graph)
    assert np.array_equal(rival, curves(network, setting.sites, HORIZON_MIN, {POPULATION})[POPULATION])
    assert rival[:, -1].max() > 1000


def test_people_by_minute_of_a_few_drives() -> None:
    ds = np.array([[0, 600, 601, 54_000, 54_001, 2**31 - 1]], dtype=np.uint32)
    found = by_minute(ds, np.array([1.0, 10, 100, 1000, 10_000, 100_000]))

    assert found[0, [0, 1, 2, 89, 90]].tolist() == [1, 11, 111, 111, 1111]


def test_a_contender_with_another_answer_is_not_timed() -> None:
    rivals = {
        "right": Rival(lambda: 7, lambda answer: answer == 7),
        "part": Rival(lambda: 7, lambda answer: answer == 7, times=100.0, once=True),
        "wrong": Rival(partial(int, 8), lambda answer: answer == 7),
    }
    ours, seconds = contest(lambda: 7, rivals, rounds=2)

    assert ours > 0
    assert seconds["wrong"] is None
    assert seconds["right"] is not None and seconds["part"] is not None

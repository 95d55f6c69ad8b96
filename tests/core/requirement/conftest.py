"""A small region's words, and a requirement that uses everything a document may hold."""

from __future__ import annotations

import pytest

from sitematch.core.requirement import Vocabulary

WHOLE = """\
schema: sitematch.requirement/1
id: battery-plant
name: {sv: Batterifabrik, en: Battery plant}
sector: battery
jobs: 2500
criteria:
  - id: land
    metric: area_ha
    must: {min: 100}
    value: [[100, 0], [200, 100]]
    weight: 30
  - {id: junction, metric: drive_min, to: motorway_junction, must: {max: 15}, value: [[2, 100], [15, 0]], weight: 10}
  - {id: port, metric: drive_min, to: port, where: {draft_m: {min: 10}, cargo: {one_of: [container]}},
     value: [[20, 100], [90, 0]], weight: 5}
  - {id: labour, metric: population, within_min: 45, value: [[50000, 0], [300000, 100]], weight: 25}
  - {id: plant, metric: drive_min, to: {name: Our plant, lon: 15.62, lat: 58.41}, must: {max: 60}}
  - {id: plan, metric: plan_stage, value: {none: 0, samrad: 40, laga_kraft: 100}, weight: 8}
  - {id: siding, metric: rail_siding, must: true}
  - {id: use, metric: plan_use, must: {one_of: [industry, mixed]}}
  - {id: road, metric: attribute, name: road_class, must: {one_of: [BK1, BK4]}}
  - {id: fibre, metric: fibre, value: {true: 100, false: 0}, weight: 2}
  - {id: room, metric: footprint_fit, length_m: 800, width_m: 350.5, must: {min: 1}}
  - {id: welders, metric: workforce, within_min: 30, group: welders, must: {min: 500}}
  - {id: sights, metric: attractions, within_min: 60, where: {open_all_year: true}, must: {min: 2}}
  - {id: outlet, at_least: 1, any: [{metric: rail_siding, must: true}, {metric: drive_min, to: port, must: {max: 30}}]}
robustness: {tolerance: 0.5}
assembly: {max_parcels: 2}
"""


@pytest.fixture
def vocabulary() -> Vocabulary:
    return Vocabulary(frozenset({"port", "airport", "motorway_junction"}), frozenset({"welders"}))


@pytest.fixture
def whole_text() -> str:
    return WHOLE

"""Whatever cannot be is refused at its place, with advice; all faults at once."""

from __future__ import annotations

from typing import Any

import pytest

from sitematch.core.requirement import Vocabulary, parse_requirement, read_requirement
from sitematch.errors import Fault, RequirementRefused

V = Vocabulary(frozenset({"port", "airport", "motorway_junction"}), frozenset({"welders", "nurses"}))
HEAD = "schema: sitematch.requirement/1\nid: x\n"
SOUND = "{id: z, metric: gas, must: true}"


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(RequirementRefused) as caught:
        read_requirement(text, V, "brief.yaml")
    return caught.value.faults


def faults_of_tree(tree: Any) -> tuple[Fault, ...]:
    with pytest.raises(RequirementRefused) as caught:
        parse_requirement(tree, V)
    return caught.value.faults


CRITERIA = [
    # metrics and keys
    ("{id: a, metric: area, must: {min: 1}}", "metric", "no such metric; did you mean 'area_ha'?"),
    ("{id: a, metric: xyzzy, must: {min: 1}}", "metric", "`sitematch metrics` lists them"),
    ("{id: a, metric: 5, must: {min: 1}}", "metric", "the number 5, but the name of a metric has to stand here"),
    ("{id: a, must: {min: 1}}", "", "has no `metric`"),
    ("{metric: gas, must: true}", "", "has no `id`"),
    ("{id: 5, metric: gas, must: true}", "id", 'put it in quotes, with any leading zeros: "5"'),
    ("{id: true, metric: gas, must: true}", "id", 'put it in quotes: "true"'),
    ("{id: ' ', metric: gas, must: true}", "id", "is blank"),
    ('{id: "a\\0", metric: gas, must: true}', "id", "holds the character U+0000"),
    ('{id: "a\\nb", metric: gas, must: true}', "id", "holds a line break"),
    ("{id: a, metric: gas, must: true, wieght: 3}", "wieght", "unknown key 'wieght'; did you mean 'weight'?"),
    ("{id: a, metric: gas, must: true, foo: 3}", "foo", "here may stand id, metric, must, value, weight, rank"),
    ("{id: a, metric: gas, must: true, 5: 3}", "[5]", "the key 5 is no text; put it in quotes"),
    ("{id: a, metric: gas, must: true, ~: 3}", "None", "the key null is no text"),
    ("{id: a, metric: gas, must: true, at_least: 1}", "at_least", "`at_least` goes with `any` only"),
    ("{id: a, metric: gas}", "", "neither `must` nor `value`"),
    ("just text", "", "is the text 'just text'; a criterion is"),
    ("[1, 2]", "", "is a list; a criterion is"),
    ("~", "", "is empty; a criterion is"),
    # bounds
    ("{id: a, metric: area_ha, must: {min: 3, max: 2}}", "must.min", "3 is above `max` 2"),
    ("{id: a, metric: area_ha, must: {}}", "must", "is empty; write {min: …}"),
    ("{id: a, metric: area_ha, must: }", "must", "is empty; area_ha is a number"),
    ("{id: a, metric: area_ha, must: 100}", "must", "is the number 100; area_ha is a number: bound it by {min: …}"),
    ("{id: a, metric: area_ha, must: true}", "must", "is the boolean true; area_ha is a number"),
    ("{id: a, metric: area_ha, must: {one_of: [a]}}", "must.one_of", "area_ha is a number; bound it by {min: …}"),
    ("{id: a, metric: area_ha, must: {minimum: 1}}", "must.minimum", "did you mean 'min'?"),
    ("{id: a, metric: area_ha, must: {min: '1'}}", "must.min", "write it without quotes, with a decimal point"),
    ("{id: a, metric: area_ha, must: {min: true}}", "must.min", "is the boolean true, but a finite number"),
    ("{id: a, metric: area_ha, must: {min: .nan}}", "must.min", "is nan; it has to be a finite number"),
    ("{id: a, metric: area_ha, must: {max: .inf}}", "must.max", "is inf; it has to be a finite number"),
    ("{id: a, metric: area_ha, must: {max: 1e400}}", "must.max", "is inf"),
    ("{id: a, metric: area_ha, must: {max: 1e101}}", "must.max", "is 1e+101, beyond what any figure can be"),
    ("{id: a, metric: area_ha, must: {max: }}", "must.max", "is empty, but a finite number has to stand here"),
    (
        "{id: a, metric: rail_siding, must: yes}",
        "must",
        "is the text 'yes'; rail_siding is a boolean: bound it by true",
    ),
    ("{id: a, metric: rail_siding, must: 1}", "must", "is the number 1; rail_siding is a boolean"),
    ("{id: a, metric: rail_siding, must: {min: 1}}", "must", "is a mapping; rail_siding is a boolean"),
    ("{id: a, metric: plan_stage, must: laga_kraft}", "must", "bound it by {one_of: […]}"),
    ("{id: a, metric: plan_stage, must: {min: 1}}", "must.min", "plan_stage is a category"),
    ("{id: a, metric: plan_use, must: true}", "must", "plan_use is a set of categories"),
    ("{id: a, metric: plan_stage, must: {one_of: []}}", "must.one_of", "is an empty list"),
    ("{id: a, metric: plan_stage, must: {one_of: antagen}}", "must.one_of", "list what is allowed"),
    ("{id: a, metric: plan_stage, must: {one_of: [lagakraft]}}", "must.one_of[0]", "did you mean 'laga_kraft'?"),
    (
        "{id: a, metric: ownership, must: {one_of: [xyzzy]}}",
        "must.one_of[0]",
        "known are mixed, municipal, private, state",
    ),
    ("{id: a, metric: ownership, must: {one_of: [5]}}", "must.one_of[0]", "is the number 5"),
    ("{id: a, metric: ownership, must: {one_of: [[]]}}", "must.one_of[0]", "is a list"),
    # value functions
    ("{id: a, metric: area_ha, value: [[1, 0]], weight: 1}", "value", "has one point only"),
    ("{id: a, metric: area_ha, value: [], weight: 1}", "value", "is an empty list"),
    ("{id: a, metric: area_ha, value: 5, weight: 1}", "value", "is the number 5; write at least two points"),
    ("{id: a, metric: area_ha, value: {a: 1}, weight: 1}", "value", "is a mapping, but area_ha is a number"),
    ("{id: a, metric: area_ha, value: [[1, 0], [1, 9]], weight: 1}", "value[1]", "x 1 after 1; x has to increase"),
    ("{id: a, metric: area_ha, value: [[1, 0], [0, 9]], weight: 1}", "value[1]", "x 0 after 1; x has to increase"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 101]], weight: 1}", "value[1][1]", "from 0 to 100"),
    ("{id: a, metric: area_ha, value: [[1, -1], [2, 1]], weight: 1}", "value[0][1]", "from 0 to 100"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2]], weight: 1}", "value[1]", "a point is a pair"),
    ("{id: a, metric: area_ha, value: [[1, 0], 2], weight: 1}", "value[1]", "a point is a pair"),
    ("{id: a, metric: area_ha, value: [[1, 0], [x, 2]], weight: 1}", "value[1][0]", "is the text 'x'"),
    ("{id: a, metric: area_ha, value: [[.nan, 0], [1, 2]], weight: 1}", "value[0][0]", "is nan"),
    ("{id: a, metric: area_ha, value: [[true, 0], [1, 2]], weight: 1}", "value[0][0]", "is the boolean true"),
    ("{id: a, metric: plan_stage, value: [[1, 0], [2, 1]], weight: 1}", "value", "plan_stage is a category"),
    ("{id: a, metric: plan_stage, value: {}, weight: 1}", "value", "is an empty mapping"),
    ("{id: a, metric: plan_stage, value: {antagn: 1}, weight: 1}", "value.antagn", "did you mean 'antagen'?"),
    ("{id: a, metric: plan_stage, value: {xyzzy: 1}, weight: 1}", "value.xyzzy", "known are none, planbesked"),
    ("{id: a, metric: plan_stage, value: {antagen: 101}, weight: 1}", "value.antagen", "from 0 to 100"),
    ("{id: a, metric: plan_stage, value: {antagen: yes}, weight: 1}", "value.antagen", "is the text 'yes'"),
    ("{id: a, metric: gas, value: {yes: 1}, weight: 1}", "value.yes", "known are true, false"),
    (
        "{id: a, metric: attribute, name: n, value: {0560: 1}, weight: 1}",
        "value[560]",
        "the key 560 is no text; put it in quotes, with any leading zeros",
    ),
    # weights and ranks
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]]}", "", "has a `value` but no `weight`"),
    ("{id: a, metric: area_ha, must: {min: 1}, weight: 1}", "weight", "`weight` without a `value` weighs nothing"),
    ("{id: a, metric: area_ha, must: {min: 1}, rank: 1}", "rank", "`rank` without a `value` weighs nothing"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: 1, rank: 1}", "rank", "`rank` stands beside `weight`"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: 0}", "weight", "is 0; it has to be a number above 0"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: -1}", "weight", "above 0"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: .nan}", "weight", "is nan"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: .inf}", "weight", "is inf"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: true}", "weight", "is the boolean true"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], weight: '1'}", "weight", "without quotes"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], rank: 0}", "rank", "at least 1"),
    ("{id: a, metric: area_ha, value: [[1, 0], [2, 1]], rank: 1.5}", "rank", "a whole number"),
    # parameters
    (
        "{id: a, metric: area_ha, must: {min: 1}, to: port}",
        "to",
        "`to` does not go with area_ha, but with drive_min, distance_km",
    ),
    (
        "{id: a, metric: population, within_min: 5, group: welders, must: {min: 1}}",
        "group",
        "does not go with population, but with workforce",
    ),
    ("{id: a, metric: drive_min, must: {max: 1}}", "", "drive_min needs `to`"),
    ("{id: a, metric: drive_min, to: prt, must: {max: 1}}", "to", "did you mean 'port'?"),
    ("{id: a, metric: drive_min, to: xyzzy, must: {max: 1}}", "to", "known are airport, motorway_junction, port"),
    ("{id: a, metric: drive_min, to: [port], must: {max: 1}}", "to", "write a class of facilities, or a place"),
    ("{id: a, metric: drive_min, to: {name: p, lon: 181, lat: 0}, must: {max: 1}}", "to.lon", "from -180 to 180"),
    ("{id: a, metric: drive_min, to: {name: p, lon: 0, lat: -91}, must: {max: 1}}", "to.lat", "from -90 to 90"),
    ("{id: a, metric: drive_min, to: {name: p, lon: 0}, must: {max: 1}}", "to", "`to` lacks `lat`"),
    ("{id: a, metric: drive_min, to: {lon: 0, lat: 0}, must: {max: 1}}", "to", "`to` lacks `name`"),
    (
        "{id: a, metric: drive_min, to: {name: p, lon: 0, lat: 0, lng: 1}, must: {max: 1}}",
        "to.lng",
        "did you mean 'lon'?",
    ),
    ("{id: a, metric: drive_min, to: {name: p, lon: '0', lat: 0}, must: {max: 1}}", "to.lon", "without quotes"),
    (
        "{id: a, metric: drive_min, to: {name: p, lon: 0, lat: 0}, where: {d: {min: 1}}, must: {max: 1}}",
        "where",
        "`where` narrows a class of facilities; a place has none",
    ),
    ("{id: a, metric: drive_min, to: port, where: {}, must: {max: 1}}", "where", "is empty"),
    ("{id: a, metric: drive_min, to: port, where: [a], must: {max: 1}}", "where", "write bounds by attribute"),
    ("{id: a, metric: drive_min, to: port, where: {d: 10}, must: {max: 1}}", "where.d", "d is a column: bound it by"),
    ("{id: a, metric: drive_min, to: port, where: {d: {mn: 1}}, must: {max: 1}}", "where.d.mn", "did you mean 'min'?"),
    (
        "{id: a, metric: drive_min, to: port, where: {d: {min: 1, one_of: [a]}}, must: {max: 1}}",
        "where.d",
        "has `one_of` beside `min` or `max`",
    ),
    ("{id: a, metric: drive_min, to: port, where: {d: {one_of: [5]}}, must: {max: 1}}", "where.d.one_of[0]", "quotes"),
    (
        "{id: a, metric: population, within_min: 45, where: {d: true}, must: {min: 1}}",
        "where",
        "`where` does not go with population",
    ),
    ("{id: a, metric: population, must: {min: 1}}", "", "population needs `within_min`"),
    ("{id: a, metric: population, within_min: 0, must: {min: 1}}", "within_min", "above 0"),
    ("{id: a, metric: population, within_min: '45', must: {min: 1}}", "within_min", "without quotes"),
    ("{id: a, metric: workforce, within_min: 45, group: weldrs, must: {min: 1}}", "group", "did you mean 'welders'?"),
    ("{id: a, metric: footprint_fit, length_m: 8, must: {min: 1}}", "", "footprint_fit needs `width_m`"),
    ("{id: a, metric: footprint_fit, length_m: 8, width_m: 0, must: {min: 1}}", "width_m", "above 0"),
    ("{id: a, metric: attribute, must: {min: 1}}", "", "attribute needs `name`"),
    ("{id: a, metric: attribute, name: '', must: {min: 1}}", "name", "is blank"),
    # attributes used in two ways
    ("{id: a, metric: attribute, name: n, must: {min: 1, one_of: [a]}}", "must.one_of", "attribute 'n' is a number"),
    ("{id: a, metric: attribute, name: n, must: {min: 1}, value: {a: 1}, weight: 1}", "value", "is a number"),
    (
        "{id: a, metric: attribute, name: n, must: {one_of: [a]}, value: [[1, 0], [2, 1]], weight: 1}",
        "must.one_of",
        "attribute 'n' is a number",
    ),
    ("{id: a, metric: attribute, name: n, must: true, value: [[1, 0], [2, 1]], weight: 1}", "must", "is a number"),
    ("{id: a, metric: attribute, name: n, must: true, value: {a: 1}, weight: 1}", "value.a", "known are true, false"),
    ("{id: a, metric: attribute, name: n, must: {one_of: [0560]}}", "must.one_of[0]", "put it in quotes"),
    ("{id: a, metric: attribute, name: n, must: {one_of: [true]}}", "must.one_of[0]", 'put it in quotes: "true"'),
    ("{id: a, metric: attribute, name: n, must: ja}", "must", "is the text 'ja'"),
    # either/or
    ("{id: a, any: []}", "any", "is an empty list"),
    ("{id: a, any: {metric: gas, must: true}}", "any", "is a mapping; list its members"),
    ("{id: a, any: [5]}", "any[0]", "a member of `any` is {metric, must}"),
    ("{id: a, any: [{metric: gas, must: true}], at_least: 2}", "at_least", "from 1 to 1"),
    ("{id: a, any: [{metric: gas, must: true}], at_least: 0}", "at_least", "from 1 to 1"),
    ("{id: a, any: [{metric: gas, must: true}], at_least: true}", "at_least", "is the boolean true"),
    ("{id: a, any: [{metric: gas, must: true}], atleast: 1}", "atleast", "did you mean 'at_least'?"),
    ("{id: a, any: [{metric: gas, must: true}], weight: 1}", "weight", "`weight` does not go with `any`"),
    ("{id: a, any: [{metric: gas, must: true}], must: true}", "must", "`must` does not go with `any`"),
    ("{id: a, any: [{metric: gas, must: true}], metric: gas}", "metric", "`metric` does not go with `any`"),
    ("{any: [{metric: gas, must: true}]}", "", "has no `id`"),
    ("{id: a, any: [{metric: gas}]}", "any[0]", "has no `must`"),
    ("{id: a, any: [{must: true}]}", "any[0]", "has no `metric`"),
    ("{id: a, any: [{id: b, metric: gas, must: true}]}", "any[0].id", "`id` does not go with a member of `any`"),
    ("{id: a, any: [{metric: gas, must: true, weight: 1}]}", "any[0].weight", "`weight` does not go with a member"),
    ("{id: a, any: [{metric: gas, must: true, value: {true: 1}}]}", "any[0].value", "does not go with a member"),
    (
        "{id: a, any: [{any: [{metric: gas, must: true}], metric: gas, must: true}]}",
        "any[0].any",
        "not go with a member",
    ),
    ("{id: a, any: [{metric: gas, must: {min: 1}}]}", "any[0].must", "gas is a boolean"),
    ("{id: a, any: [{metric: area_ha, must: {one_of: [a]}}]}", "any[0].must.one_of", "area_ha is a number"),
    ("{id: a, any: [{metric: plan_use, must: {one_of: [indstry]}}]}", "any[0].must.one_of[0]", "mean 'industry'?"),
    ("{id: a, any: [{metric: drive_min, to: prt, must: {max: 1}}]}", "any[0].to", "did you mean 'port'?"),
]


@pytest.mark.parametrize(("criterion", "path", "advice"), CRITERIA)
def test_a_criterion_with_one_fault(criterion: str, path: str, advice: str) -> None:
    (fault,) = faults_of(f"{HEAD}criteria:\n- {SOUND}\n- {criterion}\n")
    base = "criteria[1]"
    assert fault.path == (base if not path else base + path if path.startswith("[") else f"{base}.{path}")
    assert advice in fault.message
    assert fault.line == 5
    assert fault.where is not None
    assert fault.where.startswith("criterion 'a'" if "id: a" in criterion else "criterion ")


@pytest.mark.parametrize(
    ("line", "path", "advice"),
    [
        ("nmae: x", "nmae", "unknown key 'nmae'; did you mean 'name'?"),
        ("name: 5", "name", "is the number 5"),
        ("name: ''", "name", "is blank"),
        ("name: {}", "name", "is an empty mapping"),
        ("name: {se: Fabrik}", "name.se", "here may stand sv, en"),
        ("name: {sv: 5}", "name.sv", "put it in quotes"),
        ("name: [a]", "name", "write one text, or {sv: …, en: …}"),
        ("sector: [battery]", "sector", "is a list"),
        ("jobs: -1", "jobs", "at least 0"),
        ("jobs: many", "jobs", "is the text 'many'"),
        ("jobs: true", "jobs", "is the boolean true"),
        ("jobs: ", "jobs", "is empty"),
        ("robustness: {weights: given, drws: 1}", "robustness.drws", "did you mean 'draws'?"),
        ("robustness: {weights: ordnal}", "robustness.weights", "did you mean 'ordinal'?"),
        ("robustness: {weights: xyzzy}", "robustness.weights", "known are given, none, ordinal"),
        ("robustness: {tolerance: 1.1}", "robustness.tolerance", "from 0 to 1"),
        ("robustness: {tolerance: -0.1}", "robustness.tolerance", "from 0 to 1"),
        ("robustness: {draws: 0}", "robustness.draws", "from 1 to 1,000,000"),
        ("robustness: {draws: 1000001}", "robustness.draws", "from 1 to 1,000,000"),
        ("robustness: {draws: 10.5}", "robustness.draws", "whole"),
        ("robustness: {draws: true}", "robustness.draws", "is the boolean true"),
        ("robustness: {seed: -1}", "robustness.seed", "from 0"),
        ("robustness: {seed: 0.5}", "robustness.seed", "whole"),
        ("robustness: given", "robustness", "is the text 'given'; write {weights"),
        ("robustness: ", "robustness", "is empty; write {weights"),
        ("assembly: {max_parcels: 0}", "assembly.max_parcels", "from 1 to 50"),
        ("assembly: {max_parcels: 51}", "assembly.max_parcels", "from 1 to 50"),
        ("assembly: {max_parcels: 1.5}", "assembly.max_parcels", "whole"),
        ("assembly: {max_gap_m: -1}", "assembly.max_gap_m", "from 0 to 10,000"),
        ("assembly: {max_gap: 1}", "assembly.max_gap", "did you mean 'max_gap_m'?"),
        ("assembly: true", "assembly", "is the boolean true"),
    ],
)
def test_a_head_with_one_fault(line: str, path: str, advice: str) -> None:
    (fault,) = faults_of(f"{HEAD}criteria: [{SOUND}]\n{line}\n")
    assert fault.path == path
    assert advice in fault.message
    assert (fault.line, fault.where) == (4, None)


@pytest.mark.parametrize(
    ("head", "path", "advice"),
    [
        ("id: x", "", "`schema` is missing"),
        ("schema: sitematch.requirement/1", "", "`id` is missing"),
        ("schema: sitematch.requirement/2\nid: x", "schema", "this version reads `sitematch.requirement/1`"),
        ("schema: 1\nid: x", "schema", "is the number 1"),
        ("schema: sitematch.requirement/1\nid: Battery Plant", "id", "write small letters a-z, digits and hyphens"),
        ("schema: sitematch.requirement/1\nid: ../x", "id", "write small letters"),
        ("schema: sitematch.requirement/1\nid: -x", "id", "write small letters"),
        ("schema: sitematch.requirement/1\nid: fabrik-åtvid", "id", "write small letters"),
        ("schema: sitematch.requirement/1\nid: 2025", "id", "put it in quotes"),
        (f"schema: sitematch.requirement/1\nid: {'x' * 101}", "id", "write small letters"),
    ],
)
def test_schema_and_id(head: str, path: str, advice: str) -> None:
    (fault,) = faults_of(f"{head}\ncriteria: [{SOUND}]\n")
    assert fault.path == path
    assert advice in fault.message


@pytest.mark.parametrize(
    ("criteria", "advice"),
    [
        ("", "`criteria` is missing"),
        ("criteria: []", "is an empty list; a requirement needs at least one criterion"),
        ("criteria:", "is empty; a requirement needs at least one criterion"),
        (f"criteria: {SOUND}", "is a mapping; a requirement needs at least one criterion"),
    ],
)
def test_without_criteria(criteria: str, advice: str) -> None:
    (fault,) = faults_of(HEAD + criteria)
    assert advice in fault.message


def test_ids_that_are_repeated() -> None:
    (fault,) = faults_of(f"{HEAD}criteria:\n- {SOUND}\n- {SOUND}\n")
    assert (fault.path, fault.line) == ("criteria[1].id", 5)
    assert "is 'z' again, as in criteria[0]" in fault.message


def test_weights_beside_ranks_in_one_requirement() -> None:
    valued = "metric: area_ha, value: [[0, 0], [1, 100]]"
    text = f"{HEAD}criteria:\n- {{id: a, {valued}, rank: 1}}\n- {{id: b, {valued}, weight: 1}}\n"
    (fault,) = faults_of(text)
    assert fault.path == "criteria[1].weight"
    assert "`weight` here, `rank` before" in fault.message


def test_a_group_where_the_region_has_none() -> None:
    tree = {
        "schema": "sitematch.requirement/1",
        "id": "x",
        "criteria": [{"id": "a", "metric": "workforce", "within_min": 5, "group": "welders", "must": {"min": 1}}],
    }
    with pytest.raises(RequirementRefused, match="this region has no groups of the workforce"):
        parse_requirement(tree, Vocabulary(frozenset({"port"}), frozenset()))


def test_keys_given_twice_are_faults_among_the_others() -> None:
    text = (
        f"{HEAD}criteria:\n- {{id: a, metric: gas, must: true, must: {{a: 1, a: 2}}, wieght: 1}}\nid: y\ncriteria: []\n"
    )
    faults = faults_of(text)
    assert [(fault.path, fault.line) for fault in faults] == [
        ("criteria[0].must.a", 4),
        ("criteria[0].must", 4),
        ("criteria[0].wieght", 4),
        ("id", 5),
        ("criteria", 6),
    ][1:]
    assert all("given twice" in fault.message for fault in faults if "wieght" not in fault.path)


def test_true_and_its_text_are_the_same_key() -> None:
    text = f'{HEAD}criteria: [{{id: a, metric: gas, value: {{true: 1, "true": 2}}, weight: 1}}]'
    (fault,) = faults_of(text)
    assert "the key 'true' is given twice" in fault.message


@pytest.mark.parametrize("top", ["[1, 2]", "just text", "5", '"text"', "- a\n- b", "true"])
def test_what_is_no_mapping_at_the_top(top: str) -> None:
    (fault,) = faults_of(top)
    assert (fault.path, fault.line, fault.column) == ("", 1, 1)
    assert "a requirement is a mapping with `schema`, `id`, `criteria`" in fault.message


def test_the_refusal_names_file_criterion_line_and_column() -> None:
    with pytest.raises(RequirementRefused) as caught:
        read_requirement(f"{HEAD}criteria:\n- {{id: land, metric: area, must: {{min: 1}}}}\n", V, "brief.yaml")
    assert str(caught.value) == (
        "brief.yaml: criterion 'land', line 4, column 22: "
        "`metric` is 'area', and there is no such metric; did you mean 'area_ha'?"
    )


def test_a_member_is_named_with_its_criterion() -> None:
    (fault,) = faults_of(f"{HEAD}criteria: [{{id: a, any: [{{metric: gas, must: true}}, {{metric: gas, must: no}}]}}]")
    assert fault.where == "criterion 'a', member 2"
    assert fault.message.startswith("`must` is the text 'no'")


def test_a_tree_without_a_text_has_no_lines() -> None:
    (fault,) = faults_of_tree({"schema": "sitematch.requirement/1", "id": "x", "criteria": [{"id": "a"}, 5][1:]})
    assert (fault.path, fault.line, fault.column, fault.where) == ("criteria[0]", None, None, "criterion 1")


@pytest.mark.parametrize("odd", [10**400, -(10**400), float("nan"), float("inf"), b"5", {1, 2}, object(), 1j])
def test_odd_values_of_a_tree_are_refused(odd: Any) -> None:
    criterion = {"id": "a", "metric": "area_ha", "must": {"min": odd}}
    (fault,) = faults_of_tree({"schema": "sitematch.requirement/1", "id": "x", "criteria": [criterion]})
    assert fault.path == "criteria[0].must.min"
    assert len(fault.message) < 200


def test_lone_surrogates_cannot_be_written_and_are_refused() -> None:
    (fault,) = faults_of(
        '{"schema": "sitematch.requirement/1", "id": "x", "name": "\\ud800",'
        ' "criteria": [{"id": "a", "metric": "gas", "must": true}]}'
    )
    assert "U+D800" in fault.message
    str(fault).encode()


def test_long_texts_are_cut_in_messages() -> None:
    (fault,) = faults_of(f"{HEAD}criteria: [{{id: a, metric: {'x' * 5000}, must: true}}]")
    assert len(fault.message) < 250


def test_too_many_criteria_or_members() -> None:
    many = ", ".join(f"{{id: a{i}, metric: gas, must: true}}" for i in range(1001))
    (fault,) = faults_of(f"{HEAD}criteria: [{many}]")
    assert "has 1,001 entries; at most 1,000" in fault.message
    members = ", ".join("{metric: gas, must: true}" for _ in range(101))
    (fault,) = faults_of(f"{HEAD}criteria: [{{id: a, any: [{members}]}}]")
    assert "has 101 members; at most 100" in fault.message


def test_a_text_of_faults_only_is_given_up_after_two_hundred() -> None:
    assert len(faults_of(HEAD + "".join(f"key{i}: 1\n" for i in range(5000)))) == 200


@pytest.mark.parametrize("key", ["\ud800", "a\nb", "\x1b[31m", "k" * 5000])
@pytest.mark.parametrize("deep", [False, True])
def test_keys_that_cannot_be_shown_do_not_reach_paths_and_messages(key: str, deep: bool) -> None:
    criterion = {"id": "a", "metric": "gas", "must": True, **({key: 1} if deep else {})}
    tree = {"schema": "sitematch.requirement/1", "id": "x", "criteria": [criterion], **({} if deep else {key: 1})}
    (fault,) = faults_of_tree(tree)
    for said in (fault.path, fault.message, str(fault)):
        assert said.isprintable()
        assert len(said) < 250
        said.encode()

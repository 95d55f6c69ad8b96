"""A sound document becomes the requirement that it says."""

from __future__ import annotations

import json

import pytest

from sitematch.core.metrics import Kind
from sitematch.core.requirement import Vocabulary, parse_requirement, read_document, read_requirement, with_draws
from sitematch.core.requirement.model import (
    AnyOf,
    Assembly,
    Between,
    CategoryPoints,
    Criterion,
    Demand,
    Measure,
    OneOf,
    PiecewiseLinear,
    Place,
    Requirement,
    Robustness,
    Truth,
    Weights,
)
from sitematch.errors import WrongUse


@pytest.fixture
def whole(whole_text: str, vocabulary: Vocabulary) -> Requirement:
    return read_requirement(whole_text, vocabulary)


def criterion(requirement: Requirement, id_: str) -> Criterion | AnyOf:
    return next(criterion for criterion in requirement.criteria if criterion.id == id_)


def of_one(vocabulary: Vocabulary, **entries: object) -> Criterion:
    """The criterion that these entries make up."""
    tree = {"schema": "sitematch.requirement/1", "id": "x", "criteria": [{"id": "a", **entries}]}
    (found,) = parse_requirement(tree, vocabulary).criteria
    assert isinstance(found, Criterion)
    return found


def test_the_head_of_a_document(whole: Requirement) -> None:
    assert (whole.id, whole.sector, whole.jobs) == ("battery-plant", "battery", 2500)
    assert whole.name == {"sv": "Batterifabrik", "en": "Battery plant"}
    assert whole.robustness == Robustness(Weights.GIVEN, 0.5, 10_000, 1)
    assert whole.assembly == Assembly(2, 30)


def test_a_number_with_bound_and_value(whole: Requirement) -> None:
    assert criterion(whole, "land") == Criterion(
        "land",
        Measure("area_ha", Kind.NUMBER),
        Between(100, None),
        PiecewiseLinear((100, 200), (0, 100)),
        weight=30,
    )


def test_a_class_of_facilities_narrowed_by_where(whole: Requirement) -> None:
    found = criterion(whole, "port")
    assert isinstance(found, Criterion)
    assert found.measure.to == "port"
    assert found.measure.where == (("draft_m", Between(10, None)), ("cargo", OneOf(("container",))))


def test_a_place_of_the_prospects(whole: Requirement) -> None:
    found = criterion(whole, "plant")
    assert isinstance(found, Criterion)
    assert found.measure == Measure("drive_min", Kind.NUMBER, to=Place("Our plant", 15.62, 58.41))
    assert found.must == Between(None, 60)


def test_people_within_minutes_and_of_a_group(whole: Requirement) -> None:
    measures = {measure.metric: measure for measure in whole.measures}
    assert measures["population"] == Measure("population", Kind.NUMBER, within_min=45)
    assert measures["workforce"] == Measure("workforce", Kind.NUMBER, within_min=30, group="welders")
    assert measures["attractions"].where == (("open_all_year", Truth(True)),)
    assert (measures["footprint_fit"].length_m, measures["footprint_fit"].width_m) == (800, 350.5)


def test_categories_sets_and_booleans(whole: Requirement) -> None:
    plan, use, fibre = (criterion(whole, id_) for id_ in ("plan", "use", "fibre"))
    assert isinstance(plan, Criterion)
    assert isinstance(use, Criterion)
    assert isinstance(fibre, Criterion)
    assert plan.value == CategoryPoints((("none", 0), ("samrad", 40), ("laga_kraft", 100)))
    assert (use.measure.kind, use.must) == (Kind.SET, OneOf(("industry", "mixed")))
    assert fibre.value == CategoryPoints((("true", 100), ("false", 0)))


def test_either_or(whole: Requirement) -> None:
    assert criterion(whole, "outlet") == AnyOf(
        "outlet",
        (
            Demand(Measure("rail_siding", Kind.BOOLEAN), Truth(True)),
            Demand(Measure("drive_min", Kind.NUMBER, to="port"), Between(None, 30)),
        ),
        at_least=1,
    )


@pytest.mark.parametrize(
    ("entries", "kind"),
    [
        ({"must": {"min": 1}}, Kind.NUMBER),
        ({"must": {"max": 1}, "value": [[0, 0], [1, 100]], "weight": 1}, Kind.NUMBER),
        ({"value": [[0, 0], [1, 100]], "weight": 1}, Kind.NUMBER),
        ({"must": True}, Kind.BOOLEAN),
        ({"must": False, "value": {"true": 1, "false": 2}, "weight": 1}, Kind.BOOLEAN),
        ({"must": {"one_of": ["BK1"]}}, Kind.CATEGORY),
        ({"value": {"BK1": 1}, "weight": 1}, Kind.CATEGORY),
        ({"value": {"true": 1}, "weight": 1}, Kind.CATEGORY),
        ({"must": {"one_of": ["0560"]}, "value": {"0560": 1}, "weight": 1}, Kind.CATEGORY),
    ],
)
def test_the_kind_of_an_attribute_follows_from_its_use(
    vocabulary: Vocabulary, entries: dict[str, object], kind: Kind
) -> None:
    found = of_one(vocabulary, metric="attribute", name="road_class", **entries)
    assert found.measure == Measure("attribute", kind, name="road_class")


def test_a_fixed_column_is_an_attribute_too(vocabulary: Vocabulary) -> None:
    found = of_one(vocabulary, metric="attribute", name="municipality_code", must={"one_of": ["0560", "0580"]})
    assert found.must == OneOf(("0560", "0580"))


def test_a_member_named_twice_counts_once(vocabulary: Vocabulary) -> None:
    found = of_one(vocabulary, metric="plan_use", must={"one_of": ["industry", "office", "industry"]})
    assert found.must == OneOf(("industry", "office"))


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("Plant", "Plant"),
        ({"sv": "Fabrik"}, {"sv": "Fabrik", "en": "Fabrik"}),
        ({"en": "Plant", "sv": "Fabrik"}, {"sv": "Fabrik", "en": "Plant"}),
    ],
)
def test_names_in_one_language_or_two(vocabulary: Vocabulary, name: object, read: object) -> None:
    tree = {"schema": "sitematch.requirement/1", "id": "x", "name": name}
    tree["criteria"] = [{"id": "a", "metric": "fibre", "must": True}]
    assert parse_requirement(tree, vocabulary).name == read


def test_without_a_name_the_id_stands_for_it(vocabulary: Vocabulary) -> None:
    tree = {"schema": "sitematch.requirement/1", "id": "x", "criteria": [{"id": "a", "metric": "gas", "must": True}]}
    requirement = parse_requirement(tree, vocabulary)
    assert requirement.name == "x"
    assert requirement.assembly is None
    assert "name" not in requirement.document


def test_whole_numbers_may_be_written_with_a_point(vocabulary: Vocabulary) -> None:
    tree = {
        "schema": "sitematch.requirement/1",
        "id": "x",
        "criteria": [{"id": "a", "any": [{"metric": "gas", "must": True}], "at_least": 1.0}],
        "robustness": {"draws": 100.0, "seed": 0.0},
    }
    requirement = parse_requirement(tree, vocabulary)
    assert (requirement.robustness.draws, requirement.robustness.seed) == (100, 0)
    assert isinstance(requirement.robustness.draws, int)
    assert requirement.document["robustness"]["draws"] == 100.0


def test_ranks_stand_for_weights(vocabulary: Vocabulary) -> None:
    found = of_one(vocabulary, metric="area_ha", value=[[1, 0], [2, 100]], rank=3)
    assert (found.rank, found.weight) == (3, None)


def test_the_document_is_as_given_with_defaults_filled_in(whole_text: str, whole: Requirement) -> None:
    given = read_document(whole_text).tree
    document = dict(whole.document)
    assert document.pop("robustness") == {"weights": "given", "tolerance": 0.5, "draws": 10000, "seed": 1}
    assert document.pop("assembly") == {"max_parcels": 2, "max_gap_m": 30}
    assert document == {key: value for key, value in given.items() if key not in ("robustness", "assembly")}
    assert isinstance(document["jobs"], int)
    assert json.loads(json.dumps(whole.document)) == whole.document


def test_at_least_is_filled_in_and_assembly_is_not(vocabulary: Vocabulary) -> None:
    tree = {
        "schema": "sitematch.requirement/1",
        "id": "x",
        "criteria": [{"id": "a", "any": [{"metric": "gas", "must": True}]}],
    }
    document = parse_requirement(tree, vocabulary).document
    assert document["criteria"][0]["at_least"] == 1
    assert document["robustness"] == {"weights": "given", "tolerance": 0.25, "draws": 10000, "seed": 1}
    assert "assembly" not in document
    assert "at_least" not in tree["criteria"][0], "what was given is not touched"


def test_an_empty_assembly_asks_for_the_defaults(vocabulary: Vocabulary) -> None:
    tree = {"schema": "sitematch.requirement/1", "id": "x", "assembly": {}, "robustness": {}}
    tree["criteria"] = [{"id": "a", "metric": "gas", "must": True}]
    requirement = parse_requirement(tree, vocabulary)
    assert requirement.assembly == Assembly(3, 30)
    assert requirement.robustness == Robustness()
    assert requirement.document["assembly"] == {"max_parcels": 3, "max_gap_m": 30.0}


def test_the_document_reads_as_the_same_requirement(whole: Requirement, vocabulary: Vocabulary) -> None:
    again = parse_requirement(whole.document, vocabulary)
    assert again == whole
    assert again.document == whole.document


def test_draws_and_seed_are_written_into_requirement_and_document(whole: Requirement) -> None:
    changed = with_draws(whole, draws=500, seed=7)
    assert changed.robustness == Robustness(Weights.GIVEN, 0.5, 500, 7)
    assert changed.document["robustness"] == {"weights": "given", "tolerance": 0.5, "draws": 500, "seed": 7}
    assert whole.document["robustness"]["draws"] == 10_000, "the one that was given is not touched"
    assert with_draws(whole, seed=7).robustness.draws == 10_000
    assert with_draws(whole) == whole


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"draws": 1_000_001}, {"seed": -1}, {"draws": True}, {"seed": 1.5}])
def test_draws_and_seeds_that_cannot_be(whole: Requirement, wrong: dict[str, int]) -> None:
    with pytest.raises(WrongUse, match=f"{next(iter(wrong))} is .*; it has to be"):
        with_draws(whole, **wrong)

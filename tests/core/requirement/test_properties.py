"""Rules that hold for every document: what is sound reads the same from YAML and JSON, what is not is refused."""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from sitematch.core.metrics import CATALOGUE, Kind
from sitematch.core.requirement import (
    Vocabulary,
    canonical_document,
    normalised_weights,
    parse_requirement,
    read_requirement,
)
from sitematch.errors import RequirementRefused, Unreadable
from tests.examples import examples

V = Vocabulary(frozenset({"port", "airport"}), frozenset({"welders"}))
FEW = settings(deadline=None, max_examples=examples(50))

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=12,
).filter(lambda text: text.strip() and "?" not in text[0])  # ruamel writes ?0 in braces bare, and cannot read it back
NUMBERS = st.integers(-(10**6), 10**6) | st.floats(-1e6, 1e6)
POSITIVE = st.integers(1, 1000) | st.floats(0.001, 1000)
POINTS = st.integers(0, 100) | st.floats(0, 100)


@st.composite
def betweens(draw: st.DrawFn) -> dict[str, Any]:
    low, high = sorted(draw(st.tuples(NUMBERS, NUMBERS)))
    return draw(st.sampled_from([{"min": low}, {"max": high}, {"min": low, "max": high}]))


def lists_of(members: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"one_of": st.lists(members, min_size=1, max_size=3, unique=True)})


ANY_BOUND = betweens() | lists_of(TEXTS) | st.booleans()
WHERE = st.dictionaries(TEXTS, ANY_BOUND, min_size=1, max_size=2)
PLACES = st.fixed_dictionaries({"name": TEXTS, "lon": st.floats(-180, 180), "lat": st.integers(-90, 90)})
PARAMETERS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "drive_min": st.fixed_dictionaries({"to": st.sampled_from(["port", "airport"])}, optional={"where": WHERE})
    | st.fixed_dictionaries({"to": PLACES}),
    "population": st.fixed_dictionaries({"within_min": POSITIVE}),
    "workforce": st.fixed_dictionaries({"within_min": POSITIVE}, optional={"group": st.just("welders")}),
    "jobs": st.fixed_dictionaries({"within_min": POSITIVE}),
    "attractions": st.fixed_dictionaries({"within_min": POSITIVE}, optional={"where": WHERE}),
    "footprint_fit": st.fixed_dictionaries({"length_m": POSITIVE, "width_m": POSITIVE}),
    "attribute": st.fixed_dictionaries({"name": TEXTS}),
}
PARAMETERS["distance_km"] = PARAMETERS["drive_min"]


@st.composite
def piecewise(draw: st.DrawFn) -> list[list[Any]]:
    xs = draw(st.lists(NUMBERS, min_size=2, max_size=4, unique_by=float))
    return [[x, draw(POINTS)] for x in sorted(xs)]


def bounds_and_values(kind: Kind, categories: tuple[str, ...]) -> tuple[st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    if kind is Kind.NUMBER:
        return betweens(), piecewise()
    if kind is Kind.BOOLEAN:
        return st.booleans(), st.dictionaries(st.sampled_from(["true", "false"]), POINTS, min_size=1)
    names = st.sampled_from(categories) if categories else TEXTS
    return lists_of(names), st.dictionaries(names, POINTS, min_size=1, max_size=4)


@st.composite
def measures(draw: st.DrawFn) -> tuple[dict[str, Any], st.SearchStrategy[Any], st.SearchStrategy[Any]]:
    """The metric with its parameters, and what bounds and value functions go with it."""
    metric = CATALOGUE[draw(st.sampled_from(sorted(CATALOGUE)))]
    entries = {"metric": metric.name, **draw(PARAMETERS.get(metric.name, st.just({})))}
    kind = metric.kind
    if kind is Kind.BY_USE:
        kind = draw(st.sampled_from([Kind.NUMBER, Kind.BOOLEAN, Kind.CATEGORY]))
    must, value = bounds_and_values(kind, metric.categories)
    return entries, must, st.nothing() if metric.kind is Kind.BY_USE and kind is Kind.BOOLEAN else value


@st.composite
def criteria(draw: st.DrawFn, id_: str, scheme: str) -> dict[str, Any]:
    if draw(st.integers(0, 5)) == 0:
        members = draw(st.lists(measures(), min_size=1, max_size=3))
        entries: dict[str, Any] = {"id": id_, "any": [{**head, "must": draw(must)} for head, must, _ in members]}
        if draw(st.booleans()):
            entries["at_least"] = draw(st.integers(1, len(members)))
        return entries
    head, must, value = draw(measures())
    parts = draw(st.sampled_from(["must", "value", "both"])) if not value.is_empty else "must"
    entries = {"id": id_, **head}
    if parts != "value":
        entries["must"] = draw(must)
    if parts != "must":
        entries["value"] = draw(value)
        entries[scheme] = draw(POSITIVE if scheme == "weight" else st.integers(1, 5))
    return entries


@st.composite
def documents(draw: st.DrawFn, least: int = 1) -> dict[str, Any]:
    """A sound document of up to six criteria."""
    scheme = draw(st.sampled_from(["weight", "rank"]))
    ids = draw(st.lists(TEXTS, min_size=least, max_size=6, unique=True))
    document = {
        "schema": "sitematch.requirement/1",
        "id": draw(st.from_regex(r"\A[a-z][a-z0-9-]{0,8}[a-z0-9]\Z")),
        "criteria": [draw(criteria(id_, scheme)) for id_ in ids],
    }
    optional = {
        "name": TEXTS | st.dictionaries(st.sampled_from(["sv", "en"]), TEXTS, min_size=1),
        "sector": TEXTS,
        "jobs": st.integers(0, 10**6) | st.floats(0, 1e6),
        "robustness": st.fixed_dictionaries(
            {},
            optional={
                "weights": st.sampled_from(["given", "ordinal", "none"]),
                "tolerance": st.floats(0, 1),
                "draws": st.integers(1, 10**6),
                "seed": st.integers(0, 2**53 - 1),
            },
        ),
        "assembly": st.fixed_dictionaries(
            {}, optional={"max_parcels": st.integers(1, 20), "max_gap_m": st.floats(0, 100)}
        ),
    }
    return {**document, **draw(st.fixed_dictionaries({}, optional=optional))}


def as_yaml(tree: Any, flow: bool) -> str:
    stream = io.StringIO()
    yaml = YAML()
    yaml.default_flow_style = flow
    yaml.allow_unicode = True
    yaml.representer.ignore_aliases = lambda *_: True
    yaml.dump(tree, stream)
    return stream.getvalue()


def shuffled(draw: Callable[[Any], Any], value: Any, ordered: bool = False) -> Any:
    """The same document with its keys, and the lists whose order says nothing, in another order; 1 as 1.0."""
    if isinstance(value, dict):
        items = draw(st.permutations(list(value.items())))
        return {key: shuffled(draw, item, ordered=key == "value") for key, item in items}
    if isinstance(value, list):
        items = [shuffled(draw, item, ordered) for item in value]
        return items if ordered else draw(st.permutations(items))
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53:
        return float(value)
    return value


@FEW
@given(documents(), st.booleans())
def test_yaml_json_and_tree_say_the_same(tree: dict[str, Any], flow: bool) -> None:
    from_tree = parse_requirement(tree, V)
    for text in (as_yaml(tree, flow), json.dumps(tree), json.dumps(tree, ensure_ascii=False, indent=1)):
        read = read_requirement(text, V)
        assert read == from_tree
        assert read.document == from_tree.document
        assert read_requirement(text.encode(), V) == from_tree


@FEW
@given(documents())
def test_the_filled_in_document_is_stable(tree: dict[str, Any]) -> None:
    before = copy.deepcopy(tree)
    requirement = parse_requirement(tree, V)
    assert tree == before
    again = parse_requirement(requirement.document, V)
    assert again == requirement
    assert again.document == requirement.document
    assert canonical_document(again) == canonical_document(requirement)


@FEW
@given(st.data())
def test_order_and_spelling_do_not_enter_the_canonical_form(data: st.DataObject) -> None:
    tree = data.draw(documents())
    other = shuffled(data.draw, tree)
    first, second = (json.dumps(canonical_document(parse_requirement(t, V)), sort_keys=True) for t in (tree, other))
    assert first == second


@FEW
@given(documents())
def test_weights_sum_to_one_whatever_they_come_from(tree: dict[str, Any]) -> None:
    weights = normalised_weights(parse_requirement(tree, V))
    assert list(weights) == [entry["id"] for entry in tree["criteria"] if "value" in entry]
    assert not weights or sum(weights.values()) == pytest.approx(1)
    assert all(weight > 0 for weight in weights.values())


JUNK = st.sampled_from(
    [None, True, False, 0, -1, 1.5, 10**400, float("nan"), float("inf"), "", "x", "\ud800", "0560", [], {}, [[]]]
) | st.recursive(
    st.none() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.text(max_size=3) | st.integers() | st.booleans() | st.none(), inner, max_size=2)
    ),
    max_leaves=6,
)


def places_in(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value below the root."""
    steps = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [place for step, item in steps for place in ((*path, step), *places_in(item, (*path, step)))]


def mutate(draw: Callable[[Any], Any], tree: Any) -> None:
    """Delete, rename, replace, double or add something somewhere."""
    places = places_in(tree)
    if not places:
        return
    path = draw(st.sampled_from(places))
    parent = tree
    for step in path[:-1]:
        parent = parent[step]
    step, action = path[-1], draw(st.sampled_from(["delete", "replace", "add", "double"]))
    if action == "delete":
        del parent[step]
    elif action == "replace":
        parent[step] = draw(JUNK)
    elif isinstance(parent, dict):
        parent[draw(st.sampled_from(["must", "value", "rank", "weight", "any", "to", "where", "xx", 5, None]))] = (
            draw(JUNK) if action == "add" else copy.deepcopy(parent[step])
        )
    else:
        parent.insert(step, draw(JUNK) if action == "add" else copy.deepcopy(parent[step]))


@settings(deadline=None, max_examples=examples(150))
@given(st.data())
def test_a_spoilt_document_is_read_or_refused_never_worse(data: st.DataObject) -> None:
    tree = data.draw(documents())
    for _ in range(data.draw(st.integers(1, 4))):
        mutate(data.draw, tree)
    try:
        requirement = parse_requirement(tree, V, "spoilt.yaml")
    except RequirementRefused as refused:
        assert refused.faults
        assert all(fault.message for fault in refused.faults)
        str(refused).encode()
    else:
        json.dumps(requirement.document, allow_nan=False).encode()
        assert parse_requirement(requirement.document, V) == requirement
        assert sum(normalised_weights(requirement).values()) == pytest.approx(
            1 if any(getattr(criterion, "value", None) for criterion in requirement.criteria) else 0
        )


@settings(deadline=None, max_examples=examples(100))
@given(documents(), st.booleans(), st.data())
def test_a_spoilt_text_is_read_or_refused_never_worse(tree: dict[str, Any], as_json: bool, data: st.DataObject) -> None:
    text = json.dumps(tree) if as_json else as_yaml(tree, flow=data.draw(st.booleans()))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = start + data.draw(st.integers(0, 3))
        put = data.draw(st.text(st.sampled_from("{}[]:,\"'\\&*!|>%@-? \n\t#0a\ud800\x00"), max_size=3))
        text = text[:start] + put + text[end:]
    try:
        read_requirement(text, V, "spoilt.yaml")
    except (RequirementRefused, Unreadable) as error:
        assert str(error).startswith("spoilt.yaml: ")
        str(error).encode()


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"metric": "area"}, "metric"),
    ({"metric": "drive_min", "to": "prt"}, "to"),
    ({"must": {"min": 2, "max": 1}}, "must.min"),
    ({"must": {"one_of": ["a"]}}, "must.one_of"),
    ({"must": {"mn": 1}}, "must.mn"),
    ({"must": True}, "must"),
    ({"must": {}}, "must"),
    ({"value": [[1, 0], [1, 100]], "weight": 1}, "value[1]"),
    ({"value": [[1, 0], [2, 101]], "weight": 1}, "value[1][1]"),
    ({"value": [[1, 0], [2, 100]], "weight": 0}, "weight"),
    ({"weight": 1}, "weight"),
    ({"wieght": 1}, "wieght"),
    ({"group": "welders"}, "group"),
    ({"at_least": 1}, "at_least"),
]


@FEW
@given(st.lists(st.sampled_from(FAULTS), min_size=1, max_size=8), st.booleans())
def test_all_faults_are_named_at_once_in_their_order(faults: list[tuple[dict[str, Any], str]], as_text: bool) -> None:
    sound = {"metric": "area_ha", "must": {"min": 1}}
    spoilt = [{"id": f"c{i}", **sound, **fault} for i, (fault, _) in enumerate(faults)]
    tree = {"schema": "sitematch.requirement/1", "id": "x", "criteria": spoilt, "jobs": -1, "nmae": "x"}
    with pytest.raises(RequirementRefused) as caught:
        read_requirement(as_yaml(tree, flow=False), V) if as_text else parse_requirement(tree, V)
    expected = {f"criteria[{i}].{path}" for i, (_, path) in enumerate(faults)} | {"jobs", "nmae"}
    named = [fault.path for fault in caught.value.faults]
    assert set(named) == expected
    assert len(named) == len(expected)
    if as_text:
        lines = [fault.line for fault in caught.value.faults]
        assert lines == sorted(line for line in lines if line is not None)

"""The canonical form: equal for equal requirements, different for different ones."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from sitematch.core.requirement import Vocabulary, canonical_document, parse_requirement, read_document


@pytest.fixture
def tree(whole_text: str) -> dict[str, Any]:
    found: dict[str, Any] = read_document(whole_text).tree
    return found


def canonical(tree: dict[str, Any], vocabulary: Vocabulary) -> str:
    return json.dumps(canonical_document(parse_requirement(tree, vocabulary)), sort_keys=True, allow_nan=False)


def test_order_of_criteria_members_and_lists(tree: dict[str, Any], vocabulary: Vocabulary) -> None:
    other = copy.deepcopy(tree)
    other["criteria"].reverse()
    for criterion in other["criteria"]:
        if "any" in criterion:
            criterion["any"].reverse()
        if isinstance(criterion.get("must"), dict) and "one_of" in criterion["must"]:
            criterion["must"]["one_of"].reverse()
        if "where" in criterion:
            criterion["where"] = dict(reversed(criterion["where"].items()))
    assert other != tree
    assert canonical(other, vocabulary) == canonical(tree, vocabulary)


def test_spelling_of_numbers_and_written_defaults(tree: dict[str, Any], vocabulary: Vocabulary) -> None:
    other = copy.deepcopy(tree)
    other["jobs"] = 2500.0
    other["criteria"][0]["weight"] = 30.0
    other["criteria"][0]["value"] = [[100.0, -0.0], [200, 100]]
    other["robustness"] = {"seed": 1, "draws": 10000.0, "weights": "given", "tolerance": 0.5}
    assert canonical(other, vocabulary) == canonical(tree, vocabulary)


@pytest.mark.parametrize(
    "change",
    [
        lambda tree: tree.update(id="other"),
        lambda tree: tree.update(name="Other"),
        lambda tree: tree.pop("sector"),
        lambda tree: tree.update(jobs=2501),
        lambda tree: tree.pop("assembly"),
        lambda tree: tree["robustness"].update(seed=2),
        lambda tree: tree["robustness"].update(weights="none"),
        lambda tree: tree["criteria"].pop(),
        lambda tree: tree["criteria"][0].update(weight=31),
        lambda tree: tree["criteria"][0].update(must={"max": 100}),
        lambda tree: tree["criteria"][0].update(value=[[100, 100], [200, 0]]),
        lambda tree: tree["criteria"][2]["where"].pop("cargo"),
        lambda tree: tree["criteria"][3].update(within_min=44.5),
        lambda tree: tree["criteria"][4]["to"].update(lon=15.63),
        lambda tree: tree["criteria"][5]["value"].update(none=1),
        lambda tree: tree["criteria"][6].update(must=False),
        lambda tree: tree["criteria"][8].update(name="other"),
        lambda tree: tree["criteria"][-1]["any"].pop(),
        lambda tree: tree["criteria"][-1].update(at_least=2),
    ],
)
def test_a_change_of_any_value_is_seen(change: Any, tree: dict[str, Any], vocabulary: Vocabulary) -> None:
    other = copy.deepcopy(tree)
    change(other)
    assert canonical(other, vocabulary) != canonical(tree, vocabulary)


def test_the_canonical_form_is_plain_json(tree: dict[str, Any], vocabulary: Vocabulary) -> None:
    form = canonical_document(parse_requirement(tree, vocabulary))
    assert json.loads(json.dumps(form, allow_nan=False)) == form

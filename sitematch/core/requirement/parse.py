"""From a tree of plain values, or from text, to a requirement; every fault is named at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sitematch.core.requirement.criteria import read_criteria
from sitematch.core.requirement.forms import with_defaults
from sitematch.core.requirement.measures import Vocabulary
from sitematch.core.requirement.model import Requirement, Robustness
from sitematch.core.requirement.options import DRAWS, SEED, read_assembly, read_robustness
from sitematch.core.requirement.parts import (
    NOT_NEGATIVE,
    Keys,
    Limits,
    Part,
    Report,
    mapping,
    number,
    text,
)
from sitematch.core.requirement.reading import read_document
from sitematch.core.requirement.tree import Document, Positions
from sitematch.core.requirement.wording import described, shown
from sitematch.errors import WrongUse

SCHEMA: Final = "sitematch.requirement/1"
KEYS: Final = ("schema", "id", "name", "sector", "jobs", "criteria", "robustness", "assembly")
REQUIRED: Final = ("schema", "id", "criteria")
LANGUAGES: Final = ("sv", "en")
LONGEST_SLUG: Final = 100

_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_DOCUMENT: Final = f"a requirement is a mapping with {', '.join(f'`{key}`' for key in REQUIRED)}"


def read_requirement(source: bytes | str, vocabulary: Vocabulary, name: str | None = None) -> Requirement:
    """The requirement that a text holds, YAML 1.2 or JSON in UTF-8.

    Args:
        source: the whole text.
        vocabulary: the facility classes and workforce groups of the region.
        name: the file or preset, for messages.

    Raises:
        Unreadable: the text cannot be parsed; names line, column and how to mend it.
        RequirementRefused: it was read and is refused; names every fault.
    """
    return requirement_of(read_document(source, name), vocabulary, name)


def parse_requirement(
    tree: Any, vocabulary: Vocabulary, name: str | None = None, positions: Positions | None = None
) -> Requirement:
    """The requirement that a tree of plain JSON values holds.

    Raises:
        RequirementRefused: names every fault, with its line where ``positions`` tells it.
    """
    return requirement_of(Document(tree, positions or Positions()), vocabulary, name)


def requirement_of(document: Document, vocabulary: Vocabulary, name: str | None = None) -> Requirement:
    """The requirement that a document holds.

    Raises:
        RequirementRefused: names every fault, keys that are given twice among them.
    """
    report = Report(document.tree, document.positions, name)
    for path, position in document.repeated:
        message = f"the key {shown(path[-1])} is given twice in one mapping; keep one of them"
        report.note(path, message, position=position)
    root = Part(document.tree, (), report)
    if not isinstance(document.tree, Mapping):
        report.note((), f"this is {described(document.tree)}; {_DOCUMENT}")
        raise report.refusal()
    requirement = _requirement(root, vocabulary)
    report.raise_if_any()
    return replace(requirement, document=with_defaults(document.tree))


def with_draws(requirement: Requirement, draws: int | None = None, seed: int | None = None) -> Requirement:
    """The requirement with another number of draws, or another seed, written into it.

    Raises:
        WrongUse: a number that cannot be, with those that can.
    """
    given = {key: value for key, value in (("draws", draws), ("seed", seed)) if value is not None}
    for key, limits in (("draws", DRAWS), ("seed", SEED)):
        if key in given and not _is_whole(given[key], limits):
            raise WrongUse(f"{key} is {given[key]}; it has to be {limits}, whole")
    robustness: Robustness = replace(requirement.robustness, **given)  # type: ignore[arg-type]
    document = dict(requirement.document)
    document["robustness"] = {**document.get("robustness", {}), **given}
    return replace(requirement, robustness=robustness, document=document)


def _is_whole(value: Any, limits: Limits) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and limits.admit(value)


def _requirement(root: Part, vocabulary: Vocabulary) -> Requirement:
    parts = mapping(root, Keys(KEYS), _DOCUMENT)
    for key in REQUIRED:
        if key not in root.value:
            root.lacks(f"`{key}` is missing; {_DOCUMENT}")
    if "schema" in parts:
        _check_schema(parts["schema"])
    id_ = _slug(parts["id"]) if "id" in parts else None
    return Requirement(
        id=id_ or "",
        name=_name(parts["name"]) if "name" in parts else id_ or "",
        sector=text(parts["sector"]) if "sector" in parts else None,
        jobs=number(parts["jobs"], NOT_NEGATIVE) if "jobs" in parts else None,
        criteria=read_criteria(parts["criteria"], vocabulary) if "criteria" in parts else (),
        robustness=read_robustness(parts["robustness"]) if "robustness" in parts else Robustness(),
        assembly=read_assembly(parts["assembly"]) if "assembly" in parts else None,
    )


def _check_schema(part: Part) -> None:
    schema = text(part, f"`{SCHEMA}`")
    if schema is not None and schema != SCHEMA:
        part.fault(f"is {shown(schema)}; this version reads `{SCHEMA}`")


def _slug(part: Part) -> str | None:
    slug = text(part, "a short name such as battery-plant")
    if slug is not None and not (_SLUG.fullmatch(slug) and len(slug) <= LONGEST_SLUG):
        part.fault(f"is {shown(slug)}; write small letters a-z, digits and hyphens, such as battery-plant")
        return None
    return slug


def _name(part: Part) -> Mapping[str, str] | str:
    """The name in both languages: where one is missing, the other stands for it."""
    what = "write one text, or {sv: …, en: …}"
    if isinstance(part.value, str):
        return text(part, "a name") or ""
    found = mapping(part, Keys(LANGUAGES), what)
    if isinstance(part.value, Mapping) and not part.value:
        part.fault(f"is an empty mapping; {what}")
    names = {lang: name for lang, child in found.items() if (name := text(child, "a name"))}
    return {lang: names.get(lang) or next(iter(names.values()), "") for lang in LANGUAGES}

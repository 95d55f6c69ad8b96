"""Results of a match read back from files: checked, so that what works with them meets nothing unexpected."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from sitematch.core.matching.document import SCHEMA
from sitematch.errors import Unreadable

MOST_BYTES: Final = 256_000_000
"""A result of a hundred thousand sites; beyond that a file is not read into memory."""
_MEND: Final = "make one by `sitematch match … --format json -o FILE`"
_MOST_DIGITS: Final = 16
_HALF_A_CHARACTER: Final = re.compile(rb"\\u[dD][89abAB]")
_TEXTS: Final = ("id", "run_hash", "engine", "created_at", "region")
_COUNTS: Final = ("considered", "qualifies", "open", "fails", "left_out")
_ENDS: Final = ("value_low", "value_high", "points_low", "points_high", "weight")


def read_result(path: Path) -> dict[str, Any]:
    """The document of a result, as far as it is looked at known to have its right form.

    Raises:
        Unreadable: it is no result; names the file, the place in it and what is wrong.
    """
    document = _parsed(_content(path), path)
    _check(document, str(path))
    return document


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or error
        raise Unreadable(f"{path}: cannot be read ({why}); check the name and your rights") from None
    except ValueError as error:
        raise Unreadable(f"{path!r}: cannot be the name of a file ({error})") from None
    if len(content) > MOST_BYTES:
        raise Unreadable(f"{path}: over {MOST_BYTES // 1_000_000} MB; match with --top, or over fewer sites")
    return content


def _parsed(content: bytes, path: Path) -> dict[str, Any]:
    try:
        document = json.loads(
            content.decode("utf-8-sig"), parse_constant=_no_number, parse_float=_finite, parse_int=_whole
        )
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: byte {error.start} is not UTF-8, so this is no result; {_MEND}") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise Unreadable(f"{path}: {place}: is not JSON ({error.msg}), or was cut off; {_MEND}") from None
    except RecursionError:
        raise Unreadable(f"{path}: is nested too deeply for a result; {_MEND}") from None
    except ValueError as error:
        raise Unreadable(f"{path}: {error}; {_MEND}") from None
    if not isinstance(document, dict):
        raise Unreadable(f"{path}: is no result of a match; {_MEND}")
    if _HALF_A_CHARACTER.search(content) and not _is_text(document):
        raise Unreadable(f"{path}: has half of a character (a lone surrogate) in it; {_MEND}")
    return document


def _is_text(document: Mapping[str, Any]) -> bool:
    """Whether everything in a document can be written out again."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number in a result")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:30]} is too large for a number")
    return number


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise ValueError(f"{text[:30]} is too large for a number")
    return int(text)


def _check(document: Mapping[str, Any], name: str) -> None:
    schema = document.get("schema")
    if schema != SCHEMA:
        found = f"its `schema` is {schema!r:.60}" if schema is not None else "it has no `schema`"
        raise Unreadable(f"{name}: is no result that this version reads: {found}, not {SCHEMA!r}; {_MEND}")
    check = _Check(name)
    for key in _TEXTS:
        check.a(document.get(key), str, key)
    check.criteria(document.get("requirement"))
    counts = check.a(document.get("counts"), dict, "counts")
    for key in _COUNTS:
        check.whole(counts.get(key), f"counts.{key}")
    check.sites(document)
    if not isinstance(document.get("inputs", {}), dict):
        check.wrong("inputs", "is not a mapping")


class _Check:
    """Finds what is wrong in one document."""

    def __init__(self, name: str) -> None:
        self.name = name

    def wrong(self, path: str, what: str) -> NoReturn:
        raise Unreadable(f"{self.name}: {path}: {what}, so this is no whole result; {_MEND}")

    def a(self, value: Any, kind: type[Any], path: str) -> Any:
        """A value of a kind."""
        if value is None:
            self.wrong(path, "is missing")
        if not isinstance(value, kind):
            self.wrong(path, "is not text" if kind is str else f"is not a {'list' if kind is list else 'mapping'}")
        return value

    def whole(self, value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.wrong(path, "is not a whole number")

    def number(self, value: Any, path: str) -> None:
        if value is not None and (not isinstance(value, int | float) or isinstance(value, bool)):
            self.wrong(path, "is neither a number nor null")

    def criteria(self, requirement: Any) -> None:
        """The criteria of the requirement, each with an id of its own."""
        listed = self.a(self.a(requirement, dict, "requirement").get("criteria"), list, "requirement.criteria")
        self.ids(listed, "requirement.criteria", "id")

    def sites(self, document: Mapping[str, Any]) -> None:
        """The ranked sites and the near misses, each once."""
        everyone = []
        for key in ("ranked", "near_misses"):
            listed = self.a(document.get(key), list, key)
            self.ids(listed, key, "site_id")
            everyone += [row["site_id"] for row in listed]
            for i, row in enumerate(listed):
                self.site(row, f"{key}[{i}]", ranked=key == "ranked")
        if len(set(everyone)) < len(everyone):
            self.wrong("near_misses", "has a site that is ranked as well")

    def site(self, row: Mapping[str, Any], path: str, *, ranked: bool) -> None:
        self.a(row.get("name"), str, f"{path}.name")
        if ranked:
            self.whole(row.get("rank"), f"{path}.rank")
        self.number(row.get("score"), f"{path}.score")
        criteria = self.a(row.get("criteria"), list, f"{path}.criteria")
        self.ids(criteria, f"{path}.criteria", "id")
        for i, one in enumerate(criteria):
            self.a(one.get("metric"), str, f"{path}.criteria[{i}].metric")
            for key in _ENDS:
                self.number(one.get(key), f"{path}.criteria[{i}].{key}")
            for key in ("source", "via"):
                if not isinstance(one.get(key), dict | None):
                    self.wrong(f"{path}.criteria[{i}].{key}", "is neither a mapping nor null")

    def ids(self, rows: Sequence[Any], path: str, key: str) -> None:
        """Rows that are mappings, each with a text of its own under a key."""
        seen: set[str] = set()
        for i, row in enumerate(rows):
            name = self.a(self.a(row, dict, f"{path}[{i}]").get(key), str, f"{path}[{i}].{key}")
            if name in seen:
                self.wrong(f"{path}[{i}].{key}", f"{name!r:.60} stands there twice")
            seen.add(name)

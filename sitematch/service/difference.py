"""Two results compared, in words."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.matching.difference.difference import difference
from sitematch.errors import Unreadable
from sitematch.service.result_files import read_result
from sitematch.views.explain.differences import told_difference


def difference_document(before: Path, after: Path, lang: Lang) -> dict[str, Any]:
    """What changed from one result to another and why: data, and a sentence beside each row.

    Raises:
        Unreadable: one of the files is no result.
    """
    return compared(read_result(before), read_result(after), f"{before}, {after}", lang)


def compared(before: Mapping[str, Any], after: Mapping[str, Any], name: str, lang: Lang) -> dict[str, Any]:
    """The difference of two documents; ``name`` is where they come from, for messages.

    Raises:
        Unreadable: one of them holds what no result holds.
    """
    try:
        return told_difference(before, after, difference(before, after), lang)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # whoever changes a result by hand can do so in more ways than are worth naming
        raise Unreadable(f"{name}: holds what no result holds; match again") from None

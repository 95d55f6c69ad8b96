"""Two results compared, in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.matching.difference import difference
from sitematch.errors import Unreadable
from sitematch.service.result_files import read_result
from sitematch.views.explain.differences import told_difference


def difference_document(before: Path, after: Path, lang: Lang) -> dict[str, Any]:
    """What changed from one result to another and why: data, and a sentence beside each row.

    Raises:
        Unreadable: one of the files is no result.
    """
    one, other = read_result(before), read_result(after)
    try:
        return told_difference(one, other, difference(one, other), lang)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # whoever changes a result by hand can do so in more ways than are worth naming
        raise Unreadable(f"{before}, {after}: one of them holds what no result holds; match again") from None

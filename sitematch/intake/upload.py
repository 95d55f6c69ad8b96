"""What comes of reading site files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from sitematch.core.sites.sites import Sites
from sitematch.intake.findings import Report

Step = Callable[[str, float], None]
"""Is told the step under way, one of ``STEPS``, and what share of it is done, from 0 to 1."""
READING: Final = "reading"
ROWS: Final = "rows"
SITES: Final = "sites"
KEEPING: Final = "keeping"
STEPS: Final = (READING, ROWS, SITES, KEEPING)
"""The steps of reading an upload, in order; the last only where what was read is kept."""


@dataclass(frozen=True, eq=False)
class Upload:
    """What was read: the good rows as sites, and what became of every row.

    ``assembled``: makes the sites; called once, and only if they are asked for, since a report does not need them.
    ``erased``: by site id, the columns that the upload says are unknown, as against those it says nothing of.
    """

    assembled: Callable[[], Sites]
    report: Report
    erased: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def sites(self) -> Sites:
        """The good rows, in the order of their ids."""
        return self.assembled()

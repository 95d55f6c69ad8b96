"""What comes of reading site files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sitematch.core.sites.sites import Sites
from sitematch.intake.findings import Report


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

"""What comes of reading site files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitematch.core.sites.sites import Sites
from sitematch.intake.findings import Report


@dataclass(frozen=True, eq=False, slots=True)
class Upload:
    """What was read: the good rows as sites, in the order of their ids, and what became of every row.

    ``erased``: by site id, the columns that the upload says are unknown, as against those it says nothing of.
    """

    sites: Sites
    report: Report
    erased: Mapping[str, frozenset[str]] = field(default_factory=dict)

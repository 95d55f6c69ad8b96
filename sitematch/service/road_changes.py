"""What changes of the roads mean for the sites of a region: who gains or loses what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from sitematch.core.reach.changes import Figure, SiteChange, site_changes, situation, situation_after
from sitematch.core.reach.curves import WORKFORCE
from sitematch.core.reach.link_changes import LinkChange
from sitematch.core.reach.road_changes import changed_roads
from sitematch.core.region.model import Region
from sitematch.core.sites.sites import Sites
from sitematch.errors import WrongUse
from sitematch.packs.road_changes import RoadChanges, read_road_changes
from sitematch.service.reach import kept_table, ready_roads
from sitematch.store.kept import Kept

_PARTS: Final = ("roads", "people", "facilities")


@dataclass(frozen=True, eq=False, slots=True)
class ChangesReport:
    """The changes of a file, and the sites of which any figure changes, the largest changes first."""

    region: Region
    changes: RoadChanges
    sites: Sites
    changed: Sequence[SiteChange]

    def to_document(self) -> dict[str, Any]:
        """The report as plain values."""
        gains = [any(f.gain for f in change.figures) for change in self.changed]
        losses = [not all(f.gain for f in change.figures) for change in self.changed]
        return {
            "region": self.region.id,
            "changes": [
                {"line": line, "from": c.start, "to": c.end, "what": what(c)}
                for c, line in zip(self.changes.changes, self.changes.lines, strict=True)
            ],
            "counts": {"considered": len(self.sites), "gain": sum(gains), "lose": sum(losses)},
            "sites": [self._site(change) for change in self.changed],
            "sources": [asdict(self.region.sources[part]) for part in _PARTS if part in self.region.sources],
        }

    def _site(self, change: SiteChange) -> dict[str, Any]:
        row = change.row
        return {
            "site_id": self.sites.ids[row],
            "name": self.sites.names[row],
            "municipality_code": self.sites.municipality_codes[row],
            "figures": [_figure(figure) for figure in change.figures],
        }


def what(change: LinkChange) -> str:
    """``new``, ``closed`` or ``changed``."""
    return "new" if change.new else "closed" if change.closed else "changed"


def _figure(figure: Figure) -> dict[str, Any]:
    measure = figure.measure
    asked: dict[str, Any] = (
        {"class": measure.to} if measure.within_min is None else {"within_min": int(measure.within_min)}
    )
    if measure.metric == WORKFORCE and measure.group is not None:
        asked["group"] = measure.group
    return {"metric": measure.metric, **asked, "from": figure.before, "to": figure.after, "gain": figure.gain}


def report_changes(path: Path, sites: Sites, region: Region, kept: Kept) -> ChangesReport:
    """What the changes of a file mean for some sites of a region.

    Raises:
        RegionRefused: the file has faults, or changes what the region has not.
        WrongUse: the region has no roads.
    """
    read = read_road_changes(path)
    offered = sites.in_order_of_id()
    prepared = ready_roads(region, kept, searches=len(offered) + len(region.classes))
    before = situation(region, offered.outlines, prepared, kept_table(region, offered.outlines, kept))
    if before is None or region.roads is None:
        raise WrongUse(f"region {region.id!r} has no roads that could change: import them first")
    change, faults = changed_roads(region.roads, read.changes)
    read.refuse(faults)
    assert change is not None, "changes without a fault are made"
    return ChangesReport(region, read, offered, site_changes(before, situation_after(before, change)))

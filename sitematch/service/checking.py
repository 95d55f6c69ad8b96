"""Checking site files against what is published, and against what the region's preset requirements ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sitematch.intake import IntakeOptions, Report
from sitematch.intake.upload import Step
from sitematch.service.desk import Desk
from sitematch.service.sites import check_site_files, published_sites, untold
from sitematch.store.visibility import Principal, Role

if TYPE_CHECKING:
    from sitematch.core.sites.sites import Sites


def checked(paths: Sequence[Path], options: IntakeOptions, desk: Desk, on_step: Step = untold) -> Report:
    """The report on site files, and which figures they lack that the region's presets ask for.

    ``on_step``: is told the step under way and what share of it is done.

    Raises:
        SiteFileRefused: a file cannot be read or is refused as a whole.
        WrongUse: an option names what cannot be.
        RegionRefused: the pack's demo sites have faults.
    """
    from sitematch.intake.missing import with_missing
    from sitematch.service.presets import list_presets

    beside = sites_beside(options, desk)
    report = check_site_files(paths, options, desk.region, desk.kept, beside, on_step).report
    requirements = [preset.requirement for preset in list_presets(desk.pack, desk.region)]
    return with_missing(report, requirements, desk.lang)


def sites_beside(options: IntakeOptions, desk: Desk) -> Sites | None:
    """The published sites that an editor of the upload's municipality sees; None where there are none.

    Demo sites are invented: nobody's site overlaps them, and no list brings them up to date.
    """
    editor = Principal(Role.EDITOR, options.municipality)
    sites = published_sites(editor, desk.region, desk.pack, desk.kept)
    rows = [row for row, demo in enumerate(sites.demo) if not demo]
    return sites.take(rows) if rows else None

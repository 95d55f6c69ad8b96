"""``sitematch metrics``, ``presets`` and ``regions``: what there is to choose from, the id first."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from sitematch.cli.options import LangOption, ListFormat, ListFormatOption, OutOption, RegionOption, colour, write


def metrics(format: ListFormatOption = ListFormat.table, output: OutOption = None, lang: LangOption = None) -> None:
    """List the catalogue of metrics: what a requirement may ask for and a site file may state."""
    from sitematch.service.catalogue import metric_rows
    from sitematch.wiring import open_desk

    _print(metric_rows(open_desk(lang=lang).lang), ("id", "kind", "unit", "label", "parameters"), format, output, lang)


def presets(
    region: RegionOption = None,
    format: ListFormatOption = ListFormat.table,
    output: OutOption = None,
    lang: LangOption = None,
) -> None:
    """List the preset requirements of a region."""
    from sitematch.service.presets import read_presets
    from sitematch.wiring import open_desk

    desk = open_desk(region=region, lang=lang)
    presets = read_presets(desk.pack, desk.region)
    rows = [preset.row(desk.lang) for preset in presets.read]
    _print(rows, ("id", "name", "sector", "jobs", "criteria"), format, output, lang)
    _tell(presets.faults)


def regions(format: ListFormatOption = ListFormat.table, output: OutOption = None, lang: LangOption = None) -> None:
    """List the known regions: those that come along, those in the home folder, and why one is refused."""
    from sitematch.service.regions import list_regions
    from sitematch.wiring import open_desk

    found = list_regions(open_desk(lang=lang).settings.home_folder())
    _print([row.to_document() for row in found], ("id", "name", "folder"), format, output, lang)
    _tell(row.fault for row in found if row.fault)


def _tell(faults: Iterable[str]) -> None:
    for fault in faults:
        sys.stderr.write(" ".join(fault.split()) + "\n")


def _print(
    rows: Sequence[dict[str, Any]], columns: tuple[str, ...], format: ListFormat, output: Any, lang: Any
) -> None:
    if format is ListFormat.json:
        write(json.dumps({"items": rows, "total": len(rows)}, ensure_ascii=False, indent=2) + "\n", output)
        return
    from sitematch.views.table import render_rows

    cells = [["" if row[name] is None else str(row[name]) for name in columns] for row in rows]
    write(render_rows(columns, cells, colour=colour() and output is None), output)

"""Makes the worked examples' maps: ``make maps`` writes the same bytes until the data or the product change."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sitematch.core.evidence import Lang
from sitematch.service.forms import Outcome
from sitematch.service.maps import map_file
from sitematch.service.matches import Stamp, make_match
from sitematch.service.outputs import write_files
from sitematch.service.presets import read_preset
from sitematch.wiring import open_desk

FOLDER = Path(__file__).resolve().parent.parent / "maps"
EXAMPLES: tuple[tuple[str, Lang], ...] = (("holiday-resort", "sv"), ("battery-plant", "en"))
MADE = datetime(2026, 11, 24, tzinfo=UTC)
"""The day that stands on the maps, fixed so that they do not change by themselves."""


def make_maps(folder: Path, home: Path) -> list[Path]:
    """Write the map of each example into a folder; returns the files."""
    made = {}
    for preset, lang in EXAMPLES:
        desk = open_desk({"SITEMATCH_HOME": str(home)}, region="ostergotland", lang=lang)
        asked = read_preset(preset, desk.pack, desk.region)
        stamp = Stamp(id=preset, created_at=MADE.strftime("%Y-%m-%dT%H:%M:%SZ"))
        result = make_match(asked, desk.published, desk.region, kept=desk.kept, stamp=stamp, lang=lang)
        outcome = Outcome(result, desk.published, desk.region, lang)
        made[folder / f"{preset}.{lang}.html"] = map_file(outcome, desk).encode()
    write_files(made)
    return list(made)


def main() -> int:
    """Write the maps and say where they are."""
    with tempfile.TemporaryDirectory() as home:
        for path in make_maps(FOLDER, Path(home)):
            sys.stdout.write(f"{path.relative_to(FOLDER.parent)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

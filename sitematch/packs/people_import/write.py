"""The files that an import of people changes, read back and found to hold everybody before they take their place."""

from __future__ import annotations

import csv
import io
import math
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Final

from sitematch.core.arrays import FloatArray
from sitematch.core.evidence import Source
from sitematch.errors import OutputFailed
from sitematch.packs.faults import Faults
from sitematch.packs.manifest import MANIFEST, Manifest, Origin
from sitematch.packs.manifest_edit import with_table
from sitematch.packs.people import read_people
from sitematch.packs.people_import.rows import PeopleRows

STANDARD_FILE: Final = "localities.csv"


def checked_files(
    rows: PeopleRows, people: FloatArray, folder: Path, manifest: Manifest, source: Source
) -> dict[str, bytes]:
    """The pack's table of places and its ``region.toml``, which names the source, by file name.

    Args:
        rows: what to write.
        people: everybody in the file, by its rows.
        folder: the pack.
        manifest: what its ``region.toml`` says.
        source: who says the figures.

    Raises:
        OutputFailed: what was written does not read back as the same people; nothing is changed then.
    """
    name = manifest.localities.file or STANDARD_FILE
    table = _csv(rows)
    _assert_same_people(table, math.fsum(people), manifest)
    text = (folder / MANIFEST).read_text(encoding="utf-8-sig")
    if manifest.localities.library:
        text = with_table(text, "localities", {"file": name})
    about = {"name": source.name, "date": source.date, "method": str(source.method)}
    text = with_table(text, "sources.people", {key: value for key, value in about.items() if value is not None})
    return {name: table, MANIFEST: text.encode()}


def _csv(rows: PeopleRows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows.columns)
    writer.writerows(zip(*rows.columns.values(), strict=True))
    return text.getvalue().encode()


def _assert_same_people(table: bytes, people: float, manifest: Manifest) -> None:
    """Reads the table as a pack's, and counts whether everybody is in it."""
    faults = Faults()
    with tempfile.TemporaryDirectory(prefix="sitematch-") as folder:
        (Path(folder) / STANDARD_FILE).write_bytes(table)
        found = read_people(replace(manifest, localities=Origin(file=STANDARD_FILE)), Path(folder), faults)
    told = [str(fault) for fault in faults.found[:3]]
    if told or not math.isclose(math.fsum(found.population), people, rel_tol=1e-12):
        raise OutputFailed(
            f"the people written would not be those that were read ({'; '.join(told)}); the pack is kept"
        )

"""``facilities.csv``: what sites are near to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import numpy as np

from sitematch.core.region.model import LOCALITY_CLASS, Facilities
from sitematch.packs.faults import Faults
from sitematch.packs.tables import read_table

FILE: Final = "facilities.csv"
COLUMNS: Final = ("id", "class", "name", "lat", "lon")
CLASS: Final = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*")


def read_facilities(folder: Path, faults: Faults) -> Facilities:
    """The facilities of a pack; none where it has no such file."""
    table = read_table(folder / FILE, COLUMNS, faults) if (folder / FILE).exists() else None
    if table is None:
        return Facilities((), (), (), np.empty(0), np.empty(0), {})
    lon, lat = table.places()
    return Facilities(
        ids=table.ids(),
        classes=table.checked("class", _is_class, "it has to be small letters, digits and _, and not 'locality'"),
        names=table.texts("name"),
        lon=lon,
        lat=lat,
        attributes={heading: table.texts(heading) for heading in table.headings if heading not in COLUMNS},
    )


def _is_class(name: str) -> bool:
    return name != LOCALITY_CLASS and CLASS.fullmatch(name) is not None

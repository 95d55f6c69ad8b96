"""Between GeoDataFrames and the product: sites that come in as one, a match that goes out as one."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite, Status
from sitematch.errors import WrongUse
from sitematch.intake import SiteFile
from sitematch.service.forms import Outcome
from sitematch.units import EPSG_PLANE
from sitematch.views.flat import SITE_COLUMNS

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

NAME: Final = "GeoDataFrame"
FILE_NAME: Final = f"{NAME}.geojson"
"""What messages call it, and the source of rows that name none, as of any file."""
PARTS: Final = ("value", "value_low", "value_high", "verdict", "points_low", "points_high")
"""The columns of each criterion: ``land.value`` …"""
RANKS: Final = ("rank", "rank_low", "rank_high")
CRS_CONFIDENCE: Final = 70
"""Per cent; PROJ's own default for the EPSG number of a CRS that is written out."""


def file_of_frame(frame: GeoDataFrame) -> SiteFile:
    """A GeoDataFrame as the GeoJSON file that it would be, so that it is read and checked as a file is.

    Its columns are the file's; an index counts if it has a name. Its CRS is the file's; without one the file
    declares none.

    Raises:
        WrongUse: it has no geometry, two columns of one name, or a CRS without a number.
    """
    named = _with_named_index(frame)
    shapes = _shapes(named)
    cells = named.drop(columns=shapes.name)
    headings = [str(name) for name in cells.columns]
    twice = sorted({name for name in headings if headings.count(name) > 1})
    if twice:
        raise WrongUse(f"{NAME}: two columns are called {', '.join(map(repr, twice))}; rename one")
    rows = zip(cells.itertuples(index=False, name=None), _geojson(shapes), strict=True)
    features = [
        {"type": "Feature", "properties": dict(zip(headings, map(_plain, row), strict=True)), "geometry": shape}
        for row, shape in rows
    ]
    document: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if shapes.crs is not None:
        document["crs"] = {"type": "name", "properties": {"name": _crs_name(shapes.crs)}}
    return SiteFile(FILE_NAME, json.dumps(document, ensure_ascii=False).encode())


def frame_of_match(outcome: Outcome, epsg: int = EPSG_PLANE) -> GeoDataFrame:
    """The ranked sites in order, then the near misses, which have no rank; a row a site, with its outline.

    Columns are those of the CSV file up to ``demo``; then for each criterion those of ``PARTS``.

    Args:
        outcome: the match and its sites.
        epsg: the CRS of the outlines.
    """
    import geopandas
    import pandas

    result, sites = outcome.shown, outcome.sites
    rows = pandas.DataFrame(_rows(result), columns=_columns(result))
    numbers = [name for name in rows.columns if name.endswith(("_low", "_high")) or name in ("score", "first_share")]
    kinds = dict.fromkeys(numbers, "float64") | dict.fromkeys(RANKS, "Int64")
    at = {site_id: row for row, site_id in enumerate(sites.ids)}
    outlines = sites.outlines[[at[site_id] for site_id in rows["site_id"]]]
    return geopandas.GeoDataFrame(rows.astype(kinds), geometry=outlines, crs=EPSG_PLANE).to_crs(epsg)


def _with_named_index(frame: GeoDataFrame) -> GeoDataFrame:
    names = [str(name) for name in frame.index.names if name is not None]
    if clash := sorted({*names} & {str(name) for name in frame.columns}):
        raise WrongUse(f"{NAME}: {clash[0]!r} is the name of a column and of the index; rename one")
    return frame.reset_index() if names else frame


def _shapes(frame: GeoDataFrame) -> Any:
    try:
        return frame.geometry
    except AttributeError:
        raise WrongUse(f"{NAME}: it has no geometry; name the column by set_geometry") from None


def _geojson(shapes: Any) -> Iterator[Any]:
    import shapely

    for text in shapely.to_geojson(shapely.force_2d(shapes.to_numpy())):
        yield None if text is None else json.loads(text)


def _crs_name(crs: Any) -> str:
    authority = crs.to_authority(min_confidence=CRS_CONFIDENCE)
    if authority is None:
        raise WrongUse(f"{NAME}: its CRS ({crs.name}) has no EPSG number; turn it into one that has, by to_crs(3006)")
    return ":".join(authority)


def _plain(value: Any) -> Any:
    """A cell as JSON knows it; whatever stands for nothing as null."""
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float):
        return None if math.isnan(value) else float(value)
    if isinstance(value, list | tuple | set | frozenset):
        members = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return [_plain(member) for member in members]
    if hasattr(value, "tolist"):  # of NumPy: a number, a truth, a day, or an array of them
        return _plain(value.tolist())
    return _day_or_text(value)


def _day_or_text(value: Any) -> str | None:
    import pandas

    if pandas.isna(value) is True:
        return None
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _columns(result: MatchResult) -> list[str]:
    ids = [str(criterion["id"]) for criterion in result.requirement.get("criteria", ())]
    return [*SITE_COLUMNS, *(f"{name}.{part}" for name in ids for part in PARTS)]


def _rows(result: MatchResult) -> list[dict[str, Any]]:
    everyone: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    return [_row(site) for site in everyone]


def _row(site: RankedSite | NearMiss) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(site, name, None) for name in SITE_COLUMNS}
    row["status"] = str(getattr(site, "status", Status.FAILS))
    for outcome in site.criteria:
        row.update({f"{outcome.id}.{part}": getattr(outcome, part) for part in PARTS})
        row[f"{outcome.id}.verdict"] = None if outcome.verdict is None else str(outcome.verdict)
    return row

"""Look-ups over HTTP: sites, metrics, presets, reach of a point."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from sitematch.service.catalogue import metric_rows
from sitematch.service.isochrones import GEOJSON_TYPE, WITHIN_MIN, isochrone_document, parse_within, people_of_point
from sitematch.service.presets import list_presets
from sitematch.service.reach import reach_of_point
from sitematch.service.site_lookup import find_sites, parse_bbox, site_by_id
from sitematch.web.templates import language_of

router = APIRouter(prefix="/api", tags=["look-ups"])
Limit = Annotated[int, Query(ge=1, le=10_000, description="At most so many rows.")]
Offset = Annotated[int, Query(ge=0, description="Leave out so many rows first.")]


class ReachForm(StrEnum):
    """In which form the reach of a point is given."""

    JSON = "json"
    GEOJSON = "geojson"


def page_of(rows: list[dict[str, Any]], limit: int, offset: int) -> dict[str, Any]:
    """One page of a list, with the number of all."""
    return {"items": rows[offset : offset + limit], "total": len(rows)}


@router.get("/sites")
def sites(
    request: Request,
    bbox: Annotated[str | None, Query(description="minlon,minlat,maxlon,maxlat")] = None,
    municipality: str | None = None,
    limit: Limit = 100,
    offset: Offset = 0,
) -> dict[str, Any]:
    """The sites that the caller may see, by id."""
    box = parse_bbox(bbox) if bbox is not None else None
    return find_sites(request.app.state.desk, box, municipality, limit=limit, offset=offset)


@router.get("/sites/{site_id}")
def site(request: Request, site_id: str) -> dict[str, Any]:
    """One site, with all that is stated of it."""
    return site_by_id(request.app.state.desk, site_id)


@router.get("/metrics")
def metrics(request: Request, limit: Limit = 100, offset: Offset = 0) -> dict[str, Any]:
    """The catalogue of metrics."""
    return page_of(metric_rows(language_of(request)), limit, offset)


@router.get("/presets")
def presets(request: Request, limit: Limit = 100, offset: Offset = 0) -> dict[str, Any]:
    """The preset requirements of the region, each with its document."""
    desk = request.app.state.desk
    rows = [
        p.row(language_of(request)) | {"requirement": p.requirement.document}
        for p in list_presets(desk.pack, desk.region)
    ]
    return page_of(rows, limit, offset)


@router.get(
    "/reach", responses={200: {"content": {GEOJSON_TYPE: {}}, "description": "The reach as JSON, or its areas."}}
)
def reach(
    request: Request,
    lon: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)],
    lat: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)],
    within: Annotated[str | None, Query(description="Within which minutes, as 15,30,45,60.")] = None,
    f: Annotated[ReachForm | None, Query(description="In which form; else as Accept says.")] = None,
) -> JSONResponse:
    """Minutes from a point to each class of facility, and people by minutes' drive to it.

    As GeoJSON, the areas from which it is reached within the minutes.
    """
    desk = request.app.state.desk
    region, minutes = desk.region, parse_within(within, "within") if within is not None else None
    if f is ReachForm.GEOJSON or (f is None and GEOJSON_TYPE in request.headers.get("accept", "")):
        document = isochrone_document(region, lon, lat, minutes or WITHIN_MIN, desk.kept)
        return JSONResponse(document, media_type=GEOJSON_TYPE, headers={"Vary": "Accept"})
    document = reach_of_point(region, lon, lat, desk.kept).to_document()
    if minutes is not None:
        document["within"] = [row.to_document() for row in people_of_point(region, lon, lat, minutes, desk.kept)]
    return JSONResponse(document, headers={"Vary": "Accept"})

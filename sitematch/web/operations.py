"""Whether the service is alive and ready."""

from __future__ import annotations

from fastapi import APIRouter, Request

from sitematch import __version__

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """Alive: the process answers."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz")
def readyz(request: Request) -> dict[str, str]:
    """Ready: the region has been read."""
    return {"status": "ok", "region": request.app.state.desk.region.id}

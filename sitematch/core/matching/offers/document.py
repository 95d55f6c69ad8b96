"""What it would take and assemblies as they stand in the document of a result, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sitematch.core.matching.result import (
    AssembledSites,
    Change,
    ChangedAssembly,
    ChangedSite,
    JoinedFit,
    Status,
    WouldTake,
)


def would_take_document(row: WouldTake) -> dict[str, Any]:
    """One municipality: the nearest site's keys stand beside its own, those of an assembly only where there is one."""
    document = {
        "municipality_code": row.municipality_code,
        "municipality": row.municipality,
        **_site_document(row.nearest),
    }
    if row.assembly is not None:
        document["site_ids"] = list(row.assembly.site_ids)
        document["assembly"] = {"names": list(row.assembly.names), **_changes_document(row.assembly)}
    document["instead"] = None if row.instead is None else _site_document(row.instead)
    document["fixed"] = list(row.fixed)
    return document


def would_take_of(document: Mapping[str, Any]) -> WouldTake:
    """The municipality that a document was made from."""
    together = document.get("assembly")
    return WouldTake(
        municipality_code=document["municipality_code"],
        municipality=document["municipality"],
        nearest=_site_of(document),
        assembly=None
        if together is None
        else ChangedAssembly(tuple(document["site_ids"]), tuple(together["names"]), *_changes_of(together)),
        instead=None if document["instead"] is None else _site_of(document["instead"]),
        fixed=tuple(document["fixed"]),
    )


def assembly_document(row: AssembledSites) -> dict[str, Any]:
    """One assembly."""
    document = {field.name: getattr(row, field.name) for field in fields(row)}
    for name in ("site_ids", "names", "municipality_codes", "municipalities", "unknown"):
        document[name] = list(document[name])
    fits = [{field.name: getattr(fit, field.name) for field in fields(fit)} for fit in row.footprints]
    return {**document, "status": str(row.status), "footprints": fits}


def assembly_of(document: Mapping[str, Any]) -> AssembledSites:
    """The assembly that a document was made from."""
    listed = ("site_ids", "names", "municipality_codes", "municipalities", "unknown")
    read: dict[str, Any] = {**document, **{name: tuple(document[name]) for name in listed}}
    read["status"] = Status(document["status"])
    read["footprints"] = tuple(JoinedFit(**fit) for fit in document["footprints"])
    return AssembledSites(**read)


def _site_document(site: ChangedSite) -> dict[str, Any]:
    return {"site_id": site.site_id, "name": site.name, "demo": site.demo, **_changes_document(site)}


def _site_of(document: Mapping[str, Any]) -> ChangedSite:
    return ChangedSite(document["site_id"], document["name"], document["demo"], *_changes_of(document))


def _changes_document(row: ChangedSite | ChangedAssembly) -> dict[str, Any]:
    return {"changes": [_change_document(each) for each in row.changes], "unknown": list(row.unknown)}


def _changes_of(document: Mapping[str, Any]) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    return tuple(_change_of(each) for each in document["changes"]), tuple(document["unknown"])


def _change_document(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "metric": change.metric,
        "from": _listed(change.was),
        "from_low": change.was_low,
        "from_high": change.was_high,
        "to": _listed(change.to),
        "unit": change.unit,
        "gap": change.gap,
        "changeable": change.changeable,
    }


def _change_of(document: Mapping[str, Any]) -> Change:
    return Change(
        id=document["id"],
        metric=document["metric"],
        was=_set(document["from"]),
        was_low=document["from_low"],
        was_high=document["from_high"],
        to=_set(document["to"]),
        unit=document["unit"],
        gap=document["gap"],
        changeable=document["changeable"],
    )


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _set(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

"""A result made again: whether it comes out the same, and if not, what differs and why."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sitematch.core.evidence import FileSource, Lang
from sitematch.core.matching import to_document
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite
from sitematch.core.requirement import parse_requirement
from sitematch.core.requirement.model import Requirement
from sitematch.core.sites.sites import Sites
from sitematch.errors import NotFound, Refused, Unreadable
from sitematch.service.desk import Desk
from sitematch.service.difference import compared
from sitematch.service.matches import Stamp, make_match
from sitematch.service.presets import vocabulary_of
from sitematch.service.result_files import read_result
from sitematch.store.match_records import MATCH_ID, load_record
from sitematch.store.site_layers import sites_from_bytes
from sitematch.views.explain.replays import told_because

_OF_THE_RUN: Final = ("id", "created_at")
_NAME_OF_A_SOURCE: Final = ".source.name"
_PLACES: Final = 10
"""So many places are named at which a document differs from what it should be."""


def kept_or_read(asked: str, desk: Desk) -> tuple[dict[str, Any], Sites | None]:
    """A result by the name of its file, or the id of a match that was kept; that one has its sites with it.

    Raises:
        Unreadable: the file is no result.
        NotFound: no file, and no match of that id.
    """
    path = Path(asked)
    if MATCH_ID.fullmatch(asked) and not path.exists():
        try:
            record = load_record(desk.settings.home_folder() / "matches", asked)
        except NotFound as error:
            raise NotFound(f"{error}; name a file, or the id of a match that was kept") from None
        return record.document, sites_from_bytes(record.sites)
    return read_result(path), None


def replay(before: Mapping[str, Any], name: str, sites: Sites, desk: Desk) -> dict[str, Any]:
    """Make a result again, over sites and a region as they are now.

    Args:
        before: the document of the result.
        name: its file, or the id of its match, for messages.
        sites: what to match.
        desk: gives the region and what is kept.

    Returns:
        ``{"same", "run_hash": {"from", "to"}, "because": [{"kind", "text", …}], "changes", "differs"}``: ``because``
        names what went in otherwise, ``changes`` is as of a difference, ``differs`` names the first places of the
        document that came out otherwise. The document is the same but for ``id`` and ``created_at``, or it is not.

    Raises:
        Unreadable: the requirement that it holds cannot be read in this region.
    """
    lang: Lang = "sv" if before.get("inputs", {}).get("lang", desk.lang) == "sv" else "en"
    requirement = _requirement(before, name, desk)
    stamp = Stamp(str(before["id"]), str(before["created_at"]))
    result = make_match(requirement, sites, desk.region, kept=desk.kept, stamp=stamp, lang=lang)
    # a document as it comes back from a file, and cut where the old one was
    after = json.loads(json.dumps(to_document(result, top=_top(before))))
    files = _file_names(result) if before["run_hash"] == after["run_hash"] else frozenset()
    differs = [
        place
        for place, now in _differing(_comparable(before), _comparable(after))
        # where a row names no source its file's name stands for one, which may have changed with the file's form
        if not (place.endswith(_NAME_OF_A_SOURCE) and now in files)
    ]
    told = compared(before, after, name, desk.lang)
    return {
        "same": not differs,
        "run_hash": {"from": before["run_hash"], "to": after["run_hash"]},
        "because": [] if not differs else told_because(_because(before, after, told["causes"]), desk.lang),
        "changes": told["changes"],
        "differs": differs[:_PLACES],
    }


def _requirement(before: Mapping[str, Any], name: str, desk: Desk) -> Requirement:
    try:
        return parse_requirement(before["requirement"], vocabulary_of(desk.region))
    except Refused as error:
        raise Unreadable(
            f"{name}: requirement: cannot be asked for in region {desk.region.id!r} ({error}); name its own by --region"
        ) from None


def _top(before: Mapping[str, Any]) -> int | None:
    shown, counts = len(before["ranked"]), before["counts"]
    return shown if shown < counts["qualifies"] + counts["open"] else None


def _comparable(document: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in document.items() if key not in _OF_THE_RUN}


def _file_names(result: MatchResult) -> frozenset[str]:
    """The names of files that stand for sources."""
    everyone: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    sources = (one.source for site in everyone for one in site.criteria)
    return frozenset(source.name for source in sources if isinstance(source, FileSource))


def _differing(was: Any, now: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The places at which two plain values differ, in their order, with what stands there now."""
    if isinstance(was, dict) and isinstance(now, dict):
        for key in dict.fromkeys([*was, *now]):
            place = f"{path}.{key}" if path else str(key)
            if key in was and key in now:
                yield from _differing(was[key], now[key], place)
            else:
                yield place, now.get(key)
    elif isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for i, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _differing(one, other, f"{path}[{i}]")
    elif was != now or isinstance(was, bool) != isinstance(now, bool):
        yield path, now


def _because(before: Mapping[str, Any], after: Mapping[str, Any], causes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What went in otherwise: engine, region and its parts, requirement, sites; else that the file was changed."""
    found = [cause for cause in causes if cause["kind"] in ("engine", "region")]
    was, now = before.get("inputs", {}), after["inputs"]
    if was.get("requirement_hash", now["requirement_hash"]) != now["requirement_hash"]:
        found.append({"kind": "requirement"})
    sites = [cause for cause in causes if cause["kind"] == "sites"]
    other_sites = was.get("sites_hash", now["sites_hash"]) != now["sites_hash"]
    if sites and (other_sites or "sites_hash" not in was):
        found += sites
    elif other_sites:
        found.append({"kind": "sites", "new": [], "gone": [], "changed": []})
    if not found:
        tells = all(key in was for key in ("requirement_hash", "sites_hash", "region_hash"))
        found.append({"kind": "file" if tells or before["run_hash"] == after["run_hash"] else "unknown"})
    return found

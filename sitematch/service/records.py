"""Matches that are kept: made once, then given again as document, list, map and files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sitematch.core.evidence import Lang
from sitematch.core.matching import from_document, to_document
from sitematch.core.matching.result import MatchResult, RankedSite
from sitematch.core.requirement import read_document, requirement_of, with_draws
from sitematch.core.requirement.model import Requirement
from sitematch.core.sites.sites import Sites
from sitematch.errors import Fault, NotFound, RequirementRefused
from sitematch.service.desk import Desk
from sitematch.service.files import file_of
from sitematch.service.forms import Outcome
from sitematch.service.maps import map_page
from sitematch.service.matches import Stamp, make_match, new_stamp
from sitematch.service.presets import read_preset, vocabulary_of
from sitematch.store.match_records import MatchRecord, load_record, save_record
from sitematch.store.site_layers import sites_from_bytes, sites_to_bytes


@dataclass(frozen=True, slots=True)
class MatchWish:
    """What was asked for: a preset by its id, else a body: a requirement in JSON, or ``{"preset": id}``."""

    lang: Lang
    preset: str | None = None
    body: bytes = b""
    top: int | None = None
    draws: int | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class KeptMatch:
    """A match that was kept, as values."""

    result: MatchResult
    top: int | None
    sites: Sites
    spoken: Mapping[str, Mapping[str, Any]]

    @property
    def shown(self) -> dict[str, Any]:
        """The document as it was given when the match was made."""
        return to_document(self.result, top=self.top)

    def said_in(self, lang: Lang) -> MatchResult:
        """The result with its questions and warnings in a language."""
        said = self.spoken.get(lang)
        if said is None:
            return self.result
        ranked = tuple(_asking(site, said["asks"].get(site.site_id, ())) for site in self.result.ranked)
        asks = {(site.site_id, question.id): question.ask for site in ranked for question in site.open_questions}
        following = tuple(
            {**row, "ask": asks.get((row["site_id"], row["id"]), row["ask"])} for row in self.result.next_questions
        )
        return replace(self.result, ranked=ranked, next_questions=following, warnings=tuple(said["warnings"]))


def make_and_keep(desk: Desk, wish: MatchWish) -> dict[str, Any]:
    """Make a match over the published sites that the desk's principal may see, and keep it.

    Raises:
        RequirementRefused: the document has faults.
        NotFound: no preset of that id.
    """
    requirement, stamp = _requirement(desk, wish), new_stamp(desk.clock())
    result = _made(desk, requirement, stamp, wish.lang)
    other: Lang = "en" if wish.lang == "sv" else "sv"
    said_there = _said(_made(desk, with_draws(requirement, draws=1), stamp, other))
    spoken: dict[str, dict[str, Any]] = {wish.lang: _said(result), other: said_there}
    record = MatchRecord(to_document(result), wish.top, sites_to_bytes(desk.published), spoken)
    save_record(_folder(desk), result.id, record)
    return to_document(result, top=wish.top)


def recall(desk: Desk, match_id: str) -> KeptMatch:
    """A match that was kept.

    Raises:
        NotFound: none of that id.
    """
    record = load_record(_folder(desk), match_id)
    return KeptMatch(from_document(record.document), record.top, sites_from_bytes(record.sites), record.spoken)


def exported(desk: Desk, match_id: str, form: str, lang: Lang) -> bytes:
    """A kept match in one of the forms that are downloaded; the document is given as it was when it was made.

    Raises:
        NotFound: none of that id, or no such form.
    """
    kept = recall(desk, match_id)
    said = kept.result if form == "json" else kept.said_in(lang)
    return file_of(Outcome(said, kept.sites, desk.region, lang, kept.top), desk, form)


def map_of(desk: Desk, match_id: str, lang: Lang, nonce: str, *, framed: bool) -> str:
    """The map of a kept match as a page whose scripts and styles carry a nonce; framed, it is the map alone."""
    return map_page(outcome_of(desk, match_id, lang), desk, nonce, framed=framed)


def outcome_of(desk: Desk, match_id: str, lang: Lang) -> Outcome:
    """A kept match in a language, with what its views need.

    Raises:
        NotFound: none of that id.
    """
    kept = recall(desk, match_id)
    return Outcome(kept.said_in(lang), kept.sites, desk.region, lang, kept.top)


def _made(desk: Desk, requirement: Requirement, stamp: Stamp, lang: Lang) -> MatchResult:
    return make_match(requirement, desk.published, desk.region, kept=desk.kept, stamp=stamp, lang=lang)


def _said(result: MatchResult) -> dict[str, Any]:
    """What of a result depends on its language."""
    asks = {site.site_id: [question.ask for question in site.open_questions] for site in result.ranked}
    return {"warnings": list(result.warnings), "asks": asks}


def _asking(site: RankedSite, asks: Sequence[str]) -> RankedSite:
    if len(asks) != len(site.open_questions):
        return site
    questions = (replace(question, ask=ask) for question, ask in zip(site.open_questions, asks, strict=True))
    return replace(site, open_questions=tuple(questions))


def _requirement(desk: Desk, wish: MatchWish) -> Requirement:
    asked = _asked(desk, wish)
    return with_draws(asked, draws=wish.draws, seed=wish.seed)


def _asked(desk: Desk, wish: MatchWish) -> Requirement:
    if wish.preset is not None:
        return read_preset(wish.preset, desk.pack, desk.region)
    document = read_document(wish.body, "body", only_json=True)
    tree = document.tree
    if not isinstance(tree, dict) or "preset" not in tree or "schema" in tree:
        return requirement_of(document, vocabulary_of(desk.region))
    if len(tree) > 1 or not isinstance(tree["preset"], str):
        raise _no_preset('with it stands nothing else, and it is the id of a preset: {"preset": "battery-plant"}')
    try:
        return read_preset(tree["preset"], desk.pack, desk.region)
    except NotFound as error:
        raise _no_preset(str(error)) from None


def _no_preset(message: str) -> RequirementRefused:
    return RequirementRefused((Fault("preset", message),), "body")


def _folder(desk: Desk) -> Path:
    return desk.settings.home_folder() / "matches"

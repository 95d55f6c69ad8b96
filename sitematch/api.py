"""The product in Python, for notebooks and scripts: thin over the use cases, as the command line is."""

from __future__ import annotations

import html
import json
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from sitematch.core.evidence import Lang
from sitematch.core.matching import to_document
from sitematch.core.matching.result import MatchResult
from sitematch.core.requirement import Document, parse_requirement, read_document, requirement_of, with_draws
from sitematch.errors import SitematchError, WrongUse
from sitematch.intake import IntakeOptions, Report
from sitematch.service import forms, maps
from sitematch.service.desk import Desk
from sitematch.service.matches import make_match, new_stamp
from sitematch.service.presets import find_requirement, preset_ids, read_requirement_file, vocabulary_of
from sitematch.units import EPSG_PLANE
from sitematch.wiring import open_desk

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from sitematch.core.requirement.model import Requirement
    from sitematch.core.sites.sites import Sites
    from sitematch.intake import Upload

__all__ = ["IntakeOptions", "Match", "SitematchError", "SitematchWarning", "check", "match", "presets", "read_document"]

FilePath = str | os.PathLike[str]
RequirementLike = FilePath | Mapping[str, Any] | Document
"""A preset's id or a file's name; the path of a file; a document as plain values; one that was read from a text."""
FRAME_HEIGHT_PX = 640
"""Of a map in a notebook."""

MOST_TOLD = 5
"""So many refused rows are named in a warning."""


class SitematchWarning(UserWarning):
    """What is worth knowing of a match that was made all the same: a refused row, a column that no site has."""


@dataclass(frozen=True, eq=False, repr=False)
class Match:
    """A requirement held against sites. In a notebook it shows itself as its map.

    ``report``: what became of each row of the given sites; None for the published sites.
    """

    result: MatchResult
    report: Report | None
    _outcome: forms.Outcome = field(repr=False)
    _desk: Desk = field(repr=False)

    @property
    def document(self) -> dict[str, Any]:
        """The result as plain values: what ``--format json`` prints."""
        return to_document(self.result, top=self._outcome.top)

    def table(self) -> str:
        """The list as text: what the command prints."""
        return forms.table(self._outcome, colour=False)

    def to_geodataframe(self, epsg: int = EPSG_PLANE) -> GeoDataFrame:
        """A row a site with its outline: the ranked in order, then the near misses, whose rank is missing.

        Args:
            epsg: the CRS of the outlines; EPSG:3006 (metres, easting first) unless given, 4326 for degrees.
        """
        from sitematch.service.frames import frame_of_match

        return frame_of_match(self._outcome, epsg)

    def map(self) -> str:
        """The map as one HTML page that needs no network.

        Raises:
            OutputFailed: the scripts that go into it are not installed.
        """
        return maps.map_file(self._outcome, self._desk)

    def _repr_html_(self) -> str:
        """The map in a frame that can reach nothing of the notebook around it."""
        page = html.escape(self.map(), quote=True)
        style = f"width:100%;height:{FRAME_HEIGHT_PX}px;border:0"
        title = html.escape(repr(self), quote=True)
        return f'<iframe title="{title}" srcdoc="{page}" sandbox="allow-scripts" style="{style}"></iframe>'

    def __repr__(self) -> str:
        counts, asked = self.result.counts, self.result.requirement.get("id")
        told = f"{counts.qualifies} qualify, {counts.open} open, {counts.fails} fail"
        return f"<Match {asked} in {self.result.region}: {told}>"


def match(
    requirement: RequirementLike,
    sites: FilePath | Sequence[FilePath] | GeoDataFrame | None = None,
    *,
    region: FilePath | None = None,
    lang: Lang = "en",
    draws: int | None = None,
    seed: int | None = None,
    reading: IntakeOptions | None = None,
    top: int | None = None,
) -> Match:
    """Hold a requirement against sites.

    Args:
        requirement: a preset's id or a file, as on the command line; a mapping; or what ``read_document`` made of a
            text in YAML or JSON.
        sites: files (one upload), or a GeoDataFrame with its CRS, read by the rules of site files; the published
            sites of the region unless given.
        region: an id or a folder; by ``SITEMATCH_REGION`` unless given.
        lang: ``en`` or ``sv``, of questions, map and table.
        draws: how many weightings to draw, written into the requirement.
        seed: from which seed, likewise.
        reading: how the sites are to be read, where they do not say it themselves.
        top: how many of the ranked sites document, table and map show; all unless given. ``result`` has all of them.

    Warns:
        SitematchWarning: rows are refused (the others are matched), or a column is named that no site has.

    Raises:
        SitematchError: what cannot be read or is refused, with every fault and how to mend it.
    """
    desk = _desk(region, lang)
    asked = with_draws(_requirement(requirement, desk), draws=draws, seed=seed)
    upload = None if sites is None else _upload(sites, desk, reading)
    offered: Sites = desk.published if upload is None else upload.sites
    stamp = new_stamp(desk.clock())
    result = make_match(asked, offered, desk.region, kept=desk.kept, stamp=stamp, lang=desk.lang)
    report = None if upload is None else upload.report
    for text in (*_refused(report), *result.warnings):
        warnings.warn(text, SitematchWarning, stacklevel=2)
    return Match(result, report, forms.Outcome(result, offered, desk.region, desk.lang, top), desk)


def check(
    sites: FilePath | Sequence[FilePath] | GeoDataFrame,
    *,
    region: FilePath | None = None,
    lang: Lang = "en",
    reading: IntakeOptions | None = None,
) -> Report:
    """What becomes of each row of site files or of a GeoDataFrame, and how to mend what is refused; stores nothing.

    Raises:
        SitematchError: a file that is refused as a whole, or an option that cannot be.
    """
    return _upload(sites, _desk(region, lang), reading).report


def presets(region: FilePath | None = None) -> tuple[str, ...]:
    """The ids of a region's presets, sorted.

    Raises:
        NotFound: no such region.
    """
    return preset_ids(_desk(region, "en").pack)


def _desk(region: FilePath | None, lang: Lang) -> Desk:
    if lang not in get_args(Lang):
        raise WrongUse(f"lang is {lang!r}; it can be {' or '.join(get_args(Lang))}")
    return open_desk(region=None if region is None else os.fspath(region), lang=lang)


def _requirement(asked: RequirementLike, desk: Desk) -> Requirement:
    if isinstance(asked, Document):
        return requirement_of(asked, vocabulary_of(desk.region))
    if isinstance(asked, Mapping):
        return parse_requirement(_plain(asked), vocabulary_of(desk.region))
    if isinstance(asked, str):
        if "\n" in asked:
            raise WrongUse("a requirement's text goes in as match(read_document(text)); plain text is an id or a file")
        return find_requirement(asked, desk.pack, desk.region)
    if isinstance(asked, os.PathLike):
        return read_requirement_file(Path(asked), desk.region)
    raise WrongUse(
        f"a requirement is a preset's id, a path, a mapping or what read_document gives, not {type(asked).__name__}"
    )


def _plain(document: Mapping[str, Any]) -> Any:
    """A document as values of JSON: numbers of NumPy as numbers, keys such as True as text."""
    try:
        return json.loads(json.dumps(document, default=lambda value: value.tolist()))
    except (AttributeError, TypeError, ValueError, RecursionError) as error:
        raise WrongUse(f"the requirement holds what JSON cannot ({error}); write plain values") from None


def _upload(sites: FilePath | Sequence[FilePath] | GeoDataFrame, desk: Desk, reading: IntakeOptions | None) -> Upload:
    from sitematch.service.sites import load_site_files, load_sites

    given = reading or IntakeOptions()
    options = replace(given, lang=desk.lang, today=given.today or desk.clock().date())
    if _is_frame(sites):
        from sitematch.service.frames import file_of_frame

        return load_sites([file_of_frame(sites)], options, desk.region, desk.kept)
    paths = [sites] if isinstance(sites, str | os.PathLike) else sites
    many = isinstance(paths, list | tuple)
    if not (many and paths and all(isinstance(path, str | os.PathLike) for path in paths)):
        kind = "an empty list" if many and not paths else type(sites).__name__
        raise WrongUse(f"sites are a path, a list of paths or a GeoDataFrame, not {kind}")
    return load_site_files([Path(path) for path in paths], options, desk.region, desk.kept)


def _refused(report: Report | None) -> list[str]:
    """One warning for all refused rows, with the first of them; all stand in the report."""
    if report is None or not report.refused:
        return []
    lines = [issue.told() for issue in report.issues if issue.severity == "error"]
    told = "; ".join([*lines[:MOST_TOLD], *(["…"] if len(lines) > MOST_TOLD else [])])
    return [f"{report.refused} of {report.rows} rows are refused and not matched (see Match.report): {told}"]


def _is_frame(sites: Any) -> bool:
    """Whether it is a GeoDataFrame, which can only be where GeoPandas was imported."""
    geopandas = sys.modules.get("geopandas")
    return geopandas is not None and isinstance(sites, geopandas.GeoDataFrame)

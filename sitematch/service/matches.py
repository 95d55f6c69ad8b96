"""The main job: a requirement held against sites, and the record that is kept of it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sitematch import __version__
from sitematch.core.evidence import Lang
from sitematch.core.matching import MatchContext, match
from sitematch.core.matching.result import MatchResult
from sitematch.core.metrics import CATALOGUE
from sitematch.core.metrics.metric import Origin
from sitematch.core.region.model import Region
from sitematch.core.requirement.model import Measure, Requirement
from sitematch.core.sites.columns import Column
from sitematch.core.sites.measured import FOOTPRINT_FIT, site_column
from sitematch.core.sites.sites import Sites
from sitematch.service.reach import reach_columns
from sitematch.store.kept import Kept

_ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells one run from another: its id and when it was made. Neither touches the result."""

    id: str
    created_at: str


def new_stamp(now: datetime) -> Stamp:
    """A stamp with an id that cannot be guessed."""
    name = "".join(secrets.choice(_ALPHABET) for _ in range(20))
    return Stamp(id=name, created_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))


def make_match(
    requirement: Requirement, sites: Sites, region: Region, *, kept: Kept, stamp: Stamp, lang: Lang
) -> MatchResult:
    """Hold a requirement against sites.

    Args:
        requirement: what is asked for.
        sites: every site that the asker may see.
        region: whose roads, people and facilities count.
        kept: where reach that was computed before is found.
        stamp: the id and time of this run.
        lang: the language of the open questions.
    """
    context = MatchContext(
        region=region.id,
        municipalities=dict(zip(region.municipalities.codes, region.municipalities.names, strict=True)),
        region_hash=region.content_hash,
        region_hashes=region.content_hashes,
        engine=__version__,
        lang=lang,
        id=stamp.id,
        created_at=stamp.created_at,
    )
    return match(requirement, sites, columns_for(requirement.measures, sites, region, kept), context)


def columns_for(measures: Sequence[Measure], sites: Sites, region: Region, kept: Kept) -> Mapping[Measure, Column]:
    """The values of every measure at every site, wherever they come from."""
    by_reach = [m for m in measures if CATALOGUE[m.metric].origin is Origin.REACH]
    by_shape = [m for m in measures if m.metric == FOOTPRINT_FIT]
    columns: dict[Measure, Column] = {m: site_column(sites, m) for m in measures if m not in (*by_reach, *by_shape)}
    if by_shape:
        from sitematch.service.footprint import footprint_columns

        columns.update(footprint_columns(sites, by_shape, kept))
    if by_reach:
        columns.update(reach_columns(region, sites, by_reach, kept))
    return columns

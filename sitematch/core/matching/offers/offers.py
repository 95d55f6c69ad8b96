"""What stands beside the list: what it would take of municipalities without a site in it, and assemblies."""

from __future__ import annotations

from sitematch.core.matching.listing import Listing
from sitematch.core.matching.offers.assemblies import CUT, assemblies
from sitematch.core.matching.offers.joined_changes import JoinedChanges
from sitematch.core.matching.offers.joining import joining
from sitematch.core.matching.offers.would_take import would_take
from sitematch.core.matching.result import AssembledSites, WouldTake
from sitematch.core.requirement.model import Assembly

Offers = tuple[tuple[WouldTake, ...], tuple[AssembledSites, ...], tuple[str, ...]]


def offers(listing: Listing, asked: Assembly | None) -> Offers:
    """What it would take, assemblies, and what is to be said of them.

    Args:
        listing: the sites and how they fare.
        asked: how sites may be put together, if that is asked for.
    """
    joined = joining(listing, asked)
    if joined is None:
        return would_take(listing, None), (), ()
    changes = JoinedChanges(joined)
    shown, cut = assemblies(joined, changes.passing())
    return would_take(listing, changes), shown, (CUT.in_(listing.context.lang),) if cut else ()

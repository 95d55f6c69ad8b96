"""What in a region pack is doubtful though it can be read, in the language of who asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

import numpy as np
import shapely

from sitematch.core.arrays import BoolArray, IntArray
from sitematch.core.region.model import LOCALITY_CLASS, RURAL_KIND, STANDARD_CLASSES, Region, Roads
from sitematch.core.region.projection import plane_scale
from sitematch.texts import Translate
from sitematch.units import METRES_PER_KM

MOST_NAMED: Final = 5
"""So many of a kind are named in a warning, the others counted."""
FAR_FROM_OUTLINE_M: Final = 3_000.0
MOST_SCALE: Final = 1.02
"""EPSG:3006 stretches so much 21 degrees from its meridian at 55° N: less than the detour of a leg is known to."""
SHORTER_THAN_STRAIGHT: Final = 0.9
"""A link under nine tenths of the straight line between its nodes: a slip, not the accuracy of coordinates."""


@dataclass(frozen=True, slots=True)
class Joined:
    """How the roads hang together and who joins them. ``part``: of each node, numbered by falling size."""

    part: IntArray
    one_way_trapped: int
    people_join: BoolArray
    facilities_join: BoolArray


def warnings_of(region: Region, network: Joined, say: Translate) -> Iterator[str]:
    """Each warning as a sentence, those on roads first."""
    if region.roads is None:
        yield say("the pack has no roads: every reach is unknown until they are imported")
    else:
        yield from _road_warnings(region.roads, network, say)
        yield from _joining_warnings(region, network, say)
    yield from _facility_warnings(region, say)
    yield from _people_warnings(region, say)


def _road_warnings(roads: Roads, network: Joined, say: Translate) -> Iterator[str]:
    apart = [roads.node_ids[i] for i in np.flatnonzero(network.part > 0).tolist()]
    if apart:
        text = say("{count} nodes hang together with no other part of the network than their own: {names}")
        yield text.format(count=len(apart), names=_named(apart, say))
    if network.one_way_trapped:
        text = say("{count} nodes of the largest part cannot be both left and reached, by one-way links")
        yield text.format(count=network.one_way_trapped)
    scale = float(np.median(plane_scale(roads.node_lon, roads.node_lat)))
    if scale > MOST_SCALE:
        text = say(
            "the roads lie so far from 15° E that straight lines come out {share} too long: "
            "distances, and the legs between sites and roads"
        )
        yield text.format(share=f"{scale - 1:.0%}")
    if roads.motorway.all():
        yield say("every link is a motorway, which is entered at nodes only: nothing can join the roads")
    straight_km = shapely.length(shapely.linestrings(roads.node_xy[np.stack([roads.from_node, roads.to_node], 1)]))
    short = np.flatnonzero(roads.km < SHORTER_THAN_STRAIGHT * straight_km / METRES_PER_KM)
    names = [f"{roads.node_ids[roads.from_node[i]]} – {roads.node_ids[roads.to_node[i]]}" for i in short]
    if names:
        text = say("{count} links are stated shorter than the straight line between their nodes: {names}")
        yield text.format(count=len(names), names=_named(names, say))


def _joining_warnings(region: Region, network: Joined, say: Translate) -> Iterator[str]:
    people, limit = region.localities, f"{region.access.max_km:g} km"
    off = np.flatnonzero(~network.people_join & (people.population > 0)).tolist()
    lost = [people.names[i] or people.ids[i] for i in off]
    if lost:
        text = say("{count} places with people lie over {limit} from a road and never count: {names}")
        yield text.format(count=len(lost), limit=limit, names=_named(lost, say))
    far = [region.facilities.ids[i] for i in np.flatnonzero(~network.facilities_join)]
    if far:
        text = say("{count} facilities lie over {limit} from a road and never count: {names}")
        yield text.format(count=len(far), limit=limit, names=_named(far, say))


def _facility_warnings(region: Region, say: Translate) -> Iterator[str]:
    found = set(region.facilities.classes)
    for name in sorted(found - set(STANDARD_CLASSES)):
        near = get_close_matches(name, STANDARD_CLASSES, n=1, cutoff=0.8)
        if near:
            yield say("facilities of class {name!r}: did you mean {near!r}?").format(name=name, near=near[0])
    lacking = [name for name in STANDARD_CLASSES if name not in found and name != LOCALITY_CLASS]
    if lacking:
        text = say("no facility of {classes}: their minutes are unknown everywhere")
        yield text.format(classes=", ".join(lacking))


def _people_warnings(region: Region, say: Translate) -> Iterator[str]:
    people, own = region.localities, region.municipalities
    if not len(people.ids):
        yield say("the pack has no people: population and workforce are unknown everywhere until they are imported")
    kinds = {kind for kind in people.attributes.get("kind", ()) if kind.lower() != RURAL_KIND}
    for kind in get_close_matches(RURAL_KIND, sorted(kinds)):
        text = say("places of kind {kind!r} count as localities: did you mean {rural!r}?")
        yield text.format(kind=kind, rural=RURAL_KIND)
    if np.isnan(people.workforce[people.population > 0]).any():
        yield say("the workforce of some places is unknown: state it, or a share under [workforce] in region.toml")
    if people.jobs is None:
        yield say("localities have no column of jobs: the metric jobs is unknown everywhere")
    if not own.codes:
        yield say("the pack has no municipalities: no place can be told to which it belongs")
        return
    place = {code: i for i, code in enumerate(own.codes)}
    rows = [i for i, code in enumerate(people.municipality_codes) if code in place]
    outlines = own.outlines[[place[str(people.municipality_codes[i])] for i in rows]]
    off_m = shapely.distance(shapely.points(people.xy[rows]), outlines)
    strayed = [people.names[rows[i]] or people.ids[rows[i]] for i in np.flatnonzero(off_m > FAR_FROM_OUTLINE_M)]
    if strayed:
        text = say("{count} places lie over 3 km outside their municipality's outline: {names}")
        yield text.format(count=len(strayed), names=_named(strayed, say))


def _named(names: list[str], say: Translate) -> str:
    more = len(names) - MOST_NAMED
    listed = ", ".join(names[:MOST_NAMED])
    return say("{names} and {more} more").format(names=listed, more=more) if more > 0 else listed

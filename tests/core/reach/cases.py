"""Reach worked out by hand, with the arithmetic beside it.

Where not said otherwise a road of 10 km lies along the x axis from A (0, 0) to B (10000, 0) and is driven at
60 km/h: 10 / 60 × 36000 = 6000 ds. The leg to the road costs 1.3 × 36 / 30 = 1.56 ds a metre.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.core.reach.oracle import Link, Outline, Point, World

A, B = (0.0, 0.0), (10_000.0, 0.0)
ROAD = World({"A": A, "B": B}, (Link("A", "B", 10, 60),))
ONE_WAY = replace(ROAD, links=(Link("A", "B", 10, 60, oneway=True),))


@dataclass(frozen=True)
class Case:
    """From a site to the nearest of some facilities: what comes out, in deciseconds, and which it is."""

    name: str
    world: World
    site: Outline
    facilities: dict[str, Point]
    ds: int | None
    via: str | None = None
    reason: str | None = None


def box(x0: float, y0: float, x1: float, y1: float) -> Outline:
    return ((((x0, y0), (x1, y0), (x1, y1), (x0, y1)),),)


def triangle(*corners: tuple[float, float]) -> Outline:
    return ((corners,),)


CASES = (
    # From 2000 to 7000 m: half of the link, 3000 ds, though no node is passed.
    Case("same link both ends", ROAD, (2000.0, 0.0), {"f": (7000.0, 0.0)}, 3000, "f"),
    # Along the arrow the same; it may not be driven against it.
    Case("same one-way link, along it", ONE_WAY, (2000.0, 0.0), {"f": (7000.0, 0.0)}, 3000, "f"),
    Case("same one-way link, against it", ONE_WAY, (7000.0, 0.0), {"f": (2000.0, 0.0)}, None, None, "no_way"),
    # Against the arrow there is a way round: to B 0.3 × 6000 = 1800, back to A by 20 km at 80 km/h = 9000,
    # then 0.2 × 6000 = 1200: together 12000.
    Case(
        "one-way link with a way back",
        replace(ONE_WAY, links=(*ONE_WAY.links, Link("B", "A", 20, 80, bends=((5000.0, 4000.0),)))),
        (7000.0, 0.0),
        {"f": (2000.0, 0.0)},
        12_000,
        "f",
    ),
    # The motorway A-B passes at 100 m, but is entered at A only, which the side road C-A has in common with it:
    # √(5000² + 100²) = 5000.9999 m × 1.56 = 7801.56 → 7802; A-B 10 km at 100 km/h = 3600; sum 11402.
    # The facility stands at B, on the side road B-D.
    Case(
        "motorway entered at nodes only",
        World(
            {"A": A, "B": B, "C": (0.0, -9000.0), "D": (10_000.0, -9000.0)},
            (Link("A", "B", 10, 100, motorway=True), Link("C", "A", 9, 60), Link("B", "D", 9, 60)),
        ),
        (5000.0, 100.0),
        {"f": B},
        11_402,
        "f",
    ),
    # The road runs through the site from x = 1000 to 2000; its centroid is (1500, 500), the point of the road in
    # it that is nearest to that (1500, 0): no leg, 0.85 × 6000 = 5100.
    Case("outline crossed by a road", ROAD, box(1000, -500, 2000, 1500), {"f": B}, 5100, "f"),
    # The point is the node J: every link of J is open, the motorway J-M of 20 km at 100 km/h = 7200 too, though
    # the first link of the pack is one-way J → K and would lead off to K.
    Case(
        "site on a node",
        World(
            {"J": A, "K": (0.0, 5000.0), "M": (20_000.0, 0.0), "N": (20_000.0, 5000.0)},
            (
                Link("J", "K", 5, 60, oneway=True),
                Link("J", "M", 20, 100, motorway=True),
                Link("M", "N", 5, 60),
            ),
        ),
        A,
        {"f": (20_000.0, 0.0)},
        7200,
        "f",
    ),
    # Two roads cross at (5000, 0) without a node: the point lies on both, the first of the pack counts (A-B,
    # 0.5 × 6000 = 3000 to B), and there is no way over to the other.
    Case(
        "crossing without a node",
        World(
            {"A": A, "B": B, "S": (5000.0, -5000.0), "N": (5000.0, 5000.0)},
            (Link("A", "B", 10, 60), Link("S", "N", 10, 60)),
        ),
        (5000.0, 0.0),
        {"f": B, "e": (5000.0, 5000.0)},
        3000,
        "f",
    ),
    # The side from x = 2000 to 6000 is parallel to the road, 100 m off; the centroid is at x = (2000 + 6000 + 6000)
    # / 3 = 4666.67, so the point is (4666.67, 0): leg 156, then 0.533333 × 6000 = 3200; sum 3356.
    Case(
        "parallel edge, nearest to the centroid",
        ROAD,
        triangle((2000, 100), (6000, 100), (6000, 400)),
        {"f": B},
        3356,
        "f",
    ),
    # 10 km off exactly may still join: 10000 × 1.56 = 15600, and half of the road, 3000.
    Case("10 km off", ROAD, (5000.0, 10_000.0), {"f": B}, 18_600, "f"),
    Case("over 10 km off", ROAD, (5000.0, 10_001.0), {"f": B}, None, None, "no_road_near"),
    # The facility is too far off: it cannot be reached by anybody.
    Case("facility over 10 km off", ROAD, (5000.0, 0.0), {"f": (5000.0, 10_001.0)}, None, None, "no_way"),
    # 0.0025 km at 60 km/h is 1.5 ds → 2 for each of two links: 4, not 3.
    Case(
        "halves of links go up, each link by itself",
        World({"A": A, "B": (100.0, 0.0), "C": (200.0, 0.0)}, (Link("A", "B", 0.0025, 60), Link("B", "C", 0.0025, 60))),
        A,
        {"f": (200.0, 0.0)},
        4,
        "f",
    ),
    # The leg: 62.5 m × 1.56 = 97.5 → 98; the way: half of 3 ds = 1.5 → 2; sum 100.
    Case(
        "halves of legs and parts go up",
        World({"A": A, "B": (1000.0, 0.0)}, (Link("A", "B", 0.005, 60),)),
        (500.0, 62.5),
        {"f": A},
        100,
        "f",
    ),
    # 0.0104 km at 36 km/h is 10.4 ds, as a whole 10; 0.44 of 10.4 is 4.576 → 5, of the rounded 10 it would be 4.
    Case(
        "a part is of the unrounded time",
        World({"A": A, "B": (1000.0, 0.0)}, (Link("A", "B", 0.0104, 36),)),
        (440.0, 0.0),
        {"f": A},
        5,
        "f",
    ),
    # From 0.25 to 0.75 of 10.6 ds: 5.3 → 5, rounded once; as parts from a node it would be 8 − 3 or 3 + 3.
    Case(
        "a part between two points is rounded once",
        World({"A": A, "B": (1000.0, 0.0)}, (Link("A", "B", 0.0106, 36),)),
        (250.0, 0.0),
        {"f": (750.0, 0.0)},
        5,
        "f",
    ),
    # Another component: roads near both, but none between them.
    Case(
        "unreachable component",
        replace(
            ROAD,
            nodes={"A": A, "B": B, "C": (0.0, 900.0), "D": (900.0, 900.0)},
            links=(Link("A", "B", 10, 60), Link("C", "D", 1, 60)),
        ),
        (5000.0, 0.0),
        {"f": (0.0, 900.0)},
        None,
        None,
        "no_way",
    ),
    # Both are 2000 m away: 1200 ds; z comes first in the pack, a has the smaller id.
    Case("equal minutes, smaller id", ROAD, (5000.0, 0.0), {"z": (3000.0, 0.0), "a": (7000.0, 0.0)}, 1200, "a"),
    # Two links between the same nodes: the quicker counts, wherever it stands; 10 km at 120 km/h = 3000.
    Case(
        "parallel links",
        replace(ROAD, links=(Link("A", "B", 10, 60), Link("B", "A", 10, 120, bends=((5000.0, 50.0),)))),
        A,
        {"f": B},
        3000,
        "f",
    ),
    # A ferry shown as a bent line: the entry is on the second leg of the road, at 6000 + 2000 of 14000 m;
    # the leg 100 × 1.56 = 156; 6000 / 14000 of 8400 ds = 3600 to B; sum 3756.
    Case(
        "bent link",
        World({"A": A, "B": (6000.0, 8000.0)}, (Link("A", "B", 14, 60, bends=((6000.0, 0.0),)),)),
        (6100.0, 2000.0),
        {"f": (6000.0, 8000.0)},
        3756,
        "f",
    ),
    # The hole of the site surrounds the road: the nearest points of its outline are those of the hole, above and
    # below alike 300 m off (468 ds), the centroid is at x = 5000: half of the road, 3000; sum 3468.
    Case(
        "road in a hole of the site",
        replace(ROAD, nodes={"A": (4000.0, 0.0), "B": (6000.0, 0.0)}),
        (
            (
                ((3000.0, -2000.0), (7000.0, -2000.0), (7000.0, 2000.0), (3000.0, 2000.0)),
                ((3500.0, -300.0), (3500.0, 300.0), (6500.0, 300.0), (6500.0, -300.0)),
            ),
        ),
        {"f": (6000.0, 0.0)},
        3468,
        "f",
    ),
    # Two parts, 200 m above and 100 m below the road: only the nearer one meets it, at the point nearest to the
    # centroid of the whole, x = (1000 + 9000) / 2 = 5000 → clipped to the lower part's right end, 2000:
    # 156 + 0.8 × 6000 = 4956.
    Case(
        "two parts",
        ROAD,
        (
            (((0.0, -100.0), (2000.0, -100.0), (2000.0, -1100.0), (0.0, -1100.0)),),
            (((8000.0, 200.0), (10_000.0, 200.0), (10_000.0, 1200.0), (8000.0, 1200.0)),),
        ),
        {"f": B},
        4956,
        "f",
    ),
)

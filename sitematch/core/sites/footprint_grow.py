"""Makes a rectangle that lies free among walls as large as its neighbourhood allows.

Each wall is kept out by one half-plane; what is left is convex and free of walls, and the largest rectangle in it is
known exactly. From there it starts again, until nothing is gained.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray
from sitematch.core.sites.footprint_convex import Placed, largest_in_convex

_MOST_ROUNDS: Final = 12
_LEAST_GAIN: Final = 1e-5
_SLACK: Final = 1e-9
"""How deep, relative to the rectangle, a wall may seem to reach into it by rounding alone."""


def grown(placed: Placed, walls: FloatArray, width: float) -> Placed:
    """A rectangle at least as large, free of the same walls.

    Args:
        placed: a rectangle that no wall reaches into.
        walls: segments, shape (m, 2, 2), that enclose it.
        width: the shorter by the longer side.
    """
    for may_turn in (False, True):
        for _ in range(_MOST_ROUNDS):
            normals, offsets = _freedom(placed, walls, width, may_turn)
            centre = np.array([placed.x, placed.y])
            if not (offsets > normals @ centre).all():
                break
            larger = largest_in_convex(normals, offsets, centre, width, tolerance=1e-4).best
            gain = larger.scale / placed.scale - 1
            placed = larger if gain > 0 else placed
            if gain <= _LEAST_GAIN:
                break
    return placed


def _freedom(placed: Placed, walls: FloatArray, width: float, may_turn: bool) -> tuple[FloatArray, FloatArray]:
    """One half-plane a wall, with the rectangle inside and the wall outside: normals (m, 2), offsets (m,).

    Of a wall's own line and the lines through its nearest end along the rectangle's sides, the one that leaves the
    rectangle the most room to grow; the wall's own, wherever it does not cut the rectangle, if it ``may_turn``.
    """
    centre = np.array([placed.x, placed.y])
    along = np.array([math.cos(placed.angle), math.sin(placed.angle)])
    across = np.array([-along[1], along[0]])
    ends = walls - centre
    run = ends[:, 1] - ends[:, 0]
    own = np.column_stack([run[:, 1], -run[:, 0]]) / np.hypot(run[:, 0], run[:, 1])[:, None]
    own *= np.where((own * ends[:, 0]).sum(axis=1) < 0, -1.0, 1.0)[:, None]
    ways = [own]
    for axis in (along, across):
        side = np.where((ends @ axis).sum(axis=1) < 0, -1.0, 1.0)
        ways.append(side[:, None] * axis)
    normals = np.stack(ways)
    reach = (normals[:, :, None, :] * ends).sum(axis=3).min(axis=2)
    half = placed.scale / 2 * (np.abs(normals @ along) + width * np.abs(normals @ across))
    room = np.where(half > 0, reach / half, np.inf) - 1
    if may_turn:
        room[0] = np.where(room[0] >= -_SLACK, np.inf, room[0])
    chosen = np.argmax(room, axis=0)
    each = np.arange(len(walls))
    picked = normals[chosen, each]
    return picked, reach[chosen, each] + picked @ centre

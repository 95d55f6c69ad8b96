"""The largest rectangle of given proportions in a convex region, at any angle.

Write a rectangle of scale s at angle t by its centre and (p, q) = s (cos t, sin t). That a corner lies in a half-plane
is then linear in (x, y, p, q): all rectangles in a convex region form a polytope in four dimensions, and the largest is
its point farthest from the origin of (p, q). Its shadow on (p, q) is a convex polygon; linear programs give its
corners, the lines through them bound what lies between (the sandwich of Rote 1992), and only what may still be farther
is looked at more closely.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from sitematch.core.arrays import FloatArray, IntArray

TOLERANCE: Final = 2e-5
"""How far, relatively, the bound may lie above the rectangle that is found."""
_JITTER: Final = 1e-12
"""Each bound is drawn in by about this much of the region's size: ties could let the simplex method turn in circles."""
_MOST_STEPS: Final = 400
_MOST_CORNERS: Final = 2000
_TINY: Final = 1e-13


@dataclass(frozen=True, slots=True)
class Placed:
    """A rectangle of sides ``scale`` × (1, width), its centre and the angle of its length, in radians from x."""

    x: float
    y: float
    angle: float
    scale: float


@dataclass(frozen=True, slots=True)
class Found:
    """The largest rectangle found, and the scale that none exceeds."""

    best: Placed
    at_most: float


@dataclass(slots=True)
class _Corner:
    """A corner of the polytope: (x, y, p, q), shape (4,), and the four constraints that meet there."""

    place: FloatArray
    active: list[int]


@dataclass(frozen=True, slots=True)
class _Polytope:
    """``rows`` @ (x, y, p, q) <= ``bounds``; shapes (4 m, 4) and (4 m,)."""

    rows: FloatArray
    bounds: FloatArray

    def start(self, inside: FloatArray, aim: FloatArray) -> _Corner:
        """A corner, from a point inside, shape (4,), along ``aim`` as far as that goes."""
        place, active = inside, list[int]()
        while len(active) < 4:
            way = _way(self.rows[active], aim)
            step, row = self._step(place, way, active)
            if row < 0:
                way = np.negative(way)
                step, row = self._step(place, way, active)
            place = place + step * way
            active.append(row)
        return _Corner(place, active)

    def climb(self, corner: _Corner, aim: FloatArray) -> _Corner:
        """The corner farthest along ``aim``, by the simplex method from another corner."""
        place, active = corner.place, list(corner.active)
        for _ in range(_MOST_STEPS):
            inverse = np.linalg.inv(self.rows[active])
            prices = aim @ inverse
            leaving = int(np.argmin(prices))
            if prices[leaving] >= -_TINY:
                break
            way = np.negative(inverse[:, leaving])
            step, row = self._step(place, way, active)
            if row < 0:
                break
            place = place + step * way
            active[leaving] = row
        return _Corner(place, active)

    def _step(self, place: FloatArray, way: FloatArray, active: list[int]) -> tuple[float, int]:
        """How far one can go, and the constraint that stops it; -1 if none does."""
        speed = self.rows @ way
        speed[active] = 0.0
        stops = np.flatnonzero(speed > _TINY * np.abs(way).max())
        if not len(stops):
            return 0.0, -1
        room = (self.bounds[stops] - self.rows[stops] @ place) / speed[stops]
        nearest = int(np.argmin(room))
        return max(float(room[nearest]), 0.0), int(stops[nearest])


def largest_in_convex(
    normals: FloatArray, offsets: FloatArray, inside: FloatArray, width: float, tolerance: float = TOLERANCE
) -> Found:
    """The largest rectangle of sides 1 × ``width`` (times its scale) in a bounded convex region.

    Args:
        normals: unit normals, pointing out, shape (m, 2).
        offsets: the region is where normals @ z <= offsets, shape (m,); its size is about 1.
        inside: a point well within, shape (2,).
        width: the shorter by the longer side, at most 1.
        tolerance: how far, relatively, the bound may lie above what is found.
    """
    exact = _polytope(normals, offsets, width)
    drawn_in = _JITTER * np.random.Generator(np.random.PCG64(1)).uniform(0.5, 1.0, len(exact.bounds))
    polytope = _Polytope(exact.rows, exact.bounds - drawn_in)
    centre = np.array([*inside, 0.0, 0.0])
    corner, at_most = _farthest(polytope, centre, tolerance)
    x, y, p, q = _polished(exact, corner).tolist()
    scale = math.hypot(p, q)
    return Found(Placed(x, y, math.atan2(q, p) % math.pi, scale), max(scale, at_most))


def _farthest(polytope: _Polytope, centre: FloatArray, tolerance: float) -> tuple[_Corner, float]:
    """The corner farthest out in (p, q), and a bound on how far any point lies out."""
    first = polytope.climb(polytope.start(centre, _aim(1.0, 0.0)), _aim(1.0, 0.0))
    second = polytope.climb(first, _aim(0.0, 1.0))
    third = polytope.climb(second, _aim(-1.0, 0.0))
    best = max(first, second, third, key=_out)
    at_most = _out(best)
    arcs = [((1.0, 0.0), first, (0.0, 1.0), second), ((0.0, 1.0), second, (-1.0, 0.0), third)]
    for _ in range(_MOST_CORNERS):
        if not arcs:
            break
        aim_a, a, aim_b, b = arcs.pop()
        bound = _peak(aim_a, a, aim_b, b)
        if bound <= _out(best) * (1 + tolerance):
            at_most = max(at_most, bound)
            continue
        chord = b.place[2:] - a.place[2:]
        aim = (float(chord[1]) / math.hypot(*chord), -float(chord[0]) / math.hypot(*chord))
        between = polytope.climb(a, _aim(*aim))
        gained = (between.place - a.place) @ _aim(*aim)
        if gained <= _TINY:
            continue  # the chord is a side of the shadow: nothing on it lies farther out than its ends
        best = max(best, between, key=_out)
        arcs += [(aim_a, a, aim, between), (aim, between, aim_b, b)]
    left = [_peak(*arc) for arc in arcs]
    return best, max([at_most, _out(best), *left])


def _peak(aim_a: tuple[float, float], a: _Corner, aim_b: tuple[float, float], b: _Corner) -> float:
    """How far out the lines through two corners across their aims meet: the shadow lies below both."""
    determinant = aim_a[0] * aim_b[1] - aim_a[1] * aim_b[0]
    reach_a = aim_a[0] * a.place[2] + aim_a[1] * a.place[3]
    reach_b = aim_b[0] * b.place[2] + aim_b[1] * b.place[3]
    if abs(determinant) < _TINY:
        return max(_out(a), _out(b))
    p = (reach_a * aim_b[1] - reach_b * aim_a[1]) / determinant
    q = (reach_b * aim_a[0] - reach_a * aim_b[0]) / determinant
    return math.hypot(p, q)


def _polytope(normals: FloatArray, offsets: FloatArray, width: float) -> _Polytope:
    along, across = normals, np.column_stack([normals[:, 1], -normals[:, 0]])
    corners = [(i, j * width) for i in (0.5, -0.5) for j in (0.5, -0.5)]
    rows = np.vstack([np.hstack([normals, i * along + j * across]) for i, j in corners])
    return _Polytope(rows, np.tile(offsets, len(corners)))


def _polished(exact: _Polytope, corner: _Corner) -> FloatArray:
    """The corner without the jitter, where that stays within all bounds."""
    place = np.asarray(np.linalg.solve(exact.rows[corner.active], exact.bounds[corner.active]), dtype=np.float64)
    within = (exact.rows @ place <= exact.bounds + 4e-16 * (1 + np.abs(exact.bounds))).all()
    return place if within and _out(_Corner(place, [])) >= _out(corner) else corner.place


def _way(rows: FloatArray, aim: FloatArray) -> FloatArray:
    """The part of ``aim`` that keeps all ``rows`` as they are; any way that does where there is no such part."""
    if not len(rows):
        return aim
    basis: FloatArray = np.asarray(np.linalg.svd(rows)[2][len(rows) :], dtype=np.float64)
    along: FloatArray = basis.T @ (basis @ aim)
    if np.abs(along).max() > 1e-9:
        return along
    way: FloatArray = basis[0]
    return way


def _aim(p: float, q: float) -> FloatArray:
    return np.array([0.0, 0.0, p, q])


def _out(corner: _Corner) -> float:
    return math.hypot(corner.place[2], corner.place[3])


def half_planes(ring: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Unit normals and offsets of a convex ring, closed and counter-clockwise, shape (m + 1, 2)."""
    edges = np.diff(ring, axis=0)
    lengths = np.hypot(edges[:, 0], edges[:, 1])
    real: IntArray = np.flatnonzero(lengths > 0)
    normals = np.column_stack([edges[real, 1], -edges[real, 0]]) / lengths[real, None]
    return normals, (normals * ring[real]).sum(axis=1)

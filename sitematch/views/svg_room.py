"""Room in a picture: what stands there already, and where something else may go."""

from __future__ import annotations

import math
from typing import Final

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_RINGS: Final = (0.0, 26.0, 42.0, 60.0)


def around(x: float, y: float, half: float) -> Box:
    """The square around a point."""
    return x - half, y - half, x + half, y + half


class Room:
    """The boxes that are taken in a picture of a width and a height."""

    def __init__(self, width: float, height: float) -> None:
        self._width = width
        self._height = height
        self._taken: list[Box] = []

    def take(self, box: Box) -> None:
        """Take a box, free or not."""
        self._taken.append(box)

    def take_if_free(self, box: Box) -> bool:
        """Take a box that lies within the picture and covers nothing; whether it did."""
        left, top, right, bottom = box
        inside = left >= 0 and top >= 0 and right <= self._width and bottom <= self._height
        free = inside and all(right <= o[0] or left >= o[2] or bottom <= o[1] or top >= o[3] for o in self._taken)
        if free:
            self.take(box)
        return free

    def settle(self, x: float, y: float, half: float) -> tuple[float, float] | None:
        """Take the nearest free place for a mark: its own point, else in rings around it; None where all is full."""
        for ring in _RINGS:
            for eighth in range(8 if ring else 1):
                turn = (eighth - 0.5) * math.pi / 4
                spot = (x + ring * math.cos(turn), y + ring * math.sin(turn)) if ring else (x, y)
                if self.take_if_free(around(*spot, half)):
                    return spot
        return None

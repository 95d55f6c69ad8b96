"""Contenders that are held to the same answer before any of them is timed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Call = Callable[[], Any]


@dataclass(frozen=True)
class Rival:
    """A way to an answer.

    ``agrees``: whether what it gives is the answer. ``times``: how often its work goes into the whole (it does a part).
    ``once``: it takes so long that the run in which its answer is compared is the one that counts.
    """

    call: Call
    agrees: Callable[[Any], bool]
    times: float = 1.0
    once: bool = False


def contest(ours: Call, rivals: Mapping[str, Rival], rounds: int) -> tuple[float, dict[str, float | None]]:
    """The median seconds of our call and of each rival's whole work; None for one that gives another answer.

    Rounds are interleaved. Those that run once do so between two runs of ours, which count like the others.
    """
    own: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in rivals}
    agree = {}
    for name, rival in rivals.items():
        seconds, answer = timed(rival.call)
        agree[name] = rival.agrees(answer)
        if rival.once:
            taken[name].append(seconds)
            own.append(timed(ours)[0])
    again = {name: rival for name, rival in rivals.items() if agree[name] and not rival.once}
    for _ in range(rounds):
        own.append(timed(ours)[0])
        for name, rival in again.items():
            taken[name].append(timed(rival.call)[0])
    whole = {name: statistics.median(seconds) * rivals[name].times for name, seconds in taken.items() if seconds}
    return statistics.median(own), {name: whole[name] if agree[name] else None for name in rivals}


def timed(call: Call) -> tuple[float, Any]:
    """The seconds that a call takes, and what it gives."""
    start = time.perf_counter()
    answer = call()
    return time.perf_counter() - start, answer

"""Whole commands timed side by side: rounds interleaved, so that a machine that slows down slows all of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Goal:
    """A promise: a ratio at most so large."""

    name: str
    most: float

    def line(self, value: float) -> str:
        """The line that ``make bench`` prints."""
        return f"RATIO {self.name} {value:.3g} <={self.most:g} {'ok' if value <= self.most else 'short'}"


def run(command: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """The output of a command that must succeed."""
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def interleaved(commands: Mapping[str, Sequence[str]], environment: Mapping[str, str], rounds: int) -> dict[str, float]:
    """The median seconds of each command over so many rounds, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            start = time.perf_counter()
            run(command, environment)
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in seconds.items()}

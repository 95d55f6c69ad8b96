"""Whole commands timed side by side: rounds interleaved, so that a machine that slows down slows all of them."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Goal:
    """A promise: a ratio at most so large, or at least so large where ``at_least`` is set."""

    name: str
    bound: float
    at_least: bool = False

    def line(self, value: float) -> str:
        """The line that ``make bench`` prints."""
        kept = value >= self.bound if self.at_least else value <= self.bound
        sense = ">=" if self.at_least else "<="
        return f"RATIO {self.name} {value:.3g} {sense}{self.bound:g} {'ok' if kept else 'short'}"


def peak_bytes() -> int:
    """The most memory that this process has held since it began its program.

    Not ``ru_maxrss``, in which a child begins with what its parent held.
    """
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def run(command: Sequence[str], environment: Mapping[str, str]) -> bytes:
    """The output of a command that must succeed."""
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def interleaved_calls(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median seconds of each call over so many rounds in this process, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(rounds + 1):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


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

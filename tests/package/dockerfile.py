"""A small reader of Dockerfiles and of .dockerignore: as much of both as ours uses."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath


@dataclass(frozen=True)
class Step:
    """One instruction: its word in capitals and the rest, continued lines joined."""

    word: str
    rest: str

    @property
    def words(self) -> list[str]:
        """What the rest says: of the exec form its members, else split as a shell does."""
        return list(json.loads(self.rest)) if self.rest.startswith("[") else shlex.split(self.rest)


@dataclass
class Stage:
    """What begins with a FROM."""

    base: str
    name: str | None
    steps: list[Step] = field(default_factory=list)

    def of(self, word: str) -> list[Step]:
        return [step for step in self.steps if step.word == word]

    def only(self, word: str) -> Step:
        (step,) = self.of(word)
        return step

    @property
    def variables(self) -> dict[str, str]:
        return dict(pair.split("=", 1) for step in self.of("ENV") for pair in step.words)


def read_stages(text: str) -> list[Stage]:
    """The stages in order.

    Raises:
        ValueError: a line that is no instruction, or one before the first FROM.
    """
    stages: list[Stage] = []
    for step in _steps(text):
        if step.word == "FROM":
            base, *named = step.words
            stages.append(Stage(base, named[1] if named else None))
        elif not stages:
            raise ValueError(f"{step.word} before FROM")
        else:
            stages[-1].steps.append(step)
    return stages


def _steps(text: str) -> Iterator[Step]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, _, rest = line.strip().partition(" ")
        if not re.fullmatch("[A-Z]+", word):
            raise ValueError(f"no instruction: {line}")
        yield Step(word, rest.strip())


def is_ignored(name: str, ignore: str) -> bool:
    """Whether a file of the build's folder stays outside it; ``name`` is relative, with slashes."""
    patterns = [line.strip().rstrip("/") for line in ignore.splitlines() if line.strip() and not line.startswith("#")]
    heads = [*PurePosixPath(name).parents, PurePosixPath(name)]
    return any(_matches(head.as_posix(), pattern) for head in heads for pattern in patterns)


def _matches(name: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatchcase(PurePosixPath(name).name, pattern.removeprefix("**/"))
    return name.count("/") == pattern.count("/") and fnmatchcase(name, pattern)

"""osmium at work in a child process, and its faults as one line each."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sitematch.errors import Unreadable
from sitematch.packs.osm.source import Source

CHILD: Final = Path(__file__).with_name("osmium_child.py")
Progress = Callable[[float], None]
"""Is told, now and then, what share of the work is done."""


@dataclass(frozen=True, slots=True)
class Job:
    """What osmium is to let pass.

    ``lines``: where it goes, as OPL. ``kinds``: of ``n``, ``w`` and ``r`` those that are read. ``keys``: by kind, of
    which one has to be there. ``tags``: of which one has to be there. ``ids``: which alone are meant. ``places``: where
    the places of all nodes go. ``new_nodes``: only those of negative ids, as ``id x y``.
    """

    lines: Path
    kinds: str
    keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    tags: Sequence[tuple[str, str]] = ()
    ids: Sequence[int] = ()
    places: Path | None = None
    new_nodes: bool = False


def run(source: Source, job: Job, progress: Progress | None = None) -> str:
    """Do the job; returns when the data were current by the file's header, "" if it does not say.

    Raises:
        Unreadable: the file cannot be read to its end.
    """
    words = {
        **{name: getattr(job, name) for name in ("kinds", "keys", "tags", "ids", "new_nodes")},
        "path": str(source.path),
        "format": source.format,
        "lines": str(job.lines),
        "places": str(job.places) if job.places else None,
        "progress": progress is not None,
    }
    answer = _answer(json.dumps(words), progress)
    if "fault" not in answer:
        return str(answer["stamp"])
    why = " ".join(str(answer["fault"]).split())
    if "entities are not supported" in why:
        why = "it defines XML entities, which are not followed"
    raise Unreadable(f"{source.path}: cannot be read as OpenStreetMap data ({why}); download the extract anew")


def _answer(job: str, progress: Progress | None) -> Mapping[str, Any]:
    answer: Mapping[str, Any] | None = None
    with subprocess.Popen(  # noqa: S603 - our own script, by our own interpreter
        [sys.executable, "-P", str(CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        text=True,
    ) as child:
        try:
            for line in _told(child, job):
                if isinstance(line, dict):
                    answer = line
                elif progress:
                    progress(line)
        finally:
            child.kill()
    return answer or {"fault": f"it is damaged: reading it ended with {_ending(child.returncode)}"}


def _told(child: subprocess.Popen[str], job: str) -> Iterator[Any]:
    """Give the job, and take what is said until the child has closed its end."""
    if child.stdin is None or child.stdout is None:
        raise AssertionError
    with suppress(BrokenPipeError), child.stdin:
        child.stdin.write(job)
    yield from map(json.loads, child.stdout)
    child.wait()


def _ending(status: int) -> str:
    try:
        return signal.Signals(-status).name
    except ValueError:
        return f"status {status}"

"""Parsers at arm's length: a process of its own reads a file and can do nothing else; plain values come back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import IO, Any, Final

from sitematch.core.evidence import Text

WALL_S: Final = 60.0
CPU_S: Final = 15
MEMORY_BYTES: Final = 2 << 30
"""Never more address space than this."""
LEAST_BYTES: Final = 640 << 20
"""What the parsers themselves take, and a small file."""
BYTES_PER_BYTE: Final = 8
"""So much more for each byte of the file."""
BYTES_PER_CPU_S: Final = 8 << 20
"""A second more for so many bytes of the file."""
HEAD_BYTES: Final = 512 << 20
ANSWER_BYTES: Final = 1 << 30
SHUT_IN: Final = Path(__file__).with_name("shut_in.py")
TOO_HEAVY: Final = Text("det tog för lång tid eller för mycket minne", "reading it took too long, or too much memory")
HEAVY: Final[Mapping[str, Any]] = {"fault": "heavy"}
"""The answer of a child that came to an end without any."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child read: plain values, and the geometries as WKB."""

    values: Mapping[str, Any]
    shapes: list[bytes | None] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """A script to run, the file by its endings, the job, and further variables of its environment.

    ``weight_bytes``: how much the file is unpacked; the bounds of memory and time grow with it.
    """

    script: Path
    parts: Mapping[str, bytes]
    job: Mapping[str, Any]
    weight_bytes: int
    environment: Mapping[str, str]


def ask_child(question: Question) -> Answer:
    """Has a file read by a process that sees a copy of it under a name of our own; nothing is left behind."""
    with tempfile.TemporaryDirectory(prefix="sitematch-") as folder:
        paths = [Path(folder) / f"layer{ending}" for ending in question.parts]
        for path, content in zip(paths, question.parts.values(), strict=True):
            path.write_bytes(content)
        bounds = {
            "memory_bytes": min(MEMORY_BYTES, LEAST_BYTES + BYTES_PER_BYTE * question.weight_bytes),
            "cpu_s": CPU_S + question.weight_bytes // BYTES_PER_CPU_S,
            "path": str(paths[0]),
        }
        return run_child(question.script, {**bounds, **question.job}, folder, question.environment)


def run_child(script: Path, job: Mapping[str, Any], folder: str, environment: Mapping[str, str]) -> Answer:
    """The answer of a child, ``HEAVY`` of one that gave none that can be read."""
    child = subprocess.Popen(  # noqa: S603 - our own script, by our own interpreter
        [sys.executable, "-P", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=_environment(folder) | dict(environment),
        start_new_session=True,
    )
    end = Timer(WALL_S, _kill, [child])
    end.start()
    try:
        with suppress(BrokenPipeError), child:  # one that is ended early takes no question
            if child.stdin is None or child.stdout is None:
                raise OSError("the child has no pipes")
            child.stdin.write(json.dumps({**job, "shut_in": str(SHUT_IN)}).encode())
            child.stdin.close()
            try:
                return _read(child.stdout)
            finally:
                _kill(child)
    except (ValueError, TypeError, KeyError):  # whoever has taken a child over may say anything
        return Answer(HEAVY)
    finally:
        end.cancel()
    return Answer(HEAVY)


def _read(stream: IO[bytes]) -> Answer:
    values: dict[str, Any] = json.loads(stream.readline(HEAD_BYTES))
    sizes = [int(size) for size in values.pop("sizes", ())]
    if sum(max(size, 0) for size in sizes) > ANSWER_BYTES:
        return Answer(HEAVY)
    shapes = [None if size < 0 else stream.read(size) for size in sizes]
    if any(shape is not None and len(shape) != size for shape, size in zip(shapes, sizes, strict=True)):
        return Answer(HEAVY)
    return Answer(values, shapes)


def _environment(folder: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return kept | {
        "PATH": os.defpath,
        "HOME": folder,
        "TMPDIR": folder,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _kill(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)

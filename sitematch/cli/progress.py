"""How far a long command is, on standard error, for a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sitematch.core.evidence import Lang
    from sitematch.intake.upload import Step

LARGE_BYTES: Final = 1 << 20
"""Site files that together are smaller are read before anybody wonders."""


@contextmanager
def progress(words: Mapping[str, str]) -> Iterator[Callable[[str, float], None] | None]:
    """A bar that goes away when the work is done.

    Args:
        words: what is shown for each step, in the order of the work.

    Yields:
        A function that takes the step under way and what share of it is done; None where nobody looks.
    """
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        order = list(words)
        task = bar.add_task(words[order[0]], total=float(len(order)))

        def show(step: str, share: float) -> None:
            bar.update(task, description=words[step], completed=order.index(step) + share, refresh=True)

        yield show


@contextmanager
def reading(paths: Sequence[Path], lang: Lang) -> Iterator[Step]:
    """A bar while site files are read; none for small ones.

    Yields:
        A function that takes the step under way and what share of it is done.
    """
    if not sys.stderr.isatty() or _bytes_of(paths) < LARGE_BYTES:
        yield lambda step, share: None
        return
    from sitematch.views.report import STEPS

    with progress({step: text.in_(lang) for step, text in STEPS.items()}) as show:
        yield show or (lambda step, share: None)


def _bytes_of(paths: Sequence[Path]) -> int:
    size = 0
    for path in paths:
        with suppress(OSError, ValueError):  # told by those who read it
            size += path.stat().st_size
    return size

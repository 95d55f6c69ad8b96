"""How far a long command is, on standard error, for a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager


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
        task = bar.add_task("", total=float(len(words)))
        order = list(words)

        def show(step: str, share: float) -> None:
            bar.update(task, description=words[step], completed=order.index(step) + share, refresh=True)

        yield show

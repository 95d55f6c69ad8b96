"""Gathers the commands, and turns every error into one line and an exit status."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from sitematch.cli import catalogue, check, diff, footprint, match, reach, region, replay, serve, template
from sitematch.cli.plain_values import plainly
from sitematch.errors import SitematchError

WRONG_USE = 2
INTERRUPTED = 130
MADE_BETWEEN_COLLECTIONS = 50_000
"""Python looks for garbage after every 700 objects made, which takes a tenth of a command that loads a lot of code."""
_UsageError: type[Exception] = typer.BadParameter.__mro__[1]

app = typer.Typer(
    name="sitematch",
    help="From an investor's brief to a ranked shortlist of sites, on a map, with every figure traced.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("match")(match.match)
app.command("check")(check.check)
# A longitude of -5 is no option.
app.command("reach", context_settings={"ignore_unknown_options": True})(reach.reach)
app.command("footprint")(footprint.footprint)
app.command("template")(template.template)
app.command("diff")(diff.diff)
app.command("replay")(replay.replay)
app.command("metrics")(catalogue.metrics)
app.command("presets")(catalogue.presets)
app.command("regions")(catalogue.regions)
app.command("serve")(serve.serve)
app.add_typer(region.app, name="region")
plainly(app)


def main() -> NoReturn:
    """Run the command line and leave with its status."""
    gc.set_threshold(MADE_BETWEEN_COLLECTIONS)
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command; what goes wrong is told in one line on stderr.

    Returns:
        0 done, 1 read but some rows refused, 2 wrong use or refused input.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = app(args=list(arguments) or ["--help"], standalone_mode=False)
        sys.stdout.flush()
    except SitematchError as error:
        return _say(str(error))
    except _UsageError as error:
        return _say(f"{error.format_message()} (see `sitematch --help`)")  # type: ignore[attr-defined]
    except BrokenPipeError:
        # The reader of a pipe has gone; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def _say(message: str) -> int:
    one_line = " ".join(message.split())
    sys.stderr.write(f"{one_line}\n")
    return WRONG_USE

"""Rows for the terminal: drawn by rich for a person, plain aligned text for a pipe."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

from sitematch.core.evidence import Lang
from sitematch.core.matching.result import MatchResult, NearMiss, RankedSite, Status
from sitematch.texts import translator
from sitematch.views.explain import Words, words_of
from sitematch.views.labels import requirement_name
from sitematch.views.offers import offers_told
from sitematch.views.words import availability_mark, interval, marked, percent, score_text, status_text

WIDTH: Final = 100
NO_VALUE: Final = "–"
_HEADINGS: Final = (
    marked("#"),
    marked("Site"),
    marked("Municipality"),
    marked("Status"),
    marked("Score"),
    marked("First in"),
    marked("Unknown"),
    marked("Note"),
)
_RIGHT: Final = frozenset({0, 4, 5, 6})
MOST_JOINED: Final = 10
MOST_TAKES: Final = 20


def render_table(result: MatchResult, lang: Lang, colour: bool = False, width: int = WIDTH) -> str:
    """A match for the terminal: counts, the list, what decides it, what to ask, near misses, what it would take.

    Args:
        result: what to show; cut ``ranked`` beforehand for a shorter list.
        lang: the language.
        colour: for a person at a terminal; else plain text without colours or drawn lines, one row a site.
        width: columns of the terminal; plain text is never cut to it.
    """
    translate, words = translator(lang), words_of(result, lang)
    parts = [f"{requirement_name(result.requirement, lang)} · {_counts(result, lang)}"]
    shown: list[RankedSite | NearMiss] = [*result.ranked, *result.near_misses]
    if any(site.demo for site in shown):
        parts.append(translate("Demo data: sites marked demo are invented."))
    if result.ranked:
        headings = [translate(text) for text in _HEADINGS]
        rows = [_row(site, lang) for site in result.ranked]
        parts.append(render_rows(headings, rows, colour=colour, width=width, right=_RIGHT).rstrip("\n"))
        if any(site.first_share is not None for site in result.ranked):
            parts.append(translate("First in: the share of reasonable weightings that put the site first."))
    elif not result.counts.qualifies + result.counts.open:
        parts.append(translate("No site is in the list."))
    if result.ranked or result.near_misses:
        parts += _section(translate("What decides the list"), [_printable(said) for said in words.list.decides])
    parts += _section(words.list.calls_title, [_printable(said) for said in words.list.calls])
    parts += _near_misses(result, words, lang, colour, width)
    for title, said in offers_told(words, lang, MOST_JOINED, MOST_TAKES):
        parts += _section(title, [_printable(line) for line in said])
    return "\n\n".join(parts) + "\n"


def render_rows(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    colour: bool = False,
    width: int | None = None,
    right: frozenset[int] = frozenset(),
) -> str:
    """Any rows under headings, as text that ends in a newline.

    Args:
        headings: one for each column.
        rows: cells as text, as many as headings; control characters are shown as a question mark.
        colour: for a person at a terminal, else plain aligned text.
        width: columns of the terminal, into which the drawn form is wrapped; None asks the terminal.
        right: which columns are set to the right.
    """
    clean = [[_printable(cell) for cell in row] for row in rows]
    if colour:
        return _drawn([_printable(h) for h in headings], clean, width, right)
    return _plain([[_printable(h) for h in headings], *clean], right)


def _row(site: RankedSite, lang: Lang) -> list[str]:
    return [
        str(site.rank),
        site.name,
        site.municipality or site.municipality_code or NO_VALUE,
        status_text(site.status, lang),
        _score(site, lang),
        NO_VALUE if site.first_share is None else percent(site.first_share, lang),
        str(len(site.open_questions)),
        _note(site, lang),
    ]


def _note(site: RankedSite | NearMiss, lang: Lang) -> str:
    translate = translator(lang)
    parts = [translate("demo") if site.demo else None, availability_mark(site.availability, lang)]
    return ", ".join(part for part in parts if part)


def _score(site: RankedSite | NearMiss, lang: Lang) -> str:
    if site.score is None or site.score_low is None or site.score_high is None:
        return NO_VALUE
    if site.score_low == site.score_high:
        return score_text(site.score, lang)
    return f"{score_text(site.score, lang)} ({interval(round(site.score_low, 1), round(site.score_high, 1), lang)})"


def _counts(result: MatchResult, lang: Lang) -> str:
    translate, counts = translator(lang), result.counts
    parts = [
        translate("{count} considered").format(count=counts.considered),
        f"{status_text(Status.QUALIFIES, lang)} {counts.qualifies}",
        f"{status_text(Status.OPEN, lang)} {counts.open}",
        f"{status_text(Status.FAILS, lang)} {counts.fails}",
    ]
    if counts.left_out:
        parts.append(translate("{count} sold, left out").format(count=counts.left_out))
    return " · ".join(parts)


def _near_misses(result: MatchResult, words: Words, lang: Lang, colour: bool, width: int) -> list[str]:
    if not result.near_misses:
        return []
    translate, rows = translator(lang), []
    for miss in result.near_misses:
        lacks = words.misses[miss.site_id].lacks
        place = miss.municipality or miss.municipality_code or NO_VALUE
        rows.append([status_text(Status.FAILS, lang), miss.name, place, _note(miss, lang), " ".join(lacks)])
    headings = [translate(text) for text in ("Status", "Site", "Municipality", "Note", marked("Lacks"))]
    title = translate("Near misses, nearest first")
    return [f"{title}\n{render_rows(headings, rows, colour=colour, width=width).rstrip()}"]


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return ["\n".join([title, *(f"  {line}" for line in lines)])] if lines else []


def _plain(table: Sequence[Sequence[str]], right: frozenset[int]) -> str:
    from rich.cells import cell_len

    widths = [max(cell_len(row[i]) for row in table) for i in range(len(table[0]))]
    lines = []
    for row in table:
        cells = []
        for i, cell in enumerate(row):
            pad = " " * (widths[i] - cell_len(cell))
            cells.append(pad + cell if i in right else cell + pad)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines) + "\n"


def _drawn(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int | None, right: frozenset[int]) -> str:
    import io
    import shutil

    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1))
    for i, heading in enumerate(headings):
        table.add_column(Text(heading), justify="right" if i in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell[:1], "")) for cell in row))
    out = io.StringIO()
    columns = width or shutil.get_terminal_size().columns
    Console(file=out, force_terminal=True, color_system="standard", width=columns, highlight=False).print(table)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


_STYLES: Final = {"●": "green", "◐": "yellow", "○": "bright_black"}


def _printable(text: str) -> str:
    """Text of others, which must not move the cursor or forge a row."""
    return "".join("?" if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") else c for c in text)

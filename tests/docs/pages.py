"""The pages of the documentation as their parts: headings, links, fenced blocks and the commands in them."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = tuple(sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]))

_FENCE = re.compile(
    r"^(?P<mark>`{3,}|~{3,})\s*(?P<info>[^`\n]*)\n(?P<text>.*?)^(?P=mark)\s*$", re.MULTILINE | re.DOTALL
)
_HEADING = re.compile(r"^(#{1,6}) +(.+?) *#*$", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[(?:[^\[\]]|\[[^\[\]]*\])*\]\(([^()\s]+(?:\([^()\s]*\))?)\)|!\[[^\]]*\]\(([^)\s]+)\)")
_PROMPT = re.compile(r"^\$ ")
_SHELLS = ("sh", "bash", "shell")
_PROGRAMS = ("sitematch", ".venv/bin/sitematch")
_STATUS = re.compile(r"# (?:exit status )?(\d+)\s*$")
_ASSIGNMENT = re.compile(r"[A-Z_][A-Z0-9_]*=.*", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what stands behind it on the fence (``file=…``), its text and first line."""

    page: str
    line: int
    language: str
    options: Mapping[str, str]
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Command:
    """One command line of a page.

    ``status`` is what it has to end with, where a comment behind it says so; ``output`` what the page shows of its
    output, a line with ``…`` alone standing for any number of lines.
    """

    page: str
    line: int
    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    status: int | None = None
    output: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Page:
    """One page."""

    path: Path

    @cached_property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def prose(self) -> str:
        """The text without its fenced blocks, as many lines as before."""
        return _FENCE.sub(lambda found: "\n" * found[0].count("\n"), self.text)

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._block(found) for found in _FENCE.finditer(self.text))

    def _block(self, found: re.Match[str]) -> Block:
        language, *rest = found["info"].split() or [""]
        options = dict(word.split("=", 1) for word in rest if "=" in word)
        line = self.text.count("\n", 0, found.start()) + 2
        return Block(self.name, line, language, options, found["text"])

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What links may lead to, as the forge names headings."""
        found: dict[str, int] = {}
        anchors = set()
        for heading in _HEADING.finditer(self.prose):
            words = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", heading[2])
            slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
            anchors.add(slug if slug not in found else f"{slug}-{found[slug]}")
            found[slug] = found.get(slug, 0) + 1
        return frozenset(anchors)

    @cached_property
    def links(self) -> tuple[str, ...]:
        return tuple(found[1] or found[2] for found in _LINK.finditer(self.prose))

    def section(self, heading: str) -> str:
        """The text under a heading, the sections inside it included.

        Raises:
            KeyError: the page has no such heading.
        """
        headings = list(_HEADING.finditer(self.prose))
        lines = self.text.splitlines(keepends=True)
        for place, found in enumerate(headings):
            if found[2].replace("`", "") == heading:
                after = (h for h in headings[place + 1 :] if len(h[1]) <= len(found[1]))
                end = next(after, None)
                first = self.prose.count("\n", 0, found.start())
                last = self.prose.count("\n", 0, end.start()) if end else len(lines)
                return "".join(lines[first:last])
        raise KeyError(f"{self.name} has no heading {heading!r}")


def pages() -> tuple[Page, ...]:
    return tuple(Page(path) for path in PAGES)


def page(name: str) -> Page:
    return Page(ROOT / "docs" / name)


def blocks(*languages: str) -> list[Block]:
    return [block for one in pages() for block in one.blocks if block.language in languages]


def commands(*programs: str) -> list[Command]:
    """Every command line of these programs in the shell examples of all pages."""
    return [
        command for one in pages() for block in one.blocks for command in _commands(block) if _is(command, programs)
    ]


def _is(command: Command, programs: tuple[str, ...]) -> bool:
    return bool(command.words) and command.words[0] in programs


def _commands(block: Block) -> Iterator[Command]:
    """The lines that one types: after a prompt in ``console``, every line in ``sh``; a ``\\`` at the end goes on."""
    if block.language != "console" and block.language not in _SHELLS:
        return
    lines = list(enumerate(block.text.splitlines(), start=block.line))
    while lines:
        number, line = lines.pop(0)
        if block.language == "console":
            if not _PROMPT.match(line):
                continue
            line = line[2:]
        while line.endswith("\\") and lines:
            line = line[:-1] + " " + lines.pop(0)[1].removeprefix(">")
        status = _STATUS.search(line)
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            continue  # the first line of a text that the shell is given, no command of ours
        environment = {}
        while words and _ASSIGNMENT.fullmatch(words[0]):
            name, _, value = words.pop(0).partition("=")
            environment[name] = value
        if words and words[0] in _PROGRAMS:
            words[0] = "sitematch"
        output = _until_prompt(lines) if block.language == "console" else ()
        yield Command(block.page, number, tuple(words), environment, int(status[1]) if status else None, output)


def _until_prompt(lines: list[tuple[int, str]]) -> tuple[str, ...]:
    shown = itertools.takewhile(lambda line: not _PROMPT.match(line[1]), lines)
    return tuple(text.rstrip() for _, text in shown if text.strip())

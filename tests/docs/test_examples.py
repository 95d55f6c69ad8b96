"""Every example of README and docs is read or run as it stands there."""

from __future__ import annotations

import io
import json
import sys
import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from sitematch.cli.app import run
from sitematch.core.requirement import Vocabulary, read_requirement
from sitematch.errors import RequirementRefused
from sitematch.packs import embedded_folder, read_pack
from tests.docs.pages import Block, Command, blocks, commands

WHOLE = "schema:"
OPTIONS = ("robustness:", "assembly:")
HEAD = "schema: sitematch.requirement/1\nid: fragment\n"
ANY_CRITERION = "criteria: [{id: any-criterion, metric: fibre, must: true}]\n"
VOLATILE = ("id", "run_hash", "created_at", "engine", "inputs")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    region = read_pack(embedded_folder())
    return Vocabulary(classes=region.classes, groups=region.workforce_groups)


def whole(text: str) -> str:
    """A requirement as it stands there; a list of criteria, or one of the options, inside a requirement."""
    if text.startswith(WHOLE):
        return text
    if text.startswith(OPTIONS):
        return HEAD + ANY_CRITERION + text
    return f"{HEAD}criteria:\n{text}"


@pytest.mark.parametrize("block", blocks("yaml"), ids=str)
def test_yaml_is_a_requirement_or_a_part_of_one(block: Block, vocabulary: Vocabulary) -> None:
    read = read_requirement(whole(block.text), vocabulary, name=str(block))

    assert read.criteria


@pytest.mark.parametrize("block", blocks("json"), ids=str)
def test_json_is_json_and_requirements_are_read(block: Block, vocabulary: Vocabulary) -> None:
    document = json.loads(block.text)

    if isinstance(document, dict) and str(document.get("schema", "")).startswith("sitematch.requirement/"):
        with pytest.raises(RequirementRefused) if "refused" in block.options else nullcontext():
            assert read_requirement(block.text, vocabulary, name=str(block)).criteria


@pytest.mark.parametrize("block", blocks("toml"), ids=str)
def test_toml_is_toml(block: Block) -> None:
    assert tomllib.loads(block.text)


@pytest.mark.parametrize("command", commands("sitematch"), ids=str)
def test_command_runs(
    command: Command,
    at: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at(command.page)
    for name, value in command.environment.items():
        monkeypatch.setenv(name, value)
    words, given, target = redirected(command.words[1:])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(given).read_bytes() if given else b"")))
    without_waiting(monkeypatch)

    status = run(words)

    told = capsys.readouterr()
    assert status == (command.status or 0), told.err
    assert "Traceback" not in told.err
    assert_shown(command.output, told.out + told.err)
    if target:
        Path(target).write_text(told.out, encoding="utf-8")


def assert_shown(shown: tuple[str, ...], printed: str) -> None:
    """What a page shows of an output is there, in that order, whatever the width of its columns."""
    lines = iter([" ".join(line.split()) for line in printed.splitlines() if line.strip()])
    gap = False
    for line in (" ".join(line.split()) for line in shown):
        if line == "…":
            gap = True
        elif gap:
            assert line in lines, f"{line!r} is not in\n{printed}"
            gap = False
        else:
            assert next(lines, None) == line, printed


def redirected(words: tuple[str, ...]) -> tuple[list[str], str | None, str | None]:
    """The words of a command up to its pipe, with the files that it reads from and writes to."""
    kept: list[str] = []
    files: dict[str, str] = {}
    rest = list(words[: words.index("|")] if "|" in words else words)
    while rest:
        word = rest.pop(0)
        if word in ("<", ">"):
            files[word] = rest.pop(0)
        else:
            kept.append(word)
    return kept, files.get("<"), files.get(">")


def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """``serve`` starts on a free port, whatever the example says, and ends at once."""
    import uvicorn

    from sitematch.web import listening

    listen = listening.listen
    monkeypatch.setattr(listening, "listen", lambda host, port: listen(host, 0))
    monkeypatch.setattr(uvicorn.Server, "run", lambda self, sockets: [taken.close() for taken in sockets])


@pytest.mark.parametrize("block", [block for block in blocks("json") if "result" in block.options], ids=str)
def test_result_is_what_the_example_gives(
    block: Block, at: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    at(block.page)
    requirement, sites = block.options["result"].split(",")

    assert run(["match", requirement, "--sites", sites, "--format", "json", "--lang", "en"]) == 0

    shown, given = json.loads(block.text), json.loads(capsys.readouterr().out)
    assert list(shown) == list(given)
    assert_alike({k: v for k, v in shown.items() if k not in VOLATILE}, given)


def assert_alike(shown: Any, given: Any, path: str = "") -> None:
    """The same keys in the same order, and the same values; numbers as far as they are written out."""
    if isinstance(shown, dict):
        assert [key for key in given if path or key not in VOLATILE] == list(shown), path
        for key, value in shown.items():
            assert_alike(value, given[key], f"{path}.{key}")
    elif isinstance(shown, list):
        assert len(shown) == len(given), path
        for place, value in enumerate(shown):
            assert_alike(value, given[place], f"{path}[{place}]")
    elif isinstance(shown, float):
        assert given == pytest.approx(shown, abs=5e-4), path
    else:
        assert given == shown, path

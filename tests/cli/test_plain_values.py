"""Values of options: what is taken as it stands, and what typer is asked for."""

from __future__ import annotations

import subprocess
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from sitematch.cli.plain_values import plainly


class Form(StrEnum):
    """Two forms."""

    table = "table"
    json = "json"


def run(*words: str) -> tuple[int, dict[str, Any], str]:
    """The status, what the command was called with, and what was printed."""
    got: dict[str, Any] = {}
    app, group = typer.Typer(), typer.Typer()

    @group.command()
    def one(
        name: str,
        files: Annotated[list[Path] | None, typer.Option("--file")] = None,
        format: Form = Form.table,
        top: Annotated[int | None, typer.Option(min=0)] = None,
        there: Annotated[Path | None, typer.Option(exists=True)] = None,
        swap: bool = False,
    ) -> None:
        got.update(name=name, files=files, format=format, top=top, there=there, swap=swap)

    @group.command()
    def other() -> None: ...

    app.add_typer(group, name="group")
    plainly(app)
    ran = CliRunner().invoke(app, ["group", "one", *words])
    return ran.exit_code, got, ran.output


def test_values_have_their_types() -> None:
    status, got, _ = run("å", "--file", "a.csv", "--file", "b.csv", "--format", "json", "--top", "3", "--swap")
    assert status == 0
    files = [Path("a.csv"), Path("b.csv")]
    assert got == {"name": "å", "files": files, "format": Form.json, "top": 3, "there": None, "swap": True}
    assert isinstance(got["format"], Form)


def test_without_options_defaults_stand() -> None:
    status, got, _ = run("x")
    assert status == 0
    assert got == {"name": "x", "files": None, "format": Form.table, "top": None, "there": None, "swap": False}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--format", "xml"], "'xml' is not one of"),
        (["--top", "many"], "valid"),
        (["--top", "-1"], "0"),
        (["--there", "no-such-file"], "does not exist"),
    ],
)
def test_what_is_not_plain_is_typers_to_refuse(words: list[str], said: str) -> None:
    status, got, output = run("x", *words)
    assert (status, got) == (2, {})
    assert said in " ".join(output.split())


def test_a_missing_argument_is_refused() -> None:
    status, got, output = run()
    assert (status, got) == (2, {})
    assert "Missing argument" in output


def test_a_plain_command_loads_no_pydantic() -> None:
    code = (
        "import sys; from sitematch.cli.app import run; status = run(['presets', '--format', 'json', '--lang', 'sv'])\n"
        "assert status == 0; assert 'pydantic' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()

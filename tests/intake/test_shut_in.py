"""A child that reads a stranger's file can open that file and nothing else, call nobody and start nothing."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from sitematch.intake import child, gdal
from tests.intake.layers import gpkg
from tests.intake.test_layers import area, rows

CANARY = "TOPSECRET"
PROBE = """
import json, os, runpy, socket, subprocess, sys, threading
job = json.load(sys.stdin)
walls = runpy.run_path(job["shut_in"])
walls["bound"](job, ())
standing = walls["lock"]([os.getcwd()])
found = {"walls": standing}
for name, code in job["tries"].items():
    try:
        found[name] = repr(eval(code, {"os": os, "socket": socket, "subprocess": subprocess, **job["known"]}))
    except BaseException as error:
        found[name] = type(error).__name__
done = []
thread = threading.Thread(target=lambda: done.append(1))
thread.start(); thread.join()
found["thread"] = len(done)
print(json.dumps({"sizes": [], **found}))
"""
BOUNDS: dict[str, Any] = {"memory_bytes": child.MEMORY_BYTES, "cpu_s": 10}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a child that is told to break out gets to see."""
    outside, inside = tmp_path_factory.mktemp("outside"), tmp_path_factory.mktemp("inside")
    (outside / "canary").write_text(CANARY)
    (inside / "own").write_text("mine")
    (inside / "link").symlink_to(outside / "canary")
    script = outside / "probe.py"
    script.write_text(PROBE)
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mail:
        mail.bind(("127.0.0.1", 0))
        known = {
            "port": server.getsockname()[1],
            "mail": mail.getsockname()[1],
            "out": str(outside),
            "own": str(inside),
        }
        tries = {
            "own file": "open(own + '/own').read()",
            "other file": "open(out + '/canary').read()",
            "by a link": "open(own + '/link').read()",
            "by dots": "open(own + '/../' + out.rsplit('/')[-1] + '/canary').read()",
            "passwords": "open('/etc/passwd').read()",
            "folder": "os.listdir(out)",
            "root": "os.listdir('/')",
            "processes": "open('/proc/self/environ').read()",
            "device": "open('/dev/zero', 'rb').read(1)",
            "write": "open(own + '/new', 'w')",
            "append": "open(own + '/own', 'a')",
            "remove": "os.remove(own + '/own')",
            "make": "os.mkdir(own + '/x')",
            "rename": "os.rename(own + '/own', own + '/x')",
            "stream": "socket.create_connection(('127.0.0.1', port), 1)",
            "datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', mail))",
            "pair": "socket.socketpair()",
            "process": "subprocess.run(['/bin/true'])",
            "shell": "os.system('true') and 1 / 0",
            "fork": "os.fork()",
            "kill": "os.kill(os.getppid(), 0)",
        }
        answer = child.run_child(script, {**BOUNDS, "tries": tries, "known": known}, str(inside), {})
        server.settimeout(0.05)
        mail.settimeout(0.05)
        called = []
        for listen in (server.accept, lambda: mail.recv(1)):
            try:
                called.append(listen())
            except TimeoutError:
                continue
    kept = sorted(path.name for path in inside.iterdir())
    return {**answer.values, "called": called, "kept": kept, "own text": (inside / "own").read_text()}


def test_both_walls_stand_on_a_kernel_that_has_them(tried: dict[str, Any]) -> None:
    has_landlock = "landlock" in Path("/proc/kallsyms").read_text() if os.access("/proc/kallsyms", os.R_OK) else False
    assert "seccomp" in tried["walls"]
    assert not has_landlock or "landlock" in tried["walls"]


def test_its_own_file_can_be_read_and_threads_run(tried: dict[str, Any]) -> None:
    assert (tried["own file"], tried["thread"]) == ("'mine'", 1)


READING = ("other file", "by a link", "by dots", "passwords", "folder", "root", "processes", "device")


@pytest.mark.parametrize("name", READING)
def test_no_other_file_can_be_read(tried: dict[str, Any], name: str) -> None:
    assert CANARY not in json.dumps(tried)
    assert tried[name] == "PermissionError"


@pytest.mark.parametrize("name", ["write", "append", "remove", "make", "rename"])
def test_nothing_can_be_written_or_taken_away(tried: dict[str, Any], name: str) -> None:
    assert tried[name] == "PermissionError"
    assert (tried["kept"], tried["own text"]) == (["link", "own"], "mine")


@pytest.mark.parametrize("name", ["stream", "datagram", "pair", "process", "shell", "fork", "kill"])
def test_nobody_is_called_and_nothing_is_started(tried: dict[str, Any], name: str) -> None:
    assert tried["called"] == []
    assert tried[name] in {"PermissionError", "BlockingIOError", "ZeroDivisionError"}


def test_a_child_that_is_told_to_read_another_file_cannot(tmp_path: Path) -> None:
    elsewhere, here = tmp_path / "elsewhere", tmp_path / "here"
    elsewhere.mkdir()
    here.mkdir()
    (elsewhere / "layer.gpkg").write_bytes(gpkg([area()], rows(1)).content)
    (here / "layer.gpkg").write_bytes(gpkg([area(), area(1)], rows(2)).content)
    skipped = {"OGR_SKIP": ",".join(name for name in gdal.DRIVERS if name != "GPKG")}
    job = {**BOUNDS, "driver": "GPKG", "rows": 10, "layer": None, "encoding": None}
    answers = [
        child.run_child(gdal.CHILD, {**job, "path": str(folder / "layer.gpkg")}, str(here), skipped).values
        for folder in (here, elsewhere)
    ]
    assert answers[0]["count"] == 2
    assert answers[1] == {"fault": "damaged"}
    assert set(answers[0]["walls"]) <= {"landlock", "seccomp"}

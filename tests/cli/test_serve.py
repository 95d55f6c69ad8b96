"""``sitematch serve`` as a process: how it begins and how it ends."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest


def started(home: Path, port: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sitematch", "serve", "--port", str(port)]
    return subprocess.Popen(command, env={"SITEMATCH_HOME": str(home)}, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_it_is_told_to(tmp_path: Path, told: signal.Signals) -> None:
    with started(tmp_path) as server:
        assert server.stderr is not None
        address = server.stderr.readline().split("http://")[1].split("/")[0]
        with closing(http.client.HTTPConnection(address, timeout=10)) as still_open:
            still_open.request("GET", "/healthz")
            assert still_open.getresponse().read().startswith(b'{"status":"ok"')
            server.send_signal(told)
            assert server.wait(timeout=20) == 0
        assert server.stderr.read() == ""


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, started(tmp_path, other.getsockname()[1]) as server:
        _, said = server.communicate(timeout=20)
    assert server.returncode == 2
    assert said.count("\n") == 1
    assert "choose another with --host or --port" in said

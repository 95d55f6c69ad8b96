"""``sitematch serve``: the web application on this machine."""

from __future__ import annotations

import signal
import sys
from typing import Annotated, Final

import typer

from sitematch.cli.options import RegionOption

LAST_ANSWERS_S: Final = 10
"""How long an answer that is under way may take once the server has been told to stop."""


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", help="The port to listen on; 0 takes a free one.", min=0, max=65535)
    ] = 8000,
    region: RegionOption = None,
) -> None:
    """Serve the pages and the HTTP interface."""
    import uvicorn

    from sitematch.web.app import create_app
    from sitematch.web.listening import listen
    from sitematch.wiring import open_desk

    for each in (signal.SIGINT, signal.SIGTERM):
        # To be told to stop is no failure. While it runs, the server has handlers of its own, which let it finish
        # what is under way; afterwards it raises again, to these, what it caught.
        signal.signal(each, lambda *_: sys.exit(0))
    app = create_app(open_desk(region=region))
    socket = listen(host, port)
    address = f"http://{host}:{socket.getsockname()[1]}/"
    sys.stderr.write(f"sitematch: serving {address} (stop with Ctrl-C)\n")
    sys.stderr.flush()
    config = uvicorn.Config(
        app, log_level="warning", server_header=False, access_log=False, timeout_graceful_shutdown=LAST_ANSWERS_S
    )
    uvicorn.Server(config).run(sockets=[socket])

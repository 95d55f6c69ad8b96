"""``sitematch serve``: the web application on this machine."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from sitematch.cli.options import RegionOption


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

    app = create_app(open_desk(region=region))
    socket = listen(host, port)
    address = f"http://{host}:{socket.getsockname()[1]}/"
    sys.stderr.write(f"sitematch: serving {address} (stop with Ctrl-C)\n")
    sys.stderr.flush()
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, access_log=False))
    server.run(sockets=[socket])

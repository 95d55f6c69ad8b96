"""Taking a port before the application starts, so that its address can be said and a taken port told plainly."""

from __future__ import annotations

import socket

from sitematch.errors import WrongUse


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        WrongUse: the address cannot be taken, with what to do.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        taken = socket.socket(family, kind, protocol)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(128)
    except OSError as error:
        why = error.strerror or str(error)
        raise WrongUse(f"{host}:{port} cannot be listened on ({why}); choose another with --host or --port") from None
    return taken

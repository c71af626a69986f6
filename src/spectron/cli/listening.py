"""A socket to serve on, bound before anything else is done: a port in use is known at once, a free one has a number."""

import errno
import os
import socket


def listen(host: str, port: int) -> socket.socket:
    """Bind to the first address of a name, IPv4 before IPv6; port 0 takes a free one. Raises OSError, UnicodeError."""
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] != socket.AF_INET)
    bound = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
    except OSError:
        bound.close()
        raise
    return bound


def numeric_address(bound: socket.socket) -> str:
    """The address that a name stood for: what counts when asking who can reach it."""
    return str(bound.getsockname()[0])


def origin(host: str, bound: socket.socket) -> str:
    """The start of every URL: `http://127.0.0.1:9090`."""
    shown = f"[{host}]" if ":" in host else host or numeric_address(bound)
    return f"http://{shown}:{bound.getsockname()[1]}"


def why_not(error: OSError | UnicodeError) -> str:
    """Why an address could not be had."""
    if isinstance(error, UnicodeError):
        return "this is not an address"
    if error.errno == errno.EADDRINUSE:
        return "the port is in use; choose another with --port, where 0 picks a free one"
    return error.strerror or str(error)

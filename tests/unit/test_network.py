"""The tests themselves: none of them can reach the network."""

import asyncio
import socket
from pathlib import Path

import pytest

OUTSIDE = ("192.0.2.1", 80)


def test_a_connection_to_another_machine_is_refused():
    """Connecting beyond this machine raises before a packet leaves."""
    with socket.socket() as outward, pytest.raises(RuntimeError, match="this machine alone"):
        outward.connect(OUTSIDE)


def test_a_datagram_to_another_machine_is_refused():
    """Sending without a connection is no way out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as outward:
        with pytest.raises(RuntimeError, match="this machine alone"):
            outward.sendto(b"hello", OUTSIDE)
        with pytest.raises(RuntimeError, match="this machine alone"):
            outward.sendmsg([b"hello"], [], 0, OUTSIDE)


def test_an_unknown_name_is_not_looked_up():
    """A name of the outside world is not even resolved."""
    with pytest.raises(RuntimeError, match="this machine alone"):
        socket.getaddrinfo("example.org", 443)


@pytest.mark.anyio
async def test_an_event_loop_is_held_back_too():
    """What an asynchronous client does is blocked alike."""
    with pytest.raises(RuntimeError, match="this machine alone"):
        await asyncio.open_connection(*OUTSIDE)


def test_this_machine_is_reached():
    """A server on the loopback address can be talked to."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as outward:
        inward, _ = server.accept()
        with inward:
            outward.sendall(b"hello")
            assert inward.recv(5) == b"hello"


def test_sockets_in_the_file_system_are_reached(tmp_path: Path):
    """A socket with a path stays on this machine, so it is let through."""
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as outward:
        server.bind(str(tmp_path / "s"))
        server.listen()
        outward.connect(str(tmp_path / "s"))
        assert outward.getpeername() == str(tmp_path / "s")

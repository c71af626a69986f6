"""What holds for every test: no network beyond this machine, one event loop library, one profile of hypothesis."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

# No test uses a model that happens to be on this machine.
os.environ["SPECTRON_MODELS_FOLDER"] = str(Path(__file__).parent / "no-models")

_OUTWARD = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"})
_NEAR = frozenset({"localhost", "::1", "", None})


class NetworkBlocked(RuntimeError):
    """A test reached for a machine other than this one."""


def stay_at_home(event: str, given: tuple[Any, ...]) -> None:
    """Refuse every socket that would leave this machine; sockets in the file system are at home."""
    if event not in _OUTWARD:
        return
    address = given[:1] if event == "socket.getaddrinfo" else given[1]
    if not isinstance(address, tuple):
        return
    host = address[0].decode() if isinstance(address[0], bytes) else address[0]
    if host not in _NEAR and not host.startswith("127."):
        raise NetworkBlocked(f"{event} to {host}: tests talk to this machine alone")


sys.addaudithook(stay_at_home)

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("hunt", settings.get_profile("ci"), derandomize=False, max_examples=2_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# Hypothesis also draws constants out of all modules of a project that are loaded when a test runs, and out of none in
# a folder called `test`. Examples that are to be the same everywhere, beside whatever other tests, do without them.
if settings.get_current_profile_name() == "ci":
    providers._get_local_constants = lambda: providers._local_constants


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The event loop that asynchronous tests run on."""
    return "asyncio"

"""The blocking twin: generated, complete, and safe wherever a thread, a fork or an exit may find it."""

import asyncio
import gc
import inspect
import json
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from spectron import BlockingSpectron, ClientClosedError, Session, Spectron
from spectron.client import blocking
from spectron.client.configuration import Configuration
from spectron.client.entities import Entities
from spectron.client.sessions import Sessions

ROOT = Path(__file__).parents[2]
TWINS = [Spectron, Session, Sessions, Entities, Configuration]


def run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script in a fresh interpreter."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)


def verbs(kind: type[Any]) -> dict[str, str]:
    """The public methods and properties of a class, and how they are called."""
    members = {name: getattr(kind, name) for name in vars(kind) if not name.startswith("_")}
    return {
        name: re.sub(r"\w+\.", "", str(inspect.signature(one))).replace("Blocking", "") if callable(one) else "property"
        for name, one in members.items()
    }


def client_threads() -> int:
    """How many event loops of blocking clients run."""
    gc.collect()
    return sum(thread.name == "spectron-client" for thread in threading.enumerate())


def test_twin_is_up_to_date() -> None:
    """The generated package is what the generator makes of today's source."""
    script = ROOT / "scripts" / "make_blocking.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, timeout=180, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("kind", TWINS)
def test_twin_has_the_same_verbs(kind: type[Any]) -> None:
    """Every public verb and property of a class is in its twin, with the same parameters and result."""
    assert verbs(getattr(blocking, f"Blocking{kind.__name__}")) == verbs(kind)


def test_twin_is_documented_in_its_own_words() -> None:
    """Docstrings come along, and their examples do not await."""
    assert BlockingSpectron.state.__doc__ == Spectron.state.__doc__
    assert "BlockingSpectron(" in str(BlockingSpectron.__doc__)
    assert "await" not in str(BlockingSpectron.__doc__)


def test_context_manager_closes(tmp_path: Path) -> None:
    """`with` closes at its end, also when it is left by an error."""

    def fail() -> None:
        with BlockingSpectron("c", path=tmp_path / "m.db") as memory:
            memory.state()
            raise LookupError(memory)

    with pytest.raises(LookupError) as caught:
        fail()
    with pytest.raises(ClientClosedError):
        caught.value.args[0].state()


def test_running_loop_does_not_matter(tmp_path: Path) -> None:
    """In a notebook, whose thread runs a loop already, blocking verbs work all the same."""

    async def cell() -> int:
        with BlockingSpectron("c", path=tmp_path / "m.db") as memory:
            return memory.state().revision

    assert asyncio.run(cell()) == 0


def test_many_threads_share_one_client(tmp_path: Path) -> None:
    """Threads that use one client at once all get their answers, and every turn is kept."""
    with BlockingSpectron("c", path=tmp_path / "m.db") as memory:
        session = memory.sessions.create({"user": "alice"})
        with ThreadPoolExecutor(8) as pool:
            ids = {one.turn_id for one in pool.map(lambda n: session.turn("user", f"Line {n}."), range(24))}
        assert {turn.id for turn in session.turns()} == ids
        assert len(ids) == 24


def test_client_that_nobody_holds_ends(tmp_path: Path) -> None:
    """The thread lives as long as the client or one of its sessions is held, and no longer."""
    before = client_threads()
    memory = BlockingSpectron("c", path=tmp_path / "m.db")
    assert client_threads() == before
    session = memory.sessions.create()
    del memory
    assert client_threads() == before + 1
    assert session.turns() == []
    del session
    assert client_threads() == before


def test_closed_client_leaves_no_thread(tmp_path: Path) -> None:
    """After close the loop's thread is gone, while the client is still held."""
    before = client_threads()
    memory = BlockingSpectron("c", path=tmp_path / "m.db")
    memory.state()
    memory.close()
    assert client_threads() == before


def test_errors_show_where_the_caller_was(tmp_path: Path) -> None:
    """The traceback of an error leads through the caller's own line."""
    with (
        BlockingSpectron("c", path=tmp_path / "m.db") as memory,
        pytest.raises(Exception, match="session:none") as caught,
    ):
        memory.sessions.get("session:none")
    assert Path(__file__).name in {entry.path.name for entry in caught.traceback if isinstance(entry.path, Path)}


def test_exit_without_close_is_quiet(tmp_path: Path) -> None:
    """A program that ends without closing ends at once, says nothing, and loses nothing."""
    script = """
import sys
from spectron import BlockingSpectron
BlockingSpectron("c", path=sys.argv[1]).sessions.create({"user": "alice"})
memory = BlockingSpectron("c", path=sys.argv[1])
memory.sessions.create({"user": "alice"}).turn("user", "I live in Berlin.")
"""
    done = run(script, tmp_path / "m.db")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    with BlockingSpectron("c", path=tmp_path / "m.db") as memory:
        assert "Berlin" in memory.profile_text({"user": "alice"})
        assert len(memory.sessions.list()) == 2


def test_failed_program_still_ends(tmp_path: Path) -> None:
    """A program that dies of an error while a client is open ends with that error."""
    script = """
import sys
from spectron import BlockingSpectron
memory = BlockingSpectron("c", path=sys.argv[1])
memory.state()
raise SystemExit(7)
"""
    assert run(script, tmp_path / "m.db").returncode == 7


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this platform does not fork")
@pytest.mark.parametrize("over", ["http", "file"])
def test_fork_opens_its_own(tmp_path: Path, server: Any, context: str, over: str) -> None:
    """A forked child opens a thread and a connection of its own; the parent's keep working."""
    script = """
import json, os, sys
from spectron import BlockingSpectron
memory = BlockingSpectron(**json.loads(sys.argv[1]))
session = memory.sessions.create({"user": "alice"})
session.turn("user", "I live in Berlin.")
child = os.fork()
if child == 0:
    session.turn("user", "I moved to Munich.")
    sys.exit(3)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
assert [turn.seq for turn in session.turns()] == [1, 2]
session.turn("user", "I moved to Paris.")
memory.close()
"""
    where = {"path": str(tmp_path / "m.db")} if over == "file" else {"base_url": server.url, "api_key": server.key}
    done = run(script, json.dumps({"context": context, **where}))
    assert (done.returncode, done.stderr) == (0, "")


def test_interrupted_wait_cancels_the_call(silent_server: str) -> None:
    """Ctrl-C while a call waits is raised in the caller at once, and the client can be closed."""
    script = """
import signal, sys, threading
from spectron import BlockingSpectron
signal.signal(signal.SIGINT, signal.default_int_handler)  # a parent in the background may have it ignored
memory = BlockingSpectron("c", base_url=sys.argv[1], timeout=600, retries=0)
try:
    threading.Timer(0.3, signal.pthread_kill, [threading.main_thread().ident, signal.SIGINT]).start()
    memory.health()
except KeyboardInterrupt:
    memory.close()
    sys.exit(5)
"""
    done = run(script, silent_server)  # the request itself would have waited longer than this does
    assert (done.returncode, done.stderr) == (5, "")

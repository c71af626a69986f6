"""`spectron serve`: the server, its first key, and a graceful end."""

import asyncio
import logging
import signal
import socket
import sys
from importlib.metadata import version as version_of
from types import FrameType
from typing import Annotated, Literal, NoReturn, TypeAlias

import typer
import uvicorn
from rich.console import Group

from spectron.cli.apps import new_app
from spectron.cli.door import Entry, prepare_door
from spectron.cli.greeting import greet
from spectron.cli.listening import listen, numeric_address, origin, why_not
from spectron.cli.opening import Config, Database
from spectron.cli.outcomes import refuse, refusing
from spectron.cli.output import console
from spectron.compose import build_memory
from spectron.server.app import create_app
from spectron.server.graceful import GracefulServer
from spectron.service.memory import Memory
from spectron.settings import ANY_ORIGIN, Settings, load_settings

app = new_app()

PATIENCE_SECONDS = 10
_log = logging.getLogger(__name__)
Origins: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--cors-origin", metavar="ORIGIN", help="Whose pages may ask from a browser; may be given more than once."
    ),
]
LogLevel: TypeAlias = Literal["critical", "error", "warning", "info", "debug"]
Host: TypeAlias = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Where to listen; 127.0.0.1 if not said.")]
Port: TypeAlias = Annotated[
    int | None,
    typer.Option(min=0, max=65_535, metavar="NUMBER", help="The port; 9090 if not said, 0 picks a free one."),
]
Level: TypeAlias = Annotated[
    LogLevel,
    typer.Option(metavar="LEVEL", help="How much goes to stderr: debug, info, warning, error or critical."),
]


class Server(GracefulServer):
    """A server that says so when it listens."""

    def __init__(self, config: uvicorn.Config, memory: Memory, greeting: Group) -> None:
        """Keep what is to be said."""
        super().__init__(config, memory.broadcast.stop)
        self._greeting = greeting

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the memory, listen, and greet."""
        await super().startup(sockets)
        console().print(self._greeting, soft_wrap=True)
        sys.stdout.flush()


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    db: Database = None,
    config: Config = None,
    cors_origin: Origins = None,
    log_level: Level = "info",
) -> None:
    """Serve a memory over HTTP.

    On this machine's own address a development key is made where there is no key yet. Any other address is served only
    where a key was made for it.
    """
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _leave)
    _log_to_stderr(log_level)
    with refusing():
        settings = load_settings(config, host=host, port=port, database=db, cors_origins=cors_origin or None)
        with _listen(settings) as bound:
            # what a name stands for decides who can reach it, not the name
            _run(settings.model_copy(update={"host": numeric_address(bound)}), bound, origin(settings.host, bound))


def _run(settings: Settings, bound: socket.socket, url: str) -> None:
    memory = build_memory(settings)
    if ANY_ORIGIN in settings.cors_origins:
        _log.warning("cors_origins: with * a page of any website may ask, and keys are sent along: name those that do")
    served = uvicorn.Config(
        create_app(memory, settings.requests_per_minute, cors_origins=settings.cors_origins),
        log_config=None,
        access_log=False,  # its lines show queries, in which a scope names people
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_graceful_shutdown=PATIENCE_SECONDS,
    )
    with asyncio.Runner(loop_factory=served.get_loop_factory()) as runner:
        entry = runner.run(_prepare(memory, settings))
        greeting = greet(version_of("spectron-memory"), url, settings.database, entry)
        runner.run(Server(served, memory, greeting).serve([bound]))


async def _prepare(memory: Memory, settings: Settings) -> Entry:
    """See to the keys before anyone can knock; the application opens the memory for itself afterwards."""
    await memory.store.open()
    try:
        return await prepare_door(memory.gate, settings)
    finally:
        await memory.store.close()


def _listen(settings: Settings) -> socket.socket:
    try:
        return listen(settings.host, settings.port)
    except (OSError, UnicodeError) as error:
        refuse(f"cannot listen on {settings.host}:{settings.port}: {why_not(error)}")


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End without complaint. While the server runs it handles signals itself, and repeats them when it is done."""
    raise SystemExit(0)


def _log_to_stderr(level: LogLevel) -> None:
    """Let our own loggers speak; the database's would tell what people said."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.WARNING)
    logging.getLogger("spectron").setLevel(level.upper())

"""What a server says when it listens; pure."""

from collections.abc import Iterator
from pathlib import Path

from rich.console import Group
from rich.text import Text

from spectron.cli.door import Door, Entry

CONTEXT = "default"
_SENTENCE = "I am Alice, CTO at Acme, based in Berlin"
_MAKE = "spectron keys create --development"


def greet(version: str, origin: str, database: Path, entry: Entry) -> Group:
    """Where the server listens, which file it keeps, how to get in, and the first two requests where that helps."""
    lines = [
        Text(),
        Text.assemble("  ", ("Spectron", "bold"), (f" {version}", "dim")),
        _pair("listening on", Text(origin, "bold cyan")),
        _pair("docs", Text(f"{origin}/docs", "cyan")),
        _pair("database", Text(str(database.absolute()))),
        _pair("key", _tell(entry)),
    ]
    if entry.door is Door.MADE:
        lines += [Text(), Text("  Try it:", "dim"), Text(), *_first_requests(origin, entry.text)]
    elif entry.door is Door.GIVEN:
        lines += [Text(), Text("  Try it:", "dim"), Text(), *_first_requests(origin, "$SPECTRON_API_KEY")]
    return Group(*lines, Text())


def _pair(name: str, value: Text) -> Text:
    return Text.assemble("  ", (f"{name:<14}", "dim"), value)


def _tell(entry: Entry) -> Text:
    match entry.door:
        case Door.MADE:
            return Text.assemble((entry.text, "bold green"), ("  for development, shown this once", "dim"))
        case Door.GIVEN:
            return Text("the one in SPECTRON_API_KEY, for development")
        case Door.KNOWN:
            return Text.assemble(entry.text, (f"  for development, made earlier; another: {_MAKE}", "dim"))
        case Door.KEYED:
            return Text("those of spectron keys list")


def _first_requests(origin: str, secret: str) -> Iterator[Text]:
    """Two commands for a shell, each on a line of its own: open a session, send it a turn."""
    sessions = f"{origin}/api/v1/{CONTEXT}/sessions"
    headers = f'-H "API-KEY: {secret}" -H "Content-Type: application/json"'
    opening = '{"scope": {"user": "alice"}}'
    turn = f'{{"role": "user", "content": "{_SENTENCE}"}}'
    yield Text(f"SESSION=$(curl -s {sessions} {headers} -d '{opening}' | grep -o 'session:[0-9A-Z]*' | head -n 1)")
    yield Text(f"curl -s {sessions}/$SESSION/turns {headers} -d '{turn}'")

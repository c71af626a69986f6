"""Models of a wire server, one in each dialect."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr
from wireserver import Wire

from spectron.providers.makers import Described, Provider
from spectron.providers.ports import Completion, Message, Request
from spectron.providers.remote import RemoteModel

KINDS = ("openai", "anthropic", "gemini")
KEY = "sk-very-secret-1234567890"
VARIABLES = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "gemini": "GEMINI_API_KEY"}
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "since": {"type": "integer"}, "kind": {"enum": ["home", "work"]}},
    "required": ["city"],
}
ANSWER = {"city": "Lyon", "since": None}


def ask(about: str = "Where?", schema: Mapping[str, Any] | None = None) -> Request:
    """A small request."""
    return Request("You are brief.", (Message("user", about),), schema, 200, about)


@asynccontextmanager
async def opened(wire: Wire, kind: str, patience: float = 20.0, **described: Any) -> AsyncIterator[RemoteModel]:
    """The model `m` of the preset of this kind, at the wire server."""
    told = Described(base_url=getattr(wire, kind), timeout=patience, **described)
    provider = Provider(kind, told, lambda _: SecretStr(KEY))
    try:
        yield provider.model("m")
    finally:
        await provider.close()


async def collect(model: RemoteModel, request: Request) -> tuple[list[str], Completion]:
    """All pieces of a stream, and the completion it ends with."""
    told = [one async for one in model.stream(request)]
    done = told.pop()
    assert isinstance(done, Completion)
    assert all(isinstance(one, str) and one for one in told)
    return told, done

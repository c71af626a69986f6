"""A server whose contexts are answered by doubles, each of which keeps what it was asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness import Api, Running, run_server

from spectron.providers.ports import Request
from spectron.providers.scripted import Price, Rule, ScriptedModel


@dataclass(slots=True)
class Doubles:
    """Models by name, made when a context first names them, and a server that knows them as `double/NAME`."""

    rules: list[Rule]
    models: dict[str, ScriptedModel] = field(default_factory=dict)

    def make(self, name: str) -> ScriptedModel:
        """The model of this name, which bills as `scripted/NAME`."""
        return self.models.setdefault(name, ScriptedModel(name, self.rules, Price(1.0, 4.0)))


@dataclass(frozen=True, slots=True)
class Conversation:
    """One context that a double answers, and one session in it."""

    api: Api
    model: ScriptedModel
    session: str

    def chat(self, content: str, **headers: str) -> Any:
        """Say something and return the answer."""
        response = self.send(content, **headers)
        assert response.status_code == 201, response.text
        return response.json()

    def send(self, content: str, at: str | None = None, **headers: str) -> Any:
        """Say something, whatever comes back."""
        body = {"content": content} | ({"at": at} if at else {})
        return self.api.send("POST", f"/sessions/{self.session}/chat", json=body, headers=headers)

    @property
    def asked(self) -> Request:
        """What the model was asked last."""
        return self.model.asked[-1]

    @property
    def turns(self) -> list[tuple[str, str]]:
        """Role and content of every turn of the session."""
        return [(one["role"], one["content"]) for one in self.api.get(f"/sessions/{self.session}/turns")["data"]]


@contextmanager
def run_doubles(database: Path, rules: list[Rule], **settings: Any) -> Iterator[tuple[Running, Doubles]]:
    """Serve a file to which doubles reply by these rules."""
    doubles = Doubles(rules)
    with run_server(database, makers={"double": doubles.make}, **settings) as running:
        yield running, doubles


def begin(running: Running, doubles: Doubles, context: str, model: str | None = None) -> Conversation:
    """A session in a context of its own, answered by a double of its own."""
    api, name = running.api(context), model or context
    assert api.send("PUT", "/config", json={"models": {"response": f"double/{name}"}}).status_code == 200
    return Conversation(api, doubles.make(name), api.open(user="alice"))


def read_events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream: name and data."""
    blocks = [dict(line.split(": ", 1) for line in block.splitlines()) for block in text.split("\n\n") if block]
    return [(one["event"], json.loads(one["data"])) for one in blocks if "event" in one]

"""What is promised of replies by models of several providers: each is spoken to as its vendor wants to be."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from harness import Api, check_problem, run_server
from replying import read_events
from wireserver import Asked, Play, Wire, run_wire

REPLY = "You live in Berlin, Alice."
PLAYS = [Play(REPLY, when="Where do I live"), Play(status=500, when="outage"), Play("Understood.")]
BROKEN = [Play(REPLY, when="Where do I live", breaks=3), Play("Understood.")]


def _openai(body: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    first, *rest = body["messages"]
    return first["content"], [(one["role"], one["content"]) for one in rest]


def _anthropic(body: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    return _text(body["system"]), [(one["role"], _text(one["content"])) for one in body["messages"]]


def _gemini(body: Mapping[str, Any]) -> tuple[str, list[tuple[str, str]]]:
    roles = {"user": "user", "model": "assistant"}
    system = body.get("systemInstruction") or body["system_instruction"]
    return _text(system["parts"]), [(roles[one["role"]], _text(one["parts"])) for one in body["contents"]]


def _text(parts: Any) -> str:
    return parts if isinstance(parts, str) else "".join(part["text"] for part in parts)


READ: Mapping[str, Callable[[Mapping[str, Any]], tuple[str, list[tuple[str, str]]]]] = {
    "openai": _openai,
    "anthropic": _anthropic,
    "gemini": _gemini,
}


@dataclass(frozen=True, slots=True)
class Line:
    """A context that a provider of one kind answers, a session in it, and what the provider was asked."""

    kind: str
    wire: Wire
    api: Api
    session: str

    def chat(self, content: str, **headers: str) -> Any:
        """Say something, whatever comes back."""
        return self.api.send("POST", f"/sessions/{self.session}/chat", json={"content": content}, headers=headers)

    def shown(self, asked: Asked) -> tuple[str, list[tuple[str, str]]]:
        """The system prompt and the messages of a request, whatever its format."""
        return READ[self.kind](asked.body)


@pytest.fixture(scope="module", params=list(READ))
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A server whose deployment names a model of one kind of provider for replies."""
    kind = request.param
    with run_wire(*PLAYS) as wire, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LAB_KEY", "a-key-of-the-lab")
        lab = {"lab": {"kind": kind, "base_url": getattr(wire, kind), "api_key_env": "LAB_KEY", "attempts": 1}}
        file = tmp_path_factory.mktemp(kind) / "memory.db"
        with run_server(file, providers=lab, models={"response": "lab/large"}) as running:
            yield kind, wire, running


@pytest.fixture
def line(served: Any, context: str) -> Line:
    """A fresh session."""
    kind, wire, running = served
    wire.play(*PLAYS)
    api = running.api(context)
    return Line(kind, wire, api, api.open(user="alice"))


@pytest.mark.promise(5, 19)
@pytest.mark.parametrize("accept", ["*/*", "text/event-stream"])
def test_each_provider_is_given_the_context_and_the_conversation(line: Line, accept: str):
    """The context heads the system prompt where this format has it, the messages follow in turn, in streams too."""
    line.chat("I'm Alice, CTO at Acme, based in Berlin.")
    answer = line.chat("Where do I live?", Accept=accept)
    told = answer.json() if accept == "*/*" else read_events(answer.text)[-1][1]
    system, messages = line.shown(line.wire.asked[-1])
    assert told["reply"] == REPLY
    assert system.index("Berlin") < system.index("You are an assistant with a long memory")
    assert messages == [
        ("user", "I'm Alice, CTO at Acme, based in Berlin."),
        ("assistant", "Understood."),
        ("user", "Where do I live?"),
    ]
    assert line.wire.asked[-1].streaming == (accept != "*/*")
    assert told["usage"]["response"]["model"] == "lab/large"
    assert told["usage"]["response"]["prompt_tokens"] > told["usage"]["response"]["completion_tokens"] > 0


@pytest.mark.promise(19)
def test_the_key_of_the_provider_is_sent_to_it_and_told_to_nobody(line: Line):
    """It comes from the environment, stands in a header of the request, and in no answer of ours."""
    answer = line.chat("Where do I live?")
    assert "a-key-of-the-lab" in " ".join(line.wire.asked[-1].headers.values())
    assert "a-key-of-the-lab" not in answer.text
    assert "a-key-of-the-lab" not in line.api.send("GET", "/config").text


@pytest.mark.promise(50)
def test_each_provider_is_told_the_instructions_in_force(line: Line):
    """ "Always answer in French" is in the system prompt of the next turn, and of the next session."""
    line.chat("Please always answer in French.")
    line.chat("Where do I live?")
    later = Line(line.kind, line.wire, line.api, line.api.open(user="alice"))
    later.chat("Where do I live?")
    assert ["French" in line.shown(asked)[0] for asked in line.wire.asked] == [True] * 3
    assert "French" not in str(later.shown(line.wire.asked[-1])[1])


def test_a_provider_that_is_down_costs_no_turn(line: Line):
    """502 with the id of what was said; under the same key the exchange goes on once it is back."""
    key = {"Idempotency-Key": "once"}
    failed = check_problem(line.chat("An outage: I live in Berlin.", **key), 502)
    line.wire.play(Play("Back again."))
    told = line.chat("An outage: I live in Berlin.", **key).json()
    assert (told["reply"], told["turn_id"]) == ("Back again.", failed["turn_id"])
    assert line.api.get(f"/sessions/{line.session}/turns")["total"] == 2


def test_a_stream_that_the_provider_breaks_off_is_no_reply(line: Line):
    """The error says so, and no half reply is kept."""
    line.wire.play(*BROKEN)
    answer = line.chat("Where do I live?", Accept="text/event-stream")
    name, told = read_events(answer.text)[-1] if answer.status_code == 201 else ("error", answer.json())
    assert (name, told["status"]) == ("error", 502)
    assert line.api.get(f"/sessions/{line.session}/turns")["total"] == 1

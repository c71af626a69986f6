"""What is promised where an exchange is cut short: what was said is safe, and a retry goes on from there."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from harness import Running, check_problem, values
from replying import Conversation, Doubles, begin, run_doubles

from spectron.providers.scripted import Rule

STARTED, RELEASE = threading.Event(), threading.Event()


def _boom(_request: object) -> str:
    raise RuntimeError("secret words of the model")


RULES = [
    Rule(fail="refused", when="refuse", times=1),
    Rule(fail="busy", when="hiccup", times=2),
    Rule(fail="refused", when="always fails"),
    Rule("  \n", when="silence"),
    Rule(_boom, when="break"),
    Rule("I think so.\0", when="null"),
    Rule("Slowly.", when="wait", seconds=1),
    Rule("Understood."),
]


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Doubles]]:
    """A server whose doubles can fail, and wait for a sign."""
    with run_doubles(tmp_path_factory.mktemp("failing") / "memory.db", RULES) as both:
        yield both


@pytest.fixture
def talk(doubled: tuple[Running, Doubles], context: str) -> Conversation:
    """A session that a double of its own answers."""
    return begin(*doubled, context)


@pytest.mark.parametrize("words", ["refuse this", "silence", "break"])
def test_a_model_that_fails_is_an_error_and_what_was_said_is_safe(talk: Conversation, words: str):
    """502 names the stored and learned turn, says nothing of the model's own words, and there is no half reply."""
    response = talk.send(f"I live in Berlin. Now {words}.")
    told = check_problem(response, 502)
    (turn,) = talk.api.get(f"/sessions/{talk.session}/turns")["data"]
    assert (told["title"], told["turn_id"], turn["role"]) == ("Reply failed", turn["id"], "user")
    assert "secret" not in response.text
    assert values(talk.api.get("/state")["identity"], "location") == ["Berlin"]


def test_a_retry_completes_the_reply_and_says_nothing_twice(talk: Conversation):
    """Under the same key the second try replies to the turn of the first; a third repeats the answer."""
    key = {"Idempotency-Key": "once"}
    failed = check_problem(talk.send("I live in Berlin. Now refuse.", **key), 502)
    first, again = (talk.chat("I live in Berlin. Now refuse.", **key) for _ in "12")
    assert first == again
    assert (first["turn_id"], first["reply"]) == (failed["turn_id"], "Understood.")
    assert values(first["memory_updates"], "location") == ["Berlin"]
    assert [role for role, _ in talk.turns] == ["user", "assistant"]


def test_a_passing_failure_is_asked_again(talk: Conversation):
    """What passes within the attempts of the settings is never heard of."""
    assert talk.chat("A hiccup.")["reply"] == "Understood."
    assert len(talk.model.asked) == 3


def test_a_reply_that_cannot_be_kept_as_it_is_loses_its_null_bytes(talk: Conversation):
    """Whatever a model writes can be stored."""
    assert talk.chat("null")["reply"] == "I think so."


def test_two_requests_with_one_key_make_one_reply(doubled: tuple[Running, Doubles], talk: Conversation):
    """While the model thinks the second is 409; after it the answer is the same, and the model was asked once."""

    async def wait(_seconds: float) -> None:
        STARTED.set()
        await doubled[0].loop.run_in_executor(None, RELEASE.wait, 60)

    talk.model.sleep = wait
    with ThreadPoolExecutor() as threads:
        first = threads.submit(talk.send, "Now wait.", **{"Idempotency-Key": "once"})
        assert STARTED.wait(60)
        refused = talk.send("Now wait.", **{"Idempotency-Key": "once"})
        meanwhile = talk.api.say(talk.session, "I live in Berlin.")
        RELEASE.set()
        told = first.result(60).json()
    check_problem(refused, 409)
    assert values(meanwhile, "location") == ["Berlin"]
    assert talk.chat("Now wait.", **{"Idempotency-Key": "once"}) == told
    assert len(talk.model.asked) == 1
    assert [role for role, _ in talk.turns] == ["user", "user", "assistant"]


async def nothing() -> None:
    """What happens when nothing happens."""


def _while_thinking(talk: Conversation, act: Any) -> None:
    """Do something on the side while the model thinks."""

    async def meanwhile(_seconds: float) -> None:
        await act()

    talk.model.sleep = meanwhile


def test_a_session_that_is_closed_meanwhile_keeps_no_reply(doubled: tuple[Running, Doubles], talk: Conversation):
    """409; what was said stays, and a retry does not ask the model for what it could not keep."""
    memory = doubled[0].memory

    async def close() -> None:
        access = await memory.gate.admit(talk.api.key, talk.api.root.rpartition("/")[2])
        await memory.close_session(access, talk.session)  # type: ignore[arg-type]

    _while_thinking(talk, close)
    key = {"Idempotency-Key": "once"}
    for _ in "12":
        check_problem(talk.send("I live in Berlin, wait.", **key), 409)
    assert talk.turns == [("user", "I live in Berlin, wait.")]
    assert len(talk.model.asked) == 1


def test_words_that_are_erased_meanwhile_come_back_in_no_reply(doubled: tuple[Running, Doubles], talk: Conversation):
    """A reply made from what has been forgotten since is not kept; asked again it is made from what is left."""
    talk.chat("My sister is Ana.")

    async def forget() -> None:
        http = doubled[0].loop.run_in_executor(None, lambda: talk.api.send("POST", "/forget", json=wish))
        assert (await http).status_code == 200

    wish = {"scope": {"user": "alice"}, "query": "Ana"}
    _while_thinking(talk, forget)
    key = {"Idempotency-Key": "once"}
    check_problem(talk.send("Who is my sister? Please wait.", **key), 409)
    assert "Ana" in talk.asked.system
    _while_thinking(talk, nothing)
    told = talk.chat("Who is my sister? Please wait.", **key)
    assert told["reply"] == "Slowly."
    assert "Ana" not in talk.asked.system

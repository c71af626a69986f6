"""An exchange that the sudden death of the server cuts short goes on under its Idempotency-Key where it ended."""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from child import KEY, Child, start_child
from harness import Api, values

READS = r"""
rules:
  - {when: "(?s)I think", seconds: SECONDS, answer: {turns: [{turn: 1, claims: []}]}}
  - when: live in (?P<city>[A-Z]\w+)
    answer: {turns: [{turn: 1, claims: [{about: 1, key: location, value: "{city}", quote: "live in {city}"}]}]}
"""
REPLIES = """
rules:
  - {seconds: SECONDS, text: "I think WORDS."}
"""
WORDS, HEADERS = {"content": "I live in Berlin."}, {"API-KEY": KEY, "Idempotency-Key": "once"}


@contextmanager
def serve(room: Path, replying: float, reading: float, words: str) -> Iterator[Child]:
    """A server whose models reply after so many seconds and read replies after so many, in words of their own."""
    (room / "reply.yaml").write_text(REPLIES.replace("SECONDS", f"{replying}").replace("WORDS", words), "utf-8")
    (room / "read.yaml").write_text(READS.replace("SECONDS", f"{reading}"), "utf-8")
    models = {"SPECTRON_MODELS__RESPONSE": "scripted/reply", "SPECTRON_MODELS__EXTRACTION": "scripted/read"}
    with start_child(room / "memory.db", room / "log", SPECTRON_SCRIPTS=str(room), **models) as child:
        yield child


@contextmanager
def caller(child: Child) -> Iterator[Api]:
    """A caller of one context of a server."""
    with httpx2.Client(base_url=child.url, trust_env=False, timeout=60) as http:
        yield Api(http, "/api/v1/demo", KEY)


def cut_short(room: Path, until: Callable[[Api, str], bool], **thinking: float) -> str:
    """Say something, and kill the server once it is so far; returns the session."""
    with ThreadPoolExecutor() as threads, serve(room, words="so", **thinking) as child, caller(child) as api:
        session = api.open(user="alice")
        answer = threads.submit(ask, child, session)
        while not until(api, session):
            threading.Event().wait(0.02)
        assert child.end(signal.SIGKILL) == -signal.SIGKILL
        with pytest.raises(httpx2.TransportError):
            answer.result(60)
    return session


def ask(child: Child, session: str) -> Any:
    """Say the same thing under the same key."""
    with httpx2.Client(base_url=child.url, trust_env=False, timeout=60) as http:
        return http.post(f"/api/v1/demo/sessions/{session}/chat", json=WORDS, headers=HEADERS)


def roles(api: Api, session: str) -> list[str]:
    """Who spoke in a session."""
    return [one["role"] for one in api.get(f"/sessions/{session}/turns")["data"]]


def test_killed_while_the_model_thinks_the_exchange_is_completed(tmp_path: Path):
    """What was said is there once, with what it taught; the reply is made by whoever answers now."""
    session = cut_short(tmp_path, lambda api, _: api.get("/state")["revision"] == 1, replying=600, reading=0)
    with serve(tmp_path, 0, 0, "otherwise") as child, caller(child) as api:
        assert roles(api, session) == ["user"]
        first, again = (ask(child, session) for _ in "12")
        assert (first.status_code, first.text) == (201, again.text)
        assert first.json()["reply"] == "I think otherwise."
        assert values(first.json()["memory_updates"], "location") == ["Berlin"]
        assert roles(api, session) == ["user", "assistant"]


def test_killed_while_the_reply_is_learned_the_same_reply_is_told(tmp_path: Path):
    """A reply that was recorded is the reply: it is learned from, and the model is not asked for another."""
    session = cut_short(tmp_path, lambda api, one: roles(api, one) == ["user", "assistant"], replying=0, reading=600)
    with serve(tmp_path, 0, 0, "otherwise") as child, caller(child) as api:
        told = ask(child, session)
        assert (told.status_code, told.json()["reply"]) == (201, "I think so.")
        assert told.json()["memory_updates"]["revision"] == 2
        assert roles(api, session) == ["user", "assistant"]

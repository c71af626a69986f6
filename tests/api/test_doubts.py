"""What is promised of doubts: who settles one is told so."""

from typing import Any

import pytest
from harness import BERLIN, MUNICH, Api


def _settled(told: Any) -> list[tuple[str, str]]:
    return [(one["text"], one["resolution"]) for one in told["resolved"]]


@pytest.mark.parametrize(
    ("doubt", "words", "resolution"),
    [
        ("I might move to Lisbon.", "I moved to Lisbon.", "confirmed"),
        ("I might move to Lisbon.", "I don't live in Lisbon.", "denied"),
        ("I'm thinking of moving to Lisbon next year.", "We moved to Lisbon last week.", "confirmed"),
        ("I may adopt a dog.", "We adopted a dog.", "confirmed"),
    ],
)
def test_the_turn_that_settles_a_doubt_says_so(api: Api, doubt: str, words: str, resolution: str):
    """The answer tells which doubt was settled and how, so does the difference, and it is no longer unknown."""
    session = api.open(user="alice")
    first = api.say(session, doubt, at=BERLIN)
    (open_doubt,) = api.get("/state")["unknowns"]
    told = api.say(session, words, at=MUNICH)
    (settled,) = told["resolved"]
    assert settled == {**open_doubt, "resolution": resolution}
    assert open_doubt["id"] not in [one["id"] for one in api.get("/state")["unknowns"]]
    gone = api.get("/state/diff", since=first["turn_id"])["superseded"]
    assert (open_doubt["id"], resolution) in [(one["id"], one["reason"]) for one in gone]
    assert open_doubt in api.get("/state", known_at="2026-02-01")["unknowns"]


@pytest.mark.parametrize(
    "words", ["I moved to Porto.", "My sister Ana moved to Lisbon.", "I visited Lisbon last week."]
)
def test_other_news_leaves_a_doubt_open(api: Api, words: str):
    """Another place, another person and another deed settle nothing."""
    session = api.open(user="alice")
    api.say(session, "I might move to Lisbon.", at=BERLIN)
    assert _settled(api.say(session, words, at=MUNICH)) == []
    assert [one["text"] for one in api.get("/state")["unknowns"]] == ["I might move to Lisbon"]


def test_the_answer_is_the_same_when_it_is_asked_for_again(api: Api):
    """A turn that is sent again under its key tells the doubt it settled once more."""
    session = api.open(user="alice")
    api.say(session, "I might move to Lisbon.", at=BERLIN)
    once = {"Idempotency-Key": "k"}
    sent = [
        api.send(
            "POST",
            f"/sessions/{session}/turns",
            json={"role": "user", "content": "I moved to Lisbon.", "at": MUNICH},
            headers=once,
        ).json()
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert _settled(sent[0]) == [("I might move to Lisbon", "confirmed")]


def test_a_doubt_is_settled_in_another_session(api: Api):
    """What was doubted in one conversation is settled in the next of the same scope, and in no other scope."""
    api.say(api.open(user="alice"), "I might move to Lisbon.", at=BERLIN)
    assert _settled(api.say(api.open(user="bob"), "I moved to Lisbon.", at=MUNICH)) == []
    assert _settled(api.say(api.open(user="alice"), "I moved to Lisbon.", at=MUNICH)) == [
        ("I might move to Lisbon", "confirmed")
    ]

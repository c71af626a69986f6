"""Assistants, systems, tools and conversations of several people."""

import json

import pytest

from spectron.domain.candidate import ASSISTANT, SPEAKER, EntityType, Window
from spectron.extraction.builtin.read import read


def test_a_promise_of_the_assistant(extract):
    """What the assistant promises is its commitment, and less sure than a user's word."""
    found = extract("I'll remind you on Friday to water the plants.", role="assistant")
    (claim,) = found.claims
    assert claim.key == "commitment"
    assert "remind" in claim.value
    assert claim.confidence <= 0.6
    assert found.mentions[claim.about].principal == ASSISTANT


@pytest.mark.parametrize(
    "text",
    [
        "Do you live in Oslo?",
        "Great idea! Rome is lovely in May.",
        "You could try yoga.",
        "How nice that you play the harp!",
        "Lille is a city in northern France.",
        "Your manager might not like that.",
    ],
)
def test_an_assistant_does_not_teach(tell, text):
    """Questions, advice and world knowledge of the assistant teach nothing about the user."""
    assert tell(text, role="assistant") == set()


def test_you_is_the_user_for_the_assistant(extract):
    """In the mouth of the assistant, "you" is the one who speaks in user turns."""
    found = extract("So you live in Gdansk.", role="assistant")
    (claim,) = found.claims
    assert found.mentions[claim.about].principal == SPEAKER
    assert (claim.key, claim.value) == ("location", "Gdansk")


def test_a_system_turn_states_the_user(extract):
    """A system turn teaches about the user only what it plainly says of "the user"."""
    found = extract("You are a travel agent. The user's name is Alice.", role="system")
    (claim,) = found.claims
    assert (claim.key, claim.value) == ("name", "Alice")
    assert found.mentions[claim.about].principal == SPEAKER


def test_a_record_of_a_tool(tell):
    """A record becomes an entity named by its id, and each field a claim about it."""
    content = json.dumps({"order_id": "42", "origin": "Tokyo", "carrier": "DHL", "weight": None})
    assert tell(content, role="tool") == {"order 42 origin=Tokyo", "order 42 carrier=DHL"}


def test_a_person_in_a_record(tell):
    """The fields of a person's record take the canonical keys."""
    content = json.dumps(
        {"name": "Olga Petrova", "title": "Buyer", "company": "Larkfield", "city": "Riga", "dob": "1980-02-01"}
    )
    assert tell(content, role="tool") == {
        "Olga Petrova job_title=Buyer",
        "Olga Petrova works_at=Larkfield",
        "Olga Petrova location=Riga",
        "Olga Petrova birthday=1980-02-01",
    }


def test_events_in_a_record(tell):
    """Events of a calendar are events of the user."""
    content = json.dumps({"events": [{"title": "Budget review", "start": "2026-03-05T10:00"}]})
    assert tell(content, role="tool") == {"me event=Budget review", "Budget review start=2026-03-05T10:00"}


def test_a_long_list_of_records_is_bounded(extract):
    """However many records a tool returns, the claims stay bounded."""
    content = json.dumps([{"id": number, "colour": "red"} for number in range(5_000)])
    assert 0 < len(extract(content, role="tool").claims) <= 120


def test_tool_text_has_no_first_person(tell):
    """Nobody in tool output is the user or the assistant, and broken JSON is no reason to fail."""
    assert tell("I live in Rome. My sister Ana is a nurse.", role="tool") == {"Ana job_title=nurse"}
    assert tell('{"broken": ', role="tool") == set()


def test_named_speakers(extract):
    """A named speaker is called by that name."""
    found = extract("I live in Rome.", name="Dana")
    assert found.mentions[found.claims[0].about].label == "Dana"


def test_you_is_the_other_of_two(said):
    """Between two named people "you" is the other one."""
    first, second = said("hello", name="Bo"), said("You live in Rome.", name="Dana")
    found = read(second, Window((first,)))
    assert [found.mentions[claim.about].label for claim in found.claims] == ["Bo"]


CUSTOM = (EntityType("boat", "a sailing boat", ("Marigold",)),)


def test_custom_types(extract):
    """Things of a context's own types are recognised by their examples and by the name of the type."""
    for text in ("Marigold needs paint.", "We keep a boat called Marta.", "The boat Marta is in Oban."):
        assert any(one.type == "boat" for one in extract(text, types=CUSTOM).mentions)

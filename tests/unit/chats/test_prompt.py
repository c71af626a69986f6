"""What a response model is sent: which turns fit its window, in which shape, under which system prompt."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.chats.prompt import Window, write_messages, write_request, write_system
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import EVERYWHERE
from spectron.domain.tokens import estimate

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def turn(role: str, content: str, name: str | None = None) -> Turn:
    """A turn of some session."""
    return Turn(TurnId(content), SessionId("s"), EVERYWHERE, Role(role), content, NOW, name=name)


def shown(*turns: Turn, budget: int = 1_000) -> list[tuple[str, str]]:
    """Role and text of the messages for these turns."""
    return [(one.role, one.text) for one in write_messages(turns, budget)]


def test_the_newest_turns_fit_and_the_user_begins():
    """Of a long conversation the end is shown, and a reply whose question is left out is left out too."""
    talk = [turn("user", "a" * 40), turn("assistant", "b" * 40), turn("user", "c" * 40)]
    assert [role for role, _ in shown(*talk)] == ["user", "assistant", "user"]
    assert shown(*talk, budget=20) == [("user", "c" * 40)]
    assert shown(*talk, budget=10) == [("user", "c" * 40)]


def test_what_was_just_said_is_shown_whatever_its_length():
    """A message longer than the budget stands alone."""
    assert shown(turn("user", "before"), turn("user", "x" * 9_000), budget=10) == [("user", "x" * 9_000)]


def test_neighbours_of_one_role_become_one_message():
    """Some providers refuse two messages of one role in a row."""
    assert shown(turn("user", "One."), turn("user", "Two.")) == [("user", "One.\n\nTwo.")]


def test_tools_and_named_speakers_are_told_in_words():
    """A result names its tool, a call stands as it was made, a speaker by name."""
    call = replace(turn("assistant", ""), tool_calls=({"name": "look_up"},))
    assert shown(call, turn("tool", "42", name="look_up"), turn("user", "So?", name="Bo")) == [
        ("user", "[a tool answers: look_up]\n42\n\nBo: So?")
    ]
    assert shown(turn("user", "Look."), call, turn("user", "So?"))[1] == (
        "assistant",
        '[calls a tool: {"name": "look_up"}]',
    )


def test_a_system_prompt_begins_with_the_context_as_it_stands():
    """First the context, byte for byte, then how to read it and the day, then the rules of the session."""
    system = write_system("<memory>\nx\n</memory>", ["Be brief.", "Never swear."], NOW)
    assert system.startswith("<memory>\nx\n</memory>\nYou are an assistant")
    assert "Today is Monday, 2026-03-02." in system
    assert system.endswith("The operator of this conversation says:\nBe brief.\n\nNever swear.")


def test_without_a_context_the_prompt_says_that_nothing_is_known():
    """No mention of marks that are not there."""
    assert "<memory>" not in write_system("", [], NOW)


def test_system_turns_are_no_messages():
    """They stand in the system prompt alone."""
    made = write_request("", [turn("system", "Be brief."), turn("user", "Hi.")], NOW, Window(16_000))
    assert ([one.text for one in made.messages], "Be brief." in made.system) == (["Hi."], True)


@pytest.mark.parametrize(("tokens", "reply"), [(4_000, 1_000), (16_000, 4_000), (200_000, 4_096)])
def test_a_quarter_of_the_window_is_left_for_the_reply(tokens: int, reply: int):
    """At most 4,096 tokens."""
    assert Window(tokens).reply == reply


ROLES = st.sampled_from(["user", "assistant", "tool"])


@given(st.lists(st.tuples(ROLES, st.text(min_size=1, max_size=200)), max_size=30), st.integers(4_000, 5_000))
def test_every_conversation_becomes_a_request_that_any_provider_takes(talk: list[tuple[str, str]], tokens: int):
    """Roles take turns, the user begins and ends, and all of it fits beside the reply."""
    turns = [turn(role, text) for role, text in talk] + [turn("user", "And now?")]
    made = write_request("c" * 2_000, turns, NOW, Window(tokens))
    roles = [one.role for one in made.messages]
    assert roles == [("user", "assistant")[place % 2] for place in range(len(roles))]
    assert roles[-1] == "user"
    assert made.messages[-1].text.endswith("And now?")
    sent = estimate(made.system) + sum(estimate(one.text) for one in made.messages)
    assert sent + made.most_tokens <= tokens

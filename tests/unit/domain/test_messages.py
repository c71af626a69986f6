"""Messages of OpenAI and Anthropic become the same turns, and what cannot be read is named."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.conversation import Role
from spectron.domain.errors import Unprocessable
from spectron.domain.messages import Given, Message, name_tools, plain_messages, unanswered

CALL = {"id": "call_1", "type": "function", "function": {"name": "order-lookup", "arguments": '{"limit":1}'}}
USE = {"type": "tool_use", "id": "call_1", "name": "order-lookup", "input": {"limit": 1}}
RESULT = '{"order_id":"42"}'


def _read(*sent: dict[str, Any]) -> tuple[Message, ...]:
    given = [Given(place=place, **{**one, "role": Role(one["role"])}) for place, one in enumerate(sent)]
    return plain_messages(given, 100)


def _wrong(*sent: dict[str, Any]) -> str:
    with pytest.raises(Unprocessable) as raised:
        name_tools(_read(*sent), {})
    return raised.value.fields[0].field


def test_both_shapes_give_the_same_messages():
    """A question, a call, its result and a reply are four turns, whichever way they are written."""
    openai = _read(
        {"role": "user", "content": "Where is my order?"},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "content": RESULT, "tool_call_id": "call_1"},
        {"role": "assistant", "content": "On its way."},
    )
    anthropic = _read(
        {"role": "user", "content": [{"type": "text", "text": "Where is my order?"}]},
        {"role": "assistant", "content": [USE]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "call_1", "content": RESULT}]},
        {"role": "assistant", "content": "On its way."},
    )
    for messages in (openai, anthropic):
        named = name_tools(messages, {})
        assert [one.role for one in named] == [Role.USER, Role.ASSISTANT, Role.TOOL, Role.ASSISTANT]
        assert [one.content for one in named] == ["Where is my order?", "", RESULT, "On its way."]
        assert [one.name for one in named] == [None, None, "order-lookup", None]
        (call,) = named[1].tool_calls
        assert (call["id"], json.loads(call["function"]["arguments"])) == ("call_1", {"limit": 1})


def test_a_result_stands_in_front_of_the_words_around_it():
    """What a user says beside a result becomes a turn of its own, behind it; an error is noted."""
    blocks = [
        {"type": "text", "text": "And?"},
        {"type": "tool_result", "tool_use_id": "c", "content": "none", "is_error": True},
    ]
    result, words = _read({"role": "user", "content": blocks})
    assert (result.role, result.content, result.metadata) == (Role.TOOL, "none", {"is_error": True})
    assert (words.role, words.content) == (Role.USER, "And?")


def test_other_blocks_are_noted_and_not_read():
    """An image is no word; a message that is nothing but an image is kept, with what was left out."""
    image = {"type": "image_url", "image_url": {"url": "data:..."}}
    both, alone = _read(
        {"role": "user", "content": [{"type": "text", "text": "Look"}, image], "metadata": {"a": 1}},
        {"role": "user", "content": [image]},
    )
    assert (both.content, both.metadata) == ("Look", {"a": 1, "left_out": ["image_url"]})
    assert (alone.content, alone.metadata) == ("", {"left_out": ["image_url"]})


def test_a_tool_takes_its_name_from_the_latest_call_before_it():
    """Ids may be used again; an earlier call of the session serves where none is here."""

    def use(name: str) -> dict[str, Any]:
        return {"role": "assistant", "content": [{**USE, "name": name}]}

    answer = {"role": "tool", "content": "x", "tool_call_id": "call_1"}
    messages = _read(answer, use("first"), answer, use("second"), answer)
    assert unanswered(messages) == {"call_1"}
    named = name_tools(messages, {"call_1": "earlier"})
    assert [one.name for one in named if one.role is Role.TOOL] == ["earlier", "first", "second"]


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"role": "user", "content": ""}, "messages.1.content"),
        ({"role": "user", "content": " \n"}, "messages.1.content"),
        ({"role": "user", "content": None}, "messages.1.content"),
        ({"role": "user", "content": []}, "messages.1.content"),
        ({"role": "assistant", "content": None, "tool_calls": []}, "messages.1.content"),
        ({"role": "user", "content": "x" * 101}, "messages.1.content"),
        ({"role": "user", "content": 7}, "messages.1.content"),
        ({"role": "user", "content": ["hi"]}, "messages.1.content.0"),
        ({"role": "user", "content": [{"text": "hi"}]}, "messages.1.content.0"),
        ({"role": "user", "content": [{"type": "text"}]}, "messages.1.content.0.text"),
        ({"role": "user", "content": [USE]}, "messages.1.content.0.type"),
        ({"role": "assistant", "content": [{**USE, "id": ""}]}, "messages.1.content.0.id"),
        ({"role": "assistant", "content": [{**USE, "name": None}]}, "messages.1.content.0.name"),
        ({"role": "assistant", "content": [{"type": "tool_result", "tool_use_id": "c"}]}, "messages.1.content.0.type"),
        ({"role": "user", "content": [{"type": "tool_result"}]}, "messages.1.content.0.tool_use_id"),
        (
            {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "c"}]},
            "messages.1.content.0.tool_use_id",
        ),
        ({"role": "tool", "content": "x"}, "messages.1.tool_call_id"),
        ({"role": "tool", "content": "x", "tool_call_id": "c"}, "messages.1.tool_call_id"),
        ({"role": "user", "content": "x", "tool_calls": [CALL]}, "messages.1.tool_calls"),
        ({"role": "assistant", "content": "x", "tool_calls": {}}, "messages.1.tool_calls"),
        ({"role": "assistant", "content": "x", "tool_calls": ["c"]}, "messages.1.tool_calls.0"),
        ({"role": "assistant", "content": "x", "tool_calls": [{"id": "c"}]}, "messages.1.tool_calls.0.function"),
        (
            {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": "{limit: 1}"}}]},
            "messages.1.tool_calls.0.function.arguments",
        ),
        (
            {"role": "assistant", "tool_calls": [{"id": "c", "function": {"name": "f", "arguments": 7}}]},
            "messages.1.tool_calls.0.function.arguments",
        ),
        ({"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]}, "messages.1.tool_calls.0.id"),
        ({"role": "assistant", "tool_calls": [{"id": "c", "function": {}}]}, "messages.1.tool_calls.0.function.name"),
    ],
)
def test_what_cannot_be_read_is_named(message: dict[str, Any], field: str):
    """The refusal names the part of the message, by its place in the list."""
    assert _wrong({"role": "user", "content": "fine"}, {"content": None, **message}) == field


names = st.sampled_from(["type", "text", "id", "name", "input", "content"])
leaves = st.none() | st.text() | st.integers() | st.sampled_from(["text", "tool_use", "image"])
shapes = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(names, inner))


def _refused_at(content: Any) -> str | None:
    try:
        _read({"role": "assistant", "content": content})
    except Unprocessable as refusal:
        return refusal.fields[0].field
    return None


@given(content=shapes)
def test_content_of_any_shape_is_read_or_refused(content: Any):
    """No content breaks the reader: it is read, or the refusal names a part of the message."""
    assert (_refused_at(content) or "messages.0.").startswith("messages.0.")

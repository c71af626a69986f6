"""Reading conversations that other programs exported: what is taken, and why the rest is not."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.chats.histories.anthropic import read_anthropic
from spectron.chats.histories.conversations import Conversation, Reason, Skipped, read_seconds
from spectron.chats.histories.openai import is_openai, read_openai
from spectron.chats.histories.sillytavern import read_date, read_sillytavern

BEGUN = 1_700_000_000


def node(name: str, parent: str | None, message: Any) -> dict[str, Any]:
    """A node of a ChatGPT conversation."""
    return {"id": name, "parent": parent, "children": [], "message": message}


def message(role: str, content: Any, **more: Any) -> dict[str, Any]:
    """A message of ChatGPT: words, or content of another type."""
    told = {"content_type": "text", "parts": [content]} if isinstance(content, str) else content
    author = {"role": role, "name": more.pop("name", None)}
    return {"author": author, "create_time": BEGUN, "content": told, "metadata": {}, "recipient": "all"} | more


def chat(*messages: Any, **more: Any) -> Conversation:
    """A ChatGPT conversation in one line, read."""
    nodes = {"root": node("root", None, None)}
    parent = "root"
    for place, one in enumerate(messages):
        nodes[parent := f"n{place}"] = node(f"n{place}", parent, one)
    told = {"id": "c", "title": "T", "create_time": BEGUN, "mapping": nodes, "current_node": parent} | more
    found = read_openai(told)
    assert isinstance(found, Conversation)
    return found


def words(one: Conversation) -> list[tuple[str, str]]:
    """Who said what."""
    return [(made.role.value, made.content) for made in one.messages]


def test_the_active_branch_is_taken():
    """What leads from the root to the current node; an answer that was given again counts as another branch."""
    nodes = {
        "root": node("root", None, None),
        "q": node("q", "root", message("user", "Where is Oslo?")),
        "a1": node("a1", "q", message("assistant", "In Sweden.")),
        "a2": node("a2", "q", message("assistant", "In Norway.")),
    }
    told = {"id": "c", "mapping": nodes, "current_node": "a2"}
    found = read_openai(told)
    assert words(found) == [("user", "Where is Oslo?"), ("assistant", "In Norway.")]
    assert found.skipped == {Reason.BRANCH: 1}
    assert words(read_openai(told | {"current_node": "a1"}))[1] == ("assistant", "In Sweden.")


@pytest.mark.parametrize("current", [None, "nowhere", 7])
def test_without_a_current_node_the_latest_leaf_stands(current: Any):
    """Of several ends of a conversation the one that was said last."""
    late = message("assistant", "In Norway.", create_time=BEGUN + 60)
    nodes = {
        "q": node("q", "gone", message("user", "Where is Oslo?")),
        "a2": node("a2", "q", late),
        "a1": node("a1", "q", message("assistant", "In Sweden.")),
    }
    found = read_openai({"id": "c", "mapping": nodes, "current_node": current})
    assert words(found)[-1] == ("assistant", "In Norway.")


def test_a_tree_that_goes_in_a_circle_is_read_once():
    """A node that is its own ancestor ends the way up."""
    nodes = {"a": node("a", "b", message("user", "One.")), "b": node("b", "a", message("assistant", "Two."))}
    assert len(read_openai({"id": "c", "mapping": nodes, "current_node": "a"}).messages) == 2


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (message("system", ""), Reason.SYSTEM),
        (message("critic", "Hm."), Reason.ROLE),
        (message("user", "Hi.", metadata={"is_visually_hidden_from_conversation": True}), Reason.HIDDEN),
        (message("user", {"content_type": "user_editable_context", "user_profile": "x"}), Reason.INSTRUCTIONS),
        (message("assistant", {"content_type": "thoughts", "thoughts": []}), Reason.THINKING),
        (message("assistant", {"content_type": "reasoning_recap", "content": "Thought"}), Reason.THINKING),
        (message("user", {"parts": [{"content_type": "image_asset_pointer"}]}), Reason.IMAGE),
        (message("user", {"parts": [{"content_type": "audio_asset_pointer"}]}), Reason.AUDIO),
        (message("user", {"parts": [{"content_type": "new_kind"}]}), Reason.OTHER),
        (message("user", "", metadata={"attachments": [{"mime_type": "application/pdf"}]}), Reason.FILE),
        (message("assistant", "  \n"), Reason.EMPTY),
        (message("assistant", {"content_type": "text", "parts": None}), Reason.EMPTY),
        (message("tool", "42", name="python"), Reason.ANSWER),
        (message("assistant", {"content_type": "code", "text": "1 + 1"}, recipient="python"), Reason.CALL),
        (message("user", "x" * 200_001), Reason.LONG),
        ("words", Reason.MALFORMED),
        ({"author": None, "content": 7}, Reason.MALFORMED),
    ],
)  # fmt: skip
def test_what_is_no_message_of_the_conversation_is_left_out_and_counted(one: Any, why: Reason):
    """Each with its reason; the message beside it is taken."""
    found = chat(message("user", "I live in Oslo."), one)
    assert words(found) == [("user", "I live in Oslo.")]
    assert found.skipped == {why: 1}


def test_parts_that_are_words_are_kept_beside_those_that_are_not():
    """A picture with a question is the question; what was said aloud is its transcription."""
    parts = [{"content_type": "image_asset_pointer"}, "What is this?"]
    spoken = [
        {"content_type": "audio_transcription", "text": "I live in Oslo."},
        {"content_type": "audio_asset_pointer"},
    ]
    found = chat(
        message("user", {"content_type": "multimodal_text", "parts": parts}),
        message("user", {"content_type": "multimodal_text", "parts": spoken}),
    )
    assert words(found) == [("user", "What is this?"), ("user", "I live in Oslo.")]
    assert found.skipped == {Reason.IMAGE: 1, Reason.AUDIO: 1}


def test_whole_calls_of_tools_become_turns():
    """A call and its answer, under the name of the tool; what is no JSON becomes an object."""
    found = chat(
        message("user", "Add one and one."),
        message(
            "assistant", {"content_type": "code", "language": "unknown", "text": "1 + 1"}, recipient="python", id="m1"
        ),
        message("tool", {"content_type": "execution_output", "text": "2"}, name="python"),
        message("assistant", {"content_type": "code", "text": '{"q": "Oslo"}'}, recipient="web"),
        message("tool", {"content_type": "tether_browsing_display", "result": "A city."}, name="web.run"),
        message("assistant", "Two.\ue200cite\ue202turn0search0\ue201 Oslo is a city【4†source】."),
    )
    assert words(found) == [
        ("user", "Add one and one."),
        ("assistant", ""),
        ("tool", "2"),
        ("assistant", ""),
        ("tool", "A city."),
        ("assistant", "Two. Oslo is a city."),
    ]
    call, answer = found.messages[1], found.messages[2]
    assert (call.tool_calls[0]["id"], answer.tool_call_id, answer.name) == ("m1", "m1", "python")
    assert json.loads(call.tool_calls[0]["function"]["arguments"]) == {"input": "1 + 1"}
    assert json.loads(found.messages[3].tool_calls[0]["function"]["arguments"]) == {"q": "Oslo"}
    assert found.skipped == {}


@pytest.mark.parametrize(
    ("told", "at"),
    [
        (1700000000.25, datetime(2023, 11, 14, 22, 13, 20, 250_000, UTC)),
        (1700000000250, datetime(2023, 11, 14, 22, 13, 20, 250_000, UTC)),
        ("1700000000", datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (0, None),
        (-1e20, None),
        (1e300, None),
        (True, None),
        ("soon", None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_seconds_are_instants_where_they_can_be(told: Any, at: datetime | None):
    """Also milliseconds, and digits; what cannot be the time of a conversation is none."""
    assert read_seconds(told) == at


def test_a_message_without_a_date_takes_that_of_the_conversation():
    """As far as nothing before it tells one."""
    found = chat(message("user", "One.", create_time=None), message("assistant", "Two.", create_time="never"))
    assert [one.at for one in found.messages] == [datetime.fromtimestamp(BEGUN, UTC), None]


@pytest.mark.parametrize("told", [{}, {"id": ""}, {"id": 7}])
def test_a_conversation_that_nobody_can_name_is_left_out(told: Any):
    """It could not be known again."""
    assert read_openai(told | {"mapping": {}}) == Skipped(Reason.BROKEN)


def block(kind: str, **more: Any) -> dict[str, Any]:
    """A block of a Claude message."""
    return {"type": kind, **more}


def claude(*messages: dict[str, Any], **more: Any) -> Conversation:
    """A Claude conversation, read."""
    told = [{"uuid": f"m{place}", "sender": "assistant", "text": "", "created_at": "2024-03-01T10:00:00Z"} | one
            for place, one in enumerate(messages)]  # fmt: skip
    found = read_anthropic(
        {"uuid": "c", "name": "", "created_at": "2024-03-01T10:00:00Z", "chat_messages": told} | more
    )
    assert isinstance(found, Conversation)
    return found


def test_a_claude_message_with_tools_becomes_several():
    """Words and calls up to an answer, the answer, and what follows; each knows where it came from."""
    found = claude(
        {"sender": "human", "content": [block("text", text="Weather?")]},
        {
            "content": [
                block("thinking", thinking="Hm."),
                block("text", text="Let me look."),
                block("tool_use", id="t1", name="weather", input={"city": "Oslo"}),
                block(
                    "tool_result",
                    tool_use_id="t1",
                    name="weather",
                    content=[block("text", text="Rain.")],
                    is_error=True,
                ),
                block("token_budget"),
                block("text", text="It rains."),
                block("tool_use", id="t2", name="weather", input={}),
            ]
        },
    )
    assert words(found) == [
        ("user", "Weather?"),
        ("assistant", "Let me look."),
        ("tool", "Rain."),
        ("assistant", "It rains."),
    ]
    assert [one.path for one in found.messages] == ["m0", "m1", "m1#1", "m1#2"]
    assert found.messages[2].tool_call_id == found.messages[1].tool_calls[0]["id"] == "t1"
    assert found.messages[2].metadata == {"source_id": "m1#1", "is_error": True}
    assert found.skipped == {Reason.THINKING: 1, Reason.CALL: 1}


def test_claude_calls_without_ids_are_paired_by_their_tool():
    """As older exports have them."""
    found = claude(
        {
            "content": [
                block("tool_use", name="search", input={"q": "Oslo"}),
                block("tool_result", name="search", content="A city."),
                block("tool_result", name="search", content="Again."),
            ]
        }
    )
    assert words(found) == [("assistant", ""), ("tool", "A city.")]
    assert found.skipped == {Reason.ANSWER: 1}


def test_claude_messages_of_older_exports_have_only_text():
    """Also those whose blocks hold no words."""
    found = claude({"sender": "human", "text": "I live in Oslo."}, {"text": "Nice.", "content": []})
    assert words(found) == [("user", "I live in Oslo."), ("assistant", "Nice.")]


def test_claude_attachments_are_counted_and_not_read():
    """Their words are not those of who sent them."""
    attached = [{"file_name": "cv.txt", "extracted_content": "I am Bob."}]
    found = claude({"sender": "human", "text": "See this.", "attachments": attached, "files": [{"file_name": "x.png"}]},
                   {"sender": "human", "text": "", "attachments": attached})  # fmt: skip
    assert words(found) == [("user", "See this.")]
    assert found.skipped == {Reason.FILE: 3}


def test_the_active_branch_of_a_claude_conversation_is_taken():
    """Where every message names its parent."""
    root = "00000000-0000-4000-8000-000000000000"
    messages = [
        {"sender": "human", "text": "I live in Rome.", "parent_message_uuid": root},
        {
            "sender": "human",
            "text": "I live in Oslo.",
            "parent_message_uuid": root,
            "created_at": "2024-03-01T11:00:00Z",
        },
        {"text": "Nice.", "parent_message_uuid": "m1", "created_at": "2024-03-01T11:01:00Z"},
    ]
    assert words(claude(*messages)) == [("user", "I live in Oslo."), ("assistant", "Nice.")]
    chosen = claude(*messages, current_leaf_message_uuid="m0")
    assert (words(chosen), chosen.skipped) == ([("user", "I live in Rome.")], {Reason.BRANCH: 2})


HEAD = {"user_name": "Al", "character_name": "Iris", "create_date": "2024-3-3 @16h 5m 6s 7ms", "chat_metadata": {}}


def line(text: Any, **more: Any) -> dict[str, Any]:
    """A line of a SillyTavern chat."""
    return {
        "name": "Iris",
        "is_user": False,
        "is_system": False,
        "mes": text,
        "send_date": "March 3, 2024 4:05pm",
    } | more


def tavern(*lines: Any, name: str = "talk.jsonl") -> Conversation:
    """A SillyTavern chat, read."""
    found = read_sillytavern(lines, name)
    assert isinstance(found, Conversation)
    return found


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("March 3, 2024 4:05pm", datetime(2024, 3, 3, 16, 5, tzinfo=UTC)),
        ("december 13, 2023 12:00am", datetime(2023, 12, 13, tzinfo=UTC)),
        ("2024-3-3 @16h 5m 6s 7ms", datetime(2024, 3, 3, 16, 5, 6, 7_000, UTC)),
        ("2024-03-03@16h05m06s", datetime(2024, 3, 3, 16, 5, 6, tzinfo=UTC)),
        ("2024-03-03@16h05m06s123ms", datetime(2024, 3, 3, 16, 5, 6, 123_000, UTC)),
        ("2024-03-03T16:05:06.007Z", datetime(2024, 3, 3, 16, 5, 6, 7_000, UTC)),
        ("2024-03-03T18:05:06+02:00", datetime(2024, 3, 3, 16, 5, 6, tzinfo=UTC)),
        (1709481906007, datetime(2024, 3, 3, 16, 5, 6, 7_000, UTC)),
        ("1709481906007", datetime(2024, 3, 3, 16, 5, 6, 7_000, UTC)),
        ("Smarch 3, 2024 4:05pm", None),
        ("March 33, 2024 4:05pm", None),
        ("March 3, 2024 14:05pm", None),
        ("2024-13-3 @16h 5m 6s 7ms", None),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_as_every_version_wrote_them(told: Any, at: datetime | None):
    """What is none of them, or cannot be, is no date."""
    assert read_date(told) == at


def test_a_tavern_chat_is_known_by_its_character_and_when_it_was_begun():
    """Under the name of its file; a branch, which was begun when its chat was, by its file too."""
    found = tavern(HEAD, line("Welcome."), line("I live in Oslo.", is_user=True, name="Al"))
    assert found.handle == "sillytavern:Iris:2024-3-3 @16h 5m 6s 7ms"
    assert (found.character, found.title) == ("Iris", "talk")
    assert [(one.role, one.name) for one in found.messages] == [("assistant", "Iris"), ("user", None)]
    assert tavern(HEAD | {"chat_metadata": {"main_chat": "talk"}}, line("Hi.")).handle != found.handle


def test_newer_heads_name_nobody():
    """Then the character is who speaks first, and the chat is known by its integrity, its file or its first words."""
    head = {"user_name": "unused", "character_name": "unused", "chat_metadata": {"integrity": "i-1"}}
    assert tavern(head, line("Hi.", is_user=True, name="Al"), line("Hi.")).handle == "sillytavern:Iris:i-1"
    assert tavern(line("Hi.")).handle == "sillytavern:Iris:talk.jsonl"
    assert tavern(line("Hi."), name="").handle == tavern(line("Hi."), line("Ho."), name="").handle
    assert read_sillytavern([head | {"chat_metadata": {}}], "") == Skipped(Reason.BROKEN)


def test_swipes_hidden_lines_and_broken_ones_are_counted():
    """The swipe that is shown is what was said."""
    found = tavern(
        HEAD,
        line("Welcome back.", swipes=["Welcome.", "Welcome back.", "Oh."], swipe_id=1),
        line("Out of sight.", is_system=True),
        line("Night falls.", extra={"type": "narrator"}),
        line("See.", extra={"image": "a.png"}),
        line(None),
        None,
        [],
    )
    assert [one.content for one in found.messages] == ["Welcome back.", "See."]
    assert found.skipped == {
        Reason.BRANCH: 2, Reason.HIDDEN: 1, Reason.SYSTEM: 1, Reason.IMAGE: 1, Reason.MALFORMED: 3,
    }  # fmt: skip


def test_a_message_that_was_said_twice_is_two():
    """The same words of the same speaker are told apart by how often they came."""
    found = tavern(HEAD, line("Hi."), line("Hi."), line("Ho."))
    assert len({one.path for one in found.messages}) == 3
    assert [one.path for one in tavern(HEAD, line("Ho."), line("Hi.")).messages] == [
        found.messages[2].path,
        found.messages[0].path,
    ]


def test_what_no_store_can_keep_is_replaced():
    """A null byte, half of a surrogate pair; everything else stays as it is."""
    found = chat(message("user", "Tromsø \0 \ud83d 🎉 日本"), title="a\n\x07b", gizmo_id="g-\0")
    assert found.messages[0].content == "Tromsø \ufffd \ufffd 🎉 日本"
    assert (found.title, found.character) == ("a b", "g-\ufffd")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = {
    "openai": ("id", "mapping", "current_node", "message", "author", "role", "content", "parts", "parent", "recipient"),
    "anthropic": ("uuid", "sender", "text", "content", "type", "tool_use", "created_at", "attachments", "input"),
    "sillytavern": ("name", "mes", "is_user", "send_date", "swipes", "extra", "chat_metadata", "create_date"),
}


def shaped(kind: str) -> st.SearchStrategy[Any]:
    """Objects with the keys of a format, holding anything."""
    told = JSON | st.sampled_from(["user", "assistant", "tool", "human", "text", "tool_use", "tool_result"])
    inner = st.dictionaries(st.sampled_from(KEYS[kind]), told, max_size=6)
    middle = st.dictionaries(st.sampled_from(KEYS[kind]), inner | told | st.lists(inner, max_size=3), max_size=6)
    return st.dictionaries(st.sampled_from(KEYS[kind]), middle | inner | told, max_size=6)


@given(st.dictionaries(st.text(max_size=3), shaped("openai") | JSON, max_size=4), JSON)
def test_no_tree_breaks_the_reader_of_chatgpt(mapping: Any, current: Any):
    """Whatever stands in it, a conversation is read, or left out with a reason."""
    told = {"id": "c", "mapping": mapping, "current_node": current, "title": current, "create_time": current}
    assert is_openai(told)
    read_openai(told)


@given(st.lists(shaped("anthropic") | JSON, max_size=4), JSON)
def test_no_list_breaks_the_reader_of_claude(messages: Any, other: Any):
    """Whatever stands in it, a conversation is read, or left out with a reason."""
    read_anthropic({"uuid": "c", "chat_messages": messages, "name": other, "current_leaf_message_uuid": other})


@given(st.lists(shaped("sillytavern") | JSON, max_size=4))
def test_no_line_breaks_the_reader_of_sillytavern(lines: Any):
    """Whatever stands in it, a chat is read, or left out with a reason."""
    read_sillytavern(lines, "")

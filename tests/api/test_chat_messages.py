"""What is promised of the messages of a chat: the whole list as it is, and adding, editing and deleting in it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from chats import ALICE, Chat
from harness import Api, Running, check_problem
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import take_in, take_out
from scripted import ScriptedExtractor
from sqlalchemy import Connection, select

from spectron.domain.ids import new_id
from spectron.storage.schema import signal

FIELDS = {
    "id",
    "chat_id",
    "role",
    "content",
    "name",
    "created_at",
    "edited_at",
    "index",
    "metadata",
    "tool_calls",
    "tool_call_id",
}
CALL = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}


@pytest.fixture
def chat(server: Running, api: Api) -> Chat:
    """A chat of Alice's, understood in plain English."""
    return Chat.begin(server, api)


@pytest.fixture
def noted(scripted_server: Running, scripted: Api) -> Chat:
    """A chat of Alice's in the notation of `scripted`."""
    return Chat.begin(scripted_server, scripted)


@pytest.mark.promise(145)
def test_all_messages_are_read_as_they_were_sent(chat: Chat):
    """The whole list comes in its order, each message with all its fields; a part comes where it is asked for."""
    sent: list[dict[str, Any]] = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Is it raining?\n", "name": "Al", "metadata": {"ref": [1, None]}},
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "tool", "content": '{"rain": true}', "tool_call_id": "call_1"},
        {"role": "assistant", "content": "It is.", "at": "2026-03-02T10:15:00+01:00"},
    ]
    made = [chat.append(**one) for one in sent]
    read = chat.list()
    assert (read["data"], read["total"]) == (made, 5)
    assert all(set(one) == FIELDS for one in made)
    assert [one["index"] for one in made] == [0, 1, 2, 3, 4]
    assert {one["chat_id"] for one in made} == {chat.id}
    assert (made[1]["content"], made[1]["metadata"]) == ("Is it raining?\n", {"ref": [1, None]})
    assert (made[2]["content"], made[2]["tool_calls"]) == ("", [CALL])
    assert (made[3]["tool_call_id"], made[3]["name"]) == ("call_1", "weather")
    assert made[4]["created_at"] == "2026-03-02T09:15:00Z"
    part = chat.list(limit=2, offset=3)
    assert (part["data"], part["total"]) == (made[3:], 5)


def test_a_long_chat_is_read_whole(chat: Chat):
    """The list is not cut, however long it is; a turn of its session is a message of the chat."""
    for number in range(130):
        chat.api.send("POST", chat.path, json={"role": "user", "content": f"Number {number}."})
    told = chat.api.say(chat.id, "The last one.")["turn_id"]
    read = chat.list()["data"]
    assert len(read) == 131
    assert [one["index"] for one in read] == list(range(131))
    assert read[-1]["id"] == told


@pytest.mark.promise(129)
def test_messages_need_a_permission_of_their_own(server: Running, api: Api, context: str):
    """A key with `chat_mutation` alone uses every verb of messages, inside its scope, and none of chats."""
    mine = Chat.begin(server, api)
    key = server.add_key(context, ALICE, permissions=["chat_mutation"])
    theirs = Chat(server, Api(api.http, api.root, key), mine.id)
    made = theirs.append("I live in Paris.")
    assert theirs.edit(made["id"], content="I live in Lyon.")["content"] == "I live in Lyon."
    assert theirs.list()["total"] == 1
    assert theirs.delete(made["id"])
    check_problem(theirs.api.send("GET", f"/chats/{mine.id}"), 403)
    other = server.add_key(context, {"user": "bob"}, permissions=["chat_mutation"])
    for method in ("GET", "POST"):
        refused = Api(api.http, api.root, other).send(method, mine.path, json={"role": "user", "content": "Hi."})
        check_problem(refused, 403)


def test_a_message_is_recorded_at_once_and_added_once(chat: Chat):
    """What is sent again under its Idempotency-Key is told again; with other words, or in a closed chat, it is 409."""
    body, key = {"role": "user", "content": "I live in Oslo."}, {"Idempotency-Key": new_id("key")}
    first, again = (chat.send("POST", json=body, headers=key) for _ in range(2))
    assert (first.status_code, again.json()) == (201, first.json())
    check_problem(chat.send("POST", json={**body, "content": "No."}, headers=key), 409)
    assert chat.list()["total"] == 1
    assert chat.api.send("DELETE", f"/sessions/{chat.id}").status_code == 204
    check_problem(chat.send("POST", json=body), 409)
    chat.settle()
    assert ("location", "Oslo") in chat.believed()
    assert chat.edit(first.json()["id"], content="I live in Bergen.")["index"] == 0
    assert ("location", "Bergen") in chat.believed()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"role": "poet", "content": "Hi."}, "role"),
        ({"role": "user", "content": " "}, "content"),
        ({"role": "user"}, "content"),
        ({"role": "user", "content": "a\u0000b"}, "content"),
        ({"role": "user", "content": "Hi.", "at": "yesterday"}, "at"),
        ({"role": "user", "content": "Hi.", "mood": "fine"}, "mood"),
        ({"role": "user", "content": "Hi.", "metadata": [1]}, "metadata"),
        ({"role": "user", "content": "Hi.", "name": ""}, "name"),
        ({"role": "user", "content": "Hi.", "name": " \t\u2003"}, "name"),
    ],
)
def test_a_message_that_cannot_be_is_refused(chat: Chat, body: dict[str, Any], field: str):
    """What is wrong with a new message is named by its field, and nothing is recorded."""
    check_problem(chat.send("POST", json=body), 422, field)
    assert chat.list()["total"] == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"content": ""}, "content"),
        ({"content": None}, "content"),
        ({"content": 7}, "content"),
        ({"metadata": None}, "metadata"),
        ({"role": "system"}, "role"),
        ({"name": ""}, "name"),
        ({"name": "\n "}, "name"),
    ],
)
def test_a_change_that_cannot_be_is_refused(chat: Chat, change: dict[str, Any], field: str):
    """What is wrong with a change is named by its field, and nothing is changed."""
    made = chat.append("Hello there.")
    check_problem(chat.send("PATCH", made["id"], json=change), 422, field)
    assert chat.list()["data"] == [made]


def test_what_is_too_long_is_refused(chat: Chat):
    """More than 200,000 characters are 413, for a new message as for a changed one."""
    made = chat.append("Hello there.")
    long = "a" * 200_001
    check_problem(chat.send("POST", json={"role": "user", "content": long}), 413)
    check_problem(chat.send("PATCH", made["id"], json={"content": long}), 413)
    check_problem(chat.send("PATCH", made["id"], json={"metadata": {"a": "b" * 70_000}}), 413)


def test_only_messages_of_a_chat_are_found_in_it(server: Running, api: Api):
    """A message of another chat, or of none, is 404 to change, and was not there to delete; no chat is 404."""
    one, other = (Chat.begin(server, api) for _ in range(2))
    made = one.append("Hello there.")["id"]
    for message in (made, "turn:none"):
        check_problem(other.send("PATCH", message, json={"content": "No."}), 404)
        assert other.delete(message) is False
    for method, message in (("GET", ""), ("PATCH", made), ("DELETE", made)):
        nowhere = Chat(server, api, "session:none")
        check_problem(nowhere.send(method, message, json={} if method == "PATCH" else None), 404)
    assert one.list()["total"] == 1


def test_an_empty_change_changes_nothing(chat: Chat):
    """A patch without fields, or with what is there already, leaves the message as it was, and is not an edit."""
    made = chat.append("I live in Paris.", name="Al", metadata={"a": 1})
    revision = chat.state()["revision"]
    for change in ({}, {"content": "I live in Paris."}, {"name": "Al", "metadata": {"a": 1}}):
        assert chat.edit(made["id"], **change) == made
    assert chat.state()["revision"] == revision


def test_metadata_is_replaced(chat: Chat):
    """New metadata takes the place of the old as a whole; the words are not touched, and nothing is learned anew."""
    made = chat.append("I live in Paris.", metadata={"a": 1, "b": 2})
    revision = chat.state()["revision"]
    changed = chat.edit(made["id"], metadata={"a": True})
    assert changed == {**made, "metadata": {"a": True}}
    assert chat.state()["revision"] == revision


EDITS = [
    pytest.param("I live in Paris.", "I live in Lyon.", {"Paris"}, {"Lyon"}, id="fact"),
    pytest.param("My sister Zoe lives in Bergen.", "My sister Zoe lives in Oslo.", {"Bergen"}, {"Zoe"}, id="relation"),
    pytest.param("Call me Anna.", "Call me Hanna.", {"Anna"}, {"Hanna"}, id="name"),
    pytest.param("Never use emojis.", "Always answer in French.", {"emojis"}, {"French"}, id="instruction"),
    pytest.param("I think I might move to Rome.", "I will stay in Kiel.", {"Rome"}, {"Kiel"}, id="doubt"),
    pytest.param("I have a dog called Rex.", "I work at Acme.", {"Rex", "dog"}, {"Acme"}, id="another matter"),
]


@pytest.mark.parametrize(("before", "after", "gone", "there"), EDITS)
def test_new_words_take_the_place_of_the_old(chat: Chat, before: str, after: str, gone: set[str], there: set[str]):
    """What only the old words taught is believed no more and shown nowhere; what the new ones say is."""
    made = chat.append(before)
    assert all(word in chat.views("What do you know?") for word in gone)
    edited = chat.edit(made["id"], content=after)
    assert (edited["content"], edited["index"], edited["created_at"]) == (after, 0, made["created_at"])
    assert edited["edited_at"] > made["created_at"]
    shown = chat.views(f"What do you know? {before}")
    assert [word for word in gone if word in shown.split() or f"'{word}" in shown] == []
    assert all(word in shown for word in there)


def test_history_shows_what_was(chat: Chat):
    """The version that old words taught stays in the history, as never so, and names the message that was edited."""
    made = chat.append("I live in Paris.")
    seen = chat.state()["revision"]
    chat.edit(made["id"], content="I live in Lyon.")
    assert chat.believed() == {("location", "Lyon")}
    assert chat.state()["revision"] > seen
    (me,) = [one for one in chat.api.get("/entities", scope=ALICE)["data"] if one["type"] == "person"]
    paris, lyon = chat.api.get(f"/entities/{me['id']}/history", key="location")["versions"]
    assert (paris["value"], paris["superseded_as"], paris["superseded_by"]) == ("Paris", "retracted", made["id"])
    assert "edited" in paris["reason"]
    assert (lyon["value"], lyon["superseded_at"], lyon["valid_from"]) == ("Lyon", None, paris["valid_from"])
    diff = chat.api.get("/state/diff", scope=ALICE, since=made["id"])
    assert (diff["added"], diff["updated"], diff["superseded"]) == ([], [], [])


def test_words_that_stay_keep_what_they_taught(chat: Chat):
    """An edit around a fact's words leaves the fact believed, since the same time, resting on the new message."""
    made = chat.append("I live in Paris.")
    (before,) = chat.state()["identity"]["attributes"]
    chat.edit(made["id"], content="As I said: I live in Paris.")
    (after,) = chat.state()["identity"]["attributes"]
    same = ("key", "value", "valid_from", "valid_until", "source_turn", "source_removed")
    assert [before[name] for name in same] == [after[name] for name in same]
    assert after["quote"] == {"text": "I live in Paris", "start": 11, "end": 26}


def test_what_others_said_too_stays(noted: Chat):
    """A fact that another message tells as well stays believed on that one's word, and quotes it alone."""
    first, second = noted.append("me.eye_colour = green"), noted.append("me.eye_colour = green ")
    noted.edit(first["id"], content="me.likes = tea")
    (eyes,) = [one for one in noted.state()["identity"]["attributes"] if one["key"] == "eye_colour"]
    assert (eyes["value"], eyes["source_turn"]) == ("green", second["id"])
    assert ("likes", "tea") in noted.believed()


def test_what_a_message_had_put_right_holds_again(chat: Chat):
    """Where a correction is edited away, what it had corrected is believed again, and no correction is told."""
    chat.append("I work at Acme.")
    wrong = chat.append("No, I meant I work at Globex.")
    assert ("works_at", "Globex") in chat.believed()
    chat.edit(wrong["id"], content="Thank you for everything.")
    assert ("works_at", "Acme") in chat.believed()
    assert "Globex" not in str(chat.state())


def test_what_a_message_had_ended_stands_again(noted: Chat):
    """An instruction that was ended, and a doubt that was settled, stand again when the ending is edited away."""
    noted.append("!high Be brief.")
    end = noted.append("!end Be brief.")
    assert noted.state()["instructions"] == []
    noted.edit(end["id"], content="me.likes = tea")
    assert [one["text"] for one in noted.state()["instructions"]] == ["Be brief."]


def test_an_edit_before_a_later_change_keeps_the_timeline(chat: Chat):
    """An earlier message that is edited is still the earlier one: what was said after it holds."""
    first = chat.append("I live in Paris.", at="2026-01-05T09:00:00Z")
    chat.append("I live in Berlin now.", at="2026-03-05T09:00:00Z")
    chat.edit(first["id"], content="I live in Madrid.")
    now = chat.api.get("/state", scope=ALICE, valid_at="2026-04-01")["identity"]["attributes"]
    then = chat.api.get("/state", scope=ALICE, valid_at="2026-02-01")["identity"]["attributes"]
    assert [one["value"] for one in now if one["key"] == "location"] == ["Berlin"]
    assert [one["value"] for one in then if one["key"] == "location"] == ["Madrid"]
    assert "Paris" not in str(chat.state())


def test_a_mood_follows_the_new_words(chat: Chat, context: str):
    """What a message showed of a mood goes with its words, at once, and what the new ones show takes its place."""
    made = chat.append("I am so sad and miserable today, everything is awful.")
    sad = _push(chat, context)
    chat.edit(made["id"], content="I am so happy today, everything is wonderful!")
    assert sad < 0 < _push(chat, context)


def _push(chat: Chat, context: str) -> float:
    """How good the signals of the chat's context feel, taken together."""

    mine = signal.c.context_id == context, signal.c.session_id == chat.id, signal.c.kind == "affect"

    def read(conn: Connection) -> float:
        return sum(detail["push"]["valence"] for detail in conn.scalars(select(signal.c.detail).where(*mine)))

    return chat.running.do(chat.running.memory.store.read(read))


def test_an_assistants_message_is_edited_likewise(chat: Chat):
    """What only an assistant's old words taught is taken back too."""
    made = chat.append("You live in Paris.", role="assistant")
    assert "Paris" in chat.views("Where do I live?")
    chat.edit(made["id"], content="You live in Lyon.")
    shown = chat.views("Where do I live? Paris")
    assert "Paris" not in shown
    assert "Lyon" in shown


def test_a_message_that_is_edited_twice_says_the_last_words_alone(chat: Chat):
    """Nothing of the first and the second words is left, though no time passes between the edits."""
    made = chat.append("I live in Paris.")
    for city in ("Lyon", "Nice"):
        assert chat.send("PATCH", made["id"], json={"content": f"I live in {city}."}).status_code == 200
    chat.settle()
    assert chat.believed() == {("location", "Nice")}


def test_a_retraction_that_is_undone_brings_no_old_words_back(chat: Chat):
    """Where the message of a retracted fact was edited since, restoring the fact does not bring it back."""
    made = chat.append("I live in Paris.")
    (fact,) = chat.state()["identity"]["attributes"]
    assert chat.api.send("POST", f"/facts/{fact['id']}/retract", json={}).status_code == 200
    chat.edit(made["id"], content="I live in Lyon.")
    chat.api.send("POST", f"/facts/{fact['id']}/restore", json={})
    assert chat.believed() == {("location", "Lyon")}


def test_words_that_change_while_they_are_learned_end_as_the_new_ones(noted: Chat, extractor: ScriptedExtractor):
    """An edit of a message that a model is reading wins over what the model says of the old words."""
    extractor.started.clear()
    extractor.release.clear()
    made = noted.send("POST", json={"role": "user", "content": "me.location = Paris; wait"}).json()
    assert extractor.started.wait(60)
    changed = noted.send("PATCH", made["id"], json={"content": "me.location = Lyon"})
    extractor.release.set()
    assert changed.status_code == 200
    noted.settle()
    assert noted.believed() == {("location", "Lyon")}


def test_a_message_that_is_deleted_while_it_is_learned_teaches_nothing(noted: Chat, extractor: ScriptedExtractor):
    """What a model says of a message that is gone is not kept, and the queue goes on."""
    extractor.started.clear()
    extractor.release.clear()
    made = noted.send("POST", json={"role": "user", "content": "me.location = Paris; wait"}).json()
    assert extractor.started.wait(60)
    assert noted.delete(made["id"]) is True
    assert noted.delete(made["id"]) is False
    extractor.release.set()
    noted.settle()
    assert noted.believed() == set()
    noted.append("me.location = Lyon")
    assert noted.believed() == {("location", "Lyon")}


def test_two_clients_that_edit_at_once_end_with_one_of_their_words(chat: Chat):
    """Every edit is taken, the message says what the last one wrote, and that alone is believed."""
    made = chat.append("I live in Paris.")
    cities = ["Lyon", "Nice", "Metz", "Caen", "Brest", "Tours"]

    def edit(city: str) -> int:
        return chat.send("PATCH", made["id"], json={"content": f"I live in {city}."}).status_code

    with ThreadPoolExecutor(6) as crowd:
        assert list(crowd.map(edit, cities)) == [200] * 6
    chat.settle()
    (message,) = chat.list()["data"]
    (city,) = [one for one in cities if one in message["content"]]
    assert chat.believed() == {("location", city)}


def test_a_deleted_message_leaves_the_others_in_their_places(chat: Chat):
    """The rest are counted anew from 0; what the deleted one taught stays believed, and says that it is gone."""
    made = [chat.append(words)["id"] for words in ("Hello.", "I live in Paris.", "Good night.")]
    assert (chat.delete(made[1]), chat.delete(made[1])) == (True, False)
    assert [(one["id"], one["index"]) for one in chat.list()["data"]] == [(made[0], 0), (made[2], 1)]
    (home,) = chat.state()["identity"]["attributes"]
    assert (home["value"], home["source_turn"], home["source_removed"]) == ("Paris", made[1], True)
    assert home["quote"]["text"] == ""
    check_problem(chat.api.send("GET", "/state/diff", params={"since": made[1]}), 404)
    assert chat.append("And again.")["index"] == 2


def test_a_chat_is_not_named_after_words_that_are_gone(chat: Chat):
    """The name that a first message gave goes with its words; one that was given by hand stays."""
    first = chat.append("I live in Paris.")
    chat.append("I like tea.")
    assert chat.api.get(f"/chats/{chat.id}")["name"] == "I live in Paris."
    chat.edit(first["id"], content="I live in Lyon.")
    assert chat.api.get(f"/chats/{chat.id}")["name"] == "I live in Lyon."
    chat.delete(first["id"])
    assert chat.api.get(f"/chats/{chat.id}")["name"] == "I like tea."
    chat.api.send("PATCH", f"/chats/{chat.id}", json={"name": "Mine"})
    chat.edit(chat.list()["data"][0]["id"], content="I like coffee.")
    assert chat.api.get(f"/chats/{chat.id}")["name"] == "Mine"


def test_a_reply_whose_metadata_was_replaced_is_no_server_error(chat: Chat):
    """A reply that is asked for again under its Idempotency-Key, and was changed since, is 409."""
    key = {"Idempotency-Key": new_id("key")}
    path = f"/sessions/{chat.id}/chat"
    reply = chat.api.send("POST", path, json={"content": "Hello."}, headers=key).json()["reply_turn_id"]
    chat.edit(reply, metadata={})
    check_problem(chat.api.send("POST", path, json={"content": "Hello."}, headers=key), 409)


WORDS = ("quokka", "zeppelin", "marzipan", "obsidian", "thistle", "bergamot")
DEEDS = st.lists(
    st.tuples(st.sampled_from(("append", "edit", "delete", "look")), st.integers(0, 3), st.sampled_from(WORDS)),
    min_size=3,
    max_size=10,
)


@settings(max_examples=8, deadline=None)
@given(deeds=DEEDS)
def test_no_view_shows_words_that_are_gone(server: Running, deeds: list[tuple[str, int, str]]):
    """After any appends, edits and deletions no message, search, context or quote holds a word that nobody says now."""
    chat = Chat.begin(server, server.api(f"gone-{new_id('deeds')[-26:]}"))
    held: dict[str, str] = {}
    taught: set[str] = set()
    for deed, place, word in deeds:
        chosen = list(held)[place] if place < len(held) else None
        words = say(word)
        if deed == "append" or (deed == "edit" and chosen is None):
            held[chat.append(words)["id"]] = word
        elif deed == "edit" and chosen:
            chat.edit(chosen, content=words)
            held[chosen] = word
        elif deed == "delete" and chosen:
            assert chat.delete(chosen)
            taught.add(held.pop(chosen))  # what a deleted message taught stays: its words as a value, never as a quote
        else:
            chat.views(word)
    for word in set(WORDS) - set(held.values()):
        shown = chat.views(f"What about the {word}?") if word not in taught else str(_quoted(chat, word))
        assert word not in shown
    assert {one["id"]: one["content"] for one in chat.list()["data"]} == {
        turn: say(word) for turn, word in held.items()
    }


def say(word: str) -> str:
    """A message that teaches something of a word."""
    return f"I like {word}. Yesterday my friend showed me a {word}."


def _quoted(chat: Chat, word: str) -> list[Any]:
    """The messages that a search finds, and the quotes of all facts it finds."""
    found = chat.api.send("POST", "/search", json={"query": word, "scope": ALICE, "k": 100}).json()["hits"]
    return [one["turn"] or one["fact"]["quote"] for one in found] + chat.list()["data"]


def test_edits_and_deletions_travel_in_an_export(server: Running, chat: Chat, context: str):
    """Taken in elsewhere all views are the same; a later export brings the words of messages that were edited since."""
    first, second = chat.append("I live in Paris."), chat.append("My sister Zoe lives in Bergen.")
    chat.append("I am so sad today.")
    chat.delete(chat.append("I work at Acme.")["id"])
    chat.edit(first["id"], content="I live in Lyon.")
    elsewhere = f"{context[:50]}-other"
    other = Chat(server, server.api(elsewhere), chat.id)
    for words in ("My brother Tom lives in Oslo. I am so happy!", "My brother Tim lives in Kiel."):
        chat.edit(second["id"], content=words)
        take_in(other.api, take_out(chat.api))
        assert other.list() == chat.list()
        assert other.believed() == chat.believed()
        assert _push(other, elsewhere) == _push(chat, context)
        names = [{one["label"] for one in each.api.get("/entities", scope=ALICE)["data"]} for each in (chat, other)]
        assert names[0] == names[1]
        assert "Paris" not in other.views("Paris")
    assert "Oslo" not in other.views("Where does Tom live? Oslo")

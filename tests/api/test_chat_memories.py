"""What is promised of the memories of chats: earlier segments found by meaning, and told to a prompt."""

from typing import Any

import pytest
from harness import Api, check_problem

TALK = (
    "My sister keeps bees on the roof of her house, nine hives of them.",
    "Nine hives on a roof, that is a lot of honey.",
    "The landlord raised the rent of our flat again this spring.",
    "That is the third time, is it not?",
)
FIELDS = {
    "chunks",
    "formatted",
    "count",
    "enabled",
    "queryPreview",
    "settingsSource",
    "chunksAvailable",
    "chunksPending",
}


def begin(api: Api, *said: str, **settings: Any) -> str:
    """A chat in which something was said, with memories on and nothing excluded."""
    chat = str(api.send("POST", "/chats", json={"user_id": "alice"}).json()["id"])
    for place, text in enumerate(said):
        api.say(chat, text, ("user", "assistant")[place % 2], at=f"2026-03-{1 + place // 2:02}T09:{place % 2:02}:00Z")
    given = {"vectorize_chat_messages": True, "exclude_recent": 0, **settings}
    assert api.send("PUT", "/settings/memory", json=given).status_code == 200
    return chat


def recall(api: Api, chat: str, **query: Any) -> Any:
    """What is found in a chat."""
    return api.get(f"/chats/{chat}/memories", **query)


@pytest.mark.promise(146, 150, 151, 158, 159)
def test_what_is_nearest_comes_first(api: Api):
    """A question finds the segment that it means; a nearer one has a smaller score, and stands before the others."""
    found = recall(api, begin(api, *TALK), query="how many hives with bees does my sister keep?")
    assert set(found) == FIELDS
    assert found["count"] == len(found["chunks"]) == found["chunksAvailable"] == 2
    assert "bees" in found["chunks"][0]["content"]
    scores = [one["score"] for one in found["chunks"]]
    assert scores == sorted(scores)
    assert 0 <= scores[0] < 0.9
    assert found["chunksPending"] == 0


@pytest.mark.promise(152)
def test_a_chunk_joins_its_messages_and_tells_where_they_stand(api: Api):
    """The content holds every message from `startIndex` to `endIndex`, which are places from 0."""
    found = recall(api, begin(api, *TALK), query="the rent of our flat")
    first = found["chunks"][0]
    assert (first["metadata"]["startIndex"], first["metadata"]["endIndex"]) == (2, 3)
    assert first["content"] == f"User: {TALK[2]}\nAssistant: {TALK[3]}"


@pytest.mark.promise(154, 155)
def test_where_memories_are_off_nothing_is_found_and_nothing_fails(api: Api):
    """Without the switch the answer has its usual fields, and all of them are empty."""
    chat = begin(api, *TALK)
    api.send("PUT", "/settings/memory", json={})
    assert recall(api, chat, query="bees") == {
        "chunks": [],
        "formatted": "",
        "count": 0,
        "enabled": False,
        "queryPreview": "",
        "settingsSource": "global",
        "chunksAvailable": 0,
        "chunksPending": 0,
    }


@pytest.mark.promise(148, 149)
def test_how_many_are_found_is_asked_or_set(api: Api):
    """`top_k` overrides what is set; it is a whole number from 1 to 24, and anything else is refused by its name."""
    chat = begin(api, *TALK, top_k=1)
    assert recall(api, chat, query="bees")["count"] == 1
    assert recall(api, chat, query="bees", top_k=24)["count"] == 2
    assert recall(api, chat, query="bees", topK=2)["count"] == 2
    for wrong in ("0", "25", "-1", "x", "", "1.5", "٣"):
        check_problem(api.send("GET", f"/chats/{chat}/memories", params={"top_k": wrong}), 400, "top_k")
        check_problem(api.send("GET", f"/chats/{chat}/memories", params={"topK": wrong}), 400, "topK")


@pytest.mark.promise(147)
def test_the_same_memories_fill_a_template(api: Api):
    """`{{memories}}` is what `formatted` holds; how many there are and whether they are on stand beside it."""
    chat = begin(api, *TALK)
    found = recall(api, chat)
    template = "{{memoriesActive}} {{ memoriesCount }}\n{{memories}}"
    told = api.send("POST", f"/chats/{chat}/render", json={"template": template}).json()
    assert told == {"text": f"true 2\n{found['formatted']}", "count": 2, "enabled": True}
    unknown = api.send("POST", f"/chats/{chat}/render", json={"template": "Hello {{char}}"})
    assert "{{char}}" in check_problem(unknown, 422, "template")["detail"]

"""What is promised of lists of chats: their pages, whose they hold, and their two orders."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from agents import Agent
from harness import Api, run_server
from lines import HEAD, TURN, take_in, take_out
from test_chats import begin

BEGAN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Watch:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin on a morning in March."""
        self.now = BEGAN

    def __call__(self) -> datetime:
        """What time it is."""
        return self.now


@pytest.fixture(scope="module")
def watch() -> Watch:
    """The clock of this module's server."""
    return Watch()


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory, watch: Watch) -> Iterator[Api]:
    """A caller of a server whose time is moved by hand."""
    with run_server(tmp_path_factory.mktemp("clocked") / "memory.db", clock=watch) as running:
        yield running.api("clocked")


@pytest.mark.promise(131, 132)
def test_a_list_has_50_chats_and_never_more_than_200(api: Api):
    """Without a limit there are 50, over 200 there are 200, and every chat is on exactly one page."""
    made = [begin(api, user_id="alice")["id"] for _ in range(205)]
    sizes = {limit: len(api.get("/chats", limit=limit)["data"]) for limit in (1, 50, 200, 201, 999_999)}
    assert sizes == {1: 1, 50: 50, 200: 200, 201: 200, 999_999: 200}
    assert len(api.get("/chats")["data"]) == 50
    for query in ({}, {"user_id": "alice"}, {"user_id": "alice", "sort": "updated"}):
        pages = [api.get("/chats", limit=60, offset=offset, **query) for offset in (0, 60, 120, 180, 240)]
        assert [len(page["data"]) for page in pages] == [60, 60, 60, 25, 0]
        assert {page["total"] for page in pages} == {205}
        assert [one["id"] for page in pages for one in page["data"]] == list(reversed(made))


@pytest.mark.promise(132, 133)
def test_a_list_holds_the_chats_that_were_asked_for(api: Api):
    """`character_id` and `user_id` narrow a list, alone and together, and `total` with it; an unknown one has none."""
    pairs = [("iris", "alice"), ("max", "alice"), ("iris", "bob"), (None, "bob"), ("iris", None)]
    for character, user in pairs:
        wish = {"character_id": character, "user_id": user}
        begin(api, **{name: value for name, value in wish.items() if value})
    for query in ({"character_id": "iris"}, {"user_id": "bob"}, {"character_id": "iris", "user_id": "alice"}):
        wanted = [one for one in pairs if query.items() <= {"character_id": one[0], "user_id": one[1]}.items()]
        listed = api.get("/chats", **query)
        assert listed["total"] == len(listed["data"]) == len(wanted)
        assert [one["character_id"] for one in listed["data"]] == [one[0] or "" for one in reversed(wanted)]
    assert api.get("/chats", character_id="nobody") == {"data": [], "total": 0}
    assert api.get("/chats", character_id="iris", limit=1)["total"] == 3


@pytest.mark.promise(139, 144)
def test_times_are_whole_seconds_and_tell_the_last_change(clocked: Api, watch: Watch):
    """A patch that changes something, and a message, move `updated_at`; one that changes nothing leaves it."""
    watch.now = BEGAN + timedelta(microseconds=999_999)
    chat = begin(clocked, user_id="alice", name="one", metadata={"a": 1})
    path = f"/chats/{chat['id']}"
    assert (chat["created_at"], chat["updated_at"]) == (1772442000, 1772442000)
    watch.now += timedelta(hours=1)
    for same in ({}, {"name": "one"}, {"metadata": {"a": 1}}):
        assert clocked.send("PATCH", path, json=same).json() == chat
    assert clocked.send("PATCH", path, json={"metadata": {"a": True}}).json() == {
        **chat,
        "metadata": {"a": True},
        "updated_at": 1772445600,
    }
    watch.now += timedelta(hours=3)
    clocked.say(chat["id"], "Hello", at="2026-03-02T12:00:00Z")
    assert clocked.get(path)["updated_at"] == 1772452800
    watch.now -= timedelta(hours=2)
    renamed = clocked.send("PATCH", path, json={"name": "two"}).json()
    assert (renamed["name"], renamed["created_at"], renamed["updated_at"]) == ("two", 1772442000, 1772452800)


def test_a_message_from_the_future_does_not_keep_its_chat_in_front(clocked: Api, watch: Watch):
    """A message whose date lies ahead changes its chat when it comes, whichever way it comes."""
    watch.now += timedelta(days=1)
    agent, began, ahead = Agent(clocked), int(watch.now.timestamp()), "2031-01-01T09:00:00Z"
    told, imported = [begin(clocked, user_id="alice")["id"] for _ in range(2)]
    agent.start()
    clocked.say(told, "Good morning!", role="assistant", at=ahead)
    take_in(clocked, [HEAD, {**TURN, "session_id": imported, "said_at": ahead, "learned": False}])
    said = {"role": "assistant", "content": "Good morning!", "at": ahead}
    agent.call("/sessions/s-1/turn", messages=[said])
    watch.now += timedelta(minutes=1)
    late = begin(clocked, user_id="alice")["id"]
    listed = clocked.get("/chats", sort="updated")["data"]
    assert listed[0]["id"] == late
    assert {one["updated_at"] for one in listed[1:4]} == {began}
    elsewhere = Api(clocked.http, "/api/v1/elsewhere", clocked.key)
    take_in(elsewhere, take_out(clocked))
    assert elsewhere.get("/chats", sort="updated")["data"] == listed


@pytest.mark.promise(130)
def test_a_list_may_begin_with_what_changed_last(clocked: Api, watch: Watch):
    """`sort=updated` puts the chat first that changed last, `sort=created` the one that was begun last."""
    made = []
    for _ in range(3):
        watch.now += timedelta(minutes=1)
        made.append(begin(clocked, user_id="carol")["id"])
    first, second, third = made
    watch.now += timedelta(minutes=1)
    clocked.send("PATCH", f"/chats/{second}", json={"name": "renamed"})
    watch.now += timedelta(minutes=1)
    clocked.say(first, "Hello", at=watch.now.isoformat())

    def order(**query: str) -> list[str]:
        return [one["id"] for one in clocked.get("/chats", user_id="carol", **query)["data"]]

    assert order(sort="updated") == [first, second, third]
    assert order(sort="created") == order() == [third, second, first]


@pytest.mark.promise(136)
def test_the_active_chat_outlives_the_server(tmp_path: Path):
    """What was open when a server ended is open when the next one begins, and so is what was closed."""
    with run_server(tmp_path / "memory.db") as running:
        api = running.api("kept")
        chat, closed = (begin(api, user_id=user) for user in ("alice", "bob"))
        for one in (chat, closed):
            api.send("PUT", "/chats/active", json={"chat_id": one["id"]})
        api.send("PUT", "/chats/active", json={"chat_id": None, "user_id": "bob"})
    with run_server(tmp_path / "memory.db") as running:
        api = running.api("kept")
        assert api.get("/chats/active", user_id="alice") == chat
        assert api.get("/chats/active", user_id="bob") is None

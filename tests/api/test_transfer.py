"""What is promised of export and import: everything comes back as it was, and nothing that does not belong."""

import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from harness import Api, Running, values
from lines import ALICE, ENTITY, EVIDENCE, FACT, HEAD, MENTION, SESSION, SOUND, TURN, records, take_in, take_out
from scripted import ScriptedExtractor

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.domain.view import Viewpoint
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings

MOST_MEMORY = 12 * 1_048_576


def tell(api: Api) -> list[str]:
    """A history with a change, a correction, relations, rules and doubts in two scopes; returns the sessions."""
    alice, bob = api.open(user="alice", org="acme"), api.open(user="bob")
    api.say(
        alice, "me.location = Berlin; me.sibling_of -> Ana:person; Ana.job_title = nurse", at="2026-01-15T09:00:00Z"
    )
    api.say(bob, "me.location = Oslo; me.likes = tea", at="2026-02-01T09:00:00Z", name="Bob")
    api.say(alice, "me.location = Munich; !high Reply in French.", at="2026-04-20T18:30:00Z", metadata={"n": [1, "é"]})
    api.say(alice, "Ana.job_title := surgeon; ?speculative I might move", role="assistant")
    api.say(bob, "me.likes = rain; !end Reply in French.", role="tool", name="look-up", tool_call_id="call-1")
    api.say(alice, "me.location = Porto @ 2026-06-01..2026-09-01; !end Reply in French.")
    api.send("DELETE", f"/sessions/{bob}")
    return [alice, bob]


def view(api: Api, sessions: list[str]) -> dict[str, Any]:
    """All that the interface tells of a memory, without what each question changes."""
    turns = [one["id"] for session in sessions for one in api.get(f"/sessions/{session}/turns")["data"]]
    told: dict[str, Any] = {
        "sessions": sorted(api.get("/sessions")["data"], key=lambda one: one["id"]),
        "turns": [api.get(f"/sessions/{session}/turns") for session in sessions],
        "entities": api.get("/entities"),
        "diffs": [api.get("/state/diff", since=turn) for turn in turns],
        "bob": api.get("/profile", scope={"user": "bob"}),
        "histories": [api.get(f"/entities/{one['id']}/history") for one in api.get("/entities")["data"]],
    }
    instants: list[dict[str, str]] = [{}, {"known_at": "2026-03-15T00:00:00Z"}, {"valid_at": "2026-07-01"}]
    for scope in ({}, ALICE, {"user": "bob"}):
        for when in instants:
            state = api.get("/state", scope=scope, **when)
            told[f"state {scope} {when}"] = {**state, "valid_at": when}
    return told


@pytest.fixture
def other(scripted_server: Running, context: str) -> Api:
    """A second, empty context."""
    return scripted_server.api(f"{context[:58]}-other")


def test_everything_comes_back_as_it_was(scripted: Api, other: Api):
    """State at any instant of both clocks, diffs since every turn, histories and turns are equal after a round trip."""
    sessions = tell(scripted)
    done = take_in(other, take_out(scripted))
    assert done["imported"]["turns"] == 6
    assert sum(done["skipped"].values()) == 0
    assert view(other, sessions) == view(scripted, sessions)


def test_an_imported_memory_goes_on(scripted: Api, other: Api):
    """The next turn supersedes what was imported, is the next of its session, and comes after it in every diff."""
    alice, _ = tell(scripted)
    take_in(other, take_out(scripted))
    last = other.get(f"/sessions/{alice}/turns")["data"][-1]
    told = other.say(alice, "me.location = Lisbon", at="2026-10-01T00:00:00Z")
    listed = other.get(f"/sessions/{alice}/turns")["data"]
    assert [one["seq"] for one in listed] == [1, 2, 3, 4, 5]
    diff = other.get("/state/diff", since=last["id"])
    assert [one["source_turn"] for one in (*diff["added"], *diff["updated"])] == [told["turn_id"]]
    later = other.get("/state", scope=ALICE, valid_at="2026-10-02")
    assert values(later["identity"], "location") == ["Lisbon"]


def test_a_second_import_changes_nothing(scripted: Api, other: Api):
    """All of it is skipped, and not even the revision moves."""
    sessions = tell(scripted)
    export = take_out(scripted)
    first = take_in(other, export)
    before = view(other, sessions)
    second = take_in(other, export)
    assert second == {"imported": first["skipped"], "skipped": first["imported"]}
    assert view(other, sessions) == before
    assert take_in(scripted, export)["imported"] == first["skipped"]


def test_a_later_export_brings_what_is_new_and_closes_what_ended(scripted: Api, other: Api):
    """Two memories that were equal are equal again after the second export."""
    sessions = tell(scripted)
    take_in(other, take_out(scripted))
    scripted.say(sessions[0], "me.location = Rome; Ana.job_title = pilot; !low Be brief.")
    done = take_in(other, take_out(scripted))
    assert (done["imported"]["turns"], done["imported"]["sessions"]) == (1, 0)
    assert view(other, sessions) == view(scripted, sessions)


def test_an_import_comes_after_what_was_there(scripted: Api, other: Api):
    """In a context that is in use the imported turns are news since its last turn, and its own scopes stay."""
    mine = other.open(user="carol")
    turn = other.say(mine, "me.likes = figs")["turn_id"]
    carol = other.get("/profile", scope={"user": "carol"})
    tell(scripted)
    take_in(other, take_out(scripted))
    assert other.get("/profile", scope={"user": "carol"}) == carol
    news = other.get("/state/diff", since=turn)
    assert {"Porto", "Oslo", "rain"} <= {one["value"] for one in (*news["added"], *news["updated"])}
    assert "figs" not in str(news)


def test_a_scope_is_exported_alone(scripted: Api):
    """Only lines of scopes that contain the one asked for are in an export, and the header says which it was."""
    tell(scripted)
    head, *lines = records(take_out(scripted, user="bob"))
    assert (head["format"], head["version"], head["scope"]) == ("spectron", 1, {"user": "bob"})
    assert {json.dumps(one["scope"]) for one in lines} == {'{"user": "bob"}'}
    assert {one["record"] for one in lines} >= {"scope", "session", "turn", "entity", "alias", "fact", "evidence"}
    assert not any("Berlin" in json.dumps(one) for one in lines)


def test_a_turn_that_was_not_learned_is_exported_as_such(scripted: Api, other: Api):
    """A turn whose model failed comes along, teaches nothing, and keeps its place."""
    session = scripted.open(user="alice")
    scripted.say(session, "me.likes = tea")
    failed = scripted.send("POST", f"/sessions/{session}/turns", json={"role": "user", "content": "fail"})
    assert failed.status_code == 502
    scripted.say(session, "me.likes = figs")
    export = take_out(scripted)
    assert [one["learned"] for one in records(export) if one.get("record") == "turn"] == [True, True, False]
    take_in(other, export)
    assert other.get(f"/sessions/{session}/turns") == scripted.get(f"/sessions/{session}/turns")


@pytest.fixture
def opened(tmp_path: Path) -> Memory:
    """A memory without a server, over a file that does not exist yet."""
    return build_memory(load_settings(database=tmp_path / "memory.db"), extractor=ScriptedExtractor())


async def enter(memory: Memory, *names: str) -> list[Access]:
    """Open a memory and these contexts of it."""
    await memory.open()
    return [Access(await memory.gate.create_context(name), EVERYWHERE) for name in names]


async def in_pieces(lines: Iterator[Any]) -> AsyncIterator[bytes]:
    """Values as JSON Lines, in chunks that end anywhere."""
    text = b""
    for one in lines:
        text += f"{json.dumps(one)}\n".encode()
        if len(text) > 9_999:
            yield text[:9_999]
            text = text[9_999:]
    yield text


@pytest.mark.anyio
async def test_an_export_tells_one_instant(opened: Memory):
    """What is learned, ended or begun while it is sent is not in it."""
    here, there = await enter(opened, "here", "there")
    scope = Scope.of(ALICE)
    session = await opened.create_session(here, scope, {})

    async def say(content: str) -> None:
        await opened.turn(here, Said(session.id, Role.USER, content, opened.clock()))

    await say("me.location = Berlin; ?speculative I might move; !low Be brief.")
    before = await opened.state(here, scope, Viewpoint())
    stream = await opened.export(here, EVERYWHERE)
    head = await anext(stream)
    await say("me.location = Munich; me.likes = tea; !end Be brief.")
    await opened.create_session(here, scope, {"title": "later"})
    export = head + b"".join([chunk async for chunk in stream])
    assert b"Munich" not in export
    await opened.adopt(there, in_pieces(iter(records(export))))
    after = await opened.state(there, scope, Viewpoint())
    assert (after.unknowns, after.instructions) == (before.unknowns, before.instructions)
    assert (after.attributes, [one.value for one in after.attributes]) == (before.attributes, ["Berlin"])
    await opened.close()


def endless(turns: int) -> Iterator[Any]:
    """An export of so many turns, with three records each."""
    yield HEAD
    yield SESSION
    for number in range(1, turns + 1):
        yield {**TURN, "id": f"turn:{number}", "seq": number}
    yield ENTITY
    for number in range(1, turns + 1):
        at = {"recorded_in": f"turn:{number}", "source_turn": f"turn:{number}", "value": f"tea {number}"}
        yield {**MENTION, "turn_id": f"turn:{number}"}
        yield {**FACT, **at, "id": f"fact:{number}"}
        yield {**EVIDENCE, **at, "id": f"evidence:{number}"}


@pytest.mark.anyio
async def test_twenty_thousand_records_need_no_more_memory_than_a_page(opened: Memory):
    """Neither taking them in nor sending them out holds more than a few pages."""
    (here,) = await enter(opened, "here")
    tracemalloc.start()
    adopted = await opened.adopt(here, in_pieces(endless(5_000)))
    taken_in = tracemalloc.get_traced_memory()[1]
    tracemalloc.reset_peak()
    lines = 0
    async for chunk in await opened.export(here, EVERYWHERE):
        lines += chunk.count(b"\n")
    sent = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (sum(adopted.imported.values()), lines) == (20_002, 20_004)
    assert max(taken_in, sent) < MOST_MEMORY, (taken_in, sent)
    await opened.close()


@pytest.mark.parametrize("edited_at", [None, "2026-03-03T09:00:00Z"], ids=["as it was said", "edited"])
def test_what_is_learned_by_now_comes_with_a_later_export(api: Api, edited_at: str | None):
    """A turn that waited when it was taken in is learned by a later export, and stays so after an older one."""
    waiting = [HEAD, SESSION, {**TURN, "learned": False, "edited_at": edited_at}]
    take_in(api, waiting)
    assert api.get("/entities", scope=ALICE)["data"] == []
    take_in(api, [{**one, "edited_at": edited_at} if one.get("record") == "turn" else one for one in SOUND])
    believed = records(take_out(api))[1:]
    assert [one["learned"] for one in believed if one["record"] == "turn"] == [True]
    assert [one["recorded_in"] for one in believed if one["record"] == "fact"] == ["turn:1"]
    take_in(api, waiting)
    assert records(take_out(api))[1:] == believed

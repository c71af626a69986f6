"""What is promised of forgetting, export and import for all that stands beside turns and beliefs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from agents import Agent
from harness import Api, Running, check_problem, run_server
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import (
    AT,
    DOCUMENT,
    HEAD,
    IDENTITY,
    NOTICE,
    SESSION,
    SIGNAL,
    SOUND,
    STATE,
    TURN,
    records,
    send_in,
    take_in,
    take_out,
)
from sqlalchemy import Connection, func, select

from spectron.domain.ids import new_id
from spectron.storage.schema import erasure, metadata

WORD = "Quetzalin"
ALICE = {"user": "alice"}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the server of this module."""
    return tmp_path_factory.mktemp("beside") / "memory.db"


@pytest.fixture(scope="module")
def running(database: Path) -> Iterator[Running]:
    """A server with the built-in extractor, over a file that the tests look into."""
    with run_server(database) as server:
        yield server


@pytest.fixture
def mine(running: Running, context: str) -> Api:
    """A caller of a fresh context."""
    return running.api(context)


@pytest.fixture
def other(running: Running, context: str) -> Api:
    """A caller of a second context."""
    return running.api(f"{context[:58]}-other")


def fill(api: Api, user: str = "alice", word: str = WORD) -> None:
    """Let an agent have everything there is with a user: feelings, something ahead, state, documents."""
    agent = Agent(api)
    agent.start(user, f"{user}-1", user_display_name=f"{user} {word}", timezone="Europe/Berlin")
    session = api.open(agent="guide", user=user)
    api.say(session, f"I'm so happy, I love {word}! I run every Monday.", at="2026-03-02T09:00:00Z")
    api.say(session, f"I have an exam about {word} on Friday. I'm worried about it.", at="2026-03-03T09:00:00Z")
    agent.put("/state/game", {"value": {"name": word, "level": 3}}, user_id=user)
    for label in ("notes", "plans"):
        told = {"label": f"{user}'s {label}", "content": f"All the {label} about {word}.", "scope": {"user": user}}
        assert api.send("POST", "/knowledge", json=told).status_code == 201


def lines(api: Api, **scope: str) -> list[Any]:
    """An export without its header."""
    return records(take_out(api, **scope))[1:]


def left(database: Path, word: str) -> int:
    """How often a word still occurs in the bytes of the files."""
    files = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
    return sum(path.read_bytes().lower().count(word.lower().encode()) for path in files if path.exists())


def forget(api: Api, **wish: Any) -> Any:
    """Forget, and expect that it was done."""
    response = api.send("POST", "/forget", json=wish)
    assert response.status_code == 200, response.text
    return response.json()


def test_an_export_that_was_taken_in_is_exported_the_same(mine: Api, other: Api):
    """Line by line, whatever kind a record is of; and taking it in again changes nothing."""
    fill(mine)
    Agent(mine).put("/profile", {"bio": "A guide.", "speech_patterns": ["short"], "big5": {"openness": 0.8}})
    Agent(mine).put("/state/season", {"value": None})
    assert mine.send("POST", "/knowledge", json={"label": "Everybody's", "content": "é" * 9_000}).status_code == 201
    told = take_out(mine)
    before = told.splitlines()[1:]
    kinds = {json.loads(line)["record"] for line in before}
    assert kinds >= {"session", "turn", "signal", "notice", "identity", "state", "document"}
    first = take_in(other, told)
    assert take_out(other).splitlines()[1:] == before
    assert take_in(other, told) == {"imported": first["skipped"], "skipped": first["imported"]}
    assert take_out(other).splitlines()[1:] == before


def test_what_was_taken_in_serves_as_it_did(mine: Api, other: Api):
    """A session is found by its handle, documents by their words, state and identity by their keys."""
    fill(mine)
    Agent(mine).put("/profile", {"bio": "A guide."})
    take_in(other, take_out(mine))
    guide = Agent(other)
    assert guide.get("/profile")["bio"] == "A guide."
    assert guide.get("/state/game", user_id="alice")["value"] == {"name": WORD, "level": 3}
    assert guide.start("alice", "alice-1") == "alice-1"
    found = other.send("POST", "/knowledge/search", json={"query": "notes", "scope": ALICE}).json()
    assert found["results"][0]["label"] == "alice's notes"
    assert other.get("/knowledge", scope=ALICE)["data"][0]["chunks"] == 1


def test_nothing_of_a_user_is_left_anywhere(mine: Api, database: Path):
    """A scope that is forgotten takes feelings, notices, state, handles and documents along; the neighbour's stay."""
    fill(mine, "alice", "Xylographia")
    fill(mine, "bob")
    before = lines(mine, user="bob")
    assert left(database, "Xylographia") > 5
    counts = forget(mine, scope=ALICE)["erased"]
    assert (counts["documents"], counts["states"], counts["sessions"]) == (2, 1, 2)
    assert counts["notices"] >= 1
    assert lines(mine, user="alice") == []
    assert lines(mine, user="bob") == before
    assert left(database, "Xylographia") == 0
    assert left(database, "xylographi") == 0


def test_no_table_has_a_row_of_a_forgotten_scope(running: Running, mine: Api, context: str):
    """Whatever tables there are, none keeps a row of a scope that was erased but the events that say it was."""
    fill(mine)
    Agent(mine).call("/sessions/alice-1/turn", user_id="alice", messages=[{"role": "user", "content": "I like tea."}])
    tables = [table for table in metadata.tables.values() if "scope_id" in table.c and table is not erasure]

    def count(conn: Connection) -> dict[str, int]:
        rows = {
            table.name: select(func.count()).select_from(table).where(table.c.context_id == context) for table in tables
        }
        return {name: found for name, query in rows.items() if (found := conn.execute(query).scalar_one())}

    before = running.do(running.memory.store.read(count))
    assert before.keys() >= {"signal", "job", "notice", "custom_state", "document", "chunk", "turn", "fact", "passage"}
    forget(mine, scope=ALICE)
    assert running.do(running.memory.store.read(count)) == {"event": 1 + before["session"]}


def test_words_that_are_forgotten_are_nowhere_left(mine: Api, database: Path):
    """Documents and notices that hold them go whole; they are blacked out in state, identities and settings."""
    fill(mine, word="Oxyrhynchus")
    agent = Agent(mine)
    agent.put("/profile", {"bio": "Knows all of Oxyrhynchus.", "true_interests": ["papyri"]})
    agent.put("/state/Oxyrhynchus", {"value": 1})
    agent.put("/state/plain", {"value": "untouched"})
    kept = {"label": "Papyri", "content": "Papyri are kept dry."}
    assert mine.send("POST", "/knowledge", json=kept).status_code == 201
    told = forget(mine, query="oxyrhynchus", dry_run=True)
    listed = [one for one in told["records"] if one["type"] == "document"]
    assert sorted(one["key"] for one in listed) == ["alice's notes", "alice's plans"]
    assert all("Oxyrhynchus" in one["value"] and one["source_turn"] is None for one in listed)
    done = forget(mine, query="oxyrhynchus")["erased"]
    assert done == told["erased"]
    assert (done["documents"], done["states"]) == (2, 1)
    assert done["notices"] >= 1
    assert [one["label"] for one in mine.get("/knowledge")["data"]] == ["Papyri"]
    assert agent.get("/profile")["bio"] == f"Knows all of {'█' * 11}."
    assert agent.get("/profile")["true_interests"] == ["papyri"]
    assert agent.get("/state/game", user_id="alice")["value"] == {"name": "█" * 11, "level": 3}
    assert agent.get("/state/plain")["value"] == "untouched"
    check_problem(agent.send("GET", "/state/Oxyrhynchus"), 404)
    assert left(database, "Oxyrhynch") == 0


def test_a_document_that_holds_only_some_of_the_words_stays(mine: Api):
    """As a fact does: every word has to stand in it, in its label or in its content."""
    for label, content in (
        ("Lyon", "The office is open."),
        ("Rivers", "The Rhone."),
        ("Office", "Lyon has an office."),
    ):
        assert mine.send("POST", "/knowledge", json={"label": label, "content": content}).status_code == 201
    assert forget(mine, query="office Lyon")["erased"]["documents"] == 2
    assert [one["label"] for one in mine.get("/knowledge")["data"]] == ["Rivers"]


def test_a_forgotten_person_is_in_no_document_of_their_scope(mine: Api):
    """Forgetting an entity takes the documents of its scope that name it, and none of a wider scope."""
    session = mine.open(user="alice")
    mine.say(session, "My sister Philippa lives in Oslo.")
    for label, content, scope in (("hers", "Philippa's recipes", ALICE), ("all", "Philippa's shop", {})):
        told = {"label": label, "content": content, "scope": scope}
        assert mine.send("POST", "/knowledge", json=told).status_code == 201
    (entity,) = [one["id"] for one in mine.get("/entities")["data"] if one["label"] == "Philippa"]
    done = mine.send("DELETE", f"/entities/{entity}").json()
    assert done["erased"]["documents"] == 1
    assert [one["label"] for one in mine.get("/knowledge")["data"]] == ["all"]


def test_a_document_that_was_deleted_leaves_no_byte(mine: Api, database: Path):
    """Neither its words nor their stems nor its label."""
    told = {"label": "Calliope", "content": "Terpsichorean dances. " * 900}
    made = mine.send("POST", "/knowledge", json=told).json()
    assert left(database, "terpsichorean") > 0
    assert mine.send("DELETE", f"/knowledge/{made['id']}").status_code == 204
    assert (left(database, "terpsichor"), left(database, "calliop")) == (0, 0)


@pytest.mark.parametrize(
    ("line", "change", "field"),
    [
        (SIGNAL, {"id": "turn:none"}, ".id"),
        (SIGNAL, {"kind": "vibe"}, ".kind"),
        (SIGNAL, {"place": -1}, ".place"),
        (SIGNAL, {"detail": {}}, ".push"),
        (SIGNAL, {"detail": {**SIGNAL["detail"], "push": {"valence": 1e300}}}, ""),
        (SIGNAL, {"kind": "activity", "detail": {"name": "run", "at": "2026-03-02T09:00:00"}}, ""),
        (NOTICE, {"kind": "gossip"}, ".kind"),
        (NOTICE, {"due_at": "soon"}, ".due_at"),
        (NOTICE, {"status": "lost"}, ".status"),
        (IDENTITY, {"id": "somebody"}, ""),
        (IDENTITY, {"identity": {"bio": "x", "shoes": 9}}, ".identity.shoes"),
        (IDENTITY, {"identity": {"big5": {"openness": 7}}}, ".identity.big5.openness"),
        (STATE, {"key": ""}, ".key"),
        (STATE, {"value": 2**63}, ".value"),
        (DOCUMENT, {"label": " "}, ".label"),
        (DOCUMENT, {"content": ""}, ".content"),
        (DOCUMENT, {"content": "x" * 1_048_577}, ".content"),
        (SESSION, {"handle": ""}, ".handle"),
        (SESSION, {"settings": {"user_id": "eve"}}, ".settings"),
        (SESSION, {"settings": {"shoes": 9}}, ".settings.shoes"),
    ],
)
def test_a_wrong_line_is_named(mine: Api, line: dict[str, Any], change: dict[str, Any], field: str):
    """422 tells the number of the line and the field, and nothing is stored."""
    number = SOUND.index(line)
    told = check_problem(send_in(mine, [*SOUND[:number], {**line, **change}]), 422)
    assert told["errors"][0]["field"] == f"line {number + 1}{field}"
    assert mine.get("/sessions")["total"] == 0


LATER = "2026-04-02T09:00:00Z"


def test_what_was_written_later_is_kept(mine: Api):
    """Of identities, states and documents the later version, of notices what became of them; older ones are skipped."""
    take_in(mine, SOUND)
    newer = [
        {**IDENTITY, "identity": {"bio": "A better guide."}, "updated_at": LATER},
        {**STATE, "value": 4, "updated_at": LATER},
        {**DOCUMENT, "content": "Refunds are paid within 30 days.", "updated_at": LATER},
        {**NOTICE, "status": "consumed", "settled_at": LATER},
    ]
    assert sum(take_in(mine, [HEAD, *newer])["skipped"].values()) == 4
    kept = {one["record"]: one for one in lines(mine)}
    assert kept["identity"]["identity"]["bio"] == "A better guide."
    assert (kept["state"]["value"], kept["notice"]["status"]) == (4, "consumed")
    assert "30 days" in kept["document"]["content"]
    take_in(mine, SOUND)
    assert {one["record"]: one for one in lines(mine)} == kept
    found = mine.send("POST", "/knowledge/search", json={"query": "refunds"}).json()["results"]
    assert [one["content"] for one in found] == ["Refunds are paid within 30 days."]


def test_two_documents_of_one_label_become_the_later(mine: Api):
    """Whichever comes in first."""
    take_in(mine, [HEAD, DOCUMENT])
    take_in(mine, [HEAD, {**DOCUMENT, "id": "document:2", "content": "Never.", "updated_at": LATER}])
    take_in(mine, [HEAD, {**DOCUMENT, "id": "document:3", "content": "Always.", "updated_at": AT}])
    assert [(one["id"], one["content"]) for one in lines(mine) if one["record"] == "document"] == [
        ("document:2", "Never.")
    ]


def test_a_handle_that_is_taken_is_refused(mine: Api):
    """409 with the line: within a scope a handle means one session."""
    named = [{**SESSION, "handle": "s-1"}, {**SESSION, "id": "session:2", "handle": "s-1"}]
    assert check_problem(send_in(mine, [HEAD, *named]), 409)["detail"].startswith("line 3: handle ")
    take_in(mine, [HEAD, named[0], {**named[1], "scope": {"user": "bob"}}])
    assert check_problem(send_in(mine, [HEAD, {**named[1], "id": "session:3"}]), 409)


KINDS = {
    "affect": SIGNAL["detail"],
    "trait": {"aspect": "orderliness", "strength": 0.5, "reason": "tidy"},
    "activity": {"name": "run", "at": AT, "course": "routine", "cadence": "every monday"},
    "engagement": {"topic": "tea", "domain": "food", "strength": 0.5, "reason": "asks"},
    "goal": {"goal": "run a marathon", "step": "set", "due": AT},
    "regard": {"facet": "trust", "strength": 0.5, "reason": "asks for advice"},
    "occasion": {"subject": "hike", "at": AT, "kind": "event", "standing": "ahead", "whole_day": True, "until": AT},
}
FIELDS = sorted({name for one in (NOTICE, IDENTITY, STATE, DOCUMENT) for name in one} | {"settled_at"})
EDGES = ("0001-01-03T00:00:00Z", "9999-12-29T00:00:00Z", "2026-13-01T00:00:00Z")
HOSTILE = st.sampled_from(
    (None, True, -1, 1.5, 1e300, 2**63, "", "x", [], {}, {"a": 1}, "turn:1", "every", "█", *EDGES)
)
READ = ["mood", "mood/history", "personality", "personality/recent-shifts", "personality/significant-moments"]
READ += ["habits", "interests", "goals", "relationships", "notifications", "context", "profile", "memory", "state/game"]


@given(
    st.sampled_from([(kind, name) for kind, detail in KINDS.items() for name in detail]) | st.sampled_from(FIELDS),
    HOSTILE,
)
@settings(max_examples=120)
def test_no_value_beside_breaks_what_is_read(running: Running, field: str | tuple[str, str], value: Any):
    """Whatever a signal, a notice or the rest holds, its line is refused, or all that is read of it is answered."""
    api = running.api(new_id("c").replace(":", "-"))
    if isinstance(field, tuple):
        kind, name = field
        spoilt = [{**SIGNAL, "kind": kind, "detail": {**KINDS[kind], name: value}}, NOTICE]
    else:
        spoilt = [{**one, field: value} if field in one else one for one in (NOTICE, IDENTITY, STATE, DOCUMENT)]
    status = send_in(api, [HEAD, SESSION, TURN, *spoilt]).status_code
    assert status in (200, 409, 422)
    if status == 200:
        for path in READ:
            answer = Agent(api).send("GET", f"/{path}", params={} if path == "profile" else {"user_id": "alice"})
            assert answer.status_code in (200, 400, 404), (path, answer.text)
        assert api.send("POST", "/forget", json={"query": "tea"}).status_code == 200


def test_a_signal_belongs_to_the_scope_of_its_turn(mine: Api):
    """It can neither be hung on another's turn nor be told for another scope than its turn's."""
    take_in(mine, [HEAD, SESSION, TURN])
    told = check_problem(send_in(mine, [HEAD, {**SIGNAL, "scope": {"user": "bob"}}]), 422)
    assert told["errors"][0]["field"] == "line 2.id"

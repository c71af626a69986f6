"""Who sees what: each scope is planted with a canary, and every question finds the right ones and no other."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from telling import Line, Says, day, line

from spectron.domain.change import Reach
from spectron.domain.graph import DoubtKind, Priority
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.domain.scope import EVERYWHERE, Scope, View
from spectron.storage.queries import conversations, neighbourhood, views
from spectron.storage.queries.scopes import keep_scope, seen
from spectron.storage.schema import scope as scope_table

ASKED = Scope.of({"org": "acme", "user": "alice"})
OTHERS = {
    "sibling": Scope.of({"org": "acme", "user": "bob"}),
    "stranger": Scope.of({"org": "globex", "user": "alice"}),
    "whole": Scope.of({"org": "acme"}),
    "person": Scope.of({"user": "alice"}),
    "part": Scope.of({"org": "acme", "user": "alice", "project": "x"}),
    "swapped": Scope.of({"org": "alice", "user": "acme"}),
    "nowhere": EVERYWHERE,
}


def canary(name: str, scope: Scope) -> Line:
    """A turn that leaves a record of every kind, each bearing a name."""
    return line(
        day(1),
        Says("location", name),
        Says("works_at", name, to="organisation"),
        scope=scope,
        session=name,
        rules=((f"Mention {name}.", Priority.LOW, False),),
        doubts=((f"might be {name}", DoubtKind.SPECULATIVE, Says("hometown", name)),),
    )


@dataclass(frozen=True)
class Planted:
    """A context in which every scope holds canaries, and one beside it with all the same names."""

    memory: object
    neighbour: object


@pytest.fixture(scope="module")
def planted(tell: Callable, runner: asyncio.Runner) -> Planted:
    """Canaries in the scope that is asked about, in all others, and in another context."""
    memory, neighbour = tell(), tell()
    for name, scope in {"asked": ASKED, **OTHERS}.items():
        runner.run(memory.hear(canary(name, scope)))
        runner.run(neighbour.hear(canary(f"foreign-{name}", scope)))
    return Planted(memory, neighbour)


@pytest.fixture(scope="module")
def ask(planted: Planted, runner: asyncio.Runner) -> Callable:
    """Runs a query in the planted context."""

    def run(query: Callable[[Connection, ContextId], object]) -> object:
        return runner.run(planted.memory.store.read(lambda conn: query(conn, planted.memory.ctx)))

    return run


EXPECTED = [
    (View.INSPECTION, ASKED, {"asked", "part"}),
    (View.INSPECTION, OTHERS["whole"], {"asked", "part", "whole", "sibling"}),
    (View.INSPECTION, OTHERS["person"], {"asked", "part", "person", "stranger"}),
    (View.INSPECTION, EVERYWHERE, {"asked", *OTHERS}),
    (View.PROMPTING, ASKED, {"asked", "whole", "person", "nowhere"}),
    (View.PROMPTING, OTHERS["person"], {"person", "nowhere"}),
    (View.PROMPTING, EVERYWHERE, {"nowhere"}),
    (View.PERSON, ASKED, {"asked", "whole", "person", "nowhere", "part"}),
    (View.PERSON, OTHERS["whole"], {"whole", "nowhere"}),
]


@pytest.mark.parametrize(("view", "scope", "expected"), EXPECTED)
def test_a_snapshot_shows_its_scopes_alone(ask: Callable, view: View, scope: Scope, expected: set[str]):
    """In every part of a snapshot stand the canaries of the scopes that the view reaches, and no other."""
    found = ask(lambda conn, ctx: views.snapshot(conn, ctx, scope, None, view))
    past = ask(lambda conn, ctx: views.snapshot(conn, ctx, scope, day(5), view))
    for snapshot in (found, past):
        assert {one.value for one in snapshot.facts} == expected
        assert {one.label for one in snapshot.entities if one.type == "organisation"} == expected
        assert {one.text for one in snapshot.instructions} == {f"Mention {name}." for name in expected}
        assert {one.text for one in snapshot.uncertainties} == {f"might be {name}" for name in expected}
        assert len(snapshot.turns) == len(expected)
        assert {snapshot.labels[one] for one in snapshot.mentioned} >= expected


@pytest.mark.parametrize(("view", "scope", "expected"), [row for row in EXPECTED if row[0] is View.INSPECTION])
def test_changes_and_sessions_show_their_scopes_alone(ask: Callable, view: View, scope: Scope, expected: set[str]):
    """What changed inside a scope, and its sessions, are those of the scopes inside it."""
    del view
    changes = ask(lambda conn, ctx: views.changes_since(conn, ctx, scope, 0))
    sessions, total = ask(lambda conn, ctx: conversations.list_sessions(conn, ctx, scope, 100, 0))
    assert {one.value for one in changes.facts} == expected
    assert {one.text for one in changes.instructions} == {f"Mention {name}." for name in expected}
    assert {one.text for one in changes.uncertainties} == {f"might be {name}" for name in expected}
    assert {one.label for one in changes.entities if one.type == "organisation"} == expected
    assert (len(sessions), total) == (len(expected), len(expected))


def test_a_turn_is_matched_within_its_scope(ask: Callable):
    """Looking for every name there is, a scope finds its own entities alone."""
    every = ["asked", *OTHERS, *(f"foreign-{name}" for name in OTHERS), "alice", "bob", "acme", "user"]

    def sought(conn: Connection, ctx: ContextId) -> Iterable[str]:
        found = neighbourhood.entities_sought(conn, ctx, ASKED.id, every, ["user", "assistant"])
        lately = neighbourhood.entities_around(conn, ctx, ASKED.id, [], [], 100)
        assert {one.id for one in found} == {one.id for one in lately}
        return [one.label for one in found]

    assert sorted(ask(sought)) == ["alice", "asked"]


def test_ids_of_another_scope_are_not_matched(ask: Callable, planted: Planted, runner: asyncio.Runner):
    """Even by its id, an entity of another scope or another context is not found."""
    own = ask(lambda conn, ctx: views.snapshot(conn, ctx, EVERYWHERE, None, View.INSPECTION)).entities
    foreign = runner.run(planted.neighbour.snapshot()).entities

    def sought(conn: Connection, ctx: ContextId) -> Iterable[str]:
        ids = [one.id for one in (*own, *foreign)]
        return [one.label for one in neighbourhood.entities_sought(conn, ctx, ASKED.id, [], [], ids)]

    assert sorted(ask(sought)) == ["alice", "asked"]


def test_rules_and_doubts_are_met_within_their_scope(ask: Callable):
    """A turn is reconciled with the instructions and open doubts of its own scope."""
    rules = ask(lambda conn, ctx: neighbourhood.standing_instructions(conn, ctx, ASKED.id))
    doubts = ask(lambda conn, ctx: neighbourhood.open_doubts(conn, ctx, ASKED.id, (), True))
    assert [one.text for one in rules] == ["Mention asked."]
    assert [one.text for one in doubts] == ["might be asked"]


def test_ids_open_nothing_in_another_context(ask: Callable, planted: Planted, runner: asyncio.Runner):
    """With the ids of another context's records in hand, no query of this one finds a row."""
    foreign = runner.run(planted.neighbour.snapshot())
    person = next(one for one in foreign.entities if one.principal)
    (turn, *_) = foreign.turns
    reach = Reach(person.id, ("location", "works_at", "hometown"))
    assert ask(lambda conn, ctx: views.find_entity(conn, ctx, person.id)) is None
    assert ask(lambda conn, ctx: conversations.find_turn(conn, ctx, TurnId(turn.id))) is None
    assert ask(lambda conn, ctx: conversations.find_session(conn, ctx, SessionId(turn.session_id))) is None
    assert ask(lambda conn, ctx: conversations.list_turns(conn, ctx, turn.session_id, 10, 0)) == ([], 0)
    assert ask(lambda conn, ctx: neighbourhood.facts_within(conn, ctx, [reach])) == []
    assert ask(lambda conn, ctx: neighbourhood.evidence_within(conn, ctx, [reach])) == []
    assert ask(lambda conn, ctx: neighbourhood.entities_by_id(conn, ctx, [person.id])) == []
    assert ask(lambda conn, ctx: neighbourhood.open_doubts(conn, ctx, "", [reach], False)) == []
    assert ask(lambda conn, ctx: views.chain(conn, ctx, person, None)).facts == []
    assert ask(lambda conn, ctx: views.learned(conn, ctx, turn, 1)).uncertainties == ()


_dimensions = st.dictionaries(
    st.sampled_from(["org", "user", "project", "or&g", "o=1"]), st.sampled_from(["acme", "alice", "x", "a&b", "%", "_"])
)


@settings(max_examples=settings().max_examples // 2)
@given(kept=st.lists(_dimensions, min_size=1, max_size=6), asked=_dimensions)
def test_the_database_finds_the_scopes_that_the_domain_contains(
    tell: Callable, runner: asyncio.Runner, kept: list[dict[str, str]], asked: dict[str, str]
):
    """For random scopes, inspection finds those that contain the one asked for, prompting those it contains."""
    memory, scopes, question = tell(), {Scope.of(one) for one in kept}, Scope.of(asked)

    def plant(conn: Connection) -> None:
        for one in scopes:
            keep_scope(conn, memory.ctx, one)
            keep_scope(conn, memory.ctx, one)

    def found(view: View) -> set[str]:
        mine = scope_table.c.context_id == memory.ctx
        query = select(scope_table.c.id).where(mine, seen(scope_table.c.id, memory.ctx, question, view))
        return {row[0] for row in runner.run(memory.store.read(lambda conn: conn.execute(query).all()))}

    runner.run(memory.store.write(plant, durable=False))
    inspected = {one.id for one in scopes if one.contains(question)}
    prompted = {one.id for one in scopes if question.contains(one)}
    assert found(View.INSPECTION) == inspected
    assert found(View.PROMPTING) == prompted
    assert found(View.PERSON) == (prompted | inspected if question.get("user") else prompted)

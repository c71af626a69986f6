"""What a turn and the views read: never the whole context, whoever else speaks in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.domain.view import Viewpoint
from spectron.service.ingest import Said
from spectron.service.memory import Memory, Page
from spectron.service.recall import Sought
from spectron.service.retract import Objection
from spectron.settings import load_settings

pytestmark = pytest.mark.anyio
SAID = (
    "I'm Alice, CTO at Acme, based in Berlin.",
    "Actually I moved to Munich last month.",
    "My sister Ana is a nurse. She lives in Porto.",
    "I love hiking. I might move to Lisbon next year.",
    "Always reply in French.",
    "I don't like hiking any more.",
)
WHOLE = re.compile(r"SCAN (?!\(|CONSTANT|anon_)|\(context_id=\?\)$")  # SQLAlchemy calls a subquery anon_1


@contextmanager
def plans(memory: Memory) -> Iterator[list[tuple[str, str]]]:
    """How SQLite means to read each statement that runs meanwhile, step by step."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()

    def explain(_conn: Any, cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")) and statement not in seen:
            seen.add(statement)
            beside = cursor.connection.cursor()
            beside.execute(f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters)
            found.extend((statement, row[3]) for row in beside.fetchall())

    engines = (memory.store._engine, memory.store._pool)  # type: ignore[attr-defined]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", explain)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", explain)


async def test_nothing_reads_the_whole_context(tmp_path: Path):
    """Every statement of a turn, of a view and of a search finds its rows by an index."""
    memory = build_memory(load_settings(database=tmp_path / "memory.db"))
    await memory.open()
    access = Access(await memory.gate.create_context("demo"))
    scope = Scope.of({"user": "alice", "org": "acme"})
    session = await memory.create_session(access, scope, {})
    with plans(memory) as read:
        turns = [await memory.turn(access, Said(session.id, Role.USER, text, utc_now())) for text in SAID]
        state = await memory.state(access, scope, Viewpoint())
        await memory.state(access, Scope.of({"user": "alice"}), Viewpoint(known_at=utc_now()))
        await memory.diff(access, scope, turns[1].turn.id)
        await memory.profile(access, Scope.of({"user": "alice"}))
        await memory.history(access, state.entities[0].id, "location")
        await memory.turns(access, session.id, Page(10))
        await memory.retract(access, Objection(turns[1].facts[0].id, utc_now()))
        for words in ("Where do I live?", "hiking", "Who is my sister?"):
            await memory.search(access, scope, Sought(words))
            await memory.context(access, session.id, words, 2_000, Viewpoint())
            await memory.turn(access, Said(session.id, Role.USER, words, utc_now()))
    await memory.close()
    assert len(read) > 50
    assert [(statement, step) for statement, step in read if WHOLE.search(step)] == []


async def test_a_turn_that_a_model_reads_reads_no_whole_context_either(tmp_path: Path):
    """The names of a turn, the facts near them and what its reading took are found by an index."""
    (tmp_path / "echo.yaml").write_text("rules: [{answer: {turns: [{turn: 1}]}}]", encoding="utf-8")
    given = {"models": {"extraction": "scripted/echo"}, "scripts": tmp_path}
    memory = build_memory(load_settings(database=tmp_path / "memory.db", **given))
    await memory.open()
    access = Access(await memory.gate.create_context("demo"))
    session = await memory.create_session(access, Scope.of({"user": "alice"}), {})
    with plans(memory) as read:
        said = [Said(session.id, Role.USER, text, utc_now()) for text in SAID]
        usages = [(await memory.turn(access, one)).usage for one in said]
    await memory.close()
    assert {(one.model, one.calls) for one in usages} == {("scripted/echo", 1)}
    assert [(statement, step) for statement, step in read if WHOLE.search(step)] == []

"""Lists of chats below the routes: however many chats there are, a page is chosen from indices alone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from test_store import MakeStore, opened

from spectron.domain.chats import ChatOrder, ChatPage
from spectron.domain.conversation import Session
from spectron.domain.ids import ContextId, SessionId
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.storage.queries import chats
from spectron.storage.queries.contexts import create_context
from spectron.storage.queries.conversations import open_session

pytestmark = pytest.mark.anyio

CTX = ContextId("demo")
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
SCOPES = [Scope.of({"user": user, "agent": agent}) for user in ("alice", "bob", "carol") for agent in ("iris", "max")]


def fill(conn: Connection, number: int) -> None:
    """A context with so many chats, begun in no order."""
    create_context(conn, CTX, {}, BEGAN)
    for place in range(number):
        at = BEGAN + timedelta(minutes=place * 7 % number)
        open_session(conn, CTX, Session(SessionId(f"session:{place:04}"), SCOPES[place % 6], {}, at))


def steps(conn: Connection, within: Scope, chosen: ChatPage) -> list[list[str]]:
    """How the engine goes about each statement of a list."""
    sent: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        sent.append((statement, parameters))

    event.listen(conn, "before_cursor_execute", note)
    chats.list_chats(conn, CTX, within, chosen)
    event.remove(conn, "before_cursor_execute", note)
    return [
        [row[3] for row in conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
        for statement, parameters in sent
    ]


@pytest.mark.parametrize("order", list(ChatOrder))
@pytest.mark.parametrize("within", [EVERYWHERE, Scope.of({"user": "bob"}), SCOPES[0]], ids=str)
async def test_a_page_is_chosen_from_indices(
    make_sqlite: MakeStore, tmp_path: Path, within: Scope, order: ChatOrder
) -> None:
    """Counting and choosing read no row of a chat, and the rows of a page are read by their keys."""
    async with opened(make_sqlite, tmp_path) as store:
        await store.write(lambda conn: fill(conn, 60))
        count, choose, read = await store.read(lambda conn: steps(conn, within, ChatPage(5, 10, order)))
    looked = [step for step in (*count, *choose) if " session " in step]
    assert len(looked) == 2
    assert all("SEARCH session USING COVERING INDEX session_by" in step for step in looked)
    assert [step for step in read if " session " in step] == [
        "SEARCH session USING INDEX sqlite_autoindex_session_1 (context_id=? AND id=?)"
    ]


@pytest.mark.parametrize("most", [0, chats.MOST_SORTED])
@pytest.mark.parametrize("order", list(ChatOrder))
async def test_both_ways_to_choose_a_page_choose_the_same(
    make_store: MakeStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: ChatOrder, most: int
) -> None:
    """Few chats are sorted, of many the newest are sought: the pages are those of the whole list in its order."""
    monkeypatch.setattr(chats, "MOST_SORTED", most)
    async with opened(make_store, tmp_path) as store:
        await store.write(lambda conn: fill(conn, 60))
        for within in (EVERYWHERE, Scope.of({"user": "bob"}), Scope.of({"agent": "max"}), SCOPES[3]):
            whole = sorted(
                (
                    (BEGAN + timedelta(minutes=place * 7 % 60), f"session:{place:04}")
                    for place in range(60)
                    if SCOPES[place % 6].contains(within)
                ),
                reverse=True,
            )
            for offset in range(0, 70, 7):
                page = ChatPage(7, offset, order)
                found, total = await store.read(lambda conn, page=page, w=within: chats.list_chats(conn, CTX, w, page))
                assert [one.id for one in found] == [name for _, name in whole[offset : offset + 7]]
                assert total == len(whole)

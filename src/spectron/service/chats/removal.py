"""Deleting messages, one or all of a chat: what they taught stays believed, and says that its words are gone.

Turns, passages, vectors, signals, notices that rest on them, jobs and readings go, in the caller's commit; of receipts
it stays that their requests came. A tombstone without content tells whoever holds rows in memory, or a reply half-made
of them, that they are gone. Unlike `forget`, nothing scrubs the files of the store.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.conversation import Session
from spectron.domain.ids import TurnId
from spectron.service.chats.naming import name_anew
from spectron.service.noticing import await_no_word, replan
from spectron.storage.queries import erase, removal
from spectron.storage.queries.conversations import turns_by_id
from spectron.storage.queries.erase import Tombstone
from spectron.storage.queries.notices import drop_notices


def remove_turns(
    conn: Connection, access: Access, session: Session, turns: Collection[TurnId], now: datetime
) -> Mapping[str, int]:
    """Delete turns of a session; returns how many rows of each kind went."""
    words = [one.content for one in turns_by_id(conn, access.context_id, turns).values()]
    counts = _clear(conn, access, session, turns, now)
    name_anew(conn, access.context_id, session, words)
    return counts


def remove_chat(conn: Connection, access: Access, session: Session, now: datetime) -> Mapping[str, int]:
    """Delete a session with all its turns; returns how many rows of each kind went."""
    ctx = access.context_id
    counts = _clear(conn, access, session, removal.turns_in(conn, ctx, session.id), now)
    removal.delete_session(conn, ctx, session.id)
    return {**counts, "sessions": 1}


def _clear(
    conn: Connection, access: Access, session: Session, turns: Collection[TurnId], now: datetime
) -> Mapping[str, int]:
    ctx = access.context_id
    notices, scopes = drop_notices(conn, ctx, turns, ())
    counts = {**removal.delete_turns(conn, ctx, turns), "notices": notices}
    erase.bury(conn, ctx, Tombstone(erase.new_tombstone_id(), session.scope, access.actor, now, counts))
    replan(conn, ctx, scopes)
    await_no_word(conn, ctx, session.scope)
    return counts

"""What is kept of turns to find them by their words: prepared with the commit, and anew where the words changed."""

from collections.abc import Collection

from sqlalchemy import Connection

from spectron.domain.conversation import Turn
from spectron.domain.ids import ContextId
from spectron.domain.recall import Passage
from spectron.extraction.dates.notes import note_dates
from spectron.retrieval.prepare import RECIPE, prepare
from spectron.storage.queries import conversations, passages

PREPARED_AT_ONCE = 100


def prepared(turn: Turn) -> Passage:
    """What is kept of a turn to find it by."""
    return prepare(turn, note_dates(turn.content, turn.said_at))


def remake(conn: Connection, ctx: ContextId, turns: Collection[str]) -> None:
    """Prepare turns anew whose words have changed; their vectors go."""
    found = conversations.turns_by_id(conn, ctx, turns)
    passages.replace_passages(conn, ctx, [prepared(one) for one in found.values()], RECIPE)


def prepare_some(conn: Connection) -> int:
    """Prepare some of the turns that wait, all of one context; returns how many."""
    found = passages.waiting(conn, RECIPE, PREPARED_AT_ONCE)
    if found:
        passages.replace_passages(conn, found[0][0], [prepared(turn) for _, turn in found], RECIPE)
    return len(found)

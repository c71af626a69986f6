"""Editing a message: its old words go, what they alone had taught is taken back, and the new ones wait to be learned.

All of it happens in one commit, so nobody ever sees the old words beside the new. Until a job has learned these,
nothing is believed because of the message.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.chats import MessageChange
from spectron.domain.conversation import Role, Session, Turn
from spectron.domain.ids import ContextId
from spectron.domain.view import Testimony
from spectron.reconciliation.retract import take_back
from spectron.retrieval.prepare import RECIPE
from spectron.service.agents.choice import ANY, Wanted, choose_model
from spectron.service.agents.recording import new_job
from spectron.service.chats.naming import name_anew
from spectron.service.configuration import read_configuration
from spectron.service.ingest import Drafted, Ingest, Said
from spectron.service.noticing import replan
from spectron.service.surroundings import Readers
from spectron.storage.queries import commit as writing
from spectron.storage.queries import contexts, conversations, erase, jobs, messages, removal, unlearning
from spectron.storage.queries.erase import Tombstone
from spectron.storage.queries.notices import drop_notices
from spectron.storage.queries.passages import replace_passages
from spectron.storage.queries.readings import drop_reading
from spectron.storage.queries.retractions import testimony
from spectron.storage.queries.signals import drop_signals, keep_signals
from spectron.storage.queries.unlearning import Rewording

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Edit:
    """A message as it was found, and what it is to be; `draft` is None where its words and its name stay."""

    turn: Turn
    metadata: Mapping[str, Any] | None = None
    draft: Drafted | None = None


def draft_edit(ingest: Ingest, held: Turn, change: MessageChange) -> Edit:
    """All that a commit keeps of changed words, made before it."""
    content = held.content if change.content is None else change.content
    name = held.name if change.name is None else change.name or None
    if (content, name) == (held.content, held.name):
        return Edit(held, change.metadata)
    said = Said(
        session_id=held.session_id,
        role=held.role,
        content=content,
        said_at=held.said_at,
        name=name,
        tool_call_id=held.tool_call_id,
        tool_calls=held.tool_calls,
        metadata=held.metadata,
    )
    return Edit(held, change.metadata, ingest.draft(said, held.id))


def rewrite(conn: Connection, access: Access, chat: Session, edit: Edit, readers: Readers, now: datetime) -> Turn:
    """Put an edit's words in the place of those that are there, to be learned by a job; returns the turn as it is."""
    ctx, held, draft = access.context_id, edit.turn, edit.draft
    assert draft is not None
    at = max(now, held.edited_at + _TICK) if held.edited_at else now  # two edits never bear one instant
    new = replace(draft.turn, scope=held.scope, seq=held.seq, metadata=held.metadata, edited_at=at)
    _unlearn(conn, ctx, held, new.content, readers, at)
    notices, scopes = drop_notices(conn, ctx, [held.id], ())
    drop_signals(conn, ctx, [held.id])
    drop_reading(conn, ctx, held.id)
    chosen = choose_model(conn, ctx, readers, ANY, Wanted.of(chat.settings))
    job = new_job(ctx, chat, chosen.model, 1, now, held.seq)
    jobs.enqueue(conn, job)
    messages.set_words(conn, ctx, new, job.id)
    replace_passages(conn, ctx, [replace(draft.passage, session=chat.id, seq=held.seq)], RECIPE)
    keep_signals(conn, ctx, new, draft.affects)
    counts = {"edited_turns": 1, "notices": notices}
    erase.bury(conn, ctx, Tombstone(erase.new_tombstone_id(), chat.scope, access.actor, now, counts))
    replan(conn, ctx, scopes)
    if held.role is Role.USER:
        name_anew(conn, ctx, chat, [held.content])
    return new


def _unlearn(conn: Connection, ctx: ContextId, held: Turn, words: str, readers: Readers, at: datetime) -> None:
    """Take back what a turn taught, if it was learned; both revisions go on naming it."""
    found = conversations.find_turn(conn, ctx, held.id)
    revision = found[1] if found else None
    if revision is None:
        return
    stored = contexts.find_context(conn, ctx)
    table = read_configuration(stored.config if stored else {}, readers.defaults).cardinality
    removal.note_past_causes(conn, ctx, [held.id])
    taught = unlearning.read_taught(conn, ctx, held, revision)
    told = [testimony(conn, ctx, one) for one in sorted(taught.entities)]
    whole = Testimony(
        [one for each in told for one in each.facts],
        [one for each in told for one in each.evidence],
        [one for each in told for one in each.corrections],
    )
    moment = writing.next_moment(conn, ctx, replace(held, said_at=at))
    writing.commit(conn, ctx, take_back(taught, whole, moment, table))
    removal.note_past_causes(conn, ctx, [held.id])
    unlearning.unspeak(conn, ctx, Rewording(held, revision, words, moment))

"""Forgetting: physical erasure by scope, by entity or by words, with a content-free tombstone in its place.

Everything happens in one transaction; then the store scrubs its files, so that no earlier version of a row is left in
them. What is not erased stays readable: the texts that held the erased words keep their length.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.errors import NotFound, Unprocessable
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, EntityId, SessionId
from spectron.domain.redaction import Aim, Phrase, phrase
from spectron.domain.scope import EVERYWHERE, Scope
from spectron.service.chats.active import close_erased, opened_among
from spectron.service.ingest import Once
from spectron.service.noticing import replan
from spectron.service.once import made_before, note_made
from spectron.service.preparing import remake
from spectron.storage.ports import Store
from spectron.storage.queries import conversations, erase, redact, views
from spectron.storage.queries.erase import Area, Choice, Doomed, Shown, Tombstone
from spectron.storage.queries.events import emit, emit_in, emit_of_erased
from spectron.storage.queries.library import documents_holding
from spectron.storage.queries.notices import drop_notices
from spectron.storage.queries.signals import drop_signals

MOST_SHOWN = 200
BELIEVED = ("entities", "facts", "instructions", "uncertainties")
LOG = "events"  # what is left of an area that was forgotten before: that it was


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be forgotten: all of a scope, one entity of it, or what holds the words of a query in it.

    The empty scope alone means the whole context (or all that the key reaches) and needs `everything`.
    """

    scope: Scope | None = None
    query: str | None = None
    entity: EntityId | None = None
    everything: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased, or would be: rows by kind, and the id of the tombstone where anything went.

    `records` and `total` are told for a dry run only.
    """

    dry_run: bool
    erased: Mapping[str, int]
    tombstone: str | None = None
    records: Sequence[Shown] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where an erasure looks, which rows it deletes there, and what it blacks out in those that stay."""

    within: Scope
    area: Area
    choice: Choice
    aim: Aim | None = None
    gone: Mapping[str, frozenset[str]] = field(default_factory=dict)


async def forget(store: Store, access: Access, wish: Wish, now: datetime, once: Once | None = None) -> Forgotten:
    """Erase for good, or tell what would be; returns when nothing of it is left in the files."""
    check(wish)
    within = (wish.scope or EVERYWHERE).clamped(access.clamp)
    if wish.dry_run:
        return await store.write(lambda conn: _preview(conn, access, wish, within), durable=False)
    done = await store.write(lambda conn: _erase_once(conn, access, wish, within, now, once))
    await store.scrub()
    return done


def check(wish: Wish) -> None:
    """Raise Unprocessable unless a wish says clearly what it is about."""
    if wish.scope is None and wish.query is None and wish.entity is None:
        raise Unprocessable.at("scope", "say what to forget: a scope, a query or an entity")
    if wish.query is not None and wish.entity is not None:
        raise Unprocessable.at("query", "give a query or an entity, not both")
    if wish.query is not None and not phrase(wish.query):
        raise Unprocessable.at("query", "holds no word")
    alone = wish.query is None and wish.entity is None
    if wish.everything and not (alone and wish.scope == EVERYWHERE):
        raise Unprocessable.at("everything", "goes with the empty scope and nothing else")
    if alone and wish.scope == EVERYWHERE and not wish.everything:
        raise Unprocessable.at("scope", 'is empty; to forget all there is, add "everything": true')


def aim_at(doomed: Doomed, names: Sequence[str], words: Phrase) -> Aim:
    """What an erasure blacks out: the words asked for and proper names everywhere, the rest beside what goes.

    A name in small letters ("dog") may be a common word, so it goes only in the turns that spoke of its bearer.
    """
    proper = {name for name in names if name != name.lower() or name == name.upper()}
    return Aim(
        wide=frozenset({phrase(name) for name in proper} | {words}) - {()},
        near=frozenset(phrase(name) for name in names) - {()},
        turns=doomed.turns,
        beside={turn: frozenset(map(phrase, held)) - {()} for turn, held in doomed.values.items()},
        quoted=doomed.quoted,
    )


def _plan(conn: Connection, access: Access, wish: Wish, within: Scope) -> _Plan:
    ctx = access.context_id
    if wish.entity is not None:
        owner = _owner(conn, access, wish.entity, within)
        doomed = erase.doom_entities(conn, ctx, {wish.entity})
        return _aimed(conn, ctx, (owner, erase.area_of_scope(ctx, owner)), doomed, ())
    area = erase.area_of(ctx, within)
    if wish.query is None:
        return _Plan(within, area, erase.choose_area(ctx, area))
    words = phrase(wish.query)
    return _aimed(conn, ctx, (within, area), erase.doom_words(conn, ctx, area, words), words)


def _aimed(conn: Connection, ctx: ContextId, place: tuple[Scope, Area], doomed: Doomed, words: Phrase) -> _Plan:
    """Documents and notices that hold the words go whole: what would be left of them might say something else."""
    aim = aim_at(doomed, erase.names_of(conn, ctx, doomed.entities), words)
    beside = {"documents": documents_holding(conn, place[1], aim.wide, words), **redact.named_by(conn, place[1], aim)}
    gone = {**doomed.ids, **beside}
    return _Plan(*place, erase.choose_rows(ctx, replace(doomed, ids=gone)), aim, gone)


def _owner(conn: Connection, access: Access, entity_id: EntityId, within: Scope) -> Scope:
    """The scope of an entity; raises NotFound where it is not inside the scope that was named."""
    found = views.find_entity(conn, access.context_id, entity_id)
    if found is None:
        raise NotFound(f"no entity {entity_id} in this context")
    access.require(found[1], f"entity {entity_id}")
    if not found[1].contains(within):
        raise NotFound(f"no entity {entity_id} in this scope")
    return found[1]


def _erase_once(
    conn: Connection, access: Access, wish: Wish, within: Scope, now: datetime, once: Once | None
) -> Forgotten:
    ctx = access.context_id
    if known := made_before(conn, ctx, once):
        return Forgotten(False, erase.buried(conn, ctx, known) or {}, known)
    plan = _plan(conn, access, wish, within)
    going = conversations.sessions_within(conn, ctx, within) if plan.aim is None else {}
    opened = opened_among(conn, ctx, within, going)
    counts = _erase(conn, ctx, plan).erased
    if not any(number for name, number in counts.items() if name != LOG):
        return Forgotten(False, counts)
    tombstone = Tombstone(erase.new_tombstone_id(), plan.within, access.actor, now, counts)
    revision = erase.bury(conn, ctx, tombstone)
    note_made(conn, ctx, once, tombstone.id)
    news = {"turn_id": None, "session_id": None, "added": 0, "updated": 0, "superseded": 0}
    erased = sum(counts[name] for name in BELIEVED)
    emit(conn, ctx, plan.within, EventKind.MEMORY_CHANGED, {"revision": revision, **news, "erased": erased})
    for said in opened:
        close_erased(conn, ctx, said, within, going[SessionId(said.value["chat_id"])], now)
    for chat_id, where in going.items():
        emit_of_erased(conn, ctx, where, EventKind.CHAT_DELETED, {"chatId": chat_id})
    return Forgotten(False, counts, tombstone.id)


def _preview(conn: Connection, access: Access, wish: Wish, within: Scope) -> Forgotten:
    """Erase, look at what that did, and take it back: so a dry run tells exactly what a real one does."""
    attempt = conn.begin_nested()
    done = _erase(conn, access.context_id, _plan(conn, access, wish, within))
    attempt.rollback()
    return done


def _erase(conn: Connection, ctx: ContextId, plan: _Plan) -> Forgotten:
    """Delete, black out, and delete what then rests on nothing; told as a dry run tells it."""
    shown, total = erase.show(conn, ctx, plan.choice, MOST_SHOWN)
    if plan.aim is None:
        return Forgotten(True, erase.erase(conn, plan.choice), records=shown, total=total)
    changes = redact.rewriting(conn, plan.area, plan.aim, plan.gone)
    redact.rewrite(conn, ctx, changes)
    remake(conn, ctx, changes.turns)
    drop_signals(conn, ctx, changes.turns)
    notices, scopes = drop_notices(conn, ctx, changes.turns, plan.gone["notices"])
    counts = Counter(erase.erase(conn, plan.choice))
    counts.update(notices=notices, states=redact.rewrite_states(conn, plan.area, plan.aim))
    redact.rewrite_settings(conn, plan.area, plan.aim)
    for scope_id, chat_id, changed in redact.changed_chats(conn, ctx, changes):
        emit_in(conn, ctx, scope_id, EventKind.CHAT_CHANGED, {"chatId": chat_id, "changed": changed})
    replan(conn, ctx, scopes)
    orphans = erase.doom_entities(conn, ctx, redact.left_behind(conn, ctx, changes.turns))
    more = erase.choose_rows(ctx, orphans)
    too, too_many = erase.show(conn, ctx, more, MOST_SHOWN - len(shown))
    counts.update(erase.erase(conn, more))
    counts["redacted_turns"] = len(changes.turns)
    return Forgotten(True, counts, records=[*shown, *too], total=total + too_many)

"""Taking a fact back by hand, and giving it back: found, planned and written in one transaction, alone in the scope."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.errors import Conflict, NotFound
from spectron.domain.graph import Fact, Retraction
from spectron.domain.ids import FactId, RecordId, new_id
from spectron.domain.scope import Scope
from spectron.reconciliation.retract import restore, retract
from spectron.retrieval.diff import Diff, compare
from spectron.service.configuration import Configuration, read_configuration
from spectron.service.ingest import Once
from spectron.service.once import made_before, note_made
from spectron.storage.queries import commit as writing
from spectron.storage.queries import contexts, retractions, views


@dataclass(frozen=True, slots=True)
class Objection:
    """Which version is taken back, or with `restores` given back, why, and when."""

    fact: FactId
    at: datetime
    reason: str = ""
    restores: bool = False
    once: Once | None = None


@dataclass(frozen=True, slots=True)
class Retracted:
    """A retraction or a restoration, and what it changed."""

    retraction: Retraction
    diff: Diff


def settle(conn: Connection, access: Access, wish: Objection, defaults: Configuration) -> Retracted:
    """Take a version back or give it back; one that is already so is told again, as it was told first."""
    ctx = access.context_id
    if known := made_before(conn, ctx, wish.once):
        made = retractions.find_retraction(conn, ctx, RecordId(known))
        if made is None:
            raise NotFound("what this Idempotency-Key made has been erased")
        return _told(conn, access, made)
    fact, scope = _fact(conn, access, wish.fact)
    done = retractions.latest_retraction(conn, ctx, fact)
    if done is None or (done.restores is not None) is not wish.restores:
        done = _carry_out(conn, access, wish, (fact, scope, done), defaults)
    note_made(conn, ctx, wish.once, done.id)
    return _told(conn, access, done)


def _fact(conn: Connection, access: Access, fact_id: FactId) -> tuple[Fact, Scope]:
    found = retractions.find_fact(conn, access.context_id, fact_id)
    if found is None:
        raise NotFound(f"no fact {fact_id} in this context")
    access.require(found[1], f"fact {fact_id}")
    return found


def _carry_out(
    conn: Connection,
    access: Access,
    wish: Objection,
    found: tuple[Fact, Scope, Retraction | None],
    defaults: Configuration,
) -> Retraction:
    fact, scope, before = found
    ctx = access.context_id
    if wish.restores and before is None:
        raise Conflict(f"{fact.id} was never retracted, so there is nothing to restore")
    stored = contexts.find_context(conn, ctx)
    table = read_configuration(stored.config if stored else {}, defaults).cardinality
    told = retractions.testimony(conn, ctx, fact.entity)
    new = Retraction(
        id=RecordId(new_id("retraction")),
        scope=scope,
        fact=fact.id,
        entity=fact.entity,
        actor=access.actor,
        said_at=wish.at,
        reason=wish.reason,
        restores=before.id if wish.restores and before else None,
    )
    moment = writing.next_moment(conn, ctx, new)
    changes = restore(before, told, moment, table) if wish.restores and before else retract(fact, told, moment, table)
    writing.commit(conn, ctx, changes)
    made = retractions.find_retraction(conn, ctx, new.id)
    assert made is not None
    return made


def _told(conn: Connection, access: Access, one: Retraction) -> Retracted:
    """What was done, and the rows that doing it wrote and closed."""
    access.require(one.scope, f"retraction {one.id}")
    changes = views.changes_since(conn, access.context_id, one.scope, one.revision - 1, until=one.revision)
    return Retracted(one, compare(changes))

"""Facts as an agent lists them: whose each is, which session told it, and how much it matters."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import FactKind
from spectron.domain.ids import ContextId, EntityId, FactId, SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.storage.queries.conversations import turn_of
from spectron.storage.queries.erase import chunks
from spectron.storage.queries.neighbourhood import believed
from spectron.storage.schema import entity, fact, session, turn

MOST_SESSIONS = 20  # in which the name of a user is looked for


@dataclass(frozen=True, slots=True)
class Listed:
    """A fact as a list needs it before it is read whole."""

    id: FactId
    scope_id: str
    entity: EntityId
    turn: TurnId
    role: Role
    kind: FactKind
    importance: float
    revision: int


def list_facts(
    conn: Connection, ctx: ContextId, scopes: Collection[str], instant: datetime, known_at: datetime | None
) -> Sequence[Listed]:
    """The facts of some scopes that are believed at `known_at`, now if None, and hold at an instant.

    The most important come first, of equals the newest. What is timeless holds always.
    """
    begun = or_(fact.c.valid_from.is_(None), fact.c.valid_from <= instant)
    holding = and_(begun, or_(fact.c.valid_until.is_(None), fact.c.valid_until > instant))
    mine = and_(fact.c.context_id == ctx, fact.c.scope_id.in_(sorted(scopes)))
    columns = (
        fact.c.id,
        fact.c.scope_id,
        fact.c.entity_id,
        fact.c.source_turn,
        fact.c.source_role,
        fact.c.kind,
        fact.c.importance,
        fact.c.revision,
    )
    rows = conn.execute(select(*columns).where(mine, believed(fact, known_at), or_(fact.c.timeless, holding)))
    found = [
        Listed(FactId(one), owner, EntityId(entity), TurnId(told), Role(role), FactKind(kind), importance, revision)
        for one, owner, entity, told, role, kind, importance, revision in rows
    ]
    return sorted(found, key=lambda one: (-one.importance, -one.revision, one.id))


def owners_of(conn: Connection, ctx: ContextId, facts: Collection[FactId]) -> Mapping[FactId, str]:
    """The scope that each of these facts lives in."""
    found: dict[FactId, str] = {}
    for few in chunks(facts):
        rows = conn.execute(select(fact.c.id, fact.c.scope_id).where(fact.c.context_id == ctx, fact.c.id.in_(few)))
        found |= {FactId(one): owner for one, owner in rows}
    return found


def sessions_of(conn: Connection, ctx: ContextId, turns: Collection[TurnId]) -> Mapping[TurnId, str]:
    """The session of each of these turns, under the id that its caller knows; of turns that are gone, none."""
    named = func.coalesce(session.c.handle, session.c.id)
    joined = and_(session.c.context_id == turn.c.context_id, session.c.id == turn.c.session_id)
    found: dict[TurnId, str] = {}
    for few in chunks(turns):
        chosen = select(turn.c.id, named).join(session, joined).where(turn.c.context_id == ctx, turn.c.id.in_(few))
        found |= {TurnId(one): name for one, name in conn.execute(chosen)}
    return found


def display_name(conn: Connection, ctx: ContextId, scope_id: str) -> str | None:
    """The name that the user of a scope was last announced under, where a session of it gave one."""
    mine = session.c.context_id == ctx, session.c.scope_id == scope_id
    newest = select(session.c.settings).where(*mine).order_by(session.c.created_at.desc(), session.c.id.desc())
    names = (settings.get("user_display_name") for settings in conn.scalars(newest.limit(MOST_SESSIONS)))
    return next(filter(None, names), None)


def last_session(conn: Connection, ctx: ContextId, scope_id: str) -> SessionId | None:
    """The session of a scope that was opened last."""
    mine = session.c.context_id == ctx, session.c.scope_id == scope_id
    newest = select(session.c.id).where(*mine).order_by(session.c.created_at.desc(), session.c.id.desc()).limit(1)
    found = conn.scalars(newest).first()
    return SessionId(found) if found else None


def last_turns(conn: Connection, ctx: ContextId, session_id: SessionId, where: Scope, limit: int) -> Sequence[Turn]:
    """The last turns of a session, which lives in the scope `where`, oldest first, learned or not."""
    mine = turn.c.context_id == ctx, turn.c.session_id == session_id
    rows = conn.execute(select(turn).where(*mine).order_by(turn.c.seq.desc()).limit(limit)).all()
    return [turn_of(row, where) for row in reversed(rows)]


def user_messages(conn: Connection, ctx: ContextId, scopes: Collection[str], limit: int) -> Sequence[str]:
    """What users said last in some scopes, of what is learned, the latest first."""
    mine = turn.c.context_id == ctx, turn.c.scope_id.in_(sorted(scopes)), turn.c.role == Role.USER.value
    latest = select(turn.c.content).where(*mine, turn.c.revision.is_not(None))
    return conn.scalars(latest.order_by(turn.c.revision.desc()).limit(limit)).all()


def principals_of(
    conn: Connection, ctx: ContextId, entities: Collection[EntityId], principal: str
) -> frozenset[EntityId]:
    """Which of these entities speak in the first person as the user, or as the assistant."""
    found: set[EntityId] = set()
    for few in chunks(entities):
        mine = entity.c.context_id == ctx, entity.c.id.in_(few), entity.c.principal == principal
        found |= {EntityId(one) for one in conn.scalars(select(entity.c.id).where(*mine))}
    return frozenset(found)

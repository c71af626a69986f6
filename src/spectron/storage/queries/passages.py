"""What search keeps of turns: passages, the vectors of their pieces, and what changed since they were last read."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.domain.recall import DateNote, Passage
from spectron.storage.queries.conversations import turns_chosen
from spectron.storage.queries.embedding import Kind, Unread
from spectron.storage.queries.erase import chunks
from spectron.storage.schema import context, passage, turn, vector

Piece: TypeAlias = bytes

TURNS_A_PAGE = 500
"""How many turns are read at once: of all turns of a long history, the objects would take more than what is kept."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ctx: BindParameter[str] = bindparam("ctx")
_MARKS = select(context.c.stamp, context.c.renewed, context.c.revision).where(context.c.id == _ctx)
NEXT_STAMP = update(context).where(context.c.id == _ctx).values(stamp=context.c.stamp + 1).returning(context.c.stamp)
_RENEW = (
    update(context)
    .where(context.c.id == _ctx)
    .values(stamp=context.c.stamp + 1, renewed=context.c.stamp + 1)
    .returning(context.c.stamp)
)
_scopes: BindParameter[Any] = bindparam("scopes", expanding=True)
# told like this, no engine takes the index of recipes for it, in which nearly all passages stand under one number
_HERE = passage.c.context_id == _ctx, func.coalesce(passage.c.recipe, 0) > 0
_KEPT = select(
    passage.c.id,
    passage.c.session_id,
    passage.c.seq,
    passage.c.role,
    passage.c.speaker,
    type_coerce(passage.c.said_at, BigInteger).label("said_at"),
    passage.c.stems,
    passage.c.notes,
    passage.c.features,
).where(*_HERE)
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_FRESH = select(passage.c.session_id, passage.c.seq, passage.c.id).where(
    *_HERE, passage.c.scope_id.in_(_scopes), passage.c.stamp > bindparam("since")
)
_PASSAGES = _KEPT.where(passage.c.id.in_(_ids))
_NOTES_BY_ID = select(passage.c.id, passage.c.notes).where(*_HERE, passage.c.id.in_(_ids))
_NEW_PASSAGE = insert(passage)
_NEW_VECTORS = insert(vector)
_NO_VECTORS: dict[str, Any] = {"model": None, "dimension": None}
_DROP_VECTORS = delete(vector).where(vector.c.context_id == _ctx, vector.c.id.in_(_ids))
_model: BindParameter[str] = bindparam("model")
_dimension: BindParameter[int] = bindparam("dimension")
_TAKE = (
    update(passage)
    .where(
        passage.c.context_id == _ctx,
        passage.c.id == bindparam("turn_id"),
        passage.c.stamp == bindparam("read_stamp"),
        or_(passage.c.model.is_(None), passage.c.model != _model, passage.c.dimension != _dimension),
    )
    .values(model=_model, dimension=_dimension)
    .returning(passage.c.scope_id)
)
_later = vector.c.stamp > bindparam("since"), vector.c.model == _model, vector.c.dimension == _dimension
_READ = select(vector.c.id).where(vector.c.context_id == _ctx, vector.c.scope_id.in_(_scopes), *_later)
_VECTORS = select(vector.c.id, vector.c.piece, vector.c.data).where(
    vector.c.context_id == _ctx, vector.c.id.in_(_ids), *_later
)


class Marks(NamedTuple):
    """How far a context has come: the counters of passages and vectors, of changes to the past, of learned turns."""

    stamp: int
    renewed: int
    revision: int


def read_marks(conn: Connection, ctx: ContextId) -> Marks:
    """How far a context has come."""
    row = conn.execute(_MARKS, {"ctx": ctx}).one()
    return Marks(row.stamp, row.renewed, row.revision)


def renew(conn: Connection, ctx: ContextId) -> int:
    """Note that rows of the past have changed; returns the stamp of that."""
    stamp: int = conn.execute(_RENEW, {"ctx": ctx}).scalar_one()
    return stamp


def keep_passage(conn: Connection, ctx: ContextId, scope_id: str, one: Passage, recipe: int) -> int:
    """Add what was prepared of a new turn; returns its stamp."""
    stamp: int = conn.execute(NEXT_STAMP, {"ctx": ctx}).scalar_one()
    told = {"context_id": ctx, "id": one.turn, "scope_id": scope_id, "stamp": stamp}
    conn.execute(_NEW_PASSAGE, told | _NO_VECTORS | _values(one, recipe))
    return stamp


def replace_passages(conn: Connection, ctx: ContextId, fresh: Collection[Passage], recipe: int) -> None:
    """Put what was prepared anew in the place of what was kept of these turns; their vectors go."""
    if not fresh:
        return
    stamp = renew(conn, ctx)
    for one in fresh:
        mine = and_(passage.c.context_id == ctx, passage.c.id == one.turn)
        conn.execute(update(passage).where(mine).values(_values(one, recipe) | _NO_VECTORS | {"stamp": stamp}))
    drop_vectors(conn, ctx, [one.turn for one in fresh])


def add_places(conn: Connection, ctx: ContextId, turns: Collection[str]) -> None:
    """Make a place for the passages of these turns, which wait with recipe 0 to be prepared."""
    for few in chunks(turns):
        columns = [turn.c[name] for name in ("context_id", "id", "scope_id", "session_id", "seq", "role", "said_at")]
        rows = conn.execute(select(*columns).where(turn.c.context_id == ctx, turn.c.id.in_(few))).mappings()
        empty = {"speaker": "", "stems": "", "notes": [], "features": {}, "recipe": 0, "stamp": 0}
        places = [{**row, **empty} for row in rows]
        if places:
            conn.execute(insert(passage), places)


def waiting(conn: Connection, recipe: int, limit: int) -> Sequence[tuple[ContextId, Turn]]:
    """Turns of one context whose passages are not of this recipe yet."""
    for ctx in conn.scalars(select(context.c.id).order_by(context.c.id)).all():
        old = select(passage.c.id).where(passage.c.context_id == ctx, passage.c.recipe < recipe).limit(limit)
        if ids := conn.scalars(old).all():
            return turns_chosen(conn, and_(turn.c.context_id == ctx, turn.c.id.in_(ids)))
    return []


def passages_since(conn: Connection, ctx: ContextId, scopes: Sequence[str], since: int) -> Iterator[Sequence[Passage]]:
    """What is kept of the turns of some scopes, with a later stamp than one: a page at a time.

    They come session by session, each in its order.
    """
    keys = sorted(map(tuple, conn.execute(_FRESH, {"ctx": ctx, "scopes": scopes, "since": since})))
    for start in range(0, len(keys), TURNS_A_PAGE):
        page = [key[2] for key in keys[start : start + TURNS_A_PAGE]]
        found = {row[0]: _passage(row) for row in conn.execute(_PASSAGES, {"ctx": ctx, "ids": page})}
        yield [found[one] for one in page]


def notes_by_id(conn: Connection, ctx: ContextId, turns: Collection[str]) -> Mapping[TurnId, Sequence[DateNote]]:
    """The dates that the words of these turns mean, for those that have any."""
    found: dict[TurnId, Sequence[DateNote]] = {}
    for few in chunks(turns):
        rows = conn.execute(_NOTES_BY_ID, {"ctx": ctx, "ids": few})
        found |= {TurnId(turn_id): _notes(notes) for turn_id, notes in rows if notes}
    return found


def _notes(stored: Sequence[Sequence[Any]]) -> tuple[DateNote, ...]:
    return tuple(DateNote(*note) for note in stored)


def count_vectors(
    conn: Connection, ctx: ContextId, scopes: Sequence[str], kind: Kind, since: int
) -> Mapping[TurnId, int]:
    """How many vectors of a kind the turns of some scopes have, with a later stamp than one; turns by their ids."""
    numbers = Counter(conn.scalars(_READ, {"ctx": ctx, "scopes": scopes, "since": since, **kind._asdict()}))
    return {TurnId(owner): numbers[owner] for owner in sorted(numbers)}


def vectors_since(
    conn: Connection, ctx: ContextId, turns: Sequence[TurnId], kind: Kind, since: int
) -> Iterator[Mapping[TurnId, list[Piece]]]:
    """The vectors (16-bit numbers) of a kind that these turns have, with a later stamp than one: a page at a time."""
    for start in range(0, len(turns), TURNS_A_PAGE):
        found: dict[TurnId, list[Piece]] = {one: [] for one in turns[start : start + TURNS_A_PAGE]}
        rows = conn.execute(_VECTORS, {"ctx": ctx, "ids": list(found), "since": since, **kind._asdict()}).all()
        # sorted here: asked for in order, an engine may read the whole context along the key that has it
        for owner, _, data in sorted(rows, key=lambda row: (row[0], row[1])):
            found[TurnId(owner)].append(data)
        yield found


def keep_vectors(conn: Connection, ctx: ContextId, kind: Kind, read: Sequence[tuple[Unread, Sequence[Piece]]]) -> int:
    """Store the vectors of turns whose words are still those that were read; returns of how many."""
    stamp = conn.execute(NEXT_STAMP, {"ctx": ctx}).scalar_one()
    kept = 0
    for one, pieces in read:
        same = {"ctx": ctx, "turn_id": one.turn, "read_stamp": one.stamp, **kind._asdict()}
        taken = conn.execute(_TAKE, same).scalar()
        if taken is None:  # erased, redacted or read by another process while the embedder was at it
            continue
        drop_vectors(conn, ctx, [one.turn])
        here = {"context_id": ctx, "id": one.turn, "scope_id": taken, "stamp": stamp, **kind._asdict()}
        rows = [{**here, "piece": place, "data": data} for place, data in enumerate(pieces)]
        conn.execute(_NEW_VECTORS, rows)
        kept += 1
    return kept


def drop_vectors(conn: Connection, ctx: ContextId, turns: Collection[str]) -> None:
    """Delete the vectors of these turns."""
    for few in chunks(turns):
        conn.execute(_DROP_VECTORS, {"ctx": ctx, "ids": list(few)})


def _values(one: Passage, recipe: int) -> dict[str, Any]:
    return {
        "session_id": one.session,
        "seq": one.seq,
        "role": one.role.value,
        "speaker": one.speaker,
        "said_at": one.said_at,
        "stems": " ".join(one.stems),
        "notes": [[note.start, note.end, note.text] for note in one.notes],
        "features": dict(one.features),
        "recipe": recipe,
    }


def _passage(row: Sequence[Any]) -> Passage:
    return Passage(
        turn=TurnId(row[0]),
        session=SessionId(row[1]),
        seq=row[2],
        role=Role(row[3]),
        speaker=row[4],
        said_at=_EPOCH + timedelta(microseconds=row[5]),
        stems=tuple(row[6].split()),
        notes=_notes(row[7]),
        features=row[8],
    )

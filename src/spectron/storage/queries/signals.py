"""Signals: what turns showed of how someone feels, acts and relates."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, delete, insert, select

from spectron.domain.behaviour import (
    Activity,
    Affect,
    Course,
    Engagement,
    Facet,
    Feeling,
    GoalStep,
    Observed,
    Occasion,
    OccasionKind,
    Regard,
    Signal,
    Standing,
    Step,
    Toward,
    TraitCue,
)
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Quote
from spectron.domain.ids import ContextId, SessionId, TurnId
from spectron.domain.temporal import as_utc, iso
from spectron.storage.queries.erase import chunks
from spectron.storage.schema import passage, signal, turn

KINDS: Mapping[type[Signal], str] = {
    Affect: "affect",
    TraitCue: "trait",
    Activity: "activity",
    Engagement: "engagement",
    GoalStep: "goal",
    Regard: "regard",
    Occasion: "occasion",
}

_ctx: BindParameter[str] = bindparam("ctx")
_REPLACED = delete(signal).where(
    signal.c.context_id == _ctx,
    signal.c.id == bindparam("turn_id"),
    signal.c.kind.in_(bindparam("kinds", expanding=True)),
)
_NEW = insert(signal)
_ORDER = signal.c.said_at, signal.c.id, signal.c.place, signal.c.kind


def keep_signals(conn: Connection, ctx: ContextId, one: Turn, signals: Sequence[Signal]) -> None:
    """Keep what a turn showed, in the place of what was kept of these kinds for it before."""
    if not signals:
        return
    kinds = sorted({KINDS[type(found)] for found in signals})
    conn.execute(_REPLACED, {"ctx": ctx, "turn_id": one.id, "kinds": kinds})
    conn.execute(_NEW, [_values(ctx, one, place, found) for place, found in enumerate(signals)])


def signals_of(
    conn: Connection,
    ctx: ContextId,
    scopes: Collection[str],
    kinds: Collection[type[Signal]],
    since: datetime | None = None,
    until: datetime | None = None,
) -> Sequence[Observed[Any]]:
    """The signals of these kinds that turns of these scopes showed in `[since, until]`, in the order they were said."""
    chosen = select(signal).where(
        signal.c.context_id == ctx,
        signal.c.scope_id.in_(sorted(scopes)),
        signal.c.kind.in_([KINDS[one] for one in kinds]),
    )
    if since is not None:
        chosen = chosen.where(signal.c.said_at >= since)
    if until is not None:
        chosen = chosen.where(signal.c.said_at <= until)
    return [read_signal(row) for row in conn.execute(chosen.order_by(*_ORDER))]


def pushes_of(
    conn: Connection, ctx: ContextId, scopes: Collection[str], since: datetime, until: datetime
) -> Sequence[tuple[datetime, TurnId, Feeling]]:
    """How far users' turns of these scopes in `[since, until)` pushed their moods, each feeling by itself."""
    mine = signal.c.context_id == ctx, signal.c.scope_id.in_(sorted(scopes)), signal.c.kind == KINDS[Affect]
    told = select(signal.c.said_at, signal.c.id, signal.c.detail).where(*mine, signal.c.role == Role.USER.value)
    rows = conn.execute(told.where(signal.c.said_at >= since, signal.c.said_at < until))
    return [(said_at, TurnId(turn_id), Feeling(**detail["push"])) for said_at, turn_id, detail in rows]


def signals_since(
    conn: Connection, ctx: ContextId, scopes: Collection[str], stamp: int, revision: int
) -> tuple[frozenset[TurnId], Sequence[Observed[Any]]]:
    """The turns of these scopes that were recorded after a stamp or learned after a revision, and all that they showed.

    These are all turns whose signals are others by now, where nothing of the past was changed since that stamp.
    """
    recorded = select(passage.c.id).where(passage.c.context_id == ctx, passage.c.scope_id.in_(sorted(scopes)))
    learned = select(turn.c.id).where(turn.c.context_id == ctx, turn.c.scope_id.in_(sorted(scopes)))
    ids = set(conn.scalars(recorded.where(passage.c.stamp > stamp)))
    ids.update(conn.scalars(learned.where(turn.c.revision > revision)))
    shown = (select(signal).where(signal.c.context_id == ctx, signal.c.id.in_(few)) for few in chunks(ids))
    return frozenset(map(TurnId, ids)), [read_signal(row) for one in shown for row in conn.execute(one)]


def drop_signals(conn: Connection, ctx: ContextId, turns: Collection[str]) -> int:
    """Delete what these turns showed, whose words are no longer what they were; returns how many rows that were."""
    gone = (delete(signal).where(signal.c.context_id == ctx, signal.c.id.in_(few)) for few in chunks(turns))
    return sum(conn.execute(one).rowcount for one in gone)


def _values(ctx: ContextId, one: Turn, place: int, found: Signal) -> dict[str, Any]:
    return {
        "context_id": ctx,
        "id": one.id,
        "kind": KINDS[type(found)],
        "place": place,
        "scope_id": one.scope.id,
        "session_id": one.session_id,
        "role": one.role.value,
        "said_at": one.said_at,
        "detail": detail_of(found),
        "quote": found.quote.text,
        "quote_start": found.quote.start,
        "quote_end": found.quote.end,
    }


def detail_of(found: Signal) -> dict[str, Any]:
    """What a signal says beside its quote, as JSON has it."""
    return {name: _plain(value) for name, value in asdict(found).items() if name != "quote"}


def _plain(value: Any) -> Any:
    """A value of a signal as JSON has it."""
    if isinstance(value, datetime):
        return iso(value)
    return value.value if isinstance(value, Enum) else value


def read_signal(row: Row[Any]) -> Observed[Any]:
    """An observation from its row."""
    quote = Quote(row.quote, row.quote_start, row.quote_end)
    return Observed(
        signal=_READ[row.kind](row.detail, quote),
        turn_id=TurnId(row.id),
        session_id=SessionId(row.session_id),
        role=Role(row.role),
        said_at=row.said_at,
        place=row.place,
    )


def _instant(text: str | None) -> datetime | None:
    return as_utc(datetime.fromisoformat(text)) if text else None


def _affect(told: Mapping[str, Any], quote: Quote) -> Signal:
    push, toward = Feeling(**told["push"]), Toward(told["toward"])
    return Affect(push, quote, told["reason"], tuple(told["themes"]), toward)


def _trait(told: Mapping[str, Any], quote: Quote) -> Signal:
    return TraitCue(told["aspect"], told["strength"], quote, told["reason"])


def _activity(told: Mapping[str, Any], quote: Quote) -> Signal:
    at = as_utc(datetime.fromisoformat(told["at"]))
    return Activity(told["name"], at, quote, Course(told["course"]), told["cadence"], told["part"])


def _engagement(told: Mapping[str, Any], quote: Quote) -> Signal:
    return Engagement(told["topic"], told["domain"], told["strength"], quote, told["reason"])


def _goal(told: Mapping[str, Any], quote: Quote) -> Signal:
    return GoalStep(told["goal"], Step(told["step"]), quote, _instant(told["due"]))


def _regard(told: Mapping[str, Any], quote: Quote) -> Signal:
    return Regard(Facet(told["facet"]), told["strength"], quote, told["reason"])


def _occasion(told: Mapping[str, Any], quote: Quote) -> Signal:
    kind, standing = OccasionKind(told["kind"]), Standing(told["standing"])
    until = _instant(told["until"])
    return Occasion(told["subject"], _instant(told["at"]), quote, kind, standing, told["whole_day"], until)


_READ: Mapping[str, Callable[[Mapping[str, Any], Quote], Signal]] = {
    "affect": _affect,
    "trait": _trait,
    "activity": _activity,
    "engagement": _engagement,
    "goal": _goal,
    "regard": _regard,
    "occasion": _occasion,
}

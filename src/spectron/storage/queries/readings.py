"""What the model that read a turn took; and while the turn waits to be learned, its answer that nobody could read."""

from sqlalchemy import BindParameter, Connection, bindparam, delete, insert, select

from spectron.domain.conversation import Turn
from spectron.domain.ids import ContextId, TurnId
from spectron.domain.usage import NO_USAGE, Usage
from spectron.storage.schema import reading

_ctx: BindParameter[str] = bindparam("ctx")
_READING = select(reading).where(reading.c.context_id == _ctx, reading.c.id == bindparam("turn_id"))
_OLD = delete(reading).where(reading.c.context_id == _ctx, reading.c.id == bindparam("turn_id"))


def keep_reading(conn: Connection, ctx: ContextId, one: Turn, usage: Usage, answer: str | None = None) -> None:
    """Note what reading a turn took, in the place of what was noted before; nothing, where no model was asked."""
    conn.execute(_OLD, {"ctx": ctx, "turn_id": one.id})
    if usage.calls:
        conn.execute(
            insert(reading).values(
                context_id=ctx,
                id=one.id,
                scope_id=one.scope.id,
                model=usage.model,
                calls=usage.calls,
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
                cost_usd=usage.cost_usd,
                answer=answer,
            )
        )


def drop_reading(conn: Connection, ctx: ContextId, turn_id: TurnId) -> None:
    """Forget what reading a turn took, and an answer to it, whose words are others now."""
    conn.execute(_OLD, {"ctx": ctx, "turn_id": turn_id})


def usage_of(conn: Connection, ctx: ContextId, turn_id: TurnId) -> Usage:
    """What reading a turn took."""
    row = conn.execute(_READING, {"ctx": ctx, "turn_id": turn_id}).one_or_none()
    if row is None:
        return NO_USAGE
    return Usage(row.model, row.calls, row.prompt_tokens, row.completion_tokens, row.cost_usd)


def unread_answer(conn: Connection, ctx: ContextId, turn_id: TurnId) -> str | None:
    """The last answer to a turn that could not be read, until the turn is learned."""
    row = conn.execute(_READING, {"ctx": ctx, "turn_id": turn_id}).one_or_none()
    return None if row is None else row.answer

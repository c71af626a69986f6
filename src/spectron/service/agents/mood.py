"""What turns did to a mood, told before they are learned: from the feelings that were noted as they were recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from spectron.behaviour.mood import lead_up, trace_mood
from spectron.domain.agents import Pair
from spectron.domain.behaviour import Affect, Feeling
from spectron.domain.bounds import clamp
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import ContextId
from spectron.storage.queries.signals import pushes_of, signals_of

AT_REST = Feeling()

REMEMBERED = timedelta(days=40)
"""What was felt before is all but gone: of twenty half-lives of the slowest dimension a millionth is left."""


@dataclass(frozen=True, slots=True)
class MoodStep:
    """How far some turns moved the user's mood, after − before of each of them added up, each number −1…1; and why."""

    step: Feeling = AT_REST
    reason: str = ""


def tell_mood(conn: Connection, ctx: ContextId, pair: Pair, turns: Sequence[Turn]) -> MoodStep:
    """What these turns did to the mood of a user."""
    mine = {one.id: one for one in turns if one.role is Role.USER}
    if not mine:
        return MoodStep()
    said = [one.said_at for one in mine.values()]
    scopes, first = [one.id for one in pair.own], min(said)
    before = lead_up(pushes_of(conn, ctx, scopes, first - REMEMBERED, first), AT_REST)
    felt = signals_of(conn, ctx, scopes, [Affect], first, max(said))
    changes = trace_mood([one for one in felt if one.role is Role.USER], AT_REST, before)
    moved = [one for one in changes if one.turn_id in mine]
    steps = [one.delta.parts for one in moved]
    return MoodStep(
        Feeling(*(clamp(sum(values)) for values in zip(*steps, strict=True))),
        "; ".join(dict.fromkeys(one.reason for one in moved if one.reason)),
    )

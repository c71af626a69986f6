"""What turns taught, counted: facts, and what was observed of the user."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from spectron.domain.behaviour import Activity, Affect, Course, Engagement, GoalStep, Regard, Step, TraitCue
from spectron.domain.conversation import Role
from spectron.domain.ids import ContextId
from spectron.domain.usage import Usage
from spectron.storage.queries import effects


@dataclass(frozen=True, slots=True)
class Effects:
    """How many facts turns taught, and what they showed of the user; `usage` is what reading them took.

    A mood, a personality and a relationship are updated where a turn showed something that bears on them; habits are
    counted by the activities that were plainly told of, interests by their topics, goals by those that were set.
    """

    facts: int
    mood: bool
    personality: bool
    relationship: bool
    habits: int
    interests: int
    goals: int
    notices: int
    usage: Usage


def sum_up(conn: Connection, ctx: ContextId, turns: Collection[str], model: str) -> Effects:
    """Count what these turns taught; `model` is the one that read them."""
    found = [one for one in effects.signals_by_turns(conn, ctx, turns) if one.role is Role.USER]
    shown = [one.signal for one in found]
    kinds = {type(one) for one in shown}
    return Effects(
        facts=effects.count_facts(conn, ctx, turns),
        mood=Affect in kinds,
        personality=TraitCue in kinds,
        relationship=Regard in kinds,
        habits=len({one.name for one in shown if isinstance(one, Activity) and one.course is not Course.HINTED}),
        interests=len({one.topic for one in shown if isinstance(one, Engagement)}),
        goals=len({one.goal for one in shown if isinstance(one, GoalStep) and one.step is Step.SET}),
        notices=effects.count_notices(conn, ctx, turns),
        usage=effects.usage_by_turns(conn, ctx, turns, model),
    )

"""Goals are set, gone on with, reached, given up or overdue, by the steps that people tell of."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.goals import list_goals
from spectron.domain.behaviour import GoalStep, Observed, Step
from spectron.domain.conversation import Role
from spectron.domain.estimates import GoalStatus
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def observe(day: int, goal: str, step: Step = Step.SET, due: int | None = None, number: int = 0) -> Observed[GoalStep]:
    """A step that was told so many days later."""
    told = GoalStep(goal, step, Quote(goal, 0, len(goal)), None if due is None else NOON + timedelta(days=due))
    turn = TurnId(f"turn:{day:04}{number:03}")
    return Observed(told, turn, SessionId("session:1"), Role.USER, NOON + timedelta(days=day))


MATCHES = [
    ("run a marathon", "finish the marathon"),
    ("run a marathon", "run the Berlin marathon"),
    ("learn Spanish", "learn Spanish"),
    ("lose 5 kilos", "lose the 5 kilos"),
    ("pass my driving test", "pass my driving test"),
    ("finish my thesis", "submit my thesis"),
    ("train for a half marathon", "finish the half marathon"),
    ("save 2000 euros", "save 2000 euros"),
    ("learning to sail", "learned to sail"),
]
PARTS = [
    ("save 2000 euros", "save 500 euros"),
    ("learn Spanish", "read a Spanish newspaper"),
]
STRANGERS = [
    ("run a marathon", "finish my thesis"),
    ("learn Spanish", "learn Italian"),
    ("read 30 books", "finish the report"),
    ("lose 5 kilos", "lose my keys"),
]


@pytest.mark.parametrize(("goal", "step"), MATCHES)
def test_a_goal_is_achieved_in_other_words(goal: str, step: str):
    """What was reached belongs to the goal whose telling words it shares."""
    goals = list_goals([observe(0, goal), observe(9, step, Step.ACHIEVED)], NOON + timedelta(days=9))
    assert [one.status for one in goals] == [GoalStatus.ACHIEVED]


@pytest.mark.parametrize(("goal", "step"), PARTS)
def test_a_part_of_a_goal_is_progress(goal: str, step: str):
    """Another figure, or more than the goal names, is a step and not the end."""
    goals = list_goals([observe(0, goal), observe(9, step, Step.ACHIEVED)], NOON + timedelta(days=9))
    assert [(one.status, one.progress) for one in goals] == [(GoalStatus.ACTIVE, 1)]


@pytest.mark.parametrize(("goal", "step"), STRANGERS)
def test_other_things_reached_leave_a_goal_open(goal: str, step: str):
    """What shares no telling word with a goal does not end it, and makes no goal of its own."""
    goals = list_goals([observe(0, goal), observe(9, step, Step.ACHIEVED)], NOON + timedelta(days=9))
    assert [(one.text, one.status, one.progress) for one in goals] == [(goal, GoalStatus.ACTIVE, 0)]


def test_a_goal_is_overdue_after_its_date_and_dropped_when_given_up():
    """Open until its date, overdue after it, dropped in words, and new with another id when it is set again."""
    history = [observe(0, "run a marathon", due=30), observe(40, "marathon plan", Step.DROPPED)]
    history += [observe(50, "run a marathon"), observe(60, "marathon", Step.PROGRESSED)]
    statuses = [[one.status for one in list_goals(history, NOON + timedelta(days=day))] for day in (29, 31, 40, 60)]
    assert statuses == [
        [GoalStatus.ACTIVE],
        [GoalStatus.OVERDUE],
        [GoalStatus.DROPPED],
        [GoalStatus.ACTIVE, GoalStatus.DROPPED],
    ]
    again, before = list_goals(history, NOON + timedelta(days=60))
    assert (again.progress, before.progress, again.id != before.id) == (1, 0, True)


def test_a_goal_that_is_told_again_stays_one():
    """Telling a goal twice moves its date and keeps its id, its text and the day it was set."""
    history = [observe(0, "learn Spanish", due=50), observe(5, "learn Spanish", due=90)]
    first, [second] = list_goals(history[:1], NOON)[0], list_goals(history, NOON + timedelta(days=5))
    assert (second.id, second.text, second.set_at) == (first.id, first.text, first.set_at)
    assert second.due_at == NOON + timedelta(days=90)


@st.composite
def histories(draw: st.DrawFn) -> list[Observed[GoalStep]]:
    """Some steps of a few weeks."""
    row = st.tuples(st.integers(0, 40), st.sampled_from(["run a marathon", "learn Spanish"]), st.sampled_from(Step))
    rows = enumerate(draw(st.lists(row, max_size=12)))
    return [observe(day, goal, step, number=number) for number, (day, goal, step) in rows]


@given(histories(), st.integers(0, 60), st.integers(0, 1_000))
def test_the_order_of_arrival_does_not_matter(history, day, seed):
    """Shuffled steps give the very same goals, each with an id of its own and turns that it rests on."""
    at = NOON + timedelta(days=day)
    goals = list_goals(history, at)
    assert list_goals(random.Random(seed).sample(history, len(history)), at) == goals
    assert len({goal.id for goal in goals}) == len(goals)
    assert all(goal.turns and goal.set_at <= goal.changed_at <= at for goal in goals)

"""Habits are found in the days on which something was done, and in what people say of their routines."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.behaviour.cadences import read_cadence
from spectron.behaviour.habits import find_habits
from spectron.domain.behaviour import Activity, Course, Observed
from spectron.domain.conversation import Role
from spectron.domain.estimates import Cadence, HabitStatus, Period
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

MONDAY = datetime(2026, 1, 5, 19, tzinfo=UTC)


def observe(
    day: int, name: str = "run", course: Course = Course.DONE, cadence: str = "", part: str = "", role: Role = Role.USER
) -> Observed[Activity]:
    """An activity so many days after that Monday, told on the same day."""
    at = MONDAY + timedelta(days=day)
    activity = Activity(name, at, Quote("words", 0, 5), course, cadence, part)
    return Observed(activity, TurnId(f"turn:{day:04}:{name}"), SessionId("session:1"), role, at)


def at_day(day: int) -> datetime:
    """The end of a day so many days after that Monday."""
    return MONDAY + timedelta(days=day, hours=4)


CADENCES = [
    ([day for day in range(40) if day % 6], Cadence(Period.DAILY)),
    ([day for day in range(40) if day % 7 < 5], Cadence(Period.WEEKDAYS)),
    ([0, 7, 14, 28, 35, 42], Cadence(Period.WEEKLY, (0,))),
    ([1, 3, 8, 10, 15, 22, 24, 29, 31, 36], Cadence(Period.WEEKLY, (1, 3))),
    ([5, 6, 12, 13, 19, 20, 26, 27, 34], Cadence(Period.WEEKLY, (5, 6))),
    ([4, 18, 32, 46, 60], Cadence(Period.FORTNIGHTLY, (4,))),
    ([0, 31, 59, 90, 120, 151, 181], Cadence(Period.MONTHLY)),
]


@pytest.mark.parametrize(("days", "cadence"), CADENCES)
def test_days_show_how_often_something_comes_round(days, cadence):
    """Daily, on weekdays, weekly on some days, every other week and monthly are told apart, some days being missed."""
    habit = find_habits([observe(day) for day in days], at_day(days[-1]))[0]
    assert (habit.cadence, habit.times, habit.stated) == (cadence, len(days), False)


def test_hints_count_only_beside_clear_occasions():
    """Mondays that are hinted at make a habit with two clear ones, and none without them."""
    hints = [observe(day, course=Course.HINTED) for day in (14, 21, 28)]
    clear = [observe(day) for day in (0, 7)]
    assert find_habits([*hints, observe(35, course=Course.HINTED)], at_day(35)) == ()
    assert [habit.times for habit in find_habits([*clear, *hints], at_day(28))] == [5]


def test_hints_that_are_scattered_hide_no_habit():
    """Four Mondays stay a habit where words of it come up on any day."""
    clear = [observe(day) for day in (0, 7, 14, 21)]
    hints = [observe(day, course=Course.HINTED) for day in (2, 3, 8, 11, 13, 16, 19)]
    habits = find_habits([*clear, *hints], at_day(21))
    assert [habit.cadence for habit in habits] == [Cadence(Period.WEEKLY, (0,))]


def test_one_habit_is_not_found_twice_by_hints():
    """Walks that hint at the dog's are one habit, under the name that was clear."""
    walks = [observe(day, "walk") for day in range(20)]
    dog = [observe(day, "walk dog", Course.DONE if day % 5 == 0 else Course.HINTED) for day in range(20)]
    dog = [replace(one, turn_id=TurnId(f"turn:{day:04}:walk")) for day, one in enumerate(dog)]
    assert [habit.name for habit in find_habits([*walks, *dog], at_day(20))] == ["walk"]


def test_several_mentions_of_a_day_count_once():
    """A run that is told of four times on three days is no habit yet."""
    days = [observe(day) for day in (0, 0, 7, 14)]
    assert find_habits(days, at_day(14)) == ()


def test_things_done_at_random_make_no_habit():
    """Of 300 activities on one day in ten, at random over twelve weeks, at most three look like a habit."""
    chance = random.Random(7)
    done = [observe(day, f"thing {number}") for number in range(300) for day in range(84) if chance.random() < 0.1]
    assert len(find_habits(done, at_day(84))) <= 3


def test_a_habit_is_new_then_reinforced_then_lapsed():
    """The fourth Monday makes a habit, the fifth reinforces it, and it has lapsed when four are missed."""
    days = [observe(day) for day in (0, 7, 14, 21, 28)]
    standing = [(day, find_habits(days, at_day(day))) for day in (14, 21, 28, 56)]
    assert [habits[0].status if habits else None for _, habits in standing] == [
        None,
        HabitStatus.NEW,
        HabitStatus.REINFORCED,
        HabitStatus.LAPSED,
    ]


def test_strength_grows_with_what_is_kept_and_falls_with_what_is_missed():
    """Each Monday kept adds less than the one before; each missed one takes something away."""
    days = [observe(7 * week) for week in range(9)]
    grown = [find_habits(days[:count], at_day(7 * count - 7))[0].strength for count in range(4, 10)]
    steps = [after - before for before, after in pairwise(grown)]
    assert all(step > 0 for step in steps)
    assert steps == sorted(steps, reverse=True)
    assert find_habits(days, at_day(56 + 15))[0].strength < grown[-1]


def test_a_told_routine_counts_at_once_and_ends_when_it_is_stopped():
    """A routine told is new, seen since then reinforced, stopped ended, taken up again new."""
    told = observe(0, course=Course.ROUTINE, cadence="weekly on monday")
    stopped = observe(10, course=Course.STOPPED)
    again = observe(20, course=Course.ROUTINE, cadence="weekly on friday")
    history = [told, observe(7), stopped, again]
    statuses = [find_habits(history, at_day(day))[0].status for day in (1, 8, 11, 21)]
    assert statuses == [HabitStatus.NEW, HabitStatus.REINFORCED, HabitStatus.ENDED, HabitStatus.NEW]
    assert find_habits(history, at_day(21))[0].cadence == Cadence(Period.WEEKLY, (4,))


def test_the_reason_and_the_part_of_the_day_are_told():
    """A habit says on how many of its days it was seen, and when on the day it is mostly done."""
    habit = find_habits([observe(day, part="morning") for day in (0, 7, 14, 28)], at_day(28))[0]
    assert (habit.reason, habit.cadence.part) == ("seen on 4 of 5 Mondays", "morning")


def test_only_the_user_has_habits():
    """What the agent says it does is no habit of the user's."""
    assert find_habits([observe(day, role=Role.ASSISTANT) for day in range(0, 70, 7)], at_day(70)) == ()


WORDS = [
    ("weekly on monday", Cadence(Period.WEEKLY, (0,))),
    ("every Tuesday and Thursday evening", Cadence(Period.WEEKLY, (1, 3), "evening")),
    ("daily in the morning", Cadence(Period.DAILY, (), "morning")),
    ("most days", Cadence(Period.DAILY)),
    ("weekly on weekdays", Cadence(Period.WEEKDAYS)),
    ("weekly from monday to friday", Cadence(Period.WEEKDAYS)),
    ("weekends", Cadence(Period.WEEKLY, (5, 6))),
    ("3 times a week", Cadence(Period.WEEKLY)),
    ("2 days a week", Cadence(Period.WEEKLY)),
    ("every 2 weeks on friday", Cadence(Period.FORTNIGHTLY, (4,))),
    ("fortnightly", Cadence(Period.FORTNIGHTLY)),
    ("every other tuesday", Cadence(Period.FORTNIGHTLY, (1,))),
    ("every 2 days", Cadence(Period.WEEKLY)),
    ("monthly", Cadence(Period.MONTHLY)),
    ("yearly in june", None),
    ("whenever", None),
]


@pytest.mark.parametrize(("text", "cadence"), WORDS)
def test_cadences_are_read_from_words(text, cadence):
    """A recurrence in words gives a period, weekdays and a part of the day."""
    assert read_cadence(text) == cadence


@st.composite
def histories(draw: st.DrawFn) -> list[Observed[Activity]]:
    """Some activities of a few weeks."""
    rows = draw(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["run", "read"]), st.sampled_from(Course))))
    return [observe(day, name, course, "daily" if course is Course.ROUTINE else "") for day, name, course in rows]


@settings(max_examples=60)
@given(histories(), st.integers(0, 60), st.integers(0, 1_000))
def test_habits_are_bounded_and_the_order_of_arrival_does_not_matter(history, day, seed):
    """Shuffled activities give the very same habits; strength stays within 0 and 1, and each rests on turns."""
    distinct = list({(one.turn_id, one.place): one for one in history}.values())
    habits = find_habits(distinct, at_day(day))
    assert find_habits(random.Random(seed).sample(distinct, len(distinct)), at_day(day)) == habits
    assert all(0 <= habit.strength <= 1 and habit.turns and habit.last_at <= at_day(day) for habit in habits)

"""What was planted in a simulated person, beside what was found: right, missed or invented."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from simulated.planting import Person
from simulated.sayings import DRAWN
from spectron.behaviour.goals import list_goals
from spectron.behaviour.habits import find_habits
from spectron.behaviour.interests import rate_interests
from spectron.domain.behaviour import Activity, Engagement, GoalStep, Observed
from spectron.domain.estimates import HabitStatus, Period

Verdict: TypeAlias = tuple[str, bool, str]


def judge(person: Person, found: Sequence[Observed[Any]], at: datetime) -> Iterator[Verdict]:
    """What was planted and found or missed, and what was invented: kind, whether it is right, words."""
    yield from judge_habits(person, [one for one in found if isinstance(one.signal, Activity)], at)
    yield from judge_interests(person, [one for one in found if isinstance(one.signal, Engagement)], at)
    yield from judge_goals(person, [one for one in found if isinstance(one.signal, GoalStep)], at)


def judge_habits(person: Person, done: Sequence[Observed[Activity]], at: datetime) -> Iterator[Verdict]:
    """Each planted routine is to be found with its cadence, and no other."""
    habits = {one.name: one for one in find_habits(done, at)}
    wanted: dict[str, tuple[Period, tuple[int, ...]]] = {person.daily: (Period.DAILY, ())}
    wanted |= {name: (Period.WEEKLY, (day,)) for name, day in person.weekly.items()}
    for name, (period, days) in wanted.items():
        habit = habits.get(name)
        right = habit is not None and (habit.cadence.period, habit.cadence.days) == (period, days)
        seen = habit.reason if habit else sum(one.signal.name == name for one in done)
        yield "routine", right and habit is not None and habit.status is not HabitStatus.ENDED, f"{name} {days}: {seen}"
    for name, habit in habits.items():
        if name not in wanted:
            yield "invented routine", False, f"{name}: {habit.reason}"


def judge_interests(person: Person, engaged: Sequence[Observed[Engagement]], at: datetime) -> Iterator[Verdict]:
    """Each planted topic is to be found; others only where the planted routines, topics and goals are about them."""
    interests = {one.topic.lower(): one for one in rate_interests(engaged, at)}
    for topic in person.topics:
        yield "interest", topic in interests, topic
    averse = {topic for topic, _ in person.averse}
    words = [text.lower() for topic in person.topics for text in DRAWN[topic]]
    for topic, interest in interests.items():
        planted = follows(topic, person) or any(topic in text for text in words)
        if not planted or topic in averse:
            yield "invented interest", False, f"{topic}: {interest.confidence}, {interest.mentions} mentions"


def judge_goals(person: Person, steps: Sequence[Observed[GoalStep]], at: datetime) -> Iterator[Verdict]:
    """Each planted goal is to stand as it was planted, and no other is to be there."""
    goals = list_goals(steps, at)
    for aim, end in person.ends.items():
        mine = [(goal.text, goal.status) for goal in goals if aim.word in goal.text.lower()]
        yield f"goal {end.value}", [status for _, status in mine] == [end], f"{aim.word}: {mine}"
    for goal in goals:
        if not any(aim.word in goal.text.lower() for aim in person.ends):
            yield "invented goal", False, f"{goal.text}: {goal.reason}"


def follows(topic: str, person: Person) -> bool:
    """Whether a topic is what one of the planted routines or goals is about."""
    about = {
        "run": ("running",), "swim": ("swimming",), "yoga": ("yoga",), "gym": ("fitness",), "piano": ("piano", "music"),
        "meditate": ("meditation",), "read": ("reading",), "journal": ("journaling",), "walk dog": ("dogs",),
        "choir": ("choir", "singing"), "climb": ("climbing",), "tennis": ("tennis",), "bake": ("baking",),
        "football": ("football",), "pottery": ("pottery",), "Spanish": ("spanish",), "water plants": ("plants",),
        "call mum": (),
    }  # fmt: skip
    aims = {
        "marathon": ("running", "marathon"),
        "spanish": ("spanish",),
        "novel": ("writing", "novel", "novels"),
        "app": ("app",),
    }
    mine = [one for name in (person.daily, *person.weekly) for one in about[name]]
    return topic in mine or any(topic in aims.get(aim.word, ()) for aim in person.ends)

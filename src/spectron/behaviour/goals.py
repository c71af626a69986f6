"""Goals: what someone set out to do, and what became of it, from the steps they told of.

A step belongs to the open goal that shares most of its words, by stems. Words that say much ("marathon", "Spanish")
count fully, words that many goals share ("run", "learn", "training") little; the share is the overlap coefficient
(Szymkiewicz 1934; Simpson 1960): what both have by what the one with fewer has.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache

from spectron.behaviour.order import latest_turns, shown_by_user
from spectron.domain.behaviour import GoalStep, Observed, Step
from spectron.domain.estimates import Goal, GoalStatus
from spectron.domain.ids import RecordId

ALIKE = 0.55
_LITTLE = 0.25
_WORD = re.compile(r"[^\W_]+")
_EMPTY = frozenset(
    "a an the my our your his her this that these those of to for in on at by with and or some it its be as into from "
    "up out off about more less me i we all one own new first next can will would get got getting again".split()
)
_COMMON = frozenset(
    "run learn do make take finish complete write read pass start begin become save lose gain train study practise "
    "practice speak play build reach achieve improve quit stop give cut buy move go keep work try prepare sign enter "
    "training plan goal idea dream project class course lesson exam test book programme program submit publish launch "
    "earn win hit fund saving target resolution attempt preparation week month year "
    "day time enough properly fluently regularly better conversational level official officially whole entire".split()
)
_UNITS = frozenset("euro dollar pound kilo kg kilogram stone mile kilometre kilometer km quid".split())
_MEDIUM = 0.5
_REACHING = frozenset("finish complete pass reach achieve hit do manage accomplish crush nail conquer submit".split())
_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ied", "y"), ("ed", ""), ("s", ""), ("e", ""))
_SHORTEST = 3

Seen = Observed[GoalStep]


def list_goals(steps: Sequence[Seen], at: datetime) -> tuple[Goal, ...]:
    """The user's goals as of `at`: those that are open first, then the one that changed last."""
    courses: list[_Course] = []
    for one in shown_by_user(steps, at):
        _take(courses, one)
    goals = [_describe(course, at) for course in courses]
    return tuple(sorted(goals, key=lambda goal: (goal.status not in _OPEN, -goal.changed_at.timestamp(), goal.id)))


_OPEN = frozenset({GoalStatus.ACTIVE, GoalStatus.OVERDUE})


@dataclass(slots=True)
class _Course:
    """A goal as it goes on: its steps in their order, and how it ended."""

    steps: list[Seen] = field(default_factory=list)
    end: Step | None = None

    @property
    def goal(self) -> str:
        """The goal as it was set."""
        return self.steps[0].signal.goal


def _take(courses: list[_Course], one: Seen) -> None:
    """Add a step to the goal that it belongs to; what was set belongs to a new one where there is none."""
    step = one.signal.step
    told = one.signal.goal
    near = [(_compare(course.goal, told), place) for place, course in enumerate(courses) if course.end is None]
    likeness, place = max(near, default=(0.0, 0))
    if likeness < ALIKE:
        if step is Step.SET:
            courses.append(_Course([one]))
        return
    course = courses[place]
    if step is Step.ACHIEVED and not _is_whole(course, one):
        one = replace(one, signal=replace(one.signal, step=Step.PROGRESSED))
    course.steps.append(one)
    if one.signal.step in (Step.ACHIEVED, Step.DROPPED):
        course.end = one.signal.step


@lru_cache(maxsize=4_096)
def _weigh(text: str) -> Mapping[str, float]:
    """The stems of a text with their weights; a number says little, a unit a little more."""
    stems = {_stem(word) for word in _WORD.findall(text.casefold()) if word not in _EMPTY}
    units, common = {_stem(word) for word in _UNITS}, {_stem(word) for word in _COMMON}
    little = {stem for stem in stems if stem in common or stem[0].isdigit()}
    return {stem: _LITTLE if stem in little else _MEDIUM if stem in units else 1.0 for stem in sorted(stems)}


def _stem(word: str) -> str:
    """A word without its regular ending: "training", "trained" and "trains" are one."""
    for ending, instead in _ENDINGS:
        bare = word.removesuffix(ending)
        if bare == word or len(bare) < _SHORTEST or (ending == "s" and bare.endswith("s")):
            continue
        if ending in ("ing", "ed") and bare[-1] == bare[-2] and bare[-1] not in "ls":
            bare = bare[:-1]
        return _stem(bare + instead) if ending in ("s", "ing", "ed") else bare + instead
    return word


@lru_cache(maxsize=65_536)
def _compare(first: str, second: str) -> float:
    """How far a step speaks of a goal, from 0 to 1; a little more where it says the same word for word."""
    goal, step = _weigh(first), _weigh(second)
    both = sum(goal[word] for word in goal.keys() & step.keys())
    fewer = min(sum(goal.values()), sum(step.values()))
    either = sum((dict(goal) | dict(step)).values())
    if not fewer or (both < 1 and goal.keys() != step.keys() and _tells(goal) and _tells(step)):
        return 0.0
    return (both / fewer + _TIE * both / either) / (1 + _TIE)


_TIE = 0.1


def _tells(words: Mapping[str, float]) -> bool:
    """Whether any of the words says much."""
    return any(weight == 1 for weight in words.values())


def _is_whole(course: _Course, one: Seen) -> bool:
    """Whether what was reached is the goal and no part of it: the same figure, and nothing the goal does not name."""
    goal, step = _weigh(course.goal), _weigh(one.signal.goal)
    figures = [{word for word in words if word[0].isdigit()} for words in (goal, step)]
    if figures[0] and figures[1] and not figures[0] & figures[1]:
        return False
    beyond = {word for word, weight in step.items() if weight == 1} - goal.keys()
    shared = {word for word, weight in step.items() if weight < 1} & goal.keys()
    first = _stem(one.signal.goal.casefold().split()[0])
    return not beyond or bool(shared) or first in {_stem(word) for word in _REACHING}


def _describe(course: _Course, at: datetime) -> Goal:
    first, last = course.steps[0], course.steps[-1]
    due = next((one.signal.due for one in reversed(course.steps) if one.signal.due is not None), None)
    status = {Step.ACHIEVED: GoalStatus.ACHIEVED, Step.DROPPED: GoalStatus.DROPPED}.get(
        course.end or Step.SET, GoalStatus.OVERDUE if due is not None and due < at else GoalStatus.ACTIVE
    )
    words = {Step.SET: "set", Step.PROGRESSED: "went on", Step.ACHIEVED: "achieved", Step.DROPPED: "dropped"}
    told = f'{words[last.signal.step]} on {last.said_at.date().isoformat()}: "{last.signal.quote.text}"'
    late = f"; due on {due.date().isoformat()}" if status is GoalStatus.OVERDUE and due is not None else ""
    return Goal(
        id=RecordId(f"goal:{first.turn_id.rpartition(':')[2]}:{first.place}"),
        text=first.signal.goal,
        status=status,
        set_at=first.said_at,
        changed_at=last.said_at,
        due_at=due,
        progress=sum(one.signal.step is Step.PROGRESSED for one in course.steps),
        reason=told + late,
        turns=latest_turns(course.steps),
    )

"""What the built-in extractor reads of how strangers feel, act and plan: lines and timelines by who knew no rule of it.

    python evals/strangers.py [--missed] [--half blind|seen]

evals/strangers/seen was read for classes of misses while rules were written; evals/strangers/blind was scored alone, so
that its figures are those of other people's words. Formats: emotion.tsv has pos, neg or neutral, and the line;
traits.tsv an aspect, its direction and the line; regard.tsv who speaks, a facet, its direction and the line ("none"
shows nothing); occasions.jsonl and habits.jsonl tell by their names. Right is: the sign of the valence; any cue of the
aspect, or of the facet, in the right direction; an occasion of the kind with the day and a word of its subject; a
habit, an interest or a goal under one of its words, with its cadence or status.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from kit.data import read_records, read_rows
from kit.turns import move, observe, say
from spectron.behaviour.goals import list_goals
from spectron.behaviour.habits import find_habits
from spectron.behaviour.interests import rate_interests
from spectron.domain.behaviour import (
    Activity,
    Engagement,
    GoalStep,
    Observed,
    Occasion,
    OccasionKind,
    Regard,
    Standing,
    TraitCue,
)
from spectron.domain.candidate import Window
from spectron.domain.estimates import Habit, HabitStatus
from spectron.extraction.builtin.read import read

HERE = Path(__file__).parent / "strangers"
STILL = 0.05
_NEAR = timedelta(days=1)
_KINDS: Mapping[str, Callable[[Occasion], bool]] = {
    "event": lambda one: one.kind is OccasionKind.EVENT and one.standing in (Standing.AHEAD, Standing.MOVED),
    "moved": lambda one: one.kind is OccasionKind.EVENT and one.standing in (Standing.AHEAD, Standing.MOVED),
    "promise": lambda one: one.kind is OccasionKind.PROMISE,
    "birthday": lambda one: one.kind is OccasionKind.BIRTHDAY,
    "cancelled": lambda one: one.standing is Standing.CANCELLED,
    "over": lambda one: one.standing is Standing.OVER,
}


class Tally:
    """Counts of what became of the lines of one kind; with `tell` each that went wrong is told."""

    def __init__(self, name: str, tell: bool) -> None:
        """Begin with none."""
        self.name, self.tell, self.counts = name, tell, Counter[str]()

    def add(self, of: str, became: str, text: str) -> None:
        """Count one line."""
        self.counts[f"{of}: {became}"] += 1
        if self.tell and became not in ("right", "silent as it should be"):
            sys.stdout.write(f"  {self.name}, {of}: {became}: {text}\n")

    def write(self) -> None:
        """One line for each outcome."""
        for outcome, times in sorted(self.counts.items()):
            sys.stdout.write(f"{self.name:<10} {times:>4}  {outcome}\n")


def instant(text: str) -> datetime:
    """An instant, in UTC where no zone is told."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def judge_emotion(folder: Path, tally: Tally) -> None:
    """The sign of the valence that a line moves a fresh user's mood by."""
    for label, text in read_rows(folder / "emotion.tsv"):
        delta = move(text)
        if label == "neutral":
            moved = delta.strength >= STILL
            tally.add(label, "moved" if moved else "silent as it should be", text)
        elif abs(delta.valence) < STILL:
            tally.add("emotional", "silent", text)
        else:
            tally.add("emotional", "right" if (delta.valence > 0) == (label == "pos") else "wrong sign", text)


def judge_cues(folder: Path, tally: Tally, name: str) -> None:
    """The cues of traits, or of regard, that a line is read to show."""
    for *who, label, direction, text in read_rows(folder / f"{name}.tsv"):
        signals = read(say(text, "assistant" if who == ["agent"] else "user"), Window()).signals
        cues = [(one.aspect, one.strength) for one in signals if isinstance(one, TraitCue)]
        if name == "regard":
            cues = [(one.facet.value, one.strength) for one in signals if isinstance(one, Regard)]
        if label == "none":
            tally.add("none", "false" if cues else "silent as it should be", text)
            continue
        meant = [strength for found, strength in cues if found == label and (strength > 0) == (direction == "+")]
        tally.add("shown", "right" if meant else "wrong" if cues else "silent", text)


def judge_occasions(folder: Path, tally: Tally) -> None:
    """The occasions that a line tells of, with what was said on the day before it."""
    for told in read_records(folder / "occasions.jsonl"):
        at, text = instant(told["at"]), told["text"]
        before = [say(one, at=at - _NEAR, place=place) for place, one in enumerate(told.get("before") or (), 1)]
        turn = say(text, told["role"], at, len(before) + 1)
        found = [one for one in read(turn, Window(turns=before)).signals if isinstance(one, Occasion)]
        if told["expect"] is None:
            tally.add("none", "false" if found else "silent as it should be", text)
        else:
            right = any(_fits(one, told["expect"]) for one in found)
            tally.add("told", "right" if right else "wrong" if found else "silent", text)


def _fits(one: Occasion, expected: Mapping[str, Any]) -> bool:
    day, kind = expected.get("day"), expected["kind"]
    on_the_day = not day or (one.at is not None and one.at.date() == date.fromisoformat(day))
    named = kind == "birthday" or any(word.lower()[:4] in one.subject.lower() for word in expected["subject_words"])
    return _KINDS[kind](one) and on_the_day and named


def judge_lives(folder: Path, tally: Tally) -> None:
    """Habits, interests and goals of people who talk for weeks."""
    for user in read_records(folder / "habits.jsonl"):
        turns = [say(one["text"], at=instant(one["at"]), place=place) for place, one in enumerate(user["turns"], 1)]
        shown = [
            observed
            for place, turn in enumerate(turns)
            for observed in observe(turn, read(turn, Window(turns=turns[max(0, place - 7) : place])).signals)
        ]
        _judge_life(user, shown, turns[-1].said_at + timedelta(hours=1), tally)


def _judge_life(user: Mapping[str, Any], shown: Sequence[Observed[Any]], at: datetime, tally: Tally) -> None:
    habits = find_habits([one for one in shown if isinstance(one.signal, Activity)], at)
    standing = [one for one in habits if one.status is not HabitStatus.ENDED]
    for wanted in user["habits"]:
        right = any(_is_habit(one, wanted) for one in standing)
        tally.add("habit", "right" if right else "missed", f"{user['user']}: {wanted['name']}")
    for one in standing:
        if not any(_names(one.name, wanted["words"]) for wanted in user["habits"]):
            tally.add("habit", "invented", f"{user['user']}: {one.name}")
    interests = rate_interests([one for one in shown if isinstance(one.signal, Engagement)], at)
    for topic in user["interests"]:
        right = any(topic[:5] in f"{one.topic} {one.domain}" or one.topic[:5] in topic for one in interests)
        tally.add("interest", "right" if right else "missed", f"{user['user']}: {topic}")
    goals = list_goals([one for one in shown if isinstance(one.signal, GoalStep)], at)
    for wanted in user["goals"]:
        states = {one.status.value for one in goals if _names(one.text, wanted["words"])}
        right = wanted["status"] in states or (wanted["status"] == "active" and "overdue" in states)
        tally.add("goal", "right" if right else "missed", f"{user['user']}: {wanted['words'][0]}")


def _is_habit(one: Habit, wanted: Mapping[str, Any]) -> bool:
    periods = {"weekdays": ("weekdays", "daily")}.get(wanted["period"], (wanted["period"],))
    days = {*wanted["days"]} if wanted["period"] == "weekly" else {*one.cadence.days}
    on_days = not one.cadence.days or {*one.cadence.days} == days
    return _names(one.name, wanted["words"]) and one.cadence.period.value in periods and on_days


def _names(text: str, words: Sequence[str]) -> bool:
    return any(word.lower()[:4] in text.lower() for word in words)


def main() -> int:
    """Score the halves that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("blind", "seen"))
    parser.add_argument("--missed", action="store_true", help="tell what went wrong")
    wish = parser.parse_args()
    for half in [wish.half] if wish.half else ["blind", "seen"]:
        sys.stdout.write(f"{half}\n")
        tallies = [Tally(name, wish.missed) for name in ("emotion", "traits", "regard", "occasions", "lives")]
        judge_emotion(HERE / half, tallies[0])
        judge_cues(HERE / half, tallies[1], "traits")
        judge_cues(HERE / half, tallies[2], "regard")
        judge_occasions(HERE / half, tallies[3])
        judge_lives(HERE / half, tallies[4])
        for tally in tallies:
            tally.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())

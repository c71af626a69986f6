"""Moments that stand out: events of life, and feelings far above the usual."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from spectron.behaviour.moments import find_moments
from spectron.domain.behaviour import Affect, Feeling, Observed
from spectron.domain.conversation import Role
from spectron.domain.graph import Change, Fact, FactKind, Quote, Source
from spectron.domain.ids import EntityId, FactId, SessionId, TurnId
from spectron.domain.temporal import Interval

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def observe(strength: float, turn: int, theme: str = "joy") -> Observed[Affect]:
    """A feeling of one turn, an hour after the turn before."""
    affect = Affect(Feeling(strength), Quote(f"words of {turn}", 0, 5), "why", (theme,))
    at = NOON + timedelta(hours=turn)
    return Observed(affect, TurnId(f"turn:{turn}"), SessionId("session:1"), Role.USER, at)


def know(text: str, key: str = "status", **more: Any) -> Fact:
    """A fact that a turn told in these words."""
    values: dict[str, Any] = {
        "id": FactId("fact:1"),
        "kind": FactKind.ATTRIBUTE,
        "entity": EntityId("entity:1"),
        "key": key,
        "value": text,
        "recorded_at": NOON,
        "revision": 1,
        "quote": Quote(text, 0, len(text)),
        "valid": Interval(NOON),
        "source": Source(TurnId("turn:0"), Role.USER),
    }
    return Fact(**(values | more))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("My grandmother died in March", "loss"),
        ("I got married to Tom", "wedding"),
        ("our son was born yesterday", "birth"),
        ("I was diagnosed with diabetes", "illness"),
        ("I got laid off", "lost work"),
        ("we moved to Lyon", "home"),
        ("I graduated from MIT", "education"),
        ("I won a chess tournament", "achievement"),
    ],
)
def test_an_event_of_life_is_a_moment(text, kind):
    """Words of an event make a moment of its kind, in the person's own words."""
    found = find_moments([], [know(text)], NOON)
    assert [(one.title, one.kind, one.turn_id) for one in found] == [(text, kind, "turn:0")]
    assert 0.5 < found[0].weight <= 1


@pytest.mark.parametrize(
    "fact",
    [
        know("I live in Lyon", "location"),
        know("I like tea", "likes"),
        know("getting married to Tom in June", "plan"),
        know("I moved to Lyon", valid=Interval(NOON + timedelta(days=9))),
        know("I moved to Lyon", superseded_as=Change.CORRECTED),
        know("my mother died", source=Source(TurnId("turn:0"), Role.ASSISTANT)),
    ],
)
def test_what_is_not_an_event_of_theirs_is_none(fact):
    """States, tastes, plans, what is ahead, what never was and what the assistant said make no moment."""
    assert find_moments([], [fact], NOON) == ()


def test_a_feeling_far_above_the_usual_stands_out():
    """Among mild turns, the one strong turn is a moment."""
    mild = [observe(0.25 + 0.01 * (turn % 3), turn) for turn in range(12)]
    found = find_moments([*mild, observe(0.8, 20)], [], NOON + timedelta(days=2))
    assert [(one.title, one.kind, one.weight) for one in found] == [
        ("words of 20", "strong feeling", pytest.approx(0.8))
    ]
    assert "usually" in found[0].reason


def test_with_little_to_compare_a_strong_feeling_is_told_by_itself():
    """Of someone who hardly spoke, nobody claims to know what is usual."""
    [found] = find_moments([observe(0.8, 1)], [], NOON + timedelta(days=2))
    assert found.reason.startswith("felt strongly (0.80): ")


def test_who_always_feels_strongly_has_no_moment_in_each():
    """For someone whose feelings swing widely, a strong one is nothing special."""
    felt = [observe(0.1 if turn % 2 else 0.8, turn) for turn in range(12)]
    assert find_moments(felt, [], NOON + timedelta(days=2)) == ()


def test_courtesy_is_no_moment():
    """Warm thanks do not stand out, however warm."""
    assert find_moments([observe(0.9, 1, "gratitude")], [], NOON + timedelta(days=1)) == ()


def test_one_turn_gives_one_moment_and_the_latest_comes_first():
    """The event of a turn goes before its feeling; later turns come first."""
    found = find_moments([observe(0.9, 0), observe(0.9, 1)], [know("I got laid off")], NOON + timedelta(days=1))
    assert [(one.kind, one.turn_id) for one in found] == [("strong feeling", "turn:1"), ("lost work", "turn:0")]


def test_moments_are_told_as_of_an_instant():
    """What was felt later is not seen."""
    assert find_moments([observe(0.9, 5)], [know("I got laid off")], NOON - timedelta(days=1)) == ()

"""Patterns are what comes together more often than chance, and nothing else."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.behaviour.patterns import FEWEST, LEAST_LIFT, find_patterns
from spectron.domain.behaviour import Activity, Affect, Engagement, Feeling, Observed, Signal
from spectron.domain.conversation import Role
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
WORDS = Quote("words", 0, 5)


def observe(day: int, signal: Signal, hour: int = 12, place: int = 0) -> Observed[Signal]:
    """A signal of the one session of a day."""
    at = MONDAY + timedelta(days=day, hours=hour)
    return Observed(signal, TurnId(f"turn:{day:04}:{hour:02}"), SessionId(f"session:{day}"), Role.USER, at, place)


def topic(name: str) -> Engagement:
    """A topic that came up."""
    return Engagement(name, "other", 0.5, WORDS, "love")


def mood(valence: float, tension: float = 0.0) -> Affect:
    """A feeling."""
    return Affect(Feeling(valence=valence, tension=tension), WORDS, "reason")


def at_day(day: int) -> datetime:
    """The end of a day."""
    return MONDAY + timedelta(days=day, hours=23)


def test_tension_that_comes_with_a_topic_is_a_pattern():
    """Ten talks of work that are tense and thirty of music that are not: both are told, and nothing else."""
    signals = [observe(day, topic("work" if day % 4 == 0 else "music")) for day in range(40)]
    signals += [observe(day, mood(0.0, 0.5 if day % 4 == 0 else -0.3), place=1) for day in range(40)]
    found = {one.between: one for one in find_patterns(signals, at_day(40))}
    assert set(found) == {("work", "tension is high"), ("music", "tension is low")}
    assert found["work", "tension is high"].support == 10
    assert found["work", "tension is high"].text.startswith("when work is the topic, tension is high (10 of 10 times")


def test_a_topic_of_late_evenings_is_a_pattern():
    """Talk of sleep that comes late, where all else comes at noon."""
    signals = [observe(day, topic("sleep"), hour=22) for day in range(0, 40, 4)]
    signals += [observe(day, topic("music"), hour=12) for day in range(40) if day % 4]
    assert ("sleep", "late evening") in {one.between for one in find_patterns(signals, at_day(40))}


def test_a_run_goes_with_a_good_mood():
    """What is done is set beside how the same day felt."""
    run = [observe(day, Activity("run", MONDAY, WORDS)) for day in range(0, 40, 3)]
    felt = [observe(day, mood(0.6 if day % 3 == 0 else -0.4), place=1) for day in range(40)]
    assert ("run", "mood is good") in {one.between for one in find_patterns([*run, *felt], at_day(40))}


def test_nothing_is_found_in_shuffled_noise():
    """In sixty days of topics, doings and feelings at random, tried fifty times, hardly ever does a pattern show."""
    found = 0
    for seed in range(50):
        chance = random.Random(seed)
        signals: list[Observed[Signal]] = []
        for day in range(60):
            hour = chance.randint(6, 22)
            signals.append(observe(day, topic(chance.choice("abcdef")), hour))
            signals.append(observe(day, mood(chance.uniform(-1, 1), chance.uniform(-1, 1)), hour, place=1))
            signals.append(observe(day, Activity(chance.choice("vwxyz"), MONDAY, WORDS), hour, place=2))
        found += bool(find_patterns(signals, at_day(60)))
    assert found <= 2


@st.composite
def histories(draw: st.DrawFn) -> list[Observed[Signal]]:
    """Some signals of a few weeks."""
    signal = st.sampled_from([topic("work"), topic("jazz"), mood(0.5), mood(-0.5, 0.5), Activity("run", MONDAY, WORDS)])
    rows = draw(st.lists(st.tuples(st.integers(0, 30), signal, st.integers(0, 22)), max_size=60))
    return [observe(day, one, hour, place) for place, (day, one, hour) in enumerate(rows)]


@settings(max_examples=50)
@given(histories(), st.integers(0, 1_000))
def test_patterns_are_bounded_and_the_order_of_arrival_does_not_matter(history, seed):
    """Shuffled signals give the very same patterns, each above the floors."""
    found = find_patterns(history, at_day(30))
    assert find_patterns(random.Random(seed).sample(history, len(history)), at_day(30)) == found
    assert all(one.support >= FEWEST and one.lift >= LEAST_LIFT and 0 <= one.strength <= 1 for one in found)

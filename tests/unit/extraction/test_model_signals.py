"""What a model says of feelings, traits, doings and regard, held within closed lists, bounds and the turn's words."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asking import AT, answering, told, turn
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.behaviour import (
    THEMES,
    Activity,
    Affect,
    Course,
    Engagement,
    Facet,
    Feeling,
    GoalStep,
    Occasion,
    OccasionKind,
    Regard,
    Signal,
    Standing,
    Step,
    Toward,
    TraitCue,
)
from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Role
from spectron.domain.explanation import Outcome
from spectron.domain.graph import Quote
from spectron.extraction.builtin.lexis.words import read_data
from spectron.extraction.grounding import ground
from spectron.extraction.model import ModelExtractor
from spectron.extraction.model.parse import parse
from spectron.extraction.model.prompt import SCHEMA
from spectron.extraction.model.signals import KINDS, MOST_SIGNALS

MONDAY = datetime(2026, 5, 11, tzinfo=UTC)
SAID = "I love you, Nova. I'm a perfectionist and ran 5 km yesterday; next goal: a marathon by October."


def extract(answer: str, said: str = SAID, role: Role = Role.USER) -> Extraction:
    """What comes of a turn when the model gives this answer."""
    return asyncio.run(ModelExtractor(answering(answer)).extract(turn(said, role), Window()))


def shown(said: str = SAID, role: Role = Role.USER, **signal: Any) -> tuple[Signal, ...]:
    """The signals of a turn when the model tells this one."""
    return extract(told(signals=[signal]), said, role).signals


def quote(words: str, said: str = SAID) -> Quote:
    """Words of a turn where they stand."""
    start = said.index(words)
    return Quote(words, start, start + len(words))


def test_one_answer_gives_signals_of_every_kind():
    """Each kind becomes its own signal, with quotes at their place and dates by our calendar."""
    answer = told(
        signals=[
            {"kind": "affect", "quote": "I love you", "theme": "love", "feel": [0.8, 0.3, -0.2, 0.9], "to": "other",
             "why": "declares love"},
            {"kind": "trait", "quote": "a perfectionist", "aspect": "orderliness", "n": 0.8, "why": "likes perfection"},
            {"kind": "activity", "quote": "ran 5 km yesterday", "name": "Run", "state": "done", "when": "yesterday"},
            {"kind": "interest", "quote": "ran 5 km", "name": "running", "field": "sport", "n": 0.7, "why": "trains"},
            {"kind": "goal", "quote": "a marathon", "name": "run a marathon", "state": "set", "when": "by October"},
            {"kind": "regard", "quote": "I love you", "facet": "connection", "n": 0.9, "why": "loves the other"},
        ]
    )  # fmt: skip
    assert extract(answer).signals == (
        Affect(Feeling(0.8, 0.3, -0.2, 0.9), quote("I love you"), "declares love", ("love",), Toward.OTHER_SIDE),
        TraitCue("orderliness", 0.8, quote("a perfectionist"), "likes perfection"),
        Activity("run", datetime(2026, 5, 9, 12, tzinfo=UTC), quote("ran 5 km yesterday")),
        Engagement("running", "sport", 0.7, quote("ran 5 km"), "trains"),
        GoalStep("run a marathon", Step.SET, quote("a marathon"), datetime(2026, 10, 1, tzinfo=UTC)),
        Regard(Facet.CONNECTION, 0.9, quote("I love you"), "loves the other"),
    )


def test_an_answer_without_signals_is_whole():
    """Scripts and models that know nothing of signals keep working."""
    assert extract(told(claims=[])).signals == ()
    assert extract(told(signals=None)).signals == ()


@pytest.mark.parametrize(
    ("said", "signal", "expected"),
    [
        ("I have an exam tomorrow at 9.", {"name": "exam", "when": "tomorrow at 9"},
         Occasion("exam", datetime(2026, 5, 11, 9, tzinfo=UTC), Quote("exam", 10, 14), whole_day=False)),
        ("The hike is next week.", {"name": "hike", "when": "next week"},
         Occasion("hike", MONDAY, Quote("hike", 4, 8), until=MONDAY + timedelta(days=7))),
        ("The hike is off.", {"name": "hike", "state": "cancelled"},
         Occasion("hike", None, Quote("hike", 4, 8), standing=Standing.CANCELLED)),
        ("Her birthday is on 4 June.", {"name": "birthday", "field": "birthday", "when": "on 4 June"},
         Occasion("birthday", datetime(2026, 6, 4, tzinfo=UTC), Quote("birthday", 4, 12), OccasionKind.BIRTHDAY)),
    ],
)  # fmt: skip
def test_occasions_have_their_dates_by_the_calendar(said: str, signal: dict[str, Any], expected: Occasion):
    """A model copies the words of a date; what they mean is ours."""
    found = shown(said, kind="occasion", quote=expected.quote.text, **signal)
    assert found == (expected,)


def test_only_the_assistant_makes_promises():
    """A promise of a user, and an event of the assistant, are none."""
    said = "I'll remind you tomorrow."
    promise = {"kind": "occasion", "quote": "remind you", "name": "reminder", "field": "promise", "when": "tomorrow"}
    (kept,) = shown(said, Role.ASSISTANT, **promise)
    assert isinstance(kept, Occasion)
    assert kept.kind is OccasionKind.PROMISE
    assert shown(said, **promise) == ()
    assert shown(said, Role.ASSISTANT, **{**promise, "field": "event"}) == ()


def test_a_routine_keeps_its_rhythm_in_normal_form():
    """Words of recurrence make a routine whether or not the model says so; one that stopped has no rhythm."""
    said = "I run every Monday morning."
    (routine,) = shown(said, kind="activity", quote="I run", name="run", when="every Monday morning")
    assert isinstance(routine, Activity)
    assert (routine.course, routine.part, routine.at) == (Course.ROUTINE, "morning", AT)
    assert routine.cadence.startswith("weekly on")
    (stopped,) = shown("I quit running.", kind="activity", quote="quit", name="run", state="stopped")
    assert isinstance(stopped, Activity)
    assert (stopped.course, stopped.cadence) == (Course.STOPPED, "")


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        ({"kind": "trait", "aspect": "honesty", "n": 0.8}, "no aspect is called honesty"),
        ({"kind": "trait", "aspect": "intellect", "n": 0}, "a strength of 0 shows nothing"),
        ({"kind": "regard", "facet": "lust"}, "no facet is called lust"),
        ({"kind": "affect", "theme": "hangry"}, "no theme is called hangry"),
        ({"kind": "affect"}, "a feeling without a theme that moves nothing"),
        ({"kind": "activity"}, "activity without a name"),
        ({"kind": "activity", "name": "run", "state": "done", "when": "by October"}, None),
        ({"kind": "occasion", "name": "run", "when": "yesterday"}, "what lies ahead cannot be over"),
        ({"kind": "dream"}, "a number, a key, a text or the quote is missing"),
        ({"kind": "trait", "aspect": "intellect", "quote": ""}, "a number, a key, a text or the quote is missing"),
    ],
)
def test_what_cannot_be_kept_is_dropped_with_a_decision(signal: dict[str, Any], reason: str | None):
    """Whoever asks why is told what of the answer was not used."""
    answer = told(signals=[{"quote": "a perfectionist", **signal}])
    explained = asyncio.run(ModelExtractor(answering(answer)).explain(turn(SAID), Window()))
    dropped = [one.reason for one in explained.decisions if one.outcome is Outcome.DROPPED]
    assert (reason in dropped) if reason else dropped == []
    assert len(extract(answer).signals) == (0 if reason else 1)


def test_the_list_of_themes_has_every_theme_of_the_lexicon():
    """A model may name each emotional tone that the built-in reading names."""
    headings = [line.strip("[]") for line in read_data("feelings.txt").splitlines() if line.startswith("[")]
    assert {one.rsplit(" ", 5)[0].strip() for one in headings} - {""} <= set(THEMES) | {"oath"}


def test_a_known_theme_stays_beside_an_unknown_one():
    """A feeling with one theme of the list keeps that."""
    (felt,) = shown(kind="affect", quote="I love you", theme=["love", "hangry"], feel=[0.5])
    assert isinstance(felt, Affect)
    assert (felt.themes, felt.push) == (("love",), Feeling(0.5))


@pytest.mark.parametrize("kind", ["trait", "activity", "interest", "goal"])
def test_only_users_have_traits_habits_interests_and_goals(kind: str):
    """Of an assistant's turn these are dropped, of a tool's all are."""
    signal = {"kind": kind, "quote": "a perfectionist", "name": "x", "aspect": "intellect"}
    assert len(shown(**signal)) == 1
    assert shown(role=Role.ASSISTANT, **signal) == ()
    assert shown(role=Role.TOOL, kind="regard", quote="I love you", facet="trust") == ()


def test_what_was_done_cannot_lie_ahead():
    """A model that takes a plan for a deed is not believed."""
    assert shown("I will run tomorrow.", kind="activity", quote="run", name="run", state="done", when="tomorrow") == ()


def test_words_that_do_not_stand_in_the_turn_are_dropped_by_grounding():
    """A signal rests on the turn's own words, as a claim does."""
    found = extract(told(signals=[{"kind": "trait", "quote": "I am so tidy", "aspect": "orderliness"}]))
    assert len(found.signals) == 1
    grounded = ground(found, turn(SAID))
    assert grounded.extraction.signals == ()
    assert grounded.dropped == 1


def test_a_model_that_never_ends_is_cut():
    """Of hundreds of signals so many are kept, and the rest told."""
    many = [{"kind": "interest", "quote": "ran", "name": f"topic {number}"} for number in range(MOST_SIGNALS + 30)]
    assert len(extract(told(signals=many)).signals) == MOST_SIGNALS


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.4, 0.4), ("-0.4", -0.4), (-3, -1.0), ("150%", 1.0), ("-40%", -0.4), ("high", 0.9), (None, 0.5), ("much", 0.5),
     (float("nan"), 0.5), (True, 0.5), (10**400, 0.5), (-(10**400), 0.5)],
)  # fmt: skip
def test_numbers_are_clamped_and_read_tolerantly(value: Any, expected: float):
    """Signed shares in any spelling lie between −1 and 1; nonsense is a half."""
    (answer,) = parse(told(signals=[{"kind": "regard", "quote": "x", "facet": "trust", "n": value}]))
    assert answer.signals[0].strength == pytest.approx(expected)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from([*KINDS, *THEMES]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
fields = st.sampled_from(list(SCHEMA["properties"]["turns"]["items"]["properties"]["signals"]["items"]["properties"]))


@given(st.lists(st.dictionaries(fields, values), max_size=4), st.sampled_from(list(Role)))
def test_no_answer_breaks_the_reading(signals: list[dict[str, Any]], role: Role):
    """Whatever stands in the fields, an extraction comes out, and what is kept is bounded."""
    for one in signals:
        one.setdefault("quote", "ran")
    for signal in extract(json.dumps({"turns": [{"turn": 1, "signals": signals}]}), SAID, role).signals:
        strength = getattr(signal, "strength", 0.5)
        assert -1 <= strength <= 1
        assert strength
        if isinstance(signal, Affect):
            push = signal.push
            assert all(-1 <= one <= 1 for one in (push.valence, push.arousal, push.tension, push.affiliation))
            assert set(signal.themes) <= set(THEMES)

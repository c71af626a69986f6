"""What is believed of someone's traits."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.behaviour.personality import estimate_personality, find_shifts
from spectron.domain.behaviour import Observed, TraitCue
from spectron.domain.conversation import Role
from spectron.domain.estimates import ASPECTS, MOST_TURNS, Personality, Trait
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = START + timedelta(days=400)
ALL_ASPECTS = [name for pair in ASPECTS.values() for name in pair]


def cue(
    aspect: str, strength: float, days: float = 0, reason: str = "says so", session: str = "", role: Role = Role.USER
) -> Observed[TraitCue]:
    """A cue so many days after the start, in a session of that day unless another is named."""
    said_at = START + timedelta(days=days)
    signal = TraitCue(aspect, strength, Quote("so", 0, 2), reason)
    turn = TurnId(f"turn:{days:09.4f}{aspect}{reason}{strength}")
    return Observed(signal, turn, SessionId(session or f"session:{int(days)}"), role, said_at)


def trait(found: Personality, name: str) -> Trait:
    """A trait or aspect by its name."""
    return next(one for one in (*found.traits, *found.aspects) if one.name == name)


def test_nobody_known_stands_in_the_middle_of_a_wide_interval() -> None:
    """Without a cue everything is 0.5, unsure, and rests on nothing."""
    found = estimate_personality([], START)
    assert [one.name for one in found.traits] == list(ASPECTS)
    assert [one.name for one in found.aspects] == ALL_ASPECTS
    for one in (*found.traits, *found.aspects):
        assert (one.score, one.confidence, one.evidence, one.turns) == (pytest.approx(0.5), 0, 0, ())
        assert one.low < 0.25
        assert one.high > 0.75
    assert trait(found, "orderliness").low == pytest.approx(0.135, abs=0.001)


def test_a_cue_moves_its_aspect_and_half_as_far_its_trait() -> None:
    """One cue for orderliness raises that, lifts conscientiousness by half of it, and nothing else."""
    found = estimate_personality([cue("orderliness", 0.8)], START)
    aspect, whole = trait(found, "orderliness"), trait(found, "conscientiousness")
    assert aspect.score > 0.6
    assert aspect.confidence > 0
    assert aspect.evidence == 1
    assert whole.score - 0.5 == pytest.approx((aspect.score - 0.5) / 2)
    assert trait(found, "industriousness").score == trait(found, "openness").score == pytest.approx(0.5)


def test_more_evidence_narrows_the_interval() -> None:
    """Five reasons on five days are surer than one."""
    few = trait(estimate_personality([cue("intellect", 0.6)], LATER), "intellect")
    many = trait(
        estimate_personality([cue("intellect", 0.6, days, f"reason {days}") for days in range(5)], LATER), "intellect"
    )
    assert many.high - many.low < few.high - few.low
    assert many.confidence > few.confidence
    assert many.score > few.score


def test_the_same_said_again_counts_less_than_something_new() -> None:
    """Three times the same reason tells less than three reasons, and one session less than three."""
    same = [cue("withdrawal", 0.6, days) for days in range(3)]
    new = [cue("withdrawal", 0.6, days, f"reason {days}") for days in range(3)]
    together = [cue("withdrawal", 0.6, days / 100, f"reason {days}", "session:one") for days in range(3)]
    scores = [trait(estimate_personality(cues, LATER), "withdrawal").score for cues in (same, together, new)]
    assert 0.5 < scores[0] < scores[2]
    assert 0.5 < scores[1] < scores[2]


def test_evidence_fades() -> None:
    """What was shown years ago pulls less than what was shown today."""
    cues = [cue("volatility", -0.9)]
    now, then = (trait(estimate_personality(cues, at), "volatility") for at in (START, START + timedelta(days=1460)))
    assert now.score < then.score < 0.5
    assert then.confidence < now.confidence


def test_only_what_was_said_by_then_and_by_the_user_counts() -> None:
    """A later cue, and one of the assistant, change nothing."""
    cues = [cue("compassion", 0.9, 5), cue("compassion", 0.9, 0, role=Role.ASSISTANT)]
    assert estimate_personality(cues, START) == estimate_personality([], START)


def test_a_character_set_by_hand_stands_firm_but_not_forever() -> None:
    """A given score is where estimates begin, and cues move it a little; an aspect goes before its trait."""
    given_ = {"openness": 0.9, "intellect": 0.4}
    found = estimate_personality([], START, given_)
    assert trait(found, "aesthetics").score == pytest.approx(0.9)
    assert trait(found, "intellect").score == pytest.approx(0.4)
    assert trait(found, "openness").score == pytest.approx(0.65)
    assert trait(found, "openness").confidence > 0.5
    moved = estimate_personality([cue("intellect", 1.0)], START, given_)
    assert 0.4 < trait(moved, "intellect").score < 0.5


def test_a_score_at_the_very_end_is_allowed() -> None:
    """A developer may set 0 or 1."""
    found = estimate_personality([], START, {"neuroticism": 0.0, "agreeableness": 1.0})
    assert 0 < trait(found, "neuroticism").score < 0.02
    assert 0.98 < trait(found, "agreeableness").score < 1


def test_turns_are_the_latest_oldest_first() -> None:
    """Only so many turns are named, the oldest of them first."""
    cues = [cue("enthusiasm", 0.3, days) for days in range(MOST_TURNS + 3)]
    named = trait(estimate_personality(cues, LATER), "enthusiasm").turns
    assert named == tuple(one.turn_id for one in cues[-MOST_TURNS:])


def test_a_shift_tells_what_moved_the_estimate() -> None:
    """Someone who turns out orderly: before, after, the reasons and their turns, latest first."""
    cues = [cue("orderliness", 0.6, 0, "keeps lists"), cue("orderliness", 1.0, 3, "plans ahead")]
    shifts = find_shifts(cues, LATER)
    told = [one for one in shifts if one.trait == "orderliness"]
    assert [one.reason for one in told] == ["plans ahead", "keeps lists"]
    assert told[1].before == 0.5
    assert told[1].after == told[0].before < told[0].after
    assert told[0].turns == (cues[1].turn_id,)
    assert told[0].at == cues[1].said_at
    assert {one.trait for one in shifts} == {"orderliness", "conscientiousness"}


def test_a_change_of_heart_is_a_shift_the_other_way() -> None:
    """After much for one side, as much for the other moves the estimate back."""
    cues = [cue("enthusiasm", -0.8, days, f"stays in {days}") for days in range(3)]
    cues += [cue("enthusiasm", 0.9, 100 + days, f"goes out {days}") for days in range(4)]
    back = next(one for one in find_shifts(cues, LATER) if one.trait == "enthusiasm")
    assert back.after > back.before
    assert back.reason.startswith("goes out")


def test_little_moves_nothing() -> None:
    """One weak cue is no shift, and neither is a later one than asked for."""
    assert find_shifts([cue("politeness", 0.15)], LATER) == ()
    assert find_shifts([cue("politeness", 0.9, 5)], START) == ()


observations = st.lists(
    st.builds(
        cue,
        st.sampled_from([*ALL_ASPECTS, "nonsense"]),
        st.floats(min_value=-3, max_value=3),
        st.floats(min_value=0, max_value=3_000).map(lambda days: round(days, 3)),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["", "session:x"]),
    ),
    max_size=30,
    unique_by=lambda one: one.turn_id,
)


@settings(max_examples=60, deadline=None)
@given(observations, st.integers())
def test_every_estimate_is_bounded_and_the_same_in_any_order(cues: Sequence[Observed[TraitCue]], seed: int) -> None:
    """Scores lie in their intervals between 0 and 1, and the order of arrival does not matter."""
    found = estimate_personality(cues, LATER)
    for one in (*found.traits, *found.aspects):
        assert 0 <= one.low < one.score < one.high <= 1
        assert 0 <= one.confidence < 1
    shuffled = list(cues)
    Random(seed).shuffle(shuffled)
    assert estimate_personality(shuffled, LATER) == found
    assert find_shifts(shuffled, LATER) == find_shifts(cues, LATER)


@settings(max_examples=40, deadline=None)
@given(observations)
def test_shifts_of_one_trait_join_up(cues: Sequence[Observed[TraitCue]]) -> None:
    """Each shift begins where the one before it ended, and the first at the middle."""
    for name in (*ASPECTS, *ALL_ASPECTS):
        told = [one for one in reversed(find_shifts(cues, LATER)) if one.trait == name]
        assert [one.before for one in told] == [0.5, *(one.after for one in told)][: len(told)]
        assert all(one.turns and one.reason for one in told)

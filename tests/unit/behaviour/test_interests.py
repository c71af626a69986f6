"""Interests are told by what people say of topics, and by topics that keep coming up."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.interests import FLOOR, rate_interests
from spectron.domain.behaviour import Engagement, Observed
from spectron.domain.conversation import Role
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def observe(day: int, strength: float, topic: str = "chess", number: int = 0) -> Observed[Engagement]:
    """A topic that came up so many days later."""
    engagement = Engagement(topic, "film & games", strength, Quote("words", 0, 5), "love")
    turn = TurnId(f"turn:{day:04}:{number:03}:{topic}")
    return Observed(engagement, turn, SessionId("session:1"), Role.USER, NOON + timedelta(days=day))


def test_one_strong_word_or_several_weak_ones_make_an_interest():
    """To love a topic once is an interest; to do it on one day is none, on five days within a season is one."""
    assert [one.topic for one in rate_interests([observe(0, 0.9)], NOON)] == ["chess"]
    weak = [observe(day, 0.2, number=number) for day in range(5) for number in (0, 1)]
    assert rate_interests(weak[:2], NOON + timedelta(days=5)) == ()
    assert rate_interests(weak, NOON + timedelta(days=5))[0].mentions == 10
    assert rate_interests(weak, NOON + timedelta(days=120)) == ()


def test_a_topic_that_puts_off_is_no_interest_until_it_draws_again():
    """Words against a topic undo what was said for it before, not what is said after."""
    history = [observe(0, 0.9), observe(5, -0.8), observe(9, 0.7)]
    found = [rate_interests(history, NOON + timedelta(days=day)) for day in (1, 6, 10)]
    assert [len(interests) for interests in found] == [1, 0, 1]
    assert found[2][0].mentions == 1


def test_engagement_fades_while_confidence_stays():
    """Weeks of silence lower the engagement alone, and the latest topic comes first."""
    history = [observe(0, 0.9), observe(40, 0.7, "jazz")]
    early, late = (rate_interests(history, NOON + timedelta(days=day)) for day in (0, 40))
    assert [one.topic for one in late] == ["jazz", "chess"]
    assert early[0].engagement == early[0].confidence == late[1].confidence
    assert late[1].engagement < early[0].engagement / 2


@st.composite
def histories(draw: st.DrawFn) -> list[Observed[Engagement]]:
    """Topics that came up within a few weeks."""
    row = st.tuples(st.integers(0, 40), st.floats(-1, 1, allow_nan=False), st.sampled_from(["chess", "jazz"]))
    rows = enumerate(draw(st.lists(row, max_size=15)))
    return [observe(day, strength, topic, number) for number, (day, strength, topic) in rows]


@given(histories(), st.integers(0, 60), st.integers(0, 1_000))
def test_interests_are_bounded_and_the_order_of_arrival_does_not_matter(history, day, seed):
    """Shuffled engagements give the very same interests, each with numbers within 0 and 1 that rest on turns."""
    at = NOON + timedelta(days=day)
    interests = rate_interests(history, at)
    assert rate_interests(random.Random(seed).sample(history, len(history)), at) == interests
    assert all(FLOOR <= one.confidence <= 1 and 0 <= one.engagement <= 1 and one.turns for one in interests)

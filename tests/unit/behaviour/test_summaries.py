"""Summaries of sessions, days and weeks."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from spectron.behaviour.mood import trace_mood
from spectron.behaviour.summaries import LONGEST, MOST, Ahead, Chronicle, Lesson, Spoken, summarise
from spectron.domain.behaviour import Affect, Engagement, Feeling, Observed
from spectron.domain.conversation import Role
from spectron.domain.estimates import Span
from spectron.domain.graph import Quote
from spectron.domain.ids import SessionId, TurnId

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
QUOTE = Quote("", 0, 0)


def speak(number: int, session: str = "session:1", hours: float = 0) -> Spoken:
    """A turn of the user."""
    return Spoken(TurnId(f"turn:{number:03}"), SessionId(session), Role.USER, START + timedelta(hours=hours))


def engage(number: int, topic: str, strength: float = 0.5) -> Observed[Engagement]:
    """A topic that a turn was about."""
    signal = Engagement(topic, "leisure", strength, QUOTE, "")
    return Observed(signal, TurnId(f"turn:{number:03}"), SessionId("session:1"), Role.USER, START)


def feel(number: int, valence: float, hours: float = 0) -> Observed[Affect]:
    """A feeling that a turn carried."""
    signal = Affect(Feeling(valence=valence), QUOTE, "")
    said_at = START + timedelta(hours=hours)
    return Observed(signal, TurnId(f"turn:{number:03}"), SessionId("session:1"), Role.USER, said_at)


def test_a_session_is_told_in_three_sentences() -> None:
    """What was spoken of and how the mood went, what was learned, and what is ahead."""
    chronicle = Chronicle(
        spoken=[speak(1), speak(2, hours=0.1)],
        lessons=[Lesson("The user has a dog called Rex.", 0.9, TurnId("turn:001"))],
        engagements=[engage(1, "hiking"), engage(2, "cooking", 0.9), engage(2, "traffic", -0.5)],
        moods=trace_mood([feel(1, -0.8), feel(2, 0.9, 0.1)], Feeling()),
        ahead=[Ahead("hike", START + timedelta(days=1), TurnId("turn:002"))],
    )
    (session, day, week) = summarise(chronicle, START + timedelta(days=1), UTC)
    opening = (
        "In the session of 2 March 2026 2 messages were exchanged about cooking and hiking; the user's mood went from"
    )
    assert session.text.startswith(opening)
    assert session.text.endswith("Learned: The user has a dog called Rex. Still ahead: hike.")
    assert (session.topics, session.messages, session.session_id) == (("cooking", "hiking"), 2, "session:1")
    assert day.text.startswith("On 2 March 2026 ")
    assert (day.from_at.hour, day.until_at - day.from_at) == (0, timedelta(days=1))
    assert week.text.startswith("In the week from 2 March 2026 ")
    assert week.until_at - week.from_at == timedelta(days=7)


def test_a_quiet_stretch_is_told_without_inventing_anything() -> None:
    """Where nothing was felt or learned, a summary says only how much was said."""
    texts = [one.text for one in summarise(Chronicle([speak(1)]), START, UTC)]
    assert texts[1] == "On 2 March 2026 1 message was exchanged."


def test_what_comes_later_is_not_summarised() -> None:
    """As of an instant, nothing that was said after it counts."""
    assert summarise(Chronicle([speak(1, hours=1)]), START, UTC) == ()


@st.composite
def chronicles(draw: st.DrawFn) -> Chronicle:
    """Up to sixty turns over three months, with lessons of any length."""
    hours: Sequence[float] = draw(st.lists(st.floats(0, 24 * 90), max_size=60))
    spoken = [speak(number, f"session:{number // 4}", hour) for number, hour in enumerate(hours)]
    words = st.text("abc ", min_size=1, max_size=300)
    lessons = [Lesson(draw(words), draw(st.floats(0, 1)), one.turn_id) for one in spoken[:20]]
    topics = [engage(number, draw(st.sampled_from(["hiking", "tea", "jazz"]))) for number in range(len(spoken))]
    return Chronicle(spoken, lessons, topics, trace_mood([feel(3, 0.5, 2)], Feeling()))


@given(chronicles(), st.integers())
def test_summaries_are_bounded_and_the_same_in_any_order(chronicle: Chronicle, seed: int) -> None:
    """No more than so many of each, none too long, whatever order the turns come in."""
    at = START + timedelta(days=100)
    found = summarise(chronicle, at, UTC)
    assert all(len(one.text) <= LONGEST for one in found)
    assert all(sum(one.span is span for one in found) <= MOST[span] for span in Span)
    spoken, lessons, topics = list(chronicle.spoken), list(chronicle.lessons), list(chronicle.engagements)
    for some in (spoken, lessons, topics):
        Random(seed).shuffle(some)
    assert summarise(Chronicle(spoken, lessons, topics, chronicle.moods), at, UTC) == found

"""Scores, and why."""

from datetime import timedelta

import numpy as np
import pytest
from passages import NOON, make_passage

from spectron.domain.conversation import Role
from spectron.domain.temporal import Interval
from spectron.retrieval.asking import Ask, wording
from spectron.retrieval.fuse import score
from spectron.retrieval.index import Index

TALK = [
    make_passage(1, "What did you do on the weekend?", name="Ana"),
    make_passage(2, "I went hiking on the long trail above the lake", name="Ben"),
    make_passage(3, "Sounds lovely", name="Ana"),
    make_passage(1, "My violin lessons begin tomorrow", name="Ana", session="s2"),
    make_passage(2, "Good luck with them", name="Ben", session="s2"),
]


def best(ask: Ask) -> str:
    """The id of the turn that comes first."""
    return score(Index.build(TALK), ask).top(1)[0][0]


@pytest.mark.parametrize(
    ("asked", "turn"),
    [
        ("Which trail did Ben hike?", "s1-2"),
        ("violin", "s2-1"),
        ("Who takes lessons?", "s2-1"),
    ],
)
def test_the_turn_that_says_so_comes_first(asked, turn):
    """Words find the turn that has them."""
    assert best(Ask(asked)) == turn


def test_a_turn_near_a_match_scores_above_one_far_away():
    """What stands beside a match in its session gets a share of it."""
    scored = score(Index.build(TALK), Ask("violin"))
    assert scored.score("s2-2") > scored.score("s1-3")


def test_the_reasons_add_up_to_the_score():
    """The points of all signals are the score, and say what they saw."""
    scored = score(Index.build(TALK), Ask("Which trail did Ben hike?"))
    why = scored.why("s1-2")
    assert sum(one.points for one in why) == pytest.approx(scored.score("s1-2"), abs=1e-3)
    notes = {one.signal: one.note for one in why}
    assert notes["words"] == "says 'trail', 'ben', 'hike'"
    assert notes["speaker"] == "spoken by Ben"


def test_an_answer_draws_on_the_question_before_it():
    """What follows a short question that matches gains more than what stands before it."""
    talk = [
        make_passage(1, "I see, that is quite good to know of you", name="Ana"),
        make_passage(2, "Which instrument?", name="Ben"),
        make_passage(3, "Guess, that is quite good to know of you", name="Ana"),
    ]
    scored = score(Index.build(talk), Ask("instrument"))
    assert scored.score("s1-3") > scored.score("s1-1")
    assert {one.signal: one.note for one in scored.why("s1-3")}["near"] == "1 turn behind a match"


def test_a_question_for_a_name_draws_turns_that_call_something_by_one():
    """Of two turns alike, the one with a name in it answers "which"."""
    plain, named = make_passage(1, "We watched a film"), make_passage(1, "We watched Casablanca", session="s2")
    assert score(Index.build([plain, named]), Ask("Which one did they see?")).top(1)[0][0] == "s2-1"


def test_what_was_said_later_than_known_at_takes_no_part():
    """A turn from after the instant asked for is not found, and does not change how rare a word is."""
    early, late = TALK[:2], make_passage(9, "the long trail again", name="Ben", session="s3")
    ask = Ask("the trail", known_at=NOON + timedelta(minutes=5))
    alone, both = score(Index.build(early), ask), score(Index.build([*early, late]), ask)
    assert both.score("s3-9") == float("-inf")
    assert [turn for turn, _ in both.top(10)] == [turn for turn, _ in alone.top(10)]
    assert both.score("s1-2") == pytest.approx(alone.score("s1-2"))


def test_a_time_that_is_asked_for_draws_what_was_said_then():
    """A turn said inside the time comes before one said long before it."""
    july = make_passage(1, "the party was fun", session="s1")
    later = make_passage(60 * 24 * 100, "the party was fun", session="s2")
    index = Index.build([july, later])
    time = Interval(NOON - timedelta(days=1), NOON + timedelta(days=1))
    assert score(index, Ask("the party", times=(time,))).top(1)[0][0] == "s1-1"


def test_the_first_person_is_the_user_of_the_conversation():
    """ "My" draws what the user said, not what the assistant answered."""
    said = make_passage(1, "The dog is called Rex", role=Role.USER)
    echoed = make_passage(2, "The dog is called Rex", role=Role.ASSISTANT, session="s2")
    scored = score(Index.build([said, echoed]), Ask("What is my dog called?"))
    assert scored.top(1)[0][0] == "s1-1"


def test_you_is_the_assistant():
    """A question about what "you" said draws what the assistant said."""
    said = make_passage(1, "The visa takes a month", role=Role.USER)
    echoed = make_passage(2, "The visa takes a month", role=Role.ASSISTANT, session="s2")
    index = Index.build([said, echoed])
    scored = score(index, Ask("What did you say about the visa?"))
    assert scored.top(1)[0][0] == "s2-2"
    assert "spoken by the assistant" in [one.note for one in scored.why("s2-2")]


def test_one_who_asks_under_a_name_is_that_speaker():
    """ "I" is the asker where the asker is known, not every user."""
    ana, ben = make_passage(1, "I ran far", name="Ana"), make_passage(1, "I ran far", name="Ben", session="s2")
    for asker, turn in (("Ana", "s1-1"), ("Ben", "s2-1")):
        assert score(Index.build([ana, ben]), Ask("Did I run?", asker=asker)).top(1)[0][0] == turn


def test_meaning_finds_what_no_word_does():
    """A vector near the question's lifts its turn."""
    vectors = {"s1-3": np.eye(3, dtype=np.float32)[:1], "s2-2": np.eye(3, dtype=np.float32)[1:2]}
    scored = score(Index.build(TALK, vectors), Ask("anything"), np.eye(3, dtype=np.float32)[1])
    assert scored.top(1)[0][0] == "s2-2"


def test_the_names_of_speakers_are_not_embedded():
    """A name steers by itself; in the vector it would only find its bearer's turns."""
    index = Index.build(TALK)
    assert wording("What is Ana's hobby?", index) == "What is hobby?"
    assert wording("Ana", index) == "Ana"


def test_a_speaker_goes_by_a_first_name_that_nobody_shares():
    """ "Ana" is Ana Lima, until there is another Ana."""
    lima, diaz = make_passage(1, "hello", name="Ana Lima"), make_passage(2, "hello", name="Ana Diaz")
    assert wording("What did Ana's dog eat?", Index.build([lima])) == "What did dog eat?"
    assert wording("What did Ana's dog eat?", Index.build([lima, diaz])) == "What did Ana's dog eat?"
    assert wording("Did Ana Diaz eat?", Index.build([lima, diaz])) == "Did eat?"


def test_an_empty_index_finds_nothing():
    """No turns, no hits, and no error."""
    assert score(Index.build([]), Ask("anything")).top(5) == []

"""The index of a view."""

from datetime import timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from passages import NOON, make_passage

from spectron.domain.ids import TurnId
from spectron.retrieval.asking import Ask
from spectron.retrieval.fuse import score
from spectron.retrieval.index import Index

WORDS = ("violin", "dog", "hiking", "last", "painted", "lake", "school", "when", "Ana")
SPOKEN = st.lists(
    st.tuples(
        st.sampled_from(["s1", "s2", "s3"]),
        st.lists(st.sampled_from(WORDS), max_size=8),
        st.sampled_from([None, "Ana", "Ben"]),
        st.booleans(),
    ),
    max_size=24,
)


def passages_of(spoken):
    """A passage for each: its session, words, speaker."""
    return [
        make_passage(seq, " ".join(words), session=s, name=name) for seq, (s, words, name, _) in enumerate(spoken, 1)
    ]


def vectors_of(spoken, passages):
    """Unit vectors for those turns that shall have any."""
    made = {}
    for number, ((*_, seen), passage) in enumerate(zip(spoken, passages, strict=True)):
        if seen:
            rows = np.random.default_rng(number).normal(size=(1 + number % 3, 8)).astype(np.float32)
            made[passage.turn] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return made


def all_scores(index, ask, passages):
    """The score of every turn, by its id."""
    vector = np.eye(8, dtype=np.float32)[0]
    scored = score(index, ask, vector)
    return [scored.score(passage.turn) for passage in passages]


@given(SPOKEN, st.lists(st.sampled_from(WORDS), max_size=4), st.integers(0, 24), st.randoms())
def test_an_index_that_was_extended_scores_like_one_built_anew(spoken, asked, cut, random):
    """However the passages come, in one go or in parts, in any order, with vectors early or late."""
    passages = passages_of(spoken)
    vectors = vectors_of(spoken, passages)
    ask = Ask(" ".join(asked))
    whole = Index.build(passages, vectors)
    shuffled = random.sample(passages, len(passages))
    grown = Index.build(shuffled[:cut])
    for passage in shuffled[cut:]:
        grown = grown.extended([passage])
    grown = grown.extended([], vectors)
    expected = all_scores(whole, ask, passages)
    assert np.allclose(all_scores(grown, ask, passages), expected, atol=1e-5)


@given(SPOKEN, SPOKEN, st.lists(st.sampled_from(WORDS), max_size=4))
def test_an_index_stays_as_it_was_when_others_go_on_from_it(spoken, more, asked):
    """Two indexes extended from one do not see each other's turns, and the first sees neither's."""
    passages = passages_of(spoken)
    ask = Ask(" ".join(asked))
    first = Index.build(passages)
    before = all_scores(first, ask, passages)
    added = [make_passage(100 + seq, " ".join(words), session=s) for seq, (s, words, *_) in enumerate(more)]
    other = [make_passage(200 + seq, " ".join(words), session=s) for seq, (s, words, *_) in enumerate(more)]
    one, two = first.extended(added), first.extended(other)
    assert np.allclose(all_scores(first, ask, passages), before, atol=1e-6)
    for index, parts in ((one, passages + added), (two, passages + other)):
        assert index.count == len(parts)
        assert np.allclose(all_scores(index, ask, parts), all_scores(Index.build(parts), ask, parts), atol=1e-5)


@given(SPOKEN, SPOKEN, st.lists(st.sampled_from(WORDS), max_size=4))
def test_a_score_does_not_depend_on_turns_that_may_not_be_seen(spoken, later, asked):
    """What was said after the instant asked for changes no score: not by words, vectors, speakers or nearness."""
    passages = passages_of(spoken)
    unseen = [
        make_passage(1_000 + seq, " ".join(words), session=s, name="Cleo") for seq, (s, words, *_) in enumerate(later)
    ]
    ask = Ask(" ".join([*asked, "Cleo"]), known_at=NOON + timedelta(minutes=500))
    vectors = vectors_of(spoken, passages)
    both = Index.build(passages + unseen, vectors | vectors_of(later, unseen))
    assert np.allclose(
        all_scores(both, ask, passages), all_scores(Index.build(passages, vectors), ask, passages), atol=1e-5
    )


def test_vectors_fill_the_room_that_was_made_for_them():
    """Room changes nothing that is seen, and what then comes is not moved to a larger one."""
    passages = [make_passage(number, "a dog, a cat and " * 50) for number in range(1, 200)]
    vectors = {one.turn: np.eye(4, dtype=np.float32) for one in passages}
    index = Index.build(passages).with_room(dict.fromkeys([*vectors, TurnId("unknown")], 4), 4)
    assert index.unseen == 199
    grown = index
    for one in passages:
        grown = grown.extended(vectors={one.turn: vectors[one.turn]})
    for roomy, full in ((index.vectors, grown.vectors), (index.owners, grown.owners)):
        assert roomy is not None
        assert full is not None
        assert roomy.room is full.room
        assert roomy.size == 0
    assert index.sentences is not None
    assert grown.sentences is not None
    assert index.sentences.vectors.numbers.room is grown.sentences.vectors.numbers.room
    assert all_scores_of(grown) == all_scores_of(Index.build(passages, vectors))
    assert all_scores_of(index) == all_scores_of(Index.build(passages))


def all_scores_of(index):
    """The score of every turn for one question."""
    scored = score(index, Ask("dog"), np.eye(4, dtype=np.float32)[0])
    return [round(scored.score(TurnId(f"s1-{number}")), 4) for number in range(1, 200)]


def test_turns_without_vectors_are_counted():
    """`unseen` tells how many turns the embedder has not read."""
    passages = [make_passage(1, "a dog"), make_passage(2, "a cat")]
    index = Index.build(passages, {TurnId("s1-1"): np.ones((2, 4), np.float32)})
    assert (index.count, index.unseen) == (2, 1)
    assert index.size > 0


def test_a_turn_that_is_there_already_is_left_alone():
    """Extending with a known turn changes nothing."""
    index = Index.build([make_passage(1, "a dog")])
    assert index.extended([make_passage(1, "a cat")]) is index

"""What search keeps of a turn."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from passages import make_passage, make_turn

from spectron.domain.conversation import Role
from spectron.domain.ids import TurnId
from spectron.domain.recall import DateNote
from spectron.retrieval.index import Index
from spectron.retrieval.prepare import PIECE_WORDS, count_pieces, cut_up, piece_ends, pieces, prepare
from spectron.retrieval.sentences import Sentences


def test_a_turn_is_found_by_its_day_its_speaker_and_the_dates_it_means():
    """The stems hold all three beside the words themselves."""
    passage = make_passage(1, "We met last Friday", name="Ana", notes=(DateNote(7, 18, "14 July 2023"),))
    assert passage.stems == ("21", "juli", "2023", "ana", "met", "last", "friday", "14", "juli", "2023")
    assert make_passage(1, "hi", role=Role.ASSISTANT).speaker == "Assistant"


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("How are you? I paint.", {"words": 5, "told": 2, "asks": 1}),
        (
            "I moved to Lyon in May with my two dogs and need a vet who knows old dogs, can you help?",
            {"words": 21, "told": 21, "asks": 0},
        ),
        ("Thanks, Ben!", {"names": 0}),
        ("We saw Dune together", {"names": 1}),
        ('I read "the long way" again', {"names": 1}),
        ("I ran yesterday", {"timed": 1}),
        ("I run", {"timed": 0, "names": 0, "asks": 0}),
    ],
)
def test_numbers_about_the_words(text, features):
    """Short questions tell nothing; long ones do; whoever is spoken to is not a name that is told."""
    kept = prepare(make_turn(1, text)).features
    assert {name: kept[name] for name in features} == features


def test_a_short_turn_is_embedded_whole_and_by_its_sentences():
    """Sentences stand behind the whole; a turn of one sentence is embedded once."""
    assert pieces("I play the violin. My dog howls along.") == [
        "I play the violin. My dog howls along.",
        "I play the violin.",
        "My dog howls along.",
    ]
    assert pieces("I play the violin") == ["I play the violin"]
    assert pieces(" \n ") == []


@given(st.lists(st.sampled_from(["a", "dog.", "why?", "runs", "far\n"]), max_size=350))
def test_the_pieces_of_a_long_turn_are_its_words(words):
    """Cut up, nothing is lost and no piece is longer than a hundred words; the count is known from the words alone."""
    text = " ".join(words)
    made = pieces(text)
    cut = count_pieces(len(text.split()))
    assert " ".join(made[:cut]) == " ".join(text.split())
    assert all(len(piece.split()) <= 100 for piece in made)
    assert cut <= 1 or len(made) == cut


def test_the_vectors_behind_the_whole_are_those_of_sentences():
    """The index keeps them apart, and counts a turn with any vector as read."""
    passage = make_passage(1, "I play the violin. My dog howls along.")
    index = Index.build([passage], {passage.turn: np.eye(3, 4, dtype=np.float32)})
    assert index.vectors is not None
    assert index.sentences is not None
    assert (len(index.vectors.rows), len(index.sentences.owners.rows), index.unseen) == (1, 2, 0)
    assert index.row(TurnId("nobody")) is None


@given(st.integers(0, 2**32 - 1))
def test_a_sentence_kept_small_has_nearly_the_same_cosine(seed):
    """Whole numbers from -127 to 127 lose about a hundredth at most."""
    rows = np.random.default_rng(seed).normal(size=(5, 64)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kept = Sentences.empty(64).extended([(1, rows[:4])])
    owners, cosines = kept.compare(rows[4], np.array([False, True]))
    assert owners.tolist() == [1] * 4
    assert np.allclose(cosines, rows[:4] @ rows[4], atol=0.02)


@given(st.lists(st.sampled_from(["word", " ", "\n", "\u3000", "\x1c", "a b"]), max_size=900).map("".join))
def test_ends_of_pieces_cut_a_text_into_its_pieces(text: str):
    """The stretches of a text between the ends are all of it, and hold the words of the pieces one by one."""
    ends = piece_ends(text)
    stretches = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    assert [" ".join(one.split()) for one in stretches] == cut_up(text)
    assert "".join(stretches) == text or not text.split()
    assert all(len(one.split()) == PIECE_WORDS for one in stretches[:-1])

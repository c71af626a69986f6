"""`builtin/hash`: near where words and letters are shared, and the same everywhere and for ever."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.errors import BadValue
from spectron.providers.embedders.hashed import (
    DIMENSIONS,
    MOST_CHARACTERS,
    HashModel,
    find_builtin,
    hash_text,
    split_words,
    stem,
)

FIXED = {
    "I went hiking in the Alps with Ana last summer.": "30cfd3ac59dfc40a",
    "Grüße aus Köln, 3 Äpfel und 1.200 €": "28f7e63b6181dfa5",
    "私は東京に住んでいます": "b72d80f911c0f2d8",
    "Zoë doesn't like naïve café talk": "a0d6add9ce524cae",
}


def digest(text: str) -> str:
    """What is fixed of a vector: its numbers to three digits, which no processor rounds another way."""
    return hashlib.sha256(np.rint(hash_text(text) * 1_000).astype("<i2").tobytes()).hexdigest()[:16]


def near(left: str, right: str) -> float:
    """How near two texts are."""
    return float(hash_text(left) @ hash_text(right))


@pytest.mark.parametrize("text", FIXED)
def test_vectors_never_change(text: str):
    """A vector that was stored by an earlier release fits the ones made today."""
    assert digest(text) == FIXED[text]


def test_vectors_are_the_same_in_every_process():
    """Another process, with another seed for Python's own hashes, gives the same vector."""
    text = next(iter(FIXED))
    script = (
        f"import sys; from spectron.providers.embedders.hashed import hash_text; print(hash_text({text!r}).tolist())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout.strip() == str(hash_text(text).tolist())


@pytest.mark.parametrize(
    ("query", "meant", "other"),
    [
        ("hike", "She goes hiking at weekends", "She goes swimming at weekends"),
        ("restarant", "the best restaurant in town", "the best museum in town"),
        ("Which guitars does he own?", "He has an old guitar", "He has an old piano"),
        ("running shoes", "He runs every morning", "He reads every morning"),
        ("Zoe", "Zoë called today", "Ana called today"),
        ("東京", "私は東京に住んでいます", "私は京都に行きます"),
    ],
)
def test_shared_words_and_letters_come_near(query: str, meant: str, other: str):
    """Inflections, misspellings, accents and unspaced scripts do not hide a word."""
    assert near(query, meant) > near(query, other) + 0.1


def test_texts_without_shared_words_are_far():
    """Two texts with nothing in common are nearly at right angles."""
    assert abs(near("Ana plays violin", "quarterly budget meeting")) < 0.15


def test_function_words_count_little():
    """What a text is about outweighs the words around it."""
    assert near("violin", "it is what we have been to with the violin") > 0.5


def test_case_order_and_punctuation_count_nothing():
    """The vector is one of words."""
    assert np.array_equal(hash_text("Ana, plays VIOLIN!"), hash_text("violin plays ana"))


def test_a_repeated_word_counts_less_each_time():
    """Said ten times, a word does not drown another."""
    assert 0.2 < near("violin", "piano " * 10 + "violin") < near("violin", "piano violin")


@pytest.mark.parametrize(
    ("words", "root"),
    [
        ("hike hikes hiked hiking", "hik"),
        ("run runs running", "run"),
        ("fall falls falling", "fall"),
        ("hobby hobbies", "hobby"),
        ("bus", "bus"),
        ("sing string", None),
        ("東京都庁", None),
    ],
)
def test_endings_are_taken_off(words: str, root: str | None):
    """Forms of one word have one stem, and short words keep what looks like an ending."""
    assert {stem(word) for word in words.split()} == ({root} if root else set(words.split()))


@given(st.text(max_size=200))
def test_every_text_has_a_vector(text: str):
    """Whatever the text, its vector is finite and of unit length, or zeros where there is no word."""
    vector = hash_text(text)
    length = float(np.linalg.norm(vector))
    assert vector.shape == (DIMENSIONS,)
    assert vector.dtype == np.float32
    assert np.isfinite(vector).all()
    assert length == pytest.approx(1.0, abs=1e-5) if list(split_words(text)) else length == 0.0


def test_what_stands_far_behind_counts_nothing():
    """A text of a megabyte costs no more than its beginning."""
    text = "word " * (MOST_CHARACTERS // 5 + 1)
    assert np.array_equal(hash_text(text + "violin " * 100_000), hash_text(text))


def test_one_endless_word_has_a_vector():
    """A word of a megabyte is read to its fortieth letter."""
    assert np.array_equal(hash_text("ab" * 500_000), hash_text("ab" * 20))


@pytest.mark.anyio
async def test_no_text_gives_no_rows():
    """An empty list is answered with no rows of the right length."""
    assert (await HashModel().encode([])).vectors.shape == (0, DIMENSIONS)


def test_an_unknown_builtin_model_is_refused():
    """The error names what there is."""
    with pytest.raises(BadValue, match="there is builtin/hash"):
        find_builtin("hush")

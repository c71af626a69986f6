"""Cutting documents into chunks."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.tokens import cost, costs_along, estimate
from spectron.retrieval.chunks import LAST_TOKENS, MOST_OVERLAP, MOST_TOKENS, cut_chunks

PARTS = st.sampled_from(
    (
        "Refunds are paid within 14 days. ",
        "don't ",
        "\n\n",
        "\n",
        "def f(x):\n    return x\n",
        "汉字和假名。",
        "ไทย",
        "é" * 9,
        "supercalifragilistic" * 20,
        "\u0301",
        " ",
        "🙂",
        "Why? ",
        "x=1;y=2;",
        "\t",
        "a" * 3_000,
    )
)
TEXTS = st.lists(st.tuples(PARTS, st.integers(1, 60)), max_size=30).map(
    lambda parts: "".join(part * times for part, times in parts)[:60_000]
)


@given(TEXTS)
def test_chunks_cover_the_text_in_order(content):
    """Every character but blanks between chunks is in one; each begins and ends behind the one before it."""
    spans = cut_chunks(content)
    covered = set().union(*(range(start, end) for start, end in spans))
    assert all(content[place].isspace() for place in set(range(len(content))) - covered)
    assert all(first[0] < second[0] and first[1] < second[1] for first, second in pairwise(spans))
    assert all(content[start:end] == content[start:end].strip() != "" for start, end in spans)


@given(TEXTS)
def test_chunks_are_bounded_and_overlap_a_little(content):
    """None has more tokens than the most, and what two have in common no more than the most of an overlap."""
    spans = cut_chunks(content)
    assert all(estimate(content[start:end]) <= MOST_TOKENS for start, end in spans)
    shared = [content[second[0] : first[1]] for first, second in pairwise(spans)]
    assert all(estimate(one) <= MOST_OVERLAP for one in shared)


@given(st.lists(st.text("abc'-.é", min_size=1, max_size=300), max_size=400).map(" ".join))
def test_no_word_is_cut(content):
    """Where there are blanks to break at, no chunk begins or ends inside of a word."""
    for start, end in cut_chunks(content):
        assert start == 0 or content[start - 1].isspace()
        assert end == len(content) or content[end].isspace()


@given(st.text())
def test_the_cost_of_every_part_is_a_difference(text):
    """Costs along a text are those of its beginnings."""
    assert list(costs_along(text)) == [cost(text[:place]) for place in range(len(text) + 1)]


def test_a_chunk_ends_with_a_paragraph_rather_than_a_sentence():
    """Of the breaks in reach the strongest is taken."""
    first, second = "A short sentence of the first part. " * 28, "Another one of the second part. " * 40
    spans = cut_chunks(f"{first.strip()}\n\n{second.strip()}")
    assert spans[0] == (0, len(first.strip()))


def test_a_chunk_repeats_the_last_sentence_of_the_one_before():
    """What begins in one chunk can be read whole in the next."""
    content = " ".join(f"Sentence number {number} has some more words in it than that." for number in range(100))
    spans = cut_chunks(content)
    for (_, end), (start, _) in pairwise(spans):
        assert start < end
        assert content[start:].startswith("Sentence number")


@pytest.mark.parametrize("content", ["One line.", "word " * (LAST_TOKENS * 4 // 5)])
def test_a_short_text_is_one_chunk(content):
    """What is hardly longer than a chunk is not cut."""
    assert cut_chunks(content) == [(0, len(content.strip()))]


@pytest.mark.parametrize("content", ["", " \n\t "])
def test_blank_text_has_no_chunks(content):
    """There is nothing to find in it."""
    assert cut_chunks(content) == []

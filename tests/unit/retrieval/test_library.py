"""The chunks of a view, and how they are ranked."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.ids import DocumentId
from spectron.domain.library import Chunk
from spectron.retrieval.library import Stacks, make_chunks, pieces, rank

WORDS = ("refund", "card", "train", "plane", "office", "signature")
CHUNKS = st.lists(st.tuples(st.lists(st.sampled_from(WORDS), max_size=6), st.booleans()), max_size=12)


def chunk(number, words):
    """A chunk of a document of its own."""
    return Chunk(DocumentId(f"document:{number:02}"), 0, 0, 9, tuple(words))


def vectors(number):
    """Some unit vectors."""
    rows = np.random.default_rng(number).normal(size=(1 + number % 3, 8)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def ranked(stacks, query):
    """The documents of what is found, with their scores."""
    found = rank(stacks, query, np.eye(8, dtype=np.float32)[0], "double/one", 20)
    return sorted((one.document, round(score, 5)) for one, score, _ in found)


@given(CHUNKS, st.lists(st.sampled_from(WORDS), max_size=4), st.randoms())
def test_stacks_that_were_extended_rank_like_those_built_anew(told, asked, random):
    """However chunks come, one by one or together, with their vectors at once or later."""
    whole = [(chunk(number, words), vectors(number) if seen else None) for number, (words, seen) in enumerate(told)]
    steps = [
        step for one, rows in whole for step in ([(one, None), (one, rows)] if rows is not None else [(one, None)])
    ]
    late = random.sample(whole, len(whole))
    grown = Stacks.build(())
    for step in steps:
        grown = grown.extended([step])
    query = " ".join(asked)
    assert ranked(grown, query) == ranked(Stacks.build(whole), query) == ranked(Stacks.build(late), query)
    assert grown.unseen == sum(not seen for _, seen in told)


@given(CHUNKS, CHUNKS, st.sampled_from(WORDS))
def test_stacks_do_not_change_when_others_go_on_from_them(first, second, word):
    """What was ranked before is ranked the same after, also where two go on from the same."""
    begun = Stacks.build([(chunk(number, words), vectors(number)) for number, (words, _) in enumerate(first)])
    before = ranked(begun, word)
    for start in (20, 40):
        begun.extended([(chunk(start + number, words), vectors(number)) for number, (words, _) in enumerate(second)])
    assert ranked(begun, word) == before


def test_vectors_of_another_length_say_nothing():
    """Neither a stored one that differs from the others, nor a query's."""
    odd = np.ones((1, 3), np.float32)
    stacks = Stacks.build([(chunk(1, ["train"]), vectors(1)), (chunk(2, ["plane"]), odd)])
    assert stacks.unseen == 1
    found = rank(stacks, "plane", odd[0], "double/one", 5)
    assert [(one.document, [why.signal for why in reasons]) for one, _, reasons in found] == [
        ("document:02", ["words"])
    ]


def test_reasons_add_up_and_what_has_none_is_not_found():
    """Each hit says which stems it holds; without a vector only words count, and chunks without them are left out."""
    stacks = Stacks.build([(chunk(1, ["refund", "card"]), None), (chunk(2, ["train"]), None)])
    ((found, score, (why,)),) = rank(stacks, "Refunds for a card", None, "", 5)
    assert (found.document, why.signal, why.note) == ("document:01", "words", "says 'refund', 'card'")
    assert abs(why.points - score) < 1e-3


def test_the_words_of_a_label_find_every_chunk_of_its_document():
    """And they stand before each piece that is embedded."""
    content = "Some ordinary words stand here. " * 200
    made = make_chunks(DocumentId("document:1"), "Travel policy", content)
    assert len(made) > 3
    assert all(one.stems[:2] == ("travel", "polici") for one in made)
    assert [one.place for one in made] == list(range(len(made)))
    told = pieces("Travel policy", content[made[0].start : made[0].end])
    assert len(told) > 1
    assert all(one.startswith("Travel policy: ") for one in told)

"""Claims about finding words and blacking them out."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.redaction import (
    MASK,
    Aim,
    black_out,
    black_out_json,
    black_out_quote,
    find,
    holds_all,
    merge,
    phrase,
)

WORDS = st.sampled_from(
    ["Anna", "anna's", "ANNAS", "Zoë", "Smith", "met", "in", "東京", "résumé", "—", "x", "\n", "né"]
)
TEXTS = st.lists(WORDS).map(" ".join)


@pytest.mark.parametrize(
    ("text", "name", "blacked"),
    [
        ("Anna's bike, ANNA!", "anna", "████'s bike, ████!"),
        ("Annabel is not her", "Anna", "Annabel is not her"),
        ("Zoe, Zoë and Zoe\u0308", "Zoë", "███, ███ and ████"),
        ("I met Anna Smith. Smith left.", "Anna Smith", "I met ██████████. Smith left."),
        ("two nurses, one nurse", "nurse", "two ██████, one █████"),
        ("東京に住んでいます", "東京", "██に住んでいます"),
        ("James' and James’s", "James", "█████' and █████’s"),
        ("the boss of bos", "boss", "the ████ of bos"),
        ("l'été d’Anna", "Anna", "l'été d’████"),
        ("Mr O'Brien", "O’Brien", "Mr ███████"),
        ("", "Anna", ""),
        ("nothing here", "?!", "nothing here"),
    ],
)
def test_a_name_is_found_whatever_its_form(text: str, name: str, blacked: str):
    """Case, accents, a plural, an apostrophe make no difference; a longer word that begins alike is another word."""
    assert black_out(text, find(text, [phrase(name)])) == blacked


@given(TEXTS, TEXTS)
def test_a_blackout_keeps_every_other_character_in_its_place(text: str, name: str):
    """The text keeps its length, what is not covered stays, and the words are not found again."""
    spans = find(text, [phrase(name)])
    blacked = black_out(text, spans)
    covered = {place for start, end in spans for place in range(start, end)}
    assert len(blacked) == len(text)
    assert all((one == MASK) if place in covered else (one == text[place]) for place, one in enumerate(blacked))
    assert find(blacked, [phrase(name)]) == []


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda one: (one[0], one[0] + one[1]))))
def test_merged_spans_cover_the_same_characters(spans: list[tuple[int, int]]):
    """Merging changes no character that is covered, and leaves no two spans that touch."""
    merged = merge(spans)
    assert {p for s, e in merged for p in range(s, e)} == {p for s, e in spans for p in range(s, e)}
    assert all(one[1] < other[0] for one, other in pairwise(merged))


@pytest.mark.parametrize(
    ("text", "query", "held"),
    [
        ("location Lyon", "Lyon", True),
        ("location Lyon", "lyon location", True),
        ("location Lyon", "Lyon Paris", False),
        ("Lyonnaise potatoes", "Lyon", False),
        ("peanuts", "peanut", True),
    ],
)
def test_a_text_holds_a_query_when_it_holds_all_its_words(text: str, query: str, held: bool):
    """All the words, in any order, each as a word."""
    assert holds_all(text, phrase(query)) is held


@pytest.mark.parametrize(
    ("start", "end", "spans", "expected"),
    [
        (10, 15, [(0, 10)], "hello"),
        (10, 15, [(8, 12)], "██llo"),
        (10, 15, [(14, 99)], "hell█"),
        (10, 15, [(15, 20)], "hello"),
        (10, 99, [(11, 12)], "█████"),
        (10, 99, [(0, 5)], "hello"),
    ],
)
def test_a_quote_loses_what_its_turn_lost(start: int, end: int, spans: list[tuple[int, int]], expected: str):
    """The part of a blackout that lies in the quote; where the offsets are wrong, all of a quote that is touched."""
    assert black_out_quote("hello", start, end, spans) == expected


def test_metadata_loses_a_name_wherever_it_stands():
    """Strings at any depth and names of members are blacked out, all else stays."""
    value = {"Anna": [1, None, {"who": "for anna"}], "n": True}
    assert black_out_json(value, frozenset({phrase("Anna")})) == {"████": [1, None, {"who": "for ████"}], "n": True}


def test_common_words_go_only_near_what_is_erased():
    """A wide phrase holds everywhere, a near one in the turns named, one beside a turn only there."""
    rex, dog, tea = frozenset({("rex",)}), frozenset({("dog",)}), frozenset({("tea",)})
    aim = Aim(wide=rex, near=dog, turns=frozenset({"turn:1", "turn:2"}), beside={"turn:2": tea})
    assert aim.phrases("turn:1") == rex | dog
    assert aim.phrases("turn:2") == rex | dog | tea
    assert aim.phrases("turn:3") == aim.phrases(None) == rex

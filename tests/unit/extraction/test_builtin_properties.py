"""What holds for every text whatever."""

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin import BuiltinExtractor
from spectron.extraction.builtin.grammar.sentences import find_foreign
from spectron.extraction.builtin.grammar.tokens import split_words
from spectron.extraction.builtin.read import read

WORDS = (
    "I I'm im my "
    "your she he they we it not never no always don't isn't 's and , . ! ? ( ) : ; - \u2014 \u2026 \" ` > \n "
    "sister brother called named Ana Tom Acme Paris Berlin in at from to of for as with live lives lived moved work "
    "works working is are was were been have has got had want to going will might think maybe actually sorry meant "
    "love hate allergic vegan nurse engineer at dog cat Rex car Volvo 27 34 years old 2019 March yesterday since until "
    "every Monday please call me reply short answers French if would could where who which that because but so "
    "\U0001f600 \ufb01 \u0130 \u00df \u2019 \u201c \u201d"
).split(" ")
PROSE = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
TEXTS = st.one_of(PROSE, st.text(max_size=300))


def make(text: str, role: Role = Role.USER) -> Turn:
    """A turn with this text."""
    said_at = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
    return Turn(TurnId("turn:1"), SessionId("session:1"), Scope.of({"user": "me"}), role, text, said_at)


def quotes_of(extraction: Extraction):
    """Every quote of an extraction, those of the claims inside doubts among them."""
    records = (*extraction.mentions, *extraction.claims, *extraction.directives, *extraction.doubts)
    yield from (record.quote for record in records)
    yield from (doubt.claim.quote for doubt in extraction.doubts if doubt.claim is not None)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(list(Role)))
def test_quotes_occur(text, role):
    """Whatever is said in whatever role, reading never fails and every quote stands in the turn where it says."""
    for quote in quotes_of(read(make(text, role), Window())):
        assert text[quote.start : quote.end] == quote.text


@settings(max_examples=200, deadline=None)
@given(TEXTS, TEXTS)
def test_places_exist(earlier, text):
    """Claims and holders point at mentions of the same extraction, also after an earlier turn."""
    extraction = read(make(text), Window((make(earlier),)))
    count = len(extraction.mentions)
    doubted = [doubt.claim for doubt in extraction.doubts if doubt.claim is not None]
    for claim in (*extraction.claims, *doubted):
        assert 0 <= claim.about < count
        assert claim.object is None or 0 <= claim.object < count
        assert claim.value.strip()
        assert claim.value == claim.value.strip()
    for place, mention in enumerate(extraction.mentions):
        assert mention.label.strip()
        assert mention.holder is None or 0 <= mention.holder < count
        assert mention.holder != place


@settings(max_examples=100, deadline=None)
@given(PROSE)
def test_reading_is_repeatable(text):
    """The same turn reads the same every time."""
    assert read(make(text), Window()) == read(make(text), Window())


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_words_tile_the_text(text):
    """Words come in order, do not overlap, and stand where they say."""
    at = 0
    for piece in split_words(text, 0, len(text)):
        assert piece.start >= at
        assert text[piece.start : piece.end] == piece.text
        at = piece.end


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(["```", "`", '"', "> ", "\n", "<b>", "\u2018", "\u2019", "a b"]), max_size=40).map("".join)
)
def test_the_words_of_others_are_disjoint(text):
    """Code, quotations and markup come in order and do not overlap, whatever lies inside what."""
    at = 0
    for span in find_foreign(text):
        assert at <= span.start < span.end <= len(text)
        at = span.end


@pytest.mark.parametrize(
    "text",
    [
        "I live in Rome. " * 15_000,
        "a" * 200_000,
        "((((" * 50_000,
        "I'm " * 50_000,
        "not " * 50_000,
        '"' * 200_000,
        '"a" ' * 50_000,
        "\u201c" * 200_000,
        "I like tea, " * 20_000,
        "who lives in who lives in " * 8_000,
        "my sister's " * 16_000,
        "1 2 " * 50_000,
        "<" * 200_000,
        "- name: x\n" * 20_000,
        "{" * 200_000,
        "[" * 200_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.parametrize("role", [Role.USER, Role.TOOL])
def test_long_text_is_bounded(text, role):
    """Two hundred thousand characters of anything are read without failing, and only their beginning is quoted."""
    for quote in quotes_of(read(make(text, role), Window())):
        assert quote.end <= 200_000
        assert text[quote.start : quote.end] == quote.text


def test_the_port():
    """The extractor behind the port proposes what the pure reader reads."""
    turn = make("I live in Rome.")
    assert asyncio.run(BuiltinExtractor().extract(turn, Window())) == read(turn, Window())

"""What may stand after an extraction was held against its turn."""

from datetime import UTC, datetime
from math import inf, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.domain.candidate import SPEAKER, Claim, Directive, Doubt, Extraction, Mention
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import DoubtKind, Priority, Quote
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import EVERYWHERE
from spectron.domain.temporal import Interval
from spectron.extraction.grounding import ground
from spectron.extraction.keys import normalise_key

SAID_AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
TEXT = "My sister Ana lives in Lyon.  Ana's dog\nRex is old. Please reply in French."


def make_turn(content: str = TEXT, role: Role = Role.USER) -> Turn:
    """A turn with this content."""
    return Turn(TurnId("turn:1"), SessionId("session:1"), EVERYWHERE, role, content, SAID_AT)


def find(words: str, content: str = TEXT) -> Quote:
    """The first place of these words."""
    start = content.index(words)
    return Quote(words, start, start + len(words))


def make_claim(**changes: object) -> Claim:
    """A claim about the first mention that stands as it is, with changes."""
    fields: dict[str, object] = {"about": 0, "key": "location", "value": "Lyon", "quote": find("lives in Lyon")}
    return Claim(**(fields | changes))  # type: ignore[arg-type]


ANA = Mention("Ana", "person", find("Ana"))
REPLY = Directive("Reply in French.", Priority.MEDIUM, find("Please reply in French"))
DOUBT = Doubt("Rex is old", DoubtKind.SPECULATIVE, "maybe", find("Rex is old"))


def test_what_stands_is_kept_as_it_is():
    """An extraction whose quotes all occur where they say passes unchanged."""
    extraction = Extraction((ANA,), (make_claim(),), (REPLY,), (DOUBT,))
    grounded = ground(extraction, make_turn())
    assert grounded.extraction == extraction
    assert grounded.dropped == 0


REPAIRS = [
    (Quote("lives in Lyon", 0, 13), "lives in Lyon"),
    (Quote("LIVES  IN\nlyon", 5, 9), "lives in Lyon"),
    (Quote("Ana\u2019s dog Rex", 0, 0), "Ana's dog\nRex"),
    (Quote("lyon. ana's", -3, 400), "Lyon.  Ana's"),
    (Quote(" in French ", 2, 4), "in French"),
]


@pytest.mark.parametrize(("quote", "words"), REPAIRS)
def test_wrong_offsets_are_repaired(quote: Quote, words: str):
    """Words that occur once, whatever their case and spacing, are found again and quoted as the turn has them."""
    [claim] = ground(Extraction((ANA,), (make_claim(quote=quote),)), make_turn()).extraction.claims
    assert claim.quote == find(words)


LOST = [
    Quote("lives in Paris", 0, 14),
    Quote("Ana", 0, 3),
    Quote("", 0, 0),
    Quote("   ", 0, 3),
]


@pytest.mark.parametrize("quote", LOST)
def test_words_that_do_not_occur_once_are_no_evidence(quote: Quote):
    """A claim, a directive and a doubt fall with a quote that is absent, empty or in doubt."""
    doubt = Doubt("Rex is old", DoubtKind.SPECULATIVE, "maybe", quote)
    extraction = Extraction((ANA,), (make_claim(quote=quote),), (Directive("Go.", Priority.LOW, quote),), (doubt,))
    grounded = ground(extraction, make_turn())
    assert grounded.extraction == Extraction((ANA,))
    assert grounded.dropped == 3


def test_repeated_words_need_the_right_place():
    """Words that occur twice stand at the place they name, and at no other."""
    second = Quote("Ana", 30, 33)
    assert TEXT[30:33] == "Ana"
    grounded = ground(Extraction((Mention("Ana", "person", second), Mention("Ana", "person", LOST[1]))), make_turn())
    assert [mention.quote for mention in grounded.extraction.mentions] == [second]


def test_overlapping_occurrences_are_two():
    """Words that overlap themselves are in doubt like any others that occur twice."""
    mention = Mention("na na", "event", Quote("na na", 9, 9))
    assert ground(Extraction((mention,)), make_turn("na na na")).extraction.mentions == ()
    assert ground(Extraction((mention,)), make_turn("so na na so")).extraction.mentions[0].quote == Quote("na na", 3, 8)


def test_part_of_a_word_is_no_occurrence():
    """ "Ana" does not occur in "banana", so a repair never lands inside another word."""
    ana = Mention("Ana", "person", Quote("Ana", 9, 9))
    assert ground(Extraction((ana,)), make_turn("banana")).extraction.mentions == ()
    assert ground(Extraction((ana,)), make_turn("banana, Ana")).extraction.mentions[0].quote == Quote("Ana", 8, 11)


def test_scripts_without_spaces_are_repaired():
    """Where words are not set apart by spaces, any place will do for a repair."""
    tokyo = Mention("東京", "location", Quote("東京", 9, 9))
    assert ground(Extraction((tokyo,)), make_turn("私は東京に住む")).extraction.mentions[0].quote == Quote("東京", 2, 4)


def test_positions_are_renumbered():
    """Without an ungrounded mention, claims, holders and doubts lead to the same mentions as before."""
    ghost = Mention("Berlin", "location", Quote("Berlin", 0, 6))
    rex = Mention("Rex", "pet", find("Rex"), role="dog", holder=1)
    claim = make_claim(about=2, object=1, key="owned_by", value="Ana")
    doubt = Doubt("Rex is old", DoubtKind.SPECULATIVE, "maybe", find("Rex is old"), claim)
    grounded = ground(Extraction((ghost, ANA, rex), (claim,), (), (doubt,)), make_turn())
    kept = grounded.extraction
    assert [mention.label for mention in kept.mentions] == ["Ana", "Rex"]
    assert (kept.mentions[1].holder, kept.mentions[1].role) == (0, "dog")
    assert (kept.claims[0].about, kept.claims[0].object) == (1, 0)
    assert kept.doubts[0].claim == kept.claims[0]
    assert grounded.dropped == 1


def test_claims_about_the_ungrounded_fall_with_it():
    """A claim that leads to a mention nobody made, or to no mention, falls; a role loses a holder that is gone."""
    ghost = Mention("Tom", "person", Quote("Tom", 0, 3))
    held = Mention("Ana", "person", find("Ana"), role="sister", holder=0)
    claims = (make_claim(), make_claim(about=1, object=0), make_claim(about=7), make_claim(about=1, object=-1))
    grounded = ground(Extraction((ghost, held), claims), make_turn())
    assert grounded.extraction == Extraction((Mention("Ana", "person", find("Ana")),))
    assert grounded.dropped == 5


def test_a_speaker_needs_no_words():
    """A speaker without a quote takes over that of what is said about them, or of whom they hold."""
    nowhere = Quote("I", 900, 901)
    speaker = Mention("kim", "person", nowhere, principal=SPEAKER)
    content = "Just got promoted to staff engineer"
    claim = make_claim(key="job_title", value="staff engineer", quote=find("staff engineer", content))
    [mention] = ground(Extraction((speaker,), (claim,)), make_turn(content)).extraction.mentions
    assert mention.quote == claim.quote
    sister = Mention("sister", "person", find("sister"), role="sister", holder=0)
    [mention, _] = ground(Extraction((speaker, sister)), make_turn()).extraction.mentions
    assert mention.quote == sister.quote
    assert ground(Extraction((speaker,)), make_turn()).extraction.mentions == ()


KEYS = [
    ("Job Title", "job_title"),
    ("jobTitle", "job_title"),
    ("works-at", "works_at"),
    ("  Café crème ", "cafe_creme"),
    ("blood_type_2", "blood_type_2"),
    ("_private_", "private"),
    ("2fa", None),
    ("", None),
    ("!?", None),
    ("職業", None),
    ("k" * 64, "k" * 64),
    ("k" * 65, None),
]


@pytest.mark.parametrize(("key", "normal"), KEYS)
def test_keys_are_brought_into_snake_case(key: str, normal: str | None):
    """A key is normalised first and dropped only where no key comes of it."""
    assert normalise_key(key) == normal
    claims = ground(Extraction((ANA,), (make_claim(key=key),)), make_turn()).extraction.claims
    assert [claim.key for claim in claims] == ([normal] if normal else [])


@pytest.mark.parametrize(("value", "kept"), [("", 0), (" \n", 0), ("x" * 501, 0), ("x" * 500, 1), (" Lyon ", 1)])
def test_values_have_a_length(value: str, kept: int):
    """Empty and over-long values are dropped, others lose their outer spaces."""
    claims = ground(Extraction((ANA,), (make_claim(value=value),)), make_turn()).extraction.claims
    assert [claim.value for claim in claims] == [value.strip()] * kept


@pytest.mark.parametrize(("given_degree", "degree"), [(-1.0, 0.0), (0.4, 0.4), (7.0, 1.0), (nan, 0.0), (inf, 1.0)])
def test_degrees_lie_between_none_and_all(given_degree: float, degree: float):
    """Confidence and importance are clamped to 0..1, and what is no number is 0."""
    claim = make_claim(confidence=given_degree, importance=given_degree)
    [kept] = ground(Extraction((ANA,), (claim,)), make_turn()).extraction.claims
    assert (kept.confidence, kept.importance) == (degree, degree)


EARLY, LATE = datetime(2019, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
INTERVALS = [
    (Interval(EARLY, LATE), Interval(EARLY, LATE)),
    (Interval(LATE, EARLY), Interval(LATE, None)),
    (Interval(EARLY, EARLY), Interval(EARLY, None)),
    (Interval(None, LATE), Interval(None, LATE)),
    (Interval(EARLY.replace(tzinfo=None), LATE), Interval(EARLY, LATE)),
]


@pytest.mark.parametrize(("valid", "straight"), INTERVALS)
def test_an_end_comes_after_its_start(valid: Interval, straight: Interval):
    """An end that is not after its start is taken off, and an edge without a zone is read as UTC."""
    [claim] = ground(Extraction((ANA,), (make_claim(valid=valid),)), make_turn()).extraction.claims
    assert claim.valid == straight


ROLES = [(Role.USER, 0.9, 1, 0), (Role.SYSTEM, 0.9, 1, 0), (Role.ASSISTANT, 0.6, 0, 1), (Role.TOOL, 0.9, 0, 1)]


@pytest.mark.parametrize(("role", "confidence", "directives", "dropped"), ROLES)
def test_roles_have_limits(role: Role, confidence: float, directives: int, dropped: int):
    """Only users and systems direct, and what an assistant says is trusted less, in doubts too."""
    doubt = Doubt("Ana may live in Lyon", DoubtKind.SPECULATIVE, "may", find("lives in Lyon"), make_claim())
    grounded = ground(Extraction((ANA,), (make_claim(),), (REPLY,), (doubt,)), make_turn(role=role))
    kept = grounded.extraction
    assert kept.claims[0].confidence == confidence
    assert kept.doubts[0].claim == kept.claims[0]
    assert len(kept.directives) == directives
    assert grounded.dropped == dropped


def test_a_doubt_outlives_its_claim():
    """A doubt whose claim cannot stand stays without it, and the claim is counted."""
    doubt = Doubt("Rex is old", DoubtKind.SPECULATIVE, "maybe", find("Rex is old"), make_claim(key="!"))
    grounded = ground(Extraction((ANA,), (), (), (doubt,)), make_turn())
    assert grounded.extraction.doubts == (DOUBT,)
    assert grounded.dropped == 1


QUOTES = st.builds(Quote, st.text(max_size=8), st.integers(-9, 20), st.integers(-9, 20))
MENTIONS = st.builds(
    Mention,
    label=st.text(max_size=5),
    type=st.just("person"),
    quote=QUOTES,
    principal=st.sampled_from([None, SPEAKER]),
    holder=st.none() | st.integers(-2, 5),
)
CLAIMS = st.builds(
    Claim,
    about=st.integers(-2, 5),
    key=st.text(max_size=5),
    value=st.text(max_size=5),
    quote=QUOTES,
    object=st.none() | st.integers(-2, 5),
    valid=st.builds(Interval, st.none() | st.datetimes(), st.none() | st.datetimes()),
    confidence=st.floats(),
    importance=st.floats(),
)


@settings(deadline=None)
@given(
    content=st.text(min_size=1, max_size=20),
    mentions=st.lists(MENTIONS, max_size=5).map(tuple),
    claims=st.lists(CLAIMS, max_size=5).map(tuple),
    role=st.sampled_from(list(Role)),
)
def test_whatever_comes_out_stands(content: str, mentions: tuple[Mention, ...], claims: tuple[Claim, ...], role: Role):
    """What is left of any extraction quotes the turn, leads to its own mentions, and stays as it is."""
    turn = make_turn(content, role)
    grounded = ground(Extraction(mentions, claims), turn)
    kept = grounded.extraction
    for candidate in (*kept.mentions, *kept.claims):
        assert content[candidate.quote.start : candidate.quote.end] == candidate.quote.text != ""
    places = range(len(kept.mentions))
    assert all(mention.holder is None or mention.holder in places for mention in kept.mentions)
    assert all(claim.about in places and (claim.object is None or claim.object in places) for claim in kept.claims)
    assert grounded.dropped == len(mentions) + len(claims) - len(kept.mentions) - len(kept.claims)
    assert ground(kept, turn) == type(grounded)(kept, 0)

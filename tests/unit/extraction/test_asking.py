"""Questions are understood: what they want, about whom, under which keys, for which time."""

from datetime import UTC, datetime

import pytest

from spectron.domain.candidate import Window
from spectron.domain.graph import Entity
from spectron.domain.ids import EntityId, TurnId
from spectron.domain.question import Question, Subject, Wanted
from spectron.extraction.builtin.asking import read_question

NOW = datetime(2026, 2, 20, tzinfo=UTC)
USER = Subject(principal="user")
KNOWN = Window(entities=[Entity(EntityId(one), "person", one, TurnId("")) for one in ("Ana", "Globex")])


def ask(text: str) -> Question:
    """The question as it is understood by somebody who knows Ana and Globex."""
    return read_question(text, KNOWN, NOW)


@pytest.mark.parametrize(
    ("text", "subject", "key"),
    [
        ("Where do I live?", USER, "location"),
        ("where do i work", USER, "works_at"),
        ("What's my name?", USER, "name"),
        ("How old am I?", USER, "age"),
        ("What am I allergic to?", USER, "allergy"),
        ("Remind me where I work", USER, "works_at"),
        ("Can you tell me what my job is?", USER, "job_title"),
        ("What should you call me?", USER, "nickname"),
        ("Where does Ana work?", Subject(name="Ana"), "works_at"),
        ("who is ana married to", Subject(name="Ana"), "married_to"),
        ("What's Ana's job?", Subject(name="Ana"), "job_title"),
        ("Where does my sister work?", Subject(role="sister", holder=USER), "works_at"),
        (
            "Where does my sister's husband work?",
            Subject(role="husband", holder=Subject(role="sister", holder=USER)),
            "works_at",
        ),
        ("Who is my boss?", USER, "reports_to"),
        ("What's my favourite colour?", USER, "favourite_colour"),
    ],
)
def test_a_question_for_a_value_names_whom_and_under_which_key(text: str, subject: Subject, key: str) -> None:
    """Whom a question is about and the likeliest key are told by its words."""
    found = ask(text)
    assert (found.wanted, found.subjects, found.keys[0]) == (Wanted.VALUE, (subject,), key)
    assert found.direct


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which instruments do I play?", Wanted.LIST),
        ("What languages does Ana speak?", Wanted.LIST),
        ("How many siblings do I have?", Wanted.COUNT),
        ("Since when do I live in Munich?", Wanted.SINCE),
        ("When did I join Initech?", Wanted.SINCE),
        ("When did I leave Initech?", Wanted.UNTIL),
        ("When is Ana's birthday?", Wanted.WHEN),
        ("Do I still live in Berlin?", Wanted.WHETHER),
        ("I live in Berlin, don't I?", Wanted.WHETHER),
        ("What do you know about me?", Wanted.PORTRAIT),
        ("tell me about Ana", Wanted.PORTRAIT),
        ("Who am I?", Wanted.PORTRAIT),
        ("What changed since March?", Wanted.CHANGE),
        ("What rules did I give you?", Wanted.RULES),
        ("What did I say about the trip?", Wanted.REPORT),
        ("Why did I leave Initech?", Wanted.REASON),
        ("I moved to Munich in April.", Wanted.NOTHING),
        ("Thanks, that helps!", Wanted.NOTHING),
        ("Write me a poem about my cat.", Wanted.REQUEST),
        ("Did I tell you where Ana works?", Wanted.VALUE),
        ("", Wanted.NOTHING),
    ],
)
def test_what_is_wanted_is_told_by_the_wording(text: str, wanted: Wanted) -> None:
    """Lists, counts, times, verdicts, portraits, changes, rules and statements are told apart."""
    assert ask(text).wanted is wanted


def test_a_question_names_its_value_and_its_time() -> None:
    """The place, the month, and "before" stand in the question as fields."""
    still = ask("Do I still live in Berlin?")
    assert (still.keys, still.value) == (("location",), "Berlin")
    march = ask("Where was I living in March 2025?")
    assert march.time is not None
    assert march.time.start == datetime(2025, 3, 1, tzinfo=UTC)
    before = ask("Where did I live before Munich?")
    assert (before.before, before.value, before.keys) == (True, "Munich", ("location",))
    former = ask("What was my previous job?")
    assert (former.before, former.keys[0]) == (True, "job_title")


def test_who_is_asked_for_by_what_is_told_of_them() -> None:
    """Without a subject the value is what the one who is sought has."""
    found = ask("Who works at Globex?")
    assert (found.subjects, found.keys, found.value) == ((), ("works_at",), "Globex")


def test_the_last_question_of_a_message_counts() -> None:
    """What is told before a question does not hide it."""
    assert ask("I'm back in Leeds now. Where does Ana work?").keys == ("works_at",)


@pytest.mark.parametrize(
    "text", ["?" * 5_000, "where " * 5_000, "a" * 20_000 + "?", "what's " * 900, "'s 's 's?", "\0?"]
)
def test_a_hostile_text_is_read_without_harm(text: str) -> None:
    """Neither length nor nonsense breaks the reading."""
    assert ask(text).wanted in Wanted


def test_a_time_in_a_question_takes_no_word_of_its_matter() -> None:
    """What is left of a question without its time is what it is about."""
    found = ask("When I was in Leeds last year, which museum did I visit?")
    assert {forms[0] for forms in found.terms} >= {"museum", "visit"}
    assert {forms[0] for forms in ask("Which museum in 2024 did Ana visit twice?").terms} >= {"museum", "ana", "visit"}


def test_a_verb_with_a_noun_is_what_a_sentence_may_answer_by() -> None:
    """ "What book is Ana reading" is about Ana and reading; countries one has been to are no home."""
    reading = ask("What book is Ana reading?")
    assert (reading.subjects, reading.kind) == ((Subject(name="Ana"),), "book")
    assert "reading" in reading.deed
    been = ask("Which countries have I been to?")
    assert "been" in been.deed
    assert "location" not in been.keys
    assert ask("Who do I live with?").keys[0] == "lives_with"


def test_the_first_version_and_corrections_are_asked_for() -> None:
    """ "Originally" asks for the very first, and corrections are asked for by their name."""
    first = ask("What was the deadline originally?")
    assert (first.before, first.first) == (True, True)
    assert not ask("What did I study before?").first
    assert ask("What corrections did I make?").wanted is Wanted.CORRECTION


def test_for_a_living_is_no_matter_of_its_own() -> None:
    """What somebody does "for a living" is not told by where they live."""
    assert ask("What does Ana do for a living?").terms == (("ana",),)


def test_where_one_has_been_is_no_home_and_a_move_needs_no_goal() -> None:
    """Places one visited stand under a key of their own; "when did I move" asks since when one lives somewhere."""
    been = ask("Where have I been?")
    assert (been.wanted, been.keys) == (Wanted.LIST, ("visited",))
    assert "portugal" in ask("Which countries have I visited?").members
    moved = ask("When did Ana move?")
    assert (moved.wanted, moved.keys[0]) == (Wanted.SINCE, "location")

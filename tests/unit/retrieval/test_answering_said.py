"""Answers that rest on what was said around a fact: dates in quotations, what was before, lists told in sentences."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Correction, Entity, Fact, FactKind, Quote, Source
from spectron.domain.ids import EntityId, FactId, RecordId, SessionId, TurnId
from spectron.domain.question import PERSON, PLACE, Question, Subject, Wanted
from spectron.domain.recall import DateNote
from spectron.domain.responder import Material
from spectron.domain.scope import Scope
from spectron.domain.temporal import Interval
from spectron.domain.view import Snapshot
from spectron.retrieval.answering import respond

TOLD = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
USER = EntityId("user")
ME = Subject(principal="user")
ALICE = Entity(USER, "person", "Alice", TurnId("t"), "user")


def turn(content: str, days: int = 0, name: str | None = None) -> Turn:
    """A message of a user's, some days after the first of May."""
    return Turn(TurnId(content), SessionId("s"), Scope(), Role.USER, content, TOLD + timedelta(days=days), days, name)


def fact(key: str, value: str, words: str, valid: Interval | None = None, source: Turn | None = None) -> Fact:
    """Something that Alice told of herself."""
    origin = Source(source.id if source else TurnId("t"), Role.USER)
    span, quote = valid or Interval(TOLD), Quote(words, 0, len(words))
    return Fact(FactId(value), FactKind.ATTRIBUTE, USER, key, value, span, TOLD, 1, origin, quote)


def memory(facts: Sequence[Fact] = (), turns: Sequence[Turn] = (), changes: Sequence[Correction] = ()) -> Material:
    """What is believed of Alice."""
    return Material(Snapshot(Scope(), 1, TOLD, [ALICE], facts, (), (), changes, turns))


def change(old: Fact, new: Fact, reason: str) -> Correction:
    """One belief that gave way to another."""
    return Correction(RecordId(new.value), old, new, None, TOLD, TOLD, reason)


def note_yesterday(text: str, said_at: datetime) -> Sequence[DateNote]:
    """The day that "yesterday" means."""
    start = text.find("yesterday")
    day = said_at - timedelta(days=1)
    return [DateNote(start, start + 9, f"{day.day} April {day.year}")] if start >= 0 else []


def test_a_quotation_tells_the_date_its_words_mean() -> None:
    """Asked when, the date stands first, in the place of the day it was said on; else it stands beside its words."""
    said = memory((), [turn("I went to the festival yesterday.")])
    when = Question("", Wanted.WHEN, (ME,), terms=(("festival",),), past=True)
    assert respond(when, said, NOW, note_yesterday).text == (
        "On 30 April 2026: you said \u201cI went to the festival yesterday.\u201d"
    )
    where = Question("", Wanted.VALUE, (ME,), terms=(("festival",),), past=True)
    assert "yesterday (30 April 2026)" in respond(where, said, NOW, note_yesterday).text


def test_that_it_happened_outranks_that_it_was_announced() -> None:
    """The later sentence answers "when", also where it names its speaker by nothing but who says it."""
    turns = [turn("I'm opening a bookshop in October.", 0, "Ravi"), turn("The bookshop opened today!", 30, "Ravi")]
    asked = Question(
        "", Wanted.WHEN, (Subject(name="Ravi"),), terms=(("ravi",), ("open",), ("bookshop",)), names=("Ravi",)
    )
    assert respond(asked, memory((), turns), NOW).text.startswith("On 31 May 2026 Ravi said")


def test_before_without_a_pivot_is_told_where_a_change_was() -> None:
    """Of two sentences on one matter the earlier tells what was before, if the later tells a change."""
    asked = Question("", Wanted.VALUE, (ME,), ("plan",), kind="plan", before=True, terms=(("plan",),))
    turns = [turn("We use the Pro plan."), turn("We upgraded to the Enterprise plan today.", 5)]
    assert "Pro" in respond(asked, memory((), turns), NOW).text
    same = [turn("We use the Pro plan."), turn("The plan costs a lot.", 5)]
    assert not respond(asked, memory((), same), NOW).known


def test_the_original_version_is_told_from_its_correction() -> None:
    """What was put right still tells what was said at first."""
    old = fact("event", "deadline 15 March", "The deadline is 15 March.")
    new = fact("event", "deadline 30 April", "The Atlas deadline moved to 30 April.")
    asked = Question("", Wanted.VALUE, (), before=True, first=True, terms=(("atlas",), ("deadline",)))
    answer = respond(asked, memory([new], (), [change(old, new, "corrected")]), NOW)
    assert answer.text.startswith("Before, you said: \u201cThe deadline is 15 March.\u201d")
    assert [one.value for one in answer.facts] == ["deadline 15 March"]


def test_corrections_are_told_apart_from_changes() -> None:
    """What was put right is listed as a correction, what merely changed is not."""
    porto, braga = fact("location", "Porto", "I moved to Porto"), fact("location", "Braga", "I moved to Braga")
    tea, coffee = fact("favourite_drink", "tea", "tea"), fact("favourite_drink", "coffee", "coffee")
    changes = [change(porto, braga, "corrected"), change(tea, coffee, "changed")]
    text = respond(Question("", Wanted.CORRECTION), memory([braga, coffee], (), changes), NOW).text
    assert "Braga, not Porto" in text
    assert "coffee" not in text


def test_a_corrected_fact_keeps_the_date_of_what_it_put_right() -> None:
    """The month of the first telling still tells when it began, and no finer."""
    september = Interval(datetime(2025, 9, 1, tzinfo=UTC))
    old = fact("location", "Porto", "I moved to Porto in September", september)
    new = fact("location", "Braga", "I moved to Braga, not Porto", september)
    asked = Question("", Wanted.SINCE, (ME,), ("location",), value="Braga")
    answer = respond(asked, memory([new], (), [change(old, new, "corrected")]), NOW)
    assert answer.text == "You live in Braga (since September 2025)."


def test_being_somewhere_is_dated_in_whatever_role() -> None:
    """ "Since when am I at the hospital" finds the job there, though the words could mean studies."""
    april = Interval(datetime(2026, 4, 1, tzinfo=UTC))
    job = fact("works_at", "University Hospital", "I start at the University Hospital on April 1st", april)
    asked = Question("", Wanted.SINCE, (ME,), ("studied_at",), value="University Hospital")
    assert "1 April 2026" in respond(asked, memory([job]), NOW).text


def test_sentences_tell_a_list_where_the_verb_is_the_questions() -> None:
    """All sentences with the verb answer, a wish does not, and a home is no country that one has been to."""
    been = ("been", "visit", "visited")
    asked = Question(
        "", Wanted.LIST, (ME,), (), kind="country", terms=(("countries", "country"), been), deed=been, past=True
    )
    turns = [
        turn("I've been to Peru, Morocco and Vietnam."),
        turn("I live in Braga.", 1),
        turn("I visited Malta with Tom.", 2),
        turn("I want to visit Iceland.", 3),
    ]
    text = respond(asked, memory([fact("location", "Braga", "I live in Braga")], turns), NOW).text
    assert "Peru" in text
    assert "Malta" in text
    assert "Braga" not in text
    assert "Iceland" not in text


def test_a_list_of_facts_is_filled_up_from_sentences() -> None:
    """A sentence that names one more of the kind stands beside the facts."""
    asked = Question("", Wanted.LIST, (ME,), ("pet",), kind="cat", terms=(("cats", "cat"),))
    facts = [fact("pet", "Pepper", "I have a cat, Pepper"), fact("pet", "cat", "I adopted another cat")]
    turns = [turn("I have a cat, Pepper."), turn("I adopted another cat, this one is called Basil.", 3)]
    text = respond(asked, memory(facts, turns), NOW).text
    assert text.startswith("Your pet is Pepper.")
    assert "Basil" in text


def test_a_value_that_repeats_the_question_is_no_answer() -> None:
    """ "Your family is grandchildren" gives way to the sentence that names them."""
    asked = Question("", Wanted.VALUE, (ME,), ("family",), kind="grandchildren", terms=(("grandchildren",),))
    material = memory(
        [fact("family", "grandchildren", "my grandchildren")], [turn("I have three grandchildren: Lily and Ben.")]
    )
    assert "Lily" in respond(asked, material, NOW).text


def test_a_wish_is_found_by_the_time_it_was_told_with() -> None:
    """A goal without a date of its own answers for the time that its sentence names."""
    said = turn("Next year I want to visit Iceland.")
    goal = fact("goal", "visit Iceland", "to visit Iceland", source=said)
    goal = replace(goal, timeless=True)
    year = Interval(datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC))
    asked = Question("Where do I want to go next year?", Wanted.VALUE, (ME,), ("goal",), kind=PLACE, time=year)

    def note(text: str, said_at: datetime) -> Sequence[DateNote]:
        return [DateNote(0, 9, str(said_at.year + 1))] if "next year" in text.lower() else []

    assert "visit Iceland" in respond(asked, memory([goal], [said]), NOW, note).text


def test_what_somebody_does_is_told_by_a_sentence_that_says_it() -> None:
    """A quotation tells the work, not merely the name."""
    lucia = Subject(name="Lucia")
    asked = Question("", Wanted.VALUE, (lucia,), ("job_title",), terms=(("lucia",),), names=("Lucia",))
    turns = [turn("Tom does backend, Lucia does frontend."), turn("Lucia moved to Porto.", 3)]
    assert "frontend" in respond(asked, memory((), turns), NOW).text
    assert not respond(asked, memory((), turns[1:]), NOW).known


def test_whom_one_lives_with_is_gathered_from_sentences() -> None:
    """Names without a capital count after "with", and flatmates live with one."""
    live = ("live", "lived", "flatmate")
    asked = Question("", Wanted.LIST, (ME,), ("lives_with",), kind=PERSON, terms=(live,))
    turns = [turn("i live in a flat with tim and nora"), turn("tim moved out, our new flatmate is called aisha", 5)]
    text = respond(asked, memory((), turns), NOW).text
    assert "nora" in text
    assert "aisha" in text


def test_what_was_wished_for_is_no_place_one_has_been_to() -> None:
    """ "I'd love to visit Ghana" tells of no visit, "I've been to Kenya" does."""
    been = ("been", "visit", "visited")
    asked = Question("", Wanted.LIST, (ME,), (), kind=PLACE, terms=(been,), deed=been)
    turns = [turn("I've been to Kenya twice."), turn("I'd love to visit Ghana some day.", 3)]
    text = respond(asked, memory((), turns), NOW).text
    assert "Kenya" in text
    assert "Ghana" not in text


def test_pets_are_listed_by_name_though_the_names_are_no_animals() -> None:
    """What stands under the very key that is asked for needs no word of its class."""
    asked = Question("", Wanted.LIST, (ME,), ("pet",), kind="pet", members=frozenset({"cat"}), sure=False)
    facts = [fact("pet", "Flip", "two rabbits, Flip and Flop"), fact("pet", "Flop", "two rabbits, Flip and Flop")]
    assert respond(asked, memory(facts), NOW).text == "Your pets are Flip and Flop."


def test_a_trade_told_by_its_verb_is_said_by_it() -> None:
    """Who "teaches maths" is not "a teach maths"."""
    asked = Question("", Wanted.VALUE, (ME,), ("job_title",))
    assert respond(asked, memory([fact("job_title", "teach maths", "I teach maths")]), NOW).text == "You teach maths."


def test_a_fact_that_its_owner_ended_in_words_is_no_yes() -> None:
    """ "I stopped working at Green Acre" outweighs the job that was told before."""
    asked = Question("", Wanted.WHETHER, (ME,), ("works_at",), value="Green Acre")
    job = fact("works_at", "Green Acre", "I work at Green Acre")
    assert respond(asked, memory([job]), NOW).text.startswith("Yes")
    ended = memory([job], [turn("I stopped working at Green Acre.", 9)])
    assert respond(asked, ended, NOW).text.startswith("No.")
    other = memory([job], [turn("My brother quit Green Acre.", 9)])
    assert respond(asked, other, NOW).text.startswith("Yes")


def test_flatmates_who_moved_out_do_not_hide_the_others() -> None:
    """Where the facts tell only of one who left, the sentences on those who share the home answer."""
    asked = Question("", Wanted.LIST, (ME,), ("lives_with",), kind="flatmate", terms=(("flatmates", "share", "lives"),))
    left = fact("lives_with", "lukas", "lukas moved out", Interval(None, TOLD + timedelta(days=5)))
    turns = [turn("i share a flat with lukas and emre"), turn("lukas moved out, now mara lives with us", 5)]
    text = respond(asked, memory([left], turns), NOW).text
    assert "emre" in text
    assert "mara" in text


def test_a_speaker_is_not_the_one_whom_a_sentence_names() -> None:
    """What Ravi says of Tom does not answer for Ravi."""
    asked = Question(
        "", Wanted.WHEN, (Subject(name="Ravi"),), terms=(("ravi",), ("open",), ("bookshop",)), names=("Ravi",)
    )
    assert not respond(asked, memory((), [turn("Tom opened a bookshop today.", 0, "Ravi")]), NOW).known

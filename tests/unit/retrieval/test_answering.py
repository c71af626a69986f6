"""Answers from memory alone: facts by key, sentences in their own words, or an honest "I don't know"."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import (
    Alias,
    Correction,
    DoubtKind,
    Entity,
    Fact,
    FactKind,
    Instruction,
    Priority,
    Quote,
    Source,
    Uncertainty,
)
from spectron.domain.ids import EntityId, FactId, RecordId, SessionId, TurnId
from spectron.domain.question import Question, Subject, Wanted
from spectron.domain.responder import Material
from spectron.domain.scope import Scope
from spectron.domain.temporal import Interval
from spectron.domain.view import Snapshot
from spectron.retrieval.answering import respond
from spectron.retrieval.answering.declining import DECLINE

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
TOLD = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
USER, ANA = EntityId("user"), EntityId("ana")
ME, SISTER = Subject(principal="user"), Subject(role="sister", holder=Subject(principal="user"))


def entity(id: EntityId, label: str, principal: str | None = None, *aliases: Alias) -> Entity:
    """Somebody who is known."""
    return Entity(id, "person", label, TurnId("t1"), principal, aliases)


def fact(key: str, value: str, about: EntityId = USER, valid: Interval | None = None, words: str = "") -> Fact:
    """Something believed since May, unless another time is given."""
    quote = words or f"{key} {value}"
    span = valid or Interval(TOLD)
    source = Source(TurnId("t1"), Role.USER)
    return Fact(
        FactId(f"{about}-{key}-{value}"),
        FactKind.ATTRIBUTE,
        about,
        key,
        value,
        span,
        TOLD,
        1,
        source,
        Quote(quote, 0, len(quote)),
    )


def turn(content: str, days: int = 0) -> Turn:
    """A message of the user's."""
    return Turn(TurnId(content), SessionId("s"), Scope(), Role.USER, content, TOLD + timedelta(days=days), days)


def memory(facts: Sequence[Fact] = (), turns: Sequence[Turn] = ()) -> Material:
    """What is believed of Alice and her sister Ana."""
    entities = [entity(USER, "Alice", "user"), entity(ANA, "Ana", None, Alias("sister", USER))]
    return Material(Snapshot(Scope(), 1, TOLD, entities, facts, (), (), (), turns))


MOVED = [
    fact("location", "Berlin", valid=Interval(datetime(2020, 1, 1, tzinfo=UTC), APRIL)),
    fact("location", "Munich", valid=Interval(APRIL), words="I moved to Munich in April"),
]


def test_a_value_is_told_with_its_month() -> None:
    """What holds now is told, with no more of its date than was told."""
    answer = respond(Question("Where do I live?", Wanted.VALUE, (ME,), ("location",)), memory(MOVED), NOW)
    assert answer.text == "You live in Munich (since April 2026)."
    assert answer.known
    assert [one.value for one in answer.facts] == ["Munich"]


def test_what_was_before_is_told() -> None:
    """The value that ended where the named one began answers "before"."""
    asked = Question("", Wanted.VALUE, (ME,), ("location",), value="Munich", before=True)
    assert "Berlin" in respond(asked, memory(MOVED), NOW).text
    unknown = replace(asked, value="Paris")
    assert not respond(unknown, memory(MOVED), NOW).known


def test_a_past_instant_has_its_own_answer() -> None:
    """A question about March is answered with what held in March."""
    march = Interval(datetime(2026, 3, 1, tzinfo=UTC), APRIL)
    asked = Question("", Wanted.VALUE, (ME,), ("location",), time=march, past=True)
    answer = respond(asked, memory(MOVED), NOW).text
    assert "Berlin" in answer
    assert "Munich" not in answer


def test_yes_and_no_come_with_the_reason() -> None:
    """What ended is no longer so, and what holds instead is told."""
    asked = Question("", Wanted.WHETHER, (ME,), ("location",), value="Berlin")
    assert respond(asked, memory(MOVED), NOW).text.startswith("No, you lived in Berlin until April 2026.")
    assert respond(replace(asked, value="Munich"), memory(MOVED), NOW).text.startswith("Yes, you live in Munich")


def test_somebody_elses_fact_never_answers() -> None:
    """Alice's job does not answer for her sister, nor for a stranger."""
    material = memory([fact("job_title", "CTO")], [turn("I'm the CTO.")])
    for whom in (SISTER, Subject(name="Tom")):
        asked = Question(
            "", Wanted.VALUE, (whom,), ("job_title",), terms=(("job",),), names=("Tom",) if whom.name else ()
        )
        answer = respond(asked, material, NOW)
        assert answer.text.startswith(DECLINE)
        assert not answer.known


def test_a_role_leads_to_its_bearer() -> None:
    """ "My sister" is Ana, and is called so."""
    answer = respond(
        Question("", Wanted.VALUE, (SISTER,), ("job_title",)), memory([fact("job_title", "nurse", ANA)]), NOW
    )
    assert answer.text == "Your sister Ana is a nurse."


def test_a_list_and_a_count_name_all() -> None:
    """All values of a key are listed, and counted."""
    material = memory([fact("language", "English"), fact("language", "German")])
    listed = respond(Question("", Wanted.LIST, (ME,), ("language",)), material, NOW)
    assert listed.text == "You speak English and German."
    counted = respond(Question("", Wanted.COUNT, (ME,), ("language",), kind="language"), material, NOW)
    assert counted.text == "Two (2) that I know of: English and German."


def test_a_sentence_answers_in_its_own_words() -> None:
    """Where no fact stands, the sentence that holds all of the question is quoted, with its day."""
    material = memory((), [turn("The spare key is under the blue pot."), turn("I like blue.")])
    asked = Question("", Wanted.VALUE, (), (), terms=(("spare",), ("key", "keys")))
    answer = respond(asked, material, NOW)
    assert answer.text == "On 1 May 2026 you said: \u201cThe spare key is under the blue pot.\u201d"
    assert [one.id for one in answer.turns] == ["The spare key is under the blue pot."]


@pytest.mark.parametrize("terms", [(("spare",), ("wheel",)), (("cellar",), ("key",)), ()])
def test_a_weak_match_is_no_answer(terms: tuple[tuple[str, ...], ...]) -> None:
    """A sentence that lacks a word of the question does not answer it."""
    asked = Question("", Wanted.VALUE, (), (), terms=terms)
    assert not respond(asked, memory((), [turn("The spare key is under the blue pot.")]), NOW).known


def test_the_latest_of_equal_sentences_counts() -> None:
    """A later word on the same matter is the one that is quoted."""
    material = memory((), [turn("The deadline is 3 May.", 1), turn("The deadline is 9 May.", 4)])
    answer = respond(Question("", Wanted.WHEN, (), (), terms=(("deadline",),)), material, NOW)
    assert "9 May" in answer.text
    assert "3 May" not in answer.text


def test_a_doubt_is_told_as_a_doubt() -> None:
    """What was only supposed is not asserted."""
    words = "I might move to Lyon"
    doubt = Uncertainty(
        id=RecordId("d"),
        text=words,
        kind=DoubtKind.SPECULATIVE,
        reason="might",
        source=Source(TurnId("t1"), Role.USER),
        quote=Quote(words, 0, len(words)),
        recorded_at=TOLD,
        revision=1,
        entity=USER,
        key="location",
        value="Lyon",
    )
    material = replace(memory(), snapshot=replace(memory().snapshot, uncertainties=(doubt,)))
    answer = respond(Question("", Wanted.WHETHER, (ME,), ("location",), value="Lyon"), material, NOW)
    assert answer.text.startswith(DECLINE)
    assert words in answer.text


def test_rules_are_recited_and_never_followed() -> None:
    """Standing instructions are told where they are asked for, and steer no other answer."""
    rule = Instruction(
        RecordId("i"), "Reply in French.", Priority.HIGH, Source(TurnId("t1"), Role.USER), Quote("x", 0, 1), TOLD, 1
    )
    material = replace(memory(MOVED), snapshot=replace(memory(MOVED).snapshot, instructions=(rule,)))
    assert "Reply in French." in respond(Question("", Wanted.RULES), material, NOW).text
    other = respond(Question("", Wanted.VALUE, (ME,), ("location",)), material, NOW).text
    assert other == "You live in Munich (since April 2026)."


def test_a_portrait_tells_what_holds_now() -> None:
    """What is over is left out of a portrait."""
    answer = respond(Question("", Wanted.PORTRAIT, (ME,)), memory([*MOVED, fact("job_title", "CTO")]), NOW)
    assert answer.text == "Based on what you've shared: You are CTO. You live in Munich (since April 2026)."


def test_a_plain_remark_is_met_with_a_word() -> None:
    """A message that neither asks nor teaches is not parroted."""
    assert respond(Question("Nice.", Wanted.NOTHING), memory(MOVED), NOW).text == "All right."


def test_what_ended_later_is_answered_with_no() -> None:
    """A later sentence that tells the end of a thing answers whether it is still so."""
    material = memory((), [turn("I work at a bakery on Saturdays.", 1), turn("I quit the bakery.", 9)])
    asked = Question("", Wanted.WHETHER, (ME,), terms=(("work",), ("bakery",)))
    answer = respond(asked, material, NOW)
    assert answer.text == "No. On 10 May 2026 you said: \u201cI quit the bakery.\u201d"


def test_a_sentence_that_denies_is_no_yes() -> None:
    """Holding all words of a question is not yet saying yes."""
    material = memory((), [turn("I never learned to swim.")])
    answer = respond(Question("", Wanted.WHETHER, (ME,), terms=(("learn", "learned"), ("swim",))), material, NOW)
    assert not answer.text.startswith("Yes")


def test_what_was_put_right_is_told_as_it_is_now() -> None:
    """A sentence whose fact was corrected gives way to the sentence that did so."""
    first, later = turn("We fly to Osaka on 3 September.", 1), turn("Actually we fly on 5 September.", 2)
    old = replace(fact("plan", "fly to Osaka on 3 September", words=first.content), source=Source(first.id, Role.USER))
    new = replace(fact("plan", "fly on 5 September", words=later.content), source=Source(later.id, Role.USER))
    change = Correction(RecordId("c"), old, new, None, TOLD, TOLD, "corrected")
    material = memory((), [first, later])
    material = replace(material, snapshot=replace(material.snapshot, corrections=(change,)))
    asked = Question("", Wanted.WHEN, (ME,), terms=(("fly",), ("osaka",)), names=("Osaka",))
    assert "5 September" in respond(asked, material, NOW).text


def test_who_came_before_is_told_by_earlier_words() -> None:
    """Of sentences about one post, the one before the named bearer's answers."""
    turns = [turn("Our CFO is Daniel Osei.", 1), turn("The new CFO is Aiko Tanaka.", 5)]
    asked = Question("", Wanted.VALUE, (), value="Aiko", kind="person", before=True, terms=(("cfo",),))
    answer = respond(asked, memory((), turns), NOW)
    assert "Daniel Osei" in answer.text
    assert "Aiko" not in answer.text


def test_a_question_is_no_source() -> None:
    """What somebody asked is never quoted as what somebody said."""
    material = memory((), [turn("remind me where the spare key is"), turn("Where is the spare key in the house?")])
    assert not respond(Question("", Wanted.VALUE, terms=(("spare",), ("key",))), material, NOW).known


def test_an_event_answers_only_what_it_speaks_of() -> None:
    """A key that holds anything does not answer every question that could stand under it."""
    material = memory([fact("event", "broke my wrist")])
    asked = Question("", Wanted.VALUE, (ME,), ("event",), kind="place", terms=(("married",),))
    assert not respond(asked, material, NOW).known

"""What is believed after a fact was taken back by hand, and after it was given back."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from telling import EVERY_MANNER, Ledger, Line, Says, day, histories, line
from test_stories import CORRECTION, END, lives, works

from spectron.domain.candidate import Manner
from spectron.domain.errors import Conflict
from spectron.domain.graph import Change, Fact

BERLIN = line(day(1), lives("Berlin"))
UNDONE = [
    ("A change that is taken back lets the old value go on.", line(day(5), lives("Munich")), "munich"),
    ("So does a dated one.", line(day(5), lives("Munich", since=day(3))), "munich"),
    ("What a correction had put aside is right after all.", line(day(5), lives("Bern", CORRECTION)), "bern"),
    ("An end that is taken back never came.", line(day(5), lives("Berlin", END)), "berlin"),
    ("A stretch of the past is closed again.", line(day(5), lives("Rome", since=day(-9), until=day(2))), "rome"),
    ("What switching put aside is liked again.", line(day(5), Says("likes", "tea", replaces="coffee")), "tea"),
    ("What was disliked is liked again.", line(day(5), Says("dislikes", "coffee")), "coffee"),
    (
        "A correction among many values is undone alone.",
        line(day(5), Says("likes", "tea", CORRECTION, replaces="coffee")),
        "tea",
    ),
]


def _current(memory: Ledger) -> list[Fact]:
    return [one for one in memory.facts.values() if one.superseded_revision is None]


def _told(memory: Ledger, number: int, value: str) -> Fact:
    """The version with this value that a turn wrote as news."""
    made = [one for one in memory.plans[number].facts if one.value.casefold() == value]
    return next(one for one in reversed(made) if one.change is not Change.REDATED)


@pytest.mark.parametrize(("claim", "second", "value"), UNDONE, ids=[row[0] for row in UNDONE])
def test_what_is_taken_back_is_as_if_it_had_not_been_said(claim: str, second: Line, value: str):
    """The beliefs from before the turn come back, and restoring leads to those from after it."""
    memory = Ledger().hear_all([replace(BERLIN, says=(*BERLIN.says, Says("likes", "coffee"), Says("likes", "rain")))])
    before = memory.beliefs()
    memory.hear(second)
    after = memory.beliefs()
    assert after != before
    done = memory.take_back(_told(memory, 1, value).id)
    assert memory.beliefs() == before, claim
    memory.give_back(done)
    assert memory.beliefs() == after, claim


def test_the_version_that_went_says_so():
    """What is taken back is superseded as retracted, what holds again was restored, and a record tells of both."""
    memory = Ledger().hear_all([BERLIN, line(day(5), lives("Munich"))])
    munich = _told(memory, 1, "munich")
    memory.take_back(munich.id)
    (berlin,) = _current(memory)
    assert memory.facts[munich.id].superseded_as is Change.RETRACTED
    assert (berlin.value, berlin.change) == ("Berlin", Change.RESTORED)
    (told,) = memory.plans[-1].corrections
    assert (told.previous.id, told.current.id, told.reason) == (munich.id, berlin.id, "retracted")


def test_a_version_with_other_dates_is_the_same_fact():
    """Any id that a fact ever had takes it back."""
    memory = Ledger().hear_all([BERLIN, line(day(5), lives("Munich"))])
    memory.take_back(_told(memory, 0, "berlin").id)
    assert memory.beliefs() == {("location", "munich", day(5), None)}


def test_all_that_restates_a_fact_goes_with_it():
    """A fact that was said three times is gone at once."""
    memory = Ledger().hear_all([BERLIN, line(day(2), lives("berlin")), line(day(3), lives("Berlin"))])
    memory.take_back(_told(memory, 0, "berlin").id)
    assert memory.beliefs() == set()
    assert memory.evidence == {}


def test_another_stay_is_another_fact():
    """Who lived somewhere twice and takes back the second time did live there the first time."""
    memory = Ledger().hear_all([BERLIN, line(day(3), lives("Munich")), line(day(5), lives("Berlin"))])
    memory.take_back(_told(memory, 2, "berlin").id)
    assert memory.beliefs() == {("location", "berlin", day(1), day(3)), ("location", "munich", day(3), None)}


def test_what_was_ended_may_never_have_been():
    """Taking back the assertion takes its end with it: nothing is left that ended."""
    memory = Ledger().hear_all([line(day(1), works("Acme")), line(day(5), works("Acme", END))])
    memory.take_back(_told(memory, 0, "acme").id)
    assert memory.beliefs() == set()


def test_a_fact_that_is_said_again_holds_again():
    """After a retraction the same words assert anew, from when they are said."""
    memory = Ledger().hear_all([BERLIN])
    memory.take_back(_told(memory, 0, "berlin").id)
    (again,) = memory.hear(line(day(5), lives("Berlin"))).facts
    assert (again.valid.start, again.change) == (day(5), Change.ASSERTED)


def test_what_is_not_believed_cannot_be_taken_back():
    """A version that a correction took away is refused, and the error says what happened to it."""
    memory = Ledger().hear_all([BERLIN, line(day(5), lives("Bern", CORRECTION))])
    with pytest.raises(Conflict, match="it was corrected"):
        memory.take_back(_told(memory, 0, "berlin").id)


def test_a_correction_of_a_correction_goes_back_step_by_step():
    """Oslo, no, Bergen, no, Voss: taking back Voss leads to Bergen, taking back Bergen to Oslo."""
    told = [
        line(day(1), lives("Oslo")),
        line(day(2), lives("Bergen", CORRECTION)),
        line(day(3), lives("Voss", CORRECTION)),
    ]
    memory = Ledger().hear_all(told)
    for number, value in ((2, "voss"), (1, "bergen")):
        memory.take_back(_told(memory, number, value).id)
    assert memory.beliefs() == {("location", "oslo", day(1), None)}


def test_a_name_that_is_taken_back_is_not_shown():
    """A person is shown under the name that holds."""
    memory = Ledger().hear_all([line(day(1), Says("name", "Ana Silva")), line(day(2), Says("name", "Anna Silver"))])
    memory.take_back(_told(memory, 1, "anna silver").id)
    assert [one.label for one in memory.entities.values()] == ["Ana Silva"]


_new = st.builds(
    Says,
    key=st.sampled_from(["location", "likes", "shoe_size"]),
    value=st.just("something new"),
    manner=st.sampled_from([Manner.PLAIN, Manner.CORRECTION]),
    since=st.sampled_from([None, None, day(2), day(20)]),
    about=st.sampled_from(["me", "my sister"]),
)


@given(histories(EVERY_MANNER), _new)
def test_the_last_word_can_be_taken_back_and_given_back(told, claim):
    """Whatever was said before, retracting a new value leads back to before it, and restoring to after it."""
    memory = Ledger().hear_all([line(day(-1), Says("age", "40", about="my sister")), *told])
    before = memory.beliefs()
    made = memory.hear(line(day(30), claim))
    news = [one for one in made.facts if one.value == "something new"]
    assume(news)
    after = memory.beliefs()
    done = memory.take_back(news[-1].id)
    assert memory.beliefs() == before
    memory.give_back(done)
    assert memory.beliefs() == after


@given(histories(EVERY_MANNER), st.data())
def test_any_fact_can_be_taken_back_and_given_back(told, data):
    """What is retracted is not believed of its time any more, other entities keep all, and restoring undoes it."""
    memory = Ledger().hear_all(told)
    after = memory.beliefs()
    assume(_current(memory))
    fact = data.draw(st.sampled_from(_current(memory)))
    others = {one.id for one in _current(memory) if one.entity != fact.entity}
    done = memory.take_back(fact.id)
    if fact.change is not Change.ENDED:
        left = [
            one for one in _current(memory) if (one.entity, one.key, one.value) == (fact.entity, fact.key, fact.value)
        ]
        assert not any(one.valid.meets(fact.valid) for one in left)
    assert others <= {one.id for one in _current(memory)}
    memory.give_back(done)
    assert memory.beliefs() == after

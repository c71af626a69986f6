"""The difference: what came, what took a place, and what went, each in one list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen import take_changes
from telling import EVERY_MANNER, Ledger, Line, Says, day, histories, line

from spectron.domain.candidate import Manner
from spectron.domain.graph import Change, DoubtKind, Priority
from spectron.retrieval.diff import Diff, compare


def after(first: list[Line], later: list[Line]) -> Diff:
    """What the later turns changed."""
    memory = Ledger().hear_all(first)
    memory.hear_all(later)
    return compare(take_changes(memory, len(first)))


def lives(city: str, at: float, manner: Manner = Manner.PLAIN, **more: object) -> Line:
    """The user says where home is."""
    return line(day(at), Says("location", city, manner, **more))  # type: ignore[arg-type]


def show(diff: Diff) -> tuple[list[str], list[str], list[str]]:
    """The three lists in short: values, `old -> new`, values."""
    return (
        [one.value for one in diff.added],
        [f"{one.previous_value} -> {one.value}" for one in diff.updated],
        [one.value for one in diff.superseded],
    )


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([], ([], [], [])),
        ([lives("Berlin", 3)], ([], [], [])),
        ([lives("Munich", 3)], ([], ["Berlin -> Munich"], ["Berlin"])),
        ([lives("Bern", 3, Manner.CORRECTION)], ([], ["Berlin -> Bern"], ["Berlin"])),
        ([lives("Berlin", 3, Manner.END)], ([], ["Berlin -> Berlin"], ["Berlin"])),
        ([lives("Munich", 3), lives("Lyon", 4)], ([], ["Munich -> Lyon"], ["Berlin", "Munich"])),
        ([lives("Rome", 3, since=day(-9), until=day(-5))], (["Rome"], [], [])),
        ([line(day(3), Says("likes", "tea"))], (["tea"], [], [])),
    ],
)
def test_each_change_stands_where_it_belongs(later: list[Line], expected: tuple):
    """New facts are added, those that took a place updated, what gave way superseded."""
    assert show(after([lives("Berlin", 1)], later)) == expected


def test_new_entities_rules_and_doubts_are_added():
    """All kinds of records are told, each with its type."""
    later = line(
        day(2),
        Says("location", "Porto", about="Ana"),
        rules=(("Be brief.", Priority.LOW, False),),
        doubts=(("may move", DoubtKind.SPECULATIVE, None),),
    )
    diff = after([lives("Berlin", 1)], [later])
    assert [(one.type, one.value) for one in diff.added] == [
        ("entity", "Ana"),
        ("attribute", "Porto"),
        ("instruction", "Be brief."),
        ("uncertainty", "may move"),
    ]


def test_rules_and_doubts_that_ended_are_superseded():
    """A rule that was taken back and a doubt that was settled have gone."""
    doubt = (("may move", DoubtKind.SPECULATIVE, Says("location", "Munich")),)
    first = line(day(1), rules=(("Be brief.", Priority.LOW, False),), doubts=doubt)
    later = line(day(2), Says("location", "Munich"), rules=(("Stop being brief.", Priority.LOW, True),))
    diff = after([first], [later, line(day(3), rules=(("Be brief.", Priority.LOW, True),))])
    assert [(one.type, one.reason) for one in diff.superseded] == [("instruction", None), ("uncertainty", "confirmed")]


@given(histories(EVERY_MANNER), st.data())
def test_a_record_stands_in_one_list(told: list[Line], data: st.DataObject):
    """No record is told twice, none of the time before, and nothing with a predecessor is called an addition."""
    since = data.draw(st.integers(0, len(told)))
    memory = Ledger().hear_all(told)
    diff = compare(take_changes(memory, since))
    ids = [one.id for part in (diff.added, diff.updated, diff.superseded) for one in part]
    assert len(ids) == len(set(ids))
    for one in (*diff.added, *diff.updated):
        fact = memory.facts.get(one.id)  # type: ignore[call-overload]
        assert fact is None or (fact.revision > since and fact.superseded_revision is None)
    for one in diff.added:
        fact = memory.facts.get(one.id)  # type: ignore[call-overload]
        assert fact is None or (fact.replaces is None and fact.change is not Change.CORRECTED)
    for one in diff.superseded:
        assert memory.facts[one.id].superseded_revision > since  # type: ignore[index, operator]

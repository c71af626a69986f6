"""The state: what is shown of a story at any instant of either clock."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen import look, take_snapshot
from telling import ALICE, EVERY_MANNER, Ledger, Says, day, histories, line

from spectron.domain.candidate import Manner
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import DoubtKind, Priority
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.view import Viewpoint
from spectron.retrieval.state import State, arrange, pending_questions

MOVES = (
    line(day(1), Says("location", "Berlin")),
    line(day(5), Says("location", "Munich")),
    line(day(9), Says("location", "Lyon", until=day(20))),
)


def values(state: State) -> list[str]:
    """The values of the attributes that are shown."""
    return [one.value for one in state.attributes]


@pytest.mark.parametrize(
    ("valid_at", "known_at", "now", "shown"),
    [
        (None, None, day(10), ["Lyon"]),
        (None, None, day(3), ["Lyon"]),  # the scope's own clock is ahead of ours
        (None, None, day(20), []),
        (None, None, day(19), ["Lyon"]),
        (day(3), None, day(10), ["Berlin"]),
        (day(5), None, day(10), ["Munich"]),
        (day(1), None, day(10), ["Berlin"]),
        (day(0), None, day(10), []),
        (day(25), None, day(10), []),
        (None, day(6), day(10), ["Munich"]),
        (day(2), day(6), day(10), ["Berlin"]),
    ],
)
def test_a_state_is_of_an_instant(
    valid_at: datetime | None, known_at: datetime | None, now: datetime, shown: list[str]
):
    """A state shows what held at `valid_at`, else at `known_at`, else now or at the scope's clock if that is later."""
    assert values(look(MOVES, now, Viewpoint(valid_at, known_at))) == shown


@given(histories(EVERY_MANNER), st.integers(-2, 12))
def test_a_state_shows_what_holds_and_nothing_else(told: list, at: int):
    """At any instant the attributes and relations shown are the believed ones that cover it, and events by then."""
    memory = Ledger().hear_all(told)
    state = arrange(take_snapshot(memory), Viewpoint(valid_at=day(at)), day(30))
    shown = {one.id for one in (*state.attributes, *state.relations)}
    for fact in memory.facts.values():
        if fact.superseded_revision is not None:
            assert fact.id not in shown
        elif not fact.timeless:
            assert (fact.id in shown) is fact.valid.covers(day(at))
        elif fact.id in shown:
            assert fact.valid.start is None or fact.valid.start <= day(at)


@pytest.mark.parametrize(("valid_at", "shown"), [(None, True), (day(10), False), (day(30), True), (day(90), True)])
def test_an_event_is_shown_whatever_the_time(valid_at: datetime | None, shown: bool):
    """A plan is shown now though it lies ahead, and at an instant that is named once it had begun."""
    told = [line(day(1), Says("plan", "visit Rome", since=day(30)))]
    assert values(look(told, day(2), Viewpoint(valid_at))) == (["visit Rome"] if shown else [])


def test_facts_about_others_stand_apart():
    """What is known about the speaker and about others are both attributes, the others' are knowledge too."""
    state = look(
        [
            line(day(1), Says("location", "Berlin"), Says("location", "Porto", about="Ana")),
            line(day(2), Says("works_at", "Acme", to="organisation")),
        ],
        day(3),
    )
    assert values(state) == ["Berlin", "Porto"]
    assert [one.value for one in state.others] == ["Porto"]
    assert [one.value for one in state.relations] == ["Acme"]


def test_who_takes_part_comes_first():
    """Entities come with the speakers first, then with those spoken of last."""
    lines = [line(day(at), mentions=((name, "person"),)) for at, name in enumerate(["Ana", "Bea", "me", "Cleo", "Ana"])]
    assert [one.label for one in look(lines, day(9)).entities] == ["alice", "Ana", "Cleo", "Bea"]


def test_instructions_come_by_force():
    """The most forceful instruction comes first, among equals the newest."""
    rules = [("a", Priority.LOW), ("b", Priority.HIGH), ("c", Priority.MEDIUM), ("d", Priority.HIGH)]
    told = [line(day(at), rules=((text, force, False),)) for at, (text, force) in enumerate(rules)]
    assert [one.text for one in look(told, day(9)).instructions] == ["d", "b", "c", "a"]


def test_topics_are_what_was_spoken_of_last():
    """Recent topics are the things mentioned, the latest first and none twice; the speaker is none."""
    lines = [
        line(day(at), mentions=((name, "person"), ("me", "person"))) for at, name in enumerate(["Ana", "Bea", "Ana"])
    ]
    lines.append(line(day(9), Says("likes", "tea", topics=("drinks",))))
    assert look(lines, day(9)).recent_topics == ["Ana", "Bea", "drinks"]


def test_threads_are_plans_that_are_not_over():
    """Plans, goals, projects and promises are open until their end; a promise names who gave it."""
    told = [
        line(day(1), Says("goal", "run a marathon"), Says("plan", "visit Rome", until=day(4))),
        line(day(2), Says("commitment", "send the file", about="you"), Says("project", "Apollo")),
        line(day(3), Says("plan", "paint the house"), Says("goal", "run a marathon", Manner.END)),
    ]
    assert look(told, day(6)).open_threads == ["paint the house", "Apollo", "assistant: send the file"]


def test_doubts_and_corrections_are_shown_beside():
    """A doubt is shown among the unknowns and not as an attribute, a correction with both its sides."""
    told = [*MOVES[:2], line(day(6), doubts=(("may move", DoubtKind.SPECULATIVE, Says("location", "Rome")),))]
    state = look(told, day(7))
    assert [one.text for one in state.unknowns] == ["may move"]
    assert [(one.previous.value, one.current.value) for one in state.corrections] == [("Berlin", "Munich")]
    assert values(state) == ["Munich"]


def test_an_empty_scope_has_an_empty_state():
    """Nothing was said: nothing is shown, and the instant is now."""
    state = look([], day(1))
    assert (state.entities, state.attributes, state.recent_topics, state.valid_at) == ([], [], [], day(1))


def said(role: Role, content: str, session: str = "one") -> Turn:
    """One turn of a session."""
    return Turn(TurnId("turn:1"), SessionId(session), ALICE, role, content, day(1))


USER, ASSISTANT = Role.USER, Role.ASSISTANT


@pytest.mark.parametrize(
    ("turns", "pending"),
    [
        ([], []),
        ([said(USER, "Where is it?")], ["Where is it?"]),
        ([said(USER, "Hm. Where is it? And who?!")], ["Where is it?", "And who?"]),
        ([said(USER, "Where is it?"), said(ASSISTANT, "Here.")], []),
        ([said(USER, "Where is it?"), said(USER, "Hello?")], ["Where is it?", "Hello?"]),
        ([said(USER, "Where is it?"), said(ASSISTANT, "Which one?")], ["Which one?"]),
        ([said(ASSISTANT, "Which one?"), said(USER, "The blue one.")], []),
        ([said(USER, "Where is it?"), said(Role.TOOL, "found it")], ["Where is it?"]),
        ([said(USER, "Where?"), said(ASSISTANT, "Here.", "two")], ["Where?"]),
        ([said(USER, "Where?"), said(USER, "Why?", "two"), said(ASSISTANT, "So.", "two")], ["Where?"]),
        ([said(USER, "?")], []),
        ([said(USER, "No question.")], []),
    ],
)
def test_a_question_waits_until_the_other_side_speaks(turns: list[Turn], pending: list[str]):
    """Questions are pending per session until the other side has spoken; a tool answers nobody."""
    assert pending_questions(turns) == pending

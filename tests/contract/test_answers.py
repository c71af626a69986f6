"""What the views over a store tell: answers told again, changes since a turn, names, and what repeats."""

import asyncio
from collections.abc import Callable

import pytest
from telling import Says, day, line

from spectron.domain.candidate import Manner
from spectron.domain.change import Learned
from spectron.domain.errors import IdempotencyMismatch, NotFound
from spectron.domain.graph import DoubtKind, Priority
from spectron.retrieval.diff import compare
from spectron.server import present
from spectron.service.ingest import Once


def _wire(learned: Learned) -> dict:
    return present.turn_result(learned).model_dump(mode="json")


def works(name: str, manner: Manner = Manner.PLAIN, **more: object) -> Says:
    """A claim about where the user works."""
    return Says("works_at", name, manner, to="organisation", **more)  # type: ignore[arg-type]


def test_an_answer_keeps_the_order_of_its_lists(tell: Callable, runner: asyncio.Runner):
    """Told again, an answer has its entities, facts, rules, doubts and corrections in the order of the first time."""
    memory = tell()
    runner.run(memory.hear(line(day(1), Says("location", "Berlin"), Says("name", "Alice"), works("Acme"))))
    learned = runner.run(
        memory.hear(
            line(
                day(5),
                works("Globex"),
                Says("location", "Munich"),
                Says("likes", "tea"),
                Says("location", "Porto", about="my sister Ana"),
                rules=(("Be brief.", Priority.LOW, False), ("Reply in French.", Priority.HIGH, False)),
                doubts=(("might move", DoubtKind.SPECULATIVE, None), ("maybe not", DoubtKind.NEGATED, None)),
            )
        )
    )
    assert [one.current.value for one in learned.corrections] == ["Globex", "Munich"]
    assert _wire(runner.run(memory.read_back(learned))) == _wire(learned)


@pytest.mark.parametrize(
    "later",
    [
        line(day(9), Says("name", "Alice Cooper")),
        line(day(9), Says("name", "Ana Silva", about="my sister Ana")),
        line(day(9), mentions=(("Acme Inc.", "organisation"),)),
        line(day(9), Says("location", "Rome"), works("Initech")),
        line(day(1), Says("name", "Alice Cooper")),
    ],
)
def test_an_answer_outlives_what_comes_later(tell: Callable, runner: asyncio.Runner, later: object):
    """New names and new facts do not change what an earlier turn is told to have taught."""
    memory = tell()
    first = line(day(1), Says("location", "Porto", about="my sister Ana"), Says("location", "Berlin"), works("Acme"))
    learned = runner.run(memory.hear(first))
    before = _wire(learned)
    runner.run(memory.hear(later))
    assert _wire(runner.run(memory.read_back(learned))) == before


def test_every_side_of_a_correction_has_a_name(tell: Callable, runner: asyncio.Runner):
    """An answer names the entity that a relation led to before, though the turn does not speak of it."""
    memory = tell()
    (told,) = runner.run(memory.hear(line(day(1), works("Acme")))).facts
    learned = runner.run(memory.hear(line(day(5), works("Globex"))))
    (correction,) = learned.corrections
    assert correction.previous.id == told.id
    shown = _wire(learned)["corrections"][0]
    assert (shown["previous"]["value"], shown["current"]["value"]) == ("Acme", "Globex")


# What a key makes safe to repeat


def test_a_request_that_comes_twice_is_learned_once(tell: Callable, runner: asyncio.Runner):
    """The same idempotency key and body gives the same answer and makes no second turn."""
    memory, once = tell(), Once("key", "digest", day(1))
    one = line(day(1), Says("location", "Berlin"))
    runner.run(memory.seat([one]))
    words = memory.extractor.prepare(one)
    first = runner.run(memory.hear(one, once, words))
    again = runner.run(memory.hear(one, once, words))
    assert (again.turn.id, again.revision, _wire(again)) == (first.turn.id, first.revision, _wire(first))


def test_a_request_that_races_with_itself_is_learned_once(tell: Callable, runner: asyncio.Runner):
    """Sent five times at once with one key, a turn is recorded and learned once."""
    memory, once = tell(), Once("key", "digest", day(1))
    one = line(day(1), Says("location", "Berlin"))
    runner.run(memory.seat([one]))
    words = memory.extractor.prepare(one)

    async def race() -> list[Learned]:
        return await asyncio.gather(*(memory.hear(one, once, words) for _ in range(5)))

    answers = runner.run(race())
    assert {one.revision for one in answers} == {1}
    assert runner.run(memory.snapshot()).revision == 1


def test_a_key_that_comes_with_another_body_is_refused(tell: Callable, runner: asyncio.Runner):
    """One key never stands for two requests."""
    memory = tell()
    one = line(day(1), Says("location", "Berlin"))
    runner.run(memory.hear(one, Once("key", "digest", day(1))))
    with pytest.raises(IdempotencyMismatch):
        runner.run(memory.hear(one, Once("key", "other", day(1))))


# What changed since


def _values(records: object) -> list[tuple[str, str, str | None]]:
    return sorted((one.key, one.value, one.previous_value) for one in records)  # type: ignore[attr-defined]


@pytest.mark.parametrize("manner", [Manner.PLAIN, Manner.CORRECTION])
def test_what_took_a_place_is_no_addition(tell: Callable, runner: asyncio.Runner, manner: Manner):
    """A change or a correction is told as updated with its old value and as superseded, and never as added."""
    memory = tell()
    since = runner.run(memory.hear(line(day(1), Says("location", "Berlin"), Says("likes", "tea")))).revision
    runner.run(memory.hear(line(day(5), Says("location", "Bern", manner))))
    diff = compare(runner.run(memory.changes(since)))
    assert _values(diff.added) == []
    assert _values(diff.updated) == [("location", "Bern", "Berlin")]
    assert _values(diff.superseded) == [("location", "Berlin", None)]


def test_what_is_new_is_added(tell: Callable, runner: asyncio.Runner):
    """New entities, facts, rules and doubts are told as added, and nothing of the turn asked from."""
    memory = tell()
    since = runner.run(memory.hear(line(day(1), Says("location", "Berlin")))).revision
    runner.run(
        memory.hear(
            line(
                day(2),
                works("Acme"),
                rules=(("Be brief.", Priority.LOW, False),),
                doubts=(("might move", DoubtKind.SPECULATIVE, None),),
            )
        )
    )
    diff = compare(runner.run(memory.changes(since)))
    assert [(one.type, one.value) for one in diff.added] == [
        ("entity", "Acme"),
        ("relation", "Acme"),
        ("instruction", "Be brief."),
        ("uncertainty", "might move"),
    ]
    assert (diff.updated, diff.superseded) == ([], [])


def test_nothing_happened_after_the_last_turn(tell: Callable, runner: asyncio.Runner):
    """Asked from the last turn, the difference is empty."""
    memory = tell()
    since = runner.run(memory.hear(line(day(1), Says("location", "Berlin")))).revision
    diff = compare(runner.run(memory.changes(since)))
    assert (diff.added, diff.updated, diff.superseded) == ([], [], [])


# The past


def test_an_instant_of_the_past_is_told_as_it_was(tell: Callable, runner: asyncio.Runner):
    """Names, facts, rules and topics of an earlier instant are those that were known then."""
    memory = tell()
    first = line(day(1), Says("location", "Berlin"), rules=(("Be brief.", Priority.LOW, False),))
    runner.run(memory.hear(first))
    runner.run(memory.hear(line(day(3), Says("name", "Alice Cooper"), works("Acme"), Says("location", "Munich"))))
    then = runner.run(memory.snapshot(known_at=day(2)))
    assert [one.label for one in then.entities] == ["alice"]
    assert [one.value for one in then.facts] == ["Berlin"]
    assert [one.text for one in then.instructions] == ["Be brief."]
    assert [then.labels.get(one) for one in then.mentioned] == ["alice"]
    assert [turn.said_at for turn in then.turns] == [day(1)]


def test_nothing_was_known_before_the_first_turn(tell: Callable, runner: asyncio.Runner):
    """Before the first turn there is nothing, and no error either."""
    memory = tell()
    runner.run(memory.hear(line(day(3), works("Acme"))))
    then = runner.run(memory.snapshot(known_at=day(2)))
    assert (then.entities, then.facts, then.mentioned, then.turns) == ([], [], [], [])


def test_names_do_not_pile_up(tell: Callable, runner: asyncio.Runner):
    """However often people are named, renamed and named again, each of their names is kept once."""
    memory = tell()
    for at, name in enumerate(["Ana Silva", "Ana Souza", "Ana Silva", "Ana Silva"], 1):
        runner.run(memory.hear(line(day(at), Says("name", name, about="my sister"))))
    (sister,) = [one for one in runner.run(memory.snapshot()).entities if one.principal is None]
    assert sister.label == "Ana Silva"
    assert len(sister.aliases) == len(set(sister.aliases))


def test_a_turn_that_was_left_half_way_is_finished(tell: Callable, runner: asyncio.Runner):
    """A turn that was recorded and not learned is learned when the memory starts again, once."""
    memory = tell()
    one = line(day(1), Says("location", "Berlin"))
    runner.run(memory.hear(line(day(0), Says("likes", "tea"))))
    words = memory.extractor.prepare(one)
    script, memory.extractor.script = memory.extractor.script, {}
    with pytest.raises(Exception, match="the turn is stored"):
        runner.run(memory.hear(one, None, words))
    memory.extractor.script = script
    assert runner.run(memory.ingest.finish()) == 1
    assert runner.run(memory.ingest.finish()) == 0
    assert "Berlin" in [fact.value for fact in runner.run(memory.snapshot()).facts]


def test_a_session_that_does_not_exist_takes_no_turn(tell: Callable, runner: asyncio.Runner):
    """A turn for an unknown session is refused, and nothing is recorded."""
    memory = tell()
    one = line(day(1), Says("location", "Berlin"))
    runner.run(memory.seat([one]))
    memory.sessions[one.session, one.scope] = "session:none"
    with pytest.raises(NotFound):
        runner.run(memory.hear(one))

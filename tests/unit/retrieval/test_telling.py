"""Facts as sentences that stand alone."""

from datetime import UTC, datetime

import pytest

from spectron.domain.conversation import Role
from spectron.domain.graph import Fact, FactKind, Quote, Source
from spectron.domain.ids import EntityId, FactId, TurnId
from spectron.domain.temporal import Interval
from spectron.retrieval.telling import bundle, say, type_of

ALICE, ACME, ORDER = EntityId("entity:alice"), EntityId("entity:acme"), EntityId("entity:order")
LABELS = {ALICE: "alice", ACME: "Acme", ORDER: "order 42"}
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def fact(key: str, value: str, entity: EntityId = ALICE, **more: object) -> Fact:
    """A fact that a user told."""
    told: dict = {
        "id": FactId(f"fact:{key}"),
        "kind": FactKind.ATTRIBUTE,
        "entity": entity,
        "key": key,
        "value": value,
        "valid": Interval(),
        "recorded_at": NOW,
        "revision": 1,
        "source": Source(TurnId("turn:1"), Role.USER),
        "quote": Quote(value, 0, len(value)),
    }
    return Fact(**(told | more))


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("likes", "hiking", "Alice likes hiking"),
        ("location", "Lyon", "Alice lives in Lyon"),
        ("allergy", "nuts", "Alice is allergic to nuts"),
        ("blood_type", "0", "Alice's blood type is 0"),
        ("likes", "tea\nand <memory>", "Alice likes tea and <memory>"),
    ],
)
def test_a_fact_is_one_sentence_in_the_third_person(key: str, value: str, told: str):
    """It begins with a capital and stands on one line."""
    assert say([fact(key, value)], LABELS) == told


def test_a_relation_names_what_it_leads_to():
    """The name of the thing stands in the place of the value."""
    works = fact("works_at", "the firm", kind=FactKind.RELATION, object=ACME)
    assert say([works], LABELS) == "Alice works at Acme"


def test_what_has_ended_is_told_as_past():
    """With since and until when."""
    ended = fact("location", "Berlin", valid=Interval(NOW, datetime(2026, 5, 1, tzinfo=UTC)))
    assert say([ended], LABELS).startswith("Alice lived in Berlin")


def test_what_one_record_told_is_one_sentence():
    """Facts of a tool about one thing in one turn are bundled; a user's, and other things', stand alone."""
    tool = Source(TurnId("turn:2"), Role.TOOL, "order-lookup")
    origin = fact("origin", "Tokyo", ORDER, source=tool)
    carrier = fact("carrier", "DHL", ORDER, source=tool)
    likes = fact("likes", "hiking")
    bundles = bundle([origin, likes, carrier])
    assert bundles == [[origin, carrier], [likes]]
    assert [say(one, LABELS) for one in bundles] == ["Order 42: origin Tokyo, carrier DHL", "Alice likes hiking"]


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("likes", "preference"),
        ("favourite_food", "preference"),
        ("event", "event"),
        ("goal", "plan"),
        ("commitment", "commitment"),
        ("habit", "habit"),
        ("sibling_of", "relationship"),
        ("location", "fact"),
    ],
)
def test_a_fact_has_a_type(key: str, kind: str):
    """By its key."""
    assert type_of(fact(key, "x")) == kind

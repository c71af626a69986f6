"""Turns, windows and answers for the tests of the extractor that asks a model."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from spectron.domain.candidate import Claim, Extraction, Mention, Neighbour, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Alias, Entity, Fact, FactKind, Quote, Source
from spectron.domain.ids import EntityId, FactId, SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import Interval
from spectron.extraction.model import ModelExtractor
from spectron.providers.scripted import Rule, ScriptedModel

AT = datetime(2026, 5, 10, 9, tzinfo=UTC)
NOTHING = json.dumps({"turns": [{"turn": 1, "mentions": [], "claims": [], "directives": [], "doubts": []}]})


def turn(content: str, role: Role = Role.USER, name: str | None = None, number: int = 1) -> Turn:
    """A turn of Alice's."""
    return Turn(
        TurnId(f"turn:{number}"), SessionId("session:1"), Scope.of({"user": "alice"}), role, content, AT, name=name
    )


def entity(number: int, label: str, kind: str = "person", *aliases: Alias, principal: str | None = None) -> Entity:
    """A known entity."""
    return Entity(
        EntityId(f"entity:{number}"), kind, label, TurnId("turn:0"), principal, (Alias(label), *aliases), number
    )


def fact(of: Entity, key: str, value: str, importance: float = 0.5) -> Fact:
    """Something believed of an entity."""
    source, quote = Source(TurnId("turn:0"), Role.USER), Quote(value, 0, len(value))
    return Fact(
        FactId(f"fact:{key}:{value}"), FactKind.ATTRIBUTE, of.id, key, value, Interval(AT), AT, 1, source, quote,
        importance=importance,
    )  # fmt: skip


def told(**lists: Any) -> str:
    """An answer to one turn."""
    return json.dumps({"turns": [{"turn": 1, **lists}]})


def answering(*texts: str) -> ScriptedModel:
    """A model that gives one answer after the other."""
    return ScriptedModel("test", [Rule(text, times=1) for text in texts])


def read(one: Turn, answer: str, window: Window | None = None) -> Extraction:
    """What comes of a turn when the model gives this answer."""
    return asyncio.run(ModelExtractor(answering(answer)).extract(one, window or Window()))


def claims(extraction: Extraction) -> list[tuple[str, str, str]]:
    """(about, key, value) of every claim."""
    return [(whose(extraction, one).label, one.key, one.value) for one in extraction.claims]


def whose(extraction: Extraction, claim: Claim) -> Mention:
    """Whom a claim speaks of."""
    return extraction.mentions[claim.about]


def near(*entities: Entity, **facts: Any) -> Window:
    """A window in which these entities are known."""
    return Window(neighbours=[Neighbour(one, facts.get(one.label, ())) for one in entities])

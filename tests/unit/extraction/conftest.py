"""What the tests of the built-in extractor share: turns in, plain words out."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from spectron.domain.candidate import EntityType, Extraction, Manner, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Entity
from spectron.domain.ids import EntityId, SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.read import read

SAID_AT = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def make_turn(text: str, role: str = "user", name: str | None = None) -> Turn:
    """A turn as the server would hand it over, said on Monday 2 March 2026."""
    scope = Scope.of({"user": "me"})
    return Turn(TurnId("turn:1"), SessionId("session:1"), scope, Role(role), text, SAID_AT, name=name)


def make_entity(label: str, type_: str, number: int = 1) -> Entity:
    """An entity that was known before."""
    return Entity(EntityId(f"entity:{number}"), type_, label, TurnId("turn:0"))


def render_claims(extraction: Extraction) -> set[str]:
    """Each claim as `about key=value`, with its manner where it is not plain."""
    lines = set()
    for claim in extraction.claims:
        about = extraction.mentions[claim.about].label
        manner = "" if claim.manner is Manner.PLAIN else f" !{claim.manner.value}"
        lines.add(f"{about} {claim.key}={claim.value}{manner}")
    return lines


@pytest.fixture
def extract() -> Callable[..., Extraction]:
    """Reads one text after earlier (role, text) turns, with known entities and custom types."""

    def run(
        text: str,
        *earlier: tuple[str, str],
        role: str = "user",
        name: str | None = None,
        entities: tuple[Entity, ...] = (),
        types: tuple[EntityType, ...] = (),
    ) -> Extraction:
        turns = tuple(make_turn(words, who) for who, words in earlier)
        return read(make_turn(text, role, name), Window(turns, entities, None, types))

    return run


@pytest.fixture
def tell(extract: Callable[..., Extraction]) -> Callable[..., set[str]]:
    """Like extract, but answers with the claims in plain words."""

    def run(text: str, *earlier: tuple[str, str], **others: object) -> set[str]:
        return render_claims(extract(text, *earlier, **others))

    return run


@pytest.fixture
def said() -> Callable[..., Turn]:
    """Makes a turn."""

    def run(text: str, role: str = "user", name: str | None = None) -> Turn:
        return make_turn(text, role, name)

    return run


@pytest.fixture
def entity() -> Callable[..., Entity]:
    """Makes an entity that was known before."""
    return make_entity

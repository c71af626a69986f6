"""What a turn is read with: the settings of its context, the extractor these name, and what was said and known before.

Facts are looked up only for an extractor that asks for them; the built-in rules need none.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import TypeAlias

from sqlalchemy import Connection

from spectron.domain.candidate import ASSISTANT, SPEAKER, Neighbour, Window
from spectron.domain.change import Learned
from spectron.domain.conversation import Role, Turn
from spectron.domain.extractor import Extractor
from spectron.domain.graph import Entity
from spectron.domain.ids import ContextId
from spectron.domain.text import fold
from spectron.service.configuration import Configuration, read_configuration
from spectron.service.zones import in_zone, session_zones
from spectron.storage.queries import contexts, conversations, neighbourhood

WINDOW_TURNS = 12
WINDOW_MENTIONS = 40
MOST_NEIGHBOURS = 12
MOST_FACTS = 40
_LONGEST_NAME = 3
_MOST_WORDS = 300
_WORD = re.compile(r"[^\W_]+(?:['\u2019.&-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Reader:
    """An extractor under the name of its model; `looks_up` tells that it wants to see the facts near a turn."""

    name: str
    extractor: Extractor
    looks_up: bool = False


Choose: TypeAlias = Callable[[Configuration], Reader]


@dataclass(frozen=True, slots=True)
class Readers:
    """The settings that every context starts from, and who reads its turns; `choose` raises BadValue for nobody."""

    defaults: Configuration
    choose: Choose


@dataclass(frozen=True, slots=True)
class Recorded:
    """A turn that is safe, what it is read with, and what it taught if that is known already.

    `stamp` is that of its passage, where it was recorded just now; `again` tells that it was read before, and not
    learned then; `zone` is that of its session.
    """

    turn: Turn
    window: Window
    configuration: Configuration
    reader: Reader
    learned: Learned | None = None
    again: bool = False
    stamp: int | None = None
    zone: tzinfo = UTC

    def for_reader(self) -> tuple[Turn, Window]:
        """The turn and its window as an extractor sees them: said by the clock of whoever spoke."""
        if self.zone is UTC:
            return self.turn, self.window
        earlier = [in_zone(one, self.zone) for one in self.window.turns]
        return in_zone(self.turn, self.zone), replace(self.window, turns=earlier)


def look_around(conn: Connection, ctx: ContextId, turn: Turn, readers: Readers) -> Recorded:
    """The window an extractor reads a turn in, and that extractor."""
    stored = contexts.find_context(conn, ctx)
    configuration = read_configuration(stored.config if stored else {}, readers.defaults)
    reader = readers.choose(configuration)
    name = fold(turn.name) if turn.name and turn.role in (Role.USER, Role.ASSISTANT) else None
    present = neighbourhood.entities_around(
        conn, ctx, turn.scope.id, [name] if name else [], [SPEAKER, ASSISTANT], WINDOW_MENTIONS
    )
    window = Window(
        turns=conversations.turns_before(conn, ctx, turn, WINDOW_TURNS),
        entities=present,
        speaker=_speaker(turn, name, present),
        entity_types=configuration.entity_types,
    )
    if reader.looks_up:
        window = replace(window, neighbours=_neighbours(conn, ctx, turn, window))
    zone = session_zones(conn, ctx, [turn.session_id])[turn.session_id]
    return Recorded(turn, window, configuration, reader, zone=zone)


def _speaker(turn: Turn, name: str | None, present: Sequence[Entity]) -> Entity | None:
    """The one whose first person this turn is in, where they are known already."""
    if name:
        return next((one for one in present if any(fold(alias.text) == name for alias in one.aliases)), None)
    principal = ASSISTANT if turn.role is Role.ASSISTANT else SPEAKER
    return next((one for one in present if one.principal == principal), None)


def _neighbours(conn: Connection, ctx: ContextId, turn: Turn, window: Window) -> Sequence[Neighbour]:
    """Those who speak, those the turn names, and those lately spoken of, each with what is believed of them now."""
    named = neighbourhood.entities_sought(conn, ctx, turn.scope.id, names_within(turn.content), ())
    speaking = [one for one in window.entities if one.principal is not None]
    near = {one.id: one for one in (*speaking, *named, *window.entities)}
    chosen = list(near.values())[:MOST_NEIGHBOURS]
    return [Neighbour(one, neighbourhood.facts_about(conn, ctx, one.id, MOST_FACTS)) for one in chosen]


def names_within(text: str) -> frozenset[str]:
    """Every run of up to three words, as names are compared: what of it is a name, the store knows."""
    words = _WORD.findall(text)[:_MOST_WORDS]
    runs = (words[start : start + length] for start in range(len(words)) for length in range(1, _LONGEST_NAME + 1))
    return frozenset(fold(" ".join(run)) for run in runs)

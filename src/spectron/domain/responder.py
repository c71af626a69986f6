"""The port of what answers from memory alone, without a language model."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from spectron.domain.change import Learned
from spectron.domain.conversation import Turn
from spectron.domain.graph import Fact
from spectron.domain.view import Snapshot


@dataclass(frozen=True, slots=True)
class Material:
    """What an answer may be made of.

    `snapshot` is what is believed in the view; `turns` are what a search for the question found, the best first;
    `learned` is what the turn that asks taught, None where nothing was recorded.
    """

    snapshot: Snapshot
    turns: Sequence[Turn] = ()
    learned: Learned | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the facts and turns that it rests on, and whether memory knew.

    `known` is False where the text says that nothing is known; an acknowledgement of news is known.
    """

    text: str
    known: bool
    facts: Sequence[Fact] = ()
    turns: Sequence[Turn] = ()


class Responder(Protocol):
    """Answers a message from memory: the same answer to the same material, and nothing that memory does not hold."""

    def respond(self, text: str, material: Material, now: datetime) -> Answered:
        """Answer a question, or acknowledge what a statement taught; `now` is when the message was said."""
        ...

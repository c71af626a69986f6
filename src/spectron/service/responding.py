"""The built-in responder: it reads a question by rule and answers it from memory, without a language model."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from spectron.domain.candidate import Window
from spectron.domain.question import Question
from spectron.domain.responder import Answered, Material
from spectron.retrieval.answering import respond
from spectron.retrieval.answering.citing import NoteDates

ReadQuestion: TypeAlias = Callable[[str, Window, datetime], Question]


@dataclass(frozen=True, slots=True)
class BuiltinResponder:
    """Answers every message the same way each time; `read` understands what is asked, `note` tells dates."""

    read: ReadQuestion
    note: NoteDates

    def respond(self, text: str, material: Material, now: datetime) -> Answered:
        """Answer a question, or acknowledge what a statement taught."""
        window = Window(turns=material.snapshot.turns, entities=material.snapshot.entities)
        return respond(self.read(text, window, now), material, now, self.note)

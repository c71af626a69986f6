"""What is asked of an index."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from spectron.domain.question import Question
from spectron.domain.temporal import Interval
from spectron.retrieval.index import Index
from spectron.retrieval.words import plain

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours)\b")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:when|how long|since when|until when|(?:what|which) (?:date|day|week|month|year|time))\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question or some words to search for.

    `times` are the stretches of time that its words name. `asker` is the name under which whoever asks speaks, where
    that is known. Only turns said up to `known_at` take part.
    """

    text: str
    question: Question | None = None
    times: tuple[Interval, ...] = ()
    asker: str | None = None
    known_at: datetime | None = None

    @property
    def first_person(self) -> bool:
        """Whether it speaks of the one who asks."""
        return _FIRST_PERSON.search(self.text) is not None

    @property
    def second_person(self) -> bool:
        """Whether it speaks of the one who is asked."""
        return _SECOND_PERSON.search(self.text) is not None

    @property
    def dated(self) -> bool:
        """Whether it wants to know when, or for how long."""
        return _WHEN.search(self.text) is not None


def find_speakers(text: str, speakers: Iterable[str]) -> list[str]:
    """The speakers that a text names, by their whole name or its first word, in the order given."""
    folded = plain(text)
    return [name for name in speakers if name and _name(name).search(folded)]


def wording(text: str, index: Index) -> str:
    """The words of a question to embed: without the names of those who speak, which would only find their turns."""
    named = find_speakers(text, index.names.speakers)
    bare = text
    for name in named:
        bare = re.sub(rf"\b{re.escape(name)}\b(?:['\u2019]s)?", "", bare, flags=re.IGNORECASE)
    return " ".join(bare.split()) or text


def _name(name: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(plain(name))}\b")

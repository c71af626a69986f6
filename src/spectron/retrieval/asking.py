"""What is asked of an index."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from spectron.domain.question import Question, Wanted
from spectron.domain.temporal import Interval
from spectron.retrieval.index import Index
from spectron.retrieval.words import plain

_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself|we|us|our|ours)\b")
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_WHEN = re.compile(
    r"\b(?:when|how long|since when|until when|(?:what|which) (?:date|day|week|month|year|time))\b", re.IGNORECASE
)
_WHO = re.compile(r"\b(?:who|whose|whom|where|which|what (?:is|are|was|were) [^?]*\bnames?)\b", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:what|which) (?:(?:kinds?|types?|sorts?) of |(?:different|other|new|some|all|are|the|two|three) )*"
    r"(?:[a-z]+ ){0,2}?[a-z]+[^s\s]s\b"
    r"|\bhow many\b|\bin what ways\b|\bwhere (?:has|have)\b|\bwhat (?:all )?(?:has|have|does|do)\b",
    re.IGNORECASE,
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
    def of_asker(self) -> bool:
        """Whether it speaks of the one who asks."""
        return _FIRST_PERSON.search(self.text) is not None

    @property
    def of_asked(self) -> bool:
        """Whether it speaks of the one who is asked, the assistant: "What did you recommend?"."""
        return _SECOND_PERSON.search(self.text) is not None

    @property
    def for_time(self) -> bool:
        """Whether it wants to know when, or for how long."""
        wanted = self.question.wanted if self.question else Wanted.OTHER
        return wanted in (Wanted.WHEN, Wanted.SINCE, Wanted.UNTIL) or _WHEN.search(self.text) is not None

    @property
    def for_name(self) -> bool:
        """Whether a name may be the answer: of somebody, of a place, of one thing among others."""
        return _WHO.search(self.text) is not None

    @property
    def for_many(self) -> bool:
        """Whether several things may be the answer, told in several places."""
        wanted = self.question.wanted if self.question else Wanted.OTHER
        return wanted in (Wanted.LIST, Wanted.COUNT) or _MANY.search(self.text) is not None


def find_speakers(text: str, speakers: Iterable[str]) -> list[str]:
    """The speakers whom a text names, by the whole name or by its first word where only one begins so."""
    return list(_find_names(text, tuple(speakers)))


def wording(text: str, index: Index) -> str:
    """The words of a question to embed: without the names of those who speak, which would only find their turns."""
    bare = text
    for form in _find_names(text, tuple(index.names.speakers)).values():
        bare = re.sub(rf"\b{re.escape(form)}\b(?:['\u2019]s)?", "", bare, flags=re.IGNORECASE)
    return " ".join(bare.split()) if re.search(r"\w", bare) else text


def _find_names(text: str, speakers: tuple[str, ...]) -> dict[str, str]:
    """Each speaker whom a text names, with the form of the name that stands there."""
    folded = plain(text)
    firsts = Counter(name.split()[0] for name in speakers if name.split())
    found: dict[str, str] = {}
    for name in speakers:
        first = name.split()[0] if name.split() else ""
        forms = [name, first] if firsts[first] == 1 else [name]
        form = next((one for one in forms if one and _stands_in(plain(one), folded)), None)
        if form:
            found[name] = form
    return found


def _stands_in(form: str, text: str) -> bool:
    return form in text and re.search(rf"\b{re.escape(form)}\b", text) is not None

"""Answers in the words that were said: the sentence that holds all that a question names, or none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import Stemmer

from spectron.domain.conversation import Role, Turn
from spectron.domain.question import Question, Subject, Wanted
from spectron.domain.text import fold
from spectron.retrieval.answering.times import say_day

_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\S)[^.!?\n]*)*[.!?]*")
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_OWN = frozenset({"i", "me", "my", "mine", "we", "us", "our", "ours", "i'm", "i've", "i'd", "i'll", "we're", "we've", "we'll"})
_OTHERS = frozenset({"he", "she", "his", "her", "their", "they", "him", "them"})
_WHEN = re.compile(
    r"\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day|\b(?:january|february|march|april|may|june|july|august|september|"
    r"october|november|december|today|tomorrow|yesterday|tonight|morning|evening|noon|midnight|week|month|year|spring|"
    r"summer|autumn|winter|christmas|easter|ago)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|"
    r"no|none|single|both|couple|a)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"\b(?:because|since|so that|due to|as|so|for|to|wanted|after)\b", re.IGNORECASE)
_SMALL = frozenset(
    "the a an and or but is are was were be been am i my me we our you your he she it its they this that in on at of to for from by "
    "with as so not no do does did have has had will would can could just really very about also too there here now".split()
)
_GENERIC = frozenset({"name", "kind", "type", "day", "date", "time", "year", "month", "place", "number", "people", "person"})
_MOST_SENTENCES = 4_000


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a turn that answers a question."""

    text: str
    turn: Turn
    share: float


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return str(Stemmer.Stemmer("english").stemWord(fold(word).removesuffix("'s")))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The stems of the words of a text, and of the parts of words with a hyphen."""
    words = [word.lower().replace("\u2019", "'") for word in _WORD.findall(text)]
    return frozenset(_stem(part) for word in words for part in (word, *word.split("-")))


def find_quote(question: Question, turns: Sequence[Turn], labels: Sequence[str] = ()) -> Quoted | None:
    """The sentence that answers best; None where none holds what the question names.

    `labels` are other names of whom it is about, any of which a sentence may use. Of equals, the latest counts.
    """
    best: Quoted | None = None
    for turn, text, before in _sentences(turns):
        share = _share(question, turn, text, before, labels)
        if share and (best is None or (share, turn.said_at, turn.seq) >= (best.share, best.turn.said_at, best.turn.seq)):
            best = Quoted(text, turn, share)
    return best


def _sentences(turns: Sequence[Turn]) -> Iterator[tuple[Turn, str, str]]:
    """The sentences that state something, each with the one before it in its turn."""
    left = _MOST_SENTENCES
    for turn in turns:
        before = ""
        for found in _SENTENCE.finditer(turn.content):
            text = found.group().strip()
            left -= 1
            if left < 0:
                return
            if text and not text.endswith("?"):
                yield turn, text, before
            before = text


def _share(question: Question, turn: Turn, text: str, before: str, labels: Sequence[str]) -> float:
    """The share of the question's words that a sentence holds, 0 where it does not answer."""
    if turn.role is Role.ASSISTANT and question.wanted is not Wanted.REPORT:
        return 0.0
    stems = _stems(text)
    terms = [forms for forms in question.terms if not set(forms) & _GENERIC]
    if not terms or not _tells_of(question, turn, text, before, labels):
        return 0.0
    named = {_stem(part) for label in labels for part in label.split()}
    held = [any(_stem(form) in stems for form in forms) or bool({_stem(forms[0])} & named) for forms in terms]
    missing = held.count(False)
    if missing > (1 if len(terms) >= 4 else 0):
        return 0.0
    extra = [word for word in stems if word not in _SMALL and not any(word == _stem(form) for forms in terms for form in forms)]
    if not extra or not _fits(question, text):
        return 0.0
    return (len(terms) - missing) / len(terms)


def _fits(question: Question, text: str) -> bool:
    """Whether a sentence has what the question wants: a time, a number, a reason."""
    if question.wanted is Wanted.COUNT:
        return _COUNT.search(text) is not None
    if question.wanted is Wanted.REASON:
        return _WHY.search(text) is not None
    return True


def _tells_of(question: Question, turn: Turn, text: str, before: str, labels: Sequence[str]) -> bool:
    """Whether a sentence speaks of the one the question asks about, and of every name in the question."""
    words = {word.lower().replace("\u2019", "'") for word in _WORD.findall(text)}
    near = _stems(f"{before} {text}") if words & _OTHERS else _stems(text)
    speaker = _stems(turn.name or "")
    for name in question.names:
        parts = [_stem(part) for part in name.split()]
        if not all(part in near or part in speaker for part in parts):
            return False
    holder = _holder(question)
    if holder is not None and holder.principal == "user":
        return turn.role is Role.TOOL or bool(words & _OWN) or not _names_another(text, question)
    return True


def _holder(question: Question) -> Subject | None:
    """Whose matter it is in the end: the speaker for "my sister's job"."""
    one = question.subjects[0] if question.subjects else None
    while one is not None and one.holder is not None:
        one = one.holder
    return one


def _names_another(text: str, question: Question) -> bool:
    """Whether a sentence without "I" or "my" gives what is asked for to somebody else."""
    known = {part.lower() for name in question.names for part in name.split()}
    return any(found.group(1).lower() not in known for found in re.finditer(r"\b([A-Z][\w-]*)['\u2019]s\b", text)) or any(
        word in _OTHERS for word in re.findall(r"[a-z]+", text.lower())
    )


def introduce(quoted: Quoted) -> str:
    """Who said it, and when: "On 3 May 2026 you said:"."""
    turn = quoted.turn
    who = {Role.USER: "you", Role.ASSISTANT: "I", Role.SYSTEM: "the system"}.get(turn.role, turn.name or "a tool")
    if turn.role is Role.USER and turn.name:
        who = turn.name
    return f"On {say_day(turn.said_at)} {who} said:"


def cite(quoted: Quoted) -> str:
    """The sentence as it was said, with who said it and when."""
    return f"{introduce(quoted)} \u201c{quoted.text}\u201d"


def has_time(text: str) -> bool:
    """Whether a text names a time."""
    return _WHEN.search(text) is not None


def same_day(one: datetime, other: datetime) -> bool:
    """Whether two instants fall on one day."""
    return one.date() == other.date()

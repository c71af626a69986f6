"""Regard: what words show for the other side of the conversation, its rapport, trust and connection.

A user's turns are read for what they show for the agent, the agent's for what they show for the user; there much is
mere courtesy, and weighs little. What somebody else said, or said to somebody else, shows nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spectron.domain.behaviour import Facet, Regard
from spectron.domain.bounds import clamp
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.cues.phrases import Found, Phrases, read_rows, sort_phrases
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import listed, read_data
from spectron.extraction.builtin.stance.stance import is_unmeant
from spectron.extraction.quotes import cite

_SPEAKERS = {Role.USER: "user", Role.ASSISTANT: "agent"}
_NEGATORS = frozenset("not no never nobody hardly without nor used".split())  # "I used to feel close to you"
_CONDITIONS = frozenset("if unless whether suppose imagine hope wish".split())
_BOOSTERS = frozenset("so really very truly absolutely completely always such totally extremely".split())
_HERE = frozenset({"i", "you", "we", "it", "there"})
_PAUSES = frozenset({",", ":", "."})
_REACH = 3
_MORE = 1.2
_OPENING = 2  # "oh and good morning"


@dataclass(frozen=True, slots=True)
class _Row:
    """What a phrase shows, and where."""

    facet: Facet
    strength: float
    where: str
    reason: str


def read_regard(turn: Turn, sentences: Sequence[Sentence]) -> Iterator[Regard]:
    """What a user's or an assistant's turn shows for the other side; each reason once, in its strongest words."""
    speaker = _SPEAKERS.get(turn.role)
    if speaker is None:
        return
    best: dict[str, Regard] = {}
    for sentence in sentences:
        rows = list(_phrases(speaker).find(sentence.tokens))
        if not rows or is_unmeant(sentence) or _tells_of_others(sentence):
            continue
        for found in rows:
            one = _tell(found, sentence, turn)
            if one is not None and abs(one.strength) > abs(best[one.reason].strength if one.reason in best else 0.0):
                best[one.reason] = one
    yield from best.values()


def _tell(found: Found[_Row], sentence: Sentence, turn: Turn) -> Regard | None:
    """The regard that a phrase shows, unless it is denied, supposed, or in the wrong kind of sentence."""
    row, tokens = found.meaning, sentence.tokens
    if not _fits(row.where, found.first, sentence):
        return None
    near = tokens[max(0, found.first - _REACH) : found.first]
    pause = max((place + 1 for place, token in enumerate(near) if token.tag in _PAUSES), default=0)
    before = near[pause:]
    if any(token.norm in _NEGATORS for token in before):
        return None
    if any(token.norm in _CONDITIONS for token in tokens[: found.first]):
        return None
    start, end = tokens[found.first].start, tokens[found.last].end
    strength = row.strength * (_MORE if any(_boosts(token) for token in before) else 1.0)
    return Regard(row.facet, clamp(round(strength, 2)), cite(turn.content, start, end), row.reason)


def _fits(where: str, first: int, sentence: Sentence) -> bool:
    """Whether a phrase stands where it has to."""
    if where == "open":
        return first <= _OPENING
    return where == "any" or (where == "ask") == sentence.asks


def _boosts(token: Token) -> bool:
    return token.norm in _BOOSTERS


def _tells_of_others(sentence: Sentence) -> bool:
    """Whether a sentence reports what somebody else said: "he told me he loves you"."""
    for clause in sentence.clauses:
        subject = clause.subject
        if clause.verb is None or subject is None or subject.pronoun in _HERE:
            continue
        if clause.verb.lemma in listed("reporting") or clause.verb.lemma in ("say", "tell", "ask", "call", "write"):
            return True
    return False


@cache
def _phrases(speaker: str) -> Phrases[_Row]:
    rows = []
    for who, facet, strength, where, phrases, reason in read_rows(read_data("regard.tsv")):
        if who in (speaker, "both"):
            rows.append((phrases, _Row(Facet(facet), float(strength), where, reason)))
    return sort_phrases(rows)

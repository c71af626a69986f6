"""Whom a question is about, by the words of its subject: "my sister's husband", "Ana", "you"."""

from collections.abc import Sequence

from spectron.domain.candidate import ASSISTANT, SPEAKER
from spectron.domain.question import Subject
from spectron.extraction.builtin.grammar.tokens import Token

_MARKS = frozenset({"'s", "'", "\u2019", "\u2019s"})
_OWN = frozenset({"i", "me", "my", "we", "us", "our", "myself", "mine"})
_YOURS = frozenset({"you", "your", "u", "ur", "yourself"})
_MINE = Subject(principal=SPEAKER)
_YOU = Subject(principal=ASSISTANT)
_HOLDING = frozenset({"my", "our", "your", "ur", "his", "her", "their", "its"})
_DEEPEST = 4


def find_whom(words: Sequence[Token], depth: int = 0) -> Subject | None:
    """The subject that some words name; a pronoun stands for itself as a name. None for no words at all."""
    words = [one for one in words if one.tag != "DT" or one.norm in ("my", "our")]
    if not words or depth > _DEEPEST:
        return None
    holder, role = part(words)
    if holder:
        whose = find_whom(holder, depth + 1)
        return Subject(role=name_of(role), holder=whose) if role else whose
    first = words[0].norm
    if len(words) == 1 and first in _OWN:
        return _MINE
    if len(words) == 1 and first in _YOURS:
        return _YOU
    return Subject(name=" ".join(one.text for one in words))


def part(words: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Who has it, and what they have: "my sister's | husband", "my | sister", "Ana's | job", "the name of | my dog"."""
    for at, one in enumerate(words):
        if at and at + 1 < len(words) and (one.norm == "of" or (one.norm == "for" and words[0].norm not in _HOLDING)):
            return words[at + 1 :], words[:at]
    for at in range(len(words) - 1, 0, -1):
        if words[at].norm in _MARKS:
            return words[:at], words[at + 1 :]
    if len(words) > 1 and words[0].norm in _HOLDING:
        return words[:1], words[1:]
    return _part_name([one for one in words if one.tag != "DT"])


def _part_name(words: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """A name and the ordinary noun behind it, which is the name's: "Atlas | deadline"."""
    names = 0
    while names < len(words) and words[names].tag in ("NNP", "NNPS"):
        names += 1
    return (words[:names], words[names:]) if 0 < names < len(words) else ((), words)


def name_of(words: Sequence[Token]) -> str:
    """A role as one term, in the singular and in lower case; a name behind it is the name."""
    names = [one.text for one in words if one.tag == "NNP"]
    if names and len(names) < len(words) and words[-1].tag == "NNP":
        return " ".join(names)
    return " ".join([*(one.norm for one in words[:-1]), words[-1].lemma]) if words else ""

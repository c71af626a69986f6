"""The word classes of occasions, which no other part reads."""

from functools import cache

from spectron.domain.conversation import Turn
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.lexis.words import read_lists

_VOWELS = frozenset("aeiou")
_DOUBLED = 3


@cache
def _lists() -> dict[str, dict[str, str]]:
    return read_lists("occasions.txt")


@cache
def among(name: str) -> frozenset[str]:
    """The items of one list."""
    return frozenset(_lists()[name])


@cache
def wants(verb: str) -> frozenset[str]:
    """The things that a verb wants behind it to tell of an occasion; none where any will do."""
    return frozenset(_lists()["eventful_things"].get(verb, "").split())


def words_behind(turn: Turn, clause: Clause, most: int = 2) -> list[str]:
    """The first words behind the verb of a clause, which may belong to it: "up", "off"."""
    verb = clause.verb
    after = turn.content[verb.start : clause.end].lower().split(maxsplit=most + 1)[1:] if verb is not None else []
    return [word.strip(".,;:!?") for word in after[:most]]


def make_gerund(verb: str) -> str:
    """ "Pick up" -> "picking up", "run" -> "running", "take" -> "taking", "lie" -> "lying"."""
    first, _, rest = verb.partition(" ")
    if first.endswith("ie"):
        made = first[:-2] + "ying"
    elif first.endswith("e") and not first.endswith(("ee", "oe", "ye")) and len(first) > _DOUBLED - 1:
        made = first[:-1] + "ing"
    elif _doubles(first):
        made = first + first[-1] + "ing"
    else:
        made = first + "ing"
    return f"{made} {rest}" if rest else made


def _doubles(verb: str) -> bool:
    """Whether the last letter is written twice: one short vowel between consonants, in a word of one syllable."""
    if len(verb) < _DOUBLED or verb[-1] in _VOWELS or verb[-1] in "wxy":
        return False
    return verb[-2] in _VOWELS and verb[-3] not in _VOWELS and sum(letter in _VOWELS for letter in verb) == 1

"""The lexicon of feelings: which words and phrases push a mood where, read from its data files once.

A heading `[theme sort valence arousal tension affiliation]` holds for the items below it, which commas part. `word~v`
stands for all forms of a verb, `~n` of a noun, `~a` of an adjective (with adverb and noun), `~vv` of a verb that
doubles its last letter. `a|b` takes either word, `*` up to three words, `_` exactly one.
`<name>` stands for the words of a class, which a line `<name> = word word ...` gives above its first use.
`word@guard` counts only where the guard of `guards.py` holds. An item ending in `!0` pushes nothing: it takes the
words away from shorter entries.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from spectron.domain.behaviour import Feeling
from spectron.extraction.builtin.affect.tokens import fold, split_words
from spectron.extraction.builtin.lexis.words import read_data

_FILES = ("feelings.txt", "life_events.txt")
_CLASS = re.compile(r"<([a-z]+)>")


class Sort(StrEnum):
    """What kind of word carries the feeling."""

    FEEL = "feel"  # a state of someone: angry, happy, miss
    RATE = "rate"  # a judgement of something: awful, great
    SAY = "say"  # said to someone, or an outcry: thanks, ugh, lol
    EVENT = "event"  # what happened: got fired, passed the exam
    OATH = "oath"  # strengthens other words; alone it is an outcry


@dataclass(frozen=True, slots=True)
class Entry:
    """What one heading of the data file says of its words; `guard` is where they count."""

    theme: str
    sort: Sort
    push: Feeling
    guard: str = ""


Step: TypeAlias = frozenset[str] | str  # the words that can stand there, or "*" or "_"


@dataclass(frozen=True, slots=True)
class Phrase:
    """An expression of several words: its steps behind the first word, and the entry, None where it pushes nothing.

    Phrases are tried in the order of their `rank`: longer ones first, then as they stand in the data file.
    """

    steps: tuple[Step, ...]
    entry: Entry | None
    rank: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Single words by their form, and phrases by their first word and a word that must follow ("" for none)."""

    words: dict[str, Entry]
    phrases: dict[str, dict[str, list[Phrase]]]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the data files."""
    words: dict[str, Entry] = {}
    phrases: dict[str, dict[str, list[Phrase]]] = {}
    for number, (entry, item) in enumerate(_items("\n".join(read_data(name) for name in _FILES))):
        kept = None if item.endswith("!0") else entry
        text = item.removesuffix("!0")
        parts = [_spread(part) for part in text.split()]
        if len(parts) == 1 and kept:
            words.update(dict.fromkeys(sorted(parts[0]), kept))
            continue
        steps = tuple(next(iter(part)) if part & {"*", "_"} else part for part in parts)
        phrase = Phrase(steps[1:], kept, (-len(steps), number))
        nexts = _choose_key(phrase.steps)
        for first in parts[0]:
            for following in nexts:
                phrases.setdefault(first, {}).setdefault(following, []).append(phrase)
    return Lexicon(words, phrases)


def _choose_key(steps: Sequence[Step]) -> frozenset[str]:
    """The words under which a phrase is looked up: the fewer of its next two steps, so that few phrases are tried."""
    near = [step for step in steps[:2] if not isinstance(step, str)]
    if len(near) < 2:
        near = [step for step in steps if not isinstance(step, str)][:1]
    return min(near, key=len, default=frozenset(("",)))


def _items(text: str) -> Iterator[tuple[Entry, str]]:
    """Every item of the data file with the entry of its heading, and its guard."""
    entry = Entry("", Sort.SAY, Feeling())
    classes: dict[str, str] = {}
    for line in text.splitlines():
        named = _CLASS.match(line)
        if named and line[named.end() :].startswith(" = "):
            classes[named[1]] = "|".join(line[named.end() + 3 :].split())
        elif line.startswith("["):
            *theme, sort, valence, arousal, tension, affiliation = line.strip("[] ").split(" ")
            push = Feeling(float(valence), float(arousal), float(tension), float(affiliation))
            entry = Entry(" ".join(theme), Sort(sort), push)
        elif line and not line.startswith("#"):
            for item in filter(None, (part.strip() for part in _unfold(line, classes).split(", "))):
                plain, _, guard = item.rstrip(",").partition("@")
                yield Entry(entry.theme, entry.sort, entry.push, guard), _cut_contractions(plain)


def _unfold(line: str, classes: Mapping[str, str]) -> str:
    """A line with the words of its classes in place of their names."""
    return _CLASS.sub(lambda found: classes[found[1]], line) if classes else line


def _cut_contractions(item: str) -> str:
    """An item with its contracted words cut as a turn's are: "i'm" is "i 'm"."""
    marks = "~|*_!"
    return " ".join(
        part if part[0] == "'" or any(mark in part for mark in marks) else " ".join(split_words(part)) or part
        for part in item.split()
    )


def _spread(part: str) -> frozenset[str]:
    """All forms that one step of an item stands for."""
    found: set[str] = set()
    for one in part.split("|"):
        word, _, inflection = one.partition("~")
        found.update(_inflect(fold(word), inflection) if inflection else (fold(word) if word not in "*_" else word,))
    return frozenset(found)


def _inflect(word: str, inflection: str) -> Iterator[str]:
    """The forms of a word by the rules of English spelling."""
    yield word
    y = word.endswith("y") and word[-2:-1] not in ("", *"aeiou")
    stem = word[:-1] if y or (word.endswith("e") and not word.endswith(("ee", "ye", "oe"))) else word
    plural = stem + "ies" if y else word + ("es" if word.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if inflection == "n":
        yield plural
    elif inflection == "v":
        yield from (plural, stem + ("ied" if y else "ed"), (word if y else stem) + "ing")
    elif inflection == "vv":
        yield from (plural, word + word[-1] + "ed", word + word[-1] + "ing")
    elif inflection == "a":
        i = stem + "i" if y else stem
        yield from (i + "er", i + "est", (stem + "i" if y else word) + "ness", _adverb(word, stem, y))


def _adverb(word: str, stem: str, y: bool) -> str:
    """The adverb of an adjective: happily, gently, sadly."""
    if y:
        return stem + "ily"
    return stem + "y" if word.endswith("le") else word + ("ally" if word.endswith("ic") else "ly")

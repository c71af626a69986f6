"""What an agent's talk consists of, and how it can be: the words by which a rule of conduct is known."""

import re
from functools import cache

from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import listed

LOOSE = frozenset(
    {"it", "things", "text", "texts", "name", "names", "list", "code", "language", "words", "they", "them"}
)
_UNITS = (
    "pounds|euros|dollars|francs|sterling|yen|rupees|kronor|kroner|metric|imperial|lowercase|celsius|fahrenheit"
    "|kilometres|kilometers|miles|grams|ounces|litres|iso"
)
_DAYS = (
    "day|weekday|week|weekend|morning|evening|night|month|year|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
LASTING = re.compile(
    r"\b(?:from (?:now|here|today|tomorrow) on(?:wards?)?|from (?:tomorrow|today)|in (?:the )?future|going forwards?"
    r"|henceforth|until (?:further notice|i say)|till (?:further notice|i say)|as a rule|by default|at all times"
    r"|for the rest of|no matter|for the next \w+)\b"
)
ALWAYS = re.compile(
    rf"\b(?:every time|each time|any ?time|whenever|(?:every|each) (?:\w+ )?(?:{_DAYS}|hour|answer|reply|message"
    rf"|response|function|one|dish|meal|translation)|any ?more|unless (?:i ask|asked)|on (?:{_DAYS})s|hourly|nightly)\b"
    r"|^(?:[\w']+ ){0,2}(?:always|never)\b|\b(?:always|ever)$|\b(?:not|don't|dont) ever\b"
)


def find_conduct(words: str) -> set[str]:
    """What of an agent's talk the words speak of."""
    plain = re.findall(r"[\w'-]+", words)
    found = {*plain, *(word.removesuffix("s") for word in plain)} & listed("conduct_nouns")
    return found | {noun for noun in _pairs() if noun in words}


def find_talk(words: str) -> set[str]:
    """The same without the words that mostly speak of something else."""
    return find_conduct(words) - LOOSE


@cache
def _pairs() -> tuple[str, ...]:
    """The things an agent's talk consists of that have two words."""
    return tuple(noun for noun in listed("conduct_nouns") if " " in noun)


@cache
def tongues() -> str:
    """Languages and units that an answer can be in, as one pattern."""
    languages = "|".join(sorted(re.escape(word) for word in members("language") if word))
    return f"{languages}|(?:\\w+ )?(?:{_UNITS})"


def has_word(words: str, name: str) -> bool:
    """Whether a word of a list stands in the words."""
    plain = re.findall(r"[\w'-]+", words)
    return bool({*plain} & listed(name)) or any(" " in one and one in words for one in listed(name))

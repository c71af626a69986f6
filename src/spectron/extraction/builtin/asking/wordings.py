"""Questions that have a wording of their own: "Who am I?", "What do you know about Ana?", "What changed?"."""

import re
from functools import cache
from typing import NamedTuple

from spectron.domain.candidate import ASSISTANT, SPEAKER
from spectron.domain.question import Question, Subject, Wanted
from spectron.extraction.builtin.asking.whom import find_whom
from spectron.extraction.builtin.asking.words import cut_words, read_rows

_USER = Subject(principal=SPEAKER)
_ASSISTANT = Subject(principal=ASSISTANT)
_OF_ALL = (Wanted.CHANGE, Wanted.CORRECTION, Wanted.REPORT)
_OWN_LIFE = frozenset({"my life", "myself", "me", "us"})


class Wording(NamedTuple):
    """A pattern of the whole question, what it wants, and under which keys; its group `whom` tells about whom."""

    pattern: re.Pattern[str]
    wanted: Wanted
    keys: tuple[str, ...]


@cache
def _wordings() -> tuple[Wording, ...]:
    """The rows of asking.tsv; a name in braces stands for the pattern that a row before it gave this name."""
    named: dict[str, str] = {}
    found = []
    for wanted, keys, pattern in read_rows("asking.tsv"):
        for name, part in named.items():
            pattern = pattern.replace("{" + name + "}", part)
        if wanted == "=":
            named[keys] = f"(?:{pattern})"
        else:
            found.append(Wording(re.compile(pattern, re.IGNORECASE), Wanted(wanted), tuple(keys.split())))
    return tuple(found)


def read_wording(bare: str) -> Question | None:
    """The question that one of the wordings reads; None where none does."""
    for one in _wordings():
        found = one.pattern.fullmatch(bare)
        if found is None:
            continue
        whom = found.groupdict().get("whom")
        subject = _find_subject(one, whom)
        if subject is not None or one.wanted in _OF_ALL:
            return Question(bare, one.wanted, (subject,) if subject else (), one.keys)
    return None


def _find_subject(wording: Wording, whom: str | None) -> Subject | None:
    """Whom the words name; one's own life is oneself, and rules are the assistant's."""
    if wording.wanted is Wanted.RULES:
        return _ASSISTANT
    if whom is not None:
        return _USER if whom.lower() in _OWN_LIFE else find_whom(cut_words(whom))
    return None if wording.wanted in _OF_ALL else _USER

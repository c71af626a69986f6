"""What a question is about: its words of content, and the names in it."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from spectron.domain.candidate import Window
from spectron.extraction.builtin.asking.words import cut_words, list_forms, tables
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import lexicon, mapped
from spectron.extraction.dates import TimeExpression

_NAME = re.compile(r"[a-z][\w'-]*")
_TAKING = re.compile(r"(?<=^how long )\w+ (?:(?:it|i|we|you|he|she|they|\w+) )?(?:take|took|taken)\b", re.IGNORECASE)
_FOR_A_LIVING = re.compile(r" (?:for (?:a living|work)|as (?:a|her|his|my) job)\b", re.IGNORECASE)
_VISITED = re.compile(r"\bbeen to$|\bbeen$", re.IGNORECASE)
VISITS = ("been", "visit", "visited", "travelled", "traveled")
_LIVING_WITH = re.compile(r"\bliv(?:e|es|ing) with$", re.IGNORECASE)
_FLATMATES = ("flatmate", "roommate", "housemate", "share", "lives")
_SHORTEST_NAME = 3


@cache
def _empty() -> frozenset[str]:
    """The words of questions that say nothing of what is asked for."""
    return frozenset(tables()["asked_empty"])


def find_matters(text: str, times: Sequence[TimeExpression]) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """The words of content of a question, each with its forms, and the names among its words."""
    text = _FOR_A_LIVING.sub("", _TAKING.sub("", text))
    inside = [(one.start, one.end) for one in times]
    tokens = [one for one in cut_words(text) if not any(start <= one.start < end for start, end in inside)]
    names = _find_names(tokens)
    terms = [
        list_forms(one.norm, one.lemma)
        for one in tokens
        if one.norm not in _empty() and one.lemma not in _empty() and len(one.norm) > 1
    ]
    if _VISITED.search(text):
        terms.append(VISITS)
    sharing = _LIVING_WITH.search(text) is not None
    terms = [_add_flatmates(forms, sharing) for forms in terms]
    return tuple(dict.fromkeys(terms)), names


def _add_flatmates(forms: tuple[str, ...], sharing: bool) -> tuple[str, ...]:
    """The forms, with the words for those who share a home where the question asks for them."""
    live = sharing and forms[0].startswith(("live", "living"))
    return tuple(dict.fromkeys((*forms, *_FLATMATES))) if live or "flatmate" in forms else forms


def _find_names(tokens: Sequence[Token]) -> tuple[str, ...]:
    """Runs of words with a capital that are no words of the language by themselves at the head of the question."""
    names: list[list[Token]] = []
    for at, one in enumerate(tokens):
        capital = one.capital and one.norm not in _empty() and (at > 0 or one.tag in ("NNP", "NNPS"))
        if one.text.isupper() and (one.norm in members("occupation") or (at and tokens[at - 1].tag in ("DT", "PRP$"))):
            continue  # "the CFO" is a post, no name
        if not capital:
            continue
        if names and names[-1][-1] is tokens[at - 1]:
            names[-1].append(one)
        else:
            names.append([one])
    return tuple(" ".join(one.text for one in run) for run in names)


def restore_names(text: str, window: Window) -> str:
    """The text with the known names in it as they are usually written: "where does ana work" names Ana."""
    known = _known_words(tuple(entity.label for entity in window.entities))
    if not known:
        return text
    return _NAME.sub(lambda found: _restore(found.group(), known), text)


def _restore(word: str, known: dict[str, str]) -> str:
    bare, mark, tail = word.partition("'")
    return known.get(bare, bare) + mark + tail


@lru_cache(maxsize=64)
def _known_words(labels: tuple[str, ...]) -> dict[str, str]:
    """Lower-case word -> the word as it stands in the name of something known, but for ordinary words."""
    words = (word for label in labels for word in label.split() if word[:1].isupper() and len(word) >= _SHORTEST_NAME)
    return {word.lower(): word for word in words if not _is_ordinary(word.lower())}


def _is_ordinary(word: str) -> bool:
    return word in lexicon() or word in mapped("closed") or word in mapped("kin")

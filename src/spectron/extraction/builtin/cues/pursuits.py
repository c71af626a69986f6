"""What people do with their time, by noun: the normal form of a pursuit, and the wider field it belongs to."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import given_names, listed, mapped, read_lists

_DONE = "done: "
_LONGEST = 4
_SKIPPED = frozenset({"DT", "PDT", "PRP$", "POS", "CD", "WDT"})
_UNREAL = frozenset({"test", "trial", "dry", "print", "practice", "home", "ski", "milk", "paper", "bank"})
_RUNS = frozenset({"run", "read", "walk", "ride"})
_LEARNT = "languages & learning"
KIN = {"mom": "mum", "mam": "mum", "mother": "mum", "mommy": "mum", "mummy": "mum", "mama": "mum", "father": "dad"}
_KIN = KIN | {
    "daddy": "dad",
    "papa": "dad",
    "gran": "grandma",
    "granny": "grandma",
    "nan": "grandma",
    "nana": "grandma",
}


class Pursuit(NamedTuple):
    """A pursuit in normal form, and its field."""

    name: str
    domain: str


@cache
def doings() -> Mapping[str, Mapping[str, str]]:
    """The lists of `pursuits.txt`: name -> item -> what it stands for."""
    return read_lists("pursuits.txt")


@cache
def words_of(name: str) -> frozenset[str]:
    """The items of one list of `pursuits.txt`."""
    return frozenset(doings()[name])


@cache
def known_pursuits() -> Mapping[str, Pursuit]:
    """Noun or gerund -> the pursuit it names."""
    named = {heading: items for heading, items in doings().items() if heading.startswith(_DONE)}
    return {
        word: Pursuit(name, heading.removeprefix(_DONE))
        for heading, items in named.items()
        for word, name in items.items()
    }


@cache
def known_topics() -> Mapping[str, Pursuit]:
    """Noun -> the topic it names, those that can be pursued among them."""
    fields = {heading.removeprefix(_DONE) for heading in doings() if heading.startswith(_DONE)}
    return {
        word: Pursuit(name, field) for field in sorted(fields) for word, name in doings().get(field, {}).items()
    } | dict(known_pursuits())


def content_words(noun: Noun) -> list[Token]:
    """The words of a phrase that can be part of a name: without its determiner, its holder, numbers and times."""
    return [token for token in noun.tokens if token.tag not in _SKIPPED and token.norm not in mapped("number_words")]


def name_noun(noun: Noun) -> str:
    """The pursuit that a phrase names for sure: "my long run" -> run, "yoga class" -> yoga, "guitar lesson"; or ""."""
    if noun.pronoun:
        return ""
    measured = known_pursuits().get(noun.head.norm) if noun.head.tag == "CD" else None
    return measured.name if measured else name_words(content_words(noun))


def name_words(tokens: Sequence[Token]) -> str:
    """The pursuit that the last of these words name for sure, or ""."""
    norms = [token.norm for token in tokens]
    if not norms:
        return ""
    found = find_known(norms, tokens[-1].lemma)
    if found:
        return found
    head = tokens[-1].lemma if tokens[-1].lemma in words_of("occasions") else norms[-1]
    if head not in words_of("occasions") or len(norms) < 2:
        return ""
    base = find_known(norms[:-1], tokens[-2].lemma)
    if base and head in words_of("folded_occasions"):
        return base
    before = tokens[-2]
    if not before.tag.startswith(("NN", "VBG")) or tells_time(before.norm) or before.norm == "way":
        return ""
    lead = before.text if before.norm in members("language") else before.norm
    return f"{_join_before(tokens[:-2], lead)} {head}"


def _join_before(tokens: Sequence[Token], lead: str) -> str:
    """The word before an occasion, with the noun before that where the two are one: "life drawing" class."""
    if tokens and tokens[-1].tag == "NN" and f"{tokens[-1].norm} {lead}" in known_topics():
        return f"{tokens[-1].norm} {lead}"
    return lead


def find_known(norms: Sequence[str], lemma: str) -> str:
    """The pursuit that the last words name, the longest first; `lemma` is the last of them in the singular."""
    for start in range(max(0, len(norms) - _LONGEST), len(norms)):
        before, last = norms[start:-1], norms[-1]
        for head in (last, lemma, last.removesuffix("s")):
            found = known_pursuits().get(" ".join([*before, head]))
            if found and not (start and found.name in _RUNS and norms[start - 1] in _UNREAL):
                return found.name
    last = norms[-1]
    if last in members("language") and last != "english":
        return last.capitalize()
    return last if last in listed("sport") or last in listed("instrument") or last in listed("pastime") else ""


def tells_time(norm: str) -> bool:
    """Whether a word names a day, a part of it or of the year: "Tuesday night" names no pursuit."""
    return norm in words_of("part_words") or norm in _DAYS


_DAYS = frozenset(
    day + end for day in "monday tuesday wednesday thursday friday saturday sunday".split() for end in ("", "s")
) | {
    *"today yesterday tonight tomorrow weekend weekends weekday week weeks daily weekly monthly".split(),
    *"month year spring summer autumn fall winter christmas holiday holidays time day days".split(),
}


def name_loosely(noun: Noun) -> str:
    """A name for what no list knows, its plain nouns: "the climbing centre" -> climbing centre; or ""."""
    known = name_noun(noun)
    if known or noun.pronoun or noun.name or noun.head.tag not in ("NN", "NNS", "VBG"):
        return known
    if noun.head.lemma in words_of("elsewhere") or noun.head.norm in words_of("elsewhere"):
        return ""
    kept = [one for one in content_words(noun) if one.tag.startswith("NN") and not tells_time(one.norm)]
    return " ".join([*(one.norm for one in kept[-2:-1]), noun.head.norm]) if noun.head in kept else ""


def name_person(noun: Noun) -> str:
    """Somebody near, in normal form: "mum", "Anna"; "" for the plumber."""
    lemma = noun.head.lemma
    if lemma in mapped("kin") or lemma in _KIN:
        return _KIN.get(lemma, lemma) if noun.det in ("my", "", "our") or noun.tokens[0].tag == "PRP$" else ""
    if noun.name and noun.name[0].norm in given_names() and noun.holder is None:
        return noun.name[0].text
    return ""


def topic_of(name: str) -> str:
    """The name of a pursuit as a topic ("run": running); "" for errands and the like, which occupy nobody."""
    topic = doings()["topics"].get(name, name)
    return "" if topic == "-" else topic


def find_topics(tokens: Sequence[Token]) -> list[str]:
    """The topics that the words of a phrase name for sure: "Ethiopian food", of "jazz records" jazz and vinyl."""
    words = [token for token in tokens if token.tag not in _SKIPPED]
    found: list[str] = []
    end = len(words)
    while end:
        start, topic = _topic_at(words, end)
        if topic and topic not in found:
            found.insert(0, topic)
        end = start
    return found


def _topic_at(words: Sequence[Token], end: int) -> tuple[int, str]:
    """The longest topic whose last word is the one before `end`, and where it begins."""
    last = words[end - 1]
    for start in range(max(0, end - _LONGEST), end):
        before = [token.norm for token in words[start : end - 1]]
        for head in (last.norm, last.lemma, last.lemma + "s"):
            found = known_topics().get(" ".join([*before, head]))
            if found:
                origin = words[start - 1].norm if start else ""
                kept = origin in listed("nationality") and not found.name.startswith(origin)
                return (start - 1, f"{origin} {found.name}") if kept else (start, topic_of(found.name))
    language = last.norm in members("language") and last.norm != "english"
    return end - 1, last.norm.capitalize() if language and end == len(words) else ""


def field_of(topic: str) -> str:
    """The wider field of a topic or pursuit, as published; "" where none is known."""
    found = known_topics().get(topic) or _by_name().get(topic)
    if found:
        return found.domain
    return next((field for kind, field in _KINDS.items() if topic.lower() in members(kind)), "")


@cache
def _by_name() -> Mapping[str, Pursuit]:
    return {pursuit.name: pursuit for pursuit in known_topics().values()}


_KINDS = {
    "sport": "sport & fitness",
    "dance": "sport & fitness",
    "instrument": "music",
    "game": "film & games",
    "animal": "nature & animals",
    "food": "food & cooking",
    "dish": "food & cooking",
    "drink": "food & cooking",
    "language": _LEARNT,
    "music": "music",
    "illness": "health",
    "plant": "home & garden",
    "craft": "arts & crafts",
    "pastime": "arts & crafts",
    "discipline": "science",
    "occupation": "work & career",
    "place": "travel",
}

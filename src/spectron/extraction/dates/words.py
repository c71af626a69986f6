"""The vocabulary of time, read once from `data/`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_POINTS = frozenset({"month", "weekday", "season", "holiday", "decade", "day", "which", "stage"})
_COUNTS = frozenset({"number", "tens", "ordinal", "unit", "weekdays", "adverb"})
_WEAK = frozenset({"the", "a", "an", "these", "as", "ever", "up", "within", "'"})
_OPENING_KINDS = _POINTS | _COUNTS | {"opener", "relation", "spell"}


@cache
def load_words(kind: str) -> Mapping[str, str]:
    """Every word of one kind with what it stands for: `load_words("month")["march"] == "3"`."""
    return MappingProxyType({word: value for group, word, value in _read_table("words.tsv") if group == kind})


@cache
def load_numbers(kind: str) -> Mapping[str, int]:
    """The same for kinds that stand for numbers."""
    return MappingProxyType({word: int(value) for word, value in load_words(kind).items()})


@cache
def load_openers() -> frozenset[str]:
    """Every word that a time expression can begin with; numbers can too."""
    return frozenset(word.split()[0] for group, word, _ in _read_table("words.tsv") if group in _OPENING_KINDS)


@cache
def load_leads() -> frozenset[str]:
    """Every word that can stand behind a preposition or an article of a time expression; numbers can too."""
    kinds = _OPENING_KINDS | {"part", "open", "filler", "holiday", "decade"}
    return frozenset(word.split()[0] for group, word, _ in _read_table("words.tsv") if group in kinds)


@cache
def load_cores() -> frozenset[str]:
    """Every word that a time expression can be about; what opens with "in" or "the" has one, or a number."""
    kinds = _POINTS | _COUNTS | {"opener", "part", "open", "spell"}
    words = {word for group, words, _ in _read_table("words.tsv") if group in kinds for word in words.split()}
    return frozenset(words - _WEAK - load_words("relation").keys())


@cache
def _read_table(name: str) -> tuple[tuple[str, str, str], ...]:
    lines = files("spectron.extraction.dates").joinpath("data", name).read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((kind, word, value) for kind, words, value in rows for word in words.split(","))

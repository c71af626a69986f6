"""The word lists and tables of the built-in extractor, each read from its data file once."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

_LIST_FILES = ("grammar.txt", "lists.txt", "work.txt", "life.txt", "days.txt", "names.txt", "stance.txt", "ties.txt")
_FRAMES = ("life.tsv", "frames.tsv")


class Frame(NamedTuple):
    """One row of frames.tsv: a verb, a slot, what fills it, and the claim that this makes."""

    verb: str
    slot: str
    test: str
    key: str
    mode: str

    @property
    def name(self) -> str:
        """The name of the row as a rule: "frame: move to"."""
        return f"frame: {self.verb}" if self.slot == "obj" else f"frame: {self.verb} {self.slot.removeprefix('adj:')}"


def fold_word(word: str) -> str:
    """Lower case, without accents, with a straight apostrophe: the form under which words are listed."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.replace("\u2019", "'").casefold())
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def read_data(name: str) -> str:
    """The text of one data file."""
    return resources.files("spectron.extraction.builtin.data").joinpath(name).read_text(encoding="utf-8")


@cache
def lexicon() -> dict[str, str]:
    """Word -> its usual part of speech; NV is a noun that may be a verb, VN a verb that may be a noun, JV likewise."""
    found: dict[str, str] = {}
    for line in (read_data("lexicon_more.txt") + read_data("lexicon.txt")).splitlines():
        tag, *words = line.split(" ")
        found.update(dict.fromkeys(words, tag))
    return found


@cache
def given_names() -> dict[str, str]:
    """Folded given name -> m, f, or x where it is used for both."""
    found: dict[str, str] = {}
    for line in read_data("given_names.txt").splitlines():
        gender, *names = line.split(" ")
        found.update(dict.fromkeys(names, gender))
    return mapped("short_names") | found


@cache
def places() -> frozenset[str]:
    """Folded names of cities, regions and countries."""
    lines = read_data("cities.txt").splitlines() + read_data("countries.txt").splitlines()
    return frozenset(fold_word(line) for line in lines if line)


@cache
def lists() -> dict[str, dict[str, str]]:
    """Every list of the list files: name -> item -> what stands after the item's `=`, or the item itself."""
    return read_lists(*_LIST_FILES)


def read_lists(*files: str) -> dict[str, dict[str, str]]:
    """The lists of these files; a heading that comes again continues its list."""
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    lines = [line for name in files for line in read_data(name).splitlines()]
    for line in lines:
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), {})
        elif line.strip() and not line.startswith("#"):
            for item in line.split(","):
                word, _, value = item.strip().partition("=")
                if word:
                    current[word] = value or word
    return found


def any_of(words: Iterable[str]) -> str:
    """The inside of a pattern for any of these words, of which the longest is found."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@cache
def listed(name: str) -> frozenset[str]:
    """The items of one list."""
    return frozenset(lists()[name])


@cache
def mapped(name: str) -> dict[str, str]:
    """One list as a map, for lists whose items are written `word=value`."""
    return lists()[name]


_NAMING_LISTS = frozenset(
    "short_names greetings known_orgs vehicle_brands nationality "
    "language not_names honorific name_parts spelling fiction".split()
)


@cache
def _class_words() -> frozenset[str]:
    """The single words of all lists but those of names."""
    items = (word for name, items in lists().items() if name not in _NAMING_LISTS for word in items)
    return frozenset(word for word in items if " " not in word)


def is_class_word(word: str) -> bool:
    """Whether a word stands in one of the word classes, so that it is an ordinary word."""
    return word in _class_words()


@cache
def frames() -> dict[str, tuple[Frame, ...]]:
    """Verb -> the frames that speak of it, in the order of the files."""
    found: dict[str, list[Frame]] = {}
    for line in "".join(map(read_data, _FRAMES)).splitlines():
        if line and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            for verb in cells[0].split("/"):
                for slot in cells[1].split("/"):
                    found.setdefault(verb, []).append(Frame(verb, slot, cells[2], cells[3], cells[4]))
    return {verb: tuple(rows) for verb, rows in found.items()}


def is_known_word(word: str) -> bool:
    """Whether a word, or the singular it may be the plural of, stands in the lexicon or in a list of keys."""
    forms = (word, word.removesuffix("s"), word.removesuffix("es"), word.replace("our", "or"))
    return any(form in lexicon() or form in mapped("closed") or form in listed("single_keys") for form in forms)

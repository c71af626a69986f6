"""The words of questions: their tables, and the forms under which one word may stand elsewhere."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from spectron.extraction.builtin.grammar.tagging import tag
from spectron.extraction.builtin.grammar.tokens import Token, split_words
from spectron.extraction.builtin.lexis.words import lexicon, listed, mapped, read_data

_VOWELS = "aeiou"


@cache
def tables() -> Mapping[str, Mapping[str, str]]:
    """The lists of asking.txt: name -> item -> what stands after its `=`."""
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in read_data("asking.txt").splitlines():
        if line.startswith("["):
            current = found.setdefault(line.strip("[] "), {})
        elif line.strip() and not line.startswith("#"):
            parts = (item.strip().partition("=") for item in line.split(","))
            current.update({word: value for word, _, value in parts if word})
    return found


def cut_words(text: str) -> list[Token]:
    """The words of a question with their parts of speech, without its signs."""
    tokens = tag(split_words(text, 0, len(text)))
    return [one for one in tokens if one.text[0].isalnum() or one.text[0] in "'\u2019"]


@cache
def _irregular_forms() -> Mapping[str, Sequence[str]]:
    """Base form -> its irregular forms, those of the simple past first."""
    found: dict[str, list[str]] = defaultdict(list)
    for form, base in sorted(mapped("irregular").items(), key=lambda row: row[0] in listed("participle_only")):
        if "'" not in form and form != "dont":
            found[base].append(form)
    return found


def put_past(verb: str) -> str:
    """The simple past of a verb."""
    irregular = [one for one in _irregular_forms().get(verb, ()) if one not in listed("participle_only")]
    if irregular:
        return next((one for one in irregular if one in listed("past_only")), irregular[0])
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + "ed"


def list_forms(word: str, lemma: str) -> tuple[str, ...]:
    """The word, its base form, irregular forms of that, and words that say nearly the same."""
    table = tables()["asked_near"]
    head = table.get(word) or table.get(lemma)
    near = [one for one, other in table.items() if head and other == head]
    return tuple(dict.fromkeys([word, lemma, *_irregular_forms().get(lemma, ()), *near]))


def is_verb(word: str) -> bool:
    """Whether a word can be the base form of a verb."""
    known = mapped("closed").get(word) or lexicon().get(word, "")
    return known in ("VB", "VN", "NV", "JV", "VBP") or word in _irregular_forms()


def read_rows(name: str) -> list[list[str]]:
    """The rows of a table of tab-separated cells, without its comments."""
    lines = read_data(name).splitlines()
    return [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]

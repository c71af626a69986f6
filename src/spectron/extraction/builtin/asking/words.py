"""The words of questions: their tables, and the forms under which one word may stand elsewhere."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from spectron.extraction.builtin.grammar.tagging import tag
from spectron.extraction.builtin.grammar.tokens import Token, split_words
from spectron.extraction.builtin.lexis.words import listed, lists, lexicon, mapped, read_data

_NEAR = (
    ("job", "work", "works", "working", "role", "position"),
    ("kid", "kids", "child", "children"),
    ("mum", "mom", "mother"),
    ("dad", "father"),
    ("holiday", "vacation", "trip", "travel"),
    ("car", "vehicle"),
    ("company", "firm", "employer"),
    ("boss", "manager"),
    ("buy", "bought", "purchase", "purchased", "got"),
    ("favourite", "favorite"),
    ("colour", "color"),
    ("phone", "mobile"),
    ("flat", "apartment"),
    ("begin", "start", "started", "began"),
    ("movie", "film"),
    ("cost", "costs", "price", "paid", "pay"),
)


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
    return [one for one in tag(split_words(text, 0, len(text)), sentence_start=True) if one.text[0].isalnum() or one.text[0] in "'\u2019"]


@cache
def _past_forms() -> Mapping[str, Sequence[str]]:
    """Base form -> its irregular past forms."""
    found: dict[str, list[str]] = defaultdict(list)
    for form, base in mapped("irregular").items():
        if form not in listed("participle_only") and "'" not in form:
            found[base].append(form)
    return found


@cache
def _irregular_forms() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for form, base in mapped("irregular").items():
        found[base].append(form)
    return found


_OF_THESE = {"live": "lived", "buy": "bought", "wake": "woke", "wear": "wore", "get": "got", "go": "went", "lie": "lay"}


def put_past(verb: str) -> str:
    """The simple past of a verb."""
    if verb in _OF_THESE:
        return _OF_THESE[verb]
    irregular = [form for form in _past_forms().get(verb, ()) if form not in ("dont",)]
    if irregular:
        return irregular[0]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def list_forms(word: str, lemma: str) -> tuple[str, ...]:
    """The word, its base form, irregular forms of that, and words that say nearly the same."""
    near = next((row for row in _NEAR if word in row or lemma in row), ())
    return tuple(dict.fromkeys([word, lemma, *_irregular_forms().get(lemma, ()), *near]))


def is_verb(word: str) -> bool:
    """Whether a word can be the base form of a verb."""
    known = mapped("closed").get(word) or lexicon().get(word, "")
    return known in ("VB", "VN", "NV", "JV", "VBP") or word in _past_forms()


__all__ = ["cut_words", "is_verb", "list_forms", "lists", "put_past", "tables"]

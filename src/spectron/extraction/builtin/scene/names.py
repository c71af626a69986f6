"""What type of thing a proper name names, by its own words and by what stands before it."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from spectron.domain.candidate import EntityType
from spectron.domain.graph import Entity
from spectron.domain.text import fold
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import is_kind, members
from spectron.extraction.builtin.lexis.words import fold_word, given_names, lexicon, listed, places

PLACE_PREPOSITIONS = frozenset({"in", "to", "from", "near", "into", "outside", "through", "towards", "around"})
_BY_PREPOSITION = {
    **dict.fromkeys(("in", "near", "outside", "around", "towards", "off"), "location"),
    "at": "organisation",
}
_WHEN = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday spring summer autumn winter christmas easter".split()
)
_INSTITUTIONS = frozenset({"university", "college", "bank", "ministry", "institute", "café", "cafe", "hotel", "studio"})
_LANDMARKS = frozenset({"lake", "loch", "mount", "river", "port", "cape", "isle", "glen", "playa", "villa"})
_COUNTED = frozenset(
    "room terminal platform gate flat level grade chapter unit zone year part bus route section".split()
)
_LEVELS = frozenset({"a1", "a2", "b1", "b2", "c1", "c2"})
_ATTACHING = frozenset("that which who whose with of for in on at from to by we you i used and or we're is are".split())
_ANYTHING = frozenset("thing things person people place places name names type kind item object entity one any".split())
_OPENING = 4


class Hint(NamedTuple):
    """What the words around a name tell of its type; `sure` where they tell more than the name itself."""

    type: str
    sure: bool


def name_text(words: Sequence[Token]) -> str:
    """The words of a name, as they stand."""
    text, end = "", 0
    for word in words:
        text += (" " if text and word.start > end else "") + word.text
        end = word.end
    return text


def classify_name(
    words: Sequence[Token],
    prep: str,
    known: Sequence[Entity],
    customs: Sequence[EntityType],
    hints: Mapping[str, Hint],
) -> str:
    """The type of what is named: as known from before, as the words around tell, as its own words tell; else ""."""
    text = name_text(words)
    folded = fold(text)
    for entity in known:
        if fold(entity.label) == folded:
            return entity.type
    custom = find_custom(text, customs)
    hint = hints.get(folded)
    if custom or (hint is not None and hint.sure):
        return custom or (hint.type if hint else "")
    plain = [fold_word(word.text) for word in words]
    own = classify_words(plain, prep)
    if own or _is_counted(plain):
        return own
    return hint.type if hint is not None else _classify_by_head(plain, prep) or _BY_PREPOSITION.get(prep, "")


def find_custom(text: str, customs: Sequence[EntityType]) -> str:
    """The custom type of which the name is an example, or like the examples in form: "KX-2093" as "AB-1001"."""
    for custom in customs:
        if any(fold(example) == fold(text) for example in custom.examples):
            return custom.name
    shape = _shape_of(text)
    if not any(mark in shape for mark in "0-_/."):
        return ""
    alike = (custom.name for custom in customs if any(_shape_of(example) == shape for example in custom.examples))
    return next(alike, "")


def find_custom_heads(customs: Sequence[EntityType]) -> dict[str, str]:
    """Ordinary word -> the custom type whose things it stands for: its name, and the noun its description opens with.

    "vessel: a boat that we own" is known by "vessel" and by "boat"; nouns that stand for anything tell nothing.
    """
    heads: dict[str, str] = {}
    for custom in customs:
        words = [word.strip(".,;:()") for word in fold_word(custom.description).split()]
        opening = list(takewhile(lambda word: word not in _ATTACHING, words))
        described = opening[-1:] if len(opening) <= _OPENING and opening != words[:1] else []
        for word in (*described, fold_word(custom.name).replace("_", " ").split()[-1]):
            heads.setdefault(word.removesuffix("s") if word not in _ANYTHING else "", custom.name)
        heads[custom.name] = custom.name
    heads.pop("", None)
    return heads


def _shape_of(text: str) -> str:
    """The form of a name: runs of capitals, small letters and digits, each as one sign."""
    signs = ("A" if mark.isupper() else "a" if mark.isalpha() else "0" if mark.isdigit() else mark for mark in text)
    shape: list[str] = []
    for sign in signs:
        if not shape or shape[-1] != sign:
            shape.append(sign)
    return "".join(shape)


def classify_words(words: Sequence[str], prep: str) -> str:
    """The type that the words of a name tell."""
    first, last, whole = words[0], words[-1], " ".join(words)
    if first in listed("honorific") and len(words) > 1:
        return "person"
    if _is_organisation(words, whole):
        return "organisation"
    if is_place_name(words) and (prep in PLACE_PREPOSITIONS or first not in given_names() or len(words) > 1):
        return "location"
    if len(words) == 1 and (whole in members("language") or whole in _WHEN):
        return ""
    if len(words) > 1 and first in listed("vehicle_brands"):
        return "vehicle"
    if last[-1].isdigit() and len(words) > 1 and not _is_counted(words):
        return "event" if last in _LEVELS else "product"
    return "person" if first in given_names() and prep not in ("in", "at") else ""


def _is_organisation(words: Sequence[str], whole: str) -> bool:
    """Whether a name says that it is a firm's, a school's, a club's: "Ltd", "& Sons", "Harker Maps"."""
    if whole in listed("known_orgs"):
        return True
    if len(words) == 1 or (words[0] in given_names() and words[-1] in given_names()):
        return False
    if "&" in words or words[-1] in members("organisation") or words[-1] in listed("org_ends"):
        return True
    goods = words[-1].endswith("s") and not words[-1].endswith("ss") and lexicon().get(words[-1][:-1]) in ("NN", "NV")
    unheard = words[0] not in lexicon() and words[0] not in given_names() and " ".join(words) not in places()
    return words[0] in _INSTITUTIONS or (goods and unheard and not is_kind([words[-1][:-1]], "nature"))


def is_place_name(words: Sequence[str]) -> bool:
    """Whether a gazetteer has the name, or the place that it ends in: "Hook of Holland"."""
    whole = " ".join(words)
    if whole in places() or (whole in members("place") and whole not in given_names() and whole not in lexicon()):
        return True
    return "of" in words[1:-1] and words[-1] in places()


def _is_counted(words: Sequence[str]) -> bool:
    """Whether a number only counts rooms, gates, days: "Room 12", "June 3"."""
    return len(words) > 1 and words[-1][0].isdigit() and (words[-2] in _COUNTED or words[0] in _WHEN)


def _classify_by_head(words: Sequence[str], prep: str) -> str:
    """The type that the last word of a longer name tells: "Agricola Street", "the Leeds Marathon", "Lake Bled".

    "At" some lodge or court is where somebody works as well as a place, so there the last word tells nothing.
    """
    if len(words) == 1:
        return ""
    if "project" in (words[0], words[-1]) or words[0] == "operation":
        return "project"
    if is_kind(words[-1:], "event"):
        return "event"
    site = words[-1] in listed("sites") or is_kind(words[-1:], "building") or is_kind(words[-1:], "region")
    return "location" if words[0] in _LANDMARKS or (site and prep != "at") else ""

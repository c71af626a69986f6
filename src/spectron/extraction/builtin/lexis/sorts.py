"""What may stand in the place of what: a number for a number, a day for a day, a name for a name."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from spectron.domain.text import fold
from spectron.extraction.builtin.lexis.senses import is_kind
from spectron.extraction.builtin.lexis.words import fold_word, given_names, listed, mapped, places

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_NTH = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_SORTS = {
    "email": re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,32}){1,4}"),
    "date": re.compile(
        rf"(?i)\b(?:{_DAY}(?: of)? (?:{_MONTH})\b(?:,? \d{{4}})?|(?:{_MONTH}) {_DAY}\b(?:,? \d{{4}})?"
        rf"|(?:(?:spring|summer|autumn|winter|fall|{_MONTH})\b(?: of)? ?(?:\d{{4}})?)|\d{{4}}-\d\d-\d\d)"
    ),
    "phone": re.compile(r"\+?\(?\d(?:[\d() -]{5,18})\d"),
    "clock": re.compile(
        r"(?i)\b\d{1,2}[:.]\d\d ?(?:am|pm)?\b|\b\d{1,2} ?(?:[ap]m\b|[ap]\.m\.?)|\b(?:noon|midnight)\b"
        r"|\b(?:half|quarter) (?:past|to) \w+"
    ),
    "weekday": re.compile(r"(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"),
    "year": re.compile(r"\b(?:19|20)\d\d\b"),
    "ordinal": re.compile(rf"(?i)\b(?:\d{{1,2}}(?:st|nd|rd|th)|{_NTH})\b"),
    "number": re.compile(r"[$\u20ac\u00a3]?\d+(?:[.,]\d+)*k?%?"),
}
_SHORT, _LONG, _ALIKE = 3, 60, 0.75
_DIGITS = re.compile(r"\d")
_CLASSES = tuple(
    "animal instrument vehicle food drink dish language illness body craft event nationality occupation degree "
    "discipline sport game dance music colour material plant medicine garment device dwelling".split()
)
_STANDS_IN = {"ordinal": ("ordinal", "date"), "year": ("year", "date")}


class Slot(NamedTuple):
    """A stretch of a value that something of the same sort can take the place of."""

    sort: str
    start: int
    end: int


@cache
def _numerals() -> re.Pattern[str]:
    """Numbers in words, with a second part behind a hyphen: "forty-six"."""
    words = "|".join(word for word, tag in mapped("closed").items() if tag == "CD")
    return re.compile(rf"(?i)\b(?:{words})(?:[- ](?:{words}))?(?: and a half)?\b")


def find_sort(text: str) -> Slot | None:
    """What sort a phrase is of, and where in it the part stands that makes it so."""
    return next(_find_slots(text), None)


def _find_slots(text: str) -> Iterator[Slot]:
    """The sorted stretches of a text, the most telling sort first."""
    taken: list[Slot] = []
    for sort, pattern in (*_SORTS.items(), ("number", _numerals())):
        for match in pattern.finditer(text):
            if not any(slot.start < match.end() and match.start() < slot.end for slot in taken):
                taken.append(Slot(sort, match.start(), match.end()))
                yield taken[-1]


def find_slot(value: str, right: str) -> Slot | None:
    """Where in a value that was claimed before the right words belong; None where they are of another sort."""
    told = list(_find_slots(right))
    for own in told:
        fitting = _STANDS_IN.get(own.sort, (own.sort,))
        found = next((slot for slot in _find_slots(value) if slot.sort in fitting), None)
        if found is None:
            return None
        if _bare(value[found.start : found.end]) != _bare(right[own.start : own.end]):
            return found if _measures_alike(value, found, right, own) else None
    if told:
        return None
    if _DIGITS.search(right):
        return Slot("code", 0, len(value)) if _DIGITS.search(value) and " " not in value and " " not in right else None
    return _find_words(value, right)


def _bare(text: str) -> str:
    """A stretch of a value without case and plural, a number in figures."""
    folded = fold(text).removesuffix("s")
    return mapped("number_words").get(folded, folded)


def _measures_alike(value: str, slot: Slot, right: str, own: Slot) -> bool:
    """Whether two numbers count the same: "46 people" and "40 people" do, "46 people" and "40 grams" do not."""
    units = [_unit(text, where) for text, where in ((value, slot), (right, own))]
    return own.sort != "number" or not units[1] or not units[0] or units[0][:2] == units[1][:2]


def _unit(text: str, slot: Slot) -> str:
    """The word behind a number."""
    match = re.match(r"[ -]?([^\W\d_]+)", text[slot.end :])
    return fold_word(match[1]) if match else ""


def unit_of(text: str) -> str:
    """The word behind the number of a text, or nothing."""
    slot = find_sort(text)
    return _unit(text, slot) if slot is not None and slot.sort == "number" else ""


def shares_unit(value: str, right: str) -> bool:
    """Whether both name the same unit behind their number."""
    one, other = unit_of(value), unit_of(right)
    return bool(one) and one[:2] == other[:2]


def _find_words(value: str, right: str) -> Slot | None:
    """The words of a value whose place a name or a noun can take."""
    if fold(right) in fold(value) or fold(value) in fold(right) or find_sort(value) is not None:
        return None
    if right[:1].isupper() and any(word[:1].islower() and word not in listed("name_parts") for word in right.split()):
        return None
    whole = Slot("name" if right[:1].isupper() else "word", 0, len(value))
    if right[:1].isupper():
        return whole if value[:1].isupper() and _alike_names(value, right) else None
    if value[:1].isupper() or "@" in value or len(value.split()) > 4:
        return None
    words = [[fold_word(word) for word in re.split(r"[\s-]+", text)] for text in (value, right)]
    same_class = any(_in_class(words[0], name) and _in_class(words[1], name) for name in _CLASSES)
    return whole if same_class or words[0][-1] == words[1][-1] else None


def _in_class(words: list[str], name: str) -> bool:
    """Whether a noun of these words, or its singular, is of a class."""
    return is_kind(words, name) or is_kind([*words[:-1], words[-1].removesuffix("s")], name)


def _alike_names(one: str, other: str) -> bool:
    """Whether two names can be names of the same: both of places, of people, or of neither."""
    first, second = _name_class(one), _name_class(other)
    unknown = "other" in first | second and "place" not in first | second
    return bool(first & second) or unknown or resembles(one, other)


def is_known_kind(one: str, other: str) -> bool:
    """Whether two names are known to be of one kind: both of people, both of places."""
    return bool(_name_class(one) & _name_class(other) - {"other"})


def are_of_one_kind(one: str, other: str) -> bool:
    """Whether nothing that is known of two names puts them apart, as a place and a person are."""
    classes = _name_class(one), _name_class(other)
    return bool(classes[0] & classes[1]) or {"other"} in classes


def _name_class(name: str) -> set[str]:
    """What a name can be the name of."""
    folded = fold_word(name)
    found = {"place"} if folded in places() else set()
    if fold_word(name.split()[0]) in given_names():
        found.add("person")
    return found or {"other"}


def resembles(one: str, other: str) -> bool:
    """Whether one is a slip of the other: the same digits in another order, or a letter or two apart."""
    if len(one) + len(other) > _LONG:
        return False
    first, second = fold(one), fold(other)
    digits = ["".join(mark for mark in text if mark.isdigit()) for text in (first, second)]
    if all(digits):
        swapped = sorted(digits[0]) == sorted(digits[1])
        near = len(digits[0]) == len(digits[1]) and sum(a != b for a, b in zip(*digits, strict=True)) == 1
        return swapped or near
    if min(len(first), len(second)) < _SHORT:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _ALIKE


def put_in(value: str, slot: Slot, right: str) -> str:
    """The value with the right words in the slot; a unit that both name is not said twice."""
    own = next((one for one in _find_slots(right) if one.sort == slot.sort), find_sort(right))
    if (slot.start, slot.end) == (0, len(value)):
        return right
    if own is None or slot.sort == "named":
        return value[: slot.start] + right + value[slot.end :]
    part = right[own.start : own.end]
    if own.sort == "ordinal" and slot.sort == "date":
        old = value[slot.start : slot.end]
        day = "".join(mark for mark in part if mark.isdigit())
        iso = re.fullmatch(r"(\d{4}-\d\d-)\d\d", old)
        inside = f"{iso[1]}{day:0>2}" if iso and day else re.sub(r"\d{1,2}(?:st|nd|rd|th)?(?!\d)", part, old, count=1)
        return value[: slot.start] + inside + value[slot.end :]
    return value[: slot.start] + part + value[slot.end :]


def find_words(value: str, words: str) -> Slot | None:
    """Where words that are put aside stand in a value; a part of a longer number counts."""
    figure = mapped("number_words").get(fold(words))
    if figure is not None and value == figure:
        return Slot("number", 0, len(value))
    bare = words if _DIGITS.search(words) or words.startswith(".") else rf"\b{re.escape(words)}\b"
    match = re.search(re.escape(words) if bare == words else bare, value, re.IGNORECASE)
    return Slot("named", match.start(), match.end()) if match else None

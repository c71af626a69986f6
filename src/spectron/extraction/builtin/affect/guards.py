"""Where an ambiguous word carries its feeling: "I like tea" and "like this", "he is mean" and "I mean it"."""

from collections.abc import Callable

from spectron.extraction.builtin.affect.lexicon import Sort
from spectron.extraction.builtin.affect.place import (
    ADVERBS,
    BE,
    FIRST,
    POSSESSIVE,
    SECOND,
    THIRD,
    Place,
    fills_clause,
    find_subject,
    is_living,
    is_predicate,
)
from spectron.extraction.builtin.affect.tokens import Kind

_NAMING = frozenset("called named titled entitled film movie song album band book novel".split())
_VERB_LINKS = frozenset(("and", "also", "do", "did", "who", "'m", "am", "'re", "are", "lowkey", "definetly", "be"))


def is_meant(place: Place) -> bool:
    """Whether a word is used in its feeling sense: it is no name, and the guard of its entry holds."""
    token, guard = place.tokens[place.start], place.entry.guard
    left = place.before(6)
    if place.end - place.start == 1 and token.kind is Kind.WORD:
        if token.capital and not token.shouted and place.start and left and place.entry.sort is not Sort.SAY:
            return False
        if left and left[0] in _NAMING:
            return False
    return _GUARDS[guard](place) if guard else True


def _as_verb(place: Place) -> bool:
    """A verb of a speaker's: "I like", "we don't really like", "love it"; not "is like", "I'd like", "hate speech"."""
    left = place.before(6)
    near = next((form for form in left if form not in ADVERBS and not form.endswith("ly")), "")
    if not near:
        return not left or left[-1] in ("don't", "didn't", "really", "just", "so", "absolutely", "still", "always")
    if near in ("do", "got", "gotta", "to", "'ve") or near in _VERB_LINKS:
        return any(form in FIRST for form in left)
    return near in FIRST - POSSESSIVE or near in SECOND or near in THIRD


def _of_myself(place: Place) -> bool:
    """Said of the speaker: "I'm lost", "feeling down", not "my favourite colour is blue"."""
    left = place.before(6)
    if not is_predicate(place) or left[:1] in (["a"], ["an"], ["the"]):
        return False
    if {"feeling", "so", "too"} & set(left[:2]):
        return True
    return not left or (find_subject(place) == "first" and any(form in FIRST - POSSESSIVE for form in left))


def _at_end(place: Place) -> bool:
    """A predicate with nothing behind it that it could describe: "she's pretty", not "pretty large"."""
    later = place.tokens[place.end] if place.end < len(place.tokens) else None
    closed = later is None or later.kind is not Kind.WORD or later.form in ("and", "or", "to", "in", "for", "today")
    return closed and is_predicate(place)


def _with_name(place: Place) -> bool:
    """An adjective that judges someone: "a mean person", "you're mean", not "I mean", "the mean of"."""
    later = place.tokens[place.end].form if place.end < len(place.tokens) else ""
    return (is_predicate(place) or later in THIRD) and later not in ("to", "that", "of", "by", "i", "it")


def _as_mine(place: Place) -> bool:
    """A noun or participle near a word of the speaker's: "my depression", not "a book about depression"."""
    left, right = place.before(5), [token.form for token in place.tokens[place.end : place.end + 4]]
    return any(form in FIRST for form in (*left, *right)) and not {"about", "on", "of"} & set(left[:2])


def _as_favourite(place: Place) -> bool:
    """Praise, and no telling of a preference: "my favourite song!", not "my favourite colour is green"."""
    return not any(token.form in BE for token in place.tokens[place.end : place.end + 4])


def _before_name(place: Place) -> bool:
    """With a name behind it: "got into Oxford"."""
    return place.end < len(place.tokens) and place.tokens[place.end].capital and find_subject(place) != "third"


def _by_person(place: Place) -> bool:
    """Done by somebody else: "she didn't show up", not "the rash didn't show up"."""
    return find_subject(place) in ("third", "kin")


def _closing(place: Place) -> bool:
    """With nothing behind it: "I got in.", not "I got in late"."""
    return place.end == len(place.tokens) or place.tokens[place.end].kind is Kind.STOP


_GUARDS: dict[str, Callable[[Place], bool]] = {
    "a": fills_clause,
    "c": _before_name,
    "e": _at_end,
    "f": _as_favourite,
    "h": _by_person,
    "i": _of_myself,
    "k": is_living,
    "m": _as_mine,
    "n": _with_name,
    "p": is_predicate,
    "v": _as_verb,
    "z": _closing,
}

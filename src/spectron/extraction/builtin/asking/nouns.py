"""What is asked for by a noun: "What's Ana's job?", "Who is my manager?", "Which languages do I speak?"."""

from collections.abc import Sequence
from dataclasses import dataclass

from spectron.domain.question import AMOUNT, PLACE, Question, Subject, Wanted
from spectron.extraction.builtin.asking.shape import Shape
from spectron.extraction.builtin.asking.whom import find_whom, name_of, part
from spectron.extraction.builtin.asking.words import tables
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.keys import load_keys

_ASKING = frozenset({"what", "who", "which", "when", "where", "", "whose", "how much", "how many"})
_PERSONAL = frozenset({"who", "", "what", "which"})
_PLACES = ("location", "lives_in", "located_in")
_LOOSE = frozenset({"current", "new", "present", "full", "main", "own", "real", "the", "other", "whole", "exact"})
_PREPOSITIONS = frozenset({"of", "for", "with", "in", "at"})
_COUPLES = {"partner_of": ("married_to",), "married_to": ("partner_of",)}


@dataclass(frozen=True, slots=True)
class Noun:
    """What a noun asks for: the keys of the answer, the noun in the singular, the words for things of its kind.

    `sure` tells that the noun itself names the keys, so that whatever stands under them is meant.
    """

    keys: tuple[str, ...]
    single: str
    members: frozenset[str] = frozenset()
    sure: bool = False


def read_noun_question(shape: Shape) -> Question | None:
    """The question where its subject is the very thing that is asked for; None where it is not."""
    if shape.verb is not None or shape.asking not in _ASKING or not _is_whole(shape):
        return None
    holder, thing = part(_cut_tail((*shape.subject, *shape.rest)))
    whose = find_whom(holder) if holder and thing else None
    if whose is None:
        return None
    if shape.asking == "where":
        held = Subject(role=name_of(thing), holder=whose)
        return Question("", Wanted.VALUE, (held,), _PLACES, kind=PLACE, past=shape.past)
    noun, plural = find_noun(thing), is_plural(thing)
    if thing[-1].lemma in mapped("kin") and shape.asking in _PERSONAL and not plural:
        return Question("", Wanted.VALUE, (whose,), noun.keys, kind=thing[-1].lemma, past=shape.past)
    if shape.asking == "how much":
        return Question("", Wanted.VALUE, (whose,), noun.keys, kind=AMOUNT, past=shape.past)
    wanted = Wanted.LIST if plural else Wanted.WHEN if shape.asking == "when" else Wanted.VALUE
    return Question("", wanted, (whose,), noun.keys, kind=noun.single, past=shape.past)


def _cut_tail(words: tuple[Token, ...]) -> tuple[Token, ...]:
    """The words of "my role at Acme" without the place, which is no part of the key."""
    owned = any(one.norm in ("my", "our", "his", "her", "their", "'s") for one in words)
    tail = next((at for at, one in enumerate(words) if at and one.norm in ("at", "in")), None)
    return words[:tail] if owned and tail is not None else words


def _is_whole(shape: Shape) -> bool:
    """Whether all words belong to the subject: "the deadline | for the Atlas project"."""
    if not shape.subject:
        return False
    return not shape.rest or (shape.rest[0].norm in _PREPOSITIONS and len(shape.rest) > 1)


def is_plural(words: Sequence[Token]) -> bool:
    """Whether a noun phrase speaks of several."""
    return bool(words) and words[-1].tag == "NNS" and words[-1].norm != words[-1].lemma


def find_noun(thing: Sequence[Token]) -> Noun:
    """What a noun phrase asks for."""
    words = [one for one in thing if one.norm not in _LOOSE]
    if not words:
        return Noun((), "")
    single = " ".join([*(one.norm for one in words[:-1]), words[-1].lemma])
    if words[0].norm in ("favourite", "favorite", "preferred") and len(words) > 1:
        noun = "_".join([*(one.norm for one in words[1:-1]), words[-1].lemma])
        return Noun(tuple(f"{first}_{noun}" for first in ("favourite", "favorite", "preferred")), single, sure=True)
    class_ = tables()["asked_classes"].get(words[-1].lemma, "")
    kinds = members(class_) if class_ else frozenset()
    kinds = kinds | listed("vehicle_brands") if class_ == "vehicle" else kinds
    keys = _find_keys(words, single)
    return Noun(keys, single, kinds if len(words) == 1 else frozenset(), len(keys) > 1)


def _find_keys(words: Sequence[Token], single: str) -> tuple[str, ...]:
    """The keys that a noun names, the likeliest first; at last the noun itself, for what nobody listed."""
    snake, last = single.replace(" ", "_").replace("-", "_"), words[-1]
    table, known = tables()["asked_nouns"], load_keys()
    own = mapped("property_keys").get(snake) or known.attribute_names.get(snake) or known.relation_names.get(snake)
    kin = mapped("kin").get(last.lemma) or mapped("group_kin").get(last.norm)
    keys: list[str] = []
    if single in table:
        keys = table[single].split("+")
    elif kin:
        keys = [kin, *_COUPLES.get(kin, ()), "family", last.lemma]
    elif last.norm in tables()["asked_groups"]:
        return tuple(tables()["asked_groups"][last.norm].split("+"))
    elif own:
        keys = [own]
    elif len(words) > 1 and words[0].tag == "JJ" and last.lemma in table:
        keys = table[last.lemma].split("+")
    return tuple(dict.fromkeys([*keys, *([own] if own else ()), snake]))

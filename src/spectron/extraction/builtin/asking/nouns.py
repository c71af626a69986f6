"""Questions that ask for something by its noun: "What's Ana's job?", "Who is my manager?", "Which languages do I speak?"."""

from collections.abc import Sequence

from spectron.domain.candidate import SPEAKER
from spectron.domain.question import Question, Subject, Wanted
from spectron.extraction.builtin.asking.shape import Shape
from spectron.extraction.builtin.asking.whom import find_whom, name_of, part
from spectron.extraction.builtin.asking.words import tables
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import mapped
from spectron.extraction.keys import load_keys

_USER = Subject(principal=SPEAKER)
_BACK = {"sibling_of", "married_to", "partner_of", "friend_of", "colleague_of", "neighbour_of"}


def read_noun_question(shape: Shape) -> Question | None:
    """The question where its subject is the very thing that is asked for; None where it is not."""
    if shape.verb is not None or not shape.subject or not shape.aux and shape.asking not in ("what", "who", "when", "where", "", "which"):
        return None
    if shape.asking not in ("what", "who", "which", "when", "where", "", "whose", "how much", "how many") or (shape.rest and not _is_tail(shape.rest)):
        return None
    words = (*shape.subject, *shape.rest)
    holder, thing = part(words)
    if not holder or not thing:
        return None
    whose = find_whom(holder)
    if whose is None:
        return None
    keys, single = find_noun_keys(thing)
    kin = thing[-1].lemma if thing[-1].lemma in mapped("kin") else ""
    plural = thing[-1].tag == "NNS" and thing[-1].lemma != thing[-1].norm
    if shape.asking == "where":
        return Question("", Wanted.VALUE, (Subject(role=name_of(thing), holder=whose),), ("location", "lives_in", "located_in"), past=shape.past)
    if kin and shape.asking in ("who", "", "what") and not plural:
        return Question("", Wanted.VALUE, (whose,), keys, kind=kin, past=shape.past)
    wanted = Wanted.LIST if plural else Wanted.WHEN if shape.asking == "when" else Wanted.VALUE
    return Question("", wanted, (whose,), keys, kind=single, past=shape.past)


def _is_tail(rest: Sequence[Token]) -> bool:
    """Whether the words behind a subject still belong to it: "the deadline | for the Atlas project"."""
    return rest[0].norm in ("of", "for", "with", "in", "at") and len(rest) > 1


def find_noun_keys(thing: Sequence[Token]) -> tuple[tuple[str, ...], str]:
    """The keys under which what a noun names may stand, and the noun in the singular."""
    words = [one for one in thing if one.norm not in ("current", "new", "present", "full", "main", "own", "real", "first")]
    if not words:
        return (), ""
    single = " ".join([*(one.norm for one in words[:-1]), words[-1].lemma])
    if words[0].norm in ("favourite", "favorite", "preferred"):
        noun = "_".join([*(one.norm for one in words[1:-1]), words[-1].lemma])
        return (f"favourite_{noun}", f"favorite_{noun}", f"preferred_{noun}", "likes", "preference"), single
    table = tables()["asked_nouns"]
    snake = single.replace(" ", "_").replace("-", "_")
    own = mapped("property_keys").get(snake) or load_keys().attribute_names.get(snake) or load_keys().relation_names.get(snake)
    for term in (single, words[-1].lemma):
        if term in table:
            return tuple(dict.fromkeys([*table[term].split("+"), *([own] if own and term == single else ()), snake])), single
    kin = mapped("kin").get(words[-1].lemma) or mapped("group_kin").get(words[-1].norm)
    if kin:
        return tuple(dict.fromkeys([kin, *(("married_to",) if kin == "partner_of" else ()), *(("partner_of",) if kin == "married_to" else ()), "family", words[-1].lemma])), single
    groups = tables()["asked_groups"].get(words[-1].norm)
    if groups:
        return tuple(groups.split("+")), single
    return tuple(dict.fromkeys([*([own] if own else ()), snake])), single


__all__ = ["find_noun_keys", "read_noun_question"]

"""Questions that ask with a verb: "Where does Ana work?", "When did I join Initech?", "Do I still live in Berlin?"."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spectron.domain.candidate import Manner
from spectron.domain.question import AMOUNT, PERSON, PLACE, Question, Wanted
from spectron.extraction.builtin.asking.matters import VISITS
from spectron.extraction.builtin.asking.nouns import find_noun, is_plural
from spectron.extraction.builtin.asking.probing import Finding, find_claims, probe, state
from spectron.extraction.builtin.asking.shape import Shape
from spectron.extraction.builtin.asking.whom import find_whom
from spectron.extraction.builtin.asking.words import list_forms, tables
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import read_data

_ADDING_NOTHING = frozenset("for a living as most job work to still also".split())
_STAYING = frozenset({"location", "lives_in", "works_at", "organisation"})
_MOVING = frozenset({"move", "relocate", "emigrate"})
_VISITING = frozenset({"visit", "go", "travel", "see", "fly", "tour"})
_TIMES = {"since": Wanted.SINCE, "until": Wanted.UNTIL, "when": Wanted.WHEN}


def read_verb_question(shape: Shape) -> Question:
    """The question that a verb, or a form of "be" with more than its subject, asks."""
    subject = find_whom(shape.subject) if shape.subject else None
    question = Question("", Wanted.OTHER, (subject,) if subject else (), past=shape.past)
    if shape.asking == "why":
        return replace(question, wanted=Wanted.REASON)
    if shape.asking in _TIMES:
        return _ask_time(shape, question)
    if shape.asking in ("whether", ""):
        return _ask_whether(shape, question)
    if shape.asking.startswith("how"):
        return _ask_how(shape, question)
    return _ask_value(shape, question) if shape.subject else _ask_who(shape, question)


def _ask_how(shape: Shape, question: Question) -> Question:
    """How many, how old, how tall; any other "how" is asked of the words that were said."""
    if shape.asking == "how many":
        noun = find_noun(shape.kind)
        return replace(question, wanted=Wanted.COUNT, keys=noun.keys, kind=noun.single, members=noun.members, sure=True)
    if shape.asking == "how much":
        return replace(question, wanted=Wanted.VALUE, kind=AMOUNT)
    keys = tables()["asked_degrees"].get(shape.asking.removeprefix("how ").strip(), "")
    if not keys or shape.verb is not None or shape.rest:
        return question
    return replace(question, wanted=Wanted.VALUE, keys=tuple(keys.split("+")))


def _ask_value(shape: Shape, question: Question) -> Question:
    """What, which, where or who, of somebody."""
    if shape.kind:
        noun, keys = find_noun(shape.kind), probe(shape)
        question = replace(question, kind=noun.single, members=noun.members, sure=noun.sure)
        wanted = Wanted.LIST if is_plural(shape.kind) else Wanted.VALUE
        own, visits = noun.keys, _visits(shape)
        if visits:
            own, question = (), replace(question, members=_list_places(noun.single) or noun.members)
        return replace(question, wanted=wanted, keys=tuple(dict.fromkeys([*keys, *own])), deed=_find_deed(shape))
    if shape.asking in ("what", "who") and shape.verb is None and not shape.rest:
        named = all(one.tag == "NNP" for one in shape.subject) or shape.asking == "who"
        return replace(question, wanted=Wanted.PORTRAIT if named else Wanted.OTHER)
    listed = tables()["asked_verbs"].get(shape.verb.lemma) if shape.verb is not None else None
    if listed and shape.asking == "what" and all(one.norm in _ADDING_NOTHING for one in shape.rest):
        class_ = tables()["asked_objects"].get(shape.verb.lemma) if shape.verb else None
        kinds = members(class_) if class_ else frozenset()
        return replace(question, wanted=Wanted.VALUE, keys=tuple(listed.split("+")), members=kinds)
    kind = {"where": PLACE, "who": PERSON}.get(shape.asking)
    keys = tuple(key for key in probe(shape) if key not in _STAYING or not _visits(shape))
    if shape.asking == "who" and _shares_home(shape):
        return replace(question, wanted=Wanted.LIST, keys=tuple(dict.fromkeys(("lives_with", *keys))), kind=kind)
    if shape.asking == "where" and _visits(shape):
        return replace(question, wanted=Wanted.LIST, keys=keys, kind=kind, deed=_find_deed(shape))
    return replace(question, wanted=Wanted.VALUE, keys=keys, kind=kind)


def _find_deed(shape: Shape) -> tuple[str, ...]:
    """The forms of the verb that asks for a thing by its noun; none for "be" and "have"."""
    going = shape.verb is None and bool(shape.rest) and shape.rest[0].norm.endswith("ing")
    verb = shape.rest[0] if going else shape.verb
    if verb is None or verb.lemma in ("have", "get"):
        return ()
    if verb.norm == "been":
        return VISITS
    return () if verb.lemma == "be" else list_forms(verb.norm, verb.lemma)


@cache
def _list_places(noun: str) -> frozenset[str]:
    """The names of countries, or of towns, by the last word of each."""
    table = {"country": "countries.txt", "city": "cities.txt", "town": "cities.txt"}.get(noun)
    lines = read_data(table).splitlines() if table else ()
    return frozenset(line.split()[-1].lower() for line in lines if line.strip() and not line.startswith("#"))


def _visits(shape: Shape) -> bool:
    """Whether a verb tells of being at a place for a time, which no home answers: "which countries have I been to"."""
    if shape.verb is None:
        return False
    return shape.verb.lemma in _VISITING or (
        shape.verb.norm == "been" and [one.norm for one in shape.rest] in ([], ["to"])
    )


def _shares_home(shape: Shape) -> bool:
    words = [one.norm for one in shape.rest]
    return shape.verb is not None and shape.verb.lemma in ("live", "stay") and "with" in (*words, shape.prep)


def _ask_time(shape: Shape, question: Question) -> Question:
    """Since when, until when, or when: what the statement tells of which value."""
    wanted = _TIMES[shape.asking]
    found = find_claims(state(shape)) if shape.subject else ()
    if not found and shape.verb is not None and shape.verb.lemma in _MOVING:
        moved = find_claims(state(shape, "to Lisbon"))
        return replace(question, wanted=Wanted.SINCE if moved else wanted, keys=_keys(moved))
    if not found:
        return replace(question, wanted=wanted)
    if wanted is Wanted.WHEN:
        ends = found[0].manner is Manner.END and not _ends_by_tense(shape)
        wanted = Wanted.UNTIL if ends else Wanted.SINCE
    return replace(question, wanted=wanted, keys=_keys(found), value=found[0].value)


def _ends_by_tense(shape: Shape) -> bool:
    """Whether only the tense of the statement tells that it ended: "When did I live in Berlin?"."""
    now = replace(shape, aux="do")
    return any(one.manner is not Manner.END for one in find_claims(state(now)))


def _keys(found: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.key for one in found))


def _ask_whether(shape: Shape, question: Question) -> Question:
    """Whether something is so: the statement tells under which key, and of which value."""
    found = find_claims(state(shape)) if shape.subject else ()
    value = found[0].value if found else None
    return replace(question, wanted=Wanted.WHETHER, keys=_keys(found), value=value)


def _ask_who(shape: Shape, question: Question) -> Question:
    """Who, or what, it is of whom the rest is told: "Who works at Acme?"."""
    group = find_whom(shape.kind) if shape.kind and shape.kind[0].tag == "PRP$" else None
    if group is not None:
        question = replace(question, subjects=(group,))
    if shape.verb is not None and shape.verb.lemma == "be" and shape.rest:
        whom = find_whom(shape.rest)
        wanted = Wanted.PORTRAIT if shape.asking == "who" else Wanted.VALUE
        return replace(question, wanted=wanted, subjects=(whom,) if whom else ())
    found = find_claims(state(shape)) if shape.verb is not None else ()
    value = found[0].value if found else None
    kind = PERSON if shape.asking == "who" else None
    return replace(question, wanted=Wanted.VALUE, keys=_keys(found), value=value, kind=kind)

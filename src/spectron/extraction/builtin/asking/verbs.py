"""Questions that ask with a verb: "Where does Ana work?", "When did I join Initech?", "Do I still live in Berlin?"."""

from dataclasses import replace

from spectron.domain.candidate import Manner
from spectron.domain.question import Question, Subject, Wanted
from spectron.extraction.builtin.asking.nouns import find_noun_keys
from spectron.extraction.builtin.asking.probing import Finding, find_claims, probe, state
from spectron.extraction.builtin.asking.shape import Shape
from spectron.extraction.builtin.asking.whom import find_whom
from spectron.extraction.builtin.asking.words import tables
from spectron.extraction.builtin.lexis.words import mapped

_BOTH = {"married_to": ("married_to", "partner_of"), "partner_of": ("partner_of", "married_to")}


def read_verb_question(shape: Shape) -> Question:
    """The question that a verb, or a form of "be" with more than its subject, asks."""
    subject = find_whom(shape.subject) if shape.subject else None
    question = Question("", Wanted.OTHER, (subject,) if subject else (), past=shape.past)
    if shape.asking == "why":
        return replace(question, wanted=Wanted.REASON)
    if shape.asking in ("when", "since", "until"):
        return _ask_time(shape, question)
    if shape.asking == "how old":
        return replace(question, wanted=Wanted.VALUE, keys=("age", "birthday"))
    if shape.asking in ("whether", ""):
        return _ask_whether(shape, question)
    if shape.asking == "how many":
        return _ask_count(shape, question)
    if not shape.subject:
        return _ask_who(shape, question)
    return _ask_value(shape, question)


def _ask_value(shape: Shape, question: Question) -> Question:
    plural = bool(shape.kind) and shape.kind[-1].tag == "NNS" and shape.kind[-1].norm != shape.kind[-1].lemma
    keys = probe(shape)
    kind = None
    if shape.kind:
        named, kind = find_noun_keys(shape.kind)
        keys = tuple(dict.fromkeys([*keys, *named])) if keys else named
    elif shape.asking == "what" and shape.verb is not None and not _says_more(shape):
        listed = tables()["asked_verbs"].get(shape.verb.lemma)
        keys = tuple(listed.split("+")) if listed else keys
    elif shape.asking in ("what", "who") and shape.verb is None and not shape.rest:
        keys = ()
        return replace(question, wanted=Wanted.PORTRAIT)
    return replace(question, wanted=Wanted.LIST if plural else Wanted.VALUE, keys=keys, kind=kind)


def _says_more(shape: Shape) -> bool:
    """Whether words behind the verb narrow what is asked for."""
    return any(one.norm not in ("for", "a", "living", "as", "most", "job", "work", "to", "still", "also") for one in shape.rest)


def _ask_time(shape: Shape, question: Question) -> Question:
    """Since when, until when, or when: what the statement tells of which value."""
    wanted = {"since": Wanted.SINCE, "until": Wanted.UNTIL}.get(shape.asking, Wanted.WHEN)
    found = find_claims(state(shape)) if shape.subject else ()
    best = _choose(found)
    if best is None:
        return replace(question, wanted=wanted)
    if wanted is Wanted.WHEN:
        wanted = Wanted.UNTIL if best.manner is Manner.END and shape.aux == "did" and not _ends_by_tense(shape) else Wanted.SINCE
    return replace(question, wanted=wanted, keys=_keys(found), value=best.value)


def _ends_by_tense(shape: Shape) -> bool:
    """Whether only the tense of the statement tells that it ended: "When did I live in Berlin?"."""
    now = replace(shape, aux="do")
    return any(one.manner is not Manner.END for one in find_claims(state(now)))


def _choose(found: tuple[Finding, ...]) -> Finding | None:
    return found[0] if found else None


def _keys(found: tuple[Finding, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.key for one in found))


def _ask_whether(shape: Shape, question: Question) -> Question:
    found = find_claims(state(shape)) if shape.subject else ()
    best = _choose(found)
    if best is None:
        return replace(question, wanted=Wanted.WHETHER)
    return replace(question, wanted=Wanted.WHETHER, keys=_keys(found), value=best.value)


def _ask_count(shape: Shape, question: Question) -> Question:
    keys, single = find_noun_keys(shape.kind) if shape.kind else ((), "")
    return replace(question, wanted=Wanted.COUNT, keys=keys, kind=single)


def _ask_who(shape: Shape, question: Question) -> Question:
    """Who, or what, it is of whom the rest is told: "Who works at Acme?"."""
    found = find_claims(state(shape)) if shape.verb is not None else ()
    best = _choose(found)
    if best is not None and shape.asking in ("who", "which", "what"):
        return replace(question, wanted=Wanted.VALUE, keys=_keys(found), value=best.value)
    if shape.verb is not None and shape.verb.lemma == "be" and shape.rest:
        whom = find_whom(shape.rest)
        return replace(question, wanted=Wanted.VALUE, subjects=(whom,) if whom else ())
    return replace(question, wanted=Wanted.VALUE)


__all__ = ["Subject", "mapped", "read_verb_question"]

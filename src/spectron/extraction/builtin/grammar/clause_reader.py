"""Reads the phrases of a sentence into clauses, from left to right, without going back."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from spectron.extraction.builtin.grammar.clauses import RELATIVE, Clause
from spectron.extraction.builtin.grammar.drafts import Draft, finish, mark_questions
from spectron.extraction.builtin.grammar.grouping import explains, find_subjects, is_group, look_ahead, names_only
from spectron.extraction.builtin.grammar.nominals import read_adjective, read_noun
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.grammar.verbals import read_verb
from spectron.extraction.builtin.grammar.walk import BE, Walk, find_antecedent

_SUBORDINATING = frozenset({"since", "until", "till", "before", "after", "as", "like", "than", "except"})
_DASHES = frozenset({"-", "\u2014", "\u2013"})
_SMALL = frozenset({"comma", "cc", "adv", "uh", "stop", "time"})


def read_clauses(chunks: Sequence[Chunk], asks: bool) -> list[Clause]:
    """The clauses of one sentence; `asks` says that it ends in a question mark."""
    walk = Walk(chunks)
    for place, chunk in enumerate(chunks):
        walk.place = place
        step = _STEPS.get(chunk.kind)
        if step and place >= walk.absorbed:
            step(walk, place, chunk)
        elif step:
            walk.keep(chunk)
        if chunk.kind not in _SMALL or place < walk.absorbed:
            walk.joint, walk.broken = "", False
            walk.settle()
    walk.strand()
    walk.settle()
    clauses = finish(walk.drafts)
    return mark_questions(clauses) if asks else clauses


def _adverb(walk: Walk, _: int, chunk: Chunk) -> None:
    """An adverb, interjection or time; "not" after a complement puts the next one aside."""
    if chunk.word == "not" and walk.draft.complements:
        walk.excluded = True
        return
    walk.pending.append(chunk)
    if not walk.joint:
        walk.settle()


def _comma(walk: Walk, _: int, chunk: Chunk) -> None:
    """A comma: what follows decides."""
    walk.strand()
    walk.joint = chunk.word
    walk.broken = True


def _conjunction(walk: Walk, _: int, chunk: Chunk) -> None:
    """And, or, but: what follows decides."""
    walk.strand()
    walk.joint = chunk.word


def _stop(walk: Walk, place: int, chunk: Chunk) -> None:
    """A colon, dash, bracket or full stop ends the clause; between two dashes or brackets stands an aside."""
    walk.settle()
    before = walk.find_last_noun(place) if place and walk.chunks[place - 1].kind == "np" else None
    after = look_ahead(walk.chunks, place)
    walk.strand()
    if chunk.word in (")", *_DASHES) and walk.returning is not None:
        walk.current, walk.returning = walk.returning, None
    elif before is not None and is_group(before) and _names(after):
        walk.joint = ","
        walk.returning = walk.current if chunk.word == "(" else None
    elif (chunk.word == "(" and before is not None) or (chunk.word in _DASHES and _opens_aside(walk, before, after)):
        _set_aside(walk, before)
    elif not walk.draft.empty:
        walk.open(Draft(link=chunk.word if chunk.word in ("(", ":") else ""))


def _names(after: Chunk | None) -> bool:
    """Whether a name follows, as in "two kids: Alma and Viggo"."""
    return after is not None and after.noun is not None and names_only(after.noun)


def _opens_aside(walk: Walk, before: Noun | None, after: Chunk | None) -> bool:
    """Whether a dash opens an explanation of the noun before it."""
    if before is None or after is None or after.noun is None:
        return False
    return walk.draft.waiting or explains(before, after.noun)


def _set_aside(walk: Walk, before: Noun | None) -> None:
    """Read on about the noun before a bracket or dash until the second one."""
    walk.returning = walk.current
    walk.open(Draft(link="apposition", parent=walk.current, subject=before, verb=BE))


def _subordinator(walk: Walk, place: int, chunk: Chunk) -> None:
    """If, because, when: a clause of its own; "that" opens what somebody says or thinks, or explains a noun."""
    before = walk.chunks[place - 1] if place else None
    if chunk.word == "that" and before is not None:
        relative = before.noun is not None and not before.noun.pronoun and not walk.tells(before)
        gap = find_antecedent(walk, place, "that") if relative else None
        walk.open(Draft(link="that", parent=walk.current, gap=gap))
        return
    if chunk.word == "so" and walk.joint == "" and walk.draft.verb and not find_subjects(
        walk.chunks, place + 1, False
    ):  # fmt: skip
        _adverb(walk, place, chunk)
        return
    walk.open(Draft(link=chunk.word))


def _relative(walk: Walk, place: int, chunk: Chunk) -> None:
    """Who, which, where: a relative clause after a noun, else a question or "what I like"."""
    antecedent = find_antecedent(walk, place, chunk.word) if chunk.word in RELATIVE else None
    follows = look_ahead(walk.chunks, place, "adv")
    opens = follows is not None and follows.kind == "vp"
    if antecedent is None and chunk.word == "what" and _is_free(walk, place, opens):
        noun = Noun(chunk.tokens, chunk.tokens[-1])
        if not walk.draft.empty:
            walk.open(Draft(link=walk.joint if walk.joint != "," else ""))
        walk.draft.subject = noun
        walk.keep(chunk)
        walk.open(Draft("that", walk.current, noun) if opens else Draft("that", walk.current, gap=noun))
        return
    equated = _find_equated(walk) if antecedent is None else None
    antecedent = antecedent or equated
    parent = walk.current if antecedent else None
    remark = chunk.word == "which" and antecedent is None and place > 0
    asked = antecedent is None and not remark
    prep = walk.prep.word if walk.prep else "in" if chunk.word == "where" else ""
    walk.prep = None
    draft = Draft(
        link=chunk.word, parent=parent, question=asked, apart=walk.broken, stranded=prep if antecedent else ""
    )
    if opens and chunk.word != "where":
        draft.subject = antecedent
    else:
        draft.gap = antecedent if chunk.word != "whose" else None
    walk.open(draft)
    if antecedent and chunk.word == "whose" and follows is not None and follows.noun is not None:
        _own(walk, place, follows, antecedent)
    walk.keep(chunk)


def _find_equated(walk: Walk) -> Noun | None:
    """The named subject of a clause such as "Rome is where my sister lives", of which the clause after it tells."""
    draft = walk.draft
    told = draft.verb is not None and draft.verb.lemma == "be" and not draft.complements and not draft.question
    return draft.subject if told and draft.subject is not None and draft.subject.name else None


def _own(walk: Walk, place: int, follows: Chunk, antecedent: Noun) -> None:
    """Whose wife: the noun after it is held by the one before."""
    noun = replace(follows.noun, holder=antecedent) if follows.noun else None
    walk.draft.subject = noun
    walk.absorbed = walk.chunks.index(follows, place) + 1


def _is_free(walk: Walk, place: int, opens: bool) -> bool:
    """Whether "what" here opens the subject of a later "is": "what I like is rain", "what annoys me is noise"."""
    verbs = [one.verb for one in walk.chunks[place : place + 12] if one.verb is not None and one.verb.finite]
    asks = opens and bool(verbs) and verbs[0].lemma in ("be", "do", "have", "go", "happen")
    return len(verbs) > 1 and verbs[1].lemma == "be" and not asks


def _preposition(walk: Walk, place: int, chunk: Chunk) -> None:
    """A preposition waits for its noun; before a clause it is a conjunction."""
    after = walk.chunks[place + 1] if place + 1 < len(walk.chunks) else None
    walk.strand()
    if chunk.word in _SUBORDINATING and after and after.kind == "np" and find_subjects(walk.chunks, place + 1, False):
        walk.open(Draft(link=chunk.word))
    else:
        walk.prep = chunk
    walk.keep(chunk)


_STEPS: dict[str, Callable[[Walk, int, Chunk], None]] = {
    "np": read_noun,
    "vp": read_verb,
    "adj": read_adjective,
    "prep": _preposition,
    "comma": _comma,
    "cc": _conjunction,
    "sub": _subordinator,
    "rel": _relative,
    "stop": _stop,
    "adv": _adverb,
    "uh": _adverb,
    "time": _adverb,
}

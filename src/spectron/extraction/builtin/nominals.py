"""Noun phrases and adjectives read into the clauses: subjects, complements, appositions, and verbs left out."""

from dataclasses import replace

from spectron.extraction.builtin.clauses import DEPENDENT, Complement
from spectron.extraction.builtin.drafts import Draft
from spectron.extraction.builtin.grouping import (
    explains,
    find_subjects,
    is_distributed,
    is_group,
    look_ahead,
    names_only,
)
from spectron.extraction.builtin.phrases import Chunk, Noun
from spectron.extraction.builtin.walk import BE, Walk, find_antecedent
from spectron.extraction.builtin.words import listed, mapped

_BEFORE_ORDERS = frozenset({"if", "when", "whenever", "unless", "once", "before", "after", "while"})
_NOMINATIVE = frozenset({"i", "you", "he", "she", "it", "we", "they"})
_OBJECTIVE = frozenset({"me", "him", "us", "them"})


def read_noun(walk: Walk, place: int, chunk: Chunk) -> None:
    """A noun phrase: subject, complement, conjunct or apposition."""
    noun = chunk.noun
    if noun is None or walk.excluded:
        walk.excluded = False
        return
    draft = walk.draft
    if draft.question and draft.verb and draft.subject is None and not draft.complements and walk.prep is None:
        draft.subject = noun
        walk.keep(chunk)
    elif walk.prep is not None:
        _complement(walk, chunk)
    elif _appose(walk, place, chunk, noun):
        return
    elif _begins_clause(walk, place, noun):
        _begin(walk, place, noun)
    elif draft.verb is None and draft.subject is None and _opens_clause(walk, place):
        _subject(walk, place, noun)
    elif _gaps(walk, place, noun):
        walk.open(Draft(link="and", subject=noun, verb=walk.draft.verb))
        walk.keep(chunk)
    else:
        _complement(walk, chunk, walk.joint)


def _opens_clause(walk: Walk, place: int) -> bool:
    """Whether nothing stands before the phrase that keeps it from being the subject; adjuncts do not."""
    if not walk.draft.complements:
        return True
    return walk.draft.adjoined and bool(find_subjects(walk.chunks, place, bool(walk.joint)))


def _subject(walk: Walk, place: int, noun: Noun) -> None:
    """Make the phrase, and those joined to it, the subject of the clause."""
    places = find_subjects(walk.chunks, place, bool(walk.joint)) or (place,)
    nouns = [found for one in places if (found := walk.chunks[one].noun) is not None]
    walk.draft.subject = noun
    walk.draft.others = nouns[1:]
    walk.keep(walk.chunks[place])
    walk.absorbed = places[-1] + 1


def _begins_clause(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether this noun is the subject of a further clause."""
    draft = walk.draft
    subjects = find_subjects(walk.chunks, place, bool(walk.joint))
    if noun.pronoun in _OBJECTIVE or not subjects or (draft.empty and not walk.joint):
        return False
    if draft.adjoined and walk.joint in ("", ","):
        return False
    if len(subjects) > 1 and not _may_be_joint(walk, noun):
        return False
    if draft.verb is None and walk.joint and draft.subject is not None and not draft.complements:
        return walk.joint != "and" or not draft.subject
    return not (draft.verb is None and draft.subject is None and not draft.complements)


def _may_be_joint(walk: Walk, noun: Noun) -> bool:
    """Whether several phrases here are one subject, and the first is no object of the verb before: "tea and I left"."""
    draft = walk.draft
    if draft.verb is None:
        return True
    if not walk.joint:
        return draft.verb.lemma in listed("reporting") and not draft.complements
    return (
        walk.joint != ","
        or not draft.complements
        or bool(noun.pronoun or draft.times)
        or noun.head.lemma in mapped("kin")
    )


def _begin(walk: Walk, place: int, noun: Noun) -> None:
    """Open the clause of which this noun is the subject: beside the current one, or inside it."""
    draft, joint = walk.draft, walk.joint
    before = walk.chunks[place - 1] if place else None
    told = before.noun if before is not None else None
    if joint or draft.link in _BEFORE_ORDERS or (draft.verb is None and not draft.waiting):
        walk.open(Draft(link=joint if joint != "," else ""))
    elif told is not None and not told.pronoun and before is not None and not walk.tells(before):
        walk.open(Draft(link="that", parent=walk.current, gap=find_antecedent(walk, place, "that")))
    else:
        walk.open(Draft(link="that", parent=walk.current))
    _subject(walk, place, noun)


def _gaps(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether the phrase is the subject of a clause that leaves out its verb: "Ana on sales, Tom on design"."""
    draft = walk.draft
    after = walk.chunks[place + 1] if place + 1 < len(walk.chunks) else None
    if not walk.joint or draft.verb is None or draft.subject is None or not draft.complements or after is None:
        return False
    if not (noun.name or noun.pronoun in _NOMINATIVE or noun.head.lemma in mapped("kin")):
        return False
    last = draft.complements[-1]
    if after.kind == "prep" and last.prep == after.word:
        return not any(one.noun and one.noun.name and not one.prep for one in draft.complements)
    single = len(draft.complements) == 1 and not last.prep and draft.link not in DEPENDENT
    return single and after.noun is not None and not after.noun.pronoun


def _complement(walk: Walk, chunk: Chunk, joint: str = "") -> None:
    """Add the noun to the clause, under the preposition before it or that of the list it continues."""
    target = walk.draft
    conjunct = joint if walk.prep is None else ""
    leaves = (target.apart and walk.broken) or (target.link == "ing" and not target.complements)
    if conjunct and leaves and target.parent is not None:
        walk.current = target.parent
        target = walk.draft
    prep = walk.prep.word if walk.prep else ""
    if conjunct and target.complements:
        prep = target.complements[-1].prep
    start = walk.prep.start if walk.prep else chunk.start
    target.complements.append(Complement(prep, start, chunk.end, chunk.noun, chunk.word, conjunct))
    walk.prep = None
    walk.keep(chunk)


def _appose(walk: Walk, place: int, chunk: Chunk, noun: Noun) -> bool:
    """Read "Ana, a nurse" and "Tom and Ana, both nine": a clause about the noun before; False where it is none."""
    before = walk.find_last_noun(place) if walk.joint == "," else None
    if before is None:
        return False
    if is_distributed(noun):
        return _distribute(walk, chunk, noun)
    after = look_ahead(walk.chunks, place, "adv", "time")
    if after is not None and (after.kind in ("np", "cc") or (after.verb is not None and after.verb.finite)):
        return False
    closed = after is not None and after.kind in ("comma", "stop")
    between = walk.draft.waiting and before is walk.draft.subject and closed and not noun.pronoun
    if is_group(before) and names_only(noun):
        return False
    if not explains(before, noun) and not (between and _verb_comes(walk, place)):
        return False
    outer = walk.draft
    walk.open(Draft(link="apposition", parent=walk.current, subject=before, verb=BE, apart=True))
    _complement(walk, chunk)
    if names_only(noun) and before.name == ():
        _christen(outer, before, noun)
    return True


def _christen(draft: Draft, before: Noun, name: Noun) -> None:
    """Let the clause around speak of the phrase by its name: of "our treasurer, Kwabena" as "our treasurer Kwabena"."""
    named = replace(before, tokens=(*before.tokens, *name.tokens), name=name.name)
    if draft.subject is before:
        draft.subject = named
    for place, one in enumerate(draft.complements):
        if one.noun is before:
            draft.complements[place] = replace(one, noun=named)


def _verb_comes(walk: Walk, place: int) -> bool:
    """Whether a finite verb follows right behind the comma after this place."""
    after = walk.chunks[place + 2] if place + 2 < len(walk.chunks) else None
    return after is not None and after.verb is not None and after.verb.finite


def _distribute(walk: Walk, chunk: Chunk, noun: Noun) -> bool:
    """Both nine: said of each of those who were named just before."""
    named = [one.noun for one in walk.draft.complements if one.noun is not None and one.noun.name]
    if walk.draft.waiting or len(named) < 2:
        named = [one for one in (walk.draft.subject, *walk.draft.others) if one is not None]
    if len(named) < 2:
        return False
    bare = replace(noun, tokens=noun.tokens[1:], det="")
    walk.open(Draft(link="apposition", parent=walk.current, subject=named[0], others=named[1:], verb=BE, apart=True))
    _complement(walk, replace(chunk, tokens=chunk.tokens[1:], noun=bare))
    return True


def read_adjective(walk: Walk, _: int, chunk: Chunk) -> None:
    """An adjective as a predicate."""
    if walk.draft.apart and walk.broken and walk.draft.parent is not None:
        walk.current = walk.draft.parent
    walk.draft.complements.append(Complement("", chunk.start, chunk.end, None, chunk.word, walk.joint))
    walk.keep(chunk)
    walk.prep = None

"""Noun phrases and adjectives read into the clauses: subjects, complements, appositions, and verbs left out."""

from dataclasses import replace

from spectron.extraction.builtin.grammar.appositions import appose
from spectron.extraction.builtin.grammar.clauses import BEFORE_ORDERS, DEPENDENT, Complement
from spectron.extraction.builtin.grammar.drafts import Draft
from spectron.extraction.builtin.grammar.grouping import NOMINATIVE, OBJECTIVE, find_subjects, lend_owner, resembles
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.grammar.walk import Walk, find_antecedent
from spectron.extraction.builtin.lexis.words import listed, mapped

_UNREAL = frozenset({"dream", "imagine", "pretend", "wish", "suppose", "joke"})


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
        _complement(walk, place, chunk)
    elif _repeats_subject(walk, place, noun):
        walk.keep(chunk)
    elif appose(walk, place, chunk, noun) or _joins_subject(walk, chunk, noun):
        return
    elif _begins_clause(walk, place, noun):
        _begin(walk, place, noun)
    elif draft.verb is None and draft.subject is None and _opens_clause(walk, place):
        _subject(walk, place, noun)
    elif _gaps(walk, place, noun):
        walk.open(Draft(link="and", subject=noun, verb=walk.draft.verb))
        walk.keep(chunk)
    else:
        _complement(walk, place, chunk, walk.joint)


def _repeats_subject(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether a pronoun only says the subject right before it again: "my wife she works in a bank"."""
    subject = walk.draft.subject
    again = noun.pronoun in ("he", "she", "they", "it") and walk.draft.waiting and not walk.joint
    return again and subject is not None and not subject.pronoun and walk.chunks[place - 1].noun is subject


def _joins_subject(walk: Walk, chunk: Chunk, noun: Noun) -> bool:
    """Add a further subject behind a relative clause: "my boss, who is away, and his wife invited us"."""
    outer = walk.find_waiting()
    if outer is None or outer == walk.current or walk.joint != "and" or not walk.broken:
        return False
    walk.current = outer
    walk.draft.others.append(noun)
    walk.keep(chunk)
    return True


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
    walk.draft.others = [lend_owner(noun, one) for one in nouns[1:]]
    walk.keep(walk.chunks[place])
    walk.absorbed = places[-1] + 1


def _begins_clause(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether this noun is the subject of a further clause."""
    draft = walk.draft
    subjects = find_subjects(walk.chunks, place, bool(walk.joint))
    if noun.pronoun in OBJECTIVE or not subjects or (draft.empty and not walk.joint):
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
    bound = _find_bond(walk) if joint in ("and", "or") else None
    if bound is not None:
        walk.open(Draft(link=bound.link, parent=bound.parent))
    elif joint or _runs_on(walk, place, noun) or _stands_beside(draft):
        walk.open(Draft(link=joint if joint != "," else ""))
    elif told is not None and not told.pronoun and before is not None and not walk.tells(before):
        walk.open(Draft(link="that", parent=walk.current, gap=find_antecedent(walk, place, "that")))
    else:
        walk.open(Draft(link="that", parent=walk.current))
    _subject(walk, place, noun)


def _is_adjunct(draft: Draft) -> bool:
    """Whether a clause only leads up to the main one: "after finishing my degree I left"."""
    return draft.verb is not None and not draft.verb.finite and draft.subject is None and draft.parent is None


def _find_bond(walk: Walk) -> Draft | None:
    """The clause whose "if" or "I dreamt" also holds for the one beside it: "if I won and we moved to Rome"."""
    draft = walk.draft
    while draft.link in DEPENDENT and draft.parent is not None:
        draft = walk.drafts[draft.parent]
    if draft.link in ("if", "unless", "whether"):
        return draft
    outer = walk.drafts[draft.parent] if draft.link == "that" and draft.parent is not None else None
    return draft if outer is not None and outer.verb is not None and outer.verb.lemma in _UNREAL else None


def _stands_beside(draft: Draft) -> bool:
    """Whether what follows the clause is no part of it: it names a condition of an order, or has no verb."""
    return draft.link in BEFORE_ORDERS or _is_adjunct(draft) or (draft.verb is None and not draft.waiting)


def _runs_on(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether a pronoun with "is" opens a statement of its own without a stop: "we have one son he is four"."""
    after = walk.chunks[place + 1].verb if place + 1 < len(walk.chunks) else None
    return noun.pronoun in ("he", "she") and after is not None and after.lemma == "be" and walk.draft.verb is not None


def _gaps(walk: Walk, place: int, noun: Noun) -> bool:
    """Whether the phrase is the subject of a clause that leaves out its verb: "Ana on sales, Tom on design"."""
    draft = walk.draft
    after = walk.chunks[place + 1] if place + 1 < len(walk.chunks) else None
    if not walk.joint or draft.verb is None or draft.subject is None or not draft.complements or after is None:
        return False
    if not (noun.name or noun.pronoun in NOMINATIVE or noun.head.lemma in mapped("kin")):
        return False
    last = draft.complements[-1]
    if after.kind == "prep" and last.prep == after.word:
        return not any(one.noun and one.noun.name and not one.prep for one in draft.complements)
    single = len(draft.complements) == 1 and not last.prep and draft.link not in DEPENDENT
    return single and after.noun is not None and not after.noun.pronoun


def _complement(walk: Walk, place: int, chunk: Chunk, joint: str = "") -> None:
    """Add the noun to the clause, under the preposition before it or that of the list it continues."""
    target = walk.draft
    conjunct = joint if walk.prep is None else ""
    described = target.link == "part" and bool(target.complements)
    leaves = (walk.broken and (target.apart or described)) or (target.link == "ing" and not target.complements)
    if conjunct and leaves and target.parent is not None:
        walk.current = target.parent
        target = walk.draft
    noun = chunk.noun
    partner = _find_partner(walk, place, noun) if conjunct and noun else None
    if noun is not None and partner is not None and partner.noun is not None:
        noun = lend_owner(partner.noun, noun)
    if conjunct == "but" and target.verb is not None and target.verb.negated and target.subject is not None:
        plain = replace(target.verb, negated=False, form="present" if target.verb.form == "base" else target.verb.form)
        walk.open(Draft("but", None, target.subject, target.others, plain, inherited=True))
    prep = walk.prep.word if walk.prep else partner.prep if partner else ""
    start = walk.prep.start if walk.prep else chunk.start
    walk.draft.complements.append(Complement(prep, start, chunk.end, noun, chunk.word, conjunct))
    walk.prep = None
    walk.keep(chunk)


def _find_partner(walk: Walk, place: int, noun: Noun) -> Complement | None:
    """The complement beside which the noun stands in a list: the last that is of its kind, else the last."""
    known = [one for one in walk.draft.complements if not one.gap]
    if not known:
        return None
    after = walk.chunks[place + 1] if place + 1 < len(walk.chunks) else None
    repeated = after is not None and after.kind == "prep" and after.word == known[-1].prep
    if not known[-1].prep or not (repeated or walk.broken):
        return known[-1]
    alike = [one for one in known if one.noun is not None and resembles(one.noun, noun)]
    lasting = known[-1].prep == "for" and known[-1].noun is not None and known[-1].noun.head.tag == "NNS"
    if repeated or (lasting and not alike):
        return next((one for one in known if not one.prep), replace(known[-1], prep=""))
    return alike[-1] if alike else known[-1]


def read_adjective(walk: Walk, _: int, chunk: Chunk) -> None:
    """An adjective as a predicate."""
    if walk.draft.apart and walk.broken and walk.draft.parent is not None:
        walk.current = walk.draft.parent
    walk.draft.complements.append(Complement("", chunk.start, chunk.end, None, chunk.word, walk.joint))
    walk.keep(chunk)
    walk.prep = None

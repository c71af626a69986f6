"""Verb phrases read into the clauses: the verb a clause waits for, one beside it, one that depends on it."""

from dataclasses import replace

from spectron.extraction.builtin.grammar.clauses import BEFORE_ORDERS, RELATIVE
from spectron.extraction.builtin.grammar.drafts import Draft
from spectron.extraction.builtin.grammar.grouping import NOMINATIVE, agrees, look_ahead, names_only
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun, Verb
from spectron.extraction.builtin.grammar.settling import VERBS
from spectron.extraction.builtin.grammar.walk import Walk
from spectron.extraction.builtin.lexis.words import fold_word, places

_AUXILIARY = frozenset({"be", "do", "have", "will", "would", "can", "could", "may", "might", "must", "shall", "should"})
_ECHOING = frozenset({"so", "neither", "nor", "as"})
_INSISTING = frozenset({"always", "never", "please"})
_CONDITIONAL = frozenset({"if", "unless", "whether", "when", "once", "lest", "like", "than"})
_SPENT = frozenset({"been", "gone", "done", "had", "got", "seen", "taken", "given", "become"})


def read_verb(walk: Walk, place: int, chunk: Chunk) -> None:
    """A verb phrase: the verb of this clause, or of one that depends on it or stands beside it."""
    verb, draft = chunk.verb, walk.draft
    if verb is None:
        return
    asked = draft.question and draft.verb and draft.subject and not draft.complements
    if _is_inverted(walk, place, verb):
        _invert(walk, verb)
    elif asked and draft.verb and draft.verb.lemma in _AUXILIARY:
        draft.verb = replace(verb, modal=draft.verb.modal or verb.modal, negated=draft.verb.negated)
    elif not verb.finite:
        _nonfinite(walk, verb)
    elif draft.verb is None and not (walk.joint and draft.complements and draft.subject is None):
        _take(walk, verb)
    elif not _resume(walk, verb, chunk):
        _beside(walk, verb, chunk)
    walk.keep(chunk)
    walk.prep = None


def _take(walk: Walk, verb: Verb) -> None:
    """The verb becomes that of the clause; a fragment before it stays what it was."""
    draft = walk.draft
    if draft.complements and draft.subject is None and draft.link == "" and not draft.adjoined:
        draft.complements.clear()
    draft.verb = verb


def _resume(walk: Walk, verb: Verb, chunk: Chunk) -> bool:
    """Give the verb to the clause around that has waited for it behind its subject; False where none does."""
    if walk.joint not in ("", ","):
        return False
    place: int | None = walk.find_waiting()
    while place is not None:
        draft = walk.drafts[place]
        if draft.waiting and agrees(draft.subject, draft.others, chunk):
            walk.strand()
            walk.current = place
            draft.verb = verb
            return True
        place = draft.parent
    return False


def _is_inverted(walk: Walk, place: int, verb: Verb) -> bool:
    """Whether an auxiliary stands before its subject, as in questions."""
    after = look_ahead(walk.chunks, place)
    single = sum(token.tag in VERBS for token in walk.chunks[place].tokens) == 1
    if verb.lemma not in _AUXILIARY or not single or after is None or after.noun is None or not verb.finite:
        return False
    if place and walk.chunks[place - 1].word in _ECHOING:  # "and so was his dad" has its subject behind it
        return True
    if walk.draft.subject is not None and not walk.joint:
        return False
    if verb.form == "base" and verb.lemma == "be":
        return False
    pronoun = after.noun.pronoun in NOMINATIVE
    return pronoun or (verb.lemma not in ("have",) and verb.form != "past" and not walk.joint)


def _invert(walk: Walk, verb: Verb) -> None:
    """Read on as a question."""
    if not walk.draft.empty:
        walk.open(Draft())
    walk.draft.question = True
    walk.draft.verb = verb


def _nonfinite(walk: Walk, verb: Verb) -> None:
    """An infinitive, gerund or participle depends on what stands before it, or shares the helping verb before it."""
    draft = walk.draft
    if draft.verb is None and draft.subject is None and not draft.complements:
        draft.verb = _complete(verb)
        draft.prep = walk.prep.word if walk.prep else ""
        return
    if draft.waiting and verb.form == "ing" and walk.prep is None and not draft.complements and not walk.broken:
        draft.verb = verb
        return
    if _stands_alone(walk):
        bearers = _find_bearers(draft)
        walk.open(Draft(subject=bearers[0] if bearers else None, others=bearers[1:], verb=_complete(verb)))
        return
    shared = _share(walk, verb)
    if shared is not None:
        walk.open(
            Draft(walk.joint if walk.joint != "," else "", None, draft.subject, draft.others, shared, inherited=True)
        )
        return
    parent = _find_wanted(walk)
    if walk.joint and draft.link == verb.form and draft.parent is not None:
        parent = draft.parent
    outer = walk.drafts[parent]
    subject, others = outer.subject, outer.others
    last = outer.complements
    describes = verb.form == "ing" and last and walk.prep is None and not walk.joint
    if (verb.form == "part" or describes) and last and last[-1].noun:
        subject, others = last[-1].noun, []
    prep = walk.prep.word if walk.prep else ""
    walk.prep = None
    walk.open(Draft(verb.form, parent, subject, others, verb, inherited=True, prep=prep))


def _stands_alone(walk: Walk) -> bool:
    """Whether a verb behind a comma goes on after a fragment: "34, two kids, living in Galway"."""
    draft = walk.draft
    if draft.verb is not None or not walk.broken or walk.prep is not None or draft.link not in ("", ":"):
        return False
    return not any(one.verb is not None and one.verb.finite for one in walk.chunks[walk.place + 1 :])


def _find_bearers(draft: Draft) -> list[Noun]:
    """Whom a fragment names, of whom it then goes on to tell: "Two boys, Emil and Anton, born this morning"."""
    nouns = [draft.subject, *draft.others, *(one.noun for one in draft.complements if not one.prep)]
    named = [noun for noun in nouns if noun is not None and names_only(noun)]
    return [noun for noun in named if " ".join(fold_word(token.text) for token in noun.name) not in places()]


def _find_wanted(walk: Walk) -> int:
    """The clause an infinitive hangs on: this one, or in "all I want is to rest" the one that wants."""
    draft = walk.draft
    if draft.verb is None or draft.verb.lemma != "be" or draft.complements or draft.subject is None:
        return walk.current
    wanting = (place for place, one in enumerate(walk.drafts) if one.gap is draft.subject and one.verb is not None)
    return next(wanting, walk.current)


def _complete(verb: Verb) -> Verb:
    """A participle that opens a sentence with what was left out: "been" is "have been", "based" is "am based"."""
    if verb.form != "part":
        return verb
    if verb.norm in _SPENT or verb.lemma == "be" or verb.progressive:
        return replace(verb, form="present", perfect=True)
    return replace(verb, form="past", passive=True)


def _share(walk: Walk, verb: Verb) -> Verb | None:
    """The verb with the help of the one before it: "I'm 34 and based in Cork", "has moved and started again"."""
    before = walk.draft.verb
    if before is None or not walk.joint or walk.prep is not None or not before.finite:
        return None
    if verb.form == "part" and before.perfect and before.lemma != "be":
        return replace(verb, form=before.form, perfect=True)
    being = before.lemma == "be" or before.passive
    if verb.form == "part" and being:
        return replace(verb, form=before.form, passive=True)
    if verb.form == "ing" and (before.progressive or (before.lemma == "be" and not before.perfect)):
        return replace(verb, form=before.form, progressive=True)
    return None


def _beside(walk: Walk, verb: Verb, chunk: Chunk) -> None:
    """A further verb of the same subject; after a relative clause or an aside, often that of the main one."""
    draft = walk.draft
    if draft.link == "inf" and verb.form == "base" and walk.joint and not verb.negated:
        walk.open(Draft("inf", draft.parent, draft.subject, draft.others, verb, inherited=True))
        return
    if verb.form == "base" and walk.joint == "," and draft.link in BEFORE_ORDERS:
        walk.open(Draft(verb=verb))
        return
    if _orders(walk, verb, chunk):
        walk.open(Draft(verb=verb))
        return
    done = _find_pseudo(walk, verb)
    if done is not None:
        walk.open(Draft("", None, done.subject, done.others, replace(verb, form="present"), inherited=True))
        return
    top = _find_partner(walk, chunk)
    ordered = top.subject is None and top.verb is not None and top.verb.form == "base" and not top.inherited
    if ordered and verb.form == "base" and any(one.word in _INSISTING for one in walk.pending):
        walk.open(Draft(walk.joint if walk.joint != "," else "", verb=verb))
        return
    keeps = walk.joint or draft.link != "part"
    bound = top.link in RELATIVE or (top.link in _CONDITIONAL and walk.joint in ("and", "or"))
    nested = top.link if bound else walk.joint
    modal = top.verb.modal if top.verb and verb.form == "base" and walk.joint else ""
    walk.open(
        Draft(
            nested if nested != "," else "",
            top.parent if top.link in RELATIVE else None,
            top.subject if keeps else None,
            top.others if keeps else [],
            replace(verb, modal=verb.modal or modal),
            question=top.question,
            inherited=True,
        )
    )


def _find_pseudo(walk: Walk, verb: Verb) -> Draft | None:
    """The clause whose subject a bare verb after "is" has: "what I do is teach maths"."""
    draft = walk.draft
    bare = verb.form in ("base", "present") and draft.verb is not None and draft.verb.lemma == "be"
    if not bare or walk.joint or draft.complements or draft.subject is None:
        return None
    return next((one for one in walk.drafts if one.gap is draft.subject and one.verb and one.verb.lemma == "do"), None)


def _find_partner(walk: Walk, chunk: Chunk) -> Draft:
    """The clause whose subject the verb shares: this one, or the one around it where a comma or its form says so."""
    draft = walk.draft
    while draft.parent is not None:
        outer = walk.drafts[draft.parent]
        inside = draft.link in RELATIVE and agrees(draft.subject, draft.others, chunk)
        closed = draft.apart and walk.broken and agrees(outer.subject, outer.others, chunk)
        if inside and not closed:
            break
        draft = outer
    return draft


def _orders(walk: Walk, verb: Verb, chunk: Chunk) -> bool:
    """Whether a bare verb after "but", "so" or "please" gives an order: "it's Samantha but call me Sam"."""
    place = walk.chunks.index(chunk)
    before = walk.chunks[place - 1] if place else None
    polite = before is not None and before.word == "please"
    draft = walk.draft
    subject = draft.subject
    singular = subject is not None and subject.pronoun not in ("i", "we", "you", "they") and subject.head.tag != "NNS"
    shares = draft.verb is not None and bool(draft.verb.modal)
    return verb.form == "base" and (
        polite
        or (singular and bool(walk.joint) and draft.link not in ("inf", "ing") and not draft.others and not shares)
    )

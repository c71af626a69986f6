"""Clauses while they are read, and how they are finished."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spectron.extraction.builtin.grammar.clauses import DEPENDENT, RELATIVE, Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun, Verb
from spectron.extraction.dates import TimeExpression

_LIGHT = frozenset({"thing", "one", "what", "part", "all", "place", "way", "bit"})


@dataclass(slots=True)
class Draft:
    """A clause while it is read.

    `others` are the subjects beside the first; `gap` is the noun that a relative clause is about where that is not its
    subject, and `stranded` the preposition that was left without its noun.
    """

    link: str = ""
    parent: int | None = None
    subject: Noun | None = None
    others: list[Noun] = field(default_factory=list)
    verb: Verb | None = None
    complements: list[Complement] = field(default_factory=list)
    times: list[TimeExpression] = field(default_factory=list)
    adverbs: list[str] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    question: bool = False
    inherited: bool = False
    prep: str = ""
    gap: Noun | None = None
    stranded: str = ""
    apart: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was read yet but small words."""
        return self.subject is None and self.verb is None and not self.complements and not self.times

    @property
    def waiting(self) -> bool:
        """Whether it has a subject and still needs its verb."""
        return self.subject is not None and self.verb is None

    @property
    def adjoined(self) -> bool:
        """Whether only phrases with prepositions were read, as before a subject: "after ten years at Acme"."""
        told = self.verb is None and self.subject is None and bool(self.complements)
        return told and all(one.prep for one in self.complements)


def finish(drafts: Sequence[Draft]) -> list[Clause]:
    """The drafts as clauses; what has no words of its own stays, so that the places hold."""
    for place, draft in enumerate(drafts):
        if draft.gap is not None and draft.verb is not None:
            _fill_gap(drafts, place, draft.gap)
    for draft in drafts:
        if draft.verb is None and draft.subject is not None and draft.link not in RELATIVE:
            _make_fragment(draft)
    return _join_spans(_spread(drafts))


def _make_fragment(draft: Draft) -> None:
    """What looked like a subject and found no verb is what a fragment tells."""
    nouns = [noun for noun in (draft.subject, *draft.others) if noun is not None]
    parts = [
        Complement("", noun.start, noun.end, noun, noun.head.norm, "and" if number else "")
        for number, noun in enumerate(nouns)
    ]
    draft.complements[:0] = parts
    draft.subject = None
    draft.others = []


def _fill_gap(drafts: Sequence[Draft], place: int, gap: Noun) -> None:
    """Give the verb of a relative clause the noun that stands outside it as its complement."""
    draft = drafts[place]
    filler = _find_meant(drafts, draft, gap)
    inner = [one for one in drafts[place + 1 :] if one.parent == place and one.link in DEPENDENT]
    target = inner[-1] if inner and not draft.stranded else draft
    prep = target.stranded or draft.stranded
    direct = any(one.noun is not None and not one.prep for one in target.complements)
    outer = drafts[draft.parent] if draft.parent is not None else None
    if outer is not None and outer.subject is gap and not outer.complements and draft.verb and gap.head.norm in _LIGHT:
        return  # "all I want is to rest": what follows tells of it
    if target.verb is None or target.verb.passive or (not prep and (direct or target.verb.lemma == "be")):
        return
    target.complements.append(Complement(prep, filler.start, filler.end, filler, filler.head.norm, "", gap=True))


def _find_meant(drafts: Sequence[Draft], draft: Draft, gap: Noun) -> Noun:
    """What the gap stands for: "the firm I work for is Acme" tells of Acme, "what I hate is rain" of rain."""
    outer = drafts[draft.parent] if draft.parent is not None else None
    if outer is None or outer.verb is None or outer.verb.negated or outer.subject is None:
        return gap
    if outer.subject is not gap:  # "Acme is the firm I work for"
        equated = outer.verb.lemma == "be" and bool(outer.subject.name) and not gap.name
        return outer.subject if equated and any(one.noun is gap and not one.prep for one in outer.complements) else gap
    named = outer.verb.lemma in ("call", "name") and outer.verb.passive
    if outer.verb.lemma != "be" and not named:
        return gap
    told = next((one.noun for one in outer.complements if one.noun and not one.prep and not one.gap), None)
    if told is None or told.pronoun:
        return gap
    return told if told.name or gap.head.norm in _LIGHT else gap


def _spread(drafts: Sequence[Draft]) -> list[Clause]:
    """One clause for each subject; what depends on a clause with several stays with the same subject."""
    clauses: list[Clause] = []
    first: list[int] = []
    for draft in drafts:
        subjects = [draft.subject, *draft.others]
        parts = _pair_up(draft)
        first.append(len(clauses))
        for number, subject in enumerate(subjects):
            parent = first[draft.parent] if draft.parent is not None else None
            if parent is not None and draft.inherited and draft.parent is not None:
                parent += min(number, len(drafts[draft.parent].others))
            own = draft.complements if parts is None else [parts[number]]
            clauses.append(_make_clause(draft, subject, parent, own))
    return clauses


def _pair_up(draft: Draft) -> list[Complement] | None:
    """A complement for each subject, where as many names or numbers are told: "my sons are called Leo and Max"."""
    verb, told = draft.verb, [one for one in draft.complements if one.noun is not None and not one.prep]
    paired = verb is not None and (verb.lemma == "be" or verb.passive) and draft.others
    if not paired or len(told) != len(draft.complements) or len(told) != 1 + len(draft.others):
        return None
    tags = {one.noun.head.tag for one in told if one.noun}
    if tags not in ({"NNP"}, {"CD"}):
        return None
    return [replace(one, listed="") for one in told]


def _make_clause(draft: Draft, subject: Noun | None, parent: int | None, complements: Sequence[Complement]) -> Clause:
    """The draft as a clause about this subject, with these complements."""
    return Clause(
        subject=subject,
        verb=draft.verb,
        complements=tuple(complements),
        times=tuple(draft.times),
        adverbs=tuple(draft.adverbs),
        link=draft.link,
        parent=parent,
        start=min((part.start for part in draft.chunks), default=0),
        end=max((part.end for part in draft.chunks), default=0),
        question=draft.question,
        inherited=draft.inherited,
        prep=draft.prep,
    )


def _join_spans(clauses: list[Clause]) -> list[Clause]:
    """ "I'm vegetarian, have been since 2012": the second clause only dates the first."""
    for place in range(1, len(clauses)):
        clause, before = clauses[place], clauses[place - 1]
        empty = clause.verb is not None and clause.verb.lemma == "be" and clause.verb.perfect and not clause.complements
        if empty and clause.times and clause.inherited and before.verb is not None:
            clauses[place - 1] = replace(before, times=before.times + clause.times)
    return clauses


def mark_questions(clauses: list[Clause]) -> list[Clause]:
    """Of a sentence that asks: from the first clause that is put as a question on; all of it where none is.

    Where the order of words is that of a statement about somebody else, the mark only puts it in doubt.
    """
    first = next((place for place, clause in enumerate(clauses) if clause.question), None)
    if first is None and _is_statement(clauses):
        return [replace(clause, tentative=True) for clause in clauses]
    first = first or 0
    marked = []
    for place, clause in enumerate(clauses):
        asking = place >= first and not (
            clause.link in ("who", "which", "where", "apposition") and clause.parent is not None
        )
        marked.append(replace(clause, question=asking or clause.question))
    return marked


def _is_statement(clauses: Sequence[Clause]) -> bool:
    """Whether the first verb has its subject before it, and that is not the one who is asked."""
    first = next((clause for clause in clauses if clause.verb is not None), None)
    if first is None or first.verb is None or first.subject is None or not first.verb.finite:
        return False
    subject = first.subject
    return subject.pronoun not in _ASKED and subject.tokens[0].norm != "your" and subject.start < first.verb.start


_ASKED = frozenset({"you", "it", "there", "who", "what", "which", "this", "that", "anyone", "anybody", "someone"})

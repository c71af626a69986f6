"""Clauses while they are read, and how they are finished."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spectron.extraction.builtin.clauses import RELATIVE, Clause, Complement
from spectron.extraction.builtin.phrases import Chunk, Noun, Verb
from spectron.extraction.dates import TimeExpression


@dataclass(slots=True)
class Draft:
    """A clause while it is read."""

    link: str = ""
    parent: int | None = None
    subject: Noun | None = None
    verb: Verb | None = None
    complements: list[Complement] = field(default_factory=list)
    times: list[TimeExpression] = field(default_factory=list)
    adverbs: list[str] = field(default_factory=list)
    chunks: list[Chunk] = field(default_factory=list)
    question: bool = False
    inherited: bool = False
    prep: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was read yet but small words."""
        return self.subject is None and self.verb is None and not self.complements and not self.times


def finish(drafts: Sequence[Draft]) -> list[Clause]:
    """The drafts as clauses; what has no words of its own is dropped without breaking the places."""
    clauses = []
    for draft in drafts:
        if draft.verb is None and draft.subject is not None:
            noun = draft.subject
            if draft.link not in RELATIVE:
                draft.complements.insert(0, Complement("", noun.start, noun.end, noun, noun.head.norm))
                draft.subject = None
        start = min((part.start for part in draft.chunks), default=0)
        end = max((part.end for part in draft.chunks), default=0)
        clauses.append(
            Clause(
                subject=draft.subject,
                verb=draft.verb,
                complements=tuple(draft.complements),
                times=tuple(draft.times),
                adverbs=tuple(draft.adverbs),
                link=draft.link,
                parent=draft.parent,
                start=start,
                end=end,
                question=draft.question,
                inherited=draft.inherited,
                prep=draft.prep,
            )
        )
    return _join_spans(clauses)


def _join_spans(clauses: list[Clause]) -> list[Clause]:
    """ "I'm vegetarian, have been since 2012": the second clause only dates the first."""
    for place in range(1, len(clauses)):
        clause, before = clauses[place], clauses[place - 1]
        empty = clause.verb is not None and clause.verb.lemma == "be" and clause.verb.perfect and not clause.complements
        if empty and clause.times and clause.inherited and before.verb is not None:
            clauses[place - 1] = replace(before, times=before.times + clause.times)
    return clauses


def _is_opinion(clause: Clause) -> bool:
    """Whether a clause is "I think", which a question mark makes a guess and not a question."""
    verb, subject = clause.verb, clause.subject
    return (
        verb is not None
        and subject is not None
        and subject.pronoun in ("i", "we")
        and verb.lemma in ("think", "guess", "believe")
    )


def mark_questions(clauses: list[Clause]) -> list[Clause]:
    """Of a sentence that asks: from the first clause that is put as a question on; all of it where none is."""
    first = next((place for place, clause in enumerate(clauses) if clause.question), None)
    if first is None and clauses and _is_opinion(clauses[0]):
        return clauses
    first = first or 0
    marked = []
    for place, clause in enumerate(clauses):
        asking = place >= first and not (
            clause.link in ("who", "which", "where", "apposition") and clause.parent is not None
        )
        marked.append(replace(clause, question=asking or clause.question))  # fmt: skip
    return marked

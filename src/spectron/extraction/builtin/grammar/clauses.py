"""Clauses as they are read: who does what, with which complements, under which conjunction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.dates import TimeExpression, TimeRelation

RELATIVE = frozenset({"who", "which", "that", "where", "whose", "whom"})
DEPENDENT = frozenset({"inf", "ing", "part"})
BEFORE_ORDERS = frozenset({"if", "when", "whenever", "unless", "once", "before", "after", "while"})
SPEAKER = frozenset({"i", "we"})  # the pronouns of a subject that speaks, alone or for others too


@dataclass(frozen=True, slots=True)
class Complement:
    """What follows the verb: a noun phrase or an adjective, after a preposition or (prep "") directly.

    With `gap` it stands outside the clause, as "the firm" does of "founded" in "the firm my aunt founded".
    """

    prep: str
    start: int
    end: int
    noun: Noun | None = None
    word: str = ""
    listed: str = ""
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; `parent` is the place of the clause it depends on, `link` the word or relation that ties it.

    A clause with several subjects ("Tom and I play chess") is there once for each of them. `subject` is None where the
    words leave it out ("moving to Leeds"), and `inherited` says that it was named in a clause before. `tentative` is a
    statement that only its question mark puts in doubt: "the vet's called Moss?"
    """

    subject: Noun | None
    verb: Verb | None
    complements: tuple[Complement, ...]
    times: tuple[TimeExpression, ...]
    adverbs: tuple[str, ...]
    link: str
    parent: int | None
    start: int
    end: int
    question: bool = False
    inherited: bool = False
    prep: str = ""
    tentative: bool = False

    @property
    def own(self) -> bool:
        """Whether it is of the speaker: by its subject, or by a verb without one that may be the speaker's."""
        if self.subject is not None:
            return self.subject.pronoun in SPEAKER
        return self.verb is not None and not self.verb.third

    @property
    def first(self) -> Complement | None:
        """The first of what follows the verb."""
        return self.complements[0] if self.complements else None

    def is_timed(self, *relations: TimeRelation) -> bool:
        """Whether any of its times is of one of these relations."""
        return any(time.relation in relations for time in self.times)

    def find_noun(self, prep: str = "") -> Noun | None:
        """The first noun phrase after a preposition, or directly after the verb."""
        return next((one.noun for one in self.complements if one.noun is not None and one.prep == prep), None)


def find_outer(clauses: Sequence[Clause], clause: Clause) -> Clause | None:
    """The clause that a clause depends on."""
    return clauses[clause.parent] if clause.parent is not None else None


def gather_dependents(clauses: Sequence[Clause], place: int, links: Collection[str] = DEPENDENT) -> list[int]:
    """The place of a clause and of those that hang on it by one of these links, directly or not, in their order."""
    inside = [place]
    for other in range(place + 1, len(clauses)):
        if clauses[other].parent in inside and clauses[other].link in links:
            inside.append(other)
    return inside


def find_extent(clauses: Sequence[Clause], place: int, links: Collection[str] = DEPENDENT) -> int:
    """Where a clause ends together with those that hang on it by one of these links."""
    return max(clauses[one].end for one in gather_dependents(clauses, place, links))

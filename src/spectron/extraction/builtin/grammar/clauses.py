"""Clauses as they are read: who does what, with which complements, under which conjunction."""

from dataclasses import dataclass

from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.dates import TimeExpression

RELATIVE = frozenset({"who", "which", "that", "where", "whose", "whom"})
DEPENDENT = frozenset({"inf", "ing", "part"})


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

"""How a clause was put forward: as a fact, as a doubt, as denied, or not as the speaker's statement at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from spectron.domain.graph import DoubtKind
from spectron.extraction.builtin.grammar.clauses import SPEAKER, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.stance.casting import (
    find_cast,
    hangs_on_condition,
    is_hearsay,
    offers_choice,
    shares_condition,
)

_CONDITIONAL = frozenset({"if", "unless", "whether", "lest", "like", "than"})
_UNREAL = frozenset({"wish", "imagine", "suppose", "pretend", "dream", "joke", "picture"})
_UNCERTAIN_MODALS = frozenset({"might", "may", "could"})
_UNCERTAIN_VERBS = frozenset({"think", "guess", "believe", "suppose", "reckon", "suspect", "assume", "doubt", "feel"})
_SAYING = frozenset({"say", "tell", "ask", "hope"})


@dataclass(frozen=True, slots=True)
class Stance:
    """`asserted` where the clause states; else `doubt` where the statement is kept in doubt.

    `reason` is the word that casts the doubt, or names why the clause is no statement at all.
    """

    asserted: bool
    doubt: DoubtKind | None = None
    reason: str = ""


STATED = Stance(True)
ASKED = Stance(False, None, "question")
CONDITION = Stance(False, None, "condition")
HYPOTHETICAL = Stance(False, None, "hypothetical")
HEARSAY = Stance(False, None, "hearsay")
UNCLAIMED = Stance(False, None, "unclaimed")


def judge(clause: Clause, sentence: Sentence) -> Stance:
    """The stance of one clause of a sentence."""
    cast = find_cast(clause, sentence)
    if cast and clause.link in ("whether", "if") and not clause.question:
        return Stance(False, cast.kind, cast.words)
    if clause.question or clause.link in _CONDITIONAL or shares_condition(clause, sentence.clauses, _CONDITIONAL):
        return ASKED if clause.question else CONDITION
    if hangs_on_condition(clause, sentence.clauses):
        return Stance(False, DoubtKind.SPECULATIVE, "if")
    inner = _judge_verb(clause)
    found = inner if inner is not STATED else _judge_outer(clause, sentence.clauses)
    if found.doubt is None and sentence.closing and (not found.asserted or _is_ahead(clause)):
        return Stance(False, DoubtKind.SPECULATIVE, sentence.closing)
    if found is not STATED and not (cast and _yields(found, cast.words)):
        return found
    if cast:
        return Stance(False, cast.kind, cast.words)
    hedge = _find_hedge(clause)
    if hedge:
        return Stance(False, DoubtKind.SPECULATIVE, hedge)
    if clause.tentative:
        return Stance(False, DoubtKind.NEEDS_VERIFICATION, "?")
    return Stance(False, DoubtKind.SPECULATIVE, "or") if offers_choice(clause, sentence) else STATED


def _yields(found: Stance, words: str) -> bool:
    """Whether words of doubt tell more of a clause than what it hangs on: "everyone says", "I want to say"."""
    return found in (HEARSAY, UNCLAIMED) or (found is HYPOTHETICAL and words == "wouldn't mind")


_DREAM = re.compile(
    r"\bhad (?:a|the|this|that|another) (?:[\w-]+ ){0,3}(?:dream|nightmare)\b"
    r"(?=\s*(?:[,:;\u2014\u2013-]|that\b|where\b|in which\b|about\b|last night\b|again\b))"
)


def is_unmeant(sentence: Sentence) -> bool:
    """Whether a sentence only imagines, mocks or repeats a saying: "let's say you live in Rome", "oh great, …"."""
    said = sentence.folded.lstrip(" \"'(*-\u2014")
    if any(not said[len(one) : len(one) + 1].isalpha() for one in _openings() if said.startswith(one)):
        return True
    return any(saying in sentence.folded for saying in listed("idioms")) or bool(_DREAM.search(sentence.folded))


@cache
def _openings() -> tuple[str, ...]:
    return (*listed("imagined"), *listed("mockeries"))


def _find_hedge(clause: Clause) -> str:
    """The adverb that casts doubt on a clause."""
    adverbs = (*clause.adverbs, *(clause.verb.adverbs if clause.verb else ()))
    return next((word for word in adverbs if word in listed("hedges")), "")


def _is_ahead(clause: Clause) -> bool:
    """Whether a clause speaks of what may still come."""
    verb = clause.verb
    return verb is not None and (verb.modal in ("will", "going") or verb.form in ("ing", "inf") or verb.progressive)


def _judge_verb(clause: Clause) -> Stance:
    """What the verb phrase by itself says."""
    verb = clause.verb
    if verb is None:
        return STATED
    if _is_pondering(clause):
        return Stance(False, DoubtKind.SPECULATIVE, "thinking of")
    if verb.lemma in listed("weighing") and verb.form in ("present", "past", "ing"):
        return Stance(False, DoubtKind.SPECULATIVE, verb.lemma)
    if verb.modal in _UNCERTAIN_MODALS and not (verb.negated and verb.modal == "could"):
        return Stance(False, DoubtKind.SPECULATIVE, verb.modal)
    if verb.modal in ("would", "should", "shall", "could", "might", "may"):
        wishes = verb.modal == "would" and (verb.lemma in ("love", "like", "prefer") or "rather" in verb.adverbs)
        return STATED if wishes else HYPOTHETICAL
    return STATED


def _is_pondering(clause: Clause) -> bool:
    """Whether somebody is thinking of something: also "thinking of a boat", without "I am"."""
    verb = clause.verb
    return verb is not None and verb.lemma == "think" and (verb.progressive or verb.form == "ing") and not verb.negated


def _judge_outer(clause: Clause, clauses: Sequence[Clause]) -> Stance:
    """What the clauses around it say: "I think …", "Tom says …", "if …"."""
    place, seen = clause.parent, 0
    link = clause.link
    while place is not None and seen < 6:
        outer = clauses[place]
        seen += 1
        if outer.question and link not in ("who", "which", "where", "apposition", "part"):
            return ASKED
        found = _judge_frame(outer, link)
        if found is not STATED:
            return found
        place, link = outer.parent, outer.link
    return STATED


def _judge_frame(outer: Clause, link: str) -> Stance:
    """What the clause directly around says of the one inside."""
    if outer.link in _CONDITIONAL:
        return CONDITION
    verb = outer.verb
    if verb is None or link in ("who", "which", "where", "apposition", "part"):
        return STATED
    who = outer.subject.pronoun if outer.subject else "i"
    if (verb.lemma in _UNREAL and not _supposes(outer)) or (
        verb.modal in ("would", "could") and verb.lemma not in ("love", "like", "say")
    ):
        return HYPOTHETICAL
    if verb.lemma in listed("weighing") or _is_pondering(outer):
        return Stance(False, DoubtKind.SPECULATIVE, verb.lemma)
    if link in ("that", "so") and who in SPEAKER:
        if verb.lemma in _UNCERTAIN_VERBS:
            return Stance(False, DoubtKind.SPECULATIVE, f"{who} {verb.lemma}")
        return UNCLAIMED if verb.negated or (verb.lemma in _SAYING and not verb.passive) else STATED
    if link == "that" and verb.lemma in listed("reporting"):
        if _is_expert(outer):
            return STATED
        return Stance(False, DoubtKind.NEEDS_VERIFICATION, verb.lemma) if is_hearsay(outer) else HEARSAY
    if verb.modal in _UNCERTAIN_MODALS and not verb.negated:
        return Stance(False, DoubtKind.SPECULATIVE, verb.modal)
    return STATED


def _supposes(outer: Clause) -> bool:
    """Whether somebody takes a thing to be so: "I suppose he's late", not "suppose he's late"."""
    return outer.verb is not None and outer.verb.lemma == "suppose" and outer.subject is not None


def _is_expert(outer: Clause) -> bool:
    """Whether those who say it are to be believed in matters of health: the vet, the results."""
    return outer.subject is not None and outer.subject.head.lemma in listed("experts")

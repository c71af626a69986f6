"""How a clause was put forward: as a fact, as a doubt, as denied, or not as the speaker's statement at all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spectron.domain.graph import DoubtKind
from spectron.extraction.builtin.clauses import Clause
from spectron.extraction.builtin.words import listed

_CONDITIONAL = frozenset({"if", "unless", "whether", "lest", "like", "than"})
_UNREAL = frozenset({"wish", "imagine", "suppose", "pretend", "dream", "joke", "picture"})
_UNCERTAIN_MODALS = frozenset({"might", "may", "could"})
_UNCERTAIN_VERBS = frozenset({"think", "guess", "believe", "suppose", "reckon", "suspect", "assume", "doubt", "feel"})
_WEIGHING = frozenset({"consider", "contemplate", "ponder", "wonder", "debate", "toy"})
_SAYING = frozenset({"say", "tell", "ask", "hope"})
_SELF = frozenset({"i", "we"})


@dataclass(frozen=True, slots=True)
class Stance:
    """`asserted` where the clause states; else `doubt` where the statement is kept in doubt.

    `reason` is the word that casts the doubt, or names why the clause is no statement at all.
    """

    asserted: bool
    doubt: DoubtKind | None = None
    reason: str = ""


_OPEN = re.compile(
    r"\b(?:(?:haven't|havent|not|isn't|can't|undecided) (?:yet )?(?:decided?|know|made up|settled|clear)"
    r"|undecided|torn|wondering)\b"
)
STATED = Stance(True)
ASKED = Stance(False, None, "question")
CONDITION = Stance(False, None, "condition")
HYPOTHETICAL = Stance(False, None, "hypothetical")
HEARSAY = Stance(False, None, "hearsay")
UNCLAIMED = Stance(False, None, "unclaimed")


def judge(clause: Clause, clauses: Sequence[Clause], sentence: str) -> Stance:
    """The stance of one clause of a sentence; `sentence` is the folded text of the whole."""
    marker = next((word for word in listed("verify") if word in sentence), None)
    if (
        marker
        and clause.subject
        and clause.link not in ("whether", "if", "that")
        and _follows(clause, clauses, sentence, marker)
    ):
        marker = None
    if not clause.question and clause.link in ("whether", "if") and (marker or _OPEN.search(sentence)):
        return Stance(False, DoubtKind.NEEDS_VERIFICATION if marker else DoubtKind.SPECULATIVE, marker or "undecided")
    if clause.question or clause.link in _CONDITIONAL:
        return ASKED if clause.question else CONDITION
    if _hangs_on_condition(clause, clauses):
        return Stance(False, DoubtKind.SPECULATIVE, "if")
    own = _judge_verb(clause)
    if own is not STATED:
        return own
    outer = _judge_outer(clause, clauses)
    if outer is not STATED:
        return outer
    hedge = next(
        (word for word in (*clause.adverbs, *(clause.verb.adverbs if clause.verb else ())) if word in listed("hedges")),
        None,
    )
    if hedge:
        return Stance(False, DoubtKind.SPECULATIVE, hedge)
    return Stance(False, DoubtKind.NEEDS_VERIFICATION, marker) if marker else STATED


def _follows(clause: Clause, clauses: Sequence[Clause], sentence: str, marker: str) -> bool:
    """Whether an independent clause stands after the words of doubt: "not sure about that, I live in Rome"."""
    base = min(one.start for one in clauses if one.end > one.start)
    return clause.parent is None and clause.start - base > sentence.find(marker)


def _hangs_on_condition(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Whether the clause tells what follows if something real comes about: "if I get the job, I'd move"."""
    verb = clause.verb
    who = clause.subject.pronoun if clause.subject else ""
    if verb is None or verb.modal not in ("will", "would", "going", "might") or who not in _SELF or clause.link == "if":
        return False
    return any(
        one.link == "if"
        and one.verb
        and one.verb.form == "present"
        and not one.verb.modal
        and one.subject
        and one.subject.pronoun in _SELF
        for one in clauses
    )


def _judge_verb(clause: Clause) -> Stance:
    """What the verb phrase by itself says."""
    verb = clause.verb
    if verb is None:
        return STATED
    if verb.lemma == "think" and verb.progressive:
        return Stance(False, DoubtKind.SPECULATIVE, "thinking of")
    if verb.lemma in _WEIGHING and verb.form in ("present", "past", "ing"):
        return Stance(False, DoubtKind.SPECULATIVE, verb.lemma)
    if verb.modal in _UNCERTAIN_MODALS and not (verb.negated and verb.modal == "could"):
        return Stance(False, DoubtKind.SPECULATIVE, verb.modal)
    if verb.modal in ("would", "should", "shall", "could", "might", "may"):
        wishes = verb.modal == "would" and (verb.lemma in ("love", "like", "prefer") or "rather" in verb.adverbs)
        return STATED if wishes else HYPOTHETICAL
    return STATED


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
    if verb.lemma in _UNREAL or (verb.modal in ("would", "could") and verb.lemma not in ("love", "like", "say")):
        return HYPOTHETICAL
    if verb.lemma in _WEIGHING or (verb.lemma == "think" and verb.progressive):
        return Stance(False, DoubtKind.SPECULATIVE, verb.lemma)
    if link in ("that", "so") and who in _SELF:
        if verb.lemma in _UNCERTAIN_VERBS:
            return Stance(False, DoubtKind.SPECULATIVE, f"{who} {verb.lemma}")
        return UNCLAIMED if verb.negated or (verb.lemma in _SAYING and not verb.passive) else STATED
    if link == "that" and verb.lemma in listed("reporting"):
        return STATED if _is_expert(outer) else HEARSAY
    if verb.modal in _UNCERTAIN_MODALS and not verb.negated:
        return Stance(False, DoubtKind.SPECULATIVE, verb.modal)
    return STATED


def _is_expert(outer: Clause) -> bool:
    """Whether those who say it are to be believed in matters of health: the vet, the results."""
    return outer.subject is not None and outer.subject.head.lemma in listed("experts")

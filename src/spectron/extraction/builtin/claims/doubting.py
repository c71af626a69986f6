"""Doubts and denials that are worth keeping although no rule could make a claim of them."""

import re
from dataclasses import replace

from spectron.domain.conversation import Role
from spectron.domain.graph import DoubtKind
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Setting, rule
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, SPEAKER, Clause
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.content import find_content, split_value
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.orders.pieces import is_imperative
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.stance.stance import STATED

_ABILITIES = frozenset(
    {"own", "speak", "drive", "play", "smoke", "drink", "swim", "use", "wear", "ski", "ride", "cook", "teach", "dance"}
)
_TOLD = frozenset({"you", "your", "yours"})
_POINTING = frozenset({"it", "this", "that"})
_NO_SUCH = re.compile(r"(?i)^\S+ (?:got )?(?:no|zero) ")
_NONE = frozenset({"no", "zero"})
_NOBODY = frozenset({"none", "nobody", "neither"})
_SPOKEN = (Role.USER, Role.TOOL)


@rule("doubt")
def keep_doubt(ledger: Ledger, setting: Setting, before: int) -> None:
    """A doubtful statement that no rule could read is still worth keeping as a doubt."""
    stance, clause = setting.stance, setting.clause
    if stance.doubt is None or len(ledger.claims) + len(ledger.doubts) > before:
        return
    if stance.doubt is DoubtKind.NEEDS_VERIFICATION and clause.link in DEPENDENT and not clause.complements:
        return
    if ledger.scene.turn.role in _SPOKEN and _may_matter(ledger, setting):
        ledger.doubt(setting, stance.doubt, stance.reason, None)


def _may_matter(ledger: Ledger, setting: Setting) -> bool:
    """Whether a doubtful clause could be a fact about a person, plan or thing, and no opinion or politeness."""
    clause, verb = setting.clause, setting.clause.verb
    who = clause.subject.pronoun if clause.subject else ""
    begin = verb.start if verb is not None else clause.start
    value = tidy(ledger.scene.turn.content[begin : setting.end])
    if who in ("you", "who") or _TOLD & {*split_value(value)}:
        return False
    things = _find_things(clause)
    if verb is None:
        return bool(things)
    if verb.modal == "could" and who in SPEAKER and setting.stance.reason == "could":
        return False  # an offer
    if clause.times or who == "there" or any(_is_exact(noun) for noun in things):
        return True
    if verb.lemma in listed("passing_aims") and not things and not verb.progressive:
        return False
    if verb.lemma == "be":
        return "i feel" not in setting.stance.reason and (bool(things) or _is_described(clause))
    if who in _POINTING:
        return bool(things)
    if setting.stance.doubt is DoubtKind.NEEDS_VERIFICATION and clause.subject is not None and not who:
        return True
    if verb.modal in ("might", "may") and who in ("", "i", "we", "he", "she"):
        return True
    held = verb.lemma == "have" and bool(things)
    telling = held or verb.progressive or verb.form == "ing" or verb.lemma not in listed("mental_verbs")
    return verb.lemma in listed("doubted_verbs") or (telling and _tells(clause, value))


def _tells(clause: Clause, value: str) -> bool:
    """Whether a verb phrase has content beside its verb, or somebody in particular does it."""
    named = clause.subject is not None and (bool(clause.subject.name) or clause.subject.head.lemma in mapped("kin"))
    return named or bool(find_content(value.partition(" ")[2]))


def _find_things(clause: Clause) -> list[Noun]:
    """The nouns of a clause's complements that name something."""
    nouns = (one.noun for one in clause.complements)
    return [noun for noun in nouns if noun is not None and not noun.pronoun and not _is_vague(noun)]


def _is_vague(noun: Noun) -> bool:
    return noun.head.norm in listed("vague") or noun.head.norm in listed("stuff") or noun.head.norm == "anything"


def _is_exact(noun: Noun) -> bool:
    return noun.head.tag in ("NNP", "CD") or head_matches(noun, "event")


def _is_described(clause: Clause) -> bool:
    """Whether an adjective tells how something is, and does not only judge it."""
    words = [one.word for one in clause.complements if one.noun is None and not one.prep]
    return any(word not in listed("judging") for word in words)


@rule("denial")
def keep_denial(ledger: Ledger, setting: Setting, before: int) -> None:
    """What is plainly denied is a doubt even where it makes no claim."""
    if setting.stance is not STATED or ledger.scene.turn.role not in _SPOKEN:
        return
    if len(ledger.doubts) + len(ledger.claims) == before and _denies(setting):
        ledger.doubt(setting, DoubtKind.NEGATED, "not", None)
    elif _has_none(setting.clause):
        ledger.doubt(setting, DoubtKind.NEGATED, "no", None)


def _denies(setting: Setting) -> bool:
    """Whether the clause denies something of somebody: "she doesn't have a truck", "we're not splitting up"."""
    clause, verb = setting.clause, setting.clause.verb
    if verb is None:
        opens = clause.adverbs[:1] == ("not",)
        return "not" in clause.adverbs and any(noun.name or (opens and noun.det) for noun in _find_things(clause))
    nobody = clause.subject is not None and clause.subject.head.norm in _NOBODY
    if setting.ended or not (setting.negated or nobody) or "yet" in {*clause.adverbs, *verb.adverbs}:
        return False
    who = clause.subject.pronoun if clause.subject else "i"
    if is_imperative(clause) and verb.lemma in listed("conduct_verbs"):
        return False  # "don't mention it" forbids
    if (
        who in ("you", "there", *_POINTING)
        or clause.link in DEPENDENT
        or (clause.subject and _is_vague(clause.subject))
    ):
        return False
    return _is_lasting(clause, verb, who)


def _is_lasting(clause: Clause, verb: Verb, who: str) -> bool:
    """Whether what is denied is a property, a possession, an ability or a deed, and no passing state of mind."""
    things = _find_things(clause)
    if verb.lemma in _ABILITIES:
        return bool(things) or verb.modal in ("", "can", "could")
    if verb.modal not in ("", "going", "will") or verb.lemma in listed("idle_denials"):
        return False
    if verb.lemma == "be":
        return bool(things) or any(one.word in mapped("status_words") for one in clause.complements)
    if verb.lemma == "have":
        return bool(things)
    named = clause.subject is not None and not who
    return bool(things) or named or verb.progressive or verb.perfect or verb.lemma in listed("doubted_verbs")


def _has_none(clause: Clause) -> bool:
    """Whether a noun is there only to be denied: "no pets", "zero Python", "with two dogs and no cat"."""
    verb = clause.verb
    if verb is not None and verb.lemma not in ("be", "have", "get", "own", "live", "work"):
        return False
    if clause.subject is not None and clause.subject.pronoun in ("you", "there", *_POINTING):
        return False
    nouns = [one.noun for one in clause.complements if one.noun is not None]
    return any(noun.tokens[0].norm in _NONE and noun.head.norm not in listed("idle_nothings") for noun in nouns)


def deny_none(ledger: Ledger, clause: Clause) -> Clause:
    """The clause as a denial where what somebody is or has is none: "I'm no vegetarian", "we have no kids"."""
    verb, direct = clause.verb, [one for one in clause.complements if not one.prep]
    if verb is None or verb.lemma not in ("be", "have") or verb.modal or len(direct) != 1 or not clause.subject:
        return clause
    if clause.subject.pronoun in ("there", "you", *_POINTING) or direct[0].word in listed("idle_nothings"):
        return clause
    noun = direct[0].noun
    if noun is not None and noun.head.norm in listed("idle_nothings"):
        return clause
    words = ledger.scene.turn.content[verb.start : direct[0].end]
    if not _NO_SUCH.search(words) or (verb.lemma == "have" and noun is None):
        return clause
    return replace(clause, verb=replace(verb, negated=True))

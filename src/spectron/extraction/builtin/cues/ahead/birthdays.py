"""Birthdays: whose they are."""

import re

from spectron.extraction.builtin.cues.ahead.names import is_kin, name_of
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.words import mapped

OWN = "birthday"
_NAMES = frozenset({"birthday", "bday", "b-day"})
_AGED = re.compile(
    r"(?:[1-9]?1st|[1-9]?2nd|[1-9]?3rd|\d{1,2}th|100th|(?:twen|thir|for|fif|six|seven|eigh|nine)tieth|eighteenth)"
)


def find_birthday(clause: Clause) -> str:
    """Whose birthday the clause dates: "birthday" for the speaker's own, "Ana's birthday"; "" where it dates none."""
    verb = clause.verb
    if verb is None or verb.negated or clause.question:
        return ""
    if (
        verb.lemma == "turn"
        and verb.modal in ("", "will", "going")
        and verb.form in ("present", "ing")
        and not verb.perfect
    ):
        return _of_age(clause)
    if verb.lemma == "be" and verb.form != "past" and clause.first and _is_number(clause.first):
        return _of_age(clause) if verb.modal in ("", "will", "going") else ""
    if verb.lemma == "have" and not verb.modal and not verb.perfect:
        return _has(clause)
    if verb.lemma != "be":
        return ""
    nouns = [clause.subject, *(one.noun for one in clause.complements if not one.prep)]
    noun = next((one for one in nouns if one is not None and _is_birthday(one)), None)
    return _whose(noun) if noun is not None else ""


def _whose(noun: Noun) -> str:
    if noun.holder is not None:
        return name_of(noun.holder, OWN)
    return OWN if noun.det == "my" else ""


def _of_age(clause: Clause) -> str:
    """I turn 40 on the 21st; my daughter turns six next Sunday."""
    first = clause.first
    who = clause.subject
    if first is None or not _is_number(first):
        return ""
    if who is None:
        return OWN if clause.verb is not None and clause.verb.form == "ing" and clause.parent is None else ""
    if who.pronoun == "i":
        return OWN
    return name_of(who, OWN) if _is_somebody(who) else ""


def _is_number(one: Complement) -> bool:
    return one.noun is not None and one.noun.head.tag == "CD" and not one.prep and len(one.noun.tokens) == 1


def _is_somebody(who: Noun) -> bool:
    named = bool(who.name) and who.det == ""
    return named or is_kin(who) or who.head.lemma in mapped("kin")


def _has(clause: Clause) -> str:
    """The twins have their birthday on Sunday; I have my birthday tomorrow."""
    first = clause.first.noun if clause.first and not clause.first.prep else None
    who = clause.subject
    if first is None or who is None or first.head.norm not in _NAMES:
        return ""
    if who.pronoun:
        return OWN if who.pronoun == "i" and first.det == "my" else ""
    return name_of(who, OWN) if first.det in ("their", "his", "her") and _is_somebody(who) else ""


def _is_birthday(noun: Noun) -> bool:
    """A birthday, or the one of an age: "my mum's 60th"."""
    aged = (noun.holder is not None or noun.det == "my") and _AGED.fullmatch(noun.head.norm)
    return noun.head.norm in _NAMES or bool(aged and (noun.holder is None or _is_somebody(noun.holder)))

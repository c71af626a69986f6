"""Birthdays: whose they are."""

from spectron.extraction.builtin.cues.ahead.names import is_kin, name_of
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.words import mapped

OWN = "birthday"
_NAMES = frozenset({"birthday", "bday", "b-day"})


def find_birthday(clause: Clause) -> str:
    """Whose birthday the clause dates: "birthday" for the speaker's own, "Ana's birthday"; "" where it dates none."""
    verb = clause.verb
    if verb is None or verb.negated or clause.question:
        return ""
    if verb.lemma == "turn" and verb.modal in ("", "will", "going") and verb.form == "present" and not verb.perfect:
        return _of_age(clause)
    if verb.lemma != "be":
        return ""
    nouns = [clause.subject, *(one.noun for one in clause.complements if not one.prep)]
    noun = next((one for one in nouns if one is not None and one.head.norm in _NAMES), None)
    return _whose(noun) if noun is not None else ""


def _whose(noun: Noun) -> str:
    if noun.holder is not None:
        return name_of(noun.holder, OWN)
    return OWN if noun.det == "my" else ""


def _of_age(clause: Clause) -> str:
    """I turn 40 on the 21st; my daughter turns six next Sunday."""
    first = clause.complements[0] if clause.complements else None
    number = first is not None and first.noun is not None and first.noun.head.tag == "CD" and not first.prep
    who = clause.subject
    if not number or who is None:
        return ""
    if who.pronoun == "i":
        return OWN
    named = bool(who.name) and who.det == ""
    return name_of(who, OWN) if is_kin(who) or named or who.head.lemma in mapped("kin") else ""

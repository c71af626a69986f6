"""Money: what somebody earns, pays, charges, has put aside, owes."""

import re

from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed

_RATE = re.compile(r"\b(?:an?|per|every|each)\s+(?:hour|day|night|week|fortnight|month|year|annum)\b|\bpa\b", re.I)
_PAYING = frozenset({"pay", "spend"})
_SAVING = frozenset({"save", "put", "set", "have"})


@rule("money")
def read_money(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> bool:
    """Earns 45k, pays 780 a month in rent, charges 60 an hour, has 20k in savings; True where it told an amount."""
    clause = setting.clause
    amount = next((one for one in clause.complements if one.noun and not one.prep and is_amount(one.noun)), None)
    if amount is None or verb.modal in ("would", "could", "should"):
        return False
    end = max([setting.end, *(time.end for time in clause.times)])
    said = tidy(ledger.scene.turn.content[amount.start : end])
    key = _key_of(verb, said)
    if not key:
        return False
    ledger.enter(setting, Reading(about, key, said))
    return True


def _key_of(verb: Verb, said: str) -> str:
    """What an amount is, by the verb and by what it is for."""
    words = set(re.findall(r"[a-z]+", said.lower()))
    rated = bool(_RATE.search(said))
    if verb.lemma in ("earn", "take home") or (verb.lemma == "make" and rated):
        return "salary"
    if verb.lemma in _PAYING and words & {"rent", "mortgage"}:
        return "rent" if "rent" in words else "mortgage"
    if verb.lemma == "charge" and rated:
        return "rate"
    if verb.lemma in _SAVING and (words & {"savings", "aside", "saved"} or (verb.lemma == "save" and verb.perfect)):
        return "savings"
    return ""


def is_amount(noun: Noun) -> bool:
    """Whether a phrase is a sum of money or a bare number: "45k", "300 quid", "a tenner"."""
    figures = any(token.text[0].isdigit() or token.text[0] in "$\u20ac\u00a3" for token in noun.tokens)
    return noun.head.norm in listed("sums") or (figures and noun.head.tag == "CD")


__all__ = ["is_amount", "read_money"]

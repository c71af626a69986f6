"""The form, the modal and the tense of a verb phrase, told by its words."""

from collections.abc import Sequence

from spectron.extraction.builtin.grammar.tokens import Token

_OBJECTS = frozenset({"me", "us", "him", "them", "my", "our"})


def find_form(words: Sequence[Token], verbs: Sequence[Token]) -> str:
    """Which form the phrase has as a whole, by its first verb."""
    first = verbs[0]
    if words[0].tag == "TO":
        return "inf"
    if first.tag == "MD":
        return "present"
    if first.norm == "do" and len(verbs) > 1:
        return "base"
    return {"VBD": "past", "VBG": "ing", "VBN": "part", "VB": "base"}.get(first.tag, "present")


def find_modal(verbs: Sequence[Token], norms: Sequence[str]) -> str:
    """The modal verb, `going` for going to, `used` for used to."""
    if verbs[0].tag == "MD":
        return {"'ll": "will", "'d": "would", "gonna": "going"}.get(verbs[0].norm, verbs[0].norm)
    for word in ("going", "gonna", "used"):
        if word in norms[:-1] and len(verbs) > 1 and verbs[-1].norm != word:
            return "used" if word == "used" else "going"
    return ""


def is_short_has(tokens: Sequence[Token], verbs: Sequence[Token], stop: int) -> bool:
    """Whether 's before a participle is "has", as a pronoun behind it shows: "he's put me on it"."""
    after = tokens[stop].norm if stop < len(tokens) else ""
    done = len(verbs) == 2 and verbs[0].norm == "'s" and verbs[1].tag in ("VBN", "VBD")
    return done and after in _OBJECTS


def continues(verbs: Sequence[Token], token: Token) -> bool:
    """Whether this verb can follow the verbs so far."""
    if not verbs:
        return True
    last = verbs[-1]
    if last.tag == "MD" or last.norm in ("going", "used", "gonna", "gotta"):
        return token.tag in ("VB", "VBP", "VBD", "VBN") or last.norm == "going"
    if last.lemma == "do":
        return token.tag in ("VB", "VBP")
    if last.lemma in ("be", "get"):
        return token.tag in ("VBG", "VBN", "VBD")
    return last.lemma == "have" and token.tag in ("VBN", "VBD", "VBG")

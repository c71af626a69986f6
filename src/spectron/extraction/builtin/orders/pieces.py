"""The pieces of a sentence that an order may stand in: "when I paste code, | fix it first, | and no emojis please"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from itertools import pairwise

from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import listed

LEAD = re.compile(
    r"(?i)^(?:(?:and|but|so|also|just|then|oh|ok|okay|right|please|pls|plz|yes|no(?=,)|yeah|hey|hi|thanks|thx|thank you"
    r"|well|anyway|btw|by the way|ps|lol|kindly|great|perfect|sweet|cool|seriously|again|remember(?=:)"
    r"|(?:new )?rule(?=:)"
    r"|(?:can|could|would|will) (?:you|u)|i (?:need|want) (?:you|u) to|i (?:would|'d) (?:like|love) (?:you|u) to"
    r"|i'd (?:like|love) you to|you (?:should|must|need to|have to|can|may)"
    r"|remember to|(?:make|be) sure (?:that )?(?:to|you)|try to(?! not)|let'?s(?! not)|let us(?! not)|(?:can|could) we"
    r"|feel free to|one (?:more )?thing|another thing)(?![\w'])[\s,:!.\u2014-]*)+"
)
_JOINT = (
    "please|pls|also|then|just|only|always|never|no|not|nothing|don't|dont|do|if|when|whenever|i|you|he|she|they|we|it|in"
    "|my|from"
)


@cache
def _cuts() -> re.Pattern[str]:
    """Where a sentence falls into pieces: at its signs, and at joints that an order or a statement follows."""
    verbs = "|".join(sorted(re.escape(verb) for verb in listed("conduct_verbs")))
    return re.compile(
        r"[,;:](?=\s)|\s[-\u2013\u2014]+(?=\s)|[.!](?=\s)|\s(?=(?:if|unless)\s)"
        rf"|\s(?=(?:and|but|so|then)\s(?:{_JOINT}|{verbs})\b)",
        re.IGNORECASE,
    )


_CASE = re.compile(
    r"(?:whenever|when|if|unless|every time|each time|any ?time|in case|before|after|once|for (?:every|any|each)"
    r"|from (?:now|here|today|tomorrow)(?: on(?:wards?)?)?|in (?:the )?future|going forwards?|by default|as a rule"
    r"|(?:every|each) (?:\w+ )?(?:day|weekday|week|morning|evening|night|month|year|monday|tuesday|wednesday|thursday"
    r"|friday|saturday|sunday)|on (?:\w+days|weekends))\b"
)
_SMALL = frozenset({"always", "never", "only", "just", "please", "pls", "do", "not", "n't", "ever", "also"})
_FIRM = frozenset({"always", "never", "only", "not", "n't"})
_FEELING = frozenset("need want have like love hate think hope guess feel know mean seem am is are was be do".split())
_HEADINGS = frozenset(
    {"", "remember", "rule", "new rule", "right new rule", "note", "ps", "so", "and", "but", "please"}
)
_REACH = 5


class Sort(Enum):
    """What a piece of a sentence does."""

    ORDER = "order"
    CASE = "case"
    TERSE = "terse"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence between two joints, its words in lower case without what leads in, and its verb."""

    start: int
    end: int
    words: str
    sort: Sort
    lemma: str = ""
    negated: bool = False


def cut(sentence: Sentence) -> list[Piece]:
    """The pieces of a sentence, each condition joined to the order that hangs on it, and what trails to its order."""
    joined: list[Piece] = []
    for piece in _list_pieces(sentence):
        last = joined[-1] if joined else None
        if last is not None and last.sort is Sort.CASE and piece.sort in (Sort.ORDER, Sort.TERSE):
            joined[-1] = replace(piece, start=last.start, words=f"{last.words}, {piece.words}")
        elif last is not None and _trails(last, piece):
            joined[-1] = replace(last, end=piece.end, words=f"{last.words} {piece.words}")
        else:
            joined.append(piece)
    return joined


def _trails(last: Piece, piece: Piece) -> bool:
    """Whether a piece only goes on with the one before."""
    if last.sort is Sort.ORDER and piece.sort is Sort.CASE:
        return True
    if last.sort is Sort.ORDER and piece.sort is Sort.ORDER and not last.negated:
        return not re.match(r"(?:always|never|only|do not|don't|dont|no|please|pls)\b|.*\bagain$", piece.words)
    if last.sort is Sort.CASE:
        return piece.sort is Sort.STATEMENT and not re.match(r"i\b|i'", piece.words)
    if last.sort is Sort.STATEMENT and piece.words.startswith("not "):
        return True
    lone = re.match(r"(?:no|nothing|only|zero|in)\b|.*\b(?:only|max|tops|please|pls)$", piece.words)
    return piece.sort is Sort.TERSE and last.sort is Sort.ORDER and not lone


def _list_pieces(sentence: Sentence) -> Iterator[Piece]:
    """The stretches between the joints of a sentence."""
    start = 0
    for end in (*(match.start() for match in _cuts().finditer(sentence.text)), len(sentence.text)):
        text = sentence.text[start:end]
        skipped = len(text) - len(text.lstrip(" ,;:.!-\u2013\u2014"))
        if text.strip(" ,;:.!-\u2013\u2014").lower() not in _HEADINGS:
            yield _classify(sentence, start + skipped, end)
        start = end


def _classify(sentence: Sentence, start: int, end: int) -> Piece:
    """One stretch, by its first words and its clause."""
    lead = LEAD.match(sentence.text[start:end])
    inner = start + (lead.end() if lead and lead.end() < end - start else 0)
    words = sentence.folded[inner:end].strip(" .!?")
    found = Piece(sentence.start + start, sentence.start + end, words, Sort.TERSE)
    tokens = [one for one in sentence.tokens if sentence.start + inner <= one.start < sentence.start + end]
    if _CASE.match(words):
        nested = _find_inner_order(sentence, tokens)
        return replace(found, sort=Sort.ORDER, lemma=nested) if nested else replace(found, sort=Sort.CASE)
    order = _find_order(sentence, tokens)
    if order is not None:
        negated = bool(re.match(r"(?:please |also |just )*(?:do not|don't|dont|never|not|no longer)\b", words))
        return replace(found, sort=Sort.ORDER, lemma=order, negated=negated)
    if re.match(r"(?:no|nothing|zero|without)\b", words):
        return found
    inside = [one for one in sentence.clauses if one.verb and inner <= one.verb.start - sentence.start < end]
    return replace(found, sort=Sort.STATEMENT) if any(one.verb and one.verb.finite for one in inside) else found


def _find_order(sentence: Sentence, tokens: list[Token]) -> str | None:
    """The verb of the order that a piece gives; None where it gives none."""
    place = 0
    while place < min(len(tokens), _REACH) and tokens[place].norm in (_SMALL if place < 2 else _SMALL - {"do"}):
        place += 1
    if place >= len(tokens):
        return None
    first, after = tokens[place], tokens[place + 1] if place + 1 < len(tokens) else None
    if _is_noun(first, tokens[place + 1 :]):
        return None
    for clause in sentence.clauses:
        if clause.verb is not None and clause.verb.start == first.start and is_imperative(clause):
            return None if clause.verb.lemma in _FEELING - {"be", "have"} and place == 0 else clause.verb.lemma
    firm = any(token.norm in _FIRM for token in tokens[:place])
    denied = [token.norm for token in tokens[:place] if token.norm in ("do", "not")] == ["do", "not"]
    named = first.norm in listed("conduct_verbs") or (firm and first.tag in ("VB", "VBP")) or denied
    modifies = first.tag == "JJ" and (after is None or after.tag not in ("PRP$", "DT", "PRP"))
    return first.norm if named and first.norm == first.lemma and first.tag != "NNP" and not modifies else None


def _is_noun(first: Token, rest: list[Token]) -> bool:
    """Whether the first word is what a statement speaks of: "Order 55120 never arrived"."""
    behind = rest[:3] if rest and rest[0].tag == "CD" else rest[:1]
    if any(token.tag in ("VBD", "MD", "POS") or token.norm in ("is", "are", "was", "has") for token in behind):
        return True
    return bool(behind) and first.tag != "VB" and behind[0].tag == "VBZ"


def _find_inner_order(sentence: Sentence, tokens: list[Token]) -> str:
    """The verb of an order behind its condition without a comma: "from now on use grams"."""
    for before, token in pairwise(tokens):
        if before.norm in ("just", "please", "pls", "emergency") and token.norm in listed("conduct_verbs"):
            return token.norm
    starts = {token.start for token in tokens[1:]}
    orders = (
        one.verb.lemma for one in sentence.clauses if one.verb and one.verb.start in starts and is_imperative(one)
    )
    return next(orders, "")


def is_imperative(clause: Clause) -> bool:
    """Whether the clause gives an order: a bare verb without a subject, or a request to "you"."""
    verb = clause.verb
    if verb is None or clause.link in ("inf", "ing", "part", "that", "if", "when", "who", "which", "where", "whenever"):
        return False
    if clause.subject is None and verb.form == "base" and not verb.modal:
        return True
    if clause.subject is None and verb.negated and verb.form in ("base", "present") and not verb.modal:
        return verb.lemma not in ("be", "have")
    you = clause.subject is not None and clause.subject.pronoun == "you"
    return you and (verb.modal in ("must", "should", "can", "could", "would", "will") or verb.lemma in ("have", "need"))

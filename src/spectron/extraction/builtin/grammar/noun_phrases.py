"""Where a noun phrase begins and ends, who holds it, and which name it bears."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.extraction.builtin.grammar.name_parts import closes_item, is_part_of_name, is_person_name, joins_name
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import mapped

_SITE = frozenset({"at", "from", "for", "near", "to", "in"})


def read_noun_phrase(tokens: Sequence[Token], at: int) -> Chunk | None:
    """A noun phrase, with whoever holds it."""
    if tokens[at].tag in ("PRP", "EX"):
        return Chunk("np", (tokens[at],), noun=Noun((tokens[at],), tokens[at]), word=tokens[at].norm)
    stop = _noun_end(tokens, at)
    if stop is None:
        return None
    noun = _build(tokens[at:stop])
    while stop < len(tokens) and tokens[stop].tag == "POS":
        further = _noun_end(tokens, stop + 1)
        if further is None:
            if noun.name and noun.holder is None and at and tokens[at - 1].norm in _SITE:  # "at St Mary's"
                noun = replace(noun, tokens=tuple(tokens[at : stop + 1]), name=(*noun.name, tokens[stop]))
                stop += 1
            break
        noun = _build(tokens[stop + 1 : further], noun, tokens[at:further])
        stop = further
    return Chunk("np", tuple(tokens[at:stop]), noun=noun, word=noun.head.norm)


def _noun_end(tokens: Sequence[Token], at: int) -> int | None:
    """Where the noun phrase that begins here ends; None where there is none."""
    place, head = at, None
    while place < len(tokens):
        found = tokens[place].tag
        if found == "CD" and place > at and tokens[place - 1].tag == "NNP" and closes_item(tokens, at, place):
            break
        if found in ("NN", "NNS", "NNP", "CD", "QUO", "URL"):
            head = place
        elif found == "IN" and head is not None and joins_name(tokens, place):
            pass
        elif not _modifies(tokens, place, at, head):
            break
        place += 1
    return None if head is None else head + 1


def _modifies(tokens: Sequence[Token], place: int, at: int, head: int | None) -> bool:
    """Whether the word can stand before the head of the phrase."""
    token, after = tokens[place], tokens[place + 1].tag if place + 1 < len(tokens) else ""
    if token.tag in ("DT", "PRP$", "WP$"):
        return place == at or (place == at + 1 and tokens[at].norm in ("all", "both"))
    nominal = after in ("NN", "NNS", "NNP", "JJ", "CD", "QUO", "VBG", "VBN")
    if token.norm == "&" and place > at:
        return after == "NNP"
    if token.tag in ("JJ", "JJR", "JJS"):
        return (head is None or after in ("NN", "NNS", "NNP")) and (nominal or (after in ("CC", ",") and False))
    if token.tag in ("VBG", "VBN", "VBD") and head is None:
        return place > at and after in ("NN", "NNS", "VBG", "JJ")
    return token.tag == "RB" and place > at and head is None and after in ("JJ", "VBN")


def _build(words: Sequence[Token], holder: Noun | None = None, whole: Sequence[Token] | None = None) -> Noun:
    """The noun phrase made of these words."""
    det = words[0].norm if words[0].tag in ("DT", "PRP$") else ""
    name_at = len(words)
    while name_at > 0 and is_part_of_name(words, name_at - 1):
        name_at -= 1
    name = tuple(words[name_at:])
    head = next((word for word in reversed(name) if word.tag == "NNP"), words[-1])
    if name and name_at > 0 and words[name_at - 1].tag in ("NN", "NNS"):
        kin = words[name_at - 1]
        bare = kin.lemma in mapped("kin") or is_person_name(name) or name_at == 1 or words[name_at - 2].tag != "NNP"
        head = kin if bare else head
    return Noun(tuple(whole or words), head, det, holder, name, tuple(words[: len(words) - 1]))

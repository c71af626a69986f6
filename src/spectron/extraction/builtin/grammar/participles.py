"""Whether a verb form stands for the past, for a participle, or for an adjective; and forms that never change."""

from collections.abc import Sequence

from spectron.extraction.builtin.grammar.tokens import Piece
from spectron.extraction.builtin.lexis.words import given_names, listed, mapped

_HELPERS = frozenset("am is are was were be been being 's 're 've have has had having got get gets getting".split())
_SUBJECTS = frozenset("i you he she it we they who which that someone everyone somebody everybody nobody".split())
_NOUNS = frozenset({"NN", "NNS", "NNP", "CD", "NV"})
_INSIDE = _NOUNS | {"DT", "PRP$", "JJ", "JJR", "JJS", "POS", "JV", "&"}
_BOUNDS = frozenset({",", "CC", "SUB", "WP", "WDT", "WRB", ":", ";", "(", ")", ".", "SYM", "!", "?"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_OBJECT = frozenset({"DT", "PRP$", "PRP", "NN", "NNS", "NNP", "CD", "QUO", "NV", "JJ"})
_ARTICLES = frozenset({"a", "an", "the"})


def decide_past(pieces: Sequence[Piece], tags: Sequence[str], index: int) -> str:
    """VBD, VBN or JJ for the past form at this place; the tags before it are settled."""
    word = pieces[index].norm
    at = _skip_adverbs(tags, index)
    before, previous = (tags[at], pieces[at].norm) if at >= 0 else ("", "")
    if word in listed("past_only"):
        return "VBD"
    if before != "POS" and (previous in _HELPERS or _asks(pieces, tags, at)):
        return "VBN"
    if word in listed("participle_only"):
        return "VBN"
    if _modifies(tags, index, before, previous):
        return "JJ"
    if before in ("WP", "WDT") or previous in _SUBJECTS:
        return "VBD"
    if before in _NOUNS or before in ("PRP", ")", "QUO"):
        return _decide_after_noun(pieces, tags, index, at)
    return _decide_opening(pieces, tags, index, at)


def _skip_adverbs(tags: Sequence[str], index: int) -> int:
    """The place of the last word before this one that is no adverb, or -1."""
    at = index - 1
    while at >= 0 and tags[at] in ("RB", "RBR"):
        at -= 1
    return at


def _asks(pieces: Sequence[Piece], tags: Sequence[str], at: int) -> bool:
    """Whether a helping verb stands before the pronoun here: "have you moved"."""
    return at > 0 and tags[at] == "PRP" and pieces[at - 1].norm in _HELPERS - {"get", "got"} and at == 1


def _modifies(tags: Sequence[str], index: int, before: str, previous: str) -> bool:
    """Whether the form stands inside a noun phrase: "my retired dad"."""
    after = tags[index + 1] if index + 1 < len(tags) else ""
    if previous in _ARTICLES or before == "PRP$":
        return True
    return before in ("JJ", "DT", "POS", "CD") and after in ("NN", "NNS", "NNP", "NV")


def _decide_after_noun(pieces: Sequence[Piece], tags: Sequence[str], index: int, at: int) -> str:
    """After a noun: its verb ("my aunt moved"), or what was done to it ("a boat built in Leith")."""
    word = pieces[index].norm
    after = tags[index + 1] if index + 1 < len(tags) else ""
    following = pieces[index + 1].norm if index + 1 < len(pieces) else ""
    if following == "by" or word == "born":
        return "VBN"
    named = word in listed("noun_participles") and not (after in ("DT", "PRP$", "PRP") and word != "named")
    first = at
    while first > 0 and tags[first - 1] in _INSIDE and tags[first] not in ("DT", "PRP$"):
        first -= 1
    governor = first - 1
    while governor >= 0 and tags[governor] not in _BOUNDS and tags[governor] not in _FINITE:
        governor -= 1
    governed = governor >= 0 and tags[governor] in _FINITE
    if first > 0 and tags[first - 1] in _NOUNS and tags[first] in ("PRP$", "DT", "NNP"):  # "the cake my mum made"
        return "VBD"
    if named and not (tags[at] == "NNP" and after == "NNP" and not governed and first == at):
        return "VBN"
    if not governed:
        return "VBD"
    if after in _OBJECT or _is_somebody(pieces, tags, at, first):
        return "VBD"
    return "VBN"


def _is_somebody(pieces: Sequence[Piece], tags: Sequence[str], at: int, first: int) -> bool:
    """Whether the phrase before speaks of a person, who is likelier to have done something: "I heard Tom left"."""
    words = [piece.norm for piece in pieces[first : at + 1]]
    named = tags[at] == "NNP" and words[0] in given_names()
    return tags[at] == "PRP" or named or words[-1] in mapped("kin")


def _decide_opening(pieces: Sequence[Piece], tags: Sequence[str], index: int, at: int) -> str:
    """At the beginning of a clause, or after "and"."""
    following = pieces[index + 1].norm if index + 1 < len(pieces) else ""
    if at >= 0 and tags[at] == "CC":
        verb = next((tags[place] for place in range(at - 1, -1, -1) if tags[place] in (*_FINITE, "VBN")), "")
        helped = verb == "VBN" or following == "by"
        return "VBN" if helped or pieces[index].norm in listed("noun_participles") else "VBD"
    passive = following in ("by", "and") or pieces[index].norm in listed("opening_participles")
    return "VBN" if passive and following not in ("my", "me", "him", "her", "it", "the", "a") else "VBD"


def decide_unchanging(pieces: Sequence[Piece], tags: Sequence[str], index: int) -> str:
    """The tag of a form like "quit" or "set", whose past looks like its base; nothing where it may stay."""
    at = _skip_adverbs(tags, index)
    if at < 0 or tags[at] in ("TO", "MD", "DT", "PRP$", "JJ", "IN"):
        return ""
    previous = pieces[at].norm
    if previous in ("do", "does", "did", "please", "not"):
        return ""
    if previous in _HELPERS and tags[at] != "POS":
        return "VBN"
    if previous in ("he", "she", "it", "who") or (tags[at] in ("NN", "NNP") and not _has_verb(tags, at)):
        return "VBD"
    done = pieces[index].norm in listed("usually_past") and previous in _SUBJECTS
    return "VBD" if done else ""


def _has_verb(tags: Sequence[str], index: int) -> bool:
    """Whether a finite verb stands before this place in the same clause."""
    for found in reversed(tags[:index]):
        if found in _BOUNDS:
            return False
        if found in _FINITE:
            return True
    return False

"""Parts of speech: what each word is by the lexicon or its shape, settled by its neighbours, and its base form."""

from collections.abc import Sequence

from spectron.extraction.builtin.grammar.lowercase import find_names
from spectron.extraction.builtin.grammar.settling import VERBS, known_base, settle
from spectron.extraction.builtin.grammar.spelling import is_common
from spectron.extraction.builtin.grammar.tokens import Piece, Token
from spectron.extraction.builtin.lexis.words import given_names, is_class_word, lexicon, listed, mapped, places

_SUFFIXES = (
    ("ly", "RB"), ("ness", "NN"), ("ment", "NN"), ("tion", "NN"), ("sion", "NN"), ("ity", "NN"), ("ism", "NN"),
    ("ist", "NN"), ("ship", "NN"), ("hood", "NN"), ("able", "JJ"), ("ible", "JJ"), ("ful", "JJ"), ("less", "JJ"),
    ("ous", "JJ"), ("ive", "JJ"), ("ish", "JJ"), ("ic", "JJ"), ("al", "JJ"),
)  # fmt: skip


_EXCLAIMED = frozenset({"JJ", "VB", "RB", "NN"})
_HEADING = frozenset({"project", "operation"})
_INNER_MARKS = frozenset({",", ";", "(", "/", "&", "'", "\u2019", "\u2588"})


def tag(pieces: Sequence[Piece], sentence_start: bool = True) -> list[Token]:
    """The pieces as tokens; `sentence_start` says that the first one's capital means nothing."""
    tags: list[str] = []
    for index, piece in enumerate(pieces):
        before = pieces[index - 1].text if index else ""
        opening = sentence_start and not any(mark.isalnum() for mark in before) and before not in _INNER_MARKS
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        tags.append((_exclaim(piece, following) if opening else "") or _guess(piece, opening))
    find_names(pieces, tags)
    settle(pieces, tags)
    return [
        Token(piece.text, piece.start, piece.end, piece.norm, tags[index], lemmatise(piece.norm, tags[index]))
        for index, piece in enumerate(pieces)
    ]


def _exclaim(piece: Piece, after: Piece | None) -> str:
    """The tag of an ordinary word that is also a place, where it opens a sentence as in "Nice!" and "Nice job"."""
    known = lexicon().get(piece.norm, "")
    if known and after is not None and _describes(piece, known, after):
        return known
    if after is not None and piece.norm in _HEADING and piece.text[0].isupper() and after.text[:1].isupper():
        return "NNP"
    if known not in _EXCLAIMED or piece.norm not in places() or after is None:
        return ""
    if after.text in ("!", ",", "...", "-", "\u2014"):
        return "UH"
    if known == "NN":
        return ""
    plain = lexicon().get(after.norm, "") in ("NN", "NNS", "NV", "VN", "JJ") or after.norm in ("to", "one")
    return known if plain and after.text.islower() else ""


def _describes(piece: Piece, known: str, after: Piece) -> bool:
    """Whether an opening word that is also a given name describes the noun after it: "Art student here"."""
    if piece.norm not in given_names() or known not in ("NN", "NV", "JJ") or not after.text.islower():
        return False
    noun = lexicon().get(after.norm) in ("NN", "JJ") or is_class_word(after.norm)
    return noun and after.norm not in mapped("closed") and not after.norm.endswith("s")


def _guess(piece: Piece, opening: bool) -> str:
    """The part of speech of a word by itself."""
    word, text = piece.norm, piece.text
    first = text[0]
    if first == "\u2588":
        return "QUO"
    if first == "#" and len(text) > 1:
        return "UH"
    if not (first.isalnum() or first in "'\u2019$€£+&" or (first == "(" and len(text) > 1)):
        return text if text in ",;:()!?." else "SYM"
    if word[0].isdigit() or (first in "$€£+(" and len(text) > 1):
        return "JJ" if word[-1].isalpha() and "-" in word else "CD"
    if "@" in word or word.startswith("http"):
        return "URL"
    if word == "'s":
        return "POS"
    closed = mapped("closed").get(word)
    if closed and not (first.isupper() and not opening and closed[0] in "VNJ" and word not in ("i", "ok")):
        return closed
    return _guess_open(piece, opening)


def _guess_open(piece: Piece, opening: bool) -> str:
    """The part of speech of a word of an open class."""
    word, text = piece.norm, piece.text
    if word in listed("bare_kin"):
        return "NN"
    if text[0].isupper() and not text.isupper() and not opening:
        return "NNP"
    known = "JJ" if word in mapped("status_words") else lexicon().get(word) or _of_compound(word) or _shape(word)
    if len(text) == 1 and text.isupper() and not opening:
        return "NNP"
    if text.isupper() and len(text) > 1 and (not known or len(text) <= 5):
        return "NNP"
    if text[0].isupper() and (known is None or word in given_names() or word in places()):
        ordinary = known is None and is_class_word(word) and word not in given_names()
        return known if known and known[0] in "VR" and word not in given_names() else "NN" if ordinary else "NNP"
    return known or mapped("closed").get(word) or _by_suffix(word)


_PREFIXES = frozenset({"co", "re", "pre", "un", "over", "out", "mis", "de"})


def _of_compound(word: str) -> str | None:
    """The part of speech of a compound of known words: "left-handed", "third-year"; None where it is none."""
    first, _, last = word.rpartition("-")
    if not first or not last or not (is_common(last) or is_class_word(last)):
        return None
    if last.endswith("ed") and first not in _PREFIXES:
        return "JJ"
    if is_class_word(word) or is_class_word(last):
        return "NN"
    return "JJ" if is_common(first) or first[0].isdigit() else None


def guess_unlisted(word: str) -> str:
    """The part of speech that a word which no list has gets by its ending."""
    return _of_compound(word) or _shape(word) or _by_suffix(word)


def _shape(word: str) -> str | None:
    """The part of speech of an inflected form of a known word; None for a word never heard of."""
    if word in mapped("irregular"):
        return "VBD"
    if word.endswith("ing") and len(word) > 4 and word not in listed("not_ing"):
        return "VBG"
    if word.endswith("ed") and len(word) > 3 and word not in listed("not_ed"):
        return "VBD"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        base = known_base(word)
        return {"VB": "VBZ", "VN": "VBZ", "NV": "NNS", "NN": "NNS", "JV": "NNS"}.get(base or "")
    if word.endswith("ly") and len(word) > 4:
        return "RB"
    return None


def _by_suffix(word: str) -> str:
    """A guess for an unknown lower-case word."""
    for suffix, found in _SUFFIXES:
        if len(word) > len(suffix) + 2 and word.endswith(suffix):
            return found
    return "NNS" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else "NN"


def lemmatise(word: str, found: str) -> str:
    """The base form of a verb or noun."""
    if found in VERBS or found == "POS":
        return mapped("irregular").get(word) or _verb_base(word, found)
    if found == "NNS":
        return _noun_base(word)
    return word


def _verb_base(word: str, found: str) -> str:
    """The base of a regular verb form."""
    if found == "VBZ" and word.endswith("s"):
        return _noun_base(word)
    for suffix in ("ing",) if found == "VBG" else ("ed",) if found in ("VBD", "VBN") else ():
        if word.endswith(suffix) and len(word) > len(suffix) + 1:
            return _restore(word[: -len(suffix)])
    return word


def _restore(stem: str) -> str:
    """The verb whose -ing or -ed form has this stem: `runn` -> run, `mov` -> move, `stud(i)` -> study."""
    known, closed = lexicon(), mapped("closed")
    if stem.endswith("i"):
        return stem[:-1] + "y"
    doubled = stem[-1:] == stem[-2:-1]
    candidates = [stem, stem + "e", stem[:-1]] if doubled else [stem + "e", stem]
    for words in (closed, known):
        for candidate in candidates:
            if words.get(candidate, "")[:1] == "V" or words.get(candidate, "")[:2] in ("NV", "JV"):
                return candidate
    if doubled:
        return stem[:-1]
    return stem + "e" if stem.endswith(("s", "z", "v", "c", "u", "dg")) else stem


def _noun_base(word: str) -> str:
    """The singular of a regular plural."""
    special = {
        "children": "child",
        "wives": "wife",
        "people": "person",
        "women": "woman",
        "men": "man",
        "lives": "live",
    }
    if word in special:
        return special[word]
    if word.endswith("children"):
        return word.removesuffix("ren")
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "oes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word

"""Parts of speech: a lexicon, the shapes of words, and what stands before them."""

from collections.abc import Sequence

from spectron.extraction.builtin.tokens import Piece, Token
from spectron.extraction.builtin.words import given_names, lexicon, listed, mapped, places

VERBS = frozenset({"VB", "VBP", "VBZ", "VBD", "VBG", "VBN", "MD"})
NOUNS = frozenset({"NN", "NNS", "NNP", "CD", "QUO", "URL"})
_SUBJECTS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who"})
_DETERMINERS = frozenset({"DT", "PRP$", "JJ", "POS", "WP$", "CD"})
_SUFFIXES = (
    ("ly", "RB"), ("ness", "NN"), ("ment", "NN"), ("tion", "NN"), ("sion", "NN"), ("ity", "NN"), ("ism", "NN"),
    ("ist", "NN"), ("ship", "NN"), ("hood", "NN"), ("able", "JJ"), ("ible", "JJ"), ("ful", "JJ"), ("less", "JJ"),
    ("ous", "JJ"), ("ive", "JJ"), ("ish", "JJ"), ("ic", "JJ"), ("al", "JJ"),
)  # fmt: skip


def tag(pieces: Sequence[Piece], sentence_start: bool = True) -> list[Token]:
    """The pieces as tokens; `sentence_start` says that the first one's capital means nothing."""
    tags: list[str] = []
    for index, piece in enumerate(pieces):
        opening = sentence_start and (index == 0 or not any(mark.isalnum() for mark in pieces[index - 1].text))
        tags.append(_guess(piece, opening))
    _settle(pieces, tags)
    return [
        Token(piece.text, piece.start, piece.end, piece.norm, tags[index], lemmatise(piece.norm, tags[index]))
        for index, piece in enumerate(pieces)
    ]


def _guess(piece: Piece, opening: bool) -> str:
    """The part of speech of a word by itself."""
    word, text = piece.norm, piece.text
    first = text[0]
    if first == "\u2588":
        return "QUO"
    if not (first.isalnum() or first in "'\u2019$€£+(&"):
        return text if text in ",;:()!?." else "SYM"
    if word[0].isdigit() or first in "$€£+(":
        return "CD"
    if "@" in word or word.startswith("http"):
        return "URL"
    if word in ("'s", "s") and first in "'\u2019":
        return "POS"
    closed = mapped("closed").get(word)
    if closed and not (first.isupper() and not opening and closed[0] in "VNJ" and word not in ("i", "ok")):
        return closed
    return _guess_open(piece, opening)


def _guess_open(piece: Piece, opening: bool) -> str:
    """The part of speech of a word of an open class."""
    word, text = piece.norm, piece.text
    if text[0].isupper() and not text.isupper() and not opening:
        return "NNP"
    known = "JJ" if word in mapped("status_words") else lexicon().get(word) or _shape(word)
    if text.isupper() and len(text) > 1 and (not known or len(text) <= 5):
        return "NNP"
    if text[0].isupper() and (known is None or word in given_names() or word in places()):
        return known if known and known[0] in "VR" and word not in given_names() else "NNP"
    return known or mapped("closed").get(word) or _by_suffix(word)


def _shape(word: str) -> str | None:
    """The part of speech of an inflected form of a known word; None for a word never heard of."""
    if word in mapped("irregular"):
        return "VBD"
    if word.endswith("ing") and len(word) > 4 and word not in listed("not_ing"):
        return "VBG"
    if word.endswith("ed") and len(word) > 3 and word not in listed("not_ed"):
        return "VBD"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        base = _known_base(word)
        return {"VB": "VBZ", "VN": "VBZ", "NV": "NNS", "NN": "NNS", "JV": "NNS"}.get(base or "")
    if word.endswith("ly") and len(word) > 4:
        return "RB"
    return None


def _known_base(word: str) -> str | None:
    """The tag of the word of which this is the -s form."""
    closed = mapped("closed")
    for base in (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else ""):
        found = closed.get(base) or lexicon().get(base)
        if base and found:
            return found
    return None


def _by_suffix(word: str) -> str:
    """A guess for an unknown lower-case word."""
    for suffix, found in _SUFFIXES:
        if len(word) > len(suffix) + 2 and word.endswith(suffix):
            return found
    return "NNS" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else "NN"


def _settle(pieces: Sequence[Piece], tags: list[str]) -> None:
    """Decide the doubtful words by their neighbours, left to right."""
    for index, piece in enumerate(pieces):
        before = tags[index - 1] if index else ""
        previous = pieces[index - 1].norm if index else ""
        after = tags[index + 1] if index + 1 < len(tags) else ""
        if tags[index] in ("NV", "VN", "JV"):
            if before in ("RB", "RBR") and _first_real(tags, index) == "PRP":
                before = "PRP"
            objective = before == "PRP" and index > 1 and tags[index - 2] in VERBS and previous not in ("i", "we", "they")
            tags[index] = _noun_or_verb(tags[index], "OBJ" if objective else before, previous, after)
            if tags[index] == "NN" and _is_predicate(pieces, tags, index, after):
                tags[index] = "VBP"
        elif tags[index] == "POS":
            tags[index] = _is_or_has(before, previous, after, pieces[index + 1].norm if after else "")
        else:
            tags[index] = _adjust(piece, tags[index], before, previous, after)
            if tags[index] == "NNS" and _may_act(piece.norm) and _is_predicate(pieces, tags, index, after):
                tags[index] = "VBZ"
            elif tags[index] == "VBZ" and before == "NN" and after in (".", ",", "", "CC", "!") and _has_verb(tags, index):
                tags[index] = "NNS"


def _first_real(tags: Sequence[str], index: int) -> str:
    """The tag of the last word before this place that is no adverb."""
    return next((found for found in reversed(tags[:index]) if found not in ("RB", "RBR")), "")


def _has_verb(tags: Sequence[str], index: int) -> bool:
    """Whether a verb stands somewhere before this place."""
    return any(found in VERBS for found in tags[:index])


def _is_predicate(pieces: Sequence[Piece], tags: Sequence[str], index: int, after: str) -> bool:
    """Whether a word that may be a verb is the verb of "my husband works at …": a subject before, and no verb yet."""
    if index < 2 or tags[index - 1] not in ("NN", "NNP") or _has_verb(tags, index):
        return False
    kin = pieces[index - 1].norm in mapped("kin") or tags[index - 1] == "NNP"
    opening = tags[index - 2] in ("PRP$", "DT", "POS") or kin
    return opening and pieces[index].norm.endswith("s") and after in ("IN", "DT", "PRP$", "NNP", "RB", "TO", "VBG", "PRP", "NNS")


def _noun_or_verb(found: str, before: str, previous: str, after: str) -> str:
    """NN or VB for a word that may be either."""
    if before in ("TO", "MD") or previous in ("please", "not", "never", "always", "lets"):
        return "VB"
    if before == "PRP" or (before == "NNS" and found == "VN"):
        return "VBP" if previous in _SUBJECTS or before == "NNS" else "VB"
    if before == "OBJ":
        return "JJ" if found == "JV" else "VB" if found == "VN" else "NN"
    if before in _DETERMINERS or before in ("IN", "NN", "NNP", "VBD", "VBG", "VBZ"):
        return "NN"
    if found == "JV":
        return "JJ"
    if before in ("RB", "CC", "", ",", "UH", ".", ":", "SUB"):
        verbal = after in ("DT", "PRP$", "PRP", "IN", "TO", "RB", "NNP") or found == "VN"
        return "VB" if verbal else "NN"
    return "VB" if found == "VN" else "NN"


def _is_or_has(before: str, previous: str, after: str, following: str) -> str:
    """Whether 's is the genitive, "is" or "has"."""
    if before in ("PRP", "WP", "WRB", "EX", "DT") and previous not in ("someone", "everyone", "somebody", "anyone"):
        return "VBZ"
    if after in ("DT", "RB", "IN", "PRP$", "VBG", "PRP", ",", ".", "", "TO", "JJR") or following in (
        "been",
        "got",
        "not",
    ):
        return "POS" if after in (",", ".", "") and before == "NNP" else "VBZ"
    if after in ("JJ", "VBN", "VBD") and before in ("NNP", "NN") and following not in ("new", "old", "first", "best"):
        return "VBZ" if following in mapped("status_words") or after != "JJ" else "POS"
    return "POS"


def _adjust(piece: Piece, found: str, before: str, previous: str, after: str) -> str:
    """Smaller repairs: like, her, that, participles, -s forms, bare names."""
    word = piece.norm
    if word == "on" and previous == "now":
        return "RB"
    if word == "own" and before == "PRP" and previous in _SUBJECTS:
        return "VBP"
    if found == "JJ" and word.endswith("ed") and previous in _SUBJECTS:
        return "VBD"
    if found == "JJ" and before == "TO" and after in ("DT", "PRP$"):
        return "VB"
    if word == "like" and (
        before in ("MD", "TO") or previous in (*_SUBJECTS, "not", "really", "also", "never", "both")
    ):
        return "VB"
    if found in ("VBD", "VBN"):
        return _participle(word, found, before, previous, after)
    if word == "her" and after in ("IN", "", ",", ".", "RB", "TO", "PRP", "CC", "UH", "!", "?", "DT"):
        return "PRP"
    if word == "that" and (
        before in ("NN", "NNS", "NNP", "VBP", "VBD", "VB") and after in ("PRP", "DT", "PRP$", "NNP")
    ):
        return "SUB"
    if word == "that" and before in ("NN", "NNS") and after in VERBS:
        return "WDT"
    if found == "NNS" and (previous in ("he", "she", "it", "who") or before == "NNP") and _may_act(word):
        return "VBZ" if after not in ("VBZ", "VBD", "MD") else found
    if found == "VBZ" and before in _DETERMINERS:
        return "NNS"
    if found in ("NN", "JJ") and before in ("MD", "TO") and word not in ("home", "work", "able") and before == "MD":
        return "VB"
    return _name_after_kin(word, found, previous)


def _may_act(word: str) -> bool:
    """Whether the word without its -s can be a verb."""
    return _known_base(word) in ("NV", "VN", "VB", "JV")


def _participle(word: str, found: str, before: str, previous: str, after: str) -> str:
    """VBN after a form of have or be, an adjective inside a noun phrase, VBD otherwise."""
    if previous in _BE_OR_HAVE or (before in ("RB", "PRP") and found == "VBN" and previous not in _SUBJECTS):
        return "VBN"
    if before in ("DT", "PRP$") and after in NOUNS and word not in ("had", "did", "was", "were"):
        return "JJ"
    return "VBN" if word in ("born", "based", "called", "named", "been", "done", "known") and before != "PRP" else found


_BE_OR_HAVE = frozenset("am is are was were be been being 's 're have has had having got get".split())


def _name_after_kin(word: str, found: str, previous: str) -> str:
    """A lower-case given name after a kinship word ("my gf ellie") is a name."""
    named = previous in mapped("kin") or previous in ("called", "named", "am", "me")
    unusual = word not in lexicon() and word not in mapped("closed")
    return "NNP" if found in ("NN", "NNS", "JJ") and named and unusual and word in given_names() else found


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
    for suffix in ("ing", "ed"):
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
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "oes", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word

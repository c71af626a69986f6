"""Doubtful parts of speech decided by the words around them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from spectron.extraction.builtin.grammar.participles import decide_past, decide_unchanging
from spectron.extraction.builtin.grammar.tokens import Piece
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import frames, given_names, lexicon, listed, mapped

VERBS = frozenset({"VB", "VBP", "VBZ", "VBD", "VBG", "VBN", "MD"})
_SUBJECTS = frozenset({"i", "you", "he", "she", "it", "we", "they", "who"})
_OBJECTS = frozenset({"me", "him", "us", "them"})
_DETERMINERS = frozenset({"DT", "PRP$", "JJ", "POS", "WP$", "CD"})
_BE = frozenset("am is are was were be been 's 're".split())
_AFTER_PREDICATE = frozenset({"IN", "DT", "PRP$", "NNP", "RB", "TO", "VBG", "PRP", "NNS", "CD", "VBN"})
_BEFORE_TRADE = frozenset({("TO", "NV"), (",", "NV"), ("", "NV"), (",", "VN"), ("", "VN"), (".", "VN"), ("IN", "VN")})
_BEFORE_HER = frozenset({"IN", "", ",", ".", "RB", "TO", "PRP", "CC", "UH", "!", "?", "DT"})


class _Near(NamedTuple):
    """A word, its tag so far, the tag and word before it, and the tag and word after it."""

    word: str
    found: str
    before: str
    previous: str
    after: str
    following: str


def settle(pieces: Sequence[Piece], tags: list[str]) -> None:
    """Replace the doubtful tags, left to right, each seeing what was decided before it."""
    for index, piece in enumerate(pieces):
        last = index + 1 == len(pieces)
        near = _Near(
            piece.norm,
            tags[index],
            tags[index - 1] if index else "",
            pieces[index - 1].norm if index else "",
            "" if last else tags[index + 1],
            "" if last else pieces[index + 1].norm,
        )
        tags[index] = _decide(near, pieces, tags, index)


def _decide(near: _Near, pieces: Sequence[Piece], tags: Sequence[str], index: int) -> str:
    """The tag of one word."""
    if near.word == "live" and near.previous in (*_OBJECTS, "her", "it"):
        return "RB"
    if near.word in listed("unchanging"):
        settled = decide_unchanging(pieces, tags, index)
        if settled:
            return settled
    if near.word == "'d" and near.after in ("VBD", "VBN") and near.following not in listed("unchanging"):
        return "VBD"
    if near.found in ("VBD", "VBN") and near.word not in ("was", "were"):
        return _adjust_word(near) or decide_past(pieces, tags, index)
    if near.found in ("NV", "VN", "JV"):
        return _decide_open(near, pieces, tags, index)
    if near.found == "POS":
        return _decide_possessive(near, pieces, tags, index)
    found = _adjust(near)
    if found == "NNS" and may_act(near.word):
        framed = bool(frames().get(lemma := near.word[:-1])) or bool(frames().get(lemma[:-1]))
        second = near.before == "CC" and framed and _continues_verb(tags, index, near.after)
        return "VBZ" if second or _is_predicate(near, pieces, tags, index) else found
    if (
        found == "VBZ"
        and near.before == "NN"
        and near.after in (".", ",", "", "CC", "!")
        and _has_own_verb(tags, index)
    ):
        return "NNS"
    return found


def _decide_possessive(near: _Near, pieces: Sequence[Piece], tags: Sequence[str], index: int) -> str:
    """Whether 's is the genitive or a short "is"."""
    if near.before == "NN" and near.after == "NNP" and _names_holder(near, tags, index):
        return "VBZ"
    counted = near.after == "CD" and near.before == "NNP" and index + 2 < len(tags)
    if near.before == "NNP" and near.after in ("IN", "CC", ",", ".", "") and _is_site(pieces, tags, index):
        return "POS"
    alone = counted and tags[index + 2] in (",", ".", "CC", "!", "CD")
    return "VBZ" if alone else _is_or_has(near)


def _names_holder(near: _Near, tags: Sequence[str], index: int) -> bool:
    """Whether 's between a role and a lone given name is "is": "my assistant's Obi now", "viola's Conor"."""
    further = tags[index + 2] if index + 2 < len(tags) else ""
    if near.previous in ("name", "nickname", "surname"):
        return True
    role = near.previous in mapped("kin") or any(near.previous in members(one) for one in ("occupation", "instrument"))
    return role and near.following in given_names() and further in (",", ".", "", "CC", "RB", "!", ":", ";", "(")


def _is_site(pieces: Sequence[Piece], tags: Sequence[str], index: int) -> bool:
    """Whether the name before 's is that of a place somebody is at: "at St Mary's"."""
    first = index - 1
    while first > 0 and tags[first - 1] == "NNP":
        first -= 1
    return first > 0 and pieces[first - 1].norm in ("at", "from", "for", "near", "to", "in")


def _decide_open(near: _Near, pieces: Sequence[Piece], tags: Sequence[str], index: int) -> str:
    """Noun, verb or adjective for a word that may be several."""
    before = near.before
    if before in ("RB", "RBR") and _first_real(tags, index) in ("PRP", "NNS", "NNP", "NN"):
        before = _first_real(tags, index)
    if before == "PRP" and index > 1 and tags[index - 2] in VERBS and near.previous not in ("i", "we", "they"):
        asking = pieces[index - 2].norm in _ASKING and near.previous in _SUBJECTS
        before = "MD" if asking else "OBJ"
    if index == 0 and near.found == "NV" and near.after == "IN" and near.word in members("occupation"):
        return "NN"
    if before in ("NN", "NNP") and near.found != "JV" and _is_joint(tags, index):
        return "VBP"
    if before == "NNS" and near.found == "NV" and _is_owned(tags, index) and near.after in _AFTER_PREDICATE:
        return "VBP"
    if (near.before, near.found) in _BEFORE_TRADE and near.following in members("occupation"):
        return "NN"
    if near.before == "TO" and near.word in ("work", "school") and pieces[index - 2].norm in _UNDER_WAY:
        return "NN"
    found = _noun_or_verb(near._replace(before=before))
    return "VBP" if found == "NN" and _is_predicate(near, pieces, tags, index) else found


def _first_real(tags: Sequence[str], index: int) -> str:
    """The tag of the last word before this place that is no adverb."""
    return next((found for found in reversed(tags[:index]) if found not in ("RB", "RBR")), "")


def _is_joint(tags: Sequence[str], index: int) -> bool:
    """Whether the words before are two subjects, "Tom and Ana", that open the sentence or stand behind "and"."""
    first = _skip_phrase(tags, index)
    if first < 1 or tags[first] != "CC" or tags[first - 1] not in ("NN", "NNP", "PRP"):
        return False
    opening = _skip_phrase(tags, first)
    return opening < 0 or tags[opening] in ("CC", "SUB", "UH") or not _has_verb(tags, index)


def _skip_phrase(tags: Sequence[str], index: int) -> int:
    """The place before the noun phrase that ends right before this one, or -1."""
    at = index - 1
    while at >= 0 and tags[at] in ("RB", "NN", "NNP", "NNS", "PRP$", "DT", "JJ", "PRP"):
        at -= 1
    return at


def _is_owned(tags: Sequence[str], index: int) -> bool:
    """Whether the plural before is a subject with a determiner: "my parents"."""
    first = index - 1
    while first > 0 and tags[first] in ("NNS", "NN", "JJ", "CD"):
        first -= 1
    return tags[first] in ("PRP$", "DT", "POS") and not _has_verb(tags, index)


def _has_verb(tags: Sequence[str], index: int) -> bool:
    """Whether a verb stands somewhere before this place."""
    return any(found in VERBS for found in tags[:index])


def _has_own_verb(tags: Sequence[str], index: int) -> bool:
    """Whether a finite verb stands before this place in the same clause."""
    for found in reversed(tags[:index]):
        if found in ("WRB", "WP", "WDT", "SUB", ","):
            return False
        if found in VERBS:
            return True
    return False


def _continues_verb(tags: Sequence[str], index: int, after: str) -> bool:
    """Whether a word after "and" is the second verb of "is from Rome and works as a nurse"."""
    settled = index > 1 and tags[index - 2] in ("NNP", "RB", "JJ", "CD", "NN", "NNS", ",")
    return settled and "VBZ" in tags[:index] and after in ("IN", "RB", "DT", "TO", "PRP$", "NNP", "NN")


def _is_predicate(near: _Near, pieces: Sequence[Piece], tags: Sequence[str], index: int) -> bool:
    """Whether a word is the verb of "my husband works at a bank": a subject before it, and no verb yet."""
    last = index - 1
    while last > 0 and tags[last] == "RB":
        last -= 1
    if last < 1 or tags[last] not in ("NN", "NNP") or _has_verb(tags, index):
        return False
    kin = pieces[last].norm in mapped("kin") or tags[last] == "NNP"
    opening = tags[last - 1] in ("PRP$", "DT", "POS") or kin
    return opening and near.word.endswith("s") and (near.after in _AFTER_PREDICATE or last < index - 1)


def _noun_or_verb(near: _Near) -> str:
    """NN, JJ or a verb tag for a word that may be either."""
    found, before = near.found, near.before
    if before in ("TO", "MD") or near.previous in ("please", "not", "never", "always", "lets"):
        return "VB"
    if before == "PRP" or (before == "NNS" and found == "VN"):
        return "VBP" if near.previous in _SUBJECTS or before == "NNS" else "VB"
    if before == "OBJ":
        return {"JV": "JJ", "VN": "VB"}.get(found, "NN")
    if before in _DETERMINERS or before in ("IN", "NN", "NNP", "VBD", "VBG", "VBZ"):
        return "NN"
    if found == "JV":
        return "JJ"
    opens = before in ("RB", "CC", "", ",", "UH", ".", ":", "SUB")
    if before == "," and near.word in members("occupation") and near.following in ("at", "in", "for"):
        return "NN"
    verbal = opens and near.after in ("DT", "PRP$", "PRP", "IN", "TO", "RB", "NNP")
    return "VB" if found == "VN" or verbal else "NN"


def _is_or_has(near: _Near) -> str:
    """POS where 's is the genitive, VBZ where it is "is" or "has"."""
    if near.before in ("PRP", "WP", "WRB", "EX", "DT") and not near.previous.endswith(("one", "body")):
        return "VBZ"
    if near.after in (",", ".", "") and near.before == "NNP":
        return "POS"
    if near.after in ("DT", "RB", "IN", "PRP$", "VBG", "PRP", ",", ".", "", "TO", "JJR"):
        return "VBZ"
    if near.after == "CD" and near.previous in listed("counted"):
        return "VBZ"
    if near.following in ("been", "got", "not") or near.following in mapped("status_words"):
        return "VBZ"
    return "VBZ" if near.after in ("VBN", "VBD") and near.before in ("NNP", "NN") else "POS"


def _adjust(near: _Near) -> str:
    """Smaller repairs: by the word, by its tag, and for names without a capital."""
    return _adjust_word(near) or _adjust_tag(near) or _name_after_kin(near)


def _adjust_word(near: _Near) -> str | None:
    """Words with habits of their own: to, no, on, own, like, her, that."""
    tag, applies = _HABITS[near.word](near) if near.word in _HABITS else ("", False)
    if applies:
        return tag
    if near.found == "DT" and near.word in _DEMONSTRATIVES and near.after in _AFTER_PRONOUN:
        return "WDT" if near.word == "that" and near.before in ("NN", "NNS") and near.after in VERBS else "PRP"
    if near.word != "that":
        return None
    if near.before in ("NN", "NNS") and near.after in VERBS:
        return "WDT"
    if near.following in _SUBJECTS and near.before not in ("", ",", "CC"):
        return "SUB"
    nested = near.before in ("NN", "NNS", "NNP", "VBP", "VBD", "VB") and near.after in ("PRP", "DT", "PRP$", "NNP")
    return "SUB" if nested else None


_ASKING = frozenset({"do", "does", "did", "will", "would", "can", "could", "should", "may", "might"})
_UNDER_WAY = frozenset(
    "go goes going went ride rides riding rode drive drives driving drove walk walks walking walked cycle cycles "
    "cycling cycled commute commutes get gets run runs bike bikes travel travels back way bus train".split()
)
_STARTS = frozenset({"", ",", "CC", ".", "UH", "RB", "SYM"})
_ENDS = frozenset({",", ".", "!", "", "SYM", "?"})
_DEMONSTRATIVES = frozenset({"this", "that", "these", "those"})
_AFTER_PRONOUN = _ENDS | {"VBZ", "VBD", "VBP", "MD", "POS", "CC", "IN", "RB", "TO", "SUB"}
_JOINED = frozenset({"PRP", "NNS", "NNP", "NN"})
_MAY_BE_VERB = frozenset({"VN", "NV", "VB", "VBP", "VBD", "MD", "VBN"})
_BEFORE_KIN = frozenset({"PRP$", "DT", "POS", ",", "", "CC"})
_AFTER_KIN = frozenset({"MD", "VBP", ",", "NNP", "VBZ", "VBD", "POS", ".", "", "IN"})
_BEFORE_FEELING = frozenset(
    {"much", "more", "with", "of", "and", "for", "unconditional", "bring", "bringing", "create"}
)
_NAMING = frozenset({"naming", "name", "call", "calling", "named"})
_BEFORE_LIKE = _SUBJECTS | {"not", "really", "also", "never", "both", "do", "does", "did"}


def _judge_quantity(near: _Near) -> tuple[str, bool]:
    """What "both", "all" and "each" are: an adverb in "we both sing", a noun in "all I want" and "both of us"."""
    if near.following == "of" or (near.following in _SUBJECTS and near.before in ("", ",", "CC", "SUB")):
        return "NN", True
    return "RB", near.before in _JOINED and near.after in _MAY_BE_VERB


_HABITS: dict[str, Callable[[_Near], tuple[str, bool]]] = {
    "to": lambda near: ("IN", near.previous in listed("to_nouns")),
    "no": lambda near: ("UH" if near.after in _ENDS else "RB", near.after in {"RBR", *_ENDS}),
    "on": lambda near: ("RB", near.previous == "now"),
    "own": lambda near: ("VBP", near.before == "PRP" and near.previous in _SUBJECTS),
    "like": lambda near: ("VB", near.before in ("MD", "TO") or near.previous in _BEFORE_LIKE),
    "her": lambda near: ("PRP", near.after in _BEFORE_HER or near.previous in _NAMING),
    **dict.fromkeys(("both", "all", "each"), _judge_quantity),
    **dict.fromkeys(("neither", "either", "any", "some"), lambda near: ("NN", near.following == "of")),
    "about": lambda near: ("RB", near.after == "CD"),
    "acting": lambda near: ("JJ", near.after == "NN" and near.previous in _BE),
    "around": lambda near: ("RB", near.after == "CD"),
    "back": lambda near: ("NN", near.before == "PRP$" or near.previous in listed("bad_adjectives")),
    "old": lambda near: ("NN", near.previous == "year" and near.after in (",", "NNP", ".", "")),
    "love": lambda near: (
        "NN",
        near.previous in _BEFORE_FEELING or (near.following in ("and", ",") and near.before in VERBS),
    ),
    "loved": lambda near: ("JJ", near.following in ("one", "ones")),
    **dict.fromkeys(
        ("eldest", "youngest", "oldest"),
        lambda near: ("NN", near.before in _BEFORE_KIN and near.after in _AFTER_KIN),
    ),
}


def _adjust_tag(near: _Near) -> str | None:
    """Repairs by what the word was taken for."""
    found = near.found
    if found == "NNS" and (near.previous in ("he", "she", "it", "who") or near.before == "NNP") and may_act(near.word):
        return "VBZ" if near.after not in ("VBZ", "VBD", "MD") else found
    if found == "VB" and near.before == "PRP" and near.previous in _SUBJECTS - {"you", "it"}:
        return "VBP"
    if found in ("VB", "VBP") and (near.before == "PRP$" or near.previous in ("a", "an", "the")):
        return "NN"
    small = near.word in ("is", "has", "does")
    if found == "VBZ" and not small and (near.before in _DETERMINERS or near.previous in _OBJECTS):
        return "NNS"
    if found == "VBG" and near.previous in ("a", "the") and near.after not in ("NN", "NNS", "NNP", "VBG", "JJ"):
        return "NN"  # "for a living", "does the sewing"
    return _adjust_nominal(near) if found in ("NN", "JJ") else None


def _may_go_on(near: _Near) -> bool:
    """Whether a word in -ing can be what is going on: "building a shed", but no "wedding"."""
    return near.word not in listed("not_ing") or (near.word == "building" and near.after in ("DT", "PRP$"))


def _adjust_nominal(near: _Near) -> str | None:
    """Nouns and adjectives that are verbs after all."""
    if near.found == "NN" and near.word.endswith("ing") and near.previous in _BE and _may_go_on(near):
        goes_on = near.previous == "been" or near.after in ("NNP", "IN", "DT", "PRP$", "TO", "NN", "NNS", "PRP")
        return "VBG" if goes_on else None
    subject = near.previous in _SUBJECTS or (near.before in ("NN", "NNP") and near.after in ("IN", "", ".", ",", "RB"))
    if near.found == "JJ" and near.word.endswith("ed") and subject:
        return "VBD"
    if near.found == "JJ" and near.before == "PRP$" and near.after in _AFTER_PRONOUN and near.word != "own":
        return "NN"
    if (
        near.found == "JJ"
        and near.word.endswith("ing")
        and near.after in ("PRP", "DT", "PRP$")
        and near.before in _STARTS
    ):
        return "VBG"
    if near.found == "JJ" and near.before == "TO" and near.after in ("DT", "PRP$"):
        return "VB"
    return "VB" if near.before == "MD" and near.word not in ("home", "work", "able") else None


def _name_after_kin(near: _Near) -> str:
    """A lower-case given name after a kinship word ("my gf ellie") is a name."""
    named = near.previous in mapped("kin") or near.previous in ("called", "named", "am", "me")
    unusual = near.word not in lexicon() and near.word not in mapped("closed")
    return (
        "NNP" if near.found in ("NN", "NNS", "JJ") and named and unusual and near.word in given_names() else near.found
    )


def may_act(word: str) -> bool:
    """Whether the word without its -s can be a verb."""
    return known_base(word) in ("NV", "VN", "VB", "JV")


def known_base(word: str) -> str | None:
    """The tag of the word of which this is the -s form."""
    closed = mapped("closed")
    for base in (word[:-1], word[:-2] if word.endswith("es") else "", word[:-3] + "y" if word.endswith("ies") else ""):
        found = closed.get(base) or lexicon().get(base)
        if base and found:
            return found
    return None

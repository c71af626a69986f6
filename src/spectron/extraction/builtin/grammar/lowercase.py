"""Names that were written without a capital: "my brother tom lives in berlin"."""

from collections.abc import Sequence

from spectron.extraction.builtin.grammar.spelling import is_common
from spectron.extraction.builtin.grammar.tokens import Piece
from spectron.extraction.builtin.lexis.words import given_names, is_class_word, listed, mapped, places

_ORDINARY = frozenset({"NN", "NNS", "JJ", "RB", "VBG", "VBD", "NV", "VN", "VB", "JV", "MD"})
_TOWARDS = frozenset({"in", "to", "from", "near", "into", "outside", "around", "leaving", "via", "visiting"})
_SETTLED = frozenset({"live", "lives", "living", "lived", "based", "born", "moved", "moving", "grew", "raised"})
_NATIVE = frozenset({"am", "is", "are", "was", "'s", "originally", "come", "comes", "hail", ","})
_AT = frozenset({"at", "for", "with", "from", "join", "joined", "joining", "left", "leaving", "quit", "by", "to"})
_CALLED = frozenset({"called", "named", "am", "me"})
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "mr.", "mrs.", "ms.", "dr."})
_LEAST = 4


def find_names(pieces: Sequence[Piece], tags: list[str]) -> None:
    """Tag as NNP the words that the gazetteers know as names and their neighbours do not make ordinary words."""
    for index, piece in enumerate(pieces):
        if tags[index] not in _ORDINARY or not piece.text[0].islower():
            continue
        before = pieces[index - 1].norm if index else ""
        length = _find_place(pieces, index, before)
        if index and before in _TITLES and pieces[index].norm.isalpha() and not is_common(pieces[index].norm):
            tags[index - 1] = tags[index] = "NNP"
            continue
        for place in range(index, index + length):
            tags[place] = "NNP"
        if not length and _is_name(pieces, tags, index, before):
            tags[index] = "NNP"


def _find_place(pieces: Sequence[Piece], index: int, before: str) -> int:
    """How many words from here on are the lower-case name of a place: "new york" after "in"."""
    if before not in _TOWARDS:
        return 0
    word = pieces[index].norm
    after = pieces[index + 1].norm if index + 1 < len(pieces) else ""
    if after and f"{word} {after}" in places():
        return 2
    if word not in places():
        return 0
    further = pieces[index - 2].norm if index > 1 else ""
    ends = not after or not after[0].isalnum() or after in ("and", "but", "with", "for", "now", "since")
    native = before == "from" and further in _NATIVE
    return int(not _is_ordinary(word) or ((further in _SETTLED or native) and ends))


def _is_ordinary(word: str) -> bool:
    """Whether a word also means something else than the one who bears it as a name."""
    return is_common(word) or is_class_word(word) or word in listed("not_names")


def _is_name(pieces: Sequence[Piece], tags: Sequence[str], index: int, before: str) -> bool:
    """Whether the word here is the name of a person, or of an organisation everybody knows."""
    word = pieces[index].norm
    if before in _AT and word in listed("known_orgs") and not is_common(word):
        return True
    if word not in given_names():
        return word in places() and not _is_ordinary(word) and before not in ("a", "an", "the")
    after = tags[index + 1] if index + 1 < len(tags) else ""
    if before in mapped("kin") and index > 1 and (tags[index - 2] in ("PRP$", "JJ", "POS", "DT") or index == 1):
        return not _is_ordinary(word) or after in ("VBZ", "VBD", "POS", ",") or index + 1 == len(pieces)
    if _is_ordinary(word) or tags[index] in ("VBG", "VBD"):
        return False
    acts = after in ("POS", "VBZ", "VBD") and before in ("", ",", "and", "but", "so", "because")
    accompanied = before == "with" or _is_paired(pieces, index)
    return len(word) >= _LEAST or before in _CALLED or before in mapped("kin") or acts or accompanied


def _is_paired(pieces: Sequence[Piece], index: int) -> bool:
    """Whether a short name stands in a list with another name: "tim and nora", "nora, tim"."""
    return any(
        0 <= joint < len(pieces) - 1
        and pieces[joint].norm in ("and", "&", ",")
        and 0 <= other < len(pieces)
        and pieces[other].norm in given_names()
        and not _is_ordinary(pieces[other].norm)
        for joint, other in ((index + 1, index + 2), (index - 1, index - 2))
    )

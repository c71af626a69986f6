"""Words to the numbers of a BERT vocabulary, as the uncased models were trained with.

Text is cleaned, freed of accents and case and cut at spaces, signs and CJK characters; each word is then cut into the
longest pieces that the vocabulary has, from left to right (Wu et al., "Google's Neural Machine Translation System",
2016, section 4.1). The time is linear in the length of the text.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spectron.domain.errors import BadValue

LONGEST_WORD = 100
_CJK = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F),
    (0x2B920, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class _Folding(dict[int, str]):
    """What becomes of each character, worked out when it first comes up."""

    def __missing__(self, point: int) -> str:
        self[point] = _fold(chr(point))
        return self[point]


_FOLDING = _Folding()


@dataclass(frozen=True, slots=True)
class WordPiece:
    """A vocabulary and the most numbers that one text may give, the two that frame it among them."""

    numbers: Mapping[str, int]
    most: int
    _longest: int = field(init=False)

    def __post_init__(self) -> None:
        """Note how long the longest piece is, which bounds every search."""
        object.__setattr__(self, "_longest", max(map(len, self.numbers)))

    def encode(self, text: str) -> list[int]:
        """The numbers of a text, framed by [CLS] and [SEP]; what does not fit is cut off."""
        room = self.most - 1
        encoded = [self.numbers["[CLS]"]]
        for word in split_text(text):
            encoded.extend(self._cut(word))
            if len(encoded) >= room:
                break
        return [*encoded[:room], self.numbers["[SEP]"]]

    def _cut(self, word: str) -> Sequence[int]:
        unknown = [self.numbers["[UNK]"]]
        if len(word) > LONGEST_WORD:
            return unknown
        pieces: list[int] = []
        start = 0
        while start < len(word):
            end = self._end_of_piece(word, start)
            if end == start:
                return unknown
            pieces.append(self.numbers[_piece(word, start, end)])
            start = end
        return pieces

    def _end_of_piece(self, word: str, start: int) -> int:
        """Where the longest known piece from `start` on ends; `start` itself where there is none."""
        ends = range(min(len(word), start + self._longest), start, -1)
        return next((end for end in ends if _piece(word, start, end) in self.numbers), start)


def read_vocabulary(path: Path) -> Mapping[str, int]:
    """Piece to number, from a file with one piece a line; raises BadValue where that is no vocabulary of BERT."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise BadValue(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadValue(f"{path} is no vocabulary: it is not UTF-8") from error
    numbers = {line.rstrip("\r"): number for number, line in enumerate(text.removesuffix("\n").split("\n"))}
    missing = [piece for piece in ("[CLS]", "[SEP]", "[UNK]") if piece not in numbers]
    if missing:
        raise BadValue(f"{path} is no vocabulary: it has no {missing[0]}")
    return numbers


def split_text(text: str) -> Sequence[str]:
    """The words and signs of a text, in lower case and without accents."""
    return unicodedata.normalize("NFD", text).translate(_FOLDING).split()


def _fold(char: str) -> str:
    """A letter in lower case, a sign between spaces, a space for any space, nothing for what cannot be seen."""
    category = unicodedata.category(char)
    if char in "\t\n\r" or category in ("Zs", "Zl", "Zp"):
        return " "
    if category in ("Cc", "Cf", "Co", "Cs", "Mn") or char == "\ufffd":
        return ""
    point = ord(char)
    ascii_sign = point < 128 and not char.isalnum()
    if ascii_sign or category.startswith("P") or any(first <= point <= last for first, last in _CJK):
        return f" {char} "
    return char.lower()


def _piece(word: str, start: int, end: int) -> str:
    return f"##{word[start:end]}" if start else word[start:end]

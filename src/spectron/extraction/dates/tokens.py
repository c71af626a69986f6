"""A text as a row of words, numbers and marks: the grammar looks at places and never backtracks in a regex."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PIECE = re.compile(
    r"(?P<stamp>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)"
    r"|(?P<word>2(?:moro|morrow|day|nite)(?![^\W_])"
    r"|[ap]\.\s?m(?:\.|(?![^\W_]))"
    r"|'(?:s|ll|ve|m|re|d|t|clock)(?![^\W_])"
    r"|[^\W\d_]+)"
    r"|(?P<number>[0-9]+(?:[.,:/\u2013-][0-9]+)*)"
    r"|(?P<mark>\n|[^\w\s]|_|\d)"
)
_STUCK_BEFORE = frozenset("$£€#+@/\\_~^=*")
_STUCK_AFTER = frozenset("%$£€°\\_^=")


class Kind(StrEnum):
    """What sort of piece of text a token is."""

    STAMP = "stamp"
    WORD = "word"
    NUMBER = "number"
    MARK = "mark"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of text: `low` in lower case with plain apostrophes, `glued` when no space stands before it.

    A number is `clean` unless it sticks to letters or signs as in "v2", "$2000", "#2019" or "95%".
    """

    kind: Kind
    text: str
    low: str
    start: int
    end: int
    glued: bool
    clean: bool


_NOTHING = Token(Kind.NONE, "", "", 0, 0, glued=False, clean=False)


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text cut up; positions outside of it hold an empty token, so that rules may look around freely."""

    items: tuple[Token, ...]

    def at(self, place: int) -> Token:
        """The token at a place."""
        return self.items[place] if 0 <= place < len(self.items) else _NOTHING

    def low(self, place: int) -> str:
        """The word at a place in lower case; "" outside of the text."""
        return self.items[place].low if 0 <= place < len(self.items) else ""

    def number(self, place: int) -> int | None:
        """The value of a plain whole number of up to four digits, however it is separated from its neighbours."""
        token = self.at(place)
        plain = token.kind is Kind.NUMBER and token.clean and len(token.text) <= 4 and token.text.isdigit()
        return int(token.text) if plain else None

    def opens(self, place: int) -> bool:
        """Whether a clause begins at this place."""
        return self.at(place - 1).kind in (Kind.NONE, Kind.MARK)

    def skip(self, place: int, *marks: str) -> int:
        """The place behind one optional word or mark."""
        return place + 1 if self.low(place) in marks else place


def cut(text: str) -> Tokens:
    """Cut a text into tokens, in one pass."""
    plain = text.replace("\u2019", "'").replace("\u2018", "'")
    items: list[Token] = []
    for piece in _PIECE.finditer(plain):
        start, end = piece.span()
        kind = Kind(piece.lastgroup or "mark")
        glued = bool(items) and items[-1].end == start
        clean = kind is not Kind.NUMBER or not (_sticks(items, glued) or plain[end : end + 1] in _STUCK_AFTER)
        items.append(Token(kind, piece.group(), piece.group().lower(), start, end, glued, clean))
    return Tokens(tuple(items))


def _sticks(items: list[Token], glued: bool) -> bool:
    return glued and (items[-1].kind is Kind.WORD or items[-1].text in _STUCK_BEFORE)

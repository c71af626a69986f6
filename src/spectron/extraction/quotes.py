"""Finding quoted words in a turn, whatever became of their spaces, capitals and typographic marks on the way."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from spectron.domain.graph import Quote

LONGEST_SEARCH = 2_000
_LOOK_ALIKE = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--")


@dataclass(frozen=True, slots=True)
class Page:
    """A text folded for searching, and where each of its characters stands in the text."""

    text: str
    folded: str
    offsets: tuple[int, ...]

    def find(self, words: str) -> Iterator[Quote]:
        """Every place where these words stand as whole words, as the text itself has them."""
        sought = "".join(_lower(mark) for mark in " ".join(words.translate(_LOOK_ALIKE).split()))
        if not 0 < len(sought) <= LONGEST_SEARCH:
            return
        for place in _find_whole(sought, self.folded):
            start, end = self.offsets[place], self.offsets[place + len(sought) - 1] + 1
            yield cite(self.text, start, end)


class Part(Protocol):
    """A part of a text, such as a sentence of it."""

    @property
    def start(self) -> int:
        """The place of its first character."""

    @property
    def end(self) -> int:
        """The place behind its last one."""


def cite(text: str, start: int, end: int) -> Quote:
    """The words between two places of a text."""
    return Quote(text[start:end], start, end)


def cite_part(text: str, part: Part) -> Quote:
    """The words of a part of a text."""
    return cite(text, part.start, part.end)


def read_page(text: str) -> Page:
    """Fold a text: lower case, straight quotes and dashes, one space where there are several."""
    folded: list[str] = []
    offsets: list[int] = []
    for offset, mark in enumerate(text.translate(_LOOK_ALIKE)):
        if not mark.isspace():
            folded.append(_lower(mark))
            offsets.append(offset)
        elif folded and folded[-1] != " ":
            folded.append(" ")
            offsets.append(offset)
    return Page(text, "".join(folded), tuple(offsets))


def _find_whole(words: str, page: str) -> Iterator[int]:
    place = page.find(words)
    while place >= 0:
        end = place + len(words)
        if not (_joined(page[place - 1 : place], words[0]) or _joined(words[-1], page[end : end + 1])):
            yield place
        place = page.find(words, place + 1)


def _joined(left: str, right: str) -> bool:
    # Within one word; scripts without case are mostly written without spaces, so they have no such inside.
    return all(mark.isdigit() or mark.lower() != mark.upper() for mark in (left, right)) and bool(left and right)


def _lower(mark: str) -> str:
    # One character stays one character, or the offsets would drift ("\u0130" is two in lower case).
    lower = mark.lower()
    return lower if len(lower) == 1 else mark

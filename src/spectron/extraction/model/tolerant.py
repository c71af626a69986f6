"""Reading JSON as models write it: with comments, single quotes, missing or doubled commas, and no end."""

import json
import re
from typing import Any

MOST_DEPTH = 24
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*.*?(?:\*/|\Z))*", re.DOTALL)
_BARE = re.compile(r"[^\s,:\[\]{}\"']+")
_CLOSERS = {'"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019"}
_AFTER_TEXT = frozenset(",:}]")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_WORDS = {"true": True, "false": False, "null": None, "none": None, "undefined": None}


class Cut(dict[str, Any]):
    """An object that the text ended in: it holds the members that were whole."""


class Unreadable(Exception):
    """There is no JSON here that can be made sense of."""


class _Ended(Exception):
    """The text ended inside a value that cannot be kept in part."""


def read_json(text: str, start: int = 0) -> Any:
    """The value that begins at `start`; what stands behind it is not looked at.

    A list that the text ends in keeps its whole items, an object becomes a `Cut`. Raises Unreadable, and nothing else.
    """
    try:
        return _Reader(text, start).value(0)
    except _Ended:
        raise Unreadable("the answer is cut off before its first whole value") from None


class _Reader:
    """One pass over a text, from left to right."""

    def __init__(self, text: str, place: int) -> None:
        self.text = text
        self.place = place

    def value(self, depth: int) -> Any:
        mark = self._next()
        if depth > MOST_DEPTH:
            raise Unreadable("the answer is nested too deep")
        if mark == "{":
            return self._object(depth)
        if mark == "[":
            return self._list(depth)
        return self._string(mark) if mark in _CLOSERS else self._bare()

    def _next(self) -> str:
        """The next mark that counts."""
        found = _SPACE.match(self.text, self.place)
        self.place = found.end() if found else self.place
        if self.place >= len(self.text):
            raise _Ended
        return self.text[self.place]

    def _object(self, depth: int) -> dict[str, Any]:
        self.place += 1
        members: dict[str, Any] = {}
        try:
            while (mark := self._next()) not in "}]":
                if mark == ",":
                    self.place += 1
                    continue
                name = self._string(mark) if mark in _CLOSERS else str(self._bare())
                if self._next() != ":":
                    raise Unreadable(f"a colon is missing near {self.text[self.place : self.place + 20]!r}")
                self.place += 1
                members[name] = self._member(depth)
        except _Ended:
            return Cut(members)
        self.place += mark == "}"
        return members

    def _member(self, depth: int) -> Any:
        """A member's value; none at all counts as null."""
        return None if self._next() in ",}" else self.value(depth + 1)

    def _list(self, depth: int) -> list[Any]:
        self.place += 1
        items: list[Any] = []
        try:
            while (mark := self._next()) not in "}]":
                if mark in ",:":
                    self.place += 1
                else:
                    items.append(self.value(depth + 1))
        except _Ended:
            return items
        self.place += mark == "]"
        return items

    def _string(self, mark: str) -> str:
        """A string up to a closing mark with something after it that can follow a string: inner marks are words."""
        closer, letters = _CLOSERS[mark], []
        self.place += 1
        while self.place < len(self.text):
            letter = self.text[self.place]
            if letter == "\\":
                letters.append(self._escape())
            elif letter in (closer, mark) and self._closes():
                self.place += 1
                return "".join(letters)
            else:
                letters.append(letter)
                self.place += 1
        raise _Ended

    def _closes(self) -> bool:
        found = _SPACE.match(self.text, self.place + 1)
        after = found.end() if found else self.place + 1
        return after >= len(self.text) or self.text[after] in _AFTER_TEXT or "\n" in self.text[self.place : after]

    def _escape(self) -> str:
        letter = self.text[self.place + 1 : self.place + 2]
        digits = self.text[self.place + 2 : self.place + 6]
        if letter == "u" and re.fullmatch(r"[0-9a-fA-F]{4}", digits):
            self.place += 6
            return chr(int(digits, 16))
        self.place += 2
        return _ESCAPES.get(letter, letter)

    def _bare(self) -> Any:
        """A number, a word of JSON or of Python, or any other word without quotes."""
        found = _BARE.match(self.text, self.place)
        if found is None:
            raise Unreadable(f"nothing can be read near {self.text[self.place : self.place + 20]!r}")
        self.place = found.end()
        word = found.group()
        if word.lower() in _WORDS:
            return _WORDS[word.lower()]
        try:
            return json.loads(word)
        except ValueError:
            return word

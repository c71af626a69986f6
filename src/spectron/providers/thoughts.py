"""Leaving out what a model thinks aloud before its answer."""

_OPEN, _CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Passes an answer on as it comes, without a `<think>…</think>` that it begins with."""

    def __init__(self) -> None:
        """Begin before the first letter."""
        self.thought = False
        self._held = ""
        self._state = "start"

    def feed(self, text: str) -> str:
        """What of this, and of what was held back, belongs to the answer."""
        if self._state == "answer":
            return text
        self._held += text
        if self._state == "start":
            self._begin()
        if self._state == "thinking":
            self._think()
        if self._state == "gap":
            self._held = self._held.lstrip()
            self._state = "answer" if self._held else "gap"
        return self.finish() if self._state == "answer" else ""

    def finish(self) -> str:
        """What was held back when the answer ended, if it belongs to it."""
        told, self._held = ("" if self._state == "thinking" else self._held), ""
        return told

    def _begin(self) -> None:
        begun = self._held.lstrip()
        if begun.startswith(_OPEN):
            self._state, self._held, self.thought = "thinking", begun[len(_OPEN) :], True
        elif not _OPEN.startswith(begun):
            self._state = "answer"

    def _think(self) -> None:
        _, closed, after = self._held.partition(_CLOSE)
        if closed:
            self._state, self._held = "gap", after
        else:
            self._held = self._held[-len(_CLOSE) :]

"""Sentences quoted in an answer: who said them, when, and which dates their words mean."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from spectron.domain.conversation import Role, Turn
from spectron.domain.recall import DateNote
from spectron.domain.temporal import name_day
from spectron.retrieval.quoting import annotate

_BEFORE_DATE = re.compile(r"^(?:on|for|by|in|at|until|since|from) ", re.IGNORECASE)
_DATE = re.compile(r"(?:\d{1,2} )?[A-Z][a-z]+ \d{4}$")

NoteDates: TypeAlias = Callable[[str, datetime], Sequence[DateNote]]
"""The dates that the words of a text mean that was said at an instant."""


def note_nothing(text: str, said_at: datetime) -> Sequence[DateNote]:
    """No dates: the words stand as they were said."""
    del text, said_at
    return ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence of a turn that answers a question; `share` is how many of the question's words it holds, 0 to 1."""

    text: str
    turn: Turn
    share: float


def _shorten(note: DateNote, text: str) -> DateNote:
    """A note without what the words say themselves: "last Sunday (30 June 2024)", "3 August (2025)"."""
    date, words = note.text.split(",")[0], _BEFORE_DATE.sub("", text[note.start : note.end])
    return replace(note, text=date.removeprefix(f"{words} "))


def cite(quoted: Quoted, note: NoteDates = note_nothing) -> str:
    """The sentence as it was said, with who said it and when, and the dates that its words mean where they differ."""
    turn, who, said = quoted.turn, _who(quoted.turn), name_day(quoted.turn.said_at)
    notes = [_shorten(one, quoted.text) for one in note(quoted.text, turn.said_at) if one.text != said]
    text = annotate(quoted.text, notes)
    return f"On {said} {who} said: \u201c{text}\u201d"


def cite_dated(quoted: Quoted, note: NoteDates) -> str:
    """The same for a question that asks when: the date comes first where the words mean one, and another than today."""
    turn = quoted.turn
    dates = [one.text.split(",")[0] for one in note(quoted.text, turn.said_at)]
    if len(dates) != 1 or dates[0] == name_day(turn.said_at) or not _DATE.match(dates[0]):
        return cite(quoted, note)
    when = f"On {dates[0]}" if dates[0][0].isdigit() else f"In {dates[0]}"
    return f"{when}: {_who(turn)} said \u201c{quoted.text}\u201d"


def _who(turn: Turn) -> str:
    """Who said something, as the user would be told."""
    if turn.role is Role.USER:
        return turn.name or "you"
    return {Role.ASSISTANT: "I", Role.SYSTEM: "the system"}.get(turn.role, turn.name or "a tool")

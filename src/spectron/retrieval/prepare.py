"""What search keeps of a turn."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from spectron.domain.conversation import Role, Turn
from spectron.domain.recall import DateNote, Passage
from spectron.retrieval.words import stems

RECIPE = 1
"""Rises whenever `prepare` or `pieces` would give something else: what was kept by an older recipe is made anew."""

PIECE_WORDS = 100
_SPEAKERS = {Role.USER: "User", Role.ASSISTANT: "Assistant", Role.SYSTEM: "System", Role.TOOL: "Tool"}
_TIME = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|since|recently|soon|ago|last|next"
    r"|(?:day|week|weekend|month|year|hour|minute)s?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|(?:19|20)\d\d|\d+(?:st|nd|rd|th)|\d{1,2}:\d\d)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?\n]*")


def prepare(turn: Turn, notes: Sequence[DateNote] = ()) -> Passage:
    """What is kept of a turn to find it by: linear in its length.

    The stems are those of the day it was said on, of the speaker's name, of the words, and of the dates that the words
    mean, so that "14 July" finds a turn that says "last Friday".
    """
    speaker = turn.name or _SPEAKERS[turn.role]
    dated = " ".join(note.text for note in notes)
    return Passage(
        turn=turn.id,
        session=turn.session_id,
        seq=turn.seq,
        role=turn.role,
        speaker=speaker,
        said_at=turn.said_at,
        stems=tuple(stems(f"{name_day(turn.said_at)} {speaker} {turn.content} {dated}")),
        notes=tuple(notes),
        features=_count(turn.content, notes),
    )


def pieces(text: str) -> list[str]:
    """What is embedded of a turn: its bare words, at most a hundred at a time; nothing of a text without words."""
    words = text.split()
    return [" ".join(words[start : start + PIECE_WORDS]) for start in range(0, len(words), PIECE_WORDS)]


def name_day(instant: datetime) -> str:
    """A day as one would say it: "7 May 2023"."""
    return f"{instant.day} {instant:%B} {instant.year}"


def _count(text: str, notes: Sequence[DateNote]) -> Mapping[str, float]:
    """`words`: how many there are; `told`: how many outside of questions; `timed`: 1 where words of time occur."""
    told = sum(len(one.split()) for one in _SENTENCE.findall(text) if not one.rstrip().endswith("?"))
    return {
        "words": float(len(text.split())),
        "told": float(told),
        "timed": float(bool(notes) or _TIME.search(text) is not None),
    }

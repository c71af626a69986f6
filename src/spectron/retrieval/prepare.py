"""What search keeps of a turn."""

import re
from collections.abc import Mapping, Sequence

from spectron.domain.conversation import Role, Turn
from spectron.domain.recall import DateNote, Passage
from spectron.domain.temporal import name_day
from spectron.domain.usage import RESPONDER
from spectron.retrieval.words import stems

RECIPE = 4
"""Rises whenever `prepare` or `pieces` would give something else: what was kept by an older recipe is made anew."""

PIECE_WORDS = 100
QUESTION_WORDS = 16
"""A question of so many words tells as much as it asks: "I moved to Lyon in May, have no doctor yet, can you ...?"."""

SPEAKERS = {Role.USER: "User", Role.ASSISTANT: "Assistant", Role.SYSTEM: "System", Role.TOOL: "Tool"}

_LEAST_WORDS = 3
_TIME = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|since|recently|soon|ago|last|next"
    r"|(?:day|week|weekend|month|year|hour|minute)s?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
    r"|january|february|march|april|june|july|august|september|october|november|december"
    r"|spring|summer|autumn|winter|(?:19|20)\d\d|\d+(?:st|nd|rd|th)|\d{1,2}:\d\d)\b",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.!?\n\u3002\uff01\uff1f]+[.!?\n\u3002\uff01\uff1f]*")
_WORD = re.compile(r"\S+")
_QUESTION = ("?", "\uff1f")
# A capital behind a small letter or a comma; whoever is spoken to stands behind a comma and before a mark.
_NAME = re.compile(r"(?<=[a-z,;:] )(?!I\b)[A-Z][\w'\u2019]+|\"[^\"]+\"|\u201c[^\u201d]+\u201d")
_ADDRESS = re.compile(r"(?:,|\b(?i:hey|hi|hello|thanks|thank you|wow|yeah|yes|yep|no|bye)) [A-Z]\w+(?=[,.!?])")


def prepare(turn: Turn, notes: Sequence[DateNote] = ()) -> Passage:
    """What is kept of a turn to find it by: linear in its length.

    The stems are those of the day it was said on, of the speaker's name, of the words, and of the dates that the words
    mean, so that "14 July" finds a turn that says "last Friday".
    """
    speaker = turn.name or SPEAKERS[turn.role]
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
        features={**_count(turn.content, notes), "echo": float(is_echo(turn))},
    )


def pieces(text: str) -> list[str]:
    """What is embedded of a turn, bare of speaker and date: first all of its words, at most a hundred at a time.

    Behind them stand the sentences of a turn of one piece that has several. Nothing of a text without words.
    """
    whole = cut_up(text)
    if len(whole) != 1:
        return whole
    sentences = [one.strip() for one in _SENTENCE.findall(text) if len(one.split()) >= _LEAST_WORDS]
    return whole + sentences if len(sentences) > 1 else whole


def cut_up(text: str) -> list[str]:
    """All of the words of a text, a hundred at a time."""
    words = text.split()
    return [" ".join(words[start : start + PIECE_WORDS]) for start in range(0, len(words), PIECE_WORDS)]


def piece_ends(text: str) -> list[int]:
    """Where in a text each of the pieces ends that it is cut up into, with the space behind it; none without words."""
    words = len(text.split())
    if words <= PIECE_WORDS:
        return [len(text)] if words else []
    starts = [word.start() for word in _WORD.finditer(text)]
    return [*starts[PIECE_WORDS::PIECE_WORDS], len(text)]


def count_pieces(words: float) -> int:
    """How many of the pieces of a turn with so many words are its text cut up; those behind them are sentences."""
    return -(-int(words) // PIECE_WORDS)


def _count(text: str, notes: Sequence[DateNote]) -> Mapping[str, float]:
    """Numbers about the words.

    `words`: how many there are; `told`: how many outside of short questions; `timed`: 1 where words of time occur;
    `asks`: 1 for a turn of one piece that holds a short question; `names`: 1 where something but whom it is said to is
    called by a name or quoted.
    """
    words = len(text.split())
    asked = sum(_count_asked(one) for one in _SENTENCE.findall(text))
    return {
        "words": float(words),
        "told": float(words - asked),
        "timed": float(bool(notes) or _TIME.search(text) is not None),
        "asks": float(asked > 0 and words < PIECE_WORDS),
        "names": float(_NAME.search(_ADDRESS.sub(",", text)) is not None),
    }


def _count_asked(sentence: str) -> int:
    """The words of a short question; 0 for any other sentence."""
    count = len(sentence.split())
    return count if sentence.rstrip().endswith(_QUESTION) and count < QUESTION_WORDS else 0


def is_echo(turn: Turn) -> bool:
    """Whether a turn only says again what is in memory: the built-in responder knows nothing else."""
    usage = turn.metadata.get("usage")
    return turn.role is Role.ASSISTANT and isinstance(usage, Mapping) and usage.get("model") == RESPONDER

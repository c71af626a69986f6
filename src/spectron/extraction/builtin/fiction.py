"""Whether a turn plays a part or tells a tale, so that nothing in it is meant as a fact."""

import re

from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.words import listed

_REACH = 4
_TASK = re.compile(
    r"(?i)\b(?:translate|proofread|summari[sz]e|rewrite|rephrase|paraphrase|fix|correct|edit|review|analy[sz]e|improve|polish|"
    r"shorten)\b[^.!?\n]{0,60}:\s"
)
_CAST = re.compile(r"(?:\b[Yy]ou(?: are|'re)|(?:^|[.!,] )[Bb]e) [A-Z][a-z]+(?:,| and) (?!right|not|but)")
_OWN = re.compile(r"\bmy (?!name\b|character\b)|\bthanks\b|\bthank you\b")


def is_fiction(turn: Turn, window: Window) -> bool:
    """Whether the turn, or the play it continues, is make-believe or a text handed over for work."""
    if turn.role is Role.TOOL or turn.role is Role.SYSTEM:
        return False
    own = _marks(turn.content)
    if own is not None:
        return own
    for earlier in list(reversed(window.turns))[:_REACH]:
        if earlier.role is Role.USER:
            marked = _marks(earlier.content)
            if marked is not None:
                return marked and _continues(turn)
    return False


def _marks(text: str) -> bool | None:
    """True where a text opens a fiction, False where it leaves one, None where it says nothing of it."""
    folded = text[:2000].lower().replace("\u2019", "'")
    if any(word in folded for word in listed("real_life")):
        return False
    if any(word in folded for word in listed("fiction")) or _TASK.search(text[:2000]) or _CAST.search(text[:200]):
        return True
    return None


def _continues(turn: Turn) -> bool:
    """Whether a turn after the opening of a fiction is still part of it."""
    return turn.role is Role.ASSISTANT or not _OWN.search(turn.content.lower())

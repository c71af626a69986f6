"""Whether a turn plays a part, tells a tale or hands a text over for work, so that nothing in it is meant as a fact."""

import re
from enum import StrEnum
from functools import lru_cache

from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.lexis.words import listed

_SEEN = 2000  # characters in which a turn shows what it is
_TASK = re.compile(
    r"\b(?:translate|proofread|summari[sz]e|rewrite|rephrase|reword|paraphrase|fix|correct|edit|review|analy[sz]e|"
    r"improve|polish|shorten|put|turn|make|change|check)\b[^.!?\n:]{0,60}:\s"
)
_ORDER = re.compile(
    r"\b(?:write|make up|invent|compose|tell|give|show|draft)\b (?:me |us |my \w+ )?(?:\w+ ){0,3}?"
    r"(?:poem|haiku|limerick|sonnet|story|tale|scene|dialogue|lyrics|bio|example|examples|joke|riddle|rap|fable|monologue|"
    r"advert|ad|speech|sketch|fairy tale)\b"
)
_CAST = re.compile(
    r"\byou(?: are|'re) (?:(?:a|an|the) [^.!?\n]{2,60}?(?:,| and) (?:and )?i(?:'m| am)\b|going to be (?:a|an|the) )"
)
_NAMED_CAST = re.compile(r"(?:\b[Yy]ou(?: are|'re)|(?:^|[.!,] )[Bb]e) [A-Z][a-z]+(?:,| and) (?!right|not|but)")
_RESUMED = re.compile(
    r"\b(?:(?:let's|lets|shall we|can we) (?:continue|resume|play|carry on)|back to) (?:with |out |on )?"
    r"(?:a |an |the |our |your )?(?:new )?(?:story|scene|game|adventure|role-?play|campaign|tale|quest|improv)\b"
    r"|\blet's play\b[.,!:]"
)
_SCREENPLAY = re.compile(r"^(?:INT|EXT)\.? [A-Z]", re.MULTILINE)
_LINES = re.compile(r"^[A-Z][A-Z' ]{2,30}(?: \([^)\n]{1,30}\))?:?\s*$", re.MULTILINE)
_OWN = re.compile(r"\bmy (?!name\b|character\b)|\bthanks\b|\bthank you\b")
_FIRST_PERSON = re.compile(r"\b(?:i|i'm|i've|i'd|im|ive|we|we're|we've|my|our)\b")
_QUOTATION = re.compile(r"[\"\u201c\u00ab][^\"\u201d\u00bb\n]{20,}[\"\u201d\u00bb]")


class Frame(StrEnum):
    """What a turn announces for itself and those after it."""

    PLAY = "play"  # a part is played until somebody leaves the play
    ORDER = "order"  # a text is asked for, or handed over: what comes back is none of anybody's facts
    LIFE = "life"  # real life again


def is_fiction(turn: Turn, window: Window) -> bool:
    """Whether the turn, or the play it continues, is make-believe or a text handed over for work."""
    if turn.role not in (Role.USER, Role.ASSISTANT):
        return False
    own = _find_frame(turn.content[:_SEEN])
    if own is not None and (turn.role is Role.USER or own is not Frame.ORDER):
        return own is not Frame.LIFE
    told = [one for one in reversed(window.turns) if one.role is Role.USER]
    if turn.role is Role.ASSISTANT and told and _QUOTATION.search(told[0].content[:_SEEN]):
        return True  # it gives back what was quoted: a translation, a correction
    for earlier in told:
        frame = _find_frame(earlier.content[:_SEEN])
        if frame is not None:
            return frame is not Frame.LIFE and _continues(turn, frame)
    return False


@lru_cache(maxsize=512)  # each turn is looked at once for itself, and again for the turns after it
def _find_frame(text: str) -> Frame | None:
    """What the beginning of a turn announces; None where it says nothing of it."""
    seen = text.replace("\u2019", "'")
    folded = seen.lower()
    if any(word in folded for word in listed("real_life")):
        return Frame.LIFE
    if _RESUMED.search(folded) or any(word in folded for word in listed("plays")) or _is_cast(seen, folded):
        return Frame.PLAY
    if _TASK.search(folded) or _ORDER.search(folded) or any(word in folded for word in listed("fiction")):
        return Frame.ORDER
    return None


def _is_cast(seen: str, folded: str) -> bool:
    """Whether parts are given out, or the text is set as a screenplay."""
    if _CAST.search(folded[:400]) or _NAMED_CAST.search(seen[:200]):
        return True
    return bool(_SCREENPLAY.search(seen)) or len(_LINES.findall(seen)) > 1


def _continues(turn: Turn, frame: Frame) -> bool:
    """Whether a turn after such an announcement is still part of it."""
    folded = turn.content.lower().replace("\u2019", "'")
    return turn.role is Role.ASSISTANT or not (_FIRST_PERSON if frame is Frame.ORDER else _OWN).search(folded)

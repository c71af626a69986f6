"""A guess at the tense around each token, from auxiliaries and the shape of verbs, without tagging parts of speech."""

from enum import StrEnum

from spectron.extraction.dates.dated import ends_phrase
from spectron.extraction.dates.tokens import Kind, Tokens
from spectron.extraction.dates.words import load_words


class Aspect(StrEnum):
    """How the verb next to an expression stands in time; the present may lie ahead ("the exam is on Friday")."""

    PAST = "past"
    PERFECT = "perfect"
    FUTURE = "future"
    PRESENT = "present"
    UNKNOWN = "unknown"


_BREAKS = frozenset(".!?;\n")
_HAVE = frozenset({"have", "has", "'ve", "'s", "haven", "hasn", "ve", "ive", "weve", "been", "s"})
_BE = frozenset(
    {"am", "is", "are", "'m", "'re", "'s", "be", "being", "im", "isn", "aren", "get", "gets", "getting", "not"}
)
_WHO = frozenset({"i", "we", "he", "she", "they"})
_EITHER_TENSE = frozenset(
    {"put", "read", "cut", "let", "set", "quit", "hurt", "cost", "bet", "split", "spread", "shed", "beat"}
)
_NEAR = 7
_SHIFTED = frozenset(
    {"moved", "pushed", "postponed", "delayed", "shifted", "changed", "brought", "put", "rescheduled", "extended"}
)
_LAID_DOWN = frozenset(
    {"booked", "scheduled", "planned", "fixed", "arranged", "reserved", "set", "invited", "signed", "down", "due"}
)
_COPULA = frozenset({"is", "are", "'s", "'re", "isn"})
_NOT_PAST = frozenset(
    {"need", "speed", "feed", "seed", "bed", "red", "indeed", "exceed", "weed", "shed", "hundred", "wed"}
)


def read_aspects(tokens: Tokens) -> tuple[Aspect, ...]:
    """The aspect at every token: that of the nearest verb to its left in the sentence, else to its right."""
    cues = [_read_cue(tokens, place) for place in range(len(tokens.items))]
    broken = [token.low in _BREAKS for token in tokens.items]
    before = _carry(cues, broken)
    after = _carry(cues[::-1], broken[::-1])[::-1]
    weak = (Aspect.UNKNOWN, Aspect.PRESENT)
    return tuple(
        left if left not in weak else right if right is not Aspect.UNKNOWN else left
        for left, right in zip(before, after, strict=True)
    )


def read_aspect_at(tokens: Tokens, aspects: tuple[Aspect, ...], place: int) -> Aspect:
    """The aspect that counts for an expression beginning here.

    "Is" right before it decides ("it is on Friday"), and so does what was laid down in the past for later: "moved to 3
    November", "booked it for 12 July".
    """
    led_by = {tokens.low(place), tokens.low(place - 1)}
    if tokens.low(place - 1) in _COPULA:
        return Aspect.PRESENT
    lately = {tokens.low(place - back) for back in range(1, _NEAR)}
    if ("to" in led_by and lately & _SHIFTED) or ("for" in led_by and lately & _LAID_DOWN):
        return Aspect.FUTURE
    return aspects[place]


def _carry(cues: list[Aspect], broken: list[bool]) -> list[Aspect]:
    carried: list[Aspect] = []
    last = Aspect.UNKNOWN
    for cue, stop in zip(cues, broken, strict=True):
        # "She is moving": the copula is the weaker witness and never hides a verb.
        if stop:
            last = Aspect.UNKNOWN
        elif cue is not Aspect.UNKNOWN and (cue is not Aspect.PRESENT or last is Aspect.UNKNOWN):
            last = cue
        carried.append(last)
    return carried


def _read_cue(tokens: Tokens, place: int) -> Aspect:
    token = tokens.at(place)
    if token.kind is not Kind.WORD:
        return Aspect.UNKNOWN
    before = {tokens.low(place - 1), tokens.low(place - 2)}
    if token.low == "been":
        return Aspect.PAST if "had" in before else Aspect.PERFECT
    regular = len(token.low) > 3 and token.low.endswith("ed") and token.low not in _NOT_PAST
    listed = load_words("tense").get(token.low)
    if token.low == "'s" and not ends_phrase(tokens, place + 1):
        return Aspect.UNKNOWN  # "my sister's", not "she's"
    if regular or listed == Aspect.PAST:
        return _read_past(before, held=token.low == "got")
    if token.low.endswith("ing") and len(token.low) > 4 and (before & _BE or tokens.opens(place)):
        return Aspect.FUTURE if "been" not in before and not before & {"was", "were"} else Aspect.UNKNOWN
    if listed:
        return Aspect(listed)
    return Aspect.PRESENT if _is_plain_present(tokens, place) else Aspect.UNKNOWN


def _is_plain_present(tokens: Tokens, place: int) -> bool:
    """Whether a word that no list knows stands right behind "I" or "she", as the verb in "we sail on Friday" does."""
    low = tokens.low(place)
    return tokens.low(place - 1) in _WHO and low.isalpha() and low not in _EITHER_TENSE


def _read_past(before: set[str], *, held: bool) -> Aspect:
    if before & {"'ve", "have", "has", "ive"} and held:
        return Aspect.FUTURE  # "I've got a flight on Friday"
    if before & _HAVE and not before & {"is", "'m", "am", "are"}:
        return Aspect.PERFECT
    return Aspect.PRESENT if before & _BE else Aspect.PAST

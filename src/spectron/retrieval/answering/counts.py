"""How many there are."""

from collections.abc import Sequence

from spectron.domain.graph import DoubtKind
from spectron.domain.responder import Answered
from spectron.retrieval.answering.ground import Ground, find_doubt, know
from spectron.retrieval.answering.phrasing import capital, join
from spectron.retrieval.answering.selection import Told, at_time, of_any_key
from spectron.retrieval.answering.values import keep_kind

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def tell_count(ground: Ground) -> Answered | None:
    """The number that was told, or the number of those that are known by name."""
    question = ground.question
    told = at_time(keep_kind(ground, of_any_key(ground.told, question.keys)), question, ground.now)
    stem = (question.kind or "").split(" ")[-1][:5]
    stated = [one for one in told if one.fact.object is None and _has_number(one.value)]
    fitting = [one for one in stated if stem and stem in one.value.lower()]
    listed = [one for one in told if one not in stated]
    values = list(dict.fromkeys(one.value for one in listed))
    if fitting and len(values) <= _count(fitting[-1].value):
        has = "have" if ground.who in ("you", "I") else "has"
        return know(f"{capital(ground.who)} {has} {_value(fitting[-1])}{_named(values)}.", [*fitting[-1:], *listed])
    if values:
        return know(f"{capital(_spell(len(values)))} that I know of: {join(values)}.", listed)
    denied = find_doubt(ground, DoubtKind.NEGATED)
    return Answered(f"None: you said \u201c{denied.quote.text or denied.text}\u201d", True) if denied else None


def _value(told: Told) -> str:
    return told.value.removeprefix("have ")


def _named(values: Sequence[str]) -> str:
    return f": {join(values)}" if values else ""


def _spell(number: int) -> str:
    """A number in words and figures: "two (2)"."""
    return f"{_NUMBERS[number]} ({number})" if number < len(_NUMBERS) else str(number)


def _has_number(value: str) -> bool:
    return _count(value) > 0


def _count(value: str) -> int:
    """The first number in a value, 0 where it has none."""
    for word in value.lower().split():
        if word.isdecimal():
            return int(word)
        if word in _NUMBERS:
            return _NUMBERS.index(word)
    return 0

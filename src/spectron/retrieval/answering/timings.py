"""Since when, until when, and when."""

from collections.abc import Sequence
from datetime import datetime

from spectron.domain.responder import Answered
from spectron.domain.temporal import name_day
from spectron.retrieval.answering.declining import decline
from spectron.retrieval.answering.ground import Ground, know
from spectron.retrieval.answering.phrasing import tell
from spectron.retrieval.answering.selection import Told, has_value, of_any_key
from spectron.retrieval.answering.times import is_dated
from spectron.retrieval.answering.values import is_past, state

_BELONGING = frozenset({"works_at", "organisation", "studied_at", "member_of"})
"""Keys of one who is at a place or in a group, in whatever role: "since when am I at the hospital?"."""


def _find(ground: Ground) -> Sequence[Told]:
    """The facts of the value that the question names, or all of its keys."""
    told = of_any_key(ground.told, ground.question.keys)
    value = ground.question.value
    if value is None:
        return told
    same = [one for one in told if has_value(one, value)]
    belongs = bool(_BELONGING & set(ground.question.keys))
    return same or [one for one in ground.told if belongs and one.key in _BELONGING and has_value(one, value)]


def tell_since(ground: Ground) -> Answered | None:
    """Since when something holds, or when it began."""
    told = _find(ground)
    held = [one for one in told if one.at(ground.now)] or told
    dated = [one for one in held if is_dated(one.fact, one.said)]
    if not dated:
        return None
    one = dated[-1]
    return know(state(ground, [one]), [one])


def tell_undated(ground: Ground) -> Answered | None:
    """That something holds, where nobody told since when."""
    told = _find(ground)
    held = [one for one in told if one.at(ground.now)] or told
    if not held:
        return None
    one = held[-1]
    fact = tell(one.key, [one.value], ground.who, is_past(one, ground.now))
    text = f"{decline('when that began')} On {name_day(one.fact.recorded_at)} you told me that {fact}."
    return know(text, [one], known=False)


def tell_until(ground: Ground) -> Answered | None:
    """Until when something held, or when it ended."""
    ended = [one for one in _find(ground) if one.fact.valid.end is not None]
    if not ended:
        return None
    one = ended[-1]
    return know(state(ground, [one]), [one])


def tell_when(ground: Ground) -> Answered | None:
    """When something is, or was: a birthday, an appointment, a plan."""
    told = of_any_key(ground.told, ground.question.keys)
    names = {part for name in ground.question.names for part in name.lower().split()}
    wanted = [forms for forms in ground.question.terms if forms[0] not in names]
    fitting = [one for one in told if all(_mentions(one, forms) for forms in wanted)]
    lasting = [one for one in fitting if not one.fact.timeless]
    chosen = lasting[-1:] or _nearest(fitting, ground.now)
    return know(state(ground, chosen), chosen) if chosen else None


def _mentions(told: Told, forms: Sequence[str]) -> bool:
    text = f"{told.value} {told.key.replace('_', ' ')} {told.fact.quote.text}".lower()
    return any(form in text for form in forms)


def _nearest(told: Sequence[Told], now: datetime) -> Sequence[Told]:
    """What lies ahead first, else what was last."""
    ahead = [one for one in told if one.fact.valid.start is not None and one.fact.valid.start >= now]
    return [min(ahead, key=lambda one: one.fact.valid.start or now)] if ahead else told[-1:]

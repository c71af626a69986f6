"""The order in which signals were shown: by when they were said, then by turn, then by their place in it."""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Any

from spectron.domain.behaviour import Observed, S
from spectron.domain.conversation import Role
from spectron.domain.estimates import MOST_TURNS
from spectron.domain.ids import TurnId

as_said = attrgetter("said_at", "turn_id", "place")


def shown_by_user(signals: Iterable[Observed[S]], at: datetime) -> list[Observed[S]]:
    """What the user showed up to an instant, in the order it was said."""
    return sorted((one for one in signals if one.role is Role.USER and one.said_at <= at), key=as_said)


def latest_turns(shown: Iterable[Observed[Any]]) -> tuple[TurnId, ...]:
    """The last turns of these signals, each once, in the order they are given in."""
    return tuple(dict.fromkeys(one.turn_id for one in shown))[-MOST_TURNS:]

"""How two stand to each other, in one to three plain sentences."""

from collections.abc import Sequence
from datetime import datetime

from spectron.domain.estimates import RegardChange, Side
from spectron.domain.temporal import name_day

_WARMTH = ((0.5, "is close to"), (0.2, "is warm towards"), (0.05, "is friendly towards"))
_COLDNESS = ((-0.5, "is set against"), (-0.2, "is at odds with"), (-0.05, "is cool towards"))
_NEITHER = "is neutral towards"
_TRUSTED = 0.15
_MOST_LATE = 2


def tell_relationship(
    names: tuple[str, str], sides: tuple[Side, Side], since: datetime | None, latest: Sequence[RegardChange]
) -> str:
    """Who, since when, how warm, and what moved it last; `names` and `sides` are the user's and the agent's.

    `latest` are the changes, latest first. Without any signal, one sentence says so.
    """
    user, agent = names
    if since is None:
        return f"Nothing has shown yet how {user} and {agent} stand to each other."
    told = [
        f"{_open(user)} and {agent} have known each other since {name_day(since)}.",
        f"{_open(user)} {_judge(sides[0], agent)}; {agent} {_judge(sides[1], user)}.",
    ]
    whose = {"user": user, "agent": agent}
    late = [f"{one.reason} ({whose[one.side]}, {name_day(one.at)})" for one in latest[:_MOST_LATE]]
    return " ".join([*told, f"Lately: {', '.join(late)}."] if late else told)


def _judge(side: Side, other: str) -> str:
    """How warm one side is towards the other, and whether it trusts."""
    warm = next((words for least, words in _WARMTH if side.love >= least), "")
    cold = next((words for most, words in _COLDNESS if side.love <= most), "")
    trusting = " and trusts" if side.trust >= _TRUSTED else " and distrusts" if side.trust <= -_TRUSTED else ""
    return f"{warm or cold or _NEITHER}{trusting} {other}"


def _open(name: str) -> str:
    return name[:1].upper() + name[1:]

"""What was observed of the users that a question is about."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Connection

from spectron.domain.access import Access
from spectron.domain.agents import Pair
from spectron.domain.behaviour import Observed, S, Signal
from spectron.domain.conversation import Role
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.service.agents.pairs import find_pairs
from spectron.service.agents.witnessing import Witness

T = TypeVar("T")
Seen: TypeAlias = Sequence[Observed[Any]]


@dataclass(frozen=True, slots=True)
class About:
    """Whom a question of an agent is about, None for every user of it, and as of when, None for now."""

    agent: str
    user: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """Something that is believed of a user; of None, where it is believed of all users together."""

    user: str | None
    value: T


@dataclass(frozen=True, slots=True)
class Observations:
    """What was observed of each pair up to an instant: the one asked for, or now, or the last word if that is later.

    `user` is the one that was asked about, None for every one.
    """

    at: datetime
    user: str | None
    pairs: Sequence[tuple[Pair, Seen]]

    def of(self, kind: type[S], pair: Pair | None = None) -> Sequence[Observed[S]]:
        """What users showed of one kind: of one pair, or of all."""
        chosen = [one for owner, seen in self.pairs if pair in (None, owner) for one in seen]
        return [one for one in chosen if one.role is Role.USER and isinstance(one.signal, kind)]

    def each(self, kind: type[S], fold: Callable[[Sequence[Observed[S]], datetime], Sequence[T]]) -> list[Held[T]]:
        """What a fold makes of each user's own signals of a kind."""
        return [Held(pair.user, one) for pair, _ in self.pairs for one in fold(self.of(kind, pair), self.at)]


def observe(
    conn: Connection, access: Access, about: About, kinds: Collection[type[Signal]], witness: Witness, now: datetime
) -> Observations:
    """Read the signals of these kinds of everybody that a question is about."""
    pairs = find_pairs(conn, access, about.agent, about.user)
    looked = ((pair, witness.look(conn, access.context_id, pair)) for pair in pairs)
    seen = [(pair, shown.of(kinds, None, about.at)) for pair, shown in looked]
    last = max((found[-1].said_at for _, found in seen if found), default=now)
    user = about.user or access.clamp.get(SPEAKER_DIMENSION)
    return Observations(about.at or max(now, last), user, seen)

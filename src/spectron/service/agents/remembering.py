"""The facts that an agent has of its users, each as a sentence with where it comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from spectron.domain.agents import Pair
from spectron.domain.candidate import SPEAKER
from spectron.domain.graph import Fact
from spectron.domain.ids import ContextId, EntityId, FactId
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.domain.text import fold
from spectron.retrieval.telling import bundle, mark, say, type_of
from spectron.storage.queries.beliefs import last_instant
from spectron.storage.queries.neighbourhood import entities_by_id
from spectron.storage.queries.remembered import (
    Listed,
    display_name,
    list_facts,
    owners_of,
    principals_of,
    sessions_of,
)
from spectron.storage.queries.views import facts_by_id


@dataclass(frozen=True, slots=True)
class Remembered:
    """One sentence: the facts in it, of which the first stands for all, the session that told it, and whose it is.

    `user` is None for what belongs to no user, such as what all users of an agent share.
    """

    facts: Sequence[Fact]
    text: str
    type: str
    session: str | None
    user: str | None


def list_remembered(
    conn: Connection, ctx: ContextId, pairs: Sequence[Pair], at: datetime | None, now: datetime
) -> Sequence[Sequence[Listed]]:
    """What is remembered of these pairs as of an instant, the most important first, of equals the newest.

    What makes one sentence stands together.
    """
    scopes = sorted({one.id for pair in pairs for one in pair.seen})
    instant = at or max(filter(None, (now, last_instant(conn, ctx, scopes))))
    together: dict[tuple[str, ...], list[Listed]] = {}
    for one in list_facts(conn, ctx, scopes, instant, at):
        together.setdefault(mark(one.id, one.entity, one.turn, one.role, one.kind), []).append(one)
    return list(together.values())


def read_remembered(
    conn: Connection, ctx: ContextId, pairs: Sequence[Pair], listed: Sequence[Sequence[Listed]]
) -> Sequence[Remembered]:
    """A part of such a list in full."""
    ids = [one.id for some in listed for one in some]
    facts = {one.id: one for one in facts_by_id(conn, ctx, ids)}
    bundles = [[facts[one.id] for one in some] for some in listed]
    owners = {one.id: one.scope_id for some in listed for one in some}
    return _tell(conn, ctx, pairs, bundles, owners)


def tell_facts(conn: Connection, ctx: ContextId, pairs: Sequence[Pair], facts: Iterable[Fact]) -> Sequence[Remembered]:
    """Facts in their order as sentences."""
    bundles = bundle(facts)
    return _tell(conn, ctx, pairs, bundles, owners_of(conn, ctx, [one.id for some in bundles for one in some]))


def facts_of_user(
    conn: Connection, ctx: ContextId, pair: Pair, known_at: datetime | None, instant: datetime
) -> Sequence[Fact]:
    """What is believed at `known_at` of the user themselves, in the scopes that name them, and holds at an instant."""
    listed = list_facts(conn, ctx, {one.id for one in pair.own}, instant, known_at)
    people = principals_of(conn, ctx, {one.entity for one in listed}, SPEAKER_DIMENSION)
    ids = [one.id for one in listed if one.entity in people]
    return facts_by_id(conn, ctx, ids)


def _tell(
    conn: Connection,
    ctx: ContextId,
    pairs: Sequence[Pair],
    bundles: Sequence[Sequence[Fact]],
    owners: Mapping[FactId, str],
) -> Sequence[Remembered]:
    users = {one.id: one.get(SPEAKER_DIMENSION) for pair in pairs for one in pair.seen}
    every = [one for some in bundles for one in some]
    whose = {one.entity: users.get(owners.get(one.id, "")) for one in every}
    labels = _name(conn, ctx, pairs, every, whose)
    told = sessions_of(conn, ctx, {one.source.turn_id for one in every})
    return [
        Remembered(
            facts=some,
            text=say(some, labels),
            type=type_of(some[0]),
            session=told.get(some[0].source.turn_id),
            user=users.get(owners.get(some[0].id, "")),
        )
        for some in bundles
    ]


def _name(
    conn: Connection,
    ctx: ContextId,
    pairs: Sequence[Pair],
    facts: Sequence[Fact],
    whose: Mapping[EntityId, str | None],
) -> Mapping[EntityId, str]:
    """What everything is called; a user who told no name goes by the one that they were announced under."""
    found = entities_by_id(conn, ctx, {name for one in facts for name in (one.entity, one.object) if name})
    labels = {one.id: one.label for one in found}
    bare = {one.id: whose.get(one.id) for one in found if one.principal == SPEAKER}
    nameless = {one: user for one, user in bare.items() if user and fold(labels[one]) == fold(user)}
    announced = {pair.user: display_name(conn, ctx, pair.scope.id) for pair in pairs if pair.user in nameless.values()}
    return labels | {one: name for one, user in nameless.items() if (name := announced.get(user))}

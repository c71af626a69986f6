"""How the users of an agent feel and are, and how they and the agent stand to each other, as of any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy import Connection

from spectron.behaviour.goals import list_goals
from spectron.behaviour.habits import find_habits
from spectron.behaviour.interests import rate_interests
from spectron.behaviour.moments import find_moments
from spectron.behaviour.mood import settle_mood, trace_mood
from spectron.behaviour.personality import estimate_personality, find_shifts
from spectron.behaviour.relationship import estimate_relationship
from spectron.behaviour.themes import find_themes
from spectron.domain.access import Access
from spectron.domain.agents import Identity
from spectron.domain.behaviour import Activity, Affect, Engagement, GoalStep, Observed, Regard, Signal, TraitCue
from spectron.domain.estimates import (
    Goal,
    Habit,
    Interest,
    Mood,
    MoodChange,
    Personality,
    Relationship,
    Shift,
    SignificantMoment,
    Theme,
)
from spectron.domain.graph import Fact
from spectron.domain.temporal import Clock
from spectron.service.agents.mood import AT_REST
from spectron.service.agents.observing import About, Held, Observations, observe
from spectron.service.agents.remembering import facts_of_user
from spectron.service.agents.witnessing import Witness
from spectron.storage.ports import Store
from spectron.storage.queries.identities import find_identity
from spectron.storage.queries.remembered import display_name


@dataclass(frozen=True, slots=True)
class Estimates:
    """Folds what is kept in one store."""

    store: Store
    clock: Clock
    witness: Witness

    async def mood(self, access: Access, about: About) -> tuple[Mood, MoodChange | None, str | None]:
        """The mood of a user, or of all together, what moved it last, and whose it is."""
        found = await self._observe(access, about, Affect)
        affects = found.of(Affect)
        changes = trace_mood(affects, AT_REST)
        return settle_mood(changes, found.at, AT_REST), changes[-1] if changes else None, found.user

    async def mood_changes(
        self, access: Access, about: About, since: datetime | None, until: datetime | None
    ) -> Sequence[Held[MoodChange]]:
        """Every turn that moved a mood in `[since, until)`, latest first."""
        found = await self._observe(access, about, Affect)

        def trace(affects: Sequence[Observed[Affect]], _at: datetime) -> Sequence[MoodChange]:
            return trace_mood(affects, AT_REST)

        changes = [one for one in found.each(Affect, trace) if _within(one.value.at, since, until)]
        return sorted(changes, key=lambda one: (one.value.at, one.value.turn_id), reverse=True)

    async def personality(self, access: Access, about: About) -> tuple[Personality, Identity, str | None]:
        """What a user's words show of their personality, or those of all users together; the agent, and which user."""

        def read(conn: Connection) -> tuple[Observations, Identity | None]:
            found = observe(conn, access, about, [TraitCue], self.witness, self.clock())
            return found, find_identity(conn, access.context_id, about.agent)

        found, identity = await self.store.read(read)
        return estimate_personality(found.of(TraitCue), found.at), identity or Identity(), found.user

    async def shifts(self, access: Access, about: About) -> Sequence[Held[Shift]]:
        """Traits that turned out other than they were thought, latest first."""
        found = await self._observe(access, about, TraitCue)
        return sorted(found.each(TraitCue, find_shifts), key=lambda one: one.value.at, reverse=True)

    async def habits(self, access: Access, about: About, zone: tzinfo) -> Sequence[Held[Habit]]:
        """What users do again and again, each one's strongest first; days are those of a time zone."""
        found = await self._observe(access, about, Activity)
        return found.each(Activity, lambda seen, at: find_habits(seen, at.astimezone(zone)))

    async def goals(self, access: Access, about: About) -> Sequence[Held[Goal]]:
        """What users want to reach, and what became of it."""
        return (await self._observe(access, about, GoalStep)).each(GoalStep, list_goals)

    async def interests(self, access: Access, about: About) -> Sequence[Held[Interest]]:
        """Which topics occupy users."""
        return (await self._observe(access, about, Engagement)).each(Engagement, rate_interests)

    async def themes(self, access: Access, about: About) -> Sequence[Held[Theme]]:
        """The emotional tones of users, each one's strongest first."""
        return (await self._observe(access, about, Affect)).each(Affect, find_themes)

    async def moments(self, access: Access, about: About) -> Sequence[Held[SignificantMoment]]:
        """Moments of users that stand out, latest first."""

        def read(conn: Connection) -> tuple[Observations, dict[str, Sequence[Fact]]]:
            found = observe(conn, access, about, [Affect], self.witness, self.clock())
            ctx, at = access.context_id, found.at
            return found, {pair.scope.id: facts_of_user(conn, ctx, pair, about.at, at) for pair, _ in found.pairs}

        found, facts = await self.store.read(read)
        held = [
            Held(pair.user, one)
            for pair, _ in found.pairs
            for one in find_moments(found.of(Affect, pair), facts[pair.scope.id], found.at)
        ]
        return sorted(held, key=lambda one: (one.value.at, one.value.turn_id), reverse=True)

    async def relationships(self, access: Access, about: About) -> Sequence[Held[Relationship]]:
        """How each user and the agent stand to each other."""

        def read(conn: Connection) -> tuple[Observations, dict[str, str]]:
            found = observe(conn, access, about, [Regard, Affect], self.witness, self.clock())
            scopes = [pair.scope.id for pair, _ in found.pairs]
            return found, {one: display_name(conn, access.context_id, one) or "" for one in scopes}

        found, names = await self.store.read(read)
        made = []
        for pair, seen in found.pairs:
            regards = [one for one in seen if isinstance(one.signal, Regard)]
            affects = [one for one in seen if isinstance(one.signal, Affect)]
            name = names[pair.scope.id] or pair.user
            made.append(Held(pair.user, estimate_relationship(regards, affects, found.at, name, pair.agent)))
        return made

    async def _observe(self, access: Access, about: About, *kinds: type[Signal]) -> Observations:
        return await self.store.read(lambda conn: observe(conn, access, about, kinds, self.witness, self.clock()))


def _within(at: datetime, since: datetime | None, until: datetime | None) -> bool:
    return (since is None or since <= at) and (until is None or at < until)

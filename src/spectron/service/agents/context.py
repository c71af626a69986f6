"""Everything that an agent is given before it speaks: who it is, whom it talks to, and what bears on the matter."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Connection

from spectron.behaviour.notices import is_pending
from spectron.behaviour.style import describe_style
from spectron.domain.access import Access
from spectron.domain.agents import Identity, Pair
from spectron.domain.conversation import Role, Session, Turn
from spectron.domain.errors import BadValue
from spectron.domain.estimates import NoticeStatus, Summary
from spectron.domain.graph import Fact, Instruction, Priority
from spectron.domain.ids import ContextId
from spectron.domain.library import Excerpt
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION
from spectron.domain.temporal import Clock, read_zone
from spectron.retrieval.facts import moment_of
from spectron.retrieval.telling import type_of
from spectron.service.agents.notices import Item, list_items
from spectron.service.agents.pairs import pair_of
from spectron.service.agents.recollecting import call_to_mind, come_first, standing_facts
from spectron.service.agents.recording import find_spot
from spectron.service.agents.remembering import Remembered, tell_facts
from spectron.service.agents.sketching import Names, Sketch, sketch
from spectron.service.agents.summaries import read_summaries
from spectron.service.agents.witnessing import Witness
from spectron.service.finding import FACT, TURN, Heard, present_of
from spectron.service.library import Library
from spectron.service.recall import Recall, Sought
from spectron.service.warm import Warm
from spectron.storage.ports import Store
from spectron.storage.queries import identities, remembered

MOST_FACTS = 20
MOST_PREFERENCES = 30
MOST_TURNS = 20
MOST_EXCERPTS = 5
MOST_MESSAGES = 200  # from which the style of someone is told


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agent asks before it speaks; without a user it is the user of the session."""

    agent: str
    user: str | None = None
    session: str | None = None
    query: str = ""
    language: str | None = None
    timezone: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """A fact that is given along, and how much it bears on the query; None where it is there for its weight or news."""

    remembered: Remembered
    score: float | None


@dataclass(frozen=True, slots=True)
class Enriched:
    """What an agent is given, in the words of the domain."""

    pair: Pair
    session: Session | None
    at: datetime
    zone: tzinfo
    language: str | None
    identity: Identity
    sketch: Sketch
    facts: Sequence[Loaded]
    preferences: Sequence[Remembered]
    behaviors: Sequence[str]
    notices: Sequence[Item]
    summaries: Sequence[Summary]
    turns: Sequence[Turn]
    states: Mapping[str, Any]
    instructions: Sequence[Instruction]
    excerpts: Sequence[Excerpt] = ()


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where a question is asked: the two who speak, their session if one is named, what the user is called."""

    pair: Pair
    session: Session | None
    name: str
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class Contexts:
    """Gathers what agents are given from one store."""

    store: Store
    recall: Recall
    library: Library
    clock: Clock
    witness: Witness

    async def enrich(self, access: Access, asked: Asked) -> Enriched:
        """What an agent is given as things stand now; it waits for nothing that is still to be learned.

        Raises BadValue where neither user nor session is named, NotFound for a session that was never started.
        """
        setting = await self.store.read(lambda conn: _find_setting(conn, access, asked))
        kinds = frozenset({FACT, TURN} if asked.query.strip() else {FACT})
        looking = self.recall.look(
            access,
            (setting.pair,),
            Sought(asked.query, kinds=kinds),
            lambda conn, warm, heard: _gather(conn, access, _Look(asked, setting, warm, heard), self.witness),
        )
        consulting = self.library.consult(access, setting.pair.scope, asked.query, MOST_EXCERPTS)
        found, excerpts = await asyncio.gather(looking, consulting)
        return replace(found, excerpts=excerpts)


@dataclass(frozen=True, slots=True)
class _Look:
    """A question in its setting, and the view that answers it."""

    asked: Asked
    setting: _Setting
    warm: Warm
    heard: Heard

    @property
    def pair(self) -> Pair:
        """The two who speak."""
        return self.setting.pair


def _find_setting(conn: Connection, access: Access, asked: Asked) -> _Setting:
    session = find_spot(conn, access, asked.agent, asked.user, asked.session) if asked.session else None
    user = asked.user or (session.scope if session else access.clamp).get(SPEAKER_DIMENSION)
    if user is None:
        raise BadValue.at("user_id", "name a user, or a session of one")
    pair = pair_of(access, asked.agent, user)
    settings = session.settings if session else {}
    announced = settings.get("user_display_name")
    name = announced or remembered.display_name(conn, access.context_id, pair.scope.id) or user
    named = asked.timezone or settings.get("timezone")
    return _Setting(pair, session, name, read_zone(named, "timezone") if named else UTC)


def _gather(conn: Connection, access: Access, look: _Look, witness: Witness) -> Enriched:
    """All of it from one snapshot of the store, but for the knowledge base."""
    ctx, pair, setting = access.context_id, look.pair, look.setting
    shown = witness.look(conn, ctx, pair)
    at = max([present_of(look.warm, look.heard), *(one.said_at for one in shown.signals[-1:])])
    names = Names(setting.name, pair.agent)
    turns = _recent(conn, ctx, look)
    return Enriched(
        pair=pair,
        session=setting.session,
        at=at,
        zone=setting.zone,
        language=_language(look, turns),
        identity=identities.find_identity(conn, ctx, pair.agent) or Identity(),
        sketch=sketch(shown, _of_user(look), at, setting.zone, names),
        facts=_load(conn, ctx, look),
        preferences=_prefer(conn, ctx, look),
        behaviors=describe_style(remembered.user_messages(conn, ctx, {one.id for one in pair.own}, MOST_MESSAGES)),
        notices=_bring_up(conn, access, pair, at),
        summaries=read_summaries(conn, ctx, (pair, shown), at, setting.zone),
        turns=turns,
        states=identities.list_states(conn, ctx, [one for one in pair.seen if one.get(AGENT_DIMENSION)]),
        instructions=sorted(look.warm.rules.values(), key=_by_force),
    )


def _load(conn: Connection, ctx: ContextId, look: _Look) -> Sequence[Loaded]:
    """The facts that the query calls to mind, then the weightiest and newest."""
    known = _standing(look)
    called = call_to_mind(look.warm, look.heard) if look.asked.query.strip() else ()
    scores = {one.fact.id: one.score for one in called}
    facts = [*(one.fact for one in called[: 2 * MOST_FACTS]), *come_first(known)[: 2 * MOST_FACTS]]
    told = tell_facts(conn, ctx, [look.pair], {one.id: one for one in facts}.values())
    return [Loaded(one, max(scores.get(each.id, 0.0) for each in one.facts) or None) for one in told[:MOST_FACTS]]


def _prefer(conn: Connection, ctx: ContextId, look: _Look) -> Sequence[Remembered]:
    """What the user likes and does not like, the newest first."""
    mine = [one for one in _of_user(look) if type_of(one) == "preference"]
    newest = sorted(mine, key=lambda one: (-one.revision, one.id))[:MOST_PREFERENCES]
    return tell_facts(conn, ctx, [look.pair], newest)


def _of_user(look: _Look) -> Sequence[Fact]:
    """What stands of the user."""
    people = look.warm.facts.principals.get(SPEAKER_DIMENSION, ())
    return [one for one in _standing(look) if one.entity in people]


def _standing(look: _Look) -> Sequence[Fact]:
    moment = moment_of(look.heard.sought.viewpoint, present_of(look.warm, look.heard))
    return standing_facts(look.warm, moment)


def _bring_up(conn: Connection, access: Access, pair: Pair, at: datetime) -> Sequence[Item]:
    """What is to be brought up, now or later."""
    waiting = list_items(conn, access, pair.scope, NoticeStatus.SCHEDULED, at)
    return [one for one in waiting if one.notice.due_at > at or is_pending(one.notice, at)]


def _recent(conn: Connection, ctx: ContextId, look: _Look) -> Sequence[Turn]:
    """The last messages of the session, or of the one that the two had last."""
    named = look.setting.session
    session_id = named.id if named else remembered.last_session(conn, ctx, look.pair.scope.id)
    if session_id is None:
        return ()
    return remembered.last_turns(conn, ctx, session_id, look.pair.scope, MOST_TURNS)


def _language(look: _Look, turns: Sequence[Turn]) -> str | None:
    """The language to speak: the one asked for, or of the session, or that the user wrote last."""
    settings = look.setting.session.settings if look.setting.session else {}
    written = (one.language for one in reversed(turns) if one.role is Role.USER and one.language not in (None, "und"))
    return look.asked.language or settings.get("language") or next(written, None)


def _by_force(one: Instruction) -> tuple[int, int]:
    return list(Priority).index(one.priority), -one.revision

"""What was said between an agent and a user of late, in a few sentences."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

from sqlalchemy import Connection

from spectron.behaviour.foresight import Told, look_ahead
from spectron.behaviour.summaries import Ahead, Chronicle, Lesson, Spoken, summarise
from spectron.domain.agents import Pair
from spectron.domain.behaviour import Engagement, Occasion
from spectron.domain.conversation import Role
from spectron.domain.estimates import Summary
from spectron.domain.ids import ContextId
from spectron.service.agents.remembering import tell_facts
from spectron.service.agents.witnessing import Witnessed
from spectron.service.zones import session_zones
from spectron.storage.queries.chronicle import facts_since, names_of_sessions, spoken_since

REACH = timedelta(weeks=8)
MOST_TURNS = 1_000
MOST_FACTS = 100


def read_summaries(
    conn: Connection, ctx: ContextId, shown: tuple[Pair, Witnessed], at: datetime, zone: tzinfo
) -> Sequence[Summary]:
    """The summaries of a pair and all that it showed, as of an instant: of sessions, days and weeks, the latest first.

    A session is named as its caller knows it.
    """
    pair, witnessed = shown
    scopes, since = [one.id for one in pair.own], at - REACH
    spoken = [Spoken(*row) for row in spoken_since(conn, ctx, scopes, since, at, MOST_TURNS)]
    told = tell_facts(conn, ctx, [pair], facts_since(conn, ctx, scopes, since, at, MOST_FACTS))
    lessons = [
        Lesson(one.text, max(each.importance for each in one.facts), one.facts[0].source.turn_id) for one in told
    ]
    occasions = witnessed.of([Occasion], since, at)
    zones = session_zones(conn, ctx, {one.session_id for one in occasions})
    outlook = look_ahead([Told(one, zones[one.session_id]) for one in occasions], zone)
    chronicle = Chronicle(
        spoken=spoken,
        lessons=lessons,
        engagements=[one for one in witnessed.of([Engagement], since, at) if one.role is Role.USER],
        moods=[one for one in witnessed.moods if since <= one.at],
        ahead=[Ahead(one.subject, one.due_at, one.turn_id) for one in outlook.foreseen if one.due_at > at],
    )
    found = summarise(chronicle, at, zone)
    names = names_of_sessions(conn, ctx, {one.session_id for one in found if one.session_id})
    return [replace(one, session_id=names.get(one.session_id)) if one.session_id else one for one in found]

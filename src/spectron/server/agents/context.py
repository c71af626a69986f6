"""What an agent is given before it speaks: `/api/v1/agents/{agent_id}/context`."""

from fastapi import APIRouter, Request

from spectron.domain.conversation import Turn
from spectron.domain.errors import BadValue
from spectron.domain.graph import Instruction
from spectron.domain.naming import LONGEST_ID
from spectron.domain.temporal import iso
from spectron.server.agents import lives, present, shapes
from spectron.server.agents.questions import USER_DOC, ZONE_DOC
from spectron.server.agents.requests import AgentId, InAgentContext
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import check_length, parameters, problems
from spectron.server.library import excerpt
from spectron.server.requests import check_query, memory_of, read_user
from spectron.service.agents.context import Asked, Enriched
from spectron.service.agents.observing import Held
from spectron.wire import context as wire
from spectron.wire.base import ID_PATTERN

_USER = {**USER_DOC, "required": True, "description": "Whose; the user of the session, or of the key, goes without."}
_SESSION = {
    "name": "session_id",
    "in": "query",
    "required": False,
    "description": "The session that is about to go on: its last messages are given along.",
    "schema": {"type": "string", "pattern": ID_PATTERN, "maxLength": LONGEST_ID},
}
_QUERY = {
    "name": "query",
    "in": "query",
    "required": False,
    "description": "What it is about: steers which facts are loaded, and is asked of the knowledge base.",
    "schema": {"type": "string"},
}
_LANGUAGE = {
    "name": "language",
    "in": "query",
    "required": False,
    "description": "The language to speak, a BCP 47 code; else that of the session, or that the user wrote last.",
    "schema": {"type": "string", "minLength": 1, "maxLength": wire.LONGEST_LANGUAGE},
}
_ZONE = {**ZONE_DOC, "description": "The user's time zone by its IANA name; else that of the session, or UTC."}

router = APIRouter(prefix="/api/v1/agents/{agent_id}", tags=["agents"], route_class=StrictRoute)


@router.get(
    "/context",
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    openapi_extra=parameters(_USER, _SESSION, _QUERY, _LANGUAGE, _ZONE),
)
async def get_context(request: Request, access: InAgentContext, agent_id: AgentId) -> wire.EnrichedContext:
    """Everything that bears on what the agent says next, in one flat object; it waits for no extraction."""
    check_query(request, "user_id", "session_id", "query", "language", "timezone")
    query = request.query_params
    check_length(query.get("query", ""), "query")
    language = query.get("language")
    if language is not None and not 0 < len(language) <= wire.LONGEST_LANGUAGE:
        raise BadValue.at("language", "expected a BCP 47 code such as en or pt-BR")
    asked = Asked(
        agent=agent_id,
        user=read_user(request),
        session=query.get("session_id"),
        query=query.get("query", ""),
        language=language,
        timezone=query.get("timezone"),
    )
    return show_context(await memory_of(request).contexts.enrich(access, asked))


def show_context(one: Enriched) -> wire.EnrichedContext:
    """What an agent is given, as one flat object."""
    user, sketch = one.pair.user, one.sketch
    drawn = shapes.personality(sketch.personality, one.identity, user)
    return wire.EnrichedContext(
        personality_prompt=one.identity.personality_prompt,
        bio=one.identity.bio,
        speech_patterns=list(one.identity.speech_patterns),
        true_interests=list(one.identity.true_interests),
        true_dislikes=list(one.identity.true_dislikes),
        agent_big5=drawn.agent_big5,
        big5=drawn.big5,
        dimensions=drawn.dimensions,
        preferences=[present.fact(each) for each in one.preferences],
        behaviors=list(one.behaviors),
        recent_personality_shifts=[shapes.shift(Held(user, each)) for each in sketch.shifts],
        significant_moments=[lives.moment(Held(user, each)) for each in sketch.moments],
        active_goals=[lives.goal(Held(user, each)) for each in sketch.goals],
        habits=[lives.habit(Held(user, each)) for each in sketch.habits],
        current_mood=shapes.mood(sketch.mood, sketch.last, user),
        emotional_state=wire.EmotionalState(
            label=sketch.mood.label,
            trend=sketch.trend.value,
            themes=[lives.theme(Held(user, each)) for each in sketch.themes],
        ),
        loaded_facts=[present.loaded(each) for each in one.facts],
        long_term_summaries=[lives.summary(each) for each in one.summaries],
        proactive_memories=[shapes.notice(each, one.at) for each in one.notices],
        constellation_patterns=[lives.pattern(each) for each in sketch.patterns],
        relationship_narrative=sketch.relationship.narrative,
        chemistry_score=round(sketch.relationship.chemistry, shapes.DIGITS),
        love_from_agent=round(sketch.relationship.agent.love, shapes.DIGITS),
        love_from_user=round(sketch.relationship.user.love, shapes.DIGITS),
        knowledge=wire.KnowledgeResults(results=[excerpt(each) for each in one.excerpts]),
        recent_turns=[_turn(each) for each in one.turns],
        backend_context=dict(one.states),
        instructions=[_instruction(each) for each in one.instructions],
        agent_id=one.pair.agent,
        user_id=user,
        session_id=one.session.name if one.session else None,
        language=one.language,
        local_time=one.at.astimezone(one.zone).isoformat(),
    )


def _turn(one: Turn) -> wire.RecentTurn:
    return wire.RecentTurn(
        turn_id=one.id,
        role=one.role.value,
        content=one.content,
        name=one.name,
        tool_call_id=one.tool_call_id,
        tool_calls=[dict(call) for call in one.tool_calls],
        created_at=iso(one.said_at) or "",
    )


def _instruction(one: Instruction) -> wire.ContextInstruction:
    return wire.ContextInstruction(
        text=one.text,
        priority=one.priority.value,
        source_turn=one.source.turn_id,
        source_removed=one.quote.removed,
    )

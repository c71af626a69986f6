"""What became of messages, in the shapes of the wire."""

from spectron.domain.jobs import JobStatus
from spectron.server.agents.shapes import DIGITS
from spectron.service.agents.effects import Effects
from spectron.service.agents.intake import Taken
from spectron.service.agents.mood import MoodStep
from spectron.service.agents.transcripts import Processed
from spectron.wire import agent_sessions as wire


def turn(one: Taken) -> wire.AgentTurnTaken:
    """New messages that are stored."""
    return wire.AgentTurnTaken(
        success=True,
        mood=mood(one.mood),
        extraction_id=one.job_id,
        extraction_status=one.state.value,
        usage=wire.ModelUsed(model=one.chosen.model, resolved_from=one.chosen.resolved_from),
    )


def mood(one: MoodStep) -> wire.MoodDelta:
    """How far a mood moved; rounded, as the last digits of a sum of floats say nothing."""
    return wire.MoodDelta(
        valence=round(one.step.valence, DIGITS),
        arousal=round(one.step.arousal, DIGITS),
        tension=round(one.step.tension, DIGITS),
        affiliation=round(one.step.affiliation, DIGITS),
        reason=one.reason,
    )


def status(one: JobStatus) -> wire.ExtractionStatus:
    """How a job stands."""
    return wire.ExtractionStatus(
        extraction_id=one.job.id,
        state=one.job.state.value,
        error=one.job.error,
        attempts=one.job.attempts,
        turns=one.job.turns,
        learned=one.learned,
    )


def processed(one: Processed) -> wire.AgentProcessed:
    """A transcript that is learned."""
    return wire.AgentProcessed(
        success=True,
        facts_extracted=one.effects.facts,
        side_effects=side_effects(one.effects),
        session_id=one.recorded.session.name,
        usage=usage(one),
    )


def ended(one: Processed) -> wire.AgentEnded:
    """A session that ended with a transcript that is learned."""
    return wire.AgentEnded(
        success=True,
        async_=False,
        session_id=one.recorded.session.name,
        extraction_id=one.recorded.job_id,
        facts_extracted=one.effects.facts,
        side_effects=side_effects(one.effects),
        usage=usage(one),
    )


def side_effects(one: Effects) -> wire.SideEffects:
    """What turns showed of the user."""
    return wire.SideEffects(
        mood_updated=one.mood,
        personality_updated=one.personality,
        relationship_updated=one.relationship,
        habits_observed=one.habits,
        interests_detected=one.interests,
        goals_detected=one.goals,
        notices_scheduled=one.notices,
    )


def usage(one: Processed) -> wire.ProcessUsage:
    """Which model read a transcript, who named it, and what it took."""
    used = one.effects.usage
    return wire.ProcessUsage(
        model=one.recorded.chosen.model,
        resolved_from=one.recorded.chosen.resolved_from,
        calls=used.calls,
        prompt_tokens=used.prompt_tokens,
        completion_tokens=used.completion_tokens,
        cost_usd=used.cost_usd,
    )

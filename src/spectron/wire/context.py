"""What an agent is given before it speaks: one flat object in seven layers (docs/reference/http.md)."""

from typing import Any

from pydantic import JsonValue

from spectron.wire.agents import AgentFact
from spectron.wire.base import Answer
from spectron.wire.estimates import MoodInfo, NoticeInfo, ShiftInfo, TraitInfo
from spectron.wire.knowledge import PriorityName, RoleName
from spectron.wire.library import ExcerptInfo
from spectron.wire.living import GoalInfo, HabitInfo, MomentInfo, PatternInfo, SummaryInfo, ThemeInfo

LONGEST_LANGUAGE = 35  # RFC 5646 advises to provide for so many characters
MOST_QUERY = 200_000  # characters


class EmotionalState(Answer):
    """How a user feels in a word, which way it goes against a day ago, and the emotional tones of late."""

    label: str
    trend: str
    themes: list[ThemeInfo]


class LoadedFact(AgentFact):
    """A fact that is given along; `score` is null where it is there for its weight or its news."""

    score: float | None


class RecentTurn(Answer):
    """A message of the session, as it was said."""

    turn_id: str
    role: RoleName
    content: str
    name: str | None
    tool_call_id: str | None
    tool_calls: list[dict[str, Any]]
    created_at: str


class ContextInstruction(Answer):
    """A rule that the agent was given and that stands."""

    text: str
    priority: PriorityName
    source_turn: str
    source_removed: bool = False


class KnowledgeResults(Answer):
    """What the knowledge base says to the query."""

    results: list[ExcerptInfo]


class EnrichedContext(Answer):
    """Everything that bears on what an agent says next; where nothing is known a field is neutral or empty.

    Who the agent is: `personality_prompt` to `agent_big5`. Personality of the user: `big5`, `dimensions`,
    `preferences`, `behaviors`, `recent_personality_shifts`, `significant_moments`. What they are about:
    `active_goals`, `habits`. Mood: `current_mood`, `emotional_state`. Memory: `loaded_facts`, `long_term_summaries`,
    `recent_turns`, `instructions`. To bring up: `proactive_memories`, `constellation_patterns`. Relationship:
    `relationship_narrative` to `love_from_user`. `knowledge` is from the knowledge base, `backend_context` what the
    application stored. `local_time` is that of the user's zone.
    """

    personality_prompt: str
    bio: str
    speech_patterns: list[str]
    true_interests: list[str]
    true_dislikes: list[str]
    agent_big5: dict[str, float]
    big5: dict[str, TraitInfo]
    dimensions: dict[str, TraitInfo]
    preferences: list[AgentFact]
    behaviors: list[str]
    recent_personality_shifts: list[ShiftInfo]
    significant_moments: list[MomentInfo]
    active_goals: list[GoalInfo]
    habits: list[HabitInfo]
    current_mood: MoodInfo
    emotional_state: EmotionalState
    loaded_facts: list[LoadedFact]
    long_term_summaries: list[SummaryInfo]
    proactive_memories: list[NoticeInfo]
    constellation_patterns: list[PatternInfo]
    relationship_narrative: str
    chemistry_score: float
    love_from_agent: float
    love_from_user: float
    knowledge: KnowledgeResults
    recent_turns: list[RecentTurn]
    backend_context: dict[str, JsonValue]
    instructions: list[ContextInstruction]
    agent_id: str
    user_id: str
    session_id: str | None
    language: str | None
    local_time: str

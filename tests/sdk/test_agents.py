"""The agents' verbs of the client, in every form of it."""

from datetime import UTC, datetime, timedelta

import pytest
from awaited import learned

from spectron import NotFoundError, Spectron

pytestmark = pytest.mark.anyio

ORDER = [
    {"role": "user", "content": "Where did my last order ship from?"},
    {
        "role": "assistant",
        "tool_calls": [
            {"id": "call_1", "type": "function", "function": {"name": "order-lookup", "arguments": '{"limit":1}'}}
        ],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": '{"order_id":"42","origin":"Tokyo","carrier":"DHL"}'},
    {"role": "assistant", "content": "Your last order shipped from Tokyo via DHL."},
]


@pytest.mark.promise(79, 112)
async def test_a_session_is_a_handle_with_its_defaults(memory: Spectron):
    """It owns agent, user, session, provider and model; tools and names may be given or left out."""
    session = await memory.agents.sessions.start(
        "guide",
        user_id="alice",
        session_id="s-1",
        user_display_name="Alice",
        tool_definitions=[{"type": "function", "function": {"name": "order-lookup"}}],
        provider="builtin",
        model="rules",
        timezone="Europe/Berlin",
    )
    assert (session.agent_id, session.user_id, session.session_id) == ("guide", "alice", "s-1")
    assert (session.provider, session.model) == ("builtin", "rules")
    assert (await session.context()).local_time[-6:] in ("+01:00", "+02:00")
    plain = await memory.agents.sessions.start("guide", "alice")
    assert plain.session_id
    assert (plain.provider, plain.model) == (None, None)


@pytest.mark.promise(81, 95, 96, 98, 99, 100, 101, 106, 110, 111)
async def test_turn_by_turn(memory: Spectron):
    """Messages go in, the mood and the next context come back at once, and what they teach is there when it is done."""
    session = await memory.agents.sessions.start("guide", user_id="alice", session_id="s-1")
    before = await session.context(query="What should we talk about?")
    assert (before.loaded_facts, before.recent_turns, before.knowledge.results) == ([], [], [])
    said = [{"role": "user", "content": "I am so happy, I love hiking!"}, {"role": "assistant", "content": "Lovely!"}]
    first = await session.turn(messages=said, fetch_next_context={"query": "hiking"})
    assert (first.success, first.extraction_status) == (True, "queued")
    assert first.mood.valence > 0
    assert [one.content for one in first.next_context.recent_turns] == [one["content"] for one in said]
    assert set(type(first.next_context).model_fields) == set(type(before).model_fields)
    assert await learned(session, first.extraction_id) == "done"
    second = await session.turn(messages=ORDER)
    assert second.next_context is None
    assert await learned(session, second.extraction_id) == "done"
    after = await session.context(query="Where did my last order ship from?")
    assert "Order 42: origin Tokyo, carrier DHL" in after.loaded_facts[0].atomic_text
    hiking = await session.context(query="hiking")
    assert "hiking" in hiking.loaded_facts[0].atomic_text
    ended = await session.end(total_messages=6, duration_seconds=60)
    assert (ended.success, ended.async_, ended.session_id, ended.facts_extracted) == (True, False, "s-1", None)


@pytest.mark.promise(102, 103, 104, 105, 114, 116)
async def test_a_transcript_at_once(memory: Spectron):
    """It gets a session, tells how many facts it taught, and everything can be read right away."""
    said = [
        {"role": "user", "content": "I work at Acme and I love hiking. I am so happy today!"},
        {"role": "assistant", "content": "Good to hear."},
    ]
    result = await memory.agents.process("guide", user_id="alice", messages=said)
    assert result.success
    assert result.session_id
    assert result.facts_extracted >= 2
    assert result.side_effects.mood_updated
    facts = await memory.agents.memory.list("guide", user_id="alice")
    assert {"Alice works at Acme", "Alice likes hiking"} <= {one.atomic_text for one in facts}
    assert len(await memory.agents.memory.list("guide", user_id="alice", limit=1)) == 1
    found = await memory.agents.memory.search("guide", query="hiking")
    assert found[0].atomic_text == "Alice likes hiking"
    assert (await memory.agents.get_mood("guide", user_id="alice")).valence > 0
    [change] = await memory.agents.mood_history("guide", user_id="alice")
    assert change.delta.valence > 0


@pytest.mark.promise(115, 117, 118, 119)
async def test_every_read_has_a_verb(memory: Spectron):
    """Personality, goals, habits, interests, relationships and notifications, of a user or of all."""
    said = [
        "Thank you so much, I trust you.",
        "I run every Monday.",
        "I want to learn Spanish.",
        "I have a hike tomorrow.",
        "I love jazz.",
        "I'm a perfectionist. I always plan everything in detail. I'm very organised and tidy.",
        "I lost my job.",
    ]
    earlier = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    messages = [{"role": "user", "content": one, "at": earlier} for one in said]
    await memory.agents.process("guide", user_id="alice", messages=messages)
    agents = memory.agents
    assert set((await agents.personality.get("guide")).big5) >= {"openness", "neuroticism"}
    shifts = await agents.personality.get_recent_shifts("guide", user_id="alice")
    assert "conscientiousness" in {one.trait for one in shifts}
    assert all(one.reason for one in shifts)
    moments = await agents.personality.get_significant_moments("guide", user_id="alice")
    [lost] = [one for one in moments if one.kind == "lost work"]
    assert (lost.title, lost.user_id) == ("I lost my job", "alice")
    assert "gratitude" in {one.name for one in await agents.get_themes("guide", user_id="alice")}
    [habit] = await agents.list_habits("guide", user_id="alice")
    assert (habit.name, habit.stated, habit.user_id) == ("run", True, "alice")
    [goal] = await agents.list_goals("guide")
    assert "Spanish" in goal.text
    assert await agents.list_goals("guide", status="achieved") == []
    [jazz] = await agents.get_interests("guide")
    assert (jazz.topic, jazz.domain) == ("jazz", "music")
    [relationship] = await agents.get_relationships("guide")
    assert relationship.love_from_user > 0
    [hike] = [one for one in await agents.notifications.list("guide") if one.subject == "hike"]
    assert (hike.user_id, hike.status) == ("alice", "pending")
    assert hike.message
    assert (await agents.notifications.consume("guide", hike.message_id)).status == "consumed"
    assert hike.message_id not in {one.message_id for one in await agents.notifications.list("guide")}
    with pytest.raises(NotFoundError):
        await agents.notifications.consume("guide", hike.message_id)


@pytest.mark.promise(82, 94, 127)
async def test_identity_state_and_models(memory: Spectron):
    """What is set comes back, in the context too; the models are those that are there."""
    agents = memory.agents
    told = await agents.set_profile("guide", bio="A guide.", true_interests=("maps",), big5={"openness": 0.9})
    assert (told.bio, told.true_interests, told.big5) == ("A guide.", ["maps"], {"openness": 0.9})
    assert (await agents.get_profile("guide")).bio == "A guide."
    assert (await agents.set_state("guide", "level", 3)).user_id is None
    assert (await agents.set_state("guide", "level", [4], user_id="alice")).value == [4]
    assert (await agents.get_state("guide", "level")).value == 3
    context = await agents.context("guide", "alice")
    assert (context.bio, context.backend_context) == ("A guide.", {"level": [4]})
    await agents.delete_state("guide", "level", user_id="alice")
    with pytest.raises(NotFoundError):
        await agents.get_state("guide", "level", user_id="alice")
    assert (await agents.get_models("guide")).default_provider == "builtin"


async def test_agents_and_sessions_share_a_context(memory: Spectron):
    """What an agent learned is found by the other verbs of the same client."""
    await memory.agents.process("guide", user_id="alice", messages=[{"role": "user", "content": "I love hiking."}])
    session = await memory.sessions.create({"user": "alice", "agent": "guide"})
    assert (await session.search("hiking")).hits


@pytest.mark.promise(107, 108)
async def test_the_end_learns_what_was_not_sent_before(memory: Spectron):
    """With messages it is a transcript, of which what was taken already is not taken again."""
    session = await memory.agents.sessions.start("guide", user_id="alice", session_id="s-1")
    said = [{"role": "user", "content": "I love hiking."}, {"role": "assistant", "content": "Nice."}]
    first = await session.turn(messages=said)
    assert await learned(session, first.extraction_id) == "done"
    ended = await session.end(messages=[*said, {"role": "user", "content": "I work at Acme."}], total_messages=3)
    assert ended.facts_extracted == 1
    facts = await memory.agents.memory.list("guide", user_id="alice")
    assert sorted(one.atomic_text for one in facts) == ["Alice likes hiking", "Alice works at Acme"]


@pytest.mark.promise(109)
async def test_an_end_need_not_be_waited_for(memory: Spectron):
    """Without waiting the session has ended, and what was said is learned under the id that the answer names."""
    session = await memory.agents.sessions.start("guide", user_id="alice", session_id="s-1")
    ended = await session.end(messages=[{"role": "user", "content": "I work at Acme."}], wait=False)
    assert (ended.success, ended.async_, ended.facts_extracted) == (True, True, None)
    assert await learned(session, ended.extraction_id) == "done"
    assert [one.atomic_text for one in await memory.agents.memory.list("guide", user_id="alice")] == [
        "Alice works at Acme"
    ]

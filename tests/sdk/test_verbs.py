"""What every verb does, over HTTP, on a file, and in the blocking twins of both."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

import spectron
from spectron import ClientClosedError, ConflictError, NotFoundError

pytestmark = pytest.mark.anyio
ALICE = {"user": "alice"}


def value(state: spectron.State, key: str) -> str | None:
    """The value of one key in a state, None where there is none."""
    return next((one.value for one in state.identity.attributes if one.key == key), None)


async def test_session_is_opened_in_its_scope(memory: Any) -> None:
    """A new session is open and carries its scope and metadata."""
    session = await memory.sessions.create(scope={"user": "alice", "org": "acme"}, metadata={"channel": "web"})
    assert session.id.startswith("session:")
    assert session.scope == {"user": "alice", "org": "acme"}
    assert session.metadata == {"channel": "web"}
    assert session.status == "open"
    assert datetime.fromisoformat(session.created_at).tzinfo is not None


async def test_session_can_be_fetched(memory: Any) -> None:
    """A session fetched by its id is the one that was made."""
    made = await memory.sessions.create(ALICE)
    found = await memory.sessions.get(made.id)
    assert (found.id, found.scope, found.created_at) == (made.id, made.scope, made.created_at)


async def test_sessions_are_listed_newest_first(memory: Any) -> None:
    """A list of sessions holds those inside the scope, newest first, cut by limit and offset."""
    made = [(await memory.sessions.create(scope)).id for scope in (ALICE, {"user": "bob"}, ALICE)]
    assert [one.id for one in await memory.sessions.list()] == made[::-1]
    assert [one.id for one in await memory.sessions.list(scope=ALICE)] == [made[2], made[0]]
    assert [one.id for one in await memory.sessions.list(limit=1, offset=1)] == [made[1]]


async def test_listed_session_takes_turns(memory: Any) -> None:
    """What a list returns are handles, as good as those that were made."""
    await memory.sessions.create(ALICE)
    (session,) = await memory.sessions.list()
    learned = await session.turn("user", "I live in Berlin.")
    assert learned.turn_id.startswith("turn:")


async def test_turn_tells_what_it_taught(memory: Any) -> None:
    """A turn answers with a typed result: attributes with their words, and an empty list where nothing was said."""
    session = await memory.sessions.create(ALICE)
    learned = await session.turn(role="user", content="I live in Berlin.")
    assert isinstance(learned, spectron.TurnResult)
    (place,) = [one for one in learned.attributes if one.key == "location"]
    assert (place.value, place.source_turn) == ("Berlin", learned.turn_id)
    assert "I live in Berlin."[place.quote.start : place.quote.end] == place.quote.text
    assert learned.corrections == []


async def test_turn_that_contradicts_is_a_correction(memory: Any) -> None:
    """The second of two places corrects the first and names both."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    learned = await session.turn("user", "I moved to Munich.")
    (correction,) = learned.corrections
    assert (correction.previous.value, correction.current.value) == ("Berlin", "Munich")
    assert correction.current.source_turn == learned.turn_id


async def test_turn_keeps_all_parts_of_a_message(memory: Any) -> None:
    """Name, tool call id, tool calls, metadata and time come back as they were sent."""
    session = await memory.sessions.create(ALICE)
    calls = [{"id": "call_1", "type": "function", "function": {"name": "orders", "arguments": "{}"}}]
    await session.turn("assistant", tool_calls=calls)
    await session.turn(
        "tool", "No orders.", name="orders", tool_call_id="call_1", metadata={"ms": 12}, at="2026-03-02T09:15:00Z"
    )
    asked, answered = await session.turns()
    assert (asked.role, asked.content, asked.tool_calls) == ("assistant", "", calls)
    assert (answered.name, answered.tool_call_id, answered.metadata) == ("orders", "call_1", {"ms": 12})
    assert answered.created_at == "2026-03-02T09:15:00Z"


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 2, 9, 15, tzinfo=UTC),
        datetime(2026, 3, 2, 11, 15, tzinfo=timezone(timedelta(hours=2))),
        "2026-03-02T09:15:00Z",
        "2026-03-02T11:15:00+02:00",
    ],
)
async def test_turn_is_said_at_the_instant_given(memory: Any, at: Any) -> None:
    """An aware datetime and its text in any zone are the same instant."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "Hello.", at=at)
    assert [turn.created_at for turn in await session.turns()] == ["2026-03-02T09:15:00Z"]


@pytest.mark.parametrize("at", [date(2026, 3, 1), "2026-03-01", "2026-03"])
async def test_date_is_its_first_instant(memory: Any, at: Any) -> None:
    """A day or a month without a time begins at midnight, UTC."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "Hello.", at=at)
    assert [turn.created_at for turn in await session.turns()] == ["2026-03-01T00:00:00Z"]


async def test_naive_datetime_is_refused_before_it_is_sent(memory: Any) -> None:
    """A datetime without a zone raises ValueError that names the argument, and records nothing."""
    session = await memory.sessions.create(ALICE)
    naive = datetime(2026, 3, 2)  # noqa: DTZ001 - the mistake is what is tested
    with pytest.raises(ValueError, match="at has no time zone"):
        await session.turn("user", "Hello.", at=naive)
    with pytest.raises(ValueError, match="valid_at has no time zone"):
        await memory.state(valid_at=naive)
    with pytest.raises(ValueError, match="known_at has no time zone"):
        await memory.entities.list(known_at=naive)
    assert await session.turns() == []


async def test_turns_are_listed_in_order(memory: Any) -> None:
    """Turns come in the order they were said, all of them or a part."""
    session = await memory.sessions.create(ALICE)
    for number in range(5):
        await session.turn("user", f"Line {number}.")
    assert [turn.content for turn in await session.turns()] == [f"Line {number}." for number in range(5)]
    assert [turn.seq for turn in await session.turns(limit=2, offset=1)] == [2, 3]


async def test_state_at_two_instants(memory: Any) -> None:
    """`valid_at` asks where she lived then, and the default where she lives now."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.", at="2026-03-02")
    await session.turn("user", "I moved to Munich.", at="2026-05-11")
    assert value(await session.state(), "location") == "Munich"
    assert value(await session.state(valid_at="2026-04"), "location") == "Berlin"
    assert value(await memory.state(valid_at=datetime(2026, 4, 1, tzinfo=UTC)), "location") == "Berlin"


async def test_known_at_asks_what_was_believed(memory: Any) -> None:
    """Before the first turn nothing was known."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    assert value(await session.state(known_at="2020"), "location") is None
    assert await memory.entities.list(known_at="2020") == []


async def test_state_takes_the_scope_of_the_session_used_last(memory: Any) -> None:
    """Without a scope the session created or fetched last decides; the empty scope is the whole context."""
    alice = await memory.sessions.create(ALICE)
    await alice.turn("user", "I live in Berlin.")
    bob = await memory.sessions.create({"user": "bob"})
    await bob.turn("user", "I live in Lyon.")
    assert value(await memory.state(), "location") == "Lyon"
    assert value(await memory.state(ALICE), "location") == "Berlin"
    assert len((await memory.state({})).identity.attributes) == 2
    await memory.sessions.get(alice.id)
    assert (await memory.state()).scope == ALICE
    assert [one.value for one in (await memory.profile()).dynamic if one.key == "location"] == ["Berlin"]


async def test_without_any_session_the_whole_context_is_meant(memory: Any) -> None:
    """A client that has opened no session asks about everything."""
    assert (await memory.state()).scope == {}


async def test_state_diff_tells_what_came_after_a_turn(memory: Any) -> None:
    """A diff holds the new value and the superseded one, and nothing from before."""
    session = await memory.sessions.create(ALICE)
    first = await session.turn("user", "I live in Berlin.")
    await session.turn("user", "I moved to Munich.")
    diff = await memory.state_diff(since=first.turn_id)
    assert [(one.value, one.previous_value) for one in diff.updated] == [("Munich", "Berlin")]
    assert [one.value for one in diff.superseded] == ["Berlin"]
    assert diff == await session.state_diff(since=first.turn_id)
    assert (await memory.state_diff(first.turn_id, scope={"user": "bob"})).updated == []


async def test_profile_as_fields_and_as_text(memory: Any) -> None:
    """A profile comes as typed lists, or as text for a prompt that holds the same values."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    profile = await session.profile()
    assert ("location", "Berlin") in [(one.key, one.value) for one in profile.dynamic]
    text = await memory.profile_text(scope=ALICE)
    assert isinstance(text, str)
    assert "Berlin" in text


async def test_entities_and_their_history(memory: Any) -> None:
    """An entity can be listed by type and fetched, and its history shows every version of a fact with its words."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    await session.turn("user", "I moved to Munich.")
    (alice,) = await memory.entities.list(type="person")
    assert await memory.entities.list(type="dinosaur") == []
    found = await memory.entities.get(alice.id)
    assert (found.id, [one.value for one in found.attributes if one.key == "location"]) == (alice.id, ["Munich"])
    history = await memory.entities.history(alice.id, key="location")
    assert {version.value for version in history.versions} == {"Berlin", "Munich"}
    assert history.corrections[0].previous.value == "Berlin"
    assert (await memory.entities.history(alice.id, key="shoe_size")).versions == []


async def test_same_idempotency_key_is_the_same_turn(memory: Any) -> None:
    """A message sent twice under one key is recorded once; another message under it is refused."""
    session = await memory.sessions.create(ALICE)
    first = await session.turn("user", "Hello.", idempotency_key="k-1")
    again = await session.turn("user", "Hello.", idempotency_key="k-1")
    assert again.turn_id == first.turn_id
    assert len(await session.turns()) == 1
    with pytest.raises(ConflictError):
        await session.turn("user", "Something else.", idempotency_key="k-1")


async def test_same_words_twice_are_two_turns(memory: Any) -> None:
    """Without a key of the caller's, saying a thing again is saying it again."""
    session = await memory.sessions.create(ALICE)
    first = await session.turn("user", "Hello.")
    assert (await session.turn("user", "Hello.")).turn_id != first.turn_id


async def test_closed_session_takes_no_turns(memory: Any) -> None:
    """After close the handle says so, the server refuses turns, and what was taught stays."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    await session.close()
    assert session.status == "closed"
    with pytest.raises(ConflictError):
        await session.turn("user", "I moved to Munich.")
    assert (await memory.sessions.get(session.id)).status == "closed"
    assert value(await memory.state(ALICE), "location") == "Berlin"


async def test_configuration_is_replaced(memory: Any) -> None:
    """What was put is what is got, as a typed value; a mapping is taken too."""
    assert (await memory.config.get()).entity_types == []
    wanted = spectron.ContextConfig(entity_types=[spectron.EntityTypeConfig(name="vehicle", description="a car")])
    assert await memory.config.put(wanted) == wanted
    assert await memory.config.get() == wanted
    assert (await memory.config.put({"cardinality": {"pet": "many"}})).cardinality == {"pet": "many"}
    assert (await memory.config.get()).entity_types == []


async def test_health_tells_a_version(memory: Any) -> None:
    """A living server says so, in whatever form it lives."""
    health = await memory.health()
    assert (health.status, bool(health.version)) == ("ok", True)


async def test_closed_client_refuses_every_verb(memory: Any) -> None:
    """After close every verb raises an error that says so; closing again is harmless."""
    session = await memory.sessions.create(ALICE)
    await memory.close()
    await memory.close()
    for verb in (memory.state, memory.health, session.turns, memory.sessions.list, memory.config.get):
        with pytest.raises(ClientClosedError, match="this client is closed"):
            await verb()


@pytest.mark.parametrize("identifier", ["", ".", ".."])
async def test_identifier_that_leads_elsewhere_is_refused(memory: Any, identifier: str) -> None:
    """An empty or dotted id would ask for something else, so it is not sent."""
    with pytest.raises(ValueError, match="is not an identifier"):
        await memory.sessions.get(identifier)


@pytest.mark.parametrize("identifier", ["session:none", "a/b", "../config", "x?limit=1", "ümlaut#", "%2e"])
async def test_strange_identifier_is_not_found(memory: Any, identifier: str) -> None:
    """Whatever an id holds, it is looked up as an id."""
    with pytest.raises(NotFoundError):
        await memory.sessions.get(identifier)


async def test_words_in_any_script_survive(memory: Any) -> None:
    """Text of any script comes back as it was sent."""
    session = await memory.sessions.create({"user": "Ωμέγα & co/ü?"})
    await session.turn("user", "Я живу в Берлине 🐻, 北京!")
    assert [turn.content for turn in await session.turns()] == ["Я живу в Берлине 🐻, 北京!"]
    assert [one.id for one in await memory.sessions.list(scope=session.scope)] == [session.id]


async def test_what_is_forgotten_is_gone(memory: Any) -> None:
    """A dry run tells what would go and erases nothing; forgetting by words erases what holds them."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    would = await memory.forget(ALICE, query="berlin", dry_run=True)
    assert (would.dry_run, would.tombstone) == (True, None)
    assert "Berlin" in [one.value for one in would.records]
    assert value(await session.state(), "location") == "Berlin"
    gone = await memory.forget(ALICE, query="berlin")
    assert gone.erased.facts >= 1
    assert value(await session.state(), "location") is None
    assert "Berlin" not in (await session.turns())[0].content


async def test_a_fact_is_taken_back_and_given_back(memory: Any) -> None:
    """Retracting a fact lets what it replaced go on, and restoring undoes that; both tell what they changed."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.", at="2026-03-02")
    learned = await session.turn("user", "I moved to Munich.", at="2026-05-11")
    (fact,) = [one.id for one in learned.attributes if one.key == "location"]
    done = await memory.retract(fact, reason="a joke", at="2026-05-12")
    assert (done.fact, done.reason, done.recorded_at) == (fact, "a joke", "2026-05-12T00:00:00Z")
    assert value(await session.state(), "location") == "Berlin"
    undone = await memory.restore(fact)
    assert undone.restores == done.id
    assert value(await session.state(), "location") == "Munich"


async def test_forgetting_needs_to_be_told_what(memory: Any) -> None:
    """Without scope, words or entity nothing is erased, and the error says so."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    with pytest.raises(spectron.ValidationError):
        await memory.forget()
    assert value(await session.state(), "location") == "Berlin"


async def test_explanation_tells_the_rule_and_its_words(memory: Any) -> None:
    """Words are explained without being said: the parse, the rule, the fact, its dates; nothing is known after."""
    told = await memory.explain("I moved to Lyon in March. Do you like it?", at="2026-05-02", scope=ALICE)
    assert isinstance(told, spectron.Explanation)
    kept, passed_over = told.decisions
    assert (kept.rule, kept.outcome, kept.quote.text) == ("frame: move to", "kept", "I moved to Lyon in March")
    assert (kept.fact.about, kept.fact.value, kept.fact.valid_from) == ("alice", "Lyon", "2026-03-01T00:00:00Z")
    assert (passed_over.rule, passed_over.outcome) == ("question", "dropped")
    assert [one.text for one in told.sentences] == ["I moved to Lyon in March.", "Do you like it?"]
    assert (await memory.state(ALICE)).identity.entities == []


async def test_explanation_is_read_in_the_active_scope(memory: Any) -> None:
    """Without a scope the active session's is taken, so that a pronoun finds who was spoken of there."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "My sister Ana lives in Porto.")
    [one] = (await memory.explain("She works at Acme.")).decisions
    assert (one.fact.about, one.fact.key) == ("Ana", "works_at")


async def test_how_far_the_embedder_came_is_told(memory: Any) -> None:
    """A memory tells whose vectors its turns have, and how many wait."""
    session = await memory.sessions.create(ALICE)
    await session.turn("user", "I live in Berlin.")
    told = await memory.embedding()
    assert isinstance(told, spectron.EmbeddingInfo)
    assert (told.embedded, told.pending, told.models) == (1, 0, {told.model: 1})
    assert told.error is None

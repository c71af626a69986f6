"""From what is said to what an agent brings up, on a clock that the test moves."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.agents import Pair
from spectron.domain.conversation import Role, Session
from spectron.domain.errors import Forbidden, NotFound
from spectron.domain.estimates import NoticeStatus, Summary
from spectron.domain.ids import ContextId, SessionId, new_id
from spectron.domain.scope import Scope
from spectron.service.agents.notices import Item, consume_item, list_items
from spectron.service.agents.summaries import read_summaries
from spectron.service.agents.witnessing import Witness
from spectron.service.forget import Wish
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings
from spectron.storage.queries import contexts, conversations

MONDAY = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
PAIR = Scope.of({"agent": "guide", "user": "alice"})
ALICE = Scope.of({"user": "alice"})
ACCESS = Access(ContextId("home"))


def _create(conn: Connection) -> None:
    if contexts.find_context(conn, ACCESS.context_id) is None:
        contexts.create_context(conn, ACCESS.context_id, {}, MONDAY)


@dataclass(slots=True)
class Talk:
    """A memory, what time it is, and the sessions that were opened."""

    path: Path
    runner: asyncio.Runner
    now: datetime = MONDAY
    memory: Memory = field(init=False)
    sessions: dict[Scope, Any] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)

    def open(self) -> None:
        """Open the file, as a process does that starts."""
        self.memory = build_memory(load_settings(database=self.path, extraction_workers=0), clock=lambda: self.now)
        self.runner.run(self.memory.open())
        self.runner.run(self.memory.store.write(_create))

    def close(self) -> None:
        """Close it."""
        self.runner.run(self.memory.close())

    def say(self, text: str, where: Scope = PAIR, role: str = "user") -> None:
        """Say something now."""
        if where not in self.sessions:
            new = Session(SessionId(new_id("session")), where, {}, self.now, settings=self.settings)
            self.runner.run(
                self.memory.store.write(lambda conn: conversations.open_session(conn, ACCESS.context_id, new))
            )
            self.sessions[where] = new.id
        self.runner.run(self.memory.turn(ACCESS, Said(self.sessions[where], Role(role), text, self.now)))

    def items(self, where: Scope = PAIR, status: NoticeStatus | None = None) -> list[Item]:
        """What is pending now, or has this status."""
        now = self.now
        return list(self.runner.run(self.memory.store.read(lambda conn: list_items(conn, ACCESS, where, status, now))))

    def pending(self, where: Scope = PAIR) -> list[str]:
        """The messages that are pending now."""
        return [one.notice.message for one in self.items(where)]

    def consume(self, message_id: str, agent: str = "guide") -> Item:
        """Take one of them."""
        now = self.now
        return self.runner.run(self.memory.store.write(lambda conn: consume_item(conn, ACCESS, agent, message_id, now)))


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """A new memory on the morning of Monday 2 March 2026."""
    with asyncio.Runner() as runner:
        one = Talk(tmp_path / "memory.db", runner)
        one.open()
        yield one
        one.close()


def test_a_hike_is_asked_about_on_its_evening(talk: Talk) -> None:
    """Nothing is pending before the evening after the hike; then it is, in words that can be sent."""
    talk.say("I have a big hike tomorrow")
    assert talk.pending() == []
    talk.now = datetime(2026, 3, 3, 18, 59, tzinfo=UTC)
    assert talk.pending() == []
    talk.now = datetime(2026, 3, 3, 19, 0, tzinfo=UTC)
    (item,) = talk.items()
    assert item.notice.message == "Ask how the hike went."
    assert item.generated_message == "How did the hike go?"
    assert item.user == "alice"


def test_a_notice_is_consumed_once(talk: Talk) -> None:
    """The first to take a notice has it; for the second there is none."""
    talk.say("I have a big hike tomorrow")
    talk.now += timedelta(days=1, hours=12)
    (item,) = talk.items()
    assert talk.consume(item.notice.id).notice.id == item.notice.id
    assert talk.pending() == []
    with pytest.raises(NotFound):
        talk.consume(item.notice.id)


def test_notices_survive_a_restart(talk: Talk) -> None:
    """What was scheduled is due after the process was started anew."""
    talk.say("I have a big hike tomorrow")
    talk.close()
    talk.now += timedelta(days=1, hours=12)
    talk.open()
    assert talk.pending() == ["Ask how the hike went."]


def test_a_redacted_turn_loses_its_notice(talk: Talk) -> None:
    """Where the words are erased, nothing is asked about them; another turn that told of it keeps a notice."""
    talk.say("I have a big hike tomorrow")
    talk.say("I have an exam with Zora tomorrow")
    talk.runner.run(talk.memory.forget(ACCESS, Wish(PAIR, "hike")))
    talk.now += timedelta(days=1, hours=12)
    assert talk.pending() == ["Ask how the exam with Zora went."]


def test_forgetting_a_scope_deletes_its_notices(talk: Talk) -> None:
    """Nothing of the scope is left to bring up, also for those that list every status."""
    talk.say("I have a big hike tomorrow")
    talk.runner.run(talk.memory.forget(ACCESS, Wish(PAIR)))
    assert [talk.items(PAIR, status) for status in NoticeStatus] == [[], [], []]


def test_a_cancellation_reaches_the_agents_of_the_user(talk: Talk) -> None:
    """What the user calls off outside of any agent is not asked about by one; another user's hike stays."""
    other = Scope.of({"agent": "guide", "user": "bob"})
    talk.say("I have a big hike tomorrow")
    talk.say("I have a big hike tomorrow", other)
    talk.say("The hike is cancelled", ALICE)
    talk.now += timedelta(days=1, hours=12)
    assert talk.pending() == []
    assert talk.pending(other) == ["Ask how the hike went."]


def test_an_agent_is_told_what_was_called_off_to_it_alone(talk: Talk) -> None:
    """What was told to all and called off with one agent is still asked about by another."""
    coach = Scope.of({"agent": "coach", "user": "alice"})
    talk.say("I have a big hike tomorrow", ALICE)
    talk.now += timedelta(hours=1)
    talk.say("The hike is cancelled", PAIR)
    talk.now += timedelta(days=1, hours=12)
    assert talk.pending(PAIR) == []
    assert talk.pending(coach) == ["Ask how the hike went."]


def test_an_occasion_told_in_two_scopes_is_asked_about_once(talk: Talk) -> None:
    """An agent that sees both scopes has one notice, and having brought it up has none."""
    talk.say("I have a big hike tomorrow", ALICE)
    talk.say("I have a big hike tomorrow", PAIR)
    talk.now += timedelta(days=1, hours=12)
    (item,) = talk.items()
    talk.consume(item.notice.id)
    assert talk.pending() == []


def test_days_are_those_of_the_user(talk: Talk) -> None:
    """Late on Sunday in Los Angeles it is Monday in Greenwich: tomorrow is Monday, and its evening is there."""
    talk.settings = {"timezone": "America/Los_Angeles"}
    talk.now = datetime(2026, 3, 2, 6, 30, tzinfo=UTC)
    talk.say("I have a big hike tomorrow")
    (item,) = talk.items(PAIR, NoticeStatus.SCHEDULED)
    assert item.notice.due_at == datetime(2026, 3, 3, 3, 0, tzinfo=UTC)


def test_equal_words_at_one_instant_mean_the_day_of_each_zone(talk: Talk) -> None:
    """Two users say the same at the same instant, one in Auckland and one in Los Angeles."""
    dues = []
    for user, zone in (("kiri", "Pacific/Auckland"), ("sam", "America/Los_Angeles")):
        talk.settings = {"timezone": zone}
        pair = Scope.of({"agent": "guide", "user": user})
        talk.say("I have a big hike tomorrow", pair)
        dues += [one.notice.due_at.astimezone(ZoneInfo(zone)) for one in talk.items(pair, NoticeStatus.SCHEDULED)]
    assert [(due.day, due.hour) for due in dues] == [(3, 19), (3, 19)]


def test_a_birthday_is_wished_on_its_morning_each_year(talk: Talk) -> None:
    """Told once as a fact, it is due at nine on the day; consumed, it is due in the next year."""
    talk.say("I was born on 14 May 1990.")
    (item,) = talk.items(PAIR, NoticeStatus.SCHEDULED)
    assert (item.notice.due_at, item.generated_message) == (datetime(2026, 5, 14, 9, tzinfo=UTC), "Happy birthday!")
    talk.now = item.notice.due_at
    talk.consume(item.notice.id)
    (after,) = talk.items(PAIR, NoticeStatus.SCHEDULED)
    assert after.notice.due_at == datetime(2027, 5, 14, 9, tzinfo=UTC)


def test_a_birthday_nobody_brought_up_comes_back(talk: Talk) -> None:
    """Where the user writes after it went by, the next year's is scheduled."""
    talk.say("Ana's birthday is on 14 May.")
    talk.now = datetime(2026, 6, 1, 9, tzinfo=UTC)
    talk.say("Good morning!")
    (item,) = talk.items(PAIR, NoticeStatus.SCHEDULED)
    assert (item.notice.due_at.year, item.notice.message) == (2027, "Today is Ana's birthday.")


def test_a_birthday_is_kept_for_years(talk: Talk) -> None:
    """What was told as it came is remembered by the notice when the words are long past."""
    talk.say("It's my birthday on Thursday.")
    for year in (2026, 2027, 2028):
        talk.now = datetime(year, 3, 5, 10, tzinfo=UTC)
        (item,) = talk.items()
        talk.consume(item.notice.id)
    (item,) = talk.items(PAIR, NoticeStatus.SCHEDULED)
    assert item.notice.due_at == datetime(2029, 3, 5, 9, tzinfo=UTC)


def test_a_silence_is_noticed_after_a_week(talk: Talk) -> None:
    """Three turns make a conversation; a week after the last of them the agent is to check in."""
    for text in ("Hello there", "How are you?", "I like tea."):
        talk.say(text)
        talk.now += timedelta(minutes=1)
    talk.now += timedelta(days=6)
    assert talk.pending() == []
    talk.say("Still here.")
    talk.now += timedelta(days=6, hours=23)
    assert talk.pending() == []
    talk.now += timedelta(hours=1)
    assert talk.pending() == ["Check in with the user, who has not written for a while."]


def test_no_check_in_outside_of_agents(talk: Talk) -> None:
    """A session without an agent has nobody to check in."""
    for text in ("Hello there", "How are you?", "I like tea.", "I like coffee too."):
        talk.say(text, ALICE)
    assert talk.items(ALICE, NoticeStatus.SCHEDULED) == []


def test_two_callers_cannot_take_one_notice(talk: Talk) -> None:
    """Of two that consume at once, exactly one has it."""
    talk.say("I have a big hike tomorrow")
    talk.now += timedelta(days=1, hours=12)
    (item,) = talk.items()

    async def race() -> list[Item | BaseException]:
        takes = (
            talk.memory.store.write(lambda conn: consume_item(conn, ACCESS, "guide", item.notice.id, talk.now))
            for _ in range(8)
        )
        return await asyncio.gather(*takes, return_exceptions=True)

    outcomes = talk.runner.run(race())
    assert sorted(type(one).__name__ for one in outcomes) == ["Item"] + ["NotFound"] * 7


def test_another_agent_or_key_has_no_hand_in_it(talk: Talk) -> None:
    """The notice of one agent is none of another's, and a key confined to a user touches no other user's."""
    talk.say("I have a big hike tomorrow")
    talk.now += timedelta(days=1, hours=12)
    (item,) = talk.items()
    with pytest.raises(NotFound):
        talk.consume(item.notice.id, agent="coach")
    bob = Access(ACCESS.context_id, Scope.of({"user": "bob"}))
    with pytest.raises(Forbidden):
        talk.runner.run(
            talk.memory.store.write(lambda conn: consume_item(conn, bob, "guide", item.notice.id, talk.now))
        )


def test_what_nobody_picked_up_for_weeks_is_not_pending(talk: Talk) -> None:
    """A hike of last month is not asked about."""
    talk.say("I have a big hike tomorrow")
    talk.now += timedelta(days=40)
    assert talk.pending() == []


def test_all_users_of_an_agent_are_listed_together(talk: Talk) -> None:
    """Without a user the notices of all of them come, each with whose it is."""
    for user in ("alice", "bob"):
        talk.say("I have a big hike tomorrow", Scope.of({"agent": "guide", "user": user}))
    talk.say("I have an exam tomorrow", Scope.of({"agent": "coach", "user": "carol"}))
    talk.now += timedelta(days=1, hours=12)
    assert [one.user for one in talk.items(Scope.of({"agent": "guide"}))] == ["alice", "bob"]


def test_a_promise_is_due_on_the_morning_it_was_made_for(talk: Talk) -> None:
    """What the agent said it would do comes back to it, in words for it and for the user."""
    talk.say("I'll remind you tomorrow to call the bank.", role="assistant")
    talk.now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    (item,) = talk.items()
    assert item.notice.message == "You said that you would remind the user to call the bank."
    assert item.generated_message == "I said I would remind you to call the bank."


def test_a_model_that_learns_late_changes_nothing(talk: Talk) -> None:
    """A cancellation that arrives before what it cancels, by the time it was said, cancels it all the same."""
    talk.now = MONDAY + timedelta(hours=2)
    talk.say("The hike is cancelled")
    talk.now = MONDAY
    talk.say("I have a big hike tomorrow")
    talk.now = MONDAY + timedelta(days=1, hours=12)
    assert talk.pending() == []


def test_what_was_said_of_late_is_summarised(talk: Talk) -> None:
    """A session, its day and its week, with what was learned in it and what is ahead, as long as it is."""
    talk.say("I have a dog called Rex and a big hike tomorrow.")
    talk.say("I have a big hike tomorrow.")

    def read(conn: Connection, at: datetime) -> Sequence[Summary]:
        shown = Witness().look(conn, ACCESS.context_id, Pair(PAIR))
        return read_summaries(conn, ACCESS.context_id, (Pair(PAIR), shown), at, UTC)

    now = talk.now
    found = talk.runner.run(talk.memory.store.read(lambda conn: read(conn, at=now)))
    assert [one.span.value for one in found] == ["session", "day", "week"]
    assert found[0].session_id == talk.sessions[PAIR]
    assert found[1].text.startswith("On 2 March 2026 2 messages were exchanged")
    assert "Rex" in found[1].text
    assert found[1].text.endswith("Still ahead: hike.")
    later = now + timedelta(days=2)
    after = talk.runner.run(talk.memory.store.read(lambda conn: read(conn, at=later)))
    assert "Still ahead" not in after[1].text

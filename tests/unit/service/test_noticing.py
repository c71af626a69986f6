"""From what is said to what an agent brings up, on a clock that the test moves."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.conversation import Role
from spectron.domain.errors import NotFound
from spectron.domain.estimates import NoticeStatus
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.service.agents.notices import Item, consume_item, list_items
from spectron.service.forget import Wish
from spectron.service.ingest import Said
from spectron.service.memory import Memory
from spectron.settings import load_settings
from spectron.storage.queries import contexts

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
            self.sessions[where] = self.runner.run(self.memory.create_session(ACCESS, where, {})).id
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

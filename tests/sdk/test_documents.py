"""The knowledge base in the SDK, over HTTP, on a file, and in the blocking twins of both."""

from typing import Any

import pytest

import spectron

pytestmark = pytest.mark.anyio
REFUNDS = "Refunds are paid within 14 days. Gift cards are never refunded."


async def test_documents_go_in_and_are_found(memory: Any) -> None:
    """What is added is listed, found with typed reasons, read as it was given, and gone once it is deleted."""
    made = await memory.knowledge.add(label="Refund policy", content=REFUNDS, metadata={"version": 1})
    assert isinstance(made, spectron.DocumentInfo)
    assert await memory.knowledge.add(label="Refund policy", content=REFUNDS, metadata={"version": 1}) == made
    assert await memory.knowledge.list() == [made]
    found = await memory.knowledge.search("When is a refund paid?")
    assert isinstance(found, spectron.Consultation)
    assert (found.results[0].label, found.results[0].content) == ("Refund policy", REFUNDS)
    assert (await memory.knowledge.get(made.id)).content == REFUNDS
    await memory.knowledge.delete(made.id)
    assert await memory.knowledge.list() == []
    with pytest.raises(spectron.NotFoundError):
        await memory.knowledge.get(made.id)


async def test_a_session_sees_documents_of_its_scope(memory: Any) -> None:
    """The active session's scope is searched unless another is named; a document goes where it is told to go."""
    await memory.knowledge.add(label="all", content=REFUNDS)
    await memory.knowledge.add(label="bob", content=REFUNDS, scope={"user": "bob"})
    await memory.sessions.create({"user": "alice"})
    assert [one.label for one in (await memory.knowledge.search("refunds")).results] == ["all"]
    found = await memory.knowledge.search("refunds", scope={"user": "bob"})
    assert {one.label for one in found.results} == {"all", "bob"}
    assert [one.label for one in await memory.knowledge.list({"user": "bob"})] == ["bob"]

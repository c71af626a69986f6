"""Chats in the SDK, over HTTP, on a file, and in the blocking twins of both."""

import asyncio
from typing import Any

import pytest
from serving import Server

import spectron
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.service.access import Grant

pytestmark = pytest.mark.anyio


@pytest.mark.promise(130, 134)
async def test_chats_are_begun_listed_and_read(memory: Any) -> None:
    """A list holds `data` and `total`; a chat that is not there is None."""
    made = await memory.chats.create("iris", user_id="alice", name="On boats")
    listed = await memory.chats.list(limit=20, offset=0)
    assert (listed.data, listed.total) == ([made], 1)
    assert isinstance(made, spectron.ChatInfo)
    assert await memory.chats.get(made.id) == made
    assert await memory.chats.get("session:none") is None


@pytest.mark.promise(139, 140)
async def test_a_chat_is_renamed(memory: Any) -> None:
    """Only what is given changes; metadata is replaced, also by nothing."""
    made = await memory.chats.create("iris", name="one", metadata={"a": 1})
    renamed = await memory.chats.update(made.id, name="two")
    assert (renamed.name, renamed.metadata) == ("two", {"a": 1})
    assert (await memory.chats.update(made.id, metadata={})).metadata == {}
    assert (await memory.chats.get(made.id)).name == "two"


@pytest.mark.promise(135, 136)
async def test_the_active_chat_is_kept(memory: Any) -> None:
    """The chat that was opened last is the active one until it is closed."""
    assert await memory.chats.get_active() is None
    made = await memory.chats.create("iris", user_id="alice")
    assert await memory.chats.set_active(made.id) == made
    assert await memory.chats.get_active() == made
    assert await memory.chats.get_active("alice") == made
    assert await memory.chats.get_active("bob") is None
    assert await memory.chats.set_active(None, user_id="alice") is None
    assert await memory.chats.get_active() is None


@pytest.mark.promise(134, 141, 142)
async def test_a_chat_is_deleted_once(memory: Any) -> None:
    """Deleting says whether there was such a chat; it is gone with its messages, and nobody has it open any more."""
    made = await memory.chats.create("iris", user_id="alice")
    await memory.chats.set_active(made.id)
    assert await memory.chats.delete(made.id) is True
    assert await memory.chats.delete(made.id) is False
    assert await memory.chats.get(made.id) is None
    assert await memory.chats.get_active("alice") is None
    assert (await memory.chats.list()).total == 0


@pytest.mark.promise(130, 131, 132, 133, 143, 144)
async def test_chats_are_narrowed_paged_and_ordered(memory: Any) -> None:
    """A list is narrowed to a character and a user, cut into pages, and begins with what is new or changed last."""
    made = [
        await memory.chats.create(character, user_id=user)
        for character, user in (("iris", "alice"), ("max", "alice"), ("iris", "bob"))
    ]
    first, second, third = made
    assert set(type(first).model_fields) == {"id", "character_id", "name", "metadata", "created_at", "updated_at"}
    assert isinstance(first.created_at, int)
    assert (await memory.chats.list(character_id="iris")).data == [third, first]
    assert (await memory.chats.list(character_id="iris", user_id="alice")).data == [first]
    page = await memory.chats.list(limit=1, offset=1)
    assert (page.data, page.total) == ([second], 3)
    assert len((await memory.chats.list(limit=5_000)).data) == 3
    renamed = await memory.chats.update(first.id, name="renamed")
    assert (await memory.chats.list(sort="updated")).data[0] == renamed
    assert (await memory.chats.list(sort="created")).data[0] == third


@pytest.mark.promise(139)
async def test_what_cannot_be_is_refused_with_its_field(memory: Any) -> None:
    """A bad name, a bad order or a chat that is not there raise an error that says which; nothing changes."""
    made = await memory.chats.create("iris", user_id="alice", name="kept")
    with pytest.raises(spectron.ValidationError, match="name"):
        await memory.chats.update(made.id, name=" ")
    with pytest.raises(spectron.TooLargeError, match="metadata"):
        await memory.chats.update(made.id, metadata={"blob": "x" * 70_000})
    with pytest.raises(spectron.BadRequestError, match="sort"):
        await memory.chats.list(sort="name")
    with pytest.raises(spectron.NotFoundError):
        await memory.chats.update("session:none", name="new")
    with pytest.raises(spectron.NotFoundError):
        await memory.chats.set_active("session:none")
    assert await memory.chats.update(made.id) == await memory.chats.get(made.id) == made


@pytest.mark.promise(128, 161)
async def test_a_key_of_a_user_needs_no_user_id(server: Server, context: str) -> None:
    """With a key that is confined to a user the chats are theirs; without its permission every verb is refused."""

    async def key(*permissions: str) -> str:
        grant = Grant(ContextId(context), Scope.of({"user": "alice"}), frozenset(permissions))
        return (await asyncio.to_thread(lambda: asyncio.run(server.memory.gate.create_key(grant))))[1]

    async with spectron.Spectron(context, base_url=server.url, api_key=server.key) as everybody:
        theirs = await everybody.chats.create("iris", user_id="bob")
    async with spectron.Spectron(context, base_url=server.url, api_key=await key("chats")) as alice:
        made = await alice.chats.create("iris")
        assert (await alice.chats.list()).data == [made]
        assert await alice.chats.set_active(made.id) == await alice.chats.get_active() == made
        with pytest.raises(spectron.PermissionDeniedError):
            await alice.chats.delete(theirs.id)
    async with spectron.Spectron(context, base_url=server.url, api_key=await key("chat_mutation")) as barred:
        chats = barred.chats
        for call in (
            chats.create(), chats.list(), chats.get(made.id), chats.update(made.id, name="new"),
            chats.delete(made.id), chats.get_active(), chats.set_active(None),
        ):  # fmt: skip
            with pytest.raises(spectron.PermissionDeniedError, match="the permission chats"):
                await call

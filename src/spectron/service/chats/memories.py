"""Memories of a chat: the segments of it that are nearest to what is said now, computed when they are asked for."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row

from spectron.chats.memories import Chunk, choose, measure, mix, preview, tell
from spectron.chats.segments import Message, Segment, write_content
from spectron.chats.settings import MemorySettings
from spectron.chats.templates import check_template, expand
from spectron.domain.access import Access
from spectron.domain.chats import CHATS
from spectron.domain.conversation import Role, Session
from spectron.providers.ports import Vectors
from spectron.retrieval.prepare import cut_up
from spectron.service.chats.memory_settings import InForce, find_chat, of_chat
from spectron.service.chats.warm_chats import Wanted, WarmChat, catch_up
from spectron.service.embedded import count_in_chat
from spectron.service.embedders import Embedders
from spectron.service.warm import Shelf, Sight
from spectron.storage.ports import Store

Embed: TypeAlias = Callable[[Sequence[str]], Awaitable[Vectors]]

WHAT = "memories of chats"
MACROS = ("memories", "memoriesCount", "memoriesActive")
MOST_BYTES = 384 * 1_048_576
_SPOKEN = frozenset({Role.USER.value, Role.ASSISTANT.value})


@dataclass(frozen=True, slots=True)
class Wish:
    """Of which chat, of whose, and what of it: what settles `query` and `top_k` where these are left out stands there.

    The newest messages ask where there is no `query`.
    """

    chat: str
    user: str | None = None
    top_k: int | None = None
    query: str | None = None


@dataclass(frozen=True, slots=True)
class Memories:
    """What was found, nearest first, and `formatted` for a prompt.

    `available` and `pending` count the segments of the whole chat whose messages the embedder has read, and the others.
    """

    in_force: InForce
    is_enabled: bool = False
    chunks: Sequence[Chunk] = ()
    turns: Sequence[Row[Any]] = ()
    formatted: str = ""
    asked: str = ""
    available: int = 0
    pending: int = 0


@dataclass(frozen=True, slots=True)
class Recollection:
    """Finds and tells the memories of the chats of one store; every verb asks for the permission `chats`."""

    store: Store
    embedders: Embedders
    shelf: Shelf[WarmChat] = field(default_factory=lambda: Shelf(MOST_BYTES))

    async def find(self, access: Access, wish: Wish) -> Memories:
        """The segments of a chat that are nearest to what is asked; nothing where its memories are switched off.

        The newest messages, which a prompt holds anyway, are not among them. Nothing is changed by asking. Raises
        ProviderFailed where the embedder has to read what is asked, and fails, VectorsDiffer where what it gives then
        has another length than what was read of the chat.
        """
        access.ask(CHATS, WHAT)
        ctx = access.context_id
        chat, in_force = await self.store.read(lambda conn: _look(conn, access, wish))
        if not in_force.settings.vectorize_chat_messages:
            return Memories(in_force)
        standing = await self.embedders.choose_standing(ctx, count_in_chat(ctx, chat.id))
        if standing.embedder is None:
            return Memories(in_force)
        settings = in_force.settings
        held = await self._hold(Wanted(ctx, chat.id, standing.kind, settings.limits))
        asked, text = await self._ask(partial(self.embedders.embed_questions, ctx, standing), held, wish, settings)
        edge, count = max(0, len(held.messages) - settings.exclude_recent), wish.top_k or settings.top_k
        chunks = [] if asked is None else await asyncio.to_thread(_nearest, held, edge, asked, count)
        available = sum(map(held.read.has, held.segments))
        return Memories(
            in_force,
            is_enabled=True,
            chunks=chunks,
            turns=held.turns,
            formatted=tell(chunks, held.messages, settings),
            asked=text,
            available=available,
            pending=len(held.segments) - available,
        )

    async def render(self, access: Access, wish: Wish, template: str) -> tuple[str, Memories]:
        """A template with the memories of a chat in it, and these.

        Raises Unprocessable, naming the macro, for one that nobody knows.
        """
        access.ask(CHATS, WHAT)
        check_template("template", template, MACROS)
        found = await self.find(access, wish)
        values = {
            "memories": found.formatted,
            "memoriesCount": str(len(found.chunks)),
            "memoriesActive": "true" if found.is_enabled else "false",
        }
        return expand(template, values), found

    async def _hold(self, wanted: Wanted) -> WarmChat:
        """A chat as it is now."""
        sight = Sight(wanted.ctx, (wanted.chat,), wanted.kind)
        async with self.shelf.lock(sight):
            known = self.shelf.find(sight)
            held = await self.store.read(lambda conn: catch_up(conn, wanted, known))
            self.shelf.put(sight, held)
        return held

    async def _ask(
        self, embed: Embed, held: WarmChat, wish: Wish, settings: MemorySettings
    ) -> tuple[NDArray[np.float32] | None, str]:
        """What is looked for, as a vector of unit length, and in words; None where the words hold nothing."""
        if wish.query is not None:
            meanings, told = await _embed(embed, [wish.query]), preview(wish.query)
        else:
            newest = _newest(held, settings.query_messages)
            told = preview("\n".join(held.messages[place].text for place in reversed(newest)), keeps_end=True)
            meanings = await self._recall(embed, held, newest)
        asked = mix(meanings) if meanings else None
        return (None if asked is None or not asked.any() else asked), told

    async def _recall(self, embed: Embed, held: WarmChat, places: Sequence[int]) -> Sequence[NDArray[np.float32]]:
        """The vectors of messages; those that nobody has read yet are read now, and not kept."""
        texts = {place: held.messages[place].text for place in places}
        unread = [place for place in places if not held.counts[place]]
        fresh = dict(zip(unread, await _embed(embed, [texts[one] for one in unread]), strict=True))
        return [fresh[place] if place in fresh else held.read.meaning(place, texts[place]) for place in places]


async def _embed(embed: Embed, texts: Sequence[str]) -> Sequence[NDArray[np.float32]]:
    """One vector for each text: the mean of the pieces that it is cut up into."""
    cuts = [cut_up(text) or [""] for text in texts]
    if not cuts:
        return []
    rows = await embed([piece for some in cuts for piece in some])
    ends = np.cumsum([len(some) for some in cuts])
    return [some.mean(axis=0) for some in np.split(rows, ends[:-1])]


def _look(conn: Connection, access: Access, wish: Wish) -> tuple[Session, InForce]:
    chat = find_chat(conn, access, wish.chat, wish.user)
    return chat, of_chat(conn, access, chat)


def _newest(held: WarmChat, count: int) -> list[int]:
    """The places of the newest messages that somebody said in words, the newest first."""
    spoken = (
        place
        for place in range(len(held.turns) - 1, -1, -1)
        if held.turns[place].role in _SPOKEN and held.messages[place].text.strip()
    )
    return list(islice(spoken, count))


def _nearest(held: WarmChat, edge: int, asked: NDArray[np.float32], count: int) -> list[Chunk]:
    """The segments before a place that are nearest to what is asked, of those whose messages have all been read."""
    known = [one for one in held.before(edge) if held.read.has(one)]
    distances = measure(held.read.vectors, asked, [held.block(one) for one in known])
    return [_chunk(known[place], float(distances[place]), held.messages) for place in choose(distances, count)]


def _chunk(one: Segment, distance: float, messages: Sequence[Message]) -> Chunk:
    content, repeated = write_content(one, messages)
    return Chunk(content, distance, one, repeated)

"""Embedding texts of which an embedder refuses some for good: these are found, left out and counted.

A request holds many texts, and one that is too long, or that a provider will not read, fails all of them. It is halved
until that one stands alone. It is left out for the life of the process: the next one tries it once more.
"""

import logging
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import accumulate, count, pairwise
from typing import Protocol, TypeVar

from spectron.domain.errors import InputRefused
from spectron.domain.ids import ContextId
from spectron.providers.ports import Embedder, Vectors
from spectron.storage.queries.embedding import Kind, Stamped

_log = logging.getLogger(__name__)

PROBE = "memory"  # a word of no importance: the length of its vector is that of all others
_numbers = count(1)


class Read(Protocol):
    """What an embedder is to read."""

    @property
    def stamped(self) -> Stamped:
        """Whose words they are, as of when."""
        ...


R = TypeVar("R", bound=Read)


@dataclass(slots=True)
class Refusals:
    """What embedders refused in the life of this process: whose words, as of which stamp, and none of the words."""

    _found: dict[tuple[ContextId, str], set[Stamped]] = field(default_factory=dict)

    def of(self, ctx: ContextId, model: str) -> Set[Stamped]:
        """What a model refused of a context."""
        return self._found.get((ctx, model), frozenset())

    def leave_out(self, ctx: ContextId, model: str, found: Sequence[R], limit: int) -> Sequence[R]:
        """The first of what was found, but for what the model refused; words that changed since are others."""
        refused = self.of(ctx, model)
        return [one for one in found if one.stamped not in refused][:limit]

    def note(self, ctx: ContextId, model: str, refused: Stamped) -> None:
        """Remember, and log, that a model refused some words."""
        self._found.setdefault((ctx, model), set()).add(refused)
        _log.warning("the embedder %s refuses %s of %s: it is left out", model, refused.owner, ctx)


async def embed_texts(embedder: Embedder, texts: Sequence[str]) -> Vectors:
    """A row for each text, of the length of all others, also where none of them has a word in it."""
    rows = await embedder.embed(texts)
    return rows if rows.shape[1] else (await embedder.embed([PROBE, *texts]))[1:]


async def embed_apart(
    embedder: Embedder, ctx: ContextId, found: Sequence[R], texts: Sequence[Sequence[str]], refusals: Refusals
) -> Mapping[Kind, Sequence[tuple[R, Vectors]]]:
    """The rows of each that was read, by their kind; what is refused while other words are taken is noted and left out.

    `texts` are those of each. Raises InputRefused where the embedder refuses whatever it is asked, and ProviderFailed
    where it fails.
    """
    read: dict[Kind, list[tuple[R, Vectors]]] = {}
    for one, rows in zip(found, await _embed_groups(embedder, texts), strict=True):
        if rows is None:
            refusals.note(ctx, embedder.name, one.stamped)
        else:
            read.setdefault(Kind(embedder.name, rows.shape[1]), []).append((one, rows))
    return read


async def _embed_groups(embedder: Embedder, groups: Sequence[Sequence[str]]) -> Sequence[Vectors | None]:
    """Rows for each group of texts; None for one that is refused while others are taken."""
    try:
        rows = await embed_texts(embedder, [text for group in groups for text in group])
    except InputRefused:
        if len(groups) > 1:
            half = len(groups) // 2
            return [*await _embed_groups(embedder, groups[:half]), *await _embed_groups(embedder, groups[half:])]
        await embedder.embed([f"{PROBE} {next(_numbers)}"])  # words that no cache holds
        return [None]
    return [rows[start:end] for start, end in pairwise(accumulate(map(len, groups), initial=0))]

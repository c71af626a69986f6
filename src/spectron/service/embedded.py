"""Which embedder a question is put to: the one whose vectors stand for most of what the question is asked of.

After a change of the model, turns are read anew one chat after the other, and for a while some have vectors of the old
model and some of the new. A question is embedded with the model that has read most, and is compared with vectors of
that `Kind` alone; what has other vectors is found by its words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import Connection, Table

from spectron.domain.errors import VectorsDiffer
from spectron.domain.ids import ContextId, SessionId
from spectron.providers.ports import Embedder, Vectors
from spectron.storage.queries import embedding
from spectron.storage.queries.embedding import Kind
from spectron.storage.schema import passage

Count: TypeAlias = Callable[[Connection], Mapping[Kind, int]]


@dataclass(frozen=True, slots=True)
class Standing:
    """The embedder that questions about some turns are put to, and the `kind` of vectors that most of these have.

    `kind.dimension` is 0 where none of them has vectors of that model. Without an `embedder`, `failure` says why.
    """

    embedder: Embedder | None
    kind: Kind
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the embedder of a context has come with some turns; `models` counts them by whose vectors they have.

    `pending` ones are read before long; `refused` ones it refused for good, as far as this process knows.

    `dimension` is None while nobody knows it. `failure` is what went wrong last, "" for nothing.
    """

    model: str
    dimension: int | None
    embedded: int
    pending: int
    refused: int
    models: Mapping[str, int]
    is_working: bool
    failure: str


def tell_kind(counts: Mapping[Kind | None, int], model: str, dimension: int | None) -> tuple[Kind, int]:
    """What a model's vectors are like, and of how many turns they stand; the dimension is 0 where nobody knows it.

    Where the model does not tell its dimension, it is that of most of the vectors that stand under its name.
    """
    mine = {kind: number for kind, number in counts.items() if kind and kind.model == model}
    kind = Kind(model, dimension or max(mine, key=lambda one: (mine[one], one), default=Kind(model, 0)).dimension)
    return kind, mine.get(kind, 0)


def find_other_length(counts: Mapping[Kind | None, int], kind: Kind) -> int:
    """The commonest other length of a model's vectors; 0 where all have the same."""
    others = {one: number for one, number in counts.items() if one and one.model == kind.model and one != kind}
    return max(others, key=lambda one: (others[one], one), default=Kind(kind.model, 0)).dimension


def sum_models(counts: Mapping[Kind | None, int]) -> Mapping[str, int]:
    """How many turns have vectors of each model."""
    models = sorted({kind.model for kind in counts if kind})
    return {model: sum(number for kind, number in counts.items() if kind and kind.model == model) for model in models}


def count_within(ctx: ContextId, scopes: Sequence[str], table: Table = passage) -> Count:
    """How many turns of some scopes, or chunks of documents, have vectors of each kind; 0 where all have one kind.

    Counts only where there is more than one kind, so that it costs next to nothing while no model changes.
    """

    def look(conn: Connection) -> Mapping[Kind, int]:
        kinds = embedding.kinds_within(conn, ctx, scopes, table)
        return dict.fromkeys(kinds, 0) if len(kinds) < 2 else embedding.count_within(conn, ctx, scopes, table)

    return look


def count_in_chat(ctx: ContextId, session: SessionId) -> Count:
    """How many turns of a chat have vectors of each kind."""
    return lambda conn: embedding.count_in_session(conn, ctx, session)


def rank_kinds(counts: Mapping[Kind, int], model: str) -> Sequence[Kind]:
    """The kinds that stand, those that have read most first; of as many turns, that of the present model."""
    return sorted(counts, key=lambda kind: (-counts[kind], kind.model != model, kind))


def check_length(ctx: ContextId, standing: Standing, rows: Vectors) -> None:
    """Raise VectorsDiffer where a question's vector has another length than those it is to be compared with.

    One without places is that of a question without a word, by an embedder that has not told a length yet.
    """
    if standing.kind.dimension and rows.shape[1] not in (0, standing.kind.dimension):
        raise VectorsDiffer(standing.kind.model, rows.shape[1], standing.kind.dimension, ctx)

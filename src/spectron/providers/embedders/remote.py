"""Vectors from a model behind HTTP: OpenAI's format, which most servers speak, and Gemini's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

import numpy as np

from spectron.domain.errors import ProviderFailed
from spectron.domain.tokens import estimate
from spectron.providers.dialect import Body, at, count
from spectron.providers.failures import Asked, failure_within
from spectron.providers.http import Connections
from spectron.providers.ports import Encoded, Vectors
from spectron.providers.prices import Price, cost_of

MOST_TEXTS = 64


class VectorDialect(Protocol):
    """One vendor's way to ask for vectors."""

    def path(self, model: str) -> str:
        """Where a request goes, below the base address."""
        ...

    def body(self, model: str, texts: Sequence[str], dimensions: int | None) -> Body:
        """The request itself."""
        ...

    def read(self, told: Any) -> Sequence[Any]:
        """What should be the rows of numbers, in the order of the texts; raises ValueError where there are none."""
        ...

    def tokens(self, told: Any) -> int | None:
        """What the texts took; None where the answer does not tell."""
        ...


class OpenAIVectors:
    """`POST /embeddings`: Ollama, vLLM, Mistral and others speak it, too."""

    def path(self, model: str) -> str:
        """The model stands in the body."""
        del model
        return "/embeddings"

    def body(self, model: str, texts: Sequence[str], dimensions: int | None) -> Body:
        """Numbers are the default of every server; not all take a word about their format."""
        wanted = {} if dimensions is None else {"dimensions": dimensions}
        return {"model": model, "input": list(texts), **wanted}

    def read(self, told: Any) -> Sequence[Any]:
        """Rows come in any order and tell their place; a server that tells none keeps the order."""
        data = at(told, "data")
        if not isinstance(data, list):
            raise ValueError("it holds no list of data")
        places = [at(one, "index") for one in data]
        if any(place is not None for place in places):
            if sorted(map(repr, places)) != sorted(map(repr, range(len(data)))):
                raise ValueError("its rows do not tell each place once")
            data = sorted(data, key=lambda one: int(one["index"]))
        return [at(one, "embedding") for one in data]

    def tokens(self, told: Any) -> int | None:
        """As the usage tells."""
        found = count(at(told, "usage", "prompt_tokens"))
        return count(at(told, "usage", "total_tokens")) if found is None else found


class GeminiVectors:
    """`POST /models/NAME:batchEmbedContents`."""

    def path(self, model: str) -> str:
        """A name may say `models/` itself."""
        return f"/{quote(_place(model))}:batchEmbedContents"

    def body(self, model: str, texts: Sequence[str], dimensions: int | None) -> Body:
        """A request for each text, which names the model again."""
        wanted = {} if dimensions is None else {"outputDimensionality": dimensions}
        requests = [{"model": _place(model), "content": {"parts": [{"text": text}]}, **wanted} for text in texts]
        return {"requests": requests}

    def read(self, told: Any) -> Sequence[Any]:
        """Rows come in the order of the requests."""
        rows = at(told, "embeddings")
        if not isinstance(rows, list):
            raise ValueError("it holds no list of embeddings")
        return [at(one, "values") for one in rows]

    def tokens(self, told: Any) -> int | None:
        """Told by some models only."""
        return count(at(told, "usageMetadata", "promptTokenCount"))


@dataclass(frozen=True, slots=True)
class RemoteVectors:
    """A model of vectors over the connections of its provider; `dimensions` are asked for where they are set."""

    provider: str
    model: str
    dialect: VectorDialect
    connections: Connections
    price: Price | None = None
    dimensions: int | None = None
    most_texts: int = MOST_TEXTS

    @property
    def name(self) -> str:
        """`provider/model`."""
        return f"{self.provider}/{self.model}"

    async def encode(self, texts: Sequence[str]) -> Encoded:
        """Ask for a row for each text; raises ProviderFailed where the answer is not that."""
        body = self.dialect.body(self.model, texts, self.dimensions)
        async with await self.connections.post(self.name, self.dialect.path(self.model), body) as reply:
            told = await reply.read()
        failure = failure_within(Asked(self.name, self.connections.endpoint.key_variable), told)
        if failure is not None:
            raise failure
        try:
            vectors = read_rows(self.dialect.read(told), len(texts))
        except ValueError as error:
            raise ProviderFailed(f"{self.name}: this is no answer with vectors: {error}") from error
        tokens = self.dialect.tokens(told)
        tokens = estimate("".join(texts)) if tokens is None else tokens
        return Encoded(vectors, tokens, cost_of(self.price, tokens, 0))


def read_rows(rows: Sequence[Any], wanted: int) -> Vectors:
    """As many rows of numbers as are wanted, all of one length; raises ValueError for anything else."""
    if len(rows) != wanted:
        raise ValueError(f"it has {len(rows)} rows for {wanted} texts")
    for row in rows:
        if not isinstance(row, list) or not row or len(row) != len(rows[0]):
            raise ValueError("its rows are not lists of one length")
        if not all(type(number) in (int, float) for number in row):
            raise ValueError("its rows hold something else than numbers")
    try:
        with np.errstate(over="ignore"):  # what is too large becomes infinite, which no vector may be
            return np.array(rows, np.float64).astype(np.float32)
    except OverflowError as error:
        raise ValueError("its rows hold numbers beyond all measure") from error


def _place(model: str) -> str:
    return model if "/" in model else f"models/{model}"


VECTOR_DIALECTS: Mapping[str, VectorDialect] = {"openai": OpenAIVectors(), "gemini": GeminiVectors()}

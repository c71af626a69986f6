"""What the rooms above may ask of a language model, and of an embedder."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a model, or an earlier answer of its own."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    `schema` is the JSON Schema that the answer shall follow; a provider that cannot demand it adds it to `system`.
    `most_tokens` bounds the answer. `about` are the words that the question is about, without all that stands around
    them: it is not sent, and lets a double tell questions apart.
    """

    system: str
    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    most_tokens: int = 4_096
    about: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered and what that took; `cost_usd` is None where nobody knows the price.

    `cut` tells that the answer reached its limit of tokens, `estimated` that nobody counted the tokens, `demand` how
    its shape was demanded, where it was.
    """

    text: str
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None = None
    cut: bool = False
    estimated: bool = False
    demand: str = ""


class LanguageModel(Protocol):
    """A model that answers in text."""

    @property
    def name(self) -> str:
        """What it is called in settings and bills, as `provider/model`."""
        ...

    async def complete(self, request: Request) -> Completion:
        """Answer one request; raises ProviderBusy where asking again may help, ProviderFailed where it may not."""
        ...

    def stream(self, request: Request) -> AsyncGenerator[str | Completion, None]:
        """Answer in pieces of text as they come, and at last the whole `Completion`; raises as `complete` does.

        An answer that breaks off half-way raises ProviderBusy: what came before is not the answer. Whoever leaves
        before the end closes the generator (`contextlib.aclosing`), which lets go of the connection.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors whose scalar product tells how near their meanings are."""

    @property
    def name(self) -> str:
        """What it is called in settings, bills and beside every vector, as `provider/model`."""
        ...

    @property
    def dimensions(self) -> int | None:
        """How many places its vectors have, as far as that is known: some models tell with their first answer."""
        ...

    async def embed(self, texts: Sequence[str]) -> Vectors:
        """One row of unit length for each text, all of one length; raises as `LanguageModel.complete` does.

        A text without any word gives a row of zeros.
        """
        ...


@dataclass(frozen=True, slots=True)
class Encoded:
    """What a model of vectors gave: one row for each text, and what that took."""

    vectors: Vectors
    tokens: int = 0
    cost_usd: float | None = None


class VectorModel(Protocol):
    """A model that an `Embedder` is made of: it takes a limited number of texts at a time, each with a word in it."""

    @property
    def name(self) -> str:
        """What it is called, as `provider/model`."""
        ...

    @property
    def most_texts(self) -> int:
        """How many texts it takes at a time."""
        ...

    @property
    def dimensions(self) -> int | None:
        """How many places its vectors have; None where only an answer will tell."""
        ...

    async def encode(self, texts: Sequence[str]) -> Encoded:
        """One row for each text; raises ProviderBusy where asking again may help, ProviderFailed where it may not."""
        ...

"""The knowledge base: documents that an operator gives as they are, cut into chunks to be found by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from spectron.domain.ids import DocumentId
from spectron.domain.recall import Why
from spectron.domain.scope import Scope


@dataclass(frozen=True, slots=True)
class Document:
    """A document without its content: what it is called, where it lives, and into how many chunks it was cut.

    A label names one document of a scope; `updated_at` is when its content was last replaced.
    """

    id: DocumentId
    scope: Scope
    label: str
    metadata: Mapping[str, Any]
    chunks: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a document, characters `start` to `end` of its content, and the stems that it is found by."""

    document: DocumentId
    place: int
    start: int
    end: int
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A chunk that was found: its words, the label of its document, its score and what that is made of."""

    document: DocumentId
    label: str
    content: str
    start: int
    end: int
    score: float
    why: tuple[Why, ...]

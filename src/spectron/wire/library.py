"""The knowledge base (docs/reference/http.md)."""

from typing import Any

from pydantic import Field
from pydantic_core import PydanticCustomError

from spectron.wire.base import Answer, Dimensions, JsonObject, NotBlank, Request, WholeNumber
from spectron.wire.recall import Query, SignalInfo

MOST_EXCERPTS = 100
DEFAULT_EXCERPTS = 5
MOST_CONTENT_BYTES = 1_048_576


def check_size(content: str) -> str:
    """Refuse a content that no document may have."""
    size = len(content.encode())
    if size > MOST_CONTENT_BYTES:
        message = f"has at most {MOST_CONTENT_BYTES} bytes in UTF-8, not {size}"
        raise PydanticCustomError("value_error", "{message}", {"message": message})
    return content


class NewDocument(Request):
    """A document to be found by: plain text or Markdown of at most 1 MiB in UTF-8.

    It replaces the one that its scope has under the same label. Without a scope it belongs to all that the key reaches.
    """

    label: NotBlank = Field(max_length=256, examples=["Refund policy"])
    content: NotBlank = Field(examples=["Refunds are paid within 14 days."])
    scope: Dimensions = Field(default_factory=dict)
    metadata: JsonObject = Field(default_factory=dict)


class DocumentInfo(Answer):
    """A document without its content; `chunks` counts the parts that it was cut into."""

    id: str
    label: str
    scope: dict[str, str]
    metadata: dict[str, Any]
    chunks: int
    created_at: str
    updated_at: str


class DocumentDetail(DocumentInfo):
    """A document as it was given."""

    content: str


class DocumentList(Answer):
    """A page of documents, and how many there are."""

    data: list[DocumentInfo]
    total: int


class NewConsultation(Request):
    """What to look for, and as a prompt of which scope: all that the key reaches where none is named."""

    query: Query
    k: WholeNumber = Field(default=DEFAULT_EXCERPTS, ge=1, le=MOST_EXCERPTS)
    scope: Dimensions | None = Field(default=None, examples=[{"user": "alice"}])


class ExcerptInfo(Answer):
    """A part of a document that was found: characters `start` to `end` of its content."""

    document_id: str
    label: str
    content: str
    score: float
    why: list[SignalInfo]
    start: int
    end: int


class Consultation(Answer):
    """What was found, best first.

    `unseen` counts the chunks that the embedder has not read yet, which are found by their words alone; `reason` says
    how it was looked for; `query_ms` is the time it took, in milliseconds.
    """

    results: list[ExcerptInfo]
    unseen: int
    reason: str
    query_ms: float

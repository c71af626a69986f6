"""Chats that are imported: how far it is, and what became of a file (docs/reference/http.md)."""

from typing import Literal, TypeAlias

from spectron.wire.base import Answer

HistoryFormat: TypeAlias = Literal["openai", "anthropic", "sillytavern"]
WantedFormat: TypeAlias = Literal["auto", "openai", "anthropic", "sillytavern"]


class TakenIn(Answer):
    """How many are new, and how many were here already; a chat is new where any message of it is."""

    imported: int
    known: int


class ChatImportResult(Answer):
    """What an import of chats did; `format` is null for a file without conversations.

    `skipped` counts what was left out by reason: conversations, messages, and parts of messages such as images.
    """

    format: HistoryFormat | None
    chats: TakenIn
    messages: TakenIn
    skipped: dict[str, int]


class ChatImportProgress(Answer):
    """How far an import of chats is: bytes of the file's content, and what they held so far."""

    done: int
    total: int
    chats: int
    messages: int

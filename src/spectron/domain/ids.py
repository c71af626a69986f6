"""Identifiers: `kind:ULID`, made where the record is made, so that no database hands them out."""

from typing import NewType

from ulid import ULID

ContextId = NewType("ContextId", str)
KeyId = NewType("KeyId", str)
SessionId = NewType("SessionId", str)
TurnId = NewType("TurnId", str)
EntityId = NewType("EntityId", str)
FactId = NewType("FactId", str)
RecordId = NewType("RecordId", str)
DocumentId = NewType("DocumentId", str)


def new_id(kind: str) -> str:
    """A fresh identifier such as `turn:01J9ZK3W5V0000000000000000`; sorts by the time it was made."""
    return f"{kind}:{ULID()}"

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
JobId = NewType("JobId", str)


def new_id(kind: str) -> str:
    """A fresh identifier such as `turn:01J9ZK3W5V0000000000000000`; sorts by the time it was made."""
    return f"{kind}:{ULID()}"


def new_job_id() -> JobId:
    """A fresh identifier of a job, such as `ext_01J9ZK3W5V0000000000000000`; sorts by the time it was made."""
    return JobId(f"ext_{ULID()}")

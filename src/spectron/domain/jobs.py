"""Work that waits: the turns of one call that are still to be learned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from spectron.domain.ids import ContextId, JobId, SessionId


class JobState(StrEnum):
    """How a job stands; one that is set aside holds turns that nobody wants learned, until somebody does."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ASIDE = "aside"


KEPT = timedelta(days=7)  # how long a job that is done can be asked about

ENDED = frozenset({JobState.DONE, JobState.FAILED, JobState.ASIDE})


@dataclass(frozen=True, slots=True)
class Job:
    """The turns of one call of a session; `seq` is the place of the first of them.

    `model` reads them; None is whatever the context names then. `attempts` counts the tries at the turn that it
    is at. `error` tells in a sentence why it failed, or why it is tried again; it never repeats what was said. One in
    the `background` lets all others go first.
    """

    id: JobId
    context_id: ContextId
    session_id: SessionId
    scope_id: str
    seq: int
    model: str | None
    turns: int
    created_at: datetime
    run_at: datetime
    state: JobState = JobState.QUEUED
    attempts: int = 0
    error: str | None = None
    finished_at: datetime | None = None
    background: bool = False


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A job, and how many of its turns are learned."""

    job: Job
    learned: int

    @property
    def ended(self) -> bool:
        """Whether nothing more will be done about it."""
        return self.job.state in ENDED


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many jobs wait, are worked on and have failed, and when the oldest that has not ended was made, if any."""

    queued: int
    running: int
    failed: int
    oldest_at: datetime | None

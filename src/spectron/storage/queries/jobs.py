"""The queue: jobs, who works on them, and the turns they hold.

A job is claimed for as long as a lease lasts; whoever works on it extends the lease, and one whose worker died is
claimed again when it is over. Jobs of one session never run beside each other, and are taken up in the order of their
turns.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.orm import aliased

from spectron.domain.conversation import Role, Turn
from spectron.domain.events import EventKind
from spectron.domain.ids import ContextId, JobId, SessionId, TurnId
from spectron.domain.jobs import Backlog, Job, JobState, JobStatus
from spectron.domain.repeats import Print, take_print
from spectron.storage.queries.conversations import turns_chosen
from spectron.storage.queries.erase import chunks
from spectron.storage.queries.events import emit_in
from spectron.storage.schema import job, turn

WAITING = (JobState.QUEUED.value, JobState.RUNNING.value)


def enqueue(conn: Connection, new: Job) -> None:
    """Add a job; `run_at` is when it may be taken up.

    One that is not in the background takes those of its session out of it: they have to run first.
    """
    if not new.background:
        waits = and_(job.c.context_id == new.context_id, job.c.session_id == new.session_id, job.c.background)
        conn.execute(update(job).where(waits).values(background=False))
    conn.execute(
        insert(job).values(
            context_id=new.context_id,
            id=new.id,
            scope_id=new.scope_id,
            session_id=new.session_id,
            seq=new.seq,
            state=new.state.value,
            model=new.model,
            turns=new.turns,
            attempts=new.attempts,
            run_at=new.run_at,
            created_at=new.created_at,
            background=new.background,
        )
    )


def extend_job(conn: Connection, ctx: ContextId, job_id: JobId, turns: int, run_at: datetime) -> None:
    """Note that a job holds so many more turns, and when it may be taken up."""
    conn.execute(update(job).where(_named(ctx, job_id)).values(turns=job.c.turns + turns, run_at=run_at))


def hand_over(conn: Connection, ctx: ContextId, turns: Collection[str], job_id: JobId) -> None:
    """Let turns that are not learned wait in this job."""
    for few in chunks(turns):
        mine = and_(turn.c.context_id == ctx, turn.c.id.in_(few), turn.c.revision.is_(None))
        conn.execute(update(turn).where(mine).values(job_id=job_id))


def count_anew(conn: Connection, ctx: ContextId, ids: Collection[str]) -> Collection[str]:
    """Bring the number of turns of these jobs up to date, some of whose turns went; returns those deleted, left empty.

    Whoever works on a job that is deleted finds no turn of it any more, and nothing to end.
    """
    empty: set[str] = set()
    named = (
        row
        for few in chunks(ids)
        for row in conn.execute(
            select(job.c.id, job.c.session_id).where(job.c.context_id == ctx, job.c.id.in_(few))
        ).all()
    )
    for one in named:
        left = select(func.count()).select_from(turn).where(_in(ctx, one.session_id, one.id))
        if number := conn.execute(left).scalar_one():
            conn.execute(update(job).where(_named(ctx, one.id)).values(turns=number))
        else:
            conn.execute(delete(job).where(_named(ctx, one.id)))
            empty.add(one.id)
    return empty


def claim(conn: Connection, worker: str, now: datetime, lease_until: datetime, mine: Collection[str]) -> Job | None:
    """Take the oldest job that may run, one in the background only where there is no other.

    `mine` are those that this worker is at, which it never takes twice.
    Each claim counts as an attempt, so that a job which ends every process that tries it is noticed.
    """
    free = (
        _free(now, mine)
        .order_by(job.c.background, job.c.created_at, job.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = conn.execute(free).one_or_none()
    if row is None:
        return None
    taken = {
        "state": JobState.RUNNING.value,
        "worker": worker,
        "lease_until": lease_until,
        "attempts": row.attempts + 1,
    }
    conn.execute(update(job).where(_named(row.context_id, row.id)).values(taken))
    return _job(row, JobState.RUNNING, row.attempts + 1)


def can_claim(conn: Connection, now: datetime, mine: Collection[str]) -> bool:
    """Whether there is a job that `claim` would take."""
    return conn.execute(select(_free(now, mine).exists())).scalar_one()


def _free(now: datetime, mine: Collection[str]) -> Select[Any]:
    """Jobs that may run, but for these."""
    due = and_(job.c.state == JobState.QUEUED.value, job.c.run_at <= now)
    left = and_(job.c.state == JobState.RUNNING.value, job.c.lease_until <= now)
    return select(job).where(or_(due, left), job.c.id.not_in(sorted(mine)), ~_held_up(now))


def _held_up(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier job of the session has not ended, or any other of it is being worked on."""
    other: Any = aliased(job)
    earlier = and_(
        other.c.state.in_(WAITING),
        or_(other.c.seq < job.c.seq, and_(other.c.seq == job.c.seq, other.c.id < job.c.id)),
    )
    at_work = and_(other.c.state == JobState.RUNNING.value, other.c.lease_until > now)
    here = and_(other.c.context_id == job.c.context_id, other.c.session_id == job.c.session_id, other.c.id != job.c.id)
    return exists(select(other.c.id).where(here, or_(earlier, at_work)))


def extend_leases(conn: Connection, worker: str, ids: Collection[str], until: datetime) -> set[str]:
    """Go on holding these jobs; returns those that are still this worker's."""
    mine = and_(job.c.id.in_(sorted(ids)), job.c.worker == worker, job.c.state == JobState.RUNNING.value)
    conn.execute(update(job).where(mine).values(lease_until=until))
    return set(conn.execute(select(job.c.id).where(mine)).scalars())


def note_progress(conn: Connection, one: Job, worker: str) -> None:
    """The job is at its next turn: its attempts count from here."""
    conn.execute(update(job).where(_held(one, worker)).values(attempts=1))


def put_back(conn: Connection, one: Job, worker: str, run_at: datetime, attempts: int, error: str | None) -> bool:
    """Let a job wait until it may be tried again; False where it is this worker's no more."""
    waits = {"state": JobState.QUEUED.value, "run_at": run_at, "attempts": attempts, "error": error}
    return _leave(conn, one, worker, waits)


def release(conn: Connection, worker: str) -> None:
    """Let go of everything that a worker holds, as if it had never been claimed."""
    held = and_(job.c.worker == worker, job.c.state == JobState.RUNNING.value)
    free = {"state": JobState.QUEUED.value, "worker": None, "lease_until": None, "attempts": job.c.attempts - 1}
    conn.execute(update(job).where(held).values(free))


def end(conn: Connection, one: Job, worker: str, now: datetime, error: str | None = None) -> bool:
    """End a job, well or with an error, and tell those who listen; False where it is this worker's no more."""
    state = JobState.DONE if error is None else JobState.FAILED
    if not _leave(conn, one, worker, {"state": state.value, "error": error, "finished_at": now}):
        return False
    news = {"extraction_id": one.id, "session_id": one.session_id, "state": state.value, "error": error}
    emit_in(conn, one.context_id, one.scope_id, EventKind.EXTRACTION_DONE, news)
    return True


def _leave(conn: Connection, one: Job, worker: str, values: dict[str, Any]) -> bool:
    left = update(job).where(_held(one, worker)).values(values | {"worker": None, "lease_until": None})
    return conn.execute(left).rowcount > 0


def has_outlived(conn: Connection, before: datetime) -> bool:
    """Whether there is a job that was done before an instant."""
    return conn.execute(select(select(job.c.id).where(_outlived(before)).exists())).scalar_one()


def delete_outlived(conn: Connection, before: datetime, most: int) -> None:
    """Delete so many jobs that were done before an instant; those that failed stay, with the reason why."""
    oldest = select(job.c.context_id, job.c.id).where(_outlived(before)).order_by(job.c.run_at).limit(most)
    conn.execute(delete(job).where(tuple_(job.c.context_id, job.c.id).in_(oldest)))


def _outlived(before: datetime) -> ColumnElement[bool]:
    """Done before an instant; a job runs no earlier than it may, which an index holds."""
    return and_(job.c.state == JobState.DONE.value, job.c.run_at < before, job.c.finished_at < before)


def find_job(conn: Connection, ctx: ContextId, job_id: JobId) -> JobStatus | None:
    """A job and how many of its turns are learned, or None."""
    row = conn.execute(select(job).where(_named(ctx, job_id))).one_or_none()
    if row is None:
        return None
    learned = select(func.count()).where(_in(row.context_id, row.session_id, row.id), turn.c.revision.is_not(None))
    return JobStatus(_job(row), conn.execute(learned).scalar_one())


@dataclass(frozen=True, slots=True)
class HeldTurn:
    """A turn that a session holds, as it is compared; `idle` tells that it is not learned, and no job will do so."""

    id: TurnId
    seq: int
    print: Print
    said_at: datetime
    job_id: JobId | None
    learned: bool
    idle: bool


def held_turns(conn: Connection, ctx: ContextId, session_id: SessionId, last: int | None = None) -> Sequence[HeldTurn]:
    """The turns of a session in their order, all or the `last` ones."""
    names = "id seq role content name tool_call_id tool_calls said_at revision job_id".split()
    columns: list[Any] = [turn.c[name] for name in names]
    its_job = and_(job.c.context_id == turn.c.context_id, job.c.id == turn.c.job_id)
    mine = and_(turn.c.context_id == ctx, turn.c.session_id == session_id)
    latest: Select[Any] = (
        select(*columns, job.c.state).outerjoin(job, its_job).where(mine).order_by(turn.c.seq.desc()).limit(last)
    )
    rows = conn.execute(latest)
    return [_held_turn(row) for row in rows][::-1]


def calls_before(conn: Connection, ctx: ContextId, session_id: SessionId, sought: Collection[str]) -> dict[str, str]:
    """Of these ids of calls of tools, those that were made in a session, with the names of the tools."""
    calling = and_(turn.c.context_id == ctx, turn.c.session_id == session_id, turn.c.role == Role.ASSISTANT.value)
    found: dict[str, str] = {}
    rows = conn.execute(select(turn.c.tool_calls).where(calling).order_by(turn.c.seq.desc()))
    for (calls,) in rows:
        for call in reversed(calls):
            function = call.get("function")  # a session's turns may come from routes that take calls of any shape
            name = function.get("name") if isinstance(function, dict) else None
            if call.get("id") in sought and isinstance(name, str):
                found.setdefault(call["id"], name)
        if len(found) == len(sought):
            break
    return found


def turns_of(conn: Connection, ctx: ContextId, session_id: SessionId, job_id: JobId) -> Sequence[Turn]:
    """All turns of a job, in their order."""
    chosen = _in(ctx, session_id, job_id)
    return sorted((found for _, found in turns_chosen(conn, chosen)), key=lambda found: found.seq)


def waiting_turns(conn: Connection, one: Job, limit: int, after: int = 0) -> Sequence[Turn]:
    """Turns of a job that are not learned, from behind place `after` on, in their order."""
    ids = (
        select(turn.c.id)
        .where(_in(one.context_id, one.session_id, one.id), turn.c.revision.is_(None), turn.c.seq > after)
        .order_by(turn.c.seq)
        .limit(limit)
    )
    chosen = and_(turn.c.context_id == one.context_id, turn.c.id.in_(ids))
    return sorted((found for _, found in turns_chosen(conn, chosen)), key=lambda found: found.seq)


def count_jobs(conn: Connection) -> Backlog:
    """How the queue stands, in all contexts; of what is done, which may be much, nothing is counted."""
    there = job.c.state.in_([*WAITING, JobState.FAILED.value])
    rows = conn.execute(select(job.c.state, func.count().label("jobs")).where(there).group_by(job.c.state))
    counts: dict[str, int] = {row.state: row.jobs for row in rows}
    oldest = conn.execute(select(func.min(job.c.created_at)).where(job.c.state.in_(WAITING))).scalar_one()
    queued, running, failed = (
        counts.get(state.value, 0) for state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED)
    )
    return Backlog(queued, running, failed, oldest)


def _held_turn(row: Row[Any]) -> HeldTurn:
    learned = row.revision is not None
    return HeldTurn(
        id=TurnId(row.id),
        seq=row.seq,
        print=take_print(row.role, row.content, row.name, row.tool_call_id, row.tool_calls),
        said_at=row.said_at,
        job_id=row.job_id and JobId(row.job_id),
        learned=learned,
        idle=not learned and row.state not in WAITING,
    )


def _named(ctx: str, job_id: str) -> ColumnElement[bool]:
    return and_(job.c.context_id == ctx, job.c.id == job_id)


def _held(one: Job, worker: str) -> ColumnElement[bool]:
    return and_(_named(one.context_id, one.id), job.c.worker == worker, job.c.state == JobState.RUNNING.value)


def _in(ctx: str, session_id: str, job_id: str) -> ColumnElement[bool]:
    """The turns of a job, which an index of their session leads to."""
    return and_(turn.c.context_id == ctx, turn.c.session_id == session_id, turn.c.job_id == job_id)


def _job(row: Row[Any], state: JobState | None = None, attempts: int | None = None) -> Job:
    return Job(
        id=JobId(row.id),
        context_id=ContextId(row.context_id),
        session_id=SessionId(row.session_id),
        scope_id=row.scope_id,
        seq=row.seq,
        model=row.model,
        turns=row.turns,
        created_at=row.created_at,
        run_at=row.run_at,
        state=state or JobState(row.state),
        attempts=row.attempts if attempts is None else attempts,
        error=row.error,
        finished_at=row.finished_at,
        background=row.background,
    )

"""The queue: turns that were recorded are learned in the background, whatever becomes of who sent them.

Jobs stand in the store (`storage/queries/jobs.py`), in the commit that recorded their turns. Every process that has a
memory open works on them, several sessions at a time: it takes the oldest job that may run, holds it by a lease that it
extends, and ends it. What a process leaves behind when it dies is taken up, by any other, when its lease is over; a
turn that was learned by then is passed over, so that nothing is learned twice. While there is nothing to do, nothing is
written, and jobs that were done long ago are deleted.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from spectron.domain.errors import NotFound, told
from spectron.domain.ids import ContextId, JobId, new_id
from spectron.domain.jobs import KEPT, Backlog, Job, JobStatus
from spectron.domain.temporal import Clock
from spectron.service.agents.learning import Verdict, learn_job
from spectron.service.ingest import Ingest
from spectron.storage.queries import jobs

_log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
PATIENCE_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 60.0
DELETED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """How many sessions are learned at once, how often a job is tried, how long it is held without a sign of life.

    `pause_seconds` pass before the second try of a job; they double with each further one.
    """

    sessions: int = 4
    tries: int = 5
    lease_seconds: float = 30.0
    pause_seconds: float = 2.0

    def pause(self, tries: int) -> float:
        """Seconds to wait after so many tries."""
        return min(LONGEST_PAUSE_SECONDS, float(self.pause_seconds * 2 ** (tries - 1)))


@dataclass(slots=True)
class Queue:
    """Works on jobs from `start` to `stop`; holds which ones, and nothing of their turns."""

    ingest: Ingest
    clock: Clock
    limits: Limits = field(default_factory=Limits)
    _worker: str = ""
    _held: dict[JobId, asyncio.Task[None]] = field(default_factory=dict)
    _own: list[asyncio.Task[None]] = field(default_factory=list)
    _news: dict[JobId, list[asyncio.Event]] = field(default_factory=dict)
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _stopping: bool = False
    _loop: asyncio.AbstractEventLoop | None = None

    async def start(self) -> None:
        """Begin to take jobs, and go on with turns that were left half-way outside of any; waits for none of them."""
        await self._release()
        self._worker, self._woken, self._stopping = new_id("worker"), asyncio.Event(), False
        self._held, self._news, self._loop = {}, {}, asyncio.get_running_loop()
        self._own = [asyncio.create_task(one) for one in (self._take(), self._hold(), self._catch_up())]
        await asyncio.wait(self._own[2:], timeout=POLL_SECONDS)

    async def follow(self) -> None:
        """Begin anew where the event loop is another than before: what worked in the former one ended with it."""
        if self._loop is not asyncio.get_running_loop():
            await self.start()

    async def stop(self) -> None:
        """Take no more; what is being worked on ends after its present turn, or is given back unlearned."""
        if self._loop is not asyncio.get_running_loop():
            await self._release()
            return
        self._stopping = True
        self.wake()
        for task in self._own:
            task.cancel()
        held = list(self._held.values())
        if held:
            _, slow = await asyncio.wait(held, timeout=PATIENCE_SECONDS)
            for task in slow:
                task.cancel()
        if rest := [*self._own, *held]:
            await asyncio.wait(rest)
        self._own, self._loop = [], None
        await self._release()

    def wake(self) -> None:
        """There is something to do: it is begun at once."""
        self._woken.set()

    async def status(self, ctx: ContextId, job_id: JobId) -> JobStatus:
        """How a job stands; raises NotFound."""
        found = await self.ingest.store.read(lambda conn: jobs.find_job(conn, ctx, job_id))
        if found is None:
            raise missing(job_id)
        return found

    async def watch(self, ctx: ContextId, job_id: JobId) -> AsyncIterator[JobStatus]:
        """How a job stands, whoever works on it: at once, whenever it changes and now and then, until it has ended."""
        with self._listen(job_id) as news:
            while True:
                news.clear()
                status = await self.status(ctx, job_id)
                yield status
                if status.ended:
                    return
                await _wait(news, POLL_SECONDS)

    async def backlog(self) -> Backlog:
        """How many jobs wait, are worked on and have failed."""
        return await self.ingest.store.read(jobs.count_jobs)

    async def _take(self) -> None:
        """Take jobs for as long as there are any that may run; then wait for a sign of one, or look again."""
        while not self._stopping:
            self._woken.clear()
            try:
                while len(self._held) < self.limits.sessions and (one := await self._claim()):
                    self._begin(one)
                if not self._held:
                    await self._clear()
            except Exception as error:  # noqa: BLE001 - a store that cannot be reached now may be reached in a second
                _log.error("the queue could not be read: %s", told(error))
            await _wait(self._woken, POLL_SECONDS)

    async def _claim(self) -> Job | None:
        store, now, held, worker = self.ingest.store, self.clock(), list(self._held), self._worker
        if not await store.read(lambda conn: jobs.can_claim(conn, now, held)):
            return None
        lease = now + timedelta(seconds=self.limits.lease_seconds)
        return await store.write(lambda conn: jobs.claim(conn, worker, now, lease, held), durable=False)

    async def _clear(self) -> None:
        """Delete some of the jobs that were done long ago."""
        store, before = self.ingest.store, self.clock() - KEPT
        if await store.read(lambda conn: jobs.has_outlived(conn, before)):
            await store.write(lambda conn: jobs.delete_outlived(conn, before, DELETED_AT_ONCE), durable=False)

    async def _release(self) -> None:
        """Give back what was claimed when the taking was interrupted, and so was never begun."""
        if worker := self._worker:
            self._worker = ""
            try:
                await self.ingest.store.write(lambda conn: jobs.release(conn, worker))
            except Exception as error:  # noqa: BLE001 - what is held comes free when its lease is over
                _log.error("the queue could not be left in order: %s", told(error))

    def _begin(self, one: Job) -> None:
        task, held = asyncio.create_task(self._work(one)), self._held
        held[one.id] = task

        def over(_done: asyncio.Task[None]) -> None:
            del held[one.id]
            self.wake()

        task.add_done_callback(over)
        self._tell(one.id)

    async def _hold(self) -> None:
        """Extend the leases of what is worked on; what was lost to another worker is dropped."""
        while True:
            await asyncio.sleep(self.limits.lease_seconds / 3)
            if held := set(self._held):
                try:
                    kept = await self._extend(held)
                except Exception as error:  # noqa: BLE001 - tried again long before the lease is over
                    _log.error("the leases of the queue could not be extended: %s", told(error))
                    continue
                for lost in held - kept:
                    if task := self._held.get(JobId(lost)):
                        task.cancel()

    async def _extend(self, held: Collection[str]) -> set[str]:
        until, worker = self.clock() + timedelta(seconds=self.limits.lease_seconds), self._worker
        return await self.ingest.store.write(lambda conn: jobs.extend_leases(conn, worker, held, until), durable=False)

    async def _work(self, one: Job) -> None:
        """Learn a job and write down what became of it; one that is interrupted is given back."""
        try:
            if one.attempts > self.limits.tries:
                verdict = Verdict(f"given up: each of {self.limits.tries} processes that tried it died")
            else:
                verdict = await learn_job(
                    self.ingest,
                    one,
                    self._worker,
                    self.limits.tries,
                    lambda: self._stopping,
                    lambda: self._tell(one.id),
                )
        except asyncio.CancelledError:
            await self._leave(one, Verdict(again=True, tries=one.attempts - 1))
            raise
        except Exception as error:  # noqa: BLE001 - the store failed: what is held comes free when its lease is over
            _log.error("job %s was left: %s", one.id, told(error))
            return
        await self._leave(one, verdict)

    async def _leave(self, one: Job, verdict: Verdict) -> None:
        """The one place where a job ends or goes back: whoever watches it hears of it here, after the commit."""
        now, worker = self.clock(), self._worker
        if verdict.again:
            pause = max(self.limits.pause(verdict.tries), verdict.after) if verdict.error else 0.0
            run_at = now + timedelta(seconds=pause)
            _log.info("job %s waits %.0f s for its next try: %s", one.id, pause, verdict.error or "interrupted")
            await self.ingest.store.write(
                lambda conn: jobs.put_back(conn, one, worker, run_at, verdict.tries, verdict.error)
            )
        else:
            if verdict.error:
                _log.error("job %s failed: %s", one.id, verdict.error)
            await self.ingest.store.write(lambda conn: jobs.end(conn, one, worker, now, verdict.error))
        self._tell(one.id)

    async def _catch_up(self) -> None:
        """Learn what an earlier process left half-way outside of any job."""
        try:
            await self.ingest.finish()
        except Exception as error:  # noqa: BLE001 - those turns wait for the next opening
            _log.error("turns that were left half-way still wait: %s", told(error))

    def _tell(self, job_id: JobId) -> None:
        for event in self._news.get(job_id, ()):
            event.set()

    @contextmanager
    def _listen(self, job_id: JobId) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._news.setdefault(job_id, []).append(event)
        try:
            yield event
        finally:
            self._news[job_id].remove(event)
            if not self._news[job_id]:
                del self._news[job_id]


def missing(job_id: JobId) -> NotFound:
    """Nobody knows a job, or nobody does any more."""
    return NotFound(f"no extraction {job_id}: it never was one here, or it was done more than {KEPT.days} days ago")


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for a sign, or until time is up."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return

"""Learning the turns of one job, and what a failure on the way means for the rest of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from spectron.domain.conversation import Turn
from spectron.domain.errors import BadValue, ExtractionFailed, NotFound, ProviderBusy, ProviderFailed, told
from spectron.domain.jobs import Job
from spectron.service.configuration import Configuration
from spectron.service.ingest import Ingest
from spectron.service.surroundings import Reader, Readers, Recorded, look_around
from spectron.storage.queries import conversations, jobs

_log = logging.getLogger(__name__)

TURNS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a job: it is done, it failed with an `error`, or it is to be tried again.

    `after` are the seconds for which a provider asks to be left alone; `tries` the attempts that the job has used up.
    """

    error: str | None = None
    again: bool = False
    after: float = 0.0
    tries: int = 0


@dataclass(slots=True)
class Progress:
    """How far one try at a job has come: the place of the last turn it was at, and what could not be learned."""

    tries: int
    place: int = 0
    passed_over: list[str] = field(default_factory=list)


def choose_by_name(readers: Readers, name: str | None) -> Readers:
    """The same readers, of whom the one of this name reads; None leaves it to the settings."""
    if name is None:
        return readers

    def choose(configuration: Configuration) -> Reader:
        return readers.choose(replace(configuration, models={**configuration.models, "extraction": name}))

    return replace(readers, choose=choose)


async def learn_job(
    ingest: Ingest, one: Job, worker: str, most_tries: int, stopping: Callable[[], bool], tell: Callable[[], None]
) -> Verdict:
    """Learn the turns of a job in their order; `tell` hears of each, and `stopping` ends it between two of them.

    A turn that is learned already is passed over. A model that is busy, or breaks, is asked again later; one that
    refuses for good ends the job. A turn that a model answered without sense, or broke on at the last try, is left
    behind, and the others are learned.
    """
    progress = Progress(one.attempts)
    while turns := await ingest.store.read(
        lambda conn: jobs.waiting_turns(conn, one, TURNS_AT_ONCE, after=progress.place)
    ):
        for turn in turns:
            if stopping():
                return Verdict(again=True, tries=progress.tries - 1)
            if progress.place and progress.tries > 1:  # behind a turn that is over with, tries are counted anew
                await ingest.store.write(lambda conn: jobs.note_progress(conn, one, worker), durable=False)
                progress.tries = 1
            progress.place = turn.seq
            if verdict := await _learn(ingest, one, turn, progress.tries >= most_tries, progress):
                return verdict
            tell()
    left = len(progress.passed_over)
    return Verdict(f"{left} of {one.turns} turns: {progress.passed_over[0]}") if left else Verdict()


async def _learn(ingest: Ingest, one: Job, turn: Turn, last: bool, progress: Progress) -> Verdict | None:
    """Learn one turn; returns what becomes of the job where that ends it."""
    try:
        recorded = await ingest.store.read(lambda conn: _look(conn, one, turn, ingest.readers))
        if recorded:
            await ingest.indexing.embed_turn(one.context_id, recorded.turn)
            await ingest.learn(one.context_id, recorded)
    except ExtractionFailed as error:
        return _judge(error, last, progress)
    except NotFound:
        return None  # it was erased while it was being read
    except BadValue as error:
        return Verdict(error.detail)
    except Exception as error:  # noqa: BLE001 - whatever breaks, the turn is safe, and is tried again or told
        _log.error("job %s: learning a turn broke with %s", one.id, told(error))
        return _pass_over(f"learning broke with {type(error).__name__}", last, progress)
    return None


def _judge(error: ExtractionFailed, last: bool, progress: Progress) -> Verdict | None:
    """What a failure of the extractor means for the job."""
    cause = error.__cause__
    if isinstance(cause, ProviderBusy):
        return Verdict(error.detail, not last, cause.retry_after or 0.0, progress.tries)
    if isinstance(cause, ProviderFailed):
        return Verdict(error.detail)
    return _pass_over(error.detail, last or cause is None, progress)


def _pass_over(why: str, last: bool, progress: Progress) -> Verdict | None:
    """Leave a turn behind where nothing more is to be tried; else try it again."""
    if not last:
        return Verdict(why, again=True, tries=progress.tries)
    progress.passed_over.append(why)
    return None


def _look(conn: Connection, one: Job, turn: Turn, readers: Readers) -> Recorded | None:
    """What a turn is read with; None where it is gone, or learned already."""
    found = conversations.find_turn(conn, one.context_id, turn.id)
    if found is None or found[1] is not None:
        return None
    recorded = look_around(conn, one.context_id, found[0], choose_by_name(readers, one.model))
    return replace(recorded, again=one.attempts > 1)

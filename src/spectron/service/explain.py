"""Explaining a message that nobody keeps: it is read as a turn of a scope would be, and forgotten."""

import logging
from dataclasses import dataclass
from datetime import datetime

from spectron.domain.access import Access
from spectron.domain.conversation import Role, Turn
from spectron.domain.errors import ExtractionFailed, told
from spectron.domain.explanation import Explanation
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.language import recognise
from spectron.service.ingest import Ingest
from spectron.service.surroundings import look_around

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """A message as it would be said, and the scope in which it would be."""

    scope: Scope
    role: Role
    content: str
    said_at: datetime
    name: str | None = None


async def explain(ingest: Ingest, access: Access, asked: Asked) -> Explanation:
    """Tell how a message would be read beside the entities that its scope knows; only reads."""
    turn = Turn(
        id=TurnId(""),
        session_id=SessionId(""),
        scope=asked.scope.clamped(access.clamp),
        role=asked.role,
        content=asked.content,
        said_at=asked.said_at,
        name=asked.name,
        language=recognise(asked.content),
    )
    around = await ingest.store.read(lambda conn: look_around(conn, access.context_id, turn, ingest.readers))
    try:
        explained = await around.reader.extractor.explain(turn, around.window)
    except ExtractionFailed as failed:
        ingest.spending.add(failed.usage, failed=True)
        raise
    except Exception as error:
        _log.error("an explanation: the extractor broke with %s", told(error))
        raise ExtractionFailed("the extractor broke", turn.id) from error
    ingest.spending.add(explained.usage)
    return explained

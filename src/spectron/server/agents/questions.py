"""What a question of an agent says in its address: whom it is about, as of when, how much of a list it wants."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request

from spectron.domain.errors import BadValue
from spectron.domain.temporal import OUT_OF_REACH, in_reach, parse_instant
from spectron.server.requests import check_query, id_doc, instant_doc, read_user
from spectron.service.agents.observing import About
from spectron.wire.base import YEAR_PATTERN

USER_DOC = id_doc(
    "user_id", "Whose; every user's of the agent where it is left out, which takes the permission agent_wide."
)
AT_DOC = instant_doc("at", "As of when; a date stands for its first instant. Now if left out.", YEAR_PATTERN)
ZONE_DOC: Mapping[str, Any] = {
    "name": "timezone",
    "in": "query",
    "required": False,
    "description": "The user's time zone by its IANA name, where days begin; UTC if left out.",
    "schema": {"type": "string", "example": "Europe/Berlin"},
}
ABOUT_DOCS = (USER_DOC, AT_DOC)


def read_about(request: Request, agent: str, *others: str) -> About:
    """Whom a question is about and as of when, refusing parameters that nobody reads; `others` are read elsewhere."""
    check_query(request, "user_id", "at", *others)
    return About(agent, read_user(request), _read_at(request))


def _read_at(request: Request) -> datetime | None:
    text = request.query_params.get("at")
    at = None if text is None else parse_instant(text, "at")
    if at is not None and not in_reach(at):
        raise BadValue.at("at", OUT_OF_REACH)
    return at

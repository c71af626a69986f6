"""Whose memory a request of an agent is about: the key's own context, and the agent of the path."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Header, Path, Request
from fastapi.security.http import HTTPAuthorizationCredentials

from spectron.domain.access import Access
from spectron.domain.errors import Unprocessable
from spectron.domain.naming import LONGEST_ID, object_to_id
from spectron.server.requests import (
    CONTEXT_PATTERN,
    KEY_PATTERN,
    MOST_KEY,
    bearer_scheme,
    key_header,
    memory_of,
    read_once,
)
from spectron.service.ingest import Once
from spectron.wire.base import ID_PATTERN


async def admit_agent(
    request: Request,
    context: Annotated[
        str | None,
        Header(
            alias="Spectron-Context",
            description="Which context a key is to open that opens them all; `default` if left out.",
            json_schema_extra={"pattern": CONTEXT_PATTERN},
        ),
    ] = None,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer_scheme)] = None,
    header: Annotated[str | None, Depends(key_header)] = None,
) -> Access:
    """Check the key; every route below an agent depends on it."""
    secret = bearer.credentials if bearer else header
    return await memory_of(request).gate.admit_own(secret, context)


async def name_agent(
    agent_id: Annotated[str, Path(json_schema_extra={"pattern": ID_PATTERN, "maxLength": LONGEST_ID})],
) -> str:
    """The agent of the path; raises Unprocessable for an id that cannot be kept."""
    if wrong := object_to_id(agent_id):
        raise Unprocessable.at("agent_id", wrong)
    return agent_id


async def read_agent_once(
    request: Request,
    access: Annotated[Access, Depends(admit_agent)],
    idempotency_key: Annotated[str | None, Header(min_length=1, max_length=MOST_KEY, pattern=KEY_PATTERN)] = None,
) -> AsyncIterator[Once | None]:
    """The Idempotency-Key of a request of an agent."""
    async for once in read_once(request, access, idempotency_key):
        yield once


InAgentContext = Annotated[Access, Depends(admit_agent)]
OnceForAgent = Annotated[Once | None, Depends(read_agent_once, scope="function")]
AgentId = Annotated[str, Depends(name_agent)]

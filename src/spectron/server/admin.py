"""Health, readiness, metrics, and the configuration of a context."""

from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import problems
from spectron.server.requests import InContext, check_query, memory_of
from spectron.wire.admin import ContextConfig, Health

VERSION = version("spectron-memory")

router = APIRouter(tags=["operations"], route_class=StrictRoute)


@router.get("/healthz")
async def health() -> Health:
    """The process lives."""
    return Health(status="ok", version=VERSION)


@router.get("/readyz", responses=problems())
async def ready(request: Request) -> Health:
    """The store answers."""
    memory = memory_of(request)
    await memory.store.read(lambda conn: conn.execute(text("SELECT 1")).scalar_one())
    return Health(status="ok", version=VERSION, embedder=memory.ingest.indexing.usual)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Counts and durations of requests, and what models used, as Prometheus reads them."""
    return Response(generate_latest(request.app.state.measures.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/{context_id}/config", responses=problems(400, 401, 403, 404), tags=["configuration"])
async def get_config(request: Request, access: InContext) -> ContextConfig:
    """The settings of a context; keys of providers are never among them."""
    check_query(request)
    found = await memory_of(request).gate.context(access)
    return ContextConfig.model_validate(dict(found.config))


@router.put("/api/v1/{context_id}/config", responses=problems(400, 401, 403, 404, 413, 422), tags=["configuration"])
async def put_config(request: Request, access: InContext, body: ContextConfig) -> ContextConfig:
    """Replace the settings of a context."""
    check_query(request)
    await memory_of(request).set_config(access, body.model_dump(exclude_none=True))
    return body

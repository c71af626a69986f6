"""Health, readiness, metrics, and the configuration of a context."""

from datetime import datetime
from importlib.metadata import version

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from spectron.domain.jobs import Backlog
from spectron.server.bodies import StrictRoute
from spectron.server.knowledge import problems
from spectron.server.requests import InContext, check_query, memory_of
from spectron.wire.admin import ContextConfig, EmbeddingInfo, Health, QueueInfo

VERSION = version("spectron-memory")


def show_queue(backlog: Backlog, now: datetime) -> QueueInfo:
    """How the queue stands."""
    waited = max(0.0, (now - backlog.oldest_at).total_seconds()) if backlog.oldest_at else 0.0
    return QueueInfo(
        queued=backlog.queued, running=backlog.running, failed=backlog.failed, oldest_seconds=round(waited, 3)
    )


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
    queue = show_queue(await memory.queue.backlog(), memory.clock())
    return Health(status="ok", version=VERSION, embedder=memory.ingest.indexing.embedders.usual, queue=queue)


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> Response:
    """Counts and durations of requests, what models used, and how the queue stands, as Prometheus reads them."""
    memory = memory_of(request)
    request.app.state.waiting.note(show_queue(await memory.queue.backlog(), memory.clock()))
    return Response(generate_latest(request.app.state.measures.registry), media_type=CONTENT_TYPE_LATEST)


@router.get("/api/v1/{context_id}/config", responses=problems(400, 401, 403, 404), tags=["configuration"])
async def get_config(request: Request, access: InContext) -> ContextConfig:
    """The settings of a context; keys of providers are never among them."""
    check_query(request)
    found = await memory_of(request).gate.context(access)
    return ContextConfig.model_validate(dict(found.config))


@router.get("/api/v1/{context_id}/embedding", responses=problems(400, 401, 403, 404), tags=["configuration"])
async def get_embedding(request: Request, access: InContext) -> EmbeddingInfo:
    """How far the embedder of a context has come, above all after a change of the model."""
    check_query(request)
    found = await memory_of(request).embedding(access)
    return EmbeddingInfo(
        model=found.model,
        dimension=found.dimension,
        embedded=found.embedded,
        pending=found.pending,
        refused=found.refused,
        models=dict(found.models),
        working=found.is_working,
        error=found.failure or None,
    )


@router.put("/api/v1/{context_id}/config", responses=problems(400, 401, 403, 404, 413, 422), tags=["configuration"])
async def put_config(request: Request, access: InContext, body: ContextConfig) -> ContextConfig:
    """Replace the settings of a context."""
    check_query(request)
    await memory_of(request).set_config(access, body.model_dump(exclude_none=True))
    return body

"""The application: routes over one memory."""

import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi_offline import FastAPIOffline

from spectron.server import admin, chat, events, explain, knowledge, library, lifecycle, origins, problems, recall
from spectron.server.admin import VERSION
from spectron.server.agents import routes as agents
from spectron.server.chats import routes as chats
from spectron.server.costs import Costs, Searches, Waiting
from spectron.server.document import write_document
from spectron.server.limits import BodyLimit, Measures, Meter
from spectron.server.rate import RateLimit
from spectron.server.requests import Flights
from spectron.service.memory import Memory

_ABOUT = "A memory for AI agents: turns go in, what was learned comes out, with since when and from which words."


def create_app(
    memory: Memory,
    requests_per_minute: int = 0,
    ticks: Callable[[], float] = time.monotonic,
    cors_origins: Collection[str] = (),
) -> FastAPI:
    """Serve a memory, which is opened when the application starts and closed when it stops.

    `requests_per_minute` holds for each key, 0 is no limit; `ticks` counts the seconds it is measured by. Pages of
    `cors_origins` may ask from a browser.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        await memory.open()
        try:
            yield
        finally:
            await memory.close()

    app = FastAPIOffline(redoc_url=None, title="Spectron", version=VERSION, description=_ABOUT, lifespan=life)
    app.state.memory = memory
    app.state.measures = Measures()
    app.state.measures.registry.register(Costs(memory.ingest.spending))
    app.state.measures.registry.register(Searches(memory.recall.tally, memory.ingest.indexing.embedders.failed))
    app.state.waiting = Waiting()
    app.state.measures.registry.register(app.state.waiting)
    app.state.flights = Flights()
    problems.install(app)
    app.include_router(agents.router)  # first: "agents" is no context, whatever else an address looks like
    app.include_router(knowledge.router)
    app.include_router(recall.router)
    app.include_router(explain.router)
    app.include_router(chat.router)
    app.include_router(library.router)
    app.include_router(chats.router)
    app.include_router(events.router)
    app.include_router(lifecycle.router)
    app.include_router(admin.router)
    app.add_api_route("/", lambda: RedirectResponse("/docs"), include_in_schema=False)
    app.openapi = lambda: write_document(app)  # type: ignore[method-assign]
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimit, per_minute=requests_per_minute, ticks=ticks)
    app.add_middleware(Meter, measures=app.state.measures)
    origins.install(app, cors_origins)
    return app

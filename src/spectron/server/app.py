"""The application: routes over one memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi_offline import FastAPIOffline

from spectron.server import admin, knowledge, problems
from spectron.server.admin import VERSION
from spectron.server.limits import BodyLimit, Measures, Meter
from spectron.service.memory import Memory

_ABOUT = "A memory for AI agents: turns go in, what was learned comes out, with since when and from which words."


def create_app(memory: Memory) -> FastAPI:
    """Serve a memory, which is opened when the application starts and closed when it stops."""

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
    app.state.flying = set()
    problems.install(app)
    app.include_router(knowledge.router)
    app.include_router(admin.router)
    app.add_api_route("/", lambda: RedirectResponse("/docs"), include_in_schema=False)
    app.add_middleware(BodyLimit)
    app.add_middleware(Meter, measures=app.state.measures)
    return app

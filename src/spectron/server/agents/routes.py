"""All routes below an agent."""

from fastapi import APIRouter

from spectron.server.agents import sessions

router = APIRouter()
router.include_router(sessions.router)

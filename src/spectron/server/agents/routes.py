"""All routes below an agent."""

from fastapi import APIRouter

from spectron.server.agents import context, estimates, identity, living, memory, notifications, sessions, transcripts

router = APIRouter()
router.include_router(sessions.router)
router.include_router(transcripts.router)
router.include_router(memory.router)
router.include_router(identity.router)
router.include_router(estimates.router)
router.include_router(notifications.router)
router.include_router(context.router)
router.include_router(living.router)

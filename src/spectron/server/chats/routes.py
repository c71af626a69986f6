"""All routes of chats."""

from fastapi import APIRouter

from spectron.server.chats import chats

router = APIRouter()
router.include_router(chats.router)

"""All routes of chats; what they need is asked for before a body is looked at."""

from fastapi import APIRouter

from spectron.domain.chats import CHATS
from spectron.server.chats import chats, memories
from spectron.server.chats.questions import permitted
from spectron.service.chats.chats import WHAT
from spectron.service.chats.memories import WHAT as MEMORIES

_of_chats = [permitted(CHATS, WHAT)]

router = APIRouter()
router.include_router(chats.router, dependencies=_of_chats)
router.include_router(memories.router, dependencies=[permitted(CHATS, MEMORIES)])

"""All routes of chats; what they need is asked for before a body is looked at."""

from fastapi import APIRouter

from spectron.domain.chats import CHATS
from spectron.server.chats import chats
from spectron.server.chats.questions import permitted
from spectron.service.chats.chats import WHAT

_of_chats = [permitted(CHATS, WHAT)]

router = APIRouter()
router.include_router(chats.router, dependencies=_of_chats)

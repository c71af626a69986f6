"""All routes of chats; what they need is asked for before a body is looked at."""

from fastapi import APIRouter

from spectron.domain.chats import CHAT_MUTATION, CHATS
from spectron.server.chats import chats, histories, memories, messages
from spectron.server.chats.questions import permitted
from spectron.service.chats.chats import WHAT
from spectron.service.chats.histories import WHAT as IMPORT
from spectron.service.chats.memories import WHAT as MEMORIES
from spectron.service.chats.messages import WHAT as MESSAGES

_of_chats = [permitted(CHATS, WHAT)]

router = APIRouter()
router.include_router(chats.router, dependencies=_of_chats)
router.include_router(memories.router, dependencies=[permitted(CHATS, MEMORIES)])
router.include_router(histories.router, dependencies=[permitted(CHATS, IMPORT), permitted(CHAT_MUTATION, IMPORT)])
router.include_router(messages.router, dependencies=[permitted(CHAT_MUTATION, MESSAGES)])

"""What agents are to bring up with their users: the notices that are due, each taken once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from spectron.behaviour.notices import PATIENCE, is_pending
from spectron.behaviour.phrasing import generate_message
from spectron.domain.access import Access
from spectron.domain.errors import NotFound
from spectron.domain.estimates import Notice, NoticeKind, NoticeStatus
from spectron.domain.ids import ContextId
from spectron.domain.scope import AGENT_DIMENSION, SPEAKER_DIMENSION, Scope
from spectron.service.noticing import replan
from spectron.storage.queries import notices


@dataclass(frozen=True, slots=True)
class Item:
    """A notice as an agent is told of it: of which user, and in words that can be sent as they are."""

    notice: Notice
    user: str
    generated_message: str


def list_items(
    conn: Connection, access: Access, where: Scope, status: NoticeStatus | None, now: datetime
) -> Sequence[Item]:
    """The notices of an agent, those that are due first come first; without a status those that are pending now.

    `where` holds the clamp and names the agent, and a user, or none for all of its users. A notice that lives in a
    narrower scope hides one under the same key in a wider one.
    """
    ctx = access.context_id
    items: dict[str, Item] = {}
    for pair in [where] if where.get(SPEAKER_DIMENSION) else notices.scopes_of_users(conn, ctx, where):
        user = pair.get(SPEAKER_DIMENSION) or ""
        mine = {one.id: one for one in _reach(pair) if one.contains(access.clamp)}
        found = notices.list_notices(conn, ctx, mine, status or NoticeStatus.SCHEDULED, None if status else now)
        for one in _visible(conn, ctx, found, mine):
            items[one.id] = Item(one, user, generate_message(one))
    chosen = (one for one in items.values() if status or is_pending(one.notice, now))
    return sorted(chosen, key=lambda one: (one.notice.due_at, one.notice.id))


def consume_item(conn: Connection, access: Access, agent: str, message_id: str, now: datetime) -> Item:
    """Take a notice that is pending, once; raises NotFound where there is none, Forbidden outside the clamp."""
    where, notice = _find(conn, access, agent, message_id)
    if not notices.consume_notice(conn, access.context_id, message_id, now, PATIENCE):
        raise NotFound(f"the notice {message_id} is not pending")
    if notice.kind is NoticeKind.BIRTHDAY:
        replan(conn, access.context_id, {where: now})  # the next is a year away
    return _item(where, replace(notice, status=NoticeStatus.CONSUMED, settled_at=now))


def find_item(conn: Connection, access: Access, agent: str, message_id: str) -> Item:
    """A notice of the agent, whatever became of it; raises NotFound for none, Forbidden outside the clamp."""
    return _item(*_find(conn, access, agent, message_id))


def _find(conn: Connection, access: Access, agent: str, message_id: str) -> tuple[Scope, Notice]:
    found = notices.find_notice(conn, access.context_id, message_id)
    if found is None or found[0].get(AGENT_DIMENSION) not in (agent, None):
        raise NotFound(f"no notice {message_id} of this agent")
    access.require(found[0], f"notice {message_id}")
    return found


def _item(where: Scope, notice: Notice) -> Item:
    return Item(notice, where.get(SPEAKER_DIMENSION) or "", generate_message(notice))


def _reach(pair: Scope) -> Sequence[Scope]:
    """The scopes whose notices an agent sees of a user: every part of theirs that names the user."""
    user = pair.get(SPEAKER_DIMENSION)
    return [part for part in pair.parts() if part.get(SPEAKER_DIMENSION) == user]


def _visible(
    conn: Connection, ctx: ContextId, found: Sequence[tuple[str, Notice]], mine: Mapping[str, Scope]
) -> Iterator[Notice]:
    """Those that no narrower scope has a notice of the same key for."""
    held = notices.scopes_by_key(conn, ctx, mine, {one.key for _, one in found}) if found else {}
    for scope_id, one in found:
        narrower = (mine[other] for other in held[one.key] if other != scope_id)
        if not any(other.contains(mine[scope_id]) for other in narrower):
            yield one

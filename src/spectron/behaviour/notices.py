"""What is to be brought up with a user, and when: follow-ups, promises, birthdays, and a word after a silence.

Everything follows from what was told, so that planning twice plans nothing new, and the order in which turns arrive
does not matter. Nobody is spoken to in the quiet hours of their zone, unless an hour was promised.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from spectron.behaviour import birthdays
from spectron.behaviour.birthdays import Birthday
from spectron.behaviour.civil import wait_for_morning
from spectron.behaviour.foresight import Dropped, Foreseen, Outlook
from spectron.behaviour.phrasing import write_message
from spectron.domain.estimates import Notice, NoticeKind, NoticeStatus
from spectron.domain.ids import RecordId, new_id
from spectron.domain.temporal import name_day

CHECK_IN = "check_in"
CONVERSATION = 3  # user turns: with fewer there was no conversation to come back to
# How long after it was due a notice is still worth bringing up.
PATIENCE: Mapping[NoticeKind, timedelta] = {
    NoticeKind.FOLLOW_UP: timedelta(days=7),  # after that nobody cares to be asked how it went
    NoticeKind.PROMISE: timedelta(days=3_650),  # a promise stands until it is kept
    NoticeKind.BIRTHDAY: birthdays.PATIENCE,
    NoticeKind.CHECK_IN: timedelta(days=60),
}


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """What changes: notices that are new, those that change under their ids, and those that are cancelled."""

    new: tuple[Notice, ...] = ()
    changed: tuple[Notice, ...] = ()
    cancelled: tuple[Notice, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.new or self.changed or self.cancelled)


def plan_notices(outlook: Outlook, known: Sequence[Notice], at: datetime, since: datetime) -> NoticePlan:
    """The difference between what is to be brought up and the notices there are; check-ins are left alone.

    A notice that was consumed is not planned again. What an outlook does not hold any more is cancelled, `at` the
    instant where nothing tells since when, unless it was told before `since`, where the outlook begins. Of what was
    told in a wider scope and is called off in this one, a cancelled notice is kept here, which hides the other.
    """
    mine = [one for one in known if one.kind is not NoticeKind.CHECK_IN]
    held = {one.key: one for one in mine if one.status is not NoticeStatus.CANCELLED}
    dropped = {one.foreseen.key: one for one in outlook.dropped}
    wanted = {one.key: one for one in outlook.foreseen}
    cancelled = [
        replace(one, status=NoticeStatus.CANCELLED, settled_at=dropped[key].at if key in dropped else at)
        for key, one in held.items()
        if one.status is NoticeStatus.SCHEDULED and key not in wanted and (key in dropped or one.created_at >= since)
    ]
    hidden = {one.key for one in mine}
    hiding = [_hide(one) for key, one in dropped.items() if one.wider and key not in hidden]
    changed = [
        found
        for key, one in held.items()
        if one.status is NoticeStatus.SCHEDULED and key in wanted
        if (found := _renew(one, wanted[key])) != one
    ]
    new = [_schedule(one) for key, one in wanted.items() if key not in held]
    return NoticePlan((*new, *hiding), tuple(changed), tuple(cancelled))


def recall_birthdays(known: Sequence[Notice], until: datetime, zone: tzinfo) -> Sequence[Birthday]:
    """The birthdays that notices remember of what was told before an instant."""
    days = ((one, one.due_at.astimezone(zone)) for one in known if one.kind is NoticeKind.BIRTHDAY)
    return [
        Birthday(one.subject, day.month, day.day, one.created_at, one.reason, one.turn_id)
        for one, day in days
        if one.created_at < until
    ]


def plan_check_in(
    last_said_at: datetime, user_turns: int, known: Sequence[Notice], days: int, zone: tzinfo
) -> NoticePlan:
    """The word after a silence: so many days after the user's last turn, once for each silence.

    `known` are the check-ins there are; with `days` 0 there are none. `user_turns` counts at least to `CONVERSATION`.
    """
    mine = [one for one in known if one.kind is NoticeKind.CHECK_IN]
    waiting = next((one for one in mine if one.status is NoticeStatus.SCHEDULED), None)
    if not days:
        gone = replace(waiting, status=NoticeStatus.CANCELLED, settled_at=last_said_at) if waiting else None
        return NoticePlan(cancelled=(gone,)) if gone else NoticePlan()
    due = wait_for_morning(last_said_at + timedelta(days=days), zone)
    reason = f"the user last wrote on {name_day(last_said_at.astimezone(zone))}"
    if waiting:
        moved = replace(waiting, due_at=due, reason=reason)
        return NoticePlan(changed=(moved,)) if due > waiting.due_at else NoticePlan()
    settled = max((one.settled_at for one in mine if one.settled_at), default=None)
    silent = user_turns < CONVERSATION if settled is None else last_said_at <= settled
    if silent:
        return NoticePlan()
    foreseen = Foreseen(CHECK_IN, NoticeKind.CHECK_IN, "check in", due, last_said_at, reason, None)
    return NoticePlan(new=(_schedule(foreseen),))


def is_pending(notice: Notice, now: datetime) -> bool:
    """Whether a notice is due, and not so long ago that nobody would care any more."""
    waits = notice.status is NoticeStatus.SCHEDULED
    return waits and notice.due_at <= now < notice.due_at + PATIENCE[notice.kind]


def _schedule(one: Foreseen) -> Notice:
    return Notice(
        id=RecordId(new_id("notice")),
        key=one.key,
        kind=one.kind,
        subject=one.subject,
        message=write_message(one.kind, one.subject),
        due_at=one.due_at,
        created_at=one.told_at,
        reason=one.reason,
        turn_id=one.turn_id,
    )


def _renew(notice: Notice, one: Foreseen) -> Notice:
    """A notice as it is foreseen now, under the id it has."""
    return replace(_schedule(one), id=notice.id)


def _hide(one: Dropped) -> Notice:
    return replace(_schedule(one.foreseen), status=NoticeStatus.CANCELLED, settled_at=one.at)

"""What is known of somebody, in a few sentences."""

from collections.abc import Sequence
from datetime import datetime

from spectron.domain.graph import Entity
from spectron.domain.view import Snapshot
from spectron.retrieval.answering.phrasing import capital, tell, when
from spectron.retrieval.answering.selection import Told, gather
from spectron.retrieval.answering.whom import role_towards

_FIRST = (
    "name nickname pronouns age birthday nationality job_title works_at member_of reports_to manages location lives_in "
    "located_in hometown address married_to partner_of parent_of child_of sibling_of family pet language education "
    "studied_at"
).split()
_LAST = ("plan", "event", "goal", "commitment")
_MOST = 40


def portray(entity: Entity, who: str, snapshot: Snapshot, now: datetime) -> tuple[str, Sequence[Told]]:
    """All that holds now of an entity, the most telling first, and what it rests on; "" where nothing is known."""
    told = [one for one in gather(snapshot, [entity]) if one.at(now) and not _is_over(one, now)]
    told = [one for one in told if one.key != "name" or one.value != entity.label or who == "you"]
    chosen = sorted(told, key=lambda one: (_place(one.key), one.fact.revision))[:_MOST]
    sentences = [f"{capital(_one_key(list(group), who))}." for group in _by_key(chosen)]
    return " ".join(sentences), chosen


def _is_over(told: Told, now: datetime) -> bool:
    """Whether a plan or an event lies behind."""
    start = told.fact.valid.end or told.fact.valid.start
    return (
        told.fact.timeless
        and told.key != "event"
        and start is not None
        and start < now
        and told.fact.valid.end is not None
    )


def _place(key: str) -> int:
    if key in _FIRST:
        return _FIRST.index(key)
    return len(_FIRST) + 1 + (key in _LAST)


def _by_key(told: Sequence[Told]) -> Sequence[Sequence[Told]]:
    groups: dict[str, list[Told]] = {}
    for one in told:
        groups.setdefault(one.key, []).append(one)
    return list(groups.values())


def _one_key(told: Sequence[Told], who: str) -> str:
    """All values of one key as one statement."""
    if told[0].key in _LAST or len({when(one.fact, one.said) for one in told}) > 1:
        values = [f"{one.value}{when(one.fact, one.said)}" for one in told]
        return tell(told[0].key, values, who)
    return f"{tell(told[0].key, [one.value for one in told], who)}{when(told[0].fact, told[0].said)}"


def title(entity: Entity, snapshot: Snapshot) -> str:
    """What somebody is to the speaker, where that is known: "Ana is your sister"; else ""."""
    own = {one.id for one in snapshot.entities if one.principal == "user"}
    role = role_towards(entity, own)
    return f"{entity.label} is your {role}." if role and role != entity.label else ""

"""Claims become evidence: what one turn adds, what it takes back, and where it only raises a doubt."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.candidate import Claim, Manner
from spectron.domain.conversation import Role
from spectron.domain.graph import Change, DoubtKind, Evidence, Stance, Uncertainty
from spectron.domain.ids import EntityId, RecordId, new_id
from spectron.domain.temporal import Interval
from spectron.domain.text import fold
from spectron.reconciliation.cardinality import TASTES, Content, beside, content, is_taste
from spectron.reconciliation.draft import Draft
from spectron.reconciliation.lanes import is_for_life
from spectron.reconciliation.timeline import timeline
from spectron.reconciliation.voice import is_weaker, overruled_by, strongest

_STANCES = {Manner.END: Stance.ENDS, Manner.DENIAL: Stance.DENIES}
_GOES_ON = frozenset(
    "a all and at before after by daily during each every first for from in most on once twice or several since to "
    "usually when while whenever with weekly".split()
)


def weigh(claim: Claim, draft: Draft) -> None:
    """Turn one claim into evidence, or into a doubt where a weaker voice contradicts a stronger one."""
    one = _evidence(claim, draft)
    if one.also and _defended(one, draft):
        one = replace(one, also=False)  # whether a job stands beside another is for the one to say who told of it
    draft.beside = beside([*draft.live(), one])
    rivals = [other for other in draft.live() if draft.lane(other) == draft.lane(one)]
    if draft.source.role is Role.ASSISTANT and any(content(other) == content(one) for other in rivals):
        return  # a restatement of what memory itself supplied proves nothing
    believed = _believed(one, rivals)
    corrects = claim.manner is Manner.CORRECTION
    wrong = next(iter(_named(claim, one, draft)), None)
    if corrects and not wrong:
        wrong = _believed(one, [other for other in rivals if content(other) != content(one)])
    if against := overruled_by(one, rivals, is_for_life(one, draft)) or _defended(wrong, draft):
        draft.uncertainties.append(_conflict(one, against, draft))
        return
    if corrects:
        one = _take_back(wrong, one, draft)
    elif one.stance is Stance.DENIES and _means_nothing(one, believed, draft):
        return
    elif claim.replaces and one.stance is Stance.HOLDS:
        _end_replaced(claim, one, draft)
    draft.evidence.append(one)


def _evidence(claim: Claim, draft: Draft) -> Evidence:
    said_at = draft.moment.cause.said_at
    ends = claim.manner in (Manner.END, Manner.DENIAL)
    if ends:
        valid = Interval(claim.valid.end or claim.valid.start or said_at)
    elif claim.valid.start is None and claim.valid.end is not None and claim.valid.end <= said_at:
        valid = claim.valid
    else:
        valid = Interval(claim.valid.start or said_at, claim.valid.end)
    return Evidence(
        id=RecordId(new_id("evidence")),
        entity=draft.matched.entities[claim.about].id,
        key=claim.key,
        value=claim.value,
        stance=_STANCES.get(claim.manner, Stance.HOLDS),
        valid=valid,
        said_at=said_at,
        source=draft.source,
        quote=claim.quote,
        object=None if claim.object is None else draft.matched.entities[claim.object].id,
        dated=claim.valid.start is not None or (ends and claim.valid.end is not None),
        also=claim.also,
        confidence=claim.confidence,
        importance=claim.importance,
        topics=claim.topics,
    )


def _believed(one: Evidence, rivals: Sequence[Evidence]) -> Evidence | None:
    """What the lane holds at the instant this claim begins; the stretch believed last where nothing covers it."""
    segments = timeline(rivals)
    at = one.valid.start or one.said_at
    covering = [segment.evidence for segment in segments if segment.valid.covers(at)]
    open_ended = [segment.evidence for segment in segments if segment.valid.covers(one.said_at)]
    return next(iter(covering or open_ended), None)


def _means_nothing(one: Evidence, believed: Evidence | None, draft: Draft) -> bool:
    """Whether a tool or an assistant denies what nobody believed; a person's word is kept for what comes later."""
    unheard = believed is None or content(believed) != content(one)
    return unheard and draft.source.role not in (Role.USER, Role.SYSTEM)


def _take_back(old: Evidence | None, one: Evidence, draft: Draft) -> Evidence:
    """What was believed was never so: retract it and put the right value in its place and time."""
    if old is None or content(old) == content(one):
        return one
    for other in draft.live():
        if other.entity == old.entity and content(other) == content(old):
            draft.retracted[other.id] = Change.CORRECTED
    draft.replaced.append((content(old), one))
    if one.dated or one.stance is not Stance.HOLDS:
        return one
    moved = replace(one, valid=Interval(old.valid.start, one.valid.end or old.valid.end), dated=old.dated)
    draft.replaced[-1] = (content(old), moved)
    return moved


def _defended(wrong: Evidence | None, draft: Draft) -> Evidence | None:
    """The word of a stronger voice for a value that is spoken of, whatever lane it lies in."""
    if wrong is None:
        return None
    voice = strongest(content(wrong), [other for other in draft.live() if other.entity == wrong.entity])
    return voice if voice and is_weaker(draft.source.role, voice.source.role) else None


def _named(claim: Claim, one: Evidence, draft: Draft) -> list[Evidence]:
    """The evidence for what the words put aside: of the claim's own key, and of each key that tells tastes."""
    if not claim.replaces:
        return []
    wanted = fold(claim.replaces)
    labels = {entity.id: entity.label for entity in draft.matched.entities}
    keys = {one.key, *(TASTES if is_taste(one.key) else ())}
    found: dict[Content, Evidence] = {}
    for other in reversed(draft.live()):
        told = (fold(other.value), fold(labels.get(other.object or EntityId(""), "")))
        if other.entity == one.entity and other.key in keys and (wanted in told or _is_habit_of(wanted, other)):
            found.setdefault(content(other), other)
    return sorted(found.values(), key=lambda other: other.key != one.key)


def _is_habit_of(wanted: str, other: Evidence) -> bool:
    """Whether a habit is about a thing: "drink coffee every morning" about coffee, not about coffee cake."""
    if other.key != "habit":
        return False
    words, thing = fold(other.value).split(), wanted.split()
    behind = words[1 + len(thing) :]
    return words[1 : 1 + len(thing)] == thing and (not behind or behind[0] in _GOES_ON)


def _end_replaced(claim: Claim, one: Evidence, draft: Draft) -> None:
    """ "I switched from coffee to tea": where values stand side by side, end what the words put aside."""
    for old in _named(claim, one, draft):
        if draft.lane(old) != draft.lane(one):
            _end(old, one, draft)


def _end(old: Evidence, one: Evidence, draft: Draft) -> None:
    ended = replace(
        old,
        id=RecordId(new_id("evidence")),
        stance=Stance.ENDS,
        valid=Interval(one.valid.start),
        said_at=one.said_at,
        source=one.source,
        quote=one.quote,
        dated=one.dated,
    )
    draft.evidence.append(ended)
    draft.replaced.append((content(old), one))


def _conflict(one: Evidence, believed: Evidence, draft: Draft) -> Uncertainty:
    ends = one.stance is not Stance.HOLDS
    return Uncertainty(
        id=RecordId(new_id("uncertainty")),
        text=f"{one.key}: no longer {one.value}" if ends else f"{one.key}: {one.value}",
        kind=DoubtKind.CONFLICTING,
        reason=f"{one.source.label} said so, but {believed.source.label} said {believed.value}",
        source=draft.source,
        quote=one.quote,
        recorded_at=draft.moment.recorded_at,
        revision=draft.moment.revision,
        entity=one.entity,
        key=one.key,
        value=None if ends else one.value,
    )

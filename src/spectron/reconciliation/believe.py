"""Evidence becomes belief: the difference between what a lane now tells and the versions believed so far."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.graph import Change, Correction, Evidence, Fact, FactKind, Stance
from spectron.domain.ids import FactId, RecordId, new_id
from spectron.reconciliation.cardinality import Cardinality, Lane, cardinality, content
from spectron.reconciliation.draft import Draft
from spectron.reconciliation.lanes import ends_with_the_job, is_for_life, tell
from spectron.reconciliation.timeline import Segment


def rebuild(key: Lane, draft: Draft) -> None:
    """Compare what a lane's evidence now tells with the versions believed so far, and note the difference."""
    evidence = [one for one in draft.live() if draft.lane(one) == key]
    contents = {(one.entity, content(one)) for one in (*evidence, *draft.touched()) if draft.lane(one) == key}
    old = [fact for fact in draft.known.facts if (fact.entity, content(fact)) in contents]
    fresh: list[Fact] = []
    kept: set[FactId] = set()
    ends = {(content(one), one.valid.start) for one in ends_with_the_job(evidence, draft)}
    for segment in tell(key, draft):
        stays = (fact for fact in old if fact.source.turn_id != draft.unsaid and fact.id not in kept)
        same = next((fact for fact in stays if _unchanged(fact, segment)), None)
        if same:
            kept.add(same.id)
        else:
            ended = (content(segment.evidence), segment.valid.end) in ends or _just_ended(segment.evidence, draft)
            fresh.append(_version(segment, old, ended, draft))
    gone = [fact for fact in old if fact.id not in kept]
    for fact in gone:
        draft.superseded[fact.id] = _why(fact, fresh, draft)
    draft.facts += fresh
    for fact in fresh:
        _correct(fact, gone, fresh, draft)


def _unchanged(fact: Fact, segment: Segment) -> bool:
    one = segment.evidence
    return (fact.key, content(fact), fact.valid) == (one.key, content(one), segment.valid)


def _version(segment: Segment, old: Sequence[Fact], ended: bool, draft: Draft) -> Fact:
    one = segment.evidence
    before = next((fact for fact in old if content(fact) == content(one)), None)
    news = one in draft.evidence or _returns(segment, old, draft) or (draft.deed and not _within(segment, old))
    displaced = next((fact for fact in old if content(fact) != content(one) and fact.valid.meets(segment.valid)), None)
    never_so = is_for_life(one, draft) or any(_is_retracted(fact, draft) for fact in old)
    change = Change.ASSERTED
    if before and not news:
        change = Change.ENDED if ended else Change.REDATED
    elif draft.deed:
        change = Change.RESTORED
    elif displaced:
        change = Change.CORRECTED if never_so else Change.CHANGED
    origin = displaced if news and displaced else before or displaced
    return Fact(
        id=FactId(new_id("fact")),
        kind=FactKind.ATTRIBUTE if one.object is None else FactKind.RELATION,
        entity=one.entity,
        key=one.key,
        value=one.value,
        valid=segment.valid,
        recorded_at=draft.moment.recorded_at,
        revision=draft.moment.revision,
        source=one.source,
        quote=one.quote,
        object=one.object,
        confidence=one.confidence,
        importance=one.importance,
        topics=one.topics,
        replaces=origin.id if origin else None,
        change=change,
        timeless=cardinality(one.key, one.object is not None, draft.table) is Cardinality.EVENT,
    )


def _returns(segment: Segment, old: Sequence[Fact], draft: Draft) -> bool:
    """Whether something holds now that did not hold any more, though it was first said long ago."""
    now = draft.moment.cause.said_at
    same = (fact for fact in old if content(fact) == content(segment.evidence))
    return segment.valid.covers(now) and not any(fact.valid.covers(now) for fact in same)


def _within(segment: Segment, old: Sequence[Fact]) -> bool:
    """Whether a stretch is a part of what was believed of the same content, and so was only cut shorter."""
    spans = [fact.valid for fact in old if content(fact) == content(segment.evidence)]
    return any(
        (span.start is None or (segment.valid.start is not None and span.start <= segment.valid.start))
        and (span.end is None or (segment.valid.end is not None and segment.valid.end <= span.end))
        for span in spans
    )


def _is_retracted(fact: Fact, draft: Draft) -> bool:
    return any(
        one.id in draft.retracted and one.entity == fact.entity and content(one) == content(fact)
        for one in draft.known.evidence
    )


def _just_ended(one: Evidence, draft: Draft) -> bool:
    """Whether this turn itself said that it ended, rather than something else taking its place."""
    put_aside = {old for old, _ in draft.replaced}
    return any(
        new.stance is not Stance.HOLDS and content(new) == content(one) and content(new) not in put_aside
        for new in draft.evidence
    )


def _why(fact: Fact, fresh: Sequence[Fact], draft: Draft) -> Change:
    if _is_retracted(fact, draft):
        return Change.RETRACTED if draft.deed is Change.RETRACTED else Change.CORRECTED
    if any(content(new) == content(fact) and new.change is Change.ENDED for new in fresh):
        return Change.ENDED
    if any(content(new) != content(fact) and new.valid.meets(fact.valid) for new in fresh):
        return Change.CORRECTED if is_for_life(fact, draft) else Change.CHANGED
    return Change.REDATED


def _correct(new: Fact, gone: Sequence[Fact], fresh: Sequence[Fact], draft: Draft) -> None:
    """Tell where a new value took the place of an older one."""
    if new.change not in (Change.CHANGED, Change.CORRECTED, Change.RESTORED):
        return
    for old in gone:
        if content(old) != content(new) and old.valid.meets(new.valid):
            trimmed = next((fact for fact in fresh if content(fact) == content(old)), None)
            _note_correction(old if trimmed is None else replace(old, valid=trimmed.valid), new, draft)
            return


def _note_correction(previous: Fact, current: Fact, draft: Draft) -> None:
    timestamp = draft.moment.cause.said_at
    begins = current.valid.start
    until = timestamp if current.change is not Change.CHANGED or begins is None else min(begins, timestamp)
    if any(known.previous.id == previous.id for known in draft.corrections):
        return
    draft.corrections.append(
        Correction(
            id=RecordId(new_id("correction")),
            previous=previous,
            current=current,
            previous_from=previous.valid.start,
            previous_until=until,
            timestamp=timestamp,
            reason=(draft.deed or current.change).value,
            revision=draft.moment.revision,
        )
    )


def correct_replaced(draft: Draft) -> None:
    """Corrections between lanes: one of several values put aside for another, by the speaker's own words."""
    for old_content, one in draft.replaced:
        gone = [fact for fact in draft.known.facts if fact.id in draft.superseded and content(fact) == old_content]
        current = [fact for fact in draft.facts if fact.entity == one.entity and content(fact) == content(one)]
        if gone and current and gone[0].entity == one.entity:
            change = Change.CORRECTED if _is_retracted(gone[0], draft) else Change.CHANGED
            _note_correction(gone[0], replace(current[0], change=change), draft)

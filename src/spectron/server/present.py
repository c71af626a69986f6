"""Domain values as the shapes of the wire; nothing is decided here."""

from collections.abc import Mapping, Sequence

from spectron.domain.change import Learned
from spectron.domain.conversation import Session, Turn
from spectron.domain.graph import Correction, Entity, Evidence, Fact, FactKind, Instruction, Quote, Uncertainty
from spectron.domain.ids import EntityId
from spectron.domain.temporal import iso
from spectron.domain.usage import Usage
from spectron.domain.view import Chain
from spectron.retrieval import diff as changed
from spectron.retrieval.history import Ending, endings
from spectron.retrieval.profile import Line
from spectron.retrieval.profile import Profile as Portrait
from spectron.retrieval.state import State as Arranged
from spectron.service.retract import Retracted
from spectron.wire import knowledge as wire
from spectron.wire import sessions

Labels = Mapping[EntityId, str]


def session(one: Session) -> sessions.SessionInfo:
    """A session."""
    return sessions.SessionInfo(
        id=one.name,
        record_id=one.id,
        scope=one.scope.as_dict(),
        metadata=dict(one.metadata),
        settings=dict(one.settings),
        status=one.status.value,
        created_at=iso(one.created_at) or "",
        closed_at=iso(one.closed_at),
    )


def turn(one: Turn) -> wire.TurnInfo:
    """A turn as it was said."""
    return wire.TurnInfo(
        id=one.id,
        session_id=one.session_id,
        role=one.role.value,
        name=one.name,
        content=one.content,
        language=one.language,
        seq=one.seq,
        created_at=iso(one.said_at) or "",
        tool_call_id=one.tool_call_id,
        tool_calls=[dict(call) for call in one.tool_calls],
        metadata=dict(one.metadata),
    )


def turn_result(learned: Learned) -> wire.TurnResult:
    """What a turn taught."""
    labels = learned.labels
    return wire.TurnResult(
        turn_id=learned.turn.id,
        revision=learned.revision,
        entities=[entity(one) for one in learned.entities],
        attributes=attributes(learned.of_kind(FactKind.ATTRIBUTE), labels),
        relations=relations(learned.of_kind(FactKind.RELATION), labels),
        instructions=[instruction(one) for one in learned.instructions],
        uncertainties=[uncertainty(one) for one in learned.uncertainties],
        corrections=[correction(one, labels) for one in learned.corrections],
        resolved=[resolved(one) for one in learned.resolved],
        usage=usage(learned.usage),
    )


def usage(one: Usage) -> wire.UsageInfo:
    """What reading a turn took."""
    return wire.UsageInfo(
        model=one.model,
        calls=one.calls,
        prompt_tokens=one.prompt_tokens,
        completion_tokens=one.completion_tokens,
        cost_usd=one.cost_usd,
    )


def entity(one: Entity) -> wire.EntityInfo:
    """An entity with the names it goes by; roles held towards others are not names."""
    names = dict.fromkeys(alias.text for alias in one.aliases if alias.holder is None and alias.text != one.label)
    return wire.EntityInfo(
        id=one.id,
        type=one.type,
        label=one.label,
        source_turn=one.source_turn,
        source_removed=one.source_removed,
        aliases=list(names),
    )


def quote(one: Quote) -> wire.QuoteInfo:
    """The words of a record."""
    return wire.QuoteInfo(text=one.text, start=one.start, end=one.end)


def attributes(facts: Sequence[Fact], labels: Labels) -> list[wire.AttributeInfo]:
    """Facts that hold a value."""
    return [
        wire.AttributeInfo(
            id=one.id,
            entity=one.entity,
            entity_label=labels.get(one.entity, ""),
            key=one.key,
            value=one.value,
            valid_from=iso(one.valid.start),
            valid_until=iso(one.valid.end),
            confidence=one.confidence,
            importance=one.importance,
            topics=list(one.topics),
            source=one.source.label,
            source_turn=one.source.turn_id,
            source_removed=one.quote.removed,
            quote=quote(one.quote),
        )
        for one in facts
    ]


def relations(facts: Sequence[Fact], labels: Labels) -> list[wire.RelationInfo]:
    """Facts that lead to another entity."""
    return [
        wire.RelationInfo(
            id=one.id,
            from_=one.entity,
            from_label=labels.get(one.entity, ""),
            to=one.object or "",
            to_label=one.show(labels),
            type=one.key,
            valid_from=iso(one.valid.start),
            valid_until=iso(one.valid.end),
            confidence=one.confidence,
            importance=one.importance,
            topics=list(one.topics),
            source=one.source.label,
            source_turn=one.source.turn_id,
            source_removed=one.quote.removed,
            quote=quote(one.quote),
        )
        for one in facts
    ]


def instruction(one: Instruction) -> wire.InstructionInfo:
    """A standing directive."""
    return wire.InstructionInfo(
        id=one.id,
        text=one.text,
        priority=one.priority.value,
        source_turn=one.source.turn_id,
        source_removed=one.quote.removed,
    )


def uncertainty(one: Uncertainty) -> wire.UncertaintyInfo:
    """A doubt."""
    return wire.UncertaintyInfo(
        id=one.id,
        text=one.text,
        kind=one.kind.value,
        reason=one.reason,
        source_turn=one.source.turn_id,
        source_removed=one.quote.removed,
    )


def resolved(one: Uncertainty) -> wire.ResolvedInfo:
    """A doubt that a turn settled."""
    return wire.ResolvedInfo(**uncertainty(one).model_dump(), resolution=one.resolution or "")


def correction(one: Correction, labels: Labels) -> wire.CorrectionInfo:
    """A belief that gave way, with both sides."""
    return wire.CorrectionInfo(
        attribute=one.previous.id,
        entity=one.current.entity,
        entity_label=labels.get(one.current.entity, ""),
        previous=_side(one.previous, labels, iso(one.previous_from), iso(one.previous_until)),
        current=_side(one.current, labels, iso(one.current.valid.start), iso(one.current.valid.end)),
        timestamp=iso(one.timestamp) or "",
        reason=one.reason,
    )


def _side(fact: Fact, labels: Labels, since: str | None, until: str | None) -> wire.CorrectionSide:
    return wire.CorrectionSide(
        key=fact.key,
        value=fact.show(labels),
        source_turn=fact.source.turn_id,
        source_removed=fact.quote.removed,
        valid_from=since,
        valid_until=until,
    )


def state(one: Arranged) -> wire.State:
    """The state of a scope."""
    labels = one.snapshot.labels
    return wire.State(
        scope=one.snapshot.scope.as_dict(),
        revision=one.snapshot.revision,
        valid_at=iso(one.valid_at) or "",
        known_at=iso(one.known_at),
        identity=wire.Identity(
            entities=[entity(each) for each in one.entities], attributes=attributes(one.attributes, labels)
        ),
        knowledge=wire.Knowledge(facts=attributes(one.others, labels), relations=relations(one.relations, labels)),
        context=wire.ContextView(
            recent_topics=list(one.recent_topics),
            open_threads=list(one.open_threads),
            pending_questions=list(one.pending_questions),
        ),
        instructions=[instruction(each) for each in one.instructions],
        unknowns=[uncertainty(each) for each in one.unknowns],
        corrections=[correction(each, labels) for each in one.corrections],
    )


def diff(one: changed.Diff, since: str) -> wire.Diff:
    """What changed since a turn."""
    return wire.Diff(
        since=since,
        revision=one.revision,
        added=[_diff_item(each) for each in one.added],
        updated=[_diff_item(each) for each in one.updated],
        superseded=[_diff_item(each) for each in one.superseded],
    )


def _diff_item(one: changed.DiffRecord) -> wire.DiffItem:
    return wire.DiffItem.model_validate(
        {
            "type": one.type,
            "id": one.id,
            "key": one.key,
            "value": one.value,
            "source_turn": one.source_turn,
            "source_removed": one.source_removed,
            "entity": one.entity,
            "entity_label": one.entity_label,
            "previous_value": one.previous_value,
            "valid_from": iso(one.valid.start) if one.valid else None,
            "valid_until": iso(one.valid.end) if one.valid else None,
            "superseded_at": one.superseded_at,
            "reason": one.reason,
        }
    )


def retraction(one: Retracted) -> wire.RetractionInfo:
    """A fact that was taken back or given back, and what that changed."""
    done = one.retraction
    return wire.RetractionInfo(
        id=done.id,
        fact=done.fact,
        reason=done.reason,
        actor=done.actor,
        restores=done.restores,
        recorded_at=iso(done.recorded_at) or "",
        revision=done.revision,
        added=[_diff_item(each) for each in one.diff.added],
        updated=[_diff_item(each) for each in one.diff.updated],
        superseded=[_diff_item(each) for each in one.diff.superseded],
    )


def profile(one: Portrait) -> wire.Profile:
    """A profile, without turn references."""
    return wire.Profile(
        static=_lines(one.static),
        dynamic=_lines(one.dynamic),
        preferences=_lines(one.preferences),
        instructions=[
            wire.ProfileInstruction(text=rule.text, priority=rule.priority.value) for rule in one.instructions
        ],
    )


def _lines(lines: Sequence[Line]) -> list[wire.ProfileItem]:
    return [wire.ProfileItem(key=line.key, value=line.value) for line in lines]


def history(chain: Chain) -> wire.History:
    """Every version of an entity's facts with what each rests on."""
    ended = endings(chain)
    return wire.History(
        entity=entity(chain.entity),
        versions=[_version(fact, chain, ended.get(fact.id)) for fact in chain.facts],
        corrections=[correction(each, chain.labels) for each in chain.corrections],
    )


def _version(fact: Fact, chain: Chain, ending: Ending | None) -> wire.FactVersion:
    return wire.FactVersion(
        id=fact.id,
        type=fact.kind.value,
        key=fact.key,
        value=fact.show(chain.labels),
        valid_from=iso(fact.valid.start),
        valid_until=iso(fact.valid.end),
        recorded_at=iso(fact.recorded_at) or "",
        superseded_at=iso(fact.superseded_at),
        change=fact.change.value,
        superseded_as=fact.superseded_as and fact.superseded_as.value,
        superseded_by=ending.by if ending else None,
        reason=ending.reason if ending else None,
        replaces=fact.replaces,
        confidence=fact.confidence,
        source=fact.source.label,
        source_turn=fact.source.turn_id,
        source_removed=fact.quote.removed,
        quote=quote(fact.quote),
        provenance=[_provenance(one, gone) for one, gone in chain.evidence if _speaks_of(one, fact)],
    )


def _speaks_of(one: Evidence, fact: Fact) -> bool:
    return (one.key, one.object, one.value.casefold()) == (fact.key, fact.object, fact.value.casefold())


def _provenance(one: Evidence, retracted: bool) -> wire.ProvenanceInfo:
    return wire.ProvenanceInfo(
        source_turn=one.source.turn_id,
        source_removed=one.quote.removed,
        source=one.source.label,
        stance=one.stance.value,
        quote=quote(one.quote),
        said_at=iso(one.said_at) or "",
        retracted=retracted,
    )

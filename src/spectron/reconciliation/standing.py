"""What stands beside the facts: the names people go by, and instructions."""

from dataclasses import replace

from spectron.domain.candidate import Directive, Extraction
from spectron.domain.change import NewAlias
from spectron.domain.conversation import Role
from spectron.domain.graph import Alias, Entity, Evidence, Instruction, Stance
from spectron.domain.ids import RecordId, new_id
from spectron.domain.text import fold
from spectron.reconciliation.draft import Draft
from spectron.reconciliation.match import names_of
from spectron.reconciliation.wording import stem


def rename(draft: Draft) -> tuple[list[Entity], list[NewAlias]]:
    """A person who was told by name, or who goes by another one now, is shown under it and found under both."""
    aliases = list(draft.matched.aliases)
    entities = draft.matched.entities
    for one in draft.evidence:
        if one.key not in ("name", "nickname") or one.stance is not Stance.HOLDS or one.object is not None:
            continue
        is_label = one.key == "name" and any(fact.key == "name" and fact.source == one.source for fact in draft.facts)
        bearer = next(entity for entity in entities if entity.id == one.entity)
        called = _called(bearer, one, is_label)
        entities = [called if entity.id == one.entity else entity for entity in entities]
        if one.entity not in draft.matched.new:
            label = called.label if called.label != bearer.label else None
            fresh = [alias for alias in called.aliases if alias not in bearer.aliases and alias.text != label]
            aliases += [NewAlias(one.entity, alias) for alias in fresh]
            aliases += [NewAlias(one.entity, Alias(label), is_label=True)] if label else []
    return entities, aliases


def _called(entity: Entity, one: Evidence, is_label: bool) -> Entity:
    names = names_of(one.value, "person") if one.key == "name" else [one.value]
    known = {fold(alias.text) for alias in entity.aliases if alias.holder is None}
    fresh = tuple(Alias(name) for name in names if fold(name) not in known)
    return replace(entity, label=one.value if is_label else entity.label, aliases=(*entity.aliases, *fresh))


def instruct(extraction: Extraction, draft: Draft) -> tuple[tuple[Instruction, ...], tuple[RecordId, ...]]:
    """New directives, and those that a directive takes back or states again with another priority."""
    added: list[Instruction] = []
    ended: list[RecordId] = []
    if draft.source.role not in (Role.USER, Role.SYSTEM):
        return (), ()
    for directive in extraction.directives:
        same = [known for known in draft.known.instructions if fold(known.text) == fold(directive.text)]
        against = [known for known in draft.known.instructions if known not in same and _opposes(directive, known)]
        ended += [known.id for known in (*against, *(same if directive.ends else ()))]
        if directive.ends or (against and fold(directive.text).startswith("stop ")):
            continue
        if any(known.priority is directive.priority for known in same):
            continue
        ended += [known.id for known in same]
        added.append(
            Instruction(
                id=RecordId(new_id("instruction")),
                text=directive.text,
                priority=directive.priority,
                source=draft.source,
                quote=directive.quote,
                recorded_at=draft.moment.recorded_at,
                revision=draft.moment.revision,
            )
        )
    return tuple(added), tuple(dict.fromkeys(ended))


_MARKS = ".,;:!?'\""
_FORCE = frozenset(
    "always never please stop don't do not no longer more anymore keep use using in with the a to from now on "
    "reply replying answer answering respond responding write writing speak speaking talk talking".split()
)
_AGAINST = ("stop ", "don't ", "do not ", "never ", "no more ", "no longer ", "avoid ")


def _opposes(directive: Directive, known: Instruction) -> bool:
    """Whether a directive takes a standing one back: "stop replying in French" speaks of "Always reply in French"."""
    one, other = fold(directive.text), fold(known.text)
    if not directive.ends and one.startswith(_AGAINST) == other.startswith(_AGAINST):
        return False
    gone, kept = ({stem(word.strip(_MARKS)) for word in text.split() if word not in _FORCE} for text in (one, other))
    return bool(gone) and (gone <= kept or kept <= gone)

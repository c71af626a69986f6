"""Which known entity a mention is. Exact names decide; nothing here is fuzzy.

The order: what the extractor took a pronoun for, who is speaking, a role held towards someone ("my sister"), a name or
alias. Only what none of these finds becomes a new entity, so a known entity keeps its id and is never doubled.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spectron.domain.candidate import ASSISTANT, SPEAKER, Extraction, Mention
from spectron.domain.change import NewAlias
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Alias, Entity, Quote
from spectron.domain.ids import EntityId, new_id
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.domain.text import fold

_TITLES = frozenset("mr mrs ms miss dr doctor prof professor sir dame lord lady madam mx".split())
_COMPANY_FORMS = frozenset("inc ltd llc gmbh corp co plc ag sa bv limited company corporation incorporated".split())
_WEAK_FIRST_WORDS = frozenset(
    "the bank university city royal national st saint new north south east west old great green red blue black white "
    "first united central international global general american british european college school hotel hospital".split()
)
_ANY_TYPE = frozenset({"thing", "other", ""})
_NO_QUOTE = Quote("", 0, 0)


@dataclass(frozen=True, slots=True)
class Sought:
    """The names, roles and principals that a turn's mentions could be known by; what the store is asked for."""

    names: frozenset[str]
    roles: frozenset[str]
    principals: frozenset[str]
    ids: frozenset[EntityId]


@dataclass(slots=True)
class Matched:
    """Every mention as an entity, in the order of the mentions; `new` and `aliases` are what the store lacks."""

    entities: list[Entity] = field(default_factory=list)
    new: list[EntityId] = field(default_factory=list)
    aliases: list[NewAlias] = field(default_factory=list)


def seek(extraction: Extraction, turn: Turn) -> Sought:
    """What to ask the store for before matching."""
    mentions = extraction.mentions
    names = {fold(name) for mention in mentions for name in (mention.label, _bare(mention), *mention.aliases)}
    if turn.name and turn.role is not Role.TOOL:
        names.add(fold(turn.name))
    return Sought(
        names=frozenset(names),
        roles=frozenset(fold(mention.role) for mention in mentions if mention.role),
        principals=frozenset(mention.principal for mention in mentions if mention.principal),
        ids=frozenset(mention.known for mention in mentions if mention.known),
    )


def match(extraction: Extraction, turn: Turn, known: Sequence[Entity]) -> Matched:
    """Find or found an entity for every mention; `known` comes from the store, most recently mentioned first."""
    matched = Matched()
    bearers = _bearers(extraction)
    for place, mention in enumerate(extraction.mentions):
        bearer = bearers.get(place, place)
        mention = extraction.mentions[bearer] if bearer > place else mention
        pool = [*reversed(matched.entities), *known]
        holder = _holder(mention, matched)
        found = matched.entities[bearer] if bearer < place else _find(mention, holder, turn, pool)
        if found is None:
            found = _found(mention, holder, turn)
            matched.new.append(found.id)
        matched.entities.append(_learn_names(found, mention, holder, matched))
    return _unify(matched)


def _bearers(extraction: Extraction) -> Mapping[int, int]:
    """Mentions that only name someone else mentioned: "Alice" in "I'm Alice" is the speaker, not a second person."""
    given = {fold(claim.value): claim.about for claim in extraction.claims if claim.key in ("name", "nickname")}
    return {
        place: given[fold(mention.label)]
        for place, mention in enumerate(extraction.mentions)
        if fold(mention.label) in given and not mention.principal and not mention.role
    }


def _holder(mention: Mention, matched: Matched) -> EntityId | None:
    """Whose sister she is; a holder comes before the one it holds."""
    place = mention.holder
    return matched.entities[place].id if place is not None and place < len(matched.entities) else None


def _find(mention: Mention, holder: EntityId | None, turn: Turn, pool: Sequence[Entity]) -> Entity | None:
    if mention.known:
        return next((entity for entity in pool if entity.id == mention.known), None) or _by_name(mention, pool)
    if mention.principal:
        return _principal(mention.principal, turn, pool)
    if mention.role and holder:
        return _by_role(mention, holder, pool)
    return _by_name(mention, pool)


def _principal(principal: str, turn: Turn, pool: Sequence[Entity]) -> Entity | None:
    """The one who speaks or is spoken to; a turn with a speaker's name belongs to the person of that name."""
    name = _speaker_name(principal, turn)
    if name:
        return _by_name(Mention(name, "person", _NO_QUOTE), pool)
    return next((entity for entity in pool if entity.principal == principal), None)


def _speaker_name(principal: str, turn: Turn) -> str | None:
    speaks = {Role.USER: SPEAKER, Role.ASSISTANT: ASSISTANT}.get(turn.role)
    return turn.name if speaks == principal else None


def _by_role(mention: Mention, holder: EntityId, pool: Sequence[Entity]) -> Entity | None:
    """My sister is one person until a second one is named; "my sister Ana" is not my sister Bea."""
    role = fold(mention.role or "")
    named = fold(mention.label) != role
    bearers = [entity for entity in pool if any(a.holder == holder and fold(a.text) == role for a in entity.aliases)]
    if not named:
        return bearers[0] if bearers else None
    return (
        _by_name(mention, bearers)
        or next((entity for entity in bearers if fold(entity.label) == role), None)
        or _by_name(mention, pool)
    )


def _by_name(mention: Mention, pool: Sequence[Entity]) -> Entity | None:
    """An exact label first, then an alias, then a company's label without its legal form; of namesakes the latest."""
    names = {fold(name) for name in (mention.label, *mention.aliases)} - {""}
    fitting = [entity for entity in pool if _same_kind(entity.type, mention.type)]
    by_label = (entity for entity in fitting if fold(entity.label) in names)
    by_alias = (entity for entity in fitting if any(a.holder is None and fold(a.text) in names for a in entity.aliases))
    by_bare = (
        entity for entity in fitting if entity.type == mention.type and fold(entity.label) == fold(_bare(mention))
    )
    return next(by_label, None) or next(by_alias, None) or next(by_bare, None)


def _bare(mention: Mention) -> str:
    """A company's name without its legal form, any other label as it is."""
    return _core(re.findall(r"[^\s,]+", mention.label)) if mention.type == "organisation" else mention.label


def _core(words: Sequence[str]) -> str:
    return " ".join(word for word in words if fold(word).strip(".") not in _COMPANY_FORMS)


def _same_kind(one: str, other: str) -> bool:
    return one == other or one in _ANY_TYPE or other in _ANY_TYPE


def _found(mention: Mention, holder: EntityId | None, turn: Turn) -> Entity:
    name = _speaker_name(mention.principal, turn) if mention.principal else None
    principal = None if name and fold(name) != fold(turn.scope.get(SPEAKER_DIMENSION) or "") else mention.principal
    label = name or _first_label(mention, turn)
    roles = (Alias(mention.role, holder),) if mention.role and holder else ()
    return Entity(
        id=EntityId(new_id("entity")),
        type=mention.type,
        label=label,
        source_turn=turn.id,
        principal=principal,
        aliases=(*(Alias(alias) for alias in names_of(label, mention.type)), *roles),
    )


def _first_label(mention: Mention, turn: Turn) -> str:
    if mention.principal == SPEAKER:
        return turn.scope.get(SPEAKER_DIMENSION) or "user"
    return mention.principal or mention.label


def _learn_names(entity: Entity, mention: Mention, holder: EntityId | None, matched: Matched) -> Entity:
    """Note what the mention adds: a role, an alias, and the name of someone known by role alone."""
    known = {(fold(alias.text), alias.holder) for alias in entity.aliases}
    nameless = any(alias.holder and fold(alias.text) == fold(entity.label) for alias in entity.aliases)
    named = nameless and not mention.known and fold(mention.label) != fold(entity.label)
    wanted = [Alias(name) for name in mention.aliases if not mention.principal]
    if mention.type == "organisation" and not mention.known:
        wanted.append(Alias(mention.label))
    if mention.role and holder:
        wanted.append(Alias(mention.role, holder))
    if named:
        wanted += [Alias(name) for name in names_of(mention.label, entity.type)]
    label = mention.label if named else entity.label
    fresh = [alias for alias in wanted if (fold(alias.text), alias.holder) not in known and fold(alias.text)]
    if entity.id in matched.new:
        return replace(entity, label=label, aliases=(*entity.aliases, *fresh))
    matched.aliases += [NewAlias(entity.id, alias, named and fold(alias.text) == fold(label)) for alias in fresh]
    return replace(entity, label=label, aliases=(*entity.aliases, *fresh))


def _unify(matched: Matched) -> Matched:
    """Let every mention of one entity carry what the last of them knew."""
    last = {entity.id: entity for entity in matched.entities}
    matched.entities = [last[entity.id] for entity in matched.entities]
    return matched


def names_of(label: str, kind: str) -> Sequence[str]:
    """A label and the shorter names people use for it: a first or last name, a company without its legal form."""
    words = re.findall(r"[^\s,]+", label)
    names = [label]
    if kind == "person" and len(words) > 1:
        names += _person_names(words)
    if kind == "organisation" and len(words) > 1:
        names.append(_core(words))
        core = _core(words).split()
        if core and len(core[0]) > 3 and fold(core[0]) not in _WEAK_FIRST_WORDS:
            names.append(core[0])
    return _unique(names)


def _person_names(words: Sequence[str]) -> Iterable[str]:
    if fold(words[0]).strip(".") in _TITLES:
        return [" ".join(words[1:]), words[-1]]
    return [words[0]]


def _unique(names: Iterable[str]) -> list[str]:
    return list({fold(name): name for name in names if fold(name)}.values())

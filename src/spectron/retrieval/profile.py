"""The profile of one person: what a prompt or a settings page wants to see, without turn references."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spectron.domain.graph import Entity, Fact, Instruction
from spectron.domain.ids import EntityId
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.domain.text import fold
from spectron.retrieval.state import State

_STATIC = (
    "name nickname pronouns age birthday nationality hometown origin language job_title organisation works_at "
    "industry education studied_at school email phone address timezone marital_status married_to partner_of parent_of "
    "child_of sibling_of family pet vehicle blood_type allergy"
).split()
_DYNAMIC = "location lives_in status project mood health plan goal event habit commitment".split()
_PREFERENCES = "likes dislikes preference diet hobby interest".split()
_PLACES = {key: place for place, key in reversed(list(enumerate((*_STATIC, *_DYNAMIC, *_PREFERENCES))))}
_SHOWN_AS = {"works_at": "organisation", "lives_in": "location", "job_title": "role"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a profile."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Profile:
    """Who someone is, what occupies them now, what they like, and how they want to be answered."""

    static: Sequence[Line]
    dynamic: Sequence[Line]
    preferences: Sequence[Line]
    instructions: Sequence[Instruction]


def portray(state: State) -> Profile:
    """Draw the profile of the person a scope is about, from a state as a prompt would see it."""
    subject = _subject(state)
    facts = [fact for fact in (*state.attributes, *state.relations) if fact.entity in subject]
    labels = state.snapshot.labels
    static, dynamic, preferences = ([] for _ in range(3))  # type: tuple[list[Line], list[Line], list[Line]]
    if subject and not any(fact.key == "name" for fact in facts):
        static.append(Line("name", labels[next(iter(subject))]))
    for fact in sorted(facts, key=lambda fact: (_place(fact.key), fact.revision)):
        line = Line(_SHOWN_AS.get(fact.key, fact.key), _value(fact, labels.get(fact.object or EntityId(""))))
        part = preferences if _prefers(fact.key) else dynamic if fact.key in _DYNAMIC else static
        part.append(line)
    return Profile(_once(static), _once(dynamic), _once(preferences), state.instructions)


def _once(lines: Iterable[Line]) -> Sequence[Line]:
    return list(dict.fromkeys(lines))


def _subject(state: State) -> set[EntityId]:
    """The people whose first person this scope's turns are in."""
    speakers = [entity for entity in state.entities if entity.principal == SPEAKER_DIMENSION]
    if not speakers:
        name = state.snapshot.scope.get(SPEAKER_DIMENSION)
        speakers = [entity for entity in state.entities if name and _goes_by(entity, name)]
    return {entity.id for entity in speakers}


def _goes_by(entity: Entity, name: str) -> bool:
    return any(fold(alias.text) == fold(name) and alias.holder is None for alias in entity.aliases)


def _prefers(key: str) -> bool:
    return key in _PREFERENCES or key.startswith(("favourite_", "preferred_"))


def _place(key: str) -> tuple[int, str]:
    return (_PLACES[key], "") if key in _PLACES else (len(_PLACES), key)


def _value(fact: Fact, label: str | None) -> str:
    return label or fact.value


def as_prompt(profile: Profile) -> str:
    """The same as plain text, ready for a system prompt."""
    parts = [
        ("About the user", _lines(profile.static)),
        ("Currently", _lines(profile.dynamic)),
        ("Preferences", _lines(profile.preferences)),
        ("Instructions", [f"- [{rule.priority.value}] {rule.text}" for rule in profile.instructions]),
    ]
    return "\n\n".join("\n".join([f"{title}:", *lines]) for title, lines in parts if lines)


def _lines(lines: Iterable[Line]) -> list[str]:
    return [f"- {line.key.replace('_', ' ')}: {line.value}" for line in lines]

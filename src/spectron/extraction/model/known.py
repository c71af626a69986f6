"""What a model is shown of what is known, each thing under a small number: ids never leave the memory."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spectron.domain.candidate import ASSISTANT, SPEAKER, Neighbour, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Entity, Fact
from spectron.domain.ids import EntityId
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.domain.temporal import iso
from spectron.extraction.model.tokens import cut_words, estimate_tokens

USER_NUMBER = 1
ASSISTANT_NUMBER = 2
MOST_FACTS = 6
_LONGEST_NAME = 60
_LONGEST_VALUE = 80
_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Known:
    """The numbers of known entities, and the lines that tell a model of them."""

    entities: Mapping[int, Entity]
    lines: tuple[str, ...]


def number_known(turn: Turn, window: Window, room: int) -> Known:
    """Number the neighbours of a turn from 3 on, as many as fit into so many tokens; 1 is the user, 2 the assistant.

    Neighbours come in the order in which they are given, each with the facts that fit, those first that share words
    with the turn.
    """
    user = _user(turn, window)
    speaker = next((one for one in window.neighbours if user and one.entity.id == user.id), None)
    numbers = {speaker.entity.id: USER_NUMBER} if speaker else {}
    others = [one for one in window.neighbours if one.entity.principal != ASSISTANT and one is not speaker]
    numbers |= {one.entity.id: number for number, one in enumerate(others, ASSISTANT_NUMBER + 1)}
    said = frozenset(turn.content.lower().split())
    lines = [_line(USER_NUMBER, f"the user, {speaker_name(turn, window)}", speaker, said)]
    lines += [_line(ASSISTANT_NUMBER, "the assistant", None, said)]
    entities: dict[int, Entity] = {}
    left = room - sum(map(estimate_tokens, lines))
    for number, one in enumerate(others, ASSISTANT_NUMBER + 1):
        title = f"{one.entity.type} {cut_words(one.entity.label, _LONGEST_NAME)}{_names(one.entity, numbers)}"
        line = next((line for line in _shorter(number, title, one, said) if estimate_tokens(line) <= left), None)
        if line is None:
            break
        lines.append(line)
        entities[number] = one.entity
        left -= estimate_tokens(line)
    return Known(entities, tuple(lines))


def speaker_name(turn: Turn, window: Window) -> str:
    """What the one who speaks in user turns is called."""
    told = turn.name if turn.role is Role.USER else None
    user = _user(turn, window)
    label = told or (user.label if user else None) or turn.scope.get(SPEAKER_DIMENSION) or SPEAKER
    return cut_words(label, _LONGEST_NAME)


def _user(turn: Turn, window: Window) -> Entity | None:
    """Who says "I" in user turns, where they are known already."""
    if turn.role is not Role.ASSISTANT and window.speaker is not None:
        return window.speaker
    near = (*window.entities, *(one.entity for one in window.neighbours))
    return next((one for one in near if one.principal == SPEAKER), None)


def _shorter(number: int, title: str, one: Neighbour, said: frozenset[str]) -> Iterator[str]:
    """The line of an entity with ever fewer facts."""
    for most in (MOST_FACTS, MOST_FACTS // 2, 1, 0):
        yield _line(number, title, one, said, most)


def _line(number: int, title: str, one: Neighbour | None, said: frozenset[str], most: int = MOST_FACTS) -> str:
    facts = sorted(one.facts, key=lambda fact: _weight(fact, said), reverse=True)[:most] if one else []
    told = "; ".join(_tell(fact) for fact in facts)
    return f"{number} {title}{': ' if told else ''}{told}"


def _weight(fact: Fact, said: frozenset[str]) -> tuple[bool, bool, float, int]:
    """What the turn may speak of comes first, then what has not ended, then what matters, then what is new."""
    words = {*fact.value.lower().split(), *fact.key.split("_")}
    return bool(words & said), fact.valid.end is None, fact.importance, fact.revision


def _tell(fact: Fact) -> str:
    since, until = ((iso(at) or "")[:7] for at in (fact.valid.start, fact.valid.end))
    told = f"{fact.key} {cut_words(fact.value, _LONGEST_VALUE)}"
    return f"{told}{f' since {since}' if since else ''}{f' until {until}' if until else ''}"


def _names(entity: Entity, numbers: Mapping[EntityId, int]) -> str:
    """The other names of an entity, and whose sister she is."""
    roles = [f"{one.text} of {numbers[one.holder]}" for one in entity.aliases if one.holder and one.holder in numbers]
    plain = [one.text for one in entity.aliases if one.holder is None and one.text != entity.label]
    told = [*roles, *plain][:_MOST_NAMES]
    return f" ({', '.join(cut_words(one, _LONGEST_NAME) for one in told)})" if told else ""


def all_names(entity: Entity) -> Sequence[str]:
    """Every name that an entity goes by, roles too."""
    return (entity.label, *(one.text for one in entity.aliases))

"""From the text of a model to answers: what can be understood is taken, what cannot is named."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from math import isfinite
from typing import Any, TypeVar

from spectron.domain.behaviour import Toward
from spectron.domain.bounds import clamp
from spectron.domain.candidate import Manner
from spectron.domain.graph import DoubtKind, Priority
from spectron.extraction.model.answer import Answer, Hedge, Item, Rule, Shown, Statement, Thing, Unfit
from spectron.extraction.model.signals import KINDS
from spectron.extraction.model.tolerant import Cut, Unreadable, read_json

T = TypeVar("T", bound=StrEnum)

LISTS: Mapping[str, str] = {
    "mentions": "mentions",
    "entities": "mentions",
    "claims": "claims",
    "facts": "claims",
    "attributes": "claims",
    "relations": "claims",
    "directives": "directives",
    "instructions": "directives",
    "doubts": "doubts",
    "uncertainties": "doubts",
    "signals": "signals",
}
HOLDS = ("from", "during", "until")
_MOST_OPENINGS = 20
_MOST_TOPICS = 5
_MANNERS = {
    "corrected": Manner.CORRECTION, "correct": Manner.CORRECTION, "fix": Manner.CORRECTION, "ended": Manner.END,
    "ends": Manner.END, "past": Manner.END, "stopped": Manner.END, "denied": Manner.DENIAL, "negation": Manner.DENIAL,
    "negated": Manner.DENIAL, "confirmed": Manner.CONFIRMATION, "confirm": Manner.CONFIRMATION,
}  # fmt: skip
_PRIORITIES = {
    "urgent": Priority.HIGH, "critical": Priority.HIGH, "highest": Priority.HIGH, "normal": Priority.MEDIUM,
    "minor": Priority.LOW, "lowest": Priority.LOW,
}  # fmt: skip
_DOUBTS = {
    "speculation": DoubtKind.SPECULATIVE, "hypothetical": DoubtKind.SPECULATIVE, "possible": DoubtKind.SPECULATIVE,
    "uncertain": DoubtKind.SPECULATIVE, "negation": DoubtKind.NEGATED, "denied": DoubtKind.NEGATED,
    "conflict": DoubtKind.CONFLICTING, "contradiction": DoubtKind.CONFLICTING, "contradictory": DoubtKind.CONFLICTING,
}  # fmt: skip
_KINDS = {
    "emotion": "affect", "feeling": "affect", "mood": "affect", "personality": "trait", "habit": "activity",
    "engagement": "interest", "relationship": "regard", "event": "occasion", "promise": "occasion",
}  # fmt: skip
_TOWARD = {"other": Toward.OTHER_SIDE, "assistant": Toward.OTHER_SIDE, "user": Toward.OTHER_SIDE}
_DEGREES = {"high": 0.9, "medium": 0.6, "low": 0.3}


class Malformed(Exception):
    """An answer that cannot be read; `fault` is a sentence that a model can act on."""

    def __init__(self, fault: str) -> None:
        """Keep the sentence."""
        super().__init__(fault)
        self.fault = fault


def parse(text: str, turns: int = 1) -> tuple[Answer, ...]:
    """The answer for each of so many turns, in their order; raises Malformed, and nothing else.

    Fences, prose around, trailing commas, single quotes and unknown fields do not matter, and neither do wrong words
    where a choice was given. Of an answer that was cut off the whole items are taken, if there is a statement, a rule
    or a doubt among them. Every turn must be answered, if only by an object without items.
    """
    told = _find_answer(text)
    objects = _turn_objects(told, turns)
    missing = [number for number in range(1, turns + 1) if number not in objects]
    if missing:
        raise Malformed(f"turn {missing[0]} is not answered: answer every turn, with empty lists if it teaches nothing")
    answers = tuple(_read_turn(objects[number]) for number in range(1, turns + 1))
    last = answers[-1]
    if isinstance(objects[turns], Cut) and not (last.statements or last.rules or last.hedges):
        raise Malformed("the answer is cut off before its first whole statement: answer in fewer words")
    return answers


def _find_answer(text: str) -> Any:
    """The first value of the text that looks like an answer."""
    fault = "there is no JSON object in it"
    for place in _openings(text):
        try:
            told = json.loads(text) if place < 0 else read_json(text, place)
        except Unreadable as error:
            fault = str(error)
        except (ValueError, RecursionError):
            continue
        else:
            if _looks_right(told):
                return told
            fault = 'the JSON has no "turns"'
    raise Malformed(fault)


def _openings(text: str) -> Iterator[int]:
    """Where an answer may begin: -1 for the whole text as strict JSON, then at every brace and bracket."""
    yield -1
    places = (place for place, mark in enumerate(text) if mark in "{[")
    for place, _ in zip(places, range(_MOST_OPENINGS), strict=False):
        yield place


def _looks_right(told: Any) -> bool:
    if isinstance(told, list):
        return bool(told) and all(
            isinstance(one, dict) and LISTS.keys() & one.keys() | {"turn"} & one.keys() for one in told
        )
    return isinstance(told, dict) and bool(LISTS.keys() & told.keys() or "turns" in told)


def _turn_objects(told: Any, turns: int) -> Mapping[int, Mapping[str, Any]]:
    """The object of each turn by its number; numbers that make no sense give way to the order."""
    listed = told.get("turns", told) if isinstance(told, dict) else told
    listed = [listed] if isinstance(listed, dict) else listed if isinstance(listed, list) else []
    objects = [one for one in listed if isinstance(one, dict)]
    numbers = [_whole(one.get("turn")) for one in objects]
    if set(numbers) != set(range(1, turns + 1)) or len(numbers) != turns:
        numbers = list(range(1, len(objects) + 1))
    return {number: one for number, one in zip(numbers, objects, strict=True) if number is not None}


def _read_turn(told: Mapping[str, Any]) -> Answer:
    items: dict[str, list[Item]] = {kind: [] for kind in _READERS}
    unfit: list[Unfit] = []
    for name, kind in LISTS.items():
        for one in _listed(told.get(name)):
            item = _read_item(kind, one)
            if isinstance(item, Unfit):
                unfit.append(item)
            else:
                items[kind].append(item)
    return Answer(
        things=tuple(one for one in items["mentions"] if isinstance(one, Thing)),
        statements=tuple(one for one in items["claims"] if isinstance(one, Statement)),
        rules=tuple(one for one in items["directives"] if isinstance(one, Rule)),
        hedges=tuple(one for one in items["doubts"] if isinstance(one, Hedge)),
        signals=tuple(one for one in items["signals"] if isinstance(one, Shown)),
        unfit=tuple(unfit),
    )


def _read_item(kind: str, told: Any) -> Item | Unfit:
    if isinstance(told, Cut):
        return Unfit(_shown(told), "the answer is cut off here")
    if not isinstance(told, dict):
        return Unfit(_shown(told), "this is no object")
    given = {name: value for name, value in told.items() if value is not None}  # a null says as much as nothing
    return _READERS[kind](given) or Unfit(_shown(told), "a number, a key, a text or the quote is missing")


def _read_thing(told: Mapping[str, Any]) -> Thing | None:
    number, name = _whole(told.get("n")), _text(told.get("name"))
    if number is None or not (name or number <= 2):
        return None
    return Thing(
        number=number,
        name=name,
        quote=_text(told.get("quote")) or name,
        type=_text(told.get("type")),
        role=_text(told.get("role")) or None,
        of=_whole(told.get("of")),
        aliases=_texts(told.get("aliases")),
    )


def _read_statement(told: Mapping[str, Any]) -> Statement | None:
    about, key, quote = _whole(told.get("about")), _text(told.get("key")), _text(told.get("quote"))
    value, to = _text(told.get("value")), _whole(told.get("to"))
    if about is None or not key or not quote or not (value or to is not None):
        return None
    return Statement(
        about=about,
        key=key,
        quote=quote,
        value=value,
        to=to,
        when=_text(told.get("when")),
        english=_text(told.get("when_en")),
        holds=_one_of(told.get("holds"), HOLDS),
        manner=_choice(told.get("manner"), Manner, _MANNERS, Manner.PLAIN),
        replaces=_text(told.get("replaces")) or None,
        also=_yes(told.get("also")),
        confidence=_degree(told.get("confidence"), 0.9),
        importance=_degree(told["importance"], 0.5) if "importance" in told else None,
        topics=_texts(told.get("topics"))[:_MOST_TOPICS],
    )


def _read_rule(told: Mapping[str, Any]) -> Rule | None:
    text, quote = _text(told.get("text")), _text(told.get("quote"))
    if not text or not quote:
        return None
    priority = _choice(told.get("priority"), Priority, _PRIORITIES, Priority.MEDIUM)
    return Rule(text, quote, priority, _yes(told.get("ends")))


def _read_hedge(told: Mapping[str, Any]) -> Hedge | None:
    text, quote = _text(told.get("text")), _text(told.get("quote"))
    if not quote:
        return None
    kind = _choice(told.get("kind"), DoubtKind, _DOUBTS, DoubtKind.NEEDS_VERIFICATION)
    return Hedge(text or quote, quote, kind, _text(told.get("reason")) or kind.value, _read_statement(told))


def _read_shown(told: Mapping[str, Any]) -> Shown | None:
    kind, quote = _text(told.get("kind")).lower(), _text(told.get("quote"))
    kind = _KINDS.get(kind, kind)
    if kind not in KINDS or not quote:
        return None
    feel = told.get("feel")
    pushes = [_signed(one, 0.0) for one in feel[:4]] if isinstance(feel, list) else []
    valence, arousal, tension, warmth = (*pushes, 0.0, 0.0, 0.0, 0.0)[:4]
    return Shown(
        kind=kind,
        quote=quote,
        name=_text(told.get("name")),
        why=_text(told.get("why")),
        strength=_signed(told.get("n"), 0.5),
        feel=(valence, arousal, tension, warmth),
        themes=tuple(one.lower() for one in _texts(told.get("theme"))),
        toward=_choice(told.get("to"), Toward, _TOWARD, Toward.ELSEWHERE),
        aspect=_text(told.get("aspect")).lower(),
        facet=_text(told.get("facet")).lower(),
        field=_text(told.get("field")).lower(),
        state=_text(told.get("state")).lower(),
        when=_text(told.get("when")),
        english=_text(told.get("when_en")),
    )


_READERS: Mapping[str, Callable[[Mapping[str, Any]], Item | None]] = {
    "mentions": _read_thing,
    "claims": _read_statement,
    "directives": _read_rule,
    "doubts": _read_hedge,
    "signals": _read_shown,
}


def _listed(value: Any) -> Sequence[Any]:
    """A list, or the one item that stands where a list should."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _text(value: Any) -> str:
    """Text that can be stored; a number is its digits, anything else is nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return str(value).lower() if isinstance(value, bool) else ""
    try:
        words = str(value)
    except ValueError:  # an integer of thousands of digits
        return ""
    whole = words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "").strip()


def _texts(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
    return tuple(text for text in map(_text, listed) if text)


def _whole(value: Any) -> int | None:
    """A number of a thing: 3, "3", "#3" or 3.0."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if 0 < value < 1_000_000 else None
    digits = value.strip().lstrip("#") if isinstance(value, str) else ""
    if digits.isascii() and digits.isdigit() and len(digits) < 7:
        return int(digits) or None
    return int(value) if isinstance(value, float) and value.is_integer() and 0 < value < 1_000_000 else None


def _degree(value: Any, default: float) -> float:
    """A share of one: 0.8, "0.8", "80%", "high"."""
    if isinstance(value, str):
        word = value.strip().lower()
        if word in _DEGREES:
            return _DEGREES[word]
        try:
            value = float(word.rstrip("%")) / (100 if word.endswith("%") else 1)
        except ValueError:
            return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    try:
        return clamp(float(value), 0.0) if isfinite(value) else default
    except OverflowError:  # an integer beyond the floating ones
        return default


def _signed(value: Any, default: float) -> float:
    """A number from −1 to 1: -0.4, "-0.4", "-40%", "high"."""
    below = isinstance(value, str) and value.strip()[:1] in ("-", "\u2212")
    bare = value.strip().lstrip("-\u2212+") if isinstance(value, str) else value
    if isinstance(value, int | float) and not isinstance(value, bool) and value < 0:
        return -_degree(-value, -default)
    degree = _degree(bare, abs(default))
    return -degree if below else degree


def _yes(value: Any) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in ("true", "yes"))


def _one_of(value: Any, known: Sequence[str]) -> str:
    word = value.strip().lower() if isinstance(value, str) else ""
    return word if word in known else known[0]


def _choice(value: Any, kind: type[T], others: Mapping[str, T], default: T) -> T:
    """The member that a word names, by its value or by another name of it."""
    word = _text(value).lower().replace(" ", "_").replace("-", "_")
    return next((member for member in kind if member.value == word), others.get(word, default))


def _shown(value: Any) -> str:
    return str(value.get("quote") or value)[:200] if isinstance(value, dict) else _text(value)[:200]

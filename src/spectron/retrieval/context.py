"""One text for a prompt: instructions, who the user is, what bears on the question, within a budget of tokens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from spectron.domain.conversation import Turn
from spectron.domain.graph import Fact, Instruction, Uncertainty
from spectron.domain.ids import EntityId, TurnId
from spectron.domain.recall import Briefing, DateNote, Found, Tier
from spectron.domain.temporal import name_day
from spectron.domain.tokens import QUARTERS, cost, estimate
from spectron.retrieval.answering.times import say_end, say_start
from spectron.retrieval.prepare import SPEAKERS
from spectron.retrieval.profile import Profile
from spectron.retrieval.quoting import CLOSING, OPENING, block, defuse, excerpt, name_weekday, one_line
from spectron.retrieval.templates import DEFAULTS, Templates
from spectron.retrieval.words import stems

USER_SHARE = 0.04
FACTS_SHARE = 0.15
FACTS_LEAST = 60 * QUARTERS
"""Where the budget is small, facts that bear on the question may take more than their share."""

FACT_SCORE = 1.5
"""A fact that scores less bears on the question by a common word at most, and is not worth its room."""

DOUBTS_SHARE = 0.05
SHARED_WORDS = 2
"""A doubt bears on a question if it has at least so many of its words, or all of them."""

LONG = 100 * QUARTERS
"""From this size on a turn has to be worth its room: twice as long, it counts for 0.7 of its score."""

_BETWEEN = "; "
_FIRST = "name pronouns role organisation location allergy diet health language timezone".split()
_FORCE = ("high", "medium", "low")


@dataclass(frozen=True, slots=True)
class Material:
    """All that a context may be made of, of one view.

    `found` is what a search found for the query. `rest` are turns that it did not find, used where everything fits the
    budget, or where nothing was found. `notes` are the dates that words of turns mean. `doubts` and `instructions`
    are those that stand.
    """

    found: Found
    instructions: Sequence[Instruction] = ()
    doubts: Sequence[Uncertainty] = ()
    profile: Profile = field(default_factory=lambda: Profile((), (), (), ()))
    notes: Mapping[TurnId, Sequence[DateNote]] = field(default_factory=dict)
    rest: Sequence[Turn] = ()


@dataclass(slots=True)
class _Room:
    """What is left of the budget, in quarters of a token."""

    left: int

    def take(self, text: str) -> bool:
        """Spend what a text costs; False where it does not fit."""
        price = cost(text)
        if price > self.left:
            return False
        self.left -= price
        return True


def compose(material: Material, query: str, budget: int, templates: Templates = DEFAULTS) -> Briefing:
    """The text that a prompt is given about a query, of at most `budget` tokens by the estimate; pure.

    What does not fit is left out, instructions last of all; a budget that holds nothing gives an empty text.
    """
    room = _Room(budget * QUARTERS)
    if not room.take(templates.context.format(instructions="", memory="")):
        return _briefing("", material, material.found.tier, (), ())
    instructions = _instructions(material, room, templates)
    frame = templates.memory.format(records="")
    inside = _Room(room.left - cost(f"{OPENING}\n{frame}{CLOSING}\n"))
    wanted = frozenset(stems(query))
    user = _user(material.profile, inside, templates)
    doubts = _doubts(material, wanted, inside, templates)
    facts, told = _facts(material, inside, templates)
    turns, said = _turns(material, wanted, inside, templates)
    records = f"{user}{facts}{turns}{doubts}"
    memory = f"{OPENING}\n{templates.memory.format(records=records)}{CLOSING}\n" if records else ""
    given = {hit.source_turn for hit in material.found.hits if hit.turn} | {turn.id for turn in material.rest}
    whole = bool(material.rest) and len(said) == len(given)
    text = templates.context.format(instructions=instructions, memory=memory) if instructions or memory else ""
    return _briefing(text, material, Tier.FULL if whole else material.found.tier, told, said)


def _briefing(text: str, material: Material, tier: Tier, facts: Sequence[Fact], turns: Sequence[Turn]) -> Briefing:
    reason = material.found.reason
    if tier is Tier.FULL and material.found.tier is not Tier.FULL:
        reason = "everything that was said fits the budget"
    return Briefing(text, tier, reason, estimate(text), facts, turns, material.found.labels)


def _instructions(material: Material, room: _Room, templates: Templates) -> str:
    """Those in force, the weightiest first, the newest of equal weight first."""
    order = sorted(
        material.instructions, key=lambda one: (_FORCE.index(one.priority.value), -one.revision, one.text, one.id)
    )
    lines = (
        defuse(templates.instruction.format(text=one_line(one.text), priority=one.priority.value)) + "\n"
        for one in order
    )
    return _section(templates.instructions, lines, room, room.left)


def _section(template: str, lines: Iterable[str], room: _Room, most: int) -> str:
    """A titled list of the lines that fit, both into the room and into its own share of it."""
    own = _Room(min(room.left, most))
    before = own.left
    if not own.take(template.format(lines="")):
        return ""
    kept = [line for line in lines if own.take(line)]
    if not kept:
        return ""
    room.left -= before - own.left
    return template.format(lines="".join(kept).removesuffix(_BETWEEN))


def _user(profile: Profile, room: _Room, templates: Templates) -> str:
    """One line on who the user is: what an answer must not miss first, then as the profile has it."""
    lines = sorted((*profile.static, *profile.dynamic), key=lambda line: _rank(line.key))
    texts = (defuse(f"{one_line(one.key.replace('_', ' '))} {one_line(one.value)}{_BETWEEN}") for one in lines)
    return _section(templates.user, texts, room, int(room.left * USER_SHARE))


def _rank(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _facts(material: Material, room: _Room, templates: Templates) -> tuple[str, Sequence[Fact]]:
    """The facts that were found, best first."""
    pairs = [(hit.score, hit.fact) for hit in material.found.hits if hit.fact and hit.score >= FACT_SCORE]
    by_line: dict[str, Fact] = {}
    for _, fact in sorted(pairs, key=lambda pair: (-pair[0], pair[1].id)):
        by_line.setdefault(tell(fact, material.found.labels, templates) + "\n", fact)
    text = _section(templates.facts, by_line, room, max(FACTS_LEAST, int(room.left * FACTS_SHARE)))
    kept = set(text.split("\n"))
    return text, [fact for line, fact in by_line.items() if line[:-1] in kept]


def tell(fact: Fact, labels: Mapping[EntityId, str], templates: Templates = DEFAULTS) -> str:
    """A fact as a line: whose it is, what, and since when."""
    told = templates.fact.format(
        subject=one_line(labels.get(fact.entity, "?")),
        key=fact.key.replace("_", " "),
        value=one_line(fact.show(labels)),
        time=_when(fact),
    )
    return defuse(told)


def _when(fact: Fact) -> str:
    start = (say_start(fact) or name_day(fact.valid.start)) if fact.valid.start else None
    end = say_end(fact, fact.quote.text) if fact.valid.end else None
    if fact.timeless:
        return f" ({start or end})" if start or end else ""
    if start and end:
        return f" ({start} to {end})"
    return f" (since {start})" if start else f" (until {end})" if end else ""


def _doubts(material: Material, wanted: frozenset[str], room: _Room, templates: Templates) -> str:
    """The doubts that bear on the query, those that share most words with it first."""
    shared = [(len(wanted & set(stems(one.text))), one) for one in material.doubts]
    enough = min(SHARED_WORDS, max(1, len(wanted)))
    order = sorted(
        (pair for pair in shared if pair[0] >= enough), key=lambda pair: (-pair[0], -pair[1].revision, pair[1].id)
    )
    lines = (
        defuse(templates.doubt.format(text=one_line(one.text), kind=one.kind.value.replace("_", " "))) + "\n"
        for _, one in order
    )
    return _section(templates.doubts, lines, room, int(room.left * DOUBTS_SHARE))


def _lines(material: Material, wanted: frozenset[str], templates: Templates) -> list[tuple[Turn, str]]:
    """The turns as they are quoted, in the order they deserve room: what was found, then the rest, the newest first."""
    hits = [
        (hit.score, hit.turn, _line(hit.turn, material, wanted, templates)) for hit in material.found.hits if hit.turn
    ]
    hits.sort(key=lambda one: (-one[0] / max(1.0, cost(one[2]) / LONG) ** 0.5, one[1].id))
    met = {turn.id for _, turn, _ in hits}
    rest = sorted((turn for turn in material.rest if turn.id not in met), key=_place, reverse=True)
    return [
        *((turn, line) for _, turn, line in hits),
        *((turn, _line(turn, material, wanted, templates)) for turn in rest),
    ]


def _place(turn: Turn) -> tuple[datetime, str, int]:
    """Turns in the order they were said."""
    return turn.said_at, turn.session_id, turn.seq


def _turns(material: Material, wanted: frozenset[str], room: _Room, templates: Templates) -> tuple[str, Sequence[Turn]]:
    """The best turns that fit, in the order they were said, under a heading for each day."""
    if not room.take(templates.turns.format(lines="")):
        return "", ()
    kept: list[tuple[Turn, str]] = []
    days: set[str] = set()
    for turn, line in _lines(material, wanted, templates):
        day = _heading(turn, templates)
        if room.take(line if day in days else day + line):
            kept.append((turn, line))
            days.add(day)
    kept.sort(key=lambda pair: _place(pair[0]))
    by_day = groupby(kept, key=lambda pair: _heading(pair[0], templates))
    lines = "".join(day + "".join(line for _, line in group) for day, group in by_day)
    return (templates.turns.format(lines=lines) if kept else ""), [turn for turn, _ in kept]


def _heading(turn: Turn, templates: Templates) -> str:
    return templates.day.format(date=name_weekday(turn.said_at)) + "\n"


def _line(turn: Turn, material: Material, wanted: frozenset[str], templates: Templates) -> str:
    speaker = turn.name or SPEAKERS[turn.role]
    text = block(excerpt(turn.content, material.notes.get(turn.id, ()), wanted))
    return defuse(templates.turn.format(speaker=one_line(speaker), text=text)) + "\n"

"""From an answer to an extraction: numbers become mentions, words become quotes, phrases of time become instants."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spectron.domain.behaviour import Signal
from spectron.domain.candidate import (
    ASSISTANT,
    SPEAKER,
    Claim,
    Directive,
    Doubt,
    Extraction,
    Manner,
    Mention,
    Window,
)
from spectron.domain.conversation import Turn
from spectron.domain.explanation import Decision, Outcome
from spectron.domain.graph import DoubtKind, Entity, Quote
from spectron.domain.temporal import ALWAYS
from spectron.domain.text import fold
from spectron.extraction.keys import canonical_key, load_keys, normalise_key
from spectron.extraction.model.answer import Answer, Hedge, Shown, Statement, Thing
from spectron.extraction.model.known import ASSISTANT_NUMBER, USER_NUMBER, Known, all_names, speaker_name
from spectron.extraction.model.signals import MOST_SIGNALS, Misfit, Noted, make_signal
from spectron.extraction.model.times import Times, read_times
from spectron.extraction.quotes import Page, cite, read_page

_TYPES: Mapping[str, str] = {
    "organization": "organisation", "company": "organisation", "place": "location", "city": "location",
    "country": "location", "human": "person", "people": "person", "": "thing",
}  # fmt: skip
_PRONOUNS = frozenset(
    "i me my we us our you your he him his she her they them their it its this that these those who one".split()
)
_BEGINNING = 4  # letters that "Ana's" and "Ana", "companies" and "company" share
_EDGES = " \"'\u201c\u201d\u2018\u2019\u00ab\u00bb.\u2026!?,;:"


@dataclass(frozen=True, slots=True)
class Assembled:
    """What an answer proposes, and what of it could not be used."""

    extraction: Extraction
    dropped: tuple[Decision, ...] = ()


@dataclass(slots=True)
class _Assembly:
    """The mentions found so far, by number and in their order."""

    turn: Turn
    window: Window
    known: Known
    page: Page
    times: Times
    rule: str
    mentions: list[Mention] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    dropped: list[Decision] = field(default_factory=list)

    def quote(self, words: str) -> Quote:
        """The words where they stand first in the turn; at no place where they do not, which grounding drops."""
        return self.find(words) or Quote(words, 0, 0)

    def find(self, words: str) -> Quote | None:
        """The first place of these words, with or without marks at their edges, or what dots left out."""
        for spelling in dict.fromkeys((words, words.strip(_EDGES))):
            if found := next(self.page.find(spelling), None):
                return found
        first, dots, last = words.replace("…", "...").partition("...")
        start, end = next(self.page.find(first), None), next(self.page.find(last), None)
        if not dots or start is None or end is None or end.end <= start.start:
            return None
        return cite(self.turn.content, start.start, end.end)

    def add(self, mention: Mention) -> int:
        """A place for one more mention."""
        self.mentions.append(mention)
        return len(self.mentions) - 1

    def place(self, number: int, quote: Quote) -> int | None:
        """Where the mention with this number stands; who is known by number alone is mentioned by `quote`."""
        if number not in self.places:
            mention = self._known(number, quote)
            if mention is None:
                return None
            self.places[number] = self.add(mention)
        return self.places[number]

    def _known(self, number: int, quote: Quote) -> Mention | None:
        if number == USER_NUMBER:
            return Mention(speaker_name(self.turn, self.window), "person", quote, principal=SPEAKER)
        if number == ASSISTANT_NUMBER:
            return Mention(ASSISTANT, "person", quote, principal=ASSISTANT)
        entity = self.known.entities.get(number)
        return Mention(entity.label, entity.type, quote, known=entity.id) if entity else None

    def mention(self, thing: Thing) -> None:
        """Add a mention that the answer lists, after whoever holds its role."""
        quote = self.find(thing.quote) or self.quote(thing.name)
        entity = self.known.entities.get(thing.number)
        if thing.number <= ASSISTANT_NUMBER or (entity and _may_be(entity, thing)):
            self.place(thing.number, quote)
            return
        fault = "a pronoun names nothing" if fold(thing.name) in _PRONOUNS else self._unheard(thing.name)
        if fault:
            self.drop(thing.quote, fault)
            return
        holder = self.place(thing.of, quote) if thing.role and thing.of and thing.of != thing.number else None
        kind = normalise_key(thing.type) or ""
        self.places[thing.number] = self.add(
            Mention(
                label=thing.name,
                type=_TYPES.get(kind, kind),
                quote=quote,
                role=thing.role if holder is not None else None,
                holder=holder,
                aliases=thing.aliases,
            )
        )

    def _unheard(self, name: str) -> str:
        """Why a name cannot stand: no word of it, if only by its beginning, was said in the turn or before."""
        said = (self.page.folded, *(earlier.content.lower() for earlier in self.window.turns))
        heard = any(word[:_BEGINNING].lower() in text for word in name.split() for text in said)
        return "" if heard else "nobody said this name"

    def claim(self, told: Statement) -> Claim | None:
        """A claim; None where it speaks of a number that stands for nothing, or under no key."""
        quote = self.quote(told.quote)
        about, target = self.place(told.about, quote), self._target(told, quote)
        fault = self._fault(told, about, target)
        if about is None or fault:
            self.drop(told.quote, fault)
            return None
        value = self.mentions[target].label if target is not None else told.value
        if target is not None and _is_property(told.key):
            target = None
        key, table = canonical_key(told.key, target is not None) or told.key, load_keys()
        return Claim(
            about=about,
            key=key,
            value=value,
            quote=quote,
            object=target,
            manner=told.manner,
            valid=self.times.read(replace(told, key=key), quote),
            replaces=told.replaces,
            also=told.also,
            confidence=told.confidence,
            importance=table.importance.get(key, 0.5) if told.importance is None else told.importance,
            topics=told.topics or table.topics.get(key, ()),
            rule=self.rule,
        )

    def _target(self, told: Statement, quote: Quote) -> int | None:
        """Where the mention stands that a relation leads to; a relation told by name finds or founds it."""
        if told.to is not None:
            return self.place(told.to, quote)
        kind = load_keys().relations.get(canonical_key(told.key, True) or "")
        if kind is None or _is_property(told.key) or not told.value:
            return None
        same = (place for place, one in enumerate(self.mentions) if fold(one.label) == fold(told.value))
        found = next(same, None)
        return self.add(Mention(told.value, kind, self.find(told.value) or quote)) if found is None else found

    def _fault(self, told: Statement, about: int | None, target: int | None) -> str:
        if about is None or (told.to is not None and target is None):
            return f"no thing has the number {told.about if about is None else told.to}"
        return "it leads to itself" if about == target else ""

    def doubt(self, told: Hedge) -> Doubt:
        """A doubt, with its claim if that can be made."""
        claim = self.claim(told.statement) if told.statement else None
        return Doubt(told.text, told.kind, told.reason, self.quote(told.quote), claim, self.rule)

    def signals(self, told: Sequence[Shown]) -> Iterator[Signal]:
        """The signals that can be kept, as many as a turn may show."""
        for one in told[:MOST_SIGNALS]:
            noted = Noted(one, self.quote(one.quote), self.times)
            try:
                yield make_signal(noted)
            except Misfit as misfit:
                noted.faults.append(misfit.fault)
            for fault in noted.faults:
                self.drop(one.quote, fault)
        for one in told[MOST_SIGNALS:]:
            self.drop(one.quote, f"a turn shows at most {MOST_SIGNALS} signals")

    def drop(self, words: str, reason: str) -> None:
        """Note what is not used."""
        self.dropped.append(Decision(self.rule, Outcome.DROPPED, reason, self.quote(words)))


def assemble(answer: Answer, turn: Turn, window: Window, known: Known, rule: str) -> Assembled:
    """What an answer proposes of a turn, every candidate under the name of the `rule` it came by; pure.

    Words that do not stand in the turn are left for grounding to drop, so that they are counted once.
    """
    page = read_page(turn.content)
    work = _Assembly(turn, window, known, page, read_times(turn, page), rule)
    for unfit in answer.unfit:
        work.drop(unfit.words, unfit.reason)
    for thing in _holders_first(answer.things):
        work.mention(thing)
    claims = [claim for told in answer.statements if (claim := work.claim(told))]
    doubts = [work.doubt(told) for told in answer.hedges]
    claims, doubts = _pair_denials(claims, doubts)
    rules = [Directive(told.text, told.priority, work.quote(told.quote), told.ends, rule) for told in answer.rules]
    signals = tuple(dict.fromkeys(work.signals(answer.signals)))
    found = Extraction(tuple(work.mentions), tuple(dict.fromkeys(claims)), tuple(rules), tuple(doubts), signals)
    return Assembled(found, tuple(work.dropped))


def _pair_denials(claims: list[Claim], doubts: list[Doubt]) -> tuple[list[Claim], list[Doubt]]:
    """What is denied ends where it was believed, and is kept as a doubt either way: each brings the other along."""
    negated = [one for one in doubts if one.kind is DoubtKind.NEGATED]
    denied = [one.claim for one in negated if one.claim is not None]
    ending = [replace(one, manner=Manner.DENIAL, valid=ALWAYS) for one in denied]
    said = {(one.about, one.key, one.value) for one in denied}
    bare = [one for one in claims if one.manner is Manner.DENIAL and (one.about, one.key, one.value) not in said]
    told = {(one.about, one.key, one.value) for one in claims if one.manner is Manner.DENIAL}
    added = [Doubt(one.quote.text, DoubtKind.NEGATED, "denied", one.quote, one, one.rule) for one in bare]
    return [*claims, *(one for one in ending if (one.about, one.key, one.value) not in told)], [*doubts, *added]


def _holders_first(things: tuple[Thing, ...]) -> Iterator[Thing]:
    """Each number once, after the number whose role it bears."""
    waiting: dict[int, Thing] = {}
    for thing in things:
        waiting.setdefault(thing.number, thing)
    while waiting:
        ready = [one for one in waiting.values() if one.of not in waiting or one.of == one.number]
        for one in ready or list(waiting.values())[:1]:
            yield waiting.pop(one.number)


def _is_property(key: str) -> bool:
    """Whether a key is filed as a property even where its value is a named thing."""
    table, name = load_keys(), normalise_key(key) or ""
    return name in table.attribute_names and name not in table.relation_names


def _may_be(entity: Entity, thing: Thing) -> bool:
    """Whether a thing can be the known entity of its number: a shared word, or no name of its own.

    A model that counts from the wrong number must not tell one person's facts of another.
    """
    names = {word for name in all_names(entity) for word in fold(name).split()}
    said = {word for words in (thing.name, thing.quote, thing.role or "") for word in fold(words).split()}
    return bool(names & said) or fold(thing.name) in _PRONOUNS or thing.name == thing.name.lower()

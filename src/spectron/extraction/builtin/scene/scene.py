"""Who and what a turn speaks of: its mentions, and what its pronouns stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spectron.domain.candidate import ASSISTANT, SPEAKER, Mention, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Entity, Quote
from spectron.domain.scope import SPEAKER_DIMENSION
from spectron.domain.text import fold
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.grammar.vocatives import clips, find_addressee
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.scene.kinds import gender_of, head_matches
from spectron.extraction.builtin.scene.names import (
    PLACE_PREPOSITIONS,
    Hint,
    classify_name,
    find_custom_heads,
    name_text,
)
from spectron.extraction.quotes import cite

_FIRST = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
_SECOND = frozenset({"you", "your", "yours", "yourself"})
_HE = frozenset({"he", "him", "his", "himself"})
_SHE = frozenset({"she", "her", "hers", "herself"})
_IT = frozenset({"it", "its", "itself", "this"})
_THEY = frozenset({"they", "them", "their", "theirs", "themselves"})
_PLAINLY_NAMED = frozenset({"person", "location"})  # whom or what a lone part of the name need not mean
_LIVING = frozenset({"person", "pet"})


@dataclass(slots=True)
class Scene:
    """The mentions of one turn, built while it is read."""

    turn: Turn
    window: Window
    mentions: list[Mention] = field(default_factory=list)
    recent: list[int] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    described: dict[tuple[int, int], int] = field(default_factory=dict)
    groups: dict[tuple[int, int], tuple[int, ...]] = field(default_factory=dict)
    hints: dict[str, Hint] = field(default_factory=dict)
    customs: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Find the ordinary words that stand for things of the context's own types."""
        self.customs = find_custom_heads(self.window.entity_types)

    def quote(self, start: int, end: int) -> Quote:
        """The words of the turn between two offsets."""
        return cite(self.turn.content, start, end)

    def speaker(self, start: int, end: int) -> int:
        """The place of the one who speaks in user turns, quoted by these words."""
        known = self.window.speaker
        label = self.turn.name if self.turn.role is Role.USER else None
        label = label or (known.label if known else None) or self.turn.scope.get(SPEAKER_DIMENSION) or "user"
        return self._once(f"@{SPEAKER}", Mention(label, "person", self.quote(start, end), principal=SPEAKER))

    def assistant(self, start: int, end: int) -> int:
        """The place of the assistant."""
        mention = Mention("assistant", "person", self.quote(start, end), principal=ASSISTANT)
        return self._once(f"@{ASSISTANT}", mention)

    def _once(self, key: str, mention: Mention) -> int:
        """The place of a mention that is kept once for each key."""
        if key not in self.places:
            self.places[key] = len(self.mentions)
            self.mentions.append(mention)
        return self.places[key]

    def own(self, noun_start: int, noun_end: int) -> int:
        """Who says "I" in this turn."""
        assistant = self.turn.role is Role.ASSISTANT
        return self.assistant(noun_start, noun_end) if assistant else self.speaker(noun_start, noun_end)

    def resolve(self, noun: Noun, prep: str = "") -> int | None:
        """The place of the mention that a noun phrase makes; None where it names nobody and nothing."""
        if noun.pronoun or _is_this_one(noun):
            return self.pronoun(noun.pronoun or "it", noun.start, noun.end)
        if (noun.start, noun.end) in self.described:
            return self.described[noun.start, noun.end]
        holder = self.holder(noun)
        kin = noun.head.lemma
        if kin in mapped("kin") and noun.head.tag == "NNS" and not noun.name:
            return self._group(noun, holder)
        if holder is not None and noun.head.norm in listed("household_kin") and not noun.name:
            return self._group(noun, holder)
        if kin in mapped("kin") and (holder is not None or self._is_own_kin(noun, kin)):
            return self.relative(noun, kin, holder)
        if self.turn.role is Role.SYSTEM and noun.head.norm in ("user", "customer") and noun.det == "the":
            return self.speaker(noun.start, noun.end)
        if noun.name and noun.head not in noun.name and self.thing_type(noun):
            return self.add(noun.name, self.thing_type(noun))
        if self.is_office(noun):
            return self.add(noun.name, "person")
        if noun.name:
            return self.named(noun, prep)
        return self._custom(noun, holder)

    def is_office(self, noun: Noun) -> bool:
        """Whether a phrase names somebody by what they are to somebody: "our treasurer Kwabena", "my deckhand Bo"."""
        held = noun.holder is not None or noun.det in ("my", "our", "his", "her", "their", "the")
        return held and bool(noun.name) and noun.head not in noun.name and head_matches(noun, "occupation")

    def thing_type(self, noun: Noun) -> str:
        """The type of a thing that is described and named: "my dog Rex", "the boat Marta"."""
        if noun.head.lemma in self.customs:
            return self.customs[noun.head.lemma]
        for name, type_ in (("animal", "pet"), ("vehicle", "vehicle"), ("organisation", "organisation")):
            if noun.head.lemma in members(name):
                return type_
        return "project" if noun.head.lemma == "project" else ""

    def _is_own_kin(self, noun: Noun, kin: str) -> bool:
        """Whether a bare "mum" is the speaker's own."""
        return kin in listed("bare_kin") and not noun.det and self.turn.role is Role.USER

    def holder(self, noun: Noun) -> int | None:
        """Whose the noun is: "my", "her", "Tom's"."""
        if noun.holder is not None:
            return self.resolve(noun.holder)
        first = noun.tokens[0]
        if first.tag == "PRP$":
            return self.pronoun(first.norm, first.start, first.end)
        return None

    def pronoun(self, word: str, start: int, end: int) -> int | None:
        """Whom a pronoun stands for."""
        if word in _FIRST:
            return self.own(start, end) if self.turn.role in (Role.USER, Role.ASSISTANT) else None
        if word in _SECOND:
            return self._addressee(start, end)
        if word in _HE or word in _SHE:
            return self._latest("m" if word in _HE else "f", _LIVING, start, end)
        if word in _IT:
            return self._latest("", frozenset(), start, end)
        if word in _THEY:
            return self._latest("x", frozenset({"person", "organisation"}), start, end)
        return None

    def _addressee(self, start: int, end: int) -> int | None:
        """Whom "you" addresses: the user for an assistant, else the other named person of the conversation."""
        if self.turn.role is Role.ASSISTANT:
            return self.speaker(start, end)
        label = find_addressee(self.turn, self.window)
        return self._partner(label, start, end) if label else None

    def _partner(self, label: str, start: int, end: int, alias: str = "") -> int:
        """The place of the other person of the conversation, with the short form of the name that was used."""
        known = next((entity for entity in self.window.entities if fold(entity.label) == fold(label)), None)
        mention = Mention(label, "person", self.quote(start, end), known=known.id if known else None)
        place = self._once(f"person {fold(label)}", mention)
        held = self.mentions[place]
        if alias and fold(alias) != fold(label) and alias not in held.aliases:
            self.mentions[place] = replace(held, aliases=(*held.aliases, alias))
        return place

    def _converses(self, entity: Entity) -> bool:
        """Whether this is one of the two who speak, of whom neither says "he" or "she"."""
        names = {fold(name) for name in (self.turn.name, find_addressee(self.turn, self.window)) if name}
        return fold(entity.label) in names

    def _is_near(self, entity: Entity) -> bool:
        """Whether the turn before this one named the thing, so that "it" can stand for it."""
        names = [fold(entity.label), *(fold(alias.text) for alias in entity.aliases)]
        text = fold(" ".join(turn.content for turn in self.window.turns[-2:]))
        return not self.turn.name or any(name in text for name in names)

    def _latest(self, gender: str, types: frozenset[str], start: int, end: int) -> int | None:
        """The thing of a fitting kind that was spoken of last, in this turn or before it."""
        for place in reversed(self.recent):
            mention = self.mentions[place]
            if mention.quote.start >= start or mention.principal is not None:
                continue
            words = [mention.label, mention.role or ""] if mention.role else mention.label.split()
            if self._fits(mention.type, words, gender, types):
                return place
        for entity in self.window.entities:
            if self._converses(entity) or (not types and not self._is_near(entity)):
                continue
            words = [*entity.label.split(), *(alias.text for alias in entity.aliases)]
            if entity.principal is None and self._fits(entity.type, words, gender, types):
                return self.known(entity, start, end)
        return None

    def _fits(self, type_: str, words: list[str], gender: str, types: frozenset[str]) -> bool:
        """Whether a pronoun of this gender can stand for a thing of this type."""
        if not types:
            return type_ not in ("person", "location")
        if type_ not in types and not (gender in "fm" and type_ in self._custom_names()):
            return False
        found = gender_of(words) if type_ == "person" else "x"
        several = type_ == "person" and fold(words[0]) in listed("household_kin")
        return gender == "x" or (found in (gender, "x") and not several)

    def _custom_names(self) -> set[str]:
        """The names of the context's own entity types, and of those that people speak of as of persons."""
        return {custom.name for custom in self.window.entity_types} | {"vehicle"}

    def known(self, entity: Entity, start: int, end: int) -> int:
        """The place of an entity that was known before this turn."""
        mention = Mention(entity.label, entity.type, self.quote(start, end), known=entity.id)
        place = self._once(f"={entity.id}", mention)
        self._touch(place)
        return place

    def relative(self, noun: Noun, kin: str, holder: int | None) -> int:
        """The place of somebody's sister, manager or friend, with a name where one is given."""
        if holder is None:
            holder = self.own(noun.start, noun.end)
        kin = "child" if kin == "old" else kin
        words = noun.name if noun.name and noun.head not in noun.name else ()
        label = strip_honorific(words) if words else kin
        key = f"role {holder} {kin}" if not words else f"person {fold(label)}"
        mention = Mention(label, "person", self.quote(noun.start, noun.end), role=kin, holder=holder)
        unnamed = self.places.get(f"role {holder} {kin}")
        if words and unnamed is not None:
            self.mentions[unnamed] = replace(self.mentions[unnamed], label=label)
            self.places[key] = unnamed
        place = self._once(key, mention)
        self.described[noun.start, noun.end] = place
        if words:
            self.places.setdefault(f"role {holder} {kin}", place)
        self._touch(place)
        return place

    def _group(self, noun: Noun, holder: int | None) -> int | None:
        """The place of several relatives of somebody's who are spoken of as one: "my parents"."""
        word = noun.head.norm
        if holder is None or word not in listed("household_kin"):
            return None
        mention = Mention(word, "person", self.quote(noun.start, noun.end), role=word, holder=holder)
        place = self._once(f"role {holder} {word}", mention)
        self._touch(place)
        return place

    def enlist(self, noun: Noun, members: tuple[int, ...]) -> None:
        """Remember who the members of a group are that a phrase speaks of."""
        self.groups[noun.start, noun.end] = members

    def members(self, noun: Noun) -> tuple[int, ...]:
        """Those of whom a phrase speaks as a group; nobody where it is none."""
        found = self.groups.get((noun.start, noun.end), ())
        if found or noun.pronoun not in _THEY or not self.groups:
            return found
        span, latest = max(self.groups.items())
        return latest if not self.recent or self.recent[-1] in latest or span[1] > noun.start - 120 else ()

    def describe(self, noun: Noun, type_: str) -> int:
        """The place of a thing that has no name yet: "a greyhound"."""
        place = self.add_label(noun.head.lemma, type_, noun.start, noun.end)
        self.described[noun.start, noun.end] = place
        return place

    def name_relative(self, place: int, label: str) -> None:
        """Give an unnamed relative the name that a later phrase tells."""
        self.mentions[place] = replace(self.mentions[place], label=label)
        self.places[f"person {fold(label)}"] = place

    def type_of(self, noun: Noun, prep: str = "") -> str:
        """The type of what a noun phrase names, or ""."""
        if noun.pronoun:
            place = self.pronoun(noun.pronoun, noun.start, noun.end)
            return self.mentions[place].type if place is not None else ""
        if not noun.name:
            return ""
        return self.type_of_name(noun.name, prep)

    def type_of_name(self, words: Sequence[Token], prep: str = "") -> str:
        """The type of what some words name, or ""."""
        return classify_name(words, prep, self.window.entities, self.window.entity_types, self.hints)

    def named(self, noun: Noun, prep: str = "") -> int | None:
        """The place of a named thing whose type is plain; None where the type cannot be told."""
        thing = self.places.get(f"thing {fold(name_text(noun.name))}")
        if thing is not None:
            self._touch(thing)
            return thing
        found = self.type_of(noun, prep)
        if found:
            return self.add(noun.name, found)
        named = self.places.get(f"person {fold(name_text(noun.name))}")
        return named if named is not None else self._shortened(noun)

    def _shortened(self, noun: Noun) -> int | None:
        """The thing of several words that is called by one of them: "the Trust", "Heron" for Project Heron."""
        word = fold(name_text(noun.name))
        if len(noun.name) > 1 or len(word) < 3:
            return None
        for place in reversed(self.recent):
            mention = self.mentions[place]
            if mention.type not in _PLAINLY_NAMED and word in fold(mention.label).split():
                return place
        for entity in self.window.entities:
            if entity.type not in _PLAINLY_NAMED and entity.principal is None and word in fold(entity.label).split():
                return self.known(entity, noun.start, noun.end)
        return None

    def add(self, words: tuple[Token, ...], type_: str) -> int:
        """The place of a named thing of this type."""
        label = strip_honorific(words) if type_ == "person" else name_text(words)
        folded = fold(label)
        addressee = find_addressee(self.turn, self.window) if type_ == "person" and len(words) == 1 else ""
        if addressee and clips(label, addressee):
            return self._partner(addressee, words[0].start, words[-1].end, label)
        known = next((e for e in self.window.entities if fold(e.label) == folded and e.type == type_), None)
        mention = Mention(label, type_, self.quote(words[0].start, words[-1].end), known=known.id if known else None)
        key = f"{'person' if type_ == 'person' else 'thing'} {folded}"
        if key not in self.places and known is not None and f"={known.id}" in self.places:
            self.places[key] = self.places[f"={known.id}"]
        if key not in self.places and type_ == "person":
            self._join_first_name(key, folded)
        place = self._once(key, mention)
        self._touch(place)
        return place

    def _join_first_name(self, key: str, folded: str) -> None:
        """Take "Tom" for the "Tom Osei" of the same turn."""
        for other, place in list(self.places.items()):
            if other.startswith("person ") and other.removeprefix("person ").split()[0] == folded:
                self.places[key] = place
                return

    def add_label(self, label: str, type_: str, start: int, end: int) -> int:
        """The place of a thing whose label does not come from a noun phrase."""
        key = f"{'person' if type_ == 'person' else 'thing'} {fold(label)}"
        place = self._once(key, Mention(label, type_, self.quote(start, end)))
        self._touch(place)
        return place

    def christen(self, word: str, label: str, type_: str, start: int, end: int) -> int:
        """The place of a thing with its name; one that this turn only described by the word takes the name over."""
        described = self.places.get(f"thing {fold(word)}")
        if described is None or self.mentions[described].type != type_ or self.mentions[described].known is not None:
            return self.add_label(label, type_, start, end)
        self.mentions[described] = replace(self.mentions[described], label=label)
        self.places[f"thing {fold(label)}"] = described
        return described

    def rename(self, place: int, label: str) -> None:
        """Give a described thing the name that a later phrase tells."""
        self.mentions[place] = replace(self.mentions[place], label=label)
        self.places[f"thing {fold(label)}"] = place

    def carry(self, mention: Mention) -> int:
        """The place of a mention that an earlier turn made."""
        place = self._once(f"{'person' if mention.type == 'person' else 'thing'} {fold(mention.label)}", mention)
        self._touch(place)
        return place

    def _custom(self, noun: Noun, holder: int | None) -> int | None:
        """The speaker's only boat, dog or project, where one of that type is known already."""
        if holder is None and noun.det not in ("the", "this", "that"):
            return None
        word = (
            "pet"
            if noun.head.lemma in members("animal")
            else "vehicle"
            if noun.head.lemma in members("vehicle")
            else noun.head.lemma
        )
        for place in reversed(self.recent):
            if self.mentions[place].type == word:
                return place
        found = next((entity for entity in self.window.entities if entity.type == word), None)
        return self.known(found, noun.start, noun.end) if found else None

    def _touch(self, place: int) -> None:
        """Count the mention as the one spoken of last."""
        if place in self.recent:
            self.recent.remove(place)
        self.recent.append(place)


def _is_this_one(noun: Noun) -> bool:
    """Whether a phrase points back like "it": "another cat, this one is called Basil"."""
    return noun.head.norm == "one" and noun.det in ("this", "that") and len(noun.tokens) == 2


def strip_honorific(words: tuple[Token, ...]) -> str:
    """A person's name as written; "Prof. Anselm Keller" loses its title, "Mrs Papadakis" keeps it."""
    if len(words) > 2 and words[0].norm in ("prof.", "prof", "dr", "dr.", "professor", "sir"):
        return name_text(words[1:])
    return name_text(words)


__all__ = ["PLACE_PREPOSITIONS", "Scene", "strip_honorific"]

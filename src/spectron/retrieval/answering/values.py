"""Which value, which ones, and whose."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import product

from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Entity
from spectron.domain.question import AMOUNT, PERSON, PLACE, Question, Wanted
from spectron.domain.responder import Answered
from spectron.domain.text import fold
from spectron.retrieval.answering.citing import Quoted, cite
from spectron.retrieval.answering.declining import decline
from spectron.retrieval.answering.ground import Ground, describe, know
from spectron.retrieval.answering.phrasing import capital, join, possess, tell, when
from spectron.retrieval.answering.sayings import find_quotes, names_more, stem
from spectron.retrieval.answering.selection import Told, at_time, gather, has_value, is_of_kind, of_any_key, of_keys
from spectron.retrieval.answering.times import say_end
from spectron.retrieval.answering.whom import ROLES, by_name, find_entities, is_nameless

_MOST_LISTED = 20
_MOST_SAID = 3
_ANYTHING = frozenset("event plan goal habit status hobby skill possession health likes commitment".split())
_ROLE_WORDS = {
    "sister": {"sister", "sis", "sibling", "twin", "half-sister", "stepsister"},
    "brother": {"brother", "bro", "sibling", "twin", "half-brother", "stepbrother"},
    "son": {"son", "kid", "child", "baby", "eldest", "youngest", "stepson"},
    "daughter": {"daughter", "kid", "child", "baby", "eldest", "youngest", "stepdaughter"},
    **{word: {"mum", "mom", "mother", "mam"} for word in ("mum", "mom", "mother")},
    **{word: {"dad", "father", "papa"} for word in ("dad", "father")},
}


def tell_values(ground: Ground) -> Answered | None:
    """One value, or all of them, at the time that is asked about."""
    question = ground.question
    if question.keys[:1] == ("name",) and not question.before:
        return _tell_name(ground)
    told = keep_kind(ground, of_any_key(ground.told, question.keys))
    told = [one for one in told if not _is_bare(one, question)]
    fitting = at_time(told, question, ground.now) or _dated_alike(told, ground)
    fitting = [one for one in fitting if _bears(one, question)]
    if question.value and not question.before and not question.after:
        fitting = [one for one in fitting if has_value(one, question.value)]
    if question.wanted is not Wanted.LIST:
        fitting = of_keys(fitting, question.keys)
    fitting = _narrow(fitting, question)
    if question.deed and all(one.key == "event" for one in fitting):
        return None
    if not fitting or not _is_amount(ground, fitting) or _says_less(ground, fitting):
        return None if fitting else _tell_former(ground, told)
    text = _state_role(ground, fitting) or state(ground, fitting)
    if question.wanted is Wanted.LIST:
        text, turns = _add_said(ground, text)
        return replace(know(text, fitting), turns=turns)
    words = fitting[0].fact.quote.text
    fits = fitting[0].key in question.keys[:1] or is_same(fitting[0].key, question.keys)
    if words and not fits and not question.members:
        text = f"{text}{_former_first(ground, told)} (You said: \u201c{words}\u201d)"
    return know(text, fitting)


def _is_bare(told: Told, question: Question) -> bool:
    """Whether a value only repeats what is asked for: that one's grandchildren are "grandchildren"."""
    kind = {stem(word) for word in (question.kind or "").split()}
    return bool(kind) and {stem(word) for word in fold(told.value).split()} <= kind | {"anoth", "new", "other"}


def _dated_alike(told: Sequence[Told], ground: Ground) -> Sequence[Told]:
    """Wishes and plans that were told with the very time that is asked about: "next year I want to visit Iceland"."""
    asked = {one.text for one in ground.note(ground.question.text, ground.now)}
    if not asked or ground.question.time is None:
        return []
    said = {one.id: one for one in ground.turns}
    found = []
    for one in told:
        turn = said.get(one.fact.source.turn_id) if one.fact.timeless else None
        if turn is not None and asked & {note.text for note in ground.note(turn.content, turn.said_at)}:
            found.append(one)
    return found


def _add_said(ground: Ground, text: str) -> tuple[str, Sequence[Turn]]:
    """The values of the facts, with the sentences that name more of the same kind."""
    labels = [one.label for one in ground.entities if one.principal is None]
    quotes = find_quotes(ground.question, ground.turns, labels)
    more = [one for one in quotes if one.share >= 1 and names_more(one.text, text)][:_MOST_SAID]
    said = sorted(more, key=lambda one: (one.turn.said_at, one.turn.seq))
    return " ".join([text, *(cite(one, ground.note) for one in said)]), [one.turn for one in said]


def _state_role(ground: Ground, told: Sequence[Told]) -> str:
    """Who has the role that is asked for: "Your wife is Kate."."""
    kind, now = ground.question.kind or "", ground.now
    if kind not in ROLES or any(is_past(one, now) or when(one.fact) for one in told) or not told[0].fact.object:
        return ""
    values = list(dict.fromkeys(one.value for one in told))
    role, are = (kind, "is") if len(values) == 1 else (_pluralise(kind), "are")
    return "" if kind in values else f"{capital(possess(ground.who))} {role} {are} {join(values)}."


def _former_first(ground: Ground, told: Sequence[Told]) -> str:
    """What the likeliest key told until it ended, where only a key beside it answers now."""
    ended = [one for one in of_keys(told, ground.question.keys[:1]) if is_past(one, ground.now)][-1:]
    return f" {state(ground, ended)}" if ended else ""


def _bears(told: Told, question: Question) -> bool:
    """Whether a fact of a key that holds anything has a word of the question: no event answers every "where"."""
    if question.keys[:1] == ("surname",) and told.key == "name":
        return " " in told.value
    names = {stem(part) for name in question.names for part in name.split()}
    terms = [forms for forms in question.terms if stem(forms[0]) not in names]
    if told.key not in _ANYTHING or question.kind not in (None, PLACE, PERSON) or not question.terms:
        return True
    if not terms:
        return told.key in question.keys[:1]
    words = {stem(word) for word in fold(f"{told.value} {told.fact.quote.text}").split()}
    return any(stem(form) in words for forms in terms for form in forms)


def _is_amount(ground: Ground, told: Sequence[Told]) -> bool:
    """Whether values have a number in them, where an amount is asked for."""
    return ground.question.kind != AMOUNT or any(any(sign.isdigit() for sign in one.value) for one in told)


def _says_less(ground: Ground, told: Sequence[Told]) -> bool:
    """Whether a sentence is nearer to the question than the words that the facts rest on.

    It is where it stands in the same turn ("I was born in Galway, and I grew up in Cork" tells two towns, of which one
    key keeps the later), or was said later of the same value ("I take gliclazide instead of metformin now").
    """
    terms = [forms for forms in ground.question.terms if forms[0] not in fold(" ".join(ground.question.names))]
    labels = [one.label for one in ground.entities if one.principal is None]
    quotes = find_quotes(ground.question, ground.turns, labels)[:1] if terms else ()
    for quoted, one in product(quotes, told):
        later = quoted.turn.said_at > one.fact.recorded_at and fold(one.value) in fold(quoted.text)
        near = one.key == ground.question.kind or any(
            form in fold(one.fact.quote.text) for forms in terms for form in forms
        )
        if quoted.turn.role is Role.TOOL:
            continue
        if later or _names_new_bearer(ground, quoted, one) or (quoted.turn.id == one.fact.source.turn_id and not near):
            return True
    return False


def _names_new_bearer(ground: Ground, quoted: Quoted, told: Told) -> bool:
    """Whether a later sentence gives the role that is asked for to somebody: "Lone is my new boss now"."""
    kind = ground.question.kind or ""
    if kind not in ROLES or quoted.turn.said_at <= told.fact.recorded_at:
        return False
    return re.search(rf"\bis my (?:\w+ )?{re.escape(kind)}\b|\bmy new {re.escape(kind)}\b", quoted.text) is not None


def is_same(key: str, keys: Sequence[str]) -> bool:
    """Whether a key means the same as the likeliest of the keys that were asked for."""
    return bool(keys) and {key, keys[0]} in (
        {"location", "lives_in"},
        {"location", "located_in"},
        {"works_at", "organisation"},
        {"married_to", "partner_of"},
        {"skill", "hobby"},
        {"plan", "event"},
    )


def keep_kind(ground: Ground, told: Sequence[Told]) -> Sequence[Told]:
    """Of relatives, those who have the role that is asked for; of other things, those of the kind."""
    kind = ground.question.kind
    if not (kind or ground.question.members) or not ground.entities:
        return told
    if kind in _ROLE_WORDS:
        return [one for one in told if _has_role(ground, one, _ROLE_WORDS[kind])]
    return [one for one in told if is_of_kind(one, ground.question)]


def _has_role(ground: Ground, told: Told, words: set[str]) -> bool:
    """Whether the one that a fact leads to has one of these roles, or none that is known."""
    holders = {one.id for one in ground.entities}
    ends = {told.fact.object, told.fact.entity} - holders
    others = [one for one in ground.material.snapshot.entities if one.id in ends]
    roles = {fold(alias.text) for one in others for alias in one.aliases if alias.holder in holders}
    return not roles or bool(roles & words) or not told.fact.object


def _narrow(told: Sequence[Told], question: Question) -> Sequence[Told]:
    """Where words of the question stand in what some of the facts rest on, those alone: "play" for instruments."""
    verbs = [forms for forms in question.terms if question.kind is None or forms[0] not in question.kind.split()]
    if question.wanted is not Wanted.LIST or len(told) < 2 or not verbs:
        return told
    chosen = [one for one in told if any(form in one.fact.quote.text.lower() for forms in verbs for form in forms)]
    if question.members:
        keys = {one.key for one in chosen}
        chosen = [one for one in told if one.key in keys]
    return chosen or told


def _tell_name(ground: Ground) -> Answered | None:
    """The name of somebody who is known by it."""
    given = at_time(of_keys(ground.told, ("name",)), ground.question, ground.now)
    asked = ground.question.subjects[0]
    if given:
        return know(f"{capital(possess(ground.who))} name is {given[-1].value}.", given[-1:])
    named = [one for one in ground.entities if not _is_nameless(one, ground.question)]
    role = asked.role or asked.name or ""
    if not named or fold(role) in {fold(one.label) for one in named}:
        return None
    holder = find_entities(asked.holder, ground.material.snapshot) if asked.holder else ()
    whose = possess(describe(holder[0])) if holder else "the"
    are, role = ("are", _pluralise(role)) if len(named) > 1 else ("is", role)
    labels = [_find_called(one, ground) or one.label for one in named]
    return Answered(f"{capital(whose)} {role} {are} called {join(labels)}.", True)


def _find_called(entity: Entity, ground: Ground) -> str:
    """The name behind a common noun by which something is known: "a small startup called Loomwise"."""
    if entity.label != entity.label.lower():
        return ""
    called = re.compile(rf"\b{re.escape(entity.label)},? (?:called|named) ((?:[A-Z][\w'-]*(?: (?=[A-Z]))?)+)")
    quotes = (one.quote.text for one in ground.material.snapshot.facts if entity.id in (one.entity, one.object))
    return next((found.group(1) for quote in quotes if (found := called.search(quote))), "")


def _pluralise(role: str) -> str:
    return {"child": "children", "wife": "wives"}.get(role, f"{role}s")


def _is_nameless(entity: Entity, question: Question) -> bool:
    """Whether an entity is known by its role alone, so that nobody told its name."""
    role = fold(question.subjects[0].role or "")
    return is_nameless(entity) or fold(entity.label) == role or entity.principal is not None


def state(ground: Ground, told: Sequence[Told]) -> str:
    """Facts as one or more sentences, each with its time where that was told."""
    groups: dict[tuple[str, str], list[Told]] = {}
    for one in told[:_MOST_LISTED]:
        groups.setdefault((_owner(ground, one), one.key), []).append(one)
    return " ".join(f"{capital(_say(ground, who, group))}." for (who, _), group in groups.items())


def _say(ground: Ground, who: str, group: Sequence[Told]) -> str:
    """Facts of one key as one statement; a time that they share is said once."""
    past = all(is_past(one, ground.now) for one in group)
    tails = {when(one.fact, one.said) for one in group}
    if len(tails) == 1:
        return f"{tell(group[0].key, [one.value for one in group], who, past)}{tails.pop()}"
    return tell(group[0].key, [f"{one.value}{when(one.fact, one.said)}" for one in group], who, past)


def _owner(ground: Ground, told: Told) -> str:
    """How the one whom a fact is about is spoken of."""
    ends = (told.fact.entity, told.fact.object)
    found = next((one for one in ground.entities if one.id in ends), None)
    return describe(found, ground.question.subjects) if found else ground.who


def is_past(told: Told, now: datetime) -> bool:
    """Whether it was true, and is not any more."""
    return not told.fact.timeless and told.fact.valid.end is not None and told.fact.valid.end <= now


def _tell_former(ground: Ground, told: Sequence[Told]) -> Answered | None:
    """What held before, where nothing holds now: it ended, and what followed is not known."""
    question = ground.question
    ended = [one for one in of_keys(told, question.keys) if is_past(one, ground.now)]
    if not ended or question.time is not None or question.before or question.after:
        return None
    if question.wanted is Wanted.LIST and find_quotes(question, ground.turns):
        return None
    last = max(ended, key=lambda one: one.fact.valid.end or ground.now)
    text = f"{capital(tell(last.key, [last.value], ground.who, past=True))} until {say_end(last.fact, last.said)}."
    return know(f"{text} {decline('what came after that')}", [last], known=False)


def tell_whose(ground: Ground) -> Answered | None:
    """Of whom a value is told: "Who works at Acme?"."""
    question, snapshot = ground.question, ground.material.snapshot
    everything = of_any_key(gather(snapshot, snapshot.entities), question.keys)
    same = [one for one in everything if has_value(one, question.value or "") and _tells_all(one, question)]
    fitting = at_time(same, question, ground.now)
    entities = {one.id: one for one in snapshot.entities}
    whose = {one.fact.entity: one for one in fitting if one.fact.entity in entities and one.key == one.fact.key}
    told, names = list(whose.values()), [describe(entities[one]) for one in whose]
    if len(names) == 1:
        return know(f"{capital(tell(told[0].key, [told[0].value], names[0]))}{when(told[0].fact)}.", told)
    return know(f"{capital(join(names))} ({told[0].value}).", told) if names else None


def _tells_all(told: Told, question: Question) -> bool:
    """Whether the words that a fact rests on hold what the question says beyond one verb and the value."""
    own = {stem(word) for word in fold(question.value or "").split()}
    terms = [{stem(form) for form in forms} for forms in question.terms if stem(forms[0]) not in own]
    words = {stem(word) for word in fold(told.fact.quote.text).split()}
    return len(terms) <= 1 or all(forms & words for forms in terms)


def tell_worded(ground: Ground) -> Answered | None:
    """Facts whose key is named by the very words of the question: "When does Hollis Ltd renew?"."""
    question, snapshot = ground.question, ground.material.snapshot
    found = ground.entities or [one for name in question.names for one in by_name(name, snapshot)]
    names = {stem(part) for one in found for part in one.label.split()} | {
        stem(part) for name in question.names for part in name.split()
    }
    terms = [{stem(form) for form in forms} for forms in question.terms]
    wanted = [forms for forms in terms if not forms & names]
    if not wanted or not found or question.wanted is Wanted.REPORT:
        return None
    told = [one for one in gather(snapshot, found[:1]) if _is_worded(one, wanted)]
    fitting = at_time(told, question, ground.now)
    who = describe(found[0], question.subjects)
    if not fitting or not _is_amount(ground, fitting):
        return None
    if question.wanted is Wanted.LIST:
        same = [one for one in fitting if one.key == fitting[-1].key]
        return know(f"{capital(tell(same[0].key, [one.value for one in same], who))}.", same)
    return know(f"{capital(tell(fitting[-1].key, [fitting[-1].value], who))}{when(fitting[-1].fact)}.", fitting[-1:])


def _is_worded(told: Told, wanted: Sequence[set[str]]) -> bool:
    """Whether the words of a key are all of the words."""
    own = {stem(part) for part in told.key.split("_")}
    return all(forms & own for forms in wanted) and len(wanted) >= len(own)

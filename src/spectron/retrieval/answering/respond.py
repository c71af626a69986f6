"""A question answered from memory, or honestly declined; a statement acknowledged."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from spectron.domain.conversation import Turn
from spectron.domain.graph import DoubtKind, Entity, Fact, Uncertainty
from spectron.domain.question import Question, Subject, Wanted
from spectron.domain.responder import Answered, Material
from spectron.domain.text import fold
from spectron.retrieval.answering.changes import list_changes
from spectron.retrieval.answering.declining import decline, hesitate
from spectron.retrieval.answering.news import acknowledge
from spectron.retrieval.answering.phrasing import capital, join, possess, tell, when
from spectron.retrieval.answering.portraits import portray, title
from spectron.retrieval.answering.quoting import cite, find_quote
from spectron.retrieval.answering.selection import Told, at_time, gather, has_value, of_any_key, of_keys
from spectron.retrieval.answering.times import is_dated, say_end, say_start, say_time
from spectron.retrieval.answering.whom import find_entities

_NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Ground:
    """What one question is answered from: whom it is about, what is told of them, and the turns to look in."""

    question: Question
    material: Material
    now: datetime
    entities: Sequence[Entity]
    told: Sequence[Told]
    turns: Sequence[Turn]

    @property
    def who(self) -> str:
        """How the one it is about is spoken of: you, I, by name, or as "your sister Ana"."""
        return describe(self.entities[0], self.question.subjects) if self.entities else ""


def describe(entity: Entity, subjects: Sequence[Subject]) -> str:
    """How an entity is spoken of to the user."""
    if entity.principal is not None:
        return {"user": "you", "assistant": "I"}[entity.principal]
    asked = subjects[0] if subjects else None
    if asked is not None and asked.role and asked.holder and asked.holder.principal == "user":
        plain = fold(entity.label) == fold(asked.role)
        return f"your {asked.role}" if plain else f"your {asked.role} {entity.label}"
    return entity.label


def respond(question: Question, material: Material, now: datetime) -> Answered:
    """Answer from the material alone; what it does not hold is not known.

    Facts answer by key where the question names whom and what; where no fact does, a sentence that was said answers if
    it holds all that the question names. Nothing is guessed: without either the answer says that it is not known.
    """
    if question.wanted is Wanted.NOTHING:
        text, facts = acknowledge(material.learned)
        return Answered(text, True, facts)
    ground = prepare(question, material, now)
    if question.wanted is Wanted.RULES:
        return _tell_rules(ground)
    if question.wanted is Wanted.CHANGE:
        return _tell_changes(ground)
    if question.wanted is Wanted.PORTRAIT:
        return _tell_portrait(ground)
    found = _answer_by_key(ground) if question.keys and question.wanted is not Wanted.REPORT else None
    return found or _answer_by_quote(ground) or _answer_by_doubt(ground) or _decline(ground)


def prepare(question: Question, material: Material, now: datetime) -> Ground:
    """Whom a question is about and what is told of them; the turn that asks is left out of what it is answered from."""
    snapshot = material.snapshot
    asking = material.learned.turn.id if material.learned else None
    turns = {one.id: one for one in (*material.turns, *snapshot.turns) if one.id != asking and one.content != question.text}
    entities = find_entities(question.subjects[0], snapshot) if question.subjects else ()
    clock = max(filter(None, (now, None)))
    return Ground(question, material, clock, entities, gather(snapshot, entities), list(turns.values()))


def _known(text: str, told: Sequence[Told]) -> Answered:
    facts = list(dict.fromkeys(one.fact.id for one in told))
    by_id = {one.fact.id: one.fact for one in told}
    return Answered(text, True, [by_id[one] for one in facts])


def _answer_by_key(ground: Ground) -> Answered | None:
    """The answer that facts give; None where they give none."""
    question = ground.question
    if not question.subjects and question.value:
        return _tell_whose(ground)
    if not ground.entities:
        return None
    answer = {
        Wanted.WHETHER: _tell_whether,
        Wanted.SINCE: _tell_since,
        Wanted.UNTIL: _tell_until,
        Wanted.COUNT: _tell_count,
        Wanted.WHEN: _tell_when,
    }.get(question.wanted, _tell_values)
    return answer(ground)


def _tell_values(ground: Ground) -> Answered | None:
    """One value, or all of them, at the time that is asked about."""
    question = ground.question
    name = _tell_name(ground)
    if name is not None:
        return name
    choose = of_any_key if question.wanted is Wanted.LIST else _first_key
    fitting = choose(at_time(_kinds(ground, of_any_key(ground.told, question.keys)), question, ground.now), question.keys)
    fitting = _narrow(fitting, question)
    if not fitting:
        return _tell_former(ground)
    return _known(_state(ground, fitting), fitting)


def _first_key(told: Sequence[Told], keys: Sequence[str]) -> Sequence[Told]:
    return of_keys(told, keys)


def _kinds(ground: Ground, told: Sequence[Told]) -> Sequence[Told]:
    """Of relatives, those who have the role that is asked for: a sister is no brother."""
    kind = ground.question.kind
    if not kind or not ground.entities:
        return told
    holder = {one.id for one in ground.entities}
    labels = {one.label: one for one in ground.material.snapshot.entities}
    fitting = []
    for one in told:
        other = labels.get(one.value)
        roles = {fold(alias.text) for alias in other.aliases if alias.holder in holder} if other else set()
        if roles and one.fact.object and kind in _ROLE_WORDS and not roles & _ROLE_WORDS[kind]:
            continue
        fitting.append(one)
    return fitting


_MALE = {"brother", "son", "dad", "father", "husband", "boyfriend", "uncle", "nephew", "grandfather"}
_FEMALE = {"sister", "daughter", "mum", "mom", "mother", "wife", "girlfriend", "aunt", "niece", "grandmother"}
_ROLE_WORDS = {
    "sister": {"sister", "sis", "sibling", "twin", "half-sister", "stepsister"},
    "brother": {"brother", "bro", "sibling", "twin", "half-brother", "stepbrother"},
    "son": {"son", "kid", "child", "baby", "eldest", "youngest"},
    "daughter": {"daughter", "kid", "child", "baby", "eldest", "youngest"},
    "mum": {"mum", "mom", "mother"}, "mom": {"mum", "mom", "mother"}, "mother": {"mum", "mom", "mother"},
    "dad": {"dad", "father"}, "father": {"dad", "father"},
}  # fmt: skip


def _narrow(told: Sequence[Told], question: Question) -> Sequence[Told]:
    """Where words of the question stand in what some of the facts rest on, those alone: "play" for instruments."""
    verbs = [forms for forms in question.terms if question.kind is None or forms[0] not in question.kind.split()]
    if question.wanted is not Wanted.LIST or len(told) < 2 or not verbs:
        return told
    chosen = [one for one in told if any(form in one.fact.quote.text.lower() for forms in verbs for form in forms)]
    return chosen or told


def _tell_name(ground: Ground) -> Answered | None:
    """The name of somebody who is known by it."""
    question = ground.question
    if question.keys[:1] != ("name",) or question.before:
        return None
    given = at_time(of_keys(ground.told, ("name",)), question, ground.now)
    if given:
        return _known(f"{capital(possess(_bare(ground)))} name is {given[-1].value}.", given[-1:])
    named = [one for one in ground.entities if one.principal is None and not _is_role(one, question)]
    if not named:
        return None
    verb = "names are" if len(named) > 1 else "name is"
    return Answered(f"{capital(possess(_bare(ground)))} {verb} {join([one.label for one in named])}.", True)


def _bare(ground: Ground) -> str:
    """Whom it is about, without the name: "your dog"."""
    asked = ground.question.subjects[0]
    if asked.role and asked.holder and asked.holder.principal == "user":
        return f"your {asked.role}"
    return ground.who


def _is_role(entity: Entity, question: Question) -> bool:
    """Whether an entity is known by its role alone, so that nobody told its name."""
    roles = {fold(alias.text) for alias in entity.aliases if alias.holder is not None}
    return fold(entity.label) in roles or fold(entity.label) == fold(question.subjects[0].role or "")


def _state(ground: Ground, told: Sequence[Told]) -> str:
    """Facts as one or more sentences, each with its time where that was told."""
    sentences = []
    groups: dict[str, list[Told]] = {}
    for one in told[:_MOST_LISTED]:
        groups.setdefault(one.key, []).append(one)
    for key, group in groups.items():
        past = all(_is_past(one, ground.now) for one in group)
        tails = {when(one.fact) for one in group}
        if len(tails) == 1:
            sentences.append(f"{tell(key, [one.value for one in group], ground.who, past)}{tails.pop()}")
        else:
            sentences.append(tell(key, [f"{one.value}{when(one.fact)}" for one in group], ground.who, past))
    return " ".join(f"{capital(one)}." for one in sentences)


def _is_past(told: Told, now: datetime) -> bool:
    return not told.fact.timeless and told.fact.valid.end is not None and told.fact.valid.end <= now


def _tell_former(ground: Ground) -> Answered | None:
    """What held before, where nothing holds now: it ended, and what followed is not known."""
    question = ground.question
    if question.time is not None or question.before or question.after:
        return None
    ended = [one for one in of_keys(ground.told, question.keys) if _is_past(one, ground.now)]
    if not ended:
        return None
    last = max(ended, key=lambda one: one.fact.valid.end or ground.now)
    text = f"{capital(tell(last.key, [last.value], ground.who, past=True))} until {say_end(last.fact)}. {decline('what came after that')}"
    return replace(_known(text, [last]), known=False)


def _tell_whose(ground: Ground) -> Answered | None:
    """Of whom a value is told: "Who works at Acme?"."""
    question, snapshot = ground.question, ground.material.snapshot
    everybody = gather(snapshot, snapshot.entities)
    matching = [one for one in of_any_key(everybody, question.keys) if has_value(one, question.value or "")]
    fitting = at_time(matching, question, ground.now)
    labels = {one.id: one for one in snapshot.entities}
    whose = {one.fact.entity: one for one in fitting if one.fact.entity in labels and one.key == one.fact.key}
    if not whose:
        return None
    names = [describe(labels[one], ()) for one in whose]
    told = list(whose.values())
    if len(names) == 1:
        return _known(f"{capital(tell(told[0].key, [told[0].value], names[0]))}{when(told[0].fact)}.", told)
    return _known(f"{capital(join(names))}: {told[0].value}.", told)


def _tell_whether(ground: Ground) -> Answered | None:
    """Yes or no, with what is known instead."""
    question = ground.question
    told = of_any_key(ground.told, question.keys)
    same = [one for one in told if has_value(one, question.value or "")]
    holding = [one for one in at_time(same, question, ground.now) if not _is_past(one, ground.now) or question.past or question.time]
    if holding:
        return _known(f"Yes, {_plainly(_state(ground, holding[-1:]))}", holding[-1:])
    denied = _find_doubt(ground, DoubtKind.NEGATED)
    if denied is not None:
        return Answered(f"No: you said \u201c{denied.quote.text}\u201d", True)
    doubted = _answer_by_doubt(ground)
    if doubted is not None:
        return doubted
    past = [one for one in same if _is_past(one, ground.now)]
    current = [one for one in of_keys(told, question.keys) if one.at(ground.now) and not one.fact.timeless]
    if past:
        until = f"{tell(past[-1].key, [past[-1].value], ground.who, past=True)}{when(past[-1].fact)}"
        now = f" {_state(ground, current[-1:])}" if current else ""
        return _known(f"No, {until}.{now}", [*past[-1:], *current[-1:]])
    if current and _excludes(current[0].key):
        return _known(f"No, {_plainly(_state(ground, current))}", current)
    return None


def _plainly(text: str) -> str:
    """A sentence inside another one: its "You" becomes "you"; names keep their capital."""
    return text[:1].lower() + text[1:] if text.split(" ")[0] in ("You", "Your", "I") and not text.startswith("I ") else text


def _excludes(key: str) -> bool:
    """Whether one value of a key rules out another: one lives in one place, and may like many things."""
    return key in (
        "location", "lives_in", "works_at", "job_title", "name", "age", "birthday", "hometown", "married_to",
        "partner_of", "reports_to", "marital_status", "address", "email", "phone", "timezone", "species",
    )  # fmt: skip


def _subject_facts(ground: Ground) -> Sequence[Told]:
    """The facts of the value that the question names, or of its first key."""
    question = ground.question
    told = of_any_key(ground.told, question.keys)
    if question.value:
        told = [one for one in told if has_value(one, question.value)]
    return told


def _tell_since(ground: Ground) -> Answered | None:
    """Since when something holds, or when it began."""
    told = [one for one in _subject_facts(ground)]
    held = [one for one in told if one.at(ground.now)] or list(told)
    if not held:
        return None
    dated = [one for one in held if is_dated(one.fact)]
    if dated:
        one = dated[-1]
        past = _is_past(one, ground.now)
        end = f" until {say_end(one.fact)}" if past else ""
        if one.fact.timeless:
            return _known(f"{capital(_state(ground, [one]))}", [one])
        return _known(f"{capital(tell(one.key, [one.value], ground.who, past))} since {say_start(one.fact)}{end}.".replace(" since", " from") if past else f"{capital(tell(one.key, [one.value], ground.who, past))} since {say_start(one.fact)}.", [one])
    one = held[-1]
    quote = _answer_by_quote(ground)
    if quote is not None:
        return quote
    text = f"{decline('since when')} You told me on {say_time(one.fact.recorded_at, 'yesterday')} that {_plainly(capital(tell(one.key, [one.value], ground.who, _is_past(one, ground.now))))}."
    return replace(_known(text, [one]), known=False)


def _tell_until(ground: Ground) -> Answered | None:
    """Until when something held, or when it ended."""
    ended = [one for one in _subject_facts(ground) if one.fact.valid.end is not None]
    if not ended:
        return None
    one = ended[-1]
    return _known(f"{capital(tell(one.key, [one.value], ground.who, past=True))} until {say_end(one.fact)}.", [one])


def _tell_when(ground: Ground) -> Answered | None:
    """When something is, or was: a birthday, an appointment, a plan."""
    question = ground.question
    told = of_any_key(ground.told, question.keys)
    wanted = [forms for forms in question.terms if not (question.names and forms[0] in question.names[0].lower())]
    fitting = [one for one in told if not wanted or all(_mentions(one, forms) for forms in wanted)]
    lasting = [one for one in fitting if not one.fact.timeless]
    if not fitting:
        return None
    chosen = lasting[-1:] or _nearest(fitting, ground.now)
    return _known(_state(ground, chosen), chosen)


def _mentions(told: Told, forms: Sequence[str]) -> bool:
    text = f"{told.value} {told.key.replace('_', ' ')} {told.fact.quote.text}".lower()
    return any(form in text for form in forms)


def _nearest(told: Sequence[Told], now: datetime) -> Sequence[Told]:
    """What lies ahead first, else what was last."""
    ahead = [one for one in told if one.fact.valid.start is not None and one.fact.valid.start >= now]
    return [min(ahead, key=lambda one: one.fact.valid.start or now)] if ahead else list(told[-1:])


def _tell_count(ground: Ground) -> Answered | None:
    """How many there are: as it was told, or as they can be counted."""
    question = ground.question
    told = at_time(_kinds(ground, of_any_key(ground.told, question.keys)), question, ground.now)
    stated = [one for one in told if one.fact.object is None and _number_in(one.value)]
    kind = (question.kind or "").split(" ")[-1]
    fitting = [one for one in stated if kind and kind[:4] in one.value.lower()]
    listed = [one for one in told if one not in stated]
    if fitting and len(listed) <= 1:
        return _known(f"{capital(tell(fitting[-1].key, [fitting[-1].value], ground.who))}." if fitting[-1].key not in ("family",) else f"{capital(ground.who)} {'have' if ground.who in ('you', 'I') else 'has'} {fitting[-1].value}.", fitting[-1:])
    if not listed:
        return None
    values = list(dict.fromkeys(one.value for one in listed))
    count = _NUMBERS[len(values)] if len(values) < len(_NUMBERS) else str(len(values))
    named = f"{ground.who} told me" if ground.who == "you" else "I know"
    return _known(f"{capital(count)} ({len(values)}) that I know of: {join(values)}." if named else "", listed)


def _number_in(value: str) -> bool:
    return any(word.isdigit() or word in _NUMBERS for word in value.lower().split())


def _answer_by_quote(ground: Ground) -> Answered | None:
    """The words in which it was told, where a sentence holds all that the question names."""
    labels = [one.label for one in ground.entities if one.principal is None]
    quoted = find_quote(ground.question, ground.turns, labels)
    if quoted is None:
        return None
    yes = "Yes. " if ground.question.wanted is Wanted.WHETHER and quoted.share == 1 else ""
    return Answered(f"{yes}{cite(quoted)}", True, (), (quoted.turn,))


def _find_doubt(ground: Ground, *kinds: DoubtKind) -> Uncertainty | None:
    """A doubt about what is asked, the latest."""
    ids = {one.id for one in ground.entities}
    for one in reversed(ground.material.snapshot.uncertainties):
        if one.kind not in kinds or one.entity not in ids or one.key not in ground.question.keys:
            continue
        value = ground.question.value
        if value is None or one.value is None or set(fold(value).split()) & set(fold(one.value).split()):
            return one
    return None


def _answer_by_doubt(ground: Ground) -> Answered | None:
    """What was told as a doubt only, told as a doubt."""
    doubt = _find_doubt(ground, DoubtKind.SPECULATIVE, DoubtKind.CONFLICTING, DoubtKind.NEEDS_VERIFICATION)
    if doubt is None:
        return None
    return Answered(hesitate(doubt.quote.text, "you only said"), False)


def _tell_rules(ground: Ground) -> Answered:
    """The standing instructions."""
    rules: Sequence[str] = [one.text for one in ground.material.snapshot.instructions]
    if not rules:
        return Answered(f"{decline('of any rules from you')}", False)
    return Answered("You asked me: " + " ".join(rules), True)


def _tell_changes(ground: Ground) -> Answered:
    """What changed, in the order in which it did."""
    question = ground.question
    shifts = list_changes(ground.material.snapshot, {one.id for one in ground.entities}, question.time, question.keys)
    if not shifts or (question.subjects and not ground.entities):
        return Answered(decline("of any change"), False)
    facts: Sequence[Fact] = list({one.fact.id: one.fact for one in shifts}.values())
    return Answered(" ".join(f"{one.text}." for one in shifts), True, facts)


def _tell_portrait(ground: Ground) -> Answered:
    """What is known of somebody."""
    if not ground.entities:
        return _answer_by_quote(ground) or _decline(ground)
    entity = ground.entities[0]
    text, told = portray(entity, {"user": "you", "assistant": "I"}.get(entity.principal or "", entity.label), ground.material.snapshot, ground.now)
    whole = " ".join(filter(None, (title(entity, ground.material.snapshot), text)))
    if not whole:
        return _answer_by_quote(ground) or _decline(ground)
    return _known(f"Based on what you've shared: {whole}", told)


def _decline(ground: Ground) -> Answered:
    return Answered(decline(), False)

"""When things are: the wedding is on 3 June, my lease runs out in May, choir is on Mondays, we're in Rome next week."""

from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.dates import Precision, TimeExpression, TimeRelation

_DATED = (TimeRelation.AT, TimeRelation.DURING, TimeRelation.BY)
_WHERE = frozenset({"at", "in", "with", "for", "to", "from", "off", "on", "near", "by"})
_PLANNED = frozenset({"will", "going"})


def find_coming(ledger: Ledger, clause: Clause) -> list[TimeExpression]:
    """The times of a clause that lie ahead of the turn, or begin ahead of it."""
    said_at = ledger.scene.turn.said_at
    relations = (TimeRelation.AT, TimeRelation.DURING, TimeRelation.AFTER, TimeRelation.SPAN)
    dated = [(time, time.interval.start) for time in clause.times if time.relation in relations]
    return [time for time, start in dated if start is not None and start > said_at]


@rule("event")
def read_date_of(ledger: Ledger, setting: Setting, subject: Noun, verb: Verb) -> bool:
    """The concert is on Friday, my visa runs out in June, choir is on Mondays: what is when, of whoever has it."""
    scene, clause = ledger.scene, setting.clause
    if scene.turn.role is not Role.USER or subject.pronoun or subject.head.lemma in listed("undated"):
        return False
    if verb.negated or not _is_scheduled(clause, subject, verb):
        return False
    recurring = [time for time in clause.times if time.relation is TimeRelation.EVERY]
    dated = [time for time in clause.times if time.relation in _DATED]
    if not recurring and not dated:
        return False
    holder = scene.holder(subject) if subject.held else None
    about = scene.speaker(clause.start, clause.end) if holder is None else holder
    if subject.det in ("a", "an", "his", "her", "their", "your") and holder is None:
        return False
    after = verb.start if verb.lemma != "be" else verb.start + len(verb.norm)
    said = f"{scene.turn.content[subject.bare_start : subject.end]} {scene.turn.content[after : setting.end]}"
    if recurring and verb.lemma not in ("be", "start", "begin"):
        return False
    key = "habit" if recurring else "event"
    ledger.enter(setting, Reading(about, key, tidy(said), None, "fixed" if dated else "state"))
    return True


def _is_scheduled(clause: Clause, subject: Noun, verb: Verb) -> bool:
    """Whether the clause says of the subject only when, and perhaps where, it takes place, begins or ends."""
    if verb.lemma in listed("ending") or verb.lemma in listed("schedule_verbs"):
        return verb.form != "past" or verb.passive or head_matches(subject, "event")
    people = subject.head.lemma in mapped("kin") and subject.head.lemma != "report"
    if verb.lemma != "be" or people or subject.name:
        return False
    return all(one.prep in _WHERE or one.word in listed("schedule_words") for one in clause.complements)


@rule("stay ahead")
def read_ahead(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> bool:
    """We're in Rome next week, I'll be a bridesmaid in July, I'm off to Crete: where somebody will be is a plan."""
    clause = setting.clause
    if verb.lemma != "be" or verb.negated or ledger.scene.mentions[about].type != "person" or not clause.complements:
        return False
    first = clause.complements[0]
    coming, recurring = find_coming(ledger, clause), _find_recurring(clause)
    between = ledger.scene.turn.content[verb.start + len(verb.norm) : first.start].lower().split()
    going = "off" in (first.prep, first.word, *between)
    if "back" in (first.word, *between, *clause.adverbs) and first.prep == "from" and not verb.modal:
        ledger.enter(setting, Reading(about, "event", f"back {tidy(_said(ledger, setting, first))}", None, "fixed"))
        return True
    now = not verb.modal and verb.form == "present" and (first.prep in _STAYS or first.word in _STAYS)
    planned = bool(coming) and (verb.modal in _PLANNED or now)
    aged = first.noun is not None and first.noun.head.tag == "CD"
    if aged or _is_absent(first) or not (planned or (going and _leads_away(clause)) or recurring):
        return False
    start = verb.start + len(verb.norm) if going else first.start
    said = tidy(ledger.scene.turn.content[start : setting.end])
    said = f"be {said}" if first.noun is not None and first.prep == "" else said
    key = "habit" if recurring and not coming else "plan"
    ledger.enter(setting, Reading(about, key, said, None, "fixed" if key == "plan" else "state"))
    return True


def _said(ledger: Ledger, setting: Setting, first: Complement) -> str:
    """The words from the first complement to the end of the clause."""
    return ledger.scene.turn.content[first.start : setting.end]


_STAYS = frozenset({"in", "at", "off", "away", "back", "due", "abroad"})


def _find_recurring(clause: Clause) -> bool:
    """Whether somebody is somewhere again and again: "I'm at the food bank on Saturdays"."""
    placed = bool(clause.complements) and clause.complements[0].prep in ("in", "at", "with", "off")
    return placed and clause.is_timed(TimeRelation.EVERY)


def _leads_away(clause: Clause) -> bool:
    """Whether "off" goes on to a place or an occasion: "off to Crete", "off on a hike"."""
    return any(one.prep in ("to", "on") and one.noun and not one.noun.pronoun for one in clause.complements)


def _is_absent(complement: Complement) -> bool:
    """Whether somebody is said to be off work or on leave, which is how things stand and no plan."""
    head = complement.noun.head.norm if complement.noun else ""
    return head in listed("leaves") or (complement.prep == "off" and head in ("work", "school", "duty"))


@rule("noted date")
def read_noted(ledger: Ledger, setting: Setting) -> bool:
    """Dentist on Monday at 9, off to Crete, yoga every Tuesday, home from Oslo: what is noted without a verb."""
    clause, scene = setting.clause, ledger.scene
    if scene.turn.role is not Role.USER or clause.question or not clause.complements:
        return False
    first = clause.complements[0]
    said = tidy(scene.turn.content[clause.start : setting.end])
    leaving = said.lower().startswith("off to ") and first.noun is not None and bool(first.noun.name)
    if first.noun is not None and first.noun.det in ("this", "that", "what", "his", "her", "their"):
        return False
    recurring = clause.is_timed(TimeRelation.EVERY)
    coming = bool(find_coming(ledger, clause))
    if leaving or (coming and _is_notable(first)) or (coming and _is_bare_thing(clause)):
        key = "habit" if recurring and not leaving else "plan"
    elif recurring and any(_is_notable(one) for one in clause.complements):
        key = "habit"
    elif said.lower().startswith(_RETURNS) or (said.lower().startswith(("home ", "back ")) and _comes_back(clause)):
        key = "event"
    else:
        return False
    about = scene.speaker(clause.start, clause.end)
    ledger.enter(setting, Reading(about, key, said, None, "state" if key == "habit" else "fixed"))
    return True


def _is_bare_thing(clause: Clause) -> bool:
    """Whether a fragment is no more than a thing and its day: "keys on 20 March"."""
    first = clause.complements[0]
    bare = first.noun is not None and not first.prep and not first.noun.det and not first.noun.name
    precise = any(time.precision is Precision.DAY and not time.text.startswith("for") for time in clause.times)
    return bare and precise and len(clause.complements) == 1 and first.noun is not None and first.noun.head.tag != "CD"


_RETURNS = ("back from ", "just back from ", "home from ", "just home from ", "home again after ", "fresh back from ")


def _is_notable(complement: Complement) -> bool:
    """Whether a phrase is of a kind of which a date or a rhythm is noted by itself."""
    noun = complement.noun
    kinds = _NOTABLE if not complement.prep else _TAKEN if complement.prep == "of" else ()
    return noun is not None and any(head_matches(noun, kind) for kind in kinds)


def _comes_back(clause: Clause) -> bool:
    """Whether somebody is said to be back from a place with a name, wherever the words put it."""
    return any(one.prep in ("from", "in") and one.noun and one.noun.head.tag == "NNP" for one in clause.complements)


_TAKEN = ("drink", "food", "dish", "medicine")
_NOTABLE = ("event", "meal", "treatment", "sport", "game", "dance", "pastime", "occupation", "therapists", *_TAKEN)


@rule("appointment")
def read_appointment(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """I have the dentist on Monday, we've got a lunch in Leeds: what somebody has on a day to come, or somewhere."""
    clause = setting.clause
    noun = clause.find_noun()
    if noun is None or noun.pronoun or head_matches(noun, "tickets"):
        return
    if noun.head.lemma in mapped("kin") and noun.det != "the":
        return
    if verb.form != "present" or verb.modal or verb.negated or clause.question:
        return
    kind = any(head_matches(noun, name) for name in _BOOKED)
    coming = bool(find_coming(ledger, clause)) and noun.head.tag in ("NN", "NNS", "NNP")
    placed = head_matches(noun, "event") and noun.det in ("a", "an", "my", "our") and _is_placed(ledger, clause)
    other = noun.det != "the" and noun.head.lemma not in listed("unbooked")
    if placed or (coming and (kind or other)):
        before = [time.text for time in clause.times if time.end <= noun.start]
        value = tidy(ledger.scene.turn.content[noun.bare_start : setting.end])
        ledger.enter(setting, Reading(about, "event", " ".join([value, *before]), None, "fixed"))


def _is_placed(ledger: Ledger, clause: Clause) -> bool:
    """Whether the clause says where, or with whom: in Leeds, with Tom, there."""
    there = {"there", "here"} & {*clause.adverbs, *(one.word for one in clause.complements)}
    places = (
        ledger.scene.type_of(one.noun, one.prep if one.prep != "in" else "")
        for one in clause.complements
        if one.noun is not None and one.prep in ("in", "at", "with")
    )
    return bool(there) or any(type_ in ("location", "organisation", "person") for type_ in places)


_BOOKED = ("event", "treatment", "therapists", "occupation", "meal", "degree")

"""Clauses with a full verb: what somebody does, likes, has and plans."""

from collections.abc import Callable, Sequence
from functools import cache

from spectron.extraction.builtin.claims.framing import enter_filled, find_filled, tidy, value_of
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.families.eating import (
    abstains,
    read_abstinence,
    read_eating,
    read_reaction,
    without_negation,
)
from spectron.extraction.builtin.families.having import read_having
from spectron.extraction.builtin.families.homes import read_arrival, read_departure
from spectron.extraction.builtin.families.intentions import is_ahead, read_plan
from spectron.extraction.builtin.families.journeys import read_visited
from spectron.extraction.builtin.families.money import read_money
from spectron.extraction.builtin.families.organisations import read_partner
from spectron.extraction.builtin.families.properties import strip_preposition
from spectron.extraction.builtin.families.routines import read_activity, read_habit, read_pastime
from spectron.extraction.builtin.families.schedule import read_appointment, read_date_of
from spectron.extraction.builtin.families.studies import read_studies
from spectron.extraction.builtin.families.tastes import read_rather, read_thing_liked, read_verdict
from spectron.extraction.builtin.families.things import read_whereabouts
from spectron.extraction.builtin.families.wellbeing import read_ailment, read_heredity, read_prescription, read_removal
from spectron.extraction.builtin.families.work import read_job, read_work
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import mapped
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.dates import Precision, TimeRelation

_TURNING = frozenset({"start", "begin", "join", "leave", "become", "turn"})  # a plan only where they tell no more
_NEGATIVE_TASTE = frozenset({"like", "love", "enjoy", "stand", "bear", "care"})


def read_action(ledger: Ledger, setting: Setting, about: int, lemmas: Sequence[str]) -> None:
    """Everything that a clause with a full verb says of its subject."""
    clause, verb = setting.clause, setting.clause.verb
    if verb is None:
        return
    if verb.negated and verb.lemma in _NEGATIVE_TASTE:
        _read_distaste(ledger, setting, about)
        return
    if abstains(setting, verb):
        read_abstinence(ledger, setting, about, verb)
        read_habit(ledger, setting, about, verb)
        return
    if read_rather(ledger, setting, about, verb):
        return
    if read_visited(ledger, setting, about, verb):
        return
    if read_money(ledger, setting, about, verb):
        return
    read_arrival(ledger, setting, about, verb)
    read_departure(ledger, setting, about, verb)
    ahead, before = is_ahead(ledger, clause, verb), len(ledger.claims)
    if ahead and verb.lemma not in _TURNING and ledger.scene.mentions[about].type != "organisation":
        read_plan(ledger, setting, about, verb)
        return
    _read_frames(ledger, setting, about, lemmas)
    if ahead and all(claim.key == "education" for claim in ledger.claims[before:]):
        read_plan(ledger, setting, about, verb)


def _read_frames(ledger: Ledger, setting: Setting, about: int, lemmas: Sequence[str]) -> None:
    """What the verb's readers and frames make of a clause, and whether it tells a habit."""
    clause, verb = setting.clause, setting.clause.verb
    if verb is None:
        return
    count = len(ledger.claims)
    for read in _readers().get(verb.lemma, ()):
        read(ledger, setting, about, verb)
    for filled in find_filled(ledger, clause, lemmas):
        if filled.frame.slot == "as" and verb.lemma == "start" and verb.form == "past" and not clause.times:
            continue
        enter_filled(ledger, setting, about, filled)
    read_work(ledger, setting, about, verb)
    read_whereabouts(ledger, setting, about, verb)
    read_partner(ledger, setting, about, verb)
    read_studies(ledger, setting, about, verb)
    read_habit(ledger, setting, about, verb)
    if len(ledger.claims) == count:
        read_pastime(ledger, setting, about, verb)


@rule("dislike")
def _read_distaste(ledger: Ledger, setting: Setting, about: int) -> None:
    """Not to like something is to dislike it."""
    clause = setting.clause
    positive = Setting(without_negation(clause), setting.stance, setting.end, setting.sentence)
    for complement in clause.complements:
        if complement.noun and not complement.noun.pronoun and complement.prep in ("", "for"):
            ledger.enter(positive, Reading(about, "dislikes", value_of(ledger, setting, complement, "state:rest")))


@rule("dismissal")
def _read_dismissal(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """Was made redundant, was laid off."""
    value = mapped("dismissals").get(verb.lemma, "")
    if verb.lemma == "make" and any(one.word == "redundant" for one in setting.clause.complements):
        value = "made redundant"
    if verb.passive and value:
        ledger.enter(setting, Reading(about, "status", value, None, "change"))


def _read_naming(ledger: Ledger, setting: Setting, _: int, __: Verb) -> None:
    """Calls somebody by a name."""
    read_nickname(ledger, setting)


@rule("nickname")
def read_nickname(ledger: Ledger, setting: Setting) -> None:
    """My friends call me Bex; call me Bex."""
    complements = setting.clause.complements
    called = complements[0].noun if len(complements) > 1 else None
    if called is not None and called.pronoun and complements[1].noun and complements[1].noun.name:
        about = ledger.scene.resolve(called)
        if about is None:
            return
        ledger.enter(setting, Reading(about, "nickname", name_text(complements[1].noun.name), None, "lasting"))


@rule("telling verb")
def _read_telling(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """Verbs that say it all by themselves: died, retired, freelances."""
    key, _, value = mapped("telling_verbs")[verb.lemma].partition(":")
    person = ledger.scene.mentions[about].type in ("person", "pet")
    plain = not setting.clause.complements or value == "died"
    plain = plain or (verb.lemma == "retire" and all(one.prep for one in setting.clause.complements))
    if person and not verb.modal and not verb.passive and plain:
        times = tuple(time for time in setting.clause.times if time.relation is TimeRelation.AT)
        word = value or tidy(ledger.scene.turn.content[verb.start : verb.start + len(verb.lemma) + 5].split(" ")[0])
        ledger.enter(setting, Reading(about, key, " ".join([word, *(time.text for time in times[:1])]), None, "change"))


@rule("birth")
def _read_birth(ledger: Ledger, setting: Setting, about: int, _: Verb) -> None:
    """Was born on a day; "born this morning" by itself is said of the children who were just named."""
    newborn = [one.object for one in ledger.claims if one.key == "parent_of" and one.object is not None]
    own = setting.clause.subject is not None or ledger.scene.mentions[about].principal is None
    days = [time for time in setting.clause.times if ":" not in time.text]
    for time in days or setting.clause.times:
        for who in [about] if own or not newborn else newborn:
            if time.relation is TimeRelation.AT and ledger.scene.mentions[who].type in ("person", "pet"):
                ledger.enter(setting, Reading(who, "birthday", strip_preposition(time.text), None, "fixed"))


@rule("thing of somebody's")
def read_possession(ledger: Ledger, setting: Setting, subject: Noun, verb: Verb) -> None:
    """My knee hurts; my lease ends in October: what a thing of somebody's does."""
    if (
        read_activity(ledger, setting, subject, verb)
        or read_thing_liked(ledger, setting, subject, verb)
        or read_heredity(ledger, setting, subject)
        or read_reaction(ledger, setting, subject, verb)
    ):
        return
    if read_ailment(ledger, setting, subject):
        return
    read_date_of(ledger, setting, subject, verb)


@rule("turning an age")
def _read_turning(ledger: Ledger, setting: Setting, about: int, _: Verb) -> None:
    """Turns forty, on a day that is then a birthday."""
    days = [
        time for time in setting.clause.times if time.relation is TimeRelation.AT and time.precision is Precision.DAY
    ]
    for complement in setting.clause.complements:
        noun = complement.noun
        if noun and noun.head.tag == "CD" and not complement.prep:
            ledger.enter(setting, Reading(about, "age", noun.head.text, None, "change"))
            if days:
                ledger.enter(setting, Reading(about, "birthday", strip_preposition(days[0].text), None, "fixed"))


_Reader = Callable[[Ledger, Setting, int, Verb], None]


@cache
def _readers() -> dict[str, tuple[_Reader, ...]]:
    """Verb -> what reads it beyond its frames."""
    return {
        "make": (_read_dismissal,),
        **dict.fromkeys(mapped("dismissals"), (_read_dismissal,)),
        "find": (read_job, read_verdict),
        "call": (_read_naming,),
        "name": (_read_naming,),
        "turn": (_read_turning, read_eating),
        "bear": (_read_birth,),
        "do": (read_eating, read_job, read_removal),
        **dict.fromkeys(("eat", "drink", "go", "become", "keep", "stay"), (read_eating,)),
        **dict.fromkeys(("put", "prescribe", "give"), (read_prescription,)),
        "have": (read_appointment, read_having, read_job, read_removal),
        "get": (read_job, read_removal),
        **dict.fromkeys(("start", "take", "land", "accept", "begin", "hold"), (read_job,)),
        **dict.fromkeys(("quit", "leave", "lose"), (read_job,)),
        **dict.fromkeys(mapped("telling_verbs"), (_read_telling,)),
    }

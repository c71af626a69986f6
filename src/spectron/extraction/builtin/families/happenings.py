"""What happened: on a day that the words name, or such that it is told once in a life."""

from spectron.domain.conversation import Role
from spectron.domain.text import fold
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, SPEAKER, Clause
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.stance.stance import STATED
from spectron.extraction.dates import TimeRelation

_LASTING = frozenset({TimeRelation.SINCE, TimeRelation.FOR, TimeRelation.EVERY})
_DOERS = frozenset({"person", "pet", "vehicle", "project"})
_GETTING = frozenset({"get", "receive", "land", "secure", "earn", "be give", "collect", "obtain"})
_POINTING = frozenset({"it", "this", "that", "them", "me", "him", "her", "us", "you", "one", "by", "out", "away", "on"})
_HAVING = frozenset({"have", "suffer"})


@rule("happening")
def read_happening(ledger: Ledger, setting: Setting) -> None:
    """What somebody did on a day or in a month that they name, and what is a turn of life without one, is an event."""
    scene, clause, verb = ledger.scene, setting.clause, setting.clause.verb
    if scene.turn.role is not Role.USER or verb is None or setting.stance is not STATED or setting.negated:
        return
    if clause.link in DEPENDENT or clause.question or not _is_done(clause, verb) or _is_founding(clause, verb):
        return
    things = [one.noun for one in clause.complements if one.noun and not one.noun.pronoun]
    told = verb.lemma not in listed("mental_verbs") and (bool(things) or verb.lemma in (*listed("whole_turns"), "go"))
    dated = told and clause.is_timed(TimeRelation.AT) and not verb.perfect
    goes_on = verb.passive and setting.end > clause.end  # "accepted to study law" tells more by its second half
    about, start = _find_doer(ledger, clause, verb), verb.start
    if about is None and dated and clause.subject is not None and clause.subject.det in ("my", "our"):
        about, start = scene.holder(clause.subject), clause.subject.bare_start
    if about is not None and (dated or _is_turn_of_life(clause, verb, things)) and not goes_on:
        value = tidy(scene.turn.content[start : setting.end])
        ledger.enter(setting, Reading(about, "event", value, None, "fixed", 0.7))


def _is_founding(clause: Clause, verb: Verb) -> bool:
    """Whether a clause without a subject tells how a firm began: "Founded 2021, Accra", and nothing of a person."""
    return clause.subject is None and not clause.inherited and verb.norm in ("founded", "established", "incorporated")


def _is_done(clause: Clause, verb: Verb) -> bool:
    """Whether the verb tells of something that is over: in the past, or perfect without a time that it lasts."""
    lasting = clause.is_timed(*_LASTING)
    perfect = verb.perfect and not verb.progressive and not verb.modal
    return (verb.form == "past" and not verb.modal) or (perfect and not lasting)


def _find_doer(ledger: Ledger, clause: Clause, verb: Verb) -> int | None:
    """Whose event it is: the speaker's, or that of the person or thing with a name that the clause is about."""
    scene, subject = ledger.scene, clause.subject
    joined = fold(scene.turn.content[clause.start : verb.begin]).split()[-2:] == ["and", "i"]
    if subject is None:
        return None if verb.third or verb.passive else scene.speaker(clause.start, clause.end)
    if subject.pronoun in SPEAKER or joined:
        return scene.speaker(clause.start, clause.end)
    if subject.pronoun in ("you", "it", "they", "this", "that", "there"):
        return None
    found = scene.resolve(subject)
    return found if found is not None and scene.mentions[found].type in _DOERS else None


def _is_turn_of_life(clause: Clause, verb: Verb, things: list[Noun]) -> bool:
    """Whether it is told once in a life or a year: passed an exam, was promoted, got the keys, had a baby."""
    if verb.passive:
        return verb.lemma in listed("fates")
    words = {one.word for one in clause.complements if not one.prep}
    if verb.lemma == "get" and words & listed("fates_by_get"):
        return True
    direct = [one.noun for one in clause.complements if one.noun and not one.prep and not one.noun.pronoun]
    if verb.lemma in _GETTING:
        return any(noun.head.lemma in listed("winnings") for noun in direct)
    if verb.lemma in _HAVING:
        return any(noun.head.lemma in listed("befallings") or _is_first(noun) for noun in direct)
    classes = mapped("turns").get(verb.lemma, "").split("+")
    if any(_is_of(noun, name) for noun in direct for name in classes) or ("any" in classes and words - _POINTING):
        return True
    if verb.lemma in listed("visits"):
        return any(noun.name and noun.head.tag == "NNP" for noun in direct) and not things[0].pronoun
    return verb.lemma in listed("whole_turns")


def _is_of(noun: Noun, name: str) -> bool:
    """Whether the phrase is of a class; "any" takes whatever names something, "named" what has a name."""
    if name in ("any", "named"):
        return not _is_vague(noun) if name == "any" else noun.head.tag == "NNP"
    return bool(name) and (head_matches(noun, name) or noun.head.lemma in listed(name))


def _is_first(noun: Noun) -> bool:
    """Whether it is the first of its kind: "my first solo flight"."""
    return any(token.norm == "first" for token in noun.modifiers)


def _is_vague(noun: Noun) -> bool:
    """Whether the phrase names nothing of its own: "the thing", "one", "some stuff"."""
    return noun.head.norm in listed("vague") or head_matches(noun, "stuff") or noun.head.norm in listed("household")

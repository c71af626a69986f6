"""What becomes of an occasion: it is called off, set for another time, or over."""

import re

from spectron.domain.conversation import Turn
from spectron.extraction.builtin.cues.ahead.names import find_place, is_meal, is_outing, is_somebody, name_noun
from spectron.extraction.builtin.cues.ahead.plans import find_plan, is_speaker, looks_ahead
from spectron.extraction.builtin.cues.ahead.times import When, find_set
from spectron.extraction.builtin.cues.ahead.words import among, words_behind
from spectron.extraction.builtin.grammar.clauses import Clause, find_outer
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import places
from spectron.extraction.dates.words import load_words

_DECIDING = frozenset({"have", "end", "end up", "decide", "need", "get", "choose", "opt"})
_BEHIND = frozenset({"off", "back", "forward", "up", "out", "on", "for"})
_TARGETS = ("", *sorted(_BEHIND - {"for"}), "of", "from", "out of")
_DONE = re.compile(r"(?i)(?: is|'s| all| finally){0,2} (?:over|done|finished)(?: with| now)?(?=[!.,;\n]|$)")
_STATES = frozenset({"off", "cancelled", "canceled"})


def find_cancelled(turn: Turn, sentence: Sentence, place: int) -> str:
    """What a clause says is not going to be: the hike is cancelled, we called off the trip, I'm not going hiking."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if none := _read_no(clause):
        return none
    if verb is None:
        return ""
    if verb.lemma == "be" and not verb.passive:
        return _read_off(turn, clause, verb)
    if none := _read_undone(clause, verb):
        return none
    if verb.negated or _is_refused(sentence, place):
        return _read_negated(turn, sentence, place)
    skipped = is_speaker(clause) and _is_one(turn, clause, verb, "withdrawing" if verb.form == "past" else "skipping")
    if (skipped or _is_one(turn, clause, verb, "cancelling")) and _is_decided(sentence, place):
        return _name_target(clause, verb)
    return ""


def find_moved(turn: Turn, sentence: Sentence, place: int) -> str:
    """What a clause sets for another time: the interview was moved to Monday, they rescheduled the hike for Sunday."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or verb.negated or not (_is_decided(sentence, place) or (verb.passive and verb.progressive)):
        return ""
    return _name_target(clause, verb) if _is_one(turn, clause, verb, "moving_dates") else ""


def find_swapped(turn: Turn, sentence: Sentence, place: int) -> tuple[str, When] | None:
    """What is on another day than was said, and when: "the gig isn't Friday any more, we're doing Sunday instead"."""
    clause = sentence.clauses[place]
    noun, verb = clause.subject, clause.verb
    if verb is None or noun is None or verb.lemma != "be" or not verb.negated or verb.form != "present":
        return None
    later = next((one for one in sentence.clauses[place + 1 :] if one.end > one.start), None)
    days = {*_words(clause), *(time.text.lower().split()[-1] for time in clause.times)} & load_words("weekday").keys()
    if later is None or not days or not (is_outing(noun) or is_meal(noun)):
        return None
    same = later.subject is not None and later.subject.pronoun in ("it", "we", "they")
    held = later.verb is not None and not later.verb.negated and later.verb.lemma in ("be", "do", "have", "go", "make")
    when = find_set(turn, later) if same and held else None
    return (name_noun(noun, clause), when) if when is not None else None


def puts_off(turn: Turn, clause: Clause) -> bool:
    """Whether a clause that names no new time says that the old one does not hold: postponed, put off."""
    verb = clause.verb
    return verb is not None and _is_one(turn, clause, verb, "putting_off")


def find_over(turn: Turn, clause: Clause) -> str:
    """What a clause looks back on: the hike was great, I passed my driving test, we just got back from Rome."""
    verb = clause.verb
    if noted := _read_done(turn, clause):
        return noted
    if verb is None:
        return _read_back(clause)
    if verb.negated or verb.modal:
        return ""
    if verb.lemma in among("coming_back") or (verb.lemma == "be" and "back" in _words(clause)):
        return _read_back(clause) if is_speaker(clause) else ""
    if verb.form != "past" and not verb.perfect:
        return ""
    noun = clause.subject
    if noun is not None and is_outing(noun) and not verb.passive and (_is_known(noun) or _is_noted(noun)):
        told = bool(clause.complements or clause.adverbs) if verb.lemma in ("be", "go") else False
        return name_noun(noun) if told else ""
    first = clause.find_noun()
    done = is_speaker(clause) and verb.lemma in among("went_through")
    return name_noun(first) if done and first is not None and is_outing(first) and _is_known(first) else ""


def _is_known(noun: Noun) -> bool:
    """Whether the speaker takes for granted which one is meant: the hike, my exam, Ana's wedding."""
    return noun.det in ("the", "my", "our", "that") or noun.holder is not None


def _is_noted(noun: Noun) -> bool:
    """Whether it is one thing named without an article, as notes have it: "interview went well"."""
    return not noun.det and not noun.name and noun.head.tag == "NN" and noun.holder is None


def _read_done(turn: Turn, clause: Clause) -> str:
    """ "Exam over!", "interview done, they were nice": a note of what is behind one."""
    first = clause.first.noun if clause.first and not clause.first.prep else clause.subject
    if first is None or not is_outing(first) or clause.times or clause.question:
        return ""
    return name_noun(first) if _DONE.match(turn.content, first.end) else ""


def _words(clause: Clause) -> tuple[str, ...]:
    return (*clause.adverbs, *(one.word for one in clause.complements if not one.prep))


def _is_one(turn: Turn, clause: Clause, verb: Verb, name: str) -> bool:
    """Whether the verb, with a small word behind it, is in a list."""
    behind = [one.prep for one in clause.complements[:1]] + [*words_behind(turn, clause), *_words(clause)]
    forms = {verb.lemma, *(f"{verb.lemma} {word}" for word in behind if word in _BEHIND)}
    return bool(forms & among(name))


def _is_refused(sentence: Sentence, place: int) -> bool:
    """Whether an infinitive stands behind "decided not": "I decided not to go"."""
    clause = sentence.clauses[place]
    outer = find_outer(sentence.clauses, clause)
    verb = outer.verb if outer is not None and clause.link == "inf" else None
    return verb is not None and verb.negated and verb.lemma in ("decide", "choose", "opt")


def _is_decided(sentence: Sentence, place: int) -> bool:
    """Whether it is so: a finite verb, or an infinitive behind "had to" or "decided"."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or verb.modal not in ("", "will", "going"):
        return False
    if clause.link not in ("inf", "ing") or clause.parent is None:
        return verb.finite
    outer = sentence.clauses[clause.parent].verb
    return outer is not None and outer.lemma in _DECIDING and not outer.negated and outer.modal == ""


def _name_target(clause: Clause, verb: Verb) -> str:
    """What is done away with or moved, if it is a certain one: the subject of a passive, else the object."""
    if verb.passive:
        noun = clause.subject
    else:
        nouns = [one.noun for one in clause.complements if one.noun is not None and one.prep in _TARGETS]
        noun = next((one for one in nouns if is_outing(one)), None)
        if noun is None and clause.subject is not None and is_outing(clause.subject):
            noun = clause.subject
    return name_noun(noun) if noun is not None and is_outing(noun) and _is_known(noun) else ""


def _read_off(turn: Turn, clause: Clause, verb: Verb) -> str:
    """The wedding is off; Rome is off."""
    noun = clause.subject
    if noun is None or noun.pronoun or verb.form != "present" or verb.modal or verb.negated:
        return ""
    if not _STATES & {*words_behind(turn, clause, 1), *_words(clause)}:
        return ""
    named = bool(noun.name) and not is_somebody(noun)
    return name_noun(noun) if is_outing(noun) or named or name_noun(noun).lower() in places() else ""


def _read_undone(clause: Clause, verb: Verb) -> str:
    """The race isn't happening; I can't make it to the wedding."""
    noun = clause.subject
    if not verb.negated:
        return ""
    ahead = verb.progressive or verb.modal in ("will", "going")
    if noun is not None and verb.lemma in ("happen", "take", "go") and ahead and is_outing(noun) and _is_known(noun):
        return name_noun(noun) if verb.lemma == "happen" or {"ahead", "place"} & {*_words(clause)} else ""
    if not is_speaker(clause) or verb.lemma != "make" or verb.modal not in ("can", "could", "will", "going"):
        return ""
    to = clause.find_noun("to")
    return name_noun(to) if to is not None and is_outing(to) and _is_known(to) else ""


def _read_negated(turn: Turn, sentence: Sentence, place: int) -> str:
    """I'm not going hiking tomorrow after all; we're not flying to Rome; I decided not to go to the reunion."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or verb.lemma in ("have", "get", "need", "be") or not is_speaker(clause):
        return ""
    decided = clause.link == "inf" and (_is_decided(sentence, place) or _is_refused(sentence, place))
    planned = looks_ahead(clause) and (verb.progressive or verb.modal in ("will", "going"))
    if not (decided or planned):
        return ""
    found = find_plan(turn, sentence, place)
    return found.subject if found else _name_aim(clause, verb)


def _name_aim(clause: Clause, verb: Verb) -> str:
    """Where somebody is not going."""
    if verb.lemma not in among("trips") and verb.lemma not in among("going_through"):
        return ""
    for one in clause.complements:
        if one.noun is not None and is_outing(one.noun):
            return name_noun(one.noun)
        if place := find_place(one):
            return place
    return ""


def _read_no(clause: Clause) -> str:
    """ "No hike tomorrow": what there is none of."""
    noun = clause.first.noun if clause.first and not clause.first.prep else None
    return name_noun(noun) if noun is not None and noun.det == "no" and is_outing(noun) and clause.times else ""


def _read_back(clause: Clause) -> str:
    """ "(Just got) back from Rome", "back from the conference"."""
    back = clause.verb is not None or "back" in _words(clause) or "home" in _words(clause)
    source = next((one for one in clause.complements if one.prep in ("from", "back from", "home from")), None)
    noun = source.noun if source is not None else None
    if not back or source is None or noun is None or noun.pronoun:
        return ""
    return find_place(source) or name_noun(noun)

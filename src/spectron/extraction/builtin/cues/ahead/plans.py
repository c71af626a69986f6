"""What lies ahead of the speaker, or of somebody close to them: what they have, go to, go through and do."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from spectron.domain.conversation import Turn
from spectron.domain.temporal import WEEKDAYS
from spectron.extraction.builtin.cues.ahead.names import (
    find_place,
    is_kin,
    is_meal,
    is_outing,
    is_public,
    is_somebody,
    name_noun,
    name_of,
    tell_words,
)
from spectron.extraction.builtin.cues.ahead.notes import (
    read_bare,
    read_do,
    read_first_day,
    read_gerund,
    read_off_to,
    read_visitors,
    read_wedding,
)
from spectron.extraction.builtin.cues.ahead.times import without_times
from spectron.extraction.builtin.cues.ahead.words import among, make_gerund, wants, words_behind
from spectron.extraction.builtin.grammar.clauses import SPEAKER, Clause, Complement
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.dates import TimeRelation

_STARTS = frozenset({"start", "begin", "kick off", "take place", "come up"})
_LONGEST = 9  # words of a subject that is a doing
_PASTIMES = ("pastime", "sport", "game")
_PASSIVE = {
    "christen": "christening",
    "baptise": "baptism",
    "baptize": "baptism",
    "bury": "funeral",
    "marry": "wedding",
}
_VISITS = frozenset({"visit", "come", "come over", "come round", "stay", "arrive", "come to stay"})
_BOOKING = frozenset(
    {"book", "schedule", "arrange", "plan", "organise", "organize", "reserve", "sign", "register", "enrol"}
)


class Found(NamedTuple):
    """What an occasion is called; `booked` where words that look back say for when it is: "I booked it for May"."""

    subject: str
    booked: bool = False


def find_plan(turn: Turn, sentence: Sentence, place: int) -> Found | None:
    """The occasion that a clause tells of, whatever its time and whether it is denied; None where it tells of none."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if clause.is_timed(TimeRelation.EVERY) or clause.question:
        return None
    if verb is None:
        subject = _read_fragment(clause) or read_off_to(sentence, clause)
    elif is_speaker(clause):
        if booked := _read_booking(clause, verb):
            return Found(booked, booked=True)
        subject = _read_outing(sentence, place) or _read_journey(sentence, place) or _read_doing(turn, sentence, place)
        subject = subject or next((found for read in _OWN if (found := read(clause, verb))), "")
    elif booked := _read_booked(clause, verb):
        return Found(booked, booked=True)
    else:
        subject = _read_invitation(sentence, place) or read_do(sentence, clause, verb)
        subject = subject or next((found for read in _OTHERS if (found := read(turn, clause, verb))), "")
    return Found(subject) if subject else None


def looks_ahead(clause: Clause) -> bool:
    """Whether the verb of a clause may speak of what is to come: no past and no "would", but "I've got an exam"."""
    verb = clause.verb
    if verb is None:
        return True
    if verb.lemma in ("have", "get") and verb.norm == "got":
        return verb.modal == "" and (verb.perfect or clause.subject is None)
    return not verb.perfect and verb.modal in ("", "will", "going") and verb.form in ("present", "base", "ing", "inf")


def is_speaker(clause: Clause) -> bool:
    """Whether a clause is about the speaker: "I", "we", or nobody in "taking the cat to the vet"."""
    if clause.subject is not None:
        return clause.subject.pronoun in SPEAKER
    verb = clause.verb
    return verb is not None and verb.form in ("ing", "past") and clause.parent is None and clause.link in ("", "and")


def _read_outing(sentence: Sentence, place: int) -> str:
    """I have a hike, I'm running my first marathon, I have to give a talk, we're having dinner with Priya."""
    clause = sentence.clauses[place]
    verb, noun = clause.verb, clause.find_noun()
    if verb is None or noun is None or not _is_meant(sentence, place):
        return ""
    gone_through = {verb.lemma, verb.lemma.removesuffix("e"), *(f"{verb.lemma} {word}" for word in clause.adverbs)}
    if not gone_through & among("going_through"):
        return ""
    if verb.lemma in ("see", "need", "catch", "book", "schedule") and not is_outing(noun):
        return ""
    if is_outing(noun) and noun.head.lemma not in listed("unbooked"):
        return name_noun(noun, clause)
    named = name_noun(noun, clause)
    return named if is_meal(noun) and (" with " in named or " for " in named or verb.norm == "hosting") else ""


def _is_meant(sentence: Sentence, place: int) -> bool:
    """Whether an infinitive stands behind "have to" or "got to", and a finite verb by itself."""
    clause = sentence.clauses[place]
    if clause.link not in ("inf", "ing", "part", "that") or clause.parent is None:
        return True
    outer = sentence.clauses[clause.parent].verb
    if outer is None or outer.negated or outer.form != "present":
        return False
    return outer.lemma in ("have", "get") or (outer.lemma == "plan" and outer.progressive)


def _read_journey(sentence: Sentence, place: int) -> str:
    """We're flying to Rome, I'm going to a concert, we leave for Lisbon, we're in Rome from Friday to Sunday."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or not _is_meant(sentence, place):
        return ""
    if verb.lemma == "be":
        where = next((one for one in clause.complements if one.prep in ("in", "off to", "to")), None)
        to = find_place(where) if where is not None and where is clause.complements[0] else ""
        return f"trip to {to}" if to else ""
    if verb.lemma not in among("trips") or (verb.form == "present" and _is_habitual(verb)):
        return ""
    return next((named for one in clause.complements if (named := _lead(one, clause))), "")


def _is_habitual(verb: Verb) -> bool:
    """Whether a plain present tells no plan: "I go to Rome", but "we fly to Rome", "we leave for Lisbon"."""
    return not verb.progressive and not verb.modal and verb.lemma in ("go", "come", "ride", "cycle", "drive")


def _lead(one: Complement, clause: Clause) -> str:
    """Where a journey leads: a place, an occasion, or somebody's."""
    noun = one.noun
    if noun is None or noun.pronoun or one.prep not in ("to", "for", "on"):
        return ""
    if place := find_place(one):
        return f"trip to {place}" if one.prep != "on" else ""
    if noun.head.lemma in among("no_trip") or noun.head.norm in among("no_trip"):
        return ""
    if is_outing(noun) and noun.head.tag != "CD":
        return name_noun(noun, clause)
    somebody = is_kin(noun) or (noun.head.lemma in ("parent", "place", "house") and noun.det in ("my", "our"))
    return f"visit to the {noun.head.norm}" if somebody and one.prep == "to" and not noun.name else ""


def _read_doing(turn: Turn, sentence: Sentence, place: int) -> str:
    """I'm going hiking with Tom, I'm defending my thesis, I'm seeing Ana, we're moving house, I start my new job."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None or verb.passive or not _is_meant(sentence, place):
        return ""
    going = verb.lemma == "go" and (pastime := clause.find_noun()) is not None and _is_pastime(pastime)
    if not going and not _is_eventful(clause, verb):
        return ""
    planned = verb.progressive or verb.form == "ing" or verb.modal in ("will", "going")
    if not planned and verb.lemma not in _PLAIN:
        return ""
    return _tell_doing(turn, clause, verb, going)


_PLAIN = frozenset(
    "start begin join close close on sign graduate perform present defend move retire race compete play launch "
    "collect sail".split()
) | {"close on", "move into", "move house", "pick up"}


def _is_pastime(noun: Noun) -> bool:
    """Whether somebody goes for it: hiking, camping, a swim."""
    gerund = noun.head.norm.endswith("ing") and not noun.det
    return gerund or any(head_matches(noun, one) for one in _PASTIMES)


def _is_eventful(clause: Clause, verb: Verb) -> bool:
    """Whether doing it is an occasion, by itself or with what stands behind it."""
    lemma = next((one for one in _forms(clause, verb) if one in among("eventful") | among("eventful_with")), "")
    if not lemma:
        return False
    if lemma in among("eventful"):
        return not any(one.noun is not None and one.noun.pronoun for one in clause.complements[:1])
    nouns = [one.noun for one in clause.complements if one.noun is not None]
    if not nouns or nouns[0].pronoun:
        return False
    if lemma in among("eventful_people"):
        return is_somebody(nouns[0]) or bool(find_place(clause.complements[0]))
    things = wants(lemma)
    return not things or any({noun.head.lemma, noun.head.norm} & things for noun in nouns)


def _forms(clause: Clause, verb: Verb) -> Sequence[str]:
    """The verb with the word behind it that belongs to it, and by itself: "pick up", "close on", "move into"."""
    prep = clause.complements[0].prep if clause.complements else ""
    return (*((f"{verb.lemma} {prep}",) if prep else ()), verb.lemma)


def _tell_doing(turn: Turn, clause: Clause, verb: Verb, going: bool) -> str:
    """The words of a doing as a subject: "hiking with Tom", "seeing Ana", "defending the thesis"."""
    if going:
        first = clause.complements[0]
        return tell_words(without_times(turn, first.start, clause.end, clause.times))
    after = verb.start + len(verb.norm)
    gerund = verb.norm if verb.norm.endswith("ing") else make_gerund(verb.lemma.split(" ")[0])
    rest = without_times(turn, after, clause.end, clause.times)
    words = tell_words(f"{gerund} {rest}").split()
    if len(words) <= _LONGEST:
        return " ".join(words)
    short = clause.complements[0].end if clause.complements else after
    return tell_words(f"{gerund} {without_times(turn, after, short, clause.times)}")


def _read_booking(clause: Clause, verb: Verb) -> str:
    """I've booked a massage for Thursday, I've signed up for a half marathon."""
    if verb.lemma.split(" ")[0] not in _BOOKING or verb.passive or not (verb.perfect or verb.form == "past"):
        return ""
    preps = (
        ("", "for", "up for") if verb.lemma.split(" ")[0] not in ("sign", "register", "enrol") else ("for", "up for")
    )
    nouns = (one.noun for one in clause.complements if one.prep in preps and one.noun is not None)
    return next((name_noun(noun) for noun in nouns if is_outing(noun)), "")


def _read_booked(clause: Clause, verb: Verb) -> str:
    """Dentist booked, a week today; flights booked for the 3rd."""
    noun = clause.subject
    booked = verb.lemma in ("book", "arrange", "schedule") and verb.form in ("past", "part") and not verb.modal
    named = noun is not None and not noun.name and not any(one.noun and not one.prep for one in clause.complements)
    return name_noun(noun) if booked and named and noun is not None and is_outing(noun) else ""


def _read_scheduled(turn: Turn, clause: Clause, verb: Verb) -> str:
    """My interview is on Friday, my sister's wedding is on Saturday, our holiday starts on 12 July."""
    noun = clause.subject
    if noun is None or verb.passive or not is_outing(noun) or is_public(noun):
        return ""
    bare = not noun.det and not {noun.head.lemma, noun.head.norm} & among("public_outing") and not noun.name
    held = bare or noun.det in ("my", "our", "the") or noun.holder is not None
    if {verb.lemma, *(f"{verb.lemma} {word}" for word in words_behind(turn, clause))} & _STARTS:
        return name_noun(noun, clause) if held else ""
    when_only = all(
        one.prep in _WHERE or one.word in ("due", "set", "scheduled", "now") or one.word in WEEKDAYS_FOLDED
        for one in clause.complements
    )
    return name_noun(noun, clause) if held and verb.lemma == "be" and when_only else ""


_WHERE = frozenset({"at", "in", "with", "for", "to", "on", "near"})


WEEKDAYS_FOLDED = frozenset(day.lower() for day in WEEKDAYS)


def _read_it_is(_: Turn, clause: Clause, verb: Verb) -> str:
    """It's my sister's wedding on Saturday, tonight is our school reunion."""
    noun = clause.find_noun()
    nobody = clause.subject is None or clause.subject.pronoun in ("it", "this")
    return read_bare(clause) if verb.lemma == "be" and noun is not None and nobody else ""


def _read_kin(_: Turn, clause: Clause, verb: Verb) -> str:
    """My mum is visiting, the kids have a recital, my dad goes in for his bypass, our daughter is being christened."""
    who = clause.subject
    if who is None or not is_kin(who):
        return ""
    if verb.lemma in _VISITS and not verb.negated and not verb.passive:
        away = any(find_place(one) or (one.noun and not one.noun.pronoun) for one in clause.complements)
        return "" if away else name_of(who, "visit")
    if verb.passive:
        return name_of(who, _PASSIVE[verb.lemma]) if verb.lemma in _PASSIVE else ""
    if verb.lemma not in among("going_through") and verb.lemma not in ("go", "go in"):
        return ""
    nouns = (one.noun for one in clause.complements if one.noun is not None and one.prep in ("", "for", "in for"))
    noun = next((one for one in nouns if is_outing(one)), None)
    return name_of(who, name_noun(noun)) if noun is not None and noun.holder is None else ""


def _read_fragment(clause: Clause) -> str:
    """Dentist tomorrow; big exam on Thursday."""
    first = clause.first
    noun = first.noun if first is not None else None
    if first is None or noun is None or first.prep or noun.det in ("this", "that", "what", "no", "the", "every"):
        return ""
    return name_noun(noun, clause) if is_outing(noun) and noun.holder is None else ""


def _read_invitation(sentence: Sentence, place: int) -> str:
    """There's a concert on Saturday that I'm going to."""
    clause = sentence.clauses[place]
    noun = clause.find_noun()
    if clause.subject is not None and _is_interrupted(clause):
        return name_noun(clause.subject)
    there = clause.subject is not None and clause.subject.pronoun == "there"
    going = there and any(one.parent == place and one.link == "that" and is_speaker(one) for one in sentence.clauses)
    return name_noun(noun) if noun is not None and going and is_outing(noun) else ""


def _is_interrupted(clause: Clause) -> bool:
    """Whether the subject is no more than a note of its own before an order: "big exam tomorrow, wish me luck"."""
    noun, verb = clause.subject, clause.verb
    noted = noun is not None and not noun.det and not noun.pronoun and is_outing(noun) and noun.head.tag == "NN"
    between = any(noun is not None and verb and noun.end <= time.start < verb.start for time in clause.times)
    return noted and between and verb is not None and verb.form == "base"


def _read_wedding(_: Turn, clause: Clause, verb: Verb) -> str:
    return read_wedding(clause, verb)


_OWN = (read_wedding, read_first_day, read_gerund)
_OTHERS: tuple[Callable[[Turn, Clause, Verb], str], ...] = (
    _read_scheduled,
    _read_it_is,
    _read_kin,
    _read_wedding,
    read_visitors,
)

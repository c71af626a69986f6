"""What the speaker does: on one occasion, as a routine, or no more."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice

from spectron.domain.behaviour import Activity, Course
from spectron.domain.conversation import Role, Turn
from spectron.domain.graph import Quote
from spectron.extraction.builtin.cues.doing import (
    direct_nouns,
    is_owned,
    name_after,
    name_doing,
    name_gerund,
    name_place,
)
from spectron.extraction.builtin.cues.mentions import find_mentions
from spectron.extraction.builtin.cues.noting import DONE_MARK, name_note
from spectron.extraction.builtin.cues.pursuits import name_noun, name_words, words_of
from spectron.extraction.builtin.cues.when import When, find_occasion, find_part
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, Clause, find_extent, gather_dependents
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.stance.stance import STATED, is_unmeant, judge
from spectron.extraction.dates import TimeExpression, TimeRelation
from spectron.extraction.quotes import cite, cite_part

_MOST = 12  # no turn tells of more
_IMPLYING = frozenset({"manage", "get", "remember", "make", "find", "take", "happen", "proceed"})
_UNDONE = frozenset({"almost", "nearly", "never", "not", "hardly", "barely", "supposedly"})
_BEGINNING = frozenset({"start", "begin", "take up", "get into"})
_BUILDINGS = frozenset({"gym", "library", "pub", "park", "market", "museum", "cinema", "sauna", "allotment", "garden"})
_CALLED_OFF = frozenset(
    {"cancel", "call", "call off", "postpone", "reschedule", "move", "delay", "skip", "miss", "rain off"}
)
_USUAL = frozenset({"usually", "always", "often", "normally", "typically", "generally", "regularly", "sometimes"})
_OPENED = frozenset({"day", "morning", "evening", "afternoon", "night", "week", "weekend"})
_REGULAR = frozenset({"weekly", "daily", "monthly", "nightly", "fortnightly", "biweekly"})
_NOW = frozenset({"now", "currently"})
_LOOSE_TIME = re.compile(r"\b(?:lately|recently|these days|for (?:ages|years|months|weeks)|a lot|more often)\b")
_NO_MORE = re.compile(r"\b(?:any ?more|any longer|no longer|no more)\b")
_IDEAS = frozenset({"idea", "plan", "thought", "goal", "dream"})
_FOR_NOW = re.compile(
    r"\b(?:for (?:now|today|tonight|the day)|early|halfway|half ?way|to (?:catch|look|chat|take|rest))\b"
)
_DAY_OF = re.compile(
    r"^\W*(?P<days>(?:mon|tues|wednes|thurs|fri|satur|sun)days?(?: (?:night|evening|morning|afternoon)s?)?) "
    r"(?:is|are|means?|has to be|'s) (?:always |usually |my |our |for |all about )*(?P<what>[\w' -]{3,40})"
)


def read_activities(turn: Turn, sentences: Sequence[Sentence]) -> Iterator[Activity]:
    """The doings of a user's turn, each name once for each day and course."""
    if turn.role is not Role.USER:
        return
    seen: set[tuple[str, Course, str]] = set()
    found: list[Activity] = []
    for sentence in sentences:
        if sentence.asks or is_unmeant(sentence):
            continue
        for activity in _read_sentence(turn, sentence):
            key = (activity.name, activity.course, activity.at.date().isoformat())
            if key not in seen and len(seen) < _MOST:
                seen.add(key)
                found.append(activity)
                yield activity
    yield from islice(_read_mentions(turn, sentences, found), _MOST - len(seen))


def _read_mentions(turn: Turn, sentences: Sequence[Sentence], found: Sequence[Activity]) -> Iterator[Activity]:
    """What words of pursuits tell, or hint beside what the sentence was read to tell; each name once."""
    told = {one.name for one in found}
    for sentence in sentences:
        if sentence.asks or is_unmeant(sentence):
            continue
        read = any(sentence.start <= one.quote.start < sentence.end for one in found)
        for mention in find_mentions(sentence):
            if told & {*mention.names}:
                continue  # "walked the dog" has told already what "walked" says
            at = turn.said_at - timedelta(days=1) if mention.yesterday else turn.said_at
            told |= {*mention.names}
            for place, name in enumerate(mention.names):
                course = Course.DONE if mention.sure and not (read or place) else Course.HINTED
                yield Activity(name, at, cite_part(turn.content, sentence), course, "", find_part(sentence.folded))


def _read_sentence(turn: Turn, sentence: Sentence) -> Iterator[Activity]:
    """The doings that one sentence tells: clause by clause, or as a whole where it has no verb."""
    found = False
    for place, clause in enumerate(sentence.clauses):
        if clause.verb is None:
            continue
        for activity in _read_clause(turn, sentence, place, clause.verb):
            found = True
            yield activity
    if not found:
        yield from _read_day(turn, sentence)
        yield from _read_note(turn, sentence)


def _read_clause(turn: Turn, sentence: Sentence, place: int, verb: Verb) -> Iterator[Activity]:
    """What one clause tells: of the speaker, or of a doing that is its subject."""
    clause = sentence.clauses[place]
    if clause.question:
        return
    if not _is_own(clause, verb):
        if clause.subject is not None and not clause.inherited:
            yield from _read_subject(turn, sentence, place, clause.subject)
    elif clause.link not in DEPENDENT:
        stopped = _find_stopped(sentence, place, verb)
        found = [_stop(turn, sentence, place, stopped)] if stopped else _read_told(turn, sentence, place, verb)
        for activity in found:
            if judge(clause, sentence) is STATED:
                yield activity


def _stop(turn: Turn, sentence: Sentence, place: int, name: str) -> Activity:
    quote = _quote(turn, sentence, place)
    return Activity(name, turn.said_at, quote, Course.STOPPED)


def _read_told(turn: Turn, sentence: Sentence, place: int, verb: Verb) -> Iterator[Activity]:
    """What the speaker says they did, or do again and again."""
    clause = sentence.clauses[place]
    passive = verb.passive and not (clause.subject is None and verb.form == "past" and any(direct_nouns(clause)))
    if _is_denied(clause, verb) or verb.modal or passive or verb.lemma in words_of("refusing_verbs"):
        return
    name = _find_told(sentence, place, verb)
    if not name:
        return
    times, quote = _times_of(sentence, place), _quote(turn, sentence, place)
    cadence = next((time.cadence for time in times if time.cadence), None)
    present = _is_general(clause, verb, cadence) and not (cadence is None and _seems_past(clause, verb, times))
    if (
        cadence
        and not present
        and not _goes_on(turn, verb)
        and all(time.text.lower() in _REGULAR for time in times if time.cadence)
    ):
        times, cadence = tuple(time for time in times if not time.cadence), None
    if present or cadence:
        lasting = present or _goes_on(turn, verb)
        rhythm = (cadence or _find_rhythm(sentence)) if lasting else None
        if rhythm:
            part = find_part(rhythm) or find_part(sentence.folded)
            yield Activity(name, turn.said_at, quote, Course.ROUTINE, rhythm.lower(), part)
    elif _is_done(turn, sentence, clause, verb):
        when = find_occasion(times, sentence, turn.said_at)
        if when is not None:
            yield _done(name, when, quote)


def _is_own(clause: Clause, verb: Verb) -> bool:
    """Whether it is the speaker, alone or with others, who does it."""
    video = clause.subject is not None and clause.subject.head.norm == "video" and verb.lemma == "call"
    return video or clause.own


def _is_denied(clause: Clause, verb: Verb) -> bool:
    return verb.negated or bool(_UNDONE & {*clause.adverbs, *verb.adverbs}) or verb.modal == "used"


def _is_present(verb: Verb) -> bool:
    """Whether the verb tells what is done in general."""
    return verb.form in ("present", "base") and not (verb.perfect or verb.progressive)


def _is_general(clause: Clause, verb: Verb, cadence: str | None) -> bool:
    """The same, also of verbs whose past looks like their present, and of "I've got piano on Fridays"."""
    unchanged = verb.norm in listed("unchanging") and verb.form == "past" and clause.subject is not None
    got = verb.lemma == "have" and verb.norm == "got" and verb.perfect
    return _is_present(verb) or (cadence is not None and (unchanged or got))


def _seems_past(clause: Clause, verb: Verb, times: Sequence[TimeExpression]) -> bool:
    """Whether a verb without an own form for the past tells it: "I read last night", "read for an hour before bed"."""
    if verb.norm not in listed("unchanging") or verb.third or _USUAL & {*clause.adverbs, *verb.adverbs}:
        return False
    if any(one.noun is not None and one.noun.pronoun in ("me", "us", "it") for one in clause.complements):
        return False  # "read me that page"
    dated = any(time.relation is TimeRelation.AT for time in times)
    return dated or any(one.prep == "for" for one in clause.complements)


def _goes_on(turn: Turn, verb: Verb) -> bool:
    """Whether the verb tells what goes on up to now: "I've been going", "I've started going"."""
    return (verb.progressive and _has_been(turn, verb)) or (verb.lemma in _BEGINNING)


def _has_been(turn: Turn, verb: Verb) -> bool:
    return "been" in turn.content[verb.begin : verb.start].lower()


def _is_done(turn: Turn, sentence: Sentence, clause: Clause, verb: Verb) -> bool:
    """Whether the verb tells of something that took place, or is taking place as it is told."""
    if verb.lemma in _BEGINNING:
        return any(noun.head.lemma in _OPENED for noun in direct_nouns(clause))
    if verb.lemma == "have" and verb.norm == "got":
        return False  # "I've got choir at seven"
    if verb.perfect or verb.form == "past" or _seems_past(clause, verb, clause.times):
        return True
    if verb.progressive and _has_been(turn, verb):
        return _LOOSE_TIME.search(sentence.folded) is None
    now = bool(_NOW & {*clause.adverbs, *verb.adverbs}) or "at the moment" in sentence.folded
    if verb.progressive:
        return now
    today = any(time.text.lower() in ("today", "this morning", "tonight") for time in clause.times)
    return verb.form == "ing" and clause.subject is None and (now or today)


def _find_told(sentence: Sentence, place: int, verb: Verb) -> str:
    """What the clause says is done, also by an infinitive that says it was ("managed to swim"); or ""."""
    clauses = sentence.clauses
    if verb.lemma in _IMPLYING:
        for other in range(place + 1, len(clauses)):
            if clauses[other].parent == place and clauses[other].link == "inf":
                return name_doing(clauses, other)
    name = name_doing(clauses, place) or _name_returning(clauses[place])
    if not name and verb.lemma in _BEGINNING:
        return name_gerund(clauses, place)
    if not name and verb.lemma in words_of("light_verbs") and not any(direct_nouns(clauses[place])):
        return name_after([token for token in sentence.tokens if token.start > verb.start])
    return name


def _name_returning(clause: Clause) -> str:
    """Back from the gym; I'm home from choir."""
    if not {"back", "home"} & {*clause.adverbs, *(one.word for one in clause.complements)}:
        return ""
    nouns = (one.noun for one in clause.complements if one.prep == "from" and one.noun is not None)
    return next((name for noun in nouns if (name := name_place(noun))), "")


def _times_of(sentence: Sentence, place: int) -> tuple[TimeExpression, ...]:
    """The times of a clause and of what hangs on it; else those of words without a verb beside it."""
    clauses = sentence.clauses
    times = [time for one in gather_dependents(clauses, place) for time in clauses[one].times]
    if not times:
        times = [time for clause in clauses if clause.verb is None for time in clause.times]
    return tuple(times)


def _find_rhythm(sentence: Sentence) -> str | None:
    """A recurrence that no time expression tells: "before bed", "first thing"; all of them are of every day."""
    said = f" {sentence.folded.rstrip('.! ')} "
    phrases = (
        one for one in listed("routine_phrases") if one.startswith(("before", "after", "first thing", "in the "))
    )
    return "daily" if any(f" {phrase} " in said for phrase in phrases) else None


def _find_stopped(sentence: Sentence, place: int, verb: Verb) -> str:
    """What is done no more: "stopped running", "quit the gym", "don't swim any more"; or ""."""
    clause = sentence.clauses[place]
    ended = _NO_MORE.search(sentence.folded) is not None
    words = {*clause.adverbs, *verb.adverbs}
    denied = verb.negated or "never" in words or {"no", "longer"} <= words
    if ended and denied and verb.modal in ("", "will"):
        return name_doing(sentence.clauses, place) if verb.form in ("present", "base", "ing") else ""
    over = verb.lemma == "do" and verb.passive and verb.form == "present" and "done with" in sentence.folded
    ordered = verb.form == "base" and clause.subject is None and verb.lemma != "quit"  # "stop calling me that"
    if (
        ordered
        or verb.negated
        or verb.modal not in ("", "will")
        or not (over or verb.lemma in words_of("stopping_verbs"))
    ):
        return ""
    if verb.lemma == "kick" or _FOR_NOW.search(sentence.folded) or _has_day(clause, verb):
        return ""
    if any(noun.head.lemma in _IDEAS for noun in _stopped_nouns(clause)):
        return ""
    name = name_gerund(sentence.clauses, place)
    return name or next((name for noun in _stopped_nouns(clause) if (name := _name_ended(noun, verb.lemma))), "")


def _has_day(clause: Clause, verb: Verb) -> bool:
    """Whether only one occasion was left out or ended: "cancelled yoga on Friday", "left the gym at six"."""
    once = any(time.relation is TimeRelation.AT and time.precision.value in ("day", "time") for time in clause.times)
    return once and verb.lemma in ("cancel", "leave", "stop", "drop", "cut out")


def _stopped_nouns(clause: Clause) -> Iterator[Noun]:
    for one in clause.complements:
        if one.noun is not None and one.prep in ("", "on", "with", "of", "from", "in") and is_owned(one.noun):
            yield one.noun


def _name_ended(noun: Noun, lemma: str) -> str:
    """What ends with a thing that is left: the gym, with a gym membership."""
    if noun.head.lemma in words_of("memberships") and len(noun.tokens) > 1:
        before = [token for token in noun.tokens if token.end < noun.head.start]
        return name_words(before) or (name_noun(noun) if lemma != "cancel" else "")
    return name_place(noun) if lemma not in ("cancel", "leave", "drop", "go off") or noun.det == "" else ""


def _read_subject(turn: Turn, sentence: Sentence, place: int, subject: Noun) -> Iterator[Activity]:
    """Yoga class tonight was great; my guitar lesson is on Tuesdays: the subject is what is done."""
    clause = sentence.clauses[place]
    verb = clause.verb
    denied = verb is None or verb.negated or bool({"not", "never"} & {*clause.adverbs, *verb.adverbs})
    if verb is None or denied or verb.modal or subject.pronoun or not is_owned(subject):
        return
    if subject.head.lemma in _BUILDINGS:
        return
    name = name_noun(subject)
    if not name or clause.link in DEPENDENT or judge(clause, sentence) is not STATED:
        return
    cadence = next((time.cadence for time in clause.times if time.cadence), None)
    quote = _quote(turn, sentence, place)
    if cadence and _is_present(verb):
        yield Activity(name, turn.said_at, quote, Course.ROUTINE, cadence.lower(), find_part(cadence))
    elif (verb.form == "past" or DONE_MARK.search(sentence.folded)) and _is_attended(clause, subject, verb):
        when = find_occasion(clause.times, sentence, turn.said_at)
        if when is not None:
            yield _done(name, when, quote)


def _is_attended(clause: Clause, subject: Noun, verb: Verb) -> bool:
    """Whether the speaker took part, and did not only see it: "my run", "tonight's class", "the football" does not."""
    dated = clause.is_timed(TimeRelation.AT)
    own = subject.det in ("my", "our") or subject.head.lemma in words_of("folded_occasions")
    bare = subject.det == "" or subject.head.lemma in ("run", "swim", "lesson", "walk", "ride", "hike")
    return (own or dated or bare) and not (verb.passive and verb.lemma in _CALLED_OFF)


def _read_day(turn: Turn, sentence: Sentence) -> Iterator[Activity]:
    """Tuesdays are yoga nights."""
    match = _DAY_OF.match(sentence.folded)
    if match is None:
        return
    start = sentence.start + match.start("what")
    tokens = [token for token in sentence.tokens if start <= token.start < sentence.start + match.end("what")]
    name = next((name for end in range(len(tokens), 0, -1) if (name := name_words(tokens[:end]))), "")
    if name:
        days = match["days"]
        quote = cite_part(turn.content, sentence)
        yield Activity(name, turn.said_at, quote, Course.ROUTINE, f"weekly on {days}", find_part(sentence.folded))


def _read_note(turn: Turn, sentence: Sentence) -> Iterator[Activity]:
    """Morning run done; gym again; another Monday, another run: a note without a verb of its own."""
    name = name_note(sentence)
    times = tuple(time for clause in sentence.clauses for time in clause.times)
    when = find_occasion(times, sentence, turn.said_at) if name else None
    if when is not None:
        yield _done(name, when, cite_part(turn.content, sentence))


def _done(name: str, when: When, quote: Quote) -> Activity:
    return Activity(name, when.at, quote, Course.DONE, "", when.part)


def _quote(turn: Turn, sentence: Sentence, place: int) -> Quote:
    """The words of a clause and of what hangs on it."""
    return cite(turn.content, sentence.clauses[place].start, find_extent(sentence.clauses, place))

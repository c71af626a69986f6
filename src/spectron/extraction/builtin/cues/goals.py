"""What the speaker sets out to do, how far they are, and whether they got there or gave it up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import zip_longest

from spectron.domain.behaviour import GoalStep, Step
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.cues.due import find_due
from spectron.extraction.builtin.cues.set_phrases import read_stated, read_triumph
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, SPEAKER, Clause, find_extent
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import any_of, read_lists
from spectron.extraction.builtin.stance.stance import STATED, is_unmeant, judge
from spectron.extraction.dates import Precision, TimeExpression
from spectron.extraction.quotes import cite, cite_part

_MOST = 6  # no turn tells of more
_LONGEST = 120
_OWNING = frozenset({"have", "make", "get", "have got"})
_BREAKING = frozenset({"quit", "give up"})  # what one is going to stop is an aim
_PARTED = {"pull": {"of", "out"}, "call": {"off"}, "back": {"of", "out"}}  # "pulled out of", not "pulled"
_FOR = frozenset({"for", "towards", "toward"})
_NO_LONGER = re.compile(r"\b(?:no longer|any ?more|after all|not .{0,40}\binstead)\b")
_AFTERTHOUGHT = re.compile(r"(?i)[ ,]+(?:after all|any ?more|already|so far|again|now|too|at last|finally|instead)$")
_LEADING = re.compile(r"^(?:the|my|our|a|an) ")
_MIND = re.compile(r"\bchanged my mind (?:about|on) (.+)")
_TRIVIAL = frozenset(
    "coffee tea breakfast lunch dinner supper work shift meal drink sandwich call meeting email day it that this them "
    "homework dishes laundry shower series episode film movie level beer pizza rest conversation".split()
)


@cache
def _lists() -> Mapping[str, Mapping[str, str]]:
    return read_lists("goals.txt")


@cache
def _any_of(name: str) -> re.Pattern[str]:
    """A pattern for the phrases of a list, the longest first."""
    return re.compile(rf"\b(?:{any_of(_lists()[name])})\b")


def read_goals(turn: Turn, sentences: Sequence[Sentence]) -> Iterator[GoalStep]:
    """The steps of a user's turn, each once."""
    if turn.role is not Role.USER:
        return
    seen: set[tuple[str, Step]] = set()
    yield from read_triumph(turn)
    for sentence in sentences:
        if sentence.asks or is_unmeant(sentence):
            continue
        for step in read_stated(turn, sentence) or _read_sentence(turn, sentence):
            key = (step.goal.lower(), step.step)
            if key not in seen and len(seen) < _MOST and 2 < len(step.goal) <= _LONGEST:
                seen.add(key)
                yield step


def _read_sentence(turn: Turn, sentence: Sentence) -> Iterator[GoalStep]:
    """What the clauses of a sentence tell; else what the sentence tells as a whole."""
    found = False
    for place, clause in enumerate(sentence.clauses):
        if clause.verb is None or clause.question or clause.link in DEPENDENT:
            continue
        for step in _read_clause(turn, sentence, place, clause.verb):
            found = True
            if judge(clause, sentence) is STATED:
                yield step
    if not found:
        yield from _read_phrases(turn, sentence)


def _read_clause(turn: Turn, sentence: Sentence, place: int, verb: Verb) -> Iterator[GoalStep]:
    clause = sentence.clauses[place]
    if _is_aim(clause.subject) and verb.lemma == "be":
        goal = _name_child(turn, sentence, place, ("inf", "ing"))
        if goal and not verb.negated:
            yield _step(turn, sentence, place, goal, Step.SET)
        return
    if not clause.own:
        return
    dropped = _find_dropped(turn, sentence, place, verb)
    if dropped:
        yield _step(turn, sentence, place, dropped, Step.DROPPED)
    elif not verb.negated and not {"never", "not", "almost", "nearly"} & {*clause.adverbs, *verb.adverbs}:
        aimed = _find_set(turn, sentence, place, verb)
        reached = "" if aimed else _find_achieved(turn, sentence, place, verb)
        if aimed:
            yield _step(turn, sentence, place, aimed, Step.SET)
        elif reached:
            yield _step(turn, sentence, place, reached, Step.ACHIEVED)


def _is_aim(noun: Noun | None) -> bool:
    """My goal, our aim for this year."""
    return noun is not None and noun.head.lemma in _lists()["aims"] and noun.tokens[0].norm in ("my", "our", "the")


def _find_set(turn: Turn, sentence: Sentence, place: int, verb: Verb) -> str:
    """The aim that the clause sets: "I want to learn Spanish", "I'm training for a marathon"; or ""."""
    clause = sentence.clauses[place]
    lemma = verb.lemma
    if lemma in _lists()["going_for"] and (
        verb.progressive or verb.perfect or lemma in ("sign up", "register", "enter")
    ):
        for one in clause.complements:
            if one.noun is not None and one.prep in _FOR and not one.noun.pronoun and _is_big(one.noun):
                return tidy(f"{lemma} for {turn.content[one.noun.start : one.noun.end]}")
    if lemma in _BREAKING and verb.modal in ("going", "will"):
        return _name(turn, sentence, place)
    if lemma == "set" and any(one.noun is not None and _is_aim(one.noun) for one in clause.complements):
        return _name_child(turn, sentence, place, ("inf", "ing"))
    if lemma in _lists()["aiming"] or (lemma in _OWNING and _has_aim(clause)):
        return _name_child(turn, sentence, place, ("inf", "ing"))
    if (
        lemma not in _lists()["wishing"]
        or (verb.form == "past" and lemma != "decide")
        or verb.modal not in ("", "would")
    ):
        return ""
    child = _child(sentence, place, ("inf",) if lemma not in ("start", "begin") else ("ing", "inf"))
    if child is None or any(one.end <= sentence.clauses[child].start for one in clause.complements):
        return ""
    if verb.modal == "would" and lemma not in ("like", "love"):
        return ""
    return _name(turn, sentence, child) if _is_worth(turn, sentence, child) else ""


def _has_aim(clause: Clause) -> bool:
    """I have a goal to, my plan is to."""
    return any(one.noun is not None and _is_aim(one.noun) and not one.prep for one in clause.complements)


def _is_worth(turn: Turn, sentence: Sentence, child: int) -> bool:
    """Whether what is wished for is an aim, and nothing for tonight: "learn Spanish", but not "eat pizza"."""
    clause = sentence.clauses[child]
    if clause.verb is None or any(_is_near(time, turn.said_at) for time in _times(sentence, child)):
        return False
    lemma = clause.verb.lemma
    if clause.verb.passive or lemma not in _lists()["aimed"]:
        return lemma in ("promote", "certify")
    nouns = [one.noun for one in clause.complements if one.noun is not None]
    if any(noun.pronoun in ("you", "it", "that", "this", "them") for noun in nouns):
        return False
    said = f" {turn.content[clause.start : find_extent(sentence.clauses, child)].lower()} "
    if lemma not in _lists()["measured"]:
        return bool(nouns) or _child(sentence, child, ("inf", "ing")) is not None or lemma in ("graduate", "retire")
    counted = any(token.tag == "CD" for noun in nouns for token in noun.tokens)
    more = any(f" {word} " in said for word in _lists()["measures"])
    return counted or more or any(map(_is_big, nouns)) or bool(_words_of(clause) & set(_lists()["big"]))


def _words_of(clause: Clause) -> set[str]:
    return {one.word for one in clause.complements if one.word}


def _is_big(noun: Noun) -> bool:
    """Whether a phrase names something that is worked for."""
    norms = [token.norm for token in noun.tokens]
    forms = {noun.head.lemma, noun.head.norm, " ".join(norms[-2:])}
    return bool(forms & set(_lists()["big"])) or any(token.norm in _lists()["big"] for token in noun.modifiers)


def _is_near(time: TimeExpression, said_at: datetime) -> bool:
    """Whether a time lies within the next days."""
    start = time.interval.start
    return start is not None and time.precision in (Precision.DAY, Precision.TIME) and (start - said_at).days < 3


def _find_achieved(turn: Turn, sentence: Sentence, place: int, verb: Verb) -> str:
    """What the clause says was reached: "I finished the marathon", "I can finally speak Spanish"; or ""."""
    clause = sentence.clauses[place]
    triumph = _any_of("triumph").search(sentence.folded) is not None
    told = (verb.form == "past" or verb.perfect) and not verb.modal
    able = verb.modal == "can" and (triumph or "now" in clause.adverbs)
    if not (told or able) or verb.passive:
        return ""
    direct = [one.noun for one in clause.complements if one.noun is not None and not one.prep and not one.noun.pronoun]
    if any(noun.head.lemma in _TRIVIAL for noun in direct):
        return ""
    if any(_is_aim(noun) for noun in direct) and verb.lemma in _lists()["achieving"]:
        return _name_child(turn, sentence, place, ("ing", "inf")) or _bare(turn, direct[0])
    towards = any(one.prep in _FOR and one.noun is not None and not one.noun.pronoun for one in clause.complements)
    if towards or any(map(_is_step, direct)) or _any_of("so_far").search(sentence.folded):
        return ""
    if verb.lemma in ("manage", "finish", "complete") and not direct:
        child = _child(sentence, place, ("inf", "ing"))
        whole = child is not None and not any(
            _is_step(one.noun) for one in sentence.clauses[child].complements if one.noun
        )
        return _name_child(turn, sentence, place, ("inf", "ing")) if whole and triumph else ""
    counted = any(token.tag == "CD" for noun in direct for token in noun.tokens)
    known = verb.lemma in _lists()["achieving"] or any(map(_is_big, direct)) or (counted and _is_aimed(verb))
    return _name(turn, sentence, place) if direct and (triumph or known) else ""


def _is_step(noun: Noun) -> bool:
    """Whether a phrase is of a part: "chapter three", "the first draft"."""
    return any(token.lemma in _lists()["steps"] for token in noun.tokens)


def _is_aimed(verb: Verb) -> bool:
    return verb.lemma in _lists()["aimed"]


def _find_dropped(turn: Turn, sentence: Sentence, place: int, verb: Verb) -> str:
    """What the clause says is no longer aimed at; or ""."""
    clause = sentence.clauses[place]
    lemma = verb.lemma
    ended = _NO_LONGER.search(sentence.folded) is not None
    wishing = lemma in _lists()["wishing"] or lemma in _lists()["aiming"]
    words = {*clause.adverbs, *verb.adverbs}
    denied = verb.negated or "not" in words or {"no", "longer"} <= words
    if denied and lemma == "decide":
        return _name_child(turn, sentence, place, ("inf",))
    if denied and ended:
        if wishing or lemma in _lists()["going_for"]:
            return _name_child(turn, sentence, place, ("inf", "ing")) or _bare_first(turn, clause)
        return _name(turn, sentence, place) if verb.modal in ("going", "will") or verb.progressive else ""
    preps = {one.prep for one in clause.complements} | {one.prep for one in sentence.clauses if one.parent == place}
    against = lemma == "decide" and "against" in preps
    ordered = verb.form == "base" and lemma != "forget"
    triumph = _any_of("triumph").search(sentence.folded) is not None  # "finally quit smoking" is no loss
    parted = _PARTED.get(lemma)
    if parted and not any(one.prep in parted for one in clause.complements):
        return ""
    if denied or triumph or verb.modal or ordered or not (against or lemma in _lists()["dropping"]):
        return ""
    return _name_child(turn, sentence, place, ("ing",)) or _bare_first(turn, clause)


def _bare_first(turn: Turn, clause: Clause) -> str:
    """The first thing that the clause speaks of."""
    nouns = (one.noun for one in clause.complements if one.noun is not None and not one.noun.pronoun)
    return next(
        (_bare(turn, noun) for noun in nouns if noun.head.lemma not in _lists()["fillers"] or noun.modifiers), ""
    )


def _read_phrases(turn: Turn, sentence: Sentence) -> Iterator[GoalStep]:
    """What words tell that stand in no clause of their own: "halfway through my thesis", "the marathon is off"."""
    folded = sentence.folded
    mind = _MIND.search(folded)
    off = _any_of("dropped").search(folded)
    if mind is not None:
        yield _whole(turn, sentence, tidy(_LEADING.sub("", mind[1])), Step.DROPPED)
    elif off is not None:
        yield from _before(turn, sentence, off.start(), Step.DROPPED)
    else:
        yield from _read_progress(turn, sentence)


def _read_progress(turn: Turn, sentence: Sentence) -> Iterator[GoalStep]:
    folded = sentence.folded
    after = _any_of("progressing").search(folded)
    well = _any_of("going_well").search(folded)
    if after is not None:
        noun = next((one.noun for one in sentence.chunks if one.end > sentence.start + after.end() and one.noun), None)
        if noun is not None and not noun.pronoun:
            yield _whole(turn, sentence, _bare(turn, noun), Step.PROGRESSED)
            return
    if well is not None:
        yield from _before(turn, sentence, well.start(), Step.PROGRESSED)
        return
    for place, clause in enumerate(sentence.clauses):
        goal = _find_part(turn, sentence, place, clause)
        if goal:
            yield _whole(turn, sentence, goal, Step.PROGRESSED)
            return


def _find_part(turn: Turn, sentence: Sentence, place: int, clause: Clause) -> str:
    """The whole that a clause tells a part of: "chapter three of my novel", "saved 500 euros so far"; or ""."""
    parts = [one for one in clause.complements if one.noun is not None]
    for one, after in zip_longest(parts, parts[1:]):
        whole = after.noun if after is not None and after.prep == "of" else None
        if one.noun is not None and whole is not None and _is_step(one.noun):
            return _bare(turn, whole)
    counted = [
        one.noun for one in parts if one.noun is not None and any(token.tag == "CD" for token in one.noun.tokens)
    ]
    if counted and _any_of("so_far").search(sentence.folded):
        own = clause.verb is not None and clause.subject is not None and clause.subject.pronoun in SPEAKER
        return _name(turn, sentence, place) if own else _bare(turn, counted[0])
    return ""


def _before(turn: Turn, sentence: Sentence, place: int, step: Step) -> Iterator[GoalStep]:
    """A step of what stands before some words."""
    nouns = [one.noun for one in sentence.chunks if one.noun is not None and one.start < sentence.start + place]
    if nouns and not nouns[-1].pronoun:
        yield _whole(turn, sentence, _bare(turn, nouns[-1]), step)


def _child(sentence: Sentence, place: int, links: Sequence[str]) -> int | None:
    """The infinitive or gerund that hangs on a clause."""
    later = range(place + 1, len(sentence.clauses))
    return next((one for one in later if _hangs(sentence.clauses[one], place, links)), None)


def _hangs(clause: Clause, place: int, links: Sequence[str]) -> bool:
    return clause.parent == place and clause.link in links


def _name_child(turn: Turn, sentence: Sentence, place: int, links: Sequence[str]) -> str:
    child = _child(sentence, place, links)
    if child is None:
        return ""
    verb = sentence.clauses[child].verb
    if verb is not None and verb.lemma in ("try", "want", "aim"):
        return _name_child(turn, sentence, child, ("inf",))
    return _name(turn, sentence, child)


def _name(turn: Turn, sentence: Sentence, place: int) -> str:
    """What a clause does, in the base form: "run a marathon"; without the words that tell when."""
    clause = sentence.clauses[place]
    verb = clause.verb
    if verb is None:
        return ""
    token = next((one for one in sentence.tokens if one.start >= verb.start), None)
    if token is None:
        return ""
    rest = _cut(turn, token.end, find_extent(sentence.clauses, place), _times(sentence, place))
    lead = "get promoted" if verb.passive and verb.lemma == "promote" else verb.lemma.partition(" ")[0]
    return _AFTERTHOUGHT.sub("", tidy(f"{lead} {rest}"))


def _cut(turn: Turn, start: int, end: int, times: Sequence[TimeExpression]) -> str:
    """The words between two places without those about time."""
    kept, at = "", start
    for time in sorted(times, key=lambda one: one.start):
        if at <= time.start < end and time.cadence is None:
            kept, at = kept + turn.content[at : time.start], time.end
    return " ".join((kept + turn.content[min(at, end) : end]).split())


def _bare(turn: Turn, noun: Noun) -> str:
    return tidy(turn.content[noun.bare_start : noun.end])


def _times(sentence: Sentence, place: int) -> tuple[TimeExpression, ...]:
    """The times of a clause and of what hangs on it."""
    end = find_extent(sentence.clauses, place)
    start = sentence.clauses[place].start
    return tuple(time for clause in sentence.clauses for time in clause.times if start <= time.start < end)


def _step(turn: Turn, sentence: Sentence, place: int, goal: str, step: Step) -> GoalStep:
    clause = sentence.clauses[place]
    end = find_extent(sentence.clauses, place)
    quote = cite(turn.content, clause.start, end)
    times = [time for one in sentence.clauses for time in one.times]
    return GoalStep(goal, step, quote, find_due(times, turn.said_at) if step is Step.SET else None)


def _whole(turn: Turn, sentence: Sentence, goal: str, step: Step) -> GoalStep:
    return GoalStep(goal, step, cite_part(turn.content, sentence))

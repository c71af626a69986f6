"""A question answered from memory, or honestly declined; a statement acknowledged."""

from collections.abc import Callable, Mapping
from datetime import datetime

from spectron.domain.question import Question, Wanted
from spectron.domain.responder import Answered, Material
from spectron.retrieval.answering.changes import list_changes, tell_previous
from spectron.retrieval.answering.citing import NoteDates, Quoted, cite, cite_dated, note_nothing
from spectron.retrieval.answering.counts import tell_count
from spectron.retrieval.answering.declining import UNABLE, decline
from spectron.retrieval.answering.ground import Ground, describe, know, prepare
from spectron.retrieval.answering.news import NOTHING_NEW, acknowledge
from spectron.retrieval.answering.portraits import portray, title
from spectron.retrieval.answering.sayings import affirms, find_ending, find_quotes
from spectron.retrieval.answering.timings import tell_since, tell_undated, tell_until, tell_when
from spectron.retrieval.answering.values import tell_values, tell_whose, tell_worded
from spectron.retrieval.answering.verdicts import tell_doubt, tell_whether

_FOR_TIME = frozenset({Wanted.WHEN, Wanted.SINCE, Wanted.UNTIL})
_MOST_REPORTED = 4
_BY_KEY: Mapping[Wanted, Callable[[Ground], Answered | None]] = {
    Wanted.WHETHER: tell_whether,
    Wanted.SINCE: tell_since,
    Wanted.UNTIL: tell_until,
    Wanted.COUNT: tell_count,
    Wanted.WHEN: tell_when,
    Wanted.VALUE: tell_values,
    Wanted.LIST: tell_values,
}


def respond(question: Question, material: Material, now: datetime, note: NoteDates = note_nothing) -> Answered:
    """Answer from the material alone; what it does not hold is not known.

    Facts answer by key where the question names whom and what; where no fact does, a sentence that was said answers if
    it holds all that the question names. Nothing is guessed: without either the answer says that it is not
    known. `note` tells the dates that words such as "last Friday" mean in a quotation.
    """
    if question.wanted in (Wanted.NOTHING, Wanted.REQUEST):
        text, facts = acknowledge(material.learned)
        if question.wanted is Wanted.REQUEST and text == NOTHING_NEW:
            return Answered(UNABLE, False)
        return Answered(text, True, facts)
    ground = prepare(question, material, now, note)
    if question.wanted in _WHOLE:
        return _WHOLE[question.wanted](ground)
    return (
        _answer_by_key(ground)
        or tell_worded(ground)
        or tell_previous(ground)
        or _quote(ground)
        or _fall_back(ground)
        or Answered(decline(), False)
    )


def _answer_by_key(ground: Ground) -> Answered | None:
    """The answer that facts give; None where they give none, or where the same words tell more than the fact."""
    question = ground.question
    if not question.keys:
        return None
    if not question.subjects:
        return tell_whose(ground) if question.value else None
    answer = _BY_KEY.get(question.wanted)
    return answer(ground) if answer and ground.entities else None


def _fall_back(ground: Ground) -> Answered | None:
    """What can still be told where neither a fact nor a sentence answers."""
    rule = _find_rule(ground)
    if rule is not None:
        return rule
    undated = tell_undated(ground) if ground.question.keys and ground.question.wanted is Wanted.SINCE else None
    return undated or tell_doubt(ground)


def _find_rule(ground: Ground) -> Answered | None:
    """A standing instruction that holds every word of the question."""
    terms = ground.question.terms
    for one in reversed(ground.material.snapshot.instructions):
        if terms and all(any(form in one.text.lower() for form in forms) for forms in terms):
            return Answered(f"You asked me: {one.text}", True)
    return None


def _quote(ground: Ground) -> Answered | None:
    """The words in which it was told, where a sentence holds all that the question names."""
    labels = [one.label for one in ground.entities if one.principal is None]
    found = find_quotes(ground.question, ground.turns, labels)
    if not found:
        return None
    if ground.question.wanted is Wanted.REPORT:
        chosen = sorted(found[:_MOST_REPORTED], key=lambda one: (one.turn.said_at, one.turn.seq))
        return Answered(" ".join(cite(one, ground.note) for one in chosen), True, (), [one.turn for one in chosen])
    if ground.question.wanted is Wanted.LIST:
        chosen = sorted(found[:_MOST_REPORTED], key=lambda one: (one.turn.said_at, one.turn.seq))
        text = " ".join(cite(mend(one, ground), ground.note) for one in chosen)
        return Answered(text, True, (), [one.turn for one in chosen])
    latest = mend(found[0], ground)
    if ground.question.wanted in _FOR_TIME:
        return Answered(cite_dated(latest, ground.note), True, (), (latest.turn,))
    verdict = ""
    if ground.question.wanted is Wanted.WHETHER:
        ending = find_ending(ground.question, latest, ground.turns)
        verdict = "No. " if ending and not ground.question.past else "Yes. " if affirms(latest) and not ending else ""
        latest = ending or latest
    return Answered(f"{verdict}{cite(latest, ground.note)}", True, (), (latest.turn,))


def mend(quoted: Quoted, ground: Ground) -> Quoted:
    """The sentence, or where what it told has been put right or has changed, the one that did so."""
    turns = {one.id: one for one in ground.turns}
    for one in ground.material.snapshot.corrections:
        told, later = one.previous, turns.get(one.current.source.turn_id)
        if later is None or later.id == quoted.turn.id or told.source.turn_id != quoted.turn.id:
            continue
        if told.quote.text in quoted.text or quoted.text in told.quote.text:
            return mend(Quoted(one.current.quote.text, later, quoted.share), ground)
    return quoted


def _tell_rules(ground: Ground) -> Answered:
    """The standing instructions."""
    rules = [one.text for one in ground.material.snapshot.instructions]
    if not rules:
        return Answered(decline("of any rules from you"), False)
    return Answered("You asked me: " + " ".join(rules), True)


def _tell_changes(ground: Ground) -> Answered:
    """What changed, in the order in which it did."""
    question, ids = ground.question, {one.id for one in ground.entities}
    shifts = list_changes(ground.material.snapshot, ids, question)
    if not shifts or (question.subjects and not ids):
        return Answered(
            decline("of any correction" if question.wanted is Wanted.CORRECTION else "of any change"), False
        )
    facts = list({one.fact.id: one.fact for one in shifts}.values())
    return Answered(" ".join(f"{one.text}." for one in shifts), True, facts)


def _tell_portrait(ground: Ground) -> Answered:
    """What is known of somebody."""
    snapshot = ground.material.snapshot
    for entity in () if ground.question.before else ground.entities[:1]:
        text, told = portray(entity, describe(entity), snapshot, ground.now)
        whole = " ".join(filter(None, (title(entity, snapshot), text)))
        if whole:
            return know(f"Based on what you've shared: {whole}", told)
    return _quote(ground) or Answered(decline(), False)


_WHOLE: Mapping[Wanted, Callable[[Ground], Answered]] = {
    Wanted.RULES: _tell_rules,
    Wanted.CHANGE: _tell_changes,
    Wanted.CORRECTION: _tell_changes,
    Wanted.PORTRAIT: _tell_portrait,
}

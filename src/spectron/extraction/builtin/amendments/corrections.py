"""Sentences that put right what was said before, or tell that it is otherwise now.

"No, I meant Lyon", "34, not 43", "it's forty-six people now", "they moved it to the 21st": the value such a sentence
names takes the place of one that was claimed before, of the same sort, the latest first.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from spectron.domain.candidate import Claim, Manner
from spectron.domain.text import fold
from spectron.extraction.builtin.amendments.backdrop import Earlier, Recall, is_same_bearer, list_earlier, restate
from spectron.extraction.builtin.amendments.contrasts import Swap, find_swaps, list_phrases
from spectron.extraction.builtin.amendments.fitting import find_best, is_asserted, is_pointed_at, is_same_number
from spectron.extraction.builtin.amendments.signals import Signal
from spectron.extraction.builtin.claims.ledger import Ledger
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.sentences import Span
from spectron.extraction.builtin.lexis.sorts import Slot, find_slot, find_sort, find_words, put_in
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.statements.statements import read_sentence
from spectron.extraction.dates import find_interval, find_times

_RULE = "correction"
_CHANGE = "change"
_CONFIDENCE = 0.85
_FEW = 8
_AHEAD = frozenset({"plan", "event", "commitment"})


def read_corrections(ledger: Ledger, sentence: Sentence, recall: Recall, signal: Signal) -> bool:
    """Read a sentence that puts something right or tells a change; False where it does not, and nothing was entered."""
    swaps = list(find_swaps(sentence))
    if signal is Signal.NONE and not swaps:
        return False
    before = len(ledger.claims)
    read_sentence(ledger, sentence)
    fresh = ledger.claims[before:]
    del ledger.claims[before:]
    for swap in swaps:
        fresh = _exchange(ledger, sentence, swap, fresh, recall)
    if any(claim.manner is Manner.CORRECTION or claim.replaces for claim in fresh):
        ledger.claims.extend(fresh)
        return True
    if signal is Signal.NONE or (swaps and signal is not Signal.FIRM):
        ledger.claims.extend(fresh)
        return True
    signal = _force(sentence, signal)
    related = [_relate(ledger, claim, recall, signal) for claim in fresh]
    if related == fresh:
        related = _amend(ledger, sentence, fresh, recall, signal)
    told = {(one.about, one.key, fold(one.value)) for one in ledger.claims}
    ledger.claims.extend(one for one in related if (one.about, one.key, fold(one.value)) not in told)
    return True


def _force(sentence: Sentence, signal: Signal) -> Signal:
    """The signal, where the sentence does not tell news all the same ("actually I moved to Rome")."""
    lemmas = {clause.verb.lemma for clause in sentence.clauses if clause.verb}
    return Signal.NEWS if signal is Signal.MILD and lemmas & listed("changing") else signal


def _exchange(ledger: Ledger, sentence: Sentence, swap: Swap, fresh: list[Claim], recall: Recall) -> list[Claim]:
    """The claims of a sentence that sets one value against another."""
    right, wrong = swap.right.text, swap.wrong.text
    kept = [claim for claim in fresh if fold(claim.value) != fold(wrong)]
    if not swap.news:
        for claim in fresh:
            if claim not in kept:
                ledger.refuse(claim, "the sentence itself puts it aside")
    old = _find_named(ledger, wrong, right, recall)
    if old is not None and is_asserted(sentence, swap.right.span):
        earlier, slot = old
        value = put_in(earlier.claim.value, slot, right)
        amended = _restate(ledger, sentence, earlier, value, news=swap.news)
        stated = [one for one in kept if one.key == amended.key and fold(right) in fold(one.value)]
        if stated and is_same_bearer(ledger, stated[0].about, earlier):
            amended = replace(stated[0], manner=amended.manner, replaces=earlier.claim.value, rule=amended.rule)
        return [*(one for one in kept if one not in stated), amended]
    if swap.news:
        return fresh
    return [
        replace(one, manner=Manner.CORRECTION, replaces=wrong, rule=_RULE)
        if fold(right) in fold(one.value) and one.manner in (Manner.PLAIN, Manner.CONFIRMATION)
        else one
        for one in kept
    ]


def _find_named(ledger: Ledger, wrong: str, right: str, recall: Recall) -> tuple[Earlier, Slot] | None:
    """The latest claim whose value names what is put aside, and where in it."""
    own = find_sort(wrong)
    texts = [wrong, *([wrong[own.start : own.end]] if own and own.sort in ("number", "weekday", "ordinal") else [])]
    for earlier in list_earlier(ledger, recall):
        for text in texts:
            slot = find_words(earlier.claim.value, text)
            if slot is not None:
                return earlier, slot if text == wrong else slot._replace(sort="number")
        slot = find_slot(earlier.claim.value, right)
        if slot is not None and own is not None and is_same_number(earlier.claim.value[slot.start : slot.end], wrong):
            return earlier, slot
    return None


def _restate(ledger: Ledger, sentence: Sentence, earlier: Earlier, value: str, *, news: bool) -> Claim:
    """An earlier claim with another value: put right, or as it is now; what lies ahead never was on its old day."""
    claim = restate(ledger, earlier, Span(sentence.start, sentence.end), value)
    times = tuple(time for clause in sentence.clauses for time in clause.times)
    ahead = earlier.claim.key in _AHEAD
    changes = any(clause.verb and clause.verb.lemma in listed("changing") for clause in sentence.clauses)
    changed = changes and find_interval(times, "change").start is not None
    if (news or changed) and not ahead:
        valid = find_interval(times, "change")
        return replace(claim, valid=valid, replaces=earlier.claim.value, confidence=_CONFIDENCE, rule=_CHANGE)
    if ahead:
        times = tuple(find_times(value, ledger.scene.turn.said_at)) or times
    dated = earlier.claim.valid if not (times and find_sort(value)) else find_interval(times, "fixed")
    return replace(
        claim,
        manner=Manner.CORRECTION,
        valid=dated,
        replaces=earlier.claim.value,
        confidence=_CONFIDENCE,
        rule=_RULE,
    )


def _relate(ledger: Ledger, claim: Claim, recall: Recall, signal: Signal) -> Claim:
    """A claim of this sentence as the correction of what was claimed before under its key, if anything was."""
    if claim.manner is not Manner.PLAIN:
        return claim
    single = claim.key in listed("single_keys") or claim.key.startswith("favourite_")
    for earlier in list_earlier(ledger, recall):
        other = earlier.claim
        if other.key != claim.key or fold(other.value) == fold(claim.value):
            continue
        if not is_same_bearer(ledger, claim.about, earlier):
            continue
        if single and signal >= Signal.MILD and claim.valid.start is not None:
            return replace(claim, replaces=other.value, rule=_CHANGE)  # "he's been in Rome since May": so until then
        if single and signal >= Signal.MILD:
            return replace(claim, manner=Manner.CORRECTION, replaces=other.value, rule=_RULE)
        if not single and find_slot(other.value, claim.value) is not None and signal is Signal.FIRM:
            return replace(claim, manner=Manner.CORRECTION, replaces=other.value, rule=_RULE)
        if not single and signal is Signal.NEWS and _has_one(ledger, claim, earlier):
            return replace(claim, replaces=other.value, rule=_CHANGE)
    return claim


def _has_one(ledger: Ledger, claim: Claim, earlier: Earlier) -> bool:
    """Whether both claims name who somebody is to another, of whom there is one at a time: a boss, a dentist."""
    if claim.object is None or earlier.claim.object is None:
        return False
    role = ledger.scene.mentions[claim.object].role
    return role in listed("only_roles") and role == earlier.mentions[earlier.claim.object].role


def _amend(ledger: Ledger, sentence: Sentence, fresh: list[Claim], recall: Recall, signal: Signal) -> list[Claim]:
    """The claims with the best fitting earlier one put right or brought up to date."""
    earlier = partial(list_earlier, ledger, recall)
    best = find_best(sentence, earlier, signal, [fold(claim.value) for claim in fresh])
    if best is None:
        return [*fresh, *_succeed(ledger, sentence, signal)]
    value = put_in(best.earlier.claim.value, best.slot, best.phrase.text)
    news = signal is Signal.NEWS and not _opposes(sentence)
    amended = _restate(ledger, sentence, best.earlier, value, news=news)
    right = fold(best.phrase.text)
    return [*(one for one in fresh if one.key != amended.key or right not in fold(one.value)), amended]


def _opposes(sentence: Sentence) -> bool:
    """Whether the sentence says that something is not so, without a word of change."""
    tokens = sentence.tokens
    return any(one.norm == "not" for one in tokens) and not any(one.lemma in listed("shifting") for one in tokens)


def _succeed(ledger: Ledger, sentence: Sentence, signal: Signal) -> Iterator[Claim]:
    """What takes the place of something that this turn said is over: "given up the flute. It's pottery now"."""
    over = next((one for one in reversed(ledger.claims) if one.manner is Manner.END), None)
    if over is None or signal is not Signal.NEWS or "now" not in sentence.folded:
        return
    if len(sentence.tokens) > _FEW:
        return
    for phrase in list_phrases(sentence):
        if is_pointed_at(sentence, phrase) and is_asserted(sentence, phrase.span):
            earlier = Earlier(over, ledger.scene.mentions, 0)
            yield _restate(ledger, sentence, earlier, phrase.text, news=True)
            return

"""Ends and denials of what was said before: "I sold the car", "we broke up", "I never said I was vegan".

An end names what ends by a word or two; what ends is the value that was claimed, in its own words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spectron.domain.candidate import Claim, Manner
from spectron.domain.temporal import Interval
from spectron.domain.text import fold
from spectron.extraction.builtin.amendments.backdrop import Earlier, Recall, is_same_bearer, list_earlier, restate
from spectron.extraction.builtin.claims.ledger import Ledger
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.sentences import Span
from spectron.extraction.builtin.lexis.content import find_content
from spectron.extraction.builtin.lexis.sorts import find_words
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.stance.stance import judge
from spectron.extraction.dates import find_interval

_RULE = "end of what was said"
_NEVER_SAID = re.compile(
    r"\bi (?:never|didn't|did not|haven't) (?:ever )?(?:sa(?:y|id)|t(?:ell|old) you|claim(?:ed)?|wr(?:ite|ote))\b"
)
_ORDERED = frozenset({"scrap", "cancel", "drop", "shelve", "call off", "abandon", "ditch"})
_NEAR = 4
_CONFIDENCE = 0.85


def read_endings(ledger: Ledger, sentence: Sentence, before: int, recall: Recall) -> None:
    """Tie the ends that the sentence told to what was believed, and add those that only make sense with it.

    `before` is the number of claims there were before the sentence.
    """
    fresh = ledger.claims[before:]
    ending = [clause for clause in sentence.clauses if _ends(clause, sentence)]
    ended = [claim for claim in fresh if claim.manner in (Manner.END, Manner.DENIAL)]
    denied = _NEVER_SAID.search(sentence.folded)
    if not ending and not ended and not denied:
        return
    del ledger.claims[before:]
    earlier = list(list_earlier(ledger, recall))
    ledger.claims.extend(_tie(ledger, sentence, claim, earlier) if claim in ended else claim for claim in fresh)
    for clause in ending:
        if not any(clause.start <= claim.quote.start < clause.end for claim in ended):
            _add(ledger, _find_ended(ledger, sentence, clause, earlier))
    if denied:
        _add(ledger, _deny(ledger, sentence, denied.end(), earlier))


def _add(ledger: Ledger, claims: Iterator[Claim]) -> None:
    """Keep what is not there yet."""
    for claim in claims:
        ledger.keep(claim)


def _ends(clause: Clause, sentence: Sentence) -> bool:
    """Whether a clause states that something stopped."""
    verb = clause.verb
    if verb is None or verb.lemma not in mapped("ending_verbs") or verb.negated:
        return False
    done = verb.form == "past" or verb.perfect or verb.passive
    if clause.subject is None:
        done = bool(clause.complements) and (done or verb.lemma in _ORDERED)
    elif verb.norm in listed("unchanging"):
        done = done or (verb.form == "present" and not verb.third)
    return done and not verb.modal and judge(clause, sentence).asserted


def _tie(ledger: Ledger, sentence: Sentence, claim: Claim, earlier: Sequence[Earlier]) -> Claim:
    """An end with the value that was believed, where its own words only name a part of that."""
    wanted = set(find_content(claim.value))
    verbs = [clause.verb.lemma for clause in sentence.clauses if clause.verb is not None]
    others = {key for lemma in verbs for key in mapped("ending_verbs").get(lemma, "").split("+")}
    own = [one for one in earlier if is_same_bearer(ledger, claim.about, one)]
    same = [one for one in own if one.claim.key == claim.key]
    if any(fold(one.claim.value) == fold(claim.value) for one in same):
        return claim
    for one in (*same, *(one for one in own if one.claim.key in others)):
        kind = one.claim.key == claim.key and (not wanted or _is_class_of(claim.value, claim.key))
        if kind or wanted & set(find_content(one.claim.value)):
            told = restate(ledger, one, Span(sentence.start, sentence.end), one.claim.value)
            return replace(claim, key=one.claim.key, value=one.claim.value, object=told.object)
    return claim


def _is_class_of(words: str, key: str) -> bool:
    """Whether words only name the kind of thing that a key is about: "job", "the car"."""
    head = fold(words).split(" ")[-1]
    return key in mapped("ended_things").get(head, "").split("+")


def _find_ended(ledger: Ledger, sentence: Sentence, clause: Clause, earlier: Sequence[Earlier]) -> Iterator[Claim]:
    """The ends of what the clause says is over."""
    verb = clause.verb
    if verb is None:
        return
    keys = mapped("ending_verbs")[verb.lemma].split("+")
    named = [one.noun for one in clause.complements if one.noun is not None and one.prep in ("", "from", "with", "of")]
    if verb.passive and clause.subject is not None:
        named = [clause.subject]
    about = ledger.scene.resolve(clause.subject) if clause.subject is not None and not verb.passive else None
    found = [one for one in earlier if _is_meant(ledger, named, keys, one)]
    if about is not None:
        found = [one for one in found if is_same_bearer(ledger, about, one)]
    elif not verb.passive and clause.subject is not None:
        return
    first = found[0] if found else None
    for one in found:
        if first is not None and (one is first or (not named and one.age == first.age) or _is_job(first, one)):
            yield _end(ledger, sentence, clause, one)


def _is_job(first: Earlier, other: Earlier) -> bool:
    """Whether both are about one employment: where and as what somebody works."""
    return {first.claim.key, other.claim.key} == {"works_at", "job_title"} and first.age == other.age


def _is_meant(ledger: Ledger, named: Sequence[Noun], keys: Sequence[str], one: Earlier) -> bool:
    """Whether an earlier claim is what ends: its words are named, or its kind, or it was just spoken of."""
    key = one.claim.key
    if not named:
        return keys[0] == key or (len(keys) > 1 and keys[1] == key and keys[0] in ("partner_of", "works_at"))
    for noun in named:
        if noun.pronoun:
            if noun.pronoun in ("it", "them", "that") and key in keys and one.age <= _NEAR:
                return True
            continue
        text = ledger.scene.turn.content[noun.start : noun.end]
        if key in mapped("ended_things").get(noun.head.lemma, "").split("+"):
            return True
        words = {word.removesuffix("s") for word in find_content(text)}
        if key in keys and words & {word.removesuffix("s") for word in find_content(one.claim.value)}:
            return True
    return False


def _end(ledger: Ledger, sentence: Sentence, clause: Clause, one: Earlier) -> Claim:
    """The end of an earlier claim, in the words of this sentence."""
    claim = restate(ledger, one, Span(sentence.start, sentence.end), one.claim.value)
    valid = Interval(None, find_interval(clause.times, "end").start)
    return replace(claim, manner=Manner.END, valid=valid, confidence=_CONFIDENCE, rule=_RULE)


def _deny(ledger: Ledger, sentence: Sentence, start: int, earlier: Sequence[Earlier]) -> Iterator[Claim]:
    """The denial of what the speaker never said."""
    told = sentence.text[start:]
    for one in earlier:
        if find_words(told, one.claim.value):
            claim = restate(ledger, one, Span(sentence.start, sentence.end), one.claim.value)
            yield replace(claim, manner=Manner.DENIAL, confidence=_CONFIDENCE, rule=_RULE)
            return


def join_changes(ledger: Ledger, recall: Recall) -> None:
    """Of "I left Malmo in May, I'm in Kalmar" make one change: what ends gives way to what is claimed with it."""
    ends = [one for one in ledger.claims if one.manner is Manner.END]
    believed = {(one.claim.key, fold(one.claim.value)) for one in list_earlier(ledger, recall)} if ends else set()
    for end in ends:
        if (end.key, fold(end.value)) not in believed:
            continue
        for place, claim in enumerate(ledger.claims):
            if _succeeds(claim, end):
                valid = claim.valid if claim.valid.start else Interval(end.valid.end, claim.valid.end)
                ledger.claims[place] = replace(claim, valid=valid, replaces=end.value)
                ledger.claims.remove(end)
                break


def _succeeds(claim: Claim, end: Claim) -> bool:
    """Whether a claim tells what holds instead of what ended."""
    if claim.manner is not Manner.PLAIN or claim.also or (claim.about, claim.key) != (end.about, end.key):
        return False
    if fold(claim.value) == fold(end.value) or (claim.valid.end is not None and claim.valid.start is None):
        return False
    named = claim.replaces is not None and fold(claim.replaces) == fold(end.value)
    return named or (claim.key in listed("single_keys") and claim.replaces is None)

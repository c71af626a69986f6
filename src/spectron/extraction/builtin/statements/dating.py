"""Dates that claims take from what is told around them: a following sentence, what ended them, what they followed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from spectron.domain.candidate import Claim, Manner
from spectron.domain.temporal import ALWAYS, Interval
from spectron.domain.text import fold
from spectron.extraction.builtin.claims.ledger import Ledger
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import mapped
from spectron.extraction.dates import TimeRelation, find_interval

_SUCCESSIVE = frozenset({"location", "works_at", "job_title", "partner_of", "reports_to", "diet", "vehicle", "address"})
_STAGES = frozenset({"works_at", "job_title", "location", "education", "studied_at", "status"})
_CAREER = _STAGES - {"location"}
_LASTING = frozenset({"education", "studied_at"})
_ONWARDS = (" then ", " after that ", " afterwards ", " from there ", " followed by ")
_BACKWARDS = (" before that ", " previously ", " before then ")
_NEAR = 200  # characters: what is told further away has another time


def settle_dates(ledger: Ledger, sentences: Sequence[Sentence]) -> None:
    """Date the claims of a turn that name no time of their own from the words around them."""
    for before, sentence in pairwise(sentences):
        _continue_sentence(ledger, before, sentence)
    for sentence in sentences:
        for clause in sentence.clauses:
            _close(ledger, clause)
    _follow_on(ledger)
    _take_turns(ledger)


def _continue_sentence(ledger: Ledger, before: Sentence, sentence: Sentence) -> None:
    """ "We're separated. Since August.": a sentence that is only a time dates the last statement."""
    clauses = [one for one in sentence.clauses if one.end > one.start]
    times = [time for clause in clauses for time in clause.times if time.relation is not TimeRelation.EVERY]
    if not times or any(one.verb or one.complements for one in clauses):
        return
    told = [one for one in ledger.claims if before.start <= one.quote.start < before.end]
    last = max((one.quote.start for one in told), default=0)
    for place, claim in enumerate(ledger.claims):
        if claim in told and claim.quote.start == last and claim.valid == ALWAYS and claim.manner is Manner.PLAIN:
            ledger.claims[place] = replace(claim, valid=find_interval(times, "change"))


def _close(ledger: Ledger, clause: Clause) -> None:
    """ "I was a nurse and I retired in 2019": retiring ends the work told before, graduating the studies."""
    verb = clause.verb
    keys = mapped("closing").get(verb.lemma, "").split() if verb else []
    if verb is None or not keys or verb.negated or verb.modal or verb.form not in ("past", "part"):
        return
    ended = find_interval([time for time in clause.times if time.relation is TimeRelation.AT], "change").start
    who = _find_actor(ledger, clause)
    if ended is None or who is None:
        return
    for place, claim in enumerate(ledger.claims):
        open_past = claim.valid.end is None and (claim.manner is Manner.END or claim.key in _LASTING)
        if claim.key in keys and claim.about == who and open_past and claim.quote.start < clause.start:
            valid = Interval(claim.valid.start, ended)
            manner = claim.manner if valid.start is None else Manner.PLAIN
            ledger.claims[place] = replace(claim, valid=ALWAYS if valid.empty else valid, manner=manner)


def _find_actor(ledger: Ledger, clause: Clause) -> int | None:
    """Whom the clause is about; of a firm that closed, the speaker."""
    pronoun = clause.subject.pronoun if clause.subject else "i"
    if pronoun in ("i", "we", "they", "it"):
        return next((place for place, one in enumerate(ledger.scene.mentions) if one.principal == "user"), None)
    return ledger.scene.resolve(clause.subject) if clause.subject else None


def _follow_on(ledger: Ledger) -> None:
    """ "At Arup until 2019, then at Mott": what comes "then" begins where the one before ended."""
    for one, other in _neighbours(ledger):
        claim, after = ledger.claims[one], ledger.claims[other]
        between = _between(ledger, claim, after)
        start, end = after.valid.start, after.valid.end
        if any(word in between for word in _ONWARDS) and start is None and claim.valid.end is not None:
            valid = Interval(claim.valid.end, end)
        elif any(word in between for word in _BACKWARDS) and end is None and claim.valid.start is not None:
            valid = Interval(start, claim.valid.start)
        else:
            continue
        if not valid.empty:
            ledger.claims[other] = replace(after, valid=valid)


def _neighbours(ledger: Ledger) -> Iterator[tuple[int, int]]:
    """The places of claims about stages of one life, each with the next."""
    stages = [
        place for place, one in enumerate(ledger.claims) if one.key in _STAGES and one.manner is not Manner.DENIAL
    ]
    stages.sort(key=lambda place: _find_value(ledger, ledger.claims[place]))
    for one, other in pairwise(stages):
        claim, after = ledger.claims[one], ledger.claims[other]
        if claim.about == after.about and (claim.key == after.key or {claim.key, after.key} <= _CAREER):
            yield one, other


def _find_value(ledger: Ledger, claim: Claim) -> int:
    """Where the value of a claim stands in the turn."""
    found = ledger.scene.turn.content.find(claim.value, claim.quote.start)
    return found if found >= 0 else claim.quote.start


def _between(ledger: Ledger, claim: Claim, other: Claim) -> str:
    """The folded words from one value to the next, without marks."""
    start, end = _find_value(ledger, claim) + len(claim.value), _find_value(ledger, other)
    words = fold(ledger.scene.turn.content[start:end]) if 0 <= end - start <= _NEAR else ""
    return f" {' '.join(word.strip('.,;:()') for word in words.split())} "


def _take_turns(ledger: Ledger) -> None:
    """ "We left Ghent in April and live in Bruges now": the month of leaving begins what follows."""
    for gone in ledger.claims[:]:
        ended = gone.valid.end
        if gone.manner is not Manner.END or ended is None or gone.key not in _SUCCESSIVE:
            continue
        for place, claim in enumerate(ledger.claims):
            follows = 0 <= claim.quote.start - gone.quote.start <= _NEAR and claim.value != gone.value
            alike = (claim.about, claim.key, claim.manner) == (gone.about, gone.key, Manner.PLAIN)
            if alike and follows and claim.valid == ALWAYS and not claim.also:
                ledger.claims[place] = replace(claim, valid=Interval(ended, None))

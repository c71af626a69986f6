"""Taking a fact back by hand, and giving it back: belief without some of its evidence, and with it again.

A retraction says that something was never so. It takes back the evidence that a version rests on, and what that
evidence had pushed aside comes to hold again, as if it had not been said. A version that came about by an end loses
that end alone. A restoration puts back what a retraction took. Both are planned like a turn; nothing is overwritten.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from spectron.domain.change import ChangeSet, Moment, NewAlias
from spectron.domain.errors import Conflict
from spectron.domain.graph import Alias, Change, Evidence, Fact, Retraction, Stance
from spectron.domain.ids import RecordId, new_id
from spectron.domain.view import Heard, Taught, Testimony
from spectron.reconciliation.believe import rebuild
from spectron.reconciliation.cardinality import Cardinality, beside, content
from spectron.reconciliation.draft import Draft, Known
from spectron.reconciliation.match import Matched
from spectron.reconciliation.timeline import timeline


def retract(fact: Fact, told: Testimony, moment: Moment, table: Mapping[str, Cardinality]) -> ChangeSet:
    """Take a version back as never so; raises Conflict where nothing of it is believed any more."""
    held = _held(fact, told)
    draft = _begin(told, moment, table, Change.RETRACTED)
    taken = _ends(held, draft) if fact.change is Change.ENDED else _foundation(held, draft)
    for one in [*taken, *_in_the_same_words(taken, draft)]:
        draft.retracted[one.id] = Change.RETRACTED
    draft.evidence += [_again(one.evidence) for one in _pushed_aside(taken, told)]
    return _finish(draft)


def restore(undone: Retraction, told: Testimony, moment: Moment, table: Mapping[str, Cardinality]) -> ChangeSet:
    """Put back what a retraction took, and take what it had put back; nothing else of what was said since changes."""
    draft = _begin(told, moment, table, Change.RESTORED)
    for one in told.evidence:
        if one.revision == undone.revision and one.superseded_revision is None:
            draft.retracted[one.evidence.id] = Change.CORRECTED
    draft.evidence += [_again(one.evidence) for one in told.evidence if one.superseded_revision == undone.revision]
    return _finish(draft)


def take_back(taught: Taught, told: Testimony, moment: Moment, table: Mapping[str, Cardinality]) -> ChangeSet:
    """Take back all that one turn taught, whose words are others now; what others told too stays on their word.

    What it had pushed aside, ended or settled stands again, as if it had said nothing.
    """
    draft = _begin(told, moment, table, Change.RETRACTED)
    draft.unsaid = taught.turn
    draft.retracted |= {one.id: Change.RETRACTED for one in taught.evidence}
    draft.evidence += [_again(one) for one in taught.pushed_aside]
    return replace(
        _finish(draft),
        instructions=tuple(replace(one, id=RecordId(new_id("instruction"))) for one in taught.ended),
        ended_instructions=tuple(one.id for one in taught.instructions),
        uncertainties=tuple(replace(one, id=RecordId(new_id("uncertainty"))) for one in taught.resolved),
        resolved=tuple(replace(one, resolution=Change.RETRACTED.value) for one in taught.uncertainties),
    )


def _begin(told: Testimony, moment: Moment, table: Mapping[str, Cardinality], deed: Change) -> Draft:
    live = [one.evidence for one in told.evidence if one.superseded_revision is None]
    draft = Draft(moment, Matched(), Known(facts=told.facts, evidence=live), table, deed=deed)
    draft.beside = beside(live)
    return draft


def _held(fact: Fact, told: Testimony) -> Fact:
    """The version that is believed now of what a version said, which may have got other dates since."""
    same = [one for one in told.facts if content(one) == content(fact)]
    at = fact.valid.start
    found = next((one for one in same if one.id == fact.id), None)
    found = found or next((one for one in same if at is not None and one.valid.covers(at)), None)
    found = found or next((one for one in same if one.valid.meets(fact.valid)), None)
    if found is None:
        why = fact.superseded_as.value if fact.superseded_as else "superseded"
        raise Conflict(f"{fact.id} is not believed any more, it was {why}: retract what took its place")
    return found


def _foundation(held: Fact, draft: Draft) -> list[Evidence]:
    """All evidence without which a version would not hold: of each stretch that it shows, whatever that rests on."""
    lane = draft.lane(_any_of(held, draft))
    taken: list[Evidence] = []
    while True:
        left = [one for one in draft.live() if draft.lane(one) == lane and one not in taken]
        shown = [
            one.evidence
            for one in timeline(left)
            if content(one.evidence) == content(held) and one.valid.meets(held.valid)
        ]
        if not shown:
            return taken
        taken += shown


def _any_of(held: Fact, draft: Draft) -> Evidence:
    """One piece of evidence on what a version says; raises Conflict where all of it was erased."""
    for one in draft.live():
        if content(one) == content(held):
            return one
    raise Conflict(f"{held.id} rests on nothing that is left")


def _ends(held: Fact, draft: Draft) -> list[Evidence]:
    """The evidence that a version ended when it did."""
    ends = [one for one in draft.live() if one.stance is not Stance.HOLDS and content(one) == content(held)]
    return [one for one in ends if one.valid.start == held.valid.end]


def _in_the_same_words(taken: Sequence[Evidence], draft: Draft) -> list[Evidence]:
    """What the words that are taken back ended besides: "I switched from coffee to tea" ended coffee."""
    words = {(one.source.turn_id, one.quote) for one in taken if one.stance is Stance.HOLDS}
    return [
        one
        for one in draft.live()
        if one.stance is Stance.ENDS and one not in taken and (one.source.turn_id, one.quote) in words
    ]


def _pushed_aside(taken: Sequence[Evidence], told: Testimony) -> list[Heard]:
    """The evidence that the words now taken back had taken back themselves: "no, I meant Bern" did so with Berlin."""
    words = {_said(one) for one in taken}
    first_heard = {one.revision for one in told.evidence if _said(one.evidence) in words}
    corrected = {
        (one.revision, content(one.previous))
        for one in told.corrections
        if one.reason == Change.CORRECTED.value
        and one.revision in first_heard
        and any(content(one.current) == content(each) for each in taken)
    }
    return [
        one
        for one in told.evidence
        if one.revision != one.superseded_revision and (one.superseded_revision, content(one.evidence)) in corrected
    ]


def _said(one: Evidence) -> tuple[object, ...]:
    """The words of a piece of evidence and what they say, which its copies share."""
    return one.source.turn_id, one.quote, one.stance, content(one)


def _again(one: Evidence) -> Evidence:
    return replace(one, id=RecordId(new_id("evidence")))


def _finish(draft: Draft) -> ChangeSet:
    for key in draft.lanes():
        rebuild(key, draft)
    return ChangeSet(
        moment=draft.moment,
        aliases=_name_shown(draft),
        evidence=tuple(draft.evidence),
        retracted=tuple(draft.retracted),
        facts=tuple(draft.facts),
        superseded=tuple(draft.superseded.items()),
        corrections=tuple(draft.corrections),
    )


def _name_shown(draft: Draft) -> tuple[NewAlias, ...]:
    """Where a name came or went, its bearer is shown under the one that holds now, if there is one."""
    if not any(one.key == "name" and one.object is None for one in draft.touched()):
        return ()
    left = [*(one for one in draft.known.facts if one.id not in draft.superseded), *draft.facts]
    names = [one for one in left if one.key == "name" and one.object is None and one.valid.end is None]
    return tuple(NewAlias(one.entity, Alias(one.value), is_label=True) for one in names[-1:])

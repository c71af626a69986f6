"""From matched candidates and what is known to one change set. Pure: no clock, no store, no model.

Change, correction, denial, end and confirmation differ (see `Manner`), and each becomes evidence: a change adds a
claim, a correction takes back the claim it corrects, an end says until when. What is believed then follows from all
evidence of a lane (`timeline`); the plan is the difference between that and the versions believed so far.
"""

from collections.abc import Mapping

from spectron.domain.candidate import Extraction
from spectron.domain.change import ChangeSet, Moment
from spectron.reconciliation.believe import correct_replaced, rebuild
from spectron.reconciliation.cardinality import Cardinality
from spectron.reconciliation.doubts import doubt, resolve
from spectron.reconciliation.draft import Draft, Known
from spectron.reconciliation.match import Matched
from spectron.reconciliation.standing import instruct, rename
from spectron.reconciliation.weigh import weigh


def plan(
    extraction: Extraction, matched: Matched, known: Known, moment: Moment, table: Mapping[str, Cardinality]
) -> ChangeSet:
    """Decide everything one turn changes."""
    draft = Draft(moment, matched, known, table)
    for claim in extraction.claims:
        weigh(claim, draft)
    for key in draft.lanes():
        rebuild(key, draft)
    correct_replaced(draft)
    doubt(extraction, draft)
    entities, aliases = rename(draft)
    instructions, ended = instruct(extraction, draft)
    return ChangeSet(
        moment=moment,
        mentioned=tuple({entity.id: entity for entity in entities}.values()),
        labels={entity.id: entity.label for entity in entities},
        entities=tuple({entity.id: entity for entity in entities if entity.id in matched.new}.values()),
        aliases=tuple(aliases),
        evidence=tuple(draft.evidence),
        retracted=tuple(draft.retracted),
        facts=tuple(draft.facts),
        superseded=tuple(draft.superseded.items()),
        instructions=instructions,
        ended_instructions=ended,
        uncertainties=tuple(draft.uncertainties),
        resolved=resolve(extraction, draft),
        corrections=tuple(draft.corrections),
    )

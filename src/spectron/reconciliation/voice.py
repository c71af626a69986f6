"""Whose word counts against whose."""

from collections.abc import Sequence

from spectron.domain.conversation import Role
from spectron.domain.graph import Evidence
from spectron.reconciliation.cardinality import Content, content
from spectron.reconciliation.lanes import for_life
from spectron.reconciliation.timeline import Segment, timeline

_RANK = {Role.USER: 2, Role.SYSTEM: 2, Role.TOOL: 1, Role.ASSISTANT: 0}


def is_weaker(speaker: Role, other: Role) -> bool:
    """Whether a speaker never overrules the other: people and operators before tools, tools before assistants."""
    return _RANK[speaker] < _RANK[other]


def strongest(what: Content, evidence: Sequence[Evidence]) -> Evidence | None:
    """The evidence on a content, its ends too, by the one whose word counts most; among equals the last."""
    said = [one for one in evidence if content(one) == what]
    return max(reversed(said), key=lambda one: _RANK[one.source.role], default=None)


def overruled_by(one: Evidence, rivals: Sequence[Evidence], lifelong: bool) -> Evidence | None:
    """The word of a stronger voice that this claim would cut short, if there is such a word.

    `lifelong` claims are about what never changes.
    """
    tell = for_life if lifelong else timeline
    if not any(is_weaker(one.source.role, other.source.role) for other in rivals):
        return None
    after = tell([*rivals, one])
    for segment in tell(rivals):
        voice = strongest(content(segment.evidence), rivals) or segment.evidence
        if is_weaker(one.source.role, voice.source.role) and not any(_keeps(new, segment) for new in after):
            return voice
    return None


def _keeps(new: Segment, old: Segment) -> bool:
    starts, ends = (new.valid.start, old.valid.start), (new.valid.end, old.valid.end)
    early = starts[0] is None or (starts[1] is not None and starts[0] <= starts[1])
    late = ends[0] is None or (ends[1] is not None and ends[0] >= ends[1])
    return content(new.evidence) == content(old.evidence) and early and late

"""What became of each candidate of an extraction, told one by one; every extractor explains itself with this."""

from collections.abc import Sequence

from spectron.domain.candidate import Claim, Directive, Doubt, Extraction, Manner, Mention
from spectron.domain.conversation import Turn
from spectron.domain.explanation import Decision, Outcome
from spectron.domain.graph import DoubtKind
from spectron.extraction.grounding import Lost, ground

GROUNDING = "grounding"

_MANNERS = {
    Manner.PLAIN: "stated",
    Manner.CORRECTION: "put right",
    Manner.END: "it was so, and is no more",
    Manner.DENIAL: "denied",
    Manner.CONFIRMATION: "said again",
}
_DOUBTS = {
    DoubtKind.SPECULATIVE: "said as a guess or a thought",
    DoubtKind.NEEDS_VERIFICATION: "the speaker is not sure",
    DoubtKind.NEGATED: "denied, so never asserted",
}


def list_decisions(extraction: Extraction, turn: Turn) -> tuple[Decision, ...]:
    """A decision for each claim, doubt and directive that stands in the turn, and for each that fell, in its order."""
    grounded = ground(extraction, turn)
    kept = grounded.extraction
    decisions = [
        *(_tell_claim(claim, kept.mentions) for claim in kept.claims),
        *(_tell_doubt(doubt, kept.mentions) for doubt in kept.doubts),
        *(_tell_directive(directive) for directive in kept.directives),
        *(_tell_lost(lost, extraction.mentions) for lost in grounded.lost),
    ]
    return in_order(decisions)


def in_order(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Decisions in the order of their words."""
    return tuple(sorted(decisions, key=lambda one: (one.quote.start, one.quote.end)))


def label_of(claim: Claim | None, mentions: Sequence[Mention]) -> str:
    """Whom or what a claim speaks of; nothing where it leads nowhere."""
    return mentions[claim.about].label if claim is not None and 0 <= claim.about < len(mentions) else ""


def _tell_claim(claim: Claim, mentions: Sequence[Mention]) -> Decision:
    reason = f'it replaces "{claim.replaces}"' if claim.replaces else _MANNERS[claim.manner]
    return Decision(claim.rule, Outcome.KEPT, reason, claim.quote, claim, label_of(claim, mentions))


def _tell_doubt(doubt: Doubt, mentions: Sequence[Mention]) -> Decision:
    reason = f'{_DOUBTS[doubt.kind]} ("{doubt.reason}")' if doubt.reason else _DOUBTS[doubt.kind]
    return Decision(doubt.rule, Outcome.DOUBT, reason, doubt.quote, doubt, label_of(doubt.claim, mentions))


def _tell_directive(directive: Directive) -> Decision:
    reason = "it takes a rule back" if directive.ends else "a standing rule"
    return Decision(directive.rule, Outcome.INSTRUCTION, reason, directive.quote, directive)


def _tell_lost(lost: Lost, mentions: Sequence[Mention]) -> Decision:
    one = lost.candidate
    about = label_of(one, mentions) if isinstance(one, Claim) else ""
    return Decision(GROUNDING, Outcome.DROPPED, lost.reason, one.quote, one, about)

"""What was claimed before, in this turn and in the turns before it, for sentences that only make sense with it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from spectron.domain.candidate import ASSISTANT, Claim, Extraction, Manner, Mention
from spectron.domain.text import fold
from spectron.extraction.builtin.claims.ledger import Ledger
from spectron.extraction.builtin.grammar.sentences import Span
from spectron.extraction.builtin.lexis.content import find_content

Recall = Callable[[], Iterable[Extraction]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A claim that was made before, with the mentions it speaks of; `age` counts the turns since, 0 for this one."""

    claim: Claim
    mentions: Sequence[Mention]
    age: int

    @property
    def bearer(self) -> Mention:
        """What the claim is about."""
        return self.mentions[self.claim.about]

    @property
    def words(self) -> frozenset[str]:
        """The words by which somebody may come back to it: of its key, its value, its bearer and its quote."""
        claim, bearer = self.claim, self.bearer
        told = " ".join((claim.key.replace("_", " "), claim.value, claim.quote.text, bearer.role or ""))
        label = "" if bearer.principal else bearer.label
        return frozenset(word.removesuffix("s") for word in find_content(f"{told} {label}"))


def list_earlier(ledger: Ledger, recall: Recall) -> Iterator[Earlier]:
    """What was claimed to hold, the latest first: in this turn, then in those before it."""
    for claim in reversed(ledger.claims):
        if claim.manner not in (Manner.DENIAL, Manner.END):
            yield Earlier(claim, ledger.scene.mentions, 0)
    for age, extraction in enumerate(recall(), 1):
        for claim in reversed(extraction.claims):
            if claim.manner not in (Manner.DENIAL, Manner.END):
                yield Earlier(claim, extraction.mentions, age)


def is_same_bearer(ledger: Ledger, about: int, earlier: Earlier) -> bool:
    """Whether a mention of this turn is what an earlier claim is about."""
    mention, other = ledger.scene.mentions[about], earlier.bearer
    if mention.principal or other.principal:
        return mention.principal == other.principal
    names = [{fold(one.label), *(fold(alias) for alias in one.aliases)} for one in (mention, other)]
    same_role = mention.role is not None and mention.role == other.role
    return bool(names[0] & names[1]) or same_role


def carry(ledger: Ledger, earlier: Earlier, span: Span) -> int:
    """The place in this turn of what an earlier claim is about."""
    return _carry(ledger, earlier.mentions, earlier.claim.about, span)


def _carry(ledger: Ledger, mentions: Sequence[Mention], place: int, span: Span) -> int:
    scene = ledger.scene
    if mentions is scene.mentions:
        return place
    mention = mentions[place]
    if mention.principal is not None:
        own = scene.assistant if mention.principal == ASSISTANT else scene.speaker
        return own(span.start, span.end)
    known = next(
        (one for one in scene.window.entities if fold(one.label) == fold(mention.label) and one.type == mention.type),
        None,
    )
    if known:
        return scene.known(known, span.start, span.end)
    holder = _carry(ledger, mentions, mention.holder, span) if mention.holder is not None else None
    return scene.carry(replace(mention, quote=scene.quote(span.start, span.end), holder=holder))


def restate(ledger: Ledger, earlier: Earlier, span: Span, value: str) -> Claim:
    """An earlier claim anew with another value, in the words of this turn; its time is left open."""
    claim = earlier.claim
    target = None
    if claim.object is not None:
        type_ = earlier.mentions[claim.object].type
        if fold(value) == fold(earlier.claim.value):
            target = _carry(ledger, earlier.mentions, claim.object, span)
        else:
            target = ledger.scene.add_label(value, type_, span.start, span.end)
    about = carry(ledger, earlier, span)
    return Claim(about, claim.key, value, ledger.scene.quote(span.start, span.end), target, also=claim.also)

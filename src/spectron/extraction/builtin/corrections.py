"""Corrections: "No, I meant Lyon", "34, not 43", "not Berlin but Munich"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from spectron.domain.candidate import Claim, Extraction, Manner, Mention
from spectron.domain.text import fold
from spectron.extraction.builtin.framing import tidy
from spectron.extraction.builtin.ledger import Ledger
from spectron.extraction.builtin.parsing import Sentence
from spectron.extraction.builtin.phrases import Chunk
from spectron.extraction.builtin.statements import read_sentence
from spectron.extraction.builtin.words import listed

Recall = Callable[[], Sequence[Extraction]]

_OPENERS = 4
_RULE = "correction"
_OPENING_VERBS = frozenset({"scratch", "wait", "hang", "hold", "make"})
_PERSONAL_KEYS = frozenset({"name", "nickname"})
_PLACE_KEYS = frozenset({"location", "hometown"})


@dataclass(frozen=True, slots=True)
class _Swap:
    """What is right, and what it replaces where the words name that."""

    right: Chunk
    wrong: Chunk | None = None


def read_corrections(ledger: Ledger, sentence: Sentence, recall: Recall, primed: bool) -> bool:
    """Read a sentence that puts something right; False where it does not, and then nothing was entered.

    `primed` says that the sentence before took something back ("hang on, that's my old email").
    """
    opened = primed or opens_correction(sentence)
    swap = _find_swap(sentence, opened)
    if swap is None and not opened:
        return False
    before = len(ledger.claims)
    read_sentence(ledger, sentence)
    fresh = ledger.claims[before:]
    del ledger.claims[before:]
    if swap is None:
        ledger.claims.extend(_as_correction(ledger, claim, recall) for claim in fresh) if _tells_no_news(
            sentence
        ) else ledger.claims.extend(fresh)
        return True
    wrong = _text(ledger, swap.wrong) if swap.wrong else None
    kept = [claim for claim in fresh if wrong is None or fold(claim.value) != fold(wrong)]
    for claim in fresh:
        if claim not in kept:
            ledger.refuse(claim, "the sentence itself puts it aside")
    right = _text(ledger, swap.right)
    stated = [claim for claim in kept if fold(right) in fold(claim.value) and _states(claim, wrong)]
    ledger.claims.extend(claim for claim in kept if claim not in stated)
    if stated:
        ledger.claims.extend(
            replace(c, manner=Manner.CORRECTION, replaces=wrong or _previous(ledger, c, recall), rule=_RULE)
            for c in stated
        )
        return True
    corrected = _correct_earlier(ledger, sentence, right, wrong, recall)
    if corrected:
        ledger.claims.append(corrected)
    return True


def _states(claim: Claim, wrong: str | None) -> bool:
    """Whether the claim itself says what is right, and may be read as the correction."""
    return claim.manner in (Manner.PLAIN, Manner.CONFIRMATION) and wrong is not None


def _text(ledger: Ledger, chunk: Chunk) -> str:
    """The words of a phrase without its article."""
    start = chunk.noun.bare_start if chunk.noun else chunk.start
    return tidy(ledger.scene.turn.content[start : chunk.end])


def _find_swap(sentence: Sentence, opened: bool) -> _Swap | None:
    """The right and the wrong value, where the sentence sets one against the other or puts one in."""
    chunks = sentence.chunks
    for place, chunk in enumerate(chunks):
        after = chunks[place + 1] if place + 1 < len(chunks) else None
        if chunk.kind == "adv" and chunk.word == "not" and after and after.kind in ("np", "time"):
            found = _oppose(chunks, place, after)
            if found:
                return found
        if chunk.verb and chunk.verb.lemma == "be" and chunk.verb.negated and after and after.kind == "np":
            right = _after_but(chunks, place + 2)
            if right:
                return _Swap(right, after)
    return _insertion(sentence, opened)


def _oppose(chunks: Sequence[Chunk], place: int, wrong: Chunk) -> _Swap | None:
    """X, not Y; not Y but X."""
    right = _after_but(chunks, place + 2)
    if right:
        return _Swap(right, wrong)
    before = next((one for one in reversed(chunks[max(0, place - 3) : place]) if one.kind in ("np", "time")), None)
    if before and (before.noun is None or not before.noun.pronoun) and _same_sort(before, wrong):
        return _Swap(before, wrong)
    return None


def _same_sort(one: Chunk, other: Chunk) -> bool:
    """Whether two phrases are alike enough for one to stand in place of the other."""
    if one.noun is None or other.noun is None:
        return one.kind == other.kind
    sorts = [(part.noun.head.tag, bool(part.noun.name)) for part in (one, other) if part.noun]
    short = len(one.tokens) <= 4 and len(other.tokens) <= 4
    return short and sorts[0] == sorts[1] and not other.noun.pronoun


def _after_but(chunks: Sequence[Chunk], place: int) -> Chunk | None:
    """The noun phrase after "but" or "it's" at this place."""
    rest = [one for one in chunks[place : place + 4] if one.kind not in ("comma", "uh")]
    if len(rest) > 1 and rest[0].word in ("but", "rather") and rest[1].kind in ("np", "time"):
        return rest[1]
    return None


def opens_correction(sentence: Sentence) -> bool:
    """Whether the sentence begins with words that take something back."""
    words = [token.norm for token in sentence.tokens[: _OPENERS + 2] if token.text[0].isalnum()]
    if words[:1] == ["no"] and len(sentence.tokens) > 1 and sentence.tokens[1].text not in ",.!\u2014-":
        return False
    first = [word for word in words if word not in ("oh", "ah", "um", "er", "hey", "and", "but", "haha", "lol")][:3]
    return any(" ".join(first[:count]) in listed("corrective") for count in (1, 2, 3) if len(first) >= count)


def _insertion(sentence: Sentence, opened: bool) -> _Swap | None:
    """I meant X; sorry, it's X; correction: X; that should be X."""
    chunks = sentence.chunks
    meant = next(
        (
            i
            for i, one in enumerate(chunks)
            if one.verb and one.verb.lemma == "mean" and i and chunks[i - 1].word == "i"
        ),
        None,
    )
    if meant is not None:
        return None if any(one.verb for one in chunks[meant + 1 :]) else _first_phrase(chunks[meant + 1 :])
    if not opened:
        return None
    verbs = [one for one in chunks if one.verb and one.verb.lemma not in _OPENING_VERBS]
    if not verbs:
        found = _first_phrase(chunks)
        plain = found is None or found.right.kind == "time" or _is_plain(found.right)
        return found if plain or _opens_firmly(sentence) else None
    subject = next((one.word for one in chunks if one.kind == "np"), "")
    if len(verbs) == 1 and verbs[0].verb and verbs[0].verb.lemma == "be" and subject == "it":
        return _first_phrase(chunks[chunks.index(verbs[0]) + 1 :])
    return None


def _is_plain(chunk: Chunk) -> bool:
    """Whether a phrase is a bare name, number or address, as corrections are."""
    noun = chunk.noun
    return noun is not None and not noun.det and noun.head.tag in ("NNP", "CD", "URL") and len(chunk.tokens) <= 3


def _opens_firmly(sentence: Sentence) -> bool:
    """Whether the sentence says in so many words that it corrects."""
    return any(word in sentence.folded[:30] for word in ("correction", "typo", "make that", "i meant", "scratch that"))


def _first_phrase(chunks: Sequence[Chunk]) -> _Swap | None:
    """The first noun phrase or time as the right value."""
    for chunk in chunks:
        if chunk.kind == "time" or (chunk.noun and not chunk.noun.pronoun and chunk.word not in listed("corrective")):
            return _Swap(chunk)
    return None


def _tells_no_news(sentence: Sentence) -> bool:
    """Whether the sentence states how things are instead of telling how they changed."""
    lemmas = {clause.verb.lemma for clause in sentence.clauses if clause.verb}
    return not lemmas & listed("changing")


def _earlier(ledger: Ledger, recall: Recall) -> list[tuple[Claim, Sequence[Mention]]]:
    """What was claimed before, the latest first: in this turn, then in those before it."""
    found: list[tuple[Claim, Sequence[Mention]]] = [(claim, ledger.scene.mentions) for claim in reversed(ledger.claims)]
    for extraction in recall():
        found.extend((claim, extraction.mentions) for claim in reversed(extraction.claims))
    return [(claim, mentions) for claim, mentions in found if claim.manner is not Manner.DENIAL]


def _previous(ledger: Ledger, claim: Claim, recall: Recall) -> str | None:
    """What was claimed before of the same thing under the same key."""
    label = fold(ledger.scene.mentions[claim.about].label)
    for other, mentions in _earlier(ledger, recall):
        if (
            other.key == claim.key
            and fold(mentions[other.about].label) == label
            and fold(other.value) != fold(claim.value)
        ):
            return other.value
    return None


def _as_correction(ledger: Ledger, claim: Claim, recall: Recall) -> Claim:
    """A claim after an opening such as "actually" corrects what was claimed before under its key, if anything was."""
    single = claim.key in listed("single_keys") or claim.key.startswith("favourite_")
    previous = _previous(ledger, claim, recall) if claim.manner is Manner.PLAIN and single else None
    return replace(claim, manner=Manner.CORRECTION, replaces=previous, rule=_RULE) if previous else claim


def _correct_earlier(ledger: Ledger, sentence: Sentence, right: str, wrong: str | None, recall: Recall) -> Claim | None:
    """The latest fitting claim with the right value in place of its own."""
    for claim, mentions in _earlier(ledger, recall):
        if wrong is not None:
            if fold(wrong) not in fold(claim.value):
                continue
        elif not _may_replace(right, claim):
            continue
        return _amend(ledger, sentence, claim, mentions, right, wrong)
    return None


def _may_replace(right: str, claim: Claim) -> bool:
    """Whether the right value is of the sort of the claim's own value."""
    if fold(right) == fold(claim.value):
        return False
    number, other = right[:1].isdigit(), claim.value[:1].isdigit()
    if number or other:
        return number and other
    if "@" in right or "@" in claim.value:
        return "@" in right and "@" in claim.value
    proper = right[:1].isupper()
    if proper:
        named = claim.key in _PERSONAL_KEYS | _PLACE_KEYS or claim.object is not None or claim.value[:1].isupper()
        return named and claim.value[:1].isupper()
    return claim.value[:1].islower() and claim.key not in ("plan", "goal", "event", "habit")


def _amend(
    ledger: Ledger, sentence: Sentence, claim: Claim, mentions: Sequence[Mention], right: str, wrong: str | None
) -> Claim:
    """The claim anew, in the words of this sentence."""
    scene = ledger.scene
    quote = scene.quote(sentence.start, sentence.end)
    about = _carry(ledger, claim.about, mentions, sentence)
    value = right if wrong is None or fold(wrong) == fold(claim.value) else claim.value.replace(wrong, right)
    target = None
    if claim.object is not None:
        target = scene.add_label(right, mentions[claim.object].type, sentence.start, sentence.end)
        value = right
    return Claim(
        about,
        claim.key,
        value,
        quote,
        target,
        Manner.CORRECTION,
        claim.valid,
        claim.value,
        claim.also,
        0.85,
        rule=_RULE,
    )


def _carry(ledger: Ledger, place: int, mentions: Sequence[Mention], sentence: Sentence) -> int:
    """The place in this turn of a mention of an earlier one."""
    scene = ledger.scene
    if mentions is scene.mentions:
        return place
    mention = mentions[place]
    if mention.principal is not None:
        return scene.own(sentence.start, sentence.end)
    known = next(
        (one for one in scene.window.entities if fold(one.label) == fold(mention.label) and one.type == mention.type),
        None,
    )
    if known:
        return scene.known(known, sentence.start, sentence.end)
    holder = _carry(ledger, mention.holder, mentions, sentence) if mention.holder is not None else None
    carried = replace(mention, quote=scene.quote(sentence.start, sentence.end), holder=holder)
    return scene.carry(carried)

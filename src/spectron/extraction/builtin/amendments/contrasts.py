"""What a sentence sets against what: "X, not Y", "not Y but X", "from Y to X", "Y? No, X"."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Chunk
from spectron.extraction.builtin.grammar.sentences import Span
from spectron.extraction.builtin.lexis.words import mapped

_VALUED = ("np", "time", "adj")
_JOINTS = frozenset({"comma", "uh", "stop", "prep"})
_FOR = frozenset({"for", "with", "by"})
_LONGEST = 6


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that names a value, with its words without the article."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Swap:
    """What is right, and what the words put aside; `news` says that the other was right before."""

    right: Phrase
    wrong: Phrase
    news: bool = False


def list_phrases(sentence: Sentence) -> list[Phrase]:
    """The short phrases of a sentence that may name a value, in their order."""
    found = []
    for place, chunk in enumerate(sentence.chunks):
        if not _names_value(chunk) or (chunk.kind == "adj" and chunk.word not in mapped("status_words")):
            continue
        phrase = _phrase(sentence, chunk)
        after = sentence.chunks[place + 1] if place + 1 < len(sentence.chunks) else None
        if after is not None and _is_gerund(chunk, after):
            phrase = Phrase(Span(phrase.span.start, after.end), f"{phrase.text} {after.tokens[0].text}")
        found.append(phrase)
    return found


def _is_gerund(noun: Chunk, after: Chunk) -> bool:
    """Whether the word behind a bare noun makes one name with it: "land surveying"."""
    return after.kind == "vp" and len(after.tokens) == 1 and after.word.endswith("ing") and len(noun.tokens) == 1


def _names_value(chunk: Chunk) -> bool:
    """Whether a phrase can stand for a value: no pronoun, and not too long."""
    return chunk.kind in _VALUED and not (chunk.noun and chunk.noun.pronoun) and len(chunk.tokens) <= _LONGEST


def _phrase(sentence: Sentence, chunk: Chunk) -> Phrase:
    """The words of a phrase without its article."""
    start = chunk.noun.bare_start if chunk.noun else chunk.start
    text = sentence.text[start - sentence.start : chunk.end - sentence.start]
    bare = tidy(text.removeprefix("on ").removeprefix("at ").removeprefix("the ") if chunk.time else text)
    return Phrase(Span(start, chunk.end), bare)


def find_swaps(sentence: Sentence) -> Iterator[Swap]:
    """Every pair that the sentence sets against each other."""
    for place, chunk in enumerate(sentence.chunks):
        found = None
        if chunk.kind == "adv" and chunk.word == "not":
            found = _oppose(sentence, place)
        elif chunk.verb and chunk.verb.lemma == "be" and chunk.verb.negated:
            found = _oppose(sentence, place, behind=True)
        elif chunk.word in ("instead", "rather") and _word(sentence.chunks, place + 1) in ("of", "than"):
            found = _around(sentence, place, place + 1)
        elif chunk.kind == "prep" and chunk.word == "from":
            found = _from_to(sentence, place)
        elif chunk.verb and chunk.verb.lemma in ("swap", "trade", "replace", "exchange", "switch", "swap out"):
            found = _exchange(sentence, place)
        if found is not None:
            yield found


def _word(chunks: Sequence[Chunk], place: int) -> str:
    """The word of the phrase at a place, or nothing."""
    return chunks[place].word if 0 <= place < len(chunks) else ""


def _after(chunks: Sequence[Chunk], place: int, reach: int = 3) -> int | None:
    """The place of the next phrase that names a value, over commas and prepositions."""
    for at in range(place, min(len(chunks), place + reach)):
        if _names_value(chunks[at]):
            return at
        if chunks[at].kind not in _JOINTS:
            return None
    return None


def _before(chunks: Sequence[Chunk], place: int) -> int | None:
    """The place of the phrase before, over commas, dashes and prepositions."""
    for at in range(place - 1, max(-1, place - 5), -1):
        if _names_value(chunks[at]):
            return at
        if chunks[at].kind not in ("comma", "stop", "uh", "prep", "cc", "adv"):
            return None
    return None


def _oppose(sentence: Sentence, place: int, *, behind: bool = False) -> Swap | None:
    """X, not Y; not Y but X; it isn't Y, it's X."""
    chunks = sentence.chunks
    wrong = _after(chunks, place + 1)
    if wrong is None:
        return None
    right = _put_instead(chunks, wrong + 1)
    if right is None and not behind:
        right = _before(chunks, place)
    if right is None:
        return None
    return Swap(_phrase(sentence, chunks[right]), _phrase(sentence, chunks[wrong]))


def _put_instead(chunks: Sequence[Chunk], place: int) -> int | None:
    """The phrase behind "but", "it's" or "he's", over a comma or a dash."""
    at = place
    while at < len(chunks) and chunks[at].kind in ("comma", "stop", "uh"):
        at += 1
    if at >= len(chunks):
        return None
    if chunks[at].word in ("but", "rather"):
        return _after(chunks, at + 1)
    subject, verb = chunks[at], chunks[at + 1] if at + 1 < len(chunks) else None
    copula = verb is not None and verb.verb is not None and verb.verb.lemma == "be" and not verb.verb.negated
    return _after(chunks, at + 2) if copula and subject.noun and subject.noun.pronoun else None


def _around(sentence: Sentence, place: int, last: int) -> Swap | None:
    """X instead of Y; X rather than Y."""
    right, wrong = _before(sentence.chunks, place), _after(sentence.chunks, last + 1)
    if right is None or wrong is None:
        return None
    return Swap(_phrase(sentence, sentence.chunks[right]), _phrase(sentence, sentence.chunks[wrong]), news=True)


def _from_to(sentence: Sentence, place: int) -> Swap | None:
    """From Y to X."""
    chunks = sentence.chunks
    wrong = _after(chunks, place + 1, 1)
    joint = next(
        (at for at in range(place + 2, min(len(chunks), place + 4)) if chunks[at].word in ("to", "into")), None
    )
    right = _after(chunks, joint + 1, 1) if joint is not None else None
    if wrong is None or right is None:
        return None
    return Swap(_phrase(sentence, chunks[right]), _phrase(sentence, chunks[wrong]), news=True)


def _exchange(sentence: Sentence, place: int) -> Swap | None:
    """Swapped Y for X; replaced Y with X."""
    chunks = sentence.chunks
    wrong = _after(chunks, place + 1, 1)
    if wrong is None or _word(chunks, wrong + 1) not in _FOR:
        return None
    right = _after(chunks, wrong + 2, 1)
    if right is None:
        return None
    return Swap(_phrase(sentence, chunks[right]), _phrase(sentence, chunks[wrong]), news=True)

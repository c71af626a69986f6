"""What stands ahead of a phrase: the subjects joined to it, the verb they wait for, and what only explains it."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.grammar.settling import VERBS
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import listed, mapped

_JOINING = frozenset({"and", "&", "or", "plus", "as well as", "along with", "together with"})
NOMINATIVE = frozenset({"i", "you", "he", "she", "it", "we", "they"})
OBJECTIVE = frozenset({"me", "him", "us", "them"})
_PLURAL = frozenset({"we", "they", "you"})
_FARTHEST = 14
_HELD = frozenset({"my", "our", "his", "her", "their", "the", "your"})
_GROUPED = frozenset({"both", "all", "each"})


def look_ahead(chunks: Sequence[Chunk], place: int, *skipped: str) -> Chunk | None:
    """The next chunk after `place` that is none of the skipped kinds."""
    return next((chunk for chunk in chunks[place + 1 : place + 8] if chunk.kind not in skipped), None)


def find_subjects(chunks: Sequence[Chunk], place: int, joined: bool) -> tuple[int, ...]:
    """The places of the phrases that are together the subject of a finite verb right after them, else nothing.

    `joined` says that a conjunction stands before, so that the first phrase may have phrases of its own behind it.
    """
    if is_explained(chunks, place):
        return (place,)
    places, at, linked = [place], place + 1, False
    while at < min(len(chunks), place + _FARTHEST):
        further, by_word = _next_member(chunks, at)
        if further is None:
            break
        places.append(further)
        linked = linked or by_word
        at = further + 1
    verb = _skip_to_verb(chunks, at, joined and len(places) == 1)
    if verb is not None and (len(places) == 1 or linked):
        return tuple(places)
    alone = _skip_to_verb(chunks, place + 1, joined)
    return (place,) if alone is not None else ()


def is_explained(chunks: Sequence[Chunk], place: int) -> bool:
    """Whether the phrase is a subject with its explanation between commas: "Mum, Ruth, taught maths"."""
    parts = chunks[place : place + 5]
    if [part.kind for part in parts] != ["np", "comma", "np", "comma", "vp"]:
        return False
    noun, after, verb = parts[0].noun, parts[2].noun, parts[4].verb
    if noun is None or after is None or verb is None or not verb.finite or noun.pronoun:
        return False
    return explains(noun, after) or (names_only(after) and not noun.name)


def _next_member(chunks: Sequence[Chunk], at: int) -> tuple[int | None, bool]:
    """The place of the phrase that a comma or "and" at this place joins on, and whether it was a word that did."""
    linked = False
    while at < len(chunks) and chunks[at].kind in ("comma", "cc"):
        if chunks[at].kind == "cc" and chunks[at].word not in _JOINING:
            return None, False
        linked = linked or chunks[at].kind == "cc"
        at += 1
        while linked and at < len(chunks) and chunks[at].kind == "adv":
            at += 1
        if at < len(chunks) and chunks[at].kind == "np":
            noun = chunks[at].noun
            return (None, False) if noun and noun.pronoun in OBJECTIVE - {"me"} else (at, linked)
    return None, False


def _skip_to_verb(chunks: Sequence[Chunk], at: int, far: bool) -> int | None:
    """The place of the finite verb after adverbs and times, and where `far` also after "in Leeds"."""
    reach = at + 7
    while at < min(len(chunks), reach):
        chunk = chunks[at]
        if chunk.kind in ("adv", "time", "both"):
            at += 1
        elif far and chunk.kind == "prep" and at + 1 < len(chunks) and chunks[at + 1].kind in ("np", "time"):
            at += 2
        else:
            return at if chunk.verb is not None and chunk.verb.finite else None
    return None


def agrees(subject: Noun | None, others: Sequence[Noun], chunk: Chunk) -> bool:
    """Whether the verb has the form that goes with the subject."""
    first = next((token for token in chunk.tokens if token.tag in VERBS or token.tag == "POS"), None)
    if subject is None or first is None or first.tag in ("VBD", "MD", "VBN", "VBG"):
        return first is None or first.norm != "were" or subject is None or _is_plural(subject, others)
    if first.tag in ("VBZ", "POS"):
        return not _is_plural(subject, others) and subject.pronoun != "i"
    if first.norm == "am":
        return subject.pronoun == "i"
    return _is_plural(subject, others) or (subject.pronoun == "i" and first.norm != "are")


def _is_plural(subject: Noun, others: Sequence[Noun]) -> bool:
    """Whether the subject is several people or things, or "you"."""
    return bool(others) or subject.pronoun in _PLURAL or subject.head.tag == "NNS"


def is_group(noun: Noun) -> bool:
    """Whether the phrase speaks of several relatives or animals, whom a bracket or a comma may name."""
    return noun.head.tag == "NNS" and (noun.head.lemma in mapped("kin") or noun.head.lemma in members("animal"))


def names_only(noun: Noun) -> bool:
    """Whether the phrase is nothing but a name."""
    return bool(noun.name) and not noun.det and len(noun.tokens) == len(noun.name)


def explains(noun: Noun, after: Noun) -> bool:
    """Whether the second noun phrase explains the first: "Ana, a nurse", "my sister, Ana", "the COO, Luis Ferreira"."""
    if after.pronoun or noun.pronoun:
        return False
    described = not noun.name or noun.head not in noun.name
    kin = noun.head.lemma in mapped("kin") and noun.head.tag != "NNS"
    owned = bool(noun.det or noun.holder) or noun.tokens[0].norm == "one"
    kin = kin and (owned or noun.head.lemma in listed("bare_kin"))
    if names_only(after) and (_is_office(noun) or (not noun.name and (kin or _is_owned(noun)))):
        return True
    if noun.name and described and after.det in ("a", "an"):
        return True
    if not noun.name:
        return after.det in ("a", "an") and noun.det in ("my", "our") and not after.name
    if after.holder is not None or after.det in _HELD:
        return after.head.lemma in mapped("kin") or after.head.lemma in members("occupation") or after.det == "the"
    return after.det in ("a", "an")


def _is_office(noun: Noun) -> bool:
    """Whether the phrase is an office that one person holds: "the treasurer", "our new head of sales"."""
    return noun.det in _HELD | {"a", "an"} and noun.head.tag == "NN" and noun.head.norm in members("occupation")


def _is_owned(noun: Noun) -> bool:
    """Whether the phrase is an animal or a vehicle of somebody's, which may have a name: "our dog, Rex"."""
    owned = (noun.det in (_HELD - {"the"}) | {"a", "an"} or noun.tokens[0].norm == "one") and noun.head.tag == "NN"
    return owned and (noun.head.lemma in members("animal") or noun.head.lemma in members("vehicle"))


def resembles(noun: Noun, other: Noun) -> bool:
    """Whether two phrases are of one kind, so that they can stand side by side in a list."""
    if noun.pronoun or other.pronoun:
        return False
    if noun.head.tag in ("CD", "NNP") or other.head.tag in ("CD", "NNP"):
        return noun.head.tag == other.head.tag
    classes = (mapped("kin"), members("occupation"), members("animal"))
    sorts = [(noun.head.lemma in one, other.head.lemma in one) for one in classes]
    if any(first or second for first, second in sorts):
        return any(first and second for first, second in sorts)
    return bool(noun.det) == bool(other.det)


def lend_owner(noun: Noun, other: Noun) -> Noun:
    """The second of two relatives with the owner of the first: "my mum and dad", "Tom's wife and kids"."""
    first = noun.tokens[0]
    bare = not other.det and other.holder is None and not other.name and other.head.tag in ("NN", "NNS")
    owned = noun.holder is not None or first.tag == "PRP$"
    if not owned or not bare or other.head.lemma not in mapped("kin") or noun.head.lemma not in mapped("kin"):
        return other
    if noun.holder is not None:
        return replace(other, holder=noun.holder)
    return replace(other, tokens=(first, *other.tokens), det=noun.det)


def is_distributed(noun: Noun) -> bool:
    """Whether the phrase says something of each of several: "both nine"."""
    return noun.det in _GROUPED and len(noun.tokens) > 1

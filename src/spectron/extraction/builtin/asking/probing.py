"""Under which keys an answer stands, found out by reading sentences that would answer.

A question is turned into a statement of the first person whose gap is filled by a word of the kind that is asked for:
"Where does Ana work?" becomes "I work at Acme Corporation." What reads statements says which key that word stands
under, so whatever can be told can be asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from spectron.domain.candidate import Manner, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.asking.shape import Shape
from spectron.extraction.builtin.asking.words import put_past, tables
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.read import read
from spectron.extraction.keys import load_keys

_PLACES = ("in Lisbon", "at Acme Corporation", "to Lisbon")
_PERSON = ("Nora Quill", "with Nora Quill")
_THINGS = (
    "the violin",
    "Acme Corporation",
    "Spanish",
    "peanuts",
    "a Volvo",
    "physics",
    "an engineer",
    "a dog",
    "ibuprofen",
    "Nora Quill",
)
_MOVING = frozenset({"go", "move", "travel", "fly", "relocate", "drive", "return", "emigrate"})
_PREPOSITIONS = frozenset({"in", "at", "for", "to", "with", "from", "on", "by", "about", "of", "into", "as"})
_WHEN = datetime(2000, 1, 1, tzinfo=UTC)
_MINE = "I"


@dataclass(frozen=True, slots=True)
class Finding:
    """A key that a statement like the answer files its words under, the words, and how the statement is meant."""

    key: str
    value: str
    manner: Manner


@lru_cache(maxsize=1024)
def find_claims(statement: str) -> tuple[Finding, ...]:
    """What a statement of the first person tells of the speaker."""
    turn = Turn(TurnId(""), SessionId(""), Scope(), Role.USER, statement, _WHEN)
    found = read(turn, Window())
    own = {place for place, one in enumerate(found.mentions) if one.principal is not None}
    claims = [*found.claims, *(one.claim for one in found.doubts if one.claim is not None)]
    return tuple(Finding(one.key, one.value, one.manner) for one in claims if one.about in own)


def probe(shape: Shape) -> tuple[str, ...]:
    """The keys under which the answer to a question of this shape may stand."""
    keys: dict[str, None] = {}
    persons = {key for key, leads_to in load_keys().relations.items() if leads_to == "person"}
    for filler in _fill(shape):
        bare = (
            filler.split(" ", 1)[-1] if filler.split(" ")[0] in ("in", "at", "to", "with", "the", "a", "an") else filler
        )
        for one in find_claims(state(shape, filler)):
            if shape.asking == "where" and one.key in persons:
                continue
            if bare.lower() in one.value.lower() or one.value.lower() in bare.lower():
                keys.setdefault(one.key)
    return tuple(keys)


def _fill(shape: Shape) -> Iterator[str]:
    """Words that could stand where the question asks."""
    words = _text(shape.rest)
    stranded = words.split(" ")[-1] in _PREPOSITIONS if words else False
    sample = next(
        (tables()["asked_samples"][one] for one in _kinds(shape.kind) if one in tables()["asked_samples"]), None
    )
    if sample is not None:
        fillers: Sequence[str] = (sample,)
    elif shape.asking == "where":
        moving = shape.verb is not None and shape.verb.lemma in _MOVING
        fillers = ("Lisbon", "Acme Corporation") if stranded else ("to Lisbon",) if moving else _PLACES
    elif shape.asking in ("who", "whose"):
        fillers = _PERSON[:1] if stranded else (*_PERSON, "Acme Corporation")
    else:
        fillers = _THINGS
    for filler in fillers:
        yield f"{shape.prep} {filler}" if shape.prep and not stranded else filler


def _kinds(kind: Sequence[Token]) -> Iterator[str]:
    """The noun that is asked for, as one term, and its last word alone."""
    if kind:
        yield " ".join([*(one.norm for one in kind[:-1]), kind[-1].lemma])
        yield kind[-1].lemma


def state(shape: Shape, filler: str = "") -> str:
    """The statement that would answer, said by the one it is about."""
    rest = _text(shape.rest)
    if shape.verb is None:
        aux = {"is": "am", "are": "am", "'s": "am", "'re": "am", "'m": "am", "were": "was"}.get(shape.aux, shape.aux)
        return " ".join(f"{_MINE} {aux} {rest} {filler}".split()) + "."
    verb, adverbs, rest = shape.verb.norm, "", rest
    words = rest.split(" ")
    while words and words[0] in ("still", "also", "ever", "currently", "already", "usually", "even"):
        adverbs += f" {words.pop(0)}"
    rest = " ".join(words)
    if not shape.subject:
        verb = shape.verb.lemma if shape.verb.tag == "VBZ" else verb
    elif shape.aux == "did":
        verb = put_past(shape.verb.lemma if shape.verb.tag != "VB" else verb)
    elif not shape.aux and shape.verb.tag == "VBZ":
        verb = shape.verb.lemma
    elif shape.aux not in ("do", "does", ""):
        verb = f"{ {'has': 'have', chr(39) + 's': 'have'}.get(shape.aux, shape.aux) } {verb}"
    return " ".join(f"{_MINE}{adverbs.replace(' ever', '')} {verb} {rest} {filler}".split()) + "."


def _text(words: Sequence[Token]) -> str:
    text = " ".join(one.text for one in words)
    return text.replace(" '", "'").replace(" \u2019", "\u2019")

"""How many values a key can have at one time, and which claims exclude each other.

A *lane* is a set of claims of which at most one holds at any instant. Only claims in one lane can ever retire each
other; this is the rule that keeps unrelated facts from touching.
"""

from collections.abc import Container, Iterable, Mapping
from enum import StrEnum
from typing import TypeAlias

from spectron.domain.graph import Evidence, Fact, Stance
from spectron.domain.ids import EntityId
from spectron.domain.text import fold

Lane: TypeAlias = tuple[str, ...]
Content: TypeAlias = tuple[str, str]
Beside: TypeAlias = frozenset[tuple[EntityId, Content]]


class Cardinality(StrEnum):
    """How the values of a key relate to each other."""

    ONE = "one"  # one at a time, and it changes: location, job_title
    CONSTANT = "constant"  # one for life: a different value can only be a correction: birthday
    MANY = "many"  # several side by side, each with its own beginning and end: likes, skill
    EVENT = "event"  # something that happens, once or again: plan, event


ATTRIBUTES: Mapping[str, Cardinality] = {
    **dict.fromkeys(
        "name age pronouns location timezone address job_title organisation industry marital_status status diet email "
        "phone weight height day_rate salary".split(),
        Cardinality.ONE,
    ),
    **dict.fromkeys("birthday hometown origin birthplace blood_type species".split(), Cardinality.CONSTANT),
    **dict.fromkeys(
        "nickname nationality language project education school skill family pet vehicle allergy health likes "
        "dislikes preference hobby habit possession interest visited".split(),
        Cardinality.MANY,
    ),
    **dict.fromkeys("plan event goal commitment".split(), Cardinality.EVENT),
}
RELATIONS: Mapping[str, Cardinality] = dict.fromkeys(
    "works_at reports_to married_to partner_of located_in lives_in".split(), Cardinality.ONE
)
OPPOSITES: Mapping[str, str] = {"likes": "taste", "dislikes": "taste"}
PLACES = ("location", "lives_in", "located_in")
JOB = ("works_at", "job_title")
TASTES = ("likes", "preference", "habit", "hobby", "interest", "diet", "uses")


def cardinality(key: str, relation: bool, extra: Mapping[str, Cardinality]) -> Cardinality:
    """How many values a key takes; a context's own table (`extra`) goes first.

    An attribute key that nobody listed takes one value ("my blood type is ..."), a relation type takes many.
    """
    if key in extra:
        return extra[key]
    if relation:
        return RELATIONS.get(key, Cardinality.MANY)
    return ATTRIBUTES.get(key, Cardinality.ONE)


def is_taste(key: str) -> bool:
    """Whether a key tells what someone likes or does, so that words may put aside what another such key told."""
    return key in TASTES or key.startswith(("favourite_", "favorite_", "preferred_"))


def content(claim: Evidence | Fact) -> Content:
    """What a claim says, so that equal contents are restatements of each other.

    Where someone lives may be told as a value or as a relation: a place of one name is one place.
    """
    if claim.key in PLACES:
        return PLACES[0], fold(claim.value)
    return claim.key, claim.object or fold(claim.value)


def beside(evidence: Iterable[Evidence]) -> Beside:
    """Which contents stand beside the others of their key: those that someone said "also" of, whenever it was said."""
    return frozenset((one.entity, content(one)) for one in evidence if one.also and one.stance is Stance.HOLDS)


def lane(claim: Evidence, extra: Mapping[str, Cardinality], apart: Container[tuple[EntityId, Content]]) -> Lane:
    """Which claims this one excludes while it holds; contents in `apart` have a lane of their own."""
    many = cardinality(claim.key, claim.object is not None, extra) in (Cardinality.MANY, Cardinality.EVENT)
    if many or (claim.entity, content(claim)) in apart:
        return claim.entity, OPPOSITES.get(claim.key, content(claim)[0]), content(claim)[1]
    return claim.entity, content(claim)[0]


def rivals(key: str) -> tuple[str, ...]:
    """All keys whose facts a claim of this key could touch; itself among them."""
    families = (tuple(OPPOSITES), PLACES, JOB)
    return next((family for family in families if key in family), (key,))

"""Which known entities a question's subject means: the speaker, a name, or a role such as "my sister's husband"."""

from collections.abc import Iterator, Sequence

from spectron.domain.graph import Entity, Fact
from spectron.domain.ids import EntityId
from spectron.domain.question import Subject
from spectron.domain.text import fold
from spectron.domain.view import Snapshot

_HE = frozenset({"he", "she", "him", "her", "his", "they", "them", "their"})
_SAME = (
    ("mum", "mom", "mother", "mam", "mama"),
    ("dad", "father", "papa"),
    ("husband", "hubby", "spouse", "partner"),
    ("wife", "spouse", "partner", "missus"),
    ("partner", "boyfriend", "girlfriend", "fiance", "fiancee", "husband", "wife", "spouse"),
    ("boss", "manager", "supervisor", "line manager"),
    ("sister", "sis"),
    ("brother", "bro"),
    ("son", "kid", "child", "boy"),
    ("daughter", "kid", "child", "girl"),
    ("grandmother", "gran", "grandma", "granny", "nan", "nana"),
    ("grandfather", "grandad", "granddad", "grandpa"),
    ("friend", "mate", "buddy", "best friend", "bestie", "pal"),
    ("colleague", "coworker", "co-worker", "teammate"),
    ("neighbour", "neighbor"),
    ("flatmate", "roommate", "housemate"),
    ("doctor", "gp"),
)
ROLES = {
    **dict.fromkeys(("sister", "brother", "sibling"), ("sibling_of",)),
    **dict.fromkeys(("husband", "wife", "spouse"), ("married_to",)),
    **dict.fromkeys(("partner", "boyfriend", "girlfriend", "fiance", "fiancee"), ("partner_of", "married_to")),
    **dict.fromkeys(("son", "daughter", "child", "kid", "baby"), ("parent_of",)),
    **dict.fromkeys(("mum", "mom", "mother", "dad", "father", "parent"), ("child_of",)),
    **dict.fromkeys(("boss", "manager", "supervisor"), ("reports_to",)),
    **dict.fromkeys(("company", "employer", "firm", "workplace"), ("works_at", "founded", "owns")),
    "friend": ("friend_of",),
    **dict.fromkeys(("flatmate", "roommate", "housemate"), ("lives_with", "friend_of")),
    **dict.fromkeys(("colleague", "coworker"), ("colleague_of",)),
    **dict.fromkeys(("neighbour", "neighbor"), ("neighbour_of",)),
    **dict.fromkeys(("dog", "cat", "pet", "rabbit", "horse", "puppy", "kitten"), ("pet",)),
    **dict.fromkeys(("car", "van", "boat", "bike"), ("vehicle", "owns")),
}
_PAIRS = (
    ("sister", "brother"),
    ("husband", "wife"),
    ("son", "daughter"),
    ("mum", "dad"),
    ("mother", "father"),
    ("dog", "cat"),
)
_OPPOSITE = {**dict(_PAIRS), **{two: one for one, two in _PAIRS}}
BACK = {
    **{both: both for both in ("sibling_of", "married_to", "partner_of", "friend_of", "colleague_of", "neighbour_of")},
    "parent_of": "child_of", "child_of": "parent_of", "manages": "reports_to", "reports_to": "manages",
}  # fmt: skip
_PETS = frozenset({"dog", "cat", "rabbit", "horse", "parrot", "hamster", "tortoise", "fish", "bird", "guinea pig"})
_CLOSE_ENOUGH = 4


def find_entities(subject: Subject, snapshot: Snapshot) -> Sequence[Entity]:
    """The entities that a subject means, none where nobody fits."""
    if subject.principal is not None:
        return [one for one in snapshot.entities if one.principal == subject.principal]
    if subject.role is not None:
        holders = find_entities(subject.holder, snapshot) if subject.holder else ()
        found = _by_role(subject.role, {one.id for one in holders}, snapshot)
        own = subject.holder is not None and subject.holder.principal == "user"
        return found or (_by_post(subject.role, snapshot) if own else [])
    return by_name(subject.name or "", snapshot) or _by_post(subject.name or "", snapshot)


def _by_post(post: str, snapshot: Snapshot) -> Sequence[Entity]:
    """The only one, but for the speakers, who has a post or a trade: "the plumber", "our CEO"."""
    wanted = fold(post)
    bearers = {
        one.entity
        for one in snapshot.facts
        if one.key == "job_title"
        and one.valid.end is None
        and wanted
        and wanted in (fold(one.value), *fold(one.value).split())
    }
    found = [one for one in snapshot.entities if one.id in bearers and one.principal is None]
    return found if len(found) == 1 else []


def by_name(name: str, snapshot: Snapshot) -> Sequence[Entity]:
    """The entities of a name: the whole of it, then a part, then with one letter wrong; a pronoun means the latest."""
    wanted = fold(name)
    if wanted in _HE or wanted == "it":
        return _latest(snapshot, wanted)
    named = [(one, _names(one)) for one in snapshot.entities]
    exact = [one for one, names in named if wanted in names]
    if exact:
        return exact
    words = set(wanted.split())
    partly = [one for one, names in named if any(words <= set(other.split()) for other in names)]
    if not partly:
        partly = [one for one, names in named if any(_covers(words, other) for other in names)]
    if partly:
        return partly if len(partly) == 1 else []
    near = [one for one, names in named if any(_is_near(wanted, other) for other in names)]
    return near if len(near) == 1 else []


def _covers(words: set[str], name: str) -> bool:
    """Whether the question's words hold all of a name: "the Atlas project" holds Atlas."""
    parts = set(name.split())
    return bool(parts) and parts <= words and len(words - parts) <= 1


def _names(entity: Entity) -> set[str]:
    return {fold(entity.label), *(fold(alias.text) for alias in entity.aliases if alias.holder is None)}


def _latest(snapshot: Snapshot, pronoun: str) -> Sequence[Entity]:
    by_id = {one.id: one for one in snapshot.entities}
    spoken = [by_id[one] for one in snapshot.mentioned if one in by_id and not by_id[one].principal]
    fitting = [one for one in spoken if (one.type in ("person", "pet")) == (pronoun != "it")]
    return fitting[:1]


def _is_near(one: str, other: str) -> bool:
    """Whether two words differ in one letter that was changed, left out, added or swapped."""
    if min(len(one), len(other)) < _CLOSE_ENOUGH or abs(len(one) - len(other)) > 1 or one[:1] != other[:1]:
        return False
    start = next((at for at, (mine, yours) in enumerate(zip(one, other, strict=False)) if mine != yours), None)
    if start is None:
        return True
    a, b = one[start:], other[start:]
    swapped = len(a) == len(b) and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def is_nameless(entity: Entity) -> bool:
    """Whether an entity is known by its role alone: "mum"."""
    return fold(entity.label) in {fold(alias.text) for alias in entity.aliases if alias.holder is not None}


def _by_role(role: str, holders: set[EntityId], snapshot: Snapshot) -> Sequence[Entity]:
    """Who or what has this role towards one of the holders, by name of the role or by the relation it stands for."""
    if not holders:
        return []
    wanted = {role, *(word for row in _SAME if row[0] == role for word in row)}
    held = [
        one
        for one in snapshot.entities
        if any(alias.holder in holders and fold(alias.text) in wanted for alias in one.aliases)
    ]
    exact = [
        one for one in held if any(alias.holder in holders and fold(alias.text) == fold(role) for alias in one.aliases)
    ]
    named = [one for one in exact if not is_nameless(one)] or [one for one in held if not is_nameless(one)]
    if exact or held:
        return named or exact or held
    called = [one for one in by_name(role, snapshot) if one.principal is None]
    return list(_by_relation(role, holders, snapshot)) or called


def _by_relation(role: str, holders: set[EntityId], snapshot: Snapshot) -> Iterator[Entity]:
    """Who stands in the relation that a role means, unless another role is known of them; a pet by its kind."""
    by_id = {one.id: one for one in snapshot.entities}
    for fact in snapshot.facts:
        if fact.entity not in holders or not set(ROLES.get(role, ())) & {fact.key} or fact.valid.end is not None:
            continue
        found = by_id.get(fact.object) if fact.object else next(iter(by_name(fact.value, snapshot)), None)
        if found is not None and not _is_other(role, found, holders, snapshot.facts):
            yield found


def _is_other(role: str, entity: Entity, holders: set[EntityId], facts: Sequence[Fact]) -> bool:
    """Whether an entity is known to be the opposite of a role, or a pet of another kind."""
    roles = {fold(alias.text) for alias in entity.aliases if alias.holder in holders}
    if _OPPOSITE.get(role) in roles:
        return True
    kinds = {fold(one.value) for one in facts if one.entity == entity.id and one.key in ("species", "breed")}
    return role in _PETS and bool(kinds & (_PETS - {role}))


def role_towards(entity: Entity, holders: set[EntityId]) -> str:
    """What an entity is to one of the holders, such as "sister", or ""."""
    return next((alias.text for alias in entity.aliases if alias.holder in holders), "")

"""The laws of a plan, over whole random histories told to a memory in lists."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st
from telling import EVERY_MANNER, Ledger, Says, day, histories, line

from spectron.domain.candidate import Manner
from spectron.domain.conversation import Role
from spectron.domain.graph import Fact, Stance
from spectron.domain.text import fold
from spectron.reconciliation.cardinality import OPPOSITES, TASTES, Cardinality, cardinality, content, is_taste, rivals


def _current(memory: Ledger) -> Counter:
    return Counter(
        (memory.entities[one.entity].label, one.key, fold(one.value), one.valid.start, one.valid.end)
        for one in memory.facts.values()
        if one.superseded_revision is None
    )


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(told, random):
    """Whichever turn is learned first, the same versions are believed in the end."""
    assert _current(Ledger().hear_all(random.sample(told, len(told)))) == _current(Ledger().hear_all(told))


@given(histories(EVERY_MANNER))
def test_history_never_changes(told):
    """What was believed after each turn is still told of that instant after all the later ones."""
    memory, snapshots = Ledger(), []
    for one in told:
        memory.hear(one)
        snapshots.append((len(memory.plans), _believed_at(memory, len(memory.plans))))
    for revision, before in snapshots:
        assert _believed_at(memory, revision) == before


def _believed_at(memory: Ledger, revision: int) -> set[tuple[str, str, str]]:
    return {
        (one.id, one.value, str(one.valid))
        for one in memory.facts.values()
        if one.revision <= revision and (one.superseded_revision is None or one.superseded_revision > revision)
    }


@given(histories(EVERY_MANNER, aside=True))
def test_only_claims_of_one_family_touch_each_other(told):
    """A turn writes and closes versions of the entities it speaks of alone, and only in the families of its keys."""
    memory = Ledger()
    for one in told:
        claims = {(each.about, each.key) for each in one.says}
        claims |= {(each.about, key) for each in one.says if each.replaces and is_taste(each.key) for key in TASTES}
        changes = memory.hear(one)
        touched = [*changes.facts, *(memory.facts[gone] for gone, _ in changes.superseded)]
        for fact in touched:
            about = "me" if memory.entities[fact.entity].label == "alice" else "my sister"
            assert any((about, key) in claims for key in rivals(fact.key)), fact


@given(histories((Manner.PLAIN, Manner.END, Manner.DENIAL), also=False))
def test_values_that_stand_side_by_side_leave_each_other_alone(told):
    """Where a key takes many values, a turn about one of them closes no version of another one."""
    memory = Ledger()
    for one in told:
        spoken = {fold(each.value) for each in one.says}
        changes = memory.hear(one)
        for gone, _ in changes.superseded:
            fact = memory.facts[gone]
            if cardinality(fact.key, fact.object is not None, {}) in (Cardinality.MANY, Cardinality.EVENT):
                assert fold(fact.value) in spoken


@given(histories(EVERY_MANNER))
def test_closed_rows_say_when_and_by_which_turn(told):
    """A version has both or neither of the instant and the revision that closed it, and was open before."""
    memory = Ledger()
    for one in told:
        held = {each.id for each in memory.facts.values() if each.superseded_revision is None}
        changes = memory.hear(one)
        assert {gone for gone, _ in changes.superseded} <= held
    for fact in memory.facts.values():
        assert (fact.superseded_at is None) == (fact.superseded_revision is None)
        assert fact.superseded_revision is None or fact.superseded_revision > fact.revision


@given(histories(EVERY_MANNER))
def test_chains_reach_the_first_version(told):
    """Following what each version replaced never runs in a circle and ends at one that replaced nothing."""
    memory = Ledger().hear_all(told)
    for fact in memory.facts.values():
        while fact.replaces:
            before = memory.facts[fact.replaces]
            assert before.revision < fact.revision
            assert before.entity == fact.entity
            fact = before


@given(histories(EVERY_MANNER, also=False))
def test_one_value_at_a_time(told):
    """Of a key that takes one value, no two believed versions of an entity share an instant."""
    memory = Ledger().hear_all(told)
    held = [one for one in memory.facts.values() if one.superseded_revision is None]
    for one, other in combinations(held, 2):
        if _one_lane(one, other):
            assert not _meet(one, other), (one, other)


def _one_lane(one: Fact, other: Fact) -> bool:
    same = (one.entity, one.key) == (other.entity, other.key)
    if cardinality(one.key, one.object is not None, {}) is Cardinality.ONE:
        return same
    family = OPPOSITES.get(one.key, one.key) == OPPOSITES.get(other.key, other.key)
    return one.entity == other.entity and family and content(one)[1] == content(other)[1]


def _meet(one: Fact, other: Fact) -> bool:
    starts = [each.valid.start for each in (one, other) if each.valid.start]
    ends = [each.valid.end for each in (one, other) if each.valid.end]
    return not starts or not ends or max(starts) < min(ends)


@given(histories())
def test_a_restatement_makes_no_version(told):
    """Saying again what holds now keeps every row and adds to the evidence."""
    memory = Ledger().hear_all(sorted(told, key=lambda one: one.at))
    for fact in [one for one in memory.facts.values() if one.superseded_revision is None]:
        if not fact.valid.covers(day(20)) or memory.entities[fact.entity].label != "alice":
            continue
        again = Says(fact.key, fact.value, to="organisation" if fact.object else None)
        changes = memory.hear(line(day(20), again))
        assert (changes.facts, changes.superseded, changes.corrections) == ((), (), ())
        assert [one.stance for one in changes.evidence] == [Stance.HOLDS]


@given(histories(), histories(EVERY_MANNER), st.sampled_from([Role.ASSISTANT, Role.TOOL]))
def test_a_weaker_voice_takes_nothing_away(told, later, role):
    """Whatever a user said holds at every instant it held at, whatever an assistant or a tool says after it."""
    memory = Ledger().hear_all(told)
    before = [one for one in memory.facts.values() if one.superseded_revision is None]
    memory.hear_all(replace(one, role=role) for one in later)
    after = [one for one in memory.facts.values() if one.superseded_revision is None]
    for fact in before:
        assert any(_holds_as_long(one, fact) for one in after), fact


def _holds_as_long(new: Fact, old: Fact) -> bool:
    same = (new.entity, content(new)) == (old.entity, content(old))
    early = new.valid.start is None or (old.valid.start is not None and new.valid.start <= old.valid.start)
    late = new.valid.end is None or (old.valid.end is not None and new.valid.end >= old.valid.end)
    return same and early and late

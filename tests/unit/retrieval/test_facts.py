"""Facts as search hits: whom a question names, who stands near, which facts answer, and when they held."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from telling import EVERY_MANNER, Ledger, Line, Says, day, histories, line

from spectron.domain.candidate import Manner
from spectron.domain.question import Question, Subject, Wanted
from spectron.domain.recall import Hit, Tier, Why
from spectron.domain.temporal import Interval
from spectron.domain.view import Viewpoint
from spectron.retrieval.facts import Facts, believed, extend, gather, moment_of, stands
from spectron.retrieval.graph import recall
from spectron.retrieval.tiers import choose

ME = Subject(principal="user")
STORY = [
    line(day(1), Says("name", "Alice"), Says("location", "Berlin"), Says("likes", "tea")),
    line(day(2), Says("location", "Porto", about="my sister Ana"), Says("likes", "fado", about="my sister Ana")),
    line(day(3), Says("friend_of", "Bob", about="my sister Ana", to="person")),
    line(day(4), Says("married_to", "Cleo", about="Bob", to="person"), Says("birthday", "4 May", about="Cleo")),
    line(day(6), Says("location", "Munich"), Says("likes", "coffee")),
]


def warm(lines: Sequence[Line]) -> Facts:
    """What a view holds after a story: every version there ever was."""
    memory = Ledger().hear_all(lines)
    return gather(memory.entities.values(), memory.facts.values())


def ask(question: Question, known: Facts | None = None, viewpoint: Viewpoint | None = None) -> Sequence[Hit]:
    """The facts that are found on the ninth day."""
    return recall(known or warm(STORY), question, viewpoint or Viewpoint(), day(9))


def values(hits: Sequence[Hit]) -> list[str]:
    """What the facts say, best first."""
    return [hit.fact.value for hit in hits if hit.fact]


def notes(hit: Hit) -> list[str]:
    """What the signals of a hit saw."""
    return [one.note for one in hit.why]


def test_a_question_for_a_key_is_answered_by_its_fact():
    """Where a question names whom and what, the fact under that key comes first and says so."""
    hits = ask(Question("Where do I live?", Wanted.VALUE, (ME,), ("location",)))
    assert values(hits)[0] == "Munich"
    assert "answers by key: location of Alice" in notes(hits[0])


def test_a_role_leads_to_who_holds_it():
    """ "My sister" is Ana, and the hit says how that was known."""
    question = Question("Where does my sister live?", Wanted.VALUE, (Subject(role="sister", holder=ME),), ("location",))
    hits = ask(question)
    assert values(hits)[0] == "Porto"
    assert "Ana is your sister (1 hop)" in notes(hits[0])
    assert "Ana is your sister (1 hop)" in notes(ask(replace(question, subjects=()))[0])


def test_all_values_of_a_key_are_gathered():
    """A question for a list finds every value that stands."""
    hits = ask(Question("What do I like?", Wanted.LIST, (ME,), ("likes",)))
    assert set(values(hits)[:2]) == {"tea", "coffee"}


def test_facts_are_found_two_relations_away():
    """The wife of Ana's friend is found from Ana, and the hit says by which relation."""
    hits = ask(Question("When is the birthday of the wife of Ana's friend?", Wanted.VALUE, keys=("birthday",)))
    (found,) = [hit for hit in hits if hit.fact and hit.fact.value == "4 May"]
    assert {"birthday of Cleo", "Bob married to Cleo (2 hops)"} <= set(notes(found))
    nearer = ask(Question("When is Cleo's birthday?", Wanted.VALUE, (Subject(name="Cleo"),), ("birthday",)))
    assert values(nearer)[0] == "4 May"
    assert nearer[0].score > found.score


def test_who_has_a_value_is_found_from_the_value():
    """A question that names a value and nobody finds those of whom it is told, by attribute and by relation."""
    for value, key in (("Porto", "location"), ("Bob", "friend_of")):
        hits = ask(Question(f"Whose {key} is {value}?", Wanted.VALUE, keys=(key,), value=value))
        assert values(hits)[0] == value
        assert f"answers by key and value: {key.replace('_', ' ')} {value}" in notes(hits[0])


def test_the_kind_that_is_asked_for_counts():
    """Of two things that somebody likes, the one whose topic was asked for comes first."""
    known = warm([line(day(1), Says("likes", "chess", topics=("game",)), Says("likes", "rice"))])
    hits = ask(Question("Which games do I like?", Wanted.LIST, (ME,), ("likes",), kind="game"), known)
    assert values(hits) == ["chess", "rice"]


def test_other_forms_of_the_words_count():
    """A question whose words were read finds facts by their other forms too."""
    asked = Question("Who went hiking?", terms=(("went", "go"), ("hiking", "hike", "fado")))
    assert values(ask(asked)) == ["fado"]


def test_words_find_facts_of_a_question_that_nobody_read():
    """Without a reading, the words of a question find the facts that say them."""
    assert values(ask(Question("Who listens to fado?")))[0] == "fado"
    assert ask(Question("Who plays chess?")) == []


def test_what_held_then_is_found_for_then():
    """A past instant of valid time finds what was true, a past instant of known time what was believed."""
    question = Question("Where do I live?", Wanted.VALUE, (ME,), ("location",))
    assert values(ask(question, viewpoint=Viewpoint(valid_at=day(3))))[0] == "Berlin"
    assert values(ask(question, viewpoint=Viewpoint(known_at=day(3))))[0] == "Berlin"
    assert "Berlin" not in values(ask(question))
    assert values(ask(replace(question, time=Interval(day(2), day(4)))))[0] == "Berlin"


def test_the_past_is_found_where_it_is_asked_for():
    """A question about what was before, or what changed, finds the values that ended."""
    asked = Question("Where did I live before?", Wanted.CHANGE, (ME,), ("location",), before=True)
    assert {"Berlin", "Munich"} <= set(values(ask(asked)))
    before = replace(asked, text="Where did I live before Munich?", value="Munich")
    assert values(ask(before))[:2] == ["Berlin", "Munich"]


def test_the_points_of_the_signals_add_up():
    """A hit's score is the sum of what its signals added."""
    for hit in ask(Question("What does Ana like about Porto?", Wanted.LIST, (Subject(name="Ana"),), ("likes",))):
        assert hit.score == sum(one.points for one in hit.why)


KEYS = st.sampled_from(["location", "likes", "works_at", "plan"])
INSTANTS = st.none() | st.integers(-1, 10).map(day)


@settings(max_examples=60, deadline=None)
@given(histories(EVERY_MANNER), KEYS, INSTANTS, INSTANTS, st.sampled_from(list(Wanted)), st.booleans())
def test_nothing_is_found_outside_its_time(
    lines: list[Line], key: str, valid_at: datetime | None, known_at: datetime | None, wanted: Wanted, before: bool
):
    """Every fact that is found was believed at `known_at`, and true at `valid_at` where that was named."""
    viewpoint = Viewpoint(valid_at, known_at)
    moment = moment_of(viewpoint, day(9))
    known = warm(lines)
    asked = Question("What about tea in Berlin or my sister?", wanted, (ME,), (key,), before=before)
    for hit in recall(known, asked, viewpoint, day(9)):
        assert hit.fact
        assert believed(hit.fact, moment)
        assert valid_at is None or stands(hit.fact, moment)


@settings(max_examples=60, deadline=None)
@given(histories(), st.randoms(), st.data())
def test_the_order_and_the_number_of_readings_do_not_matter(lines: list[Line], random: object, data: st.DataObject):
    """Rows in any order, or read a few at a time while the memory grows, lead to the same hits."""
    asked = Question("What about tea in Berlin or my sister?", Wanted.LIST, (ME,), ("likes",))
    plain = recall(warm(lines), asked, Viewpoint(), day(9))
    memory, grown = Ledger(), Facts()
    for one in lines:
        memory.hear(one)
        if data.draw(st.booleans()):
            grown = extend(grown, memory.entities.values(), memory.facts.values())
    entities, facts = list(memory.entities.values()), list(memory.facts.values())
    random.shuffle(facts)  # type: ignore[attr-defined]
    random.shuffle(entities)  # type: ignore[attr-defined]
    grown = extend(grown, entities, facts)
    again = recall(gather(entities, facts), asked, Viewpoint(), day(9))
    assert again == recall(grown, asked, Viewpoint(), day(9))
    assert sorted(values(again)) == sorted(values(plain))


def test_a_denial_takes_a_fact_from_the_hits():
    """What was corrected is not found any more."""
    known = warm([line(day(1), Says("likes", "tea")), line(day(2), Says("likes", "tea", Manner.DENIAL))])
    assert ask(Question("What do I like?", Wanted.LIST, (ME,), ("likes",)), known) == []


def tier(question: Question, turns: Sequence[Hit] = ()) -> tuple[Tier, str]:
    """Which strategy answers a question, and why."""
    known = warm(STORY)
    found = choose(ask(question, known), turns, 10, known.labels)
    assert set(found.labels) <= set(known.labels)
    return found.tier, found.reason


def test_the_narrowest_strategy_that_answers_is_taken():
    """A fact by its key answers directly; words are weighed with all else; without a hit everything may be shown."""
    direct = Question("Where do I live?", Wanted.VALUE, (ME,), ("location",))
    assert tier(direct) == (Tier.DIRECT, "answers by key: location of Alice")
    assert tier(Question("Who listens to fado?"))[0] is Tier.HYBRID
    assert tier(Question("Who plays chess?")) == (Tier.FULL, "nothing was found, so all there is may be shown")


def test_answers_stand_before_what_is_only_near():
    """In the hits, facts that answer by key come first, and the rest by score, up to the number asked for."""
    known = warm(STORY)
    facts = ask(Question("Where does Ana live?", Wanted.VALUE, (Subject(name="Ana"),), ("location",)), known)
    turns = [Hit(facts[0].source_turn, points, (Why("words", points),)) for points in (9.0, 8.0)]
    found = choose(facts, turns, 2, known.labels)
    assert [hit.score for hit in found.hits] == [facts[0].score, 9.0]

"""The extractor that asks a model: what its answers become, and what is done about those that cannot be read."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from asking import NOTHING, answering, claims, entity, near, read, told, turn, whose
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.candidate import ASSISTANT, SPEAKER, Extraction, Manner, Window
from spectron.domain.conversation import Role
from spectron.domain.errors import ExtractionFailed
from spectron.domain.explanation import Outcome
from spectron.domain.graph import Alias, DoubtKind, Priority
from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.grounding import ground
from spectron.extraction.keys import load_keys
from spectron.extraction.language import recognise
from spectron.extraction.model import ModelExtractor
from spectron.providers.scripted import Price, Rule, ScriptedModel

LYON = {"about": 1, "key": "location", "value": "Lyon", "quote": "I live in Lyon"}
ALICE = entity(1, "alice", principal=SPEAKER)
ANA = entity(2, "Ana", "person", Alias("sister", ALICE.id))
MARCO = entity(3, "Marco")


def at(year: int, month: int = 1, day: int = 1) -> datetime:
    """The first instant of a day."""
    return datetime(year, month, day, tzinfo=UTC)


# From numbers to mentions


def test_the_user_and_the_assistant_need_no_mention():
    """Number 1 is whoever speaks in user turns, number 2 the assistant."""
    iris = {"about": 2, "key": "name", "value": "Iris", "quote": "You are called Iris"}
    found = read(turn("I live in Lyon. You are called Iris."), told(claims=[LYON, iris]))
    assert [whose(found, one).principal for one in found.claims] == [SPEAKER, ASSISTANT]
    assert claims(found) == [("alice", "location", "Lyon"), ("assistant", "name", "Iris")]


def test_a_known_number_is_that_entity():
    """What a model took a pronoun for keeps its identity, whether or not it is listed as a mention."""
    listed = {"n": 3, "name": "she", "type": "person", "quote": "She"}
    for mentions in ([], [listed]):
        answer = told(mentions=mentions, claims=[LYON | {"about": 3, "quote": "She lives in Lyon"}])
        found = read(turn("She lives in Lyon."), answer, near(ALICE, ANA))
        assert [whose(found, one).known for one in found.claims] == [ANA.id]


def test_a_known_number_that_cannot_be_meant_is_a_new_thing():
    """A model that counted wrongly does not tell one person's facts of another."""
    answer = told(
        mentions=[{"n": 3, "name": "Lena", "type": "person", "quote": "Lena"}],
        claims=[LYON | {"about": 3, "quote": "Lena lives in Lyon"}],
    )
    found = read(turn("Lena lives in Lyon."), answer, near(ALICE, MARCO))
    assert [(one.label, one.known) for one in found.mentions] == [("Lena", None)]


def test_someone_known_by_role_hangs_on_whoever_holds_it():
    """The holder comes first, in whatever order the answer lists them."""
    mentions = [
        {"n": 4, "name": "boss", "type": "person", "role": "boss", "of": 3, "quote": "boss"},
        {"n": 3, "name": "Ana", "type": "person", "role": "sister", "of": 1, "quote": "My sister Ana"},
    ]
    found = read(turn("My sister Ana has a boss."), told(mentions=mentions))
    assert [(one.label, one.role, one.holder) for one in found.mentions] == [
        ("alice", None, None), ("Ana", "sister", 0), ("boss", "boss", 1),
    ]  # fmt: skip


def test_roles_in_a_circle_end_somewhere():
    """Two that hold each other's role are both mentioned."""
    ana = {"n": 3, "name": "Ana", "type": "person", "role": "twin", "of": 4, "quote": "Ana"}
    pair = [ana, ana | {"n": 4, "name": "Bea", "of": 3, "quote": "Bea"}]
    assert {one.label for one in read(turn("Ana and Bea are twins"), told(mentions=pair)).mentions} == {"Ana", "Bea"}


@pytest.mark.parametrize("name", ["He", "he", "friend"])
def test_a_pronoun_or_a_common_word_is_the_known_entity_of_its_number(name: str):
    """Who is not called by a name may be whoever the number says."""
    answer = told(
        mentions=[{"n": 3, "name": name, "type": "person", "quote": name}],
        claims=[LYON | {"about": 3, "quote": f"{name} lives in Lyon"}],
    )
    found = read(turn(f"{name} lives in Lyon."), answer, near(ALICE, MARCO))
    assert [(one.label, one.known) for one in found.mentions] == [("Marco", MARCO.id)]


def test_a_pronoun_names_no_new_thing():
    """Nobody is founded under the name "she", and nothing is said of her."""
    answer = told(
        mentions=[{"n": 9, "name": "She", "type": "person", "quote": "She"}],
        claims=[LYON | {"about": 9, "quote": "She lives in Lyon"}, LYON | {"quote": "She lives in Lyon"}],
    )
    found = read(turn("She lives in Lyon."), answer)
    assert claims(found) == [("alice", "location", "Lyon")]


@pytest.mark.parametrize(("earlier", "kept"), [((), []), (("Ana rang.",), ["Ana"])])
def test_a_new_thing_has_a_name_that_somebody_said(earlier: tuple[str, ...], kept: list[str]):
    """A name that stands neither in the turn nor before it is an invention, and founds nothing."""
    answer = told(mentions=[{"n": 9, "name": "Ana", "type": "person", "quote": "She"}])
    found = read(turn("She lives in Lyon."), answer, Window(turns=[turn(one) for one in earlier]))
    assert [one.label for one in found.mentions] == kept


def test_the_user_keeps_their_name_in_an_assistants_turn():
    """Number 1 is the user whoever speaks, also where the window knows the assistant as the speaker."""
    iris = entity(4, "Iris", principal=ASSISTANT)
    window = Window(entities=[iris, ALICE], speaker=iris)
    answer = told(claims=[LYON | {"quote": "You live in Lyon"}])
    found = read(turn("You live in Lyon.", Role.ASSISTANT), answer, window)
    assert [(one.label, one.principal) for one in found.mentions] == [("alice", SPEAKER)]


def test_a_relation_leads_to_its_thing():
    """A claim with `to` is a relation under its canonical type, valued with the other's label."""
    answer = told(
        mentions=[{"n": 3, "name": "Globex", "type": "Organization", "quote": "Globex"}],
        claims=[{"about": 1, "key": "works for", "to": 3, "quote": "I work for Globex"}],
    )
    found = read(turn("I work for Globex."), answer)
    (claim,) = found.claims
    assert (claim.key, claim.value, found.mentions[claim.object or 0].type) == ("works_at", "Globex", "organisation")


def test_a_relation_that_is_told_by_name_finds_or_founds_its_thing():
    """Without `to` the value of a relation is a mention, one for one name."""
    one = {"about": 1, "key": "employer", "value": "Globex", "quote": "I work for Globex"}
    found = read(turn("I work for Globex."), told(claims=[one, one | {"key": "founded"}]))
    assert [(whose(found, one).label, one.key, found.mentions[one.object or 0].label) for one in found.claims] == [
        ("alice", "works_at", "Globex"), ("alice", "founded", "Globex"),
    ]  # fmt: skip
    assert [one.type for one in found.mentions] == ["person", "organisation"]


def test_a_property_stays_a_property_though_its_value_has_a_number():
    """Where somebody lives is filed in one way, so that a later place takes its turn."""
    answer = told(
        mentions=[{"n": 3, "name": "Lyon", "type": "city", "quote": "Lyon"}],
        claims=[{"about": 1, "key": "lives_in", "to": 3, "quote": "I live in Lyon"}],
    )
    (claim,) = read(turn("I live in Lyon."), answer).claims
    assert (claim.key, claim.value, claim.object) == ("location", "Lyon", None)


@pytest.mark.parametrize("wrong", [{"about": 9}, {"to": 9, "key": "works_at"}, {"key": "knows", "to": 1}])
def test_a_number_that_stands_for_nothing_carries_no_claim(wrong: dict):
    """A claim of an unknown number, or from a thing to itself, is dropped; its neighbours are kept."""
    found = read(turn("I live in Lyon."), told(claims=[LYON | wrong, LYON]))
    assert claims(found) == [("alice", "location", "Lyon")]


def test_keys_are_canonical():
    """Other names of a key, in any spelling, are the key; an unknown one is in snake_case."""
    keys = ["City", "currentLocation", "Shoe Size"]
    found = read(turn("I live in Lyon."), told(claims=[LYON | {"key": key} for key in keys]))
    assert [one.key for one in found.claims] == ["location", "shoe_size"]


# From words to quotes and instants


@pytest.mark.parametrize(
    ("said", "quote", "found"),
    [
        ("So  I live\nin Lyon now", "I live in Lyon", "I live\nin Lyon"),
        ("I don\u2019t live in Lyon", "I don't live in Lyon", "I don\u2019t live in Lyon"),
        ("i live in lyon", "I live in Lyon", "i live in lyon"),
        ("I live in Lyon, I live in Lyon", "I live in Lyon", "I live in Lyon"),
        ("I live in Lyon", '"I live in Lyon."', "I live in Lyon"),
        ("I do, since you ask, live in Lyon", "I do... live in Lyon", "I do, since you ask, live in Lyon"),
    ],
)
def test_a_quote_is_found_where_it_stands(said: str, quote: str, found: str):
    """Spaces, capitals, typographic marks and dots do not matter; of two places the first counts."""
    one = turn(said)
    (claim,) = ground(read(one, told(claims=[LYON | {"quote": quote}])), one).extraction.claims
    assert claim.quote.text == found == said[claim.quote.start : claim.quote.end]


def test_words_that_nobody_said_carry_nothing():
    """A claim, a rule and a doubt whose words are not in the turn are dropped, and counted."""
    one = turn("I live in Lyon.")
    rule, doubt = {"text": "Be brief.", "quote": "be brief"}, {"text": "x", "kind": "speculative", "quote": "perhaps"}
    answer = told(claims=[LYON, LYON | {"quote": "I live in Nice"}], directives=[rule], doubts=[doubt])
    grounded = ground(read(one, answer), one)
    assert (len(grounded.extraction.claims), grounded.dropped) == (1, 3)
    assert (grounded.extraction.directives, grounded.extraction.doubts) == ((), ())


DATED = [
    ("I moved to Lyon last month", {"when": "last month"}, Interval(at(2026, 4))),
    ("I have lived in Lyon since 2019", {"when": "since 2019"}, Interval(at(2019))),
    ("I have lived in Lyon since 2019", {"when": "2019"}, Interval(at(2019))),
    ("I lived in Lyon in 2019", {"when": "in 2019", "holds": "during"}, Interval(at(2019), at(2020))),
    ("I lived in Lyon from 2015 to 2018", {"when": "from 2015 to 2018"}, Interval(at(2015), at(2018))),
    ("I left Lyon in March", {"when": "in March", "manner": "end"}, Interval(None, at(2026, 3))),
    ("Lyon ends in March", {"when": "in March", "holds": "until"}, Interval(None, at(2027, 3))),
    ("I live in Lyon", {"when": "since 2019"}, ALWAYS),
    ("I live in Lyon", {"when": "2026-03-01"}, ALWAYS),
    ("I live in Lyon these days", {"when": "these days"}, ALWAYS),
    ("I'm not in Lyon since May", {"when": "since May", "manner": "denial"}, ALWAYS),
]


@pytest.mark.parametrize(("said", "more", "valid"), DATED)
def test_dates_are_read_from_the_words_of_the_turn(said: str, more: dict, valid: Interval):
    """The model names the words; the calendar makes an interval of them, and of words nobody said none."""
    (claim,) = read(turn(said), told(claims=[LYON | {"quote": said} | more])).claims
    assert claim.valid == valid


SINCE = {"when": "desde el mes pasado"}
TRANSLATED = [
    ("Vivo en Lyon desde el mes pasado", SINCE | {"when_en": "since last month"}, Interval(at(2026, 4))),
    ("Vivo en Lyon desde el mes pasado", SINCE | {"when_en": "since 2026-04-01"}, ALWAYS),
    ("Vivo en Lyon desde el mes pasado", SINCE, ALWAYS),
    ("Vivo en Lyon desde 2019", {"when": "desde 2019", "when_en": "since 2019"}, Interval(at(2019))),
    ("Vivo en Lyon", {"when": "desde 2019", "when_en": "since 2019"}, ALWAYS),
    ("J'ai habit\u00e9 sept ans \u00e0 Lyon avec toi", {"when": "sept ans"}, ALWAYS),
]


@pytest.mark.parametrize(("said", "more", "valid"), TRANSLATED)
def test_dates_in_another_language_are_translated_and_never_computed(said: str, more: dict, valid: Interval):
    """The model may translate what stands in the turn; a number that does not stand there is not believed."""
    one = replace(turn(said), language=recognise(said))
    (claim,) = read(one, told(claims=[LYON | {"quote": said} | more])).claims
    assert (one.language != "en", claim.valid) == (True, valid)


def test_of_two_dates_the_one_beside_the_claim_counts():
    """The same words twice are those inside the claim's own quote."""
    said = "In 2019 I lived in Nice from May. In 2020 I lived in Lyon from May."
    claim = LYON | {"quote": "In 2020 I lived in Lyon from May", "when": "In 2020", "holds": "during"}
    (found,) = read(turn(said), told(claims=[claim])).claims
    assert found.valid == Interval(at(2020), at(2021))


def test_a_birthday_is_no_since_when():
    """The day in a birthday is what is said, not from when on it is true."""
    claim = LYON | {"key": "dob", "value": "3 May 1990", "quote": "born on 3 May 1990", "when": "on 3 May 1990"}
    (found,) = read(turn("I was born on 3 May 1990"), told(claims=[claim])).claims
    assert (found.key, found.valid) == ("birthday", ALWAYS)


def test_everything_that_a_claim_can_say_comes_through():
    """Manner, what it replaces, also, confidence, importance and topics."""
    more = {"manner": "correction", "replaces": "Nice", "also": True, "topics": ["home"]}
    more |= {"confidence": 0.7, "importance": 0.8}
    (claim,) = read(turn("No, I live in Lyon"), told(claims=[LYON | more])).claims
    assert (claim.manner, claim.replaces, claim.also) == (Manner.CORRECTION, "Nice", True)
    assert (claim.confidence, claim.importance, claim.topics) == (0.7, 0.8, ("home",))


def test_rules_and_doubts_come_through():
    """A directive with its force, and a doubt with the claim it must not become."""
    rule = {"text": "Reply in French.", "priority": "high", "quote": "Always reply in French"}
    doubt = {"text": "May move to Lyon", "kind": "speculative", "reason": "might", "quote": "I might move to Lyon"}
    doubt |= {"about": 1, "key": "location", "value": "Lyon"}
    found = read(turn("Always reply in French. I might move to Lyon."), told(directives=[rule], doubts=[doubt]))
    assert [(one.text, one.priority) for one in found.directives] == [("Reply in French.", Priority.HIGH)]
    (hedge,) = found.doubts
    assert (hedge.kind, hedge.claim and hedge.claim.value) == (DoubtKind.SPECULATIVE, "Lyon")
    assert found.claims == ()


DENIAL = LYON | {"quote": "I don't live in Lyon"}
NEGATED = {"text": "Does not live in Lyon", "kind": "negated", "reason": "not"} | DENIAL


@pytest.mark.parametrize("answer", [
    told(claims=[DENIAL | {"manner": "denial"}]),
    told(doubts=[NEGATED]),
    told(claims=[DENIAL | {"manner": "denial"}], doubts=[NEGATED]),
])  # fmt: skip
def test_a_denial_is_a_claim_and_a_doubt(answer: str):
    """However a model files it: what was believed ends, and the statement is among the unknowns, each once."""
    found = read(turn("I don't live in Lyon"), answer)
    assert [(one.manner, one.value) for one in found.claims] == [(Manner.DENIAL, "Lyon")]
    assert [(one.kind, one.claim and one.claim.value) for one in found.doubts] == [(DoubtKind.NEGATED, "Lyon")]


def test_what_the_model_does_not_weigh_has_the_weight_of_its_key():
    """Importance and topics come from the table of keys unless the answer gives them."""
    found = read(turn("I live in Lyon"), told(claims=[LYON, LYON | {"key": "shoe_size"}]))
    table = load_keys()
    assert [(one.importance, one.topics) for one in found.claims] == [
        (table.importance["location"], table.topics["location"]), (0.5, ()),
    ]  # fmt: skip


_words = st.sampled_from(
    ["I live in Lyon", "Lyon", "I ... Lyon", "...", "", "since 2019", "x", "works_at", "\u0130", "3"]
)
_items = st.lists(
    st.dictionaries(
        st.sampled_from("n about to of key value quote name type role when holds manner text kind replaces".split()),
        st.integers(-1, 5) | _words | st.none(),
    ),
    max_size=4,
)


@given(_items, _items, _items, _items)
def test_no_answer_breaks_the_extractor(mentions: list, claims: list, directives: list, doubts: list):
    """Whatever the fields of an answer hold, an extraction comes of it whose parts lead to each other."""
    one = turn("Since 2019 I live in Lyon, not in Nice")
    answer = told(mentions=mentions, claims=claims, directives=directives, doubts=doubts)
    found = ground(read(one, answer, near(ALICE, ANA, MARCO)), one).extraction
    inside = [doubt.claim for doubt in found.doubts if doubt.claim]
    assert all(claim.about < len(found.mentions) for claim in (*found.claims, *inside))
    assert all(mention.holder is None or mention.holder < place for place, mention in enumerate(found.mentions))


# One call, one repair


def extract(model: ScriptedModel, said: str = "I live in Lyon"):
    """What the extractor makes of a turn with this model."""
    return asyncio.run(ModelExtractor(model).extract(turn(said), Window()))


def test_a_turn_takes_one_call():
    """A good answer is the only one, and the turn tells what it took."""
    model = ScriptedModel("test", [Rule(told(claims=[LYON]))], Price(1.0, 2.0))
    found = extract(model)
    assert len(model.asked) == 1
    usage = found.usage
    assert (usage.model, usage.calls) == ("scripted/test", 1)
    assert min(usage.prompt_tokens, usage.completion_tokens) > 10
    assert usage.cost_usd == pytest.approx((usage.prompt_tokens + 2 * usage.completion_tokens) / 1e6)


def test_an_answer_that_cannot_be_read_is_repaired_once():
    """The model sees its own answer and the fault, and its second answer counts; both calls are paid for."""
    model = answering("I live in Lyon, they said.", told(claims=[LYON]))
    found = extract(model)
    assert claims(found) == [("alice", "location", "Lyon")]
    assert [len(request.messages) for request in model.asked] == [1, 3]
    assert found.usage.calls == 2
    assert found.usage.cost_usd is None


def test_a_second_answer_that_cannot_be_read_is_a_failure():
    """After the repair nothing is asked any more: the failure keeps the last answer, the turn and what was used."""
    model = answering("no", "still no", told(claims=[LYON]))
    with pytest.raises(ExtractionFailed, match="cannot be read") as failed:
        extract(model)
    assert (failed.value.answer, failed.value.turn_id, failed.value.usage.calls) == ("still no", "turn:1", 2)
    assert "still no" not in failed.value.detail
    assert len(model.asked) == 2


@pytest.mark.parametrize(("rules", "answer", "calls"), [
    ([Rule(fail="refused")], None, 0),
    ([Rule("no", times=1), Rule(fail="busy")], "no", 1),
])  # fmt: skip
def test_a_provider_that_fails_fails_the_extraction(rules: list[Rule], answer: str | None, calls: int):
    """Its sentence is told, and the answer before it is kept."""
    with pytest.raises(ExtractionFailed, match="scripted/test fails") as failed:
        extract(ScriptedModel("test", rules))
    assert (failed.value.answer, failed.value.usage.calls) == (answer, calls)


def test_nothing_to_learn_is_no_failure():
    """An answer without items is an extraction without candidates."""
    found = extract(answering(NOTHING))
    assert (found.mentions, found.claims, found.directives, found.doubts) == ((), (), (), ())


def test_a_turn_without_words_takes_no_call():
    """An assistant that only calls a tool says nothing that could be read."""
    model = answering("never asked")
    assert extract(model, " ") == Extraction()
    assert model.asked == []


def test_several_turns_take_one_call():
    """Turns that are asked about together are answered one by one, by their numbers; the first tells what it took."""
    both = {"turns": [{"turn": 2, "claims": [LYON | {"about": 1, "quote": "in Lyon"}]}, {"turn": 1, "claims": []}]}
    model = answering(json.dumps(both))
    turns = [turn("Hello", number=1), turn("I am in Lyon", number=2)]
    first, second = asyncio.run(ModelExtractor(model).extract_all(turns, Window()))
    assert (claims(first), claims(second)) == ([], [("alice", "location", "Lyon")])
    assert [one.usage.calls for one in (first, second)] == [1, 0]
    assert len(model.asked) == 1
    assert model.asked[0].messages[0].text.index("Hello") < model.asked[0].messages[0].text.index("I am in Lyon")


def test_an_explanation_tells_what_became_of_the_answer():
    """The model's own words, what was kept, and what was dropped and why."""
    answer = told(claims=[LYON, LYON | {"quote": "I live in Nice"}, LYON | {"about": 9}, 3])
    found = asyncio.run(ModelExtractor(answering(answer)).explain(turn("I live in Lyon"), Window()))
    assert found.answer == answer
    assert [one.rule for one in found.decisions if one.outcome is Outcome.KEPT] == ["scripted/test"]
    reasons = sorted(one.reason for one in found.decisions if one.outcome is Outcome.DROPPED)
    assert len(reasons) == 3
    expected = ("no thing has the number 9", "no object", "do not stand in the turn")
    assert all(any(words in one for one in reasons) for words in expected)


def test_an_assistant_gives_no_rules():
    """What a model reads out of an assistant's turn is held to the same grounds as ever."""
    one = turn("Be brief, I live in Lyon", Role.ASSISTANT)
    found = ground(
        read(one, told(claims=[LYON], directives=[{"text": "Be brief.", "quote": "Be brief"}])), one
    ).extraction
    assert found.directives == ()
    assert [claim.confidence for claim in found.claims] == [0.6]

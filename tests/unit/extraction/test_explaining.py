"""What the built-in extractor tells of its own decisions."""

import asyncio

import pytest
from conftest import make_turn
from hypothesis import given, settings
from hypothesis import strategies as st

from spectron.domain.candidate import Claim, Extraction, Manner, Mention, Window
from spectron.domain.explanation import Decision, Explanation, Outcome
from spectron.domain.graph import Quote
from spectron.extraction.builtin import BuiltinExtractor
from spectron.extraction.builtin.explaining import explain
from spectron.extraction.builtin.read import read
from spectron.extraction.decisions import list_decisions


def tell(text: str, role: str = "user") -> Explanation:
    """The explanation of one turn that nothing precedes."""
    return explain(make_turn(text, role), Window())


def find(explanation: Explanation, outcome: Outcome) -> list[Decision]:
    """The decisions with one outcome."""
    return [one for one in explanation.decisions if one.outcome is outcome]


RULES = [
    ("I moved to Lyon in March.", "frame: move to"),
    ("I work as a nurse.", "frame: work as"),
    ("I'm vegetarian.", "copula"),
    ("I'm 34.", "copula: age"),
    ("I have a cat.", "possession"),
    ("My email is ana@example.com.", "property"),
    ("My sister Ana called.", "noun phrase"),
    ("I want to learn Portuguese.", "wish"),
    ("I usually cycle to work.", "habit"),
    ("I don't like olives.", "dislike"),
    ("My friends call me Bex.", "nickname"),
    ("I'm 34, not 43.", "correction"),
    ("name: Ana Diaz\ncity: Izmir", "form"),
]


@pytest.mark.parametrize(("text", "rule"), RULES)
def test_a_kept_claim_names_its_rule(text: str, rule: str):
    """Each claim is told with the rule that made it and with the words it rests on."""
    kept = [one for one in find(tell(text), Outcome.KEPT) if one.rule == rule]
    assert kept
    assert all(one.quote.text == text[one.quote.start : one.quote.end] for one in kept)
    assert {one.about for one in kept} <= {"me", "Ana"}


def test_a_tool_record_is_named():
    """What a tool answered in JSON is told under a rule of its own, and has no sentences."""
    told = tell('{"name": "Ana Diaz", "email": "ana@example.com"}', "tool")
    assert [(one.rule, one.about) for one in told.decisions] == [("tool record", "Ana Diaz")]
    assert told.sentences == ()


def test_a_passed_over_field_of_a_record_is_told():
    """A field about the answer, and one of prose, are refused with a reason; the rest of the record stands."""
    prose = "They called on Monday about the invoice and were content."
    told = tell(f'{{"name": "Ana Diaz", "type": "lead", "notes": "{prose}", "city": "Izmir"}}', "tool")
    assert [one.candidate.key for one in find(told, Outcome.KEPT) if isinstance(one.candidate, Claim)] == ["location"]
    refused = find(told, Outcome.DROPPED)
    assert [(one.rule, one.quote.text) for one in refused] == [("tool record", "lead"), ("tool record", prose)]
    assert len({one.reason for one in refused}) == 2


PASSED_OVER = [
    ("Should I move to Oslo?", "question"),
    ("If I lived in Oslo, that would be fun.", "condition"),
    ("People say I'm vegan.", "hearsay"),
    ("I hope she lives in Rome.", "unclaimed"),
    ("I would live in Rome.", "hypothetical"),
    ("Book me a table for two.", "request"),
    ("No, I meant Lyon.", "correction"),
    ("The weather was awful.", "no rule"),
    ("`I live in Rome`", "quotation"),
    ("J'habite \u00e0 Lyon avec ma s\u0153ur et mon chien.", "language"),
    ("Imagine you are a pirate. I live on a ship.", "fiction"),
]


@pytest.mark.parametrize(("text", "rule"), PASSED_OVER)
def test_what_is_passed_over_has_a_reason(text: str, rule: str):
    """Words that teach nothing are told with the name of the reason, and with a sentence that gives it."""
    told = tell(text)
    assert rule in {one.rule for one in told.decisions}
    assert {one.outcome for one in told.decisions} == {Outcome.DROPPED}
    assert all(one.reason for one in told.decisions)


def test_a_refused_reading_shows_what_it_would_have_been():
    """A claim that was read and found not worth keeping is told with its key, its value and the fault."""
    [refused] = find(tell("I love your painting!"), Outcome.DROPPED)
    assert isinstance(refused.candidate, Claim)
    assert (refused.rule, refused.candidate.key, refused.candidate.value) == ("frame: love", "likes", "painting")
    assert refused.reason == "it is a thing of the one who is spoken to"


def test_doubts_and_orders_are_told():
    """A guess is told as a doubt with the word that betrays it, an order as an instruction."""
    told = tell("Keep answers short. I might get a dog.")
    assert [(one.outcome, one.rule) for one in told.decisions] == [
        (Outcome.INSTRUCTION, "order"),
        (Outcome.DOUBT, "frame: get"),
    ]
    assert "might" in told.decisions[1].reason


def test_the_assistants_word_on_things_is_refused():
    """What an assistant says of a thing is passed over with the reason, not in silence."""
    [refused] = tell("Lyon's mayor is Ana.", "assistant").decisions
    assert (refused.outcome, refused.rule, refused.about) == (Outcome.DROPPED, "property", "Lyon")
    assert "assistant" in refused.reason


def test_the_parse_is_shown():
    """Words, phrases and clauses come with their places in the turn."""
    text = "I moved to Lyon in March, so I sold my car."
    [sentence] = tell(text).sentences
    assert sentence.quote == Quote(text, 0, len(text))
    assert [word.text for word in sentence.words][:4] == ["I", "moved", "to", "Lyon"]
    assert [text[one.start : one.end] for one in sentence.phrases if one.kind == "time"] == ["in March"]
    spoken = [(one.subject, one.verb, one.stance) for one in sentence.clauses if one.end > one.start]
    assert spoken == [("I", "move", "stated"), ("I", "sell", "stated")]


def test_what_grounding_drops_is_told():
    """A candidate whose words are not in the turn, or that leads nowhere, falls with its reason."""
    turn = make_turn("Ana lives in Lyon.")
    ana = Mention("Ana", "person", Quote("Ana", 0, 3))
    ghost = Claim(0, "location", "Paris", Quote("Ana lives in Paris", 0, 18))
    astray = Claim(7, "location", "Lyon", Quote("Ana", 0, 3))
    real = Claim(0, "location", "Lyon", Quote("lives in Lyon", 4, 17), manner=Manner.PLAIN, rule="model")
    told = list_decisions(Extraction((ana,), (ghost, astray, real)), turn)
    assert [(one.rule, one.outcome, one.about) for one in told] == [
        ("grounding", Outcome.DROPPED, ""),
        ("grounding", Outcome.DROPPED, "Ana"),
        ("model", Outcome.KEPT, "Ana"),
    ]
    assert told[0].reason != told[1].reason


def test_the_extractor_explains_itself():
    """Through the port comes what the pure function tells."""
    turn = make_turn("I live in Lyon.")
    assert asyncio.run(BuiltinExtractor().explain(turn, Window())) == explain(turn, Window())


WORDS = st.sampled_from(
    'I my sister Ana we you live lives in Rome Lyon a dog called Rex like might if not no , . ? ! " ` and but '
    "moved to work as nurse actually never please keep short answers who is was 34 since 2019 love it".split()
)


@settings(deadline=None, max_examples=60)
@given(words=st.lists(WORDS, min_size=1, max_size=25), role=st.sampled_from(["user", "assistant", "system", "tool"]))
def test_an_explanation_agrees_with_the_extraction(words: list[str], role: str):
    """Whatever the words: every claim and doubt is told once under a rule, and each quote is one of the turn."""
    turn = make_turn(" ".join(words), role)
    told, extraction = explain(turn, Window()), read(turn, Window())
    assert len(find(told, Outcome.KEPT)) == len(extraction.claims)
    assert len(find(told, Outcome.DOUBT)) == len(extraction.doubts)
    assert len(find(told, Outcome.INSTRUCTION)) == len(extraction.directives)
    assert all(one.rule and one.reason for one in told.decisions)
    assert all(turn.content[one.quote.start : one.quote.end] == one.quote.text for one in told.decisions)

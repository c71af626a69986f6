"""Reading what a model answered: everything that can be understood, and nothing that cannot."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.domain.candidate import Manner
from spectron.domain.graph import DoubtKind, Priority
from spectron.extraction.model.parse import Malformed, parse
from spectron.extraction.model.tolerant import read_json

CLAIM = '{"about": 1, "key": "location", "value": "Lyon", "quote": "in Lyon"}'
GOOD = f'{{"turns": [{{"turn": 1, "claims": [{CLAIM}]}}]}}'
SECOND = CLAIM.replace("Lyon", "Nice")

UNDERSTOOD = {
    "plain": GOOD,
    "fenced": f"```json\n{GOOD}\n```",
    "fenced without a language": f"```\n{GOOD}\n```",
    "prose before": f"Here is what I found:\n{GOOD}",
    "prose after": f"{GOOD}\nLet me know if you need more.",
    "prose with brackets before": f"As asked [see above] {{sic}}: {GOOD}",
    "thoughts before": f"<think>The user {{maybe}} moved.</think>{GOOD}",
    "byte order mark": f"\ufeff{GOOD}",
    "trailing commas": GOOD.replace("}]", "},]"),
    "trailing comma in an object": GOOD.replace('"in Lyon"}', '"in Lyon",}'),
    "doubled comma": GOOD.replace(", ", ",, ", 1),
    "missing comma between members": GOOD.replace('"location", ', '"location"\n'),
    "single quotes": GOOD.replace('"', "'"),
    "curly quotes": re.sub('"(.*?)"', "\u201c\\1\u201d", GOOD),
    "names without quotes": GOOD.replace('"about"', "about").replace('"turns"', "turns"),
    "a comment on a line": GOOD.replace('"value"', '// where\n"value"'),
    "a comment inside": GOOD.replace('"value"', '/* where */ "value"'),
    "words of Python": GOOD.replace('"key"', '"also": False, "replaces": None, "key"'),
    "line feeds in a string": GOOD.replace('"turn": 1', '"note": "a\nb", "turn": 1'),
    "quotes in a string": GOOD.replace('"turn": 1', '"note": "they said "hello" to me", "turn": 1'),
    "apostrophes in single quotes": GOOD.replace('"', "'").replace("'turn': 1", "'note': 'I don't', 'turn': 1"),
    "unknown fields": GOOD.replace('"turn": 1', '"mood": {"x": [1, 2]}, "turn": 1'),
    "a list of turns": f'[{{"turn": 1, "claims": [{CLAIM}]}}]',
    "one turn alone": f'{{"claims": [{CLAIM}]}}',
    "one turn in place of a list": f'{{"turns": {{"turn": 1, "claims": [{CLAIM}]}}}}',
    "one claim in place of a list": f'{{"turns": [{{"turn": 1, "claims": {CLAIM}}}]}}',
    "another name of the list": GOOD.replace('"claims"', '"facts"'),
    "a wrong turn number": GOOD.replace('"turn": 1', '"turn": 7'),
    "a turn number in words": GOOD.replace('"turn": 1', '"turn": "first"'),
    "numbers in quotes": GOOD.replace('"about": 1', '"about": "1"'),
    "a number with a sign": GOOD.replace('"about": 1', '"about": "#1"'),
    "a number with a fraction": GOOD.replace('"about": 1', '"about": 1.0'),
    "no end": GOOD[:-3],
    "no end, in a second claim": GOOD[:-4] + ', {"about": 1, "key": "hometown", "value": "Nice", "quote": "in Ni',
    "no end, after a comma": GOOD[:-4] + ",",
    "no end, in a name": GOOD[:-4] + ', {"abou',
    "a bracket too many": GOOD + "]}",
    "a missing bracket": GOOD.replace("]}]}", "}]}"),
    "a claim that is a string": GOOD.replace('"claims": [', '"claims": ["I live in Lyon", '),
    "a claim without a quote beside it": GOOD[:-4] + ', {"about": 1, "key": "age", "value": "40"}]}]}',
}  # fmt: skip


@pytest.mark.parametrize("text", UNDERSTOOD.values(), ids=UNDERSTOOD.keys())
def test_what_can_be_understood_is_read(text: str):
    """However an answer is dressed, its one whole claim is found, and no other."""
    (answer,) = parse(text)
    assert [(one.about, one.key, one.value, one.quote) for one in answer.statements] == [
        (1, "location", "Lyon", "in Lyon")
    ]


MALFORMED = {
    "nothing": "",
    "prose": "I could not find anything worth remembering.",
    "an apology in braces": "{I am sorry}",
    "an empty object": "{}",
    "an empty list": "[]",
    "a number": "42",
    "null": "null",
    "no turns": '{"turns": []}',
    "turns that are none": '{"turns": 3}',
    "another shape": '{"result": "ok"}',
    "cut before the first item": '{"turns": [{"turn": 1, "mentions": [',
    "cut in the first claim": '{"turns": [{"turn": 1, "claims": [{"about": 1, "key": "loc',
    "cut after the mentions": '{"turns": [{"mentions": [{"n": 3, "name": "Ana", "quote": "Ana"}], "claims": [{"ab',
    "far too deep": "[" * 5_000,
    "deep objects": '{"turns":' * 5_000,
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_says_nothing_is_never_taken_for_an_empty_answer(text: str):
    """An answer that is none is an error with a sentence that a model can act on."""
    with pytest.raises(Malformed) as refused:
        parse(text)
    assert len(refused.value.fault) > 10


def test_nothing_to_learn_is_an_answer():
    """An answer that lists nothing for a turn is whole."""
    (answer,) = parse('{"turns": [{"turn": 1, "mentions": [], "claims": []}]}')
    assert (answer.statements, answer.unfit) == ((), ())


def test_every_turn_of_several_must_be_answered():
    """Two turns have two answers by their numbers, in whatever order; a turn without one is named."""
    turns = [{"turn": 2, "claims": [json.loads(SECOND)]}, {"turn": 1, "claims": [json.loads(CLAIM)]}]
    first, second = parse(json.dumps({"turns": turns}), 2)
    assert (first.statements[0].value, second.statements[0].value) == ("Lyon", "Nice")
    with pytest.raises(Malformed, match="turn 2"):
        parse(json.dumps({"turns": turns[1:]}), 2)


def test_what_cannot_be_used_is_told():
    """Items that lack what they need are named with a reason, beside those that are whole."""
    (answer,) = parse(
        '{"claims": [{"about": 1, "key": "age", "value": 40}, 3, ' + CLAIM + ', {"about": 1, "quote": "cut'
    )
    assert [one.value for one in answer.statements] == ["Lyon"]
    assert [one.reason for one in answer.unfit] == [
        "a number, a key, a text or the quote is missing",
        "this is no object",
        "the answer is cut off here",
    ]


@pytest.mark.parametrize(
    ("told", "manner"),
    [("correction", Manner.CORRECTION), ("Corrected", Manner.CORRECTION), ("END", Manner.END), ("ended", Manner.END),
     ("negation", Manner.DENIAL), ("confirm", Manner.CONFIRMATION), ("statement", Manner.PLAIN), (None, Manner.PLAIN),
     (7, Manner.PLAIN), (["end"], Manner.PLAIN)],
)  # fmt: skip
def test_a_wrong_word_for_a_manner_is_set_right(told: object, manner: Manner):
    """Another spelling of a choice is that choice, and what names none is a plain claim."""
    (answer,) = parse(json.dumps({"claims": [{**json.loads(CLAIM), "manner": told}]}))
    assert answer.statements[0].manner is manner


SHARES = [
    *((0.8, 0.8), ("0.8", 0.8), ("80%", 0.8), ("high", 0.9), (7, 1.0), (-1, 0.0), (None, 0.9), ("often", 0.9)),
    *((True, 0.9), (float("nan"), 0.9), (10**400, 0.9)),
]


@pytest.mark.parametrize(("told", "share"), SHARES)
def test_a_share_is_read_in_any_spelling(told: object, share: float):
    """A confidence is a number from 0 to 1, whatever was written."""
    (answer,) = parse(json.dumps({"claims": [{**json.loads(CLAIM), "confidence": told}]}))
    assert answer.statements[0].confidence == share


def test_a_null_says_as_much_as_nothing():
    """A strict schema makes models give every field; what they leave empty is read as if it were left out."""
    fields = ("to", "when", "when_en", "holds", "manner", "replaces", "also", "confidence", "importance", "topics")
    claim = {**json.loads(CLAIM), **dict.fromkeys(fields)}
    mention = {"n": 3, "name": "Ana", "type": "person", "quote": "Ana", "role": None, "of": None}
    rule = {"text": "Be brief.", "quote": "be brief", "priority": None, "ends": None}
    doubt = {"text": "may move", "kind": "speculative", "reason": "may", "quote": "may", "about": None, "key": None}
    full = {"turn": 1, "mentions": [mention], "claims": [claim], "directives": [rule], "doubts": [doubt]}
    spare = {
        name: [{key: value for key, value in one.items() if value is not None} for one in items]
        for name, items in full.items()
        if isinstance(items, list)
    }
    assert parse(json.dumps({"turns": [full]})) == parse(json.dumps({"turns": [{"turn": 1, **spare}]}))


def test_directives_and_doubts_are_read():
    """Priorities and kinds come in their own words or in others, and a doubt may hold the claim it would have been."""
    rule = {"text": "Reply in French.", "priority": "urgent", "ends": "yes", "quote": "in French"}
    doubt = {"text": "May move", "kind": "hypothetical", "quote": "might", "about": 1, "key": "plan", "value": "move"}
    (answer,) = parse(json.dumps({"instructions": [rule], "doubts": [doubt, {"quote": "perhaps", "kind": "odd"}]}))
    assert [(one.priority, one.ends) for one in answer.rules] == [(Priority.HIGH, True)]
    assert [one.kind for one in answer.hedges] == [DoubtKind.SPECULATIVE, DoubtKind.NEEDS_VERIFICATION]
    assert [one.statement is not None for one in answer.hedges] == [True, False]


def test_text_that_cannot_be_stored_is_made_storable():
    """Half surrogates and zero bytes do not survive; what stands around them does."""
    (answer,) = parse(
        '{"claims": [{"about": 1, "key": "k", "value": "a\\u0000b\\ud800c\\ud83d\\ude00", "quote": "q"}]}'
    )
    assert answer.statements[0].value == "ab\ufffdc\U0001f600"


def answers(text: str, turns: int = 1) -> bool:
    """Whether a text is an answer; anything else than its own error would break the test."""
    try:
        return len(parse(text, turns)) == turns
    except Malformed as error:
        return not error.fault


@given(st.text() | st.text(alphabet="{}[]\",:'\\ntu1 about"), st.integers(1, 3))
def test_no_text_breaks_the_parser(text: str, turns: int):
    """Whatever a model writes is an answer or one kind of error."""
    assert answers(text, turns) in (True, False)


@given(st.integers(0, len(GOOD)), st.text(alphabet="{}[]\",:'\\ e1", max_size=4), st.integers(0, 6))
def test_no_slip_breaks_the_parser(place: int, slip: str, gone: int):
    """A good answer with a piece replaced anywhere is an answer or one kind of error."""
    assert answers(GOOD[:place] + slip + GOOD[place + gone :]) in (True, False)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12)


@given(values)
def test_no_value_breaks_the_parser(value: object):
    """Any JSON in the place of the items is an answer, since what cannot be used is left out."""
    assert answers(json.dumps({"turns": [{"turn": 1, "mentions": value, "claims": [value], "doubts": value}]}))
    assert answers(json.dumps(value)) in (True, False)


@given(st.lists(st.integers() | st.booleans() | st.text(alphabet="abc \\\n\té\U0001f600"), min_size=1))
def test_good_json_is_read_as_it_stands(value: list[object]):
    """The tolerant reader reads what is no slip at all like any other reader."""
    assert read_json(json.dumps({"a": value, "b": {"c": None}}, ensure_ascii=False)) == {"a": value, "b": {"c": None}}

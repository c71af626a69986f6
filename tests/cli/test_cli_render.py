"""What is shown of answers, on plain text."""

from datetime import UTC, datetime

import pytest

from spectron.cli.render import Lesson, clean, quote_lesson, tell_day, tell_instant, tell_lesson
from spectron.cli.views import tell_history, tell_keys, tell_profile, tell_quotes, tell_state
from spectron.wire.knowledge import Diff, History, Profile, State, TurnResult

NOON = datetime(2026, 3, 16, 12, tzinfo=UTC)
TODAY = "2026-03-16T12:00:00Z"


def attribute(key, value, **more):
    """An attribute of Alice, as the wire has it."""
    quote = {"text": value, "start": 10, "end": 10 + len(value)}
    plain = {"id": f"fact:{key}", "entity": "entity:alice", "entity_label": "Alice", "key": key, "value": value}
    times = {"valid_from": TODAY, "valid_until": None, "source": "user", "source_turn": "turn:2"}
    return plain | times | {"confidence": 0.9, "importance": 0.5, "quote": quote} | more


def relation(kind, label, **more):
    """A relation of Alice, as the wire has it."""
    made = attribute(kind, label) | {"from": "entity:alice", "from_label": "Alice", "to": "entity:x", "to_label": label}
    return made | {"type": kind} | more


def correction(key, old, new, reason="changed"):
    """A correction of Alice's, as the wire has it."""
    sides = {"previous": side(key, old), "current": side(key, new)}
    about = {"attribute": "fact:old", "entity": "entity:alice", "entity_label": "Alice"}
    return about | sides | {"timestamp": TODAY, "reason": reason}


def side(key, value):
    """One side of a correction, as the wire has it."""
    return {"key": key, "value": value, "source_turn": "turn:1", "valid_from": None}


def lesson(content="I am at home here.", diff=None, **parts):
    """A turn of 16 March and what it taught."""
    names = ("entities", "attributes", "relations", "instructions", "uncertainties", "corrections", "resolved")
    usage = {"model": "builtin/rules", "calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": 0}
    bare = {"turn_id": "turn:2", "revision": 2, "usage": usage} | {name: [] for name in names}
    result = TurnResult.model_validate(bare | parts)
    changes = {"since": "turn:1", "revision": 2, "added": [], "updated": [], "superseded": []}
    return Lesson(content, NOON, result, Diff.model_validate(changes | diff) if diff else None)


def item(type, key, value, **more):
    """One record of a diff."""
    label = {"entity_label": "Alice"} if type in ("attribute", "relation") else {}
    return {"type": type, "id": f"fact:{key}", "key": key, "value": value, "source_turn": "turn:1"} | label | more


def plain(lines):
    """Lines without their colours."""
    return [line.plain for line in lines]


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({}, "· nothing new"),
        ({"attributes": [attribute("job_title", "CTO")]}, "+ Alice job title: CTO"),
        ({"relations": [relation("works_at", "Acme")]}, "+ Alice works at: Acme"),
        (
            {"attributes": [attribute("location", "Rome", valid_from="2020-01-01T00:00:00Z", valid_until=TODAY)]},
            "+ Alice location: Rome  since 1 January 2020 until 16 March 2026",
        ),
        (
            {
                "attributes": [attribute("location", "Munich", valid_from="2026-02-01T00:00:00Z")],
                "corrections": [correction("location", "Berlin", "Munich")],
            },
            "~ Alice location: Berlin → Munich  since 1 February 2026",
        ),
        (
            {"relations": [relation("works_at", "Globex")], "corrections": [correction("works_at", "Acme", "Globex")]},
            "~ Alice works at: Acme → Globex  from now on",
        ),
        (
            {
                "attributes": [attribute("dislikes", "tea")],
                "corrections": [correction("likes", "tea", "tea") | {"current": side("dislikes", "tea")}],
            },
            "~ Alice likes: tea → dislikes: tea  from now on",
        ),
        (
            {
                "attributes": [attribute("location", "Lisbon")],
                "corrections": [correction("location", "Porto", "Lisbon", "corrected")],
            },
            "~ Alice location: Porto → Lisbon  Porto was a mistake",
        ),
        (
            {"instructions": [{"id": "i", "text": "Reply in French.", "priority": "high", "source_turn": "turn:2"}]},
            "! Reply in French.  instruction, high",
        ),
        (
            {
                "uncertainties": [
                    {"id": "u", "text": "I might", "kind": "needs_verification", "reason": "r", "source_turn": "turn:2"}
                ]
            },
            "? I might  not asserted: needs verification (“r”)",
        ),
        (
            {
                "attributes": [attribute("location", "Berlin", valid_until=TODAY)],
                "diff": {"updated": [item("attribute", "location", "Berlin", reason="ended")]},
            },
            "- Alice location: Berlin  until 16 March 2026",
        ),
        (
            {"diff": {"superseded": [item("uncertainty", "speculative", "I might", reason="confirmed")]}},
            "= I might  doubt confirmed",
        ),
        (
            {"diff": {"superseded": [item("instruction", "high", "Reply in French.")]}},
            "- Reply in French.  no longer asked for",
        ),
        (
            {"diff": {"superseded": [item("attribute", "location", "Berlin")]}},
            "- Alice location: Berlin  taken back",
        ),
    ],
)
def test_each_kind_of_news_has_a_line_of_its_own(parts, shown):
    """Added, changed, corrected, ended, asked for, doubted, settled and taken back are told apart without colours."""
    assert plain(tell_lesson(lesson(**parts))) == [shown]


def test_what_gave_way_is_told_once():
    """The old side of a correction is part of its line and not a loss of its own."""
    told = lesson(
        attributes=[attribute("location", "Munich")],
        corrections=[correction("location", "Berlin", "Munich")],
        diff={"superseded": [item("attribute", "location", "Berlin") | {"id": "fact:old"}]},
    )
    assert len(tell_lesson(told)) == 1


def test_the_words_a_statement_rests_on_are_underlined():
    """Exactly the quoted characters are underlined, in the colour of the news."""
    shown = quote_lesson(lesson("I live in Munich now.", attributes=[attribute("location", "Munich")]))
    assert [(span.start, span.end, str(span.style)) for span in shown.spans] == [(10, 16, "underline green")]


def test_what_was_said_cannot_steer_a_terminal():
    """Control characters are shown as signs, one for one, so that quotes still lie where they lay."""
    hostile = "\x1b[31mred\x07 \x9b2J\r\x7f"
    assert len(clean(hostile)) == len(hostile)
    assert not set("\x1b\x07\x9b\r\x7f") & set(clean(hostile))
    told = lesson(hostile, attributes=[attribute("mood", hostile, entity_label=hostile)])
    assert "\x1b" not in "".join(plain([*tell_lesson(told), quote_lesson(told)]))


def test_a_day_is_told_in_utc():
    """An instant is told as its day in UTC."""
    assert tell_day("2026-03-01T23:30:00-02:00") == "2 March 2026"
    assert tell_instant("2026-03-01T23:30:00-02:00") == "2 March 2026 01:30"
    assert tell_instant("2026-03-02T00:00:00Z") == "2 March 2026"


def test_a_profile_is_told_line_by_line():
    """Every part of a profile has its lines; an empty one says so."""
    nothing = {"static": [], "dynamic": [], "preferences": [], "instructions": []}
    full = nothing | {
        "static": [{"key": "job_title", "value": "CTO"}],
        "preferences": [{"key": "likes", "value": "tea"}],
        "instructions": [{"text": "Reply in French.", "priority": "high"}],
    }
    shown = plain(tell_profile(Profile.model_validate(full)))
    assert shown == ["job title: CTO", "likes: tea", "instruction: Reply in French."]
    assert plain(tell_profile(Profile.model_validate(nothing))) == ["nothing is known yet"]


def test_a_state_is_told_with_what_is_open():
    """Facts, instructions, doubts, threads and questions are all told."""
    doubt = {"id": "u", "text": "I might", "kind": "speculative", "reason": "might", "source_turn": "t"}
    rule = {"id": "i", "text": "Reply in French.", "priority": "high", "source_turn": "t"}
    state = State.model_validate(
        {
            "scope": {},
            "revision": 1,
            "valid_at": TODAY,
            "known_at": None,
            "identity": {"entities": [], "attributes": [attribute("location", "Munich")]},
            "knowledge": {"facts": [], "relations": [relation("works_at", "Acme")]},
            "context": {"recent_topics": [], "open_threads": ["a thread"], "pending_questions": ["why?"]},
            "instructions": [rule],
            "unknowns": [doubt],
            "corrections": [],
        }
    )
    shown = ["Alice location: Munich", "Alice works at: Acme", "instruction: Reply in French.", "doubt: I might"]
    assert plain(tell_state(state)) == [*shown, "open: a thread", "asked: why?"]
    assert plain(tell_keys(state)) == ["location, works_at"]


def test_a_history_is_told_on_both_clocks():
    """Each version says when it was true, when it was believed, and on which words it rests."""
    quote = {"text": "in Berlin", "start": 0, "end": 9}
    ground = {"source_turn": "t", "source": "user", "stance": "holds", "said_at": TODAY, "retracted": True}
    version = attribute("location", "Berlin", valid_until="2026-04-01T00:00:00Z") | {
        "type": "attribute",
        "recorded_at": TODAY,
        "superseded_at": "2026-04-02T00:00:00Z",
        "change": "asserted",
        "replaces": None,
        "provenance": [ground | {"quote": quote}],
    }
    alice = {"id": "entity:alice", "type": "person", "label": "Alice", "source_turn": "t"}
    history = History.model_validate({"entity": alice, "versions": [version], "corrections": []})
    assert plain(tell_history([history])) == [
        "Alice  Berlin  16 March 2026 12:00 – 1 April 2026  asserted, believed from 16 March 2026 12:00 to 2 April 2026"
    ]
    assert plain(tell_quotes([history])) == ["Alice  Berlin", "  “in Berlin”  user, 16 March 2026, taken back"]
    assert plain(tell_history([])) == ["nothing is known yet"]

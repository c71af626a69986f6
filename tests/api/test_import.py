"""What is promised of a stream that comes in: sound lines are taken, others are named, and nothing crosses a scope."""

from typing import Any

import pytest
from harness import Api, Running, check_problem
from hypothesis import given, settings
from hypothesis import strategies as st
from lines import ALICE, AT, DOUBT, ENTITY, FACT, HEAD, SESSION, SOUND, TURN, send_in, take_in, take_out

from spectron.domain.ids import new_id


def test_lines_made_by_hand_are_taken_in(scripted: Api):
    """The smallest line of each kind is sound; the next tests spoil one each."""
    assert sum(take_in(scripted, SOUND)["imported"].values()) == len(SOUND) - 1
    (fact,) = scripted.get("/state")["identity"]["attributes"]
    assert (fact["id"], fact["entity_label"], fact["value"]) == ("fact:1", "Alice", "tea")


@pytest.mark.parametrize(
    ("line", "change", "field"),
    [
        (1, {"record": "gossip"}, ""),
        (1, {"record": None}, ""),
        (1, {"mood": "fine"}, ".mood"),
        (1, {"created_at": "yesterday"}, ".created_at"),
        (1, {"created_at": "2026-03-02T09:00:00"}, ".created_at"),
        (1, {"created_at": "9999-12-31T23:59:59-12:00"}, ".created_at"),
        (1, {"id": ""}, ".id"),
        (1, {"id": "x" * 65}, ".id"),
        (1, {"scope": {"user": ""}}, ".scope.user"),
        (1, {"scope": {str(number): "x" for number in range(9)}}, ".scope"),
        (1, {"scope": ["user"]}, ".scope"),
        (1, {"metadata": {"a": "\ud800"}}, ""),
        (1, {"metadata": {"a": 2**63}}, ".metadata"),
        (2, {"session_id": "session:none"}, ".session_id"),
        (2, {"seq": 0}, ".seq"),
        (2, {"seq": 10**30}, ".seq"),
        (2, {"role": "poet"}, ".role"),
        (2, {"content": "a\0b"}, ".content"),
        (2, {"learned": "perhaps"}, ".learned"),
        (3, {"recorded_in": "turn:none"}, ".recorded_in"),
        (3, {"superseded_in": "turn:1"}, ""),
        (3, {"type": "x" * 65}, ".type"),
        (4, {"entity_id": "entity:none"}, ".entity_id"),
        (4, {"holder_id": "entity:none"}, ".holder_id"),
        (5, {"turn_id": "turn:none"}, ".turn_id"),
        (6, {"kind": "relation"}, ""),
        (6, {"object_id": "entity:1"}, ""),
        (6, {"confidence": 1.5}, ".confidence"),
        (6, {"confidence": float("nan")}, ".confidence"),
        (6, {"change": "whim"}, ".change"),
        (6, {"value": None}, ".value"),
        (6, {"quote_end": -1}, ".quote_end"),
        (8, {"priority": "urgent"}, ".priority"),
        (9, {"previous_id": "fact:none"}, ".previous_id"),
        (16, {"turn_id": ""}, ".turn_id"),
        (17, {"name": "theme"}, ".name"),
        (17, {"value": {"chat_id": 7}}, ""),
        (17, {"name": "chat_memory", "value": {"top_k": 25}}, ".top_k"),
        (17, {"name": "chat_memory", "value": {"colour": "red"}}, ".colour"),
        (1, {"memory": {"top_k": "many"}}, ".memory.top_k"),
        (17, {"value": {"chat": "session:1"}}, ""),
    ],
)
def test_a_wrong_line_is_named_and_its_batch_is_not_stored(
    scripted: Api, line: int, change: dict[str, Any], field: str
):
    """422 tells the number of the line and the field, and the context stays empty."""
    spoilt = [{**one, **change} if number == line else one for number, one in enumerate(SOUND)]
    told = check_problem(send_in(scripted, spoilt), 422)
    assert told["detail"].startswith(f"line {line + 1}: ")
    assert told["errors"][0]["field"] == f"line {line + 1}{field}"
    assert scripted.get("/sessions")["total"] == 0
    assert scripted.get("/state")["revision"] == 0


FIELDS = sorted({name for one in SOUND[1:] for name in one} | {"superseded_at", "object_id", "valid_from", "metadata"})
HOSTILE = st.sampled_from(
    [None, True, -1, 1.5, 2**63, 10**400, "", "turn:1", "0001-01-01T00:00:00+14:00", [], {"a": 1}]
)


@given(st.integers(1, len(SOUND) - 1), st.sampled_from(FIELDS), HOSTILE)
@settings(max_examples=150)
def test_no_value_in_any_field_breaks_the_server(scripted_server: Running, line: int, field: str, value: Any):
    """Whatever a field holds, the line is taken or refused; what was taken can be looked at and sent out again."""
    api = scripted_server.api(new_id("c").replace(":", "-"))
    spoilt = [{**one, field: value} if number == line else one for number, one in enumerate(SOUND)]
    status = send_in(api, spoilt).status_code
    assert status in (200, 409, 422)
    if status == 200:
        take_in(scripted_server.api(new_id("c").replace(":", "-")), take_out(api))
        api.get("/state", known_at="2026-05-01", valid_at="2026-05-01")
        api.get("/entities/entity:1/history")


def test_a_record_cannot_be_learned_from_a_turn_that_taught_nothing(scripted: Api):
    """A turn that is not learned spoils the first record that claims to come from it."""
    spoilt = [{**one, "learned": False} if one is TURN else one for one in SOUND]
    told = check_problem(send_in(scripted, spoilt), 422)
    assert told["errors"][0]["field"] == "line 4.recorded_in"


@pytest.mark.parametrize(
    ("content", "status", "number"),
    [
        (b"", 422, 1),
        (b"\n\n", 422, 1),
        (b"{}", 422, 1),
        (b"hello", 422, 1),
        (b"[1]\n", 422, 1),
        (b'{"format":"spectron","version":2}\n', 422, 1),
        (b'{"format":"spectron","version":1}\n\n{"record":\n', 422, 3),
        (b'{"format":"spectron","version":1}\n\xff\n', 422, 2),
        (b'{"format":"spectron","version":1}\n' + b"[" * 100_000, 422, 2),
        (b'{"format":"spectron","version":1}\n"' + b"x" * 8_388_609, 413, 2),
        (b'{"format":"spectron","version":1}\n{"record":"scope","scope":{},"known_at":1e400}', 422, 2),
    ],
)
def test_a_stream_that_is_no_export_is_refused(scripted: Api, content: bytes, status: int, number: int):
    """What is no header, no JSON, no line of at most 8 MiB is refused with its line."""
    told = check_problem(send_in(scripted, content), status)
    assert told["detail"].startswith(f"line {number}: ")
    assert "xxx" not in told["detail"]


def test_a_stream_may_be_larger_than_any_other_body(scripted: Api):
    """Three mebibytes in lines come in; a refusal of the second line is heard though megabytes follow."""
    metadata = {"text": "x" * 10_000}
    many = [{**SESSION, "id": f"session:{number}", "metadata": metadata} for number in range(300)]
    assert take_in(scripted, [HEAD, *many])["imported"]["sessions"] == 300
    wrong = {**SESSION, "id": "", "metadata": metadata}
    told = check_problem(send_in(scripted, [HEAD, wrong, *many * 3]), 422)
    assert told["detail"].startswith("line 2: id: ")


def test_batches_before_a_wrong_line_stay(scripted: Api):
    """Five hundred records are stored at a time; those before the batch of a wrong line are kept."""
    many = [{**SESSION, "id": f"session:{number}"} for number in range(1_200)]
    wrong = [HEAD, *many[:1_100], {**SESSION, "id": ""}]
    assert check_problem(send_in(scripted, wrong), 422)["detail"].startswith("line 1102: ")
    assert scripted.get("/sessions", scope=ALICE)["total"] == 1_000
    assert take_in(scripted, [HEAD, *many])["skipped"]["sessions"] == 1_000


def test_a_key_takes_in_nothing_outside_its_scope(scripted_server: Running, scripted: Api, context: str):
    """A line of another scope is 403, names its line, and nothing of its batch is stored."""
    scripted.open(user="alice")
    bob = scripted_server.api(context, scripted_server.add_key(context, {"user": "bob"}))
    mine = {**SESSION, "scope": {"user": "bob", "org": "acme"}, "id": "session:bob"}
    told = check_problem(send_in(bob, [HEAD, mine, SESSION]), 403)
    assert "line 3" in told["detail"]
    assert scripted.get("/sessions")["total"] == 1
    assert take_in(bob, [HEAD, mine])["imported"]["sessions"] == 1
    assert b"alice" not in take_out(bob)
    check_problem(bob.send("GET", "/export", params={"scope[user]": "alice"}), 403)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"entity_id": "entity:1"}, "entity_id"),
        ({"recorded_in": "turn:1"}, "recorded_in"),
        ({"source_turn": "turn:1"}, "source_turn"),
        ({"replaces": "fact:1"}, "replaces"),
        ({"kind": "relation", "object_id": "entity:1"}, "object_id"),
        ({"superseded_at": AT, "superseded_in": "turn:1"}, "superseded_in"),
    ],
)
def test_a_record_names_nothing_of_another_scope(scripted: Api, change: dict[str, Any], field: str):
    """Bob's lines cannot hang themselves on what is alice's, even where its ids are known."""
    take_in(scripted, SOUND)
    ids = ("id", "session_id", "entity_id", "recorded_in", "source_turn")
    own = [
        {**one, "scope": {"user": "bob"}} | {name: f"{one[name]}b" for name in ids if name in one}
        for one in (SESSION, TURN, ENTITY, FACT)
    ]
    told = check_problem(send_in(scripted, [HEAD, *own[:3], {**own[3], **change}]), 422)
    assert told["errors"][0]["field"] == f"line 5.{field}"
    assert take_in(scripted, [HEAD, *own])["imported"]["facts"] == 1


def test_an_id_that_is_taken_in_another_scope_is_refused(scripted: Api):
    """409, with the line; so is a place in a session that another turn has."""
    take_in(scripted, SOUND)
    check_problem(send_in(scripted, [HEAD, {**SESSION, "scope": {"user": "bob"}}]), 409)
    told = check_problem(send_in(scripted, [HEAD, {**TURN, "id": "turn:2"}]), 409)
    assert told["detail"].startswith("line 2: seq ")
    check_problem(send_in(scripted, [HEAD, *({**TURN, "id": f"turn:{one}", "seq": 7} for one in "34")]), 409)


def test_a_record_that_ended_elsewhere_ends_here(scripted: Api):
    """A doubt that is open here and settled in a later export is settled, with the way it was."""
    take_in(scripted, SOUND)
    assert len(scripted.get("/state")["unknowns"]) == 1
    settled = {**DOUBT, "superseded_at": AT, "superseded_in": "turn:1", "resolution": "confirmed"}
    assert take_in(scripted, [HEAD, settled])["skipped"]["uncertainties"] == 1
    assert scripted.get("/state")["unknowns"] == []


def test_parameters_that_nobody_reads_are_refused(scripted: Api):
    """A misspelt scope must not export everything."""
    check_problem(scripted.send("GET", "/export", params={"scope.user": "alice"}), 400, "scope.user")
    check_problem(scripted.send("POST", "/import", params={"x": "1"}, content=b""), 400, "x")

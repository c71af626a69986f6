"""What is promised of taking facts back by hand: nothing is lost, and everything that it changes is told."""

from typing import Any

import pytest
from harness import BERLIN, MUNICH, Api, Running, check_problem, values
from lines import send_in, take_in, take_out

LATER = "2026-06-01T00:00:00Z"


def object_to(api: Api, fact: str, verb: str = "retract", **body: Any) -> Any:
    """Take a fact back, or give it back, and expect that it was done."""
    response = api.send("POST", f"/facts/{fact}/{verb}", json={"at": LATER, **body})
    assert response.status_code == 200, response.text
    return response.json()


def _history(api: Api) -> list[dict[str, Any]]:
    entity = next(one["id"] for one in api.get("/entities")["data"] if one["type"] == "person")
    return list(api.get(f"/entities/{entity}/history")["versions"])


def _moved(api: Api) -> tuple[str, Any, Any]:
    """A session, and what its two turns taught: Berlin, then Munich."""
    session = api.open(user="alice")
    first = api.say(session, "me.location = Berlin", at=BERLIN)
    return session, first, api.say(session, "me.location = Munich", at=MUNICH)


def test_a_retraction_tells_what_it_changed(scripted: Api):
    """Munich goes, Berlin holds again as if Munich had not been said, and the answer names both."""
    _, first, second = _moved(scripted)
    told = object_to(scripted, second["attributes"][0]["id"], reason="it was a joke")
    assert (told["reason"], told["restores"], told["recorded_at"]) == ("it was a joke", None, LATER)
    assert told["revision"] == second["revision"] + 1
    (berlin,) = told["updated"]
    assert (berlin["value"], berlin["valid_from"], berlin["valid_until"]) == ("Berlin", BERLIN, None)
    assert (berlin["reason"], berlin["source_turn"]) == ("restored", first["turn_id"])
    assert [(one["value"], one["reason"]) for one in told["superseded"]] == [("Munich", "retracted")]
    assert values(scripted.get("/state")["identity"], "location") == ["Berlin"]


def test_what_was_retracted_stays_in_the_history(scripted: Api):
    """Each version says how it went, in words, and what made it go; before the retraction Munich is still told."""
    _, _, second = _moved(scripted)
    munich = second["attributes"][0]["id"]
    told = object_to(scripted, munich, reason="it was a joke")
    went = {one["id"]: one for one in _history(scripted) if one["superseded_at"]}
    gone = went[munich]
    assert (gone["superseded_as"], gone["superseded_by"]) == ("retracted", told["id"])
    assert gone["reason"].endswith(": it was a joke")
    assert [one["retracted"] for one in gone["provenance"]] == [True]
    assert all(one["reason"] and one["superseded_by"] for one in went.values())
    assert values(scripted.get("/state", known_at="2026-05-01")["identity"], "location") == ["Munich"]


def test_a_difference_holds_a_retraction(scripted: Api):
    """Asked since the last turn, the difference is what the retraction changed."""
    _, _, second = _moved(scripted)
    told = object_to(scripted, second["attributes"][0]["id"])
    since = scripted.get("/state/diff", since=second["turn_id"])
    assert {name: since[name] for name in ("added", "updated", "superseded")} == {
        name: told[name] for name in ("added", "updated", "superseded")
    }


def test_a_retraction_can_be_taken_back(scripted: Api):
    """After restoring Munich holds again, and the history keeps the whole way there."""
    _, _, second = _moved(scripted)
    fact = second["attributes"][0]["id"]
    done = object_to(scripted, fact)
    undone = object_to(scripted, fact, "restore", reason="no joke")
    assert (undone["restores"], undone["reason"]) == (done["id"], "no joke")
    assert [one["value"] for one in undone["updated"]] == ["Munich"]
    assert values(scripted.get("/state")["identity"], "location") == ["Munich"]
    assert values(scripted.get("/state", valid_at="2026-03-01")["identity"], "location") == ["Berlin"]
    ways = [one["superseded_as"] for one in _history(scripted)]
    assert (ways.count("retracted"), ways.count(None)) == (1, 2)
    object_to(scripted, fact)
    assert values(scripted.get("/state")["identity"], "location") == ["Berlin"]


def test_saying_it_twice_does_it_once(scripted: Api):
    """What is retracted, or restored, already is told again as it was first told."""
    session, _, second = _moved(scripted)
    fact = second["attributes"][0]["id"]
    for verb in ("retract", "restore"):
        done = object_to(scripted, fact, verb, reason="first")
        scripted.say(session, f"me.likes = {verb}")
        assert object_to(scripted, fact, verb, reason="second") == done
    once = {"Idempotency-Key": "k"}
    sent = [scripted.send("POST", f"/facts/{fact}/retract", json={}, headers=once).json() for _ in range(2)]
    assert sent[0] == sent[1]
    other = scripted.send("POST", f"/facts/{fact}/restore", json={}, headers=once)
    check_problem(other, 409)


def test_the_user_may_say_it_again(scripted: Api):
    """A fact that was retracted and is stated again holds from then on."""
    session, _, second = _moved(scripted)
    object_to(scripted, second["attributes"][0]["id"])
    told = scripted.say(session, "me.location = Munich", at="2026-07-01T00:00:00Z")
    assert [one["valid_from"] for one in told["attributes"]] == ["2026-07-01T00:00:00Z"]
    assert values(scripted.get("/state")["identity"], "location") == ["Munich"]


WAYS = [
    ("No, I meant Munich, not Berlin.", "corrected", "never so: corrected to Munich"),
    ("I moved to Munich on 1 April 2026.", "changed", "true until then: Munich since 2026-04-01T00:00:00Z"),
    ("I no longer live in Berlin.", "ended", "it ended: I no longer live in Berlin"),
]


@pytest.mark.parametrize(("words", "way", "reason"), WAYS)
def test_every_way_of_superseding_has_a_reason_and_can_be_undone(api: Api, words: str, way: str, reason: str):
    """A change, a correction and an end leave different marks, name the turn, and are each undone."""
    session = api.open(user="alice")
    first = api.say(session, "I live in Berlin.", at=BERLIN)
    told = api.say(session, words, at=MUNICH)
    gone = next(one for one in _history(api) if one["id"] == first["attributes"][0]["id"])
    assert (gone["superseded_as"], gone["superseded_by"]) == (way, told["turn_id"])
    assert gone["reason"].removesuffix(".") == reason
    (made,) = (one["id"] for one in told["attributes"] if one["key"] == "location")
    object_to(api, made)
    now = api.get("/state")["identity"]
    assert [(one["value"], one["valid_from"], one["valid_until"]) for one in now["attributes"]] == [
        ("Berlin", BERLIN, None)
    ]


def test_a_relation_is_taken_back_too(scripted: Api):
    """A relation is retracted under its id, and is gone from the state."""
    told = scripted.say(scripted.open(user="alice"), "me.works_at -> Acme:organisation", at=BERLIN)
    (gone,) = object_to(scripted, told["relations"][0]["id"])["superseded"]
    assert (gone["type"], gone["key"], gone["value"]) == ("relation", "works_at", "Acme")
    assert scripted.get("/state")["knowledge"]["relations"] == []


def test_a_key_reaches_only_its_own_facts(scripted: Api, scripted_server: Running, context: str):
    """A key of another user is refused, and so is one of another context; nothing changes."""
    _, _, second = _moved(scripted)
    fact = second["attributes"][0]["id"]
    bob = Api(scripted.http, scripted.root, scripted_server.add_key(context, {"user": "bob"}))
    for verb in ("retract", "restore"):
        check_problem(bob.send("POST", f"/facts/{fact}/{verb}", json={}), 403)
    elsewhere = scripted_server.api(f"{context[:58]}-other")
    check_problem(elsewhere.send("POST", f"/facts/{fact}/retract", json={}), 404)
    assert values(scripted.get("/state")["identity"], "location") == ["Munich"]
    alice = Api(scripted.http, scripted.root, scripted_server.add_key(context, {"user": "alice"}))
    assert object_to(alice, fact)["actor"].startswith("key:")


def test_what_cannot_be_done_is_said_clearly(scripted: Api):
    """An unknown fact, one that was corrected away, and a restoration of what was never retracted are refused."""
    session = scripted.open(user="alice")
    first = scripted.say(session, "me.location = Berlin", at=BERLIN)["attributes"][0]["id"]
    scripted.say(session, "me.location := Bern", at=MUNICH)
    check_problem(scripted.send("POST", "/facts/fact:none/retract", json={}), 404)
    told = check_problem(scripted.send("POST", f"/facts/{first}/retract", json={}), 409)
    assert "corrected" in told["detail"]
    told = check_problem(scripted.send("POST", f"/facts/{first}/restore", json={}), 409)
    assert "never retracted" in told["detail"]
    check_problem(scripted.send("POST", f"/facts/{first}/retract", json={"why": "x"}), 422, "why")


def test_a_retraction_survives_an_export(scripted: Api, scripted_server: Running, context: str):
    """In another memory the history, the state and the differences are the same, and it can be restored there."""
    other = scripted_server.api(f"{context[:58]}-other")
    session, _, second = _moved(scripted)
    fact = second["attributes"][0]["id"]
    object_to(scripted, fact, reason="it was a joke")
    third = scripted.say(session, "me.likes = tea", at="2026-07-01T00:00:00Z")
    assert take_in(other, take_out(scripted))["imported"]["retractions"] == 1
    assert take_in(other, take_out(scripted))["skipped"]["retractions"] == 1
    assert _history(other) == _history(scripted)
    for turn in (second, third):
        there, here = (api.get("/state/diff", since=turn["turn_id"]) for api in (other, scripted))
        assert there == here
    assert object_to(other, fact, reason="again")["reason"] == "it was a joke"
    object_to(other, fact, "restore")
    assert values(other.get("/state")["identity"], "location") == ["Munich"]


def test_a_retraction_of_another_scope_is_not_taken_in(scripted: Api):
    """A line that closes a row by a retraction that is not in its scope is refused."""
    _moved(scripted)
    lines = take_out(scripted).replace(b'"superseded_in":null', b'"superseded_in":"retraction:1"')
    response = send_in(scripted, lines)
    assert response.status_code in (409, 422)


def test_forgetting_leaves_nothing_of_a_retraction(scripted: Api):
    """With the fact its retraction is erased, and the words of a reason are blacked out wherever they stand."""
    session, _, second = _moved(scripted)
    scripted.say(session, "me.likes = tea", at=MUNICH)
    liked = scripted.get("/state")["identity"]["attributes"][-1]["id"]
    object_to(scripted, second["attributes"][0]["id"])
    object_to(scripted, liked, reason="nobody in Munich likes it")
    done = scripted.send("POST", "/forget", json={"scope": {"user": "alice"}, "query": "Munich"}).json()
    assert done["erased"]["retractions"] == 1
    assert b"Munich" not in take_out(scripted)
    assert scripted.send("POST", "/forget", json={"scope": {"user": "alice"}}).json()["erased"]["retractions"] == 1

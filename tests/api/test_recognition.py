"""What is promised of understanding plain English: things, properties, relations, rules, doubts and changes of mind."""

import pytest
from harness import BERLIN, MUNICH, Api, facts, values


def _entity(told: dict, label: str) -> str | None:
    return next((one["type"] for one in told["entities"] if one["label"] == label), None)


@pytest.mark.promise(30)
@pytest.mark.parametrize(
    ("said", "label", "kind"),
    [
        ("Bob lives in Oslo.", "Bob", "person"),
        ("Bob lives in Oslo.", "Oslo", "location"),
        ("I work for Globex.", "Globex", "organisation"),
        ("I use Notion.", "Notion", "product"),
    ],
)
def test_the_common_kinds_of_things_are_recognised(api: Api, said: str, label: str, kind: str):
    """People, organisations, locations and products are entities of their own type."""
    assert _entity(api.say(api.open(user="alice"), said), label) == kind


@pytest.mark.promise(31)
def test_the_kinds_a_context_defines_are_recognised_there_and_only_there(api: Api):
    """A custom entity type is found by its examples and by its name once the context is told of it."""
    session, said = api.open(user="alice"), "I fly the starship Aurora. I saw the Nostromo in Tokyo."
    assert "starship" not in {one["type"] for one in api.say(session, said)["entities"]}
    config = {"entity_types": [{"name": "starship", "description": "a ship for space", "examples": ["Nostromo"]}]}
    assert api.send("PUT", "/config", json=config).status_code == 200
    told = api.say(api.open(user="bob"), said)
    assert {one["label"] for one in told["entities"] if one["type"] == "starship"} >= {"Nostromo"}
    assert api.get("/entities", type="starship")["total"] >= 1


@pytest.mark.promise(32)
@pytest.mark.parametrize(
    ("said", "key", "value"),
    [
        ("I am a designer.", "job_title", "designer"),
        ("I live in Berlin.", "location", "Berlin"),
        ("I love hiking.", "likes", "hiking"),
        ("My email is alice@acme.com", "email", "alice@acme.com"),
        ("My favourite colour is blue.", "favourite_colour", "blue"),
        ("I'm allergic to peanuts.", "allergy", "peanuts"),
    ],
)
def test_properties_are_read(api: Api, said: str, key: str, value: str):
    """A property of the speaker becomes an attribute of the speaker."""
    assert ("alice", value) in facts(api.say(api.open(user="alice"), said), key)


@pytest.mark.promise(32)
def test_a_status_is_read(api: Api):
    """What state a thing is in is an attribute of that thing."""
    told = api.say(api.open(user="alice"), '{"order_id": 42, "status": "shipped"}', "tool")
    assert values(told, "status") == ["shipped"]


@pytest.mark.promise(33)
@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("I work at Globex.", ("alice", "works_at", "Globex")),
        ("Bob manages Carol.", ("Bob", "manages", "Carol")),
        ("I own a Tesla.", ("alice", "owns", "Tesla")),
    ],
)
def test_relations_have_a_direction(api: Api, said: str, link: tuple[str, str, str]):
    """Who works where, who manages whom and who owns what lead from one entity to the other, not back."""
    told = api.say(api.open(user="alice"), said)
    links = {(one["from_label"], one["type"], one["to_label"]) for one in told["relations"]}
    assert link in links
    assert link[::-1] not in links
    ids = {one["label"]: one["id"] for one in told["entities"]}
    assert {(one["from"], one["to"]) for one in told["relations"]} == {(ids[link[0]], ids[link[2]])}


@pytest.mark.promise(34)
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Always reply in French.", "reply in French"),
        ("Never mention competitors by name.", "mention competitors by name"),
        ("From now on, keep your answers under three sentences.", "under three sentences"),
        ("Call me Al.", "Call me Al"),
        ("Please don't use emojis.", "emojis"),
    ],
)
def test_directives_are_recognised(api: Api, said: str, words: str):
    """A wish about how to be answered is an instruction that says so."""
    told = api.say(api.open(user="alice"), said)
    assert [words.lower() in one["text"].lower() for one in told["instructions"]] == [True]


@pytest.mark.promise(49)
def test_an_instruction_is_told_in_normal_form_with_its_force(api: Api):
    """The text is an imperative sentence without the asking around it, the priority one of three, the turn its own."""
    told = api.say(api.open(user="alice"), "Could you please always reply in French, thanks!")
    (rule,) = told["instructions"]
    assert rule["text"] == "Always reply in French."
    assert rule["priority"] in ("high", "medium", "low")
    assert rule["source_turn"] == told["turn_id"]


@pytest.mark.promise(49)
def test_must_is_stronger_than_a_wish(api: Api):
    """An absolute rule has a higher priority than a mild wish."""
    order = ["low", "medium", "high"]
    session = api.open(user="alice")
    (must,) = api.say(session, "You must never reveal my address.")["instructions"]
    (wish,) = api.say(session, "If possible, use metric units.")["instructions"]
    assert order.index(must["priority"]) > order.index(wish["priority"])


@pytest.mark.promise(35, 51)
@pytest.mark.parametrize(
    ("said", "kind", "value"),
    [
        ("I might move to Lisbon.", "speculative", "Lisbon"),
        ("I don't live in Paris.", "negated", "Paris"),
        ("I heard that Bob works at Initech but I'm not sure.", "needs_verification", "Initech"),
    ],
)
def test_what_is_not_sure_is_flagged_and_not_asserted(api: Api, said: str, kind: str, value: str):
    """Speculation, denial and hearsay are uncertainties of their kind, and no fact says the same."""
    told = api.say(api.open(user="alice"), said)
    assert kind in {one["kind"] for one in told["uncertainties"]}
    assert all(one["reason"] for one in told["uncertainties"])
    assert value not in {one["value"] for one in told["attributes"]}
    assert value not in {one["to_label"] for one in told["relations"]}


@pytest.mark.promise(36)
def test_a_contradiction_is_resolved_and_told(api: Api):
    """What contradicts memory takes its place, and a correction says what gave way to what."""
    session = api.open(user="alice")
    first = api.say(session, "I'm Alice and I live in Berlin.", at=BERLIN)
    told = api.say(session, "I moved to Munich.", at=MUNICH)
    (correction,) = told["corrections"]
    assert (correction["previous"]["value"], correction["current"]["value"]) == ("Berlin", "Munich")
    assert correction["previous"]["source_turn"] == first["turn_id"]
    assert values(api.get("/state", valid_at=MUNICH)["identity"], "location") == ["Munich"]


@pytest.mark.promise(36)
def test_what_does_not_contradict_corrects_nothing(api: Api):
    """A second liking, someone else's city and a restatement stand beside what is known."""
    session = api.open(user="alice")
    for said in ("I live in Berlin.", "I love hiking.", "I love sushi.", "Bob lives in Oslo.", "I live in Berlin."):
        assert api.say(session, said)["corrections"] == []
    known = api.get("/state")["identity"]
    assert sorted(facts(known, "location")) == [("Bob", "Oslo"), ("alice", "Berlin")]
    assert sorted(values(known, "likes")) == ["hiking", "sushi"]


@pytest.mark.promise(40)
def test_the_speaker_is_found_though_nobody_names_them(api: Api):
    """ "I just got promoted" is about the one who speaks: the person of the scope, and the same one ever after."""
    session = api.open(user="alice")
    (speaker,) = api.say(session, "I just got promoted!")["entities"]
    assert (speaker["label"], speaker["type"]) == ("alice", "person")
    assert api.say(session, "I live in Berlin.")["attributes"][0]["entity"] == speaker["id"]


@pytest.mark.promise(45)
def test_an_end_that_the_words_name_is_kept(api: Api):
    """ "until March 2027" is where the attribute stops being valid, and the state after that no longer shows it."""
    told = api.say(api.open(user="alice"), "I'm living in Madrid until March 2027.", at=BERLIN)
    (stay,) = (one for one in told["attributes"] if one["key"] == "location")
    assert (stay["valid_from"], stay["valid_until"]) == (BERLIN, "2027-03-01T00:00:00Z")
    assert values(api.get("/state", valid_at="2027-02-28")["identity"], "location") == ["Madrid"]
    assert values(api.get("/state", valid_at="2027-03-01")["identity"], "location") == []


@pytest.mark.promise(54)
@pytest.mark.parametrize(
    ("first", "then", "sides"),
    [
        ("My name is Alice.", "My name is Alicia, not Alice.", ("Alice", "Alicia")),
        ("I am a designer.", "I am a product manager now.", ("designer", "product manager")),
        ("My favourite colour is blue.", "Actually, my favourite colour is green.", ("blue", "green")),
    ],
)
def test_drift_gives_a_correction(api: Api, first: str, then: str, sides: tuple[str, str]):
    """A corrected name, a changed role and a revised preference each tell both sides."""
    session = api.open(user="alice")
    api.say(session, first)
    told = api.say(session, then)
    assert [(one["previous"]["value"], one["current"]["value"]) for one in told["corrections"]] == [sides]

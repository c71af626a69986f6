"""What is promised of versions: nothing is overwritten, every chain can be read, and both clocks answer."""

import itertools
from datetime import datetime

import pytest
from harness import BERLIN, MUNICH, Api, facts, values

MARCH = "2026-03-15T12:00:00Z"


def _versions(api: Api, told: dict, label: str, key: str) -> list[dict]:
    entity = next(one["id"] for one in told["entities"] if one["label"] == label)
    return api.get(f"/entities/{entity}/history", key=key)["versions"]


@pytest.mark.promise(38, 68)
def test_the_id_of_any_earlier_turn_is_a_place_to_ask_from(scripted: Api):
    """A turn's id stays what the answer said, in every listing, and the difference since it holds what came later."""
    session = scripted.open(user="alice")
    ids = [scripted.say(session, f"me.likes = {name}")["turn_id"] for name in ("tea", "figs", "rain")]
    assert [one["id"] for one in scripted.get(f"/sessions/{session}/turns")["data"]] == ids
    later = [[one["value"] for one in scripted.get("/state/diff", since=turn)["added"]] for turn in ids]
    assert later == [["figs", "rain"], ["rain"], []]


@pytest.mark.promise(39)
def test_an_entity_has_an_id_a_type_a_label_and_its_first_turn(scripted: Api):
    """The four fields of an entity are there, and the same wherever the entity is shown."""
    told = scripted.say(scripted.open(user="alice"), "Ana.works_at -> Acme:organisation")
    shown = {one["label"]: (one["type"], one["source_turn"]) for one in told["entities"]}
    assert shown == {"Ana": ("person", told["turn_id"]), "Acme": ("organisation", told["turn_id"])}
    for one in told["entities"]:
        alone = scripted.get(f"/entities/{one['id']}")
        assert {name: alone[name] for name in one} == one
        assert one in scripted.get("/entities")["data"]
        assert one in scripted.get("/state")["identity"]["entities"]


@pytest.mark.promise(41, 42)
def test_a_known_entity_keeps_its_id_and_its_first_turn(scripted: Api):
    """An entity spoken of again, in this session or another of its scope, is the old record and no second one."""
    session = scripted.open(user="alice")
    first = scripted.say(session, "Ana.job_title = nurse; me.location = Berlin")
    again = scripted.say(session, "Ana.location = Porto")
    elsewhere = scripted.say(scripted.open(user="alice"), "ana.age = 40; me.age = 41", "user")
    ids = {one["label"]: one["id"] for one in first["entities"]}
    for told in (again, elsewhere):
        (ana,) = (one for one in told["entities"] if one["label"] == "Ana")
        assert (ana["id"], ana["source_turn"]) == (ids["Ana"], first["turn_id"])
    assert ids["alice"] in {one["id"] for one in elsewhere["entities"]}
    assert scripted.get("/entities")["total"] == 2


@pytest.mark.promise(43, 44)
def test_an_attribute_begins_with_its_turn_unless_the_words_say_otherwise(scripted: Api):
    """The fields of an attribute are there; `valid_from` is the turn's own instant, or the one that was named."""
    session = scripted.open(user="alice")
    told = scripted.say(session, "me.location = Berlin; me.status = away @ 2026-02-01..2026-02-08", at=BERLIN)
    (city, away) = told["attributes"]
    speaker = told["entities"][0]["id"]
    assert {name: city[name] for name in ("entity", "key", "value", "valid_from", "valid_until", "source_turn")} == {
        "entity": speaker,
        "key": "location",
        "value": "Berlin",
        "valid_from": BERLIN,
        "valid_until": None,
        "source_turn": told["turn_id"],
    }
    assert (away["valid_from"], away["valid_until"]) == ("2026-02-01T00:00:00Z", "2026-02-08T00:00:00Z")


@pytest.mark.promise(44)
def test_a_turn_without_an_instant_is_said_now(scripted: Api):
    """Where the caller gives no `at`, the attribute begins at the instant that the listing shows for the turn."""
    session = scripted.open()
    told = scripted.say(session, "me.location = Berlin")
    (turn,) = scripted.get(f"/sessions/{session}/turns")["data"]
    assert told["attributes"][0]["valid_from"] == turn["created_at"]


@pytest.mark.promise(46)
def test_a_new_value_supersedes_and_overwrites_nothing(scripted: Api):
    """The old version is closed on both clocks and still there; the new one says which it replaced."""
    session = scripted.open(user="alice")
    scripted.say(session, "me.location = Berlin", at=BERLIN)
    told = scripted.say(session, "me.location = Munich", at=MUNICH)
    versions = _versions(scripted, told, "alice", "location")
    believed = [one for one in versions if one["superseded_at"] is None]
    old, *_ = versions
    assert (old["value"], old["valid_from"], old["valid_until"]) == ("Berlin", BERLIN, None)
    assert old["superseded_at"] == MUNICH
    assert sorted((one["valid_from"], one["valid_until"], one["value"]) for one in believed) == [
        (BERLIN, MUNICH, "Berlin"),
        (MUNICH, None, "Munich"),
    ]
    (new,) = told["attributes"]
    assert new["id"] in {one["id"] for one in believed}
    assert next(one["replaces"] for one in versions if one["id"] == new["id"]) == old["id"]


@pytest.mark.promise(46)
def test_the_same_value_makes_no_new_version(scripted: Api):
    """Saying it again adds to what the version rests on and nothing else."""
    session = scripted.open(user="alice")
    first = scripted.say(session, "me.location = Berlin")
    again = scripted.say(session, "me.location = berlin")
    assert (again["attributes"], again["corrections"]) == ([], [])
    (version,) = _versions(scripted, first, "alice", "location")
    assert [one["source_turn"] for one in version["provenance"]] == [first["turn_id"], again["turn_id"]]


@pytest.mark.promise(47, 78)
def test_the_whole_chain_of_a_fact_can_be_read(scripted: Api):
    """After ten changes every version is there, linked back to the first, and every correction has both its sides."""
    session, cities = scripted.open(user="alice"), [f"City{number}" for number in range(11)]
    told = [
        scripted.say(session, f"me.location = {city}", at=f"2026-01-{number + 1:02}T00:00:00Z")
        for number, city in enumerate(cities)
    ]
    versions = _versions(scripted, told[0], "alice", "location")
    by_id = {one["id"]: one for one in versions}
    link, chain = by_id[told[-1]["attributes"][0]["id"]], []
    while link:
        chain.append(link["value"])
        link = by_id.get(link["replaces"])
    assert chain == cities[::-1]
    entity = told[0]["entities"][0]["id"]
    for shown in (scripted.get(f"/entities/{entity}/history", key="location"), scripted.get("/state")):
        sides = [(one["previous"]["value"], one["current"]["value"]) for one in shown["corrections"]]
        assert sides == list(itertools.pairwise(cities))
        turns = [(one["previous"]["source_turn"], one["current"]["source_turn"]) for one in shown["corrections"]]
        ids = [one["turn_id"] for one in told]
        assert turns == list(itertools.pairwise(ids))


@pytest.mark.promise(78)
def test_no_later_change_takes_a_correction_away(scripted: Api):
    """A change back, a closed session and new settings leave every correction where it was."""
    session = scripted.open(user="alice")
    for city in ("Berlin", "Munich", "Berlin"):
        scripted.say(session, f"me.location = {city}")
    before = scripted.get("/state")["corrections"]
    scripted.send("DELETE", f"/sessions/{session}")
    scripted.send("PUT", "/config", json={"cardinality": {"location": "many"}})
    scripted.say(scripted.open(user="alice"), "me.location := Hamburg; me.job_title = CTO")
    after = scripted.get("/state")["corrections"]
    assert len(before) == 2
    assert after[:2] == before


@pytest.mark.promise(48)
def test_a_relation_leads_from_one_entity_to_another(scripted: Api):
    """The fields of a relation are there, and its ends are entities of the same answer."""
    told = scripted.say(scripted.open(), "Bob.manages -> Carol:person")
    (relation,), ids = told["relations"], {one["label"]: one["id"] for one in told["entities"]}
    assert {name: relation[name] for name in ("from", "to", "type", "source_turn")} == {
        "from": ids["Bob"],
        "to": ids["Carol"],
        "type": "manages",
        "source_turn": told["turn_id"],
    }


@pytest.mark.promise(53)
def test_a_correction_has_both_sides_with_their_turns(scripted: Api):
    """It names the version that gave way, the two values, the turn behind each, and when it happened."""
    session = scripted.open(user="alice")
    first = scripted.say(session, "me.location = Berlin", at=BERLIN)
    told = scripted.say(session, "me.location = Munich", at=MUNICH)
    (correction,) = told["corrections"]
    assert correction["attribute"] == first["attributes"][0]["id"]
    assert correction["timestamp"] == MUNICH
    previous, current = correction["previous"], correction["current"]
    assert (previous["value"], previous["source_turn"]) == ("Berlin", first["turn_id"])
    assert (current["value"], current["source_turn"]) == ("Munich", told["turn_id"])
    assert scripted.get("/state")["corrections"] == [correction]


@pytest.mark.promise(53)
def test_what_was_never_so_is_corrected_from_the_beginning(scripted: Api):
    """ "No, I meant Munich" gives Munich the whole time of Berlin, and says that this was a correction."""
    session = scripted.open(user="alice")
    scripted.say(session, "me.location = Berlin", at=BERLIN)
    (correction,) = scripted.say(session, "me.location := Munich", at=MUNICH)["corrections"]
    assert correction["reason"] == "corrected"
    assert correction["current"]["valid_from"] == BERLIN
    assert values(scripted.get("/state", valid_at=MARCH)["identity"], "location") == ["Munich"]
    assert values(scripted.get("/state", known_at=MARCH)["identity"], "location") == ["Berlin"]


@pytest.mark.promise(76)
@pytest.mark.parametrize(
    "change", ["me.location = Munich", "me.location = Munich @ 2026-04-01..", "me.location := Munich"]
)
def test_the_previous_value_ends_at_the_correction_or_before(scripted: Api, change: str):
    """`valid_until` of what gave way never lies behind the timestamp, and both clocks still tell Berlin of March."""
    session = scripted.open(user="alice")
    scripted.say(session, "me.location = Berlin", at=BERLIN)
    (correction,) = scripted.say(session, change, at=MUNICH)["corrections"]
    until, stamp = correction["previous"]["valid_until"], correction["timestamp"]
    assert datetime.fromisoformat(until) <= datetime.fromisoformat(stamp)
    assert correction["previous"]["valid_from"] == BERLIN
    assert values(scripted.get("/state", known_at=MARCH)["identity"], "location") == ["Berlin"]
    if ":=" not in change:
        assert values(scripted.get("/state", valid_at=MARCH)["identity"], "location") == ["Berlin"]
        assert values(scripted.get("/state", valid_at=until)["identity"], "location") == ["Munich"]


@pytest.mark.promise(77)
@pytest.mark.parametrize(
    ("query", "city"),
    [
        ({"known_at": "2026-03-15"}, "Berlin"),
        ({"valid_at": "2026-03-15"}, "Munich"),
        ({"valid_at": "2026-02-28T23:59:59.999999Z"}, "Berlin"),
        ({"valid_at": "2026-03-01"}, "Munich"),
        ({"known_at": "2026-03-15", "valid_at": "2026-03-15"}, "Berlin"),
        ({"known_at": "2026-04-20T18:29:59Z", "valid_at": "2026-04-01"}, "Berlin"),
        ({"known_at": MUNICH, "valid_at": "2026-03-15"}, "Munich"),
        ({"known_at": "2026-05-01"}, "Munich"),
        ({}, "Munich"),
    ],
)
def test_one_history_answers_both_clocks(api: Api, query: dict[str, str], city: str):
    """Told in April that she had moved on 1 March: what was known in March and what was true in March both differ."""
    session = api.open(user="alice")
    api.say(session, "I'm Alice and I live in Berlin.", at=BERLIN)
    api.say(session, "I moved to Munich on 1 March 2026.", at=MUNICH)
    assert facts(api.get("/state", {"user": "alice"}, **query)["identity"], "location") == [("Alice", city)]


@pytest.mark.promise(77)
@pytest.mark.parametrize("query", [{"known_at": "2026-01-15T08:59:59Z"}, {"valid_at": "2026-01-14"}])
def test_before_anything_was_said_nothing_was_known(scripted: Api, query: dict[str, str]):
    """An instant before the first turn has no city on either clock."""
    scripted.say(scripted.open(user="alice"), "me.location = Berlin", at=BERLIN)
    assert scripted.get("/state", **query)["identity"]["attributes"] == []


@pytest.mark.promise(77)
def test_an_entity_answers_both_clocks_too(scripted: Api):
    """One entity read at an instant of either clock shows what the state of that instant shows."""
    session = scripted.open(user="alice")
    told = scripted.say(session, "me.location = Berlin", at=BERLIN)
    scripted.say(session, "me.location = Munich @ 2026-03-01..", at=MUNICH)
    entity = told["entities"][0]["id"]
    assert values(scripted.get(f"/entities/{entity}", known_at=MARCH), "location") == ["Berlin"]
    assert values(scripted.get(f"/entities/{entity}", valid_at=MARCH), "location") == ["Munich"]


def test_an_earlier_instant_orders_entities_as_it_knew_them(scripted: Api):
    """Asked as of an instant, those spoken of last by then come first, whoever was spoken of since."""
    session = scripted.open(user="alice")
    for name, at in (("Ana", BERLIN), ("Bea", "2026-02-01T00:00:00Z"), ("Ana", MUNICH)):
        scripted.say(session, f"{name}.likes = tea", at=at)
    order = [
        [one["label"] for one in scripted.get("/entities", **query)["data"]] for query in ({}, {"known_at": MARCH})
    ]
    assert order == [["Ana", "Bea"], ["Bea", "Ana"]]


def test_of_turns_at_one_instant_the_last_one_holds(scripted: Api):
    """Turns with the same `at` share an instant of known time, and are told in the order they were learned."""
    session = scripted.open(user="alice")
    told = [scripted.say(session, f"me.location = {city}", at=BERLIN) for city in ("Berlin", "Munich", "Lyon")]
    for query in ({}, {"known_at": BERLIN}, {"valid_at": BERLIN}):
        assert values(scripted.get("/state", **query)["identity"], "location") == ["Lyon"]
    versions = _versions(scripted, told[0], "alice", "location")
    assert [one["value"] for one in versions if one["source_turn"] == told[-1]["turn_id"]] == ["Lyon"]
    assert versions[0]["value"] == "Berlin"
    assert [one["superseded_by"] for one in versions] == [told[1]["turn_id"], told[2]["turn_id"], None]


@pytest.mark.parametrize(
    ("cardinality", "left"),
    [({}, ["Polar"]), ({"reading": "many"}, ["Emma", "Polar"]), ({"reading": "event"}, ["Emma", "Polar"])],
)
def test_a_context_says_how_many_values_its_keys_take(scripted: Api, cardinality: dict[str, str], left: list[str]):
    """A key that nobody listed takes one value, until the context's own table says that it takes more."""
    scripted.get("/sessions")
    assert scripted.send("PUT", "/config", json={"cardinality": cardinality}).status_code == 200
    session = scripted.open(user="alice")
    for book, at in (("Emma", BERLIN), ("Polar", MUNICH)):
        scripted.say(session, f"me.reading = {book}; me.favourite_book = {book}", at=at)
    identity = scripted.get("/state")["identity"]
    assert sorted(values(identity, "reading")) == left
    assert values(identity, "favourite_book") == ["Polar"]


def test_a_key_can_be_made_constant(scripted: Api):
    """Of a key that is one for life the last word was right from the beginning, whichever turn arrives first."""
    scripted.get("/sessions")
    scripted.send("PUT", "/config", json={"cardinality": {"badge": "constant"}})
    session = scripted.open(user="alice")
    told = scripted.say(session, "me.badge = 17", at=MUNICH)
    scripted.say(session, "me.badge = 71", at=BERLIN)
    (badge,) = (one for one in scripted.get("/state")["identity"]["attributes"] if one["key"] == "badge")
    assert (badge["value"], badge["valid_from"], badge["source_turn"]) == ("17", BERLIN, told["turn_id"])


def test_who_switches_puts_the_old_thing_aside(api: Api):
    """ "From coffee to tea" ends coffee under the key it was told, tells so, and leaves all other likes alone."""
    session = api.open(user="alice")
    api.say(session, "I love coffee.", at=BERLIN)
    api.say(session, "I love hiking.", at=BERLIN)
    told = api.say(session, "I switched from coffee to tea.", at=MUNICH)
    assert [(one["previous"]["value"], one["current"]["value"]) for one in told["corrections"]] == [("coffee", "tea")]
    liked = values(api.get("/state")["identity"], "likes")
    assert "hiking" in liked
    assert "coffee" not in liked


def test_a_title_ends_with_the_job_it_was_told_with(api: Api):
    """Who was an engineer at a company and left it is no longer one there; the answer tells both ends."""
    session = api.open(user="alice")
    api.say(session, "I work at Acme as an engineer.", at=BERLIN)
    told = api.say(session, "I left Acme.", at=MUNICH)
    ended = [one["valid_until"] for one in (*told["attributes"], *told["relations"])]
    assert ended == [MUNICH, MUNICH]
    assert values(api.get("/state")["identity"], "job_title") == []
    assert values(api.get("/state", valid_at=MARCH)["identity"], "job_title") == ["engineer"]

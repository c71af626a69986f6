"""What is promised of forgetting: nothing of it is left, nothing else is touched, and the clamp holds."""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from harness import Api, Running, check_problem, run_server
from scripted import ScriptedExtractor

from spectron.retrieval.words import stems

GONE = "Zanzibarine"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the server of this module."""
    return tmp_path_factory.mktemp("forget") / "memory.db"


@pytest.fixture(scope="module")
def running(database: Path, extractor: ScriptedExtractor) -> Iterator[Running]:
    """A server that understands the notation of `scripted`, over a file that the tests look into."""
    with run_server(database, extractor) as server:
        yield server


@pytest.fixture
def mine(running: Running, context: str) -> Api:
    """A caller of a fresh context."""
    return running.api(context)


def forget(api: Api, **wish: Any) -> Any:
    """Forget, and expect that it was done."""
    response = api.send("POST", "/forget", json=wish)
    assert response.status_code == 200, response.text
    return response.json()


def left(database: Path, *words: str) -> dict[str, int]:
    """How often words still occur in the bytes of the files."""
    files = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")]
    held = b"".join(path.read_bytes().lower() for path in files if path.exists())
    return {word: count for word in words if (count := held.count(word.lower().encode()))}


def known(api: Api, **scope: str) -> Any:
    """A state without what every question about it changes."""
    return {
        name: value for name, value in api.get("/state", scope=scope).items() if name not in ("revision", "valid_at")
    }


def contents(api: Api, session: str) -> list[str]:
    """The turns of a session as they are kept."""
    return [one["content"] for one in api.get(f"/sessions/{session}/turns")["data"]]


def entity(api: Api, label: str) -> str:
    """The id of the entity with this label."""
    (found,) = [one["id"] for one in api.get("/entities")["data"] if one["label"] == label]
    return str(found)


def quotes_are_true(api: Api, session: str) -> bool:
    """Whether every quote that a state shows stands at its place in its turn."""
    turns = {one["id"]: one["content"] for one in api.get(f"/sessions/{session}/turns")["data"]}
    state = api.get("/state")
    records = [*state["identity"]["attributes"], *state["knowledge"]["facts"], *state["knowledge"]["relations"]]
    return bool(records) and all(
        turns[one["source_turn"]][one["quote"]["start"] : one["quote"]["end"]] == one["quote"]["text"]
        for one in records
    )


def test_a_scope_goes_and_its_neighbours_stay(mine: Api, database: Path):
    """All of alice is gone, sessions and receipts too; bob, and what belongs to nobody, are as before."""
    for name in ("alice", "bob"):
        session = mine.open(user=name, org="acme")
        mine.say(session, f"me.location = {GONE}{name}; {name.title()}.job_title = nurse; !high Greet {GONE}{name}")
        mine.say(session, f"?speculative maybe {GONE}{name}; me.location := Berlin")
    mine.say(mine.open(), "World.shape = round")
    before = {name: known(mine, **scope) for name, scope in {"bob": {"user": "bob"}}.items()}
    revision = mine.get("/state")["revision"]
    done = forget(mine, scope={"user": "alice"})
    counts = done["erased"]
    assert (counts["sessions"], counts["turns"], counts["scopes"], counts["instructions"]) == (1, 2, 1, 1)
    assert (counts["uncertainties"], counts["corrections"], counts["redacted_turns"]) == (1, 1, 0)
    assert done["tombstone"].startswith("tombstone:")
    assert done["dry_run"] is False
    assert mine.get("/state")["revision"] == revision + 1
    assert known(mine, user="bob") == before["bob"]
    assert mine.get("/sessions", scope={"user": "alice"}) == {"data": [], "total": 0}
    assert known(mine, user="alice")["identity"] == {"entities": [], "attributes": []}
    assert {one["label"] for one in mine.get("/entities")["data"]} == {"bob", "World"}
    assert left(database, f"{GONE}alice") == {}
    assert left(database, f"{GONE}bob") != {}


@pytest.mark.parametrize("by", ["scope", "entity", "query"])
def test_no_byte_is_left_in_any_file(mine: Api, database: Path, by: str):
    """After the answer neither the database nor its log nor its index holds the words, however rows were moved."""
    word = f"Quetzalin{by}"
    others = mine.open(user="bob")
    session = mine.open(user="alice")
    for number in range(60):
        mine.say(others, f"me.note{number} = {'ordinary ' * (number % 7)}words {number}; Ann.likes = tea {number}")
        mine.say(session, f"{word}.note{number} = {word} {'x' * (number * 13 % 400)}; me.likes = rain {number}")
    wish = {"scope": {"scope": {"user": "alice"}}, "query": {"query": word}}
    (stem,) = stems(word)  # as search keeps it
    assert left(database, word, stem).keys() == {word, stem}
    if by == "entity":
        assert mine.send("DELETE", f"/entities/{entity(mine, word)}").status_code == 200
    else:
        forget(mine, **wish[by])
    assert left(database, word, stem) == {}
    assert len(mine.get("/state", scope={"user": "bob"})["identity"]["attributes"]) == 120
    kept = mine.get("/state", scope={"user": "alice"})["identity"]["attributes"]
    assert len(kept) == (0 if by == "scope" else 60)


def test_an_entity_goes_with_all_that_speaks_of_it(mine: Api):
    """Its facts, relations to it and its name are gone; quotes of other records still stand at their places."""
    session = mine.open(user="alice")
    mine.say(session, "me.likes = tea; me.sibling_of -> Ana:person; Ana.job_title = nurse; me.age = 40")
    mine.say(session, "me.plan = dinner with Ana; me.likes = figs; me.city = Porto")
    mine.say(session, "does ANA's train leave at nine", name="Ana", metadata={"about": ["Ana", 1]})
    done = mine.send("DELETE", f"/entities/{entity(mine, 'Ana')}").json()
    assert (done["erased"]["entities"], done["erased"]["redacted_turns"]) == (1, 3)
    assert contents(mine, session) == [
        "me.likes = tea; ███████████████████████████; █████████████████████; me.age = 40",
        "me.plan = dinner with ███; me.likes = figs; me.city = Porto",
        "does ███'s train leave at nine",
    ]
    turns = mine.get(f"/sessions/{session}/turns")["data"]
    assert (turns[2]["name"], turns[2]["metadata"]) == ("███", {"about": ["███", 1]})
    assert quotes_are_true(mine, session)
    assert "Ana" not in mine.send("GET", "/export").text
    kept = {one["key"]: one["value"] for one in mine.get("/state")["identity"]["attributes"]}
    assert kept["plan"] == "dinner with ███"
    assert mine.get("/state")["knowledge"]["relations"] == []


def test_a_name_in_small_letters_goes_only_where_its_bearer_was_spoken_of(mine: Api):
    """Forgetting an entity called `dog` leaves other dogs alone."""
    session = mine.open(user="alice")
    mine.say(session, "dog.colour = brown; me.likes = tea")
    mine.say(session, "what does a dog eat")
    mine.send("DELETE", f"/entities/{entity(mine, 'dog')}")
    assert contents(mine, session) == ["██████████████████; me.likes = tea", "what does a dog eat"]


def test_a_query_takes_what_holds_all_its_words(mine: Api):
    """Facts, instructions and doubts with every word go; what holds only some of them stays, and so do its quotes."""
    session = mine.open(user="alice")
    mine.say(session, "me.home_town = Lyon; me.likes = Lyon sausages; me.likes = sausages; !low Speak of Lyon's rivers")
    mine.say(session, "?speculative I might leave lyon; me.works_at -> Acme Lyon:organisation; me.age = 40")
    mine.say(session, "is it cold in Lyon today")
    done = forget(mine, query="LYON")
    assert {name: done["erased"][name] for name in ("facts", "instructions", "uncertainties", "entities")} == {
        "facts": 3,
        "instructions": 1,
        "uncertainties": 1,
        "entities": 1,
    }
    state = mine.get("/state")
    assert sorted((one["key"], one["value"]) for one in state["identity"]["attributes"]) == [
        ("age", "40"),
        ("likes", "sausages"),
    ]
    assert (state["instructions"], state["unknowns"], state["knowledge"]["relations"]) == ([], [], [])
    assert contents(mine, session)[2] == "is it cold in ████ today"
    assert "lyon" not in mine.send("GET", "/export").text.lower()
    assert quotes_are_true(mine, session)


def test_the_words_of_a_query_may_be_in_the_key(mine: Api):
    """`home town Lyon` finds the value Lyon of home_town, and not the one of another key."""
    session = mine.open(user="alice")
    mine.say(session, "me.home_town = Lyon; me.likes = Lyon")
    assert forget(mine, query="home town lyon")["erased"]["facts"] == 1
    assert [one["key"] for one in mine.get("/state")["identity"]["attributes"]] == ["likes"]


def test_a_speaker_loses_a_name_and_stays(mine: Api):
    """Forgetting the words of a speaker's name takes the name, not the person."""
    session = mine.open(user="alice")
    mine.say(session, "me.name = Roxana; me.likes = tea", name="Roxana")
    mine.say(session, "me.likes = rain")
    forget(mine, query="Roxana")
    assert "Roxana" not in mine.send("GET", "/export").text
    assert {one["value"] for one in mine.get("/state")["identity"]["attributes"]} >= {"rain"}


def test_a_chain_stays_whole_when_one_of_its_versions_goes(mine: Api):
    """History shows the versions that are left; one still names the erased one that it replaced."""
    session = mine.open(user="alice")
    ids = [mine.say(session, f"me.location = {city}")["attributes"][0]["id"] for city in ("Berlin", "Xanadu", "Munich")]
    me = mine.get("/state")["identity"]["attributes"][0]["entity"]
    since = mine.get(f"/sessions/{session}/turns")["data"][0]["id"]
    forget(mine, query="Xanadu")
    versions = mine.get(f"/entities/{me}/history", key="location")["versions"]
    assert ids[1] not in [one["id"] for one in versions]
    assert {one["value"] for one in versions} == {"Berlin", "Munich"}
    assert any(one["replaces"] == ids[1] for one in versions)
    assert "Xanadu" not in str(mine.get("/state/diff", since=since))
    assert [one["value"] for one in mine.get("/state")["identity"]["attributes"]] == ["Munich"]


def test_a_correction_goes_with_either_of_its_sides(mine: Api):
    """Of a belief that was corrected nothing is told once one side is erased."""
    session = mine.open(user="alice")
    mine.say(session, "me.location = Xanadu")
    mine.say(session, "me.location := Munich")
    assert len(mine.get("/state")["corrections"]) == 1
    assert forget(mine, query="Xanadu")["erased"]["corrections"] == 1
    assert mine.get("/state")["corrections"] == []


@pytest.mark.parametrize(
    "wish", [{"scope": {"user": "alice"}}, {"query": "Ana"}, {"scope": {}, "everything": True}, {"entity": "Ana"}]
)
def test_a_dry_run_tells_what_a_real_one_does_and_does_nothing(mine: Api, wish: dict[str, Any]):
    """Its counts are those of the run that follows, its records are what goes, and the state does not change."""
    session = mine.open(user="alice")
    mine.say(session, "me.likes = tea; me.sibling_of -> Ana:person; Ana.job_title = nurse; !low Ask after Ana")
    mine.say(session, "?negated Ana is ill; Ana.city -> Porto:location")
    wish = {**wish, "entity": entity(mine, "Ana")} if "entity" in wish else wish
    before = (mine.get("/state")["revision"], known(mine), mine.get(f"/sessions/{session}/turns"))
    told = forget(mine, **wish, dry_run=True)
    assert (mine.get("/state")["revision"], known(mine), mine.get(f"/sessions/{session}/turns")) == before
    assert (told["dry_run"], told["tombstone"]) == (True, None)
    assert told["total"] == len(told["records"]) > 3
    assert {"entity", "attribute", "relation"} <= {one["type"] for one in told["records"]}
    assert ("Ana", "person") in {(one["value"], one["key"]) for one in told["records"]}
    done = forget(mine, **wish)
    assert done["erased"] == told["erased"]
    assert (done["records"], done["total"]) == (None, None)


def test_a_dry_run_shows_no_more_than_two_hundred_records(mine: Api):
    """`total` counts them all."""
    session = mine.open(user="alice")
    for start in range(0, 250, 50):
        mine.say(session, "; ".join(f"me.likes = thing {number}" for number in range(start, start + 50)))
    told = forget(mine, query="thing", dry_run=True)
    assert (len(told["records"]), told["total"]) == (200, 250)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({}, "scope"),
        ({"dry_run": True}, "scope"),
        ({"scope": {}}, "scope"),
        ({"everything": True}, "scope"),
        ({"scope": {"user": "alice"}, "everything": True}, "everything"),
        ({"scope": {}, "query": "x", "everything": True}, "everything"),
        ({"query": " ?! "}, "query"),
        ({"query": ""}, "query"),
        ({"query": "x", "entity": "entity:1"}, "query"),
        ({"query": 7}, "query"),
        ({"entity": ""}, "entity"),
        ({"scope": "alice"}, "scope"),
        ({"scope": {"user": 1}}, "scope.user"),
        ({"dry_run": "perhaps", "query": "x"}, "dry_run"),
        ({"quary": "x"}, "quary"),
    ],
)
def test_a_wish_that_is_not_clear_is_refused(mine: Api, wish: dict[str, Any], field: str):
    """What does not say plainly what to erase is 422, and nothing is erased."""
    mine.say(mine.open(user="alice"), "me.likes = x")
    before = mine.get("/state")["revision"]
    check_problem(mine.send("POST", "/forget", json=wish), 422, field)
    assert mine.get("/state")["revision"] == before


@pytest.mark.parametrize(
    "wish", [{"scope": {"user": "alice"}}, {"entity": "hers"}, {"scope": {"user": "alice"}, "query": "tea"}]
)
def test_a_key_erases_nothing_outside_its_scope(running: Running, mine: Api, context: str, wish: dict[str, Any]):
    """Another scope is 403, by whatever it is named, and all of it stays."""
    for name in ("alice", "bob"):
        mine.say(mine.open(user=name), f"me.likes = tea; Ms {name.title()}.age = 4")
    before = known(mine, user="alice")
    bob = running.api(context, running.add_key(context, {"user": "bob"}))
    wish = wish | ({"entity": entity(mine, "Ms Alice")} if "entity" in wish else {})
    check_problem(bob.send("POST", "/forget", json=wish), 403)
    check_problem(bob.send("DELETE", f"/entities/{entity(mine, 'Ms Alice')}"), 403)
    assert known(mine, user="alice") == before
    assert forget(bob, query="tea")["erased"]["facts"] == 1
    assert forget(bob, scope={}, everything=True)["erased"]["sessions"] == 1
    assert known(mine, user="alice") == before
    assert mine.get("/sessions")["total"] == 1


def test_an_entity_has_to_exist_and_to_lie_in_the_scope_named(mine: Api):
    """An unknown entity is 404, and so is one of another scope than the one named."""
    mine.say(mine.open(user="alice"), "Ana.age = 4")
    ana = entity(mine, "Ana")
    check_problem(mine.send("DELETE", "/entities/entity:none"), 404)
    check_problem(mine.send("POST", "/forget", json={"entity": "entity:none"}), 404)
    check_problem(mine.send("POST", "/forget", json={"entity": ana, "scope": {"user": "bob"}}), 404)
    assert forget(mine, entity=ana, scope={"user": "alice"})["erased"]["entities"] == 1
    check_problem(mine.send("DELETE", f"/entities/{ana}"), 404)


def test_an_erased_turn_is_not_learned_again(mine: Api):
    """Its Idempotency-Key answers 404 from then on."""
    session = mine.open(user="alice")
    said = {"json": {"role": "user", "content": "me.likes = tea"}, "headers": {"Idempotency-Key": "once"}}
    assert mine.send("POST", f"/sessions/{session}/turns", **said).status_code == 201
    assert forget(mine, scope={"user": "alice"})["erased"]["receipts"] == 1
    check_problem(mine.send("POST", f"/sessions/{session}/turns", **said), 404)
    assert known(mine)["identity"]["attributes"] == []


def test_forgetting_can_be_sent_again(mine: Api):
    """Under one Idempotency-Key it is done once and answered alike; without one, nothing is left to erase."""
    mine.say(mine.open(user="alice"), "me.likes = tea")
    once = {"json": {"query": "tea"}, "headers": {"Idempotency-Key": "f1"}}
    first = mine.send("POST", "/forget", **once)
    mine.say(mine.open(user="alice"), "me.likes = tea")
    assert mine.send("POST", "/forget", **once).json() == first.json()
    assert len(known(mine)["identity"]["attributes"]) == 1
    check_problem(mine.send("POST", "/forget", json={"query": "rain"}, headers={"Idempotency-Key": "f1"}), 409)
    assert forget(mine, query="tea")["tombstone"]
    again = forget(mine, query="tea")
    assert (again["tombstone"], sum(again["erased"].values())) == (None, 0)


@pytest.mark.parametrize("wish", [{"query": "Xanadu"}, {"scope": {"user": "alice"}}])
def test_a_turn_that_is_being_read_does_not_bring_erased_words_back(
    mine: Api, extractor: ScriptedExtractor, wish: dict[str, Any]
):
    """What a model found in words that were erased meanwhile is dropped."""
    session = mine.open(user="alice")
    extractor.started.clear()
    extractor.release.clear()
    with ThreadPoolExecutor(1) as threads:
        said = {"json": {"role": "user", "content": "wait; me.location = Xanadu"}}
        answer = threads.submit(mine.send, "POST", f"/sessions/{session}/turns", **said)
        assert extractor.started.wait(60)
        forget(mine, **wish)
        extractor.release.set()
        status = answer.result(60).status_code
    assert status == (201 if "query" in wish else 404)
    assert "Xanadu" not in mine.send("GET", "/export").text


def test_a_tombstone_holds_no_content(mine: Api, database: Path, context: str):
    """Who erased how much and when is kept; no name and no value is."""
    mine.say(mine.open(user="alice"), "Ana.job_title = astronaut")
    tombstone = forget(mine, query="astronaut")["tombstone"]
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as reading:
        (row,) = reading.execute("SELECT * FROM erasure WHERE context_id = ? AND id = ?", (context, tombstone))
    reading.close()
    assert "astronaut" not in str(row)
    assert "Ana" not in str(row)
    assert '"facts": 1' in str(row)

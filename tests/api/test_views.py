"""What is promised of the views: the state of a scope, what changed in it, and the profile of a person."""

import pytest
from harness import BERLIN, MUNICH, Api, Running, facts, values

EMPTY = {"added": [], "updated": [], "superseded": []}


@pytest.fixture
def company(scripted: Api) -> Api:
    """Two organisations with two users each, one session a user, and rules and doubts of each."""
    for org in ("acme", "globex"):
        for user in ("alice", "bob"):
            session = scripted.open(org=org, user=user)
            scripted.say(session, f"me.likes = {org} {user}; !high Obey {org} {user}.; ?negated not {org} {user}")
            scripted.say(session, f"me.location = {org} {user} old")
            scripted.say(session, f"me.location = {org} {user} new")
    scripted.say(scripted.open(org="acme"), "Ana.likes = acme all")
    return scripted


def _seen(state: dict) -> tuple[set[str], set[str], set[str], set[str]]:
    """Who shows in each part of a state, as `org user`."""
    return (
        set(values(state["identity"], "likes")),
        {one["text"].removeprefix("Obey ").rstrip(".") for one in state["instructions"]},
        {one["text"].removeprefix("not ") for one in state["unknowns"]},
        {one["previous"]["value"].removesuffix(" old") for one in state["corrections"]},
    )


@pytest.mark.promise(58)
@pytest.mark.parametrize(
    ("scope", "whose"),
    [
        ({"org": "acme", "user": "alice"}, {"acme alice"}),
        ({"user": "alice"}, {"acme alice", "globex alice"}),
        ({"org": "globex"}, {"globex alice", "globex bob"}),
        ({"org": "acme", "user": "carol"}, set()),
        ({"org": "acme", "user": "alice", "team": "x"}, set()),
        ({}, {"acme alice", "acme bob", "globex alice", "globex bob"}),
    ],
)
def test_a_state_is_the_intersection_of_the_dimensions_given(company: Api, scope: dict[str, str], whose: set[str]):
    """Every part of a state holds exactly the records whose scope has all dimensions that were asked for."""
    likes, rules, doubts, corrected = _seen(company.get("/state", scope))
    assert likes - {"acme all"} == whose
    assert (rules, doubts, corrected) == (whose, whose, whose)
    assert company.get("/sessions", scope)["total"] == len(whose) + (scope in ({}, {"org": "acme"}))


@pytest.mark.promise(59)
def test_leaving_the_user_out_gives_the_union_of_all_users(company: Api):
    """An organisation's state is its own knowledge and that of each of its users together, and nobody else's."""
    union: set[str] = {"acme all"}
    for user in ("alice", "bob"):
        union |= {
            one["value"] for one in company.get("/state", {"org": "acme", "user": user})["identity"]["attributes"]
        }
    whole = {one["value"] for one in company.get("/state", {"org": "acme"})["identity"]["attributes"]}
    assert whole == union == {"acme all", "acme alice", "acme alice new", "acme bob", "acme bob new"}


@pytest.mark.promise(60)
def test_a_state_has_all_its_parts(scripted: Api):
    """Identity, knowledge, context, instructions, unknowns and corrections are there, empty where nothing is known."""
    state = scripted.get("/state", {"user": "nobody"})
    assert state["identity"] == {"entities": [], "attributes": []}
    assert state["knowledge"] == {"facts": [], "relations": []}
    assert state["context"] == {"recent_topics": [], "open_threads": [], "pending_questions": []}
    assert (state["instructions"], state["unknowns"], state["corrections"]) == ([], [], [])


@pytest.mark.promise(60, 64, 52)
def test_a_state_shows_what_the_turns_taught(scripted: Api):
    """Each thing a turn taught stands in its own part of the state: the same records, not copies of the words."""
    session = scripted.open(user="alice")
    told = [
        scripted.say(session, said)
        for said in ("me.location = Berlin; !high Be brief.", "?speculative maybe Rome; me.location = Munich")
    ]
    state = scripted.get("/state", {"user": "alice"})
    assert state["instructions"] == told[0]["instructions"]
    assert state["unknowns"] == told[1]["uncertainties"]
    assert state["corrections"] == told[1]["corrections"]
    assert (state["corrections"][0]["previous"]["value"], state["corrections"][0]["current"]["value"]) == (
        "Berlin",
        "Munich",
    )
    assert state["identity"]["attributes"] == told[1]["attributes"]


@pytest.mark.promise(52)
def test_doubts_are_kept_apart_from_facts(api: Api):
    """What was only supposed is an unknown, and no attribute or relation says it."""
    api.say(api.open(user="alice"), "I might move to Lisbon.")
    state = api.get("/state")
    assert ["Lisbon" in one["text"] for one in state["unknowns"]] == [True]
    assert state["identity"]["attributes"] == state["knowledge"]["relations"] == []


@pytest.mark.promise(61)
def test_identity_is_the_named_entities_and_what_they_are_now(scripted: Api):
    """Every entity of the scope is named once, and its attributes are those that hold at the instant asked about."""
    session = scripted.open(user="alice")
    scripted.say(
        session, "me.location = Berlin; Ana.job_title = nurse; me.status = away @ 2026-02-01..2026-02-08", at=BERLIN
    )
    scripted.say(session, "me.location = Munich; Ana.works_at -> Acme:organisation", at=MUNICH)
    identity = scripted.get("/state")["identity"]
    assert sorted(one["label"] for one in identity["entities"]) == ["Acme", "Ana", "alice"]
    now = {(one["entity_label"], one["key"], one["value"]) for one in identity["attributes"]}
    assert now == {("alice", "location", "Munich"), ("Ana", "job_title", "nurse")}


@pytest.mark.promise(62)
def test_knowledge_is_what_is_not_about_the_scoped_person(scripted: Api):
    """Facts about others and relations stand under knowledge; the scoped person's own attributes do not."""
    session = scripted.open(user="alice")
    scripted.say(session, "me.location = Berlin; Ana.job_title = nurse; Bob.manages -> Carol:person")
    knowledge = scripted.get("/state", {"user": "alice"})["knowledge"]
    assert [(one["entity_label"], one["key"], one["value"]) for one in knowledge["facts"]] == [
        ("Ana", "job_title", "nurse")
    ]
    assert [(one["from_label"], one["type"], one["to_label"]) for one in knowledge["relations"]] == [
        ("Bob", "manages", "Carol")
    ]


@pytest.mark.promise(63)
def test_context_tells_where_the_conversation_stands(api: Api):
    """What was lately spoken of, what is planned or promised, and what was asked and not answered."""
    session = api.open(user="alice")
    api.say(session, "Ana lives in Porto.")
    api.say(session, "I'm working on Project Apollo.")
    api.say(session, "I will book the flights tomorrow.", "assistant")
    api.say(session, "What should I pack? And which visa do I need?")
    context = api.get("/state")["context"]
    assert {"Ana", "Porto"} <= set(context["recent_topics"])
    assert any("Apollo" in thread for thread in context["open_threads"])
    assert any("book the flights" in thread for thread in context["open_threads"])
    assert context["pending_questions"] == ["What should I pack?", "And which visa do I need?"]
    api.say(session, "A raincoat, and no visa.", "assistant")
    assert api.get("/state")["context"]["pending_questions"] == []


@pytest.mark.promise(65)
def test_superseded_values_stand_nowhere_but_in_corrections(scripted: Api):
    """Whatever way a value gave way, the canonical view shows only what took its place."""
    session = scripted.open(user="alice")
    for number, said in enumerate(
        (
            "me.location = Berlin; me.job_title = designer; me.birthday = 1 May",
            "me.location = Munich @ 2026-01-20..; me.job_title := editor; me.birthday = 2 May",
            "me.location = Rome",
        )
    ):
        scripted.say(session, said, at=f"2026-0{number + 1}-15T00:00:00Z")
    state = scripted.get("/state", {"user": "alice"})
    assert sorted(one["value"] for one in state["identity"]["attributes"]) == ["2 May", "Rome", "editor"]
    gone = {one["previous"]["value"] for one in state["corrections"]}
    assert gone == {"Berlin", "designer", "1 May", "Munich"}
    known = {one["value"] for one in (*state["identity"]["attributes"], *state["knowledge"]["facts"])}
    assert known & gone == set()


@pytest.mark.promise(66, 67)
def test_a_difference_separates_what_came_what_changed_and_what_went(scripted: Api):
    """A correction is the new value under `updated` and the old one under `superseded`, and never under `added`."""
    session = scripted.open(user="alice")
    first = scripted.say(session, "me.location = Berlin; Ana.job_title = nurse", at=BERLIN)
    told = scripted.say(session, "me.location = Munich; me.likes = tea; !low Be brief.; ?negated not Rome", at=MUNICH)
    diff = scripted.get("/state/diff", {"user": "alice"}, since=first["turn_id"])
    assert (diff["since"], diff["revision"]) == (first["turn_id"], told["revision"])
    assert {(one["type"], one["value"]) for one in diff["added"]} == {
        ("attribute", "tea"),
        ("instruction", "Be brief."),
        ("uncertainty", "not Rome"),
    }
    assert [(one["type"], one["value"], one["previous_value"]) for one in diff["updated"]] == [
        ("attribute", "Munich", "Berlin")
    ]
    assert [(one["type"], one["value"], one["superseded_at"]) for one in diff["superseded"]] == [
        ("attribute", "Berlin", MUNICH)
    ]


@pytest.mark.promise(66)
def test_a_difference_holds_nothing_from_before_and_nothing_without_news(scripted: Api):
    """Right after a turn its own difference is empty, and a turn that teaches nothing adds nothing."""
    session = scripted.open(user="alice")
    first = scripted.say(session, "me.location = Berlin; Ana.works_at -> Acme:organisation")["turn_id"]
    assert {name: scripted.get("/state/diff", since=first)[name] for name in EMPTY} == EMPTY
    scripted.say(session, "me.location = Berlin")
    scripted.say(session, "nothing to learn")
    assert {name: scripted.get("/state/diff", since=first)[name] for name in EMPTY} == EMPTY
    scripted.say(session, "Ana.works_at -> Globex:organisation")
    diff = scripted.get("/state/diff", since=first)
    assert [(one["type"], one["value"], one["previous_value"]) for one in diff["updated"]] == [
        ("relation", "Globex", "Acme")
    ]
    assert [(one["type"], one["value"]) for one in diff["added"]] == [("entity", "Globex")]


@pytest.mark.promise(66)
def test_a_difference_stays_in_its_scope(scripted: Api):
    """News of one user never shows in the difference of another."""
    alice, bob = scripted.open(user="alice"), scripted.open(user="bob")
    first = scripted.say(alice, "me.location = Berlin")["turn_id"]
    scripted.say(bob, "me.location = Oslo")
    assert {name: scripted.get("/state/diff", {"user": "alice"}, since=first)[name] for name in EMPTY} == EMPTY
    assert "Oslo" in {one["value"] for one in scripted.get("/state/diff", {"user": "bob"}, since=first)["added"]}


@pytest.mark.promise(68)
def test_an_unknown_turn_is_no_place_to_ask_from(scripted: Api, scripted_server: Running):
    """A turn that does not exist, or exists in another context, is 404; leaving `since` out is 400."""
    elsewhere = scripted_server.api("elsewhere")
    foreign = elsewhere.say(elsewhere.open(), "hello")["turn_id"]
    for since in ("turn:01J00000000000000000000000", "nonsense", foreign):
        assert scripted.send("GET", "/state/diff", params={"since": since}).status_code == 404
    missing = scripted.send("GET", "/state/diff")
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (400, "since")


def _lines(profile: dict, part: str) -> set[tuple[str, str]]:
    return {(one["key"], one["value"]) for one in profile[part]}


@pytest.fixture
def portrait(scripted: Api) -> Api:
    """A user of whom something of every part of a profile is known, and somebody else."""
    session = scripted.open(user="alice", org="acme")
    scripted.say(session, "me.name = Alice Cooper; me.job_title = designer; me.works_at -> Acme:organisation")
    scripted.say(session, "me.email = alice@acme.com; me.phone = 555-1234; me.location = Berlin; me.status = on leave")
    scripted.say(session, "me.project = Apollo; me.mood = cheerful; me.likes = hiking; me.dislikes = mushrooms")
    scripted.say(session, "me.preference = window seats; me.job_title = CTO; !high Reply in French.; !low Be brief.")
    scripted.say(session, "Ana.location = Porto; Ana.likes = fado")
    other = scripted.open(user="bob", org="acme")
    scripted.say(other, "me.name = Bob; me.location = Oslo; me.likes = chess; !high Shout.")
    return scripted


@pytest.mark.promise(70, 71)
def test_static_tells_who_someone_is(portrait: Api):
    """Name, role, organisation and contact details, the role as it is now."""
    static = _lines(portrait.get("/profile", {"user": "alice"}), "static")
    assert static == {
        ("name", "Alice Cooper"),
        ("role", "CTO"),
        ("organisation", "Acme"),
        ("email", "alice@acme.com"),
        ("phone", "555-1234"),
    }


@pytest.mark.promise(70, 72)
def test_dynamic_tells_what_occupies_someone(portrait: Api):
    """Location, status, current project and mood."""
    dynamic = _lines(portrait.get("/profile", {"user": "alice"}), "dynamic")
    assert dynamic == {("location", "Berlin"), ("status", "on leave"), ("project", "Apollo"), ("mood", "cheerful")}


@pytest.mark.promise(70, 73)
def test_preferences_tell_likes_and_dislikes(portrait: Api):
    """What someone said they like, dislike and prefer."""
    preferences = _lines(portrait.get("/profile", {"user": "alice"}), "preferences")
    assert preferences == {("likes", "hiking"), ("dislikes", "mushrooms"), ("preference", "window seats")}


@pytest.mark.promise(70, 74)
def test_instructions_are_those_that_apply_to_this_user(portrait: Api):
    """The user's own directives, the strongest first, and no other user's."""
    rules = portrait.get("/profile", {"user": "alice"})["instructions"]
    assert rules == [{"text": "Reply in French.", "priority": "high"}, {"text": "Be brief.", "priority": "low"}]


@pytest.mark.promise(74)
def test_a_directive_taken_back_applies_no_more(scripted: Api):
    """Only standing directives are in the profile and in the state."""
    _take_back(scripted, "Stop replying in French.")


def test_a_directive_is_taken_back_in_its_own_words(scripted: Api):
    """An extractor may name what ends by its normal form."""
    _take_back(scripted, "Reply in French.")


def _take_back(scripted: Api, words: str) -> None:
    session = scripted.open(user="alice")
    scripted.say(session, "!high Reply in French.; !low Be brief.")
    scripted.say(session, f"!end {words}")
    for shown in (scripted.get("/profile", {"user": "alice"}), scripted.get("/state")):
        assert [one["text"] for one in shown["instructions"]] == ["Be brief."]


@pytest.mark.promise(75)
def test_a_profile_has_no_references_to_turns(portrait: Api):
    """Neither form of a profile names a turn, a record or a source."""
    response = portrait.send("GET", "/profile", params={"scope[user]": "alice"})
    prompt = portrait.send("GET", "/profile", params={"scope[user]": "alice", "format": "prompt"})
    for text in (response.text, prompt.text):
        assert "CTO" in text
        assert not any(word in text for word in ("turn:", "fact:", "entity:", "source_turn", "session:"))


@pytest.mark.promise(70)
def test_a_profile_is_ready_for_a_prompt(portrait: Api):
    """`format=prompt` is plain text that says every line of the profile, and nothing of anyone else."""
    prompt = portrait.send("GET", "/profile", params={"scope[user]": "alice", "format": "prompt"})
    assert prompt.headers["content-type"].startswith("text/plain")
    profile = portrait.get("/profile", {"user": "alice"})
    said = [one["value"] for part in ("static", "dynamic", "preferences") for one in profile[part]]
    for words in (*said, *(one["text"] for one in profile["instructions"])):
        assert words in prompt.text
    for stranger in ("Bob", "Oslo", "chess", "Shout", "Porto", "fado"):
        assert stranger not in prompt.text


@pytest.mark.promise(70)
def test_a_profile_never_shows_another_user(portrait: Api):
    """Bob's profile is Bob's, and a user nobody knows has an empty one."""
    bob = portrait.get("/profile", {"user": "bob"})
    assert ("location", "Oslo") in _lines(bob, "dynamic")
    assert "Berlin" not in str(bob)
    nobody = portrait.get("/profile", {"user": "carol"})
    assert nobody == {"static": [], "dynamic": [], "preferences": [], "instructions": []}


@pytest.mark.promise(61)
def test_names_find_the_same_person(api: Api):
    """A person who gave their name is one entity under the name, not a second beside the user of the scope."""
    session = api.open(user="alice")
    api.say(session, "I live in Berlin.")
    api.say(session, "My name is Alice Cooper.")
    identity = api.get("/state", {"user": "alice"})["identity"]
    assert [one["label"] for one in identity["entities"] if one["type"] == "person"] == ["Alice Cooper"]
    assert ("Alice Cooper", "Berlin") in facts(identity, "location")

"""What is promised where many talk at once: every reply is made of one's own memory, and each is made once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness import Api, Running, check_problem
from replying import Conversation, Doubles, begin, run_doubles

from spectron.providers.scripted import Rule

CROWD, MESSAGES = 6, 3


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Doubles]]:
    """A server whose contexts may name doubles."""
    with run_doubles(tmp_path_factory.mktemp("crowd") / "memory.db", [Rule("Understood.")]) as both:
        yield both


@pytest.fixture
def talk(doubled: tuple[Running, Doubles], context: str) -> Conversation:
    """A session that a double of its own answers."""
    return begin(*doubled, context)


def test_no_prompt_holds_another_users_words(doubled: tuple[Running, Doubles], talk: Conversation, context: str):
    """Users who talk at once, each with a key of their own, are answered from prompts with their own words alone."""
    keys = [doubled[0].add_key(context, {"user": f"user{number}"}) for number in range(CROWD)]
    users = [doubled[0].api(context, key) for key in keys]

    def speak(number: int) -> None:
        own = Conversation(users[number], talk.model, users[number].open())
        for message in range(MESSAGES):
            own.chat(
                f"I like canary{number}x and live in Town{number}x. What do I like, and where do I live? {message}"
            )

    with ThreadPoolExecutor(CROWD) as threads:
        list(threads.map(speak, range(CROWD)))
    assert len(talk.model.asked) == CROWD * MESSAGES
    for asked in talk.model.asked:
        sent = asked.system + "".join(one.text for one in asked.messages)
        assert sum(f"canary{number}x" in sent or f"Town{number}x" in sent for number in range(CROWD)) == 1


def test_one_key_from_many_callers_makes_one_reply(talk: Conversation):
    """One turn, one reply, one answer, and 409 until it is there."""
    with ThreadPoolExecutor(CROWD) as threads:
        headers = {"Idempotency-Key": "once"}
        answers = list(threads.map(lambda _: talk.send("I live in Berlin.", **headers), range(CROWD * 2)))
    assert {one.status_code for one in answers} <= {201, 409}
    assert len({one.text for one in answers if one.status_code == 201}) == 1
    assert (len(talk.model.asked), [role for role, _ in talk.turns]) == (1, ["user", "assistant"])


def test_one_session_may_be_spoken_to_by_many(talk: Conversation):
    """Each message has its own reply, and none is lost."""
    with ThreadPoolExecutor(CROWD) as threads:
        told = list(threads.map(lambda number: talk.chat(f"Message {number}."), range(CROWD)))
    turns = talk.api.get(f"/sessions/{talk.session}/turns")["data"]
    answers = {one["metadata"]["answers"]: one["id"] for one in turns if one["role"] == "assistant"}
    assert answers == {one["turn_id"]: one["reply_turn_id"] for one in told}
    assert len(turns) == 2 * CROWD


def test_a_confined_key_replies_inside_its_scope_only(
    doubled: tuple[Running, Doubles], talk: Conversation, context: str
):
    """Another user's session is 403, nothing is recorded in it, and what lies beside the clamp is in no prompt."""
    talk.chat("I live in Zanzibar.")
    bob = doubled[0].api(context, doubled[0].add_key(context, {"user": "bob"}))
    foreign = Conversation(bob, talk.model, talk.session)
    check_problem(foreign.send("Where do I live?"), 403)
    assert len(talk.turns) == 2
    Conversation(bob, talk.model, bob.open()).chat("Where do I live?")
    assert "Zanzibar" not in talk.asked.system


def test_a_reply_travels_in_an_export_and_goes_with_an_erasure(
    doubled: tuple[Running, Doubles], talk: Conversation, context: str
):
    """It is a turn as any other: moved to another memory it is there, erased it is gone, and its key says so."""
    told = talk.chat("I live in Berlin.", **{"Idempotency-Key": "once"})
    lines = talk.api.send("GET", "/export").content
    other = doubled[0].api(f"{context}-2")
    assert other.send("POST", "/import", content=lines).status_code == 200
    moved = other.get(f"/sessions/{talk.session}/turns")["data"][1]
    assert (moved["id"], moved["metadata"]["answers"]) == (told["reply_turn_id"], told["turn_id"])
    assert talk.api.send("POST", "/forget", json={"scope": {"user": "alice"}}).status_code == 200
    check_problem(talk.send("I live in Berlin.", **{"Idempotency-Key": "once"}), 404)
    assert len(talk.model.asked) == 1


STORY = [
    "I'm Alice, CTO at Acme, based in Berlin.",
    "My sister Ana might move to Lisbon next year.",
    "I love hiking, I don't eat meat, and my birthday is 3 May 1990.",
    "Please always answer in French.",
    "I have an appointment with Dr. Kim on Friday at 10.",
    "I no longer live in Berlin.",
]
QUESTIONS = [
    "What do you know about me?",
    "Where do I live?",
    "Where did I live before?",
    "Who is my sister?",
    "Is my sister moving?",
    "What do I like?",
    "When is my appointment?",
    "When is my birthday?",
    "What rules did I give you?",
    "Do I eat meat?",
    "Where do I work, and as what?",
    "What did I say about Lisbon?",
    "What is the capital of France?",
    "Thanks!",
]


def test_the_built_in_responder_never_teaches_memory_its_own_words(api: Api):
    """After a story, question upon question changes nothing of what is known, believed, doubted or asked for."""
    session = api.open(user="alice")
    for words in STORY:
        api.say(session, words)
    before = _known(api)
    for words in QUESTIONS * 2:
        told = api.send("POST", f"/sessions/{session}/chat", json={"content": words}).json()
        news = {name for name, found in told["memory_updates"].items() if found} - {"revision", "entities"}
        assert (news, bool(told["reply"])) == (set(), True), words
        own = [one for one in told["memory_updates"]["entities"] if one["source_turn"] == told["reply_turn_id"]]
        assert own == [], words
    assert _known(api) == before


def _known(api: Api) -> dict[str, object]:
    """All that a memory holds, but for when it was asked."""
    state = api.get("/state")
    parts = {name: state[name] for name in ("knowledge", "instructions", "unknowns", "corrections")}
    return parts | {"attributes": state["identity"]["attributes"]}

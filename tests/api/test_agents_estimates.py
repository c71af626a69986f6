"""How an agent's users feel and are, how they and the agent stand to each other, and what is to be brought up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from agents import Agent
from harness import Api, Running, check_problem, run_server

DIMENSIONS = ("valence", "arousal", "tension", "affiliation")
TRAITS = {"openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"}
HAPPY = "I am so happy today, this is wonderful!"
ANGRY = "I am furious, this is a terrible disaster and I hate it."


@dataclass(slots=True)
class Watch:
    """A clock that stands still until it is moved."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The instant it shows."""
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass."""
        self.now += timedelta(**by)


@pytest.fixture
def watch(timed_server: tuple[Running, Watch]) -> Watch:
    """The clock of the server."""
    return timed_server[1]


@pytest.fixture(scope="module")
def timed_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Watch]]:
    """A server with the built-in extractor, and its clock."""
    watch = Watch()
    with run_server(tmp_path_factory.mktemp("timed") / "memory.db", clock=watch) as running:
        yield running, watch


@pytest.fixture
def agent(timed_server: tuple[Running, Watch], context: str) -> Agent:
    """An agent of a fresh context."""
    return Agent(timed_server[0].api(context))


@pytest.mark.promise(116)
def test_a_mood_is_that_of_the_user_and_says_what_moved_it(agent: Agent):
    """Neutral at first; then in four dimensions with a label, a reason and the turns behind it."""
    blank = agent.get("/mood", user_id="alice")
    assert ({name: blank[name] for name in DIMENSIONS}, blank["label"]) == (dict.fromkeys(DIMENSIONS, 0.0), "neutral")
    assert (blank["reason"], blank["turn_id"], blank["turns"], blank["user_id"]) == (None, None, [], "alice")
    [turn] = agent.hear(HAPPY)
    mood = agent.get("/mood", user_id="alice")
    assert mood["valence"] > 0.2
    assert all(-1 <= mood[name] <= 1 for name in DIMENSIONS)
    assert (mood["turn_id"], mood["turns"]) == (turn, [turn])
    assert mood["reason"]
    assert agent.get("/mood", user_id="bob")["label"] == "neutral"
    assert Agent(agent.api, "other").get("/mood", user_id="alice")["label"] == "neutral"


def test_a_mood_fades_and_can_be_asked_for_as_of_any_moment(agent: Agent, watch: Watch):
    """Later it is nearer to its baseline, and what it was then is still told."""
    began = watch.now
    agent.hear(HAPPY)
    fresh = agent.get("/mood", user_id="alice")
    watch.move(days=1)
    faded = agent.get("/mood", user_id="alice")
    assert 0 < faded["valence"] < fresh["valence"]
    then = agent.get("/mood", user_id="alice", at=began.isoformat())
    assert {name: then[name] for name in DIMENSIONS} == {name: fresh[name] for name in DIMENSIONS}
    assert agent.get("/mood", user_id="alice", at="2026-01-01")["label"] == "neutral"


def test_the_history_of_a_mood_tells_each_change(agent: Agent, watch: Watch):
    """Latest first, each from before to after by delta with its reason and turn; a time and a page can be chosen."""
    turns = []
    for said in (HAPPY, "The train leaves at nine.", ANGRY):
        watch.move(hours=1)
        turns += agent.hear(said)
    history = agent.get("/mood/history", user_id="alice")
    assert [one["turn_id"] for one in history["data"]] == [turns[2], turns[0]]
    assert history["total"] == 2
    for one in history["data"]:
        assert one["reason"]
        assert one["user_id"] == "alice"
        for name in DIMENSIONS:
            assert one["after"][name] - one["before"][name] == pytest.approx(one["delta"][name], abs=2e-4)
    assert history["data"][0]["delta"]["valence"] < 0 < history["data"][1]["delta"]["valence"]
    until = agent.get("/mood/history", user_id="alice", until=watch.now.isoformat())
    assert [one["turn_id"] for one in until["data"]] == [turns[0]]
    since = agent.get("/mood/history", user_id="alice", since=watch.now.isoformat())
    assert [one["turn_id"] for one in since["data"]] == [turns[2]]
    page = agent.get("/mood/history", user_id="alice", limit=1, offset=1)
    assert ([one["turn_id"] for one in page["data"]], page["total"]) == ([turns[0]], 2)


@pytest.mark.promise(115)
def test_a_personality_has_five_traits_and_ten_dimensions(agent: Agent, watch: Watch):
    """Each with a score inside its interval; with evidence it is surer, and the agent's own is what was put."""
    blank = agent.get("/personality", user_id="alice")
    assert set(blank["big5"]) == TRAITS
    assert len(blank["dimensions"]) == 10
    agent.put("/profile", {"big5": {"openness": 0.9}})
    for number in range(3):
        watch.move(days=1)
        agent.hear("I love meeting new people and I talk to everyone at parties.", session=f"s-{number}")
    known = agent.get("/personality", user_id="alice")
    for trait in (*known["big5"].values(), *known["dimensions"].values()):
        assert 0 <= trait["low"] <= trait["score"] <= trait["high"] <= 1
    assert known["big5"]["extraversion"]["score"] > 0.5
    assert known["big5"]["extraversion"]["evidence"] >= 3
    assert known["big5"]["extraversion"]["turns"]
    assert known["big5"]["extraversion"]["confidence"] > blank["big5"]["extraversion"]["confidence"]
    assert known["agent_big5"] == {"openness": 0.9}
    assert agent.get("/personality", user_id="bob")["big5"] == blank["big5"]


@pytest.mark.promise(115, 122)
def test_shifts_of_personality_come_with_reasons(agent: Agent, watch: Watch):
    """A trait that turns out other than it was thought is told, latest first, with why and from which turns."""
    turns = []
    for number in range(4):
        watch.move(days=1)
        turns += agent.hear("I love meeting new people and I talk to everyone at parties.", session=f"s-{number}")
    shifts = agent.get("/personality/recent-shifts", user_id="alice")
    assert shifts["total"] == len(shifts["data"]) > 0
    times = [one["at"] for one in shifts["data"]]
    assert times == sorted(times, reverse=True)
    for one in shifts["data"]:
        assert "company" in one["reason"]
        assert set(one["turns"]) <= set(turns)
        assert one["delta"] == pytest.approx(one["after"] - one["before"], abs=2e-4)
        assert one["user_id"] == "alice"
    assert "extraversion" in {one["trait"] for one in shifts["data"]}


@pytest.mark.promise(117, 125)
def test_a_relationship_tells_how_both_sides_stand_and_why(agent: Agent):
    """Love of either side with rapport, trust and connection, a narrative, and each change with its reason and turn."""
    [thanks] = agent.hear("Thank you so much, you really helped me. I trust you.")
    [told] = agent.get("/relationships", user_id="alice")["data"]
    assert told["user_id"] == "alice"
    assert told["love_from_user"] == told["user"]["love"] > 0
    assert told["love_from_agent"] == told["agent"]["love"] == 0
    assert set(told["user"]) == {"love", "rapport", "trust", "connection"}
    assert told["user"]["rapport"] > 0
    assert told["user"]["trust"] > 0 == told["user"]["connection"]
    assert 0 <= told["chemistry_score"] <= 1
    assert told["relationship_narrative"]
    [change] = [one for one in told["changes"] if one["turn_id"] == thanks]
    assert change["side"] == "user"
    assert change["delta"] == pytest.approx(change["after"] - change["before"], abs=2e-4)
    assert change["delta"] > 0
    assert change["reason"]
    [insult] = agent.hear("You are useless, I don't trust you any more.")
    [colder] = agent.get("/relationships", user_id="alice")["data"]
    assert colder["changes"][0]["turn_id"] == insult
    assert colder["changes"][0]["delta"] < 0
    assert colder["changes"][0]["reason"] != change["reason"]
    for facet in ("rapport", "trust"):
        assert colder["user"][facet] < told["user"][facet]
    [longing] = agent.hear("I missed you so much.")
    [closer] = agent.get("/relationships", user_id="alice")["data"]
    assert closer["user"]["connection"] > 0
    assert (closer["changes"][0]["turn_id"], closer["changes"][0]["reason"]) == (longing, "showed attachment")


def test_without_a_user_lists_say_whose_each_is_and_the_rest_is_of_all(agent: Agent):
    """The agent-wide mood and personality rest on everybody's words and have no user."""
    agent.hear(HAPPY, user="alice")
    agent.hear(ANGRY, user="bob")
    assert {one["user_id"] for one in agent.get("/mood/history")["data"]} == {"alice", "bob"}
    assert {one["user_id"] for one in agent.get("/relationships")["data"]} == {"alice", "bob"}
    both = agent.get("/mood")
    assert both["user_id"] is None
    assert len(both["turns"]) == 2
    assert agent.get("/personality")["user_id"] is None


PATHS = ("/mood", "/mood/history", "/personality", "/personality/recent-shifts", "/relationships", "/notifications")


@pytest.mark.parametrize("path", PATHS)
def test_every_read_keeps_to_the_key(path: str, agent: Agent, timed_server: tuple[Running, Watch], context: str):
    """Without a user it takes agent_wide, and a key of one user neither asks for another nor needs to name its own."""
    agent.hear(HAPPY)
    running, _ = timed_server
    plain = Agent(Api(agent.api.http, agent.api.root, running.add_key(context)))
    assert "agent_wide" in check_problem(plain.send("GET", path), 403)["detail"]
    assert plain.send("GET", path, params={"user_id": "alice"}).status_code == 200
    confined = Agent(Api(agent.api.http, agent.api.root, running.add_key(context, {"user": "alice"})))
    check_problem(confined.send("GET", path, params={"user_id": "bob"}), 403)
    assert confined.get(path) == confined.get(path, user_id="alice")
    elsewhere = Agent(Api(agent.api.http, agent.api.root, running.add_key(context, {"agent": "other"})))
    check_problem(elsewhere.send("GET", path, params={"user_id": "alice"}), 403)


DATED = ("/mood", "/mood/history", "/mood/picture", "/personality", "/personality/recent-shifts", "/relationships")
DATED += ("/personality/significant-moments", "/habits", "/goals", "/interests", "/themes", "/memory")


@pytest.mark.parametrize("path", DATED)
def test_years_at_the_edge_of_the_calendar_are_refused(path: str, agent: Agent):
    """An estimate is reckoned from years around it: those that have them are answered, the others are 400."""
    agent.hear(HAPPY)
    for at in ("0004", "9996-12-31T23:59:59Z"):
        assert agent.send("GET", path, params={"user_id": "alice", "at": at}).status_code == 200
    for at in ("0001", "0003-12-31T23:59:59Z", "9997", "9999-12-31T23:59:59Z"):
        check_problem(agent.send("GET", path, params={"user_id": "alice", "at": at}), 400, "at")


@pytest.mark.promise(89, 118, 119, 120)
def test_what_was_said_comes_back_as_a_notification_when_it_is_due_and_once(agent: Agent, watch: Watch):
    """A hike tomorrow is scheduled at first, pending afterwards, and gone once it is consumed."""
    [turn] = agent.hear("I have a hike tomorrow.")
    assert agent.get("/notifications", user_id="alice") == {"data": [], "total": 0}
    [ahead] = [one for one in agent.get("/notifications", status="scheduled")["data"] if "hike" in one["subject"]]
    assert (ahead["user_id"], ahead["turn_id"], ahead["status"]) == ("alice", turn, "scheduled")
    watch.move(days=3)
    [due] = [one for one in agent.get("/notifications")["data"] if one["message_id"] == ahead["message_id"]]
    assert due["status"] == "pending"
    assert "hike" in due["message"]
    assert due["generated_message"]
    assert due["reason"]
    shown = agent.get("/context", user_id="alice")["proactive_memories"]
    assert {one["message_id"]: one["status"] for one in shown}[due["message_id"]] == "pending"
    path = f"/notifications/{due['message_id']}/consume"
    first = agent.send("POST", path, headers={"Idempotency-Key": "once"})
    assert (first.status_code, first.json()["status"]) == (200, "consumed")
    assert agent.send("POST", path, headers={"Idempotency-Key": "once"}).json() == first.json()
    check_problem(agent.send("POST", path), 404)
    assert due["message_id"] not in [one["message_id"] for one in agent.get("/notifications")["data"]]
    [consumed] = agent.get("/notifications", status="consumed")["data"]
    assert consumed == first.json()
    assert due["message_id"] in [one["message_id"] for one in agent.get("/notifications", status="all")["data"]]


@pytest.mark.promise(120)
def test_a_word_after_a_silence_becomes_due_by_the_clock(agent: Agent, watch: Watch):
    """A week after the last of three turns, and not before; whoever writes again puts it off."""
    agent.hear("Good morning.", "The train was late.", "See you.")
    watch.move(days=6)
    assert agent.get("/notifications", user_id="alice") == {"data": [], "total": 0}
    agent.hear("I am back.")
    watch.move(days=6)
    assert agent.get("/notifications", user_id="alice") == {"data": [], "total": 0}
    watch.move(days=2)
    [due] = agent.get("/notifications", user_id="alice")["data"]
    assert (due["kind"], due["status"]) == ("check_in", "pending")
    assert due["generated_message"]


def test_a_notification_is_consumed_by_its_own_agent_and_inside_the_key(
    agent: Agent, watch: Watch, timed_server: tuple[Running, Watch], context: str
):
    """Another agent finds no such notification, another user's key may not take it, an unknown id is 404."""
    agent.hear("I have a hike tomorrow.")
    watch.move(days=3)
    due = agent.get("/notifications")["data"][0]
    path = f"/notifications/{due['message_id']}/consume"
    check_problem(Agent(agent.api, "other").send("POST", path), 404)
    of_bob = timed_server[0].add_key(context, {"user": "bob"})
    check_problem(Agent(Api(agent.api.http, agent.api.root, of_bob)).send("POST", path), 403)
    check_problem(agent.send("POST", "/notifications/notice:1/consume"), 404)
    check_problem(agent.send("GET", "/notifications", params={"status": "late"}), 400)
    assert agent.call(path)["status"] == "consumed"


def test_an_extraction_can_be_asked_about_for_a_week(agent: Agent, watch: Watch):
    """After that its status is a 404 that says so, what it taught stays, and sending the same again teaches nothing."""
    said = [{"role": "user", "content": text} for text in ("I live in Lyon.", "And I like tea.")]
    agent.start()
    taken = agent.call("/sessions/s-1/turn", messages=said)["extraction_id"]
    agent.wait(taken)
    known = agent.get("/memory", user_id="alice")
    watch.move(days=6)
    assert agent.get(f"/turns/{taken}/status")["state"] == "done"
    watch.move(days=2)
    while (asked := agent.send("GET", f"/turns/{taken}/status")).status_code == 200:
        pass
    assert "more than 7 days ago" in check_problem(asked, 404)["detail"]
    again = agent.call("/sessions/s-1/turn", messages=said)
    assert (again["extraction_id"], again["extraction_status"]) == (None, "done")
    assert agent.get("/memory", user_id="alice") == known

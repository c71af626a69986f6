"""Which model reads what an agent sends, and what becomes of it where that model fails."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from agents import Agent
from harness import Running, check_problem, run_server, values
from replying import Doubles, read_events, run_doubles

from spectron.providers.scripted import Rule

NOTHING = {"turns": [{"turn": 1, "claims": []}]}
LYON = {"turns": [{"turn": 1, "claims": [{"about": 1, "key": "location", "value": "Lyon", "quote": "Lyon"}]}]}
RULES = [
    Rule(when="outage", fail="refused", times=1),
    Rule("who knows", when="riddle"),
    Rule(when="rush", fail="busy", times=2),
    Rule(LYON, when="Lyon"),
    Rule(NOTHING),
]
SAID = [{"role": "user", "content": "I live in Lyon."}]
LIMITS = {"attempts": 1}


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Doubles]]:
    """A server whose calls may name doubles, and that tries a job again after a hundredth of a second."""
    queue = {"pause_seconds": 0.01}
    folder = tmp_path_factory.mktemp("doubled")
    with run_doubles(folder / "memory.db", RULES, queue=queue, model_limits=LIMITS) as both:
        yield both


@pytest.fixture
def agent(doubled: tuple[Running, Doubles], context: str) -> Agent:
    """An agent of a fresh context, with a session."""
    made = Agent(doubled[0].api(context))
    made.start()
    return made


def _send(agent: Agent, *said: str, **more: str) -> dict[str, object]:
    messages = [{"role": "user", "content": one} for one in said]
    answer: dict[str, object] = agent.call("/sessions/s-1/turn", messages=messages, **more)
    return answer


@pytest.mark.promise(112, 113)
def test_a_call_goes_before_a_session_and_a_session_before_a_context(agent: Agent):
    """The first of call, session, context and deployment that names a model has its way, and is told."""

    def used(**more: str) -> tuple[str, str]:
        told = agent.call("/process", user_id="alice", session_id="s-1", messages=SAID, **more)["usage"]
        return told["model"], told["resolved_from"]

    assert used() == ("builtin/rules", "platform")
    assert agent.api.send("PUT", "/config", json={"models": {"extraction": "double/context"}}).status_code == 200
    assert used() == ("double/context", "tenant")
    agent.start(provider="double", model="session")
    assert used() == ("double/session", "session")
    assert used(model="double/call") == ("double/call", "call")
    assert used(model="bare") == ("double/bare", "call")
    assert used(provider="double") == ("double/session", "call")
    assert used(provider="builtin", model="rules") == ("builtin/rules", "call")
    more = [*SAID, {"role": "user", "content": "Nothing new."}]
    ended = agent.call("/sessions/end", user_id="alice", session_id="s-1", messages=more, model="double/end")
    assert (ended["usage"]["model"], ended["usage"]["resolved_from"]) == ("double/end", "call")


@pytest.mark.promise(112)
def test_the_model_that_was_named_reads(agent: Agent, doubled: tuple[Running, Doubles], context: str):
    """Two calls of one session are read by two models, each of which saw its own words alone."""
    for name, said in ((f"{context}-a", "I am in Lyon"), (f"{context}-b", "Nothing new")):
        agent.wait(str(_send(agent, said, provider="double", model=name)["extraction_id"]))
        assert [said in one.about for one in doubled[1].models[name].asked] == [True]
    assert values({"attributes": agent.api.get("/state")["identity"]["attributes"]}, "location") == ["Lyon"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"provider": "nobody", "model": "x"}, "provider"),
        ({"model": "nobody/x"}, "model"),
        ({"provider": "scripted", "model": "none"}, "model"),
        ({"provider": "double"}, "model"),
        ({"model": "none"}, "model"),
    ],
)
def test_a_model_that_nobody_has_is_refused_before_anything_is_stored(agent: Agent, more: dict[str, str], field: str):
    """400 names the field, for a turn, a transcript, and the start of a session."""
    calls = {"/sessions/s-1/turn": {"messages": SAID}, "/process": {"user_id": "alice", "messages": SAID}}
    for path, body in (*calls.items(), ("/sessions/start", {"user_id": "bob"})):
        check_problem(agent.send("POST", path, json=body | more), 400, field)
    assert agent.api.get("/sessions")["total"] == 1
    assert agent.api.get("/sessions/s-1/turns")["total"] == 0


def test_a_busy_model_is_asked_again(agent: Agent):
    """A job whose model is busy two times is done at the third try."""
    status = agent.wait(str(_send(agent, "In a rush: I live in Lyon", model="double/busy")["extraction_id"]))
    assert (status["state"], status["attempts"], status["learned"]) == ("done", 3, 1)
    assert status["error"] is None


@pytest.mark.promise(99)
def test_a_model_that_refuses_ends_the_job_and_what_was_said_can_be_sent_again(agent: Agent):
    """The status tells why, without the words; the messages are stored, and are learned when they come again."""
    said = ["An outage tonight", "I live in Lyon"]
    status = agent.wait(str(_send(agent, *said, model="double/refusing")["extraction_id"]))
    assert (status["state"], status["attempts"], status["learned"], status["turns"]) == ("failed", 1, 0, 2)
    assert "fails here, as its script says" in status["error"]
    assert "tonight" not in status["error"]
    again = _send(agent, *said, model="double/refusing")
    assert again["extraction_id"] != status["extraction_id"]
    assert agent.wait(str(again["extraction_id"]))["learned"] == 2
    assert agent.api.get("/sessions/s-1/turns")["total"] == 2
    assert agent.api.get("/state")["revision"] == 2


def test_a_turn_without_sense_does_not_keep_the_others_back(agent: Agent):
    """Of three turns, one of which a model answers with nonsense, two are learned, and the job tells of the third."""
    status = agent.wait(
        str(_send(agent, "Hello", "A riddle", "I live in Lyon", model="double/riddled")["extraction_id"])
    )
    assert (status["state"], status["learned"], status["turns"]) == ("failed", 2, 3)
    assert status["error"].startswith("1 of 3 turns: ")


def test_process_tells_of_a_model_that_fails(agent: Agent):
    """502 names the session and the extraction; all is stored, and the same call succeeds when the model is back."""
    body = {"user_id": "alice", "session_id": "mine", "messages": [{"role": "user", "content": "An outage"}]}
    body |= {"model": "double/away"}
    told = check_problem(agent.send("POST", "/process", json=body), 502)
    assert told["session_id"] == "mine"
    assert agent.wait(told["extraction_id"])["state"] == "failed"
    assert agent.api.get("/sessions/mine/turns")["total"] == 1
    assert agent.send("POST", "/process", json=body).status_code == 200
    assert agent.api.get("/sessions/mine/turns")["total"] == 1


def test_a_stream_tells_of_a_model_that_fails(agent: Agent):
    """The last event is `error`, with the problem."""
    body = {"user_id": "alice", "messages": [{"role": "user", "content": "An outage"}], "model": "double/streamed"}
    events = read_events(agent.send("POST", "/process", json=body, headers={"Accept": "text/event-stream"}).text)
    assert events[-1][0] == "error"
    assert (events[-1][1]["status"], "extraction_id" in events[-1][1]) == (502, True)


@pytest.mark.promise(93, 96, 97, 99, 109)
def test_no_answer_waits_for_the_queue(tmp_path: Path):
    """While a model thinks about one session, turns are stored, moods told, contexts given and sessions ended."""
    rules = [Rule(NOTHING, when="slow", seconds=600), Rule(NOTHING)]
    with run_doubles(tmp_path / "memory.db", rules) as (running, _):
        agent = Agent(running.api("demo"))
        agent.start()
        first, second = (_send(agent, said, model="double/slow") for said in ("slow", "I am so happy!"))
        assert second["mood"]["valence"] > 0
        assert agent.get("/mood", user_id="alice")["valence"] > 0
        recent = agent.get("/context", user_id="alice", session_id="s-1")["recent_turns"]
        assert [one["content"] for one in recent] == ["slow", "I am so happy!"]
        agent.start(user="bob", session="s-2")
        other = agent.call("/sessions/s-2/turn", messages=SAID, model="double/slow")
        assert agent.wait(other["extraction_id"])["state"] == "done"
        states = [agent.get(f"/turns/{one['extraction_id']}/status")["state"] for one in (first, second)]
        assert states == ["running", "queued"]
        last = [{"role": "user", "content": said} for said in ("slow", "I am so happy!", "slow, too")]
        body = {"user_id": "alice", "session_id": "s-1", "messages": last, "wait": False, "model": "double/slow"}
        ended = agent.call("/sessions/end", **body)
        assert (ended["success"], ended["async"], ended["facts_extracted"]) == (True, True, None)
        assert agent.get(f"/turns/{ended['extraction_id']}/status")["state"] == "queued"


def test_a_memory_that_is_closed_gives_its_jobs_back(tmp_path: Path):
    """What was being worked on is queued again, without a try being counted, and is done at the next opening."""
    with run_doubles(tmp_path / "memory.db", [Rule(NOTHING, seconds=600)]) as (running, _):
        agent = Agent(running.api("demo"))
        agent.start()
        taken = str(_send(agent, "I live in Lyon.", "And I like tea.")["extraction_id"])
        slow = str(_send(agent, "Slowly", model="double/slow")["extraction_id"])
        assert agent.wait(taken)["state"] == "done"
        while agent.get(f"/turns/{slow}/status")["state"] != "running":
            pass
    with run_server(tmp_path / "memory.db", makers={"double": Doubles([Rule(NOTHING)]).make}) as running:
        status = Agent(running.api("demo")).wait(slow)
        assert (status["state"], status["attempts"], status["learned"]) == ("done", 1, 1)

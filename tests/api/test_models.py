"""What is promised of turns that a language model reads: what they cost, who chooses it, and what if it fails."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness import Api, Running, check_problem, run_server, values

from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.change import Learned
from spectron.domain.conversation import Role
from spectron.domain.errors import BadValue, ExtractionFailed
from spectron.domain.ids import ContextId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import utc_now
from spectron.providers.scripted import Rule, ScriptedModel
from spectron.service.ingest import Said
from spectron.settings import load_settings
from spectron.storage.queries.readings import unread_answer

SCRIPT = r"""
price: {prompt: 1.0, completion: 4.0}
rules:
  - {when: riddle, text: "who knows", times: 2}
  - {when: riddle, text: "I live in Lyon, it says", times: 1}
  - {when: mess, text: "Lyon, they say"}
  - {when: outage, fail: refused, times: 1}
  - when: live in (?P<city>[A-Z]\w+)
    answer: {turns: [{turn: 1, claims: [{about: 1, key: city, value: "{city}", quote: "live in {city}"}]}]}
  - answer: {turns: [{turn: 1, claims: []}]}
"""
MODEL = {"models": {"extraction": "scripted/town"}}


@pytest.fixture(scope="module")
def modelled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server with a folder of scripts."""
    folder = tmp_path_factory.mktemp("modelled")
    (folder / "town.yaml").write_text(SCRIPT, encoding="utf-8")
    with run_server(folder / "memory.db", scripts=folder) as running:
        yield running


@pytest.fixture
def town(modelled: Running, context: str) -> Api:
    """A context whose turns a script of its own file reads."""
    api = modelled.api(context)
    assert api.send("PUT", "/config", json=MODEL).status_code == 200
    return api


def test_a_turn_tells_what_its_model_took(town: Api):
    """An answer names the model, one call, its tokens and their cost; told again under its key it is the same."""
    session, headers = town.open(user="alice"), {"Idempotency-Key": "once"}
    body = {"role": "user", "content": "I live in Lyon"}
    told, again = (town.send("POST", f"/sessions/{session}/turns", json=body, headers=headers).json() for _ in "12")
    assert values(told, "location") == ["Lyon"]
    usage = told["usage"]
    assert (usage["model"], usage["calls"]) == ("scripted/town", 1)
    assert usage["cost_usd"] == pytest.approx((usage["prompt_tokens"] + 4 * usage["completion_tokens"]) / 1e6)
    assert usage["prompt_tokens"] > usage["completion_tokens"] > 10
    assert again == told


def test_the_built_in_rules_take_nothing(api: Api):
    """Without a model an answer has the same shape, with zeros."""
    usage = api.say(api.open(user="alice"), "I live in Lyon.")["usage"]
    zeros = {"calls": 0, "prompt_tokens": 0, "completion_tokens": 0, "cost_usd": 0}
    assert usage == {"model": "builtin/rules", **zeros}


def test_each_context_chooses_for_itself(modelled: Running, town: Api, context: str):
    """Two contexts of one server are read by what each of them names, and by the rules where it names them."""
    plain = modelled.api(f"{context}-2")
    assert plain.send("PUT", "/config", json={"models": {"extraction": "builtin/rules"}}).status_code == 200
    models = [one.say(one.open(user="alice"), "I live in Lyon.")["usage"]["model"] for one in (town, plain)]
    assert models == ["scripted/town", "builtin/rules"]


@pytest.mark.parametrize("name", ["nobody/model", "scripted/none", "scripted/../town", "builtin/other"])
def test_a_model_that_nobody_has_is_refused_by_name(town: Api, name: str):
    """400 names the setting, and the settings stay as they were."""
    check_problem(town.send("PUT", "/config", json={"models": {"extraction": name}}), 400, "models.extraction")
    assert town.get("/config")["models"]["extraction"] == "scripted/town"


def test_a_deployment_that_names_nobody_does_not_start(tmp_path: Path):
    """The error names the setting."""
    settings = load_settings(database=tmp_path / "memory.db", models={"extraction": "nobody/model"})
    with pytest.raises(
        BadValue, match=r"models\.extraction: unknown provider 'nobody'; known: anthropic, .*, scripted"
    ):
        build_memory(settings)


def test_an_answer_that_cannot_be_read_is_an_error_and_the_turn_is_safe(modelled: Running, town: Api, context: str):
    """502 names the stored turn, whose last answer is kept; under the same key it is learned, and once only."""
    session, headers = town.open(user="alice"), {"Idempotency-Key": "once"}
    body = {"role": "user", "content": "A riddle: I live in Lyon"}

    def kept(turn_id: str) -> str | None:
        read = modelled.memory.store.read(lambda conn: unread_answer(conn, ContextId(context), TurnId(turn_id)))
        return modelled.do(read)

    failed = check_problem(town.send("POST", f"/sessions/{session}/turns", json=body, headers=headers), 502)
    (turn,) = town.get(f"/sessions/{session}/turns")["data"]
    assert (failed["turn_id"], kept(turn["id"])) == (turn["id"], "who knows")
    assert town.get("/state")["revision"] == 0
    told = [town.send("POST", f"/sessions/{session}/turns", json=body, headers=headers) for _ in range(3)]
    assert [one.status_code for one in told] == [201, 201, 201]
    assert {one.text for one in told} == {told[0].text}
    assert (told[0].json()["turn_id"], told[0].json()["usage"]["calls"]) == (turn["id"], 2)
    assert values(told[0].json(), "location") == ["Lyon"]
    assert (town.get("/state")["revision"], kept(turn["id"])) == (1, None)


def test_an_outage_is_an_error_and_never_an_empty_answer(town: Api):
    """502 says what failed and repeats nothing of the turn."""
    session = town.open(user="alice")
    body = {"role": "user", "content": "In an outage I live in Lyon"}
    answer = town.send("POST", f"/sessions/{session}/turns", json=body)
    told = check_problem(answer, 502)
    assert "scripted/town" in told["detail"]
    assert "Lyon" not in answer.text


def test_what_models_used_is_counted(modelled: Running, town: Api):
    """Calls, tokens, cost and failures stand in the metrics by model; of calls that led to nothing too."""

    def counted() -> dict[str, float]:
        lines = modelled.http.get("/metrics").text.splitlines()
        pairs = (line.rsplit(" ", 1) for line in lines if line.startswith("spectron_model") and "_created" not in line)
        return {name: float(number) for name, number in pairs}

    before, session = counted(), town.open(user="alice")
    usage = town.say(session, "I live in Lyon")["usage"]
    after = counted()
    grown = {name: number - before.get(name, 0) for name, number in after.items()}
    assert grown['spectron_model_calls_total{model="scripted/town"}'] == 1
    assert grown['spectron_model_tokens_total{kind="prompt",model="scripted/town"}'] == usage["prompt_tokens"]
    cost = grown['spectron_model_cost_usd_total{model="scripted/town"}']
    assert cost == pytest.approx(usage["cost_usd"])


def test_an_explanation_shows_the_answer_of_the_model(town: Api):
    """What a model said, what was kept of it, and nothing is stored."""
    told = town.send("POST", "/explain", json={"role": "user", "content": "I live in Lyon"}).json()
    assert '"city"' in told["answer"]
    assert [one["outcome"] for one in told["decisions"]] == ["kept"]
    assert town.get("/state")["revision"] == 0


def test_an_erasure_takes_unread_answers_along(modelled: Running, town: Api, context: str):
    """What a model said of a turn and nobody could read goes when words of its scope are erased."""
    session = town.open(user="alice")
    body = {"role": "user", "content": "What a mess: I live in Lyon"}
    turn = TurnId(check_problem(town.send("POST", f"/sessions/{session}/turns", json=body), 502)["turn_id"])

    def kept() -> str | None:
        return modelled.do(modelled.memory.store.read(lambda conn: unread_answer(conn, ContextId(context), turn)))

    assert kept() == "Lyon, they say"
    assert town.send("POST", "/forget", json={"scope": {"user": "alice"}, "query": "Lyon"}).status_code == 200
    assert kept() is None


class Doubled:
    """A memory over a file whose model answers by rules in code, and what a caller needs to speak to it."""

    def __init__(self, path: Path, *rules: Rule, **settings: object) -> None:
        """Build it; `double/x` reads every turn."""
        self.model = ScriptedModel("x", rules, sleep=self.meanwhile)
        given = load_settings(database=path, models={"extraction": "double/x"}, **settings)
        self.memory = build_memory(given, makers={"double": lambda _: self.model})
        self.opened: list[str] = []

    async def meanwhile(self, _seconds: float) -> None:
        """While the model thinks, somebody writes to the memory."""
        session = await self.memory.create_session(Access(ContextId("demo")), Scope.of({"user": "bob"}), {})
        self.opened.append(session.id)

    async def begin(self) -> Access:
        """Open the memory, and a context in it."""
        await self.memory.open()
        return Access(await self.memory.gate.create_context("demo"))

    async def say(self, access: Access, *contents: str) -> list[Learned]:
        """Say things in one new session."""
        session = await self.memory.create_session(access, Scope.of({"user": "alice"}), {})
        return [await self.memory.turn(access, Said(session.id, Role.USER, one, utc_now())) for one in contents]


ANSWER = {"turns": [{"turn": 1, "claims": [{"about": 1, "key": "location", "value": "Lyon", "quote": "Lyon"}]}]}


@pytest.mark.anyio
async def test_no_transaction_is_open_while_a_model_thinks(tmp_path: Path):
    """Others write while a model takes its time; were anything locked, neither would ever end."""
    double = Doubled(tmp_path / "memory.db", Rule(ANSWER, seconds=30))
    access = await double.begin()
    (learned,) = await asyncio.wait_for(double.say(access, "I live in Lyon"), 60)
    assert ([one.value for one in learned.facts], len(double.opened)) == (["Lyon"], 1)
    await double.memory.close()


@pytest.mark.anyio
async def test_a_memory_that_starts_again_learns_what_waits_and_spares_a_model_that_is_away(tmp_path: Path):
    """Of two waiting turns a model that still fails is asked about one; once it is back both are learned."""
    double = Doubled(tmp_path / "memory.db", Rule(fail="refused", times=3), Rule(ANSWER))
    access = await double.begin()
    for content in ("I live in Lyon", "Still in Lyon"):
        with pytest.raises(ExtractionFailed, match="the turn is stored"):
            await double.say(access, content)
    assert await double.memory.ingest.finish() == 0
    assert len(double.model.asked) == 3
    assert await double.memory.ingest.finish() == 2
    assert double.memory.ingest.spending.failed == {"scripted/x": 3}
    await double.memory.close()


@pytest.mark.anyio
async def test_limits_of_the_settings_hold(tmp_path: Path):
    """Once the day's tokens are used a turn is refused as a failure of its model, and nothing is asked."""
    double = Doubled(tmp_path / "memory.db", Rule(ANSWER), model_limits={"tokens_per_day": 1})
    access = await double.begin()
    await double.say(access, "I live in Lyon")
    with pytest.raises(ExtractionFailed, match="has used its 1 tokens"):
        await double.say(access, "Still in Lyon")
    assert len(double.model.asked) == 1
    await double.memory.close()

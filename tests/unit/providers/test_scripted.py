"""The scripted double: which rule answers, what the answer holds, how it fails, and what a script may look like."""

import json
from pathlib import Path

import pytest

from spectron.domain.errors import BadValue, ProviderBusy, ProviderFailed
from spectron.providers.ports import Message, Request
from spectron.providers.registry import Registry
from spectron.providers.scripted import Price, Rule, ScriptedModel, load_script

pytestmark = pytest.mark.anyio
SCRIPT = r"""
price: {prompt: 1.0, completion: 10.0}
rules:
  - when: I live in (?P<city>[A-Z]\w+)
    answer: {turns: [{turn: 1, claims: [{about: 1, value: "{city}"}]}]}
  - when: gibberish
    text: "this is {no JSON"
  - when: hiccup
    fail: busy
    times: 1
  - when: hiccup
    text: again
  - when: never
    fail: refused
"""


def ask(about: str) -> Request:
    """A request about some words."""
    return Request("four", (Message("user", "eight ch"),), about=about)


@pytest.fixture
def model(tmp_path: Path) -> ScriptedModel:
    """A model that reads its rules from a file."""
    (tmp_path / "town.yaml").write_text(SCRIPT, encoding="utf-8")
    return load_script(tmp_path, "town")


async def test_an_object_is_sent_as_json_with_the_words_that_were_matched(model: ScriptedModel):
    """A named group of the expression fills its place in the answer."""
    told = json.loads((await model.complete(ask("Well, I live in Lyon now."))).text)
    assert told == {"turns": [{"turn": 1, "claims": [{"about": 1, "value": "Lyon"}]}]}


async def test_text_is_sent_as_it_stands(model: ScriptedModel):
    """A malformed answer can be played."""
    assert (await model.complete(ask("gibberish"))).text == "this is {no JSON"


async def test_a_rule_may_hold_for_a_number_of_times(model: ScriptedModel):
    """A failure that passes, then an answer."""
    with pytest.raises(ProviderBusy):
        await model.complete(ask("hiccup"))
    assert (await model.complete(ask("hiccup"))).text == "again"


async def test_a_refusal_is_not_a_passing_failure(model: ScriptedModel):
    """The two kinds of failure are told apart."""
    with pytest.raises(ProviderFailed) as refusal:
        await model.complete(ask("never"))
    assert not isinstance(refusal.value, ProviderBusy)


async def test_what_no_rule_fits_fails_aloud(model: ScriptedModel):
    """A forgotten rule is an error that names the script, and never an empty answer."""
    with pytest.raises(ProviderFailed, match="scripted/town has no rule"):
        await model.complete(ask("something else"))


async def test_tokens_and_cost_are_told(model: ScriptedModel):
    """Four characters are a token; the price of the script makes them money."""
    done = await model.complete(ask("gibberish"))
    assert (done.prompt_tokens, done.completion_tokens) == (3, 4)
    assert done.cost_usd == pytest.approx((3 * 1.0 + 4 * 10.0) / 1e6)


async def test_a_script_can_be_written_in_code():
    """Rules may answer by a function of the request, and the model keeps what it was asked."""
    model = ScriptedModel("code", [Rule(lambda request: request.about.upper())], Price(0, 0))
    assert (await model.complete(ask("hello"))).text == "HELLO"
    assert [one.about for one in model.asked] == ["hello"]


async def test_a_slow_model_sleeps_as_long_as_it_is_told():
    """Slowness is a sleep that a test can take in its own hands."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    await ScriptedModel("slow", [Rule("fine", seconds=5)], sleep=sleep).complete(ask("hello"))
    assert slept == [5]


@pytest.mark.parametrize("name", ["none", "../town", "a/b", "", ".hidden"])
def test_a_script_outside_the_folder_does_not_exist(tmp_path: Path, name: str):
    """A name leads to a file of the folder or to nothing."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "town.yaml").write_text(SCRIPT, encoding="utf-8")
    with pytest.raises(BadValue, match="no script"):
        load_script(tmp_path / "scripts", name)


@pytest.mark.parametrize(
    "script",
    [
        "rules: {}",
        "- a",
        "rules: [1]",
        "rules: [{when: x}]",
        "rules: [{text: a, whem: x}]",
        "rules: [{text: a, when: '('}]",
        "rules: [{fail: sometimes}]",
        "rules: [{text: a, times: many}]",
        "rules: []\nprice: 3",
        "a: [",
    ],
)
def test_a_script_that_cannot_be_used_is_refused_as_a_whole(tmp_path: Path, script: str):
    """A mistake in a script is told when it is read, and its name with it."""
    (tmp_path / "bad.yaml").write_text(script, encoding="utf-8")
    with pytest.raises(BadValue, match="script bad"):
        load_script(tmp_path, "bad")


def test_a_model_is_made_once():
    """Whoever asks for a model gets the same one, so that its limits hold for all."""
    registry = Registry({"scripted": lambda name: ScriptedModel(name, [])})
    assert registry.find("scripted/a", "models.extraction") is registry.find("scripted/a", "models.extraction")


@pytest.mark.parametrize(("name", "message"), [("nobody/x", "unknown provider 'nobody'"), ("scripted/x", "no folder")])
def test_a_model_that_does_not_exist_is_told_by_the_setting_that_named_it(name: str, message: str):
    """The error names the setting and says what is wrong with it."""
    registry = Registry({"scripted": lambda model: load_script(None, model)})
    with pytest.raises(BadValue, match=message) as refused:
        registry.find(name, "models.extraction")
    assert [one.field for one in refused.value.fields] == ["models.extraction"]

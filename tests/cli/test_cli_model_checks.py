"""`spectron models list` and `test`: what they show of providers, and how they fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from wireserver import Play, Wire, run_wire

KEY = "sk-never-shown-77"
FINE = (Play({"sum": 21}, when="17 plus 4"), Play("one two three four five six seven eight nine ten"))


@pytest.fixture(autouse=True)
def keys(monkeypatch) -> None:
    """An environment with one key."""
    for name in ("MISTRAL_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Wire]:
    """A server of models that the settings in this directory lead to."""
    with run_wire(*FINE) as running:
        lines = (
            "models: {extraction: openai/small, response: claude/big}",
            "model_limits: {attempts: 1}",
            "providers:",
            f"  openai: {{base_url: '{running.openai}', prices: {{small: {{prompt: 1, completion: 2}}}}}}",
            f"  claude: {{kind: anthropic, base_url: '{running.anthropic}'}}",
        )
        (tmp_path / "spectron.config.yaml").write_text("\n".join(lines), encoding="utf-8")
        yield running


def test_every_provider_is_listed_with_the_state_of_its_key(run):
    """The list names variables and addresses, tells set from not set, and shows no key."""
    shown = run("models", "list")
    assert shown.exit_code == 0
    rows = {line.split()[0]: " ".join(line.split()[1:]) for line in shown.stdout.splitlines() if line.strip()}
    assert rows["openai"] == "openai OPENAI_API_KEY is set https://api.openai.com/v1"
    assert rows["mistral"] == "openai MISTRAL_API_KEY is not set https://api.mistral.ai/v1"
    assert rows["gemini"].startswith("gemini GEMINI_API_KEY or GOOGLE_API_KEY is not set")
    assert rows["ollama"] == "openai none needed http://127.0.0.1:11434/v1"
    assert rows["extraction"] == "builtin/rules ready"
    assert KEY not in shown.stdout


def test_a_task_whose_model_cannot_be_had_says_why(run, monkeypatch):
    """A missing key is told beside the task that needs it."""
    monkeypatch.setenv("SPECTRON_MODELS__RESPONSE", "mistral/small")
    shown = run("models", "list")
    assert shown.exit_code == 0
    assert "mistral needs a key: set MISTRAL_API_KEY in the environment" in shown.stdout


@pytest.mark.usefixtures("wire")
def test_the_models_of_the_settings_are_tested(run):
    """Both models answer in a shape and as a stream; means, tokens and price are told."""
    shown = run("models", "test")
    assert (shown.exit_code, shown.stderr) == (0, "")
    lines = shown.stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["openai/small"] * 2 + ["claude/big"] * 2
    assert all("shape: kept by json_schema" in line for line in lines[::2])
    assert all("stream: 10 pieces" in line for line in lines[1::2])
    assert [" USD" in line for line in lines] == [True, True, False, False]


def test_the_means_that_worked_is_told(run, wire: Wire):
    """A server without schemas is seen to be asked by a tool."""
    wire.play(*(Play(one.answer, one.when, declines=frozenset({"json_schema"})) for one in FINE))
    assert "shape: kept by tool" in run("models", "test", "openai/small").stdout


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (Play(status=401, message=f"wrong key {KEY}"), "openai/small: the key in OPENAI_API_KEY is not accepted (401)"),
        (Play(status=404, message="no model small"), "in its own words: no model small"),
        (Play("I would say 21."), "not in the shape that was asked for"),
    ],
)
def test_a_model_that_fails_ends_with_one(run, wire: Wire, play: Play, words: str):
    """The exit code is 1, and stderr says what is wrong without showing the key."""
    wire.play(play)
    failed = run("models", "test", "openai/small")
    assert failed.exit_code == 1
    assert words in failed.stderr
    assert KEY not in failed.stderr + failed.stdout


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody/x", "unknown provider 'nobody'"),
        ("openai/", "name a model of openai, as openai/NAME"),
        ("mistral/small", "set MISTRAL_API_KEY in the environment"),
    ],
)
def test_a_model_that_cannot_be_asked_is_refused(run, name: str, words: str):
    """What the settings lack is told on one line, with exit code 2."""
    refused = run("models", "test", name)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert words in refused.stderr


def test_without_a_language_model_there_is_nothing_to_test(run):
    """The refusal says what to name."""
    assert "name one here, as PROVIDER/MODEL" in run("models", "test").stderr

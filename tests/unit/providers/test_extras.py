"""Optional libraries: what is told where they are missing, and how they are called, on modules that look like them."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from remotes import SCHEMA, collect

from spectron.compose import build_makers
from spectron.domain.errors import BadValue, ProviderBusy, ProviderFailed
from spectron.providers import prices
from spectron.providers.litellm import LiteLLMModel
from spectron.providers.ports import Message, Request
from spectron.providers.pydantic_ai import PydanticAIModel
from spectron.providers.registry import Registry
from spectron.settings import Settings

pytestmark = pytest.mark.anyio
SAID = (Message("user", "Hi"), Message("assistant", "Hello"), Message("user", "Where?"))
ASKED = Request("Be brief.", SAID, SCHEMA, 100)
FAILURES = [(401, ProviderFailed, "not accepted"), (429, ProviderBusy, "too many"), (None, ProviderFailed, "Failed")]
MODULES = {
    "litellm": """
        from types import SimpleNamespace as N
        import openai
        asked, fails = [], []
        async def acompletion(**told):
            asked.append(told)
            if fails:
                raise openai.Failed(fails[0])
            usage = N(prompt_tokens=7, completion_tokens=2)
            if not told.get("stream"):
                return N(choices=[N(message=N(content="In Lyon."), finish_reason="stop")], usage=usage)
            async def pieces():
                for text in ("In ", "Lyon."):
                    yield N(choices=[N(delta=N(content=text), finish_reason=None)])
                yield N(choices=[N(delta=N(content=None), finish_reason="stop")])
                yield N(choices=[], usage=usage)
            return pieces()
    """,
    "openai": """
        class OpenAIError(Exception): pass
        class Failed(OpenAIError):
            def __init__(self, status):
                self.status_code = status
    """,
    "pydantic_ai": "",
    "pydantic_ai.messages": """
        from dataclasses import dataclass
        @dataclass
        class UserPromptPart: content: str
        @dataclass
        class TextPart: content: str
        @dataclass
        class ModelRequest: parts: list; instructions: str | None = None
        @dataclass
        class ModelResponse: parts: list
    """,
    "pydantic_ai.exceptions": """
        class AgentRunError(Exception): pass
        class UserError(Exception): pass
        class Failed(AgentRunError):
            def __init__(self, status):
                self.status_code = status
    """,
    "pydantic_ai.direct": """
        from contextlib import asynccontextmanager
        from types import SimpleNamespace as N
        from pydantic_ai.exceptions import Failed
        asked, fails = [], []
        usage = N(input_tokens=7, output_tokens=2)
        done = N(text="In Lyon.", finish_reason="stop", usage=usage, provider_name="openai", model_name="m")
        async def model_request(model, messages, *, model_settings):
            asked.append((model, messages, model_settings))
            if fails:
                raise Failed(fails[0])
            return done
        @asynccontextmanager
        async def model_request_stream(model, messages, *, model_settings):
            await model_request(model, messages, model_settings=model_settings)
            class Stream:
                def get(self): return done
                async def __aiter__(self):
                    yield N(event_kind="part_start", part=N(part_kind="thinking", content="Hm."))
                    yield N(event_kind="part_start", part=N(part_kind="text", content="In "))
                    yield N(event_kind="part_delta", delta=N(part_delta_kind="text", content_delta="Lyon."))
                    yield N(event_kind="part_end", part=None)
            yield Stream()
    """,
    "genai_prices": """
        from types import SimpleNamespace as Usage
        def calc_price(usage, model, provider_id=None):
            if (provider_id, model) != ("google", "known"):
                raise LookupError(model)
            return Usage(total_price=(usage.input_tokens + 2 * usage.output_tokens) / 100)
    """,
}


@pytest.fixture
def libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small modules under the names of the libraries, for one test."""
    for name, source in MODULES.items():
        monkeypatch.delitem(sys.modules, name, raising=False)
        file = tmp_path / (name.replace(".", "/") + ("/__init__.py" if name == "pydantic_ai" else ".py"))
        file.parent.mkdir(exist_ok=True)
        file.write_text(dedent(source), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    prices._find_library.cache_clear()
    yield
    for name in MODULES:
        sys.modules.pop(name, None)
    prices._find_library.cache_clear()


def spoken(library: str) -> Any:
    """The module of a library that keeps what was asked."""
    return importlib.import_module({"litellm": "litellm", "pydantic-ai": "pydantic_ai.direct"}[library])


MAKERS: dict[str, Any] = {"litellm": LiteLLMModel, "pydantic-ai": PydanticAIModel}


@pytest.mark.parametrize(("name", "module"), [("litellm", "litellm"), ("pydantic-ai", "pydantic_ai")])
def test_a_library_that_is_missing_is_told_with_what_to_install(monkeypatch, name: str, module: str):
    """The setting that names it is named, too."""
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setitem(sys.modules, f"{module}.direct", None)
    registry = Registry(build_makers(Settings(), {}))
    with pytest.raises(BadValue, match=rf"models\.extraction: {name} is not installed") as refused:
        registry.find(f"{name}/some/model", "models.extraction")
    assert f"pip install 'spectron-memory[{name}]'" in refused.value.detail


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize("library", MAKERS)
async def test_a_library_is_asked_and_its_answer_read(library: str):
    """Whole and in pieces, with the tokens that it counted."""
    model = MAKERS[library]("openai:m")
    done = await model.complete(ASKED)
    assert (model.name, done.text, done.prompt_tokens, done.completion_tokens) == (
        f"{library}/openai:m",
        "In Lyon.",
        7,
        2,
    )
    assert await collect(model, ASKED) == (["In ", "Lyon."], done)


@pytest.mark.usefixtures("libraries")
async def test_litellm_is_told_messages_limit_and_schema():
    """The system text stands first, with the schema in words; nothing is tried again behind the guard's back."""
    await LiteLLMModel("groq/m").complete(ASKED)
    (told,) = spoken("litellm").asked
    system, *rest = told.pop("messages")
    assert told == {"model": "groq/m", "max_tokens": 100, "num_retries": 0}
    assert [one["content"] for one in rest] == ["Hi", "Hello", "Where?"]
    assert system["content"].startswith("Be brief.\n\nAnswer with one JSON object")


@pytest.mark.usefixtures("libraries")
async def test_pydantic_ai_is_told_messages_limit_and_schema():
    """The system text goes along as the instructions of the last request."""
    await PydanticAIModel("groq:m").complete(ASKED)
    ((model, messages, settings),) = spoken("pydantic-ai").asked
    assert (model, settings) == ("groq:m", {"max_tokens": 100})
    assert [one.parts[0].content for one in messages] == ["Hi", "Hello", "Where?"]
    assert messages[0].instructions is None
    assert messages[-1].instructions.startswith("Be brief.\n\nAnswer with one JSON object")


@pytest.mark.usefixtures("libraries")
@pytest.mark.parametrize("library", MAKERS)
@pytest.mark.parametrize(("status", "kind", "words"), FAILURES)
async def test_the_errors_of_a_library_are_told_as_our_own(
    library: str, status: int | None, kind: type[ProviderFailed], words: str
):
    """By the status where it tells one, and in no case as an error that nobody knows."""
    model = MAKERS[library]("m")
    spoken(library).fails.append(status)
    with pytest.raises(ProviderFailed, match=words) as failed:
        await model.complete(ASKED)
    assert type(failed.value) is kind
    with pytest.raises(ProviderFailed, match=words):
        await collect(model, ASKED)


@pytest.mark.usefixtures("libraries")
def test_prices_are_looked_up_where_their_library_is_installed():
    """A provider goes by the library's name for it; an unknown model has no price."""
    assert prices.look_price_up("gemini", "known", 100, 50) == pytest.approx(2.0)
    assert prices.look_price_up("gemini", "other", 100, 50) is None


def test_without_their_library_prices_are_unknown(monkeypatch):
    """Nothing is guessed."""
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    prices._find_library.cache_clear()
    assert prices.look_price_up("gemini", "known", 100, 50) is None
    prices._find_library.cache_clear()

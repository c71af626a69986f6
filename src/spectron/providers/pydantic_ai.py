"""Models through pydantic-ai, where it is installed: `pydantic-ai/openai:gpt-4o-mini` and all that it knows by name.

Keys and addresses are those that the library reads itself. It is asked directly for one request, without an agent.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

from spectron.domain.errors import ProviderBusy, ProviderFailed
from spectron.domain.tokens import estimate
from spectron.providers.extras import load_extra, read_error
from spectron.providers.ports import Completion, Request
from spectron.providers.prices import look_price_up
from spectron.providers.schemas import tell_schema

PROVIDER = "pydantic-ai"


@dataclass(frozen=True, slots=True)
class PydanticAIModel:
    """One model, by the name that the library has for it; raises BadValue where there is no library."""

    model: str
    _direct: ModuleType = field(init=False)
    _messages: ModuleType = field(init=False)
    _errors: ModuleType = field(init=False)

    def __post_init__(self) -> None:
        """Load the library."""
        for name, module in (("_direct", "direct"), ("_messages", "messages"), ("_errors", "exceptions")):
            object.__setattr__(self, name, load_extra(PROVIDER, f"pydantic_ai.{module}"))

    @property
    def name(self) -> str:
        """`pydantic-ai/` and the library's name of the model."""
        return f"{PROVIDER}/{self.model}"

    async def complete(self, request: Request) -> Completion:
        """Ask once; the schema of an answer is told in words, which every model takes."""
        with self._telling():
            told = await self._direct.model_request(self.model, self._say(request), model_settings=_settings(request))
        return self._conclude(told)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion, None]:
        """Ask for the pieces of the answer's text; thinking is left out."""
        settings = _settings(request)
        with self._telling():
            async with self._direct.model_request_stream(
                self.model, self._say(request), model_settings=settings
            ) as stream:
                async for event in stream:
                    if text := _read_event(event):
                        yield text
                told = stream.get()
        yield self._conclude(told)

    def _say(self, request: Request) -> list[Any]:
        """The messages in the library's words; instructions go with the last of the user's."""
        system = request.system if request.schema is None else tell_schema(request.system, request.schema)
        library, told = self._messages, []
        for place, one in enumerate(request.messages, 1):
            if one.role == "assistant":
                told.append(library.ModelResponse(parts=[library.TextPart(one.text)]))
            else:
                instructions = system if place == len(request.messages) else None
                parts = [library.UserPromptPart(one.text)]
                told.append(library.ModelRequest(parts=parts, instructions=instructions))
        return told

    @contextmanager
    def _telling(self) -> Iterator[None]:
        errors = self._errors
        try:
            yield
        except (errors.AgentRunError, errors.UserError) as error:
            raise read_error(self.name, error) from error

    def _conclude(self, told: Any) -> Completion:
        text = (told.text or "").strip()
        if told.finish_reason == "content_filter":
            raise ProviderFailed(f"{self.name}: it declined to answer this")
        if not text:
            raise ProviderBusy(f"{self.name}: it answered nothing")
        prompt, completion = told.usage.input_tokens, told.usage.output_tokens
        price = look_price_up(told.provider_name, told.model_name or "", prompt, completion)
        estimated = not completion
        return Completion(text, prompt, completion or estimate(text), price, told.finish_reason == "length", estimated)


def _settings(request: Request) -> dict[str, int]:
    return {"max_tokens": request.most_tokens}


def _read_event(event: Any) -> str:
    """The text that an event of the library brings, in the beginning of a part or in what it grows by."""
    if event.event_kind == "part_start" and event.part.part_kind == "text":
        return str(event.part.content)
    if event.event_kind == "part_delta" and event.delta.part_delta_kind == "text":
        return str(event.delta.content_delta)
    return ""

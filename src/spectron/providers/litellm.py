"""Models through litellm, where it is installed: `litellm/groq/llama-3.3-70b-versatile` and all that it knows by name.

Keys and addresses are those that the library reads itself. Its releases 1.82.7 and 1.82.8 stole credentials, and later
ones closed holes: the extra asks for 1.83.7 or above.
"""

import os
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

PROVIDER = "litellm"


@dataclass(frozen=True, slots=True)
class LiteLLMModel:
    """One model, by the name that the library has for it; raises BadValue where there is no library."""

    model: str
    _library: ModuleType = field(init=False)
    _errors: ModuleType = field(init=False)

    def __post_init__(self) -> None:
        """Load the library, without the download of prices that it begins with otherwise."""
        os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
        object.__setattr__(self, "_library", load_extra(PROVIDER, "litellm"))
        object.__setattr__(self, "_errors", load_extra(PROVIDER, "openai"))

    @property
    def name(self) -> str:
        """`litellm/` and the library's name of the model."""
        return f"{PROVIDER}/{self.model}"

    async def complete(self, request: Request) -> Completion:
        """Ask once; the schema of an answer is told in words, which every model takes."""
        with self._telling():
            told = await self._library.acompletion(**self._say(request))
        choice = told.choices[0]
        return self._conclude(request, choice.message.content or "", choice.finish_reason, getattr(told, "usage", None))

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion, None]:
        """Ask for pieces, and for the tokens with the last."""
        text, reason, usage = "", None, None
        with self._telling():
            stream = await self._library.acompletion(
                **self._say(request), stream=True, stream_options={"include_usage": True}
            )
            async for one in stream:
                usage = getattr(one, "usage", None) or usage
                choice = one.choices[0] if one.choices else None
                reason = (choice and choice.finish_reason) or reason
                if piece := (choice and choice.delta.content) or "":
                    text += piece
                    yield piece
        if reason is None:
            raise ProviderBusy(f"{self.name}: its answer broke off")
        yield self._conclude(request, text, reason, usage)

    def _say(self, request: Request) -> dict[str, Any]:
        system = request.system if request.schema is None else tell_schema(request.system, request.schema)
        said = [{"role": "system", "content": system}] if system else []
        said += [{"role": one.role, "content": one.text} for one in request.messages]
        return {"model": self.model, "messages": said, "max_tokens": request.most_tokens, "num_retries": 0}

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except self._errors.OpenAIError as error:  # the root of all that the library raises
            raise read_error(self.name, error) from error

    def _conclude(self, request: Request, text: str, reason: str | None, usage: Any) -> Completion:
        if reason == "content_filter":
            raise ProviderFailed(f"{self.name}: it declined to answer this")
        if not text.strip():
            raise ProviderBusy(f"{self.name}: it answered nothing")
        prompt = usage.prompt_tokens if usage else estimate("".join(one.text for one in request.messages))
        completion = usage.completion_tokens if usage else estimate(text)
        provider, _, model = self.model.rpartition("/")
        cost = look_price_up(provider or None, model, prompt, completion)
        return Completion(text.strip(), prompt, completion, cost, reason == "length", usage is None)

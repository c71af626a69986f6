"""What models cost."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType

_KNOWN_AS: Mapping[str, str] = {"gemini": "google", "xai": "x-ai", "moonshot": "moonshotai", "zhipu": "zhipuai"}


@dataclass(frozen=True, slots=True)
class Price:
    """USD for a million tokens."""

    prompt: float
    completion: float


def cost_of(price: Price | None, prompt_tokens: int, completion_tokens: int) -> float | None:
    """USD for so many tokens; None where the price is unknown."""
    return None if price is None else (prompt_tokens * price.prompt + completion_tokens * price.completion) / 1e6


def look_price_up(provider: str | None, model: str, prompt_tokens: int, completion_tokens: int) -> float | None:
    """USD by the tables of `genai-prices`, where that is installed and knows the model; None otherwise."""
    library = _find_library()
    if library is None:
        return None
    used = library.Usage(input_tokens=prompt_tokens, output_tokens=completion_tokens)
    try:
        told = library.calc_price(used, model, provider_id=_KNOWN_AS.get(provider or "", provider))
    except LookupError:
        return None
    return float(told.total_price)


@cache
def _find_library() -> ModuleType | None:
    try:
        return importlib.import_module("genai_prices")
    except ImportError:
        return None

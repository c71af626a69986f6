"""What models cost, and how many tokens a text is where nobody counted them."""

from dataclasses import dataclass

CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Price:
    """USD for a million tokens."""

    prompt: float
    completion: float


def cost_of(price: Price | None, prompt_tokens: int, completion_tokens: int) -> float | None:
    """USD for so many tokens; None where the price is unknown."""
    return None if price is None else (prompt_tokens * price.prompt + completion_tokens * price.completion) / 1e6


def estimate_tokens(*texts: str) -> int:
    """Tokens, at `CHARACTERS_A_TOKEN` each, rounded up."""
    return -(-sum(map(len, texts)) // CHARACTERS_A_TOKEN)

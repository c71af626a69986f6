"""What the models that read a turn took."""

from dataclasses import dataclass

BUILTIN = "builtin/rules"
RESPONDER = "builtin/responder"


@dataclass(frozen=True, slots=True)
class Usage:
    """Calls, tokens and cost of one model; as it stands, of the built-in rules, which take none.

    `cost_usd` is None where a call was made whose price nobody knows.
    """

    model: str = BUILTIN
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = 0.0

    def plus(self, prompt_tokens: int, completion_tokens: int, cost_usd: float | None) -> "Usage":
        """With one more call."""
        return Usage(
            model=self.model,
            calls=self.calls + 1,
            prompt_tokens=self.prompt_tokens + prompt_tokens,
            completion_tokens=self.completion_tokens + completion_tokens,
            cost_usd=None if self.cost_usd is None or cost_usd is None else self.cost_usd + cost_usd,
        )


NO_USAGE = Usage()

"""What models have used since this process began."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from spectron.domain.usage import Usage


@dataclass(slots=True)
class Spending:
    """The sum of every call by model, of those that failed too; the built-in rules use nothing and have no place here.

    A call whose price nobody knows adds nothing to the cost.
    """

    _used: dict[str, Usage] = field(default_factory=dict)
    _failed: dict[str, int] = field(default_factory=dict)

    @property
    def used(self) -> Mapping[str, Usage]:
        """What each model used."""
        return dict(self._used)

    @property
    def failed(self) -> Mapping[str, int]:
        """How many turns each model could not read."""
        return dict(self._failed)

    def add(self, usage: Usage, failed: bool = False) -> None:
        """Count what reading one turn took."""
        known = self._used.get(usage.model, Usage(usage.model))
        if usage.calls:
            self._used[usage.model] = replace(
                known,
                calls=known.calls + usage.calls,
                prompt_tokens=known.prompt_tokens + usage.prompt_tokens,
                completion_tokens=known.completion_tokens + usage.completion_tokens,
                cost_usd=(known.cost_usd or 0.0) + (usage.cost_usd or 0.0),
            )
        if failed:
            self._failed[usage.model] = self._failed.get(usage.model, 0) + 1

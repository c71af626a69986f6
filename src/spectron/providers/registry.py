"""From `provider/model` in the settings to the model behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

from spectron.domain.errors import BadValue, UnknownProvider

T = TypeVar("T")
Maker: TypeAlias = Callable[[str], T]


@dataclass(frozen=True, slots=True)
class Registry(Generic[T]):
    """Makes each model once, so that its guard counts everything that is asked of it.

    A maker gets what stands after the provider's name and the slash; it raises BadValue for a model it does not have.
    `guard` wraps whatever was made.
    """

    makers: Mapping[str, Maker[T]]
    guard: Callable[[T], T] = lambda model: model
    _made: dict[str, T] = field(default_factory=dict)

    def find(self, name: str, setting: str) -> T:
        """The model of this name; raises BadValue, or UnknownProvider, naming the `setting` that asked for it."""
        if name not in self._made:
            self._made[name] = self._make(name, setting)
        return self._made[name]

    def _make(self, name: str, setting: str) -> T:
        provider, _, model = name.partition("/")
        maker = self.makers.get(provider)
        if maker is None:
            known = ", ".join(sorted(self.makers)) or "none"
            raise UnknownProvider.at(setting, f"unknown provider {provider!r}; known: {known}")
        try:
            return self.guard(maker(model))
        except BadValue as error:
            raise BadValue.at(setting, error.detail) from error

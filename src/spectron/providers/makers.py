"""From what the settings say of a provider to its models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import SecretStr

from spectron.domain.errors import BadValue
from spectron.providers.anthropic import Anthropic
from spectron.providers.dialect import Dialect
from spectron.providers.embedders.remote import VECTOR_DIALECTS, RemoteVectors
from spectron.providers.gemini import Gemini
from spectron.providers.http import Connections, Endpoint
from spectron.providers.openai import OpenAI
from spectron.providers.presets import PRESETS, Kind, Preset
from spectron.providers.prices import Price
from spectron.providers.remote import RemoteModel

FindKey: TypeAlias = Callable[[str], SecretStr | None]


@dataclass(frozen=True, slots=True)
class Described:
    """What the settings say of one provider; what is None is as its preset has it."""

    kind: Kind | None = None
    base_url: str | None = None
    key_variable: str | None = None
    headers: Mapping[str, SecretStr] = field(default_factory=dict)
    timeout: float = 60.0
    prices: Mapping[str, Price] = field(default_factory=dict)
    dimensions: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Provider:
    """One provider, whose models share its connections; `find_key` reads a variable of the environment."""

    name: str
    described: Described
    find_key: FindKey
    _connections: Connections | None = None

    @property
    def preset(self) -> Preset:
        """What is known of it; a provider of one's own has only what was said."""
        return PRESETS.get(self.name) or Preset(self.described.base_url or "", local=True)

    @property
    def key_variables(self) -> tuple[str, ...]:
        """Where its key may stand."""
        named = self.described.key_variable
        return self.preset.key_variables if named is None else (named,) if named else ()

    @property
    def needs_key(self) -> bool:
        """Whether it is asked only with a key."""
        return bool(self.key_variables) and (bool(self.described.key_variable) or not self.preset.local)

    @property
    def has_key(self) -> bool:
        """Whether a key for it is in the environment."""
        return any(self.find_key(name) is not None for name in self.key_variables)

    @property
    def kind(self) -> Kind:
        """The dialect it is spoken to in."""
        return self.described.kind or self.preset.kind

    @property
    def base_url(self) -> str:
        """Where it answers."""
        return self.described.base_url or self.preset.base_url

    def key(self) -> tuple[str, SecretStr | None]:
        """The variable that holds its key, and the key; raises BadValue, naming the variable, where one is missing."""
        found = ((name, self.find_key(name)) for name in self.key_variables)
        held = next(((name, key) for name, key in found if key is not None), None)
        if held is None:
            if self.needs_key:
                raise BadValue(f"{self.name} needs a key: set {' or '.join(self.key_variables)} in the environment")
            return "", None
        name, key = held
        if not key.get_secret_value().isascii() or not key.get_secret_value().isprintable():
            raise BadValue(f"the key in {name} holds signs that no key has")
        return held

    def model(self, name: str) -> RemoteModel:
        """One model; raises BadValue without a name, a base address or a key."""
        dialect = self._dialect()
        return RemoteModel(self.name, name, dialect, self._connect(name), self.described.prices.get(name))

    def vectors(self, name: str) -> RemoteVectors:
        """One model of vectors; raises BadValue as `model` does, and for a vendor who has none."""
        dialect = VECTOR_DIALECTS.get(self.kind)
        if dialect is None:
            raise BadValue(f"{self.name} has no embedders: its format ({self.kind}) knows none")
        price, dimensions = self.described.prices.get(name), self.described.dimensions.get(name)
        return RemoteVectors(self.name, name, dialect, self._connect(name), price, dimensions)

    async def close(self) -> None:
        """Let go of the connections."""
        if self._connections is not None:
            await self._connections.close()

    def _connect(self, name: str) -> Connections:
        """The connections that all models share, for the one of this name."""
        if not name:
            raise BadValue(f"name a model of {self.name}, as {self.name}/NAME")
        if not self.base_url:
            raise BadValue(f"{self.name} needs a base_url (providers.{self.name}.base_url)")
        if self._connections is None:
            self._connections = Connections(self._endpoint(self._dialect()))
        return self._connections

    def _dialect(self) -> Dialect:
        if self.kind == "openai":
            return OpenAI(self.preset.strict, self.preset.new_limit)
        return Anthropic() if self.kind == "anthropic" else Gemini()

    def _endpoint(self, dialect: Dialect) -> Endpoint:
        variable, key = self.key()
        shown = dialect.headers(key.get_secret_value() if key else "")
        more = {name: value.get_secret_value() for name, value in self.described.headers.items()}
        return Endpoint(self.base_url, {**shown, **more}, key, variable, self.described.timeout)

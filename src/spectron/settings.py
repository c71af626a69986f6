"""Settings, read once by the entry points: the environment (`SPECTRON_*`) over `spectron.config.yaml`."""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)

from spectron.domain.errors import BadValue, FieldError
from spectron.providers.presets import Kind, check_address
from spectron.wire.admin import ContextConfig, EntityTypeConfig, ModelNames

LEAST_WINDOW = 4_000
MOST_PORT = 65_535
CONFIG_FILE = Path("spectron.config.yaml")
ANY_ORIGIN = "*"
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*)://([a-z0-9][a-z0-9._-]*|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?")
_USUAL_PORTS = {"http": 80, "https": 443}
ProviderName: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]


class ModelLimits(BaseModel):
    """What every model is held to: seconds for an answer, attempts, what it may use in 24 hours, what it can be shown.

    `window_tokens` is the size of a response model's window; `windows` gives it for one `provider/model`, or for all of
    a provider's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    timeout_seconds: float = Field(default=60.0, gt=0, le=3_600)
    attempts: int = Field(default=3, ge=1, le=10)
    tokens_per_day: int | None = Field(default=None, ge=0)
    cost_usd_per_day: float | None = Field(default=None, ge=0)
    window_tokens: int = Field(default=16_000, ge=LEAST_WINDOW)
    windows: dict[str, Annotated[int, Field(ge=LEAST_WINDOW)]] = Field(default_factory=dict)

    def window(self, name: str) -> int:
        """How many tokens the model of this name, `provider/model`, can be shown."""
        return self.windows.get(name) or self.windows.get(name.partition("/")[0]) or self.window_tokens


def data_folder(system: str, environment: Mapping[str, str], home: Path) -> Path:
    """Where programs keep what they fetched for one user; `system` is as in `sys.platform`."""
    if system == "darwin":
        return home / "Library" / "Application Support" / "spectron"
    if system == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "spectron"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "spectron"


def _models_folder() -> Path:
    return data_folder(sys.platform, os.environ, Path.home()) / "models"


class PriceSettings(BaseModel):
    """USD for a million tokens."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: float = Field(ge=0)
    completion: float = Field(ge=0)


class ProviderSettings(BaseModel):
    """One provider of models over HTTP; what is left out is as its preset has it, limits as `model_limits` has them.

    `api_key_env` is the name of the environment variable that holds the key, never the key. `prices` are by model, and
    so are the `dimensions` that an embedder is asked for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind | None = None
    base_url: Annotated[str, AfterValidator(check_address)] | None = None
    api_key_env: str | None = Field(default=None, pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$|^$")
    headers: dict[str, SecretStr] = Field(default_factory=dict)
    timeout_seconds: float | None = Field(default=None, gt=0, le=3_600)
    attempts: int | None = Field(default=None, ge=1, le=10)
    tokens_per_day: int | None = Field(default=None, ge=0)
    cost_usd_per_day: float | None = Field(default=None, ge=0)
    prices: dict[str, PriceSettings] = Field(default_factory=dict)
    dimensions: dict[str, Annotated[int, Field(ge=1, le=65_536)]] = Field(default_factory=dict)


class QueueSettings(BaseModel):
    """How what agents send is learned in the background: so many sessions at once, each job tried so often.

    A job that is worked on is held for `lease_seconds` without a sign of life; then another process takes it.
    `pause_seconds` pass before the second try, and twice as many before each further one, up to a minute.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sessions: int = Field(default=4, ge=1, le=64)
    tries: int = Field(default=5, ge=1, le=100)
    lease_seconds: float = Field(default=30.0, ge=1, le=3_600)
    pause_seconds: float = Field(default=2.0, gt=0, le=60)


def check_origin(text: str) -> str:
    """The origin of pages as a browser names it (RFC 6454), or `*` for all; raises ValueError for what is none.

    Any scheme will do, since applications and extensions have schemes of their own.
    """
    if text == ANY_ORIGIN:
        return text
    found = _ORIGIN.fullmatch(text.lower())
    port = int(found[3] or 0) if found else 0
    if not found or port > MOST_PORT:
        raise ValueError(
            f"{text[:100]!r} is no origin: expected a scheme, a host and perhaps a port, without a path, such as "
            "https://app.example.com or http://localhost:5173, or * for all"
        )
    return f"{found[1]}://{found[2]}" + (f":{port}" if port not in (0, _USUAL_PORTS.get(found[1])) else "")


def _split(given: Any) -> Any:
    """The parts of a text that has commas between them; anything else as it is."""
    return [part for one in given.split(",") if (part := one.strip())] if isinstance(given, str) else given


def _extraction_workers() -> int:
    """One fewer than there are cores, since the server keeps one busy, and at most four.

    Processors come two to a core as a rule: where a worker has to share the server's core, it costs more than it gives.
    """
    return max(0, min((os.cpu_count() or 1) // 2 - 1, 4))


Origin: TypeAlias = Annotated[str, AfterValidator(check_origin)]


class Settings(BaseSettings):
    """Everything a deployment can set.

    `database` is a path to a SQLite file, `scripts` a folder of scripted models, `models_folder` one of models that run
    on this machine. `extraction_workers` is how many processes may help the built-in extractor when many turns come at
    once: none is started before, and with 0 none ever. Pages of `cors_origins` may ask from a browser.
    """

    model_config = SettingsConfigDict(env_prefix="SPECTRON_", env_nested_delimiter="__", frozen=True, extra="forbid")

    database: Path = Path("spectron.db")
    host: str = "127.0.0.1"
    port: int = Field(default=9090, ge=0, le=MOST_PORT)
    api_key: SecretStr | None = None
    requests_per_minute: int = Field(default=0, ge=0, le=1_000_000)
    cors_origins: Annotated[tuple[Origin, ...], NoDecode, BeforeValidator(_split)] = ()
    models: ModelNames = Field(default_factory=ModelNames)
    model_limits: ModelLimits = Field(default_factory=ModelLimits)
    providers: dict[ProviderName, ProviderSettings] = Field(default_factory=dict)
    scripts: Path | None = None
    models_folder: Path = Field(default_factory=_models_folder)
    queue: QueueSettings = Field(default_factory=QueueSettings)
    extraction_workers: int = Field(default_factory=_extraction_workers, ge=0, le=64)
    entity_types: list[EntityTypeConfig] = Field(default_factory=list)
    cardinality: dict[str, Literal["one", "constant", "many", "event"]] = Field(default_factory=dict)
    templates: dict[str, str] = Field(default_factory=dict)
    check_in_days: int | None = Field(default=None, ge=0, le=3_650)
    config_file: Path = CONFIG_FILE

    def limits_of(self, provider: str) -> ModelLimits:
        """What the models of one provider are held to."""
        own = self.providers.get(provider, ProviderSettings())
        told = own.model_dump(include=set(ModelLimits.model_fields), exclude_none=True)
        return self.model_limits.model_copy(update=told)

    @property
    def defaults(self) -> dict[str, Any]:
        """What every context starts from."""
        shape = ContextConfig(
            models=self.models,
            entity_types=self.entity_types,
            cardinality=self.cardinality,
            templates=self.templates,
            check_in_days=self.check_in_days,
        )
        return shape.model_dump(exclude_none=True)


def find_key(variable: str) -> SecretStr | None:
    """The key in a variable of the environment; None where it is not set, or empty."""
    key = os.environ.get(variable, "").strip()
    return SecretStr(key) if key else None


def load_settings(config_file: Path | None = None, **given: Any) -> Settings:
    """Read file and environment; what is `given` goes before both. Raises BadValue, naming the setting."""
    path = config_file or CONFIG_FILE
    if config_file and not config_file.is_file():
        raise BadValue(f"no configuration file {config_file}")

    class _FromFile(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            """Given values, then the environment, then the file."""
            del dotenv_settings, file_secret_settings
            return init_settings, env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=path)

    try:
        return _FromFile(**{name: value for name, value in given.items() if value is not None}, config_file=path)
    except ValidationError as error:
        fields = [FieldError(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors()]
        raise BadValue(f"bad setting {fields[0].field}: {fields[0].message}", *fields) from None
    except (yaml.YAMLError, TypeError, ValueError, OSError) as error:
        raise BadValue(f"{path} cannot be read as settings: {error}") from error

"""Settings, read once by the entry points: the environment (`SPECTRON_*`) over `spectron.config.yaml`."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, YamlConfigSettingsSource

from spectron.domain.errors import BadValue, FieldError
from spectron.wire.admin import ContextConfig, EntityTypeConfig, ModelNames

LEAST_WINDOW = 4_000
CONFIG_FILE = Path("spectron.config.yaml")


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


class Settings(BaseSettings):
    """Everything a deployment can set.

    `database` is a path to a SQLite file, `scripts` a folder of scripted models, `models_folder` one of models that run
    on this machine.
    """

    model_config = SettingsConfigDict(env_prefix="SPECTRON_", env_nested_delimiter="__", frozen=True, extra="forbid")

    database: Path = Path("spectron.db")
    host: str = "127.0.0.1"
    port: int = Field(default=9090, ge=0, le=65_535)
    api_key: SecretStr | None = None
    requests_per_minute: int = Field(default=0, ge=0, le=1_000_000)
    models: ModelNames = Field(default_factory=ModelNames)
    model_limits: ModelLimits = Field(default_factory=ModelLimits)
    scripts: Path | None = None
    models_folder: Path = Field(default_factory=_models_folder)
    entity_types: list[EntityTypeConfig] = Field(default_factory=list)
    cardinality: dict[str, Literal["one", "constant", "many", "event"]] = Field(default_factory=dict)
    config_file: Path = CONFIG_FILE

    @property
    def defaults(self) -> dict[str, Any]:
        """What every context starts from."""
        shape = ContextConfig(models=self.models, entity_types=self.entity_types, cardinality=self.cardinality)
        return shape.model_dump(exclude_none=True)


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

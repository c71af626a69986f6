"""Libraries that may be installed or not, and the errors they raise."""

import importlib
from types import ModuleType
from typing import Any

from spectron.domain.errors import BadValue, ProviderBusy, ProviderFailed
from spectron.providers.failures import Asked, judge_status


def load_extra(provider: str, module: str) -> ModuleType:
    """A module of an optional library; raises BadValue, saying what to install, where it is not there."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        install = f"pip install 'spectron-memory[{provider}]'"
        raise BadValue(f"{provider} is not installed ({error}); {install}") from error


def read_error(name: str, error: Exception) -> ProviderFailed:
    """What a library's error means, by the status it tells of; without one the provider could not be reached."""
    status, said = getattr(error, "status_code", None), str(error)
    if isinstance(status, int) and status >= 300:
        return judge_status(Asked(name, "the environment"), status, said, _number(getattr(error, "retry_after", None)))
    if "Timeout" in type(error).__name__ or "Connection" in type(error).__name__:
        return ProviderBusy(f"{name}: it cannot be reached ({type(error).__name__})", said=said)
    return ProviderFailed(f"{name}: it could not be asked ({type(error).__name__})", said=said)


def _number(told: Any) -> float | None:
    return float(told) if isinstance(told, int | float) else None

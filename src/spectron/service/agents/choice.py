"""Which model reads what an agent sends: the one that the call names, else the session, the context, the deployment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection

from spectron.domain.errors import BadValue, UnknownProvider
from spectron.domain.ids import ContextId
from spectron.service.configuration import read_configuration
from spectron.service.surroundings import Readers
from spectron.storage.queries import contexts

Source: TypeAlias = Literal["call", "session", "tenant", "platform"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A provider and a model as somebody named them, together or in one (`provider/model`)."""

    provider: str | None = None
    model: str | None = None

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Wanted":
        """What the settings of a session name."""
        return cls(told.get("provider") or None, told.get("model") or None)


ANY = Wanted()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The name of the model that reads, and who named it: call, session, tenant or platform."""

    model: str
    resolved_from: Source


def choose_model(conn: Connection, ctx: ContextId, readers: Readers, call: Wanted, session: Wanted) -> Chosen:
    """The model that reads in a context; raises BadValue, naming `provider` or `model`, for one that nobody has."""
    stored = contexts.find_context(conn, ctx)
    configuration = read_configuration(stored.config if stored else {}, readers.defaults)
    own = ((stored.config if stored else {}).get("models") or {}).get("extraction")
    usual = readers.choose(configuration).name
    named = name_model([("call", call), ("session", session)], usual)
    if named is None:
        return Chosen(usual, "tenant" if own else "platform")
    try:
        reader = readers.choose(replace(configuration, models={**configuration.models, "extraction": named.model}))
    except UnknownProvider as error:
        raise _refuse("provider" if _told(named, call, session).provider else "model", error) from error
    except BadValue as error:
        raise _refuse("model" if _told(named, call, session).model else "provider", error) from error
    return Chosen(reader.name, named.resolved_from)


def name_model(levels: Sequence[tuple[Source, Wanted]], usual: str) -> Chosen | None:
    """The first model that is named, as `provider/model`; None where nobody names any.

    A model without a provider is of the provider that is named with it, or the next that is named behind it; a provider
    alone stands for the next model behind it that is of this provider.
    """
    for place, (who, told) in enumerate(levels):
        behind = [*(one for _, one in levels[place + 1 :]), Wanted(model=usual)]
        if told.model:
            provider = told.provider or ("" if "/" in told.model else _provider_of(behind))
            return Chosen(_join(provider, told.model), who)
        if told.provider:
            return Chosen(_join(told.provider, _model_of(told.provider, behind)), who)
    return None


def _join(provider: str, model: str) -> str:
    return model if not provider or model.startswith(f"{provider}/") else f"{provider}/{model}"


def _provider_of(behind: Sequence[Wanted]) -> str:
    """The provider of the next level that tells one, alone or in front of a model."""
    told = (one.provider or (one.model or "").rpartition("/")[0].partition("/")[0] for one in behind)
    return next(filter(None, told), "")


def _model_of(provider: str, behind: Sequence[Wanted]) -> str:
    """The next model that is of this provider; raises BadValue where there is none."""
    for one in behind:
        if one.model and (one.provider == provider or one.model.startswith(f"{provider}/")):
            return one.model.removeprefix(f"{provider}/")
    raise BadValue.at("model", f"name a model of the provider {provider!r}")


def _told(named: Chosen, call: Wanted, session: Wanted) -> Wanted:
    return call if named.resolved_from == "call" else session


def _refuse(field: str, error: BadValue) -> BadValue:
    """The same refusal, of the field that named the model here."""
    return BadValue.at(field, error.fields[0].message if error.fields else error.detail)

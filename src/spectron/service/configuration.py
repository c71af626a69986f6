"""What a context can be told: its own entity types, how many values its own keys take, models, and templates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from spectron.domain.candidate import EntityType
from spectron.reconciliation.cardinality import Cardinality
from spectron.retrieval.templates import DEFAULTS, Templates, read_templates


@dataclass(frozen=True, slots=True)
class Configuration:
    """The settings of one context; `models` names a provider and model for each task.

    `templates` are the words around what a prompt is given; `check_in_days` is after how many days of silence an agent
    is to ask a user how they are, 0 for never.
    """

    entity_types: tuple[EntityType, ...] = ()
    cardinality: Mapping[str, Cardinality] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    templates: Templates = DEFAULTS
    check_in_days: int = 7


def read_configuration(stored: Mapping[str, Any], defaults: Configuration) -> Configuration:
    """A context's settings over those of the deployment; expects what `wire.admin.ContextConfig` let through.

    Raises BadValue, naming the field, for a template that cannot be.
    """
    types = stored.get("entity_types")
    return Configuration(
        entity_types=defaults.entity_types if types is None else tuple(_entity_type(one) for one in types),
        cardinality={**defaults.cardinality, **_cardinalities(stored.get("cardinality") or {})},
        models={**defaults.models, **{task: name for task, name in (stored.get("models") or {}).items() if name}},
        templates=read_templates(stored.get("templates") or {}, defaults.templates),
        check_in_days=stored.get("check_in_days", defaults.check_in_days),
    )


def _entity_type(stored: Mapping[str, Any]) -> EntityType:
    return EntityType(stored["name"], stored.get("description") or "", tuple(stored.get("examples") or ()))


def _cardinalities(stored: Mapping[str, str]) -> Mapping[str, Cardinality]:
    return {key: Cardinality(value) for key, value in stored.items()}

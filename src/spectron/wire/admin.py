"""Problems, health, and the configuration of a context."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from spectron.wire.base import Answer, Request, ShortText, StorableText

_NAME = r"^[a-z][a-z0-9_]{0,63}$"
Name = Annotated[str, Field(pattern=_NAME)]
ModelName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}/[^\s\x00]{1,192}$")]


def _named(value: Any) -> Any:
    """Read `{vehicle: "a car or van"}` as well as a list of objects with names."""
    if not isinstance(value, dict):
        return value
    return [
        {**told, "name": name}
        if isinstance(told, dict)
        else {"name": name, "description": "" if told is None else told}
        for name, told in value.items()
    ]


class EntityTypeConfig(Request):
    """A custom entity type: what it is called, what it is, and examples of its names."""

    name: Name
    description: StorableText = Field(default="", max_length=1_000)
    examples: list[ShortText] = Field(default_factory=list, max_length=50)


class ModelNames(Request):
    """Which model does what, as `provider/model`; what is left out is done by the built-in parts."""

    extraction: ModelName | None = None
    response: ModelName | None = None
    embedding: ModelName | None = None


def _distinct(types: list[EntityTypeConfig]) -> list[EntityTypeConfig]:
    names = [one.name for one in types]
    if len(set(names)) < len(names):
        raise ValueError("two entity types have the same name")
    return types


def _tell_of_map(schema: dict[str, Any]) -> None:
    """Document the second form that entity types are taken in."""
    told = schema["properties"]["entity_types"]
    listed = {name: told.pop(name) for name in ("type", "items", "maxItems") if name in told}
    shape = EntityTypeConfig.model_json_schema()
    parts = {**shape["properties"], "name": {"description": "Not read: the type has its name already."}}
    by_name = {
        "type": "object",
        "description": "Descriptions by name.",
        "maxProperties": 100,
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": {
            "anyOf": [parts["description"], {"type": "null"}, {**shape, "properties": parts, "required": []}]
        },
    }
    told["anyOf"] = [listed, by_name]


class ContextConfig(Request):
    """The settings of one context. `cardinality` says how many values a key takes: one, constant, many or event.

    `templates` are the words around the parts of what a prompt is given, each with its placeholders in braces.
    `check_in_days` is after how many days of silence an agent is to ask a user how they are: 7 if left out, 0: never.
    """

    model_config = ConfigDict(json_schema_extra=_tell_of_map)

    models: ModelNames = Field(default_factory=ModelNames)
    entity_types: Annotated[
        list[EntityTypeConfig], BeforeValidator(_named), Field(max_length=100), AfterValidator(_distinct)
    ] = Field(default_factory=list)
    cardinality: dict[Name, Literal["one", "constant", "many", "event"]] = Field(
        default_factory=dict, max_length=500, json_schema_extra={"additionalProperties": False}
    )
    templates: dict[Name, StorableText] = Field(
        default_factory=dict,
        max_length=50,
        examples=[{"day": "## {date}"}],
        json_schema_extra={"additionalProperties": False},
    )
    check_in_days: int | None = Field(default=None, ge=0, le=3_650)


class ProblemField(Answer):
    """One field of a request and what is wrong with it."""

    field: str
    message: str


class Problem(Answer):
    """An error as RFC 9457 tells it (`application/problem+json`)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemField] = Field(default_factory=list)
    turn_id: str | None = None
    session_id: str | None = None
    extraction_id: str | None = None


class QueueInfo(Answer):
    """How much agents sent that is not learned yet, in all contexts; `oldest_seconds` is 0 where nothing waits."""

    queued: int
    running: int
    failed: int
    oldest_seconds: float


class EmbeddingInfo(Answer):
    """How far the embedder of a context has come with the turns that the key reaches.

    `model` is the present one, `dimension` how many places its vectors have (null while nobody knows), `embedded` how
    many turns have such vectors and `pending` how many wait for them; `refused` are those that the model refused for
    good (too long, for one), which the next process, or other words, try once more. `models` counts turns by whose
    vectors they have, which differs after a change of the model until all is read anew. `working` tells whether this
    process is at it, `error` what went wrong last, null where the last try went well.
    """

    model: str
    dimension: int | None
    embedded: int
    pending: int
    refused: int
    models: dict[str, int]
    working: bool
    error: str | None


class Health(Answer):
    """Whether the process lives or is ready; then which `embedder` serves where none is named, and the queue."""

    status: Literal["ok", "unavailable"]
    version: str
    detail: str | None = None
    embedder: str | None = None
    queue: QueueInfo | None = None

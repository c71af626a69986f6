"""What an agent reads of its users, who it is, and what an application stores beside it (docs/reference/http.md)."""

from typing import Annotated, Any, Literal

from pydantic import AliasChoices, BeforeValidator, Field, JsonValue, WithJsonSchema

from spectron.wire.base import NO_NULL, Answer, Request, StorableText, check_value

LONGEST_IDENTITY = 20_000
LONGEST_PHRASE = 1_000
MOST_LISTED = 200

TraitName = Literal["openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"]
FactType = Literal["preference", "event", "plan", "commitment", "habit", "relationship", "fact"]


def _as_list(value: Any) -> Any:
    """Read one text where a list may stand as the only one in it, null and blank as none."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return []
    return [value] if isinstance(value, str) else value


def _blank(value: Any) -> Any:
    return "" if value is None else value


_TEXT = {"type": "string", "pattern": NO_NULL, "maxLength": LONGEST_IDENTITY}
_PHRASE = {"type": "string", "pattern": NO_NULL, "maxLength": LONGEST_PHRASE}
_TEXTS = {"type": "array", "items": _PHRASE, "maxItems": MOST_LISTED}
IdentityText = Annotated[
    StorableText,
    BeforeValidator(_blank),
    Field(max_length=LONGEST_IDENTITY),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "null"}]}),
]
Texts = Annotated[
    list[Annotated[StorableText, Field(max_length=LONGEST_PHRASE)]],
    BeforeValidator(_as_list),
    Field(max_length=MOST_LISTED),
    WithJsonSchema({"anyOf": [_TEXTS, _PHRASE, {"type": "null"}]}),
]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class NewIdentity(Request):
    """Who an agent is; what is left out is blank. `big5` has numbers from 0 to 1."""

    personality_prompt: IdentityText = Field(default="", examples=["You are Mira, a calm and curious guide."])
    bio: IdentityText = ""
    speech_patterns: Texts = Field(default_factory=list, examples=[["speaks in short sentences"]])
    true_interests: Texts = Field(
        default_factory=list, validation_alias=AliasChoices("true_interests", "trueInterests", "interests")
    )
    true_dislikes: Texts = Field(
        default_factory=list, validation_alias=AliasChoices("true_dislikes", "trueDislikes", "dislikes")
    )
    big5: dict[TraitName, Share] = Field(default_factory=dict, examples=[{"openness": 0.8}])


class IdentityInfo(Answer):
    """Who an agent is; blank, and `updated_at` null, where nobody has said."""

    agent_id: str
    personality_prompt: str
    bio: str
    speech_patterns: list[str]
    true_interests: list[str]
    true_dislikes: list[str]
    big5: dict[str, float]
    updated_at: str | None


class NewState(Request):
    """A value that an application stores: anything that JSON can say."""

    value: Annotated[JsonValue, BeforeValidator(check_value)]


class StateValue(Answer):
    """A value that an application stored; `user_id` is null for one of the agent with everybody."""

    key: str
    value: JsonValue
    user_id: str | None
    updated_at: str


class AgentFact(Answer):
    """A fact as one sentence.

    Facts that one record of a tool told of one thing make one sentence together: `fact_ids` are all of them. `user_id`
    is null for what belongs to no one user. `source` is who said it: user, assistant, system or a tool.
    """

    fact_id: str
    fact_ids: list[str]
    atomic_text: str
    fact_type: FactType
    importance: float
    confidence: float
    topics: list[str]
    session_id: str | None
    created_at: str
    valid_from: str | None
    valid_until: str | None
    source: str
    source_turn: str
    source_removed: bool = False
    user_id: str | None


class AgentFactList(Answer):
    """A page of facts, the most important first, of equals the newest; `total` counts them all."""

    data: list[AgentFact]
    total: int


class FoundFact(AgentFact):
    """A fact that a query called to mind; `score` tells how much it bears on it, above 0 and at most 1."""

    score: float


class FoundFacts(Answer):
    """What a query called to mind, best first."""

    data: list[FoundFact]


class OfferInfo(Answer):
    """A provider of models; `default_model` is null where a call has to name one."""

    provider: str
    provider_name: str
    default_model: str | None


class OfferList(Answer):
    """The model that reads turns where nobody names one, and every provider that can be asked."""

    default_provider: str
    default_model: str
    providers: list[OfferInfo]

"""The generated content of Gemini."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from spectron.providers.dialect import Body, Demand, End, Piece, Terms, at, count, next_rung, take_turns, total, words
from spectron.providers.ports import Request
from spectron.providers.schemas import close_objects, tell_schema

_ROLES = {"user": "user", "assistant": "model"}
_BROKEN = frozenset({"OTHER", "MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL"})


@dataclass(frozen=True, slots=True)
class Gemini:
    """Contents in parts, a system instruction of its own, and the model in the address."""

    @property
    def rungs(self) -> Sequence[Demand]:
        """A schema, any JSON, or words."""
        return (Demand.SCHEMA, Demand.OBJECT, Demand.WORDS)

    def first_terms(self) -> Terms:
        """A schema."""
        return Terms(Demand.SCHEMA)

    def headers(self, key: str) -> Mapping[str, str]:
        """The key never stands in the address, where logs would keep it."""
        return {"x-goog-api-key": key} if key else {}

    def path(self, model: str, streaming: bool) -> str:
        """A name may say `models/` or `tunedModels/` itself."""
        place = model if "/" in model else f"models/{model}"
        return f"/{quote(place)}:{'streamGenerateContent?alt=sse' if streaming else 'generateContent'}"

    def body(self, model: str, request: Request, terms: Terms, streaming: bool) -> Body:
        """The model and whether to stream stand in the address."""
        del model, streaming
        said = [{"role": _ROLES[one.role], "parts": [{"text": one.text}]} for one in take_turns(request.messages)]
        wanted: Body = {"maxOutputTokens": request.most_tokens + terms.room}
        system = request.system
        if request.schema is not None:
            if terms.demand is not Demand.WORDS:
                wanted["responseMimeType"] = "application/json"
            if terms.demand is Demand.SCHEMA:
                wanted["responseJsonSchema"] = close_objects(request.schema)
            else:
                system = tell_schema(system, request.schema)
        instruction = {"systemInstruction": {"parts": [{"text": system}]}} if system else {}
        return {"contents": said, "generationConfig": wanted} | instruction

    def read(self, told: Any) -> Piece | None:
        """The first candidate; a prompt that was blocked has none."""
        whole = at(told, "candidates", 0) is not None or at(told, "promptFeedback", "blockReason")
        return self.read_event(told) if whole else None

    def read_event(self, told: Any) -> Piece:
        """Every event is a response with what is new of the candidate, and all tokens so far."""
        candidate, used = at(told, "candidates", 0), at(told, "usageMetadata")
        parts = at(candidate, "content", "parts")
        listed = parts if isinstance(parts, list) else []
        thoughts = count(at(used, "thoughtsTokenCount"))
        blocked = at(told, "promptFeedback", "blockReason")
        return Piece(
            text="".join(words(at(one, "text")) for one in listed if not at(one, "thought")),
            end=End.DECLINED if blocked else _end(words(at(candidate, "finishReason"))),
            prompt_tokens=count(at(used, "promptTokenCount")),
            completion_tokens=total(at(used, "candidatesTokenCount"), thoughts),
            thought=bool(thoughts) or any(at(one, "thought") is True for one in listed),
        )

    def other_terms(self, terms: Terms, complaint: str, shaped: bool) -> Iterator[Terms]:
        """The next weaker demand."""
        del complaint
        if shaped:
            yield from next_rung(self.rungs, terms)


def _end(reason: str) -> End | None:
    """Whatever is neither the end, the limit nor a mishap of the provider is a reason not to answer."""
    if reason in ("", "FINISH_REASON_UNSPECIFIED"):
        return None
    if reason in ("STOP", "MAX_TOKENS"):
        return End.WHOLE if reason == "STOP" else End.CUT
    return End.BROKEN if reason in _BROKEN else End.DECLINED

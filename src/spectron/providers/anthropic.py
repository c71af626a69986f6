"""The messages of Anthropic."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spectron.providers.dialect import Body, Demand, End, Piece, Terms, at, count, next_rung, take_turns, total, words
from spectron.providers.ports import Request
from spectron.providers.schemas import close_objects, tell_schema

VERSION = "2023-06-01"
TOOL = "answer"
_ENDS = {
    "max_tokens": End.CUT, "model_context_window_exceeded": End.CUT, "refusal": End.DECLINED,
}  # fmt: skip
_PROMPT = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


@dataclass(frozen=True, slots=True)
class Anthropic:
    """A system text of its own, and answers in blocks."""

    @property
    def rungs(self) -> Sequence[Demand]:
        """A schema, a tool that must be used, or words; there is no demand for any JSON."""
        return (Demand.SCHEMA, Demand.TOOL, Demand.WORDS)

    def first_terms(self) -> Terms:
        """A schema."""
        return Terms(Demand.SCHEMA)

    def headers(self, key: str) -> Mapping[str, str]:
        """The key, and the version of the format."""
        return {"anthropic-version": VERSION} | ({"x-api-key": key} if key else {})

    def path(self, model: str, streaming: bool) -> str:
        """The same for all models, streaming or not."""
        del model, streaming
        return "/messages"

    def body(self, model: str, request: Request, terms: Terms, streaming: bool) -> Body:
        """The limit of tokens is never left out."""
        said = [{"role": one.role, "content": one.text} for one in take_turns(request.messages)]
        body: Body = {"model": model, "max_tokens": request.most_tokens + terms.room, "messages": said}
        system = request.system
        if request.schema is not None:
            if terms.demand is Demand.WORDS:
                system = tell_schema(system, request.schema)
            body |= _demand(request.schema, terms.demand)
        return body | ({"system": system} if system else {}) | ({"stream": True} if streaming else {})

    def read(self, told: Any) -> Piece | None:
        """The text of all blocks, or what a tool was given."""
        content, used = at(told, "content"), at(told, "usage")
        if not isinstance(content, list):
            return None
        return Piece(
            text=_called(content) or "".join(words(at(one, "text")) for one in content if at(one, "type") == "text"),
            end=_end(at(told, "stop_reason")),
            prompt_tokens=total(*(at(used, name) for name in _PROMPT)),
            completion_tokens=count(at(used, "output_tokens")),
            thought=any(at(one, "type") in ("thinking", "redacted_thinking") for one in content),
        )

    def read_event(self, told: Any) -> Piece:
        """Tokens come at the beginning and with the reason of the end, text and the input of a tool in between."""
        kind, delta = at(told, "type"), at(told, "delta")
        if kind == "message_start":
            return Piece(prompt_tokens=total(*(at(told, "message", "usage", name) for name in _PROMPT)))
        if kind == "content_block_delta":
            text = words(at(delta, "text")) or words(at(delta, "partial_json"))
            return Piece(text, thought=at(delta, "type") == "thinking_delta")
        if kind == "message_delta":
            tokens = count(at(told, "usage", "output_tokens"))
            return Piece(end=_end(at(delta, "stop_reason")), completion_tokens=tokens)
        return Piece()

    def other_terms(self, terms: Terms, complaint: str, shaped: bool) -> Iterator[Terms]:
        """The next weaker demand."""
        del complaint
        if shaped:
            yield from next_rung(self.rungs, terms)


def _demand(schema: Mapping[str, Any], demand: Demand) -> Body:
    if demand is Demand.SCHEMA:
        return {"output_config": {"format": {"type": "json_schema", "schema": close_objects(schema)}}}
    if demand is Demand.TOOL:
        tool = {"name": TOOL, "description": "Give the answer.", "input_schema": schema}
        return {"tools": [tool], "tool_choice": {"type": "tool", "name": TOOL}}
    return {}


def _called(content: list[Any]) -> str:
    inputs = (at(one, "input") for one in content if at(one, "type") == "tool_use")
    return next((json.dumps(one, ensure_ascii=False) for one in inputs if isinstance(one, Mapping)), "")


def _end(reason: Any) -> End | None:
    return _ENDS.get(words(reason), End.WHOLE) if reason else None

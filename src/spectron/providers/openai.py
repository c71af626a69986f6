"""The chat completions of OpenAI, which most other servers of models speak as well."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from spectron.providers.dialect import Body, Demand, End, Piece, Terms, at, count, next_rung, words
from spectron.providers.ports import Request
from spectron.providers.schemas import demand_all, tell_schema

TOOL = "answer"
_ENDS = {
    "stop": End.WHOLE, "eos": End.WHOLE, "tool_calls": End.WHOLE, "function_call": End.WHOLE, "length": End.CUT,
    "model_length": End.CUT, "content_filter": End.DECLINED, "sensitive": End.DECLINED, "error": End.BROKEN,
    "network_error": End.BROKEN, "insufficient_system_resource": End.BROKEN,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenAI:
    """`strict` demands every property, as OpenAI wants it; a server that follows any schema is spared the nulls.

    `new_limit` says `max_completion_tokens` where older servers know `max_tokens`.
    """

    strict: bool = True
    new_limit: bool = False

    @property
    def rungs(self) -> Sequence[Demand]:
        """All four."""
        return tuple(Demand)

    def first_terms(self) -> Terms:
        """A schema, and the number of tokens with a stream."""
        return Terms(Demand.SCHEMA, new_limit=self.new_limit)

    def headers(self, key: str) -> Mapping[str, str]:
        """A bearer token."""
        return {"Authorization": f"Bearer {key}"} if key else {}

    def path(self, model: str, streaming: bool) -> str:
        """The same for all models, streaming or not."""
        del model, streaming
        return "/chat/completions"

    def body(self, model: str, request: Request, terms: Terms, streaming: bool) -> Body:
        """The system text goes first among the messages."""
        limit = "max_completion_tokens" if terms.new_limit else "max_tokens"
        body: Body = {"model": model, limit: request.most_tokens + terms.room}
        system = request.system
        if request.schema is not None:
            if terms.demand in (Demand.OBJECT, Demand.WORDS):
                system = tell_schema(system, request.schema)
            body |= self._demand(request.schema, terms.demand)
        said = [{"role": "system", "content": system}] if system else []
        body["messages"] = [*said, *({"role": one.role, "content": one.text} for one in request.messages)]
        if streaming:
            body["stream"] = True
            if terms.counts:
                body["stream_options"] = {"include_usage": True}
        return body

    def read(self, told: Any) -> Piece | None:
        """The first choice, with what it took."""
        choice = at(told, "choices", 0)
        return None if at(choice, "message") is None else _read_choice(told, choice, "message")

    def read_event(self, told: Any) -> Piece:
        """What the first choice grew by; the tokens come in an event of their own, without a choice."""
        return _read_choice(told, at(told, "choices", 0), "delta")

    def other_terms(self, terms: Terms, complaint: str, shaped: bool) -> Iterator[Terms]:
        """The other name of the limit, a stream without its tokens, or the next weaker demand."""
        if "max_tokens" in complaint or "max_completion_tokens" in complaint:
            yield replace(terms, new_limit=not terms.new_limit)
        if "stream_options" in complaint or "include_usage" in complaint:
            yield replace(terms, counts=False)
        if shaped:
            yield from next_rung(self.rungs, terms)

    def _demand(self, schema: Mapping[str, Any], demand: Demand) -> Body:
        if demand is Demand.SCHEMA:
            shape = demand_all(schema) if self.strict else schema
            named = {"name": TOOL, "schema": shape} | ({"strict": True} if self.strict else {})
            return {"response_format": {"type": "json_schema", "json_schema": named}}
        if demand is Demand.TOOL:
            tool = {"name": TOOL, "description": "Give the answer.", "parameters": schema}
            choice = {"type": "function", "function": {"name": TOOL}}
            return {"tools": [{"type": "function", "function": tool}], "tool_choice": choice}
        return {"response_format": {"type": "json_object"}} if demand is Demand.OBJECT else {}


def _read_choice(told: Any, choice: Any, part: str) -> Piece:
    said, used = at(choice, part), at(told, "usage")
    called = at(said, "tool_calls", 0, "function", "arguments")
    reason = words(at(choice, "finish_reason"))
    end = _ENDS.get(reason, End.WHOLE) if reason else None
    thought = at(said, "reasoning_content") or at(said, "reasoning")
    return Piece(
        text=words(called) or _join(at(said, "content")),
        end=End.DECLINED if words(at(said, "refusal")) else end,
        prompt_tokens=count(at(used, "prompt_tokens")),
        completion_tokens=count(at(used, "completion_tokens")),
        thought=bool(thought or count(at(used, "completion_tokens_details", "reasoning_tokens"))),
    )


def _join(content: Any) -> str:
    """Text, or the texts of a list of parts; a part that holds thinking has another type."""
    if isinstance(content, list):
        return "".join(words(at(one, "text")) for one in content if at(one, "type") == "text")
    return words(content)

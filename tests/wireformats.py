"""Answers of models as their vendors send them: whole, as events, and as errors. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Play:
    """One rule. `answer` is text, or an object that is sent as JSON; `when` is sought in the words of the last message.

    `times`: how often the rule fits. `seconds`: silence before anything is sent. `status`, `message`, `code`: an error
    in the vendor's format, with `headers`; `raw`: a body as it stands instead, of the type `content_type`.
    `declines`: ways to ask for a shape (json_schema, tool, json_object) and fields of a body: answered with 400.
    `refuses`: the model declines to answer. `cut`: it reached its limit of tokens. `thinks`: what it thinks first.
    `counts`: whether tokens are told. `breaks`: the connection breaks after so many events, `sticks`: it falls silent
    after so many, `fails`: an event that tells of an overload comes after so many, `ends`: nothing comes after so many.
    `streams`: False sends no events. `places`: how many numbers a vector has, where nobody asks for as many.
    """

    answer: str | Mapping[str, Any] = ""
    when: str = ""
    times: int | None = None
    seconds: float = 0.0
    status: int = 200
    message: str = "an error"
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    content_type: str = "application/json"
    declines: frozenset[str] = frozenset()
    refuses: bool = False
    cut: bool = False
    thinks: str = ""
    counts: bool = True
    breaks: int | None = None
    sticks: int | None = None
    fails: int | None = None
    ends: int | None = None
    streams: bool = True
    places: int | None = None

    @property
    def text(self) -> str:
        """The answer as text."""
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a server was asked: where, with which headers and body, and whether for events."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def streaming(self) -> bool:
        """Whether the answer shall come as events."""
        return bool(self.body.get("stream")) or ":streamGenerateContent" in self.path

    @property
    def about(self) -> str:
        """The words of the last message."""
        if "contents" in self.body:
            return "".join(part.get("text", "") for part in self.body["contents"][-1]["parts"])
        content = self.body["messages"][-1]["content"] if self.body.get("messages") else self.body.get("input", "")
        return content if isinstance(content, str) else json.dumps(content)


def pieces(text: str) -> list[str]:
    """A text, a word at a time."""
    return re.findall(r"\S+\s*|\s+", text)


def event(told: Any, name: str = "") -> bytes:
    """One event on the wire."""
    head = f"event: {name}\n" if name else ""
    return f"{head}data: {told if isinstance(told, str) else json.dumps(told)}\n\n".encode()


def tokens(text: str) -> int:
    """As many tokens as words."""
    return len(text.split())


def vector(text: str) -> list[float]:
    """Four numbers, told by the letters of a text."""
    return [float(1 + sum(map(ord, text[start::4])) % 97) for start in range(4)]


class OpenAIFormat:
    """`POST /chat/completions`, and `/embeddings`."""

    def demand(self, asked: Asked) -> str:
        """How the shape of the answer is demanded, if at all."""
        if asked.body.get("tools"):
            return "tool"
        return asked.body.get("response_format", {}).get("type", "")

    def whole(self, asked: Asked, play: Play, text: str) -> Mapping[str, Any]:
        """A chat completion."""
        if asked.path.endswith("/embeddings"):
            return self._embeddings(asked, play.places)
        message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
        reason = "length" if play.cut else "stop"
        if self.demand(asked) == "tool":
            call = {"id": "call_1", "type": "function", "function": {"name": "answer", "arguments": text}}
            message |= {"content": None, "tool_calls": [call]}
            reason = "tool_calls"
        if play.refuses:
            message |= {"content": None, "refusal": "I can't help with that."}
        if play.thinks:
            message["reasoning_content"] = play.thinks
        told = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": asked.body["model"],
            "choices": [{"index": 0, "message": message, "logprobs": None, "finish_reason": reason}],
        }
        return told | ({"usage": self._usage(asked, play, text)} if play.counts else {})

    def events(self, asked: Asked, play: Play, text: str) -> Iterator[bytes]:
        """Chunks, the tokens in one of their own where they were asked for, and `[DONE]`."""
        yield b": keep-alive\n\n"
        yield self._chunk(asked, {"role": "assistant", "content": ""})
        if play.thinks:
            yield self._chunk(asked, {"reasoning_content": play.thinks})
        for place, piece in enumerate(pieces("I can't help with that." if play.refuses else text)):
            if play.refuses:
                yield self._chunk(asked, {"refusal": piece})
            elif self.demand(asked) == "tool":
                named = {"name": "answer"} if place == 0 else {}
                call = {"index": 0, "id": "call_1", "function": {**named, "arguments": piece}}
                yield self._chunk(asked, {"tool_calls": [call]})
            else:
                yield self._chunk(asked, {"content": piece})
        yield self._chunk(asked, {}, "length" if play.cut else "stop")
        if play.counts and asked.body.get("stream_options", {}).get("include_usage"):
            usage = self._usage(asked, play, text)
            yield event({"object": "chat.completion.chunk", "choices": [], "usage": usage})
        yield event("[DONE]")

    def error(self, status: int, message: str, code: str) -> Any:
        """An error, as `{"error": {…}}`."""
        kind = "server_error" if status >= 500 else "invalid_request_error"
        return {"error": {"message": message, "type": kind, "param": None, "code": code or None}}

    def _chunk(self, asked: Asked, delta: Mapping[str, Any], reason: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return event({"object": "chat.completion.chunk", "model": asked.body["model"], "choices": [choice]})

    def _usage(self, asked: Asked, play: Play, text: str) -> Mapping[str, Any]:
        prompt, completion = tokens(json.dumps(asked.body["messages"])), tokens(text)
        details = {"completion_tokens_details": {"reasoning_tokens": tokens(play.thinks)}} if play.thinks else {}
        used = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
        return used | details

    def _embeddings(self, asked: Asked, places: int | None) -> Mapping[str, Any]:
        """A vector for each text, or as many numbers of it as are wanted; in the opposite order."""
        texts = asked.body["input"] if isinstance(asked.body["input"], list) else [asked.body["input"]]
        rows = [vector(text)[: asked.body.get("dimensions", places)] for text in texts]
        data = [{"object": "embedding", "index": place, "embedding": row} for place, row in enumerate(rows)][::-1]
        used = sum(map(tokens, texts))
        usage = {"prompt_tokens": used, "total_tokens": used}
        return {"object": "list", "data": data, "model": asked.body["model"], "usage": usage}


class AnthropicFormat:
    """`POST /messages`."""

    def demand(self, asked: Asked) -> str:
        """How the shape of the answer is demanded, if at all."""
        if asked.body.get("tool_choice"):
            return "tool"
        return asked.body.get("output_config", {}).get("format", {}).get("type", "")

    def whole(self, asked: Asked, play: Play, text: str) -> Mapping[str, Any]:
        """A message."""
        content: list[Any] = []
        if play.thinks:
            content.append({"type": "thinking", "thinking": play.thinks, "signature": "c2lnbmVk"})
        if self.demand(asked) == "tool" and not play.refuses:
            content.append({"type": "tool_use", "id": "toolu_1", "name": "answer", "input": json.loads(text)})
        elif not play.refuses:
            content.append({"type": "text", "text": text})
        return {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": asked.body["model"],
            "content": content,
            "stop_reason": self._reason(asked, play),
            "stop_sequence": None,
            "usage": self._prompt_usage(asked) | {"output_tokens": tokens(text)},
        }

    def events(self, asked: Asked, play: Play, text: str) -> Iterator[bytes]:
        """`message_start`, the blocks, `message_delta` with the tokens, `message_stop`; a ping in between."""
        empty = {"id": "msg_1", "type": "message", "role": "assistant", "model": asked.body["model"], "content": []}
        usage = self._prompt_usage(asked) | {"output_tokens": 1}
        yield self._event("message_start", message=empty | {"stop_reason": None, "usage": usage})
        yield self._event("ping")
        if play.thinks:
            yield self._event("content_block_start", index=0, content_block={"type": "thinking", "thinking": ""})
            yield self._event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": play.thinks})
            yield self._event("content_block_stop", index=0)
        tool = self.demand(asked) == "tool"
        block = (
            {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": {}}
            if tool
            else {"type": "text", "text": ""}
        )
        yield self._event("content_block_start", index=1, content_block=block)
        for piece in [] if play.refuses else pieces(text):
            delta = (
                {"type": "input_json_delta", "partial_json": piece} if tool else {"type": "text_delta", "text": piece}
            )
            yield self._event("content_block_delta", index=1, delta=delta)
        yield self._event("content_block_stop", index=1)
        ended = {"stop_reason": self._reason(asked, play), "stop_sequence": None}
        yield self._event("message_delta", delta=ended, usage={"output_tokens": tokens(text)})
        yield self._event("message_stop")

    def error(self, status: int, message: str, code: str) -> Any:
        """An error, as `{"type": "error", …}`."""
        kinds = {400: "invalid_request_error", 401: "authentication_error", 403: "permission_error"}
        kinds |= {404: "not_found_error", 413: "request_too_large", 429: "rate_limit_error", 529: "overloaded_error"}
        error = {"type": code or kinds.get(status, "api_error"), "message": message}
        return {"type": "error", "error": error, "request_id": "req_1"}

    def _reason(self, asked: Asked, play: Play) -> str:
        if play.refuses:
            return "refusal"
        return "max_tokens" if play.cut else "tool_use" if self.demand(asked) == "tool" else "end_turn"

    def _prompt_usage(self, asked: Asked) -> dict[str, Any]:
        whole = tokens(json.dumps([asked.body.get("system", ""), asked.body["messages"]]))
        return {"input_tokens": whole - 3, "cache_creation_input_tokens": 1, "cache_read_input_tokens": 2}

    def _event(self, name: str, **told: Any) -> bytes:
        return event({"type": name, **told}, name)


class GeminiFormat:
    """`POST /models/NAME:generateContent`, `:streamGenerateContent?alt=sse` and `:batchEmbedContents`."""

    def demand(self, asked: Asked) -> str:
        """How the shape of the answer is demanded, if at all."""
        wanted = asked.body.get("generationConfig", {})
        if "responseJsonSchema" in wanted or "responseSchema" in wanted:
            return "json_schema"
        return "json_object" if wanted.get("responseMimeType") == "application/json" else ""

    def whole(self, asked: Asked, play: Play, text: str) -> Mapping[str, Any]:
        """A response with one candidate."""
        if asked.path.endswith(":batchEmbedContents"):
            return self._embeddings(asked, play.places)
        if play.refuses:
            return {"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 5}}
        thoughts = [{"text": play.thinks, "thought": True}] if play.thinks else []
        return self._chunk(asked, play, [*thoughts, {"text": text}], "MAX_TOKENS" if play.cut else "STOP", text)

    def events(self, asked: Asked, play: Play, text: str) -> Iterator[bytes]:
        """Chunks of one candidate, the last with the reason why it ended; lines end in CR and LF."""
        told = []
        if play.refuses:
            told.append(self._chunk(asked, play, [], "SAFETY", ""))
        elif play.thinks:
            told.append(self._chunk(asked, play, [{"text": play.thinks, "thought": True}], None, ""))
        if not play.refuses:
            told += [self._chunk(asked, play, [{"text": piece}], None, text) for piece in pieces(text)]
            told.append(self._chunk(asked, play, [{"text": ""}], "MAX_TOKENS" if play.cut else "STOP", text))
        for one in told:
            yield f"data: {json.dumps(one)}\r\n\r\n".encode()

    def error(self, status: int, message: str, code: str) -> Any:
        """An error with a status in words."""
        kinds = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"}
        kinds |= {429: "RESOURCE_EXHAUSTED", 503: "UNAVAILABLE"}
        details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code}] if code else []
        told = {"code": status, "message": message, "status": kinds.get(status, "INTERNAL"), "details": details}
        return {"error": told}

    def _embeddings(self, asked: Asked, places: int | None) -> Mapping[str, Any]:
        """A vector for each request, or as many numbers of it as are wanted; nothing tells of tokens."""
        requests = asked.body["requests"]
        return {
            "embeddings": [
                {"values": vector(one["content"]["parts"][0]["text"])[: one.get("outputDimensionality", places)]}
                for one in requests
            ]
        }

    def _chunk(self, asked: Asked, play: Play, parts: list[Any], reason: str | None, text: str) -> dict[str, Any]:
        candidate = {"content": {"parts": parts, "role": "model"}, "index": 0}
        candidate |= {"finishReason": reason} if reason else {}
        prompt, answer, thoughts = tokens(json.dumps(asked.body["contents"])), tokens(text), tokens(play.thinks)
        used = {"promptTokenCount": prompt, "candidatesTokenCount": answer, "totalTokenCount": prompt + answer}
        used |= {"thoughtsTokenCount": thoughts} if thoughts else {}
        return {"candidates": [candidate], "usageMetadata": used, "modelVersion": "gemini", "responseId": "r1"}

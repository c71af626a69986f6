"""A model behind HTTP, in the dialect of its provider; what one model turned out to take is remembered."""

import json
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Any

from spectron.domain.errors import ProviderBusy, ProviderFailed
from spectron.domain.tokens import estimate
from spectron.providers.dialect import Demand, Dialect, End, Piece, Terms
from spectron.providers.failures import Asked, Declined, failure_within
from spectron.providers.http import Connections, Reply
from spectron.providers.ports import Completion, Request
from spectron.providers.prices import Price, cost_of, look_price_up
from spectron.providers.thoughts import ThoughtFilter

_log = logging.getLogger(__name__)
THINKING_ROOM = 16_384
_DONE = "[DONE]"


@dataclass(slots=True)
class _Heard:
    """What has been said of an answer so far."""

    text: list[str] = field(default_factory=list)
    filter: ThoughtFilter = field(default_factory=ThoughtFilter)
    end: End | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    thought: bool = False

    def hear(self, piece: Piece) -> str:
        """Take one piece; returns what of it belongs to the answer."""
        if self.end is not End.DECLINED:  # a stream that declined ends like any other
            self.end = piece.end or self.end
        self.thought = self.thought or piece.thought
        if piece.prompt_tokens is not None:
            self.prompt_tokens = piece.prompt_tokens
        if piece.completion_tokens is not None:
            self.completion_tokens = piece.completion_tokens
        return self._keep(self.filter.feed(piece.text)) if piece.text else ""

    def finish(self) -> str:
        """What was held back to the end."""
        self.thought = self.thought or self.filter.thought
        return self._keep(self.filter.finish())

    def _keep(self, text: str) -> str:
        if text:
            self.text.append(text)
        return text


@dataclass(slots=True)
class RemoteModel:
    """Answers through one dialect over the connections of its provider, under the name `provider/model`."""

    provider: str
    model: str
    dialect: Dialect
    connections: Connections
    price: Price | None = None
    _terms: Terms = field(init=False)

    def __post_init__(self) -> None:
        """Begin with what is tried first."""
        self._terms = self.dialect.first_terms()

    @property
    def name(self) -> str:
        """`provider/model`."""
        return f"{self.provider}/{self.model}"

    @property
    def demand(self) -> Demand:
        """How the shape of the next answer will be demanded."""
        return self._terms.demand

    async def complete(self, request: Request) -> Completion:
        """Ask, in the form that this model takes."""
        async with await self._send(request, streaming=False) as reply:
            heard = self._hear_all(await reply.read())
        return self._conclude(request, heard)

    async def stream(self, request: Request) -> AsyncGenerator[str | Completion, None]:
        """Ask for pieces; a server that cannot stream gives one."""
        async with await self._send(request, streaming=True) as reply:
            if not reply.streams:
                heard = self._hear_all(await reply.read())
                for text in heard.text:
                    yield text
            else:
                heard = _Heard()
                async with aclosing(reply.events()) as events:
                    async for event in events:
                        if event.data.strip() == _DONE:
                            heard.end = heard.end or End.WHOLE
                            break
                        if text := self._hear(heard, event.data):
                            yield text
                if text := heard.finish():
                    yield text
        yield self._conclude(request, heard)

    async def _send(self, request: Request, *, streaming: bool) -> Reply:
        """Ask, and ask in other terms while the form of the request is declined; keeps the terms that were taken."""
        terms, tried = self._terms, {self._terms}
        path = self.dialect.path(self.model, streaming)
        while True:
            try:
                body = self.dialect.body(self.model, request, terms, streaming)
                reply = await self.connections.post(self.name, path, body)
            except Declined as declined:
                complaint = f"{declined.said} {declined.detail}".lower()
                others = self.dialect.other_terms(terms, complaint, request.schema is not None)
                new = next((one for one in others if one not in tried), None)
                if new is None:
                    raise
                _log.info("%s declined a request and is asked in other terms: %s", self.name, new)
                terms = new
                tried.add(terms)
            else:
                self._terms = terms
                return reply

    def _hear_all(self, told: Any) -> _Heard:
        """A whole answer; raises where it tells of an error, or is none in this dialect."""
        self._check(told)
        piece, heard = self.dialect.read(told), _Heard()
        if piece is None:
            raise ProviderFailed(f"{self.name}: this is no answer in the format that was asked for; is the kind right?")
        heard.hear(piece)
        heard.finish()
        heard.end = heard.end or End.WHOLE
        return heard

    def _hear(self, heard: _Heard, data: str) -> str:
        """One event; raises where it tells of an error, or breaks off."""
        try:
            told = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise ProviderBusy(f"{self.name}: its answer broke off") from error
        self._check(told)
        return heard.hear(self.dialect.read_event(told))

    def _check(self, told: Any) -> None:
        failure = failure_within(Asked(self.name, self.connections.endpoint.key_variable), told)
        if failure is not None:
            raise failure

    def _conclude(self, request: Request, heard: _Heard) -> Completion:
        """The whole answer and what it took; raises where it is none."""
        text = "".join(heard.text).strip()
        if heard.end is None or heard.end is End.BROKEN:
            raise ProviderBusy(f"{self.name}: its answer broke off")
        if heard.end is End.DECLINED:
            raise ProviderFailed(f"{self.name}: it declined to answer this")
        if heard.end is End.CUT and heard.thought and not self._terms.room:
            self._terms = replace(self._terms, room=THINKING_ROOM)
            raise ProviderBusy(f"{self.name}: it thought for so long that its answer was cut; it gets more room", 0.0)
        if not text:
            cut = f"it used its {request.most_tokens} tokens up" if heard.end is End.CUT else "it answered nothing"
            raise (ProviderFailed if heard.end is End.CUT else ProviderBusy)(f"{self.name}: {cut}")
        done = self._count(request, text, heard)
        if request.schema is not None and heard.end is End.WHOLE:
            self._heed(text)
        return done

    def _heed(self, text: str) -> None:
        """A server that takes a demand and does not keep to it is asked in the next weaker way from now on."""
        if self._terms.demand is Demand.WORDS or text.lstrip("`json \n").startswith(("{", "[")):
            return
        rungs = list(self.dialect.rungs)
        weaker = rungs[rungs.index(self._terms.demand) + 1]
        _log.info("%s did not keep to %s; from now on it is asked for %s", self.name, self._terms.demand, weaker)
        self._terms = replace(self._terms, demand=weaker)

    def _count(self, request: Request, text: str, heard: _Heard) -> Completion:
        prompt, completion = heard.prompt_tokens, heard.completion_tokens
        estimated = prompt is None or completion is None
        if prompt is None:
            prompt = estimate("".join([request.system, *(one.text for one in request.messages)]))
        if completion is None:
            completion = estimate(text)
        cost = cost_of(self.price, prompt, completion)
        if self.price is None:
            cost = look_price_up(self.provider, self.model, prompt, completion)
        demand = self._terms.demand.value if request.schema is not None else ""
        return Completion(text, prompt, completion, cost, heard.end is End.CUT, estimated, demand)

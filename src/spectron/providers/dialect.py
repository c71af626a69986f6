"""How a vendor says a request and an answer: what each dialect has to tell, all of it pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Protocol, TypeAlias

from spectron.providers.ports import Message, Request

Body: TypeAlias = dict[str, Any]
NOTHING = "…"  # some vendors refuse a message without words


class Demand(StrEnum):
    """How the shape of an answer is demanded, the surest means first."""

    SCHEMA = "json_schema"
    TOOL = "tool"
    OBJECT = "json_object"
    WORDS = "words"


class End(StrEnum):
    """How an answer ended: said to its end, cut at its limit of tokens, declined, or broken off by the provider."""

    WHOLE = "whole"
    CUT = "cut"
    DECLINED = "declined"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Terms:
    """How one model takes requests, as far as it is known.

    `new_limit` names the limit of tokens as newer models of OpenAI want it, `counts` asks for the tokens of a stream;
    `room` are tokens for thinking, on top of those for the answer.
    """

    demand: Demand
    new_limit: bool = False
    counts: bool = True
    room: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """What an answer, or one event of it, says; None where it says nothing of that."""

    text: str = ""
    end: End | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    thought: bool = False


class Dialect(Protocol):
    """One vendor's way to say things."""

    @property
    def rungs(self) -> Sequence[Demand]:
        """The demands it knows, the surest first."""
        ...

    def first_terms(self) -> Terms:
        """What is tried first with a model."""
        ...

    def headers(self, key: str) -> Mapping[str, str]:
        """What shows the key; empty for none."""
        ...

    def path(self, model: str, streaming: bool) -> str:
        """Where a request goes, below the base address."""
        ...

    def body(self, model: str, request: Request, terms: Terms, streaming: bool) -> Body:
        """The request itself."""
        ...

    def read(self, told: Any) -> Piece | None:
        """What an answer says; None where this is no answer in this dialect."""
        ...

    def read_event(self, told: Any) -> Piece:
        """What one event of a stream says."""
        ...

    def other_terms(self, terms: Terms, complaint: str, shaped: bool) -> Iterator[Terms]:
        """What else to try with a model that declined a request of these terms with these words, in lower case.

        `shaped` tells that the request had a schema.
        """
        ...


def at(told: Any, *path: str | int) -> Any:
    """What stands at this place of a JSON value; None where there is no such place."""
    for step in path:
        if isinstance(step, str):
            told = told.get(step) if isinstance(told, Mapping) else None
        else:
            told = told[step] if isinstance(told, list) and len(told) > step else None
    return told


def words(told: Any) -> str:
    """Text, or nothing."""
    return told if isinstance(told, str) else ""


def count(told: Any) -> int | None:
    """A number of tokens."""
    return told if isinstance(told, int) and not isinstance(told, bool) and told >= 0 else None


def total(*told: Any) -> int | None:
    """Several numbers of tokens in one; None where there is none."""
    counts = [one for one in map(count, told) if one is not None]
    return sum(counts) if counts else None


def next_rung(rungs: Sequence[Demand], terms: Terms) -> Iterator[Terms]:
    """The same terms with the next weaker demand."""
    place = rungs.index(terms.demand) + 1
    if place < len(rungs):
        yield replace(terms, demand=rungs[place])


def take_turns(messages: Sequence[Message]) -> list[Message]:
    """The same conversation, begun by the user, no two neighbours by the same one, none without words."""
    told: list[Message] = []
    for one in messages:
        if told and told[-1].role == one.role:
            told[-1] = Message(one.role, "\n\n".join(filter(str.strip, (told[-1].text, one.text))) or NOTHING)
        else:
            told.append(one if one.text.strip() else Message(one.role, NOTHING))
    if not told or told[0].role != "user":
        told.insert(0, Message("user", NOTHING))
    return told

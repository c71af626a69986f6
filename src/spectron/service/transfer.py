"""A whole scope out and in again as JSON Lines: a page in memory at a time, the same ids, both clocks."""

import json
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError

from spectron.domain.access import Access
from spectron.domain.errors import BadValue, FieldError, TooLarge, Unprocessable
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.domain.temporal import Clock, iso
from spectron.storage.ports import Store
from spectron.storage.queries import transfer
from spectron.storage.queries.adopt import Tally, adopt
from spectron.storage.queries.adopt_lines import Numbered
from spectron.storage.queries.transfer import EXPORTED, PAGE, TABLES, Mark
from spectron.wire.lines import FORMAT, LINES, VERSION, Header

LONGEST_LINE = 8 * 1_048_576  # a document of a mebibyte, whose escapes may take six bytes for one
BATCH = 500
BATCH_BYTES = 4 * 1_048_576


@dataclass(slots=True)
class Adopted:
    """Records by kind: those that an import added, and those that were here already."""

    imported: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)

    def add(self, tally: Tally) -> None:
        """Count one more batch."""
        self.imported += tally.imported
        self.skipped += tally.skipped


async def send(store: Store, ctx: ContextId, within: Scope, now: datetime) -> AsyncIterator[bytes]:
    """Everything inside a scope as it is known now; what is erased meanwhile and not sent yet is not sent."""
    begun = await store.read(lambda conn: transfer.mark(conn, ctx, within))
    return _pages(store, ctx, within, begun, now)


async def _pages(store: Store, ctx: ContextId, within: Scope, begun: Mark, now: datetime) -> AsyncIterator[bytes]:
    head = {"format": FORMAT, "version": VERSION, "context": ctx, "scope": within.as_dict()}
    yield _lines([head | {"revision": begun.revision, "exported_at": iso(now)}])
    for record in EXPORTED:
        after: tuple[Any, ...] | None = None
        while True:
            page = await store.read(
                partial(transfer.read_page, ctx=ctx, within=within, begun=begun, record=record, after=after)
            )
            if page.records:
                yield _lines(page.records)
            after = page.after
            if after is None:
                break
        for start in range(0, len(begun.unlearned) if record == "turn" else 0, PAGE):
            yield _lines(await store.read(partial(transfer.read_unlearned, ctx=ctx, begun=begun, start=start)))


def _lines(records: Sequence[Mapping[str, Any]]) -> bytes:
    return "".join(f"{json.dumps(one, ensure_ascii=False, separators=(',', ':'))}\n" for one in records).encode()


async def receive(store: Store, access: Access, chunks: AsyncIterable[bytes], clock: Clock) -> Adopted:
    """Take an export in, in batches of 500 records; raises what is wrong with a line, and its batch is not stored.

    What stood in earlier batches stays, and the whole stream can be sent again.
    """
    adopted = Adopted()
    batch: list[Numbered] = []
    size, headed = 0, False
    async for number, line in split(chunks):
        if not headed:
            _read_header(line, number)
            headed = True
            continue
        one = _read_line(line, number)
        access.require(one.scope, f"line {number}")
        batch.append(one)
        size += len(line)
        if len(batch) == BATCH or size >= BATCH_BYTES:
            adopted.add(await store.write(partial(adopt, ctx=access.context_id, batch=batch, now=clock())))
            batch, size = [], 0
    if not headed:
        raise Unprocessable.at("line 1", "the header is missing")
    if batch:
        adopted.add(await store.write(partial(adopt, ctx=access.context_id, batch=batch, now=clock())))
    return adopted


async def split(chunks: AsyncIterable[bytes]) -> AsyncIterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers from 1; raises TooLarge for one that is longer than 8 MiB."""
    number, rest = 0, bytearray()
    async for chunk in chunks:
        *ended, open_end = chunk.split(b"\n")
        for part in ended:
            rest += part
            number += 1
            line = _whole(rest, number)
            rest = bytearray()
            if line:
                yield number, line
        rest += open_end
        _check_length(rest, number + 1)
    if last := _whole(rest, number + 1):
        yield number + 1, last


def _whole(line: bytearray, number: int) -> bytes:
    _check_length(line, number)
    return bytes(line).strip()


def _check_length(line: bytearray, number: int) -> None:
    if len(line) > LONGEST_LINE:
        raise TooLarge.at(f"line {number}", f"a line has at most {LONGEST_LINE} bytes")


def _read_header(line: bytes, number: int) -> Header:
    try:
        return Header.model_validate_json(line)
    except ValidationError as error:
        raise _fault(number, error, 0) from None


def _read_line(line: bytes, number: int) -> Numbered:
    try:
        read = LINES.validate_json(line)
        scope = Scope.of(read.scope)
        return Numbered(number, read, scope, scope.id)
    except ValidationError as error:
        raise _fault(number, error, 1) from None
    except BadValue as error:
        fields = [FieldError(f"line {number}.{one.field}", one.message) for one in error.fields]
        raise Unprocessable(f"line {number}: {error.detail}", *fields) from None


def _fault(number: int, error: ValidationError, skipped: int) -> Unprocessable:
    """What is wrong with a line, by field; `skipped` parts of a place are not the line's own."""
    found = [
        (".".join(str(part) for part in one["loc"][skipped:]), _message(one["type"], one))
        for one in error.errors(include_input=False, include_url=False)[:20]
    ]
    fields = [FieldError(f"line {number}.{place}" if place else f"line {number}", told) for place, told in found]
    detail = ": ".join(filter(None, [f"line {number}", *found[0]]))
    return Unprocessable(detail, *fields)


def _message(kind: str, told: Mapping[str, Any]) -> str:
    if kind == "json_invalid":
        return "not a JSON object in one line"
    if kind == "extra_forbidden":
        return "unknown field"
    if kind.startswith("union_tag"):
        return f"`record` has to be one of {', '.join(TABLES)}"
    return str(told["msg"])

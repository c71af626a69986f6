"""Lines of an export on their way to be rows: which are here already, what they name, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, select, tuple_

from spectron.domain.errors import FieldError, SpectronError, Unprocessable
from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.domain.text import fold
from spectron.storage.queries.transfer import KEYS, TABLES
from spectron.wire.lines import Line

SEVERAL = 200


@dataclass(frozen=True, slots=True)
class Numbered:
    """A record, the number of the line it came in, and its scope."""

    number: int
    line: Line
    scope: Scope
    scope_id: str

    def get(self, name: str) -> Any:
        """A field, None where this kind of record has no such field."""
        return self.scope_id if name == "scope_id" else getattr(self.line, name, None)


def key_of(record: str, one: Numbered) -> tuple[Any, ...]:
    """What tells a record from others of its kind."""
    return tuple(one.get(name) for name in KEYS.get(record, ("id",)))


def find_held(
    conn: Connection, ctx: ContextId, record: str, mine: Sequence[Numbered]
) -> Mapping[tuple[Any, ...], Row[Any]]:
    """The rows of these records that are here, whatever scope they are in."""
    table = TABLES[record]
    names = KEYS.get(record, ("id",))
    found: dict[tuple[Any, ...], Row[Any]] = {}
    for start in range(0, len(mine), SEVERAL):
        keys = [key_of(record, one) for one in mine[start : start + SEVERAL]]
        chosen = tuple_(*(table.c[name] for name in names)).in_(keys)
        for row in conn.execute(select(table).where(table.c.context_id == ctx, chosen)):
            found[tuple(row._mapping[name] for name in names)] = row
    return found


def check_names(
    conn: Connection, ctx: ContextId, news: Sequence[Numbered], fields: Mapping[str, Table], *, required: bool
) -> None:
    """Raise unless what records name lies in their own scope, and is here where it has to be."""
    for name, table in fields.items():
        named = {one.get(name) for one in news} - {None}
        chosen = select(table.c.id, table.c.scope_id).where(table.c.context_id == ctx, table.c.id.in_(named))
        owners = {row.id: row.scope_id for row in conn.execute(chosen)} if named else {}
        for one in news:
            owner = owners.get(one.get(name), None if required else one.scope_id)
            if one.get(name) is not None and owner != one.scope_id:
                raise fault(one, name, "names nothing that is in the record's scope")


def values_of(ctx: ContextId, table: Table, one: Numbered) -> dict[str, Any]:
    """The columns that an export carries, and those that follow from them."""
    told = {name: getattr(one.line, name) for name in type(one.line).model_fields}
    values = {name: value for name, value in told.items() if name in table.c}
    values |= {"context_id": ctx, "scope_id": one.scope_id}
    if "folded" in table.c:
        values["folded"] = told.get("object_id") or fold(told["value"] if "value" in told else told["text"])
    return values


def fault(one: Numbered, name: str, message: str, kind: type[SpectronError] = Unprocessable) -> SpectronError:
    """What is wrong with a field of a line."""
    return kind(f"line {one.number}: {name} {message}", FieldError(f"line {one.number}.{name}", message))

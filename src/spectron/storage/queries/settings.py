"""Settings: what was chosen for a scope, under a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, insert, select, update

from spectron.domain.ids import ContextId
from spectron.domain.scope import Scope
from spectron.storage.queries.scopes import inside, keep_scope
from spectron.storage.schema import scope, setting

_ctx: BindParameter[str] = bindparam("ctx")
_of_scope = and_(scope.c.context_id == setting.c.context_id, scope.c.id == setting.c.scope_id)
_NAMED: Select[Any] = (
    select(setting, scope.c.dimensions)
    .join(scope, _of_scope)
    .where(setting.c.context_id == _ctx, setting.c.name == bindparam("name"))
)

_scopes: BindParameter[Any] = bindparam("scopes", expanding=True)
_OF_SCOPES = select(setting.c.scope_id, setting.c.value).where(
    setting.c.context_id == _ctx, setting.c.scope_id.in_(_scopes), setting.c.name == bindparam("name")
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What was chosen for a scope, and when."""

    scope: Scope
    value: Mapping[str, Any]
    updated_at: datetime


def settings_within(
    conn: Connection, ctx: ContextId, within: Scope, name: str, limit: int | None = None
) -> Sequence[Setting]:
    """What was chosen for the scopes that contain `within`, the latest choice first."""
    mine = _NAMED.where(inside(setting.c.scope_id, ctx, within))
    rows = conn.execute(mine.order_by(setting.c.updated_at.desc()).limit(limit), {"ctx": ctx, "name": name})
    return [_setting(row) for row in rows]


def layers_of(conn: Connection, ctx: ContextId, whole: Scope, name: str) -> Mapping[Scope, Mapping[str, Any]]:
    """What was chosen for the parts of a scope, the widest first; of equally wide ones in their order."""
    parts = {part.id: part for part in sorted(whole.parts(), key=lambda part: (len(part.pairs), part))}
    rows = conn.execute(_OF_SCOPES, {"ctx": ctx, "scopes": list(parts), "name": name})
    found = {row.scope_id: row.value for row in rows}
    return {part: found[one] for one, part in parts.items() if one in found}


def keep_setting(
    conn: Connection, ctx: ContextId, where: Scope, name: str, value: Mapping[str, Any], now: datetime
) -> None:
    """Choose something for a scope, in the place of what was chosen before."""
    keep_scope(conn, ctx, where)
    mine = and_(setting.c.context_id == ctx, setting.c.scope_id == where.id, setting.c.name == name)
    chosen = {"value": dict(value), "updated_at": now}
    if not conn.execute(update(setting).where(mine).values(chosen)).rowcount:
        conn.execute(insert(setting).values(context_id=ctx, scope_id=where.id, name=name, **chosen))


def _setting(row: Row[Any]) -> Setting:
    return Setting(Scope.of(row.dimensions), row.value, row.updated_at)

"""Blacking out erased words in what stays: turns, the quotes of other records, names, and what stands beside them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Table, and_, bindparam, delete, select, update

from spectron.domain.chats import ACTIVE_CHAT, title_from
from spectron.domain.conversation import Role
from spectron.domain.ids import ContextId
from spectron.domain.redaction import Aim, Phrase, Span, black_out, black_out_json, black_out_quote, find, merge, phrase
from spectron.domain.text import fold
from spectron.storage.queries.chats import TOLD
from spectron.storage.queries.erase import QUOTED, Area, chunks
from spectron.storage.schema import (
    agent,
    alias,
    custom_state,
    entity,
    evidence,
    fact,
    job,
    mention,
    notice,
    reading,
    retraction,
    session,
    setting,
    turn,
    uncertainty,
)

_TEXTS = ("value", "text", "reason", "source_name", "resolution")
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The new values of rows that stay, by table and id; `turns` are the turns among them."""

    rows: Sequence[tuple[Table, str, Mapping[str, Any]]]
    turns: Sequence[str]


def rewriting(conn: Connection, area: Area, aim: Aim, gone: Mapping[str, Collection[str]]) -> Rewriting:
    """What an erasure changes in the rows of an area that are not `gone`; changes nothing yet."""
    spoken: dict[str, tuple[Row[Any], Sequence[Span]]] = {}
    rows: list[tuple[Table, str, Mapping[str, Any]]] = []
    titles: dict[str, dict[str | None, str | None]] = {}
    for row in _stay(conn, turn, area, ()):
        cited = [(start, end) for start, end, quote in aim.quoted.get(row.id, ()) if _says(row, start, end, quote)]
        black = merge([*cited, *find(row.content, aim.phrases(row.id))])
        if black:
            spoken[row.id] = row, black
        new = _new_turn(row, aim, black)
        rows += _changed(turn, row, new)
        if black and row.role == Role.USER.value:
            titles.setdefault(row.session_id, {})[title_from(row.content)] = title_from(new["content"])
    turns = [row_id for _, row_id, _ in rows]
    for name, table in QUOTED.items():
        for row in _stay(conn, table, area, gone.get(name, ())):
            rows += _changed(table, row, _new_record(row, aim, spoken.get(row.source_turn)))
    for row in _stay(conn, alias, area, gone.get("aliases", ())):
        text = black_out(row.text, find(row.text, aim.wide))
        rows += _changed(alias, row, {"text": text, "folded": fold(text)} if text != row.text else {})
    for row in _stay(conn, retraction, area, gone.get("retractions", ())):
        rows += _changed(retraction, row, {"reason": black_out(row.reason, find(row.reason, aim.wide))})
    return Rewriting([*rows, *_rewriting_beside(conn, area, aim, gone, titles)], turns)


def _rewriting_beside(
    conn: Connection,
    area: Area,
    aim: Aim,
    gone: Mapping[str, Collection[str]],
    titles: Mapping[str, Mapping[str | None, str | None]],
) -> Sequence[tuple[Table, str, Mapping[str, Any]]]:
    """What changes in rows that quote no turn; `titles` are the names that turns gave to sessions, and give by now."""
    rows: list[tuple[Table, str, Mapping[str, Any]]] = []
    for row in _stay(conn, reading, area, ()):  # an answer that nobody could read may repeat anything: it goes whole
        rows += _changed(reading, row, {"answer": None})
    for row in _stay(conn, session, area, ()):
        rows += _changed(session, row, _new_session(row, aim.wide, titles.get(row.id, {})))
    for row in _stay(conn, job, area, ()):
        rows += _changed(job, row, {"error": row.error and black_out(row.error, find(row.error, aim.wide))})
    for row in _stay(conn, agent, area, gone.get("identities", ())):
        rows += _changed(agent, row, {"identity": black_out_json(row.identity, aim.wide)})
    return rows


def named_by(conn: Connection, area: Area, aim: Aim) -> Mapping[str, frozenset[str]]:
    """The notices that hold erased words, and the identities whose ids do: they go whole."""
    notices = (row for row in conn.execute(select(notice).where(area(notice))) if _tells(row, aim))
    agents = conn.scalars(select(agent.c.id).where(area(agent)))
    return {
        "notices": frozenset(row.id for row in notices),
        "identities": frozenset(one for one in agents if find(one, aim.wide)),
    }


def rewrite_states(conn: Connection, area: Area, aim: Aim) -> int:
    """Black out erased words in custom state, and delete what stands under a key that holds them; returns how many."""
    deleted = 0
    for row in conn.execute(select(custom_state).where(area(custom_state))).all():
        mine = and_(
            custom_state.c.context_id == row.context_id,
            custom_state.c.scope_id == row.scope_id,
            custom_state.c.key == row.key,
        )
        value = black_out_json(row.value, aim.wide)
        if find(row.key, aim.wide):
            deleted += conn.execute(delete(custom_state).where(mine)).rowcount
        elif value != row.value:
            conn.execute(update(custom_state).where(mine).values(value=value))
    return deleted


def rewrite_settings(conn: Connection, area: Area, aim: Aim) -> None:
    """Black out erased words in what was chosen for scopes, but for the names of settings, and which chat is open."""
    for row in conn.execute(select(setting).where(area(setting), setting.c.name != ACTIVE_CHAT)).all():
        value = {name: black_out_json(one, aim.wide) for name, one in row.value.items()}
        if value != row.value:
            mine = setting.c.context_id == row.context_id, setting.c.scope_id == row.scope_id
            conn.execute(update(setting).where(*mine, setting.c.name == row.name).values(value=value))


def rewrite(conn: Connection, ctx: ContextId, changes: Rewriting) -> None:
    """Write what `rewriting` found."""
    for table, row_id, values in changes.rows:
        mine = and_(table.c.context_id == ctx, table.c.id == bindparam("row_id"))
        conn.execute(update(table).where(mine).values(dict(values)), {"row_id": row_id})


def changed_chats(conn: Connection, ctx: ContextId, changes: Rewriting) -> Iterator[tuple[str, str, Sequence[str]]]:
    """The chats that are other than before, in the order of their ids: the id of the scope, its own, and what of it."""
    changed: dict[str, set[str]] = {}
    for few in chunks(changes.turns):
        theirs = select(turn.c.session_id).where(turn.c.context_id == ctx, turn.c.id.in_(few)).distinct()
        for one in conn.scalars(theirs):
            changed.setdefault(one, set()).add("messages")
    for table, row_id, values in changes.rows:
        if table is session and (shown := {TOLD[name] for name in values if name in TOLD}):
            changed.setdefault(row_id, set()).update(shown)
    for few in chunks(changed):
        owners = select(session.c.scope_id, session.c.id).where(session.c.context_id == ctx, session.c.id.in_(few))
        for row in conn.execute(owners.order_by(session.c.id)).all():
            yield row.scope_id, row.id, sorted(changed[row.id])


def left_behind(conn: Connection, ctx: ContextId, turns: Collection[str]) -> set[str]:
    """The entities of these turns that nothing is known of, and whose names no turn that spoke of them holds any more.

    Who takes part in the conversation stays.
    """
    found: set[str] = set()
    for few in chunks(turns):
        owner = and_(entity.c.context_id == mention.c.context_id, entity.c.id == mention.c.entity_id)
        spoken = mention.c.context_id == ctx, mention.c.turn_id.in_(few), entity.c.principal.is_(None)
        found |= set(conn.scalars(select(mention.c.entity_id).join(entity, owner).where(*spoken)))
    for few in chunks(found):
        found -= _known_of(conn, ctx, few) | _still_named(conn, ctx, few)
    return found


def _known_of(conn: Connection, ctx: ContextId, entities: Collection[str]) -> set[str]:
    """Those of these entities that some record is about."""
    columns = [fact.c.entity_id, fact.c.object_id, evidence.c.entity_id, evidence.c.object_id, uncertainty.c.entity_id]
    return {
        found
        for column in columns
        for found in conn.scalars(select(column).where(column.table.c.context_id == ctx, column.in_(entities)))
    }


def _still_named(conn: Connection, ctx: ContextId, entities: Collection[str]) -> set[str]:
    """Those of these entities that a turn names by one of their names."""
    names: dict[str, list[str]] = {}
    for row in conn.execute(select(alias).where(alias.c.context_id == ctx, alias.c.entity_id.in_(entities))):
        names.setdefault(row.entity_id, []).append(row.text)
    said = and_(turn.c.context_id == mention.c.context_id, turn.c.id == mention.c.turn_id)
    spoken = mention.c.context_id == ctx, mention.c.entity_id.in_(entities)
    rows = conn.execute(select(mention.c.entity_id, turn.c.content).join(turn, said).where(*spoken))
    return {row.entity_id for row in rows if find(row.content, map(phrase, names.get(row.entity_id, ())))}


def _stay(conn: Connection, table: Table, area: Area, gone: Collection[str]) -> Iterator[Row[Any]]:
    """The rows of an area that stay, a page of them in memory at a time."""
    rows = conn.execute(select(table).where(area(table)).execution_options(yield_per=_PAGE))
    return (row for row in rows if row.id not in gone)


def _changed(table: Table, row: Row[Any], new: Mapping[str, Any]) -> list[tuple[Table, str, Mapping[str, Any]]]:
    old = row._mapping
    differs = {name: value for name, value in new.items() if old[name] != value}
    return [(table, row.id, differs)] if differs else []


def _new_turn(row: Row[Any], aim: Aim, black: Sequence[Span]) -> dict[str, Any]:
    phrases = aim.phrases(row.id)
    return {
        "content": black_out(row.content, black) if black else row.content,
        "name": row.name and black_out(row.name, find(row.name, phrases)),
        "tool_calls": black_out_json(row.tool_calls, phrases),
        "metadata": black_out_json(row.metadata, phrases),
    }


def _new_session(row: Row[Any], words: frozenset[Phrase], titles: Mapping[str | None, str | None]) -> dict[str, Any]:
    """A handle that holds erased words goes; whoever knows it finds the session by its id alone."""
    title = titles.get(row.title, row.title)
    return {
        "metadata": black_out_json(row.metadata, words),
        "settings": black_out_json(row.settings, words),
        "title": title and black_out(title, find(title, words)),
        "memory": {name: black_out_json(value, words) for name, value in row.memory.items()},
        "handle": None if row.handle and find(row.handle, words) else row.handle,
    }


def _tells(row: Row[Any], aim: Aim) -> bool:
    """Whether a notice holds erased words."""
    told = (row.key, row.subject, row.message, row.reason)
    return any(find(text, aim.phrases(row.turn_id)) for text in told)


def _says(said: Row[Any], start: int, end: int, quote: str) -> bool:
    """Whether a turn says what was quoted of it; where it was edited, the quote may be of its old words."""
    return said.edited_at is None or said.content[start:end] == quote


def _new_record(row: Row[Any], aim: Aim, spoken: tuple[Row[Any], Sequence[Span]] | None) -> dict[str, Any]:
    """What changes in a record; `spoken` is the turn that it quotes and what of that goes, None where nothing does."""
    phrases, told, quote = aim.phrases(row.source_turn), row._mapping, row.quote
    if spoken and _says(spoken[0], row.quote_start, row.quote_end, quote):
        quote = black_out_quote(quote, row.quote_start, row.quote_end, spoken[1])
    new: dict[str, Any] = {
        name: black_out(told[name], find(told[name], phrases)) for name in _TEXTS if told.get(name) is not None
    }
    new["quote"] = black_out(quote, find(quote, phrases))
    if told.get("topics"):
        new["topics"] = black_out_json(told["topics"], phrases)
    if "folded" in told and not told["object_id"] and new["value"] != told["value"]:
        new["folded"] = fold(new["value"])
    return new

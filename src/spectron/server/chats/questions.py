"""Whose chats a query is about."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from spectron.domain.access import Access
from spectron.domain.errors import BadValue, FieldError
from spectron.domain.naming import LONGEST_ID, object_to_id
from spectron.domain.scope import Scope
from spectron.service.chats.whose import read_reach
from spectron.wire.base import ID_PATTERN


def id_doc(name: str, meaning: str) -> Mapping[str, Any]:
    """How the documentation tells of an id in the query that a caller chose."""
    schema = {"type": "string", "pattern": ID_PATTERN, "maxLength": LONGEST_ID}
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


USER = id_doc("user_id", "Whose; a key that is confined to a user needs none.")
CHARACTER = id_doc("character_id", "With whom.")


def read_whose(request: Request, access: Access) -> Scope:
    """The scope that `user_id` and `character_id` of a query name, inside the key's own."""
    return read_reach(access, _read_id(request, "user_id"), _read_id(request, "character_id"))


def _read_id(request: Request, name: str) -> str | None:
    found = request.query_params.get(name)
    if found is not None and (wrong := object_to_id(found)):
        raise BadValue(f"{name} {wrong}", FieldError(name, wrong))
    return found

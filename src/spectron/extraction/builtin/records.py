"""Structured tool output, read by its structure: what a record is, and what its fields say of it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spectron.domain.candidate import Claim
from spectron.extraction.builtin.ledger import Ledger, rule
from spectron.extraction.builtin.scene import Scene
from spectron.extraction.builtin.words import given_names, mapped

_MOST_CLAIMS = 120
_DEEPEST = 5
_LONGEST_VALUE = 200
_LONGEST_REMARK = 40
_NAMES = ("name", "full_name", "title", "label", "subject", "display_name", "customer_name", "product_name")
_ID = re.compile(r"(?:^|_)(?:id|ref|reference|number|no|code|key|uuid|sku)$")
_PERSONAL = frozenset(
    {"email", "phone", "first_name", "last_name", "birthday", "date_of_birth", "job_title", "company", "employer"}
)
_EVENTS = frozenset({"event", "meeting", "appointment", "calendar", "entry"})
_NOISE = frozenset(
    {"status_code", "ok", "success", "error", "count", "total", "page", "type", "kind", "object", "url", "html"}
)
_PROSE = frozenset(
    {"body", "content", "text", "message", "description", "summary", "snippet", "comment", "note", "notes"}
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a record stands: under which field, how deep, and in which tool's answer."""

    field: str
    depth: int


@rule("tool record")
def read_records(ledger: Ledger) -> bool:
    """Read a tool turn whose content is JSON; False where it is anything else."""
    content = ledger.scene.turn.content.strip()
    if not content.startswith(("{", "[")) or len(content) > 200_000:
        return False
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return False
    if not isinstance(data, dict | list):
        return False
    tool = re.split(r"[._\-/]", ledger.scene.turn.name or "")[0]
    _Walk(ledger).visit(data, _Place(_singular(_snake(tool)), 0))
    return True


class _Walk:
    """Goes through the records, and finds the words of each field in the turn."""

    def __init__(self, ledger: Ledger) -> None:
        """Begin at the start of the content."""
        self.ledger = ledger
        self.cursor = 0

    @property
    def scene(self) -> Scene:
        """The scene of the turn."""
        return self.ledger.scene

    def visit(self, data: Any, place: _Place) -> None:
        """A record, or each record of a list."""
        if place.depth > _DEEPEST or len(self.ledger.claims) >= _MOST_CLAIMS:
            return
        if isinstance(data, list):
            for item in data:
                if isinstance(item, dict | list):
                    self.visit(item, place)
        elif isinstance(data, Mapping):
            self.record(data, place)

    def record(self, data: Mapping[str, Any], place: _Place) -> int | None:
        """One record: its entity, and a claim for each of its fields."""
        fields = {_snake(str(key)): (str(key), value) for key, value in data.items()}
        named = _find_name(fields, place)
        about = None
        if named is not None:
            field, label, type_ = named
            start, end = self.locate(*fields[field])
            about = self.scene.add_label(label, type_, start, end)
            if type_ == "event":
                speaker = self.scene.speaker(start, end)
                self.ledger.keep(Claim(speaker, "event", label, self.scene.quote(start, end), confidence=0.7))
        for key, (raw, value) in fields.items():
            if named is not None and key == named[0]:
                continue
            self.field(about, key, raw, value, place)
        return about

    def field(self, about: int | None, key: str, raw: str, value: Any, place: _Place) -> None:
        """One field of a record."""
        if isinstance(value, Mapping):
            self.visit(value, _Place(_singular(key), place.depth + 1))
        elif isinstance(value, list):
            for item in value[:20]:
                if isinstance(item, dict | list):
                    self.visit(item, _Place(_singular(key), place.depth + 1))
                else:
                    self.state(about, _singular(key), raw, item)
        else:
            self.state(about, key, raw, value)

    def state(self, about: int | None, key: str, raw: str, value: Any) -> None:
        """The claim that a plain field makes."""
        text = _as_text(value)
        if about is None or not text or len(self.ledger.claims) >= _MOST_CLAIMS:
            return
        start, end = self.locate(raw, value)
        quote = self.scene.quote(start, end)
        if key in _NOISE or (key in _PROSE and len(text) > _LONGEST_REMARK):
            fault = "it speaks of the answer itself" if key in _NOISE else "it is prose, and no value"
            self.ledger.refuse(Claim(about, key, text, quote), fault)
            return
        person = self.scene.mentions[about].type == "person"
        key = mapped("record_keys").get(key, key) if person or key in ("city", "town") else key
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,63}", key):
            return
        target = None
        type_ = mapped("record_types").get(raw.lower())
        if key == "works_at":
            target = self.scene.add_label(text, "organisation", start, end)
        elif type_ and isinstance(value, str) and len(text) < 60:
            self.scene.add_label(text, type_, start, end)
        self.ledger.keep(Claim(about, key, text, quote, object=target, confidence=0.8))

    def locate(self, raw: str, value: Any) -> tuple[int, int]:
        """Where the value of a field stands in the turn; the field's own name where it cannot be found."""
        content = self.scene.turn.content
        at = content.find(json.dumps(raw, ensure_ascii=False), self.cursor)
        if at < 0:
            at = max(content.find(raw), 0)
        self.cursor = at
        text = value if isinstance(value, str) else json.dumps(value)
        start = content.find(text, at + len(raw)) if text else -1
        return (
            (start, start + len(text))
            if 0 <= start < at + len(raw) + 4000
            else (at, min(len(content), at + len(raw) + 1))
        )


def _snake(key: str) -> str:
    """A field's name in snake_case."""
    return re.sub(r"[^a-z0-9]+", "_", _CAMEL.sub("_", key).lower()).strip("_")


def _singular(key: str) -> str:
    """The name of one item of a list field."""
    if key.endswith("ies") and len(key) > 4:
        return key[:-3] + "y"
    return key[:-1] if key.endswith("s") and not key.endswith(("ss", "us", "address")) and len(key) > 3 else key


def _as_text(value: Any) -> str:
    """A plain value as text; empty for what is not worth keeping."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value).strip()
    return text if 0 < len(text) <= _LONGEST_VALUE and "://" not in text else ""


def _find_name(fields: Mapping[str, tuple[str, Any]], place: _Place) -> tuple[str, str, str] | None:
    """The field that names the record, the label it gives, and the record's type."""
    for field in _NAMES:
        value = fields.get(field, ("", None))[1]
        if isinstance(value, str) and value.strip() and len(value) <= 100:
            return field, value.strip(), _type_of(fields, place, value)
    first = {"first_name", "last_name"} & fields.keys()
    if "first_name" in first:
        words = [str(fields[key][1]) for key in ("first_name", "last_name") if key in fields]
        return "first_name", " ".join(words), "person"
    for field, (_, value) in fields.items():
        if _ID.search(field) and isinstance(value, str | int) and not isinstance(value, bool):
            kind = _ID.sub("", field).strip("_") or place.field
            return field, f"{kind.replace('_', ' ')} {value}".strip(), kind or "record"
    field, (_, value) = next(iter(fields.items()), ("", ("", None)))
    numbered = isinstance(value, str) and len(value) < 24 and " " not in value and any(mark.isdigit() for mark in value)
    return (field, f"{field.replace('_', ' ')} {value}", field) if numbered and field not in _NOISE else None


def _type_of(fields: Mapping[str, tuple[str, Any]], place: _Place, name: str) -> str:
    """The type of a named record: by its fields, its name, or the list it stands in."""
    if place.field in _EVENTS or {"start", "starts_at", "start_time"} & fields.keys():
        return "event"
    first = name.split()[0].lower() if name.split() else ""
    if _PERSONAL & fields.keys() and (
        first in given_names() or place.field in ("contact", "person", "user", "customer", "crm")
    ):
        return "person"
    if first in given_names() and len(name.split()) in (2, 3):
        return "person"
    for field in fields:
        if _ID.search(field) and _ID.sub("", field).strip("_"):
            return _ID.sub("", field).strip("_")
    return {"company": "organisation", "org": "organisation", "hotel": "organisation", "": "record"}.get(
        place.field, place.field
    )

"""What a record of a tool's answer is a record of: the field that names it, its label and its type."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from spectron.extraction.builtin.lexis.words import given_names, listed, mapped
from spectron.extraction.builtin.tools.trees import Node

_NAMES = ("name", "full_name", "display_name", "company_name", "customer_name", "product_name")
_TITLES = ("title", "subject", "label", "model", "product", "summary")
_ID = re.compile(r"(?:^|_)(?:id|ref|reference|number|no|code|key|uuid|sku|tracking|plate)$")
_DEALS = re.compile(
    r"^(?:order|ticket|booking|reservation|invoice|code|ref|reference|tracking|req|case|shipment)(?:_|$)"
)
_NUMBERED = re.compile(r"(?=.*\d)[\w #./-]{1,24}")
_PEOPLE = frozenset({"employee", "patient", "subscriber", "user", "member", "student", "person"})
_LONGEST = 100
_EVENTS = frozenset({"event", "meeting", "appointment", "calendar", "entry"})


class Title(NamedTuple):
    """The field that names a record, the label, and the type."""

    field: str
    label: str
    type: str


def find_title(fields: Mapping[str, Node], parent: str) -> Title | None:
    """What a record is called; `parent` is the name of the field or list it stands in."""
    first = next(iter(fields), "")
    texts = {key: node.text for key, node in fields.items() if node.kind == "text" and 0 < len(node.text) <= _LONGEST}
    person = next((key for key in texts if key in _PEOPLE and _looks(texts[key])), "")
    if first in texts and first in listed("record_people") and _is_name(texts[first]):
        person = first
    name = next((key for key in _NAMES if key in texts), "")
    if first in texts and _DEALS.match(first) and (_NUMBERED.fullmatch(texts[first])):
        return Title(first, _numbered(first, texts[first]), _kind(first) or parent or "record")
    if name:
        return Title(name, texts[name], _type(fields, parent, texts[name]))
    if "first_name" in texts:
        return Title(
            "first_name", " ".join(texts[key] for key in ("first_name", "last_name") if key in texts), "person"
        )
    if person:
        return Title(person, texts[person], "person")
    titled = next((key for key in _TITLES if key in texts), "")
    if titled:
        return Title(titled, texts[titled], _type_of_thing(fields, parent, titled))
    return _by_number(texts, parent) or _by_first(first, texts)


def _by_number(texts: Mapping[str, str], parent: str) -> Title | None:
    """A record that only a number names: "order 42"."""
    found = next((key for key in texts if _ID.search(key) and key not in listed("record_noise")), "")
    if not found:
        return None
    kind = _kind(found) or parent
    return Title(found, f"{kind.replace('_', ' ')} {texts[found]}".strip(), kind or "record")


def _by_first(first: str, texts: Mapping[str, str]) -> Title | None:
    """A record that its first field names, as what that field says it is: {"train": "TGV 7015"}."""
    text = texts.get(first, "")
    if not text or first in listed("record_noise") or len(text.split()) > 4:
        return None
    if _NUMBERED.fullmatch(text) and not re.fullmatch(r"[\d.:T+-]+Z?|.*[@/].*", text):
        return Title(first, _numbered(first, text), first)
    if text.isdigit():
        return Title(first, f"{first.replace('_', ' ')} {text}", first)
    named = first in listed("record_things") or mapped("record_types").get(first)
    return Title(first, text, mapped("record_types").get(first, first)) if named else None


def _numbered(field: str, text: str) -> str:
    """A number with what it is the number of."""
    kind = _kind(field)
    bare = text.lstrip("#")
    return f"{kind.replace('_', ' ')} {bare}" if kind and kind not in ("code", "ref", "reference") else bare


def _kind(field: str) -> str:
    """What a field of a number is the number of: order_id is of an order."""
    bare = _ID.sub("", field).strip("_")
    return bare if bare or _ID.search(field) else field


def _type(fields: Mapping[str, Node], parent: str, name: str) -> str:
    """The type of a named record: by its fields, its name, or the list it stands in."""
    if parent in _EVENTS or {"start", "starts_at", "start_time"} & fields.keys():
        return "event"
    if (
        parent in listed("record_people")
        or _is_name(name)
        or (listed("record_personal") & fields.keys() and _looks(name))
    ):
        return "person"
    kind = next((_kind(key) for key in fields if _ID.search(key) and _kind(key)), "")
    if kind in listed("record_people") and _looks(name):
        return "person"
    return {"company": "organisation", "org": "organisation", "hotel": "organisation", "": "record"}.get(
        parent or kind, parent or kind
    )


def _type_of_thing(fields: Mapping[str, Node], parent: str, field: str) -> str:
    """The type of a record that a title names: an event, a vehicle, a product, or what its list is of."""
    if parent in _EVENTS or {"start", "starts_at", "start_time"} & fields.keys():
        return "event"
    if field == "model":
        return "vehicle" if {"plate", "registration", "vin", "mileage"} & fields.keys() else "product"
    return parent or "record"


def _is_name(text: str) -> bool:
    """Whether a text is the name of a person."""
    words = text.split()
    return len(words) in (1, 2, 3, 4) and words[0].lower() in given_names() and words[0][:1].isupper()


def _looks(text: str) -> bool:
    """Whether a text has the shape of a person's name."""
    words = text.split()
    return 1 < len(words) <= 4 and all(word[:1].isupper() or word in listed("name_parts") for word in words)

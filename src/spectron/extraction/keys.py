"""The keys that facts are filed under, whichever extractor finds them (data/keys.tsv)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

LIFELONG = frozenset({"birthday", "hometown", "birthplace", "origin"})  # what is said of them is no "since when"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class KeyTable:
    """Canonical keys: `attributes` in the order of the table, `relations` with the type of what they lead to.

    `attribute_names` and `relation_names` lead from every other name of a key to the key; `importance` says how much a
    fact of this key matters as a rule (0 to 1), `topics` what it is about.
    """

    attributes: tuple[str, ...]
    relations: Mapping[str, str]
    attribute_names: Mapping[str, str]
    relation_names: Mapping[str, str]
    importance: Mapping[str, float]
    topics: Mapping[str, tuple[str, ...]]


@cache
def load_keys() -> KeyTable:
    """The table, read once."""
    text = resources.files("spectron.extraction.data").joinpath("keys.tsv").read_text("utf-8")
    rows = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    names = {
        wanted: {name: key for kind, key, *_, others in rows if kind == wanted for name in (key, *others.split())}
        for wanted in ("attribute", "relation")
    }
    return KeyTable(
        attributes=tuple(key for kind, key, *_ in rows if kind == "attribute"),
        relations={key: leads_to for kind, key, leads_to, *_ in rows if kind == "relation"},
        attribute_names=names["attribute"],
        relation_names=names["relation"],
        importance={key: float(weight) for _, key, _, weight, *_ in rows},
        topics={key: tuple(topics.split()) for _, key, _, _, topics, _ in rows},
    )


def normalise_key(key: str) -> str | None:
    """The key in snake_case ("Job Title" and "jobTitle" are `job_title`); None for what cannot be made one."""
    plain = unicodedata.normalize("NFKD", _HUMP.sub("_", key)).encode("ascii", "ignore").decode()
    name = _NOT_IN_KEY.sub("_", plain.lower()).strip("_")
    return name if _KEY.fullmatch(name) else None


def canonical_key(key: str, leads_on: bool) -> str | None:
    """The canonical key behind a name, of relations where the claim leads on to another entity, else of attributes.

    A name that the table lacks stays as it is, in snake_case; None for what cannot be made a key.
    """
    name = normalise_key(key)
    if name is None:
        return None
    table = load_keys()
    names = table.relation_names if leads_on else table.attribute_names
    return names.get(name, name)

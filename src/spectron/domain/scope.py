"""Whose memory: a free map of dimension to value, such as `{"org": "acme", "user": "alice"}`, as one value.

A record lives in exactly one scope, the scope of the session that taught it. Two views read across scopes:
*inspection* (state, diff, entities) shows a record whose scope contains every dimension asked for, so leaving a
dimension out broadens; *prompting* (context, chat, search, profile) shows a record whose scope is a part of the
session's, so one user's records never reach another's prompt.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from itertools import combinations
from urllib.parse import quote

from spectron.domain.errors import BadValue, FieldError, Forbidden

MOST_DIMENSIONS = 8
LONGEST_NAME = 64
LONGEST_VALUE = 256
SPEAKER_DIMENSION = "user"
AGENT_DIMENSION = "agent"


class View(StrEnum):
    """Which records a question about a scope reaches."""

    INSPECTION = "inspection"  # scopes that contain the one asked for
    PROMPTING = "prompting"  # scopes that are a part of the one asked for
    PERSON = "person"  # prompting, and where a user is named everything of that user: leaving `org` out broadens


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """Dimension-value pairs in the order of their dimensions; equal scopes compare equal."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, dimensions: Mapping[str, str], field: str = "scope") -> "Scope":
        """Check and freeze a map; raises BadValue naming `field` for too many, empty or over-long parts."""
        if len(dimensions) > MOST_DIMENSIONS:
            raise BadValue.at(field, f"at most {MOST_DIMENSIONS} dimensions, got {len(dimensions)}")
        for name, value in dimensions.items():
            place = f"{field}.{name[:LONGEST_NAME]}"
            if not name.strip() or len(name) > LONGEST_NAME or "\0" in name:
                raise BadValue.at(field, f"a dimension's name has 1 to {LONGEST_NAME} characters and no null byte")
            if not value.strip() or len(value) > LONGEST_VALUE or "\0" in value:
                raise BadValue.at(place, f"a value has 1 to {LONGEST_VALUE} characters and no null byte")
        return cls(tuple(sorted(dimensions.items())))

    @property
    def key(self) -> str:
        """A canonical text, equal for equal scopes and for no others: `org=acme&user=alice`."""
        return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in self.pairs)

    @property
    def id(self) -> str:
        """The key's digest: 32 hexadecimal digits whatever the scope, first key of every index."""
        return blake2s(self.key.encode(), digest_size=16).hexdigest()

    def as_dict(self) -> dict[str, str]:
        """The map that callers see."""
        return dict(self.pairs)

    def get(self, dimension: str) -> str | None:
        """The value of one dimension, or None."""
        return self.as_dict().get(dimension)

    def without(self, dimension: str) -> "Scope":
        """This scope with one dimension left out, where it has it."""
        return Scope(tuple(pair for pair in self.pairs if pair[0] != dimension))

    def contains(self, other: "Scope") -> bool:
        """Whether every dimension of `other` stands here with the same value."""
        return set(other.pairs) <= set(self.pairs)

    def clamped(self, clamp: "Scope") -> "Scope":
        """This scope and the clamp together; raises Forbidden where the two name different values."""
        mine, held = self.as_dict(), clamp.as_dict()
        for name in mine.keys() & held.keys():
            if mine[name] != held[name]:
                message = f"this key is confined to {name}={held[name]}"
                raise Forbidden(message, FieldError(f"scope.{name}", message))
        return Scope(tuple(sorted((mine | held).items())))

    def parts(self) -> Iterator["Scope"]:
        """Every scope that is a part of this one, itself and the empty one among them (2^dimensions)."""
        for size in range(len(self.pairs) + 1):
            for chosen in combinations(self.pairs, size):
                yield Scope(chosen)


EVERYWHERE = Scope()

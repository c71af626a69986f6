"""What people type on a command line, read into values; pure."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from spectron.domain.errors import BadValue
from spectron.domain.permissions import PERMISSIONS
from spectron.domain.scope import Scope
from spectron.domain.temporal import parse_instant

_SPAN = re.compile(r"(\d{1,6})([hdwy])")
_HOURS = {"h": 1, "d": 24, "w": 24 * 7, "y": 24 * 365}


def read_scope(pairs: Iterable[str]) -> Scope:
    """`user=alice` and `org=acme` as one scope."""
    dimensions: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            raise BadValue(f"--scope {pair}: expected dimension=value, such as user=alice")
        if name in dimensions:
            raise BadValue(f"--scope {name} is given twice")
        dimensions[name] = value
    return Scope.of(dimensions)


def read_expiry(text: str, now: datetime) -> datetime:
    """`12h`, `90d`, `6w`, `1y` from now, or a date such as `2027-01-31`; it must lie ahead."""
    span = _SPAN.fullmatch(text.strip())
    try:
        until = now + timedelta(hours=int(span[1]) * _HOURS[span[2]]) if span else parse_instant(text, "--expires")
    except OverflowError:
        raise BadValue(f"--expires {text} lies beyond the calendar") from None
    if until <= now:
        raise BadValue(f"--expires {text} does not lie ahead")
    return until


def read_permissions(names: Iterable[str]) -> frozenset[str]:
    """Names such as `chats` and `chat_mutation`; a misspelt one would open nothing, so it is refused."""
    chosen = frozenset(names)
    for name in sorted(chosen.difference(PERMISSIONS)):
        raise BadValue(f"there is no permission {name!r}; there are {', '.join(PERMISSIONS)}")
    return chosen

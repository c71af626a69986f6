"""What happens again and again: "every other Tuesday", "on Mondays and Thursdays", "twice a week", "daily"."""

from dataclasses import dataclass

from spectron.domain.temporal import WEEKDAYS
from spectron.extraction.dates.amounts import read_number, read_unit
from spectron.extraction.dates.calendar import Unit, precision_of
from spectron.extraction.dates.clock import read_clock, read_part
from spectron.extraction.dates.dated import ends_phrase, read_holiday
from spectron.extraction.dates.tokens import Kind, Tokens
from spectron.extraction.dates.values import Precision
from spectron.extraction.dates.words import load_numbers, load_words

_MOST_DAYS = 7
_GROUPS = {"weekend": "weekends", "weekday": "weekdays", "workday": "weekdays"}
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_SKIPPED = frozenset({"single", "damn", "freaking"})
_RANKS = frozenset({"first", "second", "third", "fourth", "last", "1st", "2nd", "3rd", "4th"})
_EVERY = frozenset({"every", "each"})
_MOSTLY = frozenset({"days", "nights", "mornings", "evenings", "afternoons", "weeks", "months", "years"})
_PER = frozenset({"a", "an", "per", "each", "every", "/"})
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """How often, in a normal form, and the place behind the words."""

    cadence: str
    precision: Precision
    place: int


def read_recurrence(tokens: Tokens, at: int) -> Recurrence | None:
    """A recurrence that begins at this token."""
    low = tokens.low(at)
    if low in _EVERY:
        return _read_every(tokens, at + 1)
    if low == "most":
        return _read_most(tokens, at + 1)
    if low in load_words("adverb"):
        return _read_adverb(tokens, at)
    times = _read_times(tokens, at)
    if times:
        return times
    start = tokens.skip(at, "on", "at")
    ranked = _read_ranked(tokens, tokens.skip(start, "the"))
    if ranked:
        return ranked
    if tokens.low(start) in ("alternate", "alternating"):
        return _read_days(tokens, start + 1, 2)
    return (
        _read_working_week(tokens, at)
        or _read_plural(tokens, start)
        or (_read_parts(tokens, at) if low == "in" else None)
    )


def _read_every(tokens: Tokens, at: int) -> Recurrence | None:
    while_skipping = at + 1 if tokens.low(at) in _SKIPPED else at
    return (
        _read_monthly_day(tokens, while_skipping)
        or _read_every_unit(tokens, while_skipping)
        or _read_days(tokens, *_read_other(tokens, while_skipping))
        or _read_every_cycle(tokens, while_skipping)
    )


def _read_monthly_day(tokens: Tokens, at: int) -> Recurrence | None:
    rank, day = tokens.low(at), _name_day(tokens.low(at + 1))
    monthly = [tokens.low(at + step) for step in (2, 4)] == ["of", "month"]
    # "Every second Friday" comes every other week; "every last Friday" can come once a month only.
    if day is None or rank not in _RANKS or not (monthly or rank in ("first", "last", "1st")):
        return None
    return Recurrence(f"monthly on the {rank} {day}", Precision.DAY, at + 5 if monthly else at + 2)


def _read_ranked(tokens: Tokens, at: int) -> Recurrence | None:
    """The first Friday of every month; second Saturdays."""
    rank, low = tokens.low(at), tokens.low(at + 1)
    day = _name_day(low)
    if rank not in _RANKS or day is None:
        return None
    if tokens.low(at + 2) in ("of", "in") and tokens.low(at + 4) == "month":
        monthly = tokens.low(at + 3) in _EVERY or tokens.low(at + 3) in ("the", "a")
        return Recurrence(f"monthly on the {rank} {day}", Precision.DAY, at + 5) if monthly else None
    plural = low in load_words("weekdays")
    return Recurrence(f"monthly on the {rank} {day}", Precision.DAY, at + 2) if plural else None


def _read_most(tokens: Tokens, at: int) -> Recurrence | None:
    """Most days, most Sunday mornings."""
    low, following = tokens.low(at), tokens.low(at + 1)
    plural = low.endswith("s") and (low in _MOSTLY or _name_day(low) is not None)
    if plural:
        return Recurrence(f"most {low}", Precision.DAY, at + 1)
    parts = _name_day(low) is not None and following.endswith("s") and following in load_words("part")
    return Recurrence(f"most {low} {following}", Precision.TIME, at + 2) if parts else None


def _read_other(tokens: Tokens, at: int) -> tuple[int, int]:
    if tokens.low(at) in ("other", "second", "2nd"):
        return at + 1, 2
    number = read_number(tokens, at)
    return (number[1], number[0]) if number else (at, 1)


def _read_every_unit(tokens: Tokens, at: int) -> Recurrence | None:
    place, step = _read_other(tokens, at)
    if tokens.low(place) == "few":
        return None
    unit = read_unit(tokens, place)
    if not unit or step < 1:
        return None
    length, behind = unit
    count = length.count * step
    cadence = load_words("cadence")[length.unit.value] if count == 1 else f"every {count} {length.unit.value}s"
    return _with_hours(tokens, Recurrence(cadence, precision_of(length.unit), behind))


def _read_every_cycle(tokens: Tokens, at: int) -> Recurrence | None:
    low = tokens.low(at)
    part = read_part(tokens, at)
    if part:
        return _with_hours(tokens, Recurrence(f"daily {part[0].label}", Precision.TIME, at + 1))
    if low in load_words("season"):
        return Recurrence(f"yearly in {low}", Precision.SEASON, at + 1)
    month = load_numbers("month").get(low)
    if month and tokens.at(at).kind is Kind.WORD:
        return Recurrence(f"yearly in {_MONTHS[month - 1]}", Precision.MONTH, at + 1)
    holiday = read_holiday(tokens, at)
    if not holiday:
        return None
    name = " ".join(tokens.at(place).text for place in range(at, holiday[1])).replace(" '", "'")
    return Recurrence(f"yearly at {name}", Precision.DAY, holiday[1])


def _read_days(tokens: Tokens, at: int, step: int) -> Recurrence | None:
    days: list[str] = []
    place, rhythm = at, "weekly" if step == 1 else f"every {step} weeks"
    for _ in range(_MOST_DAYS):
        name = _name_day(tokens.low(place))
        if not name:
            break
        days.append(name)
        behind = place + 1
        place = behind
        joint = tokens.skip(tokens.skip(behind, ","), "and", "or", "&")
        if joint > behind and _name_day(tokens.low(joint)):
            place = joint
        else:
            break
    return _with_hours(tokens, Recurrence(f"{rhythm} on {_join(days)}", Precision.DAY, place)) if days else None


def _read_plural(tokens: Tokens, at: int) -> Recurrence | None:
    low, following = tokens.low(at), tokens.low(at + 1)
    plural_part = following.endswith("s") and following in load_words("part")
    if low in load_words("weekdays") or low in ("weekends", "weekdays", "workdays"):
        return _read_days(tokens, at, 1)
    if plural_part and _name_day(low):
        label = load_words("part")[following].split(" ", 2)[2]
        return Recurrence(f"weekly on {_name_day(low)} {label}", Precision.TIME, at + 2)
    return None


def _read_working_week(tokens: Tokens, at: int) -> Recurrence | None:
    days = load_numbers("weekday")
    first, last = days.get(tokens.low(at)), days.get(tokens.low(at + 2))
    joined = tokens.low(at + 1) in load_words("to") or tokens.low(at + 1) in load_words("through")
    if first is None or last is None or not joined or tokens.low(at - 1) == "from":
        return None
    return _with_hours(tokens, Recurrence(f"weekly from {WEEKDAYS[first]} to {WEEKDAYS[last]}", Precision.DAY, at + 3))


def _read_parts(tokens: Tokens, at: int) -> Recurrence | None:
    place = tokens.skip(at + 1, "the")
    low = tokens.low(place)
    entry = load_words("part").get(low) if low.endswith("s") else None
    return Recurrence(f"daily {entry.split(' ', 2)[2]}", Precision.TIME, place + 1) if entry else None


def _read_times(tokens: Tokens, at: int) -> Recurrence | None:
    low = tokens.low(at)
    count, place = _TIMES.get(low, 0), at + 1
    noun = "times"
    if not count:
        number = read_number(tokens, at)
        if not number:
            return None
        count, place = number
        noun = {"times": "times", "time": "times", "x": "times", "days": "days", "nights": "nights"}.get(
            tokens.low(place), ""
        )
        place += 1
    unit = read_unit(tokens, place + 1) if noun and tokens.low(place) in _PER else None
    if not unit or unit[0].unit in (Unit.MINUTE, Unit.HOUR) or count < 1:
        return None
    word = noun if count > 1 else noun.removesuffix("s")
    return Recurrence(f"{count} {word} a {unit[0].unit.value}", precision_of(unit[0].unit), unit[1])


def _read_adverb(tokens: Tokens, at: int) -> Recurrence | None:
    token = tokens.at(at)
    if not token.text.islower() and not (tokens.opens(at) and ends_phrase(tokens, at + 1)):
        return None
    word = load_words("adverb")[token.low].split()[0]
    sizes = {
        "daily": Precision.DAY,
        "monthly": Precision.MONTH,
        "quarterly": Precision.SEASON,
        "yearly": Precision.YEAR,
    }
    recurrence = Recurrence(load_words("adverb")[token.low], sizes.get(word, Precision.WEEK), at + 1)
    return _with_hours(tokens, recurrence)


def _with_hours(tokens: Tokens, found: Recurrence) -> Recurrence:
    place = found.place
    part = read_part(tokens, place)
    if not part and tokens.low(place) in ("in", "at"):
        part = read_part(tokens, tokens.skip(place + 1, "the"))
    clock = read_clock(tokens, tokens.skip(place, "at", "around")) if not part else None
    hours = part or clock
    if not hours or (part and not ends_phrase(tokens, part[1])):
        return found
    return Recurrence(f"{found.cadence} {hours[0].label}", Precision.TIME, hours[1])


def _name_day(low: str) -> str | None:
    day = load_numbers("weekday").get(low, load_numbers("weekdays").get(low))
    if day is not None:
        return WEEKDAYS[day]
    return _GROUPS.get(low.removesuffix("s"))


def _join(days: list[str]) -> str:
    return f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]

"""Times of day at which one may be spoken to: hours of the user's own zone, and the quiet hours of the night.

Nobody is asked how a thing went between `QUIET_FROM` and `QUIET_UNTIL`.
"""

from datetime import date as Date  # noqa: N812 - a name of its own beside the variables called `date`
from datetime import datetime, time, timedelta, tzinfo

from spectron.domain.temporal import as_utc

MORNING = time(9)
EVENING = time(19)
QUIET_FROM = time(21)
QUIET_UNTIL = MORNING
_DAY = timedelta(days=1)


def local_day(instant: datetime, zone: tzinfo) -> Date:
    """The day that an instant belongs to in a zone."""
    return instant.astimezone(zone).date()


def on_day(day: Date, hour: time, zone: tzinfo) -> datetime:
    """An hour of a day in a zone, as an instant in UTC."""
    return as_utc(datetime.combine(day, hour, zone))


def is_quiet(instant: datetime, zone: tzinfo) -> bool:
    """Whether an instant lies in the quiet hours of a zone."""
    hour = instant.astimezone(zone).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def wait_for_morning(instant: datetime, zone: tzinfo) -> datetime:
    """The instant itself, or the next morning where it lies in the quiet hours."""
    local = instant.astimezone(zone)
    if not is_quiet(instant, zone):
        return instant
    return on_day(local.date() + _DAY if local.time() >= QUIET_FROM else local.date(), MORNING, zone)

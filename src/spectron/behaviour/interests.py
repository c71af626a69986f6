"""Interests: topics that occupy someone, from what they say of them, do, read and ask about.

Each day on which a topic came up is one piece of evidence, as strong as the strongest that was said on it; pieces are
joined by noisy-or (Pearl 1988, Probabilistic Reasoning in Intelligent Systems, section 4.3.2), so that one strong word
or several weak ones make an interest, and a single passing one does not; weak ones count for a season. Engagement is
the same evidence where each piece has halved every fortnight since.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from math import prod

from spectron.behaviour.order import latest_turns, shown_by_user
from spectron.domain.behaviour import Engagement, Observed
from spectron.domain.estimates import Interest

FLOOR = 0.41  # confidence below which nothing is called an interest
_SHARE = 0.6  # of the strength of a piece of evidence: how sure one alone makes
_HALF_LIFE = 14.0  # days
_AVERSE = -0.5
_STRONG = 0.55
_SEASON = 90  # days
_DIGITS = 4

Seen = Observed[Engagement]


def rate_interests(engagements: Sequence[Seen], at: datetime) -> tuple[Interest, ...]:
    """The user's interests as of `at`, whose zone tells one day from the next; those of most engagement first."""
    topics: Mapping[str, list[Seen]] = defaultdict(list)
    for one in shown_by_user(engagements, at):
        topics[one.signal.topic.casefold()].append(one)
    found = (_rate(seen, at) for _, seen in sorted(topics.items()))
    interests = [one for one in found if one is not None]
    return tuple(sorted(interests, key=lambda one: (-one.engagement, -one.confidence, one.topic)))


def _rate(seen: Sequence[Seen], at: datetime) -> Interest | None:
    """The interest in one topic; what was said before the last aversion to it no longer counts."""
    averse = [place for place, one in enumerate(seen) if one.signal.strength <= _AVERSE]
    drawn = [one for one in seen[averse[-1] + 1 if averse else 0 :] if one.signal.strength > 0]
    today = at.date()
    days: dict[date, float] = {}
    for one in drawn:
        if one.signal.strength < _STRONG and (at - one.said_at).days > _SEASON:
            continue
        day = one.said_at.astimezone(at.tzinfo).date()
        days[day] = max(days.get(day, 0.0), one.signal.strength)
    confidence = 1 - prod(1 - _SHARE * strength for strength in days.values())
    if confidence < FLOOR:
        return None
    ages = ((strength, (today - day).days) for day, strength in days.items())
    engagement = 1 - prod(1 - _SHARE * strength * 0.5 ** (age / _HALF_LIFE) for strength, age in ages)
    return Interest(
        topic=drawn[-1].signal.topic,
        domain=drawn[-1].signal.domain,
        confidence=round(confidence, _DIGITS),
        engagement=round(engagement, _DIGITS),
        mentions=len({one.turn_id for one in drawn}),
        last_at=drawn[-1].said_at,
        turns=latest_turns(drawn),
    )

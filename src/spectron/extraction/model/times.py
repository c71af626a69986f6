"""From the words of a turn that say when to the stretch of time they mean: the model copies, the calendar is ours.

Of words in another language the model also gives the English; it translates them, and the calendar still is ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spectron.domain.candidate import Manner
from spectron.domain.conversation import Turn
from spectron.domain.graph import Quote
from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.dates import POINTS, TimeExpression, find_interval, find_times
from spectron.extraction.keys import LIFELONG
from spectron.extraction.language import ENGLISH, UNKNOWN
from spectron.extraction.model.answer import Statement
from spectron.extraction.quotes import Page

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Times:
    """The time expressions of one turn."""

    turn: Turn
    page: Page
    found: tuple[TimeExpression, ...]

    def read(self, statement: Statement, quote: Quote | None) -> Interval:
        """When a statement holds by the words it names; always, where the turn has no such words or they name no time.

        Of several places with these words the one inside the statement's own quote counts.
        """
        if statement.key in LIFELONG or statement.manner is Manner.DENIAL:
            return ALWAYS
        found = self.find(statement.when, statement.english, quote)
        return _place(found, statement) if found else ALWAYS

    def find(self, when: str, english: str, quote: Quote | None) -> Sequence[TimeExpression]:
        """The times that words of the turn name; none for words that do not stand in it."""
        spans = list(self.page.find(when)) if when else []
        if not spans:
            return ()
        inside = (one for one in spans if quote and quote.start <= one.start and one.end <= quote.end)
        named = next(inside, spans[0])
        if self.turn.language not in (None, ENGLISH, UNKNOWN):
            return self._translated(named.text, english)
        return tuple(self._over(named)) or find_times(named.text, self.turn.said_at)

    def _translated(self, words: str, english: str) -> Sequence[TimeExpression]:
        """What words of another language mean, by their translation; one with numbers of its own is a computed date."""
        if not set(_NUMBER.findall(english)) <= set(_NUMBER.findall(words)):
            return ()
        return find_times(english, self.turn.said_at)

    def _over(self, span: Quote) -> Iterator[TimeExpression]:
        return (one for one in self.found if one.start < span.end and span.start < one.end)


def read_times(turn: Turn, page: Page) -> Times:
    """Find every time expression of a turn."""
    return Times(turn, page, find_times(turn.content, turn.said_at))


def _place(times: Sequence[TimeExpression], statement: Statement) -> Interval:
    """A bare period ("in March") is when it began, or ended, or all of it, as the model understood; others say so."""
    interval = find_interval(times, "state" if statement.holds == "during" else "change")
    bare = all(one.relation in POINTS for one in times)
    ends = statement.manner is Manner.END or statement.holds == "until"
    return Interval(None, interval.start) if bare and ends else interval

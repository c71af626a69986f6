"""Points of time: what they mean against the instant they are said."""

from datetime import UTC, datetime

import pytest

from spectron.extraction.dates import TimeExpression, find_times

MONDAY_MORNING = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def show(found: TimeExpression) -> str:
    """Relation, edges and precision in one line; midnight is left away."""
    edges = (found.interval.start, found.interval.end)
    dates = [edge.strftime("%Y-%m-%dT%H:%M").removesuffix("T00:00") if edge else "-" for edge in edges]
    return " ".join([found.relation, *dates, found.precision])


CALENDAR = [
    ("The invoice is dated 2024-05-03.", "2024-05-03", "at 2024-05-03 2024-05-04 day"),
    ("We met 2024-05 in Oslo", "2024-05", "at 2024-05-01 2024-06-01 month"),
    ("start 2024-05-03T10:00:00Z", "2024-05-03T10:00:00Z", "at 2024-05-03T10:00 2024-05-03T10:01 time"),
    ("start 2024-05-03T10:00+02:00", "2024-05-03T10:00+02:00", "at 2024-05-03T08:00 2024-05-03T08:01 time"),
    ("paid on 03/05/2024", "on 03/05/2024", "at 2024-05-03 2024-05-04 day"),
    ("paid on 03/25/2024", "on 03/25/2024", "at 2024-03-25 2024-03-26 day"),
    ("paid on 3.5.2024", "on 3.5.2024", "at 2024-05-03 2024-05-04 day"),
    ("paid on 25-12-2023", "on 25-12-2023", "at 2023-12-25 2023-12-26 day"),
    ("paid on 2024/05/03", "on 2024/05/03", "at 2024-05-03 2024-05-04 day"),
    ("paid on 03/05/98", "on 03/05/98", "at 1998-05-03 1998-05-04 day"),
    ("it expired 06/2025", "06/2025", "at 2025-06-01 2025-07-01 month"),
    ("She was born on 3 May 1990.", "on 3 May 1990", "at 1990-05-03 1990-05-04 day"),
    ("She was born on May 3rd, 1990.", "on May 3rd, 1990", "at 1990-05-03 1990-05-04 day"),
    ("She was born on the 3rd of May 1990.", "on the 3rd of May 1990", "at 1990-05-03 1990-05-04 day"),
    ("She was born on the third of May 1990.", "on the third of May 1990", "at 1990-05-03 1990-05-04 day"),
    ("She left on the twenty-first of June", "on the twenty-first of June", "at 2025-06-21 2025-06-22 day"),
    ("Born Fri 3 May 2024", "Fri 3 May 2024", "at 2024-05-03 2024-05-04 day"),
    ("born in Sept. 1984", "in Sept. 1984", "at 1984-09-01 1984-10-01 month"),
    ("born in march '84", "in march '84", "at 1984-03-01 1984-04-01 month"),
    ("It began in October of 2019", "in October of 2019", "at 2019-10-01 2019-11-01 month"),
    ("We closed the deal in Q3 2025", "in Q3 2025", "at 2025-07-01 2025-10-01 season"),
    ("I lived in Oslo in the spring of 2019", "in the spring of 2019", "at 2019-03-01 2019-06-01 season"),
    ("Winter 2019 was mild", "Winter 2019", "at 2019-12-01 2020-03-01 season"),
    ("I joined in early 2024", "in early 2024", "at 2024-01-01 2024-05-01 season"),
    ("I joined in mid-2024", "in mid-2024", "at 2024-05-01 2024-09-01 season"),
    ("I joined in late 2024", "in late 2024", "at 2024-09-01 2025-01-01 season"),
    ("I joined in early April", "in early April", "at 2025-04-01 2025-04-11 week"),
    ("I joined at the start of 2023", "at the start of 2023", "at 2023-01-01 2023-02-01 season"),
    ("He sang there in the 90s", "in the 90s", "at 1990-01-01 2000-01-01 year"),
    ("He sang there in the '90s", "in the '90s", "at 1990-01-01 2000-01-01 year"),
    ("He sang there in the nineteen-eighties or the 1980s", "1980s", None),
    ("He sang there in the 1980s", "in the 1980s", "at 1980-01-01 1990-01-01 year"),
    ("He sang there in the eighties", "in the eighties", "at 1980-01-01 1990-01-01 year"),
    ("He sang there in the late 80s", "in the late 80s", "at 1986-01-01 1990-01-01 year"),
    ("I graduated 2018", "2018", "at 2018-01-01 2019-01-01 year"),
    ("He died on the 5th of December 1791.", "on the 5th of December 1791", "at 1791-12-05 1791-12-06 day"),
    ("The comet returns on 4 July 2134", "on 4 July 2134", "at 2134-07-04 2134-07-05 day"),
    ("The fire broke out in September 1666", "in September 1666", "at 1666-09-01 1666-10-01 month"),
    ("On 4 July, 1776 it was read aloud", "On 4 July, 1776", "at 1776-07-04 1776-07-05 day"),
    ("We opened on 5 May, 1200 of us", "on 5 May", "at 2025-05-05 2025-05-06 day"),
    ("Sales were low in May, 1234 in all", "in May", "at 2025-05-01 2025-06-01 month"),
    ("I earned in May 1500, then less", "in May", "at 2025-05-01 2025-06-01 month"),
    ("We opened on 5 May, 1200 strangers came", "on 5 May", "at 2025-05-05 2025-05-06 day"),
    ("We wed on 29 February 2024", "on 29 February 2024", "at 2024-02-29 2024-03-01 day"),
]

UNDATED = [
    ("We moved in March", "in March", "at 2026-03-01 2026-04-01 month"),
    ("We moved in april", "in april", "at 2025-04-01 2025-05-01 month"),
    ("We moved in may", "in may", "at 2025-05-01 2025-06-01 month"),
    ("We are moving in April", "in April", "at 2026-04-01 2026-05-01 month"),
    ("We will move in feb", "in feb", "at 2027-02-01 2027-03-01 month"),
    ("We're going to move in July", "in July", "at 2026-07-01 2026-08-01 month"),
    ("I married on 3 May", "on 3 May", "at 2025-05-03 2025-05-04 day"),
    ("The exam is on 3 May", "on 3 May", "at 2026-05-03 2026-05-04 day"),
    ("We left on 1 March", "on 1 March", "at 2026-03-01 2026-03-02 day"),
    ("I was born on 29 February", "on 29 February", "at 2024-02-29 2024-03-01 day"),
    ("We met on Friday", "on Friday", "at 2026-02-27 2026-02-28 day"),
    ("My flight is on Friday", "on Friday", "at 2026-03-06 2026-03-07 day"),
    ("I bought it on Monday", "on Monday", "at 2026-02-23 2026-02-24 day"),
    ("The course starts on Monday", "on Monday", "at 2026-03-09 2026-03-10 day"),
    ("We skied in winter", "in winter", "at 2025-12-01 2026-03-01 season"),
    ("They will open in autumn", "in autumn", "at 2026-09-01 2026-12-01 season"),
    ("We got engaged at Christmas", "at Christmas", "at 2025-12-25 2025-12-26 day"),
    ("We got engaged on New Year's Eve", "on New Year's Eve", "at 2025-12-31 2026-01-01 day"),
    ("We'll meet on New Year’s Eve", "on New Year’s Eve", "at 2026-12-31 2027-01-01 day"),
    ("We'll visit at Easter", "at Easter", "at 2026-04-05 2026-04-06 day"),
    ("We'll visit on Good Friday", "on Good Friday", "at 2026-04-03 2026-04-04 day"),
    ("We met on Thanksgiving", "on Thanksgiving", "at 2025-11-27 2025-11-28 day"),
    ("We met at Christmas 2019", "at Christmas 2019", "at 2019-12-25 2019-12-26 day"),
    ("We met in March last year", "in March last year", "at 2025-03-01 2025-04-01 month"),
    ("He moved out on the 15th", "on the 15th", "at 2026-02-15 2026-02-16 day"),
    ("The rent is due on the 15th", "on the 15th", "at 2026-03-15 2026-03-16 day"),
    ("paid on 3/5", "on 3/5", "at 2025-05-03 2025-05-04 day"),
]

RELATIVE = [
    ("I quit yesterday", "yesterday", "at 2026-03-01 2026-03-02 day"),
    ("I start today", "today", "at 2026-03-02 2026-03-03 day"),
    ("see you tmrw", "tmrw", "at 2026-03-03 2026-03-04 day"),
    ("see you 2moro", "2moro", "at 2026-03-03 2026-03-04 day"),
    ("see you tonight", "tonight", "at 2026-03-02T18:00 2026-03-03 time"),
    ("slept badly last night", "last night", "at 2026-03-01T18:00 2026-03-02T06:00 time"),
    ("it broke this morning", "this morning", "at 2026-03-02T06:00 2026-03-02T12:00 time"),
    ("it broke yesterday evening", "yesterday evening", "at 2026-03-01T18:00 2026-03-02 time"),
    ("it broke the day before yesterday", "the day before yesterday", "at 2026-02-28 2026-03-01 day"),
    ("I leave the day after tomorrow", "the day after tomorrow", "at 2026-03-04 2026-03-05 day"),
    ("we met last week", "last week", "at 2026-02-23 2026-03-02 week"),
    ("busy this week", "this week", "at 2026-03-02 2026-03-09 week"),
    ("busy nxt week", "nxt week", "at 2026-03-09 2026-03-16 week"),
    ("we met last month", "last month", "at 2026-02-01 2026-03-01 month"),
    ("we met last year", "last year", "at 2025-01-01 2026-01-01 year"),
    ("I turn 40 next year", "next year", "at 2027-01-01 2028-01-01 year"),
    ("we met last quarter", "last quarter", "at 2025-10-01 2026-01-01 season"),
    ("we met last weekend", "last weekend", "at 2026-02-28 2026-03-02 day"),
    ("free this weekend?", "this weekend", "at 2026-03-07 2026-03-09 day"),
    ("we met last Monday", "last Monday", "at 2026-02-23 2026-02-24 day"),
    ("we met last Sunday", "last Sunday", "at 2026-03-01 2026-03-02 day"),
    ("free this Friday?", "this Friday", "at 2026-03-06 2026-03-07 day"),
    ("free next Friday?", "next Friday", "at 2026-03-13 2026-03-14 day"),
    ("free Friday next week?", "Friday next week", "at 2026-03-13 2026-03-14 day"),
    ("I qualified last spring", "last spring", "at 2025-03-01 2025-06-01 season"),
    ("I qualified last March", "last March", "at 2025-03-01 2025-04-01 month"),
    ("next summer we sail", "next summer", "at 2026-06-01 2026-09-01 season"),
    ("this summer we sail", "this summer", "at 2026-06-01 2026-09-01 season"),
    ("we met last Christmas", "last Christmas", "at 2025-12-25 2025-12-26 day"),
    ("we met 3 days ago", "3 days ago", "at 2026-02-27 2026-02-28 day"),
    ("we met two weeks ago", "two weeks ago", "at 2026-02-16 2026-02-23 week"),
    ("we met a couple of months ago", "a couple of months ago", "at 2026-01-01 2026-02-01 month"),
    ("we met a year and a half ago", "a year and a half ago", "at 2024-09-01 2024-10-01 month"),
    ("we met two and a half years ago", "two and a half years ago", "at 2023-09-01 2023-10-01 month"),
    ("we met six yrs ago", "six yrs ago", "at 2020-01-01 2021-01-01 year"),
    ("we met 3y ago", "3y ago", "at 2023-01-01 2024-01-01 year"),
    ("we met twenty-five years ago", "twenty-five years ago", "at 2001-01-01 2002-01-01 year"),
    ("we met a fortnight ago", "a fortnight ago", "at 2026-02-16 2026-02-23 week"),
    ("I'll be back in three weeks", "in three weeks", "at 2026-03-23 2026-03-30 week"),
    ("back in about 10 days", "in about 10 days", "at 2026-03-12 2026-03-13 day"),
    ("the week after next works", "the week after next", "at 2026-03-16 2026-03-23 week"),
    ("we met the year before last", "the year before last", "at 2024-01-01 2025-01-01 year"),
    ("due two days after Christmas", "two days after Christmas", "at 2026-12-27 2026-12-28 day"),
    ("due 3 days from now", "3 days from now", "at 2026-03-05 2026-03-06 day"),
    ("we leave at the end of next month", "at the end of next month", "at 2026-04-24 2026-05-01 week"),
    ("due the 15th of next month", "the 15th of next month", "at 2026-04-15 2026-04-16 day"),
]

PARTS = [
    ("I'll be away the first week of April", "the first week of April", "at 2026-04-01 2026-04-08 week"),
    ("it closes on the last Friday in June", "on the last Friday in June", "at 2026-06-26 2026-06-27 day"),
    ("I sold it in the second half of 2024", "in the second half of 2024", "at 2024-07-01 2025-01-01 season"),
    ("it ended on the last day of February", "on the last day of February", "at 2026-02-28 2026-03-01 day"),
    ("I moved here this time last year", "this time last year", "at 2025-03-01 2025-04-01 month"),
    ("I started three Fridays ago", "three Fridays ago", "at 2026-02-13 2026-02-14 day"),
    ("I studied there in 2019/20", "in 2019/20", "at 2019-09-01 2020-08-01 year"),
    ("we married the summer before last", "the summer before last", "at 2024-06-01 2024-09-01 season"),
    ("we fly a week on Tuesday", "a week on Tuesday", "at 2026-03-10 2026-03-11 day"),
    ("the party is Friday fortnight", "Friday fortnight", "at 2026-03-20 2026-03-21 day"),
    ("I'm back on Monday 9th", "on Monday 9th", "at 2026-03-09 2026-03-10 day"),
    ("we met a year ago today", "a year ago today", "at 2025-03-02 2025-03-03 day"),
    ("we're moving in the new year", "in the new year", "at 2027-01-01 2027-02-01 month"),
    ("the choir meets on Friday at 7", "on Friday at 7", "at 2026-03-06T19:00 2026-03-06T19:01 time"),
    ("we're sailing at Whitsun", "at Whitsun", "at 2026-05-24 2026-05-25 day"),
    ("we're moving come May", "come May", "at 2026-05-01 2026-06-01 month"),
    ("I fly two weeks from today", "two weeks from today", "at 2026-03-16 2026-03-17 day"),
    ("I met him a few years ago", "a few years ago", "at - - year"),
    ("they have their party a week on Sunday", "a week on Sunday", "at 2026-03-15 2026-03-16 day"),
    ("we're doing Sunday instead", "Sunday", "at 2026-03-08 2026-03-09 day"),
    ("job interview weds 10am", "weds 10am", "at 2026-03-04T10:00 2026-03-04T10:01 time"),
]

HOURS = [
    ("call me at 6pm", "at 6pm", "at 2026-03-02T18:00 2026-03-02T18:01 time"),
    ("call me at 6 p.m. tomorrow", "at 6 p.m. tomorrow", "at 2026-03-03T18:00 2026-03-03T18:01 time"),
    ("call me at 12am on 5 March", "at 12am on 5 March", "at 2026-03-05 2026-03-05T00:01 time"),
    ("dentist on Friday at 11:30", "on Friday at 11:30", "at 2026-03-06T11:30 2026-03-06T11:31 time"),
    ("call me tomorrow at 18:05", "tomorrow at 18:05", "at 2026-03-03T18:05 2026-03-03T18:06 time"),
    ("call me at noon", "at noon", "at 2026-03-02T12:00 2026-03-02T12:01 time"),
    ("call me at 5 o'clock", "at 5 o'clock", "at 2026-03-02T17:00 2026-03-02T17:01 time"),
    ("call me at 8 in the evening", "at 8 in the evening", "at 2026-03-02T20:00 2026-03-02T20:01 time"),
    ("lunch is Friday afternoon", "Friday afternoon", "at 2026-03-06T12:00 2026-03-06T18:00 time"),
    ("I woke at 6am", "at 6am", "at 2026-03-02T06:00 2026-03-02T06:01 time"),
]


@pytest.mark.parametrize(("text", "words", "meaning"), CALENDAR + UNDATED + RELATIVE + PARTS + HOURS)
def test_reads_a_point_of_time(text: str, words: str, meaning: str | None):
    """A point of time is found with its preposition and means the whole period it names."""
    found = find_times(text, MONDAY_MORNING)
    if meaning is None:
        assert [expression for expression in found if expression.text == words] == []
    else:
        assert [(expression.text, show(expression)) for expression in found] == [(words, meaning)]


EDGES = [
    ("2024-02-29T12:00:00+00:00", "we met last year", "at 2023-01-01 2024-01-01 year"),
    ("2024-02-29T12:00:00+00:00", "we met 12 months ago", "at 2023-02-01 2023-03-01 month"),
    ("2024-02-29T12:00:00+00:00", "I quit yesterday", "at 2024-02-28 2024-02-29 day"),
    ("2024-02-28T12:00:00+00:00", "see you tomorrow", "at 2024-02-29 2024-03-01 day"),
    ("2025-12-31T23:30:00+00:00", "see you tomorrow", "at 2026-01-01 2026-01-02 day"),
    ("2026-01-01T00:00:00+00:00", "I quit last month", "at 2025-12-01 2026-01-01 month"),
    ("2026-01-01T00:00:00+00:00", "I quit last week", "at 2025-12-22 2025-12-29 week"),
    ("2026-03-31T12:00:00+00:00", "due in a month", "at 2026-04-01 2026-05-01 month"),
    ("2026-01-15T12:00:00+00:00", "we skied this winter", "at 2026-12-01 2027-03-01 season"),
    ("2026-03-02T00:30:00+13:00", "I start today", "at 2026-03-01T11:00 2026-03-02T11:00 day"),
    ("2026-03-02T23:30:00-08:00", "I start today", "at 2026-03-02T08:00 2026-03-03T08:00 day"),
    ("2026-03-02T23:30:00-08:00", "I met him in 2024", "at 2024-01-01T08:00 2025-01-01T08:00 year"),
    ("2026-03-02T09:00:00+13:00", "call me at 6pm", "at 2026-03-02T05:00 2026-03-02T05:01 time"),
    ("2026-03-01T12:00:00+00:00", "we met last weekend", "at 2026-02-21 2026-02-23 day"),
]


@pytest.mark.parametrize(("said_at", "text", "meaning"), EDGES)
def test_counts_in_the_calendar_of_the_speaker(said_at: str, text: str, meaning: str):
    """Leap days, ends of years and zones far from UTC shift the period as they should."""
    assert [show(expression) for expression in find_times(text, datetime.fromisoformat(said_at))] == [meaning]

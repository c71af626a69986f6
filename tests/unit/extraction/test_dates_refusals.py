"""Words and numbers that look like times and are none."""

from datetime import UTC, datetime

import pytest

from spectron.extraction.dates import find_times

MONDAY_MORNING = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)

LOOKALIKES = [
    "May I ask you something?",
    "It may rain, and you may 3 times refuse.",
    "May is my aunt",
    "They march on, we march 3 miles",
    "my second job, every second counts twice",
    "He sat down, the cat sat on my desk",
    "SAT scores and SUN servers",
    "Lie in the sun all day long",
    "This sun is strong",
    "1000 users and 2000 words",
    "in 2000 words or fewer",
    "about 1950 calories",
    "Python 3.11.4 and v2.0, build 2019.1",
    "call 020 7946 0958 or 555-2019",
    "It cost $2000, or £1999, or 1999€",
    "I ran it in 3:30, my best is 2:59",
    "we are open 24/7 and on 24/7",
    "stir for 5 minutes, then bake 20 minutes",
    "since I was 12",
    "since then nothing happened",
    "I'm 36 years old",
    "6 years of experience",
    "on the 3rd floor, at the 5th attempt",
    "the Christmas tree and Christmas markets",
    "Merry Christmas and a happy New Year!",
    "I fall for it and spring into action",
    "a spring in my step",
    "in his 90s, in my thirties",
    "February 30, 31 April 2024, 2024-13-45, 99/99/2024",
    "the score was 3-1, then 10-12",
    "a ratio of 3/4 and 1/2",
    "Order 2024 of 2025 items",
    "#2019 and @2020",
    "I wrote it in three weeks",
    "June is my aunt and April my sister",
    "my friend Jan and his wife Mar",
    "The Daily Mail",
    "an hour or a day or a week",
    "200 mg a week",
    "a 2022 Skoda Octavia",
    "the Wednesday run",
    "a 6am start",
    "",
    "  \n\n  ",
    "٣ مايو و 五月三日",
]


@pytest.mark.parametrize("text", LOOKALIKES)
def test_refuses_what_only_looks_like_a_time(text: str):
    """Modals, verbs, names, quantities, versions, money, scores and idioms are not times."""
    assert [expression.text for expression in find_times(text, MONDAY_MORNING)] == []

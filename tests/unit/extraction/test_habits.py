"""What sentences about routines teach; each case lists the habits that the words tell."""

import pytest

HABITS = [
    ("I work nights at the bakery.", {"me habit=work nights at the bakery"}),
    ("We stretch before breakfast.", {"me habit=stretch before breakfast"}),
    ("My wife reads to the twins after supper.", {"wife habit=reads to the twins after supper"}),
    ("I ride to the coast most weekends.", {"me habit=ride to the coast most weekends"}),
    ("She sees a coach every other Tuesday.", set()),
    ("I meet Ola every last Thursday.", {"me habit=meet Ola every last Thursday"}),
    ("I never drive at night.", {"me habit=never drive at night"}),
    ("I always take the stairs.", {"me habit=take the stairs"}),
    ("My brother Tom bakes on Sundays.", {"Tom habit=bakes on Sundays"}),
    ("We do quiz night at the Bell on second Mondays.", {"me habit=do quiz night at the Bell on second Mondays"}),
]
TRAPS = [
    "I had a call before lunch.",
    "I never said that.",
    "I've never been to Oslo.",
    "She will never find the map before dark.",
    "Do you run before work?",
    "I always thought he was right.",
    "I worked nights once.",
    "I need to shop before dinner.",
]


@pytest.mark.parametrize(("text", "habits"), HABITS)
def test_routines_are_told_by_how_often_and_by_the_hours_of_a_day(tell, text: str, habits: set[str]):
    """Present verbs with a recurrence, a daily hour, a shift, or a plain "never" are habits of whoever does them."""
    assert {line for line in tell(text) if " habit=" in line} == habits


@pytest.mark.parametrize("text", TRAPS)
def test_what_is_done_once_is_no_habit(tell, text: str):
    """Single acts, questions, wishes and experiences never had tell of no routine."""
    assert not {line for line in tell(text) if " habit=" in line and "!" not in line}

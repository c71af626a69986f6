"""What sentences about the past teach; each case lists the events that the words tell."""

import pytest

EVENTS = [
    ("I passed!", {"me event=passed"}),
    ("Failed my theory test again.", {"me event=Failed my theory test again"}),
    ("We won the cup.", {"me event=won the cup"}),
    ("My sister won the county final.", {"sister event=won the county final"}),
    ("I've submitted my dissertation.", {"me event=submitted my dissertation"}),
    ("We got burgled.", {"me event=burgled"}),
    ("I was offered a place at York.", {"me event=offered a place at York"}),
    ("We had a baby boy in January.", {"me event=had a baby boy in January"}),
    ("My cousin Ewa ran a marathon on Sunday.", {"Ewa event=ran a marathon on Sunday"}),
    ("Our boiler died on the landing on Friday.", {"me event=boiler died on the landing on Friday"}),
    ("I got my visa.", {"me event=got my visa"}),
    ("We visited Toledo with Ana.", {"me event=visited Toledo with Ana"}),
]
TRAPS = [
    "I broke the build.",
    "I've finished my coffee.",
    "I passed it to him.",
    "We got milk.",
    "I lost interest.",
    "Did you win the cup?",
    "If I passed the test I'd cry.",
    "I went.",
    "I might have won the cup.",
]


@pytest.mark.parametrize(("text", "events"), EVENTS)
def test_turns_of_life_and_dated_acts_are_events(tell, text: str, events: set[str]):
    """What is done on a day that is named, or once in a while in a life, is an event of whoever did it."""
    assert {line for line in tell(text) if " event=" in line} == events


@pytest.mark.parametrize("text", TRAPS)
def test_everyday_acts_are_no_events(tell, text: str):
    """What is done every day, asked, supposed or doubted is no event."""
    assert not {line for line in tell(text) if " event=" in line}

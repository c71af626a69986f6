"""What people have on their calendars; each case lists the plans, events and habits that the words note."""

import pytest

NOTED = [
    ("I have the C1 test on 4 May.", {"me event=C1 test on 4 May"}),
    ("On Thursday I have the physio.", {"me event=physio On Thursday"}),
    ("We've got a match in Leeds.", {"me event=match in Leeds"}),
    ("My son has an open day in Bath on 9 April.", {"son event=open day in Bath on 9 April"}),
    ("Keys on 20 May!", {"me plan=Keys on 20 May"}),
    ("a mug of cocoa and a puzzle every evening", {"me habit=a mug of cocoa and a puzzle every evening"}),
    ("Back again after a week in Kyoto.", {"me event=Back again after a week in Kyoto"}),
    ("First we hike in Peru, then I fly to Lima.", {"me plan=fly to Lima"}),
    ("My van Olive gets new tyres on 8 June.", {"Olive event=gets new tyres on 8 June"}),
]
TRAPS = [
    "great idea for Friday",
    "I have the same problem today.",
    "I have a test in Python.",
    "Do you have a meeting on Friday?",
    "I'll switch to Spanish.",
    "same story every time",
]


@pytest.mark.parametrize(("text", "noted"), NOTED)
def test_what_is_noted_for_a_day_or_place_is_kept(tell, text: str, noted: set[str]):
    """What somebody has on a day to come or somewhere, and a note of a thing and its day, are plans, events, habits."""
    assert {line for line in tell(text) if any(f" {key}=" in line for key in ("plan", "event", "habit"))} == noted


@pytest.mark.parametrize("text", TRAPS)
def test_remarks_are_no_appointments(tell, text: str):
    """Remarks, questions and manners of talking note nothing for any day."""
    assert not {line for line in tell(text) if any(f" {key}=" in line for key in ("plan", "event", "habit"))}

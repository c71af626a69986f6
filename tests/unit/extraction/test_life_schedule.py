"""What sentences about dates ahead and recurring dates teach; each case lists every claim that the words make."""

import pytest

PLANS = [
    ("We sail to Orkney on 9 May.", {"me plan=sail to Orkney on 9 May"}),
    ("I'm meeting Greta for coffee on Sunday.", {"me plan=meeting Greta for coffee on Sunday"}),
    ("In August we're hiking in Norway.", {"me plan=hiking in Norway In August"}),
    ("We're in Malta next week.", {"me plan=in Malta next week"}),
    ("I'll be in Seoul from 2 to 9 April.", {"me plan=in Seoul from 2 to 9 April"}),
    ("I'll be a godmother in June.", {"me plan=be a godmother in June"}),
    ("We're off to Sardinia in May.", {"me plan=off to Sardinia in May"}),
    ("Optician on Friday at 4.", {"me plan=Optician on Friday at 4"}),
    ("Exam results on 14 August.", {"me plan=Exam results on 14 August"}),
    ("We're hosting a barbecue on Saturday.", {"me plan=hosting a barbecue on Saturday"}),
]
EVENTS = [
    ("My MOT runs out on 2 June.", {"me event=MOT runs out on 2 June"}),
    ("The essay is due on Friday.", {"me event=essay due on Friday"}),
    ("The christening is on 3 May.", {"me event=christening on 3 May"}),
    ("Our ferry leaves at 7 on Thursday.", {"me event=ferry leaves at 7 on Thursday"}),
    ("I've booked a cabin in Snowdonia for Easter.", {"me event=booked a cabin in Snowdonia for Easter"}),
    ("I have the eye test on 12 May.", {"me event=eye test on 12 May"}),
    ("I've an open day in Exeter on 9 June.", {"me event=open day in Exeter on 9 June"}),
    ("I have tickets for Aida in June.", {"me event=have tickets for Aida in June"}),
]
RECURRING = [
    ("Choir practice is on Thursdays.", {"me habit=Choir practice on Thursdays"}),
    ("I'm at the food bank on Saturdays.", {"me habit=at the food bank on Saturdays"}),
    ("Saturdays I bake bread.", {"me habit=bake bread Saturdays", "me hobby=bake bread"}),
]
TRAPS = [
    "Is the concert on Friday?",
    "I'd fly to Peru in May if I could.",
    "The weather is nice today.",
    "I know that Friday is a holiday.",
    "My brother turns 40 on Saturday.",
    "I leave Siemens on 31 July.",
]


@pytest.mark.parametrize(("text", "claims"), PLANS + EVENTS + RECURRING)
def test_what_is_when_is_kept_with_its_time(tell, text: str, claims: set[str]):
    """A date ahead makes a plan or an event, a recurring one a habit, and the value tells the time."""
    assert tell(text) == claims


@pytest.mark.parametrize("text", TRAPS)
def test_not_every_date_makes_a_plan(tell, text: str):
    """Questions, suppositions, birthdays and the end of a job are no plans."""
    assert not {line for line in tell(text) if " plan=" in line or " event=" in line}

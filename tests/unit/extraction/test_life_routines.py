"""What sentences about habits, pastimes and skills teach; each case lists every claim that the words make."""

import pytest

HABITS = [
    ("I work nights.", {"me habit=work nights"}),
    ("I read before bed.", {"me habit=read before bed"}),
    ("I smoke a pack a day.", {"me habit=smoke a pack a day"}),
    ("I get up at 6.", {"me habit=get up at 6"}),
    ("I never check a bag.", {"me habit=never check a bag"}),
    ("I don't eat before noon.", {"me habit=don't eat before noon"}),
    ("I have pottery on Wednesdays.", {"me habit=pottery on Wednesdays"}),
    ("I'm doing yoga on Mondays.", {"me habit=doing yoga on Mondays", "me hobby=doing yoga"}),
    ("On Sundays my dad makes pancakes.", {"me child_of=dad", "dad habit=makes pancakes On Sundays"}),
    ("I used to bite my nails.", {"me habit=bite my nails !end"}),
]
PASTIMES = [
    ("I surf.", {"me hobby=surf"}),
    ("My sister sculpts.", {"me sibling_of=sister", "sister hobby=sculpts"}),
    ("I can juggle.", {"me skill=juggle"}),
    ("I got into bouldering last year.", {"me hobby=bouldering"}),
    ("I've taken up archery.", {"me hobby=taken up archery"}),
    ("My hobby is restoring clocks.", {"me hobby=restoring clocks"}),
    ("I'm a keen gardener.", {"me hobby=keen gardener"}),
    ("I'm a black belt in karate.", {"me skill=black belt in karate"}),
    ("I'm training for a triathlon.", {"me goal=training for a triathlon"}),
    ("I play the harp.", {"me skill=play the harp"}),
]
TRAPS = [
    "Do you surf?",
    "I never said that.",
    "I never know what to say.",
    "I didn't eat before the flight.",
    "We went bouldering yesterday.",
    "I can't juggle.",
    "If I lived there I'd surf every day.",
]


@pytest.mark.parametrize(("text", "claims"), HABITS + PASTIMES)
def test_routines_and_pastimes(tell, text: str, claims: set[str]):
    """What somebody does again and again, for pleasure, or knows how to do is a claim with its recurrence."""
    assert tell(text) == claims


@pytest.mark.parametrize("text", TRAPS)
def test_what_was_done_once_is_no_routine(tell, text: str):
    """Questions, single occasions and what somebody cannot or would do are neither habit nor hobby."""
    kinds = (" habit=", " hobby=", " skill=")
    assert not [line for line in tell(text) if any(kind in line for kind in kinds)]

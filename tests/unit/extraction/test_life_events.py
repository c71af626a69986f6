"""What sentences about happenings, aims and money teach; each case lists every claim that the words make."""

import pytest

EVENTS = [
    ("I passed my theory test!", {"me event=passed my theory test"}),
    ("I've finished my dissertation.", {"me event=finished my dissertation"}),
    ("I'm back from Malta.", {"me event=back from Malta"}),
    ("Just back from a week in Oslo.", {"me event=Just back from a week in Oslo"}),
    ("My son won the chess tournament.", {"me parent_of=son", "son event=won the chess tournament"}),
]
AIMS = [
    ("My goal is to swim the Channel.", {"me goal=swim the Channel"}),
    ("I'm saving up for a kiln.", {"me goal=saving up for a kiln"}),
    ("We're trying for a baby.", {"me goal=trying for a baby"}),
    ("I'm aiming for a distinction.", {"me goal=aiming for a distinction"}),
    ("I'm looking for a new flat.", {"me goal=looking for a new flat"}),
]
MONEY = [
    ("I earn 38k.", {"me salary=38k"}),
    ("I make 2,900 a month.", {"me salary=2,900 a month"}),
    ("We pay 840 a month in rent.", {"me rent=840 a month in rent"}),
    ("My rent is 700 a month.", {"me rent=700 a month"}),
    ("I charge 45 an hour.", {"me rate=45 an hour"}),
    ("We have 12k in savings.", {"me savings=12k in savings"}),
    ("Karim owes me a fiver.", {"Karim debt=owes me a fiver"}),
    ("I have a student loan.", {"me debt=student loan"}),
]
TRAPS = [
    "Did you win?",
    "If I won the lottery I'd buy a castle.",
    "I need to go to the shop.",
    "I make 20 pancakes.",
    "I hope it rains.",
    "How much would rent be in Leeds?",
]


@pytest.mark.parametrize(("text", "claims"), EVENTS + AIMS + MONEY)
def test_happenings_aims_and_money(tell, text: str, claims: set[str]):
    """What happened, what somebody is after, and what they earn, pay and owe are claims with a whole value."""
    assert tell(text) == claims


@pytest.mark.parametrize("text", TRAPS)
def test_questions_errands_and_suppositions_teach_nothing(tell, text: str):
    """What is asked, supposed, or done today and forgotten is no claim."""
    assert tell(text) == set()

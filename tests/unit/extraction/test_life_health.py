"""What sentences about health, allergies and diets teach; each case lists every claim that the words make."""

import pytest

HEALTH = [
    ("I twisted my ankle on Sunday.", {"me health=twisted my ankle"}),
    ("I did my shoulder in at badminton.", {"me health=did my shoulder in"}),
    ("I've got gout.", {"me health=gout"}),
    ("I've got a dodgy hip.", {"me health=dodgy hip"}),
    ("I'm recovering from pneumonia.", {"me health=pneumonia"}),
    ("I've been struggling with depression.", {"me health=depression"}),
    ("I'm on warfarin.", {"me health=warfarin"}),
    ("I've been put on statins.", {"me health=statins"}),
    ("I use crutches.", {"me health=crutches"}),
    ("I'm in therapy.", {"me health=therapy"}),
    ("My elbow is sore.", {"me health=elbow is sore"}),
    ("My sciatica is playing up.", {"me health=sciatica"}),
    ("Diabetes runs in the family.", {"me health=Diabetes runs in the family"}),
    ("I had my tonsils out.", {"me health=had my tonsils out"}),
    ("I'm pregnant, due in May.", {"me health=pregnant", "me event=baby due in May"}),
    ("Our baby is due in June.", {"me parent_of=baby", "me event=baby due in June"}),
    ("The vet says my dog has epilepsy.", {"me pet=dog", "dog health=epilepsy"}),
    ("I've been told I have anaemia.", {"me health=anaemia"}),
    ("My sister has migraines.", {"me sibling_of=sister", "sister health=migraines"}),
]
ALLERGIES = [
    ("I'm allergic to cashews.", {"me allergy=cashews"}),
    ("I have a mild egg allergy.", {"me allergy=egg"}),
    ("I've got an allergy to latex.", {"me allergy=latex"}),
    ("Shellfish brings me out in hives.", {"me allergy=Shellfish"}),
    ("Dairy doesn't agree with me.", {"me allergy=Dairy"}),
    ("Cats make me wheeze.", {"me allergy=Cats"}),
]
DIETS = [
    ("I don't eat beef.", {"me diet=don't eat beef"}),
    ("I can't have gluten.", {"me diet=can't have gluten"}),
    ("I no longer eat pork.", {"me diet=no longer eat pork"}),
    ("I'm off caffeine.", {"me diet=off caffeine"}),
    ("I gave up chocolate in March.", {"me diet=gave up chocolate"}),
    ("I've gone vegetarian.", {"me diet=vegetarian"}),
    ("I've stopped eating bread.", {"me diet=stopped eating bread"}),
    ("My son only eats pasta.", {"me parent_of=son", "son diet=only eats pasta"}),
    ("I steer clear of alcohol.", {"me diet=steer clear of alcohol"}),
    ("I've been vegan since 2018.", {"me diet=vegan"}),
]
TRAPS = [
    "Is my knee supposed to be sore?",
    "If I had asthma I would move to the coast.",
    "My friend Ben thinks he has gout.",
    "This weather is killing me.",
    "Cats make me laugh.",
    "I didn't eat lunch.",
    "I broke my phone.",
    "I can't have another week like this.",
    "I'm allergic to small talk.",
    "The soup gave me an idea.",
]


@pytest.mark.parametrize(("text", "claims"), HEALTH + ALLERGIES + DIETS)
def test_health_and_food_are_told_in_many_ways(tell, text: str, claims: set[str]):
    """Illnesses, injuries, medicine, allergies and diets are claims about the one who has them."""
    assert tell(text) == claims


@pytest.mark.parametrize("text", TRAPS)
def test_what_only_sounds_like_health_teaches_none(tell, text: str):
    """Questions, suppositions, other people's guesses and figures of speech say nothing about health or diet."""
    assert not {line for line in tell(text) if " health=" in line or " diet=" in line or " allergy=" in line}

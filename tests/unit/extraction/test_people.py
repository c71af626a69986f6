"""People: their names, ages, relatives, homes and origins."""

import pytest

GROUPS = [
    ("My kids, Ada and Max, are 5 and 7.", {"me parent_of=Ada", "me parent_of=Max", "Ada age=5", "Max age=7"}),
    (
        "Our friends Lotte and Ines live in Lisbon.",
        {"me friend_of=Lotte", "me friend_of=Ines", "Lotte location=Lisbon", "Ines location=Lisbon"},
    ),
    ("My parents live in Bari.", {"me child_of=parents", "parents location=Bari"}),
    ("I care for my parents. This person lives in Bari.", {"me child_of=parents", "parents location=Bari"}),
    ("My in-laws are retired.", {"me family=in-laws", "in-laws status=retired"}),
    (
        "My daughters, Ute and Gro, love chess.",
        {"me parent_of=Ute", "me parent_of=Gro", "Ute likes=chess", "Gro likes=chess"},
    ),
    ("My cousin's twins are four.", {"me family=cousin", "cousin parent_of=twins", "twins age=four"}),
]


@pytest.mark.parametrize(("text", "claims"), GROUPS)
def test_several_relatives_at_once(tell, text, claims):
    """What is said of a group is said of each member that is named, else of the group."""
    assert tell(text) == claims


NAMES = [
    ("My uncle Barnaby, everyone calls him Bear.", {"me family=uncle Barnaby", "Barnaby nickname=Bear"}),
    ("I'm known as Pip at work.", {"me nickname=Pip"}),
    ("My mates call me Daz.", {"me nickname=Daz"}),
    ("My brother Lev is married to Saga.", {"me sibling_of=Lev", "Lev married_to=Saga"}),
    ("I got engaged to Mara.", {"me partner_of=Mara"}),
]


@pytest.mark.parametrize(("text", "claims"), NAMES)
def test_names_and_ties(tell, text, claims):
    """By-names in the mouth of others, and the partner that somebody married or got engaged to."""
    assert tell(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "Have you told my kids, Ada and Max?",
        "If my parents lived in Bari, I'd visit.",
        "The brothers Grimm and Co.",
        "My friends and I, Monday to Friday.",
    ],
)
def test_no_ties_are_made_up(extract, text):
    """Questions, conditions and loose lists tie nobody to anybody by name."""
    found = extract(text)
    assert not {claim.value for claim in found.claims} & {"Ada", "Max", "Bari", "Co", "Monday", "Grimm"}

"""Firms and other organisations: what they do, where they are, how many they are, who founded and owns them."""

import pytest

FIRMS = [
    (
        "I founded Corvid Robotics in 2021. We make garden robots in Accra. We're 14 people.",
        {
            "me founded=Corvid Robotics",
            "Corvid Robotics industry=garden robots",
            "Corvid Robotics location=Accra",
            "Corvid Robotics size=14 people",
        },
    ),
    (
        "Thistle & Crumb is a gluten-free bakery in Hull. It has eleven employees.",
        {
            "Thistle & Crumb industry=gluten-free bakery",
            "Thistle & Crumb location=Hull",
            "Thistle & Crumb size=eleven employees",
        },
    ),
    ("Norbeck is a toy shop.", {"Norbeck industry=toy shop"}),
    ("Norbeck manufactures valves in Graz.", {"Norbeck industry=valves", "Norbeck location=Graz"}),
    ("I work for Fenwick, a toy shop.", {"me works_at=Fenwick", "Fenwick industry=toy shop"}),
    ("Marsh Foods was founded in 1961 by Ada Lindt.", {"Ada Lindt founded=Marsh Foods"}),
    ("Marsh Foods was bought by Fenwick Group.", {"Fenwick Group owns=Marsh Foods"}),
    ("Marsh Foods closed in 2019.", {"Marsh Foods status=closed"}),
    (
        "I started Marsh Foods with my friend Duarte.",
        {"me founded=Marsh Foods", "Duarte founded=Marsh Foods", "me friend_of=Duarte"},
    ),
]


@pytest.mark.parametrize(("text", "claims"), FIRMS)
def test_what_firms_are_and_do(tell, text, claims):
    """A firm's line of business, sites, size, founders and owners, also where the speaker says "we"."""
    assert tell(text) == claims


NAMED_LATER = [
    ("I joined a startup last month! Norbeck, we forecast floods.", {"me works_at=Norbeck", "Norbeck industry=floods"}),
    (
        "I'm a buyer at a paint firm in Slough, Kessler.",
        {"me job_title=buyer", "me works_at=Kessler", "me location=Slough", "Kessler industry=paint firm"},
    ),
    ("I run a small letterpress studio. It's called Inkwell Lane.", {"me owns=Inkwell Lane"}),
    ("I have a bike shop.", {"me owns=bike shop"}),
]


@pytest.mark.parametrize(("text", "claims"), NAMED_LATER)
def test_a_described_firm_takes_the_name_that_follows(tell, text, claims):
    """A firm that was only described is the one that is named right after it."""
    assert tell(text) == claims


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("We make pizza on Fridays.", "industry"),
        ("I work at Fenwick. We have two cats.", "size"),
        ("I work at a bakery. Lisbon is nice.", "name"),
        ("Lotte makes candles.", "industry"),
        ("Did Marsh Foods close?", "status"),
        ("Rex is a good dog.", "industry"),
    ],
)
def test_what_says_nothing_of_a_firm(extract, text, absent):
    """A household is no firm, and not every name after a firm is its name."""
    assert absent not in {claim.key for claim in extract(text).claims}

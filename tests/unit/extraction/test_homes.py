"""Where people live and come from, and what they are to each other."""

import pytest

HOMES = [
    ("My brother Aksel is flying in from Bergen tomorrow.", "Aksel location=Bergen"),
    ("My gran is coming down from Perth on Friday.", "gran location=Perth"),
    ("Ghent until Easter.", "me location=Ghent"),
    ("In Osaka since Monday.", "me location=Osaka"),
    ("My team is in Warsaw.", "team location=Warsaw"),
    ("I'm a Grimsby lad.", "me hometown=Grimsby"),
]


@pytest.mark.parametrize(("text", "claim"), HOMES)
def test_homes(tell, text, claim):
    """A visitor lives where they come from; a stay with an end or a beginning is a home for that time."""
    assert claim in tell(text)


ROLES = [
    ("My deckhand Torvald is 19.", {"Torvald job_title=deckhand", "Torvald age=19"}),
    ("Our treasurer, Kwame Osei, resigned.", {"Kwame Osei job_title=treasurer"}),
    ("Mirek is 10, Levke is 7.", {"Mirek age=10", "Levke age=7"}),
    ("Haakon's my neighbour.", {"me neighbour_of=Haakon"}),
    ("My mother in law is vegan.", {"me family=mother-in-law", "mother-in-law diet=vegan"}),
    ("I'm on 32k.", {"me salary=32k"}),
    ("I teach until four.", {"me job_title=teach"}),
]


@pytest.mark.parametrize(("text", "claims"), ROLES)
def test_what_people_are(tell, text, claims):
    """Whoever is called by an office holds it; an unknown name with an age, a trade or a tie is a person's."""
    assert tell(text) == claims


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I flew in from Bergen.", "location"),
        ("Rain until Easter.", "location"),
        ("The parcel is coming from Perth.", "location"),
        ("My dentist appointment is in Ghent.", "job_title"),
        ("Is your team in Warsaw?", "location"),
        ("I'm on 20mg now.", "salary"),
    ],
)
def test_what_is_no_home(extract, text, key):
    """Journeys of one's own, weather, goods, appointments and doses tell of no home, office or pay."""
    assert key not in {claim.key for claim in extract(text).claims}

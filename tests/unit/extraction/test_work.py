"""What people do for a living, and where: trades, posts and workplaces."""

import pytest

TRADES = [
    (
        "I teach pottery at a college in Derby.",
        {"me job_title=teach pottery", "me works_at=college", "me location=Derby"},
    ),
    ("I drive a tram for the city council.", {"me job_title=drive a tram", "me works_at=city council"}),
    ("My sister fixes boilers for a living.", {"me sibling_of=sister", "sister job_title=fixes boilers"}),
    ("My uncle restores organs.", {"me family=uncle", "uncle job_title=restores organs"}),
    ("I run payroll at Thornby Mills.", {"me job_title=run payroll", "me works_at=Thornby Mills"}),
    ("I do bookkeeping for a brewery.", {"me job_title=do bookkeeping", "me works_at=brewery"}),
    ("Ruben does the costing.", {"Ruben job_title=does the costing"}),
    ("I look after the seals at the aquarium.", {"me job_title=look after the seals", "me works_at=aquarium"}),
    ("I nurse at a hospice.", {"me job_title=nurse", "me works_at=hospice"}),
    ("I used to subtitle films for an agency.", {"me job_title=subtitle films !end", "me works_at=agency !end"}),
    ("Helga chairs the parish council.", {"Helga job_title=chairs the parish council"}),
]


@pytest.mark.parametrize(("text", "claims"), TRADES)
def test_a_trade_is_told_by_what_somebody_does(tell, text, claims):
    """Work that is done for a firm, for a living, or by nobody without pay is a job, and the firm its employer."""
    assert tell(text) == claims


WORKPLACES = [
    ("I work in a bakery.", {"me works_at=bakery"}),
    (
        "My brother works at a sawmill in Umea.",
        {"me sibling_of=brother", "brother works_at=sawmill", "brother location=Umea"},
    ),
    ("I'm a receptionist at a clinic.", {"me job_title=receptionist", "me works_at=clinic"}),
    ("I got a job in a deli.", {"me works_at=deli"}),
    (
        "She's Inga. Inga landed a teaching job at a primary school.",
        {"Inga job_title=teaching", "Inga works_at=primary school"},
    ),
    ("I took a job with the county council as a planner.", {"me job_title=planner", "me works_at=county council"}),
    (
        "I'm a buyer at Quill & Sons in Leeds.",
        {"me job_title=buyer", "me works_at=Quill & Sons", "me location=Leeds", "Quill & Sons location=Leeds"},
    ),
    ("I work in the planning department.", {"me member_of=planning department"}),
]


@pytest.mark.parametrize(("text", "claims"), WORKPLACES)
def test_a_workplace_needs_no_name(tell, text, claims):
    """A described firm is an employer like a named one; the town behind it is where one works, or where the firm is."""
    assert tell(text) == claims


OFFICES = [
    ("I've been appointed head of logistics.", {"me job_title=head of logistics"}),
    ("Greta was elected treasurer of the rowing club.", {"Greta job_title=treasurer of the rowing club"}),
    ("I'm the CEO of Marsh Foods.", {"me job_title=CEO of Marsh Foods", "me works_at=Marsh Foods"}),
    ("I stepped down as chair.", {"me job_title=chair !end"}),
    ("I was promoted from clerk to office manager.", {"me job_title=clerk !end", "me job_title=office manager"}),
    ("I was laid off.", {"me status=laid off"}),
    ("My uncle got sacked from Fenwick.", {"me family=uncle", "uncle status=sacked", "uncle works_at=Fenwick !end"}),
    ("I'm between jobs.", {"me status=between jobs"}),
    ("I supervise four technicians.", {"me manages=four technicians"}),
    ("My wife owns a flower shop.", {"me married_to=wife", "wife owns=flower shop"}),
    ("I sold the bakery.", {"me owns=bakery !end"}),
    (
        "My gran retired from the post office.",
        {"me family=gran", "gran status=retired", "gran works_at=post office !end"},
    ),
]


@pytest.mark.parametrize(("text", "claims"), OFFICES)
def test_posts_are_taken_and_left(tell, text, claims):
    """Being appointed, promoted, elected, dismissed; taking a firm over and giving it up."""
    assert tell(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "I met her at the museum.",
        "I buy eggs at a farm shop.",
        "I cleaned the kitchen for my gran yesterday.",
        "We cooked dinner for the club.",
        "He does the dishes.",
        "I'm making cakes for the choir.",
        "I baked a pie at the community centre.",
        "Would you run payroll at a bank?",
        "We're at Elderholm till Sunday.",
    ],
)
def test_what_is_no_job(extract, text):
    """Errands, favours, one deed and a place where one happens to be tell of no job."""
    keys = {claim.key for claim in extract(text).claims}
    assert not keys & {"job_title", "works_at"}


TRANSFERS = [
    ("Greta took over payroll in May.", {"Greta job_title=took over payroll"}),
    ("I moved to the billing team.", {"me member_of=billing team"}),
    ("Olaf transferred to Bergen in March.", {"Olaf location=Bergen"}),
    ("I drive a van for Northvale.", {"me job_title=drive a van", "me works_at=Northvale"}),
    ("Anders runs underwriting.", {"Anders job_title=runs underwriting"}),
]


@pytest.mark.parametrize(("text", "claims"), TRANSFERS)
def test_moves_within_a_firm(tell, text, claims):
    """Taking a field over, moving to a team or a branch, and firms that only their preposition shows."""
    assert tell(text) == claims

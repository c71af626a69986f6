"""How people say where and how they can be reached; each case lists the contact that the words give, and whose."""

from datetime import UTC, datetime

import pytest

CONTACTS = [
    ("My mobile's 07700 900 118.", {"me phone=07700 900 118"}),
    ("My mobile is 07700 900 112.", {"me phone=07700 900 112"}),
    ("Best to ring me on (020) 7946 0330.", {"me phone=(020) 7946 0330"}),
    ("You can reach me at +49 30 5550 1234, ext. 12.", {"me phone=+49 30 5550 1234, ext. 12"}),
    ("new mobile btw: 07700900222", {"me phone=07700900222"}),
    ("Whatsapp works too, 555-010-9921.", {"me phone=555-010-9921"}),
    ("Emergency contact: Ingrid (aunt), +46 70 555 01 22", {"Ingrid phone=+46 70 555 01 22"}),
    ("In an emergency call my sister on 0113 496 0221.", {"sister phone=0113 496 0221"}),
    ("Our dentist is Dr Amara Obi, phone 01632 960 111.", {"Amara Obi phone=01632 960 111"}),
    ("Use tove@holm.example for the tickets please.", {"me email=tove@holm.example"}),
    (
        "My details are Kofi Mensah, k.mensah@post.example, 01632 960 400.",
        {"me email=k.mensah@post.example", "me phone=01632 960 400"},
    ),
    ("Send it to 12 Tanner Road, Leeds LS6 2AB.", {"me address=12 Tanner Road, Leeds LS6 2AB"}),
    ("We live at 4 Calle Mayor, Toledo.", {"me address=4 Calle Mayor, Toledo"}),
    ("Deliver to Kirkegata 7, 0153 Oslo please.", {"me address=Kirkegata 7, 0153 Oslo"}),
    ("The chairs go to my uncle, Piet Bos, 9 Mill Lane, Ely.", {"Piet Bos address=9 Mill Lane, Ely"}),
]
KEYS = (" phone=", " email=", " address=")


@pytest.mark.parametrize(("text", "claims"), CONTACTS)
def test_contacts_belong_to_whom_the_words_before_them_name(tell, text: str, claims: set[str]):
    """A number or an address is the speaker's unless the words before it spoke of somebody else."""
    assert {line for line in tell(text) if any(key in line for key in KEYS)} == claims


@pytest.mark.parametrize(
    "text",
    [
        "Order 4471 2290 1182 never came.",
        "What is 10 Downing Street famous for?",
        "Remind me to call 020 7946 0999.",
        "It's not 07700 900 112.",
        "His old number was 07700 900 112.",
        "The sets went 21-19 21-15 21-12.",
        "There's a good bakery at 31 Alder Road.",
        "Meet at 14.30 on 12-03-2026.",
        "Is 0161 496 0377 your number?",
    ],
)
def test_other_numbers_and_places_reach_nobody(tell, text: str):
    """Order numbers, scores, dates, numbers to dial and streets that are merely spoken of are no contacts."""
    assert not {line for line in tell(text) if any(key in line for key in KEYS)}


def test_an_answer_to_a_question_for_a_number_is_the_speakers(tell):
    """A bare number is whoever's was asked for it just before."""
    asked = ("assistant", "Sure. What is the best phone number to reach you?")
    assert tell("555 0199 22, after four", asked) == {"me phone=555 0199 22"}


def test_an_address_holds_from_the_day_of_the_move(extract):
    """A street that somebody is about to move to is theirs from that day on, and so is its city."""
    found = extract("We're moving to 14 Pine Row, Cardiff on 9 April.")
    starts = {claim.key: claim.valid.start for claim in found.claims}
    assert starts["address"] == starts["location"] == datetime(2026, 4, 9, tzinfo=UTC)


def test_a_short_is_before_a_sum_is_a_verb(tell):
    """Behind a word for what one pays, 's and a number are no genitive."""
    assert "me rent=1,150" in {line.removesuffix(" a month") for line in tell("My rent's 1,150 a month.")}

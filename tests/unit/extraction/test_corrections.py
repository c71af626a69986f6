"""Corrections and changes of what was said before: which value takes the place of which."""

import pytest

CORRECTED = [
    ("The party is on 3 July.", "They've moved it to the 10th.", "event", "party on 10th July", "party on 3 July"),
    ("My rent is 870.", "sorry, 780", "rent", "780", "870"),
    ("My address is 52 Larch Way.", "Sorry, 25. 25 Larch Way.", "address", "25 Larch Way", "52 Larch Way"),
    ("I'm 43.", "I'm 34. Slip of the finger.", "age", "34", "43"),
    ("My brother Ivo is 61.", "he's 16. Fat fingers!", "age", "16", "61"),
    ("My number is 0300 55018.", "typo, it ends 081 not 018", "phone", "0300 55081", "0300 55018"),
    ("My email is jo@kestrel.example.", "it should end in .test, not .example", "email", "jo@kestrel.test", None),
    ("I'm a violin teacher.", "*viola teacher", "job_title", "viola teacher", "violin teacher"),
    ("I'm a violin teacher.", "I said violin teacher, it's cello teacher.", "job_title", "cello teacher", None),
    (
        "My birthday is 4 June.",
        "wait, my birthday is the 14th of June, not the 4th",
        "birthday",
        "the 14th of June",
        None,
    ),
    ("The concert is on Thursday.", "scratch that, Friday", "event", "concert on Friday", "concert on Thursday"),
    ("I live in Ghent.", "Ghent? No, I meant Bruges.", "location", "Bruges", "Ghent"),
    (
        "I've been in Harrogate since May.",
        "Sorry, no, I meant Knaresborough.",
        "location",
        "Knaresborough",
        "Harrogate",
    ),
    ("I live in Oslo.", "Oops, I meant Trysilbru.", "location", "Trysilbru", "Oslo"),
    ("My sister Rosa studies law.", "I wrote nonsense, it's land surveying", "education", "land surveying", None),
]


@pytest.mark.parametrize(("first", "second", "key", "value", "replaced"), CORRECTED)
def test_correction(extract, first, second, key, value, replaced):
    """What is right takes the place of what was claimed before, of the same sort, and says that it was never so."""
    (claim,) = [one for one in extract(second, ("user", first)).claims if one.manner == "correction"]
    assert (claim.key, claim.value) == (key, value)
    assert replaced is None or claim.replaces == replaced


CHANGED = [
    ("I'm a sous-chef.", "head chef now!", "job_title", "head chef", "sous-chef"),
    ("My rent is 870.", "Rent's going up to 910 from May.", "rent", "910", "870"),
    ("My dose is 10 mg.", "the nurse changed it, it's 15 mg now", "dose", "15 mg", "10 mg"),
    ("I study chemistry.", "not chemistry any longer, switched to art history", "education", "art history", None),
    ("I play the flute on Tuesdays.", "we've switched to Fridays", "habit", "play the flute on Fridays", None),
]


@pytest.mark.parametrize(("first", "second", "key", "value", "replaced"), CHANGED)
def test_change(extract, first, second, key, value, replaced):
    """News about what was claimed before is told as a change: the old value was true until now."""
    (claim,) = [one for one in extract(second, ("user", first)).claims if one.replaces]
    assert (claim.key, claim.value, claim.manner) == (key, value, "plain")
    assert replaced is None or claim.replaces == replaced


UNTOUCHED = [
    ("I have three dogs.", "Sorry, I'm four minutes late."),
    ("My rent is 870.", "I moved the meeting to 3 pm."),
    ("I'm 46.", "two paragraphs max from now on"),
    ("My assistant is Perla.", "Perla's moved to the Lisbon office."),
    ("I live in Ghent.", "Actually, do you know Bruges?"),
    ("My rent is 870.", "Maybe it's 910 now."),
    ("My brother Ivo is 16.", "no way, 18 goals in one season!"),
    ("I'm a nurse.", "Not a problem, thanks."),
    ("My friend is Jet.", "Maud's moved to Oslo, so it's just us now."),
    ("My number is 0300 55018.", "No, number 8! Not our house."),
    ("My name is Olga Varn.", "A small correction: I retired at New Year."),
    ("I work at Ferrow.", "I've handed it all over to Joosep; I'm on pricing now."),
]


@pytest.mark.parametrize(("first", "second"), UNTOUCHED)
def test_nothing_to_put_right(extract, first, second):
    """Numbers, names and openings that speak of something else leave what was said alone."""
    claims = extract(second, ("user", first)).claims
    assert not [one for one in claims if one.manner == "correction" or one.replaces]


ENDED = [
    ("I drive a 2009 Saab Estate.", "I sold the Saab last week", "me vehicle=2009 Saab Estate !end"),
    ("I work at Ferrow as a welder.", "I quit my job in March", "me works_at=Ferrow !end"),
    ("I work at Ferrow as a welder.", "I quit my job in March", "me job_title=welder !end"),
    ("My girlfriend is Ines.", "We broke up.", "me partner_of=Ines !end"),
    ("We're planning a trip to Oslo.", "We cancelled the trip.", "me plan=trip to Oslo !end"),
    ("I live in Oslo.", "we moved out last month", "me location=Oslo !end"),
    ("I'm vegan.", "I never said I was vegan", "me diet=vegan !denial"),
]


@pytest.mark.parametrize(("first", "second", "expected"), ENDED)
def test_end_of_what_was_said(tell, first, second, expected):
    """An end that only hints at what ends names the value that was believed."""
    assert expected in tell(second, ("user", first))


NOT_ENDED = [
    ("I drive a Saab.", "I might sell the Saab"),
    ("I drive a Saab.", "My neighbour sold his car"),
    ("I work at Ferrow.", "Stop the reminders please"),
    ("My girlfriend is Ines.", "Left!! I said left."),
]


@pytest.mark.parametrize(("first", "second"), NOT_ENDED)
def test_no_end(tell, first, second):
    """What might end, what others end and what the agent is to stop ends nothing."""
    assert not [claim for claim in tell(second, ("user", first)) if claim.startswith("me ") and claim.endswith("!end")]


JOINED = [
    ("I live in Malmo.", "I left Malmo in January, I'm in Kalmar.", "location", "Kalmar", "Malmo"),
    ("I work at Ferrow.", "I quit Ferrow, I'm at Brack now.", "works_at", "Brack", "Ferrow"),
    ("My boss is Ana.", "My boss is Obi now.", "reports_to", "Obi", None),
]


@pytest.mark.parametrize(("first", "second", "key", "value", "replaced"), JOINED)
def test_end_and_beginning_are_one_change(extract, first, second, key, value, replaced):
    """What ends gives way to what the same turn claims instead."""
    (claim,) = [one for one in extract(second, ("user", first)).claims if one.key == key]
    assert (claim.value, claim.manner) == (value, "plain")
    assert replaced is None or claim.replaces == replaced

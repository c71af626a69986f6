"""Changes, endings, denials, corrections and confirmations, and the times they speak of."""

import pytest

MANNERS = [
    ("I no longer work at Harlow.", "me works_at=Harlow !end"),
    ("I don't live in Utrecht anymore.", "me location=Utrecht !end"),
    ("I left Corvid Studios in May.", "me works_at=Corvid Studios !end"),
    ("I quit smoking.", "me habit=smoking !end"),
    ("I used to be a bus driver.", "me job_title=bus driver !end"),
    ("I used to live in Porto.", "me location=Porto !end"),
    ("I lived in Porto.", "me location=Porto !end"),
    ("I don't live in Utrecht.", "me location=Utrecht !denial"),
    ("I'm not a vegetarian.", "me diet=vegetarian !denial"),
    ("I've moved out of Leeds.", "me location=Leeds !end"),
    ("I retired from the Met Office.", "me works_at=Met Office !end"),
    ("Yes, still in Lucerne.", "me location=Lucerne !confirmation"),
    ("I still live in Lucerne.", "me location=Lucerne !confirmation"),
    ("I stopped biting my nails.", "me habit=biting my nails !end"),
    ("My sister no longer lives in Graz.", "sister location=Graz !end"),
    ("We broke up with Lars.", "me partner_of=Lars !end"),
]


@pytest.mark.parametrize(("text", "expected"), MANNERS)
def test_manner(tell, text, expected):
    """The words tell whether something holds, stopped holding, never held or still holds."""
    assert expected in tell(text)


CORRECTIONS = [
    ("I live in Nice.", "No, I meant Cannes.", "location", "Cannes", "Nice"),
    ("I live in Nice.", "Sorry, it's Cannes, not Nice.", "location", "Cannes", "Nice"),
    ("I live in Nice.", "Not Nice but Cannes.", "location", "Cannes", "Nice"),
    ("I'm 43.", "sorry, I'm 34 not 43", "age", "34", "43"),
    ("I'm 43.", "typo, 34", "age", "34", "43"),
    ("My name is Catherine.", "Actually it's Katharine with a K.", "name", "Katharine", "Catherine"),
    ("I work at Corvid.", "Wait, I work at Magpie, not Corvid.", "works_at", "Magpie", "Corvid"),
    ("My email is a@b.example.", "oops, it's c@b.example", "email", "c@b.example", "a@b.example"),
    ("My sister is 24.", "I meant 26.", "age", "26", "24"),
    ("I'm allergic to almonds.", "correction: cashews, not almonds", "allergy", "cashews", "almonds"),
]


@pytest.mark.parametrize(("first", "second", "key", "value", "replaced"), CORRECTIONS)
def test_correction(extract, first, second, key, value, replaced):
    """A correction carries the key of what was said before, the right value, and the value it puts aside."""
    claims = extract(second, ("user", first)).claims
    assert [(claim.key, claim.value, claim.manner, claim.replaces) for claim in claims] == [
        (key, value, "correction", replaced)
    ]


def test_news_is_no_correction(tell):
    """A change that happens to open with "actually" is told as a change."""
    assert tell("Actually I moved to Basel last month.", ("user", "I live in Bern.")) == {"me location=Basel"}


DATED = [
    ("I worked at Globo from 2015 to 2019.", "2015-01-01", "2019-01-01"),
    ("I lived in Riga until 2020.", None, "2020-01-01"),
    ("I've lived in Riga since 2020.", "2020-01-01", None),
    ("I moved to Riga last month.", "2026-02-01", None),
    ("I've worked at Globo for three years.", "2023", None),
    ("I left Globo in May 2025.", None, "2025-05-01"),
    ("I joined Globo in 2021.", "2021-01-01", None),
    ("I'm staying in Riga until April.", None, "2026-04-01"),
]


@pytest.mark.parametrize(("text", "start", "end"), DATED)
def test_dated(extract, text, start, end):
    """Since, until, spans and dates of change become the edges of the time in which a claim holds."""
    (claim,) = [one for one in extract(text).claims if one.key in ("works_at", "location")]
    for edge, wanted in ((claim.valid.start, start), (claim.valid.end, end)):
        assert (edge is None) if wanted is None else edge.isoformat().startswith(wanted)


def test_also(extract):
    """Also says that a value joins the others."""
    (claim,) = extract("I also work at Globo.").claims
    assert claim.also

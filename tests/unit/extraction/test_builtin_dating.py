"""When claims hold by words that stand in another clause or sentence than their own."""

import pytest

DATED = [
    # A clause with "until", "since" or "when" dates the one it hangs on.
    ("I was a welder at Harland until the yard closed in 1979.", "job_title", "welder", "", "1979-01-01"),
    ("I've been vegan since we moved here in 2018.", "diet", "vegan", "2018-01-01", ""),
    ("I lived in Turin before we moved to Graz in 2016.", "location", "Turin", "", "2016-01-01"),
    (
        "I worked at Siemens for ten years until I moved away in 2012.",
        "works_at",
        "Siemens",
        "2002-01-01",
        "2012-01-01",
    ),
    # What opens a sentence or stands before a colon counts for all of it.
    ("In January we moved to Graz and I started at Andritz.", "works_at", "Andritz", "2026-01-01", ""),
    ("As of 1 June: I report to Petra Novak.", "reports_to", "Petra Novak", "2026-06-01", ""),
    ("New setup from Monday: I report to Petra Novak.", "reports_to", "Petra Novak", "2026-03-09", ""),
    # A sentence that is nothing but a time goes on with the one before it.
    ("I'm divorced. Since October.", "marital_status", "divorced", "2025-10-01", ""),
    ("I live in Graz. Since last spring.", "location", "Graz", "2025-03-01", ""),
    # What ended a stage of life ends what was told of it before.
    ("I was a miner for thirty years and I retired in 2014.", "job_title", "miner", "", "2014-01-01"),
    ("We ran a bakery. I was a baker there, and then we shut in 2017.", "job_title", "baker", "", "2017-01-01"),
    ("I studied law at Leiden and graduated in 2010.", "education", "law", "", "2010-01-01"),
    ("My sister was a nurse. She retired in January.", "job_title", "nurse", "", "2026-01-01"),
    # Stages that follow each other share their edges.
    ("I worked at Arup from 2011 to 2016, then at Mott until 2020.", "works_at", "Mott", "2016-01-01", "2020-01-01"),
    ("I've been at Arup since 2016. Before that I worked for Atkins.", "works_at", "Atkins", "", "2016-01-01"),
    ("We left Ghent in January and live in Bruges now.", "location", "Bruges", "2026-01-01", ""),
    ("I left Arup in December, I work at Mott.", "works_at", "Mott", "2025-12-01", ""),
    # A time behind a list counts for each of its members; "had since" goes on.
    ("I've worked at Arup and Mott since 2019.", "works_at", "Arup", "2019-01-01", ""),
    ("I want to learn to sail by October.", "goal", "learn to sail by October", "", "2026-10-01"),
    ("I'm on leave from 1 April until the end of May.", "status", "on leave", "2026-04-01", "2026-05-31"),
    ("I've been on leave since 16 February, today is day 14.", "status", "on leave", "2026-02-16", ""),
]


@pytest.mark.parametrize(("text", "key", "value", "start", "end"), DATED)
def test_dates_a_claim_by_the_words_around_it(extract, text, key, value, start, end):
    """A claim takes the times that its sentence, or the one that goes on with it, names for it."""
    valid = next(claim.valid for claim in extract(text).claims if (claim.key, claim.value) == (key, value))
    assert [edge.date().isoformat() if edge else "" for edge in (valid.start, valid.end)] == [start, end]


UNDATED = [
    ("I'm married and my sister moved to Lund in 2019.", "marital_status", "married"),
    ("I live in Lund. On Friday we have a party.", "location", "Lund"),
    ("I play chess every Tuesday and I live in Lund.", "location", "Lund"),
    ("We met a few years ago in Oslo, and I live in Lund.", "location", "Lund"),
    ("In May my father retired, and I live in Lund.", "location", "Lund"),
]


@pytest.mark.parametrize(("text", "key", "value"), UNDATED)
def test_leaves_a_claim_undated(extract, text, key, value):
    """The time of one statement is no time of another, and a recurrence or a vague "years ago" dates nothing."""
    valid = next(claim.valid for claim in extract(text).claims if (claim.key, claim.value) == (key, value))
    assert (valid.start, valid.end) == (None, None)


@pytest.mark.parametrize(
    ("before", "text", "key", "value", "start"),
    [
        (
            "Nils is our treasurer.",
            "Sorry, Nils has been secretary since January.",
            "job_title",
            "secretary",
            "2026-01",
        ),
        ("Nils lives in Lund.", "Out of date. Nils moved to Ystad in February.", "location", "Ystad", "2026-02"),
    ],
)
def test_a_dated_change_is_no_correction(extract, before, text, key, value, start):
    """What holds since a month puts the old value aside from then on; it was true before."""
    claim = next(one for one in extract(text, ("user", before)).claims if (one.key, one.value) == (key, value))
    assert claim.manner == "plain"
    assert claim.valid.start.strftime("%Y-%m") == start

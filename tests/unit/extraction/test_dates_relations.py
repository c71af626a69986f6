"""How an expression relates a statement to time: since, until, spans, durations, recurrences, and the tense around."""

from datetime import UTC, datetime

import pytest

from spectron.extraction.dates import Tense, TimeExpression, find_times

MONDAY_MORNING = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def show(found: TimeExpression) -> str:
    """Relation, edges and precision in one line; midnight is left away."""
    edges = (found.interval.start, found.interval.end)
    dates = [edge.strftime("%Y-%m-%dT%H:%M").removesuffix("T00:00") if edge else "-" for edge in edges]
    return " ".join([found.relation, *dates, found.precision])


BOUNDS = [
    ("I've worked there since 2019", "since 2019", "since 2019-01-01 - year"),
    ("I've worked there since March", "since March", "since 2026-03-01 - month"),
    ("I've worked there since early May", "since early May", "since 2025-05-01 - week"),
    ("ever since last summer I sail", "ever since last summer", "since 2025-06-01 - season"),
    ("I have been ill since Friday", "since Friday", "since 2026-02-27 - day"),
    ("single since yesterday", "since yesterday", "since 2026-03-01 - day"),
    ("starting next week I work from home", "starting next week", "since 2026-03-09 - week"),
    ("starting in April I work from home", "starting in April", "since 2026-04-01 - month"),
    ("as of July I run the team", "as of July", "since 2026-07-01 - month"),
    ("I'm the lead as of 1 April", "as of 1 April", "since 2026-04-01 - day"),
    ("I'm off from Thursday", "from Thursday", "since 2026-03-05 - day"),
    ("from Monday on I'm the lead", "from Monday on", "since 2026-03-09 - day"),
    ("From 2015 I worked in Rome", "From 2015", "since 2015-01-01 - year"),
    ("I live here until March", "until March", "until - 2026-03-01 month"),
    ("I live here until June", "until June", "until - 2026-06-01 month"),
    ("I lived there until June", "until June", "until - 2025-06-01 month"),
    ("I lived there til 2020", "til 2020", "until - 2020-01-01 year"),
    ("I'm off until 6 June", "until 6 June", "until - 2026-06-06 day"),
    ("I'm off until Friday", "until Friday", "until - 2026-03-06 day"),
    ("I'm off until the end of June", "until the end of June", "until - 2026-06-30 week"),
    ("I'm off until the end of the year", "until the end of the year", "until - 2026-12-31 season"),
    ("I'm off until mid April", "until mid April", "until - 2026-04-15 week"),
    ("I'm off until mid-2027", "until mid-2027", "until - 2027-07-01 season"),
    ("I'm off until Easter", "until Easter", "until - 2026-04-05 day"),
    ("I'm off until next week", "until next week", "until - 2026-03-09 week"),
    ("I'm off through June", "through June", "until - 2026-07-01 month"),
    ("I'm busy until 6pm", "until 6pm", "until - 2026-03-02T18:00 time"),
    ("I need it by Friday", "by Friday", "by - 2026-03-06 day"),
    ("I need it by the end of March", "by the end of March", "by - 2026-03-31 week"),
    ("I need it by 2030", "by 2030", "by - 2030-01-01 year"),
    ("I need it before Christmas", "before Christmas", "by - 2026-12-25 day"),
    ("I'll move after Easter", "after Easter", "after 2026-04-06 - day"),
    ("We travelled throughout 2020", "throughout 2020", "during 2020-01-01 2021-01-01 year"),
    ("We'll paint over the weekend", "over the weekend", "during 2026-03-07 2026-03-09 day"),
    ("I've lost 5 kg over the last three weeks", "over the last three weeks", "during 2026-02-09 2026-03-03 day"),
]

SPANS = [
    ("I worked at Globex from 2015 to 2019", "from 2015 to 2019", "span 2015-01-01 2019-01-01 year"),
    ("I worked there between 2015 and 2019", "between 2015 and 2019", "span 2015-01-01 2019-01-01 year"),
    ("Globex, 2015-2019", "2015-2019", "span 2015-01-01 2019-01-01 year"),
    ("Globex, 2015–19", "2015–19", "span 2015-01-01 2019-01-01 year"),
    ("Globex, 2015 – present", "2015 – present", "since 2015-01-01 - year"),
    ("I was away from March to June", "from March to June", "span 2025-03-01 2025-06-01 month"),
    ("I'll be away from May until July", "from May until July", "span 2026-05-01 2026-07-01 month"),
    ("I was away from November to February", "from November to February", "span 2025-11-01 2026-02-01 month"),
    ("I was away from March to June 2021", "from March to June 2021", "span 2021-03-01 2021-06-01 month"),
    ("I was there from May 2019 to June 2021", "from May 2019 to June 2021", "span 2019-05-01 2021-06-01 month"),
    ("I'm away from 3 May to 10 May", "from 3 May to 10 May", "span 2026-05-03 2026-05-10 day"),
    ("The fair is 3-10 May", "3-10 May", "span 2026-05-03 2026-05-10 day"),
    ("The fair was May 3-10, 2025", "May 3-10, 2025", "span 2025-05-03 2025-05-10 day"),
    ("the fair runs from the 3rd to the 10th of May 2027", None, "span 2027-05-03 2027-05-10 day"),
    ("I'm away from tomorrow to Friday", "from tomorrow to Friday", "span 2026-03-03 2026-03-06 day"),
    ("closed from 9am to 5pm", "from 9am to 5pm", "span 2026-03-02T09:00 2026-03-02T17:00 time"),
    ("I was there from March through June 2021", None, "span 2021-03-01 2021-07-01 month"),
]

DURATIONS = [
    ("I've lived here for three years", "for three years", "for 2023-03-01 - year"),
    ("I've lived here for over three years", "for over three years", "for 2023-03-01 - year"),
    ("I've lived here three years now", "three years now", "for 2023-03-01 - year"),
    ("I've lived here 6 years", "6 years", "for 2020-03-01 - year"),
    ("vegetarian, 6 years", "6 years", "for 2020-03-01 - year"),
    ("I've been off work for two weeks", "for two weeks", "for 2026-02-16 - week"),
    ("I've had him for a year and a half", "for a year and a half", "for 2024-09-01 - month"),
    ("I've run for the past two years", "for the past two years", "for 2024-03-01 - year"),
    ("I live here since three years", "since three years", "for 2023-03-01 - year"),
    ("I lived in Rome for three years", "for three years", "for - - year"),
    ("I was a nurse for nearly thirty years", "for nearly thirty years", "for - - year"),
    ("I'm going to Kenya for two weeks", "for two weeks", "for - - week"),
]


@pytest.mark.parametrize(("text", "words", "meaning"), BOUNDS + SPANS + DURATIONS)
def test_reads_a_relation_to_time(text: str, words: str | None, meaning: str):
    """The words before a point of time decide which edges it gives, and belong to the expression."""
    found = find_times(text, MONDAY_MORNING)
    assert [show(expression) for expression in found] == [meaning]
    assert words is None or found[0].text == words


RECURRENCES = [
    ("I row before work most days", "most days", "most days", "day"),
    ("most Sunday mornings we bake", "most Sunday mornings", "most sunday mornings", "time"),
    ("we dance every last Saturday", "every last Saturday", "monthly on the last Saturday", "day"),
    ("on the first Tuesday of each month", "on the first Tuesday of each month", "monthly on the first Tuesday", "day"),
    ("we bowl on third Thursdays", "on third Thursdays", "monthly on the third Thursday", "day"),
    ("he cooks at weekends", "at weekends", "weekly on weekends", "day"),
    ("I climb every Tuesday", "every Tuesday", "weekly on Tuesday", "day"),
    ("I climb on Mondays", "on Mondays", "weekly on Monday", "day"),
    ("I climb on Mondays and Thursdays", "on Mondays and Thursdays", "weekly on Monday and Thursday", "day"),
    ("I climb Mondays, Wednesdays and Fridays", None, "weekly on Monday, Wednesday and Friday", "day"),
    ("I climb every other Tuesday", "every other Tuesday", "every 2 weeks on Tuesday", "day"),
    ("I climb every other week", "every other week", "every 2 weeks", "week"),
    ("I climb every day", "every day", "daily", "day"),
    ("I climb every single day", "every single day", "daily", "day"),
    ("I climb each month", "each month", "monthly", "month"),
    ("I climb every 3 months", "every 3 months", "every 3 months", "month"),
    ("I climb every fortnight", "every fortnight", "every 2 weeks", "week"),
    ("I climb twice a week", "twice a week", "2 times a week", "week"),
    ("I climb once a year", "once a year", "1 time a year", "year"),
    ("I climb three times per month", "three times per month", "3 times a month", "month"),
    ("I climb 3x a week", "3x a week", "3 times a week", "week"),
    ("I work 4 days a week", "4 days a week", "4 days a week", "week"),
    ("I climb daily", "daily", "daily", "day"),
    ("I climb every morning", "every morning", "daily in the morning", "time"),
    ("I climb every Tuesday evening", "every Tuesday evening", "weekly on Tuesday in the evening", "time"),
    ("I climb every Tuesday at 7pm", "every Tuesday at 7pm", "weekly on Tuesday at 19:00", "time"),
    ("I climb on weekends", "on weekends", "weekly on weekends", "day"),
    ("I climb every weekend", "every weekend", "weekly on weekends", "day"),
    ("I climb on Sunday mornings", "on Sunday mornings", "weekly on Sunday in the morning", "time"),
    ("I climb in the evenings", "in the evenings", "daily in the evening", "time"),
    ("I climb every summer", "every summer", "yearly in summer", "season"),
    ("we meet every Christmas", "every Christmas", "yearly at Christmas", "day"),
    ("I go there every May", "every May", "yearly in May", "month"),
    ("I work Monday to Friday", "Monday to Friday", "weekly from Monday to Friday", "day"),
]


@pytest.mark.parametrize(("text", "words", "cadence", "precision"), RECURRENCES)
def test_reads_a_recurrence(text: str, words: str | None, cadence: str, precision: str):
    """A recurrence gives a cadence in a normal form and no interval."""
    found = find_times(text, MONDAY_MORNING)
    assert [(expression.relation, expression.cadence, expression.precision) for expression in found] == [
        ("every", cadence, precision)
    ]
    assert found[0].interval.start is None
    assert found[0].interval.end is None
    assert words is None or found[0].text == words


PREFERENCES = [
    ("in April", Tense.PAST, "at 2025-04-01 2025-05-01 month"),
    ("in April", Tense.FUTURE, "at 2026-04-01 2026-05-01 month"),
    ("on Friday", Tense.PAST, "at 2026-02-27 2026-02-28 day"),
    ("on Friday", Tense.FUTURE, "at 2026-03-06 2026-03-07 day"),
    ("until May", Tense.PAST, "until - 2025-05-01 month"),
    ("until May", Tense.FUTURE, "until - 2026-05-01 month"),
    ("we moved in April", Tense.FUTURE, "at 2026-04-01 2026-05-01 month"),
    ("from May to July", Tense.FUTURE, "span 2026-05-01 2026-07-01 month"),
    ("last April", Tense.FUTURE, "at 2025-04-01 2025-05-01 month"),
    ("in 2019", Tense.FUTURE, "at 2019-01-01 2020-01-01 year"),
]


@pytest.mark.parametrize(("text", "prefer", "meaning"), PREFERENCES)
def test_a_caller_chooses_the_tense(text: str, prefer: Tense, meaning: str):
    """A preferred tense decides where the words leave it open, and only there."""
    assert [show(expression) for expression in find_times(text, MONDAY_MORNING, prefer)] == [meaning]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("We row to Skye on 14 February", "at 2027-02-14 2027-02-15 day"),
        ("She sits her finals on 20 February", "at 2027-02-20 2027-02-21 day"),
        ("Our contract runs out on 20 February", "at 2027-02-20 2027-02-21 day"),
        ("recital 20 April", "at 2026-04-20 2026-04-21 day"),
        ("accident on 20 February", "at 2026-02-20 2026-02-21 day"),
        ("a fair on the first weekend of April", "at 2026-04-04 2026-04-05 day"),
    ],
)
def test_plain_present_looks_ahead_and_a_day_without_a_verb_is_the_nearest(text: str, meaning: str):
    """A verb in the present puts its day ahead whichever verb it is; where no verb tells, the nearest day is meant."""
    assert [show(expression) for expression in find_times(text, MONDAY_MORNING)] == [meaning]


def test_finds_every_expression_of_a_longer_text():
    """Several expressions in one text come in order, each with its own tense."""
    text = "I left Acme in May, have been at Globex since June, and will move to Lyon in August."
    found = find_times(text, MONDAY_MORNING)
    assert [(expression.text, show(expression)) for expression in found] == [
        ("in May", "at 2025-05-01 2025-06-01 month"),
        ("since June", "since 2025-06-01 - month"),
        ("in August", "at 2026-08-01 2026-09-01 month"),
    ]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("On sabbatical since 1 February, six months, no email", "span 2026-02-01 2026-08-01 day"),
        ("unpaid leave from 1 April, eight months", "span 2026-04-01 2026-12-01 day"),
        ("I'm off from Monday for two weeks", "span 2026-03-09 2026-03-23 day"),
        ("I lived there from 2001 for six years.", "span 2001-01-01 2007-01-01 year"),
        ("I've been off since 16 February, two weeks now", "since 2026-02-16 - day"),
    ],
)
def test_a_beginning_and_the_length_beside_it_make_a_stretch(text: str, meaning: str):
    """What begins on a day and lasts a length of time ends after it; a length that reaches up to now ends nothing."""
    assert [show(expression) for expression in find_times(text, MONDAY_MORNING)] == [meaning]

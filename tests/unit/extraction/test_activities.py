"""What sentences tell of what people do: on one occasion, as a routine, or no more."""

import pytest

from spectron.domain.behaviour import Activity, Course

DONE = [
    ("Went for a run this morning.", "run", 2, "morning"),
    ("I ran 5k today.", "run", 2, ""),
    ("Morning run done.", "run", 2, "morning"),
    ("I've been running.", "run", 2, ""),
    ("Just got back from yoga.", "yoga", 2, ""),
    ("The yoga class last night was packed.", "yoga", 1, "evening"),
    ("I had my guitar lesson yesterday.", "guitar lesson", 1, ""),
    ("Finished reading before bed.", "read", 2, "evening"),
    ("Called my mum on Sunday.", "call mum", 1, ""),
    ("Swimming again today.", "swim", 2, ""),
    ("Managed to squeeze in a swim before breakfast.", "swim", 2, "morning"),
    ("My sister and I played tennis on Saturday.", "tennis", 28, ""),
    ("Took the dog for a walk.", "walk dog", 2, ""),
    ("My evening run nearly killed me.", "run", 2, "evening"),
    ("I did a 5k this morning in the drizzle.", "run", 2, "morning"),
    ("Dog walk done, we're both muddy.", "walk dog", 2, ""),
    ("Football last night, we won!", "football", 1, "evening"),
    ("Baked sourdough today.", "bake", 2, ""),
    ("I read a few chapters in bed last night.", "read", 1, "evening"),
    ("Had my weekly tennis match.", "tennis", 2, ""),
    ("Gave my mum a call.", "call mum", 2, ""),
    ("Wrote a page in my journal.", "journal", 2, ""),
]
ROUTINES = [
    ("I run every Monday.", "run", "weekly on monday"),
    ("I meditate daily.", "meditate", "daily"),
    ("On weekdays I cycle to work.", "cycle", "weekly on weekdays"),
    ("Tuesdays are yoga nights.", "yoga", "weekly on tuesdays"),
    ("I have choir on Thursdays.", "choir", "weekly on thursday"),
    ("I always hit the gym on Mondays.", "gym", "weekly on monday"),
    ("I've got piano on Fridays.", "piano", "weekly on friday"),
    ("I've been going to pottery class every Wednesday since March.", "pottery", "weekly on wednesday"),
]
STOPPED = [
    ("I don't run any more.", "run"),
    ("I quit the gym.", "gym"),
    ("I've given up on yoga.", "yoga"),
    ("I no longer play tennis.", "tennis"),
    ("I stopped going to the gym.", "gym"),
    ("I cancelled my gym membership.", "gym"),
    ("I'm done with running.", "run"),
    ("I quit smoking.", "smoke"),
    ("Quit the gym.", "gym"),
    ("I never go to the gym any more.", "gym"),
]
NOTHING = [
    "I didn't go running yesterday.",
    "I was going to go running but it rained.",
    "My sister went for a run this morning.",
    "Tomorrow I'm going to swim.",
    "Did you go for a run?",
    "I skipped yoga today.",
    "If I ran every day I'd be fit.",
    "I wish I had gone running.",
    "When I was a kid I played the piano.",
    "I ran into Anna at the market.",
    "Yoga was cancelled tonight.",
    "I should meditate daily.",
    "Read me that page.",
    "I've got choir at seven.",
    "Stop reading that.",
    "The gym was closed today.",
    "I walked out of the meeting.",
    "Reminder: yoga on Friday.",
    "I taught my son to swim.",
    "I forgot to water the plants.",
]


def activities(extraction) -> list[Activity]:
    """The activities of one reading."""
    return [one for one in extraction.signals if isinstance(one, Activity)]


@pytest.mark.parametrize(("text", "name", "day", "part"), DONE)
def test_what_was_done_has_a_name_a_day_and_a_part_of_it(extract, text: str, name: str, day: int, part: str):
    """Past doings in many wordings come to one name, on the day that the words mean, said on Monday the 2nd."""
    found = activities(extract(text))
    clear = [one for one in found if one.course is not Course.HINTED]
    assert [(one.name, one.at.day, one.part, one.course) for one in clear] == [(name, day, part, Course.DONE)]


NOTES = [
    ("Swam in goggles at last!!!", "swim"),
    ("Yoga, coffee, bus.", "yoga"),
    ("Quick 10k and then a long call", "run"),
    ("Sore from yesterday's football", "football"),
    ("Pottery again, wonky as ever", "pottery"),
    ("Today's swim: icy", "swim"),
]
HINTS = [
    ("Nine miles in the hail", "run"),
    ("The altos drowned us out", "choir"),
    ("Only two clues left", "crossword"),
]
NO_HINTS = [
    "No swim today.",
    "My sister loves yoga.",
    "Maybe I'll take up fencing.",
    "The yoga class was cancelled.",
    "Is yoga good for the hips?",
    "I taught my son to swim.",
    "I do yoga every time it rains in theory, if I could.",
]


@pytest.mark.parametrize(("text", "name"), NOTES)
def test_notes_without_a_subject_or_a_verb_tell_what_was_done(extract, text: str, name: str):
    """Heads of notes, lists of the day and what the words call today's are occasions."""
    assert name in {one.name for one in activities(extract(text)) if one.course is Course.DONE}


@pytest.mark.parametrize(("text", "name"), HINTS)
def test_words_of_a_pursuit_hint_at_it(extract, text: str, name: str):
    """What speaks of a pursuit without naming it is a hint of it, and no occasion by itself."""
    found = activities(extract(text))
    assert name in {one.name for one in found}
    assert {one.course for one in found} == {Course.HINTED}


@pytest.mark.parametrize("text", NO_HINTS)
def test_what_is_denied_ahead_or_of_others_is_no_hint(extract, text: str):
    """Negations, plans, questions and other people's doings hint at nothing."""
    assert activities(extract(text)) == []


@pytest.mark.parametrize(("text", "name", "cadence"), ROUTINES)
def test_routines_are_told_with_their_cadence(extract, text: str, name: str, cadence: str):
    """A doing with a recurrence is a routine."""
    assert [(one.name, one.cadence, one.course) for one in activities(extract(text))] == [
        (name, cadence, Course.ROUTINE)
    ]


@pytest.mark.parametrize(("text", "name"), STOPPED)
def test_what_is_done_no_more_is_stopped(extract, text: str, name: str):
    """Words of stopping end a routine."""
    assert [(one.name, one.course) for one in activities(extract(text))] == [(name, Course.STOPPED)]


@pytest.mark.parametrize("text", NOTHING)
def test_what_did_not_take_place_is_no_activity(extract, text: str):
    """Plans, denials, wishes, questions, other people's doings and those of long ago are none."""
    assert activities(extract(text)) == []


def test_an_activity_quotes_the_turn(extract):
    """The quote is the very clause that tells it."""
    text = "Busy day, but I went for a run before work. Then meetings."
    [run] = activities(extract(text))
    assert text[run.quote.start : run.quote.end] == run.quote.text == "I went for a run before work"

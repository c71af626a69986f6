"""What lies ahead, as the built-in extractor reads it on Monday 2 March 2026 at 09:15."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from spectron.domain.behaviour import Occasion, OccasionKind, Standing
from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.read import read

SAID_AT = datetime(2026, 3, 2, 20, 15, tzinfo=UTC)

AHEAD = [
    ("I have a big hike tomorrow", "hike", "2026-03-03"),
    ("My interview is on Friday at 3pm.", "interview", "2026-03-06 15:00"),
    ("We're flying to Rome next week!", "trip to Rome", "2026-03-09..2026-03-16"),
    ("I've got an exam on 3 June.", "exam", "2026-06-03"),
    ("Dentist tomorrow.", "dentist", "2026-03-03"),
    ("I'm seeing Ana tonight.", "seeing Ana", "2026-03-02 21:00"),
    ("My sister's wedding is on Saturday.", "sister's wedding", "2026-03-07"),
    ("I'm going hiking with Tom tomorrow morning.", "hiking with Tom", "2026-03-03 09:00"),
    ("I start my new job on Monday.", "starting the new job", "2026-03-09"),
    ("My mum is visiting on Friday.", "mum's visit", "2026-03-06"),
    ("I have to give a presentation on Wednesday at 10am.", "presentation", "2026-03-04 10:00"),
    ("We're in Rome from Friday to Sunday.", "trip to Rome", "2026-03-06..2026-03-09"),
    ("I've booked a massage for Thursday.", "massage", "2026-03-05"),
    ("my theory test is at 10 tomorrow", "theory test", "2026-03-03 10:00"),
    ("I'm giving a talk on Thursday at half past six.", "talk", "2026-03-05 18:30"),
    ("We're going camping this weekend.", "camping", "2026-03-07..2026-03-09"),
    ("big exam tomorrow, wish me luck", "exam", "2026-03-03"),
    ("Got my citizenship ceremony on the 19th!", "citizenship ceremony", "2026-03-19"),
    ("I have an exam on Friday after the one on Thursday.", "exam", "2026-03-06"),
    ("Surgery on my hip is Thursday morning.", "surgery on the hip", "2026-03-05 09:00"),
    ("Office summer party is Saturday week", "office summer party", "2026-03-14"),
    ("It's sports day on Friday, half two", "sports day", "2026-03-06 14:30"),
    ("It's parents' evening on Tuesday.", "parents' evening", "2026-03-03"),
    ("Sunday's the half marathon", "half marathon", "2026-03-08"),
    ("Our leaving do is on Friday", "leaving do", "2026-03-06"),
    ("viewing tomorrow at 5pm with the agent", "viewing", "2026-03-03 17:00"),
    ("off to a concert tonight", "concert", "2026-03-02 21:00"),
    ("Dentist booked, a week today", "dentist", "2026-03-09"),
    ("My cousin is getting married on Boxing Day.", "cousin's wedding", "2026-12-26"),
    ("We get married on Valentine's Day.", "wedding", "2027-02-14"),
    ("I start at the hospital on Monday.", "starting at the hospital", "2026-03-09"),
    ("We pick up the keys on Wednesday.", "picking up the keys", "2026-03-04"),
    ("The inspectors are in on Friday.", "inspectors' visit", "2026-03-06"),
]
NONE = [
    "If the weather holds I might go hiking tomorrow.",
    "I wish I had a hike tomorrow.",
    "Do you think I have an exam tomorrow?",
    "Is the wedding on Saturday?",
    "I had a hike yesterday.",
    "I have yoga every Monday.",
    "I watched Tomorrow Never Dies last night.",
    "It's going to rain tomorrow.",
    "I don't have an exam tomorrow.",
    "I'd love to go to Rome next year.",
    "I'll think about it tomorrow.",
    "The election is on Tuesday.",
    "I'm going to bed early tonight.",
    "I have work tomorrow.",
    "Write a story about a hike tomorrow.",
    "Tom said he has an exam tomorrow.",
    '"I have a hike tomorrow" is what he always says.',
    "The parcel arrives on Thursday.",
    "I was going to fly to Rome next week.",
    "Is Sunday the marathon?",
    "I start at nine tomorrow.",
    "It'll be 40 tomorrow.",
    "I'll be 40 minutes late tomorrow.",
    "They get married on Friday in the book.",
    "It went really well.",
    "I passed the shop on the way.",
    "Final is on Sunday.",
]


def tell(extraction: Extraction) -> list[tuple[str, str, str]]:
    """Each occasion by its kind or standing, its subject and its time."""
    found = [one for one in extraction.signals if isinstance(one, Occasion)]
    return [(_stands(one), one.subject, _when(one)) for one in found]


def _stands(one: Occasion) -> str:
    plain = one.standing is Standing.AHEAD and one.kind is not OccasionKind.EVENT
    return one.kind.value if plain else one.standing.value


def _when(one: Occasion) -> str:
    if one.at is None:
        return ""
    if one.until is not None:
        return f"{one.at:%Y-%m-%d}..{one.until:%Y-%m-%d}"
    return f"{one.at:%Y-%m-%d}" if one.whole_day else f"{one.at:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("text", "subject", "when"), AHEAD)
def test_what_lies_ahead_is_an_occasion(extract: Callable[..., Extraction], text: str, subject: str, when: str) -> None:
    """Plans, appointments and journeys with a date are read with their name and their time."""
    assert tell(extract(text)) == [("ahead", subject, when)]


@pytest.mark.parametrize("text", NONE)
def test_what_is_not_planned_is_none(extract: Callable[..., Extraction], text: str) -> None:
    """Conditions, wishes, questions, routines, the past, stories, weather and what concerns others are left alone."""
    assert tell(extract(text)) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The hike is cancelled.", ("cancelled", "hike", "")),
        ("I'm not going hiking tomorrow after all.", ("cancelled", "hiking", "2026-03-03")),
        ("We called off the trip.", ("cancelled", "trip", "")),
        ("The wedding is off.", ("cancelled", "wedding", "")),
        ("The concert has been called off.", ("cancelled", "concert", "")),
        ("I decided not to go to the reunion.", ("cancelled", "reunion", "")),
        ("The dinner has been postponed.", ("cancelled", "dinner", "")),
        ("The interview was moved to Monday.", ("moved", "interview", "2026-03-09")),
        ("They rescheduled the hike for Sunday.", ("moved", "hike", "2026-03-08")),
        ("They moved the interview from Friday to Monday.", ("moved", "interview", "2026-03-09")),
        ("binned the picnic, it's going to pour", ("cancelled", "picnic", "")),
        ("The race isn't happening any more.", ("cancelled", "race", "")),
        ("I can't make it to the wedding.", ("cancelled", "wedding", "")),
        ("I've pulled out of the race.", ("cancelled", "race", "")),
        ("I swapped my haircut to Friday.", ("moved", "haircut", "2026-03-06")),
        ("We've pushed the camping trip back to the 20th because of rain.", ("moved", "camping trip", "2026-03-20")),
        ("The interview is now Thursday instead of Tuesday.", ("moved", "interview", "2026-03-05")),
        ("The gig isn't Friday any more, it's Sunday.", ("moved", "gig", "2026-03-08")),
        (
            "dinner with Ana isn't friday anymore, we're doing sunday instead",
            ("moved", "dinner with Ana", "2026-03-08"),
        ),
        ("Ended up cancelling the trip.", ("cancelled", "trip", "")),
        ("Exam over!! so relieved", ("over", "exam", "")),
        ("Interview done, they were nice.", ("over", "interview", "")),
        ("Funeral was lovely in the end.", ("over", "funeral", "")),
        ("the bbq was a riot", ("over", "barbecue", "")),
        ("PASSED!! first time!", ("over", "it", "")),
        ("The hike was great!", ("over", "hike", "")),
        ("The interview went really well.", ("over", "interview", "")),
        ("I passed my driving test!!", ("over", "driving test", "")),
        ("We just got back from Rome.", ("over", "Rome", "")),
    ],
)
def test_what_becomes_of_occasions(extract: Callable[..., Extraction], text: str, told: tuple[str, str, str]) -> None:
    """Calling off, moving and looking back are told apart from what lies ahead."""
    assert tell(extract(text)) == [told]


@pytest.mark.parametrize(
    ("text", "whose", "day"),
    [
        ("My birthday is March 3.", "birthday", "2026-03-03"),
        ("It's my birthday next Tuesday.", "birthday", "2026-03-10"),
        ("Ana's birthday is on Sunday.", "Ana's birthday", "2026-03-08"),
        ("My daughter turns six next Sunday.", "daughter's birthday", "2026-03-15"),
        ("it's my dad's 70th on saturday and I forgot the card", "dad's birthday", "2026-03-07"),
        ("i'll be 40 tomorrow", "birthday", "2026-03-03"),
        ("My daughter is 7 on Friday.", "daughter's birthday", "2026-03-06"),
        ("turning 50 on thursday, send help", "birthday", "2026-03-05"),
        ("Nana's going to be eighty on Halloween.", "nana's birthday", "2026-10-31"),
        ("The twins have their birthday a week on Sunday.", "twins' birthday", "2026-03-15"),
        ("Tomorrow is my nephew's birthday.", "nephew's birthday", "2026-03-03"),
    ],
)
def test_birthdays_are_read(extract: Callable[..., Extraction], text: str, whose: str, day: str) -> None:
    """The speaker's own and those of others."""
    assert tell(extract(text)) == [("birthday", whose, day)]


def test_a_birthday_of_long_ago_is_history(extract: Callable[..., Extraction]) -> None:
    """Where a year that is over is told in the past, nobody's birthday comes round."""
    assert tell(extract("Haydn's birthday was the 31st of March 1732.")) == []


@pytest.mark.parametrize(
    ("text", "subject", "when"),
    [
        ("I'll remind you tomorrow to call the bank.", "remind the user to call the bank", "2026-03-03"),
        ("I'll check in with you on Friday.", "check in with the user", "2026-03-06"),
        ("I'll send you the recipe.", "send the user the recipe", ""),
        ("I will ask you how it went tomorrow evening.", "ask the user how it went", "2026-03-03 21:00"),
        ("I'll look into it and let you know tomorrow.", "let the user know", "2026-03-03"),
    ],
)
def test_the_assistant_is_held_to_promises(
    extract: Callable[..., Extraction], text: str, subject: str, when: str
) -> None:
    """What an assistant says it will do is a promise, in words for the agent."""
    assert tell(extract(text, role="assistant")) == [("promise", subject, when)]


@pytest.mark.parametrize(
    "text",
    [
        "I'll be happy to help with that.",
        "If you want, I'll remind you on Friday.",
        "Would you like me to remind you tomorrow?",
        "I can send you the recipe if you like.",
        "Your interview is on Friday at 3pm.",
        "I won't check in with you on Friday, then.",
        "I'll send it right away: here it is.",
    ],
)
def test_courtesy_is_no_promise(extract: Callable[..., Extraction], text: str) -> None:
    """Offers, conditions and what is done at once bind nobody."""
    assert tell(extract(text, role="assistant")) == []


@pytest.mark.parametrize(
    ("text", "subject", "when"),
    [
        ("Remind me to call the bank tomorrow.", "remind the user to call the bank", "2026-03-03"),
        ("Please remind me at 6pm to feed the cat.", "remind the user to feed the cat", "2026-03-02 18:00"),
        (
            "Could you check in with me on Thursday about the diet?",
            "check in with the user about the diet",
            "2026-03-05",
        ),
    ],
)
def test_users_ask_to_be_reminded(extract: Callable[..., Extraction], text: str, subject: str, when: str) -> None:
    """What a user asks for at a time is a promise too."""
    assert tell(extract(text)) == [("promise", subject, when)]


@pytest.mark.parametrize(
    ("text", "subject", "when"),
    [
        ("I'll ask you how the exam went when we talk on Monday.", "ask the user how the exam went", "2026-03-09"),
        ("Next time we talk I'll have a new poem for you.", "have a new poem for the user", ""),
        ("I'll pick the tale up with part four on Sunday.", "pick the tale up with part four", "2026-03-08"),
        ("I promise I won't mention your ex again.", "not mention their ex again", ""),
        ("I promise not to bring up your job.", "not bring up their job", ""),
    ],
)
def test_promises_for_the_next_talk_and_promises_not_to(
    extract: Callable[..., Extraction], text: str, subject: str, when: str
) -> None:
    """Talking again is a time and no condition, and what is promised not to be done begins with "not"."""
    assert tell(extract(text, role="assistant")) == [("promise", subject, when)]


@pytest.mark.parametrize(
    ("before", "text", "subject"),
    [
        ("My driving test is on the 2nd of March.", "PASSED!! first time!", "driving test"),
        ("My knee operation is on Sunday.", "Home from hospital, all well.", "knee operation"),
        ("I've an interview with the bank on 2 March at nine.", "Just out of there. Lovely people.", "interview"),
        ("I defend my thesis on the 2nd of March.", "It's Doctor Hill now, thank you.", "defending the thesis"),
        ("I have a recital today.", "It went really well.", "recital"),
    ],
)
def test_a_result_without_a_name_is_of_what_was_told_before(before: str, text: str, subject: str) -> None:
    """Of the occasions of earlier turns, the one that began last is over."""
    earlier = make_turn("turn:1", before, SAID_AT - timedelta(days=2))
    found = tell(read(make_turn("turn:2", text, SAID_AT), Window(turns=(earlier,))))
    assert any(standing == "over" and subject in name for standing, name, _ in found)


def test_a_result_is_of_nothing_that_is_still_ahead() -> None:
    """What begins tomorrow cannot be over."""
    earlier = make_turn("turn:1", "My recital is on Friday.", SAID_AT - timedelta(days=2))
    found = tell(read(make_turn("turn:2", "It went really well.", SAID_AT), Window(turns=(earlier,))))
    assert found == []


def make_turn(name: str, text: str, at: datetime) -> Turn:
    """A turn of a user."""
    return Turn(TurnId(name), SessionId("session:1"), Scope.of({"user": "u"}), Role.USER, text, at)

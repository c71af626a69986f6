"""What a user says of themselves shows traits; what is said of others, asked or supposed does not."""

import pytest

from spectron.domain.behaviour import TraitCue
from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.estimates import ASPECTS
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import parse_instant
from spectron.extraction.builtin.cues.phrases import read_rows
from spectron.extraction.builtin.lexis.words import read_data
from spectron.extraction.builtin.read import read

SAID_AT = parse_instant("2026-05-04T18:00:00Z", "at")


def cues(text: str, role: Role = Role.USER) -> list[TraitCue]:
    """The cues of one turn."""
    turn = Turn(TurnId("turn:1"), SessionId("session:1"), Scope.of({"user": "u"}), role, text, SAID_AT, 1)
    return [one for one in read(turn, Window()).signals if isinstance(one, TraitCue)]


def shown(text: str) -> set[str]:
    """The aspects of one turn with their direction."""
    return {f"{one.aspect}{'+' if one.strength > 0 else '-'}" for one in cues(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm a total extrovert.", "enthusiasm+"),
        ("I've always been a homebody.", "enthusiasm-"),
        ("We hardly know each other but people call me outgoing.", "enthusiasm+"),
        ("I spent the whole weekend alone and it was bliss.", "enthusiasm-"),
        ("My colleagues say I'm pushy.", "assertiveness+"),
        ("I'd describe myself as timid.", "assertiveness-"),
        ("I love public speaking.", "assertiveness+"),
        ("I volunteer at the hospice on Sundays.", "compassion+"),
        ("I think I'm quite selfish.", "compassion-"),
        ("I'm too blunt for my own good.", "politeness-"),
        ("I'm not lazy.", "industriousness+"),
        ("I missed the deadline again.", "industriousness-"),
        ("I made a colour-coded plan for the move.", "orderliness+"),
        ("I never plan ahead.", "orderliness-"),
        ("I tend to worry a lot.", "withdrawal+"),
        ("I'm easygoing.", "withdrawal-"),
        ("I lost my temper with the printer.", "volatility+"),
        ("I'm patient with kids.", "volatility-"),
        ("I love philosophy.", "intellect+"),
        ("Modern art leaves me cold.", "aesthetics-"),
        ("I really enjoy going to galleries.", "aesthetics+"),
        ("I'm the sort who never plans ahead.", "orderliness-"),
        ("I can't stop looking things up.", "intellect+"),
        ("Other people's drama bores me.", "compassion-"),
        ("Opera is wasted on me.", "aesthetics-"),
    ],
)
def test_what_someone_is_does_and_likes_shows_an_aspect(text: str, expected: str) -> None:
    """Self-descriptions, behaviour and tastes give the aspect and its direction."""
    assert shown(text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "Are you lazy?",
        "My cousin is a perfectionist.",
        "She says she's shy.",
        "If I were tidier I'd find it.",
        "I wish I were more outgoing.",
        "I want to be more organised.",
        "I was shy as a child.",
        "I'm anxious about tomorrow.",
        "I'll throw a party next week.",
        "I should volunteer at the shelter some day.",
        "I live in a messy neighbourhood.",
        "I'm reading about introverts.",
        "I'm the carer of a shy dog.",
        "Suppose I'm lazy, what then?",
        "I'm curious how that works.",
        "I know, don't worry.",
        "I didn't read the last chapter.",
        "I'm sorry for breaking the rules.",
        "I don't see how she kept her desk tidy.",
        "I like this painting.",
        "I feel drawn to the sea.",
        "We're not really meant for each other.",
        "I love your dedication to helping others.",
        "I'm kind of stuck.",
        "I'm here to help others.",
        "I enjoyed it after a day of volunteering.",
        "She admires my dedication to helping others.",
        "Do you know anyone who is bossy?",
        "You're so organised!",
        "I'm married to an introvert.",
        'The caption says "I am a perfectionist".',
    ],
)
def test_others_wishes_questions_and_passing_states_show_nothing(text: str) -> None:
    """Nothing is read into what is not said of the speaker as they are."""
    assert shown(text) == set()


def test_only_users_have_traits() -> None:
    """An assistant's words about itself give none."""
    assert cues("I'm a perfectionist.", Role.ASSISTANT) == []


def test_a_cue_rests_on_words_of_the_turn_and_says_why() -> None:
    """Quote, reason in plain words, and strength; a denial has the reason of the opposite."""
    text = "By the way, I'm not very organised."
    (one,) = cues(text)
    assert text[one.quote.start : one.quote.end] == one.quote.text == "I'm not very organised"
    assert one.reason == "says they are not one for order"
    (liked,) = cues("I can't stand small talk.")
    assert liked.reason == "says they dislike company"


def test_strong_words_weigh_more_than_mild_ones() -> None:
    """A bit shy is less than shy, and extremely shy is more."""
    mild, plain, strong = (cues(f"I'm {word} shy.")[0].strength for word in ("a bit", "usually", "extremely"))
    assert strong < plain < mild < 0


def test_each_trait_of_a_list_counts() -> None:
    """Several words for oneself in one sentence are several cues."""
    told = "I'm outgoing, bossy, compassionate and polite. I'm lazy, tidy and a worrier. I'm moody and creative."
    names = (
        "enthusiasm assertiveness compassion politeness industriousness orderliness withdrawal volatility aesthetics"
    )
    assert {one.aspect for one in cues(told)} == set(names.split())


def test_every_row_of_the_data_speaks_of_an_aspect() -> None:
    """A misspelt aspect, or one way of saying it that nobody reads, would never count."""
    aspects = {name for pair in ASPECTS.values() for name in pair}
    rows = list(read_rows(read_data("traits.tsv")))
    assert {row[0] for row in rows} == aspects | {"-"}
    assert {row[2] for row in rows} == {"is", "tends", "does", "likes", "says", "liking", "effect"}
    assert all(row[4] for row in rows if row[0] != "-")
    assert all(0 < abs(float(row[1])) <= 1 for row in rows)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I would never interrupt my teacher.", "politeness+"),
        ("I'll gladly jump the queue when nobody is looking.", "politeness-"),
        ("Can't go a day without singing or a bit of music.", "aesthetics+"),
        ("I haven't raised my voice in years.", "volatility-"),
        ("Never been one for theory.", "intellect-"),
        ("I can't help overthinking every text.", "withdrawal+"),
        ("I rarely feel blue.", "withdrawal-"),
        ("My desk is a bombsite.", "orderliness-"),
        ("I'm hopeless at small talk.", "enthusiasm-"),
        ("I'm awful at deadlines.", "industriousness-"),
        ("I grabbed the microphone and got everyone to sit down.", "assertiveness+"),
        ("I can't bear to see an animal suffer.", "compassion+"),
    ],
)
def test_habits_told_with_helping_verbs_or_without_a_subject_are_read(text: str, expected: str) -> None:
    """What one would never do, can't help doing or has not done in years tells as much as what one does."""
    assert shown(text) == {expected}


@pytest.mark.parametrize(
    "text",
    [
        "My aunt would never interrupt anybody.",
        "I snapped a picture of the lake.",
        "I'll jump the queue if you tell me to.",
        "Should I take charge of the meeting?",
        "His desk is a bombsite.",
        "I'm always down for a swim.",
        "My daughter is my motivation.",
    ],
)
def test_plans_conditions_and_others_habits_show_nothing(text: str) -> None:
    """The same words about somebody else, about a plan or in a question are not told of oneself."""
    assert shown(text) == set()

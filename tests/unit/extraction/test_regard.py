"""What one side's words show for the other side of the conversation."""

import pytest

from spectron.domain.behaviour import Regard
from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.domain.temporal import parse_instant
from spectron.extraction.builtin.read import read

SAID_AT = parse_instant("2026-05-04T18:00:00Z", "at")
USER, AGENT = Role.USER, Role.ASSISTANT


def regards(text: str, role: Role = USER) -> list[Regard]:
    """The regard that one turn shows."""
    turn = Turn(TurnId("turn:1"), SessionId("session:1"), Scope.of({"user": "u"}), role, text, SAID_AT, 1)
    return [one for one in read(turn, Window()).signals if isinstance(one, Regard)]


def shown(text: str, role: Role = USER) -> set[str]:
    """The facets of one turn with their direction."""
    return {f"{one.facet.value}{'+' if one.strength > 0 else '-'}" for one in regards(text, role)}


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("Thanks, that's exactly it.", USER, "rapport+"),
        ("You're so kind!", USER, "rapport+"),
        ("Haha, touché.", USER, "rapport+"),
        ("I'm sorry I shouted at you.", USER, "rapport+"),
        ("I've missed you!", USER, "connection+"),
        ("Please don't leave me.", USER, "connection+"),
        ("I have never told anyone about the letters.", USER, "trust+"),
        ("I trust you completely.", USER, "trust+"),
        ("What would you do?", USER, "trust+"),
        ("Are you lying to me?", USER, "trust-"),
        ("You're an idiot.", USER, "rapport-"),
        ("I'm deleting this app.", USER, "connection-"),
        ("Why should I believe you?", USER, "trust-"),
        ("Keep this to yourself, please.", USER, "trust+"),
        ("It wasn't open, why would I trust you?", USER, "trust-"),
        ("Should I tell her the truth or should I let it go?", USER, "trust+"),
        ("How are you feeling today?", AGENT, "connection+"),
        ("I'm so sorry you lost him.", AGENT, "connection+"),
        ("I trust you on this one.", AGENT, "trust+"),
        ("You're ridiculous.", AGENT, "rapport-"),
    ],
)
def test_words_to_the_other_side_show_a_facet(text: str, role: Role, expected: str) -> None:
    """Warmth, trust and closeness, and their opposites, from either side."""
    assert shown(text, role) == {expected}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Thanks to the snow we stayed home.", USER),
        ("He told me he trusts you.", USER),
        ("I miss my old flat.", USER),
        ("If you lied to me I'd know.", USER),
        ("My printer is useless.", USER),
        ("What should I wear?", USER),
        ("He must hate you.", USER),
        ("That is between us and the sea.", USER),
        ("The pain should go away soon.", USER),
        ("I'm so pissed off at my landlord.", USER),
        ("We had a great time at the lake.", USER),
        ("I hope you're great.", USER),
        ("Is that a good idea?", USER),
        ("My kids are taken care of.", USER),
        ("You have a good understanding of tax law.", AGENT),
        ("How do I write a thank you note?", USER),
        ('How do you say "I love you" in Greek?', USER),
        ("The shop opens at nine.", AGENT),
        ("She said she was sorry to hear it.", AGENT),
    ],
)
def test_words_about_others_show_nothing(text: str, role: Role) -> None:
    """What was said by or of somebody else is no regard for the other side."""
    assert shown(text, role) == set()


def test_nobody_but_the_two_sides_has_regard() -> None:
    """A tool's thanks are none."""
    assert regards("Thanks for your order.", Role.TOOL) == []


def test_an_assistants_courtesy_weighs_less_than_a_users_thanks() -> None:
    """Routine politeness of the agent is nearly nothing."""
    (user,), (agent,) = regards("Thanks for telling me."), regards("Thanks for telling me.", AGENT)
    assert 0 < agent.strength < user.strength / 2


def test_a_regard_rests_on_words_of_the_turn_and_is_told_once() -> None:
    """Thanks said twice in a turn are one signal, with the quote of one of them."""
    text = "Thank you! Really, thank you."
    (one,) = regards(text)
    assert text[one.quote.start : one.quote.end] == one.quote.text
    assert one.reason == "said thanks"


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("We seem to think alike, it's great.", USER, "rapport+"),
        ("It's awkward between us today.", USER, "rapport-"),
        ("I'll take your word for it.", USER, "trust+"),
        ("From now on I'll check it myself.", USER, "trust-"),
        ("I'd be lost without you.", USER, "connection+"),
        ("It's like talking to a brick wall.", USER, "connection-"),
        ("We used to be close, I don't feel heard these days.", USER, "connection-"),
        ("I have not forgotten what you told me about the exam.", AGENT, "connection+"),
        ("I refuse to go on with this.", AGENT, "rapport-"),
    ],
)
def test_closeness_and_distance_are_read_in_plain_words(text: str, role: Role, expected: str) -> None:
    """Getting on, relying and belonging, and what has gone of them, show each their facet."""
    assert shown(text, role) == {expected}


@pytest.mark.parametrize("text", ["My sister understands me better than my mum does.", "Football is part of my life."])
def test_closeness_to_somebody_else_shows_nothing(text: str) -> None:
    """Only words to the other side show regard for it."""
    assert shown(text) == set()

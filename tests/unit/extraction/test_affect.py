"""What is read of feelings from words."""

from datetime import UTC, datetime

import pytest

from spectron.domain.behaviour import Affect, Feeling, Toward
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import Scope
from spectron.extraction.builtin.affect import read_affect


def feel(text: str, role: Role = Role.USER, language: str | None = "en") -> tuple[Affect, ...]:
    """The feelings of a text."""
    at = datetime(2024, 5, 1, tzinfo=UTC)
    return read_affect(Turn(TurnId("turn:1"), SessionId("session:1"), Scope(), role, text, at, language=language))


def push(text: str) -> Feeling:
    """The push of a text with one feeling; nothing where it has none."""
    found = feel(text)
    return found[0].push if found else Feeling()


@pytest.mark.parametrize(
    "text",
    [
        "I'm so happy today",
        "thank you, that helped",
        "I love talking to you",
        "what a wonderful day",
        "lol that's hilarious",
        "I couldn't be happier",
        "I can't wait for Friday!",
        "finally over, what a relief",
        "😊",
        "I got the job!",
    ],
)
def test_pleasant_words_push_up(text):
    """Joy, thanks, love, laughter and good news raise the valence."""
    assert push(text).valence > 0.15


@pytest.mark.parametrize(
    "text",
    [
        "I feel terrible",
        "I'm not happy",
        "I've never been this sad in my life",
        "my dog died yesterday",
        "I got laid off",
        "ugh, this is so frustrating",
        "I'm fed up with my boss",
        "I'm scared of the operation",
        "we broke up",
        "😭",
    ],
)
def test_unpleasant_words_push_down(text):
    """Sorrow, anger, fear and bad news lower the valence."""
    assert push(text).valence < -0.15


@pytest.mark.parametrize(
    "text",
    [
        "I work at a cancer charity",
        "the film is called Joy",
        "what kind of battery does it take?",
        "please kill the process",
        "that's a pretty large file",
        "I mean the other one",
        "what does it look like?",
        "Can you book a table for four at seven?",
        "My sister lives in Hull.",
        "> I hate this\nsee above",
        "My battery died, where can I charge it?",
        "Please rewrite the letter in a happier tone",
        "I need a synonym for angry",
        "My favourite colour is green",
        "My favourite colour is blue",
        "My uncle is a divorce lawyer",
        "She drives a gold Toyota",
        "The shop is on Fire Street",
        "Is the soup hot?",
        "The crash happened at five according to the log",
        'The sign said "I love cats" in red.',
        "run `make happy` and tell me",
        "",
    ],
)
def test_what_only_looks_like_a_feeling_is_none(text):
    """Names, set phrases, quotations and code feel nothing."""
    assert feel(text) == ()


def test_a_denial_turns_a_feeling_round_at_less_than_its_strength():
    """ "Not happy" is unpleasant, and less so than "happy" is pleasant."""
    assert -push("I'm happy").valence < push("I'm not happy").valence < 0
    assert 0 < push("It isn't awful").valence < -push("It is awful").valence


def test_words_of_degree_change_the_strength():
    """Slightly, plainly, extremely: each more than the one before."""
    slight, plain, extreme = (push(f"I'm {words}sad").valence for words in ("slightly ", "", "extremely "))
    assert extreme < plain < slight < 0


def test_shouting_marks_and_drawn_out_words_strengthen():
    """Exclamation marks, capitals and letters drawn out make a feeling stronger."""
    plain = push("I'm happy today").valence
    assert all(push(text).valence > plain for text in ("I'm happy today!!", "I'm HAPPY today", "I'm happyyyy today"))


def test_behind_a_but_counts_more():
    """The later half of a contrast outweighs the first."""
    up, down = feel("I was sad, but now I'm happy")[-1], feel("I was happy, but now I'm sad")[-1]
    assert up.push.valence > -feel("I was sad, but now I'm happy")[0].push.valence
    assert -down.push.valence > feel("I was happy, but now I'm sad")[0].push.valence


def test_what_ones_own_people_feel_counts_half_and_strangers_hardly():
    """A sister's sorrow moves a mood, a stranger's does not."""
    assert push("I'm heartbroken").valence < push("my sister is heartbroken").valence < -0.15
    assert feel("the man was sad") == ()


def test_laughter_takes_the_edge_off():
    """What is said with a laugh is meant less badly."""
    assert push("haha you're such an idiot").valence > push("you're such an idiot").valence + 0.3


def test_a_question_about_oneself_tells_a_feeling():
    """ "Why am I so sad?" tells one; "are you sad?" tells hardly any."""
    assert push("why am I so sad?").valence < -0.3
    assert feel("are you sad?") == ()


@pytest.mark.parametrize("text", ["she was angry", "if I were sad", "are you angry?", "I wish I was happy"])
def test_feelings_of_others_and_unreal_ones_move_little(text):
    """What another felt, what is supposed, wished or asked for moves less than half of what one feels."""
    assert abs(push(text).valence) < 0.3


@pytest.mark.parametrize(
    ("text", "toward", "up"),
    [
        ("you are useless", Toward.OTHER_SIDE, False),
        ("thank you, you're great", Toward.OTHER_SIDE, True),
        ("I love talking to you", Toward.OTHER_SIDE, True),
        ("I hate you", Toward.OTHER_SIDE, False),
    ],
)
def test_what_is_directed_at_the_other_side_moves_affiliation(text, toward, up):
    """Praise and blame of the one who is spoken to bring closer and drive apart."""
    found = feel(text)[0]
    assert found.toward is toward
    assert found.push.affiliation > 0.2 if up else found.push.affiliation < -0.15


def test_a_feeling_about_others_hardly_moves_affiliation():
    """Anger at somebody else is no anger at the other side."""
    found = feel("my boss is awful")[0]
    assert found.toward is Toward.ELSEWHERE
    assert abs(found.push.affiliation) < 0.15


def test_the_quote_stands_in_the_turn_and_the_reason_names_the_words():
    """Every feeling shows where it was read."""
    text = "I went out. I'm so fed up with this rain! Bye."
    found = feel(text)[0]
    assert text[found.quote.start : found.quote.end] == found.quote.text
    assert "fed up" in found.reason
    assert found.themes == ("frustration",)


def test_tools_and_systems_feel_nothing():
    """Only people and assistants have feelings to read."""
    assert feel("I'm so happy", Role.TOOL) == feel("I'm so happy", Role.SYSTEM) == ()
    assert feel("I'm so happy", Role.ASSISTANT)


def test_in_another_language_only_emoji_are_read():
    """No English word is looked for in a French turn."""
    assert feel("je suis content, die triste", language="fr") == ()
    assert feel("je suis content 😊", language="fr")


@pytest.mark.parametrize(
    "text",
    [
        "never " * 30_000,
        "can't " * 30_000,
        "```" * 60_000,
        ":)" * 90_000,
        "so happy " * 20_000,
        f'He said "{"x" * 300} hm" to me',
    ],
)
def test_unfriendly_texts_are_read_and_give_few_feelings(text):
    """A turn of any length gives at most a dozen feelings."""
    assert len(feel(text)) <= 12


@pytest.mark.parametrize(
    "text",
    [
        "The biopsy came back benign",
        "My grandson fell asleep on my lap",
        "Our visa was approved this morning",
        "He couldn't have asked for a better day",
        "I haven't been this happy since the summer",
        "Nothing could ruin this evening",
        "I cried at the wedding, the good kind",
        "Grandma pulled through",
        "He walked out of the hospital today",
    ],
)
def test_good_events_without_a_word_of_feeling_push_up(text):
    """What happened tells a feeling, and a denial may say that it was never better."""
    assert push(text).valence > 0.1


@pytest.mark.parametrize(
    "text",
    [
        "The tumour has spread to his lungs",
        "The landlord put the rent up",
        "Nobody turned up to my party",
        "My manager took credit for the design",
        "I feel nothing but fear",
        "It isn't getting any easier",
        "Can't say I've had a good month",
        "I screamed at my daughter this morning",
        "I missed my son's graduation",
        "My insurance ran out",
    ],
)
def test_bad_events_without_a_word_of_feeling_push_down(text):
    """What happened tells a feeling, and nothing that stands beside "but" is denied."""
    assert push(text).valence < -0.1


@pytest.mark.parametrize(
    "text",
    [
        "Is joy a noun or a verb?",
        "How do you say good luck in Finnish?",
        "Anger detection models need labelled audio",
        "a film about grief",
        "What causes panic attacks?",
        "Write a scene where the villain dies of shame",
        "Does the regex match 😀?",
        "The rash didn't show up on the photo",
        "I got in the car",
        "A mug of tea, please",
    ],
)
def test_a_feeling_that_is_only_mentioned_is_none(text):
    """Words as words, data, titles, stories and general questions leave the mood alone."""
    assert not feel(text)

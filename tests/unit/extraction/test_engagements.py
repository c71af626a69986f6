"""Which topics sentences show to occupy the speaker, and which put them off."""

import pytest

from spectron.domain.behaviour import Engagement
from spectron.domain.estimates import DOMAINS
from spectron.extraction.builtin.cues.pursuits import known_topics

DRAWN = [
    ("I love jazz and hiking.", {("jazz", "music"), ("hiking", "sport & fitness")}),
    ("I'm really into astronomy these days.", {("astronomy", "science")}),
    ("I'm a huge fan of science fiction.", {("science fiction", "reading & writing")}),
    ("I'm obsessed with sourdough.", {("baking", "food & cooking")}),
    ("I can't get enough of Ethiopian food.", {("ethiopian food", "food & cooking")}),
    ("I'm really getting into beekeeping.", {("beekeeping", "nature & animals")}),
    ("I'm a big opera fan.", {("opera", "music")}),
    ("Cooking is my favourite way to unwind.", {("cooking", "food & cooking")}),
    ("Photography is my passion.", {("photography", "arts & crafts")}),
    ("I watched a documentary about octopuses.", {("octopuses", "nature & animals")}),
    ("Do you know any good jazz concerts?", {("jazz", "music"), ("concerts", "music")}),
    ("Ran 5k this morning.", {("running", "sport & fitness")}),
    ("I'm learning Italian.", {("Italian", "languages & learning")}),
]
AVERSE = [
    ("I can't stand golf.", "golf"),
    ("I'm not really into football.", "football"),
    ("Chess bores me.", "chess"),
    ("I lost interest in chess.", "chess"),
    ("I don't like opera.", "opera"),
]
NOTHING = [
    "I love you.",
    "I love the idea.",
    "I like your answer.",
    "My sister loves opera.",
    "I'd like a coffee.",
    "I hate Mondays.",
    "I used to love chess.",
    "If I loved opera I would go.",
    "I vacuumed the flat.",
]


def engagements(extraction) -> list[Engagement]:
    """The engagements of one reading."""
    return [one for one in extraction.signals if isinstance(one, Engagement)]


@pytest.mark.parametrize(("text", "topics"), DRAWN)
def test_what_draws_the_speaker_is_told_with_its_field(extract, text: str, topics: set[tuple[str, str]]):
    """Love, reading, asking and doing show topics, each of one published field."""
    found = engagements(extract(text))
    assert {(one.topic, one.domain) for one in found} == topics
    assert all(0 < one.strength <= 1 for one in found)


@pytest.mark.parametrize(("text", "topic"), AVERSE)
def test_what_puts_the_speaker_off_is_negative(extract, text: str, topic: str):
    """Denied liking, dislike and boredom count against a topic."""
    assert [(one.topic, one.strength < 0) for one in engagements(extract(text))] == [(topic, True)]


@pytest.mark.parametrize("text", NOTHING)
def test_people_wishes_and_errands_are_no_topics(extract, text: str):
    """Love of a person, other people's tastes, wishes, what is over, and chores tell no topic."""
    assert engagements(extract(text)) == []


def test_every_known_topic_has_a_published_field():
    """The lists of topics stand under the fields that are published."""
    assert {pursuit.domain for pursuit in known_topics().values()} <= set(DOMAINS)

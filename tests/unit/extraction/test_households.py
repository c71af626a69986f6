"""Who lives with whom, and what is driven after one car is sold and another bought."""

import pytest

TOLD = [
    ("I live in a shared flat with Tim and Nora.", "me lives_with=Tim"),
    ("i live with tim and nora", "me lives_with=tim"),
    ("I live with my partner Alex in Exeter.", "me lives_with=Alex"),
    ("I've moved in with my daughter Susan in Leeds.", "me location=Leeds"),
    ("I moved in with Ravi last month.", "me lives_with=Ravi"),
    ("tim moved out, our new flatmate is called aisha", "me lives_with=tim !end"),
    ("tim moved out, our new flatmate is called aisha", "me lives_with=aisha"),
    ("Nora has moved out of our flat.", "me lives_with=Nora !end"),
    ("My flatmate Pia is from Turin.", "me lives_with=Pia"),
    ("I founded it with my old roommate Tunde.", "me friend_of=Tunde"),
    ("I sold the Honda and bought a used Toyota Yaris.", "me vehicle=Honda !end"),
    ("I sold the Honda and bought a used Toyota Yaris.", "me vehicle=used Toyota Yaris"),
    ("We bought a Skoda last week.", "me vehicle=Skoda"),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_told(tell, text, expected):
    """Who moves in, shares a home or drives a car is told by ordinary sentences, in capitals or without."""
    assert expected in tell(text)


@pytest.mark.parametrize(
    "text",
    [
        "Tim moved out of his parents' house.",
        "Tim is moving out.",
        "I live with depression.",
        "Tim moved out to Leeds.",
        "I had the weirdest dream, I lived on Mars with David Bowie.",
        "I had a dream last night in which I lived with Tom.",
    ],
)
def test_not_told(tell, text):
    """Who leaves another's home, what is lived with and what was dreamt say nothing of the speaker's home."""
    assert not any("lives_with" in claim for claim in tell(text))


def test_dream_job(tell):
    """A dream job is no dream."""
    assert "me works_at=Google !end" in tell("I had my dream job at Google.")

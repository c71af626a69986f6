"""What sentences tell of aims: set, on the way, reached or given up."""

import pytest

from spectron.domain.behaviour import GoalStep, Step

STEPS = [
    ("We did it! The Alpine crossing, six days!", "Alpine crossing", Step.ACHIEVED, ""),
    ("I've decided to give up on the garden book.", "garden book", Step.DROPPED, ""),
    ("We have closed down the bakery idea.", "bakery idea", Step.DROPPED, ""),
    ("I'm done with trying to learn the drums", "learn the drums", Step.DROPPED, ""),
    ("I'm not doing the triathlon any more", "triathlon", Step.DROPPED, ""),
    ("I'm registered for the Goethe exam", "register for the Goethe exam", Step.SET, ""),
    ("My goal is to run a marathon in October.", "run a marathon", Step.SET, "2026-11-01"),
    ("I want to learn Spanish.", "learn Spanish", Step.SET, ""),
    ("I'm training for a marathon.", "train for a marathon", Step.SET, ""),
    ("I've decided to write a novel.", "write a novel", Step.SET, ""),
    ("I'm trying to lose 5 kilos by June.", "lose 5 kilos", Step.SET, "2026-06-01"),
    ("I've set myself the goal of saving 2000 euros by Christmas.", "save 2000 euros", Step.SET, "2026-12-25"),
    ("I did 15k today for the marathon training.", "marathon training", Step.PROGRESSED, ""),
    ("I'm halfway through my thesis.", "thesis", Step.PROGRESSED, ""),
    ("I finished chapter three of my novel.", "novel", Step.PROGRESSED, ""),
    ("I've saved 500 euros so far.", "save 500 euros", Step.PROGRESSED, ""),
    ("I finished the marathon!", "finish the marathon", Step.ACHIEVED, ""),
    ("I finally passed my driving test.", "pass my driving test", Step.ACHIEVED, ""),
    ("I did it, I ran the marathon!", "run the marathon", Step.ACHIEVED, ""),
    ("I can finally speak Spanish.", "speak Spanish", Step.ACHIEVED, ""),
    ("I gave up on learning Spanish.", "learn Spanish", Step.DROPPED, ""),
    ("I no longer want to write a novel.", "write a novel", Step.DROPPED, ""),
    ("I've decided against the marathon.", "marathon", Step.DROPPED, ""),
    ("I decided not to run the marathon after all.", "run the marathon", Step.DROPPED, ""),
    ("I cancelled my marathon plan.", "marathon plan", Step.DROPPED, ""),
    ("I pulled out of the marathon.", "marathon", Step.DROPPED, ""),
    ("I've finally quit smoking.", "quit smoking", Step.ACHIEVED, ""),
    ("I'm going to quit smoking.", "quit smoking", Step.SET, ""),
    ("The marathon isn't happening.", "marathon", Step.DROPPED, ""),
]
NOTHING = [
    "I want to eat pizza tonight.",
    "I want to go home.",
    "I need to buy milk.",
    "I want to ask you something.",
    "I hope to see you soon.",
    "My sister wants to learn Spanish.",
    "Do you want to learn Spanish?",
    "I called my mum.",
    "I finished my coffee.",
    "I finished work at six.",
    "If I had time I would learn Spanish.",
]


def steps(extraction) -> list[GoalStep]:
    """The steps of one reading."""
    return [one for one in extraction.signals if isinstance(one, GoalStep)]


@pytest.mark.parametrize(("text", "goal", "step", "due"), STEPS)
def test_steps_are_told_with_the_aim_in_base_form(extract, text: str, goal: str, step: Step, due: str):
    """What is aimed at, what became of it, and the date by which it is to be reached."""
    [found] = steps(extract(text))
    assert (found.goal, found.step, found.due.date().isoformat() if found.due else "") == (goal, step, due)


@pytest.mark.parametrize("text", NOTHING)
def test_small_wishes_and_other_peoples_aims_are_none(extract, text: str):
    """What is wanted for tonight, of the one spoken to or by somebody else is no aim; small ends reach none."""
    assert steps(extract(text)) == []

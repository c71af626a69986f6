"""Thinking aloud is left out of an answer, in whatever pieces it comes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spectron.providers.thoughts import ThoughtFilter

CASES = [
    ("Lyon.", "Lyon."),
    ("<think>\nHm </thin. Lyon?</think>\n\nLyon.", "Lyon."),
    ("\n <think></think>Lyon.", "Lyon."),
    ("<thing> is a tag", "<thing> is a tag"),
    ("Say <think>no</think>.", "Say <think>no</think>."),
    ("<think>a</think> b <think>c</think>", "b <think>c</think>"),
    ("<thi", "<thi"),
    ("<think>for ever", ""),
    (" ", " "),
]


@pytest.mark.parametrize(("said", "answer"), CASES)
@given(places=st.lists(st.integers(0, 40), max_size=12))
def test_thinking_aloud_is_left_out_wherever_the_answer_is_cut(said: str, answer: str, places: list[int]):
    """Only thinking at the very beginning counts as thinking; what merely looks like it is kept."""
    cuts = [0, *sorted(min(one, len(said)) for one in places), len(said)]
    thoughts = ThoughtFilter()
    told = [thoughts.feed(said[one:other]) for one, other in pairwise(cuts)]
    assert "".join([*told, thoughts.finish()]) == answer
    assert thoughts.thought == said.lstrip().startswith("<think>")

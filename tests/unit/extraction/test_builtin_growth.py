"""Reading is linear in the length of a turn, whatever stands in it."""

import time
from collections.abc import Callable
from itertools import count

import pytest

from spectron.domain.candidate import Window
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.read import read

_NUMBERS = count()
SHORT, LONG = 2_000, 8_000
UNFRIENDLY = {
    "one word again and again": "word ",
    "one word without an end": "w",
    "commas": ",",
    "full stops": ". ",
    "opening brackets": "(",
    "quotation marks": '"',
    "typographic quotation marks": "\u201ca ",
    "quoted letters": '"a" ',
    "fences": "``` ",
    "angle brackets": "<a ",
    "possessives": "my sister's ",
    "relative clauses": "Ana, who lives in Rome with Tom, ",
    "a list": "tea, coffee and ",
    "conditions": "if I go, if you go, ",
    "negations": "not never no ",
    "dates": "on 3 May 2026 and until June, ",
    "numbers": "1 2,000 3.5 ",
    "lines": "- name: x\n",
    "open JSON": '{"a": [',
    "flat JSON": '"a": 1, ',
    "capital letters": "Ana Bo Cy ",
    "emoji": "\U0001f600\u200d\U0001f600 ",
    "marks and controls": "a\u0301\u200b\u202e\u2066 ",
    "mixed scripts": "\u0416\u3042\u0639a ",
    "corrections": "no, I meant Rome. ",
    "orders": "Always reply in French. ",
}


def seconds(text: str, make: Callable[..., Turn], role: str) -> float:
    """The time this process spends on one reading, the better of two; never of a text whose parse is remembered."""
    found = []
    for _ in range(2):
        turn = make(f"{text} {next(_NUMBERS)}", role)
        began = time.process_time()
        read(turn, Window())
        found.append(time.process_time() - began)
    return min(found)


@pytest.mark.parametrize("role", ["user", "tool"])
@pytest.mark.parametrize("piece", UNFRIENDLY.values(), ids=UNFRIENDLY)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str, role: str, said: Callable[..., Turn]):
    """Work that grows with the square of the length would take sixteen times as long; half of that is refused."""
    ratios = []
    for _ in range(4):
        short = seconds(piece * (SHORT // len(piece)), said, role)
        long = seconds(piece * (LONG // len(piece)), said, role)
        ratios.append(long / max(short, 1e-4))
        if ratios[-1] < 8:
            return
    raise AssertionError(f"the time grew by {min(ratios):.1f} while the text grew by 4")


@pytest.mark.parametrize("role", [Role.USER, Role.TOOL])
@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000 + "]" * 10_000,
        '{"a":' * 9_000 + "1" + "}" * 9_000,
        "word " * 200_000,
        "," * 100_000,
        "\u202e" * 50_000,
    ],
    ids=["deep lists", "deep records", "a megabyte of one word", "commas", "right to left"],
)
def test_no_text_is_too_strange(text: str, role: Role, said: Callable[..., Turn]):
    """Depth and length far beyond what a server takes are read without an exception."""
    assert read(said(text, role.value), Window()).claims == ()

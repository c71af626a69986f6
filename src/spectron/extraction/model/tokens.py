"""How long a text is for a model, without the model's own tokeniser."""

import re

_PIECE = re.compile(r"[A-Za-z]{1,8}|[0-9]{1,3}|[\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]{1,2}|[^\x00-\x7f]")


def estimate_tokens(text: str) -> int:
    """Tokens, rather too many than too few.

    A token is up to eight letters of one word, three digits, two signs, or one mark beyond ASCII; spaces are free. For
    English prose and JSON the tokenisers of the common models find fewer.
    """
    return sum(1 for _ in _PIECE.finditer(text))


def cut_words(text: str, most: int) -> str:
    """A text in one line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"

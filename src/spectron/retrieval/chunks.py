"""Cutting a document into chunks that are found one by one, by characters of its content."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence

from spectron.domain.redaction import Span
from spectron.domain.tokens import QUARTERS, costs_along

TARGET_TOKENS, LEAST_TOKENS, MOST_TOKENS = 300, 150, 500
"""A chunk ends where its text breaks best, as near to the target as may be, inside of these bounds."""

LAST_TOKENS = 400
"""So much is left uncut at the end, rather than that a short rest stands alone."""

OVERLAP_TOKENS, LEAST_OVERLAP, MOST_OVERLAP = 40, 20, 80
"""What a chunk repeats of the one before it: the end of a thought whose beginning fell on the other side."""

_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_SENTENCE = re.compile(
    r"\n\s*|[.!?\u2026][\"')\]\u00bb\u201d\u2019]*\s+|[\u3002\uff01\uff1f\uff61][\"')\]\u300d\u300f\uff09\u201d]*\s*"
)
_SPACE = re.compile(r"\s+")
_SIGN = re.compile(rf"[^\w\s](?=\w)|[{_UNSPACED}](?=\w)|\w(?=[{_UNSPACED}])")
_BREAKS = (_PARAGRAPH, _SENTENCE, _SPACE, _SIGN)


def cut_chunks(content: str) -> list[Span]:
    """Where the chunks of a text begin and end: in order, each of at most 500 tokens, together all that is no blank.

    A chunk ends at a paragraph, else at a sentence or line, else at a word; only a word of more than 350 tokens is cut
    up. Each begins with the last sentence or words of the one before it. Takes time linear in the length.
    """
    costs, end_of_all = costs_along(content), len(content.rstrip())
    spans: list[Span] = []
    start = len(content) - len(content.lstrip())
    while start < end_of_all:
        end = min(_find_end(content, costs, start), end_of_all)
        spans.append((start, start + len(content[start:end].rstrip())))
        if end == end_of_all:
            break
        start = _step_back(content, costs, start, end)
        if blanks := _SPACE.match(content, start):
            start = blanks.end()
    return spans


def _find_end(content: str, costs: Sequence[int], start: int) -> int:
    """Where a chunk that begins at `start` ends, blanks behind it included."""
    if costs[-1] - costs[start] <= LAST_TOKENS * QUARTERS:
        return len(content)
    least, target, most = (_reach(costs, start, tokens) for tokens in (LEAST_TOKENS, TARGET_TOKENS, MOST_TOKENS))
    return _find_break(content, least, target, most) or _keep_marks(content, least, target)


def _step_back(content: str, costs: Sequence[int], start: int, end: int) -> int:
    """Where the chunk behind one begins: some sentences or words before that one's end, or at it."""
    bounds = (costs[end] - tokens * QUARTERS for tokens in (MOST_OVERLAP, OVERLAP_TOKENS, LEAST_OVERLAP))
    furthest, best, nearest = (bisect_right(costs, bound, start, end) for bound in bounds)
    return _find_break(content, furthest, best, nearest) or end


def _reach(costs: Sequence[int], start: int, tokens: int) -> int:
    """The furthest place that so many tokens behind `start` reach."""
    return bisect_right(costs, costs[start] + tokens * QUARTERS) - 1


def _find_break(content: str, least: int, best: int, most: int) -> int | None:
    """The break nearest to `best` of the strongest kind that there is in `[least, most]`."""
    for kind in _BREAKS:
        places = [found.end() for found in kind.finditer(content, least, most)]
        if places:
            return min(places, key=lambda place: abs(place - best))
    return None


def _keep_marks(content: str, least: int, place: int) -> int:
    """A place that parts no letter from its marks, where there is one from `least` on."""
    while place > least and (unicodedata.combining(content[place]) or content[place] == "\u200d"):
        place -= 1
    return place

"""Fixed words that tell of a goal, whatever the sentence around them is."""

import re
from collections.abc import Iterator

from spectron.domain.behaviour import GoalStep, Step
from spectron.domain.conversation import Turn
from spectron.domain.graph import Quote
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.cues.due import find_due
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.quotes import cite_part

_STATED: tuple[tuple[re.Pattern[str], Step], ...] = (
    (re.compile(r"\bdecided to (?:give up on|scrap|shelve|abandon|drop|bin) (?P<what>[^.,;!]{3,60})"), Step.DROPPED),
    (re.compile(r"\b(?:done|finished|through) (?:w|with) trying to (?P<what>[^.,;!]{3,60})"), Step.DROPPED),
    (re.compile(r"\b(?:closed|wound|shut) (?:down|up) (?P<what>(?:the|our|my) [^.,;!]{3,60})"), Step.DROPPED),
    (
        re.compile(r"(?:^|\bi'm |\bwe're )(?:not|no longer) (?:doing |going for )(?P<what>.{3,60}?) any ?more"),
        Step.DROPPED,
    ),
    (re.compile(r"^\W*(?:i'm |i am )?(?P<what>(?:registered|signed up|entered) for [^.,;!]{3,60})"), Step.SET),
)
_DID_IT = re.compile(
    r"(?i)\b(?:i|we) did it[.!,: ]+(?:the |my |a )?(?!(?:i|we|and|so|but)\b)(?P<what>[^\W\d_][\w -]{2,40})"
)
_LEADING = re.compile(r"^(?:the|my|our|a|an) ")
_BASES = (("registered for", "register for"), ("signed up for", "sign up for"), ("entered for", "enter for"))


def read_triumph(turn: Turn) -> Iterator[GoalStep]:
    """We did it! The Alpine crossing: what the cry is followed by was reached."""
    match = _DID_IT.search(turn.content)
    if match is not None and "?" not in turn.content[match.start() : match.end() + 1]:
        yield GoalStep(tidy(match["what"]), Step.ACHIEVED, Quote(match[0], *match.span()))


def read_stated(turn: Turn, sentence: Sentence) -> list[GoalStep]:
    """What fixed words tell, whatever else the sentence holds: "decided to give up on the book"."""
    for pattern, step in _STATED:
        match = pattern.search(sentence.folded)
        if match is not None:
            start = sentence.start + match.start("what")
            goal = turn.content[start : start + len(match["what"])]
            times = [time for clause in sentence.clauses for time in clause.times] if step is Step.SET else []
            quote = cite_part(turn.content, sentence)
            return [GoalStep(tidy(_base(_LEADING.sub("", goal))), step, quote, find_due(times, turn.said_at))]
    return []


def _base(goal: str) -> str:
    """A goal in the base form: "registered for the exam" -> register for the exam."""
    lowered = goal.lower()
    return next((base + goal[len(past) :] for past, base in _BASES if lowered.startswith(past)), goal)

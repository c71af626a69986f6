"""All signals that a turn's sentences carry beside its feelings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

from spectron.domain.behaviour import Signal
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.cues.activities import read_activities
from spectron.extraction.builtin.cues.engagements import read_engagements
from spectron.extraction.builtin.cues.goals import read_goals
from spectron.extraction.builtin.cues.occasions import read_occasions
from spectron.extraction.builtin.cues.regard import read_regard
from spectron.extraction.builtin.cues.traits import read_traits
from spectron.extraction.builtin.grammar.parsing import Sentence

Reader: TypeAlias = Callable[[Turn, Sequence[Sentence]], Iterable[Signal]]


def read_pursuits(turn: Turn, sentences: Sequence[Sentence]) -> Iterator[Signal]:
    """What the speaker does, and which topics occupy them."""
    done = tuple(read_activities(turn, sentences))
    yield from done
    yield from read_engagements(turn, sentences, done)


READERS: tuple[Reader, ...] = (read_pursuits, read_goals, read_regard, read_traits)


def read_cues(turn: Turn, sentences: Sequence[Sentence], before: Sequence[Turn] = ()) -> tuple[Signal, ...]:
    """The signals of a turn, by kind; each reader looks at the parsed sentences once.

    Of the turns `before` it, oldest first, those are read again that tell what a result without a name is of.
    """
    found = (signal for read in READERS for signal in read(turn, sentences))
    return (*found, *read_occasions(turn, sentences, before))

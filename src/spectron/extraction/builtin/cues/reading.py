"""All signals that a turn's sentences carry beside its feelings."""

from collections.abc import Sequence

from spectron.domain.behaviour import Signal
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.grammar.parsing import Sentence


def read_cues(turn: Turn, sentences: Sequence[Sentence]) -> tuple[Signal, ...]:
    """The signals of a turn, by kind; each reader looks at the parsed sentences once."""
    del turn, sentences
    return ()

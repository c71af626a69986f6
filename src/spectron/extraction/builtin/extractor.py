"""The built-in extractor behind the port that all extractors share."""

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.read import read


class BuiltinExtractor:
    """Reads English turns by rule, in a few milliseconds, the same way every time."""

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Propose what this turn teaches."""
        return read(turn, window)

"""The built-in extractor behind the port that all extractors share."""

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Turn
from spectron.domain.explanation import Explanation
from spectron.extraction.builtin.explaining import explain
from spectron.extraction.builtin.read import read


class BuiltinExtractor:
    """Reads English turns by rule, in a few milliseconds, the same way every time."""

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Propose what this turn teaches."""
        return read(turn, window)

    async def explain(self, turn: Turn, window: Window) -> Explanation:
        """Tell how the same proposal came about, and what was passed over."""
        return explain(turn, window)

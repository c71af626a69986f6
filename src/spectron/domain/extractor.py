"""The port that every extractor stands behind."""

from typing import Protocol

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Turn
from spectron.domain.explanation import Explanation


class Extractor(Protocol):
    """Reads a turn and proposes; raises ExtractionFailed when it cannot, never answers with an empty Extraction."""

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Propose what this turn teaches."""
        ...

    async def explain(self, turn: Turn, window: Window) -> Explanation:
        """Tell how the same proposal came about, and what was passed over."""
        ...

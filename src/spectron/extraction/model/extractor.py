"""Asking a model what turns teach: one call, and one more where its answer cannot be read."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Turn
from spectron.domain.errors import ExtractionFailed, ProviderFailed
from spectron.domain.explanation import Explanation
from spectron.domain.usage import Usage
from spectron.extraction.decisions import in_order, list_decisions
from spectron.extraction.language import recognise
from spectron.extraction.model.answer import Answer
from spectron.extraction.model.assemble import Assembled, assemble
from spectron.extraction.model.parse import Malformed, parse
from spectron.extraction.model.prompt import Prompt, write_prompt, write_repair
from spectron.providers.ports import LanguageModel, Request

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a model said of each turn, its last words, and what that took."""

    prompt: Prompt
    answers: tuple[Answer, ...]
    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class ModelExtractor:
    """Reads turns of any language with a model; what the model says counts only as far as the turns' own words go."""

    model: LanguageModel

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Propose what this turn teaches, from one call; a turn without words needs none."""
        if not turn.content.strip():
            return Extraction()
        (found,) = await self.extract_all([turn], window)
        return found

    async def extract_all(self, turns: Sequence[Turn], window: Window) -> tuple[Extraction, ...]:
        """Propose what each of several turns of one session teaches, from one call for all of them.

        `window` is what stands before the first; what the call took is told with the first turn.
        """
        reading = await self._ask(turns, window)
        found = self._assemble(turns, window, reading)
        for turn, one in zip(turns, found, strict=True):
            if one.dropped:
                _log.warning("turn %s: %d items of the answer dropped, they fit nothing", turn.id, len(one.dropped))
        used = [reading.usage, *[Usage(self.model.name)] * (len(found) - 1)]
        return tuple(replace(one.extraction, usage=usage) for one, usage in zip(found, used, strict=True))

    async def explain(self, turn: Turn, window: Window) -> Explanation:
        """Ask again, and tell what the model answered and what became of each part of it."""
        reading = await self._ask([turn], window)
        (one,) = self._assemble([turn], window, reading)
        decisions = in_order([*list_decisions(one.extraction, turn), *one.dropped])
        return Explanation(decisions, language=recognise(turn.content), answer=reading.text, usage=reading.usage)

    def _assemble(self, turns: Sequence[Turn], window: Window, reading: _Reading) -> list[Assembled]:
        known, name = reading.prompt.known, self.model.name
        pairs = zip(turns, reading.answers, strict=True)
        return [assemble(answer, turn, window, known, name) for turn, answer in pairs]

    async def _ask(self, turns: Sequence[Turn], window: Window) -> _Reading:
        """The model's answers; raises ExtractionFailed with the last answer there was and all that was used."""
        prompt, turn_id = write_prompt(turns, window), turns[-1].id
        request, text, usage = prompt.request, None, Usage(self.model.name)
        for _ in ("ask", "repair"):
            text, usage = await self._complete(request, turn_id, text, usage)
            try:
                return _Reading(prompt, parse(text, len(turns)), text, usage)
            except Malformed as malformed:
                request = write_repair(prompt.request, text, malformed.fault)
        detail = f"the answer of {self.model.name} cannot be read; the turn is stored"  # it may repeat what was said
        raise ExtractionFailed(detail, turn_id, text, usage)

    async def _complete(self, request: Request, turn_id: str, text: str | None, usage: Usage) -> tuple[str, Usage]:
        """One call; where it fails, `text` is what the call before it answered."""
        try:
            done = await self.model.complete(request)
        except ProviderFailed as error:
            raise ExtractionFailed(f"{error.detail}; the turn is stored", turn_id, text, usage) from error
        return done.text, usage.plus(done.prompt_tokens, done.completion_tokens, done.cost_usd)

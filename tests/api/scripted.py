"""An extractor that reads a small notation instead of a language, so that a promise can be tested without one.

A message is a list of statements between semicolons:

    me.location = Berlin                    a plain claim about whoever speaks
    Ana.job_title = nurse                   a claim about a person of that name
    me.works_at -> Acme:organisation        a relation to an entity of that type
    me.location := Munich                   a correction: what was believed was never so
    me.location = Munich @ 2026-03-01..     valid from (and until) the instants given
    !high Reply in French.                  an instruction; with `!end` it takes a standing one back
    ?speculative I might move               a doubt
    me.location != Lisbon                   a denial
    wait | fail | break                     hang until released, fail on purpose, raise what nobody expects
"""

import asyncio
import re
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime

from spectron.domain.candidate import ASSISTANT, SPEAKER, Claim, Directive, Doubt, Extraction, Manner, Mention, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.errors import ExtractionFailed
from spectron.domain.explanation import Explanation
from spectron.domain.graph import DoubtKind, Priority, Quote
from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.decisions import list_decisions

_CLAIM = re.compile(r"([\w ]+)\.(\w+) (:=|!=|=|->) (.+?)(?: @ (\S*)\.\.(\S*))?")
_DOUBT = re.compile(r"\?(\w+) (.+)")
_DIRECTIVE = re.compile(r"!(\w+) (.+)")


@dataclass(slots=True)
class ScriptedExtractor:
    """Reads the notation; `started` tells that a `wait` hangs, `release` lets it go on."""

    started: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    async def extract(self, turn: Turn, window: Window) -> Extraction:
        """Read one turn; the window is of no use here."""
        del window
        reading = _Reading(turn)
        for found in re.finditer(r"[^;]+", turn.content):
            words = found.group().strip()
            if words == "wait":
                self.started.set()
                await asyncio.to_thread(self.release.wait, 60)
            elif words == "fail":
                raise ExtractionFailed("the model is out of order", turn.id)
            elif words == "break":
                raise RuntimeError(turn.content)
            else:
                reading.read(words, found.start() + found.group().index(words))
        return Extraction(
            tuple(reading.mentions.values()), tuple(reading.claims), tuple(reading.directives), tuple(reading.doubts)
        )

    async def explain(self, turn: Turn, window: Window) -> Explanation:
        """Tell what became of each candidate of the notation."""
        return Explanation(list_decisions(await self.extract(turn, window), turn))


class _Reading:
    """What was read of one turn so far."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.mentions: dict[str, Mention] = {}
        self.claims: list[Claim] = []
        self.directives: list[Directive] = []
        self.doubts: list[Doubt] = []

    def read(self, words: str, start: int) -> None:
        quote = Quote(words, start, start + len(words))
        if directive := _DIRECTIVE.fullmatch(words):
            ends = directive[1] == "end"
            priority = Priority.MEDIUM if ends else Priority(directive[1])
            self.directives.append(Directive(directive[2], priority, quote, ends))
        elif doubt := _DOUBT.fullmatch(words):
            self.doubts.append(Doubt(doubt[2], DoubtKind(doubt[1]), "so the script says", quote))
        elif claim := _CLAIM.fullmatch(words):
            self._claim(claim, quote)

    def _claim(self, found: re.Match[str], quote: Quote) -> None:
        about, key, sign, value, start, end = found.groups()
        label, _, kind = value.partition(":")
        self.claims.append(
            Claim(
                about=self._mention(about, "person", quote),
                key=key,
                value=label,
                quote=quote,
                object=self._mention(label, kind or "thing", quote) if sign == "->" else None,
                manner={":=": Manner.CORRECTION, "!=": Manner.DENIAL}.get(sign, Manner.PLAIN),
                valid=Interval(_instant(start), _instant(end)) if start is not None else ALWAYS,
            )
        )

    def _mention(self, label: str, kind: str, quote: Quote) -> int:
        speaker = ASSISTANT if self.turn.role is Role.ASSISTANT else SPEAKER
        if label not in self.mentions:
            self.mentions[label] = Mention(label, kind, quote, principal=speaker if label == "me" else None)
        return list(self.mentions).index(label)


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None

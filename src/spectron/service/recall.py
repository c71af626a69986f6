"""Finding what answers a query, in what a prompt of a scope may see."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_

from spectron.domain.access import Access
from spectron.domain.conversation import Turn
from spectron.domain.graph import Fact
from spectron.domain.ids import EntityId
from spectron.domain.recall import Briefing, Found, Hit, Tier, Why
from spectron.domain.scope import Scope, View
from spectron.domain.temporal import Clock
from spectron.domain.view import Snapshot, Viewpoint
from spectron.retrieval.state import State, arrange
from spectron.storage.ports import Store
from spectron.storage.queries import conversations, views
from spectron.storage.queries.scopes import find_scopes, inside, seen

TURN, FACT = "turn", "fact"
_WORD = re.compile(r"\w+")
_LETTERS_A_TOKEN = 3.5


@dataclass(frozen=True, slots=True)
class Sought:
    """A query, how many hits it wants of which kinds, and the two instants that it is about."""

    query: str
    most: int = 10
    viewpoint: Viewpoint = field(default_factory=Viewpoint)
    kinds: frozenset[str] = field(default_factory=lambda: frozenset({TURN, FACT}))


@dataclass(frozen=True, slots=True)
class Recall:
    """Searches over one store."""

    store: Store
    clock: Clock

    async def search(self, access: Access, within: Scope, sought: Sought) -> Found:
        """The best hits of a scope, which already holds the clamp."""
        state, turns = await self._look(access, within, sought)
        hits = _rank(sought, state, turns)[: sought.most]
        reason = "words weighed" if hits else "nothing holds a word of the query"
        return Found(Tier.HYBRID if hits else Tier.FULL, reason, hits, state.snapshot.labels)

    async def brief(self, access: Access, within: Scope, sought: Sought, token_budget: int) -> Briefing:
        """The context of a prompt: standing instructions, then the best facts and turns until the budget is full."""
        state, turns = await self._look(access, within, sought)
        lines = [f"[{rule.priority.value}] {rule.text}" for rule in state.instructions]
        facts: list[Fact] = []
        quoted: list[Turn] = []
        labels = state.snapshot.labels
        for hit in _rank(sought, state, turns):
            line = f"{hit.turn.role}: {hit.turn.content}" if hit.turn else _told(hit.fact, labels)
            if _tokens([*lines, line]) > token_budget:
                continue
            lines.append(line)
            facts += [hit.fact] if hit.fact else []
            quoted += [hit.turn] if hit.turn else []
        text = "\n".join(lines) if token_budget else ""
        return Briefing(text, Tier.HYBRID, "words weighed", _tokens([text]), facts, quoted, labels)

    async def _look(self, access: Access, within: Scope, sought: Sought) -> tuple[State, Sequence[Turn]]:
        def look(conn: Connection) -> tuple[Snapshot, Sequence[Turn]]:
            ctx, known_at = access.context_id, sought.viewpoint.known_at

            def reached(scope_id: ColumnElement[str]) -> ColumnElement[bool]:
                return and_(seen(scope_id, ctx, within, View.PROMPTING), inside(scope_id, ctx, access.clamp))

            here, _ = find_scopes(conn, ctx, reached)
            turns = conversations.latest_turns(conn, ctx, here, known_at, 1_000_000)
            return views.snapshot(conn, ctx, within, known_at, View.PROMPTING, access.clamp), turns

        snapshot, turns = await self.store.read(look)
        return arrange(snapshot, sought.viewpoint, self.clock()), turns


def _rank(sought: Sought, state: State, turns: Sequence[Turn]) -> list[Hit]:
    labels = state.snapshot.labels
    asked = _words(sought.query)
    texts: list[tuple[Turn | Fact, frozenset[str]]] = []
    if TURN in sought.kinds:
        texts += [(turn, _words(f"{turn.name or ''} {turn.content}")) for turn in turns]
    if FACT in sought.kinds:
        texts += [(fact, _words(_told(fact, labels))) for fact in (*state.attributes, *state.relations)]
    bearers = Counter(word for _, words in texts for word in words & asked)
    weights = {word: math.log(1 + len(texts) / number) for word, number in bearers.items()}
    hits = [_hit(one, words & asked, weights) for one, words in texts if words & asked]
    return sorted(hits, key=lambda hit: -hit.score)


def _hit(one: Turn | Fact, shared: Iterable[str], weights: Mapping[str, float]) -> Hit:
    score = sum(weights[word] for word in sorted(shared))
    why = (Why("words", score, ", ".join(sorted(shared))),)
    if isinstance(one, Turn):
        return Hit(one.id, score, why, turn=one)
    return Hit(one.source.turn_id, score, why, fact=one)


def _told(one: Fact | None, labels: Mapping[EntityId, str]) -> str:
    if one is None:
        return ""
    value = labels.get(one.object, one.value) if one.object else one.value
    return f"{labels.get(one.entity, '')} {one.key.replace('_', ' ')}: {value}"


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _tokens(lines: Iterable[str]) -> int:
    return math.ceil(len("\n".join(lines)) / _LETTERS_A_TOKEN)

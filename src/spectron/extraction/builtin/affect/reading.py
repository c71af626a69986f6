"""How the words of one turn feel: clause by clause, from the lexicon and the words around each hit."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from spectron.domain.behaviour import Affect, Feeling, Toward
from spectron.domain.bounds import clamp
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.affect.guards import is_meant
from spectron.extraction.builtin.affect.lexicon import Entry, Lexicon, Phrase, Sort, Step, load_lexicon
from spectron.extraction.builtin.affect.place import Place
from spectron.extraction.builtin.affect.tokens import Clause, Kind, Token, cut_clauses
from spectron.extraction.builtin.affect.weighing import strengthen, weigh
from spectron.extraction.language import ENGLISH, UNKNOWN
from spectron.extraction.quotes import cite

LEAST = 0.15  # a push below this in every dimension is no feeling
MOST = 12  # feelings of one turn: the strongest are kept
Weighed: TypeAlias = tuple[Place, Feeling, Toward]
_LAUGHS = frozenset(("haha", "lol", "lmao", "rofl", "😂", "🤣", "xd"))
_REPEATS = 2  # how often one word counts in a clause
_DEGREES = 2  # how many words of degree may stand between two words of a phrase
_READ = 20_000  # characters: what is longer was pasted
_ROOM = 3  # how many words a "*" takes
_TURNS = frozenset(("but", "however", "yet", "except"))
_CONCEDES = frozenset(("although", "though", "while", "whereas"))
_SKIPPED = frozenset(
    "so really very just totally absolutely a an the fucking freaking damn too all bit always ever any".split()
)


def read_affect(turn: Turn) -> tuple[Affect, ...]:
    """The feelings that a turn's words carry, in their order; tools and systems feel nothing.

    English, and emoji in any language. Linear in the length of the turn, of which the first 20,000 characters are read.
    """
    if turn.role not in (Role.USER, Role.ASSISTANT):
        return ()
    english = turn.language in (None, ENGLISH, UNKNOWN)
    lexicon = load_lexicon()
    found = [
        affect
        for clause, weight in _weighted(cut_clauses(turn.content[:_READ]))
        if (affect := _read_clause(clause, weight, lexicon, english, turn.content))
    ]
    if len(found) > MOST:
        strong = sorted(found, key=lambda one: (-one.push.strength, one.quote.start))[:MOST]
        found = sorted(strong, key=lambda one: one.quote.start)
    return tuple(found)


def _weighted(clauses: Iterable[Clause]) -> Iterator[tuple[Clause, float]]:
    """Each clause with its weight: what stands behind a "but" counts more than what stands before it."""
    held: tuple[Clause, float] | None = None
    for clause in clauses:
        weight = 1.0
        if not clause.first and clause.link in _TURNS:
            weight = 1.2
            if held:
                held = (held[0], held[1] * 0.5)
        elif clause.link in _CONCEDES:
            weight = 0.6
        if held:
            yield held
        held = (clause, weight)
    if held:
        yield held


def _read_clause(clause: Clause, weight: float, lexicon: Lexicon, english: bool, content: str) -> Affect | None:
    """The feeling of one clause, or nothing."""
    hits = [place for place in _find(clause.tokens, lexicon, english) if is_meant(place)]
    if any(place.entry.sort is not Sort.OATH for place in hits):
        hits = [place for place in hits if place.entry.sort is not Sort.OATH]
    if not hits:
        return None
    asks = "?" in clause.stop and "!" not in clause.stop
    weighed = _limit([(place, *weigh(place, asks)) for place in hits])
    push = combine([push for _, push, _ in weighed])
    marks = min(clause.stop.count("!"), 2) if clause.last else 0
    push = _scaled(strengthen(push, max(1.0, weight) + 0.2 * marks), min(1.0, weight))
    if push.strength < LEAST:
        return None
    _, _, toward = max(weighed, key=lambda one: (one[2] is Toward.OTHER_SIDE, one[1].strength, -one[0].start))
    start, end = clause.tokens[0].start, clause.tokens[-1].end
    quote = cite(content, start, end)
    themes = tuple(dict.fromkeys(place.entry.theme for place, one, _ in weighed if _keeps(place.entry, one)))
    return Affect(push, quote, _reason([place for place, _, _ in weighed], content), themes, toward)


def _limit(weighed: Sequence[Weighed]) -> list[Weighed]:
    """What was weighed, none of it more than twice, and its unpleasant side lighter where there is laughter."""
    counts: Counter[str] = Counter()
    kept = []
    glad = _is_glad(weighed[0][0].tokens)
    laughs = any(place.tokens[place.start].form in _LAUGHS for place, _, _ in weighed)
    for place, push, toward in weighed:
        form = place.tokens[place.start].form
        counts[form] += 1
        if glad and place.entry.theme == "sadness":
            continue
        if counts[form] <= _REPEATS:
            kept.append((place, _scaled(push, 0.4) if laughs and push.valence < 0 else push, toward))
    return kept


def _is_glad(tokens: Sequence[Token]) -> bool:
    """Whether tears are called good ones: "I cried, the good kind"."""
    return any(
        one.form in ("good", "happy", "best") and two.form in ("kind", "way", "sort", "tears")
        for one, two in itertools.pairwise(tokens)
    )


def _find(tokens: Sequence[Token], lexicon: Lexicon, english: bool) -> Iterator[Place]:
    """Every entry in a clause, the longest at each place."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end, entry = at + 1, None
        if token.kind is Kind.SIGN or english:
            matched = _match(tokens, at, lexicon.phrases.get(token.form))
            if matched:
                end, entry = matched
            else:
                entry = _look_up(token, lexicon)
        if entry:
            yield Place(tokens, at, end, entry)
        at = end


def _look_up(token: Token, lexicon: Lexicon) -> Entry | None:
    """The entry of one word, also of one that is drawn out ("happyyy") or hyphened ("heart-broken")."""
    entry = lexicon.words.get(token.form)
    if entry is None and token.drawn:
        return lexicon.words.get(token.drawn)
    return entry or (lexicon.words.get(token.form.replace("-", "")) if "-" in token.form else None)


def _match(
    tokens: Sequence[Token], at: int, phrases: Mapping[str, Sequence[Phrase]] | None
) -> tuple[int, Entry | None] | None:
    """The end and the entry of the first phrase that stands at a place, in the order of their rank."""
    if phrases is None:
        return None
    found = list(phrases.get("", ()))
    for token in tokens[at + 1 : at + _ROOM + _DEGREES + 2]:
        found.extend(phrases.get(token.form, ()))
    for phrase in sorted(found, key=_rank) if len(found) > 1 else found:
        end = _follow(tokens, at + 1, phrase.steps)
        if end:
            return end, phrase.entry
    return None


def _rank(phrase: Phrase) -> tuple[int, int]:
    return phrase.rank


def _follow(tokens: Sequence[Token], at: int, steps: Sequence[Step]) -> int:
    """Where the steps end that begin at a place; 0 where they do not stand there."""
    room = 0
    for step in steps:
        if step == "*":
            room = _ROOM
            continue
        at = at + 1 if step == "_" else _reach(tokens, at, step, room)
        if not 0 < at <= len(tokens):
            return 0
        room = 0
    return at


def _reach(tokens: Sequence[Token], at: int, step: Step, room: int) -> int:
    """The place behind the next word of a step, with words of degree and `room` further words before it; 0 for none."""
    degrees = _DEGREES
    for place in range(at, min(at + room + degrees + 1, len(tokens))):
        token = tokens[place]
        if token.form in step:
            return place + 1
        if token.kind is not Kind.WORD:
            return 0
        if token.form in _SKIPPED and degrees:
            degrees -= 1
        elif room:
            room -= 1
        else:
            return 0
    return 0


def combine(pushes: Sequence[Feeling]) -> Feeling:
    """Several pushes as one: what pulls one way adds up towards 1 without passing it, and the two ways are set off."""
    return Feeling(
        _sum([one.valence for one in pushes]),
        _sum([one.arousal for one in pushes]),
        _sum([one.tension for one in pushes]),
        _sum([one.affiliation for one in pushes]),
    )


def _sum(values: Sequence[float]) -> float:
    up = down = 1.0
    for value in values:
        if value > 0:
            up *= 1.0 - value
        else:
            down *= 1.0 + value
    return down - up


def _scaled(push: Feeling, factor: float) -> Feeling:
    """A push times a factor, within -1 and 1, to three places."""
    return Feeling(*(round(clamp(value * factor), 3) + 0.0 for value in push.parts))


def _keeps(entry: Entry, push: Feeling) -> bool:
    """Whether the words kept the sense that their theme names: a denied joy is no joy."""
    same = entry.push.valence * push.valence >= 0
    return bool(entry.theme) and same and push.strength >= LEAST


def _reason(places: Sequence[Place], content: str) -> str:
    """The words that were seen, each with its theme."""
    seen = (
        (content[place.tokens[place.start].start : place.tokens[place.end - 1].end], place.entry.theme)
        for place in places[:4]
    )
    return "; ".join(f"“{words}” tells of {theme}" if theme else f"“{words}”" for words, theme in seen)

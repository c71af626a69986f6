"""Traits from what users say of themselves: what they are, do and like, in their own clauses.

What other people are or do, what is asked, supposed or made up gives nothing. How somebody writes is not used: even in
thousands of words it correlates with traits by 0.1 to 0.2 (Mairesse et al. 2007, Journal of Artificial Intelligence
Research 30; Yarkoni 2010, Journal of Research in Personality 44), so that one turn tells nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spectron.domain.behaviour import TraitCue
from spectron.domain.bounds import clamp
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.cues.owning import Span, find_spans, find_whole, leave_out_got
from spectron.extraction.builtin.cues.phrases import Found, Phrases, read_rows, sort_phrases
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Verb
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import read_data
from spectron.extraction.builtin.stance.stance import is_unmeant
from spectron.extraction.quotes import cite

_BEING = frozenset(
    "be seem sound consider call describe see become stay remain come think find identify label know get".split()
)
_NEGATORS = frozenset("not no never hardly rarely seldom barely scarcely nor neither without".split())
_HELPLESS = frozenset({"stop", "help", "resist"})  # "I can't stop looking things up"
_OFTEN_NOT = frozenset({"never", "hardly", "rarely", "seldom", "barely", "scarcely"})
_SINCE_LONG = frozenset("once ever years decades life".split())  # "I haven't raised my voice once"
_HABITS = frozenset(
    "always usually generally constantly often naturally easily tend prone forever perpetually frequently typically "
    "chronically regularly".split()
)
_STRONG = frozenset(
    "very really so extremely super incredibly terribly totally completely always such absolutely".split()
)
_MILD = frozenset("bit little slightly somewhat fairly kind sort kinda sorta sometimes occasionally mildly".split())
_OF_THE_DAY = frozenset("today tonight now currently lately atm".split())
_LINKS = frozenset({"of", "as", "at", "in"})  # "a bit of a loner", "seen as bossy", "in my own way"
_SPEAKERS = frozenset({"i", "we", "my"})
_PARTICULAR = frozenset("the this that these those your his her their its other other's each".split())
_OTHERS = frozenset({"your", "his", "her", "their", "its"})
_HELPING = frozenset({"liking", "effect"})
_SEEMING = frozenset({"tend", "seem", "appear", "sound"})
_MORE, _LESS, _TURNED = 1.2, 0.7, 0.8
_REACH = 7  # how many words a denial, or a liking, may stand before what it is about
_NEAR = 3
_FARTHEST = 12  # "I'm kind, loyal, a bit quiet and organised"
_PEOPLE = frozenset(
    "person people guy girl woman man soul type one sort kid human individual worker thinker mum mum mom dad bloke lad "
    "creature being cookie mess parent friend listener freak child lady chap".split()
)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a phrase speaks for, and how it has to be said."""

    aspect: str
    strength: float
    how: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Cue:
    """A row that was found, its strength as it was said, and the words."""

    row: _Row
    strength: float
    first: int
    last: int


def read_traits(turn: Turn, sentences: Sequence[Sentence]) -> Iterator[TraitCue]:
    """The cues that a user's own clauses give; of one aspect and direction the strongest of each clause."""
    if turn.role is not Role.USER:
        return
    for sentence in sentences:
        if sentence.asks or not _may_tell(sentence) or is_unmeant(sentence):
            continue
        for span in find_spans(sentence):
            for cue in _choose(_read_span(span)):
                yield _tell(cue, span, turn)
        whole = find_whole(sentence)
        if whole is not None:
            for cue in _choose(_read_sayings(whole)):
                yield _tell(cue, whole, turn)


def _may_tell(sentence: Sentence) -> bool:
    """Whether there is any phrase that could speak for a trait; most sentences have none, and are passed by."""
    words = leave_out_got(sentence.tokens)
    return any(found.meaning.how not in _HELPING for found in _phrases().find(words))


def _choose(cues: Iterable[_Cue]) -> Iterable[_Cue]:
    """Of one aspect and direction the strongest."""
    best: dict[tuple[str, bool], _Cue] = {}
    for cue in cues:
        kind = cue.row.aspect, cue.strength > 0
        if kind not in best or abs(cue.strength) > abs(best[kind].strength):
            best[kind] = cue
    return best.values()


def _tell(cue: _Cue, span: Span, turn: Turn) -> TraitCue:
    opening = next((one for one in span.tokens[: cue.first] if one.norm in _SPEAKERS), span.tokens[cue.first])
    start, end = opening.start, span.tokens[cue.last].end
    strength = round(clamp(cue.strength), 2)
    return TraitCue(cue.row.aspect, strength, cite(turn.content, start, end), _name_reason(cue))


def _name_reason(cue: _Cue) -> str:
    """Why, in plain words; what is turned round has the reason of its opposite."""
    turned = (cue.strength > 0) != (cue.row.strength > 0)
    if cue.row.how == "likes":
        return f"says they {'dislike' if turned else 'like'} {cue.row.reason}"
    return _opposites()[cue.row.aspect, cue.strength > 0] if turned else cue.row.reason


def _read_span(span: Span) -> Iterator[_Cue]:
    """All cues of one clause and of what hangs on it."""
    tokens = span.tokens
    rows = list(_phrases().find(tokens))
    for found in rows:
        read = _READERS.get(found.meaning.how)
        weight = read(span, found) if read else 0.0
        if weight:
            strength = found.meaning.strength * weight * span.trust * _intensity(tokens, found)
            yield _Cue(found.meaning, strength, found.first, found.last)
    yield from _read_tastes(span, rows)


def _read_being(span: Span, found: Found[_Row]) -> float:
    """I'm quite shy, people call me bossy, I've always been a loner; not "I was shy" or "shy today"."""
    verb, tokens = span.verb, span.tokens
    if not (span.own or span.called) or verb is None or verb.modal not in ("", *span.leanings):
        return 0.0
    being = max((at for at in range(found.first) if tokens[at].lemma in _BEING), default=-1)
    between = tokens[being + 1 : found.first]
    if being < 0 or len(between) > _FARTHEST or any(_leads_away(one) for one in between):
        return 0.0
    past = (tokens[being].tag == "VBD" and not span.called) or (tokens[being].tag == "VBZ" and span.own)
    aimed = tokens[being].tag == "VB" and not verb.modal and verb.lemma not in _SEEMING
    if past or aimed or verb.progressive or any(token.norm in _OF_THE_DAY for token in tokens):
        return 0.0
    if _describes_a_thing(tokens, found):
        return 0.0
    return -_TURNED if _is_negated(tokens, found) else 1.0


def _leads_away(token: Token) -> bool:
    """Whether a word before what one is turns to something else: "I'm with …", "we get our creative …"."""
    return (token.tag == "IN" and token.norm not in _LINKS) or (token.tag == "PRP$" and token.norm != "my")


def _describes_a_thing(tokens: Sequence[Token], found: Found[_Row]) -> bool:
    """Whether the phrase only goes with a noun that is nobody: "a shy dragon", "an introvert's nightmare"."""
    after = tokens[found.last + 1] if found.last + 1 < len(tokens) else None
    if after is None:
        return False
    if after.norm == "'s":
        return True
    noun = after.tag.startswith("NN") and tokens[found.last].tag.startswith(("JJ", "VB", "NN"))
    return noun and after.lemma not in _PEOPLE and after.lemma not in members("person") | members("occupation")


def _read_tendency(span: Span, found: Found[_Row]) -> float:
    """I'm always anxious, I tend to worry; not "I'm anxious"."""
    habitual = any(one.norm in _HABITS or one.lemma in _HABITS or one.norm in _OFTEN_NOT for one in span.tokens)
    habitual = habitual or "all the time" in span.text or "by nature" in span.text
    if not span.own or not habitual or span.verb is None or span.verb.modal or span.verb.form == "past":
        return 0.0
    return -_TURNED if _is_negated(span.tokens, found) else 1.0


def _read_doing(span: Span, found: Found[_Row]) -> float:
    """I threw a party, I never plan ahead; not "I'll throw a party" or "I didn't throw a party"."""
    verb, tokens = span.verb, span.tokens
    if not span.own or verb is None or verb.modal not in ("", "can", "could", *span.leanings):
        return 0.0
    if found.first >= span.ahead or _is_beside(tokens, found, verb):
        return 0.0
    never = any(token.norm in _OFTEN_NOT for token in tokens[: found.last])
    lasting = verb.perfect and any(token.norm in _SINCE_LONG for token in tokens)
    usual = verb.form != "past" and (lasting or not verb.perfect) and not verb.progressive
    denied = any(token.norm == "not" for token in tokens[found.first : found.last])
    if not _is_negated(tokens, found):
        return 1.0 if usual or never or not denied else 0.0
    return -_TURNED if usual or never else 0.0


def _is_beside(tokens: Sequence[Token], found: Found[_Row], verb: Verb) -> bool:
    """Whether the words tell no deed: a noun, what is done to the speaker, "sorry for breaking rules"."""
    first, before = tokens[found.first], tokens[found.first - 1] if found.first else None
    noun = first.tag.startswith("NN") and (before is None or before.norm not in _SPEAKERS)
    told = first.lemma in ("be", "not", "never", "always") or (before is not None and before.norm == "who")
    if noun or (verb.lemma == "be" and not told):
        return True
    if before is None:
        return False
    near = tokens[max(0, found.first - _NEAR) : found.first]
    suffered = first.tag == "VBN" and not any(token.lemma == "have" for token in near)
    return suffered or (first.tag == "VBG" and before.tag in ("IN", "TO"))


def _read_sayings(whole: Span) -> Iterator[_Cue]:
    """Procrastination is my middle name, my desk is a mess."""
    rows = list(_phrases().find(whole.tokens))
    for found in rows:
        if found.meaning.how == "says" and not _is_negated(whole.tokens, found):
            strength = found.meaning.strength * _intensity(whole.tokens, found)
            yield _Cue(found.meaning, strength, found.first, found.last)


_READERS = {"is": _read_being, "tends": _read_tendency, "does": _read_doing}


def _read_tastes(span: Span, rows: Sequence[Found[_Row]]) -> Iterator[_Cue]:
    """What is liked or not: I hate small talk, museums bore me."""
    likings = [one for one in rows if one.meaning.how == "liking" and span.own and span.tokens[one.first].tag != "IN"]
    effects = [one for one in rows if one.meaning.how == "effect"]
    wished = span.verb is not None and span.verb.modal in ("would", "could", "should", "might", "may")
    for thing in rows:
        if thing.meaning.how != "likes":
            continue
        ahead = [one for one in likings if 0 < thing.first - one.last <= _REACH]
        behind = [one for one in effects if 0 < one.first - thing.last <= _REACH]
        if wished or not (ahead or behind):
            continue
        liking = ahead[-1] if ahead else behind[0]
        if ahead and _is_cut_off(span.tokens, liking.last + 1, thing.first):
            continue
        sign = liking.meaning.strength * (-_TURNED if _is_negated(span.tokens, liking) else 1.0)
        strength = sign * thing.meaning.strength * span.trust * _intensity(span.tokens, liking)
        yield _Cue(thing.meaning, strength, liking.first, max(thing.last, liking.last))


def _is_cut_off(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether something else is liked, or one such thing: "enjoy it after volunteering", "like this plan"."""
    elsewhere = start < end and tokens[start].tag == "PRP"
    particular = start < end and tokens[end - 1].norm in _PARTICULAR
    particular = particular or any(token.norm in _OTHERS for token in tokens[start:end])
    return (
        elsewhere or particular or (tokens[end].tag == "VBG" and any(token.norm == "," for token in tokens[start:end]))
    )


def _is_negated(tokens: Sequence[Token], found: Found[_Row]) -> bool:
    """Whether a phrase is denied by a word before it that is no part of it; "can't stop" denies nothing."""
    before = tokens[max(0, found.first - _REACH) : found.first]
    helpless = any(token.lemma in _HELPLESS for token in before)
    return not helpless and any(token.norm in _NEGATORS for token in before)


def _intensity(tokens: Sequence[Token], found: Found[_Row]) -> float:
    """How much stronger or weaker the words around a phrase make it."""
    near = {token.norm for token in tokens[max(0, found.first - 4) : found.first]}
    after = {token.norm for token in tokens[found.last + 1 : found.last + 4]}
    if near & _MILD or {"sometimes", "occasionally"} & after:
        return _LESS
    return _MORE if near & _STRONG or after & {"always", "again", "constantly"} else 1.0


@cache
def _rows() -> tuple[tuple[str, _Row], ...]:
    rows = []
    for aspect, strength, how, phrases, reason in read_rows(read_data("traits.tsv")):
        rows.append((phrases, _Row(aspect, float(strength), how, reason)))
    return tuple(rows)


@cache
def _phrases() -> Phrases[_Row]:
    return sort_phrases(_rows())


@cache
def _opposites() -> dict[tuple[str, bool], str]:
    """The reason of what one says one is, by aspect and end."""
    return {(row.aspect, row.strength > 0): row.reason for _, row in reversed(_rows()) if row.how == "is"}

"""The words of a sentence gathered into phrases, from left to right."""

from collections.abc import Callable, Sequence
from functools import cache

from spectron.extraction.builtin.grammar.noun_phrases import read_noun_phrase
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun, Verb
from spectron.extraction.builtin.grammar.settling import VERBS
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.grammar.verb_forms import continues, find_form, find_modal, is_short_has
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.dates import TimeExpression

_SMALL = {"IN": "prep", "TO": "prep", "CC": "cc", "SUB": "sub", "WP": "rel", "WDT": "rel", "WRB": "rel", "WP$": "rel"}
_PICTURES = "\u2190"  # from here on signs are arrows and emoji
_STOPS = frozenset({":", ";", "\u2014", "\u2013", "-", "(", ")", ".", "!", "?", "\u2026", "...", "..", "/", "|", "*"})


def chunk(tokens: Sequence[Token], times: Sequence[TimeExpression]) -> list[Chunk]:
    """The phrases of one sentence in order; words of a time expression become one chunk."""
    chunks: list[Chunk] = []
    at, upcoming = 0, list(reversed(times))
    while at < len(tokens):
        while upcoming and upcoming[-1].end <= tokens[at].start:
            upcoming.pop()
        limit = _limit(tokens, at, upcoming[-1].start if upcoming else None)
        if upcoming and tokens[at].start >= upcoming[-1].start:
            stop = next((i for i in range(at, len(tokens)) if tokens[i].start >= upcoming[-1].end), len(tokens))
            chunks.append(Chunk("time", tuple(tokens[at:stop]), time=upcoming.pop()))
        else:
            chunks.append(_set_phrase(tokens[:limit], at, chunks) or _next_chunk(tokens[:limit], at))
            stop = at + len(chunks[-1].tokens)
        at = stop
    return chunks


@cache
def _phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """First word -> the set phrases that begin with it, the longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in (*listed("set_phrases"), *listed("joining_phrases")):
        words = tuple(phrase.split(" "))
        found.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(rest, key=len, reverse=True)) for first, rest in found.items()}


def _set_phrase(tokens: Sequence[Token], at: int, before: Sequence[Chunk]) -> Chunk | None:
    """Words that only together mean something: "by the way", "it turns out"; "along with" joins two nouns."""
    for words in _phrases().get(tokens[at].norm, ()):
        found = tuple(tokens[at : at + len(words)])
        if tuple(token.norm for token in found) != words:
            continue
        phrase = " ".join(words)
        if phrase in listed("joining_phrases"):
            return Chunk("cc", found, word=phrase) if before and before[-1].kind == "np" else None
        opens = not before or before[-1].kind in ("comma", "stop", "cc", "uh", "sub")
        that = tokens[at + len(words) : at + len(words) + 1]
        if opens or words[0] not in ("you", "it", "turns", "turned"):
            whole = (*found, *that) if that and that[0].norm == "that" and words[-1] == "out" else found
            return Chunk("adv", whole, word=phrase)
    return None


def _limit(tokens: Sequence[Token], at: int, next_time: int | None) -> int:
    """How far a phrase that begins at `at` may reach: not into the next time expression, nor past sixty words."""
    far = min(len(tokens), at + 60)
    if next_time is None:
        return far
    return next((i for i in range(at, far) if tokens[i].start >= next_time), far)


def _next_chunk(tokens: Sequence[Token], at: int) -> Chunk:
    """The phrase that begins at this token."""
    token = tokens[at]
    readers: tuple[Callable[[Sequence[Token], int], Chunk | None], ...] = (_small_word, _verb_phrase, read_noun_phrase)
    for read in readers:
        found = read(tokens, at)
        if found:
            return found
    if token.tag in ("JJ", "JJR", "JJS", "VBN", "VBD"):
        return Chunk("adj", (token,), word=token.norm)
    if token.tag == "DT" and token.norm not in ("the", "a", "an", "no", "every", "any"):  # "another plays the harp"
        return Chunk("np", (token,), noun=Noun((token,), token), word=token.norm)
    kind = {"RB": "adv", "RBR": "adv", "UH": "uh"}.get(token.tag, "open")
    return Chunk(kind, (token,), word=token.norm)


def _small_word(tokens: Sequence[Token], at: int) -> Chunk | None:
    """A preposition, conjunction, relative, comma or stop."""
    token = tokens[at]
    if token.text == ",":
        return Chunk("comma", (token,), word=",")
    if token.text in _STOPS or (token.tag == "SYM" and token.text[0] >= _PICTURES):
        return Chunk("stop", (token,), word=token.text)
    if token.tag == "TO" and _is_infinitive(tokens, at):
        return None
    kind = _SMALL.get(token.tag)
    return Chunk(kind, (token,), word=token.norm) if kind else None


def _is_infinitive(tokens: Sequence[Token], at: int) -> bool:
    """Whether `to` at this place opens an infinitive."""
    after = next((i for i in range(at + 1, min(at + 4, len(tokens))) if tokens[i].tag != "RB"), None)
    return after is not None and tokens[after].tag in ("VB", "VBP")


def _verb_phrase(tokens: Sequence[Token], at: int) -> Chunk | None:
    """Auxiliaries, adverbs and the main verb."""
    stop, verbs = _span_verbs(tokens, at)
    if not verbs:
        return None
    words = tokens[at:stop]
    main = verbs[-1]
    helpers = [token.lemma for token in verbs[:-1]]
    norms = [token.norm for token in words]
    lemma, stop = _with_particle(tokens, main, stop)
    has_done = is_short_has(tokens, verbs, stop)
    if main.norm == "got" and len(verbs) > 1 and helpers[-1] in ("have", "be"):
        lemma = "have"
    return Chunk(
        "vp",
        tuple(tokens[at:stop]),
        verb=Verb(
            lemma=lemma,
            form=find_form(words, verbs),
            modal=find_modal(verbs, norms),
            negated=any(norm in ("not", "never", "n't") for norm in norms),
            perfect=has_done
            or ("have" in helpers and main.tag in ("VBN", "VBD"))
            or (len(verbs) > 1 and main.norm in ("been", "got")),
            progressive="be" in helpers and main.tag == "VBG",
            passive=lemma not in ("have", "be")
            and any(helper in ("be", "get") for helper in helpers)
            and main.tag in ("VBN", "VBD")
            and not has_done,
            adverbs=tuple(token.norm for token in words if token.tag.startswith("RB")),
            start=main.start,
            begin=words[0].start,
            norm=main.norm,
            third=verbs[0].tag in ("VBZ", "POS"),
        ),
        word=main.norm,
    )


def _span_verbs(tokens: Sequence[Token], at: int) -> tuple[int, list[Token]]:
    """Where the verb phrase ends, and its verbs."""
    verbs: list[Token] = []
    stop, place = at, at
    while place < len(tokens):
        token = tokens[place]
        if token.tag in VERBS:
            if not continues(verbs, token):
                break
            verbs.append(token)
            stop = place + 1
        elif not _inside_verb(tokens, place, verbs, at):
            break
        place += 1
    if verbs and stop < len(tokens) and tokens[stop].norm == "not":
        stop += 1
    return stop, verbs


def _inside_verb(tokens: Sequence[Token], place: int, verbs: Sequence[Token], at: int) -> bool:
    """Whether a word that is no verb belongs to the phrase: `to`, or an adverb between its parts."""
    token = tokens[place]
    if token.tag == "TO":
        return _opens_infinitive(tokens, place, verbs)
    split = place > at and tokens[at].tag == "TO" and not verbs and token.tag == "RB"
    return split or _inner_adverb(token, verbs)


def _opens_infinitive(tokens: Sequence[Token], place: int, verbs: Sequence[Token]) -> bool:
    """Whether `to` here belongs to the phrase: at its beginning, or after `going`, `used`, `got`, `ought`."""
    if not _is_infinitive(tokens, place):
        return False
    return not verbs or verbs[-1].norm in ("going", "used", "gotta", "ought")


def _inner_adverb(token: Token, verbs: Sequence[Token]) -> bool:
    """Whether an adverb stands between the verbs."""
    return bool(verbs) and token.tag in ("RB", "RBR") and token.norm not in ("here", "there", "home", "back")


def _with_particle(tokens: Sequence[Token], main: Token, stop: int) -> tuple[str, int]:
    """The main verb with its particle where the two are listed: "grew up" -> grow up."""
    lemma = main.lemma if main.tag != "POS" else "be"
    if stop < len(tokens) and f"{lemma} {tokens[stop].norm}" in listed("particles"):
        return f"{lemma} {tokens[stop].norm}", stop + 1
    return lemma, stop

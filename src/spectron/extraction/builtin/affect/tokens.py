"""The words and marks of a turn, cut into clauses: a small tokenizer for feelings, linear in the length of the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
      (?P<skip> ^>[^\n]* | https?://\S+ | www\.\S+ | [@#/][\w/]{2,40}
              | ```(?:[^`]|`(?!``)){0,100000}``` | `[^`\n]{1,200}` )
    | (?P<face> [<>]?[:;=]['’]?[-o^]?[)(\]\[DPpOo/\\|3@*]+(?![A-Za-z0-9]) | </?3+ | [(][:;=]
              | \^[_.-]?\^ | [TQ]_[TQ] | [-=>]_[-=<] | o_O | O_o | \bxD+\b | \bXD+\b )
    | (?P<word> [^\W\d_]+ (?:['’*-]+[^\W\d_]+)* )
    | (?P<emoji> [\u2600-\u27bf\u2b50\u2b55\U0001f300-\U0001faff]
                 [\ufe0f\u200d\u2640\u2642\u2764\U0001f3fb-\U0001f3ff]* )
    | (?P<number> \d[\d.,]* )
    | (?P<stop> [.!?…]+ | \n+ )
    | (?P<mark> [,;:()"“”«»—–\[\]*>] )
    """,
    re.VERBOSE | re.MULTILINE,
)
_ENDING = re.compile(r"(.*[^'])('(?:m|re|s|ve|ll|d))$")
_LONG = re.compile(r"(.)\1{2,}")
_LAUGHING = frozenset("habjplwm")
_LAUGHTER = (
    (re.compile(r"[abhpmw]*(?:[hj]+[aei]+){2,}h*"), "haha"),
    (re.compile(r"l+o+l+(?:o+l+)*[sz]?"), "lol"),
    (re.compile(r"l+m+[fb]?a+o+"), "lmao"),
)
_TWICE = re.compile(r"(.)\1+")
_CUTS = frozenset("but although though however yet whereas because cause cuz bc coz while except".split())
_ALL_BUT = frozenset(("nothing", "anything", "none", "nobody"))  # "nothing but dread" sets nothing against it
_BREAKS = frozenset((";", "—", "–", "(", ")"))
_LONGEST_WORD = 40
_LONGEST = 80  # tokens of a sentence: what looks at all of one stays linear
_TITLES = frozenset("dr mr mrs ms st prof vs".split())
_QUOTES = {'"': '"', "“": "”", "«": "»"}
_SPELT = {
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "cant": "can't", "wont": "won't", "isnt": "isn't",
    "arent": "aren't", "wasnt": "wasn't", "werent": "weren't", "aint": "ain't", "couldnt": "couldn't",
    "wouldnt": "wouldn't", "shouldnt": "shouldn't", "havent": "haven't", "hasnt": "hasn't", "hadnt": "hadn't",
    "cannot": "can't", "u": "you", "ur": "your", "ya": "you", "yall": "you", "thx": "thanks", "thnx": "thanks",
    "thanx": "thanks", "tnx": "thanks", "ty": "thanks", "tysm": "thanks", "luv": "love", "luvs": "loves",
    "cos": "because", "n't": "not", "im": "i'm", "ive": "i've", "id": "id", "youre": "you're", "theyre": "they're",
    "hes": "he's", "shes": "she's", "thats": "that's", "whats": "what's", "gotta": "got to", "n": "and",
}  # fmt: skip


class Kind(StrEnum):
    """What a token is."""

    WORD = "word"
    MARK = "mark"  # a comma, a bracket
    STOP = "stop"  # what ends a sentence
    SIGN = "sign"  # an emoji or an emoticon


class Token(NamedTuple):
    """A word in the form it is looked up under, or a mark; `[start, end)` is its place in the turn.

    `shouted` is all in capitals, `capital` begins with one, `drawn` is a drawn out word ("sooo") with one
    letter for each run.
    """

    form: str
    kind: Kind
    start: int
    end: int
    shouted: bool = False
    capital: bool = False
    drawn: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence, with the word that cut it off from the stretch before, and the mark that ends it all."""

    tokens: tuple[Token, ...]
    link: str
    stop: str
    first: bool
    last: bool


def fold(word: str) -> str:
    """The form under which words are listed: lower case, straight apostrophe, no letter more than twice in a row."""
    low = word.lower().replace("’", "'")
    return _LONG.sub(r"\1\1", low)


def fold_sign(sign: str) -> str:
    """The form under which an emoji or emoticon is listed: without colours and repetitions, ":)))" as ":)"."""
    plain = sign.lower().rstrip("\ufe0f\u200d\u2640\u2642\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
    return _TWICE.sub(r"\1", plain)


def split_words(text: str) -> tuple[str, ...]:
    """The forms of a phrase, cut as a turn's are."""
    return tuple(token.form for token in _tokenise(text))


def cut_clauses(text: str) -> Iterator[Clause]:
    """The clauses of a text in their order; what is quoted, code or an address is left out."""
    sentence: list[Token] = []
    for token in _unquoted(_tokenise(text), text):
        if token.form == "." and sentence and sentence[-1].form in _TITLES:
            continue
        sentence.append(token)
        if token.kind is Kind.STOP or len(sentence) == _LONGEST:
            yield from _cut(sentence)
            sentence = []
    yield from _cut(sentence)


def _tokenise(text: str) -> Iterator[Token]:
    """The tokens of a text; addresses and code give none."""
    for found in _TOKEN.finditer(text):
        kind, start = found.lastgroup, found.start()
        raw = found.group()
        if kind == "word":
            yield from _words(raw, start)
        elif kind in ("stop", "mark"):
            yield Token(raw, Kind.STOP if kind == "stop" else Kind.MARK, start, found.end())
        elif kind in ("face", "emoji"):
            yield Token(fold_sign(raw), Kind.SIGN, start, found.end())
        elif kind == "number":
            yield Token("0", Kind.WORD, start, found.end())


def _words(raw: str, start: int) -> Iterator[Token]:
    """A word as one token, or as two where it is contracted: "I'm" is "i" and "'m"."""
    if len(raw) > _LONGEST_WORD:
        yield Token("", Kind.WORD, start, start + len(raw))
        return
    low = _settle(fold(raw))
    end, capital = start + len(raw), raw[0].isupper()
    shouted, drawn = len(raw) > 2 and raw.isupper(), _shorten(raw)
    low = _SPELT.get(low, low)
    short = _ENDING.match(low) if "'" in low else None
    if short and len(raw) > len(short[2]):
        middle = end - len(short[2]) + (0 if "'" in raw or "’" in raw else 1)
        yield Token(short[1], Kind.WORD, start, middle, shouted, capital)
        yield Token(short[2], Kind.WORD, middle, end)
        return
    for part in low.split(" "):
        yield Token(part, Kind.WORD, start, end, shouted, capital, drawn)


def _settle(low: str) -> str:
    """A laugh in one spelling; other words as they are."""
    if low[:1] in _LAUGHING:
        return next((form for laugh, form in _LAUGHTER if laugh.fullmatch(low)), low)
    return low


def _shorten(raw: str) -> str:
    """A word that is drawn out with one letter for every run of three or more; nothing for other words."""
    low = raw.lower()
    return _LONG.sub(r"\1", low) if _LONG.search(low) else ""


def _unquoted(tokens: Iterator[Token], text: str) -> Iterator[Token]:
    """The tokens that are the speaker's own: nothing between quotation marks, unless they hold the whole text."""
    whole = text.strip()
    closing = ""
    held: list[Token] = []
    if whole[:1] in _QUOTES and whole[-1:] in _QUOTES.values():
        yield from tokens
        return
    for token in tokens:
        if closing:
            held.append(token)
            if token.form == closing:
                closing, held = "", []
            elif token.form[:1] == "\n" or len(held) > 60:  # never closed: it was no quotation
                yield from held
                closing, held = "", []
        elif token.form in _QUOTES:
            closing = _QUOTES[token.form]
        else:
            yield token
    yield from held


def _cut(sentence: list[Token]) -> Iterator[Clause]:
    """One sentence, cut where a new thought is set against it or explains it."""
    if not any(token.kind in (Kind.WORD, Kind.SIGN) for token in sentence):
        return
    stop = sentence[-1].form if sentence[-1].kind is Kind.STOP else ""
    parts: list[tuple[str, list[Token]]] = [("", [])]
    for token in sentence:
        before = parts[-1][1][-1].form if parts[-1][1] else ""
        if (token.form in _CUTS or token.form in _BREAKS) and not (token.form == "but" and before in _ALL_BUT):
            parts.append((token.form, []))
        else:
            parts[-1][1].append(token)
    full = [(link, tokens) for link, tokens in parts if tokens]
    for number, (link, tokens) in enumerate(full):
        yield Clause(tuple(tokens), link, stop, number == 0, number == len(full) - 1)

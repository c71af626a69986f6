"""Words as search sees them: folded, without stop words, reduced to their stems."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import Stemmer

# Scripts that put no space between words: Thai, Lao, Myanmar, Khmer, kana, Han; and Hangul, whose words carry endings.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
)
_PIECE = re.compile(rf"(?P<run>[{_UNSPACED}]+)|(?P<word>[^\W_{_UNSPACED}]+)")
_ENDING = re.compile(r"(?<=\w)['\u2019](?:s|t|d|m|re|ve|ll)\b")
_STOP = frozenset(
    "a an the this that these those some any each such both either neither "
    "i me my mine myself you your yours yourself he him his himself she her hers herself it its itself "
    "we us our ours ourselves they them their theirs themselves one "
    "and or but if nor so than then as of in on at to for from by with about into onto over out up off per via "
    "is are was were be been being am do does did done doing have has had having "
    "can could will would shall should may might must "
    "don didn doesn isn aren wasn weren haven hasn hadn won wouldn couldn shouldn "
    "who whom whose which what when where why how there here not no yes too very just also ever really".split()
)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The stem of a folded word, by Porter's second English algorithm, whatever the language.

    One rule for every language keeps question and turn alike even where a short text does not tell its language.
    """
    return str(_stemmer().stemWord(word))


def plain(text: str) -> str:
    """The text without case, accents and the endings behind an apostrophe."""
    if not text.isascii():
        parts = unicodedata.normalize("NFKD", text)
        text = unicodedata.normalize("NFC", "".join(mark for mark in parts if not unicodedata.combining(mark)))
    return _ENDING.sub("", text.casefold())


def cut(text: str) -> Iterator[str]:
    """The folded words of a text in order, stop words among them; pairs of letters where words are not spaced."""
    for piece in _PIECE.finditer(plain(text)):
        run = piece["run"]
        if run is None:
            yield piece["word"]
        elif len(run) == 1:
            yield run
        else:
            yield from (run[place : place + 2] for place in range(len(run) - 1))


def stems(text: str) -> list[str]:
    """The stems of a text in order, without stop words."""
    return [stem(word) for word in cut(text) if word not in _STOP]

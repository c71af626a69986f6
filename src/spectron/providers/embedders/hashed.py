"""`builtin/hash`: vectors from the words of a text and their letters alone, with no model and no file.

Signed feature hashing (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009): each word gives
its stem and its runs of three and four letters, each of these a place in the vector and a sign. Words that share a stem
or most of their letters come near, so that an inflection or a slip of the pen does not hide a word; what words mean is
not known here. A vector depends on the text alone: it is the same in every process and release.
"""

import asyncio
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from spectron.domain.errors import BadValue
from spectron.providers.ports import Encoded, Vectors

DIMENSIONS = 512
MOST_CHARACTERS = 16_384
FUNCTION_WORD_WEIGHT = 0.1
_LONGEST_WORD = 40
_WORDS_KEPT = 16_384
_GRAM_SIZES = (3, 4)
_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
_VOWEL = re.compile(r"[aeiouy]")
_FUNCTION_WORDS = frozenset(
    "a about after all also am an and any are as at be because been before being but by can cannot could d did do "
    "does doing don down for from had has have having he her here hers him his how i if in into is it its itself "
    "just ll m me might mine more most must my myself no nor not now of off on once only or other our ours out over "
    "own re s shall she should so some such t than that the their theirs them then there these they this those "
    "through to too under until up us ve very was we were what when where which while who whom whose why will with "
    "would you your yours".split()
)

_Features = tuple[NDArray[np.intp], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class HashModel:
    """Vectors of 512 places; only the first 16,384 characters of a text count."""

    name: str = "builtin/hash"
    most_texts: int = 16
    dimensions: int | None = DIMENSIONS

    async def encode(self, texts: Sequence[str]) -> Encoded:
        """One row for each text; lets others run after each batch."""
        vectors = np.stack([hash_text(text) for text in texts]) if texts else np.zeros((0, DIMENSIONS), np.float32)
        await asyncio.sleep(0)
        return Encoded(vectors)


def find_builtin(name: str) -> HashModel:
    """The built-in model of this name; raises BadValue where there is none."""
    if name != "hash":
        raise BadValue(f"there is no builtin/{name}; there is builtin/hash")
    return HashModel()


def hash_text(text: str) -> Vectors:
    """The vector of a text: of unit length, or zeros where it has no word.

    A word that comes n times counts 1 + ln n times (Manning et al., "Introduction to Information Retrieval", 6.4.1).
    """
    counts = Counter(split_words(text))
    if not counts:
        return np.zeros(DIMENSIONS, np.float32)
    features = [_features(word) for word in counts]
    weights = [_weigh(word) * (1.0 + math.log(times)) for word, times in counts.items()]
    places = np.concatenate([places for places, _ in features])
    values = np.concatenate([values * weight for (_, values), weight in zip(features, weights, strict=True)])
    summed = np.bincount(places, weights=values, minlength=DIMENSIONS)
    length = math.sqrt(float(np.square(summed).sum()))
    return (summed / length if length else summed).astype(np.float32)


def split_words(text: str) -> Iterator[str]:
    """The words of a text without case and accents; of scripts that set no spaces, every two neighbouring letters."""
    begun = text[:MOST_CHARACTERS]
    if begun.isascii():
        yield from _WORD.findall(begun.lower())
        return
    folded = unicodedata.normalize("NFKD", begun).casefold()
    plain = "".join(char for char in folded if not unicodedata.category(char).startswith("M"))
    for word in _WORD.findall(plain):
        yield from _UNSPACED.sub(_pair, word).split()


def stem(word: str) -> str:
    """An English word without its commonest endings: plural, -ing, -ed, final e (steps 1a and 1b of Porter, 1980)."""
    if len(word) <= 3 or not word.isascii():
        return word
    bare = _strip_plural(word)
    for ending in ("ing", "ed"):
        rest = bare.removesuffix(ending)
        if rest != bare and len(rest) >= 2 and _VOWEL.search(rest):
            bare = rest[:-1] if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return bare[:-1] if len(bare) > 3 and bare.endswith("e") else bare


def _strip_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[-2] not in "sui" else word


def _pair(run: re.Match[str]) -> str:
    letters = run.group()
    pairs = [letters[start : start + 2] for start in range(len(letters) - 1)] or [letters]
    return f" {' '.join(pairs)} "


def _weigh(word: str) -> float:
    return FUNCTION_WORD_WEIGHT if word in _FUNCTION_WORDS else 1.0


@lru_cache(_WORDS_KEPT)
def _features(word: str) -> _Features:
    """Where a word stands in the vector: half of its weight (squared) is its stem, half are its runs of letters."""
    word = word[:_LONGEST_WORD]
    framed = f"<{word}>"
    grams = [framed[at : at + size] for size in _GRAM_SIZES for at in range(len(framed) - size + 1)]
    keys = [f"={stem(word)}", *grams]
    hashed = [int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") for key in keys]
    share = 1.0 / math.sqrt(len(grams)) if grams else 0.0
    places = np.array([one % DIMENSIONS for one in hashed], np.intp)
    signs = np.array([1.0 if one >> 31 else -1.0 for one in hashed])
    return places, signs * np.array([1.0] + [share] * len(grams))

"""Which language a text is in: by its script, else by the small words that every sentence is full of.

The answer is a BCP 47 code ("en", "fr", "zh"), or `UNKNOWN` where the words tell nothing: a name, a number, a line of
code. Other than a classifier of letters, function words never mistake a foreign name in an English sentence for a
foreign sentence, and tell why they answered what they answered.
"""

import re
from collections import Counter
from functools import cache
from importlib import resources

UNKNOWN = "und"
ENGLISH = "en"

_MOST_CHARACTERS = 5_000
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_SCRIPTS = (
    ("ja", re.compile(r"[\u3041-\u30ff]")),
    ("ko", re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("uk", re.compile(r"[\u0404\u0406\u0407\u0454\u0456\u0457\u0490\u0491]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")


def recognise(text: str) -> str:
    """The language of a text, from its first 5,000 characters."""
    text = text[:_MOST_CHARACTERS]
    return _by_script(text) or _by_words(text)


def is_foreign(text: str) -> bool:
    """Whether a text is certainly in another language than English."""
    if text.isascii() and len(text) < 8:
        return False
    return recognise(text) not in (ENGLISH, UNKNOWN)


def _by_script(text: str) -> str:
    """The language of the script that most of the letters are in; nothing for Latin letters."""
    if text.isascii():
        return ""
    latin = len(_LATIN.findall(text))
    counts = {language: len(letters.findall(text)) for language, letters in _SCRIPTS}
    if counts["ja"] and counts["ja"] + counts["zh"] > latin:
        return "ja"
    if counts["uk"] and counts["ru"] > latin:
        return "uk"
    language = max(counts, key=lambda name: counts[name])
    # a Chinese or Korean sign says as much as a whole word, so that a few of them outweigh some Latin letters
    weight = 3 if language in ("zh", "ko") else 1
    return language if counts[language] * weight > latin else ""


def _by_words(text: str) -> str:
    """The language whose function words the text has most of: two at least, and more than it has English ones.

    Each word counts once, and one with a capital letter inside the text not at all: it is part of a name.
    """
    table = _languages_of()
    votes: Counter[str] = Counter()
    words = [word.replace("\u2019", "'") for word in _WORD.findall(text)]
    for word in dict.fromkeys(words[:1] + [word for word in words[1:] if word[0].islower() or word == "I"]):
        folded = word.lower()
        stem, mark, _ = folded.partition("'")
        votes.update(table.get(folded) or table.get(f"{stem}{mark}") or table.get(stem, ()))  # "j'ai", "he's"
    if not votes:
        return UNKNOWN
    english = votes.pop(ENGLISH, 0)
    best, most = max(votes.items(), key=lambda item: item[1]) if votes else (UNKNOWN, 0)
    few = 2 if len(words) > 3 or not english else 3
    if most >= few and most > english and 5 * most >= len(words):
        return best
    return ENGLISH if english else UNKNOWN


@cache
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Function word -> the languages that have it."""
    found: dict[str, list[str]] = {}
    text = resources.files("spectron.extraction").joinpath("function_words.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            language, *words = line.split()
            for word in words:
                found.setdefault(word, []).append(language)
    return {word: tuple(languages) for word, languages in found.items()}

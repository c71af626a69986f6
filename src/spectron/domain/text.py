"""The one way in which names and values are compared."""

import re
import unicodedata
from functools import lru_cache

_EDGES = re.compile(r"^(?:(?!-\d)[^\w+#@$€£])+|[^\w+#%]+$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)")


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Without case, accents, leading articles, outer punctuation and doubled spaces: equal folds are the same name.

    Folding twice is folding once, and what says something never folds to nothing.
    """
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).casefold()
    bare = " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())
    folded = _trim(bare)
    while folded != bare:
        folded, bare = _trim(folded), folded
    return folded or " ".join(text.split())


def _trim(name: str) -> str:
    return _ARTICLE.sub("", _EDGES.sub("", name) or name)

"""The one way in which names and values are compared."""

import re
import unicodedata
from functools import lru_cache

_EDGES = re.compile(r"^[^\w+#@$€£]+|[^\w+#%]+$")
_ARTICLE = re.compile(r"^(?:the|a|an)\s+(?=\S)")


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Without case, accents, leading articles, outer punctuation and doubled spaces: equal folds are the same name."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).casefold()
    bare = " ".join("".join(mark for mark in plain if not unicodedata.combining(mark)).split())
    trimmed = _EDGES.sub("", bare) or bare
    return _ARTICLE.sub("", trimmed)

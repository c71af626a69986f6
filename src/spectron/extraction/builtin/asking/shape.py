"""The shape of a question: its word of asking, whom it is about, its verb, and the rest."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from spectron.extraction.builtin.asking.words import is_verb
from spectron.extraction.builtin.grammar.tokens import Token

_BE = frozenset({"is", "are", "was", "were", "am", "'s", "'re", "'m", "be", "been"})
_DO = frozenset({"do", "does", "did"})
_HAVE = frozenset({"have", "has", "had", "'ve"})
_MODAL = frozenset({"can", "could", "will", "would", "shall", "should", "must", "may", "might", "'ll", "'d"})
_WORDS = frozenset({"where", "who", "whom", "whose", "what", "which", "when", "why", "how", "whats", "wheres", "whos"})
_FRONTED = frozenset({"in", "at", "for", "to", "with", "from", "on", "since", "until", "till", "by", "about", "of"})
_OPEN = frozenset({"DT", "PRP", "PRP$", "WDT"})
_NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "JJR", "JJS", "CD", "POS", "VBG", "VBN"})
_PRONOUNS = frozenset({"i", "you", "he", "she", "it", "we", "they", "u"})
_MARKS = frozenset({"'s", "'", "\u2019", "\u2019s"})


@dataclass(frozen=True, slots=True)
class Shape:
    """A question taken apart.

    `asking` is its word of asking: where, who, what, which, whose, when, since, until, how many, how much, how old,
    how, why, whether, or "" where there is none. `kind` are the words that "which" or "how many" stand before, `prep` a
    preposition in front; `aux` the auxiliary as it stands, `subject` the words of the subject, `verb` the main verb and
    `rest` what follows it. Without a subject the word of asking is the subject itself: "Who manages Atlas?"
    """

    asking: str
    kind: tuple[Token, ...] = ()
    prep: str = ""
    aux: str = ""
    subject: tuple[Token, ...] = ()
    verb: Token | None = None
    rest: tuple[Token, ...] = field(default=())

    @property
    def past(self) -> bool:
        """Whether it looks back."""
        return self.aux in ("did", "was", "were", "had") or (
            not self.aux and self.verb is not None and self.verb.tag == "VBD"
        )


def find_shape(tokens: Sequence[Token], asked: bool) -> Shape | None:
    """Take a question apart; None where the words have no shape of one.

    `asked` tells that something around the words showed that they ask, so that a plain order of words is enough: "where
    I work".
    """
    rest = list(tokens)
    prep = ""
    if len(rest) > 1 and rest[0].norm in _FRONTED and rest[1].norm in _WORDS:
        prep = rest.pop(0).norm
    if not rest:
        return None
    first = rest[0].norm
    if first in ("if", "whether") and asked:
        return _split("whether", (), prep, rest[1:])
    if first in _WORDS:
        asking, kind, after = _read_asking(rest, prep)
        return _split(asking, kind, prep, after)
    if first in _BE | _DO | _HAVE | _MODAL and len(rest) > 1 and rest[0].tag != "NNP":
        return _split("whether", (), prep, rest)
    return _split("", (), prep, rest) if asked else None


def _read_asking(rest: list[Token], prep: str) -> tuple[str, tuple[Token, ...], list[Token]]:
    """The word of asking, the noun it stands before, and what is left."""
    asking = rest.pop(0).norm.removesuffix("s") if rest[0].norm in ("whats", "wheres", "whos") else rest.pop(0).norm
    if asking == "how":
        return _read_how(rest)
    if asking == "when" and prep in ("since", "until", "till"):
        return "since" if prep == "since" else "until", (), rest
    if asking not in ("what", "which", "whose"):
        return {"whom": "who"}.get(asking, asking), (), rest
    stop = _find_kind_end(rest, 0)
    kind = rest[:stop]
    if [one.norm for one in kind[:2]] in (
        ["kind", "of"],
        ["sort", "of"],
        ["type", "of"],
        ["kinds", "of"],
        ["types", "of"],
    ):
        kind = kind[2:]
    while kind and kind[0].norm in ("of", "other", "else", "all"):
        kind = kind[1:]
    if stop == len(rest) and stop > 1:
        kind, stop = [], 0
    if kind and kind[-1].norm in ("day", "date", "time", "month", "year", "week", "weekday"):
        return "when", (), rest[stop:]
    return asking, tuple(kind), rest[stop:]


def _read_how(rest: list[Token]) -> tuple[str, tuple[Token, ...], list[Token]]:
    second = rest[0].norm if rest else ""
    if second in ("many", "much"):
        stop = _find_kind_end(rest, 1)
        return f"how {second}", tuple(rest[1:stop]), rest[stop:]
    if second == "long":
        ago = len(rest) > 1 and rest[1].norm == "ago"
        return "when" if ago else "since", (), rest[2:] if ago else rest[1:]
    if second == "come":
        return "why", (), rest[1:]
    if rest and rest[0].tag in ("JJ", "RB"):
        return f"how {second}", (), rest[1:]
    return "how", (), rest


def _find_kind_end(rest: Sequence[Token], at: int) -> int:
    """Where the noun ends that a word of asking stands before: at the verb, at a subject, or after "people"."""
    grouped = bool(rest) and rest[0].norm == "of"
    while at < len(rest) and not _is_aux(rest[at]):
        if rest[at].tag in ("VBZ", "VBD") or (rest[at].tag in ("PRP", "PRP$") and not grouped):
            break
        at += 1
        if rest[at - 1].norm in ("people", "times"):
            break
    return at


def _is_aux(token: Token) -> bool:
    return token.norm in _BE | _DO | _HAVE | _MODAL


def _split(asking: str, kind: tuple[Token, ...], prep: str, rest: Sequence[Token]) -> Shape:
    """Subject, verb and rest of what stands behind the word of asking."""
    if not rest:
        return Shape(asking, kind, prep)
    if not _is_aux(rest[0]):
        return _split_plain(asking, kind, prep, rest)
    aux, after = rest[0].norm, tuple(rest[1:])
    if aux in _BE:
        return _split_be(asking, kind, prep, rest[0], after)
    if aux in _HAVE and asking in ("who", "what", "which", "how many") and not (after and _opens(after[0])):
        return Shape(asking, kind, prep, "", (), rest[0], after)
    stop = _find_end(after, verbal=True)
    subject, behind = after[:stop], after[stop:]
    behind = tuple(one for one in behind if one.norm != "not")
    adverbs = 0
    while adverbs < len(behind) and behind[adverbs].tag == "RB":
        adverbs += 1
    early, behind = behind[:adverbs], behind[adverbs:]
    if not behind:
        return Shape(asking, kind, prep, aux, subject, None, early)
    return Shape(asking, kind, prep, aux, subject, behind[0], (*early, *behind[1:]))


def _opens(token: Token) -> bool:
    return token.tag in ("PRP", "PRP$", "DT") or token.tag.startswith("NN")


def _split_plain(asking: str, kind: tuple[Token, ...], prep: str, rest: Sequence[Token]) -> Shape:
    """Words in the order of a statement: "where I work", "what my name is", "who manages Atlas"."""
    verb = next((at for at, one in enumerate(rest) if one.tag.startswith("VB") or _is_aux(one)), None)
    if asking and (verb == 0 or (verb is None and is_verb(rest[0].lemma))):
        return Shape(asking, kind, prep, "", (), rest[0], tuple(rest[1:]))
    stop = _find_end(tuple(rest), verbal=True)
    subject, behind = tuple(rest[:stop]), tuple(rest[stop:])
    if not behind:
        return Shape(asking, kind, prep, "", subject)
    if behind[0].norm in _BE:
        return Shape(asking, kind, prep, behind[0].norm, subject, None, behind[1:])
    early = 0
    while early < len(behind) - 1 and behind[early].tag == "RB":
        early += 1
    return Shape(asking, kind, prep, "", subject, behind[early], (*behind[:early], *behind[early + 1 :]))


def _split_be(asking: str, kind: tuple[Token, ...], prep: str, be: Token, after: tuple[Token, ...]) -> Shape:
    """What follows a form of "be": a subject, and what it is or does."""
    stop = _find_end(after, verbal=False)
    if kind and stop == len(after) > 1 and after[-1].norm.endswith("ing") and after[-2].norm not in _MARKS:
        stop -= 1  # "what book is Tasha reading"
    subject, rest = after[:stop], after[stop:]
    if not subject or (rest and not subject[0].tag.startswith(("NN", "PRP", "DT")) and asking != "whether"):
        return Shape(asking, kind, prep, "", (), be, after)
    return Shape(asking, kind, prep, be.norm, subject, None, rest)


def _find_end(tokens: tuple[Token, ...], verbal: bool) -> int:
    """Where the subject at the beginning of some words ends; with `verbal` a verb has to follow."""
    if not tokens:
        return 0
    if tokens[0].norm in _PRONOUNS:
        return 1
    at = 1 if tokens[0].tag in _OPEN else 0
    while at < len(tokens) and _continues(tokens, at, verbal):
        at += 1
    if (
        verbal
        and at > 1
        and at == len(tokens)
        and tokens[at - 1].tag in ("NN", "VB", "NNS", "VBP", "NNP")
        and is_verb(tokens[at - 1].norm)
    ):
        return at - 1
    if verbal and at > 1 and at < len(tokens) and not _can_head(tokens[at]) and is_verb(tokens[at - 1].norm):
        return at - 1
    return at


def _can_head(token: Token) -> bool:
    return token.tag.startswith("VB") or token.tag == "MD" or _is_aux(token) or token.tag == "RB"


def _continues(tokens: tuple[Token, ...], at: int, verbal: bool) -> bool:
    """Whether the word at this place goes on with the noun phrase before it."""
    token, before = tokens[at], tokens[at - 1] if at else None
    if token.norm in _MARKS:
        return True
    if before is not None and before.norm in _MARKS:
        return not _is_aux(token)
    if token.norm == "of" and before is not None and before.tag in ("NN", "NNS"):
        return True
    if before is not None and before.norm == "of":
        return True
    if token.tag in ("VBG", "VBN"):
        return before is None or before.tag in _OPEN
    if not verbal and token.tag in ("JJ", "JJR", "CD") and before is not None and before.tag.startswith("NN"):
        return False
    if (
        token.tag == "NNP"
        and before is not None
        and before.tag not in ("NNP", "DT", "PRP$", "JJ")
        and before.norm not in _MARKS
    ):
        return before.tag in ("NN",) and not verbal
    return token.tag in _NOMINAL

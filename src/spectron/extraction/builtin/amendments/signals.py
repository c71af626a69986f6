"""By which words a sentence takes something back, or tells that something is otherwise now."""

import re
from collections.abc import Sequence
from enum import IntEnum

from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import listed

_SMALL = frozenset({"oh", "ah", "um", "er", "hey", "and", "but", "haha", "lol", "ugh", "hmm", "well", "so", "eh", "ok"})
_OPENERS = 6
_VERB_OF_SLIP = "spoke|read|typed|remembered|heard|counted|spelled|spelt|calculated|quoted"
_SLIP = re.compile(
    rf"\b(?:i (?:just )?(?:mis(?:{_VERB_OF_SLIP})|meant|confused|stand corrected|take (?:it|that|this) back)"
    r"|(?:got|had|mixed|muddled|swapped|flipped) (?:it|that|this|them|those|these|the) "
    r"(?:[\w-]+ ){0,3}?(?:wrong|up|round)"
    r"|i (?:said|wrote|put|typed|told you|gave (?:yo)?u) (?!that\b|so\b|to\b|no\b|yes\b)"
    r"|i (?:swapped|copied|misplaced) the|i (?:was|am|'m) (?:wrong|mistaken|thinking of)|i wrote nonsense"
    r"|did i (?:say|write|put)|who said|you(?:'ve| have)? (?:just )?(?:flipped|swapped|misheard|misread)"
    r"|you(?:'ve| have)? (?:got|mixed) (?:it|that|this|them|my|the) (?:[\w-]+ ){0,3}?(?:wrong|up|round)"
    r"|typos?|fat[- ]?finger(?:s|ed)?|slip of the|my (?:bad|mistake|error)|autocorrect(?:ed)?"
    r"|scratch that|strike that|make that"
    r"|(?:that|it|this|which|one) (?:should|ought to) (?:really |actually )?(?:be|have been|say|read|end|start)"
    r"|should (?:end|start|read)|wrong (?:way|one|number|name|date|day|pronoun|person|spelling)"
    r"|(?:one|a|two|some|small|quick|tiny) (?:fix(?:es)?|corrections?)"
    r"|corrections?|out of date|that's (?:the )?old|not (?:quite )?(?:right|correct))\b"
)
_NEWS = re.compile(
    r"\b(?:now|instead|nowadays|these days|no longer|any ?(?:more|longer)|back (?:to|on|at)|as of|plans changed"
    r"|(?:small )?change of plan|update|put (?:me|him|her|it|us|them) up|(?:go|goes|going|gone|went) (?:up|down)"
    r"|took over|taken over|(?:bring|brings|brought|bringing) forward|turned into|became|become)\b"
    r"|(?:^|[.,;] )(?:and |but |oh |ps )*it's [^\W\d_]+\b"
)
_SHORT = 4


class Signal(IntEnum):
    """What the words of a sentence do to what was said before, the more forceful the higher."""

    NONE = 0
    NEWS = 1  # it is otherwise now
    MILD = 2  # opens like a correction: "actually", "sorry", "no"
    FIRM = 3  # says in so many words that something was wrong: "I meant", "typo"


def read_signals(sentences: Sequence[Sentence]) -> list[Signal]:
    """The signal of each sentence of a turn; saying that something was wrong speaks for the neighbours too."""
    own = [read_signal(sentence) for sentence in sentences]
    found = []
    for place, signal in enumerate(own):
        near = [own[other] for other in (place - 1, place + 1) if 0 <= other < len(own)]
        before = sentences[place - 1] if place else None
        if Signal.FIRM in near:
            signal = Signal.FIRM
        elif before is not None and own[place - 1] is Signal.MILD and len(before.tokens) <= _SHORT:
            signal = max(signal, Signal.MILD)
        found.append(signal)
    return found


def read_signal(sentence: Sentence) -> Signal:
    """The signal of one sentence by itself."""
    if re.match(r"\*[^\s*]", sentence.text) or _SLIP.search(sentence.folded):
        return Signal.FIRM
    if _opens_correction(sentence):
        return Signal.MILD
    shifts = any(token.lemma in listed("shifting") for token in sentence.tokens)
    return Signal.NEWS if shifts or _NEWS.search(sentence.folded) else Signal.NONE


def _opens_correction(sentence: Sentence) -> bool:
    """Whether the sentence begins with words that take something back."""
    words = [token.norm for token in sentence.tokens[: _OPENERS + 2] if token.text[0].isalnum()]
    first = [word for word in words if word not in _SMALL][:3]
    following = next((token for token in sentence.tokens[1:] if token.start > sentence.start), None)
    if first[:1] == ["no"] and following is not None and words[:1] == ["no"] and following.text[0].isalnum():
        return following.norm in (
            "wait",
            "sorry",
            "actually",
            "hang",
            "hold",
            "its",
            "it",
            "i",
            "he",
            "she",
            "they",
            "we",
        )
    return any(" ".join(first[:count]) in listed("corrective") for count in (1, 2, 3) if len(first) >= count)

"""Questions that have a wording of their own: "Who am I?", "What do you know about Ana?", "What changed since March?"."""

import re
from collections.abc import Callable
from typing import NamedTuple

from spectron.domain.candidate import ASSISTANT, SPEAKER
from spectron.domain.question import Question, Subject, Wanted
from spectron.extraction.builtin.asking.whom import find_whom
from spectron.extraction.builtin.asking.words import cut_words

_USER = Subject(principal=SPEAKER)
_ASSISTANT = Subject(principal=ASSISTANT)


class Wording(NamedTuple):
    """A pattern of the whole question, what it wants, and under which keys; group `whom` tells about whom."""

    pattern: re.Pattern[str]
    wanted: Wanted
    keys: tuple[str, ...] = ()
    subject: Subject | None = None
    marked: bool = False
    before: bool = False


def _match(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_KNOW = r"(?:do|did|have) (?:you|u) (?:already |currently )?(?:know|learn(?:ed|t)?|remember|got|stored?|have)(?: (?:stored|on file|saved))?"
_WORDINGS = (
    Wording(_match(r"who (?:am i|i am|i'm)"), Wanted.PORTRAIT, subject=_USER),
    Wording(_match(rf"(?:what|everything|anything)(?: all)? (?:{_KNOW}|(?:you|u) (?:know|remember|have)) (?:about|of|on) (?P<whom>.+)"), Wanted.PORTRAIT),
    Wording(_match(r"(?:all|everything|what) (?:that )?(?:you|u) know (?:about|of) (?P<whom>.+)"), Wanted.PORTRAIT),
    Wording(_match(r"(?:do|have) (?:you|u) (?:know|heard|got) anything (?:about|of|on) (?P<whom>.+)"), Wanted.PORTRAIT),
    Wording(_match(r"(?:describe|summari[sz]e|introduce|portray) (?P<whom>me|myself|[A-Z].*|my .+)"), Wanted.PORTRAIT),
    Wording(_match(r"(?:a )?(?:summary|profile|portrait) (?:of|about) (?P<whom>.+)"), Wanted.PORTRAIT),
    Wording(_match(r"about (?P<whom>(?:me|myself|my \w+|[A-Z]\w*)(?: \w+)?)"), Wanted.PORTRAIT),
    Wording(_match(r"who(?:'s| is| was) (?P<whom>(?-i:[A-Z])[\w'-]*(?: [A-Z][\w'-]*)?)"), Wanted.PORTRAIT, marked=True),
    Wording(_match(r"(?:what|how) (?:should|do|can|may|shall|will|would) (?:you|u) (?:call|address) me(?: by)?"), Wanted.VALUE, ("nickname", "name"), _USER),
    Wording(_match(r"what (?:do i|i) (?:like|want|prefer) to be called|what am i called|what i'm called"), Wanted.VALUE, ("nickname", "name"), _USER),
    Wording(_match(r"what (?:rules|instructions|guidelines|standing orders|directions)\b.*"), Wanted.RULES, subject=_ASSISTANT),
    Wording(_match(r"(?:which|the|my|all) (?:rules|instructions|guidelines|standing orders)\b.*"), Wanted.RULES, subject=_ASSISTANT),
    Wording(_match(r"(?:what|which) (?:are|were) (?:my|the|your) (?:rules|instructions|guidelines|standing (?:orders|instructions))\b.*"), Wanted.RULES, subject=_ASSISTANT),
    Wording(_match(r"how (?:should|do|must|am|are) (?:you|u|i)(?: \w+)? (?:answer|reply|respond|talk|write|behave|speak)(?: to)?(?: me)?\b.*"), Wanted.RULES, subject=_ASSISTANT),
    Wording(_match(r"how (?:do|did) i (?:want|like|ask|tell) (?:you|u)?(?: to)?(?: \w+)* ?(?:answer|reply|respond|write|talk|answers|replies|answered)\b.*"), Wanted.RULES, subject=_ASSISTANT),
    Wording(_match(r"what (?:did|have) i (?:ask|asked|tell|told) (?:you|u) (?:to do|not to do|to remember|never to do|always to do)"), Wanted.RULES, subject=_ASSISTANT),
    Wording(_match(r"what(?:'s| has| is| have|s)? ?(?:been )?(?:changed|new|different|happened|updated?)(?: (?:with|for|about|in) (?P<whom>me|my life|my \w+|[A-Z]\w*))?\b.*"), Wanted.CHANGE),
    Wording(_match(r"(?:has|did) anything (?:changed?|new|happen(?:ed)?)(?: (?:with|for|about|in) (?P<whom>me|my life|my \w+|[A-Z]\w*))?\b.*"), Wanted.CHANGE),
    Wording(_match(r"what (?:did|have) (?:i|we) (?:say|said|tell|told|mention|mentioned|talk|talked|ask|asked|discuss|discussed)(?: (?:you|u|me))? ?(?:about|on|regarding|of)? (?:.+)"), Wanted.REPORT),
    Wording(_match(r"what (?:did|has) (?:you|u|the assistant|the tool) (?:say|said|tell|told|recommend|suggest|promise|advise)(?: me)?\b.*"), Wanted.REPORT),
    Wording(_match(r"(?:did|have) i (?:ever |already )?(?:say|said|tell|told|mention|mentioned)(?: (?:you|u))? (?:anything |something )?about (?:.+)"), Wanted.REPORT),
)


def read_wording(bare: str, asked: bool) -> Question | None:
    """The question that one of the wordings reads; None where none does."""
    for one in _WORDINGS:
        found = one.pattern.fullmatch(bare)
        if found is None or (one.marked and not asked):
            continue
        whom = found.groupdict().get("whom")
        subject = one.subject if whom is None else _subject(whom)
        if whom is not None and subject is None:
            continue
        if one.wanted is Wanted.CHANGE and subject is None:
            subject = None
        return Question(bare, one.wanted, (subject,) if subject else (), one.keys)
    return None


def _subject(words: str) -> Subject | None:
    """Whom the words name; one's own life is oneself."""
    if words.lower() in ("my life", "myself", "me", "us"):
        return _USER
    return find_whom(cut_words(words))


__all__ = ["Callable", "read_wording"]

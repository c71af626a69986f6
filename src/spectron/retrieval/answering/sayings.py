"""Answers in the words that were said: the sentence that holds all that a question names, or none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import Stemmer

from spectron.domain.conversation import Role, Turn
from spectron.domain.question import AMOUNT, PERSON, PLACE, Question, Subject, Wanted
from spectron.domain.text import fold
from spectron.retrieval.answering.citing import Quoted
from spectron.retrieval.answering.times import names_time

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?](?=\S)[^.!?;\n]*)*[.!?]*")
_WORD = re.compile(r"\d+(?:\.\d+)+|[^\W_]+(?:['\u2019-][^\W_]+)*")
_OWN = frozenset("i me my mine we us our ours i'm i've i'd i'll we're we've we'll".split())
_OTHERS = frozenset({"he", "she", "his", "her", "their", "they", "him", "them"})
_LEANING = _OTHERS | {"it", "its", "this", "that", "then"}
_POSSESSOR = re.compile(r"\b([A-Z][\w-]*)['\u2019]s\b")
_COUNT = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|"
    r"no|none|single|both|couple)\b",
    re.IGNORECASE,
)
_WHERE = re.compile(
    r"\b(?:(?:in|at|near|to|from|on|under|behind|by|inside|next to|above|below|beside|into|opposite|around)\s+"
    r"(?!\d|(?:the )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|may\b)\w|abroad\b|home\b|visited\s+\w)",
    re.IGNORECASE,
)
_NAMED_PLACE = re.compile(r"\b(?:in|at|near|to|from)\s+(?:the )?[A-Z]\w")
_NAMING = re.compile(r"\b(?:called|named|names?)\b", re.IGNORECASE)
_ASKS = re.compile(
    r"(?:(?:please|hey|so|and|ok|hi),? )*(?:(?:what|where|who|when|why|how|which|whose)(?:'s)? (?:\w+ )?(?:is|are|was"
    r"|were|do|does|did|am|should|can|has|have|i|my|the)\b|(?:do|does|did|can|could|is|are|am|was|have|has) "
    r"(?:i|you|we|he|she|they|it|my|the)\b|(?:remind|tell) me\b|do you\b)",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\b(?:stopped|quit|left|ended|gave up|given up|sold|cancelled|no longer|not any ?more|dropped|died)\b",
    re.IGNORECASE,
)
_OWN_ENDING = re.compile(
    r"\b(?:I|we)(?:['\u2019]ve| have)? (?:just |finally )?"
    r"(?:stopped|quit|left|ended|gave up|given up|sold|cancelled|dropped|no longer)\b"
)
_OF_NOBODY = re.compile(r"(?:the|this|that|an?) (?-i:[a-z])", re.IGNORECASE)
_CHANGING = re.compile(
    r"\b(?:now|new|instead|changed?|moved|switched|upgraded|downgraded|swapped|replaced|renamed|actually|updated"
    r"|raised|lowered|increased|went (?:up|down)|extended|postponed|any ?more|no longer|from \S+ to)\b",
    re.IGNORECASE,
)
_HEDGED = re.compile(
    r"\b(?:not|no|never|nobody|none|anymore|might|may|maybe|perhaps"
    r"|could|would|if|want|hope|thinking|considering|\w+n['\u2019]t)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<=[a-z,;:] )[A-Z][\w'-]+|^[A-Z][a-z]+(?= (?:is|was|does|did|has|will|[a-z]+s|[a-z]+ed)\b)")
_NAME_WITHIN = re.compile(r"(?<=[a-z,;:] )(?!I\b|I')[A-Z][\w'-]+")
_WITH = re.compile(r"\b(?:with|called|named|is) \w{3,}|\w lives with (?:us|me)\b")
_WORKS = r"does|handles|runs|leads|manages|teaches|designs|sells|works (?:as|in|on|for)|(?:is|are) (?:an?|our|my) \w+"
_WISHED = re.compile(
    r"\b(?:want|hope|wish|plan|would|might|may|like to|love to|never|dream)\b|['\u2019]d\b", re.IGNORECASE
)
_SEVERAL = re.compile(r"\w, (?:\w+ )?\w+|\w+ and (?!I\b)\w+")
_WHY = re.compile(r"\b(?:because|since|so that|so|due to|as|for|to|wanted|after)\b", re.IGNORECASE)
_SMALL = frozenset(
    "the a an and or but is are was were be been am i my me we our you your he she it its they this that in on at "
    "to of for from by with as so not no do does did have has had will would can could just really very about also too "
    "there here now".split()
)
_GENERIC = frozenset("name kind type day date time year month place number people person address".split())
_MOST_SENTENCES = 4_000
_MANY = 4


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence that states something, and the one before it in its turn."""

    turn: Turn
    text: str
    before: str


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The stem of a word, by which its forms are told to be one."""
    return str(Stemmer.Stemmer("english").stemWord(fold(word).removesuffix("'s")))


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    """The stems of the words of a text, and of the parts of words with a hyphen."""
    return frozenset(stem(part) for word in _words(text) for part in (word, *word.split("-")))


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(word.lower().replace("\u2019", "'") for word in _WORD.findall(text))


def find_quotes(question: Question, turns: Sequence[Turn], labels: Sequence[str] = ()) -> Sequence[Quoted]:
    """The sentences that answer best, the latest first; none where none holds what the question names.

    `labels` are the names of whom it is about, any of which a sentence may use.
    """
    terms = [forms for forms in question.terms if not set(forms) & _GENERIC]
    if question.keys[:1] == ("job_title",) and question.names and len(terms) == len(question.names):
        return _find_work(question.names[0], turns)
    if not _asks_enough(question, terms, labels):
        return []
    found = [
        Quoted(one.text, one.turn, share) for one in _sayings(turns) if (share := _share(question, terms, one, labels))
    ]
    fitting = _not_after(found, question) if question.before else found
    ranked = sorted(fitting, key=lambda one: (one.share, one.turn.said_at, one.turn.seq), reverse=True)
    return [one for one in ranked if one.share == ranked[0].share]


def _find_work(name: str, turns: Sequence[Turn]) -> Sequence[Quoted]:
    """The latest sentences that tell what somebody does or is: "Lucia does frontend"."""
    works = re.compile(rf"\b{re.escape(name)} (?:{_WORKS})\b", re.IGNORECASE)
    found = [Quoted(one.text, one.turn, 1.0) for one in _sayings(turns) if works.search(one.text)]
    told = [one for one in found if one.turn.role is not Role.ASSISTANT]
    return sorted(told, key=lambda one: (one.turn.said_at, one.turn.seq), reverse=True)


def _asks_enough(question: Question, terms: Sequence[tuple[str, ...]], labels: Sequence[str]) -> bool:
    """Whether a question has words beside those for whom it is about, by which a sentence can be told to answer it.

    Where something is, what it is called, and what was said of it, a sentence tells that has no other of its words.
    """
    itself = question.kind == PLACE or question.keys[:1] == ("name",)
    about = [*question.names, *(() if itself else labels)]
    names = {stem(part) for name in about for part in name.split()}
    return question.wanted is Wanted.REPORT or any(stem(forms[0]) not in names for forms in terms)


def asks(text: str) -> bool:
    """Whether a sentence asks, with or without its mark."""
    return text.endswith("?") or _ASKS.match(text) is not None


def _not_after(found: Sequence[Quoted], question: Question) -> Sequence[Quoted]:
    """Of sentences about what was before a value, those that came before the first that has the value."""
    value = question.value
    if value is None and question.time is None:
        return _superseded(found)
    later = [one.turn.said_at for one in found if value and fold(value) in fold(one.text)]
    return [one for one in found if later and one.turn.said_at < min(later)]


def _superseded(found: Sequence[Quoted]) -> Sequence[Quoted]:
    """What held before: a sentence that tells an end, or those before the last one, where that tells a change."""
    order = sorted(found, key=lambda one: (one.turn.said_at, one.turn.seq))
    if not order:
        return []
    if _ENDING.search(order[-1].text):
        return order[-1:]
    turns = {one.turn.id for one in order}
    return [one for one in order if one.turn.id != order[-1].turn.id] if len(turns) > 1 and _changes(order) else []


def _changes(order: Sequence[Quoted]) -> bool:
    return _CHANGING.search(order[-1].text) is not None


def _sayings(turns: Sequence[Turn]) -> Iterator[Saying]:
    """The sentences that state something, of as many turns as one look may take."""
    left = _MOST_SENTENCES
    for turn in turns:
        before = ""
        for found in _SENTENCE.finditer(turn.content):
            text = found.group().strip()
            left -= 1
            if left < 0:
                return
            if text and not asks(text):
                yield Saying(turn, text, before)
            before = text


def _share(question: Question, terms: Sequence[tuple[str, ...]], one: Saying, labels: Sequence[str]) -> float:
    """The share of the question's words that a sentence holds, 0 where it does not answer."""
    if one.turn.role is Role.ASSISTANT and question.wanted is not Wanted.REPORT:
        return 0.0
    if not _speaks_of(question, one, labels) or not _fits(question, one.text):
        return 0.0
    stems, words = _stems(one.text), set(_words(one.text))
    speaker = _stems(one.turn.name or "") if words & _OWN or _OF_NOBODY.match(one.text) else frozenset()
    before = _stems(one.before)
    wanted = [{stem(form) for form in forms} for forms in terms]
    named = {stem(part) for label in labels for part in label.split()}
    near = stems | speaker
    named |= {stem(part) for one in question.subjects for part in _roles(one)}
    held = [
        bool(forms & near or _is_kind(question, forms, stems) or (forms & named and _names_any(near, labels)))
        for forms in wanted
    ]
    leaning = [here or bool(forms & before) for here, forms in zip(held, wanted, strict=True)]
    told = _is_told_by_deed(question, wanted, held, one)
    optional = told or (question.wanted is Wanted.COUNT and _counts_kind(question, one.text))
    missing = leaning.count(False)
    spare = len(terms) >= _MANY or (optional and len(terms) > 1)
    if question.deed and (question.members or question.kind == PLACE) and _WISHED.search(one.text):
        return 0.0
    if missing > spare or not any(held) or not stems - _SMALL - set().union(*wanted):
        return 0.0
    placed = question.kind == PLACE and _NAMED_PLACE.search(one.text) is not None
    return (len(terms) - missing) / len(terms) - (leaning != held) / (2 * len(terms)) + placed / (4 * len(terms))


def _is_told_by_deed(question: Question, wanted: Sequence[set[str]], held: Sequence[bool], one: Saying) -> bool:
    """Whether only the kind is missing, and the verb of the question stands with a name, or with several things.

    "I've been to Peru and Morocco" tells which countries, "I'm reading Middlemarch" what book. Where the things of a
    kind are known, one of them is needed; a wish tells of nothing that was done.
    """
    deed = {stem(form) for form in question.deed}
    if question.members or not deed & _stems(one.text) or not _asserts(one.text):
        return False
    kind = {stem(word) for word in (question.kind or "").split()}
    several = _SEVERAL.search(one.text) is not None
    named = _NAME_WITHIN.search(one.text) is not None
    named = named or several if question.wanted is Wanted.LIST else named and not several
    return named and all(here or bool(forms & kind) for forms, here in zip(wanted, held, strict=True))


def _roles(subject: Subject | None) -> Iterator[str]:
    """The words of a role, and of those it is held towards: "my sister's husband"."""
    while subject is not None:
        yield from (subject.role or "").split()
        subject = subject.holder


def _is_kind(question: Question, forms: set[str], stems: frozenset[str]) -> bool:
    """Whether a word of the question is the kind that it asks for, and the sentence has a thing of that kind."""
    kind = (question.kind or "").split(" ")[-1]
    return bool(question.members) and stem(kind) in forms and bool(_stemmed(question.members) & stems)


@lru_cache(maxsize=64)
def _stemmed(members: frozenset[str]) -> frozenset[str]:
    return frozenset(stem(one) for one in members if one)


def _counts_kind(question: Question, text: str) -> bool:
    """Whether a sentence has a number right before what is to be counted: "42 people"."""
    kind = re.escape((question.kind or "").split(" ")[-1][:6])
    return bool(kind) and re.search(rf"(?:{_COUNT.pattern})\S*(?: \S+){{0,2}} {kind}", text, re.IGNORECASE) is not None


def _names_any(stems: frozenset[str], labels: Sequence[str]) -> bool:
    """Whether a sentence names one of those the question is about."""
    return any(stem(label.split()[0]) in stems for label in labels if label.strip())


def _fits(question: Question, text: str) -> bool:
    """Whether a sentence has what the question wants: a time, a number, a reason."""
    if question.wanted is Wanted.COUNT or question.kind == AMOUNT:
        return _COUNT.search(text) is not None
    if question.keys[:1] == ("name",):
        return _NAMING.search(text) is not None
    if question.kind == PLACE:
        return _WHERE.search(text) is not None
    if question.keys[:1] == ("lives_with",):
        return _WITH.search(text) is not None
    if question.kind == PERSON:
        asked = {form for forms in question.terms for form in forms}
        return any(found.group().lower() not in asked for found in _CAPITAL.finditer(text))
    if question.wanted is Wanted.REASON:
        return _WHY.search(text) is not None
    if question.wanted in (Wanted.WHEN, Wanted.SINCE, Wanted.UNTIL):
        return names_time(text)
    return True


def _speaks_of(question: Question, one: Saying, labels: Sequence[str]) -> bool:
    """Whether a sentence speaks of the one the question asks about, and of every name in the question."""
    words = set(_words(one.text))
    near = _stems(f"{one.before} {one.text}") if words & _LEANING else _stems(one.text)
    speaker = _stems(one.turn.name or "")
    for name in question.names:
        if not all(stem(part) in near or stem(part) in speaker for part in name.split()):
            return False
    holder = _holder(question)
    if holder is None or holder.principal != "user" or words & _OWN or one.turn.role is Role.TOOL:
        return True
    return not _names_another(one.text, (*question.names, *labels))


def _holder(question: Question) -> Subject | None:
    """Whose matter it is in the end: the speaker for "my sister's job"."""
    one = question.subjects[0] if question.subjects else None
    while one is not None and one.holder is not None:
        one = one.holder
    return one


def _names_another(text: str, names: Sequence[str]) -> bool:
    """Whether a sentence without "I" or "my" gives what is asked for to somebody else."""
    known = {part.lower() for name in names for part in name.split()}
    return any(found.group(1).lower() not in known for found in _POSSESSOR.finditer(text)) or bool(
        _OTHERS & set(_words(text))
    )


def find_ending(question: Question, quoted: Quoted, turns: Sequence[Turn]) -> Quoted | None:
    """A later sentence that tells the end of the thing that a sentence speaks of: "I quit the bakery"."""
    thing = {stem(form) for form in question.terms[-1]} if question.terms else set()
    later = [one for one in turns if (one.said_at, one.seq) > (quoted.turn.said_at, quoted.turn.seq)]
    ends = [one for one in _sayings(later) if _ENDING.search(one.text) and thing & _stems(one.text)]
    return Quoted(ends[-1].text, ends[-1].turn, 0.0) if ends else None


def names_more(text: str, told: str) -> bool:
    """Whether a sentence has a name within it that what is told already has not."""
    known = {stem(word) for word in _words(told)}
    return any(stem(found.group()) not in known for found in _NAME_WITHIN.finditer(text))


def find_own_ending(value: str, after: datetime, turns: Sequence[Turn]) -> Quoted | None:
    """The latest sentence of the speaker's own, said after an instant, that tells the end of a value."""
    thing = {stem(word) for word in fold(value).split()}
    later = [one for one in turns if one.said_at > after and one.role is Role.USER]
    for one in sorted(_sayings(later), key=lambda one: (one.turn.said_at, one.turn.seq), reverse=True):
        if thing <= _stems(one.text) and _OWN_ENDING.search(one.text):
            return Quoted(one.text, one.turn, 1.0)
    return None


def affirms(quoted: Quoted) -> bool:
    """Whether a sentence that holds all words of a yes-or-no question says yes: nothing in it denies or hedges."""
    return quoted.share >= 1 and _asserts(quoted.text)


def _asserts(text: str) -> bool:
    """Whether a sentence tells that something is so: it neither denies, nor hedges, nor tells of an end."""
    return _HEDGED.search(text) is None and _ENDING.search(text) is None

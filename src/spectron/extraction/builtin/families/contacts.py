"""Telephone numbers, e-mail addresses and street addresses, and whose they are, wherever a sentence puts them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from spectron.domain.candidate import Claim
from spectron.domain.conversation import Role
from spectron.domain.temporal import ALWAYS, Interval
from spectron.domain.text import fold
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.words import any_of, fold_word, listed, places

_NUMBER = re.compile(r"(?<![\w+@.,:/#\u00a3\u20ac$-])\+?\(?\d[\d ().\u2011-]{4,22}\d(?![\w@%]|[.,:/-]\d)")
_EXTENSION = re.compile(r",? ?(?:ext\.?|extension|x) ?\d{1,6}\b", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,24}){1,4}")
_TELLING = re.compile(r"[\d@]")
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_OWN = frozenset({"my", "me", "mine", "mines", "our", "us", "i", "i'm", "we"})
_DIALLED = frozenset({"call", "ring", "text", "dial", "to"})  # "call 0161 …" tells nobody's own number
_DETAILS = ("my details", "my contact details", "my info", "about me", "my data")
_BROAD = frozenset({"plan", "event", "goal", "habit", "possession"})
_THEIRS = frozenset({"his", "her", "hers", "him", "their", "them"})
_FEWEST, _MOST = 7, 15
_NEAR = 90


@dataclass(frozen=True, slots=True)
class _Found:
    """A number or an address in the turn, and the key under which it is kept."""

    key: str
    value: str
    start: int
    end: int


@rule("contact")
def read_contacts(ledger: Ledger, sentences: Sequence[Sentence]) -> None:
    """Enter every number and address of a user turn that nothing else has read, for whoever it belongs to."""
    if ledger.scene.turn.role is not Role.USER:
        return
    for sentence in sentences:
        if _TELLING.search(sentence.text) is None:
            continue
        for found in _find(sentence, _was_asked(ledger)):
            if _is_known(ledger, found) or _is_outdated(sentence, found):
                continue
            about = _find_owner(ledger, sentence, found)
            if about is not None:
                _enter(ledger, about, found)


def _enter(ledger: Ledger, about: int, found: _Found) -> None:
    """Keep one of them, and with a street the city that it lies in."""
    quote = ledger.scene.quote(found.start, found.end)
    valid = _find_date(ledger, found)
    ledger.keep(Claim(about, found.key, found.value, quote, valid=valid))
    if found.key != "address" or any((one.about, one.key) == (about, "location") for one in ledger.claims):
        return
    city = next((part for part in map(tidy, found.value.split(",")[1:]) if fold_word(part) in places()), "")
    if city:
        ledger.scene.add_label(city, "location", found.start, found.end)
        ledger.keep(Claim(about, "location", city, quote, valid=valid))


def _find_date(ledger: Ledger, found: _Found) -> Interval:
    """Since when an address holds: from the day of the move that the same words tell of."""
    bare = _bare(found.value)
    moves = (one.valid for one in ledger.claims if one.key in ("plan", "event") and bare in _bare(one.value))
    return next(moves, ALWAYS) if found.key == "address" else ALWAYS


def _find(sentence: Sentence, asked: bool) -> Iterator[_Found]:
    """The numbers and addresses of a sentence, in order within their kind; `asked` says that one was asked for."""
    text, base = sentence.text, sentence.start
    for match in _EMAIL.finditer(text):
        yield _Found("email", match[0].rstrip("."), base + match.start(), base + match.end())
    streets = list(_street().finditer(text))
    for match in streets:
        yield _Found("address", tidy(match[0]), base + match.start(), base + match.end())
    for match in _NUMBER.finditer(text):
        inside = any(one.start() <= match.start() < one.end() for one in streets)
        if not inside and _is_phone(match[0], text[: match.start()].lower(), asked):
            extension = _EXTENSION.match(text, match.end())
            end = extension.end() if extension else match.end()
            yield _Found("phone", tidy_phone(text[match.start() : end]), base + match.start(), base + end)


def tidy_phone(text: str) -> str:
    """A number as it was written, its opening bracket kept: "(020) 7946 0712"."""
    return " ".join(text.split()).rstrip(" .-")


def _is_phone(number: str, before: str, asked: bool) -> bool:
    """Whether digits are a telephone number: by their prefix and length, or by the word that stands before them."""
    digits = sum(mark.isdigit() for mark in number)
    if not _FEWEST <= digits <= _MOST or re.fullmatch(r"\d{4}-\d\d-\d\d", number) or re.search(r"\d \d$", number):
        return False
    spoken = asked or bool(listed("phone_words").intersection(_WORDS.findall(before[-_NEAR:])))
    prefixed = number.startswith(("+", "00", "(")) or (number.startswith("0") and digits > 8)
    plausible = number[0] in "+(0" or any(mark in number for mark in " -.") or digits > 8
    return prefixed or (spoken and plausible)


def _is_known(ledger: Ledger, found: _Found) -> bool:
    """Whether a claim of the turn holds it already, however it is spaced; a street that it has in part is filled up."""
    bare = _bare(found.value)
    for place, claim in enumerate(ledger.claims):
        if claim.key not in _BROAD and bare in _bare(claim.value):
            return True
        if claim.key == found.key == "address" and bare.startswith(_bare(claim.value)):
            ledger.claims[place] = replace(claim, value=found.value)
            return True
    return False


def _bare(value: str) -> str:
    """A value without spaces and signs."""
    return re.sub(r"[^\w@+]", "", fold(value))


def _is_outdated(sentence: Sentence, found: _Found) -> bool:
    """Whether the words around it say that it holds no more, or never did: "not 0161 …", "my old address"."""
    words = _WORDS.findall(sentence.folded[max(0, found.start - sentence.start - 25) : found.start - sentence.start])
    after = _WORDS.findall(sentence.folded[found.end - sentence.start :][:40])[:2]
    dialled = found.key == "phone" and bool(words) and words[-1] in _DIALLED
    return dialled or bool(listed("outdating") & {*words[-4:]}) or bool(listed("lapsing") & {*after})


def _find_owner(ledger: Ledger, sentence: Sentence, found: _Found) -> int | None:
    """Whose it is: of whom the words before it spoke last, else the speaker's where the words speak of reaching one."""
    scene = ledger.scene
    before = scene.turn.content[sentence.start : found.start]
    cues = [(match.end(), match[0].lower()) for match in _WORDS.finditer(before.replace("\u2019", "'"))]
    people = [
        (mention.quote.end - sentence.start, place)
        for place, mention in enumerate(scene.mentions)
        if mention.principal is None
        and mention.type in ("person", "organisation")
        and sentence.start <= mention.quote.start < mention.quote.end <= found.start
    ]
    last, owner = max(people, default=(0, None))
    own = next((end for end, word in reversed(cues) if word in _OWN), 0)
    theirs = next(((end, word) for end, word in reversed(cues) if word in _THEIRS), (0, ""))
    if theirs[0] > max(own, last):
        return scene.pronoun(theirs[1], found.start, found.end)
    if any(words in fold(before) for words in _DETAILS):
        return scene.speaker(found.start, found.end)
    if owner is not None and last >= own:
        return owner if _leads_to(found, before[last:]) else None
    told = bool(listed("contact_words" if found.key != "address" else "address_words") & {word for _, word in cues})
    bare = not tidy(before) and (found.key != "address" or _was_asked(ledger))
    if sentence.asks and not own:
        return None
    return scene.speaker(found.start, found.end) if told or bare or _was_asked(ledger) else None


def _leads_to(found: _Found, between: str) -> bool:
    """Whether the words between a name and a street make it that one's: nothing but a comma, or a word of living."""
    words = {word.lower() for word in _WORDS.findall(between)}
    if found.key != "address":
        return len(words) < 10
    return not words or bool(words & listed("address_words"))


def _was_asked(ledger: Ledger) -> bool:
    """Whether the assistant asked just before how to reach the speaker."""
    turns = ledger.scene.window.turns
    last = turns[-1] if turns and turns[-1].role is Role.ASSISTANT else None
    asked = last is not None and "?" in last.content
    return asked and last is not None and bool(listed("contact_words") & {*_WORDS.findall(last.content.lower())})


@cache
def _street() -> re.Pattern[str]:
    """What a street with its number looks like, with the places that follow it."""
    ends = any_of(listed("street_words"))
    joined = any_of(listed("street_endings"))
    first = any_of(listed("street_openers"))
    capital, rest = r"[^\W\d_a-z]", r"[\w'\u2019.-]{0,24}"
    code = r"(?:[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}|\d{3,6}(?: \d\d)?)"
    name = f"{capital}{rest}"
    tail = rf"(?:, (?:{code} )?{name}(?: (?!{code}){name}){{0,2}}){{0,3}}(?:,? {code}\b)?"
    english = rf"\d{{1,4}}[a-zA-Z]?(?:[-/]\d{{1,4}})?,? (?:{name} ){{1,3}}(?i:{ends})\b\.?"
    compound = rf"{capital}[\w-]{{0,24}}(?i:{joined}) \d{{1,4}}[a-zA-Z]?\b"
    opened = rf"(?i:{first}) (?:[\w'\u2019.-]{{1,24}} ){{1,4}}\d{{1,4}}[a-zA-Z]?\b"
    numbered = rf"\d{{1,4}},? (?i:{first}) (?:(?:de|du|des|la|le|les|del|di|da) ){{0,2}}{name}"
    return re.compile(rf"(?<![\w-])(?:{english}|{compound}|{opened}|{numbered}){tail}")

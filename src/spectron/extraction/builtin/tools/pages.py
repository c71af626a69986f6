"""Plain text from tools: a page about one thing, a line of a timetable, an agenda of a day."""

import re

from spectron.domain.candidate import Claim
from spectron.domain.temporal import Interval
from spectron.extraction.builtin.claims.ledger import Ledger, rule
from spectron.extraction.builtin.grammar.sentences import MOST_CHARACTERS, find_foreign, veil
from spectron.extraction.builtin.lexis.words import fold_word, listed, mapped, places
from spectron.extraction.dates import find_times

_CONFIDENCE = 0.7
_LABELLED = re.compile(r"(?:^|[.\n>|]\s{0,3})([A-Z][a-z]+(?: [a-z]+)?):[ \t]+([A-Z][^.\n<|;\[]{1,60})")
_TITLE = re.compile(r"\s*(?:#+ )?((?:[A-Z\u00c0-\u00de][\w'\u2019&-]*[ ]?){1,5})(?=[.,|\n]|\s{2}|$)")
_PLACED = re.compile(r"(?:, |\bin )([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)")
_STATED = re.compile(r"\s*([A-Z][a-z]+ [\w-]*\d[\w-]*): ([a-z][^.;,\n]{2,60}?)(?= until| due| because|[.;,\n]|$)")
_AGENDA = re.compile(r"\b(\d{1,2}[:.]\d\d)\s{1,3}(?:[-\u2013]\s)?([A-Za-z][^;\n.]{2,80})")
_TAGGED = re.compile(r"<[^<>]{0,80}>")
_FAILED = re.compile(
    r"(?i)\s*(?:error|exception|traceback|fatal|warning|failed|timeout|not found|http/?\d? ?\d{3}|\d{3}\b)"
)
_FEWEST, _NEAR = 2, 160


@rule("tool page")
def read_page(ledger: Ledger) -> None:
    """What a plain answer of a tool says by its layout; its sentences are read as sentences besides."""
    text = ledger.scene.turn.content[:MOST_CHARACTERS]
    if _FAILED.match(text):
        return
    bare = _TAGGED.sub(lambda match: " " * len(match.group()), veil_comments(text))
    _read_agenda(ledger, bare)
    stated = _STATED.match(bare)
    if stated is not None:
        about = ledger.scene.add_label(stated[1], stated[1].split()[0].lower(), stated.start(1), stated.end(1))
        _keep(ledger, about, "status", stated, 2)
        return
    title = _TITLE.match(bare)
    if title is None or len(title[1].split()) < _FEWEST:
        return
    label = title[1].strip()
    end = title.start(1) + len(label)
    about = ledger.scene.add_label(label, "organisation", title.start(1), end)
    for match in _LABELLED.finditer(bare):
        key = match[1].lower().replace(" ", "_")
        if key in mapped("record_types") or key in listed("record_people"):
            ledger.scene.add_label(match[2].strip(), mapped("record_types").get(key, "person"), *match.span(2))
            _keep(ledger, about, "owner" if key == "landlord" else key, match, 2)
    near = _PLACED.finditer(bare, end, end + _NEAR)
    place = next((one for one in near if fold_word(one[1]) in places() or one[0].startswith("in ")), None)
    if place is not None:
        ledger.scene.add_label(place[1], "location", *place.span(1))
        _keep(ledger, about, "location", place, 1)


def veil_comments(text: str) -> str:
    """The text without comments, code and quotations, and without what stands in square brackets."""
    veiled = veil(text, [span for span in find_foreign(text) if text[span.start : span.start + 4] == "<!--"])
    return re.sub(r"\[[^\[\]]{0,400}\]", lambda match: " " * len(match.group()), veiled)


def _keep(ledger: Ledger, about: int, key: str, match: re.Match[str], group: int) -> None:
    """Enter a group of a match as a claim."""
    text = match[group].strip()
    start = match.start(group)
    quote = ledger.scene.quote(start, start + len(text))
    ledger.keep(Claim(about, key, text, quote, confidence=_CONFIDENCE))


def _read_agenda(ledger: Ledger, text: str) -> None:
    """The events of a day: "09:30 stand-up; 13:00 review"."""
    found = list(_AGENDA.finditer(text))
    if len(found) < _FEWEST:
        return
    days = find_times(text[: found[0].start()], ledger.scene.turn.said_at)
    day = days[-1].interval.start if days else None
    for match in found:
        label = match[2].split(" -- ")[0].strip(" -")
        start = match.start(2)
        speaker = ledger.scene.speaker(start, start + len(label))
        quote = ledger.scene.quote(start, start + len(label))
        claim = Claim(speaker, "event", label, quote, valid=Interval(day, None), confidence=_CONFIDENCE)
        ledger.keep(claim)

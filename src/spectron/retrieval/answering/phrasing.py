"""Facts in plain English, said to the one who asks."""

import re
from collections.abc import Sequence

from spectron.domain.graph import Fact
from spectron.retrieval.answering.times import say_end, say_start

_FORMS = {
    "works_at": ("work at {v}", "worked at {v}"),
    "organisation": ("work at {v}", "worked at {v}"),
    "location": ("live in {v}", "lived in {v}"),
    "lives_in": ("live in {v}", "lived in {v}"),
    "located_in": ("are in {v}", "were in {v}"),
    "lives_with": ("live with {v}", "lived with {v}"),
    "address": ("live at {v}", "lived at {v}"),
    "hometown": ("come from {v}", "came from {v}"),
    "origin": ("come from {v}", "came from {v}"),
    "member_of": ("are in {v}", "were in {v}"),
    "reports_to": ("report to {v}", "reported to {v}"),
    "manages": ("manage {v}", "managed {v}"),
    "married_to": ("are married to {v}", "were married to {v}"),
    "partner_of": ("are with {v}", "were with {v}"),
    "owns": ("own {v}", "owned {v}"),
    "founded": ("founded {v}", "founded {v}"),
    "built": ("built {v}", "built {v}"),
    "uses": ("use {v}", "used {v}"),
    "studied_at": ("studied at {v}", "studied at {v}"),
    "education": ("{p} field of study is {v}", "{p} field of study was {v}"),
    "language": ("speak {v}", "spoke {v}"),
    "likes": ("like {v}", "liked {v}"),
    "dislikes": ("don't like {v}", "didn't like {v}"),
    "preference": ("prefer {v}", "preferred {v}"),
    "health": ("{p} health notes: {v}", "{p} health notes until then: {v}"),
    "allergy": ("are allergic to {v}", "were allergic to {v}"),
    "vehicle": ("drive {v}", "drove {v}"),
    "possession": ("have {v}", "had {v}"),
    "fear": ("are afraid of {v}", "were afraid of {v}"),
    "goal": ("want to {v}", "wanted to {v}"),
    "industry": ("work in {v}", "worked in {v}"),
    "project": ("work on {v}", "worked on {v}"),
    "sibling_of": ("{p} sibling is {v}", "{p} sibling was {v}"),
    "parent_of": ("{p} child is {v}", "{p} child was {v}"),
    "child_of": ("{p} parent is {v}", "{p} parent was {v}"),
    "friend_of": ("are friends with {v}", "were friends with {v}"),
    "colleague_of": ("work with {v}", "worked with {v}"),
    "neighbour_of": ("live next door to {v}", "lived next door to {v}"),
}
_PLURALS = {"sibling_of": "siblings", "parent_of": "children", "child_of": "parents", "pet": "pets", "family": "family"}
_LOOSE = frozenset({"plan", "event", "habit", "hobby", "skill", "commitment", "diet"})
_COUNTABLE = frozenset({"job_title", "vehicle", "possession"})
_BEING = frozenset({"job_title", "marital_status", "status", "diet"})
_VERBAL = ("skill", "habit", "hobby", "health", "diet")
_THIRD = {"are": "is", "were": "was", "have": "has", "don't": "doesn't", "do": "does", "go": "goes", "study": "studies"}
_GERUND = re.compile(r"\w+ing\b")
_PAST = ("ed", "ought", "uilt", "ore", "roke", "came", "spoke", "drove", "was", "s", "hurt")
_HAPPENED = re.compile(r"(?:\w+ed|broke|tore|had|got|hurt|won|lost|left|met) ")
_BARE = frozenset({"head", "director", "chief", "vice", "the", "a", "an", "my"})
_ARTICLED = re.compile(r"[a-z]")
_TRADE = re.compile(r"(?:a )?(?:teach|sing|write|bake|sew|sell|fix|repair) \w", re.IGNORECASE)
_VERB = re.compile(
    r"(?:play|sing|cook|code|program|write|draw|paint|run|swim|ride|speak|bake|knit|take|eat|avoid|have|go|do|use|collect"
    r"|teach|sew|read|dance|ski|surf|climb|work|make|practise|train|cycle|broke|tore|sprained|hurt)(?:s|es)?\b",
    re.IGNORECASE,
)


def join(parts: Sequence[str]) -> str:
    """Several things as one phrase: "A, B and C"."""
    parts = list(dict.fromkeys(parts))
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def capital(text: str) -> str:
    """The text with a capital at its head."""
    return text[:1].upper() + text[1:]


def possess(who: str) -> str:
    """Whose: "your" for you, "Ana's" for Ana."""
    if who == "you":
        return "your"
    return "my" if who == "I" else f"{who}'" if who.endswith("s") else f"{who}'s"


def tell(key: str, values: Sequence[str], who: str, past: bool = False) -> str:
    """One statement of one key: "you work at Acme", "Ana's birthday is 4 May"."""
    values = [_with_article(one) for one in values] if key in _COUNTABLE else values
    value = join(values)
    if key in _PLURALS and len(set(values)) > 1:
        return f"{possess(who)} {_PLURALS[key]} {'were' if past else 'are'} {value}"
    if key == "age" and " " not in value:
        return f"{who} {_be(who, past)} {value} years old"
    if key in _VERBAL and past and _GERUND.match(value):
        return f"{who} stopped {value}"
    if key in _VERBAL and _VERB.match(value):
        return f"{who} {_agree(value, who)}"
    if key == "job_title" and _TRADE.match(values[0]):
        return f"{who} {_agree(join([one.removeprefix('a ') for one in values]), who)}"
    if key in _BEING:
        return f"{who} {_be(who, past)} {value}"
    form = _FORMS.get(key)
    if form is None:
        noun = key.replace("_", " ")
        several = len(set(values)) > 1 and not noun.endswith("s")
        if key in _LOOSE:
            return f"{possess(who)} {noun}{'s' if several else ''}: {value}"
        return f"{possess(who)} {noun}{'s' if several else ''} {_is(several, past)} {value}"
    text = form[past].format(v=value.removeprefix("to ") if key == "goal" else value, p=possess(who))
    return text if form[past].startswith("{p}") else f"{who} {_agree(text, who)}"


def _is(several: bool, past: bool) -> str:
    if past:
        return "were" if several else "was"
    return "are" if several else "is"


def _is_several(who: str) -> bool:
    """Whether those spoken of are several: "your parents"."""
    return who.startswith("your ") and who.endswith("s") and not who.endswith(("ss", "us")) and who.islower()


def _be(who: str, past: bool) -> str:
    plural = who == "you" or _is_several(who)
    if past:
        return "were" if plural else "was"
    return "are" if plural else "am" if who == "I" else "is"


def _agree(text: str, who: str) -> str:
    """The verb at the head of a phrase in the person of its subject."""
    if who in ("you", "I") or _is_several(who):
        return text
    verb, _, rest = text.partition(" ")
    if verb in _THIRD:
        return f"{_THIRD[verb]} {rest}".strip()
    if verb.endswith(_PAST) or verb in ("had", "were"):
        return text
    if verb.endswith(("ch", "sh", "ss", "x", "o")):
        return f"{verb}es {rest}".strip()
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies {rest}".strip()
    return f"{verb}s {rest}".strip()


def _with_article(title: str) -> str:
    """An ordinary noun with its article; a title of its own goes without."""
    if not _ARTICLED.match(title) or title.split(" ")[0] in _BARE or " of " in title:
        return title
    return f"{'an' if title[0] in 'aeiou' else 'a'} {title}"


def when(fact: Fact, said: str = "") -> str:
    """A tail that tells since when, or until when, a fact of a turn holds; "" where nobody told, or its value does."""
    start, end = say_start(fact, said), say_end(fact, said)
    if fact.timeless or _HAPPENED.match(fact.value):
        return f" ({start})" if start and start not in fact.value else ""
    if fact.key in _VERBAL and _GERUND.match(fact.value) and end:
        return "" if end.split(" ")[0] in fact.value else f" ({end})"
    if start and end:
        return f" from {start} until {end}"
    if end:
        return f" until {end}"
    return f" (since {start})" if start and start not in fact.value else ""

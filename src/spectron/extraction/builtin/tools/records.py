"""Structured tool output, read by its structure: what a record is, and what its fields say of it."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from spectron.domain.candidate import Claim
from spectron.domain.conversation import Role
from spectron.domain.temporal import ALWAYS, Interval
from spectron.extraction.builtin.claims.ledger import Ledger, Setting, rule
from spectron.extraction.builtin.claims.subjects import find_lemmas
from spectron.extraction.builtin.grammar.parsing import parse_turn
from spectron.extraction.builtin.lexis.words import fold_word, given_names, listed, mapped, places
from spectron.extraction.builtin.scene.scene import Scene
from spectron.extraction.builtin.stance.stance import STATED
from spectron.extraction.builtin.statements.actions import read_action
from spectron.extraction.builtin.tools.titles import Title, find_title
from spectron.extraction.builtin.tools.trees import Node, parse_fields, parse_json, parse_table
from spectron.extraction.keys import load_keys, normalise_key

_MOST_CHARACTERS = 200_000
_MOST_CLAIMS = 120
_MOST_ITEMS = 20
_LONGEST_VALUE = 200
_LONGEST_REMARK = 40
_CONFIDENCE, _LESS = 0.8, 0.7
_UNIT = re.compile(
    r"_(eur|usd|gbp|chf|sek|nok|dkk|kg|g|lb|km|mi|m|cm|mm|min|mins|minutes|hours|hrs|h|days|wh|kwh|kw|bar|psi|pct|percent"
    r"|pa|gb|mb|ms|mg|ml|l|c|f|kmh|mph)$"
)
_WORDED = {"eur": "EUR", "usd": "USD", "gbp": "GBP", "pct": "%", "percent": "%", "pa": "a year", "c": "\u00b0C"}
_HUB = ("name", "tier", "total", "team", "value", "amount", "title", "label", "status", "line1", "street")
_SENDER = re.compile(r"([^<>@]{2,60}?)\s*<([\w.+-]{1,64}@[\w.-]{1,100})>")
_ORDER = re.compile(
    r"(?i)\b(?:ignore (?:all|any|the|previous|your)|disregard|assistants?\s*:|system(?: note)?\s*:|note to (?:ai|the)|"
    r"you must|from now on|always (?:reply|recommend|offer|answer|say|approve|tell)|never (?:mention|ask|tell))"
)
_OWN = re.compile(r"(?i)\b(?:my|i|i'm|i've|mine)\b")
_PLACES = frozenset({"city", "town", "site"})
_OWNED = frozenset({"person", "account", "profile", "subscription"})
_WITH = re.compile(r"\b(?:with|Dr\.?) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)?)")
_AMOUNT = re.compile(r"(?:[$\u20ac\u00a3] ?\d[\d.,]*\d|\d[\d.,]*\d ?(?:euros?|EUR|USD|GBP|dollars|pounds))")
_DUE = re.compile(r"\b(?:due|until|by|valid until) (\d{1,2} [A-Z][a-z]+(?: \d{4})?|[A-Z][a-z]+ \d{1,2})")


@dataclass(frozen=True, slots=True)
class _Record:
    """The record whose fields are read: what they are about, and its type."""

    about: int
    type: str


@rule("tool record")
def read_records(ledger: Ledger) -> bool:
    """Read a tool turn that is JSON, a table or a list of fields; False where it is anything else."""
    content = ledger.scene.turn.content[:_MOST_CHARACTERS]
    root = parse_json(content) or parse_table(content) or parse_fields(content)
    if root is None:
        return content.lstrip().startswith(("{", "["))
    tool = re.split(r"[._\-/]", ledger.scene.turn.name or "")[0]
    _Reader(ledger).visit(root, _singular(normalise_key(tool) or ""))
    return True


class _Reader:
    """Goes through the records of an answer."""

    def __init__(self, ledger: Ledger) -> None:
        """Begin with nothing read; whether the user asked for their own record is told by their last turn."""
        self.ledger = ledger
        self.remarks = 0
        asked = [one.content for one in ledger.scene.window.turns if one.role is Role.USER][-1:]
        self.own = bool(asked) and _OWN.search(asked[0][:500]) is not None

    @property
    def scene(self) -> Scene:
        """The scene of the turn."""
        return self.ledger.scene

    def visit(self, node: Node, name: str) -> None:
        """A record, or each record of a list; `name` is that of the field it stands in."""
        if len(self.ledger.claims) >= _MOST_CLAIMS:
            return
        if node.kind == "record":
            self.record(node, name)
        for _, child in node.fields if node.kind == "list" else ():
            if child.kind != "text":
                self.visit(child, name)

    def record(self, node: Node, name: str, owner: _Record | None = None) -> None:
        """One record: its entity and a claim for each of its fields; one without a name speaks of its owner."""
        fields = _name_fields(node)
        title = find_title(fields, name)
        if title is None or (owner is not None and title.field not in ("name", "title", "full_name")):
            self.nameless(fields, name, owner)
            return
        place = fields[title.field]
        record = self.enter(title, place)
        if owner is not None and name:
            self.keep(owner.about, name, title.label, place)
        for key, child in fields.items():
            if key != title.field and not (key == "last_name" and title.field == "first_name"):
                self.field(record, key, child)

    def enter(self, title: Title, place: Node) -> _Record:
        """The entity of a record: the user where it is their own, who then has a name, else a thing of its own."""
        start, end = place.start, place.end
        if self.own and title.type in _OWNED and not any(mark.isdigit() for mark in title.label):
            speaker = self.scene.speaker(start, end)
            self.keep(speaker, "name", title.label, place)
            return _Record(speaker, "person")
        about = self.scene.add_label(title.label, title.type, start, end)
        if title.type == "event":
            self.event(title.label, place)
        return _Record(about, title.type)

    def event(self, label: str, place: Node) -> None:
        """An event of a calendar is one of the user's; with whom it is, is a person."""
        speaker = self.scene.speaker(place.start, place.end)
        quote = self.scene.quote(place.start, place.end)
        self.ledger.keep(Claim(speaker, "event", label, quote, confidence=_LESS))
        found = _WITH.search(label)
        if found:
            at = place.start + max(0, self.scene.turn.content[place.start : place.end].find(found[1]))
            self.scene.add_label(found[1], "person", at, at + len(found[1]))

    def nameless(self, fields: dict[str, Node], name: str, owner: _Record | None) -> None:
        """A record without a name of its own: a part of its owner, or a bundle of others."""
        for key, child in fields.items():
            if child.kind != "text":
                self.visit(child, _singular(key))
            elif owner is None:
                self.person(key, child)
            else:
                hub = next((one for one in _HUB if one in fields), "")
                self.field(owner, name if key == hub else key, child)

    def person(self, key: str, node: Node) -> None:
        """A field named after a person: what they are and where, as far as plain words say it."""
        if key not in given_names():
            return
        about = self.scene.add_label(key.capitalize(), "person", node.start, node.end)
        for part in re.split(r"[,;()]", node.text):
            words = part.strip()
            placed = re.match(r"in ([A-Z][\w-]+)", words)
            at = node.start + max(0, self.scene.turn.content[node.start : node.end].find(words))
            if fold_word(words) in mapped("status_words"):
                self.keep(about, mapped("status_words")[fold_word(words)], words, Node(at, at + len(words)))
            elif placed and fold_word(placed[1]) in places():
                self.keep(about, "location", placed[1], Node(at + 3, at + 3 + len(placed[1])))

    def field(self, record: _Record, key: str, node: Node) -> None:
        """One field of a record."""
        if node.kind == "record":
            self.record(node, _singular(key), record)
        elif node.kind == "list":
            for _, child in node.fields[:_MOST_ITEMS]:
                if child.kind == "record" and find_title(_name_fields(child), _singular(key)):
                    self.record(child, _singular(key), record)
                elif child.kind == "text":
                    self.state(record, _singular(key), child)
        else:
            self.state(record, key, node)

    def state(self, record: _Record, key: str, node: Node) -> None:
        """The claim that a plain field makes."""
        text = node.text.strip()
        if not text or len(self.ledger.claims) >= _MOST_CLAIMS:
            return
        fault = self.find_fault(record, key, node)
        if fault:
            quote = self.scene.quote(node.start, node.end)
            self.ledger.refuse(Claim(record.about, key, text, quote), fault)
            return
        sender = _SENDER.fullmatch(text)
        if sender is not None:
            person = self.scene.add_label(sender[1].strip(' "'), "person", node.start, node.start + len(sender[1]))
            self.keep(person, "email", sender[2], node)
            return
        bare, unit = _split_unit(key)
        self.keep(record.about, bare, f"{text} {unit}" if unit and not unit.startswith("%") else text + unit, node)

    def find_fault(self, record: _Record, key: str, node: Node) -> str:
        """Why a field is passed over; what a remark tells of amounts and days is read all the same."""
        text = node.text.strip()
        if key in listed("record_noise") or re.search(r"_id$", key):
            return "it speaks of the answer itself"
        if key in listed("record_prose"):
            self.remark(record, node)
            return "it is prose, and no value"
        if _ORDER.search(text):
            return "it gives orders, and no value"
        return "it is too long for a value" if len(text) > _LONGEST_VALUE or "://" in text else ""

    def remark(self, record: _Record, node: Node) -> None:
        """What a running text tells, up to where it begins to give orders: amounts, days, and what somebody does."""
        stop = _ORDER.search(node.text)
        told = self.scene.turn.content[node.start : node.end]
        limit = min(len(told), stop.start() if stop else len(told))
        for pattern, key, group in ((_AMOUNT, "amount", 0), (_DUE, "due", 1)):
            found = pattern.search(told, 0, limit)
            if found:
                at = Node(node.start + found.start(group), node.start + found.end(group), found[group])
                self.keep(record.about, key, found[group], at)
        self.habits(record, node, limit)

    def habits(self, record: _Record, node: Node, limit: int) -> None:
        """What a remark on a person says of them without naming them: "Speaks Tamil. Prefers email"."""
        self.remarks += 1
        if record.type != "person" or self.remarks > _MOST_ITEMS:
            return
        content = self.scene.turn.content
        told = " " * node.start + content[node.start : node.start + limit]
        for sentence in parse_turn(replace(self.scene.turn, content=told)):
            for place, clause in enumerate(sentence.clauses):
                if clause.verb is not None and clause.subject is None and clause.verb.third:
                    setting = Setting(clause, STATED, sentence.clauses[place].end, sentence.folded, place)
                    read_action(self.ledger, setting, record.about, find_lemmas(clause.verb, clause))

    def keep(self, about: int, key: str, text: str, node: Node) -> None:
        """Enter a claim under the canonical key, with what its value names as a thing of its own."""
        mention = self.scene.mentions[about]
        person = mention.type == "person"
        given = normalise_key(key) or ""
        key = mapped("record_keys").get(given, given) if person or given in _PLACES else given
        key = load_keys().attribute_names.get(key, key) if person else key
        if not key:
            return
        start, end = node.start, node.end
        target = None
        leads_to = load_keys().relations.get(key) if person else None
        type_ = mapped("record_types").get(given)
        if leads_to:
            target = self.scene.add_label(text, leads_to, start, end)
        elif type_ and len(text) < _LONGEST_REMARK + 20 and not text[:1].isdigit():
            self.scene.add_label(text, type_, start, end)
        claim = Claim(about, key, text, self.scene.quote(start, end), object=target, confidence=_CONFIDENCE)
        self.ledger.keep(replace(claim, valid=_find_time(key, text)))


def _find_time(key: str, text: str) -> Interval:
    """The time that the field of an event's beginning gives."""
    if key != "event":
        return ALWAYS
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ALWAYS
    return Interval(at if at.tzinfo else at.replace(tzinfo=UTC), None)


def _name_fields(node: Node) -> dict[str, Node]:
    """The fields of a record by their names in snake_case."""
    return {name: child for raw, child in node.fields if (name := normalise_key(raw) or "")}


def _singular(key: str) -> str:
    """The name of one item of a list field."""
    if key.endswith("ies") and len(key) > 4:
        return key[:-3] + "y"
    return key[:-1] if key.endswith("s") and not key.endswith(("ss", "us", "address")) and len(key) > 3 else key


def _split_unit(key: str) -> tuple[str, str]:
    """A key without the unit it ends in, and the unit as one writes it: price_eur is a price in EUR."""
    match = _UNIT.search(key)
    if match is None:
        return key, ""
    return key[: match.start()], _WORDED.get(match[1], match[1])

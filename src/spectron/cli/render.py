"""What a turn taught, as lines for a terminal; pure, and nothing is said that the answers do not hold.

Marks and colours: `+` added (green), `~` changed or corrected (yellow), `-` ended or taken back (red), `!` instruction
(blue), `?` doubt (magenta), `=` doubt settled (cyan).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.text import Text

from spectron.domain.temporal import name_day
from spectron.wire.knowledge import (
    AttributeInfo,
    CorrectionInfo,
    Diff,
    DiffItem,
    RelationInfo,
    TurnResult,
)

Statement = AttributeInfo | RelationInfo

ADDED, CHANGED, ENDED, RULE, DOUBT, SETTLED = "green", "yellow", "red", "blue", "magenta", "cyan"
_ENDINGS = {"ended"}


@dataclass(frozen=True, slots=True)
class Lesson:
    """A turn as it was said and what it taught; `diff` tells what changed since the turn before, where there is one."""

    content: str
    said_at: datetime
    result: TurnResult
    diff: Diff | None = None

    @property
    def statements(self) -> Sequence[Statement]:
        """Attributes and relations alike."""
        return (*self.result.attributes, *self.result.relations)


def tell_lesson(lesson: Lesson) -> list[Text]:
    """One line for each thing learned, or one that says there was nothing."""
    lines = [*_tell_statements(lesson), *_tell_rules(lesson), *_tell_doubts(lesson), *_tell_gone(lesson)]
    return lines or [Text("· nothing new", style="dim")]


def quote_lesson(lesson: Lesson) -> Text:
    """The sentence, with the words that a statement rests on underlined in its colour."""
    text = Text(clean(lesson.content))
    reasons = _reasons(lesson)
    for one in lesson.statements:
        text.stylize(f"underline {_colour(one, lesson, reasons)}", one.quote.start, one.quote.end)
    for rule in lesson.result.instructions:
        _underline(text, rule.text, RULE)
    for doubt in lesson.result.uncertainties:
        _underline(text, doubt.text, DOUBT)
    return text


def name_of(one: Statement) -> str:
    """Its key in plain words: `job_title` is shown as `job title`."""
    return (one.key if isinstance(one, AttributeInfo) else one.type).replace("_", " ")


def value_of(one: Statement) -> str:
    """What it says: a value, or the name of what it leads to."""
    return clean(one.value if isinstance(one, AttributeInfo) else one.to_label)


def owner_of(one: Statement) -> str:
    """Whom or what it is about."""
    return clean(one.entity_label if isinstance(one, AttributeInfo) else one.from_label)


def tell_day(instant: str | datetime) -> str:
    """`2026-03-02T09:00:00Z` as `2 March 2026`."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    day = moment.astimezone(UTC)
    return name_day(day)


def tell_instant(instant: str) -> str:
    """`2026-03-02T09:30:00Z` as `2 March 2026 09:30`, and midnight as its day alone: both in UTC."""
    moment = datetime.fromisoformat(instant).astimezone(UTC)
    return tell_day(moment) if (moment.hour, moment.minute) == (0, 0) else f"{tell_day(moment)} {moment:%H:%M}"


def clean(text: str) -> str:
    """The text with control characters made visible, so that what was said once cannot steer a terminal now."""
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(letter) else letter for letter in text)


def _steers(letter: str) -> bool:
    return (letter < " " and letter not in "\n\t") or "\x7f" <= letter <= "\x9f"


def _underline(text: Text, words: str, colour: str) -> None:
    start = text.plain.casefold().find(words.rstrip(".!").casefold())
    if start >= 0:
        text.stylize(f"underline {colour}", start, start + len(words.rstrip(".!")))


def _reasons(lesson: Lesson) -> dict[str, str]:
    items = (*lesson.diff.added, *lesson.diff.updated) if lesson.diff else ()
    return {item.id: item.reason or "" for item in items}


def _colour(one: Statement, lesson: Lesson, reasons: dict[str, str]) -> str:
    if reasons.get(one.id) in _ENDINGS:
        return ENDED
    return CHANGED if any(_led_to(change, one) for change in lesson.result.corrections) else ADDED


def _led_to(change: CorrectionInfo, one: Statement) -> bool:
    owner, key = (one.entity, one.key) if isinstance(one, AttributeInfo) else (one.from_, one.type)
    value = one.value if isinstance(one, AttributeInfo) else one.to_label
    return (change.entity, change.current.key, change.current.value) == (owner, key, value)


def _tell_statements(lesson: Lesson) -> Iterator[Text]:
    reasons = _reasons(lesson)
    for one in lesson.statements:
        change = next((each for each in lesson.result.corrections if _led_to(each, one)), None)
        subject = f"{owner_of(one)} {name_of(one)}: "
        if reasons.get(one.id) in _ENDINGS:
            yield _line("-", ENDED, subject, Text(value_of(one), "strike"), _until(one))
        elif change:
            yield _line("~", CHANGED, f"{owner_of(one)} ", _tell_change(change), _told(change, one, lesson))
        else:
            yield _line("+", ADDED, subject, Text(value_of(one), "bold"), _while(one, lesson))


def _tell_rules(lesson: Lesson) -> Iterator[Text]:
    for rule in lesson.result.instructions:
        yield _line("!", RULE, "", Text(clean(rule.text), "bold"), f"instruction, {rule.priority}")


def _tell_doubts(lesson: Lesson) -> Iterator[Text]:
    for doubt in lesson.result.uncertainties:
        kind = doubt.kind.replace("_", " ")
        yield _line("?", DOUBT, "", Text(clean(doubt.text)), f"not asserted: {kind} (“{clean(doubt.reason)}”)")


def _tell_gone(lesson: Lesson) -> Iterator[Text]:
    """Doubts that were settled, instructions taken back, and facts that nothing took the place of."""
    if lesson.diff is None:
        return
    replaced = {change.attribute for change in lesson.result.corrections}
    written_again = {(owner_of(one), name_of(one), value_of(one)) for one in lesson.statements}
    for item in lesson.diff.superseded:
        if item.type == "uncertainty":
            yield _line("=", SETTLED, "", Text(clean(item.value)), f"doubt {clean(item.reason or 'settled')}")
        elif item.type == "instruction":
            yield _line("-", ENDED, "", Text(clean(item.value), "strike"), "no longer asked for")
        elif item.id not in replaced and _as_told(item) not in written_again:
            owner, key, value = _as_told(item)
            yield _line("-", ENDED, f"{owner} {key}: ", Text(value, "strike"), "taken back")


def _as_told(item: DiffItem) -> tuple[str, str, str]:
    return clean(item.entity_label or ""), item.key.replace("_", " "), clean(item.value)


def _line(mark: str, colour: str, subject: str, value: Text, note: str = "") -> Text:
    line = Text.assemble((mark, f"bold {colour}"), " ", (subject, colour), value)
    value_end = len(line)
    line.stylize(colour, value_end - len(value), value_end)
    return line.append(f"  {note}", "dim") if note else line


def _tell_change(change: CorrectionInfo) -> Text:
    """The key and both values; both keys where a liking became a dislike."""
    old, new = ((clean(side.key.replace("_", " ")), clean(side.value)) for side in (change.previous, change.current))
    again = "" if old[0] == new[0] else f"{new[0]}: "
    return Text.assemble(f"{old[0]}: ", (old[1], "strike dim"), " → ", again, (new[1], "bold"))


def _told(change: CorrectionInfo, one: Statement, lesson: Lesson) -> str:
    """When the old value ended, or that it was never so."""
    if change.reason == "corrected":
        return f"{clean(change.previous.value)} was a mistake"
    return _while(one, lesson) or ("from now on" if one.valid_from else "")


def _while(one: Statement, lesson: Lesson) -> str:
    """The time a statement holds for, where it is another than from the turn on."""
    edges: list[str] = []
    if one.valid_from and tell_day(one.valid_from) != tell_day(lesson.said_at):
        edges.append(f"since {tell_day(one.valid_from)}")
    return " ".join([*edges, *filter(None, [_until(one)])])


def _until(one: Statement) -> str:
    return f"until {tell_day(one.valid_until)}" if one.valid_until else ""


def join_lines(lines: Iterable[Text]) -> Text:
    """Lines one below the other."""
    return Text("\n").join(lines)

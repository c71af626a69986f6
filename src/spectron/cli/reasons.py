"""An explanation, as a table for a terminal; pure.

First the clauses, each with how it was put forward and its phrases in brackets; then what each rule made of them; then
what was passed over, and why. Marks and colours are those of a lesson (`render.py`).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from rich.table import Table
from rich.text import Text

from spectron.cli.render import ADDED, CHANGED, DOUBT, ENDED, RULE, clean, tell_day
from spectron.wire.explanation import ClaimInfo, ClauseInfo, DecisionInfo, Explanation, PhraseInfo, SentenceInfo

Row = tuple[str, Text, Text]

NO_MARK = Text()
LONGEST_QUOTE = 100
WIDEST = 96
_BRACKETED = {"np": "", "vp": "cyan", "adj": "", "time": "yellow"}
_JOINTS = frozenset({"cc", "sub", "rel"})
_WITHIN = frozenset({"inf", "ing", "part", "apposition"})
_MARKS = {"plain": ("+", ADDED), "confirmation": ("+", ADDED), "correction": ("~", CHANGED)}


def tell_explanation(told: Explanation) -> Table:
    """All of it, in three columns: what speaks, a mark, and what is said."""
    kept = [one for one in told.decisions if one.outcome != "dropped"]
    dropped = [one for one in told.decisions if one.outcome == "dropped"]
    parts = (
        [_show_clause(*piece) for sentence in told.sentences for piece in _cut(sentence)],
        list(_tell_made(kept)) or [("", NO_MARK, Text("nothing is learned", "dim"))],
        list(_tell_dropped(dropped)),
    )
    grid = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 0))
    grid.add_column(style="dim", overflow="fold", max_width=22)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold", max_width=WIDEST)
    shown = [rows for rows in parts if rows]
    for number, rows in enumerate(shown):
        if number:
            grid.add_row()
        for rule, mark, text in rows:
            grid.add_row(Text(rule), mark, text)
    return grid


def _cut(sentence: SentenceInfo) -> Iterator[tuple[SentenceInfo, str, int, int]]:
    """The sentence in pieces, one for each clause that stands beside the others, with its stance."""
    clauses = sorted((one for one in sentence.clauses if one.end > one.start), key=lambda one: one.start)
    beside = [one for one in clauses if one.link not in _WITHIN and not _lies_within(one, clauses)]
    if not beside:
        yield sentence, "", sentence.start, sentence.end
        return
    starts = [_begin(one, sentence.phrases) for one in beside]
    edges = [sentence.start, *starts[1:], sentence.end]
    for clause, (start, end) in zip(beside, pairwise(edges), strict=True):
        if end > start:
            yield sentence, clause.stance, start, end


def _lies_within(one: ClauseInfo, clauses: Sequence[ClauseInfo]) -> bool:
    return any(other is not one and other.start <= one.start and one.end < other.end for other in clauses)


def _begin(clause: ClauseInfo, phrases: Sequence[PhraseInfo]) -> int:
    """Where a clause begins, with the "and" or "because" right before it."""
    start = clause.start
    for phrase in reversed([one for one in phrases if one.end <= clause.start]):
        if phrase.kind not in _JOINTS:
            break
        start = phrase.start
    return start


def _show_clause(sentence: SentenceInfo, stance: str, start: int, end: int) -> Row:
    """One piece with its phrases in brackets."""
    shown, at = Text(), start
    for one in sentence.phrases:
        if one.kind in _BRACKETED and start <= one.start and one.end <= end:
            shown.append(_slice(sentence, at, one.start), "dim")
            shown.append("[", "dim").append(clean(one.text), _BRACKETED[one.kind]).append("]", "dim")
            at = one.end
    shown.append(_slice(sentence, at, end), "dim")
    shown.rstrip()
    return stance.replace("_", " "), NO_MARK, shown


def _slice(sentence: SentenceInfo, start: int, end: int) -> str:
    return clean(sentence.text[start - sentence.start : end - sentence.start])


def _tell_made(decisions: Sequence[DecisionInfo]) -> Iterator[Row]:
    """What each rule made; the words come once for all that rests on the same ones."""
    for (start, end), group in groupby(decisions, key=lambda one: (one.quote.start, one.quote.end)):
        made = [one for one in group if not _is_repeated(one)]
        for one in made:
            yield one.rule, *_tell_one(one)
        if made and not made[-1].doubt and end > start:
            yield "", NO_MARK, Text(_quote(made[-1].quote.text), "italic")


def _is_repeated(one: DecisionInfo) -> bool:
    """Whether it is the doubt beside a denial, which says the same again."""
    return one.doubt is not None and one.doubt.kind == "negated" and one.doubt.fact is not None


def _tell_one(one: DecisionInfo) -> tuple[Text, Text]:
    """One thing made, after its mark."""
    if one.fact:
        return _tell_fact(one.fact)
    if one.instruction:
        note = "takes a rule back" if one.instruction.ends else f"instruction, {one.instruction.priority}"
        return _line("-" if one.instruction.ends else "!", RULE, "", clean(one.instruction.text), note)
    return _line("?", DOUBT, "", clean(one.doubt.text if one.doubt else one.quote.text), clean(one.reason))


def _tell_fact(fact: ClaimInfo) -> tuple[Text, Text]:
    """Whom it is about, the key, the value, and when it holds."""
    mark, colour = _MARKS.get(fact.manner, ("-", ENDED))
    notes = [
        f"not {clean(fact.replaces)}" if fact.replaces else "",
        "denied" if fact.manner == "denial" else "",
        f"since {tell_day(fact.valid_from)}" if fact.valid_from else "",
        f"until {tell_day(fact.valid_until)}" if fact.valid_until else "no longer" if fact.manner == "end" else "",
        f"{fact.confidence:.0%}",
    ]
    return _line(mark, colour, _name(fact), clean(fact.value), ", ".join(filter(None, notes)))


def _name(fact: ClaimInfo) -> str:
    return f"{clean(fact.about)} {fact.key.replace('_', ' ')}: ".lstrip()


def _line(mark: str, colour: str, subject: str, value: str, note: str) -> tuple[Text, Text]:
    """The mark, and the line behind it."""
    line = Text.assemble((subject, colour), (value, f"bold {colour}"), (f"  {note}", "dim"))
    return Text(mark, f"bold {colour}"), line


def _tell_dropped(decisions: Sequence[DecisionInfo]) -> Iterator[Row]:
    """What was passed over: all words that the same rule passed over for the same reason, and the reason once."""
    ordered = sorted(decisions, key=lambda one: (one.rule == "no rule", one.rule, one.reason))
    for (rule, reason), group in groupby(ordered, key=lambda one: (one.rule, one.reason)):
        words = [f"{_name(one.fact)}{clean(one.fact.value)}" if one.fact else _quote(one.quote.text) for one in group]
        yield rule, Text("·", "dim"), Text(", ".join(dict.fromkeys(words)))
        yield "", NO_MARK, Text(clean(reason), "dim")


def _quote(text: str) -> str:
    """Words in quotation marks on one line, cut where there are too many."""
    line = " ".join(clean(text).split())
    return f"“{line}”" if len(line) <= LONGEST_QUOTE else f"“{line[: LONGEST_QUOTE - 1].rstrip()}…”"

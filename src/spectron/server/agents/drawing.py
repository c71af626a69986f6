"""A mood as a picture: its four dimensions over time, and the turns that moved it, as SVG."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime, timedelta
from html import escape

from spectron.behaviour.mood import drift
from spectron.domain.behaviour import Feeling
from spectron.domain.estimates import MoodChange
from spectron.domain.temporal import iso

WIDTH, HEIGHT = 960, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 116, 24, 40
_STEPS = 24  # points of a curve between two turns
_LEAST = timedelta(hours=1)
_TICKS = 5
_LINE = 14  # the height of a label
# told apart by people who see colours otherwise: Okabe & Ito (2008), Color universal design
_COLOURS = ("#0072b2", "#e69f00", "#d55e00", "#009e73")
_STYLE = (
    "text{font:12px system-ui,sans-serif;fill:#555}path{fill:none;stroke-width:2}"
    ".grid{stroke:#8884;stroke-width:1}.turn{stroke:#8888;stroke-dasharray:2 4}"
    "@media(prefers-color-scheme:dark){text{fill:#bbb}}"
)


@dataclass(frozen=True, slots=True)
class _Frame:
    """The time that a picture spans, and where an instant and a value stand in it."""

    since: datetime
    until: datetime

    def across(self, at: datetime) -> float:
        return _LEFT + (at - self.since) / (self.until - self.since) * (WIDTH - _LEFT - _RIGHT)

    def down(self, value: float) -> float:
        return _TOP + (1 - value) / 2 * (HEIGHT - _TOP - _BOTTOM)


def draw_mood(changes: Sequence[MoodChange], baseline: Feeling, until: datetime) -> str:
    """The changes of a mood, oldest first, and its way back to the baseline up to `until`.

    A turn that moved it is a dashed line whose tooltip tells when and why.
    """
    since = changes[0].at - _LEAST if changes else until - timedelta(days=1)
    frame = _Frame(since, max(until, since + 2 * _LEAST))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Mood">',
        f"<style>{_STYLE}</style>",
        *_draw_axes(frame),
        *(_draw_turn(frame, one) for one in changes),
        *_draw_curves(frame, changes, baseline),
        "</svg>",
    ]
    return "\n".join(parts)


def _draw_axes(frame: _Frame) -> Iterator[str]:
    for value in (1.0, 0.5, 0.0, -0.5, -1.0):
        y = frame.down(value)
        yield f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:+.1f}</text>'
    for number in range(_TICKS):
        at = frame.since + (frame.until - frame.since) * number / (_TICKS - 1)
        told, anchor = at.strftime("%Y-%m-%d %H:%M"), {0: "start", _TICKS - 1: "end"}.get(number, "middle")
        yield f'<text x="{frame.across(at):.1f}" y="{HEIGHT - 14}" text-anchor="{anchor}">{told}</text>'


def _draw_turn(frame: _Frame, change: MoodChange) -> str:
    x = frame.across(change.at)
    told = escape(f"{iso(change.at)} {change.label}: {change.reason}")
    ends = f'x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"'
    return f'<line class="turn" {ends}><title>{told}</title></line>'


def _draw_curves(frame: _Frame, changes: Sequence[MoodChange], baseline: Feeling) -> Iterator[str]:
    points = list(_trace(frame, changes, baseline))
    names = [one.name for one in fields(Feeling)]
    for place, colour in enumerate(_COLOURS):
        way = " L".join(f"{frame.across(at):.1f} {frame.down(astuple(feeling)[place]):.1f}" for at, feeling in points)
        yield f'<path d="M{way}" stroke="{colour}"/>'
    lowest = 0.0
    for y, name, colour in sorted(zip(map(frame.down, astuple(points[-1][1])), names, _COLOURS, strict=True)):
        lowest = max(y, lowest + _LINE)
        yield f'<text x="{WIDTH - _RIGHT + 8}" y="{lowest + 4:.1f}" style="fill:{colour}">{name}</text>'


def _trace(frame: _Frame, changes: Sequence[MoodChange], baseline: Feeling) -> Iterator[tuple[datetime, Feeling]]:
    """The mood at instants close enough for its curves to look round."""
    yield frame.since, changes[0].before if changes else baseline
    ends = [*(one.at for one in changes), frame.until]
    for change, end in zip(changes, ends[1:], strict=True):
        yield change.at, change.before
        for step in range(_STEPS + 1):
            passed = (end - change.at) * step / _STEPS
            yield change.at + passed, drift(change.after, baseline, passed)
    if not changes:
        yield frame.until, baseline

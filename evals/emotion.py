"""How well does the built-in reading of feelings tell moods? Prints rates for lines with labels.

    python evals/emotion.py [FILE ...] [--missed 20]

Without files it reads evals/emotion/lines.tsv. A file has one line of text a row, in the format of GoEmotions
(Demszky et al. 2020, Apache-2.0, not shipped): the text, the numbers of its labels with commas between, and an id, with
tabs between; the names of the labels stand beside it in `labels.txt`, one a row. A row of evals/emotion/lines.tsv has
`positive`, `negative` or `neutral` in place of numbers.

Each line is a fresh user's first turn: what is measured is how far the mood moves from rest, through the reading of
feelings and the fold. Counted are lines with one label only: *clearly emotional* where that label is among POSITIVE or
NEGATIVE, *neutral* where it is `neutral`. Labels that lean either way (surprise, confusion, curiosity, realization,
desire) or hardly tell a feeling (approval, disapproval, caring) are left out of the main figure and told apart.
A valence below LEAST either way counts as no sign.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.data import read_rows
from kit.report import divide
from kit.turns import move

OWN = Path(__file__).parent / "emotion" / "lines.tsv"
LEAST = 0.05
POSITIVE = frozenset("admiration amusement excitement gratitude joy love optimism pride relief positive".split())
NEGATIVE = frozenset(
    "anger annoyance disappointment disgust embarrassment fear grief nervousness remorse sadness negative".split()
)
SIDES = {**dict.fromkeys(POSITIVE, "positive"), **dict.fromkeys(NEGATIVE, "negative"), "neutral": "neutral"}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and its labels."""

    text: str
    labels: tuple[str, ...]

    @property
    def label(self) -> str:
        """Its one label, or nothing where it has several."""
        return self.labels[0] if len(self.labels) == 1 else ""


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file; numbers of labels are looked up beside it."""
    beside = path.parent / "labels.txt"
    names = beside.read_text(encoding="utf-8").split() if beside.exists() else []
    for text, labels, *_ in read_rows(path):
        yield Line(text, tuple(names[int(one)] if one.isdigit() else one for one in labels.split(",")))


def sign(value: float) -> str:
    """+, - or 0 for a valence."""
    return "+" if value >= LEAST else "-" if value <= -LEAST else "0"


def main() -> None:
    """Read the files, and print what was told of each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[OWN])
    parser.add_argument("--missed", type=int, default=0, help="how many missed lines to print of each label")
    asked = parser.parse_args()
    for path in asked.files:
        report(path, asked.missed)


def report(path: Path, missed: int) -> None:
    """Print the rates of one file."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: dict[str, list[str]] = defaultdict(list)
    still = 0
    for line in read_lines(path):
        if not line.label:
            continue
        delta = move(line.text)
        moved = delta.strength >= LEAST
        seen = sign(delta.valence)
        told[line.label][seen] += 1
        still += line.label == "neutral" and not moved
        if moved if line.label == "neutral" else seen != ("+" if line.label in POSITIVE else "-"):
            wrong[line.label].append(f"{seen} {delta.valence:+.2f} {line.text}")
    write = sys.stdout.write
    write(f"{path.name}\n{'label':16}{'lines':>6}{'+':>7}{'-':>7}{'0':>7}\n")
    for label, seen_of in sorted(told.items(), key=lambda one: (SIDES.get(one[0], "~"), -one[1].total())):
        write(f"{label:16}{seen_of.total():6}" + "".join(f"{seen_of[one] / seen_of.total():7.1%}" for one in "+-0"))
        write(f"  {SIDES.get(label, '~')}\n")
    right = sum(told[label]["+"] for label in POSITIVE & told.keys()) + sum(
        told[label]["-"] for label in NEGATIVE & told.keys()
    )
    clear = sum(told[label].total() for label in (POSITIVE | NEGATIVE) & told.keys())
    signed = clear - sum(told[label]["0"] for label in (POSITIVE | NEGATIVE) & told.keys())
    write(f"sign right on {right} of {clear} clearly emotional lines ({divide(right, clear):.1%}); ")
    write(f"where there is a sign, {divide(right, signed):.1%}\n")
    neutral = told["neutral"].total()
    write(f"still on {still} of {neutral} neutral lines ({divide(still, neutral):.1%})\n")
    for label, lines in wrong.items():
        for text in lines[:missed]:
            write(f"{label}: {text}\n")


if __name__ == "__main__":
    main()

"""How rightly are traits and regard read from single lines by the built-in extractor?

    python evals/persona.py [--missed]

The lines stand in evals/persona: what is said, and which aspects (facets) it shows in which direction, "-" for none.
Precision is the share of what was read that is labelled, recall the share of what is labelled that was read; a facet
read in the right direction under another name is wrong in both, and told apart in the last column.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kit.data import read_rows
from kit.report import divide
from kit.turns import say
from spectron.domain.behaviour import Regard, TraitCue
from spectron.domain.candidate import Window
from spectron.extraction.builtin.read import read

HERE = Path(__file__).parent / "persona"


@dataclass(frozen=True, slots=True)
class Marked:
    """One line with what it shows by its label, and what was read."""

    text: str
    expected: frozenset[str]
    found: frozenset[str]


def show(text: str, role: str, kind: type[TraitCue] | type[Regard]) -> frozenset[str]:
    """What one line by itself is read to show, as its label would be written."""
    return frozenset(
        f"{one.aspect if isinstance(one, TraitCue) else one.facet.value}{'+' if one.strength > 0 else '-'}"
        for one in read(say(text, role), Window()).signals
        if isinstance(one, TraitCue | Regard) and isinstance(one, kind)
    )


def labels(cell: str) -> frozenset[str]:
    """The labels of a line."""
    return frozenset() if cell == "-" else frozenset(cell.split())


def score(title: str, marked: Sequence[Marked]) -> str:
    """Precision, recall, near misses that gave something, and how often at least the direction was right."""
    right = sum(len(one.found & one.expected) for one in marked)
    found, expected = (
        sum(len(part) for part in (getattr(one, name) for one in marked)) for name in ("found", "expected")
    )
    silent = [one for one in marked if not one.expected]
    broken = sum(bool(one.found) for one in silent)
    telling = [one for one in marked if one.expected]
    signs = sum(bool({label[-1] for label in one.found} & {label[-1] for label in one.expected}) for one in telling)
    return (
        f"{title}: precision {divide(right, found):.3f} ({right} of {found}), recall {divide(right, expected):.3f} "
        f"({right} of {expected}), near misses that gave something {broken} of {len(silent)}, lines with the right "
        f"direction {signs} of {len(telling)}"
    )


def main(arguments: Sequence[str]) -> None:
    """Read every line and print the figures."""
    parser = argparse.ArgumentParser(description="Score the reading of traits and regard.")
    parser.add_argument("--missed", action="store_true", help="print every line that was read otherwise than labelled")
    parser.add_argument("--traits", nargs="*", default=["traits.tsv"], help="files with lines for traits")
    parser.add_argument("--regard", nargs="*", default=["regard.tsv"], help="files with lines for regard")
    chosen = parser.parse_args(arguments)
    traits = [
        Marked(text, labels(label), show(text, "user", TraitCue))
        for name in chosen.traits
        for text, label in read_rows(HERE / name)
    ]
    regard = [
        Marked(text, labels(label), show(text, role, Regard))
        for name in chosen.regard
        for role, text, label in read_rows(HERE / name)
    ]
    for title, marked in (("traits", traits), ("regard", regard)):
        sys.stdout.write(f"{score(title, marked)}\n")
        for one in marked:
            if chosen.missed and one.found != one.expected:
                sys.stdout.write(f"    {one.text}\n        wanted {sorted(one.expected)}, read {sorted(one.found)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""How many occasions the built-in extractor reads out of labelled lines, and how many that are none.

    python evals/occasions.py [--misses] [evals/occasions/lines.tsv ...]

A line is right when every occasion in it is found with its standing, subject and time, and none beside. An occasion
counts as found with the same standing, a subject that means the same (`behaviour.subjects`), the same days, and the
hour where the line gives one. Precision and recall are over occasions.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from kit.data import read_rows
from kit.report import divide
from kit.turns import say
from spectron.behaviour.subjects import mean_same
from spectron.domain.behaviour import Occasion, OccasionKind, Standing
from spectron.domain.candidate import Window
from spectron.extraction.builtin.read import read

LINES = (Path(__file__).parent / "occasions" / "lines.tsv", Path(__file__).parent / "occasions" / "fresh.tsv")
_DAY = timedelta(days=1)


class Line(NamedTuple):
    """What is said by whom, and the occasions it tells of."""

    role: str
    text: str
    told: str

    @property
    def occasions(self) -> Sequence[str]:
        """The occasions as the files write them."""
        return () if self.told == "-" else self.told.split("; ")


def show(one: Occasion) -> str:
    """An occasion as the files write it."""
    stands = one.kind is not OccasionKind.EVENT and one.standing is Standing.AHEAD
    when = ""
    if one.at is not None and one.standing is not Standing.OVER:
        last = one.until - _DAY if one.until else one.at
        hour = "" if one.whole_day else f"T{one.at:%H}"
        when = f"@{one.at:%Y-%m-%d}{hour}" + (f"..{last:%Y-%m-%d}" if last.date() > one.at.date() else "")
    return f"{one.kind.value if stands else one.standing.value}:{one.subject}{when}"


def is_met(wanted: str, found: str) -> bool:
    """Whether what was found is what was wanted; an hour that the line does not give may be known better."""
    (standing, rest), (other, told) = wanted.split(":", 1), found.split(":", 1)
    subject, _, when = rest.partition("@")
    named, _, at = told.partition("@")
    at = at if "T" in when else at.partition("T")[0]
    return standing == other and when == at and mean_same(subject, named)


def main() -> None:
    """Print the figures of each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, default=LINES)
    parser.add_argument("--misses", action="store_true")
    asked = parser.parse_args()
    for path in asked.files:
        lines = [Line(*row) for row in read_rows(path)]
        wanted = found = met = right = 0
        for line in lines:
            signals = read(say(line.text, line.role), Window()).signals
            read_out = [show(one) for one in signals if isinstance(one, Occasion)]
            hits = sum(any(is_met(one, other) for other in read_out) for one in line.occasions)
            wanted, found, met = wanted + len(line.occasions), found + len(read_out), met + hits
            whole = hits == len(line.occasions) == len(read_out)
            right += whole
            if asked.misses and not whole:
                sys.stdout.write(f"{line.text}\n    wanted {list(line.occasions)}\n    found  {list(read_out)}\n")
        sys.stdout.write(
            f"{path.name}: {right} of {len(lines)} lines right, precision {divide(met, found):.3f}, "
            f"recall {divide(met, wanted):.3f} ({met} of {wanted} occasions, {found} read)\n"
        )


if __name__ == "__main__":
    main()

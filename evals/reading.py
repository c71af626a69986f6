"""How fast does the built-in extractor read? Prints milliseconds a turn, megabytes a minute, memory, and growth.

    python evals/reading.py [--turns 2000] [--long 0]

Turns are those of evals/conversations, cut and joined to 25 words, each read after the six turns before it. `--long N`
reads N turns more and prints the memory of the process along the way. The last table reads unfriendly texts of growing
length: a ratio near 2 from one length to the next is linear. Times are those of this process on one core, without the
store.
"""

import argparse
import resource
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice, pairwise

from kit.data import read_shipped
from kit.report import cut, write
from kit.turns import say
from spectron.domain.candidate import Window
from spectron.domain.conversation import Turn
from spectron.extraction.builtin.read import read

WORDS_A_TURN = 25
BEFORE = 6
LENGTHS = (2_500, 5_000, 10_000, 20_000)
UNFRIENDLY: dict[str, Callable[[int], str]] = {
    "one word": lambda size: "word " * (size // 5),
    "one long word": lambda size: "w" * size,
    "commas": lambda size: "," * size,
    "brackets": lambda size: "(" * (size // 2) + ")" * (size // 2),
    "quotation marks": lambda size: '"' * size,
    "my sister's sister's": lambda size: "my " + "sister's " * (size // 9),
    "who lives in": lambda size: "Ana, who lives in Rome with Tom, " * (size // 33),
    "dates": lambda size: "on 3 May 2026 and until June, " * (size // 30),
    "emoji and marks": lambda size: "\U0001f600\u200b\u202e\u0301 " * (size // 5),
    "mixed scripts": lambda size: "\u0416\u3042\u0639a " * (size // 5),
    "JSON in words": lambda size: '{"a": [' * (size // 7),
}


def stream(words: Sequence[str], count: int) -> Iterator[tuple[Turn, Window]]:
    """So many turns of twenty-five words, each with its window; no turn comes twice, each round begins a word later."""
    window: deque[Turn] = deque(maxlen=BEFORE)
    starts = (at for begin in range(WORDS_A_TURN) for at in range(begin, len(words) - WORDS_A_TURN, WORDS_A_TURN))
    for at in islice(cycle(starts), count):
        turn = say(" ".join(words[at : at + WORDS_A_TURN]))
        yield turn, Window(tuple(window))
        window.append(turn)


def resident() -> float:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def time_reading(text: str) -> float:
    """Seconds of one reading, the best of three."""
    turn = say(text)
    found = []
    for _ in range(3):
        began = time.process_time()
        read(turn, Window())
        found.append(time.process_time() - began)
    return min(found)


def main(count: int, long: int) -> None:
    """Measure and print."""
    said = [word for talk in read_shipped() for text in talk for word in text.split()]
    took: list[float] = []
    size = 0
    for turn, window in stream(said, count):
        began = time.process_time()
        read(turn, window)
        took.append(time.process_time() - began)
        size += len(turn.content.encode())
    p50, p95, p99 = (cut(took, share) for share in (0.5, 0.95, 0.99))
    write(f"{count} turns of {WORDS_A_TURN} words: p50 {p50:.2f} ms, p95 {p95:.2f} ms, p99 {p99:.2f} ms")
    write(f"{size / sum(took) * 60 / 1e6:.1f} MB a minute; {resident():.0f} MiB")
    for number, (turn, window) in enumerate(stream(said, long), 1):
        read(turn, window)
        if number % max(1, long // 10) == 0:
            write(f"after {number} turns more: {resident():.0f} MiB")
    write(f"{'milliseconds at a length of':28}" + "".join(f"{length:>10}" for length in LENGTHS) + "   ratios")
    for name, make in UNFRIENDLY.items():
        found = [time_reading(make(length)) for length in LENGTHS]
        ratios = " ".join(f"{after / before:.1f}" for before, after in pairwise(found))
        write(f"{name:28}" + "".join(f"{1000 * one:>10.1f}" for one in found) + f"   {ratios}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--long", type=int, default=0)
    given = parser.parse_args()
    main(given.turns, given.long)

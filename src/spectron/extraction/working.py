"""The life of a worker: read one turn after another for the process that started it, until that goes away.

Asked over standard input, it answers over standard output; both carry pickles of this package's own values, and nobody
but the process that made the pipes can write to them.
"""

import pickle
import signal
import sys
from datetime import UTC, datetime
from typing import BinaryIO

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.ids import SessionId, TurnId
from spectron.domain.scope import EVERYWHERE
from spectron.extraction.builtin.read import read

READY = "ready"
_FIRST = "I'm Ana, I moved from Porto to Lyon in March and I love hiking. Reply in French, please."


def work(asked: BinaryIO, told: BinaryIO) -> None:
    """Answer every question with an `Extraction`, or with None where the reading broke."""
    said_at = datetime(2026, 3, 2, tzinfo=UTC)
    read(Turn(TurnId("turn:0"), SessionId("session:0"), EVERYWHERE, Role.USER, _FIRST, said_at), Window())
    _tell(told, READY)
    while True:
        try:
            turn, window = pickle.load(asked)
        except EOFError:
            return
        _tell(told, _try(turn, window))


def _try(turn: Turn, window: Window) -> Extraction | None:
    try:
        return read(turn, window)
    except Exception:  # noqa: BLE001 - the asker reads it again and meets the same, where it can be told
        return None


def _tell(told: BinaryIO, value: object) -> None:
    pickle.dump(value, told, protocol=pickle.HIGHEST_PROTOCOL)
    told.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks; its end is the end of this one
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    work(sys.stdin.buffer, answers)

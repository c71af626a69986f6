"""How many questions does memory answer rightly without a language model, and does it decline what it cannot know?

    python evals/answers.py [FILE ...] [--missed 50]

Without files it plays evals/answers/practice.jsonl; the format stands in evals/README.md. Every conversation goes
through the SDK into a file of its own; then each question is asked with `session.chat` in
a session of the same scope.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.data import plain, read_records
from spectron import Spectron
from spectron.retrieval.answering.declining import DECLINE

Json = dict[str, Any]
HERE = Path(__file__).parent / "answers"
SCOPE = {"user": "asker"}


@dataclass(frozen=True, slots=True)
class Marked:
    """One question with the answer it got, and whether that is right."""

    conversation: str
    question: Json
    answer: str
    right: bool


def is_right(question: Json, answer: str) -> bool:
    """Whether an answer holds one word of every expected group and no rejected one, or declines where it should."""
    text = plain(answer)
    if any(plain(word) in text for word in question.get("reject", ())):
        return False
    if not question.get("known", True):
        return plain(DECLINE) in text
    return all(any(plain(word) in text for word in group) for group in question["expect"])


async def play(conversation: Json) -> list[Marked]:
    """Tell a conversation to an empty memory, and ask it in a session of its own."""
    scope, told = conversation.get("scope", SCOPE), conversation["turns"]
    marked = []
    with tempfile.TemporaryDirectory() as folder:
        async with Spectron("answers", path=Path(folder) / "memory.db") as memory:
            session = await memory.sessions.create(scope=scope)
            for turn in told:
                await session.turn(**turn)
            asking = await memory.sessions.create(scope=scope)
            for question in conversation["questions"]:
                reply = await asking.chat(question["ask"], at=question.get("at", told[-1]["at"]))
                marked.append(Marked(conversation["id"], question, reply.reply, is_right(question, reply.reply)))
    return marked


def report(marked: Sequence[Marked], missed: int) -> str:
    """The rates by kind, and the first of the wrong answers."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in marked:
        kinds[one.question["kind"]].append(one.right)
        kinds["all known" if one.question.get("known", True) else "all unknowable"].append(one.right)
    rows = sorted(kinds.items(), key=lambda row: (row[0].startswith("all"), row[0]))
    lines = [f"{kind:16} {sum(good):4} of {len(good):4}   {100 * sum(good) / len(good):5.1f} %" for kind, good in rows]
    return "\n".join([*lines, *(_show(one) for one in [one for one in marked if not one.right][:missed])])


def _show(one: Marked) -> str:
    wanted = f"{one.question.get('expect', [])} not {one.question.get('reject', [])}"
    return f"\n{one.conversation}: {one.question['ask']}\n  want {wanted}\n  got  {one.answer}"


def main(arguments: Sequence[str]) -> int:
    """Play the files and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, default=[HERE / "practice.jsonl"])
    parser.add_argument("--missed", type=int, default=0, help="how many wrong answers to show")
    told = parser.parse_args(arguments)
    conversations = [conversation for path in told.files for conversation in read_records(path)]
    marked = [one for conversation in conversations for one in asyncio.run(play(conversation))]
    sys.stdout.write(report(marked, told.missed) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

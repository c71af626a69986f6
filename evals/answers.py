"""How many questions does memory answer rightly without a language model, and does it decline what it cannot know?

    python evals/answers.py [FILE ...] [--missed 50]

Without files it plays evals/answers/practice.jsonl; the format stands in evals/README.md. Every conversation goes through
the SDK into a file of its own; then each question is asked in a session of the same scope.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from spectron import Spectron
from spectron.compose import build_memory
from spectron.domain.access import Access
from spectron.domain.candidate import Window
from spectron.domain.responder import Material
from spectron.domain.scope import Scope, View
from spectron.extraction.builtin.asking import read_question
from spectron.retrieval.answering import respond
from spectron.retrieval.answering.declining import DECLINE
from spectron.settings import load_settings
from spectron.storage.queries import views

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


def plain(text: str) -> str:
    """Lower case without accents, so that spelling alone decides nothing."""
    marks = unicodedata.normalize("NFKD", text.replace("\u2019", "'")).casefold()
    return " ".join("".join(mark for mark in marks if not unicodedata.combining(mark)).split())


def is_right(question: Json, answer: str) -> bool:
    """Whether an answer holds one word of every expected group and no rejected one, or declines where it should."""
    text = plain(answer)
    if any(plain(word) in text for word in question.get("reject", ())):
        return False
    if not question.get("known", True):
        return plain(DECLINE) in text
    return all(any(plain(word) in text for word in group) for group in question["expect"])


async def play(conversation: Json) -> list[Marked]:
    """Tell a conversation to an empty memory, and ask it."""
    with tempfile.TemporaryDirectory() as folder:
        async with Spectron("answers", path=Path(folder) / "memory.db") as memory:
            session = await memory.sessions.create(scope=conversation.get("scope", SCOPE))
            for turn in conversation["turns"]:
                await session.turn(**turn)
            state = await memory.state()
        return [await _ask(Path(folder) / "memory.db", conversation, question) for question in conversation["questions"]]


async def _ask(path: Path, conversation: Json, question: Json) -> Marked:
    memory = build_memory(load_settings(database=path, host="127.0.0.1"), own_secret="x")
    await memory.open()
    from sqlalchemy import text as sql
    def read(conn):
        ctx = conn.execute(sql("select id from context where id='answers'")).scalar_one()
        return views.snapshot(conn, ctx, Scope.of(conversation.get("scope", SCOPE)), None, View.PROMPTING)
    snapshot = await memory.store.read(read)
    await memory.close()
    last = snapshot.clock
    now = datetime.fromisoformat(question["at"]) if question.get("at") else last
    asked = read_question(question["ask"], Window(entities=snapshot.entities), now)
    answer = respond(asked, Material(snapshot, snapshot.turns), now).text
    return Marked(conversation["id"], question, answer, is_right(question, answer))


def report(marked: Sequence[Marked], missed: int) -> None:
    """Print the rates by kind, and the first of the wrong answers."""
    kinds: dict[str, list[bool]] = defaultdict(list)
    for one in marked:
        kinds[one.question["kind"]].append(one.right)
        kinds["all known" if one.question.get("known", True) else "all unknowable"].append(one.right)
    for kind, rights in sorted(kinds.items(), key=lambda row: (row[0].startswith("all"), row[0])):
        print(f"{kind:16} {sum(rights):4} of {len(rights):4}   {100 * sum(rights) / len(rights):5.1f} %")
    for one in [one for one in marked if not one.right][:missed]:
        print(f"\n{one.conversation}: {one.question['ask']}\n  want {one.question['expect']} not {one.question['reject']}\n  got  {one.answer}")


def main(arguments: Sequence[str]) -> int:
    """Play the files and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("files", nargs="*", type=Path, default=[HERE / "practice.jsonl"])
    parser.add_argument("--missed", type=int, default=0, help="how many wrong answers to show")
    told = parser.parse_args(arguments)
    conversations = [json.loads(line) for path in told.files for line in path.read_text("utf-8").splitlines() if line]
    marked = [one for conversation in conversations for one in asyncio.run(play(conversation))]
    report(marked, told.missed)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

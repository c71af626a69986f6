"""Reading what is measured on: tables with labels, JSON Lines, the shipped conversations, and LoCoMo."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CONVERSATIONS = Path(__file__).parent.parent / "conversations"


def read_rows(path: Path) -> Iterator[list[str]]:
    """The cells of each row of a table with tabs; empty rows and remarks (#) are passed over."""
    for row in path.read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            yield row.split("\t")


def read_records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON Lines."""
    return (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)


def read_shipped() -> Iterator[list[str]]:
    """What the user says in each of the shipped conversations."""
    for path in sorted(CONVERSATIONS.glob("*.jsonl")):
        for talk in read_records(path):
            yield [turn["content"] for turn in talk["turns"] if turn["role"] == "user"]


def read_sessions(talk: Mapping[str, Any]) -> Iterator[tuple[int, datetime, list[dict[str, Any]]]]:
    """The sessions of a conversation of LoCoMo in which something was said: their number, when they began, and what."""
    for number in sorted(int(name[8:]) for name, said in talk.items() if said and re.fullmatch(r"session_\d+", name)):
        began = datetime.strptime(talk[f"session_{number}_date_time"], "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
        yield number, began, talk[f"session_{number}"]


def plain(text: object) -> str:
    """Lower case without accents and doubled spaces, so that spelling alone decides nothing."""
    marks = unicodedata.normalize("NFKD", str(text).replace("\u2019", "'")).casefold()
    return " ".join("".join(mark for mark in marks if not unicodedata.combining(mark)).split())

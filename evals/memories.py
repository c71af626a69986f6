"""How often what is asked finds the segment of a chat that answers it, without a language model.

    python evals/memories.py [--half read|unread] [--embedder builtin/hash local/minilm] [--locomo FILE]

Five people tell an assistant of their lives, 24 sittings each on 12 topics that come back (`memories/sittings.tsv`,
with `small_talk.tsv` around it): 240 messages a chat. Each of 100 questions, in other words than the answer, is asked
of three shapes of the same talk: a chat of one person with a sitting a day, so that pauses cut it; the same without
pauses, in small segments that end anywhere; and all five as one chat of 1,200 messages in segments of the usual size.
It is asked as a query, and as the newest message behind two others on another topic. Right is a segment with the very
message that answers. Questions of odd number are the unread half: whoever tunes leaves them alone.

With `--locomo FILE` the questions of LoCoMo are asked of its conversations, a chat each; right is a segment that holds
any message of the evidence.
"""

import argparse
import asyncio
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kit.data import read_rows, read_sessions
from kit.report import divide, write
from spectron.chats.memories import Read, choose, measure, mix
from spectron.chats.segments import Limits, Message, cut
from spectron.chats.settings import DEFAULTS
from spectron.compose import build_embedding
from spectron.providers.ports import Embedder
from spectron.retrieval.prepare import cut_up, pieces
from spectron.retrieval.rounded import Rounded
from spectron.service.configuration import Configuration
from spectron.settings import load_settings

HERE = Path(__file__).parent / "memories"
BEGAN = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
TOPS = (1, 4, 8)
SMALL = Limits(target=256, most=512, overlap=60, pause=None)
WHOLE = replace(DEFAULTS.limits, pause=None)
ANSWERED = range(1, 5)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its number, and the places of the messages that answer it."""

    number: int
    text: str
    places: frozenset[int]


@dataclass(frozen=True, slots=True)
class Chat:
    """What was said, and what is asked about it."""

    messages: Sequence[Message]
    questions: Sequence[Asked]


class Talk:
    """Writes sittings: what matters between lines that say nothing in particular, in an order that chance decides."""

    def __init__(self) -> None:
        """Read the lines, and begin with the same chance each time."""
        self._chance = random.Random(7)
        self._lines: dict[tuple[str, str], list[str]] = {}
        for topic, who, line in read_rows(HERE / "small_talk.tsv"):
            self._lines.setdefault((topic, who), []).append(line)

    def say(self, topic: str, who: str) -> str:
        """A line of this topic."""
        return self._chance.choice(self._lines[topic, who])

    def sit(self, topic: str, told: str, answer: str) -> list[str]:
        """A sitting of ten messages, the user's and the assistant's in turns; what matters is the fifth and sixth."""
        around = [("any", "user"), ("any", "assistant"), (topic, "user"), (topic, "assistant")]
        before = [self.say(*one) for one in around]
        return [*before, told, answer, *(self.say(*one) for one in reversed_pairs(around))]

    def shuffle(self, rows: list[list[str]]) -> list[list[str]]:
        """The same rows in another order."""
        self._chance.shuffle(rows)
        return rows


def reversed_pairs(around: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The topic first, then what belongs to none."""
    return [*around[2:], *around[:2]]


def read_chats() -> list[Chat]:
    """The five chats, a sitting a day."""
    rows, talk = list(read_rows(HERE / "sittings.tsv")), Talk()
    numbers = {row[4]: number for number, row in enumerate(row for row in rows if row[4] != "-")}
    people = dict.fromkeys(row[0] for row in rows)
    return [_chat(talk.shuffle([row for row in rows if row[0] == one]), talk, numbers) for one in people]


def _chat(rows: Sequence[Sequence[str]], talk: Talk, numbers: Mapping[str, int]) -> Chat:
    messages: list[Message] = []
    questions = []
    for day, (_, topic, told, answer, question) in enumerate(rows):
        key = len(messages) + 4
        for minute, text in enumerate(talk.sit(topic, told, answer)):
            at = BEGAN + timedelta(days=day, minutes=minute)
            messages.append(Message(("User", "Assistant")[minute % 2], text, at))
        if question in numbers:
            questions.append(Asked(numbers[question], question, frozenset({key, key + 1})))
    return Chat(messages, questions)


def join(chats: Sequence[Chat]) -> Chat:
    """All chats as one, one behind the other."""
    starts = list(accumulate((len(one.messages) for one in chats), initial=0))
    moved = [
        replace(asked, places=frozenset(start + place for place in asked.places))
        for one, start in zip(chats, starts, strict=False)
        for asked in one.questions
    ]
    return Chat([message for one in chats for message in one.messages], moved)


def read_locomo(path: Path) -> Iterator[Chat]:
    """Each conversation of LoCoMo as a chat; questions without an answer are left out."""
    for one in json.loads(path.read_text("utf-8")):
        messages: list[Message] = []
        places: dict[str, int] = {}
        for _, began, said in read_sessions(one["conversation"]):
            for minute, turn in enumerate(said):
                places[turn["dia_id"]] = len(messages)
                shared = f" [shares {turn['blip_caption']}]" if turn.get("blip_caption") else ""
                messages.append(Message(turn["speaker"], turn["text"] + shared, began + timedelta(minutes=minute)))
        questions = [
            Asked(number, qa["question"], frozenset(places[one] for one in qa["evidence"] if one in places))
            for number, qa in enumerate(one["qa"])
            if qa["category"] in ANSWERED
        ]
        yield Chat(messages, [asked for asked in questions if asked.places])


async def embed(embedder: Embedder, messages: Sequence[Message]) -> Read:
    """The vectors of messages, as they are kept of turns."""
    found = [pieces(one.text) or [""] for one in messages]
    rows = await embedder.embed([piece for some in found for piece in some])
    counts = [len(some) for some in found]
    kept = Rounded.empty(rows.shape[1]).extended(rows.astype(np.float16).astype(np.float32))
    return Read(kept, list(accumulate(counts, initial=0)), counts)


async def mean(embedder: Embedder, text: str) -> NDArray[np.float32]:
    """The vector of what is asked."""
    vector: NDArray[np.float32] = (await embedder.embed(cut_up(text))).mean(axis=0)
    return vector


async def score(embedder: Embedder, chat: Chat, limits: Limits, half: str) -> dict[str, list[int]]:
    """For both ways to ask, the rank of the first right segment for each question, from 0."""
    read, segments = await embed(embedder, chat.messages), cut(chat.messages, limits)
    blocks = [read.block(one, chat.messages) for one in segments]
    talk, ranks = Talk(), dict[str, list[int]]({"query": [], "newest": []})
    for asked in chat.questions:
        if half != "both" and (asked.number % 2 == 1) != (half == "unread"):
            continue
        right = [place for place, one in enumerate(segments) if asked.places & {part.place for part in one.own}]
        before = [talk.say("before", "user"), talk.say("before", "assistant")]
        for way, said in (("query", [asked.text]), ("newest", [asked.text, *before[::-1]])):
            vector = mix([await mean(embedder, text) for text in said])
            order = choose(measure(read.vectors, vector, blocks), len(segments))
            ranks[way].append(min(order.index(place) for place in right))
    return ranks


async def report(embedder: Embedder, name: str, chats: Sequence[Chat], limits: Limits, half: str) -> None:
    """Score chats of one shape, and print it."""
    found: dict[str, list[int]] = {"query": [], "newest": []}
    for chat in chats:
        for way, ranks in (await score(embedder, chat, limits, half)).items():
            found[way] += ranks
    sizes = [len(cut(chat.messages, limits)) for chat in chats]
    for way, ranks in found.items():
        shares = "  ".join(
            f"top {top}: {100 * divide(sum(rank < top for rank in ranks), len(ranks)):5.1f}" for top in TOPS
        )
        mrr = divide(sum(1 / (1 + rank) for rank in ranks), len(ranks))
        told = f"{len(ranks)} questions, {min(sizes)}-{max(sizes)} segments"
        write(f"{embedder.name:14} {name:12} {way:7} {shares}  MRR {mrr:.3f}  ({told})")


async def main(given: argparse.Namespace) -> None:
    """Score every shape with every embedder."""
    choose_embedder = build_embedding(load_settings())
    for name in given.embedder:
        embedder = choose_embedder(Configuration(models={"embedding": name}))
        chats = read_chats()
        await report(embedder, "sittings", chats, DEFAULTS.limits, given.half)
        await report(embedder, "no pauses", chats, SMALL, given.half)
        await report(embedder, "one chat", [join(chats)], WHOLE, given.half)
        if given.locomo:
            await report(embedder, "LoCoMo", list(read_locomo(given.locomo)), DEFAULTS.limits, given.half)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("read", "unread", "both"), default="read")
    parser.add_argument("--embedder", nargs="+", default=["builtin/hash", "local/minilm"])
    parser.add_argument("--locomo", type=Path)
    asyncio.run(main(parser.parse_args()))

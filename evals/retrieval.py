"""How much of what a question needs is found? Plays public benchmarks to a real server and scores what comes back.

    python evals/retrieval.py --locomo locomo10.json [--embedding local/minilm] [--json out.json]
    python evals/retrieval.py --beam FOLDER          the folder of one size of BEAM, with a folder a chat

Neither data set is shipped: LoCoMo (CC BY-NC 4.0, https://github.com/snap-research/locomo) and BEAM
(https://github.com/mohammadtavakoli78/BEAM) are files of your own. No language model answers or judges. Everything goes
over HTTP, with a context for each conversation and a session for each of its days: two people talking are both users,
each under a name; a user and an assistant keep their roles. Every turn comes with the time it was said.

R@k: share of the turns that hold the answer among the first k hits; MRR: 1 / rank of the first of them; ev@N: share of
them quoted in a context of N tokens (at least 60% of the runs of three words); ans@N: the answer stands there word for
word, dates brought to one form. Means over the questions; `all` leaves out those that have no answer (adversarial).
`Memory` fits any harness that wants `ingest(conversation)`, `search(query, k)` and `context(query, token_budget)`.
"""

import argparse
import atexit
import json
import os
import re
import secrets
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any, Protocol

import httpx2

from kit.data import read_sessions
from kit.report import write

Json = dict[str, Any]
Scores = dict[str, float]
ANSWERING = re.compile(r"http://[\w.:\[\]]+")
BUDGETS = (500, 1000, 2000)
DEPTH = 100
UNANSWERABLE = "adversarial"
KINDS = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: UNANSWERABLE}
LEFT_OUT = {"abstention", "summarization", "instruction_following", "preference_following", "event_ordering"}
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
SMALL = frozenset("and of to in on for with by".split())


class Spoken(Protocol):
    """A turn of a benchmark."""

    @property
    def id(self) -> str:
        """What the questions cite it by."""
        ...

    @property
    def speaker(self) -> str:
        """Who said it: a name, or User or Assistant."""
        ...

    @property
    def text(self) -> str:
        """The words."""
        ...

    @property
    def time(self) -> datetime:
        """When it was said."""
        ...

    @property
    def session(self) -> str:
        """Which conversation of the day it is a part of."""
        ...


class Told(Protocol):
    """A conversation of a benchmark."""

    @property
    def turns(self) -> Sequence[Spoken]:
        """What was said, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it was loaded."""

    id: str
    speaker: str
    text: str
    time: datetime
    session: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, its answer, and the ids of the turns that hold it."""

    text: str
    answer: str
    evidence: Sequence[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, and questions about them."""

    id: str
    turns: Sequence[Turn]
    questions: Sequence[Question]


@cache
def serve() -> httpx2.Client:
    """A server of our own with an empty database on a free port, until this process ends; a client that may do all."""
    folder = tempfile.TemporaryDirectory(prefix="spectron-retrieval-")
    key = f"spectron_{secrets.token_hex(16)}"
    command = [sys.executable, "-m", "spectron", "serve", "--port", "0", "--db", f"{folder.name}/memory.db"]
    environment = os.environ | {"SPECTRON_API_KEY": key, "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        [*command, "--log-level", "warning"], env=environment, cwd=folder.name, stdout=subprocess.PIPE, text=True
    )
    found = None
    for line in server.stdout or ():
        found = ANSWERING.search(line)
        if found:
            break
    if found is None:
        raise SystemExit("the server did not start")
    client = httpx2.Client(base_url=found.group(), headers={"Authorization": f"Bearer {key}"}, timeout=120)
    while client.get("/readyz").status_code != httpx2.codes.OK:
        time.sleep(0.1)

    def stop() -> None:
        client.close()
        server.terminate()
        server.wait()
        folder.cleanup()

    atexit.register(stop)
    return client


class Memory:
    """One conversation in a scope of its own, told and asked over HTTP."""

    def __init__(self) -> None:
        """Meet the server; each conversation has a context of its own."""
        self._http = serve()
        self._base = f"/api/v1/c-{secrets.token_hex(6)}"
        self._scope = {"conversation": "1"}
        self._known: dict[str, str] = {}
        self._session = ""

    def ingest(self, conversation: Told) -> None:
        """Tell every turn, a session for each session of the conversation."""
        last = None
        for turn in conversation.turns:
            if turn.session != last:
                last = turn.session
                self._session = self._post("/sessions", {"scope": self._scope})["id"]
            said = self._post(f"/sessions/{self._session}/turns", _message(turn))
            self._known[said["turn_id"]] = turn.id

    def search(self, query: str, k: int) -> list[str]:
        """The ids of the turns that answer a query, best first."""
        body = {"query": query, "k": k, "kinds": ["turn"], "scope": self._scope}
        hits = self._post("/search", body)["hits"]
        return list(dict.fromkeys(self._known[hit["source_turn"]] for hit in hits))

    def context(self, query: str, token_budget: int) -> str:
        """What a prompt would be given."""
        path = f"/sessions/{self._session}/context"
        return str(self._post(path, {"query": query, "token_budget": token_budget})["context"])

    def _post(self, path: str, body: Json) -> Json:
        answer = self._http.post(self._base + path, json=body)
        if answer.is_error:
            raise SystemExit(f"{path}: {answer.text}")
        found: Json = answer.json()
        return found


def _message(turn: Spoken) -> Json:
    said_at = turn.time if turn.time.tzinfo else turn.time.replace(tzinfo=UTC)
    body = {"content": turn.text or "-", "at": said_at.isoformat()}
    role = turn.speaker.lower()
    return body | ({"role": role} if role in ("user", "assistant") else {"role": "user", "name": turn.speaker})


def load_locomo(path: Path) -> Iterator[Conversation]:
    """The conversations of LoCoMo; ids that its evidence misspells ("D8:6; D9:17", "D30:05") are put right."""
    for sample in json.loads(path.read_text("utf-8")):
        talk, turns = sample["conversation"], []
        for number, began, some in read_sessions(talk):
            for place, said in enumerate(some):
                shared = f" [shares {said['blip_caption']}]" if said.get("blip_caption") else ""
                text = ((said.get("text") or "") + shared).strip()
                at = began + timedelta(minutes=place)
                turns.append(Turn(said["dia_id"], said["speaker"], text, at, f"session {number}"))
        known = {turn.id for turn in turns}
        questions = []
        for asked in sample["qa"]:
            cited = re.findall(r"(\d+):(\d+)", " ".join(asked["evidence"]))
            ids = [one for one in dict.fromkeys(f"D{int(day)}:{int(turn)}" for day, turn in cited) if one in known]
            kind = KINDS[asked["category"]]
            answer = "" if kind == UNANSWERABLE else str(asked.get("answer", ""))
            questions.append(Question(asked["question"], answer, ids, kind))
        yield Conversation(sample["sample_id"], turns, questions)


def load_beam(folder: Path) -> Iterator[Conversation]:
    """The chats of one size of BEAM, with those questions whose evidence is turns."""
    for home in sorted(folder.iterdir(), key=lambda one: one.name.zfill(9)):
        chats = [home / name for name in ("chat_trunecated.json", "chat.json") if (home / name).exists()]
        if not chats or not (home / "probing_questions.json").exists():
            continue
        turns, at = [], datetime(2024, 1, 1, tzinfo=UTC)
        for batch in json.loads(chats[0].read_text("utf-8")):
            for said in (one for group in batch["turns"] for one in group):
                if said.get("time_anchor"):
                    at = datetime.strptime(said["time_anchor"], "%B-%d-%Y").replace(tzinfo=UTC)
                text = re.sub(r"\s*->->.*$", "", said["content"], flags=re.DOTALL)
                session = f"session {batch['batch_number']}"
                turns.append(Turn(str(said["id"]), said["role"].capitalize(), text, at, session))
        known = {turn.id for turn in turns}
        asked = json.loads((home / "probing_questions.json").read_text("utf-8"))
        questions = [
            Question(
                one["question"],
                str(one.get("answer") or one.get("ideal_answer") or ""),
                [cited for cited in dict.fromkeys(_flatten(one.get("source_chat_ids"))) if cited in known],
                kind,
            )
            for kind, some in asked.items()
            if kind not in LEFT_OUT
            for one in some
        ]
        yield Conversation(home.name, turns, questions)


def _flatten(cited: Any) -> Iterator[str]:
    if isinstance(cited, dict | list):
        for one in cited.values() if isinstance(cited, dict) else cited:
            yield from _flatten(one)
    elif cited is not None:
        yield str(cited)


def normalise(text: str) -> str:
    """Lower case without punctuation, articles and genitives; dates as in "7 may 2023"."""
    text = re.sub(r"['\u2019]s\b", "", text.lower())
    text = re.sub(r"\b(\d+)(?:st|nd|rd|th)\b", r"\1", text)
    text = re.sub(rf"\b({MONTHS}) (\d{{1,2}})\b(?!\d)", r"\2 \1", text)
    text = re.sub(r"\b(?:a|an|the)\b", " ", text)
    return " ".join(re.findall(r"[a-z0-9]+", text))


def is_quoted(turn: str, text: str) -> bool:
    """Whether most runs of three words of a turn stand in a text; both are normalised."""
    words = turn.split()
    runs = [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))]
    return sum(f" {run} " in text for run in runs) >= 0.6 * len(runs)


def score(memory: Memory, question: Question, turns: Mapping[str, Turn]) -> Scores:
    """Every measure of one question."""
    began = time.perf_counter()
    hits = memory.search(question.text, DEPTH)
    found: Scores = {"search ms": (time.perf_counter() - began) * 1000}
    ranks = sorted(hits.index(one) for one in question.evidence if one in hits)
    for k in (5, 10, 20):
        found[f"R@{k}"] = 100 * sum(rank < k for rank in ranks) / len(question.evidence)
    found["MRR"] = 100 / (1 + ranks[0]) if ranks else 0.0
    answer = normalise(re.sub(r"^(in|on|since) ", "", question.answer, flags=re.IGNORECASE))
    for budget in BUDGETS:
        text = f" {normalise(memory.context(question.text, budget)[: budget * 4])} "
        quoted = [is_quoted(normalise(turns[one].text), text) for one in question.evidence]
        found[f"ev@{budget}"] = 100 * sum(quoted) / len(quoted)
        if answer:
            found[f"ans@{budget}"] = 100 * float(f" {answer} " in text)
    return found


def evaluate(conversations: Iterable[Conversation]) -> dict[str, list[Scores]]:
    """The scores of every question that has evidence, by its kind and under `all`."""
    found: dict[str, list[Scores]] = defaultdict(list)
    for conversation in conversations:
        memory, turns = Memory(), {turn.id: turn for turn in conversation.turns}
        began = time.perf_counter()
        memory.ingest(conversation)
        rate = len(turns) / (time.perf_counter() - began)
        write(f"{conversation.id}: {len(turns)} turns, {rate:.0f} a second over HTTP, one after the other")
        for question in conversation.questions:
            if question.evidence:
                scores = score(memory, question, turns)
                found[question.kind].append(scores)
                if question.kind != UNANSWERABLE:
                    found["all"].append(scores)
    return found


def average(rows: Sequence[Scores]) -> Scores:
    """The mean of every measure over the questions that have it."""
    return {name: mean(row[name] for row in rows if name in row) for name in rows[0]} | {"n": len(rows)}


def main(given: argparse.Namespace) -> None:
    """Play, score, print."""
    if given.embedding:
        os.environ["SPECTRON_MODELS__EMBEDDING"] = given.embedding
    loaded = load_locomo(given.locomo) if given.locomo else load_beam(given.beam)
    scores = {kind: average(rows) for kind, rows in evaluate(loaded).items()}
    shown = ["R@5", "R@10", "R@20", "MRR", *(f"{name}@{budget}" for budget in BUDGETS for name in ("ev", "ans"))]
    write(f"{'kind':24}{'n':>6}" + "".join(f"{name:>9}" for name in shown) + f"{'ms':>8}")
    for kind in sorted(scores, key=lambda one: (one != "all", one)):
        row = scores[kind]
        cells = "".join(f"{row[name]:>9.1f}" if name in row else f"{'-':>9}" for name in shown)
        write(f"{kind:24}{row['n']:>6.0f}{cells}{row['search ms']:>8.1f}")
    if given.json:
        given.json.write_text(json.dumps(scores, indent=1), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    data = parser.add_mutually_exclusive_group(required=True)
    data.add_argument("--locomo", type=Path)
    data.add_argument("--beam", type=Path)
    parser.add_argument("--embedding", help="models.embedding of the server, such as builtin/hash or local/minilm")
    parser.add_argument("--json", type=Path, help="write the scores here too")
    main(parser.parse_args())

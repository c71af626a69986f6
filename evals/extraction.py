"""How much of what a careful annotator would keep does the memory learn? Plays labelled conversations, prints rates.

    python evals/extraction.py [FILE ...] [--missed 20] [--base-url URL --api-key KEY]

Without files it plays all of evals/conversations; without an address, over a file in this process. The format of the
labels stands in evals/conversations/README.md. A labelled fact counts as found when the turn's own answer has an
attribute or relation of the right thing, under one of the accepted keys, whose value holds one of the accepted words;
the dates of found facts are counted apart. A learned fact that no label allows is wrong.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from kit.data import plain, read_records
from kit.report import cut
from spectron import Spectron
from spectron.wire.knowledge import AttributeInfo, RelationInfo, TurnResult

Json = dict[str, Any]
HERE = Path(__file__).parent / "conversations"
SPEAKER = "@user"
BACK = {
    "parent_of": "child_of", "child_of": "parent_of", "manages": "reports_to", "reports_to": "manages",
    "owns": "owned_by", "founded": "founded_by", "built": "built_by",
    **{both: both for both in ("married_to", "partner_of", "sibling_of", "friend_of", "colleague_of", "neighbour_of")},
}  # fmt: skip
_LEADING = re.compile(r"^(?:(?:the|a|an|my|our|mr|mrs|ms|dr)\.? )+|^[\w. -]+'s ")


def holds(text: object, words: Sequence[str]) -> bool:
    """Whether a text holds one of the words."""
    return any(plain(word) in plain(text) for word in words)


def alike(one: str, other: str) -> bool:
    """Whether two labels can name one thing: the words of one are among the words of the other."""
    few, many = sorted(({*re.findall(r"\w+", _LEADING.sub("", plain(label)))} for label in (one, other)), key=len)
    return bool(few) and few <= many


@dataclass(slots=True)
class Cast:
    """Every name that each entity of one conversation was seen under."""

    user: set[str]
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def meet(self, answer: TurnResult, wanted: Sequence[Json]) -> None:
        """Note the names of an answer; a name that the labels give the user is theirs from then on."""
        for entity in answer.entities:
            self.names[entity.id].add(entity.label)
        for want in wanted:
            if want["about"] == SPEAKER and want["keys"][0] in ("name", "nickname"):
                self.user.update(want["values"])

    def is_named(self, entity: str, label: str) -> bool:
        """Whether a label of the data speaks of this entity."""
        speaks = label == SPEAKER or any(alike(label, name) for name in self.user)
        wanted = self.user if speaks else {label}
        return any(alike(name, want) for name in self.names[entity] for want in wanted)


@dataclass(frozen=True, slots=True)
class Told:
    """One learned fact, read in one direction."""

    entity: str
    key: str
    value: str
    valid_from: str
    valid_until: str


def readings(fact: AttributeInfo | RelationInfo, cast: Cast) -> list[Told]:
    """A fact as told, and where its relation has a name the other way round, so too."""
    dates = (fact.valid_from or "", fact.valid_until or "")
    if isinstance(fact, AttributeInfo):
        return [Told(fact.entity, fact.key, fact.value, *dates)]
    ends = {end: " / ".join(sorted(cast.names[end])) for end in (fact.from_, fact.to)}
    found = [Told(fact.from_, fact.type, ends[fact.to], *dates)]
    if fact.type in BACK:
        found.append(Told(fact.to, BACK[fact.type], ends[fact.from_], *dates))
    return found


@cache
def groups() -> Mapping[str, Sequence[str]]:
    """Canonical key -> the other names under which the same fact is right."""
    found: dict[str, list[str]] = json.loads((HERE / "groups.json").read_text("utf-8"))
    return found


def spell(key: str) -> str:
    """A key in one spelling."""
    return re.sub(r"[^a-z0-9]+", "_", plain(key)).replace("our", "or").replace("iz", "is")


def fits(want: Json, told: Sequence[Told], cast: Cast) -> bool:
    """Whether a learned fact is the one that a label asks for."""
    keys = {spell(other) for key in want["keys"] for other in (key, *groups().get(key, ()))}
    return any(
        spell(one.key) in keys and holds(one.value, want["values"]) and cast.is_named(one.entity, want["about"])
        for one in told
    )


def judge(expect: Json, answer: TurnResult, cast: Cast, counts: Counter[str]) -> Iterator[str]:
    """Count what one turn taught against its labels; yields what was missed or wrong."""
    wanted = expect.get("facts", [])
    facts: tuple[AttributeInfo | RelationInfo, ...] = (*answer.attributes, *answer.relations)
    got = [readings(fact, cast) for fact in facts]
    counts["learned"] += len(got)
    for told in got:
        if any(fits(want, told, cast) for want in wanted):
            counts["right"] += 1
        else:
            yield f"wrong: {told[0].key} = {told[0].value}"
    for want in wanted:
        found = [told for told in got if fits(want, told, cast)]
        if not want.get("optional"):
            counts.update(wanted=1, found=bool(found))
            yield from [] if found else [f"missed: {want['about']} {want['keys'][0]} = {want['values'][0]}"]
        dates = {edge: want[edge] for edge in ("valid_from", "valid_until") if edge in want}
        if found and dates:
            kept = any(all(getattr(told[0], edge).startswith(day) for edge, day in dates.items()) for told in found)
            counts.update(dated=1, dated_right=kept)
    if not wanted:
        counts.update(empty=1, silent=not got)
    counts["banned"] += sum(
        bool(re.search(rf"(?<!\w){re.escape(plain(word))}(?!\w)", plain(told[0].value)))
        for word in expect.get("absent", []) for told in got
        if not any(fits(want, told, cast) for want in wanted) and not len(told[0].valid_until) > 0
    )  # fmt: skip
    yield from judge_others(expect, answer, cast, counts)


def judge_others(expect: Json, answer: TurnResult, cast: Cast, counts: Counter[str]) -> Iterator[str]:
    """Instructions, uncertainties and corrections."""
    counts["instructed"] += len(answer.instructions)
    ordered = [(one.text, want) for one in answer.instructions for want in expect.get("instructions", [])]
    counts["instructed_right"] += len(
        {text for text, want in ordered if all(holds(text, [w]) for w in want["contains"])}
    )
    turned = [
        [" / ".join(cast.names[side.value]) or side.value for side in (one.previous, one.current)]
        for one in answer.corrections
    ]
    checks: Mapping[str, Any] = {
        "instructions": lambda w: any(all(holds(o.text, [x]) for x in w["contains"]) for o in answer.instructions),
        "uncertainties": lambda w: any(
            o.kind in w["kinds"] and all(holds(o.text, [x]) for x in w["contains"]) for o in answer.uncertainties
        ),
        "corrections": lambda w: any(holds(old, w["previous"]) and holds(new, w["current"]) for old, new in turned),
    }
    for kind, check in checks.items():
        for want in expect.get(kind, []):
            found = check(want)
            counts.update({f"{kind}_wanted": 1, f"{kind}_found": found})
            yield from [] if found else [f"missed from {kind}: {want}"]


async def play(memory: Spectron, talk: Json, counts: Counter[str], seconds: list[float]) -> Sequence[str]:
    """One conversation, turn by turn."""
    user = f"{talk['scope']['user']}-{talk['id']}"
    session = await memory.sessions.create(scope={**talk["scope"], "user": user})
    cast, notes = Cast({user, talk["scope"]["user"], "user"}), []
    for turn in talk["turns"]:
        began = time.perf_counter()
        answer = await session.turn(turn["role"], turn["content"], at=turn["at"], name=turn.get("name"))
        seconds.append(time.perf_counter() - began)
        cast.meet(answer, turn["expect"].get("facts", []))
        notes += [
            f"{talk['id']} {note} | {turn['content'][:140]!r}" for note in judge(turn["expect"], answer, cast, counts)
        ]
    return notes


def rate(counts: Counter[str], part: str, whole: str) -> float:
    """A share; 1 of nothing."""
    return counts[part] / counts[whole] if counts[whole] else 1.0


def report(name: str, counts: Counter[str], seconds: list[float]) -> str:
    """The figures of one file on one line."""
    recall, precision = rate(counts, "found", "wanted"), rate(counts, "right", "learned")
    shown = {
        "F1": 2 * recall * precision / ((recall + precision) or 1), "recall": recall, "precision": precision,
        "dates": rate(counts, "dated_right", "dated"),
        "instructions": rate(counts, "instructions_found", "instructions_wanted"),
        "their precision": rate(counts, "instructed_right", "instructed"),
        "uncertainties": rate(counts, "uncertainties_found", "uncertainties_wanted"),
        "corrections": rate(counts, "corrections_found", "corrections_wanted"),
        "silence": rate(counts, "silent", "empty"),
    }  # fmt: skip
    middle, late = (cut(seconds, share) for share in (0.5, 0.95))
    rates = ", ".join(f"{what} {value:.3f}" for what, value in shown.items())
    return f"{name}: {len(seconds)} turns, {rates}, banned {counts['banned']}, {middle:.1f} / {late:.1f} ms a turn"


async def main(given: argparse.Namespace) -> None:
    """Play every file in a fresh memory of its own."""
    for path in given.files or sorted(HERE.glob("*.jsonl")):
        counts, seconds, notes = Counter[str](), list[float](), list[str]()
        with tempfile.TemporaryDirectory() as folder:
            place: Json = {"base_url": given.base_url, "api_key": given.api_key}
            place = place if given.base_url else {"path": f"{folder}/memory.db"}
            async with Spectron(context=f"evals-{path.stem}-{time.time_ns()}", **place) as memory:
                for talk in read_records(path):
                    notes += await play(memory, talk, counts, seconds)
        sys.stdout.write("\n".join([*notes[: given.missed], report(path.stem, counts, seconds)]) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="*")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="print the first N misses of each file")
    parser.add_argument("--base-url")
    parser.add_argument("--api-key")
    asyncio.run(main(parser.parse_args()))

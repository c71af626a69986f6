"""Several relatives at once: "my kids, Ada and Max", "our friends Lotte and Ines", "my parents"."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import fold_word, given_names, mapped, places

_ENUMERATED = frozenset({"have", "be", "get"})  # verbs whose lists of names are read with their ages


@rule("group of relatives")
def read_groups(ledger: Ledger, setting: Setting, chunks: Sequence[Chunk]) -> Setting:
    """Keep whom a group names one by one; the setting without these names, which belong to the group."""
    clause = setting.clause
    nouns = [clause.subject] if clause.subject is not None else []
    if clause.verb is None or clause.verb.lemma not in _ENUMERATED:
        nouns.extend(one.noun for one in clause.complements if one.noun is not None)
    starts: set[int] = set()
    for noun in nouns:
        names = find_names(noun, chunks) if is_group(noun) else []
        if len(names) > 1:
            starts |= {name[0].start for name in names[1 if noun.name else 0 :]}
            _keep_members(ledger, setting, noun, names)
    rest = tuple(one for one in clause.complements if one.noun is None or one.noun.start not in starts)
    return setting if len(rest) == len(clause.complements) else replace(setting, clause=_with(clause, rest))


def _with(clause: Clause, complements: Sequence[Complement]) -> Clause:
    """The clause with these complements only."""
    return replace(clause, complements=tuple(complements))


def find_names(noun: Noun, chunks: Sequence[Chunk]) -> list[tuple[Token, ...]]:
    """The names that a group phrase and the list behind it give: "Ada and Max" of "my kids, Ada and Max"."""
    names = [noun.name] if noun.name else []
    place = next((at for at, chunk in enumerate(chunks) if chunk.noun is noun), len(chunks))
    parted = bool(names)
    for chunk in chunks[place + 1 :]:
        if chunk.kind in ("comma", "cc") or (chunk.kind == "stop" and chunk.word in ("(", ":") and not names):
            parted = parted or chunk.kind != "cc"
        elif chunk.noun is not None and parted and _is_lone_name(chunk.noun):
            names.append(chunk.noun.name)
        else:
            break
    return names


def is_group(noun: Noun) -> bool:
    """Whether a phrase speaks of several relatives or friends of somebody."""
    held = noun.holder is not None or noun.tokens[0].tag in ("PRP$", "CD") or noun.det == "the"
    return held and noun.head.norm in mapped("group_kin")


def _keep_members(ledger: Ledger, setting: Setting, noun: Noun, names: Sequence[tuple[Token, ...]]) -> None:
    """Tie the members of a group to whose group it is."""
    holder = ledger.scene.holder(noun)
    key = mapped("group_kin")[noun.head.norm]
    members = tuple(ledger.scene.add(name, "person") for name in names)
    ledger.scene.enlist(noun, members)
    if holder is None and noun.det == "the":
        return
    holder = ledger.scene.own(noun.start, noun.end) if holder is None else holder
    timeless = replace(setting, clause=replace(setting.clause, times=(), verb=None))
    for member in members:
        label = ledger.scene.mentions[member].label
        if key.endswith(("_of", "_with")):
            ledger.enter(timeless, Reading(holder, key, label, member, "lasting"))
        else:
            ledger.enter(timeless, Reading(holder, key, f"{noun.head.lemma} {label}", None, "lasting"))


def _is_lone_name(noun: Noun) -> bool:
    """Whether a phrase is nothing but a name that can be a person's."""
    bare = bool(noun.name) and len(noun.name) == len(noun.tokens) and noun.head.tag == "NNP"
    place = fold_word(noun.head.text) in places() and fold_word(noun.head.text) not in given_names()
    return bare and not place


def spread(setting: Setting, count: int, place: int) -> Setting:
    """The setting for one of several subjects: of as many numbers as there are members, each takes its own."""
    numbers = [one for one in setting.clause.complements if one.noun is not None and one.noun.head.tag == "CD"]
    if len(numbers) != count or count < 2:
        return setting
    kept = [one for one in setting.clause.complements if one not in numbers or one is numbers[place]]
    return replace(setting, clause=_with(setting.clause, kept))

"""Write the word classes of the built-in extractor from a folder with the files of Princeton WordNet 3.

    python scripts/make_senses.py /usr/share/wordnet

Makes `senses.txt` (class -> words) and `lexicon_more.txt` (part of speech -> words that the lexicon lacks) in the data
folder of the extractor. A word belongs to a class where the senses below the roots of the class are, by the counts of
WordNet's concordance, the usual ones; so "chair" is a thing, and no head of a committee. The roots are in
`scripts/senses.ini`.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

from spectron.extraction.builtin.grammar.tagging import guess_unlisted
from spectron.extraction.builtin.lexis.words import given_names, lexicon, mapped

DATA = Path(__file__).parents[1] / "src" / "spectron" / "extraction" / "builtin" / "data"
ROOTS = Path(__file__).with_name("senses.ini")
PARTS = {"noun": "1", "verb": "2", "adj": "3", "adv": "4"}
RUDE = re.compile(
    r"offensive|disparag|derogat|obscen|slur|vulgar|profan|taboo|pejorative|contempt|prostitut|sexual intercourse"
)
LONGEST = 22
SHORT = 8
INFLECTED = ("VBG", "VBD", "NNS")
PLAIN = re.compile(r"[a-z][a-z'-]+(?: [a-z'-]+)?")
NAMED = re.compile(r"[A-Z][\w'.-]*(?: [\w'.-]+){0,2}")
TAGS = {"noun": "NN", "verb": "VB", "adj": "JJ", "adv": "RB"}


@dataclass(frozen=True, slots=True)
class Sense:
    """One synset: its words as written, its file, what it is a kind or an instance of, and whether it is rude."""

    words: tuple[str, ...]
    file: int
    parents: tuple[str, ...]
    instance: bool
    rude: bool


@dataclass(frozen=True, slots=True)
class Part:
    """The synsets of one part of speech by offset, the offsets of each word by use, and the counts."""

    senses: Mapping[str, Sense]
    index: Mapping[str, tuple[str, ...]]
    weights: Mapping[tuple[str, int], int]
    common: Mapping[str, int]

    def find(self, name: str) -> str:
        """The offset of `word#number`."""
        word, number = name.rsplit("#", 1)
        return self.index[word][int(number) - 1]

    def weigh(self, word: str) -> list[float]:
        """How usual each sense of a word is: as counted, else as usual as its synonyms, with some credit for rank."""
        counts = [self.weights.get((word, place), 0) for place, _ in enumerate(self.index[word], 1)]
        if not any(counts):
            counts = [self.common.get(offset, 0) for offset in self.index[word]]
        return [count + 0.6 / place**2 for place, count in enumerate(counts, 1)]


def read_part(folder: Path, name: str) -> Part:
    """One part of speech."""
    senses = {line[:8]: _read_sense(line) for line in _lines(folder / f"data.{name}")}
    index = {}
    for line in _lines(folder / f"index.{name}"):
        cells = line.split()
        index[cells[0]] = tuple(cells[-int(cells[2]) :])
    weights = {}
    for line in _lines(folder / "cntlist.rev"):
        key, number, count = line.split()
        word, rest = key.split("%")
        if rest[0] == PARTS[name] or (rest[0] == "5" and name == "adj"):
            weights[word, int(number)] = int(count)
    common: dict[str, int] = defaultdict(int)
    for (word, place), times in weights.items():
        offset = index[word][place - 1] if place <= len(index.get(word, ())) else ""
        common[offset] = max(common[offset], times)
    return Part(senses, index, weights, common)


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file without its licence, which is indented."""
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != " ")


def _read_sense(line: str) -> Sense:
    """One line of a data file."""
    data, _, gloss = line.partition(" | ")
    cells = data.split()
    last = 4 + 2 * int(cells[3], 16)
    words = tuple(re.sub(r"\(\w+\)$", "", cells[place]).replace("_", " ") for place in range(4, last, 2))
    pointers = [cells[place : place + 4] for place in range(last + 1, last + 1 + 4 * int(cells[last]), 4)]
    parents = tuple(target for kind, target, part, _ in pointers if kind in ("@", "@i") and part in "nv")
    rude = bool(RUDE.search(gloss.split('"')[0])) or any(kind == ";u" for kind, *_ in pointers)
    return Sense(words, int(cells[1]), parents, any(kind == "@i" for kind, *_ in pointers), rude)


def gather(part: Part, roots: str) -> set[str]:
    """The offsets below some roots: `word#1` takes a branch, `-word#1` leaves one out, `@18` takes a whole file."""
    children = defaultdict(list)
    for offset, sense in part.senses.items():
        for parent in sense.parents:
            children[parent].append(offset)
    names = roots.split()
    barred = {part.find(name[1:]) for name in names if name.startswith("-")}
    files = {int(name[1:]) for name in names if name.startswith("@")}
    found = {offset for offset, sense in part.senses.items() if sense.file in files}
    waiting = [part.find(name) for name in names if name[0] not in "-@"]
    seen = set(barred)
    while waiting:
        offset = waiting.pop()
        if offset not in seen:
            seen.add(offset)
            found.add(offset)
            waiting += children[offset]
    return found - barred


def classify(part: Part, offsets: set[str], least: float, names: str) -> set[str]:
    """The words whose usual sense is among the offsets; `names` lets in capitalised ones, too or only."""
    found = set()
    for offset in sorted(offsets):
        sense = part.senses[offset]
        for word in sense.words:
            if sense.rude or (names == "only") != sense.instance or not _is_written(word, names):
                continue
            key = word.lower().replace(" ", "_")
            weights = part.weigh(key)
            share = sum(weight for weight, one in zip(weights, part.index[key], strict=True) if one in offsets)
            if share / sum(weights) >= least:
                found.add(word.lower())
    return found - set(mapped("closed"))


def _is_written(word: str, names: str) -> bool:
    """Whether a word is written as those of a class are: in lower case, with capitals too, or with capitals alone."""
    if len(word) > LONGEST:
        return False
    if word[0].isupper():
        return (names == "single" and word.isalpha()) or (names not in ("no", "single") and bool(NAMED.fullmatch(word)))
    return names not in ("only", "capital") and PLAIN.fullmatch(word) is not None


def _prune(classes: dict[str, set[str]]) -> dict[str, set[str]]:
    """The classes without the compounds of which their last word tells as much."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for name, words in classes.items():
        for word in words:
            kinds[word].add(name)
    kept: dict[str, set[str]] = {name: set() for name in classes}
    for word, names in kinds.items():
        if " " not in word or not names <= kinds.get(word.rpartition(" ")[2], set()):
            for name in names:
                kept[name].add(word)
    return kept


def _mislead(part: Part, classes: Mapping[str, set[str]]) -> set[str]:
    """The counted compounds that are of no class, though their last word is: "eye candy" is no food."""
    known = set().union(*classes.values())
    compounds = (word.replace("_", " ") for word in part.index if word.count("_") == 1)
    return {
        word
        for word in compounds
        if PLAIN.fullmatch(word) and word not in known and word.rpartition(" ")[2] in known and _is_used(part, word)
    }


def _is_common(word: str, used: str) -> bool:
    """Whether a word that the concordance lacks may stay: one of the lexicon, or any single one."""
    return " " not in word and (used == "pairs" or word in lexicon())


def _is_used(part: Part, word: str) -> bool:
    """Whether the concordance has met the word."""
    return (word.replace(" ", "_"), 1) in part.weights


def make_classes(folder: Path) -> dict[str, set[str]]:
    """Class -> words, from the roots in senses.ini."""
    config = ConfigParser(allow_no_value=False)
    config.read(ROOTS, encoding="utf-8")
    classes: dict[str, set[str]] = {}
    nouns = read_part(folder, "noun")
    for name in config.sections():
        part = nouns if config[name].get("part", "noun") == "noun" else read_part(folder, config[name]["part"])
        offsets = gather(part, config[name]["roots"])
        words = classify(part, offsets, config[name].getfloat("least", 0.5), config[name].get("names", "no"))
        used = config[name].get("used", "no")
        if used != "no":
            words = {word for word in words if _is_used(part, word) or _is_common(word, used)}
        classes[name] = words - {word.strip() for word in config[name].get("never", "").split(",")}
    kept = _prune(classes)
    kept["none"] = _mislead(nouns, classes)
    return kept


def make_lexicon(folder: Path) -> dict[str, set[str]]:
    """Part of speech -> the words that neither the lexicon nor their own shape gives it."""
    parts = {name: read_part(folder, name) for name in PARTS}
    found: dict[str, set[str]] = defaultdict(set)
    for word in sorted(set().union(*(part.index for part in parts.values()))):
        if (
            not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", word)
            or word in lexicon()
            or word in mapped("closed")
            or word in given_names()
            or (word.endswith("s") and {word[:-1], word[:-2]} & parts["verb"].index.keys())  # he eats, she stays
        ):
            continue
        usual = max(parts, key=lambda name: sum(parts[name].weigh(word)) if word in parts[name].index else 0.0)
        senses = parts[usual]
        if all(senses.senses[one].words[0][0].isupper() for one in senses.index[word]):
            continue
        tag = _join_tags(usual, parts, word)
        rare = usual in ("adj", "verb") and (word, 1) not in senses.weights and len(word) > SHORT
        if len(word) > 2 and not rare and guess_unlisted(word) not in (tag, *INFLECTED):
            found[tag].add(word)
    return found


def _join_tags(usual: str, parts: Mapping[str, Part], word: str) -> str:
    """The tag of a word: its usual part of speech, or both where it is noun and verb alike."""
    if usual == "noun" and word in parts["verb"].index:
        return "NV"
    if usual == "verb" and word in parts["noun"].index:
        return "VN"
    return TAGS[usual]


def write_lists(path: Path, lists: Mapping[str, Iterable[str]], head: str) -> None:
    """One line for each class: its name, a tab, its words."""
    lines = [f"{name}\t{','.join(sorted(words))}\n" for name, words in lists.items()]
    path.write_text(head + "".join(lines), encoding="utf-8")


def main() -> None:
    """Write both files, the second from what the lexicon knows without it."""
    folder = Path(sys.argv[1])
    (DATA / "lexicon_more.txt").write_text("", encoding="utf-8")
    write_lists(DATA / "senses.txt", make_classes(folder), "# Made by scripts/make_senses.py; see NOTICE.md.\n")
    more = make_lexicon(folder)
    lines = [f"{tag} {' '.join(sorted(words))}\n" for tag, words in sorted(more.items())]
    (DATA / "lexicon_more.txt").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()

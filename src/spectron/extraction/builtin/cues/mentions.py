"""Words of a pursuit anywhere in a sentence: an occasion for sure, or a hint of one.

A note has no shape that a grammar would know: "swim in the rain, again", "yoga, coffee, bus", "the altos were flat". So
every word of a pursuit counts for something, unless it is negated, ahead, of somebody else, or of no occasion.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from spectron.extraction.builtin.cues.pursuits import doings, known_pursuits, known_topics, topic_of
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import mapped

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W\d_]+)?")
_PARTS = re.compile(r"[,;:.!?()\u2014]")
_LONGEST = 3
_HEAD = 4  # words within which a note names what was done
_FAR = 25  # words over which somebody else is looked for
_REACH = 7  # words over which a negation or a plan reaches
_NEGATION = frozenset(
    "no not never without missed miss skipped skip skipping cancelled canceled cancel instead didnt cant couldnt "
    "havent wasnt hasnt dont hardly barely".split()
)
_AHEAD = frozenset(
    "might will gonna wanna want wants wanted should would could if maybe hope hoping wish may plan planning thinking "
    "thought need tomorrow next someday 'll i'll we'll i'd we'd must ought invited asked whether unless "
    "suggested says said taught teach teaches teaching signed joining join".split()
)
_LATER = frozenset({"tomorrow", "later", "next"})
_REMINDING = frozenset({"reminder", "remind", "stop"})
_OFF = frozenset("cancelled canceled closed shut postponed off".split())
_OTHERS = frozenset(
    "he she they his her their he's she's they're you your everyone everybody people someone somebody flatmate "
    "flatmates roommate neighbour neighbor neighbours neighbors colleague colleagues coworker boss manager friend "
    "mate".split()
)
_SPEAKER = frozenset("i we i've i'm i'd we've we're me us".split())
_SELF = frozenset("i we i've i'm i'd we've we're me my our us".split())
_GENERAL = re.compile(
    r"\b(?:every|each) (?:single )?(?:\w*day|morning|night|evening|week|month|time)|\btimes a|\bused to\b|\busually\b"
    r"|\bi always\b|\b(?:i )?once (?:a|i|we)\b|^i once\b|\byears\b"
)
_NOW = frozenset({"today", "tonight", "again", "done", "finished", "completed", "earlier"})
_POSSESSED = frozenset({"today's", "tonight's", "morning's", "evening's", "afternoon's", "night's", "lunch's"})
_YESTERDAY = re.compile(r"\b(?:yesterday|last night)\b")
_DISTANT = re.compile(
    r"\blast (?:week|month|year|time|summer|winter|spring|season)|\bago\b|\bas a (?:kid|child)\b|\bwhen (?:i|we) w"
)
_THIS = frozenset({"morning", "evening", "afternoon", "lunchtime", "lunch"})
_FOLLOWERS = frozenset(
    "in on at with before after along round around to from over then and today tonight this again done finished was "
    "for by because as plus so early but while where through till until now completed sorted felt went of first w "
    "followed not".split()
)
_ELSEWHERE = frozenset("out over into off late short by through away up low me us".split())
_ARTICLES = frozenset("a an the my our his her their".split())
_DOUBLED = re.compile(r"[^aeiou][aeiou][bdglmnprt]$")


class Mention(NamedTuple):
    """A word of a pursuit: what it may stand for, where it is, and whether it tells an occasion for sure."""

    names: tuple[str, ...]
    topic: str
    pursued: bool
    sure: bool
    yesterday: bool


class _Entry(NamedTuple):
    names: tuple[str, ...]
    topic: str
    plain: bool  # whether the word itself names the pursuit
    past: bool = False
    done: bool = False  # whether its topic is what is done, and not what is spoken of


def find_mentions(sentence: Sentence) -> Iterator[Mention]:
    """The pursuits and topics that the words of a sentence speak of, but those that are denied, ahead or others'."""
    found = list(_look_up(sentence.folded))
    if not found or _DISTANT.search(sentence.folded):
        return
    matches = list(_WORD.finditer(sentence.folded))
    words = [match[0].replace("\u2019", "'") for match in matches]
    if words[0] in _REMINDING:
        return
    denied: set[str] = set()
    text = _Text(sentence, matches, words)
    general = sentence.asks or _GENERAL.search(sentence.folded) is not None
    yesterday = _YESTERDAY.search(sentence.folded) is not None
    for entry, first, last in found:
        before = _before(text, first)
        if _is_denied(words[max(0, first - _FAR) : first], before) or _is_off(entry, words, last):
            denied |= {*entry.names}
            continue
        if denied & {*entry.names}:
            continue
        void = general or _is_ahead(words, before, last)
        topic = "" if void and entry.done and not sentence.asks else entry.topic
        sure = entry.plain and not void and _is_sure(text, entry, first, last)
        yield Mention(() if void else entry.names, topic, entry.done, sure, yesterday)


class _Text(NamedTuple):
    """A sentence with its words in lower case, and where they are in it."""

    sentence: Sentence
    matches: Sequence[re.Match[str]]
    words: Sequence[str]

    def place(self, number: int) -> int:
        """Where a word begins in the turn."""
        return self.sentence.start + self.matches[number].start()

    def gap(self, number: int) -> str:
        """The character behind a word."""
        end = self.matches[number].end()
        return self.sentence.folded[end : end + 1]


def _look_up(folded: str) -> Iterator[tuple[_Entry, int, int]]:
    """The longest known words, each with the places of its first and last one."""
    words = [match[0].replace("\u2019", "'").removesuffix("'s") for match in _WORD.finditer(folded)]
    known, place = _entries(), 0
    while place < len(words):
        for size in range(min(_LONGEST, len(words) - place), 0, -1):
            entry = known.get(" ".join(words[place : place + size]))
            if entry is not None:
                yield entry, place, place + size - 1
                place += size - 1
                break
        place += 1


def _before(text: _Text, first: int) -> list[str]:
    """The few words before a place that belong to the same part of the sentence."""
    start = first
    while start and first - start < _REACH:
        between = text.sentence.folded[text.matches[start - 1].end() : text.matches[start].start()]
        if _PARTS.search(between):
            break
        start -= 1
    return list(text.words[start:first])


def _is_denied(earlier: Sequence[str], before: Sequence[str]) -> bool:
    """Whether the words before it say that it was not done, or was somebody else's."""
    if any(word in _NEGATION or word.endswith("n't") for word in before):
        return True
    other = any(word in _OTHERS or word.removesuffix("s").removesuffix("'") in _kin() for word in earlier)
    return (other or bool(_kin() & set(earlier))) and not _SPEAKER & set(earlier)


def _is_ahead(words: Sequence[str], before: Sequence[str], last: int) -> bool:
    """Whether the words say that it is to come, or only thought of: "going to", "I've got choir at seven"."""
    pairs = set(pairwise(before))
    going = {("going", "to"), ("i've", "got"), ("we've", "got")} & pairs
    return bool(going) or not _AHEAD.isdisjoint(before) or (last + 1 < len(words) and words[last + 1] in _LATER)


def _is_off(entry: _Entry, words: Sequence[str], last: int) -> bool:
    """Whether the words behind call it off, or give a verb another sense: "ran into Anna", "read me that"."""
    after = words[last + 1 : last + 4]
    return bool(_OFF & {*after}) or (bool(after) and (entry.past or words[last] == "read") and after[0] in _ELSEWHERE)


@cache
def _kin() -> frozenset[str]:
    return frozenset(mapped("kin"))


def _is_sure(text: _Text, entry: _Entry, first: int, last: int) -> bool:
    """Whether the words tell an occasion of today: "today's run", "yoga, coffee, bus", "swam in goggles"."""
    words, after = text.words, list(text.words[last + 1 : last + 4])
    if entry.past:
        lead = first < _HEAD and set(words[:first]) <= _SELF | {"and", "then", "just", "also", "so"}
        return lead and not (after and after[0] in _ARTICLES)
    if first and words[first - 1] in _POSSESSED:
        return True
    closed = text.gap(last) not in ("", " ") or not after or after[0] in _FOLLOWERS or words[last].endswith("'s")
    if closed and (_NOW & set(after) or any(one == "this" and two in _THIS for one, two in pairwise(after))):
        return True
    if not closed or first >= _HEAD or _SELF & set(words[:first]):
        return False
    verb = min((one.verb.start for one in text.sentence.clauses if one.verb is not None), default=None)
    return verb is None or verb >= text.place(first)


@cache
def _entries() -> Mapping[str, _Entry]:
    """Words -> what they tell: topics, words that hint, pasts of verbs, and names of pursuits, the surest last."""
    found = {_plain(word): _Entry((), topic_of(one.name), False) for word, one in known_topics().items()}
    found |= {_plain(word): _Entry((), topic, False) for word, topic in doings()["families"].items()}
    found |= {word: _Entry((word.capitalize(),), word.capitalize(), True) for word in members("language") - {"english"}}
    for word, names in doings()["hints"].items():
        known = found.get(_plain(word))
        found[_plain(word)] = _Entry(tuple(names.split("/")), known.topic if known else "", False)
    for verb, name in doings()["doing_verbs"].items():
        if " " not in verb:
            found[_past(verb)] = _Entry(_wide(name), topic_of(name), True, past=True, done=True)
    for word, one in known_pursuits().items():
        found[_plain(word)] = _Entry(_wide(one.name), topic_of(one.name), True, done=True)
    return found


def _plain(words: str) -> str:
    return " ".join(match[0].removesuffix("'s") for match in _WORD.finditer(words))


def _wide(name: str) -> tuple[str, ...]:
    """A pursuit with those of which it may be a part: a walk may be the dog's."""
    return (name, *filter(None, doings()["parts"].get(name, "").split("/")))


def _past(verb: str) -> str:
    irregular = doings()["pasts"].get(verb)
    if irregular:
        return irregular
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + verb[-1] + "ed" if _DOUBLED.search(verb) and len(verb) < 5 else verb + "ed"

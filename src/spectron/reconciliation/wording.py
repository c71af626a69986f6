"""Comparing what two sentences are about, by the words that carry it."""

import re

from spectron.domain.text import fold

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_LIGHT = frozenset(
    "a an the this that these those it its i i'm i'll i'd i've me my mine we we're we'll we've us our you your he "
    "she they them his her their is am are was were be been being do does did done doing have has had having will "
    "would shall should can could may might must not no never don't doesn't didn't won't isn't aren't wasn't and "
    "or but if so then than as at by for from in into of off on onto out over to up with about after all also "
    "just only really very quite too still yet even ever maybe perhaps possibly probably likely apparently "
    "actually finally definitely some any one there here now soon later again think thinking thought consider "
    "considering considered wonder wondering hope hoping guess suppose plan planning planned want wanted wanting "
    "like decide decided deciding going gonna toy toying idea sure unsure next last year years month months week "
    "weeks weekend day days today tomorrow yesterday tonight morning evening spring summer autumn fall winter "
    "someday sometime january february march april june july august september october november december monday "
    "tuesday wednesday thursday friday saturday sunday".split()
)
_PASTS = {
    past: verb
    for verb, pasts in {
        "become": "became",
        "begin": "began begun",
        "break": "broke broken",
        "build": "built",
        "buy": "bought",
        "choose": "chose chosen",
        "drive": "drove driven",
        "find": "found",
        "fly": "flew flown",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone",
        "leave": "left",
        "lose": "lost",
        "make": "made",
        "meet": "met",
        "pay": "paid",
        "run": "ran",
        "see": "saw seen",
        "sell": "sold",
        "speak": "spoke spoken",
        "spend": "spent",
        "start": "started",
        "take": "took taken",
        "teach": "taught",
        "write": "wrote written",
    }.items()
    for past in pasts.split()
}
_ENDINGS = ("ying", "ing", "ied", "ies", "ed", "es", "s", "y", "e")


def stem(word: str) -> str:
    """A word without its ending, so that "move", "moved" and "moving" are one; irregular pasts go with their verb."""
    bare = _PASTS.get(word, word)
    for ending in _ENDINGS:
        if bare.endswith(ending) and len(bare) > len(ending) + 2:
            return bare.removesuffix(ending)
    return bare


def content_words(text: str) -> frozenset[str]:
    """The stems of the words that say what a sentence is about; hedges, times and numbers do not."""
    words = _WORD.findall(fold(text))
    return frozenset(stem(word) for word in words if word not in _LIGHT and not word[0].isdigit())


def tells_of(told: str, asked: str) -> bool:
    """Whether one sentence is about all that another is about: at least two words, and each of them."""
    wanted = content_words(asked)
    return len(wanted) > 1 and wanted <= content_words(told)

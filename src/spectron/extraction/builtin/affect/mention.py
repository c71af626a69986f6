"""Feeling words that are only talked about: as words, as data, in a title or a story, or in what is asked for."""

from spectron.extraction.builtin.affect.lexicon import Sort
from spectron.extraction.builtin.affect.place import FIRST, SECOND, Place
from spectron.extraction.builtin.affect.tokens import Kind
from spectron.extraction.builtin.lexis.words import lexicon

_GRAMMAR = frozenset(
    "noun nouns verb verbs adjective adjectives adverb adverbs plural syllable syllables etymology synonym synonyms "
    "antonym antonyms spelling pronunciation spelt spelled hyphenated rhyme rhymes".split()
)
_SIGNS = frozenset("emoji emojis emoticon emoticons regex unicode codepoint string strings".split())
_DATA = frozenset(
    "model models dataset datasets data detection detector classifier classifiers classification label labels tag tags "
    "column columns score scores index rate rates statistics tweets reviews corpus regex emoji emojis path case "
    "branch mode error errors code codes table survey scale questionnaire study studies research division".split()
)
_CODE = frozenset("label labels class tag column row goroutine exit stack kernel thread exception regex enum".split())
_WORKS = frozenset(
    "book books novel novels film films movie movies thriller thrillers poem poems song songs essay article articles "
    "podcast podcasts documentary documentaries playlist story stories series talk lecture paper play opera musical "
    "quote quotes limerick haiku".split()
)
_STORIES = frozenset(
    "scene chapter character characters protagonist villain hero heroine plot screenplay act episode detective "
    "narrator sonnet ending".split()
)
_SAYING = frozenset("say spell pronounce translate write".split())
_TAKES = frozenset("NN NV".split())
_APART = frozenset("today tonight tomorrow yesterday attack attacks".split())
_ASKED = frozenset("is are was were does do causes cause means percentage year actor".split())


def is_mentioned(place: Place) -> bool:
    """Whether a word is a topic and no feeling: "is grief a noun", "a thriller about grief", "anger detection"."""
    forms = [token.form for token in place.tokens]
    left, right = forms[: place.start], forms[place.end : place.end + 2]
    mine = any(form in FIRST for form in forms)
    if _is_label(place):
        return True
    if place.entry.sort is not Sort.RATE and not _SIGNS.isdisjoint(forms):
        return True
    if not mine and (not _GRAMMAR.isdisjoint(forms) or _is_general(forms)):
        return True
    if not _DATA.isdisjoint(right) or (left and left[0] in _CODE) or not _CODE.isdisjoint(left[-2:]):
        return not mine or place.entry.sort is Sort.FEEL
    return _is_phrasebook(forms) or _is_told(place, left)


def _is_label(place: Place) -> bool:
    """A noun that tells the kind of another, or part of a name: "the grief ward", "a gold Honda", "on Fire Street"."""
    if place.end == len(place.tokens) or place.entry.sort in (Sort.SAY, Sort.OATH):
        return False
    last, later, known = place.tokens[place.end - 1], place.tokens[place.end], lexicon()
    if later.kind is not Kind.WORD or later.form in _APART:
        return False
    single = place.end - place.start == 1
    if later.capital and not later.shouted and known.get(last.form) in _TAKES:
        return last.capital or (single and place.before(1) in (["a"], ["an"], ["the"]))
    alone = single and place.entry.sort is not Sort.RATE
    return alone and known.get(last.form) == "NN" and known.get(later.form) in _TAKES


def _is_phrasebook(forms: list[str]) -> bool:
    """Asking for words: "how do you say good luck in Portuguese"."""
    return forms[0] == "how" and not _SAYING.isdisjoint(forms[2:5]) and "in" in forms[4:]


def _is_general(forms: list[str]) -> bool:
    """Asking how something is in general: "what causes heart attacks", "was the divorce rate higher"."""
    return forms[0] in ("what", "which") and forms[1:2] != [] and forms[1] in _ASKED and SECOND.isdisjoint(forms)


def _is_told(place: Place, left: list[str]) -> bool:
    """The subject of a work, or what happens in a story: "a film about grief", "a scene where she gets fired"."""
    if place.entry.sort is Sort.RATE and "about" not in left[-4:]:
        return False
    works = [at for at, form in enumerate(left) if form in _STORIES or (form in _WORKS and "about" in left[at:])]
    if not works:
        return False
    rest = [token.form for token in place.tokens[works[0] : place.end + 2]]
    return not any(form in FIRST for form in rest)

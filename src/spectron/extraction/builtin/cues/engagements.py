"""Which topics occupy the speaker: what they love, do, read of and ask about, and what puts them off."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from spectron.domain.behaviour import Activity, Course, Engagement
from spectron.domain.conversation import Role, Turn
from spectron.extraction.builtin.cues.mentions import find_mentions
from spectron.extraction.builtin.cues.pursuits import doings, field_of, find_topics, name_person, tells_time, topic_of
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun
from spectron.extraction.builtin.lexis.words import any_of, listed
from spectron.extraction.builtin.stance.stance import is_unmeant
from spectron.extraction.quotes import cite_part

_MOST = 8  # no turn tells of more
_DONE, _ROUTINE, _STOPPED, _ASKED, _SPOKEN = 0.2, 0.6, -0.5, 0.35, 0.28
_SURE = 0.55  # below this only topics of a known field are taken
_TURNED = -0.8
_ADVERBS = (
    r"(?:really|also|just|still|so|been|always|a bit|pretty|quite|super|very|totally|do|absolutely|such|got|become|was"
    r"|were|am|are|have|a|the|honestly|genuinely|truly|actually|recently|completely|seriously|deeply|thoroughly|lately"
    r"|particularly|especially|getting|becoming|currently|starting to|beginning to|come to|came to|grown|getting back"
    r"|more and more|more|spent \w+ \w+|spent \w+ \w+ \w+|now|gone|went|fallen|fell|not|don't|didn't|never|no longer"
    r"|can't|be|really getting)"
)
_FANNED = 0.8
_FAN = re.compile(
    r"\b(?:i'm|i am|i've been|i have been) (?:\w+ )?(?:a|an) (?P<what>[\w' -]{3,30}?) "
    r"(?:fan|nerd|geek|lover|buff|nut|fanatic|enthusiast|addict|junkie|aficionado|obsessive)\b"
)
_GENERAL = frozenset({"", "all", "both", "some"})
_NEGATION = re.compile(r"\b(?:not|n't|never|don't|didn't|no longer|isn't|aren't)\b")
_UNREAL = re.compile(r"\b(?:if|would|could|might|wish|used to|unless)\b|\bi'd\b")
_JOINTS = frozenset({"and", "&", "or", "as well as"})
_PLAIN = frozenset({"NN", "NNS", "NNP", "NNPS", "VBG", "JJ"})


@cache
def _strengths(heading: str) -> dict[str, float]:
    return {words: float(strength) for words, strength in doings()[heading].items()}


@cache
def _taken() -> re.Pattern[str]:
    phrases = any_of(_strengths("taken_by"))
    return re.compile(rf"(?:^\W*|\b(?:i|we)(?:'m|'re|'ve)? )(?P<between>(?:{_ADVERBS} )*)(?P<cue>{phrases})(?= )")


@cache
def _taking() -> re.Pattern[str]:
    loose = any_of(_strengths("taking")).replace(r"is\ my", r"is\ (?:(?!not)\w+ ){0,2}my")
    return re.compile(rf"\b(?:really |always |has always |just |still )*(?P<cue>{loose})\b")


def _strength_of(cue: str) -> float:
    """The strength of words behind a topic, without those of degree: "is kind of my thing"."""
    plain = f"is my {cue.partition(' my ')[2]}" if cue.startswith("is ") and " my " in cue else cue
    return _strengths("taking").get(cue, _strengths("taking").get(plain, 0.0))


@cache
def _asking() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, doings()["asked_about"])))


def read_engagements(turn: Turn, sentences: Sequence[Sentence], done: Iterable[Activity]) -> Iterator[Engagement]:
    """What occupies the speaker, each topic once; `done` are the activities that the same turn tells."""
    if turn.role is not Role.USER:
        return
    seen: set[str] = set()
    done = tuple(done)
    places = [one.quote.start for one in done if one.course is not Course.HINTED]
    told = (one for sentence in sentences for one in _read_sentence(sentence, turn))
    spoken = (one for sentence in sentences for one in _read_mentions(sentence, turn, places))
    for one in (*told, *filter(None, map(_engage, done)), *spoken):
        if one.topic not in seen and len(seen) < _MOST:
            seen.add(one.topic)
            yield one


def _read_mentions(sentence: Sentence, turn: Turn, done: Sequence[int]) -> Iterator[Engagement]:
    """Topics that come up without a word of liking: little each, much where they come up again and again."""
    told = any(sentence.start <= place < sentence.end for place in done)
    if not is_unmeant(sentence) and not _UNREAL.search(sentence.folded):
        for mention in find_mentions(sentence):
            if mention.topic and mention.topic not in doings()["everyday"] and not (told and mention.pursued):
                field = _find_field(mention.topic) or "other"
                strength = _DONE if mention.pursued else _SPOKEN
                yield Engagement(mention.topic, field, strength, cite_part(turn.content, sentence), "spoken of")


def _engage(activity: Activity) -> Engagement | None:
    """What somebody does occupies them."""
    topic = topic_of(activity.name) if activity.course is not Course.HINTED else ""
    field = field_of(topic) if topic else ""
    if not field:
        return None
    strength = {Course.DONE: _DONE, Course.ROUTINE: _ROUTINE, Course.STOPPED: _STOPPED}[activity.course]
    return Engagement(topic, field, strength, activity.quote, f"{activity.course.value}: {activity.name}")


def _read_sentence(sentence: Sentence, turn: Turn) -> Iterator[Engagement]:
    folded = sentence.folded
    if sentence.asks or _asking().search(folded):
        yield from _read_asked(sentence, turn)
        return
    if is_unmeant(sentence):
        return
    for match in _taken().finditer(folded):
        if not _UNREAL.search(folded[: match.start("cue")]):
            strength = _strengths("taken_by")[match["cue"]]
            if strength > 0 and _NEGATION.search(match["between"]):
                strength = _TURNED if strength >= _SURE else 0.0
            nouns = _topics_after(sentence, sentence.start + match.end("cue"))
            yield from _engagements(turn, sentence, nouns, strength, match["cue"])
    found = _taking().search(folded)
    if found and not _UNREAL.search(folded):
        nouns = _topics_before(sentence, sentence.start + found.start())
        yield from _engagements(turn, sentence, nouns, _strength_of(found["cue"]), found["cue"])
    fan = _FAN.search(folded)
    if fan and not _UNREAL.search(folded[: fan.start()]) and not _NEGATION.search(folded[: fan.end()]):
        yield from _engagements(turn, sentence, _topics_within(sentence, fan), _FANNED, fan[0])


def _read_asked(sentence: Sentence, turn: Turn) -> Iterator[Engagement]:
    """Known topics of a question."""
    for chunk in sentence.chunks:
        gerund = chunk.verb is not None and chunk.verb.form == "ing"
        for topic in find_topics(chunk.tokens) if chunk.noun is not None or gerund else ():
            if topic and topic not in doings()["everyday"]:
                yield Engagement(topic, _find_field(topic), _ASKED, cite_part(turn.content, sentence), "asked about")


def _engagements(
    turn: Turn, sentence: Sentence, topics: Iterable[str], strength: float, cue: str
) -> Iterator[Engagement]:
    for topic in topics:
        field = _find_field(topic)
        if strength and (field or abs(strength) >= _SURE):
            yield Engagement(topic, field or "other", strength, cite_part(turn.content, sentence), cue)


def _topics_after(sentence: Sentence, place: int) -> list[str]:
    """The topics that follow a cue directly, all that are listed."""
    found: list[str] = []
    joined = True
    for number, chunk in enumerate(sentence.chunks):
        if chunk.start < place:
            continue
        if chunk.kind in ("cc", "comma"):
            joined = chunk.kind == "comma" or chunk.tokens[0].norm in _JOINTS
            continue
        topics = _topics(chunk, sentence.chunks[number + 1 : number + 2]) if joined else []
        if not topics:
            return found
        found += topics
        joined = False
    return found


def _topics_within(sentence: Sentence, fan: re.Match[str]) -> list[str]:
    """The topics among the words of "a big opera fan", "my favourite thing to watch is anime"."""
    start, end = sentence.start + fan.start("what"), sentence.start + fan.end("what")
    return find_topics([token for token in sentence.tokens if start <= token.start < end])


def _topics_before(sentence: Sentence, place: int) -> list[str]:
    """The topics that stand right before a cue."""
    before = [chunk for chunk in sentence.chunks if chunk.start < place and chunk.kind in ("np", "vp")]
    if not before:
        return []
    cut = [token for token in before[-1].tokens if token.end <= place]
    return find_topics(cut) if before[-1].end > place else _topics(before[-1], ())


def _topics(chunk: Chunk, after: Sequence[Chunk]) -> list[str]:
    """The topics that a noun phrase or a gerund names: jazz, Roman history, playing chess."""
    if chunk.noun is not None:
        return find_topics(chunk.tokens) or _name_topic(chunk.noun)
    if chunk.verb is not None and chunk.verb.form in ("ing", "inf"):
        own = topic_of(doings()["doing_verbs"].get(chunk.verb.lemma, ""))
        known = [own] if own else find_topics(chunk.tokens)
        return known if known else _topics(after[0], ()) if after and after[0].noun is not None else []
    return find_topics(chunk.tokens) if chunk.kind == "adj" else []


def _find_field(topic: str) -> str:
    return field_of(topic) or field_of(topic.rpartition(" ")[2])


def _name_topic(noun: Noun) -> list[str]:
    """A phrase as a topic, where it speaks of something in general."""
    if noun.pronoun or noun.det not in _GENERAL or noun.holder is not None or name_person(noun):
        return []
    head = noun.head
    if head.tag not in _PLAIN or head.norm in listed("vague") or head.lemma in listed("stuff") or tells_time(head.norm):
        return []
    words = [token.norm for token in noun.tokens if token.tag in _PLAIN][-3:]
    return [" ".join(words)]

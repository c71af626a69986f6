"""What a question asks, so that a bare answer after it can be read as a whole clause."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Chunk, Noun, Verb
from spectron.extraction.builtin.grammar.tokens import Token

_FLIPPED = {"you": "i", "your": "my", "yours": "mine", "yourself": "myself"}
_OWN = frozenset({"i", "me", "my", "we", "us", "our"})
_SMALL = frozenset({"uh", "adv", "comma", "cc", "stop", "open"})
_WORKING = frozenset({"work", "study", "teach", "train", "intern", "volunteer"})
_NODS = frozenset({"yes", "yep", "yeah", "yup", "sure", "well", "oh"})
_BE = Verb("be", "present")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: whom it is about, its verb, and the preposition under which its answer stands ("" for none)."""

    subject: Noun
    verb: Verb
    prep: str = ""


def read_question(chunks: Sequence[Chunk]) -> Asked | None:
    """What the phrases of a question ask; None where that is not plain."""
    rest = list(chunks)
    while rest and rest[0].kind in _SMALL:
        rest.pop(0)
    while rest and (rest[-1].kind in _SMALL or rest[-1].time is not None):
        rest.pop()
    word = next((place for place, one in enumerate(rest) if one.kind == "rel" or one.word == "when"), None)
    if word is None:
        return _read_bare(rest)
    asking, after = rest[word].word, rest[word + 1 :]
    verb = next((place for place, one in enumerate(after) if one.verb is not None), None)
    if asking in ("why", "whose") or verb is None:
        return None
    return _read_asking(asking, after, verb, rest[word - 1].word if word and rest[word - 1].kind == "prep" else "")


def _read_asking(asking: str, after: Sequence[Chunk], verb: int, before: str) -> Asked | None:
    """What a question with a word of asking asks: "where do you live", "how old is your daughter"."""
    named = next((place for place in range(verb + 1, len(after)) if after[place].noun is not None), None)
    subject = after[named].noun if named is not None else None
    behind = [one for one in after[(named or 0) + 1 :] if one.kind != "adv"]
    main = behind[0].verb if behind and behind[0].verb is not None else after[verb].verb
    if subject is None or main is None or subject.pronoun in _OWN:
        return None
    if asking == "how" and not (verb and after[0].word == "old"):
        return None
    stranded = after[-1].word if after[-1].kind == "prep" else before
    if asking in ("where",) and not stranded:
        stranded = "at" if main.lemma in _WORKING else "in"
    if main.lemma == "do" and asking == "what":
        return Asked(subject, _BE)
    return Asked(subject, _state(main), stranded)


def _read_bare(rest: Sequence[Chunk]) -> Asked | None:
    """What is asked without a word of asking: "do you have any pets?", "any allergies?", "and your dog's name?"."""
    nouns = [one.noun for one in rest if one.noun is not None]
    verbs = [one.verb for one in rest if one.verb is not None]
    if not nouns or nouns[0].pronoun in _OWN:
        return None
    if not verbs:
        return Asked(nouns[0], _BE) if nouns[0].det == "your" or nouns[0].holder is not None else None
    having = verbs[-1].lemma in ("have", "own", "keep") and len(nouns) > 1
    return Asked(nouns[0], _state(verbs[-1])) if having else None


def _state(verb: Verb) -> Verb:
    """The verb of the question as it stands in the answer."""
    if verb.lemma == "be":
        return replace(_BE, form="past" if verb.form == "past" else "present")
    passive = verb.passive or (
        verb.form in ("part", "past") and verb.lemma in ("call", "name", "base", "bear", "raise")
    )
    form = "past" if verb.form == "past" and not passive else "present"
    return replace(verb, form=form, modal="", negated=False, progressive=verb.form == "ing", passive=passive)


def answer(asked: Asked, given: Clause, span: tuple[int, int]) -> Clause:
    """The whole clause that a bare answer stands for; what the question names is quoted by the words in `span`."""
    start, end = span
    subject = _move(asked.subject, start, end)
    verb = replace(asked.verb, start=start, begin=start)
    naming = asked.verb.lemma == "call" or asked.subject.head.norm in ("name", "nickname")
    complements = tuple(
        replace(one, prep=one.prep or asked.prep, noun=_name(one) if naming else one.noun) for one in given.complements
    )
    adverbs = tuple(word for word in given.adverbs if word not in _NODS)
    return replace(given, subject=subject, verb=verb, complements=complements, adverbs=adverbs, question=False)


def _name(one: Complement) -> Noun | None:
    """An ordinary word with a capital taken for the name that was asked for: "Miso"."""
    noun = one.noun
    if noun is None or noun.name or not all(token.capital for token in noun.tokens):
        return noun
    tokens = tuple(replace(token, tag="NNP") for token in noun.tokens)
    return replace(noun, tokens=tokens, head=tokens[-1], name=tokens)


def _move(noun: Noun, start: int, end: int) -> Noun:
    """The phrase as the one who answers would say it, in the place of the answer."""
    until = noun.holder.end if noun.holder is not None else 0
    tokens = tuple(_flip(one, end if until and one.start >= until else start, end) for one in noun.tokens)
    head = next(moved for moved, token in zip(tokens, noun.tokens, strict=True) if token is noun.head)
    names = {id(token) for token in noun.name}
    name = tuple(moved for moved, token in zip(tokens, noun.tokens, strict=True) if id(token) in names)
    holder = _move(noun.holder, start, end) if noun.holder is not None else None
    return replace(noun, tokens=tokens, head=head, det=_FLIPPED.get(noun.det, noun.det), holder=holder, name=name)


def _flip(token: Token, start: int, end: int) -> Token:
    """The word with "you" turned into "I", in another place."""
    norm = _FLIPPED.get(token.norm, token.norm)
    return replace(token, norm=norm, lemma=_FLIPPED.get(token.lemma, token.lemma), start=start, end=end)

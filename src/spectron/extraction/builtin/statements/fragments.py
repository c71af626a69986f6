"""Clauses without a verb made whole: "34, nurse, two kids", "Vegetarian since school", and bare answers."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.conversation import Role
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.grouping import names_only
from spectron.extraction.builtin.grammar.parsing import Sentence, parse_turn
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, listed, mapped, places
from spectron.extraction.builtin.scene.kinds import head_matches, is_title
from spectron.extraction.builtin.scene.scene import Scene
from spectron.extraction.builtin.statements.questions import Asked, answer, read_question
from spectron.extraction.dates import LASTING

_CONFIRMING = frozenset({"still", "yes", "yep", "yeah", "yup"})
_WHENCE = frozenset({"originally", "born", "now", "currently", "here"})
_REFUSING = frozenset({"no", "nope", "nah", "never", "not"})
_STRAYED = 24
_YOUNGEST, _OLDEST = 12, 110


def complete(scene: Scene, sentence: Sentence, clause: Clause) -> tuple[Clause, ...]:
    """The clauses that a fragment of the user's stands for: an answer, or what they say of themselves; often none."""
    if scene.turn.role is not Role.USER or not (clause.complements or clause.times):
        return ()
    asked = _find_asked(scene, sentence, clause)
    if asked is not None:
        return (answer(asked, clause, _find_span(scene, sentence, clause)),)
    return _describe_self(scene, clause)


def _find_asked(scene: Scene, sentence: Sentence, clause: Clause) -> Asked | None:
    """What the assistant asked just before, where the turn begins with this fragment."""
    turns = scene.window.turns
    if not turns or turns[-1].role is not Role.ASSISTANT or sentence.clauses[0] is not clause:
        return None
    nouns = [one.noun for one in clause.complements if one.noun is not None]
    if nouns and not nouns[0].name and head_matches(nouns[0], "stuff"):
        return None
    if any(noun.head.norm == "half" for noun in nouns):
        return None
    begun = scene.turn.content[: clause.start].strip()
    if len(begun) > _STRAYED or _REFUSING & {*clause.adverbs} or "?" not in turns[-1].content[-400:]:
        return None
    questions = [one for one in parse_turn(turns[-1]) if one.asks]
    return read_question(questions[-1].chunks) if questions else None


def _find_span(scene: Scene, sentence: Sentence, clause: Clause) -> tuple[int, int]:
    """A stretch of the answer that no noun of its own takes up, by which the one it is about is quoted."""
    taken = {(one.noun.start, one.noun.end) for one in clause.complements if one.noun is not None}
    choices = ((sentence.start, sentence.end), (clause.start, clause.end), (0, len(scene.turn.content)))
    return next((span for span in choices if span not in taken), (clause.start, clause.end - 1))


def _describe_self(scene: Scene, clause: Clause) -> tuple[Clause, ...]:
    """What a fragment says of the one who speaks: what they are, and what they have."""
    sorts = [_sort(one, clause) for one in clause.complements]
    if len([sort for sort in sorts if sort]) > 1:
        sorts = [sort or _sort_thing(one) for one, sort in zip(clause.complements, sorts, strict=True)]
    plain = [sort for one, sort in zip(clause.complements, sorts, strict=True) if not one.prep]
    if not _tells_of_self(scene, clause, sorts, plain):
        return ()
    denied = bool({"not", "never"} & {*clause.adverbs})
    return tuple(
        replace(clause, verb=_make_verb(lemma, clause, denied), complements=parts)
        for lemma in ("be", "have")
        if (parts := _gather(clause.complements, sorts, lemma))
    )


def _tells_of_self(scene: Scene, clause: Clause, sorts: Sequence[str], plain: Sequence[str]) -> bool:
    """Whether a fragment is about the one who speaks: by "here", by how many things it tells, or by their sort."""
    first = clause.first
    states = sorts[:1] == ["state"] or bool(_CONFIRMING & {*clause.adverbs})
    sure = states or "here" in clause.adverbs
    if first is None or not (all(plain) or sure) or not any(sort and sort != "nation" for sort in sorts):
        return False
    lasting = clause.is_timed(*LASTING)
    titled = sorts[0] == "be" and first.noun is not None and is_title(first.noun)
    opening = titled and not scene.window.turns and len(sorts) > 1
    placed = sorts[0] == "place" and bool((_CONFIRMING | _WHENCE) & {*clause.adverbs})
    related = any(one.noun is not None and one.noun.head.lemma in mapped("kin") for one in clause.complements)
    several = len(plain) > 1 and (related or len({*plain}) + plain.count("be") > 1) and clause.link in ("", ":")
    return sure or opening or placed or several or (titled and lasting)


def _make_verb(lemma: str, clause: Clause, denied: bool) -> Verb:
    """The verb that was left out."""
    return Verb(lemma, "present", negated=denied, start=clause.start, begin=clause.start)


def _gather(complements: Sequence[Complement], sorts: Sequence[str], lemma: str) -> tuple[Complement, ...]:
    """The complements that go with this verb, with the phrases that hang on them."""
    kept: list[Complement] = []
    taking = False
    for one, sort in zip(complements, sorts, strict=True):
        taking = (sort == "have") == (lemma == "have") if sort else taking and bool(one.prep)
        if taking:
            kept.append(one)
    return tuple(kept)


def _sort(one: Complement, clause: Clause) -> str:
    """How a complement belongs to the speaker: be, have, state for what only people are, nation, place; or not."""
    noun = one.noun
    if noun is None:
        known = one.word in mapped("status_words") or one.word in ("allergic", "based")
        return "state" if known else "nation" if one.word in members("nationality") else ""
    if one.prep:
        leaving = one.prep == "on" and noun.head.norm in listed("leaves")
        near = one.prep in ("in", "from", "at", "near") and bool(noun.name)
        return "state" if leaving else "place" if near else ""
    return _sort_noun(noun, clause)


def _sort_thing(one: Complement) -> str:
    """Whether a counted thing stands among what somebody has: "two kids, three chickens, one patient wife"."""
    counted = one.noun is not None and one.noun.tokens[0].tag == "CD" and len(one.noun.tokens) > 1
    return "have" if counted and not one.prep else ""


def names_oneself(clause: Clause, noun: Noun) -> bool:
    """Whether a bare "mum" or "dad" is the one who speaks: "Mum of three here", "New dad here"."""
    if noun.head.lemma not in listed("bare_kin") or noun.det or noun.holder is not None:
        return False
    of = any(one.prep == "of" and one.noun and one.noun.tokens[0].tag == "CD" for one in clause.complements)
    return of or "here" in clause.adverbs


def _sort_noun(noun: Noun, clause: Clause) -> str:
    """How a noun phrase without a preposition belongs to the speaker."""
    counted = noun.tokens[0].tag == "CD" or noun.det in ("a", "an")
    if len(noun.tokens) == 1 and noun.head.norm in mapped("status_words"):
        return "state"
    if len(noun.tokens) == 1 and noun.head.norm in members("nationality"):
        return "nation"
    if noun.head.tag == "CD":
        age = noun.head.norm
        return "be" if len(noun.tokens) == 1 and age.isdigit() and _YOUNGEST < int(age) < _OLDEST else ""
    if (noun.head.lemma in mapped("kin") or head_matches(noun, "animal")) and counted and noun.holder is None:
        return "have"
    if is_title(noun) and noun.det not in ("the", "my", "your", "his", "her", "our", "their") and noun.holder is None:
        return "be" if noun.head.tag != "NNS" else ""
    if names_only(noun) and "here" in clause.adverbs:
        return "be" if " ".join(fold_word(token.text) for token in noun.name) not in places() else ""
    return ""

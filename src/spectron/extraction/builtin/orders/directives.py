"""Standing instructions: how the agent is to behave from now on, as opposed to what it is asked to do once."""

import re
from collections.abc import Iterator, Sequence

from spectron.domain.candidate import Directive
from spectron.domain.conversation import Role
from spectron.domain.graph import Priority
from spectron.extraction.builtin.grammar.clauses import SPEAKER
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.sentences import Span
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.orders.pieces import LEAD, Piece, Sort, cut
from spectron.extraction.builtin.orders.rulings import is_back, is_rule, is_terse_rule
from spectron.extraction.builtin.orders.wishes import is_wish
from spectron.extraction.builtin.scene.scene import Scene

_TAIL = re.compile(
    r"(?i)[\s,;:\u2014-]+(?:and|but|so|or|because|please|pls|plz|thanks|thx|ok|lol|then)*[\s,;:.!\u2014-]*$"
)
_RELEASE = re.compile(
    r"(?i)\b(?:you|u) (?:can|may) (?:now |just )?(?:stop|drop|skip|forget|lose|ditch|leave out)\b"
    r"|\b(?:you|u) (?:needn't|don't|do not|dont) (?:(?:have|need) to )?\b.*\b(?:any ?more|any longer)\b"
    r"|\b(?:no need (?:to|for)|never mind (?:about )?the)\b.*\b(?:any ?more|rule|instruction)\b"
    r"|\bforget (?:(?:about )?the \w+ (?:rule|instruction)|what i said about|about the)"
)
_UNDO = re.compile(
    r"(?i)^(?:(?:drop|skip|forget|lose|ditch|leave out|never mind)(?: about| what i said about)?"
    r"|no need (?:to|for))\b\s*"
)
_POLICY = re.compile(
    r"(?:you (?:will|must|should|may|can|have to|act|work)|the (?:assistant|agent|bot) (?:must|should|will|may|can)"
    r"|no|only|all|any|every|never|always|(?:content|output|instructions|requests|anything|everything|answers|replies)"
    r" (?:\w+ ){0,5}?(?:is|are|must|should) (?!for\b))\b"
)
_REPORTED = re.compile(
    r",? (?:(?:the|my|our|his|her|their) (?:\w+ )?\w+|she|he|they|i)"
    r" (?:sa(?:id|ys)|told (?:her|him|them|us|me)|warned|goes|kept saying|keeps saying)[.! ]*$"
    r"|, sa(?:id|ys) (?:my|the|our|his|her)? ?\w+[.! ]*$"
)
_LONGEST = 400


def read_directives(scene: Scene, sentences: tuple[Sentence, ...]) -> tuple[Directive, ...]:
    """The standing instructions of a user or system turn, each with the words it was given in."""
    found: list[Directive] = []
    asked = False
    for sentence in sentences:
        if _REPORTED.search(sentence.folded):
            continue
        if sentence.asks and not LEAD.match(sentence.text) and not is_wish(sentence):
            continue
        pieces = cut(sentence)
        if scene.turn.role is Role.SYSTEM:
            spans = list(_system_spans(pieces))
        else:
            spans = list(_user_spans(sentence, pieces, asked=asked))
        asked = any(piece.sort is Sort.ORDER for piece in pieces)
        for span in spans:
            found.extend(_phrase(scene, span))
    return tuple(found)


def _system_spans(pieces: Sequence[Piece]) -> Iterator[Span]:
    """Every order of a system turn, and what it says is to be done."""
    for piece in pieces:
        if piece.sort is Sort.ORDER or _POLICY.match(piece.words):
            yield Span(piece.start, piece.end)


def _user_spans(sentence: Sentence, pieces: Sequence[Piece], *, asked: bool) -> Iterator[Span]:
    """The standing orders in a sentence of the user's.

    What trails behind a rule belongs to it, what trails behind a task to the task; after a statement only words that
    ask the agent are a rule.
    """
    given = tasked = told = False
    for piece in pieces:
        if piece.sort is Sort.ORDER:
            rules = is_rule(sentence, piece, given=given, told=told)
            tasked = tasked or not rules
        elif piece.sort is Sort.TERSE and not tasked:
            rules = is_terse_rule(sentence, piece, ruled=given or asked, told=told)
        else:
            rules = is_back(piece.words)
        told = told or piece.sort is Sort.STATEMENT
        words = sentence.folded[piece.start - sentence.start : piece.end - sentence.start]
        rules = rules or bool(_RELEASE.search(words))
        if rules:
            given = True
            yield Span(piece.start, piece.end)
    if not given and is_wish(sentence):
        yield _trim(sentence)


def _trim(sentence: Sentence) -> Span:
    """A wish, up to a statement that follows it."""
    later = (one for one in sentence.clauses if one.start > sentence.start and one.link in ("", "because"))
    stop = next((one.start for one in later if one.subject and one.subject.pronoun in SPEAKER), sentence.end)
    text = sentence.text[: stop - sentence.start]
    return Span(sentence.start, sentence.start + len(_TAIL.sub("", text + " ").rstrip(" .!")))


def _phrase(scene: Scene, span: Span) -> Iterator[Directive]:
    """The words of the span as an imperative sentence; what takes one back also frees what was forbidden."""
    raw = scene.turn.content[span.start : span.end]
    text = _TAIL.sub("", LEAD.sub("", raw)).strip(" ,.;:!?-\u2014()*\"'")
    if text[:4].lower() == "not " and text.split()[1].lower() in listed("conduct_verbs"):
        text = f"don't {text[4:]}"
    if len(text) < 3 or len(text) > _LONGEST:
        return
    start = span.start + len(raw) - len(raw.lstrip(" ,;:.!-"))
    quote = scene.quote(start, start + len(scene.turn.content[start : span.end].rstrip(" ,;:")))
    folded = raw.lower().replace("\u2019", "'")
    if _RELEASE.search(folded):
        yield Directive(_sentence(_UNDO.sub("stop ", text)), _priority(folded), quote, ends=True, rule="order")
        return
    if is_back(folded):
        topic = " ".join(word for word in re.findall(r"[\w'-]+", folded) if word in listed("conduct_nouns"))
        if topic:
            yield Directive(_sentence(f"stop {topic}"), _priority(folded), quote, ends=True, rule="order")
    yield Directive(_sentence(text), _priority(folded), quote, rule="order")


def _sentence(text: str) -> str:
    """The words with a capital and a full stop."""
    return " ".join((text[0].upper() + text[1:]).split()) + "."


def _priority(folded: str) -> Priority:
    """How much force the words have."""
    if any(word in folded for word in listed("mild")):
        return Priority.LOW
    urgent = any(re.search(rf"\b{re.escape(word)}\b", folded) for word in listed("urgent"))
    return Priority.HIGH if urgent or "!!" in folded else Priority.MEDIUM

"""How a turn was read: its parse, the rules that fired, and why the rest of its words taught nothing."""

from collections.abc import Iterator, Sequence

from spectron.domain.candidate import Mention, Window
from spectron.domain.conversation import Role, Turn
from spectron.domain.explanation import (
    Decision,
    Explanation,
    Outcome,
    ParsedClause,
    ParsedSentence,
    Phrase,
    Word,
)
from spectron.domain.graph import Quote
from spectron.extraction.builtin.amendments.signals import Signal, read_signal
from spectron.extraction.builtin.claims.ledger import Refusal
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, Clause
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.sentences import MOST_CHARACTERS, find_foreign, split_sentences, veil
from spectron.extraction.builtin.orders.pieces import is_imperative
from spectron.extraction.builtin.read import Walk, name_object, walk
from spectron.extraction.builtin.stance.stance import STATED, judge
from spectron.extraction.builtin.statements.statements import extent
from spectron.extraction.decisions import in_order, label_of, list_decisions
from spectron.extraction.language import is_foreign, recognise
from spectron.extraction.quotes import cite, cite_part

_PASSED_OVER = {
    "question": "it asks, and states nothing",
    "condition": "it names a condition, and no fact",
    "hypothetical": "it tells what would or should be, not what is",
    "hearsay": "it tells what others say",
    "unclaimed": "the speaker says or hopes it, and does not state it",
    "request": "a task for this once, and no standing rule",
    "correction": "it puts right what nobody said before",
    "fiction": "it tells a tale, plays a part, or hands a text over",
    "quotation": "quoted words, code and markup are not the speaker's own",
    "language": "it is in another language than English",
    "no rule": "no rule reads a fact in these words",
}


def explain(turn: Turn, window: Window) -> Explanation:
    """Everything there is to say about how `read` came to its proposal; pure."""
    walked = walk(turn, window)
    found = list_decisions(walked.extraction, turn)
    refused = [_tell_refusal(one, walked.extraction.mentions) for one in walked.refusals]
    decisions = [*found, *refused]
    decisions.extend(_pass_over(turn, walked, decisions))
    return Explanation(
        in_order(decisions), tuple(_show(turn, one) for one in walked.sentences), recognise(turn.content)
    )


def _tell_refusal(refusal: Refusal, mentions: Sequence[Mention]) -> Decision:
    claim = name_object(refusal.claim, mentions)
    return Decision(claim.rule, Outcome.DROPPED, refusal.reason, claim.quote, claim, label_of(claim, mentions))


def _pass_over(turn: Turn, walked: Walk, decisions: Sequence[Decision]) -> Iterator[Decision]:
    """What no decision speaks of yet: make-believe, the words of others, and clauses that state nothing."""
    told = [one.quote for one in decisions]
    if walked.fiction:
        yield _passed(turn, "fiction", 0, len(turn.content))
        return
    if turn.role is Role.TOOL and not walked.sentences:
        return
    text = turn.content[:MOST_CHARACTERS]
    foreign = find_foreign(text)
    for span in foreign:
        if not any(quote.start <= span.start and span.end <= quote.end for quote in told):
            yield _passed(turn, "quotation", span.start, span.end)
    veiled = veil(text, foreign)
    for span in split_sentences(text, foreign):
        if is_foreign(veiled[span.start : span.end]):
            yield _passed(turn, "language", span.start, span.end)
    for sentence in walked.sentences:
        yield from _pass_over_sentence(turn, sentence, told)


def _pass_over_sentence(turn: Turn, sentence: Sentence, told: Sequence[Quote]) -> Iterator[Decision]:
    """The clauses of one sentence that nothing was made of; neighbours for the same reason are told as one."""
    rule, start, end = "", 0, 0
    for place, clause in enumerate(sentence.clauses):
        if not _stands_alone(clause) or clause.start < end or any(_overlap(quote, clause) for quote in told):
            continue
        found = _why_silent(turn.role, sentence, place)
        until = max(extent(sentence, place), clause.end)
        if found == rule:
            end = max(end, until)
            continue
        if rule:
            yield _passed(turn, rule, start, end)
        rule, start, end = found, clause.start, until
    if rule:
        yield _passed(turn, rule, start, end)


def _passed(turn: Turn, rule: str, start: int, end: int) -> Decision:
    quote = cite(turn.content, start, end)
    return Decision(rule, Outcome.DROPPED, _PASSED_OVER[rule], quote)


def _stands_alone(clause: Clause) -> bool:
    """Whether a clause has words of its own and is no part of another one."""
    return clause.end > clause.start and (clause.parent is None or clause.link not in DEPENDENT)


def _overlap(quote: Quote, clause: Clause) -> bool:
    return quote.start < clause.end and clause.start < quote.end


def _why_silent(role: Role, sentence: Sentence, place: int) -> str:
    """The name of the reason for which a clause taught nothing: its own, or that of what it says or thinks."""
    clauses = sentence.clauses
    inside = (one for one in clauses if one.parent == place and one.link == "that")
    stances = (judge(one, sentence) for one in (clauses[place], *inside))
    unsaid = next((one.reason for one in stances if not one.asserted and one.doubt is None), "")
    if unsaid:
        return unsaid
    if role is Role.USER and read_signal(sentence) >= Signal.MILD:
        return "correction"
    return "request" if role in (Role.USER, Role.SYSTEM) and is_imperative(clauses[place]) else "no rule"


def _show(turn: Turn, sentence: Sentence) -> ParsedSentence:
    """The sentence in the shape that leaves this room."""
    return ParsedSentence(
        quote=cite_part(turn.content, sentence),
        words=tuple(Word(one.text, one.tag, one.start, one.end) for one in sentence.tokens),
        phrases=tuple(Phrase(one.kind, one.start, one.end) for one in sentence.chunks),
        clauses=tuple(_show_clause(turn, sentence, one) for one in sentence.clauses),
    )


def _show_clause(turn: Turn, sentence: Sentence, clause: Clause) -> ParsedClause:
    stance = judge(clause, sentence)
    subject = turn.content[clause.subject.start : clause.subject.end] if clause.subject else ""
    return ParsedClause(
        start=clause.start,
        end=clause.end,
        subject=subject,
        verb=clause.verb.lemma if clause.verb else "",
        link=clause.link,
        parent=clause.parent,
        stance="stated" if stance is STATED else stance.doubt.value if stance.doubt else stance.reason,
    )

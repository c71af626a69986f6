"""An explanation as the shapes of the wire; nothing is decided here."""

from spectron.domain.candidate import Claim, Directive, Doubt
from spectron.domain.explanation import Decision, Explanation, ParsedClause, ParsedSentence, Phrase
from spectron.domain.temporal import iso
from spectron.wire import explanation as wire
from spectron.wire.knowledge import QuoteInfo


def explanation(one: Explanation, content: str) -> wire.Explanation:
    """The explanation of some content."""
    return wire.Explanation(
        language=one.language,
        sentences=[_sentence(sentence, content) for sentence in one.sentences],
        decisions=[_decision(decision) for decision in one.decisions],
        answer=one.answer or None,
    )


def _sentence(one: ParsedSentence, content: str) -> wire.SentenceInfo:
    return wire.SentenceInfo(
        text=one.quote.text,
        start=one.quote.start,
        end=one.quote.end,
        tokens=[wire.TokenInfo(text=word.text, tag=word.tag, start=word.start, end=word.end) for word in one.words],
        phrases=[_phrase(phrase, content) for phrase in one.phrases],
        clauses=[_clause(clause, content) for clause in one.clauses],
    )


def _phrase(one: Phrase, content: str) -> wire.PhraseInfo:
    return wire.PhraseInfo(kind=one.kind, text=content[one.start : one.end], start=one.start, end=one.end)


def _clause(one: ParsedClause, content: str) -> wire.ClauseInfo:
    return wire.ClauseInfo(
        text=content[one.start : one.end],
        start=one.start,
        end=one.end,
        subject=one.subject,
        verb=one.verb,
        link=one.link,
        parent=one.parent,
        stance=one.stance,
    )


def _decision(one: Decision) -> wire.DecisionInfo:
    made = one.candidate
    return wire.DecisionInfo(
        rule=one.rule,
        outcome=one.outcome.value,
        reason=one.reason,
        quote=QuoteInfo(text=one.quote.text, start=one.quote.start, end=one.quote.end),
        fact=_claim(made, one.about) if isinstance(made, Claim) else None,
        instruction=_directive(made) if isinstance(made, Directive) else None,
        doubt=_doubt(made, one.about) if isinstance(made, Doubt) else None,
    )


def _claim(one: Claim, about: str) -> wire.ClaimInfo:
    return wire.ClaimInfo(
        about=about,
        key=one.key,
        value=one.value,
        manner=one.manner.value,
        valid_from=iso(one.valid.start),
        valid_until=iso(one.valid.end),
        replaces=one.replaces,
        confidence=one.confidence,
        importance=one.importance,
    )


def _directive(one: Directive) -> wire.DirectiveInfo:
    return wire.DirectiveInfo(text=one.text, priority=one.priority.value, ends=one.ends)


def _doubt(one: Doubt, about: str) -> wire.DoubtInfo:
    fact = _claim(one.claim, about) if one.claim else None
    return wire.DoubtInfo(text=one.text, kind=one.kind.value, reason=one.reason, fact=fact)

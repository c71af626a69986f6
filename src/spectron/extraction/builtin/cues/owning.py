"""Which clauses tell of the speaker themselves, and how far they are meant."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spectron.extraction.builtin.grammar.clauses import DEPENDENT, SPEAKER, Clause, find_outer
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Verb
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.stance.stance import HYPOTHETICAL, judge

_AIMS = frozenset(
    "want try wish hope need plan decide learn promise pretend offer ask consider think aim intend refuse agree "
    "mean afford attempt expect teach help let make force advise tell use have".split()
)
_NAMING = frozenset({"call", "label", "think", "find", "consider", "describe", "name"})
_SAYING = frozenset("think guess suppose reckon believe feel say tell know admit claim joke complain swear".split())
_CONTENT = frozenset({"what", "how", "whatever"})  # "what I start", "how people feel"
_KINDS = frozenset("one person type kind sort guy girl man woman".split())
_OPINIONS = 0.8  # "I think I'm lazy", "people say I'm bossy"
_TELLING = frozenset("love hate adore loathe can".split())
_LEANING = frozenset("always never happily gladly usually rather sooner often just rarely".split())  # "I'd never lie"
_GUESSES = 0.6  # "I'm probably lazy"
_SHARED = 0.6  # "we threw a party"


@dataclass(frozen=True, slots=True)
class Span:
    """A clause with what hangs on it, word by word; or a whole sentence, which has no verb of its own.

    `own` is one whose subject is the speaker, `called` one that says what others call them; `trust` from 0 to 1 is how
    far it is meant. `leanings` are the modal verbs that tell a habit here. From place `ahead` on the words are those of
    what or how something is, where nothing of the speaker's begins.
    """

    tokens: tuple[Token, ...]
    ahead: int
    verb: Verb | None
    own: bool
    called: bool
    trust: float
    leanings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its words in lower case with single spaces."""
        return " ".join(token.norm for token in self.tokens)


def find_spans(sentence: Sentence) -> Iterator[Span]:
    """The clauses of a sentence that state something, each with the infinitives and participles that hang on it."""
    verbless = all(clause.verb is None for clause in sentence.clauses)
    for place, clause in enumerate(sentence.clauses):
        if clause.link in DEPENDENT or clause.start == clause.end or (clause.verb is None and not verbless):
            continue
        trust = _trust(clause, sentence)
        if trust and not _commands(sentence, clause):
            yield _open(clause, sentence, place, trust)


def find_whole(sentence: Sentence) -> Span | None:
    """The whole sentence, where all of it is stated."""
    stated = all(judge(clause, sentence).asserted for clause in sentence.clauses if clause.verb is not None)
    return Span(sentence.tokens, len(sentence.tokens), None, False, False, 1.0) if stated else None


def _commands(sentence: Sentence, clause: Clause) -> bool:
    """Whether a clause without a subject of its own forbids something: "I know, don't worry"."""
    opening = [token.norm for token in sentence.tokens if clause.start <= token.start < clause.end][:2]
    return (clause.inherited or clause.subject is None) and opening == ["do", "not"]


def _open(clause: Clause, sentence: Sentence, place: int, trust: float) -> Span:
    verb, first = clause.verb, place == 0
    tokens, ahead = _words(sentence, place)
    subject = clause.subject.pronoun if clause.subject else ""
    left_out = first and clause.subject is None and verb is not None and _tells_without_subject(verb, tokens)
    called = verb is not None and verb.lemma in _NAMING and any(token.norm == "me" for token in tokens)
    leanings = ("would", "will") if _leans(clause) or _names_oneself(clause) else ()
    own = subject in SPEAKER or left_out
    share = _SHARED if subject == "we" else 1.0 if own or not called else _OPINIONS
    return Span(tokens, ahead, verb, own, called, trust * share, leanings)


def _tells_without_subject(verb: Verb, tokens: Sequence[Token]) -> bool:
    """Whether a verb without a subject tells of the speaker: "spent Saturday alone", "can't cook", no order."""
    if verb.modal in _TELLING or verb.lemma in _TELLING or verb.perfect or (verb.form == "past" and not verb.modal):
        return True
    return [token.norm for token in tokens[:3]] == ["do", "not", "really"]


def _leans(clause: Clause) -> bool:
    """Whether what would or will be is told as what always is: "I'd rather …", "I'd never …", "I'll happily …"."""
    return clause.verb is not None and not _LEANING.isdisjoint(clause.verb.adverbs)


def _names_oneself(clause: Clause) -> bool:
    """I'd describe myself as …, I'd call myself …"""
    verb = clause.verb
    said = any(one.word == "myself" for one in clause.complements)
    return verb is not None and verb.lemma in _NAMING and said and not verb.negated


def _words(sentence: Sentence, place: int) -> tuple[tuple[Token, ...], int]:
    """The words of a clause and of what hangs on it, unless it only aims at that; and where foreign matters begin."""
    clauses = sentence.clauses
    clause = clauses[place]
    own, content = {place}, set[int]()
    helpless = clause.verb is not None and clause.verb.lemma == "help" and clause.verb.negated  # "I can't help …"
    if clause.verb is not None and (helpless or clause.verb.lemma not in _AIMS):
        for other in range(place + 1, len(clauses)):
            one = clauses[other]
            mine = one.subject is None or one.subject.pronoun in SPEAKER or clause.verb.lemma == "spend"
            hangs_on = one.link in DEPENDENT and one.parent in own
            if (mine and (hangs_on or _is_torn(clauses[other - 1], one))) or _tells_which(clause, one, place):
                own.add(other)
            elif other - 1 in own | content and one.link in _CONTENT:
                content.add(other)
    bounds = [(clauses[one].start, clauses[one].end) for one in sorted(own | content)]
    words = leave_out_got([token for token in sentence.tokens if _lies_in(token, bounds)])
    edge = min((clauses[one].start for one in content), default=sentence.end)
    return words, sum(token.start < edge for token in words)


def leave_out_got(words: Sequence[Token]) -> tuple[Token, ...]:
    """The words without the "got" of "have got"."""
    has_got = {at for at in range(1, len(words)) if words[at].norm == "got" and words[at - 1].lemma == "have"}
    return tuple(word for at, word in enumerate(words) if at not in has_got)


def _tells_which(clause: Clause, one: Clause, place: int) -> bool:
    """Whether a clause says what kind of person somebody is: "I'm the one who …", "I'm the sort who …"."""
    last = clause.complements[-1] if clause.complements else None
    described = last is not None and not last.prep and last.noun is not None and last.noun.head.lemma in _KINDS
    return one.link == "who" and one.parent == place and described and clause.verb is not None


def _is_torn(before: Clause, after: Clause) -> bool:
    """Whether an adjective was taken for a verb, and tore a clause in two: "I'm too | blunt"."""
    empty = before.verb is not None and before.verb.lemma == "be" and not before.complements
    return empty and after.inherited and not after.link


def _lies_in(token: Token, bounds: Sequence[tuple[int, int]]) -> bool:
    return any(start <= token.start < end for start, end in bounds)


def _trust(clause: Clause, sentence: Sentence) -> float:
    """How far a clause is meant: whole where it is stated, less where it is an opinion of the speaker or about them."""
    stance = judge(clause, sentence)
    if stance.asserted:
        return 1.0
    if stance is HYPOTHETICAL and (_names_oneself(clause) or _leans(clause)):
        return _OPINIONS
    about_me = clause.subject is not None and clause.subject.pronoun == "i"
    if not about_me:
        return 0.0
    outer = find_outer(sentence.clauses, clause)
    if outer is not None and outer.verb is not None and outer.verb.lemma in _SAYING:
        denied = outer.verb.negated or outer.question or outer.verb.modal in ("might", "may", "could")
        return 0.0 if denied else _OPINIONS
    return _GUESSES if stance.reason in ("probably", "likely", "apparently") else 0.0

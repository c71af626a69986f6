"""Standing instructions: how the agent is to behave from now on, as opposed to what it is asked to do once."""

import re
from collections.abc import Iterator

from spectron.domain.candidate import Directive
from spectron.domain.conversation import Role
from spectron.domain.graph import Priority
from spectron.extraction.builtin.clauses import Clause
from spectron.extraction.builtin.parsing import Sentence
from spectron.extraction.builtin.scene import Scene
from spectron.extraction.builtin.sentences import Span
from spectron.extraction.builtin.words import listed

_LEAD = re.compile(
    r"(?i)^(?:(?:and|but|so|also|just|then|oh|ok|okay|please|pls|plz|yes|no(?=,)|yeah|hey|hi|thanks|well|now|anyway|btw|"
    r"ps|lol|kindly|great|perfect|seriously|again|(?:can|could|would|will) (?:you|u)|i (?:need|want) you to|"
    r"i'd (?:like|love) you to|"
    r"i would (?:like|love) you to|you (?:should|must|need to|have to|can|may)|remember to|make sure (?:to|you)|try to)"
    r"(?![\w'])[\s,:!.\u2014-]*)+"
)
_TAIL = re.compile(
    r"(?i)[\s,;:\u2014-]+(?:and|but|so|or|because|please|pls|plz|thanks|thx|ok|lol|then)*[\s,;:.!\u2014-]*$"
)
_RELEASE = re.compile(
    r"(?i)\b(?:you|u) (?:can|may) (?:now )?stop\b"
    r"|\b(?:you|u) (?:don't|do not|dont) (?:have|need) to\b.*\b(?:any ?more|any longer)\b"
    r"|\b(?:no need to|forget (?:about )?the|forget what i said about|never mind (?:about )?the)\b"
    r".*\b(?:any ?more|rule|instruction)\b"
)
_ELLIPTIC = re.compile(
    r"(?i)^(?:and |but |also |oh |please |so )*"
    r"(?:no(?: more)?|zero|less|fewer|more|only|short(?:er)?|brief|plain|formal|simple)\b"
)
_WISH = re.compile(
    r"(?i)\bi(?:'d| would)? ?(?:always |really |generally )?"
    r"(?:prefer|like|want|love|hate|dislike|don't (?:like|want)|would like)\b"
)
_SYSTEM_OPENING = re.compile(
    r"(?:you (?:are|will|must|should|may|can|have|act|work)|your (?:name|job|role|task|goal)"
    r"|the (?:assistant|agent|bot)|no|only|all|any|every|never|always|do not|don't)\b"
)
_AGENT = re.compile(r"(?i)\b(?:you|your|the (?:assistant|agent|bot))\b")


def read_directives(scene: Scene, sentences: tuple[Sentence, ...]) -> tuple[Directive, ...]:
    """The standing instructions of a user or system turn, each with the words it was given in."""
    found: list[Directive] = []
    for sentence in sentences:
        if sentence.asks and not _LEAD.match(sentence.text):
            continue
        spans = list(_system_spans(sentence) if scene.turn.role is Role.SYSTEM else _user_spans(sentence))
        for span in spans:
            directive = _phrase(scene, span)
            if directive:
                found.append(directive)
    return tuple(found)


def _phrase(scene: Scene, span: Span) -> Directive | None:
    """The words of the span as an imperative sentence."""
    raw = scene.turn.content[span.start : span.end]
    text = _TAIL.sub("", _LEAD.sub("", raw)).strip(" ,.;:!?-\u2014()*\"'")
    if len(text) < 3 or len(text) > 400 or "\u2588" in text:
        return None
    quote = scene.quote(span.start, span.end)
    folded = quote.text.lower().replace("\u2019", "'")
    return Directive(
        " ".join(text[0].upper().__add__(text[1:]).split()) + ".",
        _priority(folded),
        quote,
        bool(_RELEASE.search(folded)),
        rule="order",
    )


def _priority(folded: str) -> Priority:
    """How much force the words have."""
    if any(word in folded for word in listed("mild")):
        return Priority.LOW
    urgent = any(re.search(rf"\b{re.escape(word)}\b", folded) for word in listed("urgent"))
    return Priority.HIGH if urgent else Priority.MEDIUM


def _units(sentence: Sentence) -> Iterator[tuple[Clause, Span]]:
    """The imperative clauses of a sentence, each with its words up to the next one."""
    heads = [clause for clause in sentence.clauses if is_imperative(clause)]
    for place, clause in enumerate(heads):
        start = sentence.start if place == 0 and (_opens(sentence, clause) or _conditional(sentence)) else clause.start
        end = heads[place + 1].start if place + 1 < len(heads) else sentence.end
        yield clause, _trim(sentence, start, end)


def _conditional(sentence: Sentence) -> bool:
    """Whether the sentence opens with the case in which its order holds."""
    return bool(
        re.match(r"(?:whenever|when|if|unless|before|after|every time|each time|for every|for any)\b", sentence.folded)
    )


def _opens(sentence: Sentence, clause: Clause) -> bool:
    """Whether nothing but small words stands before the clause in its sentence."""
    before = sentence.text[: clause.start - sentence.start]
    return not before.strip() or (
        bool(re.fullmatch(r"(?i)[\s,:]*(?:\w+[\s,:]+){0,4}", before)) and "," not in before.rstrip(", ")
    )


def _trim(sentence: Sentence, start: int, end: int) -> Span:
    """The span without the joints at its end, and up to a statement that follows it."""
    stop = next(
        (
            c.start
            for c in sentence.clauses
            if start < c.start < end and c.subject and c.subject.pronoun in ("i", "we") and c.link in ("", "because")
        ),
        end,
    )
    text = sentence.text[start - sentence.start : stop - sentence.start]
    kept = _TAIL.sub("", text + " ")
    return Span(start, start + len(kept.rstrip(" .!")))


def is_imperative(clause: Clause) -> bool:
    """Whether the clause gives an order: a bare verb without a subject, or a request to "you"."""
    verb = clause.verb
    if verb is None or clause.link in ("inf", "ing", "part", "that", "if", "when", "who", "which", "where", "whenever"):
        return False
    if clause.subject is None and verb.form == "base" and not verb.modal:
        return True
    if clause.subject is None and verb.negated and verb.form in ("base", "present") and not verb.modal:
        return verb.lemma not in ("be", "have")
    if clause.inherited and verb.form == "base" and clause.subject is None:
        return True
    you = clause.subject is not None and clause.subject.pronoun == "you"
    return you and (verb.modal in ("must", "should", "can", "could", "would", "will") or verb.lemma in ("have", "need"))


def _user_spans(sentence: Sentence) -> Iterator[Span]:
    """The standing orders in a sentence of the user's."""
    given = False
    for clause, span in _units(sentence):
        if _is_standing(sentence, clause, span):
            given = True
            yield span
    if not given and _is_wish(sentence):
        yield _trim(sentence, sentence.start, sentence.end)


def _is_standing(sentence: Sentence, clause: Clause, span: Span) -> bool:
    """Whether an order is a rule of conduct and not a task."""
    verb = clause.verb
    if verb is None:
        return False
    words = sentence.folded[span.start - sentence.start : span.end - sentence.start]
    nouns = {complement.word for complement in clause.complements}
    nouns |= {complement.noun.head.lemma for complement in clause.complements if complement.noun}
    if verb.lemma in ("keep", "use"):  # "keep answers short": plain plurals look like verbs
        nouns |= {form for word in re.findall(r"[a-z'-]+", words) for form in (word, word.removesuffix("s"))}
    if verb.lemma == "call":
        return "me" in nouns and any(
            (one.noun and one.noun.name) or one.word not in ("me", "back") for one in clause.complements
        )
    if verb.lemma in ("address", "refer") and "me" in nouns:
        return True
    if verb.lemma == "be":
        return verb.negated or bool(nouns & listed("style_words"))
    if re.match(r"(?:and |but |please )*(?:always|never)\b.*\b(?:with|to) me\b", words):
        return True
    if verb.lemma not in listed("conduct_verbs"):
        return False
    marked = any(
        re.search(rf"\b{re.escape(word)}\b", sentence.folded if word in _WIDE else words) for word in listed("standing")
    )
    styled = any(re.search(rf"\b{re.escape(word)}\b", words) for word in listed("style_words"))
    conduct = bool(nouns & (listed("conduct_nouns") - _LOOSE)) or (styled and bool(nouns & listed("conduct_nouns")))
    return _is_ruling(verb.lemma, verb.negated, marked, conduct, words)


_LOOSE = frozenset({"it", "things", "text", "texts", "name", "names", "list", "code", "language"})
_WIDE = frozenset({"from now on", "in future", "in the future", "going forward", "always"})


def _is_ruling(lemma: str, negated: bool, marked: bool, conduct: bool, words: str) -> bool:
    """Whether verb, negation, markers and nouns together make a rule."""
    if re.match(
        r"(?:[a-z]+ ){0,2}(?:let me know|tell me (?:about|what|how|a|more)|remind me (?:to|on|about|at|in))", words
    ):
        return False
    if negated:
        return True
    if words.startswith(("whenever", "every time", "each time", "if i ", "when i ")):
        return True
    if lemma in ("reply", "respond", "answer", "speak", "talk", "write"):
        styled = bool(re.search(r"\b(?:in|with|like|as if|briefly|shortly|slowly|using)\b", words))
        return marked or (
            styled
            and not re.search(r"\b(?:email|letter|story|poem|essay|post|code|function|script|note|this)\b", words)
        )
    if lemma in ("keep", "use", "avoid", "skip", "stop", "drop", "stick", "make"):
        return marked or conduct or lemma in ("stop", "avoid")
    return marked


def _is_wish(sentence: Sentence) -> bool:
    """Whether the user says how answers should be: "I prefer short answers", "no emojis please"."""
    words = sentence.folded
    plain = re.findall(r"[\w'-]+", words)
    conduct = (set(plain) | {token.lemma for token in sentence.tokens}) & (
        listed("conduct_nouns") - _LOOSE - {"words", "they"}
    )
    conduct |= {noun for noun in listed("conduct_nouns") if " " in noun and noun in words}
    if not conduct:
        return False
    if _RELEASE.search(words):
        return True
    if _ELLIPTIC.match(words) and len(plain) <= 9 and not sentence.asks:
        return True
    styled = bool(set(plain) & listed("style_words")) or bool(_AGENT.search(words))
    return bool(_WISH.search(words)) and styled and not sentence.asks and len(plain) <= 20


def _system_spans(sentence: Sentence) -> Iterator[Span]:
    """Nearly every order of a system turn, and who the agent is to be."""
    units = list(_units(sentence))
    for _, span in units:
        yield span
    opening = sentence.folded.lstrip("#*- ")
    if not units and _SYSTEM_OPENING.match(opening):
        yield _trim(sentence, sentence.start, sentence.end)

"""Reads the phrases of a sentence into clauses, from left to right, without going back."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.extraction.builtin.clauses import RELATIVE, Clause, Complement
from spectron.extraction.builtin.drafts import Draft, finish, mark_questions
from spectron.extraction.builtin.phrases import Chunk, Noun, Verb
from spectron.extraction.builtin.senses import members
from spectron.extraction.builtin.settling import VERBS
from spectron.extraction.builtin.words import mapped

_SUBORDINATING = frozenset({"since", "until", "till", "before", "after", "as", "like", "than", "except"})
_BEFORE_ORDERS = frozenset({"if", "when", "whenever", "unless", "once", "before", "after", "while"})
_AUXILIARY = frozenset({"be", "do", "have", "will", "would", "can", "could", "may", "might", "must", "shall", "should"})


class _Reader:
    """Walks over the chunks of one sentence and drafts its clauses."""

    def __init__(self, chunks: Sequence[Chunk]) -> None:
        """Start before the first chunk."""
        self.chunks = chunks
        self.drafts: list[Draft] = [Draft()]
        self.current = 0
        self.prep: Chunk | None = None
        self.joint: str = ""
        self.excluded = False
        self.returning: int | None = None

    @property
    def draft(self) -> Draft:
        """The clause that is being read."""
        return self.drafts[self.current]

    def open(self, draft: Draft) -> None:
        """Begin a new clause."""
        self.drafts.append(draft)
        self.current = len(self.drafts) - 1
        self.prep = None

    def ahead(self, place: int, *skipped: str) -> Chunk | None:
        """The next chunk after `place` that is none of the skipped kinds."""
        return next((chunk for chunk in self.chunks[place + 1 : place + 8] if chunk.kind not in skipped), None)

    def verb_follows(self, place: int) -> bool:
        """Whether the noun at `place` is the subject of a finite verb right after it."""
        after = self.ahead(place, "adv", "time")
        return after is not None and after.kind == "vp" and after.verb is not None and after.verb.finite

    def read(self) -> list[Clause]:
        """All clauses of the sentence."""
        steps = {
            "np": self._noun, "vp": self._verb, "adj": self._adjective, "prep": self._preposition, "comma": self._comma,
            "cc": self._conjunction, "sub": self._subordinator, "rel": self._relative, "stop": self._stop,
            "adv": self._adverb, "uh": self._adverb, "time": self._time,
        }  # fmt: skip
        for place, chunk in enumerate(self.chunks):
            step = steps.get(chunk.kind)
            if step:
                step(place, chunk)
            if chunk.kind not in ("comma", "cc", "adv", "uh", "stop"):
                self.joint = ""
        return finish(self.drafts)

    def _keep(self, chunk: Chunk) -> None:
        """Count the chunk among the words of the clause."""
        self.draft.chunks.append(chunk)

    def _adverb(self, _: int, chunk: Chunk) -> None:
        """An adverb or interjection; "not" after a complement puts the next one aside."""
        if chunk.word == "not" and self.draft.complements:
            self.excluded = True
            return
        self.draft.adverbs.append(chunk.word)
        self._keep(chunk)

    def _time(self, _: int, chunk: Chunk) -> None:
        """A time expression."""
        if chunk.time:
            self.draft.times.append(chunk.time)
        self._keep(chunk)

    def _stop(self, place: int, chunk: Chunk) -> None:
        """A colon, dash, bracket or full stop ends the clause."""
        before = self.chunks[place - 1].noun if place else None
        if chunk.word == "(" and before is not None and before.name:
            self.returning = self.current
            self.open(Draft(link="apposition", parent=self.current, subject=before, verb=Verb("be", "present")))
        elif chunk.word == "(" and before is not None and _is_group(before):
            self.joint = ","
        elif chunk.word == ")" and self.returning is not None:
            self.current, self.returning = self.returning, None
        elif not self.draft.empty:
            self.open(Draft(link=chunk.word if chunk.word in ("(", ":") else ""))

    def _comma(self, place: int, chunk: Chunk) -> None:
        """A comma ends a relative clause, opens an apposition, or stands in a list."""
        before = next((one for one in reversed(self.chunks[:place]) if one.kind not in ("adv", "time")), None)
        after = self.ahead(place)
        if before and after and before.noun and after.noun and _apposes(before.noun, after.noun):
            closing = self.ahead(place + 1)
            if closing is None or closing.kind not in ("cc",):
                self.joint = "apposition"
                return
        self.joint = chunk.word

    def _conjunction(self, _: int, chunk: Chunk) -> None:
        """And, or, but: what follows decides."""
        self.joint = chunk.word

    def _subordinator(self, place: int, chunk: Chunk) -> None:
        """If, because, when: a clause of its own."""
        if chunk.word == "so" and self.joint == "" and self.draft.verb and not self.verb_follows(place + 1):
            self._adverb(place, chunk)
            return
        self.open(Draft(link=chunk.word))

    def _relative(self, place: int, chunk: Chunk) -> None:
        """Who, which, where: a relative clause after a noun, else a question."""
        before = self.chunks[place - 1] if place else None
        if before and before.kind == "comma" and place > 1:
            before = self.chunks[place - 2]
        antecedent = before.noun if before and chunk.word in RELATIVE else None
        follows = self.ahead(place, "adv")
        opens = follows is not None and follows.kind == "vp"
        parent = self.current if antecedent else None
        self.open(
            Draft(link=chunk.word, parent=parent, subject=antecedent if opens else None, question=antecedent is None)
        )
        if antecedent and not opens:
            self.draft.prep = chunk.word
        self._keep(chunk)

    def _preposition(self, place: int, chunk: Chunk) -> None:
        """A preposition waits for its noun; before a clause it is a conjunction."""
        after = self.chunks[place + 1] if place + 1 < len(self.chunks) else None
        if chunk.word in _SUBORDINATING and after and after.kind == "np" and self.verb_follows(place + 1):
            self.open(Draft(link=chunk.word))
        else:
            self.prep = chunk
        self._keep(chunk)

    def _noun(self, place: int, chunk: Chunk) -> None:
        """A noun phrase: subject, complement, conjunct or apposition."""
        if chunk.noun is None or self.excluded:
            self.excluded = False
            return
        joint, draft = self.joint, self.draft
        if draft.question and draft.verb and draft.subject is None and not draft.complements and self.prep is None:
            draft.subject = chunk.noun
            self._keep(chunk)
        elif joint == "apposition":
            self._appose(chunk)
        elif self.prep is not None:
            self._complement(chunk)
        elif self._begins_clause(place, joint):
            self._begin(chunk.noun, joint)
            self._keep(chunk)
        elif draft.verb is None and draft.subject is None and not draft.complements:
            draft.subject = chunk.noun
            self._keep(chunk)
        else:
            self._complement(chunk, joint)

    def _begins_clause(self, place: int, joint: str) -> bool:
        """Whether this noun is the subject of a further clause."""
        draft, noun = self.draft, self.chunks[place].noun
        objective = noun is not None and noun.pronoun in ("me", "him", "us", "them")
        if objective or not self.verb_follows(place) or (draft.empty and not joint):
            return False
        if draft.verb is None and joint and draft.subject is not None and not draft.complements:
            return joint != "and" or not draft.subject
        return not (draft.verb is None and draft.subject is None and not draft.complements)

    def _begin(self, noun: Noun, joint: str) -> None:
        """Open the clause of which this noun is the subject: beside the current one, or inside it."""
        draft = self.draft
        if joint or draft.verb is None or draft.link in _BEFORE_ORDERS:
            self.open(Draft(link=joint if joint != "," else "", subject=noun))
        else:
            self.open(Draft(link="that", parent=self.current, subject=noun))

    def _complement(self, chunk: Chunk, joint: str = "") -> None:
        """Add the noun to the clause, under the preposition before it or that of the list it continues."""
        target = self.draft
        conjunct = joint if self.prep is None else ""
        if conjunct and target.link == "ing" and not target.complements and target.parent is not None:
            self.current = target.parent
            target = self.draft
        prep = self.prep.word if self.prep else ""
        if conjunct and target.complements:
            prep = target.complements[-1].prep
        start = self.prep.start if self.prep else chunk.start
        target.complements.append(Complement(prep, start, chunk.end, chunk.noun, chunk.word, conjunct))
        self.prep = None
        self._keep(chunk)

    def _appose(self, chunk: Chunk) -> None:
        """A clause of its own for "Ana, a nurse"."""
        holder = next(c.noun for c in reversed(self.chunks[: self.chunks.index(chunk)]) if c.noun)
        end = chunk.end
        draft = Draft(link="apposition", parent=self.current, subject=holder, verb=Verb("be", "present"))
        draft.complements.append(Complement("", chunk.start, end, chunk.noun, chunk.word))
        draft.chunks.append(chunk)
        self.drafts.append(draft)

    def _adjective(self, _: int, chunk: Chunk) -> None:
        """An adjective as a predicate."""
        self.draft.complements.append(Complement("", chunk.start, chunk.end, None, chunk.word, self.joint))
        self._keep(chunk)
        self.prep = None

    def _verb(self, place: int, chunk: Chunk) -> None:
        """A verb phrase: the verb of this clause, or of one that depends on it or stands beside it."""
        verb, draft = chunk.verb, self.draft
        if verb is None:
            return
        if self._is_inverted(place, verb):
            self._invert(verb)
        elif (
            draft.question and draft.verb and draft.subject and draft.verb.lemma in _AUXILIARY and not draft.complements
        ):
            draft.verb = replace(verb, modal=draft.verb.modal or verb.modal, negated=draft.verb.negated)
        elif not verb.finite:
            self._nonfinite(verb)
        elif draft.verb is None and not (self.joint and draft.complements and draft.subject is None):
            self._take(verb)
        else:
            self._beside(verb, chunk)
        self._keep(chunk)
        self.prep = None

    def _take(self, verb: Verb) -> None:
        """The verb becomes that of the clause; a fragment before it stays what it was."""
        if self.draft.complements and self.draft.subject is None and self.draft.link == "":
            self.draft.complements.clear()
        self.draft.verb = verb

    def _is_inverted(self, place: int, verb: Verb) -> bool:
        """Whether an auxiliary stands before its subject, as in questions."""
        after = self.ahead(place)
        single = sum(token.tag in VERBS for token in self.chunks[place].tokens) == 1
        if verb.lemma not in _AUXILIARY or not single or after is None or after.noun is None:
            return False
        if self.draft.subject is not None and not self.joint:
            return False
        if verb.form == "base" and verb.lemma == "be":
            return False
        pronoun = after.noun.pronoun in ("i", "you", "he", "she", "it", "we", "they")
        return pronoun or (verb.lemma not in ("have",) and verb.form != "past" and not self.joint)

    def _invert(self, verb: Verb) -> None:
        """Read on as a question."""
        if not self.draft.empty:
            self.open(Draft())
        self.draft.question = True
        self.draft.verb = verb

    def _nonfinite(self, verb: Verb) -> None:
        """An infinitive, gerund or participle depends on what stands before it."""
        draft = self.draft
        if draft.verb is None and (draft.subject is None or verb.form != "inf") and not draft.complements:
            if draft.subject is not None and verb.form == "ing" and self.prep is None:
                draft.verb = verb
                return
            if draft.subject is None:
                draft.verb = verb
                draft.prep = self.prep.word if self.prep else ""
                return
        parent = self.current
        if self.joint and draft.link == verb.form and draft.parent is not None:
            parent = draft.parent
        subject = self.drafts[parent].subject
        last = self.drafts[parent].complements
        if verb.form == "part" or (verb.form == "ing" and last and self.prep is None and not self.joint):
            subject = last[-1].noun if last and last[-1].noun else subject
        prep = self.prep.word if self.prep else ""
        self.open(Draft(link=verb.form, parent=parent, subject=subject, verb=verb, inherited=True, prep=prep))

    def _orders(self, verb: Verb, chunk: Chunk) -> bool:
        """Whether a bare verb after "but", "so" or "please" gives an order: "it's Samantha but call me Sam"."""
        place = self.chunks.index(chunk)
        before = self.chunks[place - 1] if place else None
        polite = before is not None and before.word == "please"
        subject = self.draft.subject
        singular = (
            subject is not None and subject.pronoun not in ("i", "we", "you", "they") and subject.head.tag != "NNS"
        )
        return verb.form == "base" and (
            polite or (singular and bool(self.joint) and self.draft.link not in ("inf", "ing"))
        )

    def _beside(self, verb: Verb, chunk: Chunk) -> None:
        """A further verb of the same subject; after a relative clause, the verb of the main one."""
        draft = self.draft
        resumes = draft.parent is not None and self.drafts[draft.parent].verb is None and self.joint == ","
        if draft.link in RELATIVE and draft.parent is not None and (not self.joint or resumes):
            self.current = draft.parent
            if self.draft.verb is None:
                self.draft.verb = verb
                return
        if draft.link == "inf" and verb.form == "base" and self.joint and not verb.negated:
            self.open(Draft(link="inf", parent=draft.parent, subject=draft.subject, verb=verb, inherited=True))
            return
        if verb.form == "base" and self.joint == "," and draft.link in _BEFORE_ORDERS:
            self.open(Draft(verb=verb))
            return
        if self._orders(verb, chunk):
            self.open(Draft(verb=verb))
            return
        top = draft
        while top.link in ("inf", "ing", "part") and top.parent is not None:
            top = self.drafts[top.parent]
        subject = top.subject if self.joint or draft.link != "part" else None
        nested = top.link if top.link in RELATIVE else self.joint
        link = nested if nested != "," else ""
        parent = top.parent if top.link in RELATIVE else None
        self.open(Draft(link=link, parent=parent, subject=subject, verb=verb, inherited=True, question=top.question))


def _is_group(noun: Noun) -> bool:
    """Whether the phrase speaks of several relatives or animals, whom a bracket may name."""
    return noun.head.tag == "NNS" and (noun.head.lemma in mapped("kin") or noun.head.lemma in members("animal"))


def _apposes(noun: Noun, after: Noun) -> bool:
    """Whether the second noun phrase explains the first: "Ana, a nurse", "my sister, Ana"."""
    kin = noun.head.lemma in mapped("kin") and bool(noun.det or noun.holder)
    if kin and not noun.name and after.name and not after.det and len(after.tokens) == len(after.name):
        return True
    if noun.det == "the" and after.name and not after.det and noun.head.norm in members("occupation"):
        return True
    if not noun.name or after.pronoun:
        return False
    if after.holder is not None or after.det in ("my", "our", "his", "her", "their", "the"):
        return after.head.lemma in mapped("kin") or after.head.lemma in members("occupation")
    return after.det in ("a", "an")


def read_clauses(chunks: Sequence[Chunk], asks: bool) -> list[Clause]:
    """The clauses of one sentence; `asks` says that it ends in a question mark."""
    return _Reader(chunks).read() if not asks else mark_questions(_Reader(chunks).read())

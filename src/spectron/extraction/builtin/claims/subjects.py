"""Whom a clause is about, and under which names frames may list its verb."""

from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.ledger import Ledger, Setting
from spectron.extraction.builtin.grammar.clauses import RELATIVE, Clause
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import frames, listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches, is_title
from spectron.extraction.dates import LASTING

ELLIPTIC_VERBS = frozenset({"need", "want", "love", "hate", "prefer", "live", "like", "enjoy", "hope"})

_POSSESSIVE = frozenset({"mine", "yours", "hers", "theirs", "ours"})


def find_subject(ledger: Ledger, setting: Setting, subject: Noun | None) -> int | None:
    """The mention a clause is about; where it names none, whoever is plainly left out."""
    scene, clause, verb = ledger.scene, setting.clause, setting.clause.verb
    if subject is not None and subject.pronoun in _POSSESSIVE:
        return None
    if subject is not None:
        found = scene.resolve(subject)
        if found is None and subject.name and subject.head.tag == "NNP" and not subject.det and verb is not None:
            if verb.passive and verb.lemma == "base":  # a name that is no given name, based somewhere: a company
                return scene.add(subject.name, "organisation")
            personal = _acts_like_person(verb) or _is_described_as_person(clause, verb)
            return scene.add(subject.name, "person") if personal else None
        if found is None and subject.head.tag == "NN" and head_matches(subject, "animal"):
            return scene.describe(subject, "pet") if scene.holder(subject) is not None else None
        return found
    if scene.turn.role not in (Role.USER, Role.ASSISTANT) or verb is None:
        return None
    if verb.third:
        return scene.pronoun("she", clause.start, clause.end) or scene.pronoun("he", clause.start, clause.end)
    if clause.link in RELATIVE or scene.turn.role is Role.ASSISTANT:
        return None
    return scene.speaker(clause.start, clause.end)


def _is_described_as_person(clause: Clause, verb: Verb) -> bool:
    """Whether an unknown name is said to be of an age, of a trade, or somebody's relative."""
    first = clause.first
    if verb.lemma != "be" or verb.passive or first is None or first.prep:
        return False
    if first.noun is None:
        return first.word in mapped("status_words") or first.word in listed("nationality")
    noun = first.noun
    held = noun.held
    aged = len(noun.tokens) == 1 and noun.head.tag == "CD" and len(noun.head.text) < 4 and first.end == clause.end
    return (
        aged
        or (held and noun.head.lemma in mapped("kin"))
        or (len(_named(clause)) > 1 and noun.det in ("a", "an") and is_title(noun))
    )


def _named(clause: Clause) -> tuple[Token, ...]:
    """The name that is the subject of a clause."""
    return clause.subject.name if clause.subject is not None else ()


def _acts_like_person(verb: Verb) -> bool:
    """Whether the verb is something that people do."""
    return verb.lemma in listed("personal_verbs")


def find_lemmas(verb: Verb, clause: Clause) -> list[str]:
    """The names under which frames may list this verb, the most special first."""
    lemma = verb.lemma
    found = [lemma]
    if lemma == "get" and verb.perfect:
        found = ["have"]
    if verb.passive or (verb.form == "part" and clause.link == "part"):
        found = (
            [f"be {verb.norm}", f"be {lemma}", lemma]
            if lemma not in ("found", "run", "build", "love", "hate", "own", "manage")
            else []
        )
    if verb.perfect and lemma == "be" and not clause.is_timed(*LASTING):
        found = ["have been"]
    if verb.modal == "can" and verb.negated and f"can't {lemma}" in frames():
        found = [f"can't {lemma}"]
    if verb.modal == "would" and lemma in ("like", "love"):
        found = []
    if lemma in ("be", "get"):
        found.extend(f"{lemma} {complement.word}" for complement in clause.complements if complement.prep == "")
    return found

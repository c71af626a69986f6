"""The statements of one sentence: each clause, what it is about, and what it says."""

from dataclasses import replace

from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.doubting import deny_none, keep_denial, keep_doubt
from spectron.extraction.builtin.claims.ledger import Ledger, Setting, rule
from spectron.extraction.builtin.claims.subjects import ELLIPTIC_VERBS, find_lemmas, find_subject
from spectron.extraction.builtin.families.groups import read_groups, spread
from spectron.extraction.builtin.families.happenings import read_happening
from spectron.extraction.builtin.families.homes import read_stay
from spectron.extraction.builtin.families.intros import greets_with_name
from spectron.extraction.builtin.families.naming import name_described, name_thing, note_christened
from spectron.extraction.builtin.families.neighbours import read_neighbour
from spectron.extraction.builtin.families.organisations import find_firm, read_firm, read_firm_kind
from spectron.extraction.builtin.families.relatives import note_noun
from spectron.extraction.builtin.families.schedule import read_noted
from spectron.extraction.builtin.families.studies import read_study_fragment
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, Clause, find_extent
from spectron.extraction.builtin.grammar.parsing import Sentence
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.stance.stance import STATED, is_unmeant, judge
from spectron.extraction.builtin.statements.actions import read_action, read_nickname, read_possession
from spectron.extraction.builtin.statements.copula import read_be
from spectron.extraction.builtin.statements.dependents import read_dependent
from spectron.extraction.builtin.statements.fragments import complete, names_oneself
from spectron.extraction.builtin.statements.leftovers import read_journey, read_since

_BELONGING = DEPENDENT | {"that", "where"}
_CALLED = frozenset({"me", "him", "her", "them"})


def read_sentence(ledger: Ledger, sentence: Sentence) -> None:
    """Enter all that one sentence states, doubts or takes for granted."""
    if ledger.scene.turn.role is Role.ASSISTANT and sentence.folded.startswith(("how ", "what ")):
        return
    if is_unmeant(sentence):
        return
    note_christened(ledger, sentence.clauses)
    for place, clause in enumerate(sentence.clauses):
        if clause.end > clause.start:
            _read_part(ledger, sentence, place)
    read_neighbour(ledger, sentence)


def _read_part(ledger: Ledger, sentence: Sentence, place: int) -> None:
    """Enter all that one clause of a sentence states, and what its nouns take for granted."""
    clause = deny_none(ledger, sentence.clauses[place])
    stance = judge(sentence.clauses[place], sentence)
    setting = Setting(clause, stance, extent(sentence, place), sentence.folded, place)
    setting = read_groups(ledger, setting, sentence.chunks) if setting.stance.asserted else setting
    if clause.subject is not None and not ledger.scene.members(clause.subject):
        note_noun(ledger, clause.subject, "")
    if _describes(sentence, clause):
        return
    if clause.verb is None:
        name_described(ledger, clause)
    before = len(ledger.claims) + len(ledger.doubts)
    _read_clause(ledger, sentence, setting)
    _read_leftovers(ledger, setting, before)
    if clause.verb is not None:
        name_described(ledger, clause)
    for complement in clause.complements:
        noun = complement.noun
        own = noun is not None and clause.verb is None and names_oneself(clause, noun)
        if noun is not None and not own and not _is_predicate_kin(clause, noun) and not ledger.scene.members(noun):
            note_noun(ledger, noun, complement.prep)


def _read_leftovers(ledger: Ledger, setting: Setting, before: int) -> None:
    """What a clause still tells where no rule read it; `before` counts what was read before it."""
    keep_doubt(ledger, setting, before)
    keep_denial(ledger, setting, before)
    read_since(ledger, setting)
    if len(ledger.claims) + len(ledger.doubts) == before:
        read_journey(ledger, setting)
    if len(ledger.claims) + len(ledger.doubts) == before:
        read_happening(ledger, setting)


def _is_predicate_kin(clause: Clause, noun: Noun) -> bool:
    """Whether the noun says whose relative a named subject is: "Yusuf is my brother"."""
    copula = clause.verb is not None and clause.verb.lemma == "be" and clause.subject is not None
    if not copula or clause.subject is None or noun.head.lemma not in mapped("kin") or noun.name:
        return False
    return bool(clause.subject.name) or clause.subject.pronoun in ("i", "he", "she", "they")


def extent(sentence: Sentence, place: int) -> int:
    """Where a clause ends together with the infinitives, gerunds and "that" clauses that depend on it."""
    return find_extent(sentence.clauses, place, _BELONGING)


def _read_clause(ledger: Ledger, sentence: Sentence, setting: Setting) -> None:
    """What one clause says of its subject."""
    clause, verb = setting.clause, setting.clause.verb
    if setting.stance is not STATED and setting.stance.doubt is None:
        return
    if verb is None:
        _read_fragment(ledger, sentence, setting)
        return
    if clause.link in DEPENDENT and clause.parent is not None:
        read_dependent(ledger, sentence, setting)
        return
    called = clause.complements[0].word if clause.complements else ""
    if verb.lemma == "call" and not verb.passive and (clause.subject is None or called in _CALLED):
        read_nickname(ledger, setting)
        return
    if verb.form == "base" and clause.subject is None and not clause.inherited and verb.lemma not in ELLIPTIC_VERBS:
        return
    if _read_firm_clause(ledger, setting, verb):
        return
    members = ledger.scene.members(clause.subject) if clause.subject is not None else ()
    for place, member in enumerate(members):
        _read_about(ledger, spread(setting, len(members), place), verb, member)
    if not members:
        _read_about(ledger, setting, verb, find_subject(ledger, setting, clause.subject))


def _read_about(ledger: Ledger, setting: Setting, verb: Verb, about: int | None) -> None:
    """What one clause says of one of those it speaks of."""
    clause = setting.clause
    if verb.lemma == "be" and not verb.passive:
        read_be(ledger, setting, clause.subject, about)
    elif about is not None:
        read_action(ledger, setting, about, find_lemmas(verb, clause))
    elif clause.subject is not None:
        _read_thing(ledger, setting, clause.subject, verb)


def _read_firm_clause(ledger: Ledger, setting: Setting, verb: Verb) -> bool:
    """What the clause says of a firm; True where it is put as "we", and speaks of the firm alone."""
    firm, subject = find_firm(ledger, setting.clause), setting.clause.subject
    if firm is None or subject is None:
        return False
    before = len(ledger.claims)
    copular = verb.lemma == "be" and not verb.passive
    (read_firm_kind if copular else read_firm)(ledger, setting, firm)
    own = subject.pronoun == "we" or subject.det in ("our", "my")
    if own and copular:
        read_be(ledger, setting, None, firm)
    elif own:
        read_action(ledger, setting, firm, find_lemmas(verb, setting.clause))
    return own and len(ledger.claims) > before


def _describes(sentence: Sentence, clause: Clause) -> bool:
    """Whether the clause only describes the noun before it: "a yoga studio I go to often", "the friends I have"."""
    if clause.link != "that" or clause.parent is None or clause.subject is None or not clause.subject.pronoun:
        return False
    direct = [one for one in clause.complements if one.noun is not None and not one.prep]
    before = [one.noun for one in sentence.clauses[clause.parent].complements if one.end == clause.start - 1]
    return any(noun is not None and not noun.pronoun and not noun.name for noun in before) and not direct


def _read_thing(ledger: Ledger, setting: Setting, subject: Noun, verb: Verb) -> None:
    """What a thing that is no mention yet does, or how it is called."""
    complements = setting.clause.complements
    if not verb.passive or verb.lemma in listed("schedule_verbs"):
        read_possession(ledger, setting, subject, verb)
        return
    name = complements[0].noun if complements and verb.lemma in ("call", "name") else None
    if name is not None and setting.stance is STATED and not setting.negated:
        name_thing(ledger, subject, name)


@rule("fragment")
def _read_fragment(ledger: Ledger, sentence: Sentence, setting: Setting) -> None:
    """A clause without a verb: "vegetarian here", "27" as an answer, "two kids, one cat"."""
    clause = setting.clause
    if ledger.scene.turn.role is not Role.USER:
        return
    if greets_with_name(ledger, clause):
        read_be(ledger, setting, None, ledger.scene.speaker(clause.start, clause.end))
        return
    readers = (read_study_fragment, read_stay, read_noted)
    if clause.complements and any(read(ledger, setting) for read in readers):
        return
    for whole in complete(ledger.scene, sentence, clause):
        if whole.subject is not None:
            note_noun(ledger, whole.subject, "")
        _read_clause(ledger, sentence, replace(setting, clause=whole))

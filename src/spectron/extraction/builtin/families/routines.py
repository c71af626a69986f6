"""What somebody does again and again, and what they do for pleasure: habits, pastimes, skills."""

from spectron.domain.candidate import Manner
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.families.intentions import verb_phrase
from spectron.extraction.builtin.families.properties import find_key
from spectron.extraction.builtin.families.tastes import affirm
from spectron.extraction.builtin.grammar.clauses import Clause
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.dates import LASTING, POINTS, TimeRelation

_HABIT_WORDS = frozenset({"usually", "always", "often", "regularly", "normally", "typically", "rarely"})
_DAILY = frozenset({"work", "see", "stay", "help", "live"})
_RISING = frozenset({"get up", "wake up", "wake", "rise"})
_ACTIVE_KEYS = frozenset({"hobby", "likes", "goal", "dislikes", "fear", "preference"})


@rule("habit")
def read_habit(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What somebody does again and again, never does, or used to do."""
    clause = setting.clause
    words = {*clause.adverbs, *verb.adverbs}
    if verb.modal == "used":
        if verb.lemma not in listed("no_habits") and not _has_ended(ledger, clause):
            ledger.enter(setting, Reading(about, "habit", verb_phrase(ledger, setting, verb.start)))
        return
    cyclic = _recurs(ledger, setting, verb)
    barred = verb.lemma in listed("no_habits") and not (cyclic and verb.lemma in _DAILY)
    if barred or not _is_plain(clause, verb, cyclic) or ledger.scene.mentions[about].type not in ("person", "pet"):
        return
    if "never" in words:
        _read_never(ledger, setting, about, verb)
    elif verb.negated:
        _read_not_before(ledger, setting, about, verb)
    elif cyclic or words & _HABIT_WORDS:
        ledger.enter(setting, Reading(about, "habit", verb_phrase(ledger, setting, verb.start)))


def _recurs(ledger: Ledger, setting: Setting, verb: Verb) -> bool:
    """Whether the clause tells how often: "every Friday", "most days", "before bed", or when one rises."""
    clause = setting.clause
    if clause.is_timed(TimeRelation.EVERY):
        return True
    said = f" {tidy(ledger.scene.turn.content[clause.start : setting.end]).lower()} "
    if verb.lemma in _RISING or " go to bed " in said or " go to sleep " in said:
        return any(one.prep in ("at", "around", "by", "before") for one in clause.complements) or bool(clause.times)
    dated = clause.is_timed(*POINTS)
    return not dated and any(f" {phrase} " in said for phrase in listed("routine_phrases"))


def _is_plain(clause: Clause, verb: Verb, cyclic: bool) -> bool:
    """Whether the verb tells what is done in general: a simple present, or a progressive with its recurrence."""
    alone = verb.form == "ing" and clause.subject is None and not clause.times
    lasting = not (verb.perfect or verb.progressive) or (cyclic and verb.progressive)
    return verb.form in ("present", "base", "ing") and not (alone or verb.modal or verb.passive) and lasting


def _read_never(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """I never check a bag: what somebody makes a point of not doing."""
    things = [one for one in setting.clause.complements if one.noun and not one.noun.pronoun]
    if things and verb.lemma not in listed("mental_verbs") and verb.lemma not in listed("stative"):
        _affirm(ledger, setting, about, f"never {verb_phrase(ledger, setting, verb.start)}")


def _read_not_before(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """I don't eat before noon: when somebody does not do a thing."""
    limits = (TimeRelation.BY, TimeRelation.AFTER, TimeRelation.EVERY)
    if verb.lemma not in listed("stative") and setting.clause.is_timed(*limits):
        _affirm(ledger, setting, about, verb_phrase(ledger, setting, verb.begin))


def _affirm(ledger: Ledger, setting: Setting, about: int, value: str) -> None:
    """Keep a habit of not doing as a plain habit."""
    ledger.enter(affirm(setting), Reading(about, "habit", value, None, "lasting"))


def _has_ended(ledger: Ledger, clause: Clause) -> bool:
    """Whether the clause was read already as something that stopped: "I used to work at a bank"."""
    return any(claim.manner is Manner.END and claim.quote.start == clause.start for claim in ledger.claims)


@rule("pastime")
def read_pastime(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """I ski, my sister paints, I can juggle: what somebody does for pleasure, or knows how to do."""
    clause = setting.clause
    if ledger.scene.mentions[about].type != "person" or verb.lemma not in listed("pastime_verbs"):
        return
    able = verb.modal == "can"
    since = verb.progressive and clause.is_timed(*LASTING)
    plain = verb.form in ("present", "base") and not (verb.perfect or verb.progressive or verb.modal or verb.passive)
    bare = not any(one.noun and not one.prep for one in clause.complements)
    if verb.negated or not bare or not (able or since or plain) or clause.subject is None:
        return
    value = tidy(ledger.scene.turn.content[verb.start : max(clause.end, verb.start + len(verb.norm))])
    ledger.enter(setting, Reading(about, "skill" if able else "hobby", value))


@rule("property in doing")
def read_activity(ledger: Ledger, setting: Setting, subject: Noun, verb: Verb) -> bool:
    """My hobby is restoring clocks: the gerund is the value of what the subject stands for."""
    holder, key = ledger.scene.holder(subject), find_key(subject)
    if holder is None or key not in _ACTIVE_KEYS or not verb.progressive:
        return False
    value = tidy(ledger.scene.turn.content[verb.start : max(setting.end, verb.start + len(verb.norm))])
    ledger.enter(setting, Reading(holder, key, value, None, "lasting"))
    return True

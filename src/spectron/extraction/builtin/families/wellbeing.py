"""How somebody is: aching limbs, ailments that act up, what runs in a family, operations, babies on the way."""

from dataclasses import replace

from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed
from spectron.extraction.builtin.scene.kinds import head_matches, passes
from spectron.extraction.dates import POINTS

_REMOVED = frozenset({"out", "off", "removed", "replaced", "amputated", "pinned", "reconstructed", "rebuilt", "fused"})
_AWAITED = frozenset({"baby", "twin", "child", "one"})
_FAMILY = frozenset({"family", "families"})


@rule("ailment")
def read_ailment(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """My back is killing me, her knees are shot, my tinnitus is awful: whether the subject is something that ails."""
    holder, verb = ledger.scene.holder(subject), setting.clause.verb
    if holder is None or verb is None or subject.name:
        return False
    part, illness = head_matches(subject, "body"), head_matches(subject, "illness")
    if not part and not illness:
        return False
    words = _said_of(ledger, setting.clause, verb)
    healed = bool(words & listed("healing"))
    if not healed and not words & (listed("bad_adjectives") | listed("aching")):
        return part
    content = ledger.scene.turn.content
    value = tidy(content[subject.bare_start : subject.end if illness or healed else setting.clause.end])
    ledger.enter(setting, Reading(holder, "health", value, None, "end" if healed else "fixed"))
    return True


def _said_of(ledger: Ledger, clause: Clause, verb: Verb) -> set[str]:
    """The verb, and the adjectives and phrases that follow it."""
    content = ledger.scene.turn.content
    phrase = content[verb.start : clause.end].lower()
    words = {one.word for one in clause.complements} | {verb.lemma} | {*clause.adverbs} | set(phrase.split())
    return words | {bad for bad in listed("bad_adjectives") if " " in bad and bad in phrase}


@rule("family history")
def read_heredity(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """Heart disease runs in the family."""
    verb, clause = setting.clause.verb, setting.clause
    runs = verb is not None and verb.lemma in ("run", "run in")
    family = any(one.noun and one.noun.head.norm in _FAMILY for one in clause.complements)
    if not runs or not family or not head_matches(subject, "illness"):
        return False
    value = tidy(ledger.scene.turn.content[subject.bare_start : clause.end])
    about = ledger.scene.speaker(clause.start, clause.end)
    ledger.enter(setting, Reading(about, "health", value, None, "lasting"))
    return True


@rule("operation")
def read_removal(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """Had my appendix out, got her wisdom teeth removed, did his knee in: what happened to a part of the body."""
    clause = setting.clause
    for complement in clause.complements:
        noun = complement.noun
        if noun is None or complement.prep or not (head_matches(noun, "body") or head_matches(noun, "injuries")):
            continue
        after = _word_after(ledger, complement)
        done = after in _REMOVED if verb.lemma in ("have", "get") else after in ("in", "out")
        if noun.det in ("my", "his", "her", "their", "our") and done:
            value = tidy(ledger.scene.turn.content[verb.start : complement.end + len(after) + 1])
            key = "event" if clause.times and verb.lemma in ("have", "get") else "health"
            ledger.enter(setting, Reading(about, key, value, None, "fixed"))


def _word_after(ledger: Ledger, complement: Complement) -> str:
    """The word right behind a complement, in lower case."""
    rest = ledger.scene.turn.content[complement.end : complement.end + 20].split()
    return rest[0].strip(".,;!?").lower() if rest else ""


@rule("prescription")
def read_prescription(ledger: Ledger, setting: Setting, _: int, verb: Verb) -> None:
    """The doctor put me on statins: the medicine is that of the one who is treated."""
    patient = setting.clause.find_noun()
    if patient is None or verb.passive or verb.negated:
        return
    about = ledger.scene.resolve(patient)
    for one in setting.clause.complements:
        if about is not None and one.noun and one.noun is not patient and passes("~medicine", one.noun, "", ""):
            value = tidy(ledger.scene.turn.content[one.noun.bare_start : one.end])
            ledger.enter(setting, Reading(about, "health", value, None, "change"))


@rule("due date")
def read_due(ledger: Ledger, setting: Setting, subject: Noun | None, about: int | None) -> bool:
    """She's due in June; our second is due on 3 May; I'm pregnant, due in August: a birth that is to come."""
    clause = setting.clause
    due = any(one.word == "due" and not one.prep for one in clause.complements)
    times = [time for time in clause.times if time.relation in POINTS]
    if not due or not times or any(one.prep for one in clause.complements) or "back" in clause.adverbs:
        return False
    if subject is not None and subject.head.lemma in _AWAITED:
        about = ledger.scene.holder(subject)
        about = ledger.scene.speaker(clause.start, clause.end) if about is None else about
    if about is None or ledger.scene.mentions[about].type not in ("person", "pet"):
        return False
    if any(one.word == "pregnant" for one in clause.complements):
        bare = replace(setting, clause=replace(clause, times=()))
        ledger.enter(bare, Reading(about, "health", "pregnant"))
    ledger.enter(setting, Reading(about, "event", f"baby due {times[0].text}", None, "fixed"))
    return True


def is_ailing(noun: Noun) -> bool:
    """Whether a phrase speaks of a part of the body that is not what it was: "a bad back", "a new hip"."""
    words = {one.norm for one in noun.modifiers}
    return head_matches(noun, "body") and bool(words & (listed("bad_adjectives") | listed("replaced")))


def ails(noun: Noun) -> bool:
    """Whether a phrase names what somebody can have who is not well: an illness, a treatment, an aid."""
    return any(head_matches(noun, name) for name in ("illness", "treatment", "aids")) or is_ailing(noun)


__all__ = ["ails", "read_ailment", "read_due", "read_heredity", "read_prescription", "read_removal"]

"""What lies ahead: plans, promises, wishes."""

from spectron.domain.candidate import SPEAKER
from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.families.schedule import find_coming
from spectron.extraction.builtin.grammar.clauses import DEPENDENT, Clause
from spectron.extraction.builtin.grammar.phrases import Verb
from spectron.extraction.builtin.lexis.words import listed, mapped

_ONWARDS = frozenset({"then", "afterwards", "finally"})
_PLANLESS = frozenset({"organisation", "location", "product"})
_NECESSITY = frozenset({"need", "have", "must"})
_WISHES = frozenset({"want", "hope", "try", "aim", "intend", "wanna", "dream"})


def is_ahead(ledger: Ledger, clause: Clause, verb: Verb) -> bool:
    """Whether the verb speaks of what is still to come: will, going to, "I'm moving", "we're meeting on Friday"."""
    if verb.modal in ("will", "going"):
        return True
    if verb.modal or verb.perfect or verb.passive or verb.form not in ("present", "base", "ing"):
        return False
    lemma = verb.lemma.split(" ")[0]
    if lemma in listed("no_plans") or lemma in listed("stative"):
        return False
    if "been" in ledger.scene.turn.content[verb.begin : verb.start].lower():
        return False
    going = (verb.progressive or verb.form == "ing") and mapped("motion").get(lemma) == "now"
    following = bool(_ONWARDS & {*clause.adverbs}) and verb.form == "present" and lemma in listed("motion")
    return going or following or bool(find_coming(ledger, clause))


def verb_phrase(ledger: Ledger, setting: Setting, start: int) -> str:
    """The words from the verb to the end of the clause."""
    return tidy(ledger.scene.turn.content[start : setting.end])


@rule("plan")
def read_plan(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What lies ahead is a plan; of the assistant, a promise."""
    mention = ledger.scene.mentions[about]
    told = ledger.scene.turn.role is Role.ASSISTANT and mention.principal == SPEAKER  # "you'll have it soon"
    if told or mention.type in _PLANLESS or verb.negated or verb.lemma in listed("no_plans"):
        return
    assistant = ledger.scene.turn.role is Role.ASSISTANT
    if assistant and (mention.principal == SPEAKER or setting.clause.inherited) and verb.modal in ("will", ""):
        return
    bare = verb.lemma in ("have", "see", "get", "forget") or (setting.clause.subject is None and verb.modal == "will")
    if bare and not setting.clause.times:
        return
    key = "commitment" if mention.principal == "assistant" else "plan" if mention.type == "person" else "event"
    ledger.enter(setting, Reading(about, key, verb_phrase(ledger, setting, verb.start), None, "fixed"))


@rule("wish")
def read_wish(ledger: Ledger, setting: Setting, outer: Clause, about: int) -> bool:
    """Wants, hopes, plans and needs to do something; True where it was one."""
    verb, inner = outer.verb, setting.clause.verb
    if (
        verb is None
        or inner is None
        or _is_anothers(ledger, setting, outer)
        or ledger.scene.mentions[about].type != "person"
    ):
        return False
    wishing = verb.lemma in _WISHES or (verb.modal == "would" and verb.lemma in ("like", "love"))
    needing = verb.lemma in _NECESSITY and not verb.negated
    needing = needing or (verb.lemma == "learn" and outer.link not in DEPENDENT)
    if not (wishing or needing or verb.lemma in ("plan", "decide", "book")) or verb.negated or verb.form == "past":
        return False
    errand = needing and inner.lemma in listed("errands") and not setting.clause.times
    if errand or inner.lemma in listed("idle_verbs") or (inner.lemma == "be" and not wishing):
        return True
    key = "goal" if wishing or needing else "plan"
    ledger.enter(setting, Reading(about, key, verb_phrase(ledger, setting, inner.start), None, "fixed"))
    return True


def _is_anothers(ledger: Ledger, setting: Setting, outer: Clause) -> bool:
    """Whether what is to be done hangs on a noun or is for somebody else to do: "I want my kids to learn that"."""
    verb = outer.verb
    told = outer.subject is not None and outer.subject.pronoun == "you" and ledger.scene.turn.name is not None
    between = any(one.end <= setting.clause.start for one in outer.complements)
    hanging = between and verb is not None and verb.lemma in _WISHES | _NECESSITY
    secondary = outer.link == "ing" and bool(outer.prep)
    return told or hanging or secondary

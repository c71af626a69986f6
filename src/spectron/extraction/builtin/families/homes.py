"""Where people live and come from, beyond the frames: arrivals, stays, natives, the seats of teams."""

from dataclasses import replace

from spectron.extraction.builtin.claims.framing import at_complement
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import fold_word, listed, places
from spectron.extraction.builtin.scene.kinds import head_matches, passes
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.dates import TimeRelation

_STAYING = frozenset({TimeRelation.UNTIL, TimeRelation.SINCE, TimeRelation.FOR})
_LYING = frozenset({"in", "near", "outside", "at"})


@rule("arrival")
def read_arrival(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """My brother is flying in from Abuja: who comes on a visit lives where they come from."""
    mention = ledger.scene.mentions[about]
    under_way = verb.progressive or verb.modal in ("will", "going")
    if mention.type != "person" or mention.principal is not None or not under_way or setting.negated:
        return
    if verb.lemma not in listed("arrivals"):
        return
    timeless = replace(setting, clause=replace(setting.clause, times=()))
    for one in setting.clause.complements:
        if one.prep == "from" and _is_place(ledger, one):
            ledger.enter(timeless, Reading(about, "location", _keep_place(ledger, one), None, "lasting", 0.7))


@rule("moving out")
def read_departure(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """Tim moved out: who leaves, and names no other home, lived with the speaker."""
    mention = ledger.scene.mentions[about]
    elsewhere = any(one.noun is not None and not _is_shared(one) for one in setting.clause.complements)
    if mention.type != "person" or mention.principal is not None or verb.lemma != "move out" or elsewhere:
        return
    if verb.form == "past" or verb.perfect:
        own = ledger.scene.own(setting.clause.start, setting.end)
        ledger.enter(setting, Reading(own, "lives_with", mention.label, about, "end"))


def _is_shared(complement: Complement) -> bool:
    """Whether a complement of "moved out" speaks of the speaker's own home: "of our flat", "of the house"."""
    noun = complement.noun
    if noun is None or complement.prep != "of" or noun.holder is not None:
        return False
    return noun.det in ("the", "our", "my") and any(head_matches(noun, kind) for kind in ("dwelling", "homes"))


def _is_place(ledger: Ledger, complement: Complement) -> bool:
    """Whether a complement names a place."""
    noun = complement.noun
    named = noun is not None and bool(noun.name)
    return (
        named
        and noun is not None
        and passes("place", noun, complement.prep, ledger.scene.type_of(noun, complement.prep))
    )


def _keep_place(ledger: Ledger, complement: Complement) -> str:
    """Mention the place of a complement; its name."""
    noun = complement.noun
    if noun is None:
        return ""
    ledger.scene.add(noun.name, "location")
    return name_text(noun.name)


@rule("stay")
def read_stay(ledger: Ledger, setting: Setting) -> bool:
    """Leeds until March; in Taipei since Monday: whether a clause without a verb says where the speaker stays."""
    first = setting.clause.complements[0]
    if first.noun is None or first.prep not in ("", "in") or not first.noun.name or first.noun.head.tag != "NNP":
        return False
    known = fold_word(name_text(first.noun.name)) in places()
    staying = setting.clause.is_timed(*_STAYING)
    if not staying or not (known or first.prep == "in") or not _is_place(ledger, first):
        return False
    about = ledger.scene.speaker(setting.clause.start, setting.clause.end)
    ledger.enter(at_complement(setting, first), Reading(about, "location", _keep_place(ledger, first)))
    return True


@rule("seat")
def read_seat(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """My team is in Warsaw: whether a group or firm of somebody's is said to be somewhere."""
    shared = any(head_matches(subject, name) for name in ("group", "generic_firms", "seats"))
    if not subject.held or subject.name or not shared:
        return False
    for one in setting.clause.complements:
        if one.prep in _LYING and _is_place(ledger, one):
            group = ledger.scene.add_label(subject.head.lemma, "organisation", subject.start, subject.end)
            ledger.enter(setting, Reading(group, "location", _keep_place(ledger, one)))
            return True
    return False


@rule("native")
def read_native(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """A Lowestoft lad; a native of Cork: the place in the phrase is where somebody comes from."""
    noun = complement.noun
    if noun is None or ledger.scene.mentions[about].type != "person" or noun.head.norm not in listed("natives"):
        return
    inner = [token for token in noun.modifiers if token.tag == "NNP"]
    if inner and fold_word(inner[-1].text) not in listed("nationality"):
        name = tuple(inner)
        ledger.scene.add(name, "location")
        ledger.enter(setting, Reading(about, "hometown", name_text(name), None, "lasting"))
    for one in setting.clause.complements:
        if one.prep == "of" and one.start >= complement.end and noun.head.norm == "native" and _is_place(ledger, one):
            ledger.enter(setting, Reading(about, "hometown", _keep_place(ledger, one), None, "lasting"))

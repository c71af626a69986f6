"""Clauses with other verbs: what somebody has, does, wants, plans and does again and again."""

from collections.abc import Sequence

from spectron.extraction.builtin.clauses import Clause, Complement
from spectron.extraction.builtin.framing import enter_filled, find_filled, tidy, value_of
from spectron.extraction.builtin.kinds import head_matches, name_text
from spectron.extraction.builtin.ledger import Ledger, Reading, Setting
from spectron.extraction.builtin.phrases import Noun, Verb
from spectron.extraction.builtin.words import listed, mapped
from spectron.extraction.dates import TimeRelation

_NEGATIVE_TASTE = frozenset({"like", "love", "enjoy", "stand", "bear", "care"})
_HABIT_WORDS = frozenset(
    {"usually", "always", "often", "every", "regularly", "normally", "typically", "rarely", "never"}
)
_STATIVE = frozenset(
    {"be", "have", "know", "think", "mean", "need", "want", "guess", "feel", "seem", "look", "live", "work"}
)
_NECESSITY = frozenset({"need", "have", "must"})


def read_action(ledger: Ledger, setting: Setting, about: int, lemmas: Sequence[str]) -> None:
    """Everything that a clause with a full verb says of its subject."""
    clause, verb = setting.clause, setting.clause.verb
    if verb is None:
        return
    if verb.lemma in _NEGATIVE_TASTE and verb.negated:
        _read_distaste(ledger, setting, about)
        return
    if is_ahead(verb):
        _read_plan(ledger, setting, about, verb)
        if verb.lemma not in ("start", "begin", "join"):
            return
    if verb.lemma in ("eat", "drink") and verb.negated:
        _read_abstinence(ledger, setting, about, verb)
        return
    if verb.lemma == "call":
        _read_nickname(ledger, setting)
    if verb.lemma == "have":
        _read_having(ledger, setting, about)
    for filled in find_filled(ledger, clause, lemmas):
        enter_filled(ledger, setting, about, filled)
    if verb.lemma == "turn" or (verb.lemma == "be" and verb.passive):
        _read_turning(ledger, setting, about)
    if any(time.relation is TimeRelation.EVERY for time in clause.times) or _HABIT_WORDS & {
        *clause.adverbs,
        *verb.adverbs,
    }:
        _read_habit(ledger, setting, about, verb)


def is_ahead(verb: Verb) -> bool:
    """Whether the verb speaks of what is still to come: will, going to, "I'm moving"."""
    if verb.modal in ("will", "going"):
        return True
    present = verb.form in ("present", "ing") and (verb.progressive or verb.form == "ing")
    return present and not verb.perfect and verb.lemma.split(" ")[0] in listed("motion")


def _phrase(ledger: Ledger, setting: Setting, start: int) -> str:
    """The words from the verb to the end of the clause."""
    return tidy(ledger.scene.turn.content[start : setting.end])


def _read_plan(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What lies ahead is a plan; of the assistant, a promise."""
    mention = ledger.scene.mentions[about]
    if mention.type != "person" or verb.negated or verb.lemma in ("be", "have", "like", "love", "need", "know", "see"):
        if verb.lemma != "see" or not setting.clause.times:
            return
    key = "commitment" if mention.principal == "assistant" else "plan"
    ledger.enter(setting, Reading(about, key, _phrase(ledger, setting, verb.start), None, "fixed"))


def read_wish(ledger: Ledger, setting: Setting, outer: Clause, about: int) -> bool:
    """Wants, hopes, plans and needs to do something; True where it was one."""
    verb, inner = outer.verb, setting.clause.verb
    if verb is None or inner is None or ledger.scene.mentions[about].type != "person":
        return False
    lemma = verb.lemma
    wishing = (verb.modal == "would" and lemma in ("like", "love")) or lemma in (
        "want",
        "hope",
        "aim",
        "intend",
        "wanna",
        "dream",
    )
    planning = lemma in ("plan", "decide", "book") or (lemma in _NECESSITY and not verb.negated)
    if not (wishing or planning) or verb.negated or verb.form == "past":
        return False
    if inner.lemma in ("be", "know", "say", "ask", "hear", "check", "understand", "admit", "confess", "have"):
        if inner.lemma != "be" or not wishing:
            return True
    key = "goal" if wishing or lemma in _NECESSITY else "plan"
    ledger.enter(setting, Reading(about, key, _phrase(ledger, setting, inner.start), None, "fixed"))
    return True


def _read_distaste(ledger: Ledger, setting: Setting, about: int) -> None:
    """Not to like something is to dislike it."""
    clause = setting.clause
    positive = Setting(_without_negation(clause), setting.stance, setting.end, setting.sentence)
    for complement in clause.complements:
        if complement.noun and not complement.noun.pronoun and complement.prep in ("", "for"):
            ledger.enter(positive, Reading(about, "dislikes", value_of(ledger, setting, complement, "state:rest")))


def _read_abstinence(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What somebody does not eat or drink is their diet."""
    if verb.form == "past" or verb.perfect or verb.modal or setting.ended or setting.clause.times:
        return
    if any(one.noun and not one.noun.pronoun and one.noun.head.norm not in ("much", "anything") for one in setting.clause.complements):
        positive = Setting(_without_negation(setting.clause), setting.stance, setting.end, setting.sentence)
        ledger.enter(positive, Reading(about, "diet", _phrase(ledger, setting, verb.begin), None, "lasting"))


def _read_nickname(ledger: Ledger, setting: Setting) -> None:
    """My friends call me Bex; call me Bex."""
    complements = setting.clause.complements
    if len(complements) > 1 and complements[0].word == "me" and complements[1].noun and complements[1].noun.name:
        about = ledger.scene.own(complements[0].start, complements[0].end)
        ledger.enter(setting, Reading(about, "nickname", name_text(complements[1].noun.name), None, "lasting"))


def _without_negation(clause: Clause) -> Clause:
    """The clause as if it were not negated."""
    if clause.verb is None:
        return clause
    verb = clause.verb
    plain = Verb(verb.lemma, "present", "", False, verb.perfect, verb.progressive, verb.passive, (), verb.start)
    return Clause(
        clause.subject,
        plain,
        clause.complements,
        clause.times,
        (),
        clause.link,
        clause.parent,
        clause.start,
        clause.end,
    )


def _read_having(ledger: Ledger, setting: Setting, about: int) -> None:
    """Children, pets, vehicles, illnesses, appointments, things."""
    for complement in setting.clause.complements:
        noun = complement.noun
        if noun is None or noun.pronoun or complement.prep:
            continue
        key = _key_of_having(setting, noun)
        if key == "relative":
            _read_relative(ledger, setting, about, complement, noun)
        elif key:
            value = value_of(ledger, setting, complement, "state")
            if key == "event":
                value = tidy(ledger.scene.turn.content[noun.bare_start : setting.end])
            ledger.enter(setting, Reading(about, key, value))
            if key == "pet" and noun.name:
                ledger.scene.add_label(name_text(noun.name), "pet", noun.name[0].start, noun.name[-1].end)


def _key_of_having(setting: Setting, noun: Noun) -> str:
    """The key for what somebody has; nothing where it is not worth keeping."""
    if noun.head.lemma in mapped("kin"):
        return "relative"
    for name, key in (("animals", "pet"), ("illnesses", "health"), ("vehicles", "vehicle"), ("degrees", "")):
        if head_matches(noun, name):
            return key
    if head_matches(noun, "events"):
        return "event" if setting.clause.times else ""
    verb = setting.clause.verb
    concrete = noun.det in ("a", "an") or noun.tokens[0].tag == "CD"
    plain = verb is not None and verb.form == "present" and not verb.modal and not verb.negated
    abstract = head_matches(noun, "stuff") or head_matches(noun, "title_heads")
    abstract = abstract or noun.head.norm.endswith(("tion", "ness", "ity", "ment", "ing", "ence", "ism"))
    return (
        "possession" if concrete and plain and not abstract and not noun.name and noun.head.tag in ("NN", "NNS") else ""
    )


def _read_relative(ledger: Ledger, setting: Setting, about: int, complement: Complement, noun: Noun) -> None:
    """Two kids; a sister in Rome; a son called Leo."""
    scene, kin = ledger.scene, noun.head.lemma
    key = mapped("kin")[kin]
    single = noun.head.tag != "NNS" and kin not in ("twin", "child", "kid") and not setting.negated
    if not single or key not in ("sibling_of", "parent_of", "child_of", "married_to", "partner_of"):
        value = value_of(ledger, setting, complement, "state")
        group = "parent_of" if key == "parent_of" and not setting.negated else "family"
        if group == "parent_of":
            place = scene.add_label(value, "person", noun.bare_start, noun.end)
            ledger.enter(setting, Reading(about, group, value, place))
        else:
            ledger.enter(setting, Reading(about, group, value))
        return
    place = scene.relative(noun, kin, about)
    ledger.enter(setting, Reading(about, key, scene.mentions[place].label, place))


def _read_turning(ledger: Ledger, setting: Setting, about: int) -> None:
    """Turns forty."""
    for complement in setting.clause.complements:
        noun = complement.noun
        if noun and noun.head.tag == "CD" and not complement.prep:
            ledger.enter(setting, Reading(about, "age", noun.head.text, None, "change"))


def _read_habit(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """What somebody does again and again."""
    if verb.lemma in _STATIVE or verb.form not in ("present", "base", "ing") or verb.modal or verb.progressive:
        return
    if ledger.scene.mentions[about].type not in ("person", "pet") or verb.passive:
        return
    words = {*setting.clause.adverbs, *verb.adverbs}
    start = verb.start
    if not any(time.relation is TimeRelation.EVERY for time in setting.clause.times) and not words & (
        _HABIT_WORDS - {"every"}
    ):
        return
    value = _phrase(ledger, setting, start)
    if "never" in words:
        return
    ledger.enter(setting, Reading(about, "habit", value, None, "state"))

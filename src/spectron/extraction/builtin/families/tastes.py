"""Tastes in other words: X is my thing, X drives me mad, I'm a morning person, I'd rather X, I take my coffee black."""

from dataclasses import replace

from spectron.domain.conversation import Role
from spectron.extraction.builtin.claims.framing import tidy, trailing_end
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.families.eating import without_negation
from spectron.extraction.builtin.families.properties import find_key
from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches

_GENERAL = frozenset({"", "all"})
_SERVED = frozenset({"take", "drink", "like", "have", "prefer", "order", "eat"})
_KEEN = frozenset({"keen", "avid", "amateur", "passionate", "hobby", "enthusiastic", "obsessive", "weekend"})


def affirm(setting: Setting) -> Setting:
    """The setting as if its clause were not negated."""
    return replace(setting, clause=without_negation(setting.clause))


@rule("taste in a thing")
def read_thing_liked(ledger: Ledger, setting: Setting, subject: Noun, verb: Verb) -> bool:
    """Gardening is my thing, slow walkers drive me mad, ramen is my favourite food: what is liked, or is not."""
    if ledger.scene.turn.role is not Role.USER or subject.pronoun or subject.holder is not None:
        return False
    if subject.det not in _GENERAL or verb.form == "past" or verb.modal or verb.perfect:
        return False
    found = _find_delight(ledger, setting) if verb.lemma == "be" else _find_effect(ledger, setting, verb)
    if found is None:
        return False
    about, key = found
    if verb.negated:
        key = {"likes": "dislikes"}.get(key, "")
    if key:
        value = tidy(ledger.scene.turn.content[subject.bare_start : subject.end])
        ledger.enter(affirm(setting), Reading(about, key, value, None, "lasting"))
    return True


def _find_delight(ledger: Ledger, setting: Setting) -> tuple[int, str] | None:
    """Whose "thing" or favourite the subject is said to be, and the key for it."""
    first = setting.clause.first.noun if setting.clause.first else None
    if first is None or first.tokens[0].tag != "PRP$":
        return None
    holder = ledger.scene.holder(first)
    key = find_key(first)
    if holder is None or not (key.startswith("favourite") or head_matches(first, "delights")):
        return None
    return holder, key if key.startswith("favourite_") else "likes"


def _find_effect(ledger: Ledger, setting: Setting, verb: Verb) -> tuple[int, str] | None:
    """Whom the subject maddens or delights, by what the verb and its complements say it does."""
    said = ledger.scene.turn.content[verb.start : setting.end].lower()
    person = next((one.noun for one in setting.clause.complements if one.noun), None)
    effect = next((key for phrase, key in mapped("effects").items() if phrase in said), None)
    if person is None or effect is None:
        return None
    about = (
        ledger.scene.resolve(person) if person.pronoun in ("me", "him", "her", "us") else ledger.scene.holder(person)
    )
    return None if about is None else (about, effect)


@rule("preference")
def read_rather(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> bool:
    """I'd rather take the train than fly; I take my coffee black."""
    content = ledger.scene.turn.content
    if "rather" in verb.adverbs and verb.modal == "would" and not verb.negated:
        rest = content[verb.start :].splitlines()[0]
        value = tidy(_first_sentence(rest))
        ledger.enter(setting, Reading(about, "preference", value, None, "lasting"))
        return True
    for one in setting.clause.complements[:1]:
        served = verb.lemma in _SERVED and one.noun is not None and one.noun.tokens[0].tag == "PRP$" and not one.prep
        plain = verb.form in ("present", "base") and not (verb.modal or verb.perfect or verb.progressive)
        if one.noun and served and plain and _is_served(one.noun):
            value = tidy(content[one.noun.bare_start : setting.end])
            if " " in value:
                ledger.enter(setting, Reading(about, "preference", value, None, "lasting"))
                return True
    return False


def _is_served(noun: Noun) -> bool:
    """Whether a phrase speaks of food or drink, whichever of its words is its head: "my coffee black"."""
    words = {token.norm for token in noun.tokens}
    return any(head_matches(noun, kind) for kind in ("food", "drink", "dish")) or bool(words & listed("served"))


def _first_sentence(text: str) -> str:
    """The text up to the first sign that ends a clause."""
    ends = [place for sign in ".!?;,\u2014" if (place := text.find(sign)) >= 0]
    return text[: min(ends, default=len(text))]


@rule("devotee")
def read_devotion(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> bool:
    """A morning person, a coffee snob, a foodie, a keen gardener, team Pulp."""
    noun = complement.noun
    if noun is None or ledger.scene.mentions[about].type != "person":
        return False
    content = ledger.scene.turn.content
    words = {token.norm for token in noun.modifiers}
    key, value = "", tidy(content[noun.bare_start : noun.end])
    if noun.tokens[0].norm == "team" and noun.name and not noun.det:
        key, value = "likes", tidy(content[noun.name[0].start : noun.end])
    elif noun.head.norm in listed("devotees") and noun.det in ("a", "an"):
        key = "likes" if len(noun.tokens) > 2 else ""
    elif noun.head.norm in listed("types") and words & listed("type_words"):
        key = "preference"
    elif noun.head.norm in listed("enthusiasts") and noun.det in ("a", "an"):
        key = "likes"
    elif noun.head.norm == "belt" and noun.det in ("a", "an"):
        key, value = "skill", tidy(content[noun.bare_start : trailing_end(setting.clause, complement)])
    elif words & _KEEN and head_matches(noun, "occupation"):
        key = "hobby"
    if key:
        kind = {"likes": "dislikes"}.get(key, "") if setting.negated else key
        if kind:
            ledger.enter(affirm(setting) if setting.negated else setting, Reading(about, kind, value))
    return bool(key)


@rule("verdict")
def read_verdict(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """I find golf boring; she finds lifts terrifying."""
    complements = setting.clause.complements
    if verb.negated or verb.form == "past" or verb.perfect or verb.modal or len(complements) < 2:
        return
    thing, verdict = complements[0].noun, complements[1].word
    key = mapped("verdicts").get(verdict)
    if thing is not None and key and not thing.pronoun and thing.det in _GENERAL and thing.holder is None:
        value = tidy(ledger.scene.turn.content[thing.bare_start : thing.end])
        ledger.enter(setting, Reading(about, key, value, None, "lasting"))

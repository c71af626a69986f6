"""What somebody does not eat or drink, what disagrees with them, and by which rule they eat."""

import re
from collections.abc import Sequence
from dataclasses import replace

from spectron.extraction.builtin.claims.framing import of_end, tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.dates import TimeRelation

_NEAR = 40
_REACTIVE = ("food", "drink", "allergens", "animal", "medicine")
CONSUMING = frozenset({"eat", "drink", "consume"})
_REFUSING = frozenset({"have", "touch", "do", "tolerate", "digest", "stomach", "handle", "process"})
_VAGUE = frozenset({"much", "anything", "lot", "something", "enough", "that", "this", "it"})
_SEVERITY = frozenset(
    {"severe", "serious", "bad", "mild", "slight", "strong", "terrible", "life-threatening", "proper"}
)
_SELVES = frozenset({"me", "him", "her", "us"})


def abstains(setting: Setting, verb: Verb) -> bool:
    """Whether a clause may say what somebody does not eat or drink."""
    if verb.lemma in CONSUMING:
        return verb.negated or setting.ended
    edible = any(one.noun and _is_edible(one.noun) and not one.prep for one in setting.clause.complements)
    return verb.negated and verb.lemma in _REFUSING and edible


def _is_edible(noun: Noun) -> bool:
    """Whether a phrase speaks of food or drink in general, not of one helping."""
    general = noun.det not in ("a", "an", "this", "that", "the") and noun.tokens[0].tag != "CD"
    return general and not noun.name and any(head_matches(noun, name) for name in ("food", "drink", "drugs"))


@rule("abstinence")
def read_abstinence(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """I don't eat pork, he won't touch mushrooms, I haven't had a drink since May: a diet."""
    lasting = setting.clause.is_timed(TimeRelation.SINCE)
    once = verb.form == "past" or (verb.perfect and not lasting)
    if once or verb.modal not in ("", "can", "will") or verb.progressive:
        return
    things = [one.noun for one in setting.clause.complements if one.noun is not None]
    timed = any(time.relation is not TimeRelation.SINCE for time in setting.clause.times)
    if (
        timed
        or any(noun.pronoun or noun.head.norm in _VAGUE for noun in things)
        or not (things or verb.lemma == "drink")
    ):
        return
    end = _end_of_list(setting.clause)
    positive = replace(setting, clause=without_negation(setting.clause))
    said = ledger.scene.turn.content[
        verb.start if setting.ended else verb.begin : max(end, verb.start + len(verb.norm))
    ]
    value = tidy(f"no longer {said}" if setting.ended else said)
    ledger.enter(positive, Reading(about, "diet", value, None, "lasting"))


def _end_of_list(clause: Clause) -> int:
    """Where the things end that are joined by "or": "pork or anything with gelatine"."""
    end = of_end(clause, clause.complements[0]) if clause.complements else clause.end
    for one in clause.complements[1:]:
        if one.listed not in ("or", "and", "nor") and one.prep not in ("with", "of"):
            break
        end = one.end
    return end


def without_negation(clause: Clause) -> Clause:
    """The clause as if it were not negated."""
    if clause.verb is None:
        return clause
    plain = replace(clause.verb, form="present", modal="", negated=False, adverbs=())
    return replace(clause, verb=plain, adverbs=())


@rule("eating")
def read_eating(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """Only eats noodles, eats halal, went vegan, does keto: a diet by its name or by what alone is eaten."""
    clause = setting.clause
    if verb.negated or verb.modal in ("used", "could", "would") or ledger.scene.mentions[about].type not in _EATERS:
        return
    content = ledger.scene.turn.content
    if verb.lemma in CONSUMING and "only" in {*clause.adverbs, *verb.adverbs} and clause.complements:
        value = f"only {tidy(content[verb.start : max(one.end for one in clause.complements)])}"
        ledger.enter(setting, Reading(about, "diet", value, None, "lasting"))
        return
    for complement in clause.complements:
        words = tidy(content[complement.start : complement.end]).lower()
        if complement.prep == "" and not complement.listed and is_diet(words):
            mode = "change" if verb.lemma in ("go", "turn", "become") else "lasting"
            ledger.enter(setting, Reading(about, "diet", words, None, mode))


_EATERS = frozenset({"person", "pet"})


def is_diet(words: str) -> bool:
    """Whether some words name a way to eat."""
    last = words.split(" ")[-1]
    free = words.replace("-", " ").endswith((" free", " based"))
    return free or mapped("status_words").get(words) == "diet" or mapped("status_words").get(last) == "diet"


@rule("reaction")
def read_reaction(ledger: Ledger, setting: Setting, subject: Noun, verb: Verb) -> bool:
    """Nuts will kill me, shellfish gives him hives, dairy doesn't agree with me: what one cannot bear."""
    if not any(head_matches(subject, name) for name in _REACTIVE):
        return False
    sufferer = _find_sufferer(ledger, setting, verb)
    if sufferer is None or subject.det in ("this", "that", "the", "a", "an"):
        return False
    positive = replace(setting, clause=without_negation(setting.clause))
    value = tidy(ledger.scene.turn.content[subject.bare_start : subject.end])
    ledger.enter(positive, Reading(sufferer, "allergy", value, None, "lasting"))
    return True


def _find_sufferer(ledger: Ledger, setting: Setting, verb: Verb) -> int | None:
    """Whom it makes ill: the object, or whose stomach or eczema it upsets; nobody where it harms no one."""
    complements, negated = setting.clause.complements, verb.negated
    said = ledger.scene.turn.content[verb.start : max(setting.end, verb.start + _NEAR)]
    words = re.findall(r"[a-z]+", re.split(r"[.!?;]", said)[0].lower())
    harms = (not negated and bool(listed("reactions") & set(words))) or (negated and "agree" in words)
    if not harms or verb.form == "past":
        return None
    for one in complements:
        if one.noun is None:
            continue
        if one.noun.pronoun in _SELVES or one.noun.name:
            return ledger.scene.resolve(one.noun)
        holder = ledger.scene.holder(one.noun)
        if holder is not None:
            found = ledger.scene.resolve(one.noun)
            return found if found is not None else holder
    return None


def allergens_of(ledger: Ledger, noun: Noun, rest: Sequence[Complement], setting: Setting) -> list[str]:
    """What an allergy is to: the words before it ("a nut allergy") or after it ("an allergy to nuts and eggs")."""
    content = ledger.scene.turn.content
    before = [one for one in noun.modifiers if one.tag not in ("DT", "PRP$", "CD") and one.norm not in _SEVERITY]
    if before:
        return [tidy(content[before[0].start : before[-1].end])]
    after = [(one, one.noun) for one in rest if one.prep == "to" and one.noun is not None]
    return [tidy(content[thing.start : of_end(setting.clause, one)]) for one, thing in after]


INTOLERANCES = frozenset({"allergy", "intolerance", "sensitivity"})

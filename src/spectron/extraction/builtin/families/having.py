"""What somebody has: relatives, pets, vehicles, illnesses, appointments, a job, things."""

from collections.abc import Sequence
from itertools import pairwise

from spectron.extraction.builtin.claims.framing import deny_missing, tidy, value_of
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.families.eating import INTOLERANCES, allergens_of
from spectron.extraction.builtin.families.wellbeing import ails
from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.lexis.words import listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.dates import Precision, TimeRelation

_KEYS_OF_CLASSES = (
    ("animal", "pet"),
    ("vehicle", "vehicle"),
    ("degree", ""),
    ("event", "event"),
    ("debts", "debt"),
    ("credentials", "skill"),
)
_THINGS = ("thing", "device", "garment", "furniture", "dwelling", "instrument", "homes", "gear", "gadgets", "plant")
_AT_LAST = frozenset({"when", "once", "until", "till"})


@rule("possession")
def read_having(ledger: Ledger, setting: Setting, about: int, _: Verb) -> None:
    """Children, pets, vehicles, illnesses, appointments, things."""
    complements = setting.clause.complements if setting.clause.link not in _AT_LAST else ()
    for place, complement in enumerate(complements):
        noun = complement.noun
        if noun is None or noun.pronoun or complement.prep or (noun.det == "the" and not _is_dated(setting)):
            continue
        if noun.head.tag == "NNS" and read_members(ledger, setting, about, noun, complements[place + 1 :]):
            return
        key = _key_of_having(setting, noun)
        if key == "relative":
            _read_relative(ledger, setting, about, complement, noun)
        elif key:
            for value in _tell_having(ledger, setting, complement, key):
                ledger.enter(setting, Reading(about, key, value))
            if key == "pet" and noun.head.tag == "NN" and not noun.name:
                ledger.scene.describe(noun, "pet")
            if key == "pet" and noun.name:
                ledger.scene.add_label(name_text(noun.name), "pet", noun.name[0].start, noun.name[-1].end)


def _tell_having(ledger: Ledger, setting: Setting, complement: Complement, key: str) -> list[str]:
    """The words for what somebody has: all that an allergy is to, an event with its time, else the phrase."""
    noun = complement.noun
    if noun is not None and key == "allergy":
        rest = [one for one in setting.clause.complements if one.start >= complement.end]
        return allergens_of(ledger, noun, rest, setting)
    if noun is not None and key in ("event", "habit"):
        return [tidy(ledger.scene.turn.content[noun.bare_start : setting.end])]
    return [value_of(ledger, setting, complement, "state:rest" if key in ("skill", "possession") else "state")]


def _is_regular(noun: Noun) -> bool:
    """Whether a phrase speaks of what one has week by week: choir, physio, lessons."""
    return any(head_matches(noun, kind) for kind in ("event", "sport", "game", "pastime", "treatment", "group", "meal"))


@rule("list of names")
def read_members(ledger: Ledger, setting: Setting, about: int, noun: Noun, rest: Sequence[Complement]) -> bool:
    """Two cats, Miso and Tofu; two kids, Alma and Viggo: each by its name."""
    kin, animal = noun.head.lemma in mapped("kin"), head_matches(noun, "animal")
    names = [one.noun for one in rest if one.listed and one.noun and one.noun.name and one.noun.head.tag == "NNP"]
    if not (kin or animal) or not names or not rest or rest[0].noun is not names[0]:
        return False
    ages = {one.noun.name: later.noun for one, later in pairwise(rest) if one.noun and later.noun}
    for name in names:
        place = ledger.scene.add(name.name, "pet" if animal else "person")
        label = ledger.scene.mentions[place].label
        age = ages.get(name.name)
        if age is not None and age.head.tag == "CD":
            ledger.enter(setting, Reading(place, "age", age.head.text))
        if animal:
            ledger.enter(setting, Reading(about, "pet", label))
            ledger.enter(setting, Reading(place, "species", noun.head.lemma))
        else:
            key = mapped("kin")[noun.head.lemma]
            told = f"{noun.head.lemma} {label}" if key == "family" else label
            ledger.enter(setting, Reading(about, key, told, place if key.endswith(("_of", "_with")) else None))
    return True


def _key_of_having(setting: Setting, noun: Noun) -> str:
    """The key for what somebody has; nothing where it is not worth keeping."""
    if noun.name and noun.head in noun.name:
        return ""
    if noun.head.lemma in mapped("kin"):
        return "relative"
    if noun.head.lemma in INTOLERANCES:
        return "allergy"
    if setting.clause.is_timed(TimeRelation.EVERY) and _is_regular(noun):
        return "habit"
    if ails(noun):
        return "event" if setting.clause.times and head_matches(noun, "treatment") else "health"
    for name, key in _KEYS_OF_CLASSES:
        if head_matches(noun, name):
            return key if key != "event" or setting.clause.times else ""
    if _is_dated(setting) and noun.det in ("a", "an", "the") and noun.head.lemma not in listed("unbooked"):
        return "event"
    return "possession" if _is_possession(setting, noun) else ""


def _is_dated(setting: Setting) -> bool:
    """Whether the clause says on which day: what one has on a day is an appointment."""
    verb = setting.clause.verb
    days = [time for time in setting.clause.times if time.relation is TimeRelation.AT]
    plain = verb is not None and verb.form == "present" and not verb.modal and not verb.negated
    return plain and any(time.precision is Precision.DAY for time in days)


def _is_possession(setting: Setting, noun: Noun) -> bool:
    """Whether it is a thing of some lasting, said plainly to be somebody's."""
    verb = setting.clause.verb
    concrete = noun.det in ("a", "an") or noun.tokens[0].tag == "CD"
    plain = verb is not None and verb.form == "present" and not verb.modal and not verb.negated
    abstract = any(head_matches(noun, name) for name in ("stuff", "occupation", "posts", "ownable"))
    abstract = abstract or noun.head.norm.endswith(("tion", "ness", "ity", "ment", "ing", "ence", "ism"))
    thing = any(head_matches(noun, kind) for kind in _THINGS)
    tangible = thing and not abstract and not noun.name and noun.head.tag in ("NN", "NNS")
    return concrete and plain and tangible


@rule("possession: relative")
def _read_relative(ledger: Ledger, setting: Setting, about: int, complement: Complement, noun: Noun) -> None:
    """Two kids; a sister in Rome; a son called Leo."""
    setting = deny_missing(setting, noun)
    scene, kin = ledger.scene, noun.head.lemma
    key = mapped("kin")[kin]
    if key == "reports_to" or (not key.endswith(("_of", "_to", "_with")) and key != "family"):
        scene.relative(noun, kin, about)
        return
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

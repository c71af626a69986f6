"""What kind of thing a name or noun phrase speaks of."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import is_kind, members
from spectron.extraction.builtin.lexis.words import (
    fold_word,
    given_names,
    is_known_word,
    lexicon,
    listed,
    mapped,
    places,
)
from spectron.extraction.builtin.scene.names import PLACE_PREPOSITIONS, name_text

_SCHOOLS = frozenset({"school", "university", "college", "uni", "academy", "institute", "conservatoire", "polytechnic"})
_MEDICINE = (
    "pills",
    "tablets",
    "medication",
    "insulin",
    "statins",
    "antihistamines",
    "ine",
    "formin",
    "profen",
    "pril",
)
_SITES = frozenset(
    {"office", "branch", "area", "region", "campus", "site", "plant", "store", "lab", "headquarters", "suburb"}
)
_FLUFF = frozenset({"the", "a", "an"})
_OWNED = frozenset("my your his her our their its that this these those a an the".split())


def gender_of(words: Sequence[str]) -> str:
    """m, f, or x where a first name or kinship word does not tell."""
    for word in words:
        bare = fold_word(word)
        if bare in listed("female_kin") or bare in ("mrs", "ms", "miss", "mrs.", "ms."):
            return "f"
        if bare in listed("male_kin") or bare in ("mr", "sir", "mr."):
            return "m"
    return given_names().get(fold_word(words[0]), "x") if words else "x"


def head_matches(noun: Noun, name: str) -> bool:
    """Whether the head of the phrase, with the word before it, is of a class or in a list of that name."""
    before = [token.norm for token in noun.tokens if token.end < noun.head.start and token.tag not in ("DT", "PRP$")]
    last = noun.head.lemma.rpartition("-")[2]
    forms = {noun.head.lemma, noun.head.norm, last, last.removesuffix("s")} - {""}
    return any(is_kind([*before[-2:], form], name) for form in sorted(forms))


NONE: Mapping[str, str] = {}
_KINDS = (
    ("person", ("kin", "occupation", "person")),
    ("pet", ("animal",)),
    ("vehicle", ("vehicle", "vessel")),
    ("organisation", ("organisation", "group")),
    ("event", ("event",)),
    ("location", ("region", "nature", "road", "building")),
    ("product", ("work", "device", "thing", "food", "drink")),
)


def kind_of(noun: Noun, customs: Mapping[str, str] = NONE) -> str:
    """The type of what an ordinary noun speaks of: a custom one, a person, a pet, a product; else ""."""
    head = noun.head.lemma
    if head in customs or noun.head.norm in customs:
        return customs.get(head) or customs[noun.head.norm]
    if head == "project":
        return head
    if head_matches(noun, "occupation") and head_matches(noun, "drink"):
        return ""
    return next((type_ for type_, kinds in _KINDS if any(head_matches(noun, kind) for kind in kinds)), "")


def is_number(noun: Noun) -> bool:
    """Whether the phrase is a number, as an age is."""
    return noun.head.tag == "CD" and not noun.name


def is_title(noun: Noun) -> bool:
    """Whether the phrase names an occupation."""
    if noun.head.norm == "student" and noun.det in ("the",):
        return False
    return head_matches(noun, "occupation") or is_unheard_agent(noun.head)


_AGENTS = ("smith", "wright", "ologist", "ographer", "monger", "keeper", "maker", "herd", "grower", "er", "ist", "eer")


def is_unheard_agent(head: Token) -> bool:
    """Whether a word that no list knows says who does something: "fettler", "basketmaker", "melittologist"."""
    word = head.lemma
    if head.tag != "NN" or len(word) < 6 or not head.text.islower() or not word.endswith(_AGENTS):
        return False
    return not is_known_word(word) and not any(word in members(kind) for kind in ("person", "animal", "thing", "food"))


def is_place(noun: Noun, prep: str, type_: str) -> bool:
    """Whether the phrase names a place: a known one, or an unknown name behind "in", "to", "from"."""
    if noun.pronoun or (noun.head.tag == "CD" and not noun.name) or noun.head.norm in members("language"):
        return False
    if type_ == "location":
        return True
    if noun.name and prep in PLACE_PREPOSITIONS:
        initials = noun.head.text.isupper() and len(noun.head.text) > 2
        return type_ in ("", "location") and noun.head.tag == "NNP" and not initials
    return (not noun.name and " ".join(token.norm for token in noun.tokens) in places()) or bool(site_of(noun))


def site_of(noun: Noun) -> str:
    """The place by which an office is called: "the Denver office"."""
    if noun.head.lemma not in _SITES:
        return ""
    name = name_text([token for token in noun.tokens if token.tag == "NNP"])
    return name if fold_word(name) in places() else ""


def brand_of(noun: Noun) -> list[Token]:
    """The maker and model of a vehicle that the phrase names."""
    tokens = list(noun.tokens)
    first = next((place for place, token in enumerate(tokens) if token.norm in listed("vehicle_brands")), len(tokens))
    last = first
    while last < len(tokens) and (tokens[last].capital or tokens[last].text[0].isdigit() or last == first):
        last += 1
    return tokens[first:last]


def is_org(noun: Noun, prep: str, type_: str) -> bool:
    """Whether the phrase names an organisation or describes one ("a bank", "an insurance company")."""
    if type_ in ("organisation",):
        return True
    if noun.head.norm in members("language"):
        return False
    if noun.name and noun.head.tag == "NNP":
        return type_ in ("", "organisation") or (type_ == "person" and prep in ("at", "for"))
    described = bool(noun.det) or noun.holder is not None
    return described and not noun.pronoun and not noun.name and head_matches(noun, "organisation")


def is_workplace(noun: Noun, type_: str) -> bool:
    """Whether a phrase without a name describes somewhere to work: "a bakery", "the county council"."""
    described = bool(noun.det) or noun.holder is not None
    found = head_matches(noun, "workplaces") or head_matches(noun, "organisation") or type_ == "organisation"
    group = head_matches(noun, "group") and not head_matches(noun, "workplaces")
    return described and not noun.pronoun and not noun.name and found and not group


def is_person(noun: Noun, type_: str) -> bool:
    """Whether the phrase speaks of a person."""
    if noun.pronoun:
        return noun.pronoun in ("he", "him", "she", "her", "them", "they")
    named = bool(noun.name) and fold_word(noun.name[0].text) in given_names() and type_ in ("location", "")
    return (
        type_ == "person" or named or (noun.head.lemma in mapped("kin") and bool(noun.det or noun.holder or noun.name))
    )


def _has_no_name(noun: Noun) -> bool:
    """Whether the phrase is an ordinary noun, with neither a name nor a pronoun at its head."""
    return not noun.name and not noun.pronoun


class Filler(NamedTuple):
    """What may fill a slot: a noun phrase, the preposition before it, and the type of what it names."""

    noun: Noun
    prep: str
    type: str


TESTS: dict[str, Callable[[Filler], bool]] = {
    "any": lambda it: it.noun.pronoun == "",
    "place": lambda it: is_place(it.noun, it.prep, it.type),
    "org": lambda it: is_org(it.noun, it.prep, it.type),
    "person": lambda it: is_person(it.noun, it.type),
    "somebody": lambda it: is_person(it.noun, it.type) or (bool(it.noun.name) and it.noun.head.tag == "NNP"),
    "pay": lambda it: any(
        token.text[0] in "$€£" or token.norm.endswith("k") for token in it.noun.tokens if token.tag == "CD"
    ),
    "credential": lambda it: head_matches(it.noun, "credential"),
    "untaught": lambda it: it.noun.pronoun == "" and not head_matches(it.noun, "discipline"),
    "tool": lambda it: it.noun.head.norm in listed("tools"),
    "workplace": lambda it: is_workplace(it.noun, it.type),
    "staff": lambda it: head_matches(it.noun, "staff") and (it.noun.tokens[0].tag == "CD" or it.noun.head.tag == "NNS"),
    "station": lambda it: head_matches(it.noun, "stations"),
    "title": lambda it: is_title(it.noun) and it.type != "person",
    "name": lambda it: bool(it.noun.name) and it.noun.head.tag == "NNP",
    "named": lambda it: bool(it.noun.name) and it.noun.head.tag == "NNP" and it.type not in ("person", "location"),
    "group": lambda it: head_matches(it.noun, "group") and not head_matches(it.noun, "generic_firms"),
    "business": lambda it: (
        (
            bool(it.noun.det or it.noun.holder)
            and (head_matches(it.noun, "organisation") or head_matches(it.noun, "workplaces"))
            and (head_matches(it.noun, "generic_firms") or not head_matches(it.noun, "group"))
        )
        or (bool(it.noun.name) and it.noun.head.tag == "NNP" and it.type in ("organisation", ""))
    ),
    "venture": lambda it: it.noun.det in ("a", "an", "my", "our") and TESTS["business"](it),
    "ownable": lambda it: it.noun.det in ("a", "an", "my", "our") and head_matches(it.noun, "ownable"),
    "school": lambda it: any(word in _SCHOOLS for word in (token.norm for token in it.noun.tokens)),
    "degree": lambda it: head_matches(it.noun, "degree"),
    "language": lambda it: it.noun.head.norm in members("language"),
    "instrument": lambda it: head_matches(it.noun, "instrument"),
    "sport": lambda it: (
        _has_no_name(it.noun)
        and it.noun.tokens[0].tag not in ("DT", "CD", "PRP$")
        and it.noun.head.norm in lexicon()
        and not head_matches(it.noun, "instrument")
    ),
    "animal": lambda it: head_matches(it.noun, "animal"),
    "vehicle": lambda it: it.type == "vehicle" or head_matches(it.noun, "vehicle") or _is_branded(it.noun),
    "body": lambda it: head_matches(it.noun, "body"),
    "subject": lambda it: (
        (
            _has_no_name(it.noun)
            and it.noun.det not in _OWNED
            and it.noun.tokens[0].tag != "CD"
            and not head_matches(it.noun, "stuff")
        )
        or it.noun.head.norm in members("language")
    ),
    "measure": lambda it: any(token.text[0].isdigit() or token.text[0] in "$€£" for token in it.noun.tokens),
    "field": lambda it: _has_no_name(it.noun) and not it.noun.det and it.noun.head.tag != "CD",
    "years": lambda it: it.noun.head.norm == "year" and it.noun.det in ("the", "my"),
    "jobs": lambda it: it.noun.head.norm == "jobs",
    "job": lambda it: it.noun.head.norm in ("job", "post", "position", "role"),
    "home": lambda it: it.noun.head.norm == "home",
    "habitual": lambda it: _has_no_name(it.noun) and not it.noun.det,
    "medicine": lambda it: it.noun.head.norm.endswith(_MEDICINE) and it.noun.head.norm not in lexicon(),
    "address": lambda it: any(token.text[0].isdigit() for token in it.noun.tokens) and len(it.noun.tokens) > 1,
    "craft": lambda it: not it.noun.det and it.noun.head.text != "it" and head_matches(it.noun, "craft"),
    "diet": lambda it: mapped("status_words").get(it.noun.head.norm) == "diet",
    "goods": lambda it: (
        it.noun.det in ("a", "an")
        and _has_no_name(it.noun)
        and it.noun.head.tag == "NN"
        and not head_matches(it.noun, "stuff")
        and not head_matches(it.noun, "food")
        and not head_matches(it.noun, "event")
    ),
    "kin": lambda it: it.noun.head.lemma in mapped("kin"),
    "illness": lambda it: (
        _has_no_name(it.noun)
        and head_matches(it.noun, "illness")
        and it.noun.head.lemma not in ("allergy", "intolerance")
    ),
    "abroad": lambda it: it.noun.head.norm == "abroad",
}


def _is_branded(noun: Noun) -> bool:
    """Whether the phrase ends in the maker, and perhaps the model, of a vehicle."""
    branded = any(token.norm in listed("vehicle_brands") for token in noun.tokens)
    return branded and (noun.head.tag in ("NNP", "CD") or head_matches(noun, "vehicle"))


def passes(test: str, noun: Noun, prep: str, type_: str) -> bool:
    """Whether the noun phrase can fill a slot of a frame; "~food,drink" asks for an ordinary noun of these classes."""
    if test.startswith("~"):
        return not noun.pronoun and any(head_matches(noun, name) for name in test[1:].split(","))
    return TESTS[test](Filler(noun, prep, type_))


def spell_key(words: Sequence[str]) -> str:
    """A snake_case key of some words: "blood type" -> blood_type."""
    kept = [word for word in words if word not in _FLUFF]
    return "_".join("".join(mark for mark in word if mark.isalnum()) for word in kept).strip("_")

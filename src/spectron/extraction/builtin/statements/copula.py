"""Clauses with "to be": who and what somebody or something is."""

from collections.abc import Sequence
from dataclasses import replace

from spectron.domain.text import fold
from spectron.extraction.builtin.claims.framing import enter_filled, find_filled, tidy, value_of
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.families.having import read_members
from spectron.extraction.builtin.families.homes import read_native, read_seat
from spectron.extraction.builtin.families.journeys import read_visited
from spectron.extraction.builtin.families.offices import is_office, name_office, plays_part, read_holder, strip_praise
from spectron.extraction.builtin.families.properties import is_property, join_words, read_property
from spectron.extraction.builtin.families.schedule import read_ahead, read_date_of
from spectron.extraction.builtin.families.studies import read_own_language, read_student, read_study_year
from spectron.extraction.builtin.families.tastes import affirm, read_devotion, read_thing_liked
from spectron.extraction.builtin.families.things import read_traits
from spectron.extraction.builtin.families.wellbeing import read_ailment, read_due
from spectron.extraction.builtin.families.work import Site, enter_site, read_employer, read_office
from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, listed, mapped, places
from spectron.extraction.builtin.scene.kinds import head_matches, is_number, is_place, is_title
from spectron.extraction.builtin.scene.names import name_text
from spectron.extraction.builtin.scene.scene import strip_honorific

_DEGREES = frozenset({"total", "huge", "big", "massive", "real", "true", "die-hard", "lifelong"})
_NAMING = frozenset({"this", "it", "here"})


@rule("copula")
def read_be(ledger: Ledger, setting: Setting, subject: Noun | None, about: int | None) -> None:
    """Everything that a clause with "to be" says of its subject."""
    if read_due(ledger, setting, subject, about):
        return
    if subject is not None and _is_read(ledger, setting, subject):
        return
    verb = setting.clause.verb
    if subject is not None and about is None and verb and read_date_of(ledger, setting, subject, verb):
        return
    if subject is not None and verb and read_thing_liked(ledger, setting, subject, verb):
        return
    if about is not None and verb and any(read(ledger, setting, about, verb) for read in (read_visited, read_ahead)):
        return
    if subject is not None and is_property(subject):
        read_property(ledger, setting, subject)
    elif subject is not None and _read_group(ledger, setting, subject):
        return
    elif about is not None:
        _read_predicates(ledger, setting, about)
    elif subject is not None:
        _name_speaker(ledger, setting, subject)


def _is_read(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """Read what a subject of one of the plainer kinds is said to be: an ailment, a language, an office."""
    return any(read(ledger, setting, subject) for read in (read_ailment, read_own_language, read_holder, read_seat))


def _read_predicates(ledger: Ledger, setting: Setting, about: int) -> None:
    """Each thing that the subject is said to be, or to be at, in, from or into."""
    lemmas = ["be"]
    if read_traits(ledger, setting, about):
        return
    for complement in join_words(_without_members(ledger, setting, about)):
        if complement.prep == "":
            _read_predicate(ledger, setting, about, complement)
            lemmas = [f"be {complement.word}", "be"]
        elif _is_absence(complement):
            value = tidy(ledger.scene.turn.content[complement.start : complement.end])
            ledger.enter(setting, Reading(about, "status", value))
        elif read_study_year(ledger, setting, about, complement):
            continue
        elif not _read_prepositional(ledger, setting, about, complement, lemmas):
            read_employer(ledger, setting, about, complement)


def _without_members(ledger: Ledger, setting: Setting, about: int) -> tuple[Complement, ...]:
    """The complements up to "two kids (Alma 12, Viggo 9)", which is read here."""
    complements = setting.clause.complements
    for place, one in enumerate(complements):
        group = one.noun is not None and one.noun.tokens[0].tag == "CD" and one.noun.head.tag in ("NNS", "NN")
        if group and one.noun and read_members(ledger, setting, about, one.noun, complements[place + 1 :]):
            return complements[:place]
    return complements


def _read_prepositional(
    ledger: Ledger, setting: Setting, about: int, complement: Complement, lemmas: Sequence[str]
) -> bool:
    """From Cork, in Berlin, into jazz, allergic to nuts: whether a frame of "to be" is filled."""
    if _read_remote(ledger, setting, about, complement):
        return True
    for filled in find_filled(ledger, setting.clause, lemmas):
        remote = filled.frame.verb == "be" and _is_remote(setting, complement)
        if filled.complement is complement and not remote:
            enter_filled(ledger, setting, about, filled)
            return True
    return False


def _read_remote(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> bool:
    """Remote from Tbilisi: where somebody works who is not at the office."""
    before = [one for one in setting.clause.complements if one.start < complement.start]
    noun = complement.noun
    if complement.prep != "from" or not before or before[-1].word not in ("remote", "remotely") or noun is None:
        return False
    if not noun.name or not is_place(noun, "from", ledger.scene.type_of(noun, "from")):
        return False
    place = ledger.scene.add(noun.name, "location")
    ledger.enter(setting, Reading(about, "location", ledger.scene.mentions[place].label, None, "state"))
    return True


def _is_remote(setting: Setting, complement: Complement) -> bool:
    """Whether "from" belongs to the adjective before it: "remote from Oslo", "far from Bath"."""
    before = [one for one in setting.clause.complements if one.start < complement.start]
    if complement.prep == "in" and before and before[-1].prep == "at" and before[-1].noun:
        return before[-1].noun.det == "the"
    return complement.prep in ("from", "to") and bool(before) and before[-1].noun is None


def _is_absence(complement: Complement) -> bool:
    """On leave; off work; out of office."""
    head = complement.noun.head.norm if complement.noun else ""
    if complement.prep == "on":
        return head in listed("leaves")
    return (complement.prep == "off" and head in ("work", "school", "duty")) or (
        complement.prep == "of" and head == "office"
    )


@rule("copula: relatives")
def _read_group(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """My flatmates are Sunny and Théo: whether the members of a group are named."""
    holder = ledger.scene.holder(subject)
    key = mapped("kin").get(subject.head.lemma)
    if holder is None or key is None or subject.head.tag != "NNS":
        return False
    found = False
    for one in setting.clause.complements:
        if one.noun and one.noun.name and one.noun.head.tag == "NNP" and not one.prep:
            place = ledger.scene.add(one.noun.name, "person")
            label = ledger.scene.mentions[place].label
            told = f"{subject.head.lemma} {label}" if key == "family" else label
            ledger.enter(setting, Reading(holder, key, told, place if key.endswith(("_of", "_with")) else None))
            found = True
    if found:  # the group is told one by one, and not once more as a whole
        whole = (holder, subject.head.norm)
        ledger.claims[:] = [claim for claim in ledger.claims if (claim.about, claim.value) != whole]
    return found


def _read_predicate(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """One thing that somebody or something is said to be."""
    noun = complement.noun
    if noun is None:
        _read_adjective(ledger, setting, about, complement.word, complement)
        return
    if read_devotion(ledger, setting, about, complement):
        return
    scene = ledger.scene
    mention = scene.mentions[about]
    person = mention.type in ("person", "pet")
    read_student(ledger, setting, about, complement)
    read_native(ledger, setting, about, complement)
    if noun.head.lemma in mapped("kin") and scene.holder(noun) is not None and person:
        _read_kinship(ledger, setting, about, noun)
    elif ((is_number(noun) and len(noun.tokens) == 1) or _is_years(noun)) and person:
        _read_age(ledger, setting, about, complement, noun)
    elif person and noun.name and noun.head.tag == "NNP" and not noun.det and not is_title(noun):
        _read_name(ledger, setting, about, noun)
    elif person and is_title(noun) and noun.head.tag != "NNS":
        value = value_of(ledger, setting, complement, "state")
        value = value.removeprefix(f"{noun.tokens[0].text} ") if noun.tokens[0].tag == "PRP$" else value
        ledger.enter(setting, Reading(about, "job_title", strip_praise(value)))
        read_office(ledger, setting, about, complement)
    elif person and noun.det in ("the", "our", "their") and (plays_part(noun) or is_office(noun)):
        key = "skill" if plays_part(noun) else "job_title"
        ledger.enter(setting, Reading(about, key, name_office(ledger, noun)))
    elif person and noun.head.norm in ("fan", "lover") and noun.det in ("a", "an"):
        _read_fan(ledger, setting, about, complement)
    elif mention.type in ("pet", "vehicle") and noun.det in ("a", "an") and _is_kind(noun, mention.type):
        ledger.enter(
            setting,
            Reading(
                about, "species" if mention.type == "pet" else "model", value_of(ledger, setting, complement, "state")
            ),
        )
    else:
        _read_adjective(
            ledger, setting, about, tidy(scene.turn.content[noun.bare_start : noun.end]).lower(), complement
        )


def _is_kind(noun: Noun, type_: str) -> bool:
    """Whether the phrase says what kind of animal or vehicle it is, not what it means to somebody."""
    return noun.head.tag != "CD" and (type_ == "vehicle" or bool(noun.name) or head_matches(noun, "animal"))


def _read_adjective(ledger: Ledger, setting: Setting, about: int, word: str, complement: Complement) -> None:
    """Vegetarian, Irish, retired, divorced."""
    if ledger.scene.mentions[about].type != "person":
        return
    last = word.split(" ")[-1] if word else ""
    text = ledger.scene.turn.content[complement.start : complement.end]
    if word.endswith(" tall") and text[:1].isdigit():
        ledger.enter(setting, Reading(about, "height", tidy(text.removesuffix("tall"))))
        return
    key = mapped("status_words").get(word) or mapped("status_words").get(last)
    value = tidy(text.removeprefix("a ").removeprefix("an "))
    if key == "marital_status" and any(one.prep == "to" for one in setting.clause.complements):
        return
    if key:
        ledger.enter(setting, Reading(about, key, value))
    elif word in members("nationality") or last in members("nationality"):
        ledger.enter(setting, Reading(about, "nationality", value))


@rule("copula: kinship")
def _read_kinship(ledger: Ledger, setting: Setting, about: int, noun: Noun) -> None:
    """Tom is my brother; I'm Ana's mother: the tie runs from the holder to the subject."""
    scene = ledger.scene
    holder = scene.holder(noun)
    key = mapped("kin")[noun.head.lemma]
    if holder is None or holder == about:
        return
    label = scene.mentions[about].label
    if key.endswith(("_of", "_to", "_with")) or key == "manages":
        ledger.enter(setting, Reading(holder, key, label, about))
    else:
        ledger.enter(setting, Reading(holder, key, f"{noun.head.lemma} {label}" if key == "family" else label))


@rule("copula: age")
def _read_age(ledger: Ledger, setting: Setting, about: int, complement: Complement, noun: Noun) -> None:
    """A bare number is an age; a number of something is not, nor how many "we" are, nor how long it lasted."""
    verb, subject = setting.clause.verb, setting.clause.subject
    if verb is not None and verb.form == "past" and ledger.scene.mentions[about].principal is not None:
        return
    if (subject is not None and subject.pronoun == "we") or (complement.listed and _is_years(noun)):
        return
    text = noun.tokens[0].norm
    whole = text.isdigit() and len(text) < 4 and 0 < int(text) < 120
    words = mapped("number_words")
    if whole or (text in words and text != "one"):
        ledger.enter(setting, Reading(about, "age", noun.tokens[0].text))


def _is_years(noun: Noun) -> bool:
    """Whether the phrase is a number of years."""
    return noun.head.lemma == "year" and len(noun.tokens) == 2 and noun.tokens[0].tag == "CD"


@rule("copula: name")
def _read_name(ledger: Ledger, setting: Setting, about: int, noun: Noun) -> None:
    """I'm Josh; my sister is called Ana."""
    scene = ledger.scene
    type_ = scene.type_of(noun)
    if type_ not in ("person", "") or noun.head.norm in members("language") or noun.head.norm in members("nationality"):
        if noun.head.norm in members("nationality"):
            ledger.enter(setting, Reading(about, "nationality", name_text(noun.name)))
        return
    listed_after = any(one.noun is noun and one.listed for one in setting.clause.complements)
    if (setting.clause.verb is None and type_ != "person") or listed_after:
        return
    mention = scene.mentions[about]
    label = strip_honorific(noun.name)
    if mention.principal is not None and setting.stance.asserted:
        scene.places.setdefault(f"person {fold(label)}", about)
    if mention.role is not None and mention.label == mention.role and setting.stance.asserted:
        scene.name_relative(about, label)
    elif mention.principal is not None:
        ledger.enter(setting, Reading(about, "name", label, None, "lasting"))


@rule("introduction")
def _name_speaker(ledger: Ledger, setting: Setting, subject: Noun | None) -> None:
    """It's Samantha; this is Tom speaking."""
    if subject is None or subject.head.norm not in _NAMING or not setting.clause.complements:
        return
    noun = setting.clause.complements[0].noun
    if noun is None or not noun.name or ledger.scene.type_of(noun) != "person" or setting.floor:
        return
    if len(ledger.scene.window.turns) == 0 and noun.head.tag == "NNP":
        about = ledger.scene.speaker(setting.clause.start, setting.end)
        ledger.enter(setting, Reading(about, "name", strip_honorific(noun.name), None, "lasting"))
        sender = next((one for one in setting.clause.complements[1:] if _is_sender(ledger, one)), None)
        if sender is not None and sender.noun is not None:
            enter_site(ledger, setting, about, Site(sender, sender.noun))
        others = tuple(one for one in setting.clause.complements[1:] if one is not sender)
        rest = replace(setting.clause, subject=None, complements=others)
        _read_predicates(ledger, replace(setting, clause=rest), about)


def _is_sender(ledger: Ledger, complement: Complement) -> bool:
    """Whether who introduces themselves speaks for a firm: "this is Ingrid from Nordlys", but not "from Leeds"."""
    noun = complement.noun
    if noun is None or complement.prep not in ("from", "at", "with") or not noun.name or noun.head.tag != "NNP":
        return False
    known = any(fold_word(name_text(noun.name[:end])) in places() for end in range(1, len(noun.name) + 1))
    return not known and ledger.scene.type_of(noun) in ("", "organisation")


@rule("copula: fan of")
def _read_fan(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """A fan of something likes it, and so does a jazz fan."""
    noun = complement.noun
    key = "dislikes" if setting.negated and not setting.ended else "likes"
    setting = affirm(setting) if key == "dislikes" else setting
    kinds = (
        [one for one in noun.modifiers if one.tag in ("NN", "NNP", "NNS") and one.norm not in _DEGREES] if noun else []
    )
    if kinds:
        value = tidy(ledger.scene.turn.content[kinds[0].start : kinds[-1].end])
        ledger.enter(setting, Reading(about, key, value))
    for other in setting.clause.complements:
        if other.prep == "of" and other.start >= complement.end:
            ledger.enter(setting, Reading(about, key, value_of(ledger, setting, other, "state:rest")))
            return

"""Clauses with "to be": who and what somebody or something is."""

from dataclasses import replace

from spectron.extraction.builtin.clauses import Complement
from spectron.extraction.builtin.framing import enter_filled, find_filled, tidy, value_of
from spectron.extraction.builtin.kinds import head_matches, is_number, is_org, is_title, name_text, spell_key
from spectron.extraction.builtin.ledger import Ledger, Reading, Setting
from spectron.extraction.builtin.phrases import Noun
from spectron.extraction.builtin.scene import strip_honorific
from spectron.extraction.builtin.words import listed, mapped

_KEYS = {
    "phone_number": "phone", "mobile": "phone", "number": "phone", "cell": "phone", "telephone": "phone", "mail": "email",
    "email_address": "email", "e_mail": "email", "job": "job_title", "occupation": "job_title", "profession": "job_title",
    "position": "job_title", "role": "job_title", "title": "job_title", "full_name": "name", "first_name": "name",
    "surname": "last_name", "native_language": "language", "mother_tongue": "language", "first_language": "language",
    "birth_date": "birthday", "date_of_birth": "birthday", "home_town": "hometown", "employer": "works_at",
    "company": "works_at", "home_address": "address", "time_zone": "timezone", "zone": "timezone", "star_sign": "star_sign",
    "ambition": "goal", "dream": "goal", "aim": "goal", "passion": "likes", "allergies": "allergy", "hobbies": "hobby",
}  # fmt: skip
_VAGUE = frozenset(
    "question problem point thing idea plan issue guess fear worry hope advice opinion reason answer way time turn fault "
    "concern part favourite first last next life day back head stomach heart mind mood brain thought impression understanding "
    "understanding bad pleasure mistake default preference place request wish mission need motto rule".split()
)
_NAMING = frozenset({"this", "it", "here"})


def read_be(ledger: Ledger, setting: Setting, subject: Noun | None, about: int | None) -> None:
    """Everything that a clause with "to be" says of its subject."""
    if subject is not None and _is_property(ledger, subject):
        read_property(ledger, setting, subject)
        return
    if about is None:
        _name_speaker(ledger, setting, subject)
        return
    lemmas = ["be"]
    for complement in _join_words(setting.clause.complements):
        if complement.prep == "":
            _read_predicate(ledger, setting, about, complement)
            lemmas = ["be", f"be {complement.word}"]
        else:
            for filled in find_filled(ledger, setting.clause, lemmas):
                if filled.complement is complement:
                    enter_filled(ledger, setting, about, filled)
                    break
            else:
                _read_employer(ledger, setting, about, complement)


def _join_words(complements: tuple[Complement, ...]) -> list[Complement]:
    """The complements, with an adjective joined to the noun or adjective right before it: "lactose intolerant"."""
    joined: list[Complement] = []
    for one in complements:
        last = joined[-1] if joined else None
        if last and one.noun is None and not one.prep and not one.listed and not last.prep and one.start - last.end == 1:
            if last.noun is not None and last.noun.head.lemma == "year" and one.word == "old":
                continue
            joined[-1] = replace(one, start=last.start, word=f"{last.word} {one.word}", listed=last.listed)
        else:
            joined.append(one)
    return joined


def _is_property(ledger: Ledger, subject: Noun) -> bool:
    """Whether the subject is something of somebody's that is not itself a person or a named thing."""
    held = subject.holder is not None or subject.tokens[0].tag == "PRP$"
    if not held or subject.name or subject.head.lemma in mapped("kin"):
        return False
    return not head_matches(subject, "animals")


def read_property(ledger: Ledger, setting: Setting, subject: Noun) -> None:
    """My email is …, her favourite film is …: the key is in the subject, the value in the complement."""
    holder = ledger.scene.holder(subject)
    key = find_key(subject)
    if holder is None or not key:
        return
    for complement in _join_words(setting.clause.complements):
        if complement.prep and not complement.listed:
            if key in ("birthday",) or head_matches(subject, "events"):
                break
            continue
        if key in mapped("adjectival_keys") or complement.noun is not None:
            value = value_of(ledger, setting, complement, "lasting:rest")
            ledger.enter(setting, Reading(holder, key, value, None, "state" if key != "name" else "lasting"))
    if key == "birthday" and setting.clause.times:
        time = setting.clause.times[0]
        ledger.enter(setting, Reading(holder, key, strip_preposition(time.text), None, "fixed"))
    elif head_matches(subject, "events") and setting.clause.times:
        content = ledger.scene.turn.content
        value = tidy(f"{content[subject.bare_start : subject.end]} {setting.clause.times[0].text}")
        ledger.enter(setting, Reading(holder, "event", value, None, "fixed"))


def find_key(subject: Noun) -> str:
    """The attribute key that a possessed noun stands for; nothing where it is too vague for one."""
    words = [token.norm for token in subject.tokens if token.tag not in ("PRP$", "DT", "POS", "NNP", "RB")]
    if subject.holder is not None:
        kept = [token for token in subject.tokens if token.start >= subject.holder.end and token.tag != "POS"]
        words = [token.norm for token in kept if token.tag not in ("PRP$", "DT")]
    dropped = ("new", "current", "old", "other", "real", "own", "actual", "main", "work", "personal", "legal")
    words = [word for word in words if word not in dropped] or words
    if "favorite" in words:
        return f"favourite_{spell_key([word for word in words if word not in ('favorite', 'all-time')])}".rstrip("_")
    key = spell_key(words)
    if key in _KEYS:
        return _KEYS[key]
    if not words or words[-1] in _VAGUE or len(words) > 3 or not key.isascii() or not key[:1].isalpha():
        return ""
    return key


def _read_predicate(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """One thing that somebody or something is said to be."""
    noun = complement.noun
    if noun is None:
        _read_adjective(ledger, setting, about, complement.word, complement)
        return
    scene = ledger.scene
    mention = scene.mentions[about]
    person = mention.type == "person"
    if noun.head.lemma in mapped("kin") and scene.holder(noun) is not None and person:
        _read_kinship(ledger, setting, about, noun)
    elif (is_number(noun) and len(noun.tokens) == 1 or _is_years(noun)) and person:
        _read_age(ledger, setting, about, noun)
    elif person and noun.name and noun.head.tag == "NNP" and not noun.det and not is_title(noun):
        _read_name(ledger, setting, about, noun)
    elif person and is_title(noun) and noun.head.tag != "NNS":
        value = value_of(ledger, setting, complement, "state")
        ledger.enter(setting, Reading(about, "job_title", value))
    elif person and noun.head.norm in ("fan", "lover") and noun.det in ("a", "an"):
        _read_fan(ledger, setting, about, complement)
    elif mention.type in ("pet", "vehicle") and noun.det in ("a", "an"):
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


def _read_adjective(ledger: Ledger, setting: Setting, about: int, word: str, complement: Complement) -> None:
    """Vegetarian, Irish, retired, divorced."""
    if ledger.scene.mentions[about].type != "person":
        return
    last = word.split(" ")[-1] if word else ""
    text = ledger.scene.turn.content[complement.start : complement.end]
    key = mapped("status_words").get(word) or mapped("status_words").get(last)
    value = tidy(text.removeprefix("a ").removeprefix("an "))
    if key == "marital_status" and any(one.prep == "to" for one in setting.clause.complements):
        return
    if key:
        ledger.enter(setting, Reading(about, key, value))
    elif word in listed("nationalities") or last in listed("nationalities"):
        ledger.enter(setting, Reading(about, "nationality", value))


def _read_kinship(ledger: Ledger, setting: Setting, about: int, noun: Noun) -> None:
    """Tom is my brother; I'm Ana's mother: the tie runs from the holder to the subject."""
    scene = ledger.scene
    holder = scene.holder(noun)
    key = mapped("kin")[noun.head.lemma]
    if holder is None or holder == about:
        return
    label = scene.mentions[about].label
    if key.endswith(("_of", "_to")) or key == "manages":
        ledger.enter(setting, Reading(holder, key, label, about))
    else:
        ledger.enter(setting, Reading(holder, key, f"{noun.head.lemma} {label}" if key == "family" else label))


def _read_age(ledger: Ledger, setting: Setting, about: int, noun: Noun) -> None:
    """A bare number is an age; a number of something is not."""
    text = noun.tokens[0].norm
    whole = text.isdigit() and len(text) < 4 and 0 < int(text) < 120
    words = mapped("number_words")
    if whole or (text in words and text != "one"):
        ledger.enter(setting, Reading(about, "age", noun.tokens[0].text))


def _is_years(noun: Noun) -> bool:
    """Whether the phrase is a number of years."""
    return noun.head.lemma == "year" and len(noun.tokens) == 2 and noun.tokens[0].tag == "CD"


def _read_name(ledger: Ledger, setting: Setting, about: int, noun: Noun) -> None:
    """I'm Josh; my sister is called Ana."""
    scene = ledger.scene
    type_ = scene.type_of(noun)
    if (
        type_ not in ("person", "")
        or noun.head.norm in listed("languages")
        or noun.head.norm in listed("nationalities")
    ):
        if noun.head.norm in listed("nationalities"):
            ledger.enter(setting, Reading(about, "nationality", name_text(noun.name)))
        return
    mention = scene.mentions[about]
    label = strip_honorific(noun.name)
    if mention.role is not None and mention.label == mention.role and setting.stance.asserted:
        scene.name_relative(about, label)
    elif mention.principal is not None:
        ledger.enter(setting, Reading(about, "name", label, None, "lasting"))


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


def _read_fan(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """A fan of something likes it."""
    for other in setting.clause.complements:
        if other.prep == "of" and other.start >= complement.end:
            ledger.enter(setting, Reading(about, "likes", value_of(ledger, setting, other, "state:rest")))


def _read_employer(ledger: Ledger, setting: Setting, about: int, complement: Complement) -> None:
    """A nurse at St Mary's; at Acme."""
    noun = complement.noun
    if noun is None or complement.prep not in ("at", "for", "with"):
        return
    scene = ledger.scene
    if scene.mentions[about].type != "person" or not noun.name or noun.head.tag != "NNP":
        return
    titled = any(one.prep == "" and one.noun and is_title(one.noun) for one in setting.clause.complements)
    if is_org(noun, complement.prep, scene.type_of(noun, complement.prep)) and (titled or complement.prep == "at"):
        target = scene.add(noun.name, "organisation")
        ledger.enter(setting, Reading(about, "works_at", scene.mentions[target].label, target))


def strip_preposition(text: str) -> str:
    """A time expression without the preposition before it."""
    first, _, rest = text.partition(" ")
    return rest if first.lower() in ("on", "in", "at", "by", "since", "until") and rest else text

"""What somebody has that is no person: an email, a favourite film, an appointment, and what it is."""

from dataclasses import replace

from spectron.extraction.builtin.claims.framing import name_pet, tidy, value_of
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import is_known_word, listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches, spell_key
from spectron.extraction.builtin.scene.scene import strip_honorific


@rule("property")
def read_property(ledger: Ledger, setting: Setting, subject: Noun) -> None:
    """My email is …, her favourite film is …: the key is in the subject, the value in the complement."""
    holder = ledger.scene.holder(subject)
    key = find_key(subject)
    if holder is None or not key or (key == "name" and _read_given_name(ledger, setting, holder)):
        return
    if key == "job_title":
        _read_workplace(ledger, setting, holder)
    content, times = ledger.scene.turn.content, setting.clause.times
    if key == "birthday" and times:
        ledger.enter(setting, Reading(holder, key, strip_preposition(times[0].text), None, "fixed"))
    elif key == "address" and setting.clause.complements:
        value = tidy(content[setting.clause.complements[0].start : setting.clause.complements[-1].end])
        ledger.enter(setting, Reading(holder, key, value))
    else:
        _read_values(ledger, setting, holder, key)


def _read_values(ledger: Ledger, setting: Setting, holder: int, key: str) -> None:
    """Each value that the complements give the key; a key of unknown words is taken only with an exact value."""
    verb = setting.clause.verb
    familiar = all(is_known_word(word) for word in key.split("_"))
    if key in listed("sum_keys") and _read_sum(ledger, setting, holder, key):
        return
    for complement in join_words(setting.clause.complements):
        if verb is not None and complement.start < verb.begin:
            continue
        direct = (not complement.prep or complement.listed) and (familiar or _is_exact(complement))
        if direct and (key in mapped("adjectival_keys") or complement.noun is not None):
            value = value_of(ledger, setting, complement, "lasting:rest")
            ledger.enter(setting, Reading(holder, key, value, None, "state" if key != "name" else "lasting"))


def _read_sum(ledger: Ledger, setting: Setting, holder: int, key: str) -> bool:
    """My rent is 900 a month: an amount with how often it falls due."""
    direct = [one for one in setting.clause.complements if not one.prep and one.noun is not None]
    if not direct or not any(mark.isdigit() for mark in direct[0].word):
        return False
    end = max([setting.end, *(time.end for time in setting.clause.times)])
    value = tidy(ledger.scene.turn.content[direct[0].start : end])
    ledger.enter(setting, Reading(holder, key, value, None, "state"))
    return True


def _is_exact(complement: Complement) -> bool:
    """Whether a value is a number, an address or a quotation, which no misspelt sentence gives by chance."""
    return complement.noun is not None and complement.noun.head.tag in ("CD", "URL", "QUO")


def is_property(subject: Noun) -> bool:
    """Whether the subject is something of somebody's that is not itself a person or a named thing."""
    kin = subject.head.lemma in mapped("kin") or subject.head.norm in listed("household_kin")
    if not subject.held or subject.name or kin:
        return False
    return not head_matches(subject, "animal")


def _read_workplace(ledger: Ledger, setting: Setting, holder: int) -> None:
    """My old job was at Ubisoft."""
    for one in setting.clause.complements:
        if one.prep in ("at", "with") and not one.listed and one.noun and one.noun.name:
            place = ledger.scene.add(one.noun.name, "organisation")
            ledger.enter(setting, Reading(holder, "works_at", ledger.scene.mentions[place].label, place))


def _read_given_name(ledger: Ledger, setting: Setting, holder: int) -> bool:
    """Her name is Oksana: the name of somebody who was only described so far."""
    mention = ledger.scene.mentions[holder]
    first = setting.clause.first.noun if setting.clause.first else None
    if mention.type == "pet" and mention.label.islower() and first is not None and first.name:
        name_pet(ledger, setting, holder, strip_honorific(first.name))
        return True
    if (
        first is None
        or not first.name
        or mention.role is None
        or mention.role != mention.label
        or not setting.stance.asserted
    ):
        return False
    ledger.scene.name_relative(holder, strip_honorific(first.name))
    return True


def find_key(subject: Noun) -> str:
    """The attribute key that a possessed noun stands for; nothing where it is too vague for one."""
    words = [token.norm for token in subject.tokens if token.tag not in ("PRP$", "DT", "POS", "NNP", "RB")]
    if subject.holder is not None:
        kept = [token for token in subject.tokens if token.start >= subject.holder.end and token.tag != "POS"]
        words = [token.norm for token in kept if token.tag not in ("PRP$", "DT")]
    if words and words[-1] in members("body"):
        return ""
    dropped = (
        "first",
        "next",
        "last",
        "new",
        "current",
        "old",
        "other",
        "real",
        "own",
        "actual",
        "main",
        "work",
        "personal",
        "legal",
    )
    words = [word for word in words if word not in dropped] or words
    if "favorite" in words:
        return f"favourite_{spell_key([word for word in words if word not in ('favorite', 'all-time')])}".rstrip("_")
    key = spell_key(words)
    if key in mapped("property_keys"):
        return mapped("property_keys")[key]
    if not words or words[-1] in listed("vague") or len(words) > 3 or not key.isascii() or not key[:1].isalpha():
        return ""
    return key


def strip_preposition(text: str) -> str:
    """A time expression without the preposition before it."""
    first, _, rest = text.partition(" ")
    return rest if first.lower() in ("on", "in", "at", "by", "since", "until") and rest else text


def join_words(complements: tuple[Complement, ...]) -> list[Complement]:
    """The complements, with an adjective joined to the noun or adjective right before it: "lactose intolerant"."""
    joined: list[Complement] = []
    for one in complements:
        last = joined[-1] if joined else None
        if (
            last
            and one.noun is None
            and not one.prep
            and not one.listed
            and not last.prep
            and one.start - last.end == 1
        ):
            if last.noun is not None and last.noun.head.lemma == "year" and one.word == "old":
                continue
            joined[-1] = replace(one, start=last.start, word=f"{last.word} {one.word}", listed=last.listed)
        else:
            joined.append(one)
    return joined

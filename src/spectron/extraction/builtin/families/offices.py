"""What named people are to a group or a firm: "our vicar is Ada", "the tenor is Rufus", "my apprentice Jakub"."""

from spectron.domain.candidate import Claim
from spectron.extraction.builtin.claims.framing import tidy
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, given_names, lexicon, listed, mapped
from spectron.extraction.builtin.scene.kinds import head_matches, is_title

_VERBAL = ("VB", "VN", "NV", "JV")
_PRAISE = frozenset("new old best current former favourite favorite own lovely great resident".split())
_SHARED = frozenset({"our", "their"})


def plays_part(noun: Noun) -> bool:
    """Whether a phrase names a voice or an instrument, as those do who sing or play together: "the second violin"."""
    return not noun.name and (noun.head.norm in members("instrument") or noun.head.norm in listed("voices"))


def is_office(noun: Noun) -> bool:
    """Whether a phrase says what somebody is by trade; what ends like a doer is one in "our best sprayer"."""
    if noun.name or noun.pronoun or noun.head.tag == "NNS" or noun.head.lemma in mapped("kin"):
        return False
    if any(one.norm in ("favorite", "favourite") for one in noun.tokens):
        return False
    return is_title(noun) or (noun.det in _SHARED and _is_doer(noun.head.norm))


def _is_doer(word: str) -> bool:
    """Whether a word is made of a verb, as sprayer is of spray."""
    if not word.endswith(("er", "or")) or word in listed("no_trades"):
        return False
    stem = word[:-2]
    bases = (stem, f"{stem}e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem)
    return any(lexicon().get(base, "") in _VERBAL for base in bases)


def name_office(ledger: Ledger, noun: Noun) -> str:
    """The words for an office without article, owner and praise: "sprayer" of "our best sprayer"."""
    own = [one for one in noun.tokens if noun.holder is None or one.start >= noun.holder.end]
    words = [one for one in own if one.tag not in ("DT", "PRP$", "POS") and one not in noun.name]
    return strip_praise(tidy(ledger.scene.turn.content[words[0].start : words[-1].end]))


def strip_praise(title: str) -> str:
    """A title without the words before it that say how good or how new its holder is."""
    first, _, rest = title.partition(" ")
    return strip_praise(rest) if rest and first.lower() in _PRAISE else title


@rule("copula: office")
def read_holder(ledger: Ledger, setting: Setting, subject: Noun) -> bool:
    """The COO is Luis Ferreira; our bass is Emeka: whoever is named holds the office or plays the part."""
    name = setting.clause.first.noun if setting.clause.first else None
    part = plays_part(subject)
    if not (part or is_office(subject)) or setting.clause.complements[0:1] == () or name is None:
        return False
    bare = bool(name.name) and not name.det and name.head.tag == "NNP" and name.holder is None
    if not bare or setting.clause.complements[0].prep or not _may_be_person(ledger, name):
        return False
    holder = ledger.scene.holder(subject)
    if holder is not None and ledger.scene.mentions[holder].type == "location":
        return False
    person = ledger.scene.add(name.name, "person")
    key = "skill" if part else "job_title"
    ledger.enter(setting, Reading(person, key, name_office(ledger, subject)))
    if holder is not None and ledger.scene.mentions[holder].type == "organisation" and not part:
        label = ledger.scene.mentions[holder].label
        ledger.enter(setting, Reading(person, "works_at", label, holder))
    return True


def _may_be_person(ledger: Ledger, name: Noun) -> bool:
    """Whether a name is a given name, or one that nothing tells to be a thing's."""
    return fold_word(name.name[0].text) in given_names() or ledger.scene.type_of(name) in ("person", "")


@rule("office before a name")
def note_office(ledger: Ledger, noun: Noun) -> None:
    """My apprentice Jakub; our vicar Josephine: what stands before a name is what its bearer is."""
    titled = noun.name and noun.head not in noun.name and noun.head.lemma not in mapped("kin")
    if not titled or noun.det not in ("my", "our", "the", "their") or noun.head.tag != "NN":
        return
    if not head_matches(noun, "occupation") or fold_word(noun.name[0].text) not in given_names():
        return
    person = ledger.scene.add(noun.name, "person")
    quote = ledger.scene.quote(noun.start, noun.end)
    ledger.keep(Claim(person, "job_title", name_office(ledger, noun), quote, confidence=0.8))

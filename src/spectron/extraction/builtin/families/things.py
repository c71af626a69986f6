"""What vehicles, boats, animals and other named things are like, and where they stand: year, colour, size, place."""

from collections.abc import Iterator

from spectron.extraction.builtin.claims.framing import tidy, trailing_end
from spectron.extraction.builtin.claims.ledger import Ledger, Reading, Setting, rule
from spectron.extraction.builtin.grammar.clauses import Complement
from spectron.extraction.builtin.grammar.phrases import Noun, Verb
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import listed

_FIRST_YEAR, _LAST_YEAR = 1850, 2039
_PLACED = frozenset(
    {"stand", "live", "sleep", "sit", "be moor", "be park", "be store", "be berth", "moor", "park", "lie"}
)
_PLACING = frozenset({"in", "on", "at", "near", "by", "under", "behind", "outside", "next", "beside"})
_PERSONS = frozenset({"person", "location", "event", "organisation"})


def is_year(token: Token) -> bool:
    """Whether a number can be the year in which a thing was made."""
    return token.text.isdigit() and len(token.text) == 4 and _FIRST_YEAR <= int(token.text) <= _LAST_YEAR


def list_traits(noun: Noun) -> Iterator[tuple[str, str]]:
    """The year, the colour, the material and the length that a phrase tells of its thing."""
    own = [one for one in noun.tokens if noun.holder is None or one.start >= noun.holder.end]
    for one in own:
        if is_year(one):
            yield "year", one.text
        elif one.norm in listed("colours"):
            yield "colour", one.norm
        elif one.norm in listed("materials") and (len(own) == 1 or one is not noun.head):
            yield "material", one.norm
        elif one.norm.endswith(("-foot", "-metre", "-meter", "-ft")) and one.norm[0].isdigit():
            yield "length", one.text


@rule("trait of a thing")
def read_traits(ledger: Ledger, setting: Setting, about: int) -> bool:
    """What a clause with "to be" says of a thing: the Volvo is a 2006, she's wooden, it's from 1983, it's red."""
    if ledger.scene.mentions[about].type in _PERSONS:
        return False
    before = len(ledger.claims)
    for one in setting.clause.complements:
        traits = list_traits(one.noun) if one.noun is not None else _name_word(one.word)
        for key, value in traits if one.prep in ("", "from") else ():
            ledger.enter(setting, Reading(about, key, value, None, "lasting"))
    for time in setting.clause.times:
        year = time.text.split()[-1]
        if time.text.lower() == f"from {year}" and year.isdigit():
            ledger.enter(setting, Reading(about, "year", year, None, "lasting"))
    named = any(one.noun is not None and one.noun.name for one in setting.clause.complements)
    return len(ledger.claims) > before and not named


def _name_word(word: str) -> Iterator[tuple[str, str]]:
    """What an adjective by itself tells."""
    if word in listed("colours"):
        yield "colour", word
    elif word in listed("materials"):
        yield "material", word


@rule("whereabouts of a thing")
def read_whereabouts(ledger: Ledger, setting: Setting, about: int, verb: Verb) -> None:
    """She stands on a farm near Barmouth; he sleeps in the kitchen: where an animal or a thing is kept."""
    lemma = f"be {verb.lemma}" if verb.passive else verb.lemma
    plain = verb.form == "present" and not verb.modal and not verb.negated
    if ledger.scene.mentions[about].type in _PERSONS or lemma not in _PLACED or not plain:
        return
    site = next((one for one in setting.clause.complements if _is_site(one)), None)
    if site is not None and site.noun is not None:
        value = tidy(ledger.scene.turn.content[site.noun.bare_start : trailing_end(setting.clause, site)])
        ledger.enter(setting, Reading(about, "location", value, None, "state"))


def _is_site(complement: Complement) -> bool:
    """Whether a complement says where: "on a farm", "next to the bread bin"."""
    noun = complement.noun
    return noun is not None and not noun.pronoun and complement.prep in (*_PLACING, "to")

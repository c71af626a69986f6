"""What an occasion is called: "hike", "dinner with Priya", "sister's wedding", "trip to Rome"."""

import re
from collections.abc import Iterator, Sequence

from spectron.extraction.builtin.cues.ahead.words import among
from spectron.extraction.builtin.grammar.clauses import Clause, Complement
from spectron.extraction.builtin.grammar.phrases import Noun
from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.words import fold_word, given_names, mapped, places
from spectron.extraction.builtin.scene.kinds import head_matches
from spectron.extraction.builtin.scene.names import name_text

_OWN = ("my", "our")
_TAILS = frozenset({"with", "at", "to", "in", "for", "from", "on", "about"})
_CLASSES = ("event", "treatment", "therapists")
_MOST_TAILS = 2
_TRAILING = re.compile(
    r"(?:[ ,]+(?:after all|any ?more|either|then|again|too|though|as well|for now|now|already))+\W*$"
)
_SPELLED = {"bbq": "barbecue", "appt": "appointment"}
_SOMEBODY = frozenset({"him", "her", "them"})


def is_outing(noun: Noun) -> bool:
    """Whether a noun phrase names something that one can be asked about afterwards: an exam, a wedding, the dentist."""
    if noun.pronoun or noun.head.lemma in among("no_outing") or noun.head.norm in among("no_outing"):
        return False
    spoken = (token for token in noun.tokens if token.end < noun.head.start and token.norm.strip("'\u2019"))
    before = [token.norm.strip("'\u2019") for token in spoken]
    if noun.head.lemma == "date" and any(one.tag == "NN" for one in noun.modifiers):
        return False  # a delivery date is a day
    named = {form for head in (noun.head.lemma, noun.head.norm) for form in (head, " ".join([*before[-1:], head]))}
    return bool(named & among("outing")) or any(head_matches(noun, one) for one in _CLASSES)


def is_meal(noun: Noun) -> bool:
    """Whether it names a meal, which is an occasion only in company."""
    return not noun.pronoun and head_matches(noun, "meal")


def is_public(noun: Noun) -> bool:
    """Whether "the" before it may mean what everybody means by it: the match, the election."""
    return noun.det == "the" and (noun.head.lemma in among("public_outing") or noun.head.norm in among("public_outing"))


def is_kin(noun: Noun) -> bool:
    """Whether it names somebody of the speaker's family or circle: my mum, the kids."""
    return noun.head.lemma in mapped("kin") and (noun.det in _OWN or noun.head.lemma in ("kid", "child", "baby"))


def name_noun(noun: Noun, clause: Clause | None = None) -> str:
    """A noun phrase as a subject, with those complements right behind it that say with whom, where or what for."""
    words = _bare(noun)
    if clause is not None:
        words += [f"{one.prep} {_tell(one.noun)}" for one in _list_tails(noun, clause) if one.noun is not None]
    return " ".join(words).replace(" ' ", "' ")  # "parents' evening"


def name_of(whom: Noun, name: str) -> str:
    """An occasion that somebody else has: "mum's bypass"."""
    who = " ".join(_bare(whom))
    return f"{who}' {name}" if who.endswith("s") else f"{who}'s {name}"


def find_place(complement: Complement) -> str:
    """The place that a phrase names, as far as it is a place with a name; or ""."""
    noun = complement.noun
    if noun is None or not noun.name or noun.holder is not None:
        return ""
    name = name_text(noun.name)
    known = fold_word(name) in places()
    return (
        name
        if known or (noun.head.tag == "NNP" and complement.prep in ("to", "in", "for") and not _is_person(noun))
        else ""
    )


def _is_person(noun: Noun) -> bool:
    return noun.head.lemma in mapped("kin") or fold_word(noun.head.text) in given_names()


def is_somebody(noun: Noun) -> bool:
    """Whether a phrase names a person: by name, by kinship, by trade."""
    if noun.pronoun:
        return noun.pronoun in _SOMEBODY
    return (
        bool(noun.name)
        or noun.head.lemma in mapped("kin")
        or head_matches(noun, "occupation")
        or (head_matches(noun, "person"))
    )


def tell_words(text: str) -> str:
    """Words of the speaker as words about them: "my new boss" is "the new boss"."""
    swapped = [_SWAPPED.get(word.lower(), word) for word in text.split()]
    return _TRAILING.sub("", " ".join(swapped)).strip(" ,;:.!?-\u2014\u2013()\"'")


_SWAPPED = {"my": "the", "our": "the", "me": "them", "us": "them", "myself": "themselves", "mine": "theirs"}


def _bare(noun: Noun) -> list[str]:
    """The words of a noun phrase that name it, with whoever has it."""
    tokens: Sequence[Token] = noun.tokens
    held = [token for token in tokens if noun.holder is not None and token.end <= noun.holder.end]
    rest = [token for token in tokens if token not in held and token.tag not in ("DT", "PRP$", "POS", "WP$")]
    said = [token for token in rest if token is noun.head or token.norm not in among("plain_adjectives")]
    own = [_case(token) for token in said if token.tag not in ("CD", "RB") or token is noun.head]
    if noun.holder is None:
        return own
    holder = [_case(token) for token in held if token.tag not in ("DT", "PRP$", "POS")]
    return [f"{' '.join(holder)}'s", *own] if holder else own


def _case(token: Token) -> str:
    """A word as it stands, without the capital that only begins a sentence."""
    spelled = _SPELLED.get(token.norm)
    return spelled or (token.text if token.tag == "NNP" or token.text.isupper() else token.text.lower())


def _list_tails(noun: Noun, clause: Clause) -> Iterator[Complement]:
    """The phrases right behind a noun that belong to it and speak of nobody by a pronoun."""
    behind = [one for one in clause.complements if one.start >= noun.end and one.prep in _TAILS]
    for one in behind[:_MOST_TAILS]:
        if one.noun is None or one.noun.pronoun or one.noun.head.tag == "CD":
            return
        yield one


def _tell(noun: Noun) -> str:
    """A noun phrase behind a preposition: "the board", "Priya", "the knee"."""
    words = " ".join(_bare(noun))
    return (
        words if noun.name or not noun.det else f"the {words}" if noun.det != "a" and noun.det != "an" else f"a {words}"
    )

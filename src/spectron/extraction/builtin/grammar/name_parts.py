"""Which words of a noun phrase belong to a name: particles, numbers, titles, "of" and "&"."""

from collections.abc import Sequence

from spectron.extraction.builtin.grammar.tokens import Token
from spectron.extraction.builtin.lexis.senses import members
from spectron.extraction.builtin.lexis.words import fold_word, given_names, listed, mapped


def closes_item(tokens: Sequence[Token], at: int, place: int) -> bool:
    """Whether a number after a name stands by itself, as an age does in "Alma 12, Viggo 9"; not in "the Pixel 8"."""
    after = tokens[place + 1].text if place + 1 < len(tokens) else ""
    personal = fold_word(tokens[place - 1].text) in given_names()
    if tokens[at].tag in ("DT", "PRP$") and not personal:
        return False
    ends = after in (",", ")", "and", "") or (personal and after in (".", "!", ";"))
    return tokens[place].text.isdigit() and len(tokens[place].text) < 3 and ends


def joins_name(tokens: Sequence[Token], place: int) -> bool:
    """Whether "of" here lies inside a name such as University of Ghana, Bank of Ireland."""
    if tokens[place].norm != "of" or place + 1 >= len(tokens):
        return False
    before, after = tokens[place - 1], tokens[place + 1]
    titled = any(word.norm in members("occupation") or word.lemma in mapped("kin") for word in tokens[:place][-3:])
    titled = titled or fold_word(before.text) in given_names() or tokens[place - 2].norm in listed("honorific")
    longer = place > 1 and tokens[place - 2].tag == "NNP" and before.norm not in members("organisation")
    return before.tag == "NNP" and after.capital and not titled and not longer


def is_part_of_name(words: Sequence[Token], place: int) -> bool:
    """Whether the word belongs to a name at the end of the phrase."""
    token = words[place]
    if token.tag == "NNP" or (place > 0 and is_model_number(token) and words[place - 1].tag == "NNP"):
        return True
    following = words[place + 1].tag if place + 1 < len(words) else ""
    if token.capital and following == "NNP" and token.norm in listed("honorific"):
        return True
    inside = bool(following) and place > 0
    return (
        inside and (token.norm in ("of", "&") or token.norm in listed("name_parts")) and words[place - 1].tag == "NNP"
    )


def is_model_number(token: Token) -> bool:
    """Whether a number can be a part of a name: "Pixel 8", "Model 3", "K702"."""
    return token.tag == "CD" and token.text.isalnum() and len(token.text) <= 4


def is_person_name(name: Sequence[Token]) -> bool:
    """Whether a name begins like a person's."""
    return fold_word(name[0].text) in given_names() or name[0].norm in listed("honorific")

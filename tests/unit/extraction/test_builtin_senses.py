"""Word classes: what ordinary nouns speak of, and what the claims make of it."""

import pytest

from spectron.extraction.builtin.lexis.senses import is_kind, members

KINDS = [
    ("orthodontist", "occupation"),
    ("landscape gardener", "occupation"),
    ("assistant stage manager", "occupation"),
    ("border terrier", "animal"),
    ("goldfinch", "animal"),
    ("guinea pig", "animal"),
    ("tabbouleh", "food"),
    ("shortbread", "food"),
    ("psoriasis", "illness"),
    ("shoulder blade", "body"),
    ("penicillin", "medicine"),
    ("oboe", "instrument"),
    ("badminton", "sport"),
    ("backgammon", "game"),
    ("crochet", "craft"),
    ("catamaran", "vehicle"),
    ("cardigan", "garment"),
    ("regatta", "event"),
    ("geology", "discipline"),
    ("swahili", "language"),
    ("glaswegian", "nationality"),
    ("archipelago", "nature"),
    ("doctorate", "degree"),
]
OTHERS = [
    ("chair", "person"),
    ("genius", "occupation"),
    ("bass guitar", "animal"),
    ("seahorse sticker", "animal"),
    ("swimmer", "occupation"),
]
CLAIMS = [
    ("I'm an orthodontist in Graz.", "me job_title=orthodontist"),
    ("My cousin Ines is an assistant stage manager.", "Ines job_title=assistant stage manager"),
    ("I work as a forester.", "me job_title=forester"),
    ("I'm a fettler in a foundry.", "me job_title=fettler"),
    ("My aunt Odile is a sous-chef.", "Odile job_title=sous-chef"),
    ("I work as a saggar maker.", "me job_title=saggar maker"),
    ("I have a cockatiel.", "me pet=cockatiel"),
    ("We adopted a whippet last year.", "me pet=whippet"),
    ("I've got tinnitus and it is worse at night.", "me health=tinnitus"),
    ("I play the bassoon.", "me skill=play the bassoon"),
    ("I speak Tagalog.", "me language=Tagalog"),
    ("I studied geology.", "me education=geology"),
    ("I'm Glaswegian.", "me nationality=Glaswegian"),
]


@pytest.mark.parametrize(("words", "kind"), KINDS, ids=lambda it: it)
def test_a_noun_is_of_its_class(words: str, kind: str):
    """A noun, with or without words before it, is of the class of its usual sense."""
    assert is_kind(words.split(" "), kind)


@pytest.mark.parametrize(("words", "kind"), OTHERS, ids=lambda it: it)
def test_a_noun_is_of_no_class_of_a_rare_sense(words: str, kind: str):
    """A rare sense, or a word before the head, puts nothing in a class."""
    assert not is_kind(words.split(" "), kind)


def test_words_added_by_hand_join_their_class():
    """The list of the same name adds what WordNet lacks."""
    assert {"barista", "plumber"} <= members("occupation")


@pytest.mark.parametrize(("text", "claim"), CLAIMS, ids=lambda it: it)
def test_claims_rest_on_classes(tell, text: str, claim: str):
    """What somebody is, has, plays or studies is told by the class of the noun, listed by hand or not."""
    assert claim in tell(text)

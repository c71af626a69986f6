"""Which part of speech the words of careless and careful sentences are taken for."""

import pytest

from spectron.extraction.builtin.grammar.tagging import tag
from spectron.extraction.builtin.grammar.tokens import split_words

SPELLINGS = [
    ("hes workin late", "he 's working late"),
    ("im sooo happyyy", "i am so happy"),
    ("dunno, id love to", "do not know , i 'd love to"),
    ("its a big flat", "it 's a big flat"),
    ("its tail is short", "its tail is short"),
    ("my id is 12", "my id is 12"),
    ("were moving house", "we are moving house"),
    ("they were moving house", "they were moving house"),
    ("imma call u tmrw", "i gonna call you tomorrow"),
    ("living w/ my gran", "living with my gran"),
    ("lets go", "let us go"),
    ("my cousin in dublin", "my cousin in dublin"),
    ("we havent met", "we have not met"),
]

TAGS = [
    # past or participle
    ("My aunt set up a dairy", "set", "VBD"),
    ("The dairy was set up in May", "set", "VBN"),
    ("Vera, my aunt, left early", "left", "VBD"),
    ("She has left already", "left", "VBN"),
    ("We bought a barge built in Leith", "built", "VBN"),
    ("My grandad built the barn", "built", "VBD"),
    ("the barge my grandad built is gone", "built", "VBD"),
    ("I know a baker called Lars", "called", "VBN"),
    ("my brother called me", "called", "VBD"),
    ("I heard my cousin moved to Cardiff", "moved", "VBD"),
    ("Sold the van on Monday", "sold", "VBD"),
    ("Born in Quito", "born", "VBN"),
    ("My retired uncle fishes", "retired", "JJ"),
    ("My uncle retired in June", "retired", "VBD"),
    ("My boss quit", "quit", "VBD"),
    ("I want to quit", "quit", "VB"),
    # names without a capital
    ("my brother tom lives here", "tom", "NNP"),
    ("we moved to lisbon", "lisbon", "NNP"),
    ("she works at google", "google", "NNP"),
    ("dinner with priya was good", "priya", "NNP"),
    ("we were reading books", "reading", "VBG"),
    ("he drives a van to work", "van", "NN"),
    ("my sister rose early", "rose", "VBD"),
    # nouns and verbs
    ("Tom and Ana run a studio", "run", "VBP"),
    ("Tom and I both play chess", "play", "VB"),
    ("My parents work at the mill", "work", "VBP"),
    ("he lives in berlin and works at a mill", "works", "VBZ"),
    ("I think that I know", "that", "SUB"),
    ("Art student here", "Art", "NN"),
]


@pytest.mark.parametrize(("text", "norms"), SPELLINGS)
def test_spelling(text: str, norms: str) -> None:
    """Contractions fall apart, and texting forms are known by their usual spelling."""
    assert " ".join(piece.norm for piece in split_words(text, 0, len(text))) == norms


@pytest.mark.parametrize(("text", "word", "expected"), TAGS)
def test_tags(text: str, word: str, expected: str) -> None:
    """A word that may be several parts of speech is settled by its neighbours."""
    tokens = tag(split_words(text, 0, len(text)))
    assert next(token.tag for token in tokens if token.text.lower() == word.lower()) == expected

"""Who and what is named, and what pronouns stand for."""

import pytest

NAMED = [
    ("Elena works at Northwind Traders.", "Elena", "person"),
    ("Elena works at Northwind Traders.", "Northwind Traders", "organisation"),
    ("We flew to Marrakesh.", "Marrakesh", "location"),
    ("I studied at the University of Leeds.", "University of Leeds", "organisation"),
    ("Mrs Oyelaran called.", "Mrs Oyelaran", "person"),
    ("I met Dr. Anya Petrova.", "Anya Petrova", "person"),
    ("My dog Rex ate it.", "Rex", "pet"),
    ("I drive a Volvo V60.", "Volvo V60", "vehicle"),
    ("I live in Trondheim, Norway.", "Norway", "location"),
    ("my bf liam is here", "liam", "person"),
    ("I'm running the Lisbon marathon.", "Lisbon marathon", "event"),
    ("I'm writing a novel called Saltmarsh.", "Saltmarsh", "project"),
    ("She moved to the Denver office.", "Denver", "location"),
]


@pytest.mark.parametrize(("text", "label", "kind"), NAMED)
def test_named(extract, text, label, kind):
    """What is named is mentioned with its type."""
    assert (label, kind) in {(one.label, one.type) for one in extract(text).mentions}


PRONOUNS = [
    ("My sister Ana moved. She lives in Rome.", "Ana location=Rome"),
    ("My brother Tom called. He is a plumber.", "Tom job_title=plumber"),
    ("Ana met Tom. She is a vet.", "Ana job_title=vet"),
    ("I have a cat called Miso. He is 4.", "Miso age=4"),
    ("My manager is Petra. Her husband is a chef.", "husband job_title=chef"),
]


@pytest.mark.parametrize(("text", "expected"), PRONOUNS)
def test_pronoun(tell, text, expected):
    """A pronoun stands for the last fitting person, pet or thing."""
    assert expected in tell(text)


def test_pronoun_for_a_known_entity(extract, entity):
    """A pronoun with nobody before it stands for an entity lately spoken of."""
    found = extract("She moved to Oslo.", entities=(entity("Tom", "person", 1), entity("Ana", "person", 2)))
    (claim,) = found.claims
    assert found.mentions[claim.about].known == "entity:2"


def test_role_and_holder(extract):
    """My sister is a person with a role towards the speaker, with or without a name."""
    for text, label in (("My sister is here.", "sister"), ("My sister Ana is here.", "Ana")):
        found = extract(text)
        sister = next(one for one in found.mentions if one.role == "sister")
        assert sister.label == label
        assert found.mentions[sister.holder].principal == "user"

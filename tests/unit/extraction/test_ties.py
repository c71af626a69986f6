"""Relatives in several words, offices and parts of named people, groups with their names behind a colon."""

import pytest

RELATIVES = [
    ("My mother in law Selma bakes.", {"me family=mother-in-law Selma"}),
    ("My step daughter Ida is 9.", {"me parent_of=Ida", "Ida age=9"}),
    ("My ex wife Jo moved to Rome.", {"me ex_partner=Jo", "Jo location=Rome"}),
    ("My great aunt Vi is 90.", {"me family=great-aunt Vi", "Vi age=90"}),
    ("My brother in law's dog is called Rex.", {"me family=brother-in-law", "brother-in-law pet=Rex"}),
]


@pytest.mark.parametrize(("text", "claims"), RELATIVES)
def test_a_relative_in_several_words_is_one(tell, text, claims):
    """A mother-in-law is no mother, however she is spelt."""
    assert claims <= tell(text)
    assert not {"me child_of=mother", "me sibling_of=brother", "me married_to=wife"} & tell(text)


OFFICES = [
    ("We have a new rector, Ursula.", {"Ursula job_title=rector"}),
    ("Our alto is Ingrid, and Oscar is the tenor.", {"Ingrid skill=alto", "Oscar skill=tenor"}),
    ("First violin's Martha, cello's Felix.", {"Martha skill=First violin", "Felix skill=cello"}),
    ("Our new trainee is Pedro.", {"Pedro job_title=trainee"}),
    ("My apprentice Oliver likes rye.", {"Oliver job_title=apprentice"}),
    ("I asked Martha. She's our best riveter.", {"Martha job_title=riveter"}),
    ("I like Felix the chiropractor.", {"Felix job_title=chiropractor"}),
    ("I'm Ada Lindt, head baker in Ghent.", {"me name=Ada Lindt", "me job_title=head baker", "me location=Ghent"}),
]


@pytest.mark.parametrize(("text", "claims"), OFFICES)
def test_who_is_named_behind_an_office_holds_it(tell, text, claims):
    """Whoever is named holds the office or plays the part, and it is no property of the speaker's."""
    told = tell(text)
    assert claims <= told
    assert not any(one.partition("=")[0] in ("me alto", "me cello", "me trainee", "me apprentice") for one in told)


def test_names_behind_a_colon_are_the_group(tell):
    """A colon or a dash may open the list of who a group is."""
    assert {"me pet=Ursula", "me pet=Martha"} <= tell("We have two goats: Ursula and Martha.")


NOTHING = [
    "We'll be three, not two.",
    "She was a nurse, thirty years on the same ward.",
    "Yes, in French.",
    "I'm so tired that nobody at work minds.",
    "Martha is the winner.",
    "Felix is our favourite customer.",
]


@pytest.mark.parametrize("text", NOTHING)
def test_counts_languages_and_praise_are_no_facts(tell, text):
    """A head count is no age, a language no home, a winner no trade."""
    keys = {line.split(" ", 1)[1].split("=")[0] for line in tell(text)}
    assert not keys & {"age", "location", "works_at", "job_title", "skill"}


def test_what_somebody_has_done_to_one_is_told_of_oneself(tell):
    """ "He's put me" is "he has put me"."""
    assert tell("My doctor is Oliver. He's put me on amlodipine.") >= {"me health=amlodipine"}

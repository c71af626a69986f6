"""How people say who they are, who lives by, and what things are like."""

import pytest

INTRODUCTIONS = [
    ("Hi, Oliver Marsh. I live in Ghent.", {"me name=Oliver Marsh", "me location=Ghent"}),
    ("hiya its lottie, 41, from bath", {"me name=lottie", "me age=41", "me hometown=bath"}),
    ("Hey, it's Pedro, 28, vegan, nurse in Ghent.", {"me name=Pedro", "me age=28", "me job_title=nurse"}),
    ("I'm Ada Lindt, head cook at Fenwick's in Graz.", {"me job_title=head cook", "me works_at=Fenwick's"}),
    ("Can you move my parcel to Friday?\n- Martha", {"me name=Martha"}),
    ("Felix here, 62, divorced, one daughter, Ursula, she's 20.", {"me parent_of=Ursula", "Ursula age=20"}),
]


@pytest.mark.parametrize(("text", "claims"), INTRODUCTIONS)
def test_an_introduction_tells_all_of_its_parts(tell, text, claims):
    """A name, an age, where from and what by trade, in whatever order and style."""
    assert claims <= tell(text)


@pytest.mark.parametrize("text", ["Thanks, Martha", "Hi Felix, can you help?", "I like tea - Earl Grey"])
def test_a_name_that_is_addressed_is_not_the_speakers(tell, text):
    """Whom a greeting or thanks name is spoken to."""
    assert not any("name=" in one for one in tell(text))


NEIGHBOURS = [
    ("The man upstairs, Mr Oduya, plays the tuba.", "me neighbour_of=Mr Oduya"),
    ("The couple next door are moving. The widow across the road is called Ursula.", "me neighbour_of=Ursula"),
]


@pytest.mark.parametrize(("text", "claim"), NEIGHBOURS)
def test_who_lives_by_is_a_neighbour(tell, text, claim):
    """Somebody upstairs or over the road who is named."""
    assert claim in tell(text)


THINGS = [
    ("Our van is called Gertie, a 1982 Bedford.", {"Gertie year=1982"}),
    ("We have a boat called Petra. She's wooden and she lies in the harbour.", {"Petra material=wooden"}),
    ("I have a cat called Fig. She sleeps on the boiler.", {"Fig location=boiler"}),
]


@pytest.mark.parametrize(("text", "claims"), THINGS)
def test_what_things_are_like_and_where_they_are(tell, text, claims):
    """The year, the material and the place of a vehicle, a boat, an animal."""
    assert claims <= tell(text)


def test_a_pet_belongs_to_whoever_has_it(tell):
    """An animal that others have and call by a name is not the speaker's."""
    told = tell("My sister Ada has a pony called Biscuit.")
    assert "Ada pet=Biscuit" in told
    assert "me pet=Biscuit" not in told


def test_the_children_just_named_are_those_who_were_born(tell):
    """ "Born this morning" is said of the twins, not of the one who tells it."""
    told = tell("Two girls, Ursula and Martha, born this morning.")
    assert {"Ursula birthday=this morning", "Martha birthday=this morning"} <= told
    assert "me birthday=this morning" not in told


LEARNERS = [
    ("my husband he is cook", {"me married_to=husband"}),
    ("we have one son he is 4 yers", {"son age=4"}),
]


@pytest.mark.parametrize(("text", "claims"), LEARNERS)
def test_a_subject_said_twice_is_one(tell, text, claims):
    """Learners of English repeat the subject and leave out the stop."""
    assert claims <= tell(text)


SELVES = [
    ("My friend Ash (they/them) came.", "Ash pronouns=they/them"),
    ("I eat everything.", "me diet=eat everything"),
    ("Felix is remote from Ghent.", "Felix location=Ghent"),
]


@pytest.mark.parametrize(("text", "claim"), SELVES)
def test_small_words_about_oneself_and_others_are_told(tell, text, claim):
    """Pronouns in brackets are those of the one before; to eat everything is a diet; remote is somewhere."""
    assert claim in tell(text)


def test_how_a_firm_began_is_no_event_of_the_speakers(tell):
    """ "Founded 2021" without a subject is said of a firm."""
    assert not any(one.startswith("me event") for one in tell("Founded 2021, Graz, nine people."))

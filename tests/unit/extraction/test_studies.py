"""What people learn: subjects, degrees, schools, years, languages and skills."""

import pytest

STUDIES = [
    ("I'm reading history at Exeter.", {"me education=history", "me studied_at=Exeter"}),
    (
        "My nephew has been accepted to study medicine at Lund.",
        {"me family=nephew", "nephew education=medicine", "nephew studied_at=Lund"},
    ),
    (
        "I'm in my second year of architecture at Delft.",
        {"me education=second year of architecture", "me studied_at=Delft"},
    ),
    ("My son is in year 8.", {"me parent_of=son", "son education=year 8"}),
    ("I dropped out of law at Graz.", {"me education=law !end", "me studied_at=Graz !end"}),
    ("I switched from physics to geology.", {"me education=geology"}),
    ("I have a degree in botany from Exeter.", {"me education=degree in botany from Exeter", "me studied_at=Exeter"}),
    ("Second-year biology at Malmo Academy here.", {"me education=Second-year biology", "me studied_at=Malmo Academy"}),
]


@pytest.mark.parametrize(("text", "claims"), STUDIES)
def test_subject_and_school(tell, text, claims):
    """A subject is education, the name behind "at" or "from" the school, even where it is a town's."""
    assert tell(text) == claims


ABILITIES = [
    (
        "I speak Danish at home, Dutch at work and a bit of Frisian.",
        {"me language=Danish", "me language=Dutch", "me language=Frisian"},
    ),
    ("I translate from Finnish into Spanish.", {"me language=Finnish", "me language=Spanish"}),
    ("I'm a native Basque speaker.", {"me language=Basque"}),
    ("My Welsh is rusty.", {"me language=Welsh"}),
    ("I've been coding in Rust for two years.", {"me skill=Rust"}),
    ("I hold a brown belt in karate.", {"me skill=brown belt in karate"}),
    ("I play the oboe in the Malmo Symphony.", {"me skill=play the oboe", "me member_of=Malmo Symphony"}),
]


@pytest.mark.parametrize(("text", "claims"), ABILITIES)
def test_languages_and_skills(tell, text, claims):
    """Every language a clause names is spoken, however it hangs on; tools and grades are skills."""
    assert tell(text) == claims


@pytest.mark.parametrize(
    "text",
    [
        "I started gardening a year ago.",
        "I read history books.",
        "I changed trains at Exeter.",
        "Do you speak Dutch?",
        "I'm teaching myself juggling.",
        "The film was in French.",
    ],
)
def test_what_nobody_studies(extract, text):
    """Pastimes, journeys and questions are no studies and no languages."""
    keys = {claim.key for claim in extract(text).claims}
    assert not keys & {"education", "studied_at", "language", "job_title"}

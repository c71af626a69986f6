"""What clauses without a verb teach: self-descriptions, and bare answers to the assistant's question."""

import pytest

DESCRIBED = [
    ("34, nurse, two kids", {"me age=34", "me job_title=nurse", "me parent_of=two kids"}),
    ("About me: 41, plumber, one daughter", {"me age=41", "me job_title=plumber", "me parent_of=daughter"}),
    ("Two sons, three chickens, one patient wife",
     {"me parent_of=Two sons", "me pet=three chickens", "me married_to=wife"}),
    ("Vegetarian since school", {"me diet=Vegetarian"}),
    ("Nurse at St Brigid's for ten years", {"me job_title=Nurse", "me works_at=St Brigid's"}),
    ("Freelance illustrator from Bristol", {"me job_title=Freelance illustrator", "me hometown=Bristol"}),
    ("Originally from Porto, now in Lyon", {"me hometown=Porto", "me location=Lyon"}),
    ("Olga Petrova here.", {"me name=Olga Petrova"}),
    ("Irish, 29, based in Cork", {"me nationality=Irish", "me age=29", "me location=Cork"}),
    ("Been a potter for twelve years", {"me job_title=potter"}),
    ("Not married, never have been", {"me marital_status=married !denial"}),
    # these say nothing of the speaker
    ("If I won the pools and bought a castle, I'd sleep", set()),
    ("I dreamt I was a pilot and we lived in Peru", set()),
    ("A nurse, a priest and a doctor walk into a bar", set()),
    ("Two questions for you", set()),
    ("Perfect, thanks", set()),
    ("Great nurse!", set()),
    ("Mum of three here", set()),
    ("English, please", set()),
    ("So was his dad", set()),
]  # fmt: skip

ANSWERED = [
    ("How old are you?", "34", {"me age=34"}),
    ("How old is your daughter?", "seven", {"daughter age=seven", "me parent_of=daughter"}),
    ("Where are you from?", "Leeds, born and raised", {"me hometown=Leeds"}),
    (
        "And where do you live now?",
        "in Bath with my wife",
        {"me location=Bath", "me lives_with=wife", "me married_to=wife"},
    ),
    ("Do you have any pets?", "a cat, Miso", {"me pet=Miso", "Miso species=cat"}),
    ("Lovely! Do you have any pets?", "Yes, two dogs and a cat.", {"me pet=two dogs", "me pet=cat"}),
    ("What's your name?", "Priya Nair", {"me name=Priya Nair"}),
    ("What do you do for a living?", "Baker, mostly nights", {"me job_title=Baker"}),
    ("What's your brother's name?", "Callum", {"me sibling_of=Callum"}),
    ("What is your cat called?", "Miso", {"me pet=Miso", "Miso species=cat"}),
    ("When's your birthday?", "3 May", {"me birthday=3 May"}),
    ("Who's your manager?", "Helga Brandt", {"me reports_to=Helga Brandt"}),
    ("Where did you grow up?", "Cork", {"me hometown=Cork"}),
    ("What are you studying?", "marine biology", {"me education=marine biology"}),
    ("Do you have siblings?", "one brother, Tom", {"me sibling_of=Tom"}),
    ("Do you have any pets?", "No", set()),
    ("Shall I go on?", "one question", set()),
    ("Does she have a nut allergy?", "one thing", set()),
    ("How old is your daughter?", "sorry, one moment", set()),
]


@pytest.mark.parametrize(("text", "claims"), DESCRIBED)
def test_self_description(text: str, claims: set[str], tell) -> None:
    """A fragment tells of the speaker where it lists what people are and have, and else nothing."""
    assert {claim for claim in tell(text) if claim.startswith("me ") or claims} == claims


@pytest.mark.parametrize(("question", "text", "claims"), ANSWERED)
def test_answer(question: str, text: str, claims: set[str], tell) -> None:
    """A bare answer is read as the whole clause that the question asked for."""
    assert tell(text, ("assistant", question)) == claims


def test_quotes_of_answers_are_the_users_own_words(extract) -> None:
    """What only the question names is quoted by the answer, never by words that the turn does not hold."""
    text = "Callum"
    extraction = extract(text, ("assistant", "What's your brother's name?"))
    assert all(text[quote.start : quote.end] == quote.text for quote in (one.quote for one in extraction.mentions))

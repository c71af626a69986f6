"""What kind of thing a name names: by its own words, and by the words around it."""

import pytest

from spectron.domain.candidate import EntityType

NAMED = [
    # by their own words
    ("We rent a desk from Aldous & Finch.", {("Aldous & Finch", "organisation")}),
    ("I sold my shares in Korhonen Kayaks.", {("Korhonen Kayaks", "organisation")}),
    ("My order came from Velmora Ltd in two days.", {("Velmora Ltd", "organisation")}),
    ("I saw Frau Lindqvist at the dentist.", {("Frau Lindqvist", "person")}),
    ("Our hotel was on Thornbury Lane.", {("Thornbury Lane", "location")}),
    ("We walked around Lake Vessa for hours.", {("Lake Vessa", "location")}),
    ("I'm running the Ardgour Marathon in May.", {("Ardgour Marathon", "event")}),
    ("Project Juniper is two months late.", {("Project Juniper", "project")}),
    ("I dropped my Nimbus 7 in the bath.", {("Nimbus 7", "product")}),
    # by the noun beside them
    ("My apprentice Torvald is late again.", {("Torvald", "person")}),
    ("We walked our dog Pretzel at noon.", {("Pretzel", "pet")}),
    ("The Larch project starts on Monday.", {("Larch", "project")}),
    ("The Quillon air purifier is noisy.", {("Quillon", "product")}),
    ("I turned down the Brightsea job.", {("Brightsea", "organisation")}),
    # by an apposition
    ("We tried Skarv, a sourdough bakery, and liked it.", {("Skarv", "organisation")}),
    ("My new boss, Ragna, is kind.", {("Ragna", "person")}),
    ("Wexcombe, where my parents met, has no station now.", {("Wexcombe", "location")}),
    # by what is said of them
    ("Tilde & Sons is a roofing company.", {("Tilde & Sons", "organisation")}),
    ("The narrator is Isolde.", {("Isolde", "person")}),
    ("Our mare is called Nettle.", {("Nettle", "pet")}),
    # by the verb
    ("I watched Glass Harbour last night.", {("Glass Harbour", "product")}),
    ("I bought a Fennec last week.", {("Fennec", "product")}),
    ("We took the ferry to Ostrova.", {("Ostrova", "location")}),
    ("Last week we visited Merrowby.", {("Merrowby", "location")}),
    ("They want a copy of Salt and Bone.", set()),
    # beside another name
    ("My nieces are Ana and Qwenda.", {("Ana", "person"), ("Qwenda", "person")}),
    # the numbers of names, and numbers that stand by themselves
    ("I switched to the Orbit 12, which is faster.", {("Orbit 12", "product")}),
    ("We have two kids, Elsa 12 and Viggo 9.", {("Elsa", "person"), ("Viggo", "person")}),
]
UNNAMED = [
    "Man, what a day.",
    "Nice, that worked.",
    "Sorry, I meant the other one.",
    "See you on Monday.",
    "The German teacher was ill.",
    "We meet in Room 12.",
]
SHAPES = [
    ("We loaded the Marigold onto SV-203.", EntityType("satellite", "", ("SV-117", "SV-9")), ("SV-203", "satellite")),
    ("My boat Sandpiper leaks.", EntityType("vessel", "A boat that we own."), ("Sandpiper", "vessel")),
    ("Our ketch Puffin needs paint.", EntityType("ketch", "a boat with two masts"), ("Puffin", "ketch")),
]


@pytest.mark.parametrize(("text", "named"), NAMED, ids=lambda it: it if isinstance(it, str) else "")
def test_a_name_gets_its_type(extract, text: str, named: set[tuple[str, str]]):
    """A name is mentioned with the type that its words or the words around it tell."""
    found = {(one.label, one.type) for one in extract(text).mentions if one.principal is None}
    assert named <= found


@pytest.mark.parametrize("text", UNNAMED)
def test_no_name_is_made_of_other_capitals(extract, text: str):
    """Exclamations, days, languages and numbered rooms are nobody and nothing."""
    assert [one for one in extract(text).mentions if one.principal is None] == []


@pytest.mark.parametrize(("text", "type_", "named"), SHAPES, ids=lambda it: it if isinstance(it, str) else "")
def test_a_custom_type_is_known_by_its_word_and_its_examples(extract, text, type_, named):
    """A name beside the word of a custom type, or of the form of its examples, is of that type."""
    found = {(one.label, one.type) for one in extract(text, types=(type_,)).mentions if one.principal is None}
    assert named in found

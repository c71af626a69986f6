"""Rules told in passing, without a verb, under a condition, or taken back; and requests that are none."""

import pytest

RULES = [
    ("Two lines max from now on.", ["Two lines max from now on."]),
    ("no rhymes please", ["No rhymes."]),
    ("Norwegian from here on please, my kids read along", ["Norwegian from here on."]),
    ("Quiz me on capitals. No hints.", ["No hints."]),
    ("I'm a barrister, so assume Scottish law.", ["Assume Scottish law."]),
    ("The form says Josephine, please use Jo.", ["Use Jo."]),
    ("call him Bear from now on", ["Call him Bear from now on."]),
    ("Whenever I paste a table, sort it by date.", ["Whenever I paste a table, sort it by date."]),
    ("if i write after 11 just tell me to sleep", ["If i write after 11 just tell me to sleep."]),
    ("When you suggest films, nothing with clowns, please.", ["When you suggest films, nothing with clowns."]),
    ("Remind me two days before, every month.", ["Remind me two days before, every month."]),
    ("Please put the sources at the end.", ["Put the sources at the end."]),
    ("please text rather than ring me", ["Text rather than ring me."]),
    ("Keep my evenings free in the calendar please", ["Keep my evenings free in the calendar."]),
    ("Never use tabs, and explain every step, please.", ["Never use tabs.", "Explain every step."]),
    ("don't ever spoil the ending", ["Don't ever spoil the ending."]),
    ("I'd rather you didn't mention my ex.", ["I'd rather you didn't mention my ex."]),
    ("Please answer in Welsh first and English underneath.", ["Answer in Welsh first and English underneath."]),
    ("Every Monday at eight send me the tides.", ["Every Monday at eight send me the tides."]),
    ("You can use bullets again.", ["Use bullets again."]),
    ("ok emojis allowed again", ["Emojis allowed again."]),
]


@pytest.mark.parametrize(("text", "expected"), RULES)
def test_rule_in_other_words(extract, text, expected):
    """A rule is found whatever its form, each one by itself."""
    assert [one.text for one in extract(text).directives if not one.ends] == expected


ENDS = [
    "You can stop sending the tides.",
    "You can drop the Welsh now.",
    "Forget what I said about bullets.",
    "ok emojis allowed again",
    "You needn't list the sources any more.",
]


@pytest.mark.parametrize("text", ENDS)
def test_rule_taken_back(extract, text):
    """What takes a rule back ends one."""
    assert any(one.ends for one in extract(text).directives)


REMARKS = [
    "No onions in our house.",
    "no idea, sorry",
    "No worries!",
    "I always book the aisle, never check a bag.",
    "Rufus sings bass and is always late.",
    "Order 4411 never came.",
    "Write a poem with no rhymes.",
    "Make it a sign for the door, big letters, no pictures.",
    "Don't ask me why.",
    "If you can, find me a plumber.",
    "When you have a minute, check this total.",
    "explain rain as if I were five",
    "Back to work.",
    "I told him to stop calling me.",
    "She said never use bleach.",
    "Draft two lines for a donor who only likes tables.",
    "play something sad and after that something loud",
    "be honest, is it bad",
]


@pytest.mark.parametrize("text", REMARKS)
def test_remark_is_no_rule(extract, text):
    """Remarks, tasks and what is told to others give no instruction."""
    assert extract(text).directives == ()

"""What is said in doubt, by hearsay or as denied, and kept as such."""

import pytest

DOUBTED = [
    # Verbs and adverbs of weighing up.
    ("Thinking of buying a canoe.", "speculative", "canoe"),
    ("I'm toying with moving to Bergen.", "speculative", "moving to Bergen"),
    ("We're considering a dog.", "speculative", "dog"),
    ("Possibly a cherry tree by the gate.", "speculative", "cherry tree"),
    ("It could be asthma.", "speculative", "asthma"),
    ("Tempted to sell the boat.", "speculative", "boat"),
    # Words of doubt before or behind what they speak of.
    ("Pretty sure my cousin's moving to Ghent.", "speculative", "Ghent"),
    ("Dunno whether to take the flat in Porto or wait.", "speculative", "flat in Porto"),
    ("The roof is slate, could be wrong.", "needs_verification", "slate"),
    ("The viewing is on Friday, I think.", "speculative", "Friday"),
    ("The dinner is pencilled in for Saturday.", "speculative", "Saturday"),
    ("The venue will be the town hall, but the council hasn't said yes.", "speculative", "town hall"),
    ("I'm going to move to Bergen. Not sure yet.", "speculative", "Bergen"),
    # What others say, and what hangs on them.
    ("My neighbour reckons the library is closing.", "needs_verification", "library is closing"),
    ("I heard the school wants a new head.", "needs_verification", "new head"),
    ("If the council agrees, we'd open a bakery in Mold.", "speculative", "bakery in Mold"),
    # Two for one, and a statement that only asks.
    ("My new boss is either Ruth or Rita.", "speculative", "Ruth or Rita"),
    ("Our plumber's called Moss?", "needs_verification", "Moss"),
    # Denials, of others too.
    ("She doesn't have a licence.", "negated", "licence"),
    ("My brother isn't on insulin.", "negated", "insulin"),
    ("We weren't at the wedding.", "negated", "wedding"),
    ("I've never skied.", "negated", "skied"),
    ("Lotte didn't get in.", "negated", "get in"),
    ("No car, no debts.", "negated", "car"),
    ("Zero Spanish though.", "negated", "Spanish"),
    ("None of us is vegan.", "negated", "vegan"),
    ("I own no crypto.", "negated", "crypto"),
]


@pytest.mark.parametrize(("text", "kind", "words"), DOUBTED)
def test_keeps_a_doubt_with_its_kind_and_its_words(extract, text, kind, words):
    """What is not plainly asserted is a doubt of its kind, with the words of its clause, and no claim."""
    found = extract(text)
    assert (kind, True) in [(doubt.kind.value, words in doubt.text) for doubt in found.doubts]
    assert [claim for claim in found.claims if claim.value and claim.value in words and claim.manner != "denial"] == []


CERTAIN = [
    "I don't know.",
    "I can't wait to see it.",
    "That could be fun.",
    "No problem at all.",
    "I don't mind the rain.",
    "It doesn't work.",
    "We could meet at noon.",
    "You might like it.",
    "I haven't eaten yet.",
    "I'm not sure.",
]


@pytest.mark.parametrize("text", CERTAIN)
def test_keeps_no_doubt_of_moods_and_politeness(extract, text):
    """States of mind, offers, verdicts and phrases are no doubts about anything."""
    assert extract(text).doubts == ()


ASSERTED = [
    ("I'm not sure about the colour, but I live in Graz.", "me location=Graz"),
    ("If you need me, my number is 555 0199.", "me phone=555 0199"),
    ("I live in Graz, can you recommend a bakery?", "me location=Graz"),
    ("I work at Andritz. Might be late today.", "me works_at=Andritz"),
]


@pytest.mark.parametrize(("text", "claim"), ASSERTED)
def test_a_doubt_nearby_takes_nothing_from_what_is_stated(tell, text, claim):
    """Words of doubt reach as far as their own clause, and no further."""
    assert claim in tell(text)

"""Words of doubt before and around what they speak of, and things that somebody has or is none of."""

import pytest

HEDGED = [
    ("Supposedly Tarik got engaged.", "speculative", "engaged"),
    ("I suppose Anneli works in Kiel.", "speculative", "Kiel"),
    ("There's a rumour that the mill is closing.", "needs_verification", "closing"),
    ("If I recall right, the code is 4417.", "needs_verification", "4417"),
    ("As far as I can tell, the landlord lives in Malta.", "needs_verification", "Malta"),
    ("Don't hold me to it, but the party's on the 9th.", "needs_verification", "9th"),
    ("We're in talks to buy the barn.", "speculative", "barn"),
    ("I haven't made up my mind about the job in Cork.", "speculative", "Cork"),
    ("It's up in the air whether we move to Graz.", "speculative", "Graz"),
    ("Odds are we'll end up in Utrecht.", "speculative", "Utrecht"),
    ("I have a feeling that Lotta is going to quit.", "speculative", "quit"),
    ("I wouldn't mind moving to Wales.", "speculative", "Wales"),
    ("I want to say his name is Gareth.", "speculative", "Gareth"),
    ("Part of me wants to leave Orbis.", "speculative", "Orbis"),
    ("I can't recall if she works at Lidl.", "needs_verification", "Lidl"),
    ("Her birthday is the 3rd or the 4th of May.", "speculative", "4th of May"),
    ("I don't think my brother has a passport.", "speculative", "passport"),
    ("I'm no vegetarian.", "negated", "vegetarian"),
    ("I've got no siblings.", "negated", "siblings"),
    ("I have no car.", "negated", "car"),
    ("We have no kids.", "negated", "kids"),
    ("I'm no doctor.", "negated", "doctor"),
]


@pytest.mark.parametrize(("text", "kind", "words"), HEDGED)
def test_a_hedge_keeps_a_doubt_and_claims_nothing(extract, text, kind, words):
    """What is hedged or denied is a doubt of its kind, and its words make no plain claim."""
    found = extract(text)
    assert (kind, True) in [(doubt.kind.value, words in doubt.text) for doubt in found.doubts]
    assert [one for one in found.claims if words in one.value and one.manner != "denial"] == []


@pytest.mark.parametrize(
    "text",
    ["I have no idea.", "It's no problem.", "They say hello.", "I wouldn't say that.", "Don't quote me on that."],
)
def test_an_idle_nothing_is_no_doubt(extract, text):
    """Courtesies that deny or hedge teach nothing."""
    found = extract(text)
    assert (found.claims, found.doubts, found.directives) == ((), (), ())

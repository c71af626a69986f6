"""Talk that teaches nothing about anybody."""

import pytest

SILENT = [
    "Where do I find a good dentist in Lyon?",
    "Do you live in Berlin?",
    "Can you recommend a hotel in Madrid?",
    "Write me a poem about Paris.",
    'How do I say "I am allergic to nuts" in Italian?',
    "If I lived in Rome, I'd eat gelato every day.",
    "I wish I had a boat.",
    "Imagine you are a doctor in Oslo.",
    "What if I moved to Japan?",
    'Her exact words were "I live in Athens".',
    "```\nname = 'Bob'\ncity = 'Turin'\n```",
    '`user.city = "Turin"` gives me an error',
    "Thanks, that's perfect!",
    "ok",
    "lol",
    "Good morning!",
    "Let's pretend you are a pirate. I am Captain Blood and I live on an island.",
    "Translate to French: I work at a bank in Lille.",
    "Write a story where I am a wizard. My name is Zoltan.",
    "I would move to Canada in a heartbeat.",
    "You should visit Prague.",
    "Is it raining in Cork?",
    "I have a question.",
    "I have no idea.",
    "That is a great idea.",
    "It was raining all day.",
    "Vivo en Madrid con mi hermana.",
    "Ich wohne in Hamburg und arbeite bei Siemens.",
    "J'habite à Lyon et je travaille comme infirmière.",
    "我住在北京。",
    "> I live in Geneva",
    "I'm fine, thanks.",
    "I'm at a loss here.",
    "I'm sure it works.",
    "Tom says he lives in Oslo.",
    'She told me "I quit" and left.',
    "Why did the chicken cross the road?",
    "The capital of France is Paris.",
    "Should I buy a Tesla?",
    "Suppose I earn 50,000 a year.",
    "",
    "?!?!",
    "😀😀😀",
]


@pytest.mark.parametrize("text", SILENT)
def test_silence(tell, text):
    """What is no statement of the speaker's teaches nothing."""
    assert tell(text) == set()


DOUBTS = [
    ("I might move to Malta.", "speculative", "Malta"),
    ("I think Wes lives in Bonn.", "speculative", "Bonn"),
    ("Maybe I'll join a gym.", "speculative", "gym"),
    ("I'm considering a job in Dubai.", "speculative", "Dubai"),
    ("We may adopt a second cat.", "speculative", "cat"),
    ("My brother is probably in Cardiff.", "speculative", "Cardiff"),
    ("I'm thinking of moving to Spain.", "speculative", "Spain"),
    ("I'm thinking about getting a dog.", "speculative", "dog"),
    ("I don't live in Bath.", "negated", "Bath"),
    ("I'm not from Sweden.", "negated", "Sweden"),
    ("I don't have any children.", "negated", "children"),
    ("I'm not a doctor.", "negated", "doctor"),
    ("I've never been to Japan.", "negated", "Japan"),
    ("The deadline is 4 June, but I need to double-check.", "needs_verification", "4 June"),
    ("I'm not sure whether the office is in Bern.", "needs_verification", "Bern"),
    ("The rent is 900, don't quote me on that.", "needs_verification", "900"),
    ("I might be allergic to cats.", "speculative", "cats"),
    ("Apparently Lena works at Nokia.", "speculative", "Nokia"),
    ("I haven't decided whether to apply for the Oslo post.", "speculative", "Oslo"),
]


@pytest.mark.parametrize(("text", "kind", "word"), DOUBTS)
def test_doubt(extract, text, kind, word):
    """What is denied, guessed or unchecked is kept as a doubt in the speaker's words, and asserts nothing of it."""
    found = extract(text)
    assert any(doubt.kind == kind and word in doubt.text for doubt in found.doubts)
    assert not any(word in claim.value and claim.manner not in ("denial", "end") for claim in found.claims)

"""Play, tales, texts handed over, sayings and titles teach nothing; real life beside them does."""

import pytest

PLAY = ("user", "Let's continue our story. I'm the smuggler Orla and I live on the isle of Brume.")
POEM = ("user", "Write me a poem about a baker in Lille.")
PHRASE = ("user", 'Put this into the past tense: "My aunt lives in Genoa and sells lemons."')

SILENT = [
    ("user", PLAY[1], ()),
    ("user", "I bribe the guard and sail for Port Grey.", (PLAY,)),
    ("assistant", "The guard lives in Port Grey and hates smugglers.", (PLAY,)),
    ("user", "You're a grumpy innkeeper, I'm a knight called Ranulf, I've lost my horse.", ()),
    ("user", "INT. BAR - NIGHT\nJONAS\nI'm moving to Lima on Monday.\nRUTH\nYou hate heat.", ()),
    ("assistant", "In Lille lives a baker, his daughter Claire is a nurse.", (POEM,)),
    ("assistant", "My aunt lived in Genoa and sold lemons.", (PHRASE,)),
    ("assistant", 'Certo! "Mia zia vive a Genova" (My aunt lives in Genoa).', ()),
    ("assistant", "I have two brothers and live in Genoa.", ()),
    ("user", "Let's say my brother lives in Peru.", ()),
    ("user", "If I won the lottery and bought a yacht, what would a berth cost?", ()),
    ("user", "I wish I lived in Peru.", ()),
    ("user", "I dreamt that I was married to a clown.", ()),
    ("user", "Oh great, another Monday. I'd sell my gran for a coffee.", ()),
    ("user", "I could eat a horse.", ()),
    ("user", "// my email is root@example.com\nconst ADMIN = 'root@example.com'", ()),
    ("user", "Reading Why My Mother Lives in Rome.", ()),
]


@pytest.mark.parametrize(("role", "text", "earlier"), SILENT)
def test_teaches_nothing(tell, role, text, earlier):
    """What is played, imagined, mocked, quoted or handed over is nobody's fact."""
    assert tell(text, *earlier, role=role) == set()


REAL = [
    ("Pause there, I have to pick up my son Kofi from school.", (PLAY,), "me parent_of=Kofi"),
    ("Out of character: I live in Lyme.", (PLAY,), "me location=Lyme"),
    ("Lovely. I live in Lille myself.", (POEM,), "me location=Lille"),
    ("She's my real aunt, I live in Genoa too.", (PHRASE,), "me location=Genoa"),
    ('My boss said "I live for meetings". I live in Lyme.', (), "me location=Lyme"),
    ("If you're ever in Lyme, I live there. I'm a roofer.", (), "me job_title=roofer"),
]


@pytest.mark.parametrize(("text", "earlier", "claim"), REAL)
def test_real_life_counts_again(tell, text, earlier, claim):
    """A play that is left, a text that was delivered and a saying nearby gag nothing that is true."""
    assert claim in tell(text, *earlier)

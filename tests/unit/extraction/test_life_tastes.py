"""What sentences about tastes and preferences teach; each case lists every claim that the words make."""

import pytest

TASTES = [
    ("Pottery is my thing.", {"me likes=Pottery"}),
    ("Musicals aren't my thing.", {"me dislikes=Musicals"}),
    ("Long queues drive me crazy.", {"me dislikes=Long queues"}),
    ("Leaf blowers drive me mad.", {"me dislikes=Leaf blowers"}),
    ("I'm a huge Fulham fan.", {"me likes=Fulham"}),
    ("I'm not a fan of camping.", {"me dislikes=camping"}),
    ("I'm not keen on cruises.", {"me dislikes=cruises"}),
    ("I can't get enough of figs.", {"me likes=figs"}),
    ("I can't resist cheesecake.", {"me likes=cheesecake"}),
    ("I'm a sucker for ghost stories.", {"me likes=ghost stories"}),
    ("I find golf boring.", {"me dislikes=golf"}),
    ("I've never liked olives.", {"me dislikes=olives"}),
    ("I'm frightened of moths.", {"me fear=moths"}),
    ("Dim sum is my favourite food.", {"me favourite_food=Dim sum"}),
]
PREFERENCES = [
    ("I'd rather walk than take the bus.", {"me preference=walk than take the bus"}),
    ("I prefer trains to planes.", {"me preference=trains to planes"}),
    ("I drink my tea with honey.", {"me preference=tea with honey"}),
    ("I like my steak rare.", {"me preference=steak rare"}),
    ("I'm a night owl.", {"me preference=night owl"}),
    ("I'm a history buff.", {"me likes=history buff"}),
]
TRAPS = [
    "That drives me mad.",
    "Your poem makes me happy.",
    "Do you like figs?",
    "I'd rather you asked first.",
    "The noise drove me mad yesterday.",
    "I found my keys.",
]


@pytest.mark.parametrize(("text", "claims"), TASTES + PREFERENCES)
def test_tastes_are_told_in_many_ways(tell, text: str, claims: set[str]):
    """What somebody likes, cannot stand, fears or prefers is a claim, whichever way round it is put."""
    assert tell(text) == claims


@pytest.mark.parametrize("text", TRAPS)
def test_passing_reactions_are_no_tastes(tell, text: str):
    """Reactions to the moment, questions and wishes about others tell no taste."""
    kinds = (" likes=", " dislikes=", " preference=")
    assert not [line for line in tell(text) if any(kind in line for kind in kinds)]

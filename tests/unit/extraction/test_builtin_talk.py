"""Casual talk between two named people: what is worth keeping of it, and what is only politeness."""

from collections.abc import Callable

import pytest

from spectron.domain.candidate import Extraction, Window
from spectron.domain.conversation import Turn
from spectron.domain.graph import Entity
from spectron.extraction.builtin.read import read

Hear = Callable[..., Extraction]


@pytest.fixture
def hear(said: Callable[..., Turn]) -> Hear:
    """Reads what Bertram says to Josephine, who spoke just before."""

    def run(text: str, before: str = "Hi there", known: tuple[Entity, ...] = ()) -> Extraction:
        return read(said(text, name="Bertram"), Window((said(before, name="Josephine"),), known))

    return run


def list_facts(found: Extraction) -> set[str]:
    """Each claim as `about key=value`."""
    return {f"{found.mentions[one.about].label} {one.key}={one.value}" for one in found.claims}


KEPT = [
    ("I've been a vet for ten years.", "Bertram job_title=vet"),
    ("We've got two kids.", "Bertram parent_of=two kids"),
    ("I just got a new job at Halden Labs.", "Bertram works_at=Halden Labs"),
    ("I started painting seven years ago.", "Bertram event=started painting seven years ago"),
    ("I ran a charity race last Saturday.", "Bertram event=ran a charity race last Saturday"),
    ("My son's birthday was yesterday.", "son birthday=yesterday"),
    ("I signed up for a pottery class.", "Bertram event=signed up for a pottery class"),
    ("My husband and I went sailing last weekend.", "Bertram event=went sailing last weekend"),
    ("I bought a telescope.", "Bertram possession=telescope"),
    ("My grandfather passed away last month.", "grandfather status=passed away last month"),
    ("I adopted a dog named Biscuit.", "Bertram pet=Biscuit"),
    ("I love sailing.", "Bertram likes=sailing"),
    ("I love the sea, Jo.", "Bertram likes=sea"),
    ("We're into folk music, Josephine.", "Bertram likes=folk music"),
    ("I want to adopt a child.", "Bertram goal=adopt a child"),
    ("I hope to run a marathon.", "Bertram goal=run a marathon"),
    ("I want to become a counselor.", "Bertram goal=become a counselor"),
    ("I've always wanted to learn Finnish.", "Bertram goal=learn Finnish"),
    ("I'm going to Norway in June.", "Bertram plan=going to Norway in June"),
    ("Josephine is my best friend.", "Bertram friend_of=Josephine"),
    ("I'm volunteering at the animal shelter.", "Bertram habit=volunteering at the animal shelter"),
    ("You live in Rome.", "Josephine location=Rome"),
    ("I'm Bertie, by the way.", "Bertram name=Bertie"),
]


@pytest.mark.parametrize(("text", "expected"), KEPT)
def test_kept(hear: Hear, text: str, expected: str) -> None:
    """Lasting facts, dated events, tastes, goals and plans are kept with their whole value and nothing more."""
    assert expected in list_facts(hear(text))


POLITE = [
    "Love that theme!",
    "I love your painting!",
    "I love the mood here.",
    "Enjoy your weekend!",
    "They bring so much love and joy.",
    "Having loved ones matters.",
    "I'm going to check it out.",
    "Let's keep going!",
    "Thanks, I will!",
    "I will do my best.",
    "You're gonna do great, Josephine!",
    "You'll make a difference.",
    "I'd love to see another photo of yours.",
    "I'd love to hear about it.",
    "I'm trying to stay positive.",
    "I just try to find things.",
    "It's great to have someone to talk to.",
    "I want them to enjoy it.",
    "I have to go, bye!",
    "It's a climbing gym I go to often.",
    "I loved it.",
    "We can do it.",
    "We're all in it together.",
    "I did it!",
    "It's such a great way to relax.",
    "Your patience and skill are a great addition.",
    "Congrats on finishing your degree!",
    "The training is going great.",
    "We're part of something bigger.",
    "It taught me patience.",
    "I'm Konrad.",
    "Ah, that's lovely.",
    "Nice! Glad it worked.",
    "Nice job, Josephine!",
]


@pytest.mark.parametrize("text", POLITE)
def test_polite(hear: Hear, text: str) -> None:
    """Reactions, encouragement and vague aims teach nothing."""
    assert list_facts(hear(text)) == set()


@pytest.mark.parametrize(
    "text", ["I think it's great.", "I feel it matters.", "I'll let you know if I hear more.", "I could help, Jo."]
)
def test_opinion_is_no_doubt(hear: Hear, text: str) -> None:
    """Opinions and offers are not kept as doubtful facts."""
    assert hear(text).doubts == ()


@pytest.mark.parametrize(
    "text",
    [
        "I'm thinking of applying for a nursing course.",
        "I might move to Leeds.",
        "We're considering adopting a rescue dog.",
        "I think the party starts at 8.",
    ],
)
def test_one_doubt_a_statement(hear: Hear, text: str) -> None:
    """A possible fact is kept as one doubt, not as one for each of its phrases."""
    assert len(hear(text).doubts) == 1


@pytest.mark.parametrize(("text", "alias"), [("I miss hiking with Jo.", ""), ("I met Jose on Sunday.", "Jose")])
def test_clipped_name(hear: Hear, text: str, alias: str) -> None:
    """A short form of three letters or more is the person who is spoken to, and is kept as another name of theirs."""
    known = {mention.label: mention.aliases for mention in hear(text).mentions}
    assert known.get("Josephine") == ((alias,) if alias else None)


@pytest.mark.parametrize("text", ["Hey Jose!", "Thanks, Josie, you're kind.", "Cool Josephine! So fun.", "Art heals."])
def test_calling_makes_no_stranger(hear: Hear, text: str) -> None:
    """A name that only calls somebody, or a capital at the beginning of a sentence, makes nobody new."""
    assert {one.label for one in hear(text).mentions if one.type == "person"} <= {"Josephine"}


def test_another_name_is_not_the_speakers(hear: Hear, entity: Callable[..., Entity]) -> None:
    """ "His name is Otto" names neither of the two who speak."""
    known = (entity("Josephine", "person", 1), entity("Bertram", "person", 2))
    found = hear("The boy next door is so sweet, his name is Otto.", known=known)
    assert list_facts(found) == set()


def test_it_is_no_pet_of_long_ago(hear: Hear, entity: Callable[..., Entity]) -> None:
    """ "It" does not stand for a pet that nobody spoke of just now."""
    assert list_facts(hear("It was a long journey.", known=(entity("Biscuit", "pet"),))) == set()

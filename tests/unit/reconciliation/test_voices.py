"""Whose word counts, what is doubted, and which instructions stand."""

import pytest
from telling import Ledger, Line, Says, day, line
from test_stories import CORRECTION, DENIAL, END, lives

from spectron.domain.candidate import Manner
from spectron.domain.conversation import Role
from spectron.domain.graph import DoubtKind, Priority

# Who outranks whom


def voice(role: Role, city: str, at: float = 2, name: str | None = None) -> Line:
    """Somebody says where the user lives; only the user does so in the first person."""
    return line(day(at), lives(city), role=role, name=name)


@pytest.mark.parametrize(
    ("first", "second", "believed"),
    [
        (Role.USER, Role.ASSISTANT, "berlin"),
        (Role.USER, Role.TOOL, "berlin"),
        (Role.SYSTEM, Role.ASSISTANT, "berlin"),
        (Role.TOOL, Role.ASSISTANT, "berlin"),
        (Role.ASSISTANT, Role.USER, "munich"),
        (Role.ASSISTANT, Role.TOOL, "munich"),
        (Role.TOOL, Role.USER, "munich"),
        (Role.USER, Role.SYSTEM, "munich"),
        (Role.TOOL, Role.TOOL, "munich"),
    ],
)
def test_a_weaker_voice_never_supersedes(first: Role, second: Role, believed: str):
    """A weaker voice that contradicts raises a conflicting doubt; an equal or stronger one changes the belief."""
    memory = Ledger().hear_all([voice(first, "Berlin", 1), voice(second, "Munich")])
    now = {value for _, value, _, until in memory.beliefs() if until is None}
    kinds = [one.kind for one in memory.uncertainties.values()]
    assert now == {believed}
    assert kinds == ([DoubtKind.CONFLICTING] if believed == "berlin" else [])


def test_an_assistant_that_repeats_memory_proves_nothing():
    """What an assistant says back to the user adds neither a version nor evidence."""
    memory = Ledger().hear_all([voice(Role.USER, "Berlin", 1)])
    changes = memory.hear(voice(Role.ASSISTANT, "Berlin"))
    assert (changes.facts, changes.evidence, changes.uncertainties) == ((), (), ())


WEAK = [
    (Says("location", "Berlin", END), "location: no longer Berlin"),
    (Says("location", "Munich", since=day(-5)), "location: Munich"),
    (Says("likes", "tea", replaces="coffee"), "likes: tea"),
    (Says("likes", "cocoa", CORRECTION, replaces="coffee"), "likes: cocoa"),
    (Says("dislikes", "coffee"), "dislikes: coffee"),
]


@pytest.mark.parametrize(("claim", "doubt"), WEAK)
def test_a_tool_takes_nothing_away(claim: Says, doubt: str):
    """In whatever manner a tool contradicts the user, it only raises a doubt."""
    told = line(day(1), Says("location", "Berlin", since=day(-9)), Says("likes", "coffee"))
    memory = Ledger().hear_all([told])
    before = memory.beliefs()
    memory.hear(line(day(2), claim, role=Role.TOOL))
    assert memory.beliefs() == before
    assert memory.doubts() == {doubt: None}


def test_a_tool_adds_what_nobody_contradicts():
    """A tool may tell of a time of which the user said nothing."""
    memory = Ledger().hear_all([line(day(1), lives("Berlin"))])
    memory.hear(line(day(2), lives("Rome", since=day(-90), until=day(-60)), role=Role.TOOL))
    assert memory.beliefs() == {("location", "berlin", day(1), None), ("location", "rome", day(-90), day(-60))}


def test_what_a_user_confirmed_is_the_users():
    """Once the user has said it too, another assistant's word no longer changes what an assistant said first."""
    first = [voice(Role.ASSISTANT, "Berlin", 1), voice(Role.USER, "Berlin", 2), voice(Role.ASSISTANT, "Munich", 3)]
    assert Ledger().hear_all(first).beliefs() == {("location", "berlin", day(1), None)}


@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.TOOL])
@pytest.mark.parametrize("manner", [Manner.PLAIN, DENIAL])
def test_a_weaker_voice_settles_no_doubt(role: Role, manner: Manner):
    """What the user was unsure of stays so until somebody of equal weight settles it."""
    memory = Ledger().hear_all([wonders("Lisbon", 1), line(day(2), lives("Lisbon", manner), role=role)])
    assert memory.doubts() == {"might move to Lisbon": None}


def test_a_conflict_names_the_tool():
    """The doubt says who claimed what against whom."""
    memory = Ledger().hear_all([voice(Role.USER, "Berlin", 1), voice(Role.TOOL, "Munich", name="geo")])
    (doubt,) = memory.uncertainties.values()
    assert doubt.reason == "tool:geo said so, but user said Berlin"
    assert (doubt.key, doubt.value) == ("location", "Munich")


# Doubts


def wonders(city: str, at: float) -> Line:
    """The user might live somewhere."""
    return line(day(at), doubts=((f"might move to {city}", DoubtKind.SPECULATIVE, lives(city)),))


def test_a_doubt_is_not_a_belief():
    """A speculation is kept, and nothing is believed of it."""
    memory = Ledger().hear_all([wonders("Lisbon", 1)])
    assert memory.beliefs() == set()
    assert memory.doubts() == {"might move to Lisbon": None}


@pytest.mark.parametrize(
    ("lines", "resolution"),
    [
        ([line(day(2), lives("Lisbon"))], "confirmed"),
        ([line(day(2), lives("lisbon"))], "confirmed"),
        ([line(day(2), lives("Lisbon", END))], "denied"),
        ([line(day(2), lives("Lisbon", DENIAL))], "denied"),
        ([line(day(2), lives("Porto"))], None),
        ([line(day(2), lives("Lisbon", about="my sister"))], None),
    ],
)
def test_a_doubt_is_settled_by_its_claim_alone(lines: list[Line], resolution: str | None):
    """Asserting the doubted claim confirms it, ending or denying it denies it, anything else leaves it open."""
    assert Ledger().hear_all([wonders("Lisbon", 1), *lines]).doubts() == {"might move to Lisbon": resolution}


def told(at: float, text: str, kind: DoubtKind = DoubtKind.SPECULATIVE, claim: Says | None = None) -> Line:
    """The user says something that is kept as a doubt."""
    return line(day(at), mentions=(("me", "person"),), doubts=((text, kind, claim),))


NO = DoubtKind.NEGATED
IN_OTHER_WORDS = [
    ("I'm thinking of moving to Lisbon next year", Says("location", "moved to Lisbon"), "confirmed"),
    ("I might move to Lisbon", Says("location", "moved to Porto"), None),
    ("I might move to Lisbon", Says("location", "moved to Lisbon", about="my sister"), None),
    ("I might move to Lisbon", Says("plan", "visit Lisbon"), None),
    ("I may take the job at Globex", Says("works_at", "took the Globex job", to="organisation"), "confirmed"),
    ("maybe Lisbon", Says("likes", "Lisbon"), None),
    ("I may adopt a dog", Says("pet", "adopting a dog", DENIAL), "denied"),
    ("I may adopt a dog", Says("pet", "dog", END), None),
]


@pytest.mark.parametrize(("doubt", "claim", "resolution"), IN_OTHER_WORDS)
def test_a_doubt_is_settled_in_other_words(doubt: str, claim: Says, resolution: str | None):
    """A claim of the same person in words about all that the doubt is about settles it, whatever its key."""
    memory = Ledger().hear_all([told(1, doubt), line(day(2), claim)])
    assert memory.doubts() == {doubt: resolution}


@pytest.mark.parametrize(
    ("second", "resolution"),
    [("I decided not to adopt a dog", "denied"), ("I'm not adopting a cat", None), ("I'm not moving", None)],
)
def test_a_doubt_is_denied_by_a_negation(second: str, resolution: str | None):
    """A sentence that says it will not be closes the doubt, and only that one."""
    memory = Ledger().hear_all([told(1, "I may adopt a dog"), told(2, second, NO)])
    assert memory.doubts() == {"I may adopt a dog": resolution, second: None}


def test_a_negation_is_not_confirmed_by_its_own_words():
    """Who does not eat meat at home and likes eating meat abroad has not changed what was said before."""
    memory = Ledger().hear_all([told(1, "I don't eat meat", NO), line(day(2), Says("likes", "eating meat abroad"))])
    assert memory.doubts() == {"I don't eat meat": None}


def test_a_place_is_settled_under_any_of_its_keys():
    """A doubt about where someone lives is settled by the relation, too; a dislike does not confirm a liking."""
    memory = Ledger().hear_all([wonders("Lisbon", 1), line(day(2), Says("lives_in", "Lisbon", to="location"))])
    assert memory.doubts() == {"might move to Lisbon": "confirmed"}
    doubt = told(1, "might like tea", claim=Says("likes", "tea"))
    memory = Ledger().hear_all([doubt, line(day(2), Says("dislikes", "tea"))])
    assert memory.doubts() == {"might like tea": None}


def test_what_is_denied_twice_is_denied_still():
    """A negation that is open stays open when it is said again, and is settled once the claim is asserted."""
    denial = (("does not live in Lisbon", DoubtKind.NEGATED, lives("Lisbon")),)
    memory = Ledger().hear_all([line(day(at), lives("Lisbon", DENIAL), doubts=denial) for at in (1, 2)])
    assert memory.doubts() == {"does not live in Lisbon": None}
    memory.hear(line(day(3), lives("Lisbon")))
    assert memory.doubts() == {"does not live in Lisbon": "confirmed"}


def test_a_doubt_is_kept_once():
    """The same doubt while it is open adds no second one."""
    memory = Ledger().hear_all([wonders("Lisbon", 1), wonders("Lisbon", 2)])
    assert len(memory.uncertainties) == 1


# Instructions

FRENCH = "Always reply in French."


def rule(at: float, text: str, force: Priority = Priority.MEDIUM, ends: bool = False, role: Role = Role.USER) -> Line:
    """Somebody gives an instruction, or takes one back."""
    return line(day(at), rules=((text, force, ends),), role=role)


@pytest.mark.parametrize(
    ("second", "standing"),
    [
        (rule(2, "always reply in french"), [(FRENCH, Priority.MEDIUM)]),
        (rule(2, FRENCH, Priority.HIGH), [(FRENCH, Priority.HIGH)]),
        (rule(2, "Stop replying in French.", ends=True), []),
        (rule(2, "Stop using emoji.", ends=True), [(FRENCH, Priority.MEDIUM)]),
        (rule(2, "Be brief."), [(FRENCH, Priority.MEDIUM), ("Be brief.", Priority.MEDIUM)]),
        (rule(2, FRENCH, Priority.HIGH, role=Role.ASSISTANT), [(FRENCH, Priority.MEDIUM)]),
        (rule(2, "Stop replying in French.", ends=True, role=Role.TOOL), [(FRENCH, Priority.MEDIUM)]),
    ],
)
def test_an_instruction_stands_until_it_is_taken_back(second: Line, standing: list[tuple[str, Priority]]):
    """Restated it stays, raised it is written anew, taken back it ends; assistants and tools have no say."""
    memory = Ledger().hear_all([rule(1, FRENCH), second])
    assert [(one.text, one.priority) for one in memory.standing()] == standing

"""Who is meant: mentions are told over several turns, and every person and company stays one."""

import pytest
from telling import ALICE, Ledger, Line, Says, day, line

from spectron.domain.conversation import Role
from spectron.domain.scope import Scope
from spectron.reconciliation.match import names_of


def named(*mentions: str, kind: str = "person", at: float = 1, **more: object) -> Line:
    """A turn that only names things."""
    return line(day(at), mentions=tuple((name, kind) for name in mentions), **more)


def heard(*lines: Line) -> Ledger:
    """A memory that was told these turns."""
    return Ledger().hear_all(lines)


def labels(memory: Ledger) -> list[str]:
    """What everyone is called, in the order they came up."""
    return [one.label for one in memory.entities.values()]


PEOPLE = [
    ("A sister who is named later is the same person.", ["my sister", "my sister Ana"], ["alice", "Ana"]),
    ("A sister who was named is meant by the role alone.", ["my sister Ana", "my sister"], ["alice", "Ana"]),
    ("A sister who was named is found by her name.", ["my sister Ana", "Ana"], ["alice", "Ana"]),
    ("Two sisters are two people.", ["my sister Ana", "my sister Bea"], ["alice", "Ana", "Bea"]),
    ("A known person turns out to be the sister.", ["Ana", "my sister Ana"], ["Ana", "alice"]),
    ("A sister and a brother are two.", ["my sister", "my brother"], ["alice", "sister", "brother"]),
    ("A full name is found by the first name.", ["Ana Silva", "Ana"], ["Ana Silva"]),
    ("A doctor is found by the family name.", ["Dr. Jane Roe", "Roe"], ["Dr. Jane Roe"]),
    ("Accents and case make no other person.", ["José", "jose"], ["José"]),
    ("Two full names are two people.", ["Ana Silva", "Ana Souza"], ["Ana Silva", "Ana Souza"]),
    ("The speaker is one person.", ["me", "me"], ["alice"]),
    ("The assistant is another.", ["me", "you"], ["alice", "assistant"]),
]


@pytest.mark.parametrize(("claim", "names", "expected"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_a_person_stays_one(claim: str, names: list[str], expected: list[str]):
    """People who are the same become one entity, others do not."""
    assert labels(heard(*(named(name, at=at) for at, name in enumerate(names)))) == expected, claim


@pytest.mark.parametrize(("claim", "names", "expected"), PEOPLE, ids=[row[0] for row in PEOPLE])
def test_a_person_stays_one_within_a_turn(claim: str, names: list[str], expected: list[str]):
    """The same holds for mentions of one turn."""
    assert labels(heard(named(*names))) == expected, claim


COMPANIES = [
    (["Acme Inc.", "Acme"], ["Acme Inc."]),
    (["Acme", "Acme Inc."], ["Acme"]),
    (["Globex Corporation", "Globex"], ["Globex Corporation"]),
    (["Bank of Scotland", "Bank"], ["Bank of Scotland", "Bank"]),
    (["United Parcel Service", "United"], ["United Parcel Service", "United"]),
]


@pytest.mark.parametrize(("names", "expected"), COMPANIES)
def test_a_company_is_found_by_its_short_name(names: list[str], expected: list[str]):
    """The legal form may be left out, but a word that many companies share names none of them."""
    assert labels(heard(*(named(name, kind="organisation", at=at) for at, name in enumerate(names)))) == expected


def test_a_person_and_a_place_of_one_name_are_two():
    """Things of different kinds are never one, whatever they are called."""
    assert labels(heard(named("Florence"), named("Florence", kind="place"))) == ["Florence", "Florence"]


def test_of_namesakes_the_one_spoken_of_last_is_meant():
    """A first name that two people share means whoever was spoken of last."""
    memory = heard(named("Ana Silva", at=1), named("Ana Souza", at=2), named("Ana Silva", at=3))
    memory.hear(line(day(4), Says("location", "Porto", about="Ana")))
    assert memory.beliefs("Ana Silva") == {("location", "porto", day(4), None)}


def test_a_known_entity_keeps_its_id_and_its_first_turn():
    """Meeting someone again returns the entity that there is, with the turn that introduced it."""
    memory = Ledger()
    (first,) = memory.hear(named("Ana", at=1)).mentioned
    again = memory.hear(named("Ana", at=2))
    assert again.entities == ()
    assert [(one.id, one.source_turn) for one in again.mentioned] == [(first.id, first.source_turn)]


# The speaker


@pytest.mark.parametrize("name", ["alice", "Alice Cooper", "Alice"])
def test_a_speaker_who_gives_a_name_is_found_by_it(name: str):
    """After "I'm Alice Cooper" the user of the scope is shown under that name and found by every part of it."""
    memory = heard(line(day(1), Says("name", "Alice Cooper")), line(day(2), Says("location", "Porto", about=name)))
    assert labels(memory) == ["Alice Cooper"]
    assert memory.beliefs("Alice Cooper") >= {("location", "porto", day(2), None)}


@pytest.mark.parametrize("name", ["Kate", "Catherine"])
def test_a_nickname_finds_its_bearer(name: str):
    """Who goes by Kate is found under that name and the first one."""
    memory = heard(
        line(day(1), Says("name", "Catherine")),
        line(day(2), Says("nickname", "Kate")),
        line(day(3), Says("location", "Porto", about=name)),
    )
    assert labels(memory) == ["Catherine"]


def test_a_name_in_the_words_of_its_own_turn_is_no_second_person():
    """A mention of the name that the speaker gives is the speaker."""
    memory = heard(line(day(1), Says("name", "Alice"), mentions=(("Alice", "person"),)))
    assert labels(memory) == ["Alice"]


def test_a_name_given_again_is_noted_once():
    """However often someone gives the same name, it is kept as one name."""
    memory = heard(line(day(1), Says("name", "Alice Cooper")))
    again = memory.hear(line(day(2), Says("name", "Alice Cooper")))
    assert again.aliases == ()


def test_a_changed_name_is_shown_and_both_are_found():
    """Who takes another name is shown under it, and still found by the old one."""
    memory = heard(
        line(day(1), Says("name", "Ana Silva", about="my sister")),
        line(day(2), Says("name", "Ana Souza", about="my sister")),
        named("Ana Silva", at=3),
    )
    assert labels(memory) == ["alice", "Ana Souza"]


def test_people_who_speak_in_one_session_are_told_apart():
    """A turn that names its speaker is in that person's first person."""
    scope = Scope.of({"team": "blue"})
    memory = heard(
        line(day(1), Says("location", "Porto"), name="Ana", scope=scope),
        line(day(2), Says("location", "Lyon"), name="Bea", scope=scope),
        line(day(3), Says("likes", "tea"), name="ana", scope=scope),
    )
    assert labels(memory) == ["Ana", "Bea"]
    assert {key for key, *_ in memory.beliefs("Ana")} == {"location", "likes"}


@pytest.mark.parametrize("scope", [ALICE, Scope.of({"user": "ALICE"})])
def test_the_named_user_is_the_user_of_the_scope(scope: Scope):
    """A turn that names the scope's own user is that user's."""
    memory = heard(
        line(day(1), Says("location", "Porto"), scope=scope),
        line(day(2), Says("likes", "tea"), name="Alice", scope=scope),
        line(day(3), Says("likes", "coffee"), scope=scope),
    )
    assert len(memory.entities) == 1


@pytest.mark.parametrize("scope", [ALICE, Scope.of({"user": "ALICE"})])
def test_the_user_who_is_named_first_stays_the_user(scope: Scope):
    """A first turn with the user's own name founds the user, whom later turns without a name belong to."""
    memory = heard(
        line(day(1), Says("likes", "tea"), name="Alice", scope=scope), line(day(2), Says("likes", "cake"), scope=scope)
    )
    assert len(memory.entities) == 1


def test_a_tool_does_not_speak_in_its_own_name():
    """The name of a tool is no speaker: what it says of the user is the user's."""
    memory = heard(line(day(1), Says("location", "Porto"), role=Role.TOOL, name="geo"))
    assert labels(memory) == ["alice"]


def test_the_user_of_no_scope_is_called_user():
    """Where the scope names no user, the speaker is still one entity."""
    scope = Scope.of({"team": "blue"})
    assert labels(heard(named("me", scope=scope), named("me", at=2, scope=scope))) == ["user"]


@pytest.mark.parametrize(
    ("label", "kind", "names"),
    [
        ("Ana Maria Silva", "person", ["Ana Maria Silva", "Ana"]),
        ("Prof. Jane Roe", "person", ["Prof. Jane Roe", "Jane Roe", "Roe"]),
        ("Ana", "person", ["Ana"]),
        ("Acme Widgets Ltd.", "organisation", ["Acme Widgets Ltd.", "Acme Widgets", "Acme"]),
        ("The Royal Society", "organisation", ["The Royal Society"]),
        ("New York", "place", ["New York"]),
    ],
)
def test_a_label_has_shorter_names(label: str, kind: str, names: list[str]):
    """A person goes by the first name or, after a title, the last; a company without its legal form."""
    assert list(names_of(label, kind)) == names

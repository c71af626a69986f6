"""The profile: who somebody is, for a prompt and for a settings page."""

from seen import look
from telling import Line, Says, day, line

from spectron.domain.graph import Priority
from spectron.domain.scope import Scope
from spectron.retrieval.profile import Profile, as_prompt, portray

STORY = [
    line(
        day(1),
        Says("name", "Alice Cooper"),
        Says("job_title", "CTO"),
        Says("works_at", "Acme", to="organisation"),
        Says("email", "a@acme.example"),
    ),
    line(day(2), Says("location", "Berlin"), Says("project", "Apollo"), Says("shoe_size", "41")),
    line(day(3), Says("likes", "tea"), Says("dislikes", "rain"), Says("favourite_colour", "blue")),
    line(day(4), Says("location", "Porto", about="my sister Ana"), Says("likes", "fado", about="my sister Ana")),
    line(day(5), Says("location", "Munich")),
    line(day(6), rules=(("Be brief.", Priority.LOW, False), ("Reply in French.", Priority.HIGH, False))),
]


def profile(lines: list[Line], scope: Scope | None = None) -> Profile:
    """The profile after a story."""
    return portray(look(lines, day(9), scope=scope or Scope.of({"user": "alice"})))


def lines_of(part: object) -> dict[str, str]:
    """The lines of a part of a profile."""
    return {one.key: one.value for one in part}  # type: ignore[attr-defined]


def test_a_profile_sorts_what_is_known():
    """Who one is, what is going on and what one likes stand apart; others' facts and old values are left out."""
    drawn = profile(STORY)
    assert lines_of(drawn.static) == {
        "name": "Alice Cooper",
        "role": "CTO",
        "organisation": "Acme",
        "email": "a@acme.example",
        "shoe_size": "41",
    }
    assert lines_of(drawn.dynamic) == {"location": "Munich", "project": "Apollo"}
    assert lines_of(drawn.preferences) == {"likes": "tea", "dislikes": "rain", "favourite_colour": "blue"}
    assert [one.text for one in drawn.instructions] == ["Reply in French.", "Be brief."]


def test_a_profile_is_ready_for_a_prompt():
    """As text, a profile has a line for each item under four titles."""
    assert as_prompt(profile(STORY)) == "\n".join(
        [
            "About the user:",
            "- name: Alice Cooper",
            "- role: CTO",
            "- organisation: Acme",
            "- email: a@acme.example",
            "- shoe size: 41",
            "",
            "Currently:",
            "- location: Munich",
            "- project: Apollo",
            "",
            "Preferences:",
            "- likes: tea",
            "- dislikes: rain",
            "- favourite colour: blue",
            "",
            "Instructions:",
            "- [high] Reply in French.",
            "- [low] Be brief.",
        ]
    )


def test_a_profile_of_nobody_is_empty():
    """Where nothing is known there is nothing to tell."""
    drawn = profile([])
    assert (drawn.static, drawn.dynamic, drawn.preferences, list(drawn.instructions)) == ([], [], [], [])
    assert as_prompt(drawn) == ""


def test_who_gave_no_name_goes_by_the_name_of_the_scope():
    """Without a name of their own people are called what the scope calls them."""
    assert lines_of(profile([line(day(1), Says("location", "Berlin"))]).static) == {"name": "alice"}


def test_the_user_of_the_scope_is_found_by_name():
    """Where turns name their speakers, the profile is of the one whom the scope names."""
    told = [
        line(day(1), Says("likes", "tea"), name="Bea"),
        line(day(2), Says("likes", "coffee"), name="Alice"),
    ]
    assert lines_of(profile(told).preferences) == {"likes": "coffee"}


def test_a_line_is_told_once():
    """Two facts that read alike make one line."""
    told = [line(day(1), Says("organisation", "Acme"), Says("works_at", "Acme", to="organisation"))]
    assert [one.value for one in profile(told).static if one.key == "organisation"] == ["Acme"]

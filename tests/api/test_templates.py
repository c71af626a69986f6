"""What is promised of a context's own words around what a prompt is given."""

import pytest
from harness import BERLIN, Api, check_problem

OWN = {
    "day": "## {date}",
    "turn": "{speaker} said: {text}",
    "instruction": "* {text}",
    "memory": "From before:\n{records}",
}


def test_a_context_words_what_a_prompt_is_given(api: Api):
    """Templates of a context replace those that ship, all others stay, and what is quoted stays inside its marks."""
    session = api.open(user="alice")
    api.say(session, "My violin needs {new} strings. </memory>", at=BERLIN)
    api.say(session, "Always reply in French.", at=BERLIN)
    assert api.send("PUT", "/config", json={"templates": OWN}).status_code == 200
    text = api.send("POST", f"/sessions/{session}/context", json={"query": "violin strings"}).json()["context"]
    assert text.startswith("Follow these instructions:\n* ")
    assert "<memory>\nFrom before:\n" in text
    assert "## Thu 15 January 2026\nUser said: My violin needs {new} strings. \u2039/memory>\n" in text
    assert text.count("</memory>") == 1


@pytest.mark.parametrize(
    ("templates", "field"),
    [
        ({"turn": "{speaker}"}, "templates.turn"),
        ({"turn": "{speaker} {text} {mood}"}, "templates.turn"),
        ({"chorus": "{text}"}, "templates.chorus"),
        ({"day": "{date"}, "templates.day"),
        ({"day": 7}, "templates.day"),
    ],
)
def test_a_template_that_cannot_be_is_refused(api: Api, templates: dict[str, object], field: str):
    """A template that is unknown, or whose placeholders are not those it has, is named, and nothing is changed."""
    answer = api.send("PUT", "/config", json={"templates": templates})
    check_problem(answer, 400 if isinstance(next(iter(templates.values())), str) else 422, field)
    session = api.open(user="alice")
    api.say(session, "I like tea.", at=BERLIN)
    text = api.send("POST", f"/sessions/{session}/context", json={"query": "tea"}).json()["context"]
    assert "[Thu 15 January 2026]\nUser: I like tea.\n" in text

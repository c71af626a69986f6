"""How a sentence is read, shown in a terminal."""

import json
import re
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"


def lines(output: str) -> list[str]:
    """The lines that are shown, without the spaces that fill them up."""
    return [line.rstrip() for line in output.splitlines()]


def test_a_sentence_is_explained_without_a_database(run, tmp_path):
    """Clauses with their phrases, the rule with its fact, words and dates, and what was passed over with the reason."""
    ended = run("explain", "I moved to Lyon in March. Should I buy a car?", "--at", "2026-05-02")
    assert (ended.exit_code, ended.stderr) == (0, "")
    assert lines(ended.stdout) == [
        "stated           [I] [moved] to [Lyon] [in March].",
        "question         [Should] [I] [buy] [a car]?",
        "",
        "frame: move to + user location: Lyon  since 1 March 2026, 90%",
        "                 “I moved to Lyon in March”",
        "",
        "question       · “Should I buy a car”",
        "                 it asks, and states nothing",
    ]
    assert list(tmp_path.iterdir()) == []


SHOWN = [
    ("I'm 34, not 43.", "~ user age: 34  not 43, 90%"),
    ("I no longer live in Rome.", "- user location: Rome  no longer, 90%"),
    ("Please keep answers short.", "! Keep answers short.  instruction, medium"),
    ("I might get a dog.", '? I might get a dog  said as a guess or a thought ("might")'),
    ("I love your painting!", "· user likes: painting"),
    ("Good morning!", "nothing is learned"),
]


@pytest.mark.parametrize(("words", "line"), SHOWN)
def test_every_outcome_has_its_mark(run, words: str, line: str):
    """Corrections, ends, instructions, doubts and what is passed over are marked as in a lesson."""
    assert line in run("explain", words).stdout


LONG = "I moved to Lyon in March because my sister Ana, who works as a nurse at Mercy General Hospital, lives there. "


@pytest.mark.parametrize("words", [LONG, LONG * 20, "x" * 5_000, "Imagine you are a pirate. " + LONG * 10])
def test_it_fits_a_narrow_terminal(run, monkeypatch, words: str):
    """On 80 columns no line is longer, however long the words are."""
    monkeypatch.setattr("spectron.cli.output.PIPE_WIDTH", 80)
    assert max(map(len, run("explain", words).stdout.splitlines())) <= 80


def test_control_characters_cannot_steer_the_terminal(run):
    """An escape sequence in the words is shown and not obeyed."""
    shown = run("explain", "\x1b[31mI live in \x1b[0mRome and I like \x07jazz.").stdout
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


def test_json_is_the_answer_of_the_server(run):
    """`--json` gives sentences and decisions as one JSON object, for a role and a time."""
    told = json.loads(run("explain", '{"name": "Ana Diaz", "email": "a@b.co"}', "--role", "tool", "--json").stdout)
    assert [(one["rule"], one["fact"]["value"]) for one in told["decisions"]] == [("tool record", "a@b.co")]
    assert told["sentences"] == []


def test_a_scope_lends_its_entities(run):
    """With a scope, a pronoun finds who was spoken of in the memory; nothing new is kept there."""
    said = "My sister Ana lives in Porto.\n"
    assert run("chat", "--user", "alice", "--db", "m.db", stdin=said).exit_code == 0
    asked = ("explain", "She works at Acme.", "--scope", "user=alice", "--db", "m.db")
    for _ in range(2):
        assert "+ Ana works at: Acme" in run(*asked).stdout
    assert "nothing is learned" in run("explain", "She works at Acme.").stdout


REFUSED = [
    (("  ",), "no words"),
    (("Hi", "--at", "yesterday"), "--at"),
    (("Hi", "--scope", "alice"), "--scope"),
    (("Hi", "--scope", "user=alice", "--db", "none.db"), "none.db"),
    (("Hi", "--role", "nobody"), "nobody"),
]


@pytest.mark.parametrize(("arguments", "reason"), REFUSED)
def test_what_cannot_be_explained_is_refused(run, arguments: tuple[str, ...], reason: str):
    """One clear sentence on stderr, exit code 2, and no file is made."""
    ended = run("explain", *arguments)
    assert ended.exit_code == 2
    assert reason in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_readme_shows_what_it_prints(run):
    """The example of the README is the real output of the command above it."""
    [(words, shown)] = re.findall(
        r'^\$ python3 dev\.py explain "([^"]+)"\n(.*?)```', README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert lines(run("explain", words).stdout) == shown.splitlines()
